import { PlatformStore, StoreBackup, StoreEncryption } from "@effect-wechat/open-platform"
import { assert, describe, it } from "@effect/vitest"
import { assertSome } from "@effect/vitest/utils"
import { Chunk, Effect, FastCheck, Layer, Stream } from "effect"
import * as Keys from "../utils/Keys.ts"

const component = "wxc0"
const list = { component, kind: "authorizer" as const }
const keyOf = (id: string): PlatformStore.Key => ({ ...list, id })
const [key, olderKey, storeKey] = [Keys.key("backup"), Keys.key("older"), Keys.key("store")]

/** A backup of two documents, written when the format was made. */
const former = [
  `{"backup":"effect-wechat-backup/1","component":"wxc0","createdAt":"1970-01-01T00:00:00.000Z","key":"2025a.fda127b5","salt":"ALvE6xp1T8MqY9RLYnh66v8lkYnRAYfFJY60FKJAtRc="}\n`,
  `{"record":"EOvJhc/eTAP/iEOvrY5tIS/Z+ylfHS+iYEVVY7SQ0xVCQF/dsU5UYOp/0ZfboFSf2RbOvM1LXv+hYA=="}\n`,
  `{"record":"PV/mHcqFVmRDQmEKpkEVxY5nSE++aRivfyFYsurLfoytQPSKWIVDuChB10SeLVzg1UxfQwtcP25uzsWdaT8="}\n`,
  `{"end":"hMrkSzGJA2IBAWye3aO9+k63YV8tVSxPsO0WihiTOMdA8ZHav0cLCd4="}\n`
]

const backups = (store: PlatformStore.Service, options: StoreBackup.Options = { current: key }) =>
  Effect.provideService(StoreBackup.make(options), PlatformStore.PlatformStore, store)

const seal = (raw: PlatformStore.Service, options: StoreEncryption.Options = { current: storeKey }) =>
  Effect.provide(StoreEncryption.seal(raw), Keys.encryption(options))

/** A component with its own document and some merchants. */
const fill = (store: PlatformStore.Service, merchants: number, of = component) =>
  Effect.gen(function*() {
    yield* store.put({ component: of, kind: "component", id: of }, "the ticket@@@SECRET", 0)
    for (let index = 0; index < merchants; index++) {
      yield* store.put({ component: of, kind: "authorizer", id: `wx${index}` }, `refreshtoken@@@SECRET ${index}`, 0)
    }
  })

const filled = (merchants: number) =>
  Effect.gen(function*() {
    const store = yield* seal(yield* PlatformStore.makeMemory)
    yield* fill(store, merchants)
    return store
  })

const linesOf = (store: PlatformStore.Service, of = component) =>
  Effect.flatMap(backups(store), ({ write }) => Effect.map(Stream.runCollect(write(of)), Chunk.toReadonlyArray))

/** As it may come from a file: in pieces that know nothing of lines. */
const pieces = (text: string, size = 7) =>
  Stream.fromIterable(
    Array.from({ length: Math.ceil(text.length / size) }, (_, at) => text.slice(at * size, (at + 1) * size))
  )

const all = (store: PlatformStore.Service, of = component) =>
  Effect.map(
    Effect.forEach(["component", "authorizer"] as const, (kind) =>
      store.page({ component: of, kind }, { after: undefined, limit: 10_000 })),
    (pages) =>
      Object.fromEntries(pages.flat().map(({ body, id }) => [id, body]))
  )

/** A store that is empty and counts what is written. */
const empty = Effect.map(PlatformStore.makeMemory, (memory) => {
  const counts = { puts: 0 }
  const store: PlatformStore.Service = {
    ...memory,
    put: (...put) =>
      Effect.suspend(() => {
        counts.puts += 1
        return memory.put(...put)
      })
  }
  return { store, counts }
})

