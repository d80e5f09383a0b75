import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Option from "effect/Option"
import type * as PlatformStore from "../../PlatformStore.ts"
import { expect, expectDocument, expectStored, keyOf, type Promised, type Run, write } from "./bench.ts"

const moments = Array.from({ length: 20 }, (_, moment) => moment)

/** Begins to write, and is interrupted while the pause goes on. Gives what stands then. */
const interrupted = (
  store: PlatformStore.Service,
  key: PlatformStore.Key,
  expected: number,
  pause: Effect.Effect<unknown, PlatformStore.StoreError>
): Run<Option.Option<PlatformStore.Document>> =>
  Effect.gen(function*() {
    const writing = yield* Effect.fork(store.put(key, "new", expected))
    yield* pause
    const exit = yield* Fiber.interrupt(writing)
    const found = yield* store.get(key)
    if (Exit.isSuccess(exit)) {
      yield* expect(exit.value, `did not write over version ${expected}, which was the current one`)
      yield* expectDocument(found, { id: key.id, version: expected + 1, body: "new" })
    }
    return found
  })

/** @internal */
export const promises: ReadonlyArray<Promised> = [
  {
    name: "leaves the old document or the new one when a write is interrupted",
    run: ({ component, store }) =>
      Effect.gen(function*() {
        // Moments that a fiber counts, and moments that the store counts by its own pace.
        const pauses = [Effect.yieldNow(), store.get(keyOf(component, "elsewhere"))].flatMap((step) =>
          moments.map((moment) => moment === 0 ? Effect.void : Effect.repeatN(step, moment - 1))
        )
        for (const [index, pause] of pauses.entries()) {
          const key = keyOf(component, `changed ${index}`)
          yield* write(store, key, "old", 0)
          const found = yield* interrupted(store, key, 1, pause)
          const version = Option.exists(found, (document) => document.version === 2) ? 2 : 1
          yield* expectDocument(found, { id: key.id, version, body: version === 2 ? "new" : "old" })
          yield* write(store, key, "later", version)
          yield* expectStored(store, key, version + 1, "later")
        }
      })
  },
  {
    name: "leaves no document or a whole one when the first write is interrupted",
    run: ({ component, store }) =>
      Effect.gen(function*() {
        const pauses = [Effect.yieldNow(), store.get(keyOf(component, "elsewhere"))].flatMap((step) =>
          moments.map((moment) => moment === 0 ? Effect.void : Effect.repeatN(step, moment - 1))
        )
        for (const [index, pause] of pauses.entries()) {
          const key = keyOf(component, `made ${index}`)
          const found = yield* interrupted(store, key, 0, pause)
          const version = Option.isSome(found) ? 1 : 0
          if (version === 1) yield* expectDocument(found, { id: key.id, version, body: "new" })
          yield* write(store, key, "later", version)
          yield* expectStored(store, key, version + 1, "later")
        }
        const listed = yield* store.page({ component, kind: "authorizer" }, { after: undefined, limit: 1_000 })
        const ids = new Set(listed.map(({ id }) => id))
        yield* expect(
          listed.length === pauses.length && ids.size === pauses.length,
          `lists ${listed.length} documents, ${ids.size} of them different, instead of ${pauses.length}`
        )
      })
  }
]
