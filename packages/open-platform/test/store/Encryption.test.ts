import { PlatformStore, PlatformStoreSuite, StoreEncryption } from "@effect-wechat/open-platform"
import { assert, describe, it } from "@effect/vitest"
import { assertNone, assertSome } from "@effect/vitest/utils"
import { Cause, Duration, Effect, Either, FastCheck, Layer, Option, Redacted, TestClock } from "effect"
import { inspect } from "node:util"
import * as Keys from "../utils/Keys.ts"
import * as Watch from "@effect-wechat/testing/Watch"

const place: PlatformStore.Key = { component: "wxc0", kind: "authorizer", id: "wx0" }
const list = { component: place.component, kind: place.kind }
const [old, next] = [Keys.key("old"), Keys.key("new")]

/** A store of its own with what is beneath it. */
const sealed = (options: StoreEncryption.Options = { current: old }, beneath?: PlatformStore.Service) =>
  Effect.gen(function*() {
    const raw = beneath ?? (yield* PlatformStore.makeMemory)
    const store = yield* Effect.provide(StoreEncryption.seal(raw), Keys.encryption(options))
    const bodyOf = (key: PlatformStore.Key) => Effect.map(Effect.flatten(raw.get(key)), ({ body }) => body)
    return { raw, store, bodyOf }
  })

/** Version 7 of a document, sealed when the format was made. */
const vector = "sealed/1:2025a.fda127b5:ubiKjXLqcSIL8atVq2YrvZx1NMfeHokbmdtsPG+DV9JOETDHe4uKYuf9Yg=="

const faultOf = <A>(effect: Effect.Effect<A, PlatformStore.StoreError>) =>
  Effect.map(Effect.flip(effect), ({ fault }) => fault)

const text = FastCheck.string({ unit: "grapheme", maxLength: 300 })
const keys: FastCheck.Arbitrary<PlatformStore.Key> = FastCheck.record({
  component: text,
  kind: FastCheck.constantFrom("authorizer" as const, "component" as const),
  id: text
})

describe("a sealed store in memory", () => {
  for (const { effect, name } of PlatformStoreSuite.cases({ passTime: TestClock.adjust })) {
    it.effect(
      name,
      () =>
        Effect.provideServiceEffect(
          effect,
          PlatformStore.PlatformStore,
          Effect.map(sealed(), ({ store }) => store)
        )
    )
  }
})

describe("a sealed document", () => {
  it.effect.prop(
    "gives back what was written, and shows none of it",
    [keys, text],
    ([key, tail]) =>
      Effect.gen(function*() {
        const { bodyOf, store } = yield* sealed()
        const body = `the refresh token ${tail}`
        yield* store.put(key, body, 0)
        assert.strictEqual(Option.getOrThrow(yield* store.get(key)).body, body)
        const stored = yield* bodyOf(key)
        assert.match(stored, /^sealed\/1:old\.[0-9a-f]{8}:[A-Za-z0-9+/]+=*$/)
        assert.notInclude(Buffer.from(stored.split(":")[2] ?? "", "base64").toString("latin1"), "refresh token")
      })
  )

  it.effect("is never sealed twice in the same way", () =>
    Effect.gen(function*() {
      const encryption = yield* StoreEncryption.StoreEncryption
      const many = Array.from({ length: 1000 }, () => Either.getOrThrow(encryption.seal(place, 1, "body")))
      // The nonce stands first: 12 bytes are 16 characters.
      assert.strictEqual(new Set(many.map((each) => each.split(":")[2]?.slice(0, 16))).size, 1000)
    }).pipe(Keys.provide))

  it.effect("opens with the keys of former releases, as it was sealed by them", () =>
    Effect.gen(function*() {
      const encryption = yield* StoreEncryption.StoreEncryption
      assert.deepStrictEqual(
        encryption.open({ component: "wxc0", kind: "authorizer", id: "wx商户" }, { version: 7, body: vector }),
        Either.right("the body 正文")
      )
    }).pipe(Effect.provide(Keys.encryption({
      current: { id: "2025a", key: Keys.fixed }
    }))))

  const elsewhere: ReadonlyArray<readonly [where: string, key: PlatformStore.Key, version: number]> = [
    ["another id", { ...place, id: "wx1" }, 2],
    ["another component", { ...place, component: "wxc1" }, 2],
    ["another kind", { ...place, kind: "component" }, 2],
    ["an earlier version", place, 1],
    ["a later version", place, 3],
    ["a place whose names run together alike", { ...place, component: "wxc0authorizer", id: "x0" }, 2]
  ]
  for (const [where, key, version] of elsewhere) {
    it.effect(`does not open in ${where}`, () =>
      Effect.gen(function*() {
        const encryption = yield* StoreEncryption.StoreEncryption
        const body = Either.getOrThrow(encryption.seal(place, 2, "body"))
        assert.deepStrictEqual(encryption.open(place, { version: 2, body }), Either.right("body"))
        assert.deepStrictEqual(encryption.open(key, { version, body }), Either.left("NotAuthentic"))
      }).pipe(Keys.provide))
  }

  it.effect("is refused when an old body is put back under the present version", () =>
    Effect.gen(function*() {
      const { bodyOf, raw, store } = yield* sealed()
      yield* store.put(place, "granted", 0)
      const before = yield* bodyOf(place)
      yield* store.put(place, "withdrawn", 1)
      yield* raw.put(place, before, 2)
      assert.strictEqual(yield* faultOf(store.get(place)), "NotAuthentic")
    }))

  it.effect("never opens to another text, whichever character of it is changed, and wherever it is cut off", () =>
    Effect.gen(function*() {
      const encryption = yield* StoreEncryption.StoreEncryption
      FastCheck.assert(
        FastCheck.property(
          FastCheck.nat(),
          FastCheck.constantFrom("A", "b", "7", "/", "=", " ", "é", "\n", ":"),
          FastCheck.boolean(),
          (at, sign, isCut) => {
            const body = Either.getOrThrow(encryption.seal(place, 1, "body"))
            const point = at % body.length
            const edited = isCut ? body.slice(0, point) : `${body.slice(0, point)}${sign}${body.slice(point + 1)}`
            FastCheck.pre(edited !== body)
            assert.isTrue(Either.isLeft(encryption.open(place, { version: 1, body: edited })), `opened ${edited}`)
          }
        ),
        { numRuns: 2000 }
      )
    }).pipe(Keys.provide))

  it.effect("is refused when a later release has sealed it", () =>
    Effect.gen(function*() {
      const { raw, store } = yield* sealed()
      yield* raw.put(place, "sealed/2:old.00000000:AAAA", 0)
      assert.strictEqual(yield* faultOf(store.get(place)), "UnknownFormat")
    }))
})

