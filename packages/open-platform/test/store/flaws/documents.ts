import { Effect, Option } from "effect"
import { type Document, type Flaw, type Key, spoilt } from "./shelf.ts"

/** Keys that become others. */
const renamed = (what: string, rename: (key: Key) => Key, ...breaks: ReadonlyArray<string>): Flaw =>
  spoilt(what, (sound) => ({
    get: (key) => Effect.map(sound.get(rename(key)), Option.map((document) => ({ ...document, id: key.id }))),
    put: (key, body, expected) => sound.put(rename(key), body, expected)
  }), ...breaks)

/** Bodies that become others. */
const garbled = (what: string, garble: (body: string) => string): Flaw =>
  spoilt(
    what,
    (sound) => ({ put: (key, body, expected) => sound.put(key, garble(body), expected) }),
    "keeps bodies of any length, and any characters in them"
  )

const alike = "takes ids that look alike for different ones"
const odd = "keeps documents under odd ids"
const halfChanged = "leaves the old document or the new one when a write is interrupted"
const halfMade = "leaves no document or a whole one when the first write is interrupted"
const readers = "shows readers whole versions, and never an older one after a newer"

export const documents: ReadonlyArray<Flaw> = [
  spoilt(
    "finds what nobody wrote",
    (sound) => ({
      get: (key) => Effect.map(sound.get(key), Option.orElseSome(() => ({ id: key.id, version: 0, body: "" })))
    }),
    "finds nothing where nothing was written"
  ),
  spoilt(
    "forgets what was written",
    () => ({ get: () => Effect.succeedNone }),
    "counts versions by one"
  ),
  spoilt(
    "counts versions by two",
    (sound) => ({
      get: (key) => Effect.map(sound.get(key), Option.map((found) => ({ ...found, version: found.version * 2 })))
    }),
    "counts versions by one"
  ),
  spoilt(
    "writes whatever the version is",
    (_, shelf) => ({
      put: (key, body) =>
        Effect.sync(() => {
          shelf.set(key, body, (shelf.current(key)?.version ?? 0) + 1)
          return true
        })
    }),
    "does not make a document that exists",
    "refuses a version that is gone, and one that is yet to come",
    "lets one of many writers at a time win each version",
    "loses no change of writers at the same time"
  ),
  spoilt(
    "writes over what is older, instead of what is expected",
    (_, shelf) => ({
      put: (key, body, expected) =>
        Effect.sync(() => {
          if ((shelf.current(key)?.version ?? 0) > expected) return false
          shelf.set(key, body, expected + 1)
          return true
        })
    }),
    "refuses a version that is gone, and one that is yet to come"
  ),
  spoilt(
    "compares, and writes a moment later",
    (_, shelf) => ({
      put: (key, body, expected) =>
        Effect.gen(function*() {
          if ((shelf.current(key)?.version ?? 0) !== expected) return false
          yield* Effect.yieldNow()
          shelf.set(key, body, expected + 1)
          return true
        })
    }),
    "lets one of many writers at a time win each version",
    "loses no change of writers at the same time"
  ),
  spoilt(
    "says that it has not written, and has",
    (sound) => ({ put: (key, body, expected) => Effect.as(sound.put(key, body, expected), false) }),
    "lets one of many writers at a time win each version",
    "loses no change of writers at the same time"
  ),
  spoilt(
    "reads from a copy that lags behind",
    (sound) => {
      let reads = 0
      const first = new Map<string, Document>()
      return {
        get: (key) =>
          Effect.map(sound.get(key), (found) => {
            if (Option.isSome(found) && !first.has(key.id)) first.set(key.id, found.value)
            reads += 1
            return reads % 5 === 0 ? Option.orElse(Option.fromNullable(first.get(key.id)), () => found) : found
          })
      }
    },
    readers
  ),
  renamed(
    "shares authorizers between components",
    (key) => ({ ...key, component: "all" }),
    "keeps two components with the same authorizer apart"
  ),
  renamed(
    "has one kind of document",
    (key) => ({ ...key, kind: "authorizer" }),
    "keeps two kinds with the same id apart"
  ),
  ...["/", ":", "|", "-", ".", "_", ",", " ", "\n"].map((sign) =>
    renamed(
      `joins names with ${JSON.stringify(sign)}`,
      ({ component, id, kind }) => ({ component: "", kind, id: `${component}${sign}${id}` }),
      "takes no character of a name for the end of it"
    )
  ),
  garbled("keeps 255 characters", (body) => body.slice(0, 255)),
  garbled("keeps 64 KB", (body) => Buffer.from(body).subarray(0, 65_536).toString()),
  garbled("keeps ASCII", (body) => body.replaceAll(/[^\0-\x7f]/g, "?")),
  garbled("composes letters and marks", (body) => body.normalize("NFC")),
  garbled("doubles quotes", (body) => body.replaceAll("'", "''")),
  garbled("drops backslashes", (body) => body.replaceAll("\\", "")),
  garbled("drops control characters", (body) => body.replaceAll(/[\x01-\x08]/g, "")),
  garbled("trims what it keeps", (body) => body.trim()),
  garbled("takes no text for null", (body) => body === "" ? "null" : body),
  renamed("cuts ids", (key) => ({ ...key, id: key.id.slice(0, 255) }), odd),
  renamed("takes ids for paths", (key) => ({ ...key, id: new URL(key.id, "http://a/").pathname }), odd),
  renamed("does not tell capital letters", (key) => ({ ...key, id: key.id.toLowerCase() }), alike),
  renamed("trims ids", (key) => ({ ...key, id: key.id.trim() }), alike),
  renamed("composes the letters of ids", (key) => ({ ...key, id: key.id.normalize("NFC") }), alike),
  renamed(
    "strips marks off letters",
    (key) => ({ ...key, id: key.id.normalize("NFD").replaceAll("\u0301", "") }),
    alike
  ),
  renamed("takes ids for numbers", (key) => ({ ...key, id: /^0+$/.test(key.id) ? "0" : key.id }), alike),
  spoilt(
    "removes before it writes",
    (_, shelf) => ({
      put: (key, body, expected) =>
        Effect.gen(function*() {
          if ((shelf.current(key)?.version ?? 0) !== expected) return false
          shelf.documents.delete(shelf.pathOf(key))
          yield* Effect.yieldNow()
          shelf.set(key, body, expected + 1)
          return true
        })
    }),
    halfChanged,
    readers
  ),
  spoilt(
    "counts before it writes",
    (_, shelf) => ({
      put: (key, body, expected) =>
        Effect.gen(function*() {
          const current = shelf.current(key)
          if ((current?.version ?? 0) !== expected) return false
          shelf.set(key, current?.body ?? "", expected + 1)
          yield* Effect.yieldNow()
          shelf.set(key, body, expected + 1)
          return true
        })
    }),
    halfChanged,
    halfMade
  )
]
