/**
 * The server of a service provider with a WeChat to go with it: the simulator runs in the same program, has a component
 * and three merchants, and everything goes over HTTP. With `--once` the program plays the third merchant itself, runs
 * the job once, and ends.
 */
import { OpenPlatform, PlatformStore, VerifyTicket } from "@effect-wechat/open-platform"
import { Control, Server, Simulator } from "@effect-wechat/simulator"
import { HttpServer } from "@effect/platform"
import { NodeHttpClient, NodeRuntime } from "@effect/platform-node"
import { Config, Console, Effect, Exit, Layer, Option, Redacted, Stream } from "effect"
import * as App from "./app.ts"
import * as Browser from "./browser.ts"
import * as Job from "./job.ts"
import * as Settings from "./settings.ts"

/** What WeChat's console would say. */
const component = {
  appId: "wxc000000000000001",
  secret: "the-component-secret",
  token: "the-message-token",
  encodingAesKey: "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
}

/** They have authorized when the server begins. */
const early = [
  { account: { appId: "wx0000000000000001", nickname: "Merchant A", kind: "service", drafts: 3 }, grants: [7, 11] },
  { account: { appId: "wx0000000000000002", nickname: "Merchant B", kind: "official", verifyType: -1 }, grants: [7] }
] as const

/** It has still to open the link. */
const late = { appId: "wx0000000000000003", nickname: "Merchant C", kind: "official", drafts: 5 } as const

const SimulatorLive = Server.layer({ world: { accounts: [...early.map(({ account }) => account), late] } })

const poll = <A, E, R>(effect: Effect.Effect<A, E, R>, until: (value: A) => boolean) =>
  Effect.repeat(Effect.delay(effect, "20 millis"), { until }).pipe(Effect.timeout("30 seconds"))

/** WeChat gets to know the component, and two merchants authorize it. */
const arrange = (publicUrl: string) =>
  Effect.gen(function*() {
    const simulator = yield* Simulator.Simulator
    yield* simulator.addComponent({
      ...component,
      authorizationUrl: `${publicUrl}/wechat/authorization`,
      messageUrl: `${publicUrl}/wechat/message/$APPID$`,
      permissionSets: [7, 11]
    })
    const { newest } = yield* VerifyTicket.VerifyTicket
    yield* poll(newest, Option.isSome)
    yield* Effect.forEach(early, ({ account, grants }) =>
      simulator.authorize({ component: component.appId, account: account.appId, permissionSets: grants }))
    const { authorizers } = yield* OpenPlatform.OpenPlatform
    yield* poll(Stream.runCount(authorizers), (count) =>
      count === early.length)
  })

/** What a person would do, and then the job. */
const once = (publicUrl: string) =>
  Effect.gen(function*() {
    yield* Console.log(`Merchant C reads: ${yield* Browser.authorize(`${publicUrl}/?customer=17`, late.appId)}`)
    const outcomes = yield* Job.round
    const worked = outcomes.filter(({ exit }) => Exit.isSuccess(exit)).length
    yield* Console.log(`The job has run for ${outcomes.length} merchants, and worked for ${worked}.`)
  })

const greeting = (publicUrl: string, weChat: string) =>
  [
    "",
    `The page for merchants    ${publicUrl}/?customer=17   (Merchant C has not authorized yet)`,
    `Who may call what         ${publicUrl}/merchants`,
    `WeChat, as it is played   ${weChat}${Control.prefix}/docs`,
    "",
    "Ctrl-C ends it.",
    ""
  ].join("\n")

const program = (publicUrl: string, isOnce: boolean) => {
  const settings = { publicUrl, jobEvery: "1 minute" } as const
  return Effect.gen(function*() {
    yield* arrange(publicUrl)
    if (isOnce) return yield* once(publicUrl)
    yield* Console.log(greeting(publicUrl, yield* Server.baseUrl))
    return yield* Layer.launch(Job.layer(settings))
  }).pipe(Effect.provide(App.server(settings)))
}

const main = Effect.gen(function*() {
  const isOnce = process.argv.includes("--once")
  const port = yield* Config.withDefault(Settings.port, 0)
  const PlatformLive = Layer.unwrapEffect(Effect.map(Server.baseUrl, (weChat) =>
    App.platform(
      {
        appId: component.appId,
        secret: Redacted.make(component.secret),
        token: Redacted.make(component.token),
        encodingAesKey: Redacted.make(component.encodingAesKey)
      },
      weChat
    )))
  yield* HttpServer.addressFormattedWith((publicUrl) => program(publicUrl, isOnce)).pipe(
    Effect.provide(
      App.listen({ host: "127.0.0.1", port }).pipe(
        Layer.provideMerge(PlatformLive),
        Layer.provide(PlatformStore.layerMemory),
        Layer.provideMerge(SimulatorLive),
        Layer.provideMerge(NodeHttpClient.layerUndici)
      )
    )
  )
}).pipe(
  Effect.tapError(({ message }) => Console.error(message)),
  Effect.ensuring(Console.log("Stopped"))
)

NodeRuntime.runMain(main, { disableErrorReporting: true })
