import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import {
  expect,
  expectDocument,
  expectNothing,
  expectRefused,
  expectStored,
  keyOf,
  type Promised,
  type Run,
  write
} from "./bench.ts"

const controlCharacters = String.fromCharCode(...Array.from({ length: 31 }, (_, index) => index + 1), 127)

const texts: ReadonlyArray<readonly [what: string, text: string]> = [
  ["no text at all", ""],
  ["256 characters", "a".repeat(256)],
  ["all 300 permission sets", JSON.stringify(Array.from({ length: 300 }, (_, index) => index + 1))],
  ["100 KB", "0123456789".repeat(10_240)],
  ["100 KB of Chinese", "微信开放平台".repeat(5_690)],
  ["Chinese, emoji, Arabic and letters with marks", "商户 👩‍👩‍👧 مرحبا e\u0301 é ﷺ"],
  ["quotes and backslashes", `'"\`'' "" \\ \\' \\" $1 ?; -- /* %s {} \${x}`],
  ["control characters", controlCharacters],
  ["spaces and line breaks at both ends", " \t\r\n a \r\n\t "]
]

const ids: ReadonlyArray<string> = [
  "wx0123456789abcdef",
  "with space",
  " with spaces around ",
  "with/slash",
  "../with/dots",
  "..",
  ".",
  "with\\backslash",
  `with'single"double\`quotes`,
  "with%percent_and_underscore",
  "with%2Fescape",
  "with:colon*star?",
  "with\nbreak",
  "商户一号",
  "👩‍👩‍👧",
  "a".repeat(500),
  `${"a".repeat(499)}b`
]

const alike: ReadonlyArray<string> = [
  "wxa",
  "wxA",
  "WXA",
  "wxa ",
  " wxa",
  "wx\u00e9",
  "wxe\u0301",
  "wxe",
  "wx",
  "0",
  "00"
]

