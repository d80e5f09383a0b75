import { Draft } from "@effect-wechat/core"
import { Authorizers, OpenPlatform, PlatformStore } from "@effect-wechat/open-platform"
import { assert, describe, it } from "@effect/vitest"
import * as Arr from "effect/Array"

import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import * as Supervisor from "effect/Supervisor"
import * as TestClock from "effect/TestClock"
import * as Platform from "./utils/Platform.ts"
import * as Stores from "./utils/Stores.ts"

const known = 100_000
const appIdOf = (n: number) => `wx${n.toString(16).padStart(16, "0")}`

/** A row for an authorizer, as any process before might have written it. */
const rowOf = (body: string, from: string, appId: string) => body.replaceAll(from, appId)

/** A store that counts how often it is asked for a record. */
const makeStore = () => {
  const reads = { count: 0 }
  const store = Stores.layer((memory) => ({
    ...memory,
    get: (key) => {
      if (key.kind === "authorizer") reads.count++
      return memory.get(key)
    }
  }))
  return { reads, store }
}

/** 100,000 authorizers in the store, all alike. */
const fill = Effect.gen(function*() {
  const store = yield* PlatformStore.PlatformStore
  const model = yield* Platform.merchant([11])
  const { body } = Option.getOrThrow(
    yield* store.get({ component: Platform.component.appId, kind: "authorizer", id: model })
  )
  yield* Effect.forEach(Arr.range(1, known), (n) => {
    const id = appIdOf(n)
    return store.put({ component: Platform.component.appId, kind: "authorizer", id }, rowOf(body, model, id), 0)
  }, { discard: true })
})

/** How many fibers run when nobody calls. */
const fibersOf = <A, E, R>(effect: Effect.Effect<A, E, R>) =>
  Effect.gen(function*() {
    const supervisor = yield* Supervisor.track
    yield* Effect.supervised(effect, supervisor)
    yield* TestClock.adjust("1 minute")
    return (yield* supervisor.value).length
  })

describe("an authorizer that nobody calls for", () => {
  it.effect("costs no fiber and no entry in memory, nor does it after it was called for", () => {
    const { reads, store } = makeStore()
    const live = Platform.layer({ store, platform: { capacity: 100 } })
    return Effect.gen(function*() {
      const empty = yield* fibersOf(Effect.scoped(Effect.void))
      const idle = yield* fibersOf(Effect.andThen(Layer.build(Layer.fresh(live)), Effect.void))
      assert.isAbove(idle, empty)
      const used = yield* fibersOf(Effect.gen(function*() {
        const context = yield* Layer.build(Layer.fresh(live))
        yield* Effect.gen(function*() {
          yield* Platform.receiveTicket
          yield* fill
          const authorizers = yield* Authorizers.Authorizers
          const now = Platform.start
          for (let n = 1; n <= 1000; n++) yield* Effect.exit(OpenPlatform.as(appIdOf(n))(Draft.count()))
          const inMemory = Arr.range(1, known).filter((n) => authorizers.recent(appIdOf(n), now) !== undefined)
          assert.deepStrictEqual(inMemory, Arr.range(901, 1000))
          assert.isAtLeast(reads.count, 1000)
        }).pipe(Effect.provide(context))
      }))
      // The same as of a platform that knows nobody.
      assert.strictEqual(used, idle)
    }).pipe(Platform.on(Layer.empty), Effect.scoped)
  })

  it.effect("is not remembered by going through all of them", () => {
    const { store } = makeStore()
    return Effect.gen(function*() {
      yield* Platform.receiveTicket
      yield* fill
      const authorizers = yield* Authorizers.Authorizers
      let count = 0
      yield* OpenPlatform.streamAuthorizers(Effect.sync(() => count++), { concurrency: 16 }).pipe(
        Stream.runDrain
      )
      assert.strictEqual(count, known + 1)
      const inMemory = Arr.range(1, known).filter((n) => authorizers.last(appIdOf(n)) !== undefined)
      assert.strictEqual(inMemory.length, 0)
    }).pipe(Platform.on(Platform.layer({ store })))
  })
})
