import { Draft } from "@effect-wechat/core"
import { ComponentApi, OpenPlatform } from "@effect-wechat/open-platform"
import { Simulator } from "@effect-wechat/simulator"
import { assert, describe, it } from "@effect/vitest"
import * as Arr from "effect/Array"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as TestClock from "effect/TestClock"
import * as Platform from "./utils/Platform.ts"

const count = (appId: string) => OpenPlatform.as(appId)(Draft.count())

/** Every token is over, and new ones for authorizers come late: one after the other as told, all that follow after a second. */
const storm = (merchants: number, ...late: ReadonlyArray<number>) =>
  Effect.gen(function*() {
    const simulator = yield* Simulator.Simulator
    const appIds = yield* Effect.replicateEffect(Platform.merchant([11]), merchants)
    yield* TestClock.adjust("3 hours")
    // The component's own token is not what is waited for.
    yield* count(appIds[0] ?? "")
    yield* Platform.forgetSeen
    const { name: endpoint } = ComponentApi.authorizerToken
    for (const [index, millis] of late.entries()) {
      yield* simulator.inject({ when: { endpoint, nth: index + 1 }, what: { _tag: "Delay", millis } })
    }
    yield* simulator.inject({ when: { endpoint }, what: { _tag: "Delay", millis: 1000 } })
    return Arr.drop(appIds, 1)
  })

const asked = Platform.timesAsked(ComponentApi.authorizerToken)

describe("a refresh storm", () => {
  it.effect("refreshes so many accounts at a time, and each once", () =>
    Effect.gen(function*() {
      const appIds = yield* storm(31)
      const callers = yield* Effect.fork(
        Effect.forEach([...appIds, ...appIds], count, { concurrency: "unbounded" })
      )
      for (const begun of [8, 16, 24, 30]) {
        yield* TestClock.adjust("999 millis")
        assert.strictEqual(yield* asked, begun)
        yield* TestClock.adjust("1 millis")
      }
      assert.strictEqual((yield* Fiber.join(callers)).length, 60)
      assert.strictEqual(yield* asked, 30)
    }).pipe(Platform.run({ platform: { concurrentRefreshes: 8 } })))

  it.effect("lets nobody wait for the refresh of another, while there is a place", () =>
    Effect.gen(function*() {
      const [first = "", ...others] = yield* storm(20, 9000)
      const slowOne = yield* Effect.fork(count(first))
      yield* TestClock.adjust(0)
      const callers = yield* Effect.fork(Effect.forEach(others, count, { concurrency: "unbounded" }))
      // In steps, because nobody knows how many of them wait for the clock already.
      yield* Effect.replicateEffect(TestClock.adjust("100 millis"), 20)
      assert.strictEqual((yield* Fiber.join(callers)).length, 18)
      assert.isNull(slowOne.unsafePoll())
      yield* TestClock.adjust("8 seconds")
      yield* Fiber.join(slowOne)
    }).pipe(Platform.run()))
})