/** @internal */
export const promises: ReadonlyArray<Promised> = [
  {
    name: "finds nothing where nothing was written",
    run: ({ component, store }) => expectNothing(store, keyOf(component, "a"))
  },
  {
    name: "counts versions by one",
    run: ({ component, store }) =>
      Effect.gen(function*() {
        const key = keyOf(component, "a")
        for (let version = 0; version < 5; version++) {
          yield* write(store, key, `body ${version + 1}`, version)
          yield* expectStored(store, key, version + 1, `body ${version + 1}`)
        }
      })
  },
  {
    name: "does not make a document that exists",
    run: ({ component, store }) =>
      Effect.gen(function*() {
        const key = keyOf(component, "a")
        yield* write(store, key, "first", 0)
        yield* expectRefused(store, key, 0)
        yield* expectStored(store, key, 1, "first")
      })
  },
  {
    name: "refuses a version that is gone, and one that is yet to come",
    run: ({ component, store }) =>
      Effect.gen(function*() {
        const key = keyOf(component, "a")
        yield* expectRefused(store, key, 1)
        yield* expectNothing(store, key)
        yield* write(store, key, "first", 0)
        yield* write(store, key, "second", 1)
        yield* write(store, key, "third", 2)
        yield* Effect.forEach([0, 1, 2, 4], (version) => expectRefused(store, key, version))
        yield* expectStored(store, key, 3, "third")
      })
  },
  {
    name: "lets one of many writers at a time win each version",
    run: ({ component, store }) =>
      Effect.gen(function*() {
        const key = keyOf(component, "a")
        for (let version = 0; version < 5; version++) {
          const outcomes = yield* Effect.forEach(
            Array.from({ length: 16 }, (_, writer) => `writer ${writer}`),
            (body) => Effect.map(store.put(key, body, version), (written) => ({ body, written })),
            { concurrency: "unbounded" }
          )
          const [winner, ...others] = outcomes.filter(({ written }) => written)
          if (winner === undefined) return yield* Effect.fail(`let nobody write version ${version + 1}`)
          yield* expect(others.length === 0, `let ${others.length + 1} writers win version ${version + 1}`)
          yield* expectStored(store, key, version + 1, winner.body)
        }
      })
  },
  {
    name: "loses no change of writers at the same time",
    run: ({ component, store }) =>
      Effect.gen(function*() {
        const key = keyOf(component, "a")
        yield* write(store, key, "0", 0)
        // Whoever loses has lost to somebody who won, so there is an end to it.
        const addOne = (tries: number): Run =>
          Effect.gen(function*() {
            const found = yield* store.get(key)
            if (Option.isNone(found)) return yield* Effect.fail("lost the document")
            const { body, version } = found.value
            yield* Effect.yieldNow()
            if (yield* store.put(key, `${Number(body) + 1}`, version)) return
            if (tries === 1) return yield* Effect.fail("let a writer lose more often than others can win")
            yield* addOne(tries - 1)
          })
        yield* Effect.all(
          Array.from({ length: 16 }, () => Effect.repeatN(addOne(65), 3)),
          { concurrency: "unbounded", discard: true }
        )
        yield* expectStored(store, key, 65, "64")
      })
  },
  {
    name: "shows readers whole versions, and never an older one after a newer",
    run: ({ component, store }) =>
      Effect.gen(function*() {
        const key = keyOf(component, "a")
        yield* write(store, key, "body 1", 0)
        const reader = Effect.gen(function*() {
          let newest = 1
          for (let reads = 0; newest < 30 && reads < 1_000; reads++) {
            const found = yield* store.get(key)
            const version = Option.match(found, { onNone: () => 0, onSome: (document) => document.version })
            yield* expect(version >= newest, `gave version ${version} after version ${newest}`)
            yield* expectDocument(found, { id: key.id, version, body: `body ${version}` })
            newest = version
            yield* Effect.yieldNow()
          }
        })
        const writer = Effect.gen(function*() {
          for (let version = 1; version < 30; version++) {
            yield* write(store, key, `body ${version + 1}`, version)
            yield* Effect.yieldNow()
          }
        })
        yield* Effect.all([reader, reader, reader, writer], { concurrency: "unbounded", discard: true })
      })
  },
  {
    name: "keeps two components with the same authorizer apart",
    run: ({ component, store }) =>
      Effect.gen(function*() {
        const [one, other] = [keyOf(`${component}-1`, "wx0"), keyOf(`${component}-2`, "wx0")]
        yield* write(store, one, "one", 0)
        yield* expectNothing(store, other)
        yield* write(store, other, "other", 0)
        yield* write(store, one, "one again", 1)
        yield* expectStored(store, one, 2, "one again")
        yield* expectStored(store, other, 1, "other")
      })
  },
  {
    name: "keeps two kinds with the same id apart",
    run: ({ component, store }) =>
      Effect.gen(function*() {
        const one = keyOf(component, "wx0")
        const other = { ...one, kind: "component" as const }
        yield* write(store, one, "authorizer", 0)
        yield* expectNothing(store, other)
        yield* write(store, other, "component", 0)
        yield* write(store, other, "component again", 1)
        yield* expectStored(store, one, 1, "authorizer")
        yield* expectStored(store, other, 2, "component again")
      })
  },
  {
    name: "takes no character of a name for the end of it",
    run: ({ component, store }) =>
      Effect.forEach(["/", ":", "|", "-", ".", "_", ",", " ", "\n"], (sign) =>
        Effect.gen(function*() {
          const one = keyOf(component, `authorizer${sign}1`)
          const other = keyOf(`${component}${sign}authorizer`, "1")
          yield* write(store, one, "one", 0)
          yield* expectNothing(store, other)
          yield* write(store, other, "other", 0)
          yield* expectStored(store, one, 1, "one")
        }), { discard: true })
  },
  {
    name: "keeps bodies of any length, and any characters in them",
    run: ({ component, store }) =>
      Effect.forEach(texts, ([what, text]) =>
        Effect.gen(function*() {
          const key = keyOf(component, what)
          yield* write(store, key, "before", 0)
          yield* write(store, key, text, 1)
          yield* expectStored(store, key, 2, text)
        }).pipe(Effect.mapError((error) => typeof error === "string" ? `${what}: ${error}` : error)), { discard: true })
  },
  {
    name: "keeps documents under odd ids",
    run: ({ component, store }) =>
      Effect.gen(function*() {
        yield* Effect.forEach(ids, (id) => write(store, keyOf(component, id), `body of ${id}`, 0))
        yield* Effect.forEach(ids, (id) => expectStored(store, keyOf(component, id), 1, `body of ${id}`))
      })
  },
  {
    name: "takes ids that look alike for different ones",
    run: ({ component, store }) =>
      Effect.gen(function*() {
        yield* Effect.forEach(alike, (id) => write(store, keyOf(component, id), `body of ${id}`, 0))
        yield* Effect.forEach(alike, (id) => expectStored(store, keyOf(component, id), 1, `body of ${id}`))
      })
  }
]
