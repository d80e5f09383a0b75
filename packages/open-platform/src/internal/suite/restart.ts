import * as Effect from "effect/Effect"
import { expect, expectRefused, expectStored, keyOf, type Lasting, write, writeAll } from "./bench.ts"

const ids = Array.from({ length: 250 }, (_, index) => `wx${(index * 7919) % 250}`)
const early = ids.slice(0, 120)

/** @internal */
export const promises: ReadonlyArray<Lasting> = [
  {
    name: "has every document after a restart, and counts on",
    before: ({ component, store }) =>
      Effect.gen(function*() {
        const key = keyOf(component, "a")
        yield* write(store, key, "first", 0)
        yield* write(store, key, "second", 1)
        yield* write(store, { ...key, kind: "component" }, "component", 0)
      }),
    after: ({ component, store }) =>
      Effect.gen(function*() {
        const key = keyOf(component, "a")
        yield* expectStored(store, key, 2, "second")
        yield* expectStored(store, { ...key, kind: "component" }, 1, "component")
        yield* expectRefused(store, key, 1)
        yield* write(store, key, "third", 2)
        yield* expectStored(store, key, 3, "third")
      })
  },
  {
    name: "lists every document after a restart, those written since then too",
    before: ({ component, store }) => writeAll(store, component, early),
    after: ({ component, store }) =>
      Effect.gen(function*() {
        yield* writeAll(store, component, ids.slice(early.length))
        const listed = yield* store.page({ component, kind: "authorizer" }, { after: undefined, limit: 1_000 })
        const seen = new Set(listed.map(({ id }) => id))
        yield* expect(
          listed.length === ids.length && seen.size === ids.length,
          `lists ${listed.length} documents, ${seen.size} of them different, instead of ${ids.length}`
        )
      })
  }
]