describe("keys", () => {
  it.effect("open what they have sealed, the current one and the others", () =>
    Effect.gen(function*() {
      const { raw, store } = yield* sealed({ current: old })
      yield* store.put(place, "body", 0)
      const { store: later } = yield* sealed({ current: next, others: [old] }, raw)
      assertSome(yield* later.get(place), { id: place.id, version: 1, body: "body" })
    }))

  it.effect("that are missing are told by their fault, and so is another key with the same id", () =>
    Effect.gen(function*() {
      const { raw, store } = yield* sealed({ current: old })
      yield* store.put(place, "body", 0)
      for (const current of [next, Keys.key("old")]) {
        const { store: other } = yield* sealed({ current }, raw)
        assert.strictEqual(yield* faultOf(other.get(place)), "UnknownKey")
        // Or half the merchants would be taken for all of them.
        assert.strictEqual(yield* faultOf(other.page(list, { after: undefined, limit: 10 })), "UnknownKey")
      }
    }))

  it.effect("are in nothing that can be seen", () =>
    Effect.gen(function*() {
      const { raw, store } = yield* sealed({ current: old, others: [next] })
      const encryption = yield* Effect.provide(
        StoreEncryption.StoreEncryption,
        Keys.encryption({ current: old, others: [next] })
      )
      yield* raw.put(place, "sealed/1:gone.00000000:AAAA", 0)
      const error = yield* Effect.flip(store.get(place))
      const seen = [store, encryption, error, { current: old }].flatMap((value) => [
        inspect(value, { depth: 9, showHidden: true }),
        JSON.stringify(value),
        String(value)
      ])
      seen.push(Cause.pretty(Cause.fail(error), { renderErrorCause: true }))
      for (const { key } of [old, next]) {
        const secret = Redacted.value(key)
        const bytes = Buffer.from(secret, "base64")
        for (const form of [secret, bytes.toString("hex"), inspect(bytes).slice(8, 40)]) {
          assert.isFalse(seen.some((each) => each.includes(form)))
        }
      }
    }))
})

