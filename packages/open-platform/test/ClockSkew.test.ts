import { Draft } from "@effect-wechat/core"
import { Authorization, Authorizers, ComponentApi, OpenPlatform } from "@effect-wechat/open-platform"
import { Simulator } from "@effect-wechat/simulator"
import { assert, describe, it } from "@effect/vitest"
import * as HttpClient from "@effect/platform/HttpClient"
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as TestClock from "effect/TestClock"
import * as Platform from "./utils/Platform.ts"

const renewals = Effect.all([
  Platform.timesAsked(ComponentApi.componentToken),
  Platform.timesAsked(ComponentApi.authorizerToken)
])

/** A clock that goes as fast as the one of the test, so many minutes ahead of it. */
const ahead = (clock: Clock.Clock, minutes: number): Clock.Clock => {
  const millis = Duration.toMillis(Duration.minutes(minutes))
  return {
    ...clock,
    [Clock.ClockTypeId]: Clock.ClockTypeId,
    sleep: (duration) => clock.sleep(duration),
    unsafeCurrentTimeMillis: () => clock.unsafeCurrentTimeMillis() + millis,
    unsafeCurrentTimeNanos: () => clock.unsafeCurrentTimeNanos() + BigInt(millis) * 1_000_000n,
    currentTimeMillis: Effect.map(clock.currentTimeMillis, (now) => now + millis),
    currentTimeNanos: Effect.map(clock.currentTimeNanos, (now) => now + BigInt(millis) * 1_000_000n)
  }
}

/** A machine whose clock is wrong, with a process on it. The simulator, which runs in the same fibers, keeps its own time. */
const machine = (minutes: number) =>
  Effect.gen(function*() {
    const right = yield* Effect.clock
    const wrong = ahead(right, minutes)
    const process = yield* Effect.withClock(
      Platform.process({ client: { transformClient: HttpClient.transform(Effect.withClock(right)) } }),
      wrong
    )
    return <A, E, R>(effect: Effect.Effect<A, E, R>) => Effect.withClock(Effect.provide(effect, process), wrong)
  })

const count = (appId: string) => OpenPlatform.as(appId)(Draft.count())

/** An account whose merchant has said yes. */
const newcomer = Effect.gen(function*() {
  const simulator = yield* Simulator.Simulator
  const { appId } = yield* simulator.addAccount({ drafts: 1 })
  return { appId, code: yield* Platform.consent(appId, [11]) }
})

const shared = Platform.on(Platform.world())

const drafts = { total_count: 1 }

describe("two machines on one store, one of whose clocks is 30 minutes behind and the other's as much ahead,", () => {
  /** Both, and a merchant that was taken in by one of them. */
  const machines = (first: number, second: number) =>
    Effect.gen(function*() {
      const [a, b] = [yield* machine(first), yield* machine(second)]
      // The time of the simulator is that of the test.
      const { appId, code } = yield* newcomer
      yield* a(Platform.receiveTicket)
      yield* a(Effect.flatMap(Authorization.Authorization, (authorization) => authorization.complete(code)))
      yield* Platform.forgetSeen
      return { a, b, appId }
    })

  for (const [first, second] of [[-30, 30], [30, -30]] as const) {
    it.effect(`never fail a call, nor void each other's tokens in turn: ${first} and ${second} minutes`, () =>
      Effect.gen(function*() {
        const { a, appId, b } = yield* machines(first, second)
        for (let call = 0; call < 100; call++) {
          assert.deepStrictEqual(yield* (call % 2 === 0 ? a : b)(count(appId)), drafts)
          yield* TestClock.adjust("3 minutes")
        }
        // Five hours take three tokens by the right time.
        const [ofComponent, ofAuthorizer] = yield* renewals
        assert.isAtMost(ofComponent, 6)
        assert.isAtMost(ofAuthorizer, 6)
        assert.isAtLeast(ofAuthorizer, 2)
      }).pipe(shared))

    it.effect(`refresh once or twice for 100 calls in turn after all has expired: ${first} and ${second} minutes`, () =>
      Effect.gen(function*() {
        const { a, appId, b } = yield* machines(first, second)
        yield* TestClock.adjust("3 hours")
        for (let call = 0; call < 100; call++) {
          assert.deepStrictEqual(yield* (call % 2 === 0 ? a : b)(count(appId)), drafts)
          yield* TestClock.adjust("1 second")
        }
        const [ofComponent, ofAuthorizer] = yield* renewals
        assert.isAtMost(ofComponent, 2)
        assert.isAtMost(ofAuthorizer, 2)
      }).pipe(shared))
  }

  it.effect("go on when a token has ended that the one behind holds for good", () =>
    Effect.gen(function*() {
      const { a, appId, b } = yield* machines(-30, 30)
      yield* b(count(appId))
      // WeChat's token is over, and for the one behind it lasts for 25 minutes more.
      yield* TestClock.adjust("125 minutes")
      yield* Platform.forgetSeen
      assert.deepStrictEqual(yield* a(count(appId)), drafts)
      assert.deepStrictEqual(yield* a(count(appId)), drafts)
      assert.deepStrictEqual(yield* renewals, [1, 1])
    }).pipe(shared))

  it.effect("take in an account that the one ahead has closed, when it authorizes anew at the one behind", () =>
    Effect.gen(function*() {
      const { a, appId, b } = yield* machines(-30, 30)
      yield* Platform.withdraw(appId)
      const now = yield* Clock.currentTimeMillis
      yield* b(Effect.flatMap(Authorizers.Authorizers, (authorizers) => authorizers.close(appId, now)))
      yield* TestClock.adjust("1 minute")
      const code = yield* Platform.consent(appId, [11])
      yield* Platform.forgetSeen
      const record = yield* a(
        Effect.flatMap(Authorization.Authorization, (authorization) => authorization.complete(code))
      )
      assert.strictEqual(record.status, "authorized")
      // Once to learn which was first, once for the facts.
      assert.isAtMost(yield* Platform.timesAsked(ComponentApi.authorizerInfo), 2)
      assert.deepStrictEqual(yield* a(count(appId)), drafts)
    }).pipe(shared))
})
