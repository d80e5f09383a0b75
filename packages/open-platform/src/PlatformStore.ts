/**
 * The port of everything that a component must not forget: its authorizers, its ticket, its token. And of the leases by
 * which several processes agree who refreshes a token.
 *
 * A store keeps documents it need not understand. Each has a version, and a write names the version it replaces, so that
 * no write is lost. Bodies hold tokens.
 *
 * Whoever writes a store of their own lets it take bodies as they come and wraps it with `StoreEncryption.seal`, so that
 * no token is on a disk in plain text, and runs the suite in `PlatformStoreSuite` on it.
 */
import * as Context from "effect/Context"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import * as Leases from "./internal/leases.ts"
import { remedyOf } from "./internal/storeFaults.ts"

/** The store did not do what it was asked. */
export class StoreError
  extends Schema.TaggedError<StoreError>("@effect-wechat/open-platform/StoreError")("StoreError", {
    operation: Schema.Literal("get", "put", "page", "acquire", "release"),
    /** The short name of the fault, without anything that was stored */
    fault: Schema.String
  })
{
  override get message(): string {
    return `The store failed to ${this.operation} (${this.fault}): ${remedyOf(this.fault)}`
  }
}

/** Where a document is. Every key carries the component, so that components never share anything. */
export interface Key {
  readonly component: string
  readonly kind: "authorizer" | "component"
  /** Any text without NUL, up to 500 bytes; ids that differ in anything are different ids */
  readonly id: string
}

/** A document as it stands. */
export interface Document {
  readonly id: string
  /** 1 for the first, one more with every write */
  readonly version: number
  /** Any text without NUL, of any length */
  readonly body: string
}

/** What a store can do. */
export interface Service {
  readonly get: (key: Key) => Effect.Effect<Option.Option<Document>, StoreError>
  /**
   * Writes, if the document still has the `expected` version: 0 where there is none yet. Says whether it has written.
   * A write that is interrupted has happened or has not: nothing in between is ever seen.
   */
  readonly put: (key: Key, body: string, expected: number) => Effect.Effect<boolean, StoreError>
  /**
   * Documents of one kind in an order of the store's own, beginning behind the id `after`, or where that id would be put
   * if there is no such document. Writes while paging move nothing that was there before: nothing is skipped or seen
   * twice. A page with fewer documents than `limit` is the last.
   */
  readonly page: (
    of: Pick<Key, "component" | "kind">,
    options: { readonly after: string | undefined; readonly limit: number }
  ) => Effect.Effect<ReadonlyArray<Document>, StoreError>
  /**
   * Takes a lease for a time, or takes it again if the owner has it already. Says whether the owner has it now. A lease
   * whose time is over is free, whatever became of its owner.
   */
  readonly acquire: (
    lease: string,
    owner: string,
    duration: Duration.Duration
  ) => Effect.Effect<boolean, StoreError>
  /** Gives a lease back; without effect on the lease of another owner */
  readonly release: (lease: string, owner: string) => Effect.Effect<void, StoreError>
}

/** The store of a platform. */
export class PlatformStore
  extends Context.Tag("@effect-wechat/open-platform/PlatformStore")<PlatformStore, Service>()
{}

const pathOf = ({ component, id, kind }: Key): string => JSON.stringify([component, kind, id])

/** The first place in a sorted list whose id is not before the one that is looked for. */
const placeOf = (sorted: ReadonlyArray<string>, id: string): number => {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((sorted[middle] ?? "") < id) low = middle + 1
    else high = middle
  }
  return low
}

/** A store that forgets everything with the process: for tests, and to try things out. */
export const makeMemory: Effect.Effect<Service> = Effect.sync(() => {
  const documents = new Map<string, Document>()
  const sortedIds = new Map<string, Array<string>>()

  const idsOf = ({ component, kind }: Pick<Key, "component" | "kind">): Array<string> => {
    const list = JSON.stringify([component, kind])
    const known = sortedIds.get(list)
    if (known !== undefined) return known
    const made: Array<string> = []
    sortedIds.set(list, made)
    return made
  }

  return PlatformStore.of({
    get: (key) => Effect.sync(() => Option.fromNullable(documents.get(pathOf(key)))),
    put: (key, body, expected) =>
      Effect.sync(() => {
        const path = pathOf(key)
        if ((documents.get(path)?.version ?? 0) !== expected) return false
        if (expected === 0) {
          const ids = idsOf(key)
          ids.splice(placeOf(ids, key.id), 0, key.id)
        }
        documents.set(path, { id: key.id, version: expected + 1, body })
        return true
      }),
    page: (of, { after, limit }) =>
      Effect.sync(() => {
        const ids = idsOf(of)
        const place = after === undefined ? 0 : placeOf(ids, after)
        const start = ids[place] === after ? place + 1 : place
        return ids.slice(start, start + limit).flatMap((id) => documents.get(pathOf({ ...of, id })) ?? [])
      }),
    ...Leases.make()
  })
})

/** A store that forgets everything with the process: for tests, and to try things out. */
export const layerMemory: Layer.Layer<PlatformStore> = Layer.effect(PlatformStore, makeMemory)