describe("a backup", () => {
  it.effect.prop(
    "gives back every document of the component, whatever is in it, into any store",
    [FastCheck.dictionary(
      FastCheck.string({ unit: "grapheme", maxLength: 40 }),
      FastCheck.string({ unit: "grapheme", maxLength: 400 })
    )],
    ([documents]) =>
      Effect.gen(function*() {
        const store = yield* seal(yield* PlatformStore.makeMemory)
        for (const [id, body] of Object.entries(documents)) yield* store.put(keyOf(id), body, 0)
        yield* fill(store, 2, "wxc1")
        const text = (yield* linesOf(store)).join("")
        const { store: target } = yield* empty
        const { restore } = yield* backups(target)
        const restored = yield* restore(component, pieces(text))
        const records = Object.keys(documents).length
        assert.deepInclude(restored, { component, records, written: records, kept: 0, leftOut: 0 })
        assert.deepStrictEqual(yield* all(target), documents)
        assert.deepStrictEqual(yield* all(target, "wxc1"), {})
      })
  )

  it.effect("is text, a line for each document, and shows nothing of them but how many there are", () =>
    Effect.gen(function*() {
      const lines = yield* linesOf(yield* filled(450))
      assert.strictEqual(lines.length, 453)
      for (const line of lines) {
        assert.match(line, /^\{.*\}\n$/)
        JSON.parse(line)
        // What is sealed looks random: it may have any few characters in a row.
        assert.notMatch(line, /SECRET|refreshtoken|"wx\d+"/)
        assert.notMatch(line, /[^\n]\n./)
      }
      const { backup, component: of, createdAt } = JSON.parse(lines[0] ?? "")
      assert.deepStrictEqual([backup, of, createdAt], ["effect-wechat-backup/1", component, "1970-01-01T00:00:00.000Z"])
    }))

  it.effect("is read from the store a page at a time, as it is taken", () =>
    Effect.gen(function*() {
      const store = yield* filled(1000)
      let pages = 0
      const { write } = yield* backups({
        ...(yield* PlatformStore.makeMemory),
        page: (of, options) =>
          Effect.suspend(() => {
            pages += 1
            return store.page(of, options)
          })
      })
      yield* Stream.runDrain(Stream.take(write(component), 10))
      assert.isAtMost(pages, 2)
    }))

  it.effect("is another one each time it is written, of the same stream too", () =>
    Effect.gen(function*() {
      const { write } = yield* backups(yield* filled(1))
      const [one, other] = [yield* Stream.runCollect(write(component)), yield* Stream.runCollect(write(component))]
      const seen = new Set([...one, ...other])
      assert.strictEqual(seen.size, 8)
    }))

  it.effect("opens with a key that is among the others now", () =>
    Effect.gen(function*() {
      const lines = yield* linesOf(yield* filled(3))
      const { verify } = yield* backups(yield* PlatformStore.makeMemory, { current: olderKey, others: [key] })
      assert.deepInclude(yield* verify(component, Stream.fromIterable(lines)), { records: 4, leftOut: 0 })
    }))

  it.effect("opens as it was written by former releases", () =>
    Effect.gen(function*() {
      const { store } = yield* empty
      const { restore } = yield* backups(store, {
        current: { id: "2025a", key: Keys.fixed }
      })
      assert.deepInclude(yield* restore(component, Stream.fromIterable(former)), {
        written: 2,
        createdAt: "1970-01-01T00:00:00.000Z"
      })
      assert.deepStrictEqual(yield* all(store), { wxc0: "the ticket@@@SECRET", wx0: "refreshtoken@@@SECRET 0" })
    }))
})

