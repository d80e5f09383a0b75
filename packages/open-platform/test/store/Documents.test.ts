import { Identifiers } from "@effect-wechat/core"
import { Authorizer, PlatformStore, PlatformStoreKeyValueStore } from "@effect-wechat/open-platform"
import { KeyValueStore } from "@effect/platform"
import { assert, describe, it } from "@effect/vitest"
import { Arbitrary, Cause, Effect, FastCheck, Option, Redacted, Schema } from "effect"
import { inspect } from "node:util"
import * as Documents from "../../src/internal/documents.ts"
import * as Keys from "../utils/Keys.ts"

const component = Identifiers.AppId.make("wxc000000000000001")

/** A store where something else happens between any two steps. */
const busyStore = Effect.map(
  Effect.provide(PlatformStoreKeyValueStore.make, [KeyValueStore.layerMemory, Keys.layer]),
  (store): PlatformStore.Service => ({
    ...store,
    get: (key) => Effect.ensuring(store.get(key), Effect.yieldNow()),
    put: (key, body, expected) => Effect.ensuring(store.put(key, body, expected), Effect.yieldNow())
  })
)

const encoded = Schema.encodeSync(Schema.parseJson(Authorizer.Authorizer))

/** JSON makes null of numbers that are not finite, and no time is one of those. */
const authorizers = Arbitrary.make(Authorizer.Authorizer).filter((record) => !encoded(record).includes("null"))
const [anyAuthorizer] = FastCheck.sample(authorizers, { numRuns: 1, seed: 1 })
const authorizer: Authorizer.Authorizer = {
  ...(anyAuthorizer ?? assert.fail("there is one")),
  appId: Identifiers.AppId.make("wx0123456789abcdef"),
  permissionSets: []
}

/** A store whose documents all have this body. */
const filledWith = (body: string) =>
  Effect.map(PlatformStore.makeMemory, (store): PlatformStore.Service => ({
    ...store,
    get: ({ id }) => Effect.succeedSome({ id, version: 1, body }),
    page: () => Effect.succeed([{ id: "wx0", version: 1, body }])
  }))

const failing = new PlatformStore.StoreError({ operation: "get", fault: "Away" })

