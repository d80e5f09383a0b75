import * as Effect from "effect/Effect"
import type * as PlatformStore from "../../PlatformStore.ts"
import { expect, keyOf, type Promised, type Run, write, writeAll } from "./bench.ts"

const numbered = (count: number, prefix = "wx"): ReadonlyArray<string> =>
  // Neither the order in which they are written nor the reverse is that of the ids.
  Array.from({ length: count }, (_, index) => `${prefix}${String((index * 7919) % count).padStart(5, "0")}`)

/** All documents, a page at a time, and whatever happens after each page. */
const walk = (
  store: PlatformStore.Service,
  component: string,
  limit: number,
  meanwhile: (page: ReadonlyArray<PlatformStore.Document>, index: number) => Run = () => Effect.void,
  start?: string
): Run<ReadonlyArray<PlatformStore.Document>> =>
  Effect.gen(function*() {
    const seen: Array<PlatformStore.Document> = []
    let after = start
    for (let index = 0; index < 10_000; index++) {
      const page = yield* store.page({ component, kind: "authorizer" }, { after, limit })
      yield* expect(page.length <= limit, `gave ${page.length} documents where ${limit} were asked for`)
      seen.push(...page)
      after = page.at(-1)?.id
      // A full page may have others behind it, a shorter one is the last.
      if (page.length < limit || after === undefined) return seen
      yield* meanwhile(page, index)
    }
    return yield* Effect.fail("came to no end")
  })

const idsOf = (documents: ReadonlyArray<PlatformStore.Document>): ReadonlyArray<string> => documents.map(({ id }) => id)

const isSame = (some: ReadonlyArray<string>, others: ReadonlyArray<string>): boolean =>
  some.length === others.length && some.every((id, index) => id === others[index])

const expectEachOnce = (seen: ReadonlyArray<string>, ids: ReadonlyArray<string>): Effect.Effect<void, string> => {
  const counts = new Map(ids.map((id) => [id, 0]))
  for (const id of seen) counts.set(id, (counts.get(id) ?? 0) + 1)
  const skipped = ids.filter((id) => counts.get(id) === 0)
  const repeated = Array.from(counts).filter(([, count]) => count > 1)
  return expect(
    skipped.length === 0 && repeated.length === 0,
    `skipped ${skipped.length} documents and gave ${repeated.length} twice`
  )
}

const list = (component: string) => ({ component, kind: "authorizer" as const })