describe("a backup is refused, and nothing is written, when", () => {
  type Attack = (lines: ReadonlyArray<string>, other: ReadonlyArray<string>) => ReadonlyArray<string>
  const swap = (lines: ReadonlyArray<string>, a: number, b: number) =>
    lines.map((line, at) => (at === a ? lines[b] : at === b ? lines[a] : line) ?? "")
  const header = (lines: ReadonlyArray<string>, change: object) => [
    `${JSON.stringify({ ...JSON.parse(lines[0] ?? ""), ...change })}\n`,
    ...lines.slice(1)
  ]
  const attacks: ReadonlyArray<
    readonly [what: string, rule: StoreBackup.BackupRefused["rule"], line: number, attack: Attack]
  > = [
    ["it is empty", "NotABackup", 1, () => []],
    ["it is something else", "NotABackup", 1, () => ["something\n", "else\n"]],
    ["it has no header", "NotABackup", 1, (lines) => lines.slice(1)],
    ["its end is missing", "Truncated", 13, (lines) => lines.slice(0, -1)],
    ["it ends after its header", "Truncated", 2, (lines) => lines.slice(0, 1)],
    ["a line is missing", "NotAuthentic", 5, (lines) => lines.toSpliced(4, 1)],
    ["the last line before its end is missing", "NotAuthentic", 12, (lines) => lines.toSpliced(11, 1)],
    ["a line comes twice", "NotAuthentic", 6, (lines) => lines.toSpliced(4, 0, lines[4] ?? "")],
    ["two lines have changed places", "NotAuthentic", 4, (lines) => swap(lines, 3, 7)],
    ["a line is from another backup", "NotAuthentic", 4, (lines, other) => lines.toSpliced(3, 1, other[3] ?? "")],
    ["its header is from another backup", "NotAuthentic", 2, (lines, other) => [other[0] ?? "", ...lines.slice(1)]],
    [
      "its end is from another backup",
      "NotAuthentic",
      13,
      (lines, other) => [...lines.slice(0, -1), ...other.slice(-1)]
    ],
    ["the end of another backup follows", "LinesBehindTheEnd", 14, (lines, other) => [...lines, ...other.slice(-1)]],
    ["an empty line is put in", "NotAuthentic", 5, (lines) => lines.toSpliced(4, 0, "\n")],
    ["its time was edited", "NotAuthentic", 2, (lines) => header(lines, { createdAt: "2025-01-01T00:00:00.000Z" })],
    ["its header is written in another way", "NotAuthentic", 2, (lines) => [` ${lines[0]}`, ...lines.slice(1)]],
    ["its salt was edited", "NotAuthentic", 2, (lines) => header(lines, { salt: "AAAA" })],
    ["its key is not given", "UnknownKey", 1, (lines) => header(lines, { key: "gone.00000000" })],
    ["it is of another component", "OtherComponent", 1, (lines) => header(lines, { component: "wxc1" })],
    [
      "a later release has written it",
      "UnknownFormat",
      1,
      (lines) => header(lines, { backup: "effect-wechat-backup/2" })
    ],
    [
      "the same bytes are written in another way",
      "NotAuthentic",
      3,
      (lines) => lines.with(2, (lines[2] ?? "").replace(`="`, `"`))
    ],
    [
      "a record is called the end",
      "NotAuthentic",
      3,
      (lines) => [...lines.slice(0, 2), (lines[2] ?? "").replace("record", "end")]
    ]
  ]
  for (const [what, rule, line, attack] of attacks) {
    it.effect(what, () =>
      Effect.gen(function*() {
        const [lines, other] = [yield* linesOf(yield* filled(10)), yield* linesOf(yield* filled(10))]
        const { counts, store } = yield* empty
        const { restore, verify } = yield* backups(store)
        const attacked = Stream.fromIterable(attack(lines, other))
        for (
          const read of [
            restore(component, attacked),
            restore(component, attacked, { existing: "replace" }),
            verify(component, attacked)
          ]
        ) {
          const error = yield* Effect.flip(Effect.asVoid(read))
          assert.deepInclude(error, { _tag: "BackupRefused", rule, line })
          assert.match(error.message, /the (?:service provider|developer) must/)
        }
        assert.strictEqual(counts.puts, 0)
      }))
  }

  it.effect.prop(
    "any character of it was changed, or it was cut off anywhere before its end",
    [FastCheck.nat(), FastCheck.constantFrom("A", "b", "7", "/", "=", " ", "é", "\n", `"`), FastCheck.boolean()],
    ([at, sign, isCut]) =>
      Effect.gen(function*() {
        const whole = (yield* linesOf(yield* filled(2))).join("").trimEnd()
        const point = at % whole.length
        const edited = isCut ? whole.slice(0, point) : `${whole.slice(0, point)}${sign}${whole.slice(point + 1)}`
        if (edited === whole) return
        const { counts, store } = yield* empty
        const { restore } = yield* backups(store)
        const error = yield* Effect.flip(restore(component, pieces(edited, 50)))
        assert.strictEqual(error._tag, "BackupRefused")
        assert.strictEqual(counts.puts, 0)
      }),
    { fastCheck: { numRuns: 300 } }
  )

  it.effect("it reads differently the second time", () =>
    Effect.gen(function*() {
      const [lines, other] = [yield* linesOf(yield* filled(10)), yield* linesOf(yield* filled(10))]
      for (const second of [other, [], lines.slice(0, -1)]) {
        const { counts, store } = yield* empty
        const { restore } = yield* backups(store)
        let reads = 0
        const error = yield* Effect.flip(
          restore(component, Stream.suspend(() => Stream.fromIterable(++reads === 1 ? lines : second)))
        )
        assert.deepInclude(error, { _tag: "BackupRefused", rule: "SourceChanged" })
        // What is cut off behind them is noticed too late for those that were authentic.
        if (second !== other && second.length > 0) assert.strictEqual(counts.puts, 11)
        else assert.strictEqual(counts.puts, 0)
      }
    }))

  it.effect("the key with its id is another one", () =>
    Effect.gen(function*() {
      const lines = yield* linesOf(yield* filled(1))
      const { verify } = yield* backups(yield* PlatformStore.makeMemory, { current: Keys.key("backup") })
      const error = yield* Effect.flip(verify(component, Stream.fromIterable(lines)))
      assert.deepInclude(error, { rule: "UnknownKey", line: 1 })
    }))
})

