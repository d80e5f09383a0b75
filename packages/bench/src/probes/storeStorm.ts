/** Very many tokens that are over, in a store, in the machine's own time: time limits count. */
import { Draft, WeChatClient } from "@effect-wechat/core"
import { OpenPlatform } from "@effect-wechat/open-platform"
import { Simulator } from "@effect-wechat/simulator"
import * as HttpClient from "@effect/platform/HttpClient"
import type * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import * as LogLevel from "effect/LogLevel"
import { setTimeout } from "node:timers/promises"
import * as LaterClock from "../laterClock.ts"
import { asked, know, receiveTicket, refreshedOnce } from "../merchants.ts"
import { appIdOf, component, ComponentLive } from "../records.ts"
import { encryption, key } from "../stores/keys.ts"
import { type Kept, named } from "../stores/stores.ts"
import { answer } from "./answer.ts"

export interface Result {
  readonly authorizers: number
  readonly callers: number
  readonly answered: number
  /** Why the others were not, and how many of them */
  readonly failed: Readonly<Record<string, number>>
  readonly refreshes: number
  readonly refreshedOnce: number
  /** From the first call to the last answer */
  readonly seconds: number
}

const [name = "", count = "0"] = process.argv.slice(2)
const callersOfEach = 2
/** As many as begin together, and then a new one when one is done. */
const callersAtOnce = 5000
/** Milliseconds that the reply to a refresh is on its way, about as long as WeChat's. */
const onTheWay = 50

const requests = asked()

const counted = <A, E, R>(reply: Effect.Effect<A, E, R>, request: HttpClientRequest.HttpClientRequest) =>
  Effect.suspend(() =>
    requests.note(request) ? Effect.zipLeft(reply, Effect.promise(() => setTimeout(onTheWay))) : reply
  )

const storm = ({ forward }: LaterClock.LaterClock) =>
  Effect.gen(function*() {
    const simulator = yield* Simulator.Simulator
    yield* receiveTicket
    const appIds = Array.from({ length: Number(count) }, (_, index) => appIdOf(index))
    yield* Effect.forEach(appIds.keys(), know, { concurrency: 16, discard: true })
    yield* forward("3 hours")
    yield* simulator.forgetSeen
    requests.forget()

    const failed: Record<string, number> = {}
    let answered = 0
    const callers = appIds.flatMap((appId) => Array.from({ length: callersOfEach }, () => appId))
    const since = performance.now()
    yield* Effect.forEach(
      callers,
      (appId) =>
        Effect.match(OpenPlatform.as(appId)(Draft.count()), {
          onSuccess: () => {
            answered++
          },
          onFailure: ({ message }) => {
            // Whom it was about is left out, so that like goes with like.
            const why = message.replaceAll(appId, "an authorizer")
            failed[why] = (failed[why] ?? 0) + 1
          }
        }),
      { concurrency: callersAtOnce, discard: true }
    )
    const result: Result = {
      authorizers: appIds.length,
      callers: callers.length,
      answered,
      failed,
      refreshes: [...requests.refreshes.values()].reduce((sum, times) => sum + times, 0),
      refreshedOnce: refreshedOnce(requests),
      seconds: (performance.now() - since) / 1000
    }
    return result
  })

const liveOn = ({ layer }: Kept) =>
  OpenPlatform.layer().pipe(
    Layer.provideMerge(WeChatClient.layer({ transformClient: HttpClient.transform(counted) })),
    Layer.provide(ComponentLive),
    Layer.provideMerge(layer.pipe(Layer.provide(encryption({ current: key("storm") })))),
    Layer.provideMerge(Simulator.layer({ world: { components: [component] } }))
  )

const measure = Effect.suspend(() => {
  const later = LaterClock.make()
  return Effect.flatMap(named(name), (kept) => Effect.provide(storm(later), liveOn(kept))).pipe(
    Effect.scoped,
    Effect.withClock(later.clock),
    Logger.withMinimumLogLevel(LogLevel.None)
  )
})

answer(Effect.runPromise(measure))
