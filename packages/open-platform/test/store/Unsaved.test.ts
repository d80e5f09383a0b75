import { PlatformStore } from "@effect-wechat/open-platform"
import { assert, describe, it } from "@effect/vitest"
import * as Arr from "effect/Array"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as TestClock from "effect/TestClock"
import * as Unsaved from "../../src/internal/unsaved.ts"

const away = new PlatformStore.StoreError({ operation: "put", fault: "Away" })

const make = Unsaved.make("authorizer", "wxc000000000000001")

/** A store that takes nothing until it is back, and what it has taken and been asked. */
const makeStore = () => {
  const taken: Array<string> = []
  let isAway = true
  let asked = 0
  let busy = 0
  let mostBusy = 0
  return {
    taken,
    asked: () => asked,
    mostBusy: () => mostBusy,
    isBack: () => {
      isAway = false
    },
    write: (what: string) =>
      Effect.suspend(() => {
        asked++
        if (isAway) return Effect.fail(away)
        mostBusy = Math.max(mostBusy, ++busy)
        return Effect.sleep("100 millis").pipe(
          Effect.ensuring(Effect.sync(() => busy--)),
          Effect.andThen(Effect.sync(() => taken.push(what))),
          Effect.as(what)
        )
      })
  }
}

describe("what the store has not taken yet", () => {
  it.scoped("is written in the order in which it came, and before anything else is fetched for its key", () =>
    Effect.gen(function*() {
      const unsaved = yield* make
      const store = makeStore()
      assert.strictEqual(yield* Effect.flip(unsaved.save("a", store.write("1"))), away)
      assert.strictEqual(yield* Effect.flip(unsaved.save("a", store.write("2"))), away)
      assert.strictEqual(yield* Effect.flip(unsaved.settle("a")), away)
      yield* unsaved.settle("b")
      store.isBack()
      const settled = yield* Effect.fork(unsaved.settle("a"))
      yield* TestClock.adjust("300 millis")
      yield* Fiber.join(settled)
      assert.deepStrictEqual(store.taken, ["1", "2"])
      yield* TestClock.adjust("10 minutes")
      assert.deepStrictEqual(store.taken, ["1", "2"])
    }))

  it.scoped("is tried for one account a minute while the store is away, and for a few at a time when it is back", () =>
    Effect.gen(function*() {
      const unsaved = yield* make
      const store = makeStore()
      const keys = Arr.makeBy(100, (n) => `account ${n}`)
      yield* Effect.forEach(keys, (key) => Effect.flip(unsaved.save(key, store.write(key))), {
        concurrency: "unbounded"
      })
      yield* TestClock.adjust("10 minutes")
      const before = store.asked()
      yield* TestClock.adjust("30 minutes")
      // Each try is two, and a minute is one fifth more or less.
      assert.isAtMost(store.asked() - before, 2 * 38)
      assert.isAtLeast(store.asked() - before, 2 * 25)
      store.isBack()
      yield* TestClock.adjust("80 seconds")
      assert.sameMembers(store.taken, keys)
      assert.strictEqual(store.mostBusy(), 4)
    }))

  it.scoped("is not held up by a record that has a trouble of its own", () =>
    Effect.gen(function*() {
      const unsaved = yield* make
      const store = makeStore()
      yield* Effect.flip(unsaved.save("broken", Effect.fail(away)))
      yield* Effect.flip(unsaved.save("whole", store.write("whole")))
      store.isBack()
      yield* TestClock.adjust("5 minutes")
      assert.deepStrictEqual(store.taken, ["whole"])
    }))

  it.scoped("is not waited for by more than one at a time, nor twice on a store that hangs", () =>
    Effect.gen(function*() {
      const unsaved = yield* make
      let asked = 0
      let isBack = false
      const hanging = Effect.suspend(() => {
        asked++
        return isBack ? Effect.void : Effect.delay(
          Effect.fail(new PlatformStore.StoreError({ operation: "put", fault: "TimedOut" })),
          "5 seconds"
        )
      })
      const callers = yield* Effect.forkAll([
        Effect.exit(unsaved.save("a", hanging)),
        ...Arr.makeBy(20, () => Effect.exit(unsaved.settle("a")))
      ])
      yield* TestClock.adjust("5 seconds")
      assert.isTrue((yield* Fiber.join(callers)).every((exit) => Exit.isFailure(exit)))
      assert.strictEqual(asked, 1)
      isBack = true
    }))

  it.scoped("is written although whoever fetched it is interrupted at once", () =>
    Effect.gen(function*() {
      const unsaved = yield* make
      const store = makeStore()
      store.isBack()
      const begun = yield* Deferred.make<void>()
      const caller = yield* Effect.fork(
        unsaved.save("a", Effect.andThen(Deferred.succeed(begun, undefined), store.write("1")))
      )
      yield* Deferred.await(begun)
      yield* Fiber.interrupt(caller)
      yield* TestClock.adjust("1 second")
      assert.deepStrictEqual(store.taken, ["1"])
    }))

  it.scoped("does not grow without end: from 10,000 on nothing more is fetched that could not be kept", () =>
    Effect.gen(function*() {
      const unsaved = yield* make
      let isAway = true
      const write = Effect.suspend(() => isAway ? Effect.fail(away) : Effect.void)
      const keys = Arr.makeBy(10_000, (n) => `account ${n}`)
      yield* Effect.forEach(keys, (key) => Effect.ignore(unsaved.save(key, write)), { discard: true })
      const refused = yield* Effect.flip(unsaved.settle("one more"))
      assert.strictEqual(refused.fault, "TooMuchUnsaved")
      isAway = false
      yield* unsaved.settle("account 1")
      yield* unsaved.settle("one more")
    }))

  it.scoped("that is a defect ends with it, and holds up nothing", () =>
    Effect.gen(function*() {
      const unsaved = yield* make
      const store = makeStore()
      store.isBack()
      assert.isTrue(Exit.isFailure(yield* Effect.exit(unsaved.save("a", Effect.dieMessage("broken")))))
      const next = yield* Effect.fork(unsaved.save("a", store.write("1")))
      yield* TestClock.adjust("100 millis")
      assert.strictEqual(yield* Fiber.join(next), "1")
    }))
})
