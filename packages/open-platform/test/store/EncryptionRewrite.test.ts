import { Identifiers } from "@effect-wechat/core"
import { type Authorizer, PlatformStore, StoreEncryption } from "@effect-wechat/open-platform"
import { assert, describe, it } from "@effect/vitest"
import { Deferred, Effect, FastCheck, Fiber, Option } from "effect"
import * as Documents from "../../src/internal/documents.ts"
import * as Keys from "../utils/Keys.ts"
import * as Watch from "@effect-wechat/testing/Watch"

const component = Identifiers.AppId.make("wxc000000000000001")
const [old, next] = [Keys.key("old"), Keys.key("new")]

const seal = (raw: PlatformStore.Service, options: StoreEncryption.Options) =>
  Effect.provide(StoreEncryption.seal(raw), Keys.encryption(options))

const on = (store: PlatformStore.Service) => Effect.provideService(PlatformStore.PlatformStore, store)

/** The ids of the keys under which documents are, without fingerprints. */
const keysOf = (store: PlatformStore.Service) =>
  Effect.map(on(store)(StoreEncryption.keysInUse(component)), ({ plainText, sealed }) => ({
    ...Object.fromEntries(Array.from(sealed, ([name, count]) => [name.split(".")[0], count])),
    ...(plainText === 0 ? {} : { plainText })
  }))

const appIds = (count: number) =>
  Array.from({ length: count }, (_, index) => Identifiers.AppId.make(`wx${String(index).padStart(16, "0")}`))

const fresh = (appId: Identifiers.AppId): Authorizer.Authorizer => ({
  appId,
  status: "authorized",
  authorization: 0,
  changedAt: 0,
  permissionSets: [],
  areFactsInDoubt: false
})

/** A component with its state and some merchants, sealed under the old key. */
const filled = (raw: PlatformStore.Service, merchants: number, options: StoreEncryption.Options = { current: old }) =>
  Effect.gen(function*() {
    const store = yield* seal(raw, options)
    const documents = Documents.make(store, component)
    yield* documents.changeComponent((state) => ({ ...state }))
    for (const appId of appIds(merchants)) {
      yield* documents.changeAuthorizer(appId, () => Option.some(fresh(appId)))
    }
    return store
  })

/** Something else happens between any two steps. */
const busy = (raw: PlatformStore.Service): PlatformStore.Service => ({
  ...raw,
  get: (key) => Effect.ensuring(raw.get(key), Effect.yieldNow()),
  put: (key, body, expected) =>
    Effect.andThen(Effect.yieldNow(), Effect.ensuring(raw.put(key, body, expected), Effect.yieldNow())),
  page: (of, options) => Effect.ensuring(raw.page(of, options), Effect.yieldNow())
})

