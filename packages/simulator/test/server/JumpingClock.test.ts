import { assert, describe, it } from "@effect/vitest"
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as TestClock from "effect/TestClock"
import * as JumpingClock from "../../src/internal/jumpingClock.ts"

/** Everyone who can go on does. */
const settled = Effect.forEach(Array.from({ length: 20 }), () => Effect.yieldNow(), { discard: true })

const begin = Effect.gen(function*() {
  const { clock, jump } = JumpingClock.make(yield* Effect.clock)
  const woken: Array<readonly [string, number]> = []
  const sleeper = (name: string, duration: Duration.DurationInput) =>
    Effect.sleep(duration).pipe(
      Effect.zipRight(Clock.currentTimeMillis),
      Effect.map((at) => void woken.push([name, at])),
      Effect.withClock(clock)
    )
  const fork = (name: string, duration: Duration.DurationInput) =>
    Effect.fork(sleeper(name, duration)).pipe(Effect.zipLeft(settled))
  return { clock, woken, sleeper, fork, jump: (by: Duration.DurationInput) => jump(Duration.decode(by), settled) }
})

describe("a clock that jumps", () => {
  it.effect("wakes everyone in the order of their time, each at that time", () =>
    Effect.gen(function*() {
      const { fork, jump, woken } = yield* begin
      yield* fork("late", "3 seconds")
      yield* fork("early", "1 seconds")
      yield* fork("between", "2 seconds")
      yield* fork("never", "1 hour")
      assert.strictEqual(yield* jump("10 seconds"), 10_000)
      assert.deepStrictEqual(woken, [["early", 1000], ["between", 2000], ["late", 3000]])
    }))

  it.effect("takes along who goes to sleep within the jump", () =>
    Effect.gen(function*() {
      const { jump, sleeper, woken } = yield* begin
      yield* Effect.fork(Effect.repeatN(sleeper("again", "2 seconds"), 9))
      yield* settled
      yield* jump("7 seconds")
      assert.deepStrictEqual(woken, [["again", 2000], ["again", 4000], ["again", 6000]])
    }))

  it.effect("goes on as the clock below does, from where the jump led", () =>
    Effect.gen(function*() {
      const { clock, fork, jump, woken } = yield* begin
      yield* fork("sleeper", "10 minutes")
      yield* jump("9 minutes")
      yield* settled
      yield* TestClock.adjust("59 seconds")
      yield* settled
      assert.deepStrictEqual(woken, [])
      yield* TestClock.adjust("1 seconds")
      yield* settled
      assert.deepStrictEqual(woken, [["sleeper", 600_000]])
      assert.strictEqual(yield* clock.currentTimeMillis, 600_000)
      assert.strictEqual(yield* clock.currentTimeNanos, 600_000_000_000n)
    }))

  it.effect("forgets who was interrupted, and wakes who cannot be", () =>
    Effect.gen(function*() {
      const { fork, jump, sleeper, woken } = yield* begin
      yield* Effect.flatMap(fork("interrupted", "1 seconds"), Fiber.interrupt)
      yield* Effect.fork(Effect.uninterruptible(sleeper("stubborn", "2 seconds")))
      yield* settled
      yield* jump("5 seconds")
      assert.deepStrictEqual(woken, [["stubborn", 2000]])
    }))

  it.effect("makes one jump after the other", () =>
    Effect.gen(function*() {
      const { clock, fork, jump, woken } = yield* begin
      yield* fork("sleeper", "15 seconds")
      yield* Effect.all([jump("10 seconds"), jump("10 seconds")], { concurrency: "unbounded" })
      assert.deepStrictEqual(woken, [["sleeper", 15_000]])
      assert.strictEqual(yield* clock.currentTimeMillis, 20_000)
    }))
})