describe("restoring", () => {
  /** A store that has one newer document of a backup of ten. */
  const scene = Effect.gen(function*() {
    const lines = yield* linesOf(yield* filled(10))
    const raw = yield* PlatformStore.makeMemory
    const store = yield* seal(raw)
    yield* store.put(keyOf("wx3"), "newer", 0)
    yield* store.put(keyOf("wx3"), "newest", 1)
    return { raw, store, source: Stream.fromIterable(lines), ...(yield* backups(store)) }
  })

  it.effect("is refused where the component has anything, of either kind, unless one says what becomes of it", () =>
    Effect.gen(function*() {
      const { restore, source, store } = yield* scene
      assert.deepInclude(yield* Effect.flip(restore(component, source)), { rule: "NotEmpty", line: 0 })
      assert.deepStrictEqual(yield* all(store), { wx3: "newest" })
      const other = yield* seal(yield* PlatformStore.makeMemory)
      yield* other.put({ component, kind: "component", id: component }, "ticket", 0)
      const { restore: again } = yield* backups(other)
      assert.deepInclude(yield* Effect.flip(again(component, source)), { rule: "NotEmpty", line: 0 })
    }))

  it.effect("is refused where what the component has cannot be read", () =>
    Effect.gen(function*() {
      const { raw, source } = yield* scene
      const { restore } = yield* backups(yield* seal(raw, { current: Keys.key("other") }))
      assert.deepInclude(yield* Effect.flip(restore(component, source)), { rule: "NotEmpty" })
    }))

  it.effect("writes what is missing, and keeps what is there", () =>
    Effect.gen(function*() {
      const { restore, source, store } = yield* scene
      assert.deepInclude(yield* restore(component, source, { existing: "keep" }), { written: 10, kept: 1 })
      assertSome(yield* store.get(keyOf("wx3")), { id: "wx3", version: 2, body: "newest" })
      assert.strictEqual(Object.keys(yield* all(store)).length, 11)
      // Once more changes nothing.
      assert.deepInclude(yield* restore(component, source, { existing: "keep" }), { written: 0, kept: 11 })
    }))

  it.effect("replaces what is there only when told so", () =>
    Effect.gen(function*() {
      const { restore, source, store } = yield* scene
      assert.deepInclude(yield* restore(component, source, { existing: "replace" }), { written: 11, kept: 0 })
      assertSome(yield* store.get(keyOf("wx3")), { id: "wx3", version: 3, body: "refreshtoken@@@SECRET 3" })
    }))

  it.effect("mends what is damaged or under a lost key, and keeps the rest", () =>
    Effect.gen(function*() {
      const { raw, restore, source, store } = yield* scene
      yield* store.put(keyOf("wx4"), "kept", 0)
      const { body } = yield* Effect.flatten(raw.get(keyOf("wx4")))
      yield* raw.put(keyOf("wx5"), body, 0)
      yield* (yield* seal(raw, { current: Keys.key("lost") })).put(keyOf("wx6"), "lost", 0)
      assert.deepInclude(yield* restore(component, source, { existing: "keep" }), { kept: 4 })
      assert.strictEqual((yield* Effect.flip(store.get(keyOf("wx5")))).fault, "NotAuthentic")
      assert.deepInclude(yield* restore(component, source, { existing: "replaceUnreadable" }), { written: 2, kept: 9 })
      const now = yield* all(store)
      assert.deepInclude(now, {
        wx3: "newest",
        wx4: "kept",
        wx5: "refreshtoken@@@SECRET 5",
        wx6: "refreshtoken@@@SECRET 6"
      })
    }))

  it.effect("keeps what comes in meanwhile", () =>
    Effect.gen(function*() {
      const lines = yield* linesOf(yield* filled(3))
      const store = yield* PlatformStore.makeMemory
      let isFirst = true
      const { restore } = yield* backups({
        ...store,
        put: (key, body, expected) =>
          Effect.gen(function*() {
            if (key.kind === "component" && isFirst) {
              isFirst = false
              yield* store.put(key, "a newer ticket", 0)
            }
            return yield* store.put(key, body, expected)
          })
      })
      assert.deepInclude(yield* restore(component, Stream.fromIterable(lines)), { written: 3, kept: 1 })
      assert.deepInclude(yield* all(store), { wxc0: "a newer ticket" })
    }))

  it.effect("goes on after the store has failed", () =>
    Effect.gen(function*() {
      const lines = yield* linesOf(yield* filled(100))
      const store = yield* PlatformStore.makeMemory
      let puts = 0
      const failing = new PlatformStore.StoreError({ operation: "put", fault: "Away" })
      const { restore } = yield* backups({
        ...store,
        put: (...put) => Effect.suspend(() => ++puts === 40 ? Effect.fail(failing) : store.put(...put))
      })
      assert.deepInclude(yield* Effect.flip(restore(component, Stream.fromIterable(lines))), { fault: "Away" })
      const written = Object.keys(yield* all(store)).length
      assert.isAbove(written, 30)
      assert.deepInclude(yield* restore(component, Stream.fromIterable(lines), { existing: "keep" }), {
        written: 101 - written,
        kept: written
      })
    }))
})