describe("plain text", () => {
  it.effect("is refused where documents are sealed", () =>
    Effect.gen(function*() {
      const { raw, store } = yield* sealed()
      yield* raw.put(place, `{"status":"authorized"}`, 0)
      assert.strictEqual(yield* faultOf(store.get(place)), "PlainText")
      assert.strictEqual(yield* faultOf(store.page(list, { after: undefined, limit: 10 })), "PlainText")
    }))

  it.effect("is read on demand, and sealed as soon as it is written again", () =>
    Effect.gen(function*() {
      const { bodyOf, raw, store } = yield* sealed({ current: old, readsPlainText: true })
      yield* raw.put(place, "plain", 0)
      assertSome(yield* store.get(place), { id: place.id, version: 1, body: "plain" })
      yield* store.put(place, "again", 1)
      assert.match(yield* bodyOf(place), /^sealed/)
    }))

  it.effect("is written on demand, and what is sealed still opens", () =>
    Effect.gen(function*() {
      const { raw, store } = yield* sealed()
      yield* store.put(place, "body", 0)
      const { bodyOf, store: back } = yield* sealed({ current: old, writesPlainText: true }, raw)
      assert.strictEqual(Option.getOrThrow(yield* back.get(place)).body, "body")
      yield* back.put(place, "plain", 1)
      assert.strictEqual(yield* bodyOf(place), "plain")
      assert.strictEqual(Option.getOrThrow(yield* back.get(place)).body, "plain")
      assert.strictEqual(yield* faultOf(back.put(place, "sealed/1:not", 2)), "Sealed")
    }))

  it.effect("is all there is without encryption: a warning is logged once, and what is sealed is refused", () => {
    const watch = Watch.make()
    return Effect.gen(function*() {
      const { raw, store } = yield* sealed()
      yield* store.put(place, "body", 0)
      yield* Effect.gen(function*() {
        const plain = yield* StoreEncryption.seal(raw)
        assert.strictEqual(yield* faultOf(plain.get(place)), "Sealed")
        assert.strictEqual(yield* faultOf(plain.put(place, "sealed/1:not", 1)), "Sealed")
        yield* plain.put({ ...place, id: "wx1" }, "plain", 0)
        assert.strictEqual(Option.getOrThrow(yield* raw.get({ ...place, id: "wx1" })).body, "plain")
      }).pipe(Effect.provide(StoreEncryption.layerPlainText))
      const warnings = watch.lines.filter(({ level }) => level === "WARN")
      assert.strictEqual(warnings.length, 1)
      assert.include(`${warnings[0]?.message}`, "The store is not encrypted")
    }).pipe(Effect.provide(watch.layer))
  })
})

describe("a page", () => {
  const ids = Array.from({ length: 30 }, (_, index) => `wx${String(index).padStart(2, "0")}`)

  /** Of 30 documents, these are damaged. */
  const damaged = (broken: ReadonlyArray<string>) =>
    Effect.gen(function*() {
      const { bodyOf, raw, store } = yield* sealed()
      for (const id of ids) {
        const key = { ...place, id }
        yield* store.put(key, `body of ${id}`, 0)
        if (broken.includes(id)) yield* raw.put(key, yield* bodyOf(key), 1)
      }
      return store
    })

  it.effect.prop(
    "leaves out what is damaged, and nothing else, whatever its size",
    [FastCheck.uniqueArray(FastCheck.constantFrom(...ids)), FastCheck.integer({ min: 1, max: 40 })],
    ([broken, limit]) =>
      Effect.gen(function*() {
        const store = yield* damaged(broken)
        const seen: Array<string> = []
        for (let after: string | undefined;;) {
          const page = yield* store.page(list, { after, limit })
          assert.isAtMost(page.length, limit)
          seen.push(...page.map(({ id }) => id))
          after = page.at(-1)?.id
          if (page.length < limit) break
        }
        assert.deepStrictEqual(seen, ids.filter((id) => !broken.includes(id)))
      })
  )

  it.effect("tells of each document that it leaves out, and what to do, and quotes nothing", () => {
    const watch = Watch.make()
    return Effect.gen(function*() {
      const store = yield* damaged(["wx03"])
      yield* store.page(list, { after: undefined, limit: 100 })
      const errors = watch.lines.filter(({ level }) => level === "ERROR").map(({ message }) => `${message}`)
      assert.deepStrictEqual(errors, [
        "The authorizer wx03 of wxc0 is damaged in the store (NotAuthentic) and was left out: " +
        "the service provider must restore it from a backup"
      ])
      assert.strictEqual(yield* faultOf(store.get({ ...place, id: "wx03" })), "NotAuthentic")
    }).pipe(Effect.provide(watch.layer))
  })
})

describe("a store of one's own", () => {
  it.effect("keeps its leases as they are", () =>
    Effect.gen(function*() {
      const { raw, store } = yield* sealed()
      assert.isTrue(yield* store.acquire("lease", "one", Duration.minutes(1)))
      assert.isFalse(yield* raw.acquire("lease", "two", Duration.minutes(1)))
      yield* store.release("lease", "one")
      assert.isTrue(yield* raw.acquire("lease", "two", Duration.minutes(1)))
    }))

  it.effect("that is not wrapped says so to whoever asks for its keys", () =>
    Effect.gen(function*() {
      for (
        const ask of [
          Effect.asVoid(StoreEncryption.keysInUse("wxc0")),
          Effect.asVoid(StoreEncryption.reencrypt("wxc0"))
        ]
      ) {
        const error = yield* Effect.flip(ask)
        assert.strictEqual(error._tag, "StoreNotEncrypted")
        assert.include(error.message, "StoreEncryption.seal")
      }
    }).pipe(Effect.provide(PlatformStore.layerMemory)))

  it.effect("is built once, where a layer wants it", () =>
    Effect.gen(function*() {
      const store = yield* PlatformStore.PlatformStore
      yield* store.put(place, "body", 0)
      assert.strictEqual((yield* StoreEncryption.keysInUse("wxc0")).sealed.size, 1)
      assertNone(yield* store.get({ ...place, id: "wx9" }))
    }).pipe(Effect.provide(
      Layer.effect(PlatformStore.PlatformStore, Effect.flatMap(PlatformStore.makeMemory, StoreEncryption.seal)).pipe(
        Layer.provide(Keys.layer)
      )
    )))
})
