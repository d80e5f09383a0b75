/**
 * The server of a service provider with a WeChat to go with it: the simulator runs in the same program, has a component
 * and three merchants, and everything goes over HTTP. With `--once` the program plays the third merchant itself, runs
 * the job once, and ends.
 *
 * The store is that of the server, see `settings.ts`. The simulator forgets with the program, and WeChat does not: at the
 * start it is told who has authorized, and nobody is asked for a consent again.
 */
import { ComponentApi, OpenPlatform, VerifyTicket } from "@effect-wechat/open-platform"
import { Control, Server, Simulator } from "@effect-wechat/simulator"
import { HttpServer } from "@effect/platform"
import { NodeHttpClient, NodeRuntime } from "@effect/platform-node"
import { Array as Arr, Clock, Config, Console, Effect, Exit, Layer, Option, Random, Redacted, Stream } from "effect"
import * as App from "./app.ts"
import * as Browser from "./browser.ts"
import { Cannot } from "./cannot.ts"
import * as Job from "./job.ts"
import * as Pretended from "./pretended.ts"
import * as Settings from "./settings.ts"
import * as Store from "./store.ts"

const { component } = Pretended

/** They authorize when the server begins for the first time. */
const early = [
  { account: { appId: "wx0000000000000001", nickname: "Merchant A", kind: "service", drafts: 3 }, grants: [7, 11] },
  { account: { appId: "wx0000000000000002", nickname: "Merchant B", kind: "official", verifyType: -1 }, grants: [7] }
] as const

/** It has still to open the link. */
const late = { appId: "wx0000000000000003", nickname: "Merchant C", kind: "official", drafts: 5 } as const

const accounts = [...early.map(({ account }) => account), late]

/** Its tokens are others in each run, as those of WeChat are. */
const SimulatorLive = Layer.unwrapEffect(
  Effect.map(Random.nextIntBetween(1, 1_000_000_000), (seed) => Server.layer({ seed, world: { accounts } }))
)

const poll = <A, E, R>(effect: Effect.Effect<A, E, R>, until: (value: A) => boolean) =>
  Effect.repeat(Effect.delay(effect, "20 millis"), { until }).pipe(Effect.timeout("30 seconds"))

const known = Effect.flatMap(OpenPlatform.OpenPlatform, ({ authorizers }) =>
  Stream.runCollect(authorizers).pipe(
    Effect.map(Arr.fromIterable),
    Effect.map(Arr.filter(({ status }) => status === "authorized"))
  ))

/** WeChat gets to know the component, and the first two merchants authorize it. Gives those who had done so before. */
const arrange = (publicUrl: string) =>
  Effect.gen(function*() {
    const simulator = yield* Simulator.Simulator
    const before = (yield* known).filter(({ appId }) => accounts.some((account) => account.appId === appId))
    const authorize = (account: string, permissionSets: ReadonlyArray<number>) =>
      simulator.authorize({ component: component.appId, account, permissionSets })

    // Without an address yet, nothing is pushed of what the platform has known for long.
    yield* simulator.addComponent({ ...component, permissionSets: [7, 11] })
    const consents = yield* Effect.forEach(before, ({ appId, permissionSets }) => authorize(appId, permissionSets))
    yield* simulator.setCallbacks(component.appId, {
      authorizationUrl: `${publicUrl}/wechat/authorization`,
      messageUrl: `${publicUrl}/wechat/message/$APPID$`
    })

    const since = yield* Clock.currentTimeMillis
    yield* simulator.pushTicket(component.appId)
    const { newest } = yield* VerifyTicket.VerifyTicket
    yield* poll(newest, Option.exists(({ receivedAt }) => receivedAt >= since))
    // To WeChat they are old friends, whose codes were exchanged long ago. The store is not told.
    yield* Effect.forEach(consents, ({ authCode }) =>
      ComponentApi.queryAuth({
        component_appid: component.appId,
        authorization_code: Redacted.make(authCode)
      }))
    const first = early.filter(({ account }) => !before.some(({ appId }) => appId === account.appId))
    yield* Effect.forEach(first, ({ account, grants }) => authorize(account.appId, grants))
    yield* poll(known, (all) => early.every(({ account }) => all.some(({ appId }) => appId === account.appId)))
    return before
  })

const nameOf = (appId: string): string => accounts.find((account) => account.appId === appId)?.nickname ?? appId

const remembered = (before: ReadonlyArray<{ readonly appId: string }>): string =>
  before.length === 0
    ? "The store is new. Merchant A and Merchant B have authorized just now."
    : `The store knows ${before.map(({ appId }) => nameOf(appId)).join(", ")} from before.`

/** What a person would do, and then the job. */
const once = (publicUrl: string) =>
  Effect.gen(function*() {
    yield* Console.log(`Merchant C reads: ${yield* Browser.authorize(`${publicUrl}/?customer=17`, late.appId)}`)
    const outcomes = yield* Job.round
    const worked = outcomes.filter(({ exit }) => Exit.isSuccess(exit)).length
    yield* Console.log(`The job has run for ${outcomes.length} merchants, and worked for ${worked}.`)
  })

const greeting = (publicUrl: string, weChat: string, isLateKnown: boolean) =>
  [
    "",
    `The page for merchants    ${publicUrl}/?customer=17   (Merchant C has ${isLateKnown ? "" : "not "}authorized${
      isLateKnown ? "" : " yet"
    })`,
    `Who may call what         ${publicUrl}/merchants`,
    `WeChat, as it is played   ${weChat}${Control.prefix}/docs`,
    "",
    "Ctrl-C ends it. Started again, it knows its merchants.",
    ""
  ].join("\n")

const program = (publicUrl: string, isOnce: boolean) => {
  const settings = { publicUrl, jobEvery: "1 minute" } as const
  return Effect.gen(function*() {
    const before = yield* arrange(publicUrl)
    yield* Console.log(remembered(before))
    if (isOnce) return yield* once(publicUrl)
    yield* Console.log(
      greeting(publicUrl, yield* Server.baseUrl, before.some(({ appId }) => appId === late.appId))
    )
    return yield* Layer.launch(Job.layer(settings))
  }).pipe(Effect.provide(App.server(settings)))
}

const main = Effect.gen(function*() {
  const isOnce = process.argv.includes("--once")
  const { port, storage } = yield* Config.all({
    port: Config.withDefault(Settings.port, 0),
    storage: Settings.storage
  })
  const PlatformLive = Layer.unwrapEffect(
    Effect.map(Server.baseUrl, (weChat) => App.platform(Pretended.options, weChat))
  )
  yield* HttpServer.addressFormattedWith((publicUrl) => program(publicUrl, isOnce)).pipe(
    Effect.ensuring(Console.log("Stopped")),
    Effect.provide(
      App.listen({ host: "127.0.0.1", port }).pipe(
        Layer.provideMerge(PlatformLive),
        Layer.provide(Store.layerFor(component.appId, storage)),
        Layer.provideMerge(SimulatorLive),
        Layer.provideMerge(NodeHttpClient.layerUndici)
      )
    )
  )
}).pipe(
  Effect.catchTag("ConfigError", (error) => new Cannot({ message: Settings.complaint(error) })),
  Effect.tapError(({ message }) => Console.error(message))
)

// Who authorizes whom is nobody else's business: what the program writes is for this user alone.
process.umask(0o077)
NodeRuntime.runMain(main, { disableErrorReporting: true })
