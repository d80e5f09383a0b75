/**
 * A platform's store on any `KeyValueStore` of `@effect/platform`: on files, it keeps the state of a small provider
 * across restarts.
 *
 * **For one process, and one layer in it.** A KeyValueStore cannot compare and set, so versions are compared behind locks
 * in memory, and leases are in memory too: they end with the process, as their owners do. Two processes on one directory
 * overwrite each other.
 *
 * **What a crash loses.** Never what `put` has confirmed: a new version is written beside the one that counts, and a
 * value that was not written to its end counts as not written. The list of ids is written before the document, and ids
 * without a document are passed over. A power cut is another matter, because a KeyValueStore does not wait for the disk:
 * it can take back the last writes. `OpenPlatform.sync` asks WeChat for what is missing then, and puts what it writes
 * back on the list.
 *
 * **What it costs.** A look-up reads two values. A change reads four and writes one. A new document reads six at the most
 * and writes two, one of them a part of the list with 100 ids at the most, however many there are; only the first after a
 * restart has to look for the end of the list. On disk everything is kept twice.
 *
 * **What others can read.** Bodies are sealed by `StoreEncryption`; the version before lies beside each document until
 * the next write, and a change of keys rewrites that too. The ids of authorizers and how often they change are not secret:
 * give the directory to the user of the process alone all the same. Keys are digests, so that any id makes a short name of
 * a file.
 */
import * as KeyValueStore from "@effect/platform/KeyValueStore"
import * as Arr from "effect/Array"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import { createHash } from "node:crypto"
import * as Cells from "../internal/cells.ts"
import * as Leases from "../internal/leases.ts"
import * as Turns from "../internal/turns.ts"
import * as PlatformStore from "../PlatformStore.ts"
import * as StoreEncryption from "../StoreEncryption.ts"

const StoredDocument = Schema.Struct({
  version: Schema.Int,
  /** Where its id stands in the list */
  place: Schema.Int,
  id: Schema.String,
  body: Schema.String
})
type StoredDocument = typeof StoredDocument.Type

/** A part of a list of ids in the order in which they came. All parts but the last are full. */
const Part = Schema.Struct({
  /** How many ids it has */
  version: Schema.Int,
  ids: Schema.Array(Schema.String)
})

const partSize = 100

/** How many documents of a page are read at a time */
const pageConcurrency = 16

type List = Pick<PlatformStore.Key, "component" | "kind">

const digestOf = (...names: ReadonlyArray<string>): string =>
  createHash("sha256").update(JSON.stringify(names)).digest("hex")

const documentKey = ({ component, id, kind }: PlatformStore.Key): string => digestOf(component, kind, id)

const toDocument = ({ body, id, version }: StoredDocument): PlatformStore.Document => ({ id, version, body })

const failedTo = (operation: PlatformStore.StoreError["operation"]) =>
  Effect.mapError((fault: string) => new PlatformStore.StoreError({ operation, fault }))

const makePlain: Effect.Effect<
  { readonly store: PlatformStore.Service } & Required<StoreEncryption.SealOptions>,
  never,
  KeyValueStore.KeyValueStore