describe("documents", () => {
  it.effect.prop("give back the record that was written", [authorizers], ([record]) =>
    Effect.gen(function*() {
      const documents = Documents.make(yield* PlatformStore.makeMemory, component)
      yield* documents.changeAuthorizer(record.appId, () => Option.some(record))
      const found = Option.getOrThrow(yield* documents.authorizer(record.appId))
      assert.strictEqual(found.version, 1)
      assert.strictEqual(encoded(found.authorizer), encoded(record))
      const [listed] = yield* documents.page(undefined, 10)
      assert.strictEqual(encoded((listed ?? found).authorizer), encoded(record))
    }))

  it.effect.prop(
    "lose no change of many at the same time",
    [FastCheck.integer({ min: 1, max: 40 }), FastCheck.integer({ min: 1, max: 4 })],
    ([writers, each]) =>
      Effect.gen(function*() {
        const store = yield* busyStore
        // Two processes on one store.
        const processes = [Documents.make(store, component), Documents.make(store, component)]
        yield* Effect.forEach(Array.from({ length: writers }, (_, writer) => writer), (writer) =>
          Effect.forEach(
            Array.from({ length: each }, (_, turn) => turn),
            (turn) => {
              const documents = processes[writer % 2] ?? assert.fail("there is one")
              return Effect.zipRight(
                documents.changeComponent((state) => ({
                  ...state,
                  exchanged: [...state.exchanged, { digest: `${writer}-${turn}`, appId: authorizer.appId }]
                })),
                documents.changeAuthorizer(authorizer.appId, (current) =>
                  Option.some({
                    ...authorizer,
                    permissionSets: [
                      ...Option.match(current, { onNone: () => [], onSome: ({ permissionSets }) => permissionSets }),
                      writer * 10 + turn + 1
                    ]
                  }))
              )
            }
          ), { concurrency: "unbounded", discard: true })

        const documents = Documents.make(store, component)
        const { exchanged } = yield* documents.component
        assert.strictEqual(new Set(exchanged.map(({ digest }) => digest)).size, writers * each)
        const found = Option.getOrThrow(yield* documents.authorizer(authorizer.appId))
        assert.strictEqual(new Set(found.authorizer.permissionSets).size, writers * each)
        assert.strictEqual(found.version, writers * each)
      }),
    { fastCheck: { numRuns: 30 } }
  )

  it.effect("write nothing where a change wants nothing", () =>
    Effect.gen(function*() {
      const store = yield* PlatformStore.makeMemory
      const documents = Documents.make({ ...store, put: () => Effect.dieMessage("nothing to write") }, component)
      assert.isTrue(Option.isNone(yield* documents.changeAuthorizer(authorizer.appId, () => Option.none())))
      assert.deepStrictEqual((yield* documents.changeComponent((state) => state)).exchanged, [])
    }))

  it.effect("belong to one component", () =>
    Effect.gen(function*() {
      const store = yield* PlatformStore.makeMemory
      const other = Documents.make(store, Identifiers.AppId.make("wxc000000000000002"))
      const documents = Documents.make(store, component)
      yield* documents.changeAuthorizer(authorizer.appId, () => Option.some(authorizer))
      yield* documents.changeComponent((state) => ({ ...state, token: { value: Redacted.make("T"), expiresAt: 1 } }))
      assert.isTrue(Option.isNone(yield* other.authorizer(authorizer.appId)))
      assert.deepStrictEqual(yield* other.page(undefined, 10), [])
      assert.strictEqual((yield* other.component).token, undefined)
    }))

  it.effect("that cannot be read are a fault of the store, which quotes nothing of them", () =>
    Effect.gen(function*() {
      const whole = encoded({ ...authorizer, refreshToken: Redacted.make("SECRET") })
      const bodies = [
        "SECRET",
        `"SECRET"`,
        `{"SECRET":`,
        `{"appId":"SECRET","exchanged":"SECRET"}`,
        whole.slice(0, -1),
        whole.replace(/"appId":"[^"]*"/, `"appId":["SECRET"]`)
      ]
      for (const body of bodies) {
        const documents = Documents.make(yield* filledWith(body), component)
        const attempts = [
          Effect.asVoid(documents.authorizer(authorizer.appId)),
          Effect.asVoid(documents.changeAuthorizer(authorizer.appId, () => Option.some(authorizer))),
          Effect.asVoid(documents.page(undefined, 10)),
          Effect.asVoid(documents.component),
          Effect.asVoid(documents.changeComponent((state) => state))
        ]
        for (const attempt of attempts) {
          const error = yield* Effect.flip(attempt)
          assert.strictEqual(error._tag, "StoreError")
          assert.strictEqual(error.operation, "get")
          assert.strictEqual(error.fault, "Undecodable")
          const said = [
            inspect(error, { depth: 9, showHidden: true }),
            JSON.stringify(error),
            Cause.pretty(Cause.fail(error))
          ].join("\n")
          assert.notInclude(said, "SECRET")
        }
      }
    }))

  it.effect("that somebody else always writes first are given up in the end", () =>
    Effect.gen(function*() {
      let tries = 0
      const documents = Documents.make({
        ...(yield* PlatformStore.makeMemory),
        put: () =>
          Effect.sync(() => {
            tries += 1
            return false
          })
      }, component)
      for (
        const attempt of [
          Effect.asVoid(documents.changeComponent((state) => ({ ...state }))),
          Effect.asVoid(documents.changeAuthorizer(authorizer.appId, () => Option.some(authorizer)))
        ]
      ) {
        tries = 0
        const error = yield* Effect.flip(attempt)
        assert.strictEqual(error._tag, "StoreError")
        assert.strictEqual(error.fault, "Contended")
        assert.isAbove(tries, 10)
        assert.isBelow(tries, 1_000)
      }
    }))

  it.effect("of a store that fails fail by its error", () =>
    Effect.gen(function*() {
      const documents = Documents.make({
        ...(yield* PlatformStore.makeMemory),
        get: () => Effect.fail(failing),
        page: () => Effect.fail(failing)
      }, component)
      for (
        const attempt of [
          Effect.asVoid(documents.authorizer(authorizer.appId)),
          Effect.asVoid(documents.page(undefined, 1)),
          Effect.asVoid(documents.component),
          Effect.asVoid(documents.changeComponent((state) => state))
        ]
      ) assert.strictEqual(yield* Effect.flip(attempt), failing)
    }))
})