describe("a damaged document", () => {
  const damaged = Effect.gen(function*() {
    const raw = yield* PlatformStore.makeMemory
    const store = yield* seal(raw)
    yield* fill(store, 5)
    const { body } = yield* Effect.flatten(raw.get(keyOf("wx2")))
    yield* raw.put(keyOf("wx2"), body, 1)
    return { raw, store }
  })

  it.effect("makes a backup fail, for a store that was dressed up too: it would not be whole", () =>
    Effect.gen(function*() {
      const { store } = yield* damaged
      for (const each of [store, { ...store, get: store.get }]) {
        const { write } = yield* backups(each)
        const error = yield* Effect.flip(Stream.runDrain(write(component)))
        assert.deepInclude(error, { operation: "page", fault: "NotAuthentic" })
      }
    }))

  it.effect("is left out when told so, and the backup says how many were", () =>
    Effect.gen(function*() {
      const { store } = yield* damaged
      const { write } = yield* backups(store)
      const { store: target } = yield* empty
      const { restore } = yield* backups(target)
      const lines = yield* Stream.runCollect(write(component, { leaveOutUnreadable: true }))
      assert.deepInclude(yield* restore(component, Stream.fromChunk(lines)), { written: 5, leftOut: 1 })
      assert.isFalse(Object.hasOwn(yield* all(target), "wx2"))
    }))
})

describe("as a layer", () => {
  it.effect("it works on the store there is", () =>
    Effect.gen(function*() {
      const { verify, write } = yield* StoreBackup.StoreBackup
      yield* fill(yield* PlatformStore.PlatformStore, 3)
      assert.deepInclude(yield* verify(component, write(component)), { records: 4 })
    }).pipe(Effect.provide(Layer.provideMerge(StoreBackup.layer({ current: key }), PlatformStore.layerMemory))))

  it.effect("it is refused without a key that can be used", () =>
    Effect.gen(function*() {
      const error = yield* Effect.flip(backups(yield* PlatformStore.makeMemory, { current: { ...key, id: "" } }))
      assert.strictEqual(error._tag, "InvalidStoreKey")
    }))
})
