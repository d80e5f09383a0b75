import { PlatformStore } from "@effect-wechat/open-platform"
import { Effect } from "effect"
import { type Flaw, type Key, spoilt } from "./shelf.ts"

const sizes = "gives every document once, in the same order whatever the size of the pages"
const thousand = "pages through 1,000 documents, and no page but the last is short"
const ownList = "gives the current version of its own list's documents"
const added = "skips and repeats nothing when documents are added between pages"
const changed = "skips and repeats nothing when documents are changed between pages"
const missing = "goes on behind an id that does not exist, where it would be put"

export const paging: ReadonlyArray<Flaw> = [
  spoilt(
    "lists what nobody wrote",
    (sound) => ({
      page: (of, options) =>
        Effect.map(sound.page(of, options), (page) => page.length === 0 ? [{ id: "", version: 0, body: "" }] : page)
    }),
    "gives an empty page where nothing was written"
  ),
  spoilt(
    "fails where nothing was written",
    (sound) => ({
      page: (of, options) =>
        Effect.filterOrFail(
          sound.page(of, options),
          (page) => page.length > 0,
          () => new PlatformStore.StoreError({ operation: "page", fault: "NotFound" })
        )
    }),
    "gives an empty page where nothing was written"
  ),
  spoilt(
    "begins with the document that was the last",
    (_, shelf) => ({
      page: (of, { after, limit }) =>
        Effect.sync(() => shelf.listed(of).filter(({ id }) => after === undefined || id >= after).slice(0, limit))
    }),
    sizes,
    added
  ),
  spoilt("gives all at once", (sound) => ({
    page: (of, { after }) => sound.page(of, { after, limit: 1_000_000 })
  }), sizes),
  spoilt(
    "gives one less than asked for",
    (sound) => ({
      page: (of, { after, limit }) => sound.page(of, { after, limit: limit - 1 })
    }),
    sizes,
    thousand
  ),
  spoilt("gives 500 at the most", (sound) => ({
    page: (of, { after, limit }) => sound.page(of, { after, limit: Math.min(limit, 500) })
  }), thousand),
  spoilt("turns single pages round", (sound) => ({
    page: (of, options) =>
      Effect.map(sound.page(of, options), (page) => options.limit === 100 ? page.toReversed() : page)
  }), sizes),
  spoilt("lists all components", (_, shelf) => ({
    page: ({ kind }, { after, limit }) =>
      Effect.sync(() =>
        Array.from(shelf.documents.values()).filter((document) => document.kind === kind)
          .toSorted((a, b) => a.id < b.id ? -1 : 1)
          .filter(({ id }) => after === undefined || id > after).slice(0, limit)
      )
  }), ownList),
  spoilt("lists all kinds", (sound) => ({
    page: (of, options) =>
      Effect.zipWith(
        sound.page({ ...of, kind: "authorizer" }, options),
        sound.page({ ...of, kind: "component" }, options),
        (some, others) => [...some, ...others]
      )
  }), ownList),
  spoilt(
    "lists documents as they were first",
    (sound) => ({
      page: (of, options) =>
        Effect.map(sound.page(of, options), (page) => page.map(({ id }) => ({ id, version: 1, body: id })))
    }),
    ownList,
    changed
  ),
  spoilt("pages by counting from the beginning", (_, shelf) => {
    const offsets = new Map<string | undefined, number>()
    return {
      page: (of, { after, limit }) =>
        Effect.sync(() => {
          const start = after === undefined ? 0 : offsets.get(after) ?? 0
          const page = shelf.listed(of).slice(start, start + limit)
          offsets.set(page.at(-1)?.id, start + page.length)
          return page
        })
    }
  }, added),
  spoilt("lists what was written last at the end", (_, shelf) => ({
    put: (key, body, expected) =>
      Effect.sync(() => {
        if ((shelf.current(key)?.version ?? 0) !== expected) return false
        shelf.documents.delete(shelf.pathOf(key))
        shelf.set(key, body, expected + 1)
        return true
      }),
    page: ({ component, kind }, { after, limit }) =>
      Effect.sync(() => {
        const listed = Array.from(shelf.documents.values())
          .filter((document) => document.component === component && document.kind === kind)
        const start = listed.findIndex(({ id }) => id === after) + 1
        return listed.slice(start, start + limit)
      })
  }), changed),
  spoilt("begins anew behind an id that does not exist", (sound, shelf) => ({
    page: (of, { after, limit }) =>
      sound.page(of, {
        after: after === undefined || shelf.current({ ...of, id: after }) === undefined ? undefined : after,
        limit
      })
  }), missing),
  spoilt("fails behind an id that does not exist", (sound, shelf) => ({
    page: (of, { after, limit }) =>
      after === undefined || shelf.current({ ...of, id: after }) !== undefined
        ? sound.page(of, { after, limit })
        : Effect.fail(new PlatformStore.StoreError({ operation: "page", fault: "NotFound" }))
  }), missing),
  spoilt("lists what it has not written", (sound, shelf) => {
    const ids: Array<Key> = []
    return {
      put: (key, body, expected) =>
        Effect.gen(function*() {
          if (expected === 0 && shelf.current(key) === undefined) ids.push(key)
          yield* Effect.yieldNow()
          return yield* sound.put(key, body, expected)
        }),
      page: ({ component, kind }, { after, limit }) =>
        Effect.sync(() => {
          const listed = ids.filter((key) => key.component === component && key.kind === kind)
          const start = after === undefined ? 0 : listed.findIndex(({ id }) => id === after) + 1
          return listed.slice(start, start + limit).flatMap((key) => shelf.current(key) ?? [])
        })
    }
  }, "lists documents once that are written at the same time")
]
