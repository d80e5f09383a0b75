import { PlatformStore, PlatformStoreKeyValueStore, StoreEncryption } from "@effect-wechat/open-platform"
import { KeyValueStore } from "@effect/platform"
import * as PlatformError from "@effect/platform/Error"
import { assert, describe, it } from "@effect/vitest"
import { Cause, Deferred, Effect, Exit, FastCheck, Fiber, Layer, Option } from "effect"
import { readdir } from "node:fs/promises"
import { inspect } from "node:util"
import * as Files from "../utils/Files.ts"
import * as Keys from "../utils/Keys.ts"

const list = { component: "wxc0", kind: "authorizer" as const }
const keyOf = (id: string): PlatformStore.Key => ({ ...list, id })

/** Another process: a store that knows nothing but what was written. */
const open = (values: KeyValueStore.KeyValueStore) =>
  Keys.provide(Effect.provideService(PlatformStoreKeyValueStore.make, KeyValueStore.KeyValueStore, values))

/** Values in a map that can be looked into, and what is done before each of them is set. */
const makeValues = (before: (key: string, value: string) => Effect.Effect<void, PlatformError.PlatformError>) => {
  const entries = new Map<string, string>()
  const counts = { gets: 0, sets: 0 }
  const values = KeyValueStore.makeStringOnly({
    get: (key) =>
      Effect.sync(() => {
        counts.gets += 1
        return Option.fromNullable(entries.get(key))
      }),
    set: (key, value) =>
      Effect.suspend(() => {
        counts.sets += 1
        return Effect.map(before(key, value), () => {
          entries.set(key, value)
        })
      }),
    remove: (key) => Effect.sync(() => entries.delete(key)),
    clear: Effect.sync(() => entries.clear()),
    size: Effect.sync(() => entries.size)
  })
  return { entries, counts, values }
}

const broken = new PlatformError.SystemError({
  module: "KeyValueStore",
  method: "set",
  reason: "PermissionDenied",
  description: "the SECRET of a path"
})

const allIds = (store: PlatformStore.Service) =>
  Effect.map(store.page(list, { after: undefined, limit: 10_000 }), (page) => page.map(({ id }) => id))

const ids = Array.from({ length: 105 }, (_, index) => `wx${index}`)

/** What a provider does in its life: merchants come, and each is written again. Tells what was confirmed. */
const live = (store: PlatformStore.Service, confirmed: Map<string, number>) =>
  Effect.forEach(ids, (id) =>
    Effect.gen(function*() {
      const version = Option.match(yield* store.get(keyOf(id)), { onNone: () => 0, onSome: (found) => found.version })
      for (const expected of [version, version + 1]) {
        assert.isTrue(yield* store.put(keyOf(id), `version ${expected + 1} of ${id}`, expected))
        confirmed.set(id, expected + 1)
      }
    }), { discard: true })

