import { assert, describe, it } from "@effect/vitest"
import { Deferred, Effect, Exit, FastCheck, Fiber } from "effect"
import * as Together from "../../src/internal/together.ts"

/** Lets all others come to where they wait. */
const settle = Effect.repeatN(Effect.yieldNow(), 20)

/** Doubles numbers, and tells of its groups. */
const doubling = (options: { readonly atMost: number; readonly before?: Effect.Effect<void, string> }) => {
  const groups: Array<ReadonlyArray<number>> = []
  const ask = Together.make<number, number, string>({
    atMost: options.atMost,
    gather: Effect.yieldNow(),
    serve: (all) =>
      Effect.suspend(() => {
        groups.push(all)
        return Effect.as(options.before ?? Effect.yieldNow(), (asked) => asked * 2)
      })
  })
  return { ask, groups }
}

describe("those who are served together", () => {
  it.effect.prop(
    "get each their own answer, in groups that are small enough",
    [
      FastCheck.array(FastCheck.integer({ min: 0, max: 20 }), { maxLength: 100 }),
      FastCheck.integer({ min: 1, max: 9 })
    ],
    ([numbers, atMost]) =>
      Effect.gen(function*() {
        const { ask, groups } = doubling({ atMost })
        const answers = yield* Effect.forEach(numbers, ask, { concurrency: "unbounded" })
        assert.deepStrictEqual(answers, numbers.map((nth) => nth * 2))
        for (const group of groups) assert.isAtMost(group.length, atMost)
        assert.deepStrictEqual(groups.flat(), numbers)
      })
  )

  it.effect("are those who come while others are served", () =>
    Effect.gen(function*() {
      const latch = yield* Deferred.make<void>()
      const { ask, groups } = doubling({ atMost: 100, before: Deferred.await(latch) })
      const first = yield* Effect.fork(ask(0))
      yield* settle
      const others = yield* Effect.forEach([1, 2, 3], (nth) => Effect.fork(ask(nth)))
      yield* settle
      assert.deepStrictEqual(groups.map((group) => group.length), [1])
      yield* Deferred.succeed(latch, undefined)
      assert.deepStrictEqual(yield* Fiber.join(Fiber.all([first, ...others])), [0, 2, 4, 6])
      assert.deepStrictEqual(groups.map((group) => group.length), [1, 3])
    }))

  it.effect("fail together, and the next are served", () =>
    Effect.gen(function*() {
      let isBroken = true
      const { ask } = doubling({
        atMost: 2,
        before: Effect.suspend(() => isBroken ? Effect.fail("broken") : Effect.void)
      })
      const exits = yield* Effect.forEach([1, 2], (nth) => Effect.exit(ask(nth)), { concurrency: 2 })
      assert.deepStrictEqual(exits, [Exit.fail("broken"), Exit.fail("broken")])
      isBroken = false
      assert.strictEqual(yield* ask(4), 8)
    }))

  it.effect("hear of a defect, and the next are served", () =>
    Effect.gen(function*() {
      let isBroken = true
      const { ask } = doubling({
        atMost: 2,
        before: Effect.suspend(() => isBroken ? Effect.die("broken") : Effect.void)
      })
      assert.deepStrictEqual(yield* Effect.exit(ask(1)), Exit.die("broken"))
      isBroken = false
      assert.strictEqual(yield* ask(4), 8)
    }))

  it.effect("are not those who have left before", () =>
    Effect.gen(function*() {
      const latch = yield* Deferred.make<void>()
      const { ask, groups } = doubling({ atMost: 100, before: Deferred.await(latch) })
      const first = yield* Effect.fork(ask(0))
      yield* settle
      const leaving = yield* Effect.fork(ask(1))
      const staying = yield* Effect.fork(ask(2))
      yield* settle
      yield* Fiber.interrupt(leaving)
      yield* Deferred.succeed(latch, undefined)
      assert.deepStrictEqual(yield* Fiber.join(Fiber.all([first, staying])), [0, 4])
      assert.deepStrictEqual(groups, [[0], [2]])
    }))

  it.effect("are served to the end while one of them waits, and given up when all have left", () =>
    Effect.gen(function*() {
      let given = 0
      const { ask, groups } = doubling({
        atMost: 100,
        before: Effect.onInterrupt(Effect.never, () =>
          Effect.sync(() => {
            given += 1
          }))
      })
      const fibers = yield* Effect.forEach([1, 2], (nth) => Effect.fork(ask(nth)))
      yield* settle
      assert.deepStrictEqual(groups.map((group) => group.length), [2])
      for (const [left, fiber] of fibers.entries()) {
        assert.strictEqual(given, 0, `${left} have left`)
        yield* Fiber.interrupt(fiber)
        yield* settle
      }
      assert.strictEqual(given, 1)
      // The next are not held up.
      const next = yield* Effect.fork(ask(3))
      yield* settle
      assert.lengthOf(groups, 2)
      yield* Fiber.interrupt(next)
    }))
})
