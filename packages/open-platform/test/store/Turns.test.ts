import { assert, describe, it } from "@effect/vitest"
import { Array as Arr, Deferred, Effect, type Exit, Fiber, TestClock } from "effect"
import * as Turns from "../../src/internal/turns.ts"

describe("turns", () => {
  it.effect("let one in at a time, in the order in which they came", () =>
    Effect.gen(function*() {
      const inTurn = Turns.make()
      const order: Array<number> = []
      let inside = 0
      yield* Effect.forEach(Array.from({ length: 20 }, (_, index) => index), (index) =>
        inTurn(Effect.gen(function*() {
          inside += 1
          assert.strictEqual(inside, 1)
          order.push(index)
          yield* Effect.yieldNow()
          inside -= 1
        })), { concurrency: "unbounded" })
      assert.deepStrictEqual(order, order.toSorted((a, b) => a - b))
      assert.lengthOf(order, 20)
    }))

  it.effect("let in as many at a time as they are told, and the next when one is done", () =>
    Effect.gen(function*() {
      const inTurn = Turns.make(3)
      const latches = yield* Effect.replicateEffect(Deferred.make<void>(), 1000)
      const begun: Array<number> = []
      const fibers = yield* Effect.forEach(latches, (latch, index) =>
        Effect.fork(inTurn(Effect.andThen(Effect.sync(() => begun.push(index)), Deferred.await(latch)))))
      for (const [done, [latch, fiber]] of Arr.zip(latches, fibers).entries()) {
        yield* Effect.yieldNow()
        assert.lengthOf(begun, Math.min(done + 3, latches.length))
        yield* Deferred.succeed(latch, undefined)
        yield* Fiber.join(fiber)
      }
      assert.deepStrictEqual(
        begun,
        begun.toSorted((a, b) =>
          a - b
        )
      )
    }))

  it.effect("pass by whoever has given up waiting", () =>
    Effect.gen(function*() {
      const inTurn = Turns.make()
      const latch = yield* Deferred.make<void>()
      const holder = yield* Effect.fork(inTurn(Deferred.await(latch)))
      const impatient = yield* Effect.fork(
        Effect.flip(inTurn(Effect.void, Effect.timeoutFail({ duration: "5 seconds", onTimeout: () => "too long" })))
      )
      const patient = yield* Effect.fork(inTurn(Effect.succeed("done")))
      yield* TestClock.adjust("5 seconds")
      assert.strictEqual(yield* Fiber.join(impatient), "too long")
      yield* Deferred.succeed(latch, undefined)
      yield* Fiber.join(holder)
      assert.strictEqual(yield* Fiber.join(patient), "done")
    }))

  it.effect("come to those who wait, however often others come back", () =>
    Effect.gen(function*() {
      const inTurn = Turns.make()
      let reads = 0
      let isWritten = false
      const reader = Effect.repeat(
        inTurn(Effect.map(Effect.yieldNow(), () => {
          reads += 1
          return isWritten
        })),
        { until: (done) => done, times: 100 }
      )
      const writer = inTurn(Effect.sync(() => {
        isWritten = true
      }))
      yield* Effect.all([reader, reader, reader, writer], { concurrency: "unbounded" })
      assert.isTrue(isWritten)
      assert.isBelow(reads, 10)
    }))

  it.effect("pass on when whoever has one or waits for one is interrupted, or fails", () =>
    Effect.gen(function*() {
      for (let moment = 0; moment < 12; moment++) {
        const inTurn = Turns.make()
        const latch = yield* Deferred.make<void>()
        const holder = yield* Effect.fork(inTurn(Deferred.await(latch)))
        const waiters = yield* Effect.forEach(
          [0, 1, 2],
          (index) => Effect.fork(inTurn(index === 1 ? Effect.fail("no") : Effect.yieldNow()))
        )
        yield* Effect.yieldNow()
        yield* Effect.fork(Effect.asVoid<boolean | Exit.Exit<void>, never, never>(
          moment % 2 === 0 ? Fiber.interrupt(holder) : Deferred.succeed(latch, undefined)
        ))
        for (let step = 0; step < moment; step++) yield* Effect.yieldNow()
        yield* Effect.forEach(waiters, Fiber.interrupt)
        assert.strictEqual(yield* inTurn(Effect.succeed(moment)), moment)
      }
    }))
})
