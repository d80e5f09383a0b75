/** Very many tokens that are over at the same time, on a simulator in this process, in a time that is made up. */
import { Draft, WeChatClient } from "@effect-wechat/core"
import { ComponentApi, OpenPlatform, PlatformStore } from "@effect-wechat/open-platform"
import { Simulator } from "@effect-wechat/simulator"
import * as HttpClient from "@effect/platform/HttpClient"
import type * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import * as LogLevel from "effect/LogLevel"
import * as TestClock from "effect/TestClock"
import * as TestContext from "effect/TestContext"
import { setTimeout } from "node:timers/promises"
import { asked, authorize, receiveTicket, refreshedOnce } from "../merchants.ts"
import { appIdOf, component, ComponentLive } from "../records.ts"
import { answer } from "./answer.ts"

export interface Result {
  readonly authorizers: number
  readonly callers: number
  /** The time of the machine, in seconds, from the first call to the last reply but those of the slow one */
  readonly seconds: number
  readonly componentTokens: number
  readonly refreshes: number
  /** Authorizers whose token was refreshed exactly once */
  readonly refreshedOnce: number
  readonly calls: number
  /** The most refreshes that were under way at the same moment */
  readonly mostAtOnce: number
  /** Callers who had their answer when the last refresh ended, the slow one left aside */
  readonly answeredBeforeLast: number
  /** Callers who had their answer while the slow refresh was still under way */
  readonly answeredBesideSlow: number
  /** Callers who waited until the slow refresh had ended: those of its authorizer, and others */
  readonly waitedForSlow: { readonly own: number; readonly others: number }
}

const authorizers = Number(process.argv[2])
const callersOfEach = 2
/** Milliseconds of the machine that the reply to a refresh is on its way, about as long as WeChat's. */
const onTheWay = 50

const requests = asked()
const atOnce = { now: 0, most: 0 }
/** Requests and answers, which stand still when everybody who is left waits for the slow one. */
let moves = 0
let answered = 0
let answeredBeforeLast = 0

const passed = (millis: number) => Effect.promise(() => setTimeout(millis))

/** A refresh as it goes to WeChat and comes back. */
const onItsWay = <A, E, R>(refresh: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
  Effect.suspend(() => {
    atOnce.now++
    atOnce.most = Math.max(atOnce.most, atOnce.now)
    return Effect.ensuring(
      Effect.zipLeft(refresh, passed(onTheWay)),
      Effect.sync(() => {
        atOnce.now--
        // The slow one ends when there is nothing else left.
        if (atOnce.now > 0) answeredBeforeLast = answered
      })
    )
  })

const counted = <A, E, R>(reply: Effect.Effect<A, E, R>, request: HttpClientRequest.HttpClientRequest) =>
  Effect.suspend(() => {
    moves++
    return requests.note(request) ? onItsWay(reply) : reply
  })

/** Until nothing was asked or answered for two seconds, whoever is still waiting. */
const untilNothingMoves = Effect.gen(function*() {
  for (let before = -1; before !== moves;) {
    before = moves
    yield* passed(2000)
  }
})

const measure = Effect.gen(function*() {
  const simulator = yield* Simulator.Simulator
  yield* receiveTicket
  const appIds = Array.from({ length: authorizers }, (_, index) => appIdOf(index))
  yield* Effect.forEach(appIds, authorize, { discard: true })
  yield* TestClock.adjust("3 hours")
  yield* simulator.forgetSeen
  requests.forget()

  // The first of all comes only when the time is moved, and that is done when nothing else is left to come.
  const { path } = ComponentApi.authorizerToken
  yield* simulator.inject({ when: { endpoint: path, nth: 1 }, what: { _tag: "Delay", millis: 3000 } })

  const since = performance.now()
  let seconds = 0
  const waiting = new Map(appIds.map((appId) => [appId, callersOfEach]))
  const storm = yield* Effect.forEach(
    Array.from({ length: callersOfEach }, () => appIds).flat(),
    (appId) =>
      Effect.map(OpenPlatform.as(appId)(Draft.count()), () => {
        moves++
        answered++
        seconds = (performance.now() - since) / 1000
        waiting.set(appId, (waiting.get(appId) ?? 0) - 1)
      }),
    { concurrency: "unbounded" }
  ).pipe(Effect.fork)
  yield* untilNothingMoves

  const [slow = ""] = requests.refreshes.keys()
  const left = [...waiting].filter(([, callers]) => callers > 0)
  const own = left.filter(([appId]) => appId === slow).reduce((sum, [, callers]) => sum + callers, 0)
  const others = left.reduce((sum, [, callers]) => sum + callers, 0) - own
  const besideSlow = { answeredBeforeLast, answeredBesideSlow: answered, seconds }
  yield* TestClock.adjust("3 seconds")
  yield* Fiber.join(storm)

  const result: Result = {
    authorizers,
    callers: answered,
    componentTokens: requests.paths.get(ComponentApi.componentToken.path) ?? 0,
    refreshes: requests.paths.get(path) ?? 0,
    refreshedOnce: refreshedOnce(requests),
    calls: requests.paths.get(Draft.count.path) ?? 0,
    mostAtOnce: atOnce.most,
    ...besideSlow,
    waitedForSlow: { own, others }
  }
  return result
})

const live = OpenPlatform.layer().pipe(
  Layer.provideMerge(WeChatClient.layer({ transformClient: HttpClient.transform(counted) })),
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
