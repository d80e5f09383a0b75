/** Very many tokens that are over at the same time, on a simulator in this process, in a time that is made up. */
import { Draft, WeChatClient } from "@effect-wechat/core"
import { Authorization, ComponentApi, OpenPlatform, PlatformStore, VerifyTicket } from "@effect-wechat/open-platform"
import { Simulator } from "@effect-wechat/simulator"
import * as HttpClient from "@effect/platform/HttpClient"
import type * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import * as LogLevel from "effect/LogLevel"
import * as Redacted from "effect/Redacted"
import * as TestClock from "effect/TestClock"
import * as TestContext from "effect/TestContext"
import { appIdOf, component, ComponentLive } from "../records.ts"
import { answer } from "./answer.ts"

export interface Result {
  readonly authorizers: number
  readonly callers: number
  /** The time of the machine, in seconds, from the first call to the last reply, simulator and client included */
  readonly seconds: number
  readonly componentTokens: number
  readonly refreshes: number
  /** Authorizers whose token was refreshed exactly once */
  readonly refreshedOnce: number
  readonly calls: number
}

const authorizers = Number(process.argv[2])
const callersOfEach = 2

/** What was asked: how often each path, how often a token for whom. The simulator itself forgets the oldest of so many. */
const made = new Map<string, number>()
const refreshesOf = new Map<string, number>()

const oneMore = (counts: Map<string, number>, of: string) => counts.set(of, (counts.get(of) ?? 0) + 1)

const count = ({ body, url }: HttpClientRequest.HttpClientRequest) =>
  Effect.sync(() => {
    const { pathname } = new URL(url)
    oneMore(made, pathname)
    if (pathname !== ComponentApi.authorizerToken.path || body._tag !== "Uint8Array") return
    oneMore(refreshesOf, JSON.parse(new TextDecoder().decode(body.body))["authorizer_appid"])
  })

const authorize = (account: string) =>
  Effect.gen(function*() {
    const simulator = yield* Simulator.Simulator
    const authorization = yield* Authorization.Authorization
    yield* simulator.addAccount({ appId: account })
    const { authCode } = yield* simulator.authorize({ component: component.appId, account, permissionSets: [7, 11] })
    yield* authorization.complete(Redacted.make(authCode))
  })

const receiveTicket = Effect.gen(function*() {
  const simulator = yield* Simulator.Simulator
  yield* simulator.pushTicket(component.appId)
  const { newestTicket } = yield* simulator.component(component.appId)
  const tickets = yield* VerifyTicket.VerifyTicket
  yield* tickets.receive({ value: Redacted.make(newestTicket ?? ""), createdAt: yield* TestClock.currentTimeMillis })
})

const measure = Effect.gen(function*() {
  const simulator = yield* Simulator.Simulator
  yield* receiveTicket
  const appIds = Array.from({ length: authorizers }, (_, index) => appIdOf(index))
  yield* Effect.forEach(appIds, authorize, { discard: true })
  yield* TestClock.adjust("3 hours")
  yield* simulator.forgetSeen
  made.clear()
  refreshesOf.clear()

  const since = performance.now()
  const callers = Array.from({ length: callersOfEach }, () => appIds).flat()
  const replies = yield* Effect.forEach(
    callers,
    (appId) => OpenPlatform.as(appId)(Draft.count()),
    { concurrency: "unbounded" }
  )
  const seconds = (performance.now() - since) / 1000

  const result: Result = {
    authorizers,
    callers: replies.length,
    seconds,
    componentTokens: made.get(ComponentApi.componentToken.path) ?? 0,
    refreshes: made.get(ComponentApi.authorizerToken.path) ?? 0,
    refreshedOnce: [...refreshesOf.values()].filter((times) => times === 1).length,
    calls: made.get(Draft.count.path) ?? 0
  }
  return result
})

const live = OpenPlatform.layer().pipe(
  Layer.provideMerge(WeChatClient.layer({ transformClient: HttpClient.tapRequest(count) })),
  Layer.provide([ComponentLive, PlatformStore.layerMemory]),
  Layer.provideMerge(Simulator.layer({ world: { components: [component] } }))
)

answer(Effect.runPromise(
  // At a time of our days from the beginning. That no more tickets come in those hours is known here.
  Effect.andThen(TestClock.setTime(Date.UTC(2025, 6, 1)), Effect.provide(measure, live)).pipe(
    Logger.withMinimumLogLevel(LogLevel.None),
    Effect.provide(TestContext.TestContext)
  )
))