/** @internal */
export const promises: ReadonlyArray<Promised> = [
  {
    name: "gives an empty page where nothing was written",
    run: ({ component, store }) =>
      Effect.forEach([undefined, "wx0"], (after) =>
        Effect.flatMap(
          store.page(list(component), { after, limit: 10 }),
          (page) => expect(page.length === 0, `gave ${page.length} documents where nothing was written`)
        ), { discard: true })
  },
  {
    name: "gives every document once, in the same order whatever the size of the pages",
    run: ({ component, store }) =>
      Effect.gen(function*() {
        const ids = numbered(23)
        yield* writeAll(store, component, ids)
        const whole = idsOf(yield* walk(store, component, 100))
        yield* expectEachOnce(whole, ids)
        yield* expect(whole.length === ids.length, `gave ${whole.length} documents of ${ids.length}`)
        for (const limit of [1, 2, 5, 22, 23, 24]) {
          const paged = idsOf(yield* walk(store, component, limit))
          yield* expectEachOnce(paged, ids)
          yield* expect(isSame(paged, whole), `gave another order in pages of ${limit}`)
        }
      })
  },
  {
    name: "pages through 1,000 documents, and no page but the last is short",
    run: ({ component, store }) =>
      Effect.gen(function*() {
        const ids = numbered(1_000)
        yield* writeAll(store, component, ids)
        for (const limit of [97, 200, 1_000]) yield* expectEachOnce(idsOf(yield* walk(store, component, limit)), ids)
      })
  },
  {
    name: "gives the current version of its own list's documents",
    run: ({ component, store }) =>
      Effect.gen(function*() {
        yield* writeAll(store, component, ["a", "b"])
        yield* write(store, keyOf(component, "b"), "b again", 1)
        yield* writeAll(store, `${component}-2`, ["a", "c"])
        yield* write(store, { component, kind: "component", id: "d" }, "d", 0)
        const page = yield* walk(store, component, 100)
        const said = page.map(({ body, id, version }) => `${id} ${version} ${body}`).toSorted().join(", ")
        yield* expect(said === "a 1 a, b 2 b again", `gave ${said} instead of a 1 a, b 2 b again`)
        const components = idsOf(yield* store.page({ component, kind: "component" }, { after: undefined, limit: 9 }))
        yield* expect(isSame(components, ["d"]), `gave ${components.join(", ")} instead of d`)
      })
  },
  {
    name: "skips and repeats nothing when documents are added between pages",
    run: ({ component, store }) =>
      Effect.gen(function*() {
        const ids = numbered(20, "m")
        yield* writeAll(store, component, ids)
        const whole = idsOf(yield* walk(store, component, 100))
        const seen = idsOf(
          yield* walk(store, component, 3, (page, index) =>
            // Before all, behind all, and beside the place where the walk is: whatever the order of the store.
            writeAll(
              store,
              component,
              index >= 7 ? [] : [`a${index}`, `z${index}`, `${page.at(-1)?.id}+`, `${page[0]?.id}+`]
            ))
        )
        yield* expectEachOnce(seen, ids)
        const known = new Set(ids)
        yield* expect(isSame(seen.filter((id) => known.has(id)), whole), "changed the order of what was there before")
      })
  },
  {
    name: "skips and repeats nothing when documents are changed between pages",
    run: ({ component, store }) =>
      Effect.gen(function*() {
        const ids = numbered(12)
        yield* writeAll(store, component, ids)
        const versions = new Map(ids.map((id) => [id, 1]))
        const seen = yield* walk(store, component, 3, (page, index) =>
          Effect.gen(function*() {
            const stale = page.filter(({ id, version }) => version !== versions.get(id))
            yield* expect(stale.length === 0, `gave ${stale.length} documents in another version than the current one`)
            // Half of them, seen and unseen, and not in the order of the store.
            for (const id of ids.filter((_, place) => place % 2 === index % 2).toReversed()) {
              const version = versions.get(id) ?? 0
              yield* write(store, keyOf(component, id), `${id} again`, version)
              versions.set(id, version + 1)
            }
          }))
        yield* expectEachOnce(idsOf(seen), ids)
      })
  },
  {
    name: "lists documents once that are written at the same time",
    run: ({ component, store }) =>
      Effect.gen(function*() {
        const ids = numbered(50)
        yield* Effect.forEach([...ids, ...ids], (id) => store.put(keyOf(component, id), id, 0), {
          concurrency: "unbounded",
          discard: true
        })
        yield* expectEachOnce(idsOf(yield* walk(store, component, 7)), ids)
      })
  },
  {
    name: "goes on behind an id that does not exist, where it would be put",
    run: ({ component, store }) =>
      Effect.gen(function*() {
        yield* writeAll(store, component, numbered(9))
        const whole = idsOf(yield* walk(store, component, 100))
        for (const missing of ["a", "wx00004+", "z", "wx0000", "商户"]) {
          const rest = idsOf(yield* walk(store, component, 4, undefined, missing))
          yield* expect(
            isSame(rest, whole.slice(whole.length - rest.length)),
            `gave something else than the end of the list behind ${missing}`
          )
          yield* writeAll(store, `${component}-${missing}`, numbered(9))
          yield* write(store, keyOf(`${component}-${missing}`, missing), missing, 0)
          const afterwards = idsOf(yield* walk(store, `${component}-${missing}`, 4, undefined, missing))
          yield* expect(
            isSame(rest, afterwards),
            `gave ${rest.length} documents behind ${missing}, and ${afterwards.length} once it existed`
          )
        }
      })
  }
]