describe("the store on a KeyValueStore", () => {
  it.scoped("gives names to files that every file system takes, and that tell nothing", () =>
    Effect.gen(function*() {
      const directory = yield* Files.directory
      const store = yield* Effect.provide(PlatformStoreKeyValueStore.make, [Files.layer(directory), Keys.layer])
      for (const id of ["wx0123456789abcdef", "a".repeat(10_000), "../商户/..", "", ".", "\0"]) {
        yield* store.put(keyOf(id), "body", 0)
        assert.isTrue(Option.isSome(yield* store.get(keyOf(id))))
      }
      const names = yield* Effect.promise(() => readdir(directory))
      assert.isAbove(names.length, 6)
      for (const name of names) assert.match(name, /^[0-9a-f-]{1,100}$/)
    }))

  it.scoped("has everything when the process starts again on the same directory", () =>
    Effect.gen(function*() {
      const directory = yield* Files.directory
      const start = Effect.provide(PlatformStoreKeyValueStore.make, [Files.layer(directory), Keys.layer])
      yield* live(yield* start, new Map())
      const store = yield* start
      assert.deepStrictEqual(yield* allIds(store), ids)
      for (const id of ids) {
        assert.deepStrictEqual(
          yield* store.get(keyOf(id)),
          Option.some({ id, version: 2, body: `version 2 of ${id}` })
        )
      }
    }))

  it.effect.prop(
    "loses nothing that was confirmed when it crashes in the middle of any write",
    // Each merchant of `live` is three writes: list, document, document.
    [FastCheck.integer({ min: 1, max: 320 }), FastCheck.integer({ min: 0, max: 1_000 })],
    ([moment, part]) =>
      Effect.gen(function*() {
        const { counts, entries, values } = makeValues((key, value) =>
          Effect.suspend(() => {
            if (counts.sets < moment) return Effect.void
            if (counts.sets === moment) entries.set(key, value.slice(0, Math.round(value.length * part / 1_000)))
            return Effect.die("crash")
          })
        )
        const confirmed = new Map<string, number>()
        const crash = yield* Effect.exit(live(yield* open(values), confirmed))
        assert.strictEqual(Exit.isFailure(crash), moment <= 315)

        const { values: after } = makeValues(() => Effect.void)
        for (const [key, value] of entries) yield* after.set(key, value)
        const store = yield* open(after)
        for (const [id, version] of confirmed) {
          const found = Option.getOrThrow(yield* store.get(keyOf(id)))
          // A write that was under way may have been the last.
          assert.oneOf(found.version, [version, version + 1])
          assert.strictEqual(found.body, `version ${found.version} of ${id}`)
        }
        const listed = yield* allIds(store)
        assert.deepStrictEqual(listed.filter((id) => confirmed.has(id)), Array.from(confirmed.keys()))
        assert.strictEqual(new Set(listed).size, listed.length)
        // And it goes on as if nothing had been.
        yield* live(store, new Map())
        assert.deepStrictEqual(yield* allIds(store), ids)
      }),
    { fastCheck: { numRuns: 60 } }
  )

  it.effect.prop(
    "is whole again after a power cut has taken the last writes back, once everything is written again",
    [FastCheck.integer({ min: 0, max: 320 })],
    ([kept]) =>
      Effect.gen(function*() {
        const log: Array<readonly [string, string]> = []
        const { values } = makeValues((key, value) => Effect.sync(() => log.push([key, value])))
        yield* live(yield* open(values), new Map())
        const { values: left } = makeValues(() => Effect.void)
        // Not even in their order: each second one of the last was on the disk already.
        const survivors = log.filter((_, index) => index < kept || index % 2 === 0)
        for (const [key, value] of survivors) yield* left.set(key, value)
        const store = yield* open(left)
        yield* live(store, new Map())
        assert.deepStrictEqual((yield* allIds(store)).toSorted(), ids.toSorted())
      }),
    { fastCheck: { numRuns: 60 } }
  )

  it.effect("fails by the short name of the fault, and quotes nothing", () =>
    Effect.gen(function*() {
      const store = yield* open(makeValues(() => Effect.fail(broken)).values)
      const error = yield* Effect.flip(store.put(keyOf("a"), "a SECRET body", 0))
      assert.deepStrictEqual({ ...error }, {
        ...new PlatformStore.StoreError({ operation: "put", fault: "PermissionDenied" })
      })
      assert.notInclude(
        inspect(error, { depth: 9 }) + JSON.stringify(error) + Cause.pretty(Cause.fail(error)),
        "SECRET"
      )
    }))

  it.effect("says that it cannot read what somebody else wrote, and quotes nothing", () =>
    Effect.gen(function*() {
      const { entries, values } = makeValues(() => Effect.void)
      const store = yield* open(values)
      yield* store.put(keyOf("a"), "body", 0)
      for (const foreign of [`{"version":1,"SECRET":1}\n`, "SECRET\n", "\n"]) {
        for (const key of entries.keys()) entries.set(key, foreign)
        for (
          const attempt of [
            Effect.asVoid(store.get(keyOf("a"))),
            Effect.asVoid(store.put(keyOf("a"), "body", 1)),
            Effect.asVoid(store.page(list, { after: undefined, limit: 9 }))
          ]
        ) {
          const error = yield* Effect.flip(attempt)
          assert.strictEqual(error.fault, "Undecodable")
          assert.notInclude(inspect(error, { depth: 9 }) + JSON.stringify(error), "SECRET")
        }
      }
    }))

  it.effect("lists a document once whose first write failed", () =>
    Effect.gen(function*() {
      let isBroken = false
      const { counts, values } = makeValues(() => isBroken ? Effect.fail(broken) : Effect.void)
      const store = yield* open(values)
      yield* store.put(keyOf("a"), "body", 0)
      for (const failing of [1, 2]) {
        const { sets } = counts
        const half = open(KeyValueStore.make({
          ...values,
          set: (key, value) => {
            isBroken = counts.sets - sets >= failing - 1
            return values.set(key, value)
          }
        }))
        yield* Effect.flip((yield* half).put(keyOf("b"), "body", 0))
        isBroken = false
        assert.isTrue(Option.isNone(yield* store.get(keyOf("b"))))
        assert.deepStrictEqual(yield* allIds(store), ["a"])
      }
      assert.isTrue(yield* store.put(keyOf("b"), "body", 0))
      assert.deepStrictEqual(yield* allIds(store), ["a", "b"])
      assert.deepStrictEqual((yield* store.page(list, { after: "a", limit: 1 })).map(({ id }) => id), ["b"])
    }))

  it.effect("costs as little with many documents as with few, after a restart too", () =>
    Effect.gen(function*() {
      let longest = 0
      const { counts, values } = makeValues((_, value) =>
        Effect.sync(() => {
          longest = Math.max(longest, value.length)
        })
      )
      const cost = <A, E>(effect: Effect.Effect<A, E>) =>
        Effect.suspend(() => {
          const { gets, sets } = { ...counts }
          return Effect.map(effect, () => ({ gets: counts.gets - gets, sets: counts.sets - sets }))
        })
      const store = yield* open(values)
      for (let index = 0; index < 3_000; index++) yield* store.put(keyOf(`wx${index}`), "body", 0)
      assert.isBelow(longest, 1_000)
      assert.deepStrictEqual(yield* cost(store.put(keyOf("one more"), "body", 0)), { gets: 6, sets: 2 })
      assert.deepStrictEqual(yield* cost(store.put(keyOf("another"), "body", 0)), { gets: 4, sets: 2 })
      assert.deepStrictEqual(yield* cost(store.put(keyOf("another"), "body", 1)), { gets: 4, sets: 1 })
      assert.deepStrictEqual(yield* cost(store.get(keyOf("another"))), { gets: 2, sets: 0 })
      const first = yield* cost((yield* open(values)).put(keyOf("after a restart"), "body", 0))
      assert.strictEqual(first.sets, 2)
      assert.isBelow(first.gets, 30)
    }))

  it.effect("does not give its place away while a write goes on whose caller has left", () =>
    Effect.gen(function*() {
      const latch = yield* Deferred.make<void>()
      const { values } = makeValues((_, value) => value.includes(`"version":2`) ? Deferred.await(latch) : Effect.void)
      const store = yield* open(values)
      yield* store.put(keyOf("a"), "first", 0)
      const slow = yield* Effect.fork(store.put(keyOf("a"), "slow", 1))
      yield* Effect.yieldNow()
      const leaving = yield* Effect.fork(Fiber.interrupt(slow))
      const next = yield* Effect.fork(store.put(keyOf("a"), "next", 1))
      for (let step = 0; step < 50; step++) yield* Effect.yieldNow()
      assert.isTrue(Option.isNone(yield* Fiber.poll(next)))
      yield* Deferred.succeed(latch, undefined)
      yield* Fiber.join(leaving)
      assert.isFalse(yield* Fiber.join(next))
      assert.strictEqual(Option.getOrThrow(yield* store.get(keyOf("a"))).body, "slow")
    }))

  it.effect("was not encrypted in former releases: what they wrote is sealed while it serves, and then nothing else is read", () =>
    Effect.gen(function*() {
      const { entries, values } = makeValues(() => Effect.void)
      const start = (encryption: Layer.Layer<StoreEncryption.StoreEncryption>) =>
        PlatformStoreKeyValueStore.make.pipe(
          Effect.provideService(KeyValueStore.KeyValueStore, values),
          Effect.provide(encryption)
        )
      const current = Keys.key("a")
      yield* live(yield* start(StoreEncryption.layerPlainText), new Map())
      const strict = yield* start(Keys.encryption({ current }))
      assert.strictEqual((yield* Effect.flip(strict.get(keyOf("wx1")))).fault, "PlainText")

      const store = yield* start(Keys.encryption({ current, readsPlainText: true }))
      assert.deepStrictEqual(yield* allIds(store), ids)
      const counts = yield* Effect.provideService(
        StoreEncryption.reencrypt(list.component),
        PlatformStore.PlatformStore,
        store
      )
      assert.deepStrictEqual(counts, { rewritten: ids.length, already: 0, unreadable: 0 })
      assert.deepStrictEqual(
        yield* strict.get(keyOf("wx1")),
        Option.some({ id: "wx1", version: 4, body: "version 2 of wx1" })
      )
      assert.deepStrictEqual(yield* allIds(strict), ids)
      // Nor is the version before there any more, which lies beside each document.
      assert.isFalse(Array.from(entries.values()).some((value) => /version \d of/.test(value)))
    }))

  it.effect("counts the key of the version before as in use, until that is rewritten, or its process has died again", () =>
    Effect.gen(function*() {
      let left = Infinity
      const { entries, values } = makeValues(() => left-- > 0 ? Effect.void : Effect.die("crash"))
      const start = (options: StoreEncryption.Options) =>
        PlatformStoreKeyValueStore.make.pipe(
          Effect.provideService(KeyValueStore.KeyValueStore, values),
          Effect.provide(Keys.encryption(options))
        )
      const [current, other] = [Keys.key("a"), Keys.key("b")]
      const idsInUse = (store: PlatformStore.Service) =>
        Effect.map(
          Effect.provideService(StoreEncryption.keysInUse(list.component), PlatformStore.PlatformStore, store),
          ({ plainText, sealed }) => [plainText, ...Array.from(sealed, ([name, count]) => `${name[0]}${count}`)]
        )
      yield* (yield* start({ current })).put(keyOf("wx0"), "body", 0)
      const store = yield* start({ current: other, others: [current] })
      yield* store.put(keyOf("wx0"), "body", 1)
      assert.deepStrictEqual(yield* idsInUse(store), [0, "b1", "a1"])
      const rewritten = (on: PlatformStore.Service) =>
        Effect.provideService(StoreEncryption.reencrypt(list.component), PlatformStore.PlatformStore, on)
      assert.deepInclude(yield* rewritten(store), { rewritten: 1 })
      assert.deepStrictEqual(yield* idsInUse(store), [0, "b1"])
      // Back to the first key, and a crash after one write of two.
      const back = yield* start({ current, others: [other] })
      left = 1
      assert.isTrue(Exit.isFailure(yield* Effect.exit(rewritten(back))))
      left = Infinity
      assert.deepStrictEqual(yield* idsInUse(back), [0, "a1", "b1"])
      assert.deepInclude(yield* rewritten(back), { rewritten: 1 })
      assert.deepStrictEqual(yield* idsInUse(back), [0, "a1"])
      // Half a value: sealed it is of no use to anybody, and plain it may be half a token.
      const [name = "", value = ""] = Array.from(entries).find(([, each]) => each.includes(`"version":4`)) ?? []
      for (
        const [half, plainText] of [[value.slice(0, -5), 0], [value.replace(/sealed.*/s, "half a tok"), 1]] as const
      ) {
        entries.set(name, half)
        assert.deepStrictEqual(yield* idsInUse(back), [plainText, "a1"])
        assert.deepInclude(yield* rewritten(back), { rewritten: plainText })
        assert.deepStrictEqual(yield* idsInUse(back), [0, "a1"])
      }
    }))

  it.effect("is a Layer on whatever KeyValueStore there is", () =>
    Effect.gen(function*() {
      const store = yield* PlatformStore.PlatformStore
      assert.isTrue(yield* store.put(keyOf("a"), "body", 0))
    }).pipe(Effect.provide(Layer.provide(PlatformStoreKeyValueStore.layer, [KeyValueStore.layerMemory, Keys.layer]))))
})
