import { assert, describe, it } from "@effect/vitest"
import { assertNone, assertSome } from "@effect/vitest/utils"
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Equal from "effect/Equal"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Option from "effect/Option"
import * as TestClock from "effect/TestClock"
import * as Deadline from "../../src/internal/deadline.ts"
import { holding } from "../../src/internal/held.ts"

const never = (deadline: Deadline.Deadline) =>
  Clock.clockWith((clock) =>
    holding(
      (held) =>
        deadline.within<string, never>(
          clock,
          held,
          () => ({ stop: () => undefined }),
          () => Effect.succeed("given up")
        ),
      () => {}
    )
  )

const givenUp = Option.some(Exit.succeed("given up"))

/** Those of the fibers that have ended in any other way than by the deadline, or not at all. */
const notGivenUp = (fibers: ReadonlyArray<Fiber.RuntimeFiber<string>>) =>
  Effect.map(
    Effect.forEach(fibers, Fiber.poll),
    (ends) => ends.flatMap((end, index) => Equal.equals(end, givenUp) ? [] : [index])
  )

describe("a deadline", () => {
  it.scoped("gives up each of many things at its own time", () =>
    Effect.gen(function*() {
      const deadline = yield* Deadline.make(Duration.seconds(10))
      const first = yield* Effect.fork(never(deadline))
      yield* TestClock.adjust("4 seconds")
      const second = yield* Effect.fork(never(deadline))
      yield* TestClock.adjust("6 seconds")
      assertSome(yield* Fiber.poll(first), Exit.succeed("given up"))
      assertNone(yield* Fiber.poll(second))
      yield* TestClock.adjust("4 seconds")
      assert.strictEqual(yield* Fiber.join(second), "given up")
    }))

  it.scoped("holds again after a time in which nothing was under way", () =>
    Effect.gen(function*() {
      const deadline = yield* Deadline.make(Duration.seconds(10))
      for (let round = 0; round < 3; round++) {
        const fiber = yield* Effect.fork(never(deadline))
        yield* TestClock.adjust("10 seconds")
        assert.strictEqual(yield* Fiber.join(fiber), "given up")
        yield* TestClock.adjust("1 hour")
      }
    }))

  it.scoped("stops what it gives up, and nothing that has ended", () =>
    Effect.gen(function*() {
      const deadline = yield* Deadline.make(Duration.seconds(10))
      const stopped: Array<string> = []
      const begin = (name: string, result?: string) =>
        Clock.clockWith((clock) =>
          deadline.within<string, never>(clock, { stop: undefined }, (end) => {
            if (result !== undefined) end(Effect.succeed(result))
            return { stop: () => void stopped.push(name) }
          }, () => Effect.succeed("given up"))
        )
      assert.strictEqual(yield* begin("ended", "done"), "done")
      const slow = yield* Effect.fork(begin("slow"))
      yield* TestClock.adjust("10 seconds")
      assert.strictEqual(yield* Fiber.join(slow), "given up")
      assert.deepStrictEqual(stopped, ["slow"])
    }))

  // After a number of steps, which is small here, a fiber lets others run. Where that is depends on what it did before.
  const pausing = (deadline: Deadline.Deadline, before: number) =>
    Effect.replicateEffect(Effect.sync(() => 0), before, { discard: true }).pipe(
      Effect.andThen(never(deadline)),
      Effect.withMaxOpsBeforeYield(32)
    )
  const phases = Array.from({ length: 32 }, (_, before) => before)

  it.scoped("holds for the next, wherever the first is interrupted", () =>
    Effect.gen(function*() {
      const seconds = yield* Effect.forEach(phases, (before) =>
        Effect.gen(function*() {
          const deadline = yield* Deadline.make(Duration.seconds(10))
          const first = yield* Effect.fork(pausing(deadline, before))
          yield* Effect.yieldNow()
          yield* Fiber.interrupt(first)
          return yield* Effect.fork(never(deadline))
        }))
      yield* TestClock.adjust("10 seconds")
      assert.deepStrictEqual(yield* notGivenUp(seconds), [])
    }))

  it.scoped("holds for the first, wherever it lets others run", () =>
    Effect.gen(function*() {
      const firsts = yield* Effect.forEach(phases, (before) =>
        Effect.flatMap(Deadline.make(Duration.seconds(10)), (deadline) =>
          Effect.fork(pausing(deadline, before))))
      yield* TestClock.adjust("0 seconds")
      yield* TestClock.adjust("10 seconds")
      const ends = yield* Effect.forEach(firsts, Fiber.poll)
      assert.deepStrictEqual(
        phases.filter((before) =>
          ends[before]?._tag !== "Some"
        ),
        []
      )
    }))
})
