import { assert, describe, it } from "@effect/vitest"
import { Deferred, Duration, Effect, Exit, Fiber, TestClock } from "effect"
import { within } from "../../src/internal/within.ts"

const limited = within(Duration.seconds(5), () => "too late")

/** How many sleep, where everybody is by a clock that counts them. */
const sleepers = () => {
  let sleeping = 0
  const count = (by: number) =>
    Effect.sync(() => {
      sleeping += by
    })
  return {
    sleeping: () => sleeping,
    counted: <A, E>(effect: Effect.Effect<A, E>): Effect.Effect<A, E> =>
      Effect.clockWith((clock) =>
        Effect.withClock(effect, {
          ...clock,
          unsafeCurrentTimeMillis: () => clock.unsafeCurrentTimeMillis(),
          unsafeCurrentTimeNanos: () => clock.unsafeCurrentTimeNanos(),
          sleep: (duration) => Effect.acquireUseRelease(count(1), () => clock.sleep(duration), () => count(-1))
        })
      )
  }
}

describe("what runs within a time limit", () => {
  it.effect("ends as it ends, and leaves no timer behind", () =>
    Effect.gen(function*() {
      const { counted, sleeping } = sleepers()
      const slowly = Effect.delay(Effect.succeed("done"), "4 seconds")
      const ends: ReadonlyArray<readonly [Effect.Effect<string, string>, Exit.Exit<string, string>]> = [
        [Effect.succeed("done"), Exit.succeed("done")],
        [Effect.fail("failed"), Exit.fail("failed")],
        [Effect.die("broken"), Exit.die("broken")],
        [slowly, Exit.succeed("done")]
      ]
      for (const [effect, end] of ends) {
        const fiber = yield* Effect.fork(Effect.exit(counted(limited(effect))))
        yield* TestClock.adjust("4 seconds")
        assert.deepStrictEqual(yield* Fiber.join(fiber), end)
        yield* TestClock.adjust(0)
        assert.strictEqual(sleeping(), 0)
      }
    }))

  for (const hold of [Effect.interruptible, Effect.uninterruptible]) {
    it.effect(`is stopped at the limit, even if ${hold === Effect.interruptible ? "nobody" : "its caller"} holds it`, () =>
      Effect.gen(function*() {
        const stopped = yield* Deferred.make<void>()
        const work = Effect.onInterrupt(Effect.never, () => Deferred.succeed(stopped, undefined))
        const fiber = yield* Effect.fork(hold(Effect.flip(limited(work))))
        yield* TestClock.adjust("5 seconds")
        assert.strictEqual(yield* Fiber.join(fiber), "too late")
        yield* Deferred.await(stopped)
      }))
  }

  it.effect("is not waited for at the limit, if it cannot be stopped", () =>
    Effect.gen(function*() {
      const fiber = yield* Effect.fork(Effect.flip(limited(Effect.uninterruptible(Effect.never))))
      yield* TestClock.adjust("5 seconds")
      assert.strictEqual(yield* Fiber.join(fiber), "too late")
    }))

  it.effect("is stopped when its caller leaves", () =>
    Effect.gen(function*() {
      const { counted, sleeping } = sleepers()
      const stopped = yield* Deferred.make<void>()
      const work = Effect.onInterrupt(Effect.never, () => Deferred.succeed(stopped, undefined))
      const fiber = yield* Effect.fork(counted(limited(work)))
      yield* TestClock.adjust("1 second")
      assert.strictEqual(sleeping(), 1)
      yield* Fiber.interrupt(fiber)
      yield* Deferred.await(stopped)
      yield* TestClock.adjust(0)
      assert.strictEqual(sleeping(), 0)
    }))
})