> = Effect.gen(function*() {
  const values = yield* KeyValueStore.KeyValueStore
  const documents = Cells.make(values, StoredDocument)
  const parts = Cells.make(values, Part)

  const locks = new Map<string, ReturnType<typeof Turns.make>>()
  const listLocked = Turns.make()
  /** The last part of each list when it was last seen: where to begin to look for the end */
  const lastSeen = new Map<string, number>()

  /** One at a time for each document. The locks are 256 at the most, so some documents share one. */
  const locked = (key: string) => {
    const name = key.slice(0, 2)
    const lock = locks.get(name) ?? Turns.make()
    locks.set(name, lock)
    return lock
  }

  const read = (key: PlatformStore.Key) => {
    const name = documentKey(key)
    return locked(name)(documents.read(name))
  }

  const readPart = (list: string, part: number) =>
    Effect.map(
      parts.read(`${list}-${part}`),
      Option.match({ onNone: (): ReadonlyArray<string> => [], onSome: ({ ids }) => ids })
    )

  /** The last part that has ids, between one that has and one that has none. */
  const lastBetween = (list: string, full: number, empty: number): Effect.Effect<number, string> => {
    if (empty - full <= 1) return Effect.succeed(full)
    const middle = (full + empty) >> 1
    return Effect.flatMap(
      readPart(list, middle),
      (ids) => ids.length === 0 ? lastBetween(list, full, middle) : lastBetween(list, middle, empty)
    )
  }

  const lastPart = (list: string, full: number, step = 1): Effect.Effect<number, string> =>
    Effect.flatMap(
      readPart(list, full + step),
      (ids) => ids.length === 0 ? lastBetween(list, full, full + step) : lastPart(list, full + step, step * 2)
    )

  /** Puts an id at the end of its list and gives its place. */
  const append = (list: string, id: string): Effect.Effect<number, string> =>
    listLocked(Effect.gen(function*() {
      const seen = lastSeen.get(list) ?? 0
      const seenIds = yield* readPart(list, seen)
      const last = seenIds.length < partSize ? seen : yield* lastPart(list, seen)
      const lastIds = last === seen ? seenIds : yield* readPart(list, last)
      const part = lastIds.length < partSize ? last : last + 1
      const ids = part === last ? [...lastIds, id] : [id]
      yield* parts.write(`${list}-${part}`, { version: ids.length, ids })
      lastSeen.set(list, part)
      return part * partSize + ids.length - 1
    }))

  /** Never while it is written: two writes during one read could hide what was there before both. */
  const readPartAlone = (list: string, part: number) => listLocked(readPart(list, part))

  /** A document's place, or a new one if the list does not have it: after a power cut it may have gone. */
  const placeOf = (list: string, id: string, current: Option.Option<StoredDocument>) =>
    Option.match(current, {
      onNone: () => append(list, id),
      onSome: ({ place }) =>
        Effect.flatMap(
          readPartAlone(list, Math.floor(place / partSize)),
          (ids) => ids[place % partSize] === id ? Effect.succeed(place) : append(list, id)
        )
    })

  const put = (key: PlatformStore.Key, body: string, expected: number): Effect.Effect<boolean, string> => {
    const name = documentKey(key)
    return locked(name)(Effect.gen(function*() {
      const current = yield* documents.read(name)
      if (Option.match(current, { onNone: () => 0, onSome: ({ version }) => version }) !== expected) return false
      const place = yield* placeOf(digestOf(key.component, key.kind), key.id, current)
      yield* documents.write(name, { version: expected + 1, place, id: key.id, body })
      return true
    }))
  }

  /** An id may stand in a list twice, after a first write that failed: the document knows which place is its own. */
  const readAt = (of: List, id: string, place: number) =>
    Effect.map(
      read({ ...of, id }),
      (found) => Option.map(Option.filter(found, (document) => document.place === place), toDocument)
    )

  const pageFrom = (
    of: List,
    place: number,
    limit: number
  ): Effect.Effect<ReadonlyArray<PlatformStore.Document>, string> =>
    Effect.gen(function*() {
      const part = Math.floor(place / partSize)
      const ids = yield* readPartAlone(digestOf(of.component, of.kind), part)
      const wanted = ids.slice(place % partSize, place % partSize + limit)
      const found = yield* Effect.forEach(wanted, (id, index) => readAt(of, id, place + index), {
        concurrency: pageConcurrency
      })
      const page = Arr.getSomes(found)
      const next = place + wanted.length
      const isMore = ids.length === partSize || next < part * partSize + ids.length
      return page.length < limit && isMore ? [...page, ...yield* pageFrom(of, next, limit - page.length)] : page
    })

  const former = (key: PlatformStore.Key): Effect.Effect<Option.Option<string>, string> => {
    const name = documentKey(key)
    return Effect.map(
      locked(name)(documents.beside(name)),
      Option.flatMap(Either.match({
        // Half a body is of no use, sealed, and half a secret if it is not.
        onLeft: (half) => /"body":"(?!sealed\/)./.test(half) ? Option.some("") : Option.none(),
        onRight: ({ body }) => Option.some(body)
      }))
    )
  }

  const store = PlatformStore.PlatformStore.of({
    get: (key) => failedTo("get")(Effect.map(read(key), Option.map(toDocument))),
    put: (key, body, expected) => failedTo("put")(put(key, body, expected)),
    page: (of, { after, limit }) =>
      failedTo("page")(
        after === undefined
          ? pageFrom(of, 0, limit)
          : Effect.flatMap(
            read({ ...of, id: after }),
            // A new id would be put at the end, so nothing is behind it.
            Option.match({ onNone: () => Effect.succeed([]), onSome: ({ place }) => pageFrom(of, place + 1, limit) })
          )
      ),
    ...Leases.make()
  })
  return { store, former: (key) => failedTo("get")(former(key)) }
})

/** A store on a KeyValueStore that nobody else writes to. */
export const make: Effect.Effect<
  PlatformStore.Service,
  never,
  KeyValueStore.KeyValueStore | StoreEncryption.StoreEncryption
> = Effect.flatMap(makePlain, ({ former, store }) => StoreEncryption.seal(store, { former }))

/**
 * A store on a KeyValueStore that nobody else writes to.
 *
 * @example
 * ```ts
 * import { PlatformStoreKeyValueStore, StoreEncryption } from "@effect-wechat/open-platform"
 * import { KeyValueStore } from "@effect/platform"
 * import { NodeContext } from "@effect/platform-node"
 * import { Layer } from "effect"
 *
 * const StoreLive = PlatformStoreKeyValueStore.layer.pipe(
 *   Layer.provide([KeyValueStore.layerFileSystem("./state"), StoreEncryption.layerEnv]),
 *   Layer.provide(NodeContext.layer)
 * )
 * ```
 */
export const layer: Layer.Layer<
  PlatformStore.PlatformStore,
  never,
  KeyValueStore.KeyValueStore | StoreEncryption.StoreEncryption
> = Layer.effect(PlatformStore.PlatformStore, make)