describe("reencrypt", () => {
  it.effect("puts every document of the component under the current key, and nothing of any other", () =>
    Effect.gen(function*() {
      const raw = yield* PlatformStore.makeMemory
      yield* filled(raw, 450)
      const other = { component: "wxc2", kind: "authorizer", id: "wx0" } as const
      yield* (yield* seal(raw, { current: old })).put(other, "body", 0)
      const store = yield* seal(raw, { current: next, others: [old] })
      assert.deepStrictEqual(yield* keysOf(store), { old: 451 })
      const counts = yield* on(store)(StoreEncryption.reencrypt(component))
      assert.deepStrictEqual(counts, { rewritten: 451, already: 0, unreadable: 0 })
      assert.deepStrictEqual(yield* keysOf(store), { new: 451 })
      assert.deepStrictEqual(yield* on(store)(StoreEncryption.reencrypt(component)), {
        rewritten: 0,
        already: 451,
        unreadable: 0
      })
      // The old key can go.
      const after = Documents.make(yield* seal(raw, { current: next }), component)
      for (const appId of appIds(450)) {
        assert.strictEqual(Option.getOrThrow(yield* after.authorizer(appId)).authorizer.appId, appId)
      }
      assert.strictEqual(Option.getOrThrow(yield* raw.get(other)).version, 1)
    }))

  it.effect.prop(
    "loses no write of those who write meanwhile, in this process or in others, and ends under the current key alone",
    [
      FastCheck.integer({ min: 1, max: 12 }),
      FastCheck.integer({ min: 1, max: 5 }),
      FastCheck.integer({ min: 1, max: 8 }),
      FastCheck.nat({ max: 200 })
    ],
    ([merchants, writers, concurrency, later]) =>
      Effect.gen(function*() {
        const raw = busy(yield* PlatformStore.makeMemory)
        yield* filled(raw, merchants)
        const changes = 5
        // Half of them come from behind, and meet documents that were looked at and not rewritten yet.
        const writer = (at: number) =>
          Effect.gen(function*() {
            const documents = Documents.make(yield* seal(raw, { current: next, others: [old] }), component)
            for (let change = 0; change < changes; change++) {
              for (const appId of at % 2 === 0 ? appIds(merchants).toReversed() : appIds(merchants)) {
                yield* documents.changeAuthorizer(
                  appId,
                  Option.map((current) => ({ ...current, authorization: current.authorization + 1 }))
                )
              }
            }
          })
        const store = yield* seal(raw, { current: next, others: [old] })
        const again = on(store)(StoreEncryption.reencrypt(component, { concurrency }))
        const afterSome = Effect.andThen(Effect.repeatN(Effect.yieldNow(), later), again)
        yield* Effect.all([again, afterSome, ...Array.from({ length: writers }, (_, at) => writer(at))], {
          concurrency: "unbounded"
        })
        assert.deepStrictEqual(yield* keysOf(store), { new: merchants + 1 })
        const documents = Documents.make(store, component)
        for (const appId of appIds(merchants)) {
          const { authorizer } = Option.getOrThrow(yield* documents.authorizer(appId))
          assert.strictEqual(authorizer.authorization, writers * changes)
        }
      })
  )

  it.effect("looks again at what a process with the old key has written in between", () =>
    Effect.gen(function*() {
      const raw = yield* PlatformStore.makeMemory
      const before = Documents.make(yield* filled(raw, 1), component)
      const [appId = Identifiers.AppId.make("")] = appIds(1)
      let times = 3
      const store = yield* seal({
        ...raw,
        put: (key, body, expected) =>
          Effect.gen(function*() {
            if (key.kind === "authorizer" && times > 0) {
              times -= 1
              yield* before.changeAuthorizer(
                appId,
                Option.map((current) => ({ ...current, authorization: current.authorization + 1 }))
              )
            }
            return yield* raw.put(key, body, expected)
          })
      }, { current: next, others: [old] })
      assert.deepStrictEqual(yield* on(store)(StoreEncryption.reencrypt(component)), {
        rewritten: 2,
        already: 0,
        unreadable: 0
      })
      assert.deepStrictEqual(yield* keysOf(store), { new: 2 })
      const { authorizer } = Option.getOrThrow(yield* Documents.make(store, component).authorizer(appId))
      assert.strictEqual(authorizer.authorization, 3)
    }))

  it.effect("goes on after an interruption, and writes nothing twice", () =>
    Effect.gen(function*() {
      const raw = yield* PlatformStore.makeMemory
      yield* filled(raw, 300)
      const latch = yield* Deferred.make<void>()
      let puts = 0
      const slow = yield* seal({
        ...raw,
        put: (...put) =>
          Effect.suspend(() =>
            ++puts > 120 ? Effect.andThen(Deferred.succeed(latch, undefined), Effect.never) : raw.put(...put)
          )
      }, { current: next, others: [old] })
      const first = yield* Effect.fork(on(slow)(StoreEncryption.reencrypt(component, { concurrency: 3 })))
      yield* Deferred.await(latch)
      yield* Fiber.interrupt(first)
      const store = yield* seal(raw, { current: next, others: [old] })
      assert.deepStrictEqual(yield* keysOf(store), { new: 120, old: 181 })
      assert.deepStrictEqual(yield* on(store)(StoreEncryption.reencrypt(component)), {
        rewritten: 181,
        already: 120,
        unreadable: 0
      })
      assert.deepStrictEqual(yield* keysOf(store), { new: 301 })
    }))

  it.effect("writes as many at a time as it is told, and no more", () =>
    Effect.gen(function*() {
      const raw = yield* PlatformStore.makeMemory
      yield* filled(raw, 50)
      let [now, most] = [0, 0]
      const store = yield* seal({
        ...raw,
        put: (...put) =>
          Effect.suspend(() => {
            most = Math.max(most, ++now)
            return Effect.ensuring(
              Effect.andThen(Effect.repeatN(Effect.yieldNow(), 100), raw.put(...put)),
              Effect.sync(() => {
                now -= 1
              })
            )
          })
      }, { current: next, others: [old] })
      yield* on(store)(StoreEncryption.reencrypt(component, { concurrency: 7 }))
      assert.strictEqual(most, 7)
    }))

  it.effect("leaves what it cannot open as it is, counts it and names it, and does the rest", () => {
    const watch = Watch.make()
    return Effect.gen(function*() {
      const raw = yield* PlatformStore.makeMemory
      yield* filled(raw, 3)
      const key = { component, kind: "authorizer", id: appIds(1)[0] ?? "" } as const
      const { body } = yield* Effect.flatten(raw.get(key))
      yield* raw.put(key, body, 1)
      const store = yield* seal(raw, { current: next, others: [old] })
      assert.deepStrictEqual(yield* on(store)(StoreEncryption.reencrypt(component)), {
        rewritten: 3,
        already: 0,
        unreadable: 1
      })
      assert.strictEqual(Option.getOrThrow(yield* raw.get(key)).body, body)
      assert.isTrue(watch.lines.some(({ message }) => `${message}`.includes(`${key.id} of ${component}`)))
      // Without the old key it can do nothing, and says so.
      const blind = yield* seal(raw, { current: Keys.key("third") })
      assert.deepInclude(yield* on(blind)(StoreEncryption.reencrypt(component)), { rewritten: 0, unreadable: 4 })
      assert.deepStrictEqual(yield* keysOf(blind), { new: 3, old: 1 })
    }).pipe(Effect.provide(watch.layer))
  })

  it.effect("seals plain text, once it may be read", () =>
    Effect.gen(function*() {
      const raw = yield* PlatformStore.makeMemory
      yield* filled(raw, 5, { current: old, writesPlainText: true })
      const strict = yield* seal(raw, { current: next })
      assert.deepStrictEqual(yield* keysOf(strict), { plainText: 6 })
      assert.deepInclude(yield* on(strict)(StoreEncryption.reencrypt(component)), { rewritten: 0, unreadable: 6 })
      const store = yield* seal(raw, { current: next, readsPlainText: true })
      assert.deepInclude(yield* on(store)(StoreEncryption.reencrypt(component)), { rewritten: 6, unreadable: 0 })
      assert.deepStrictEqual(yield* keysOf(strict), { new: 6 })
    }))

  it.effect("makes plain text of what is sealed only where plain text is written in so many words", () =>
    Effect.gen(function*() {
      const raw = yield* PlatformStore.makeMemory
      yield* filled(raw, 5)
      const reading = yield* seal(raw, { current: old, readsPlainText: true })
      assert.deepInclude(yield* on(reading)(StoreEncryption.reencrypt(component)), { rewritten: 0, already: 6 })
      const store = yield* seal(raw, { current: old, writesPlainText: true })
      assert.deepInclude(yield* on(store)(StoreEncryption.reencrypt(component)), { rewritten: 6, unreadable: 0 })
      assert.deepStrictEqual(yield* keysOf(store), { plainText: 6 })
    }))
})
