import * as Chunk from "effect/Chunk"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import * as PlatformStore from "../PlatformStore.ts"
import type * as StoreEncryption from "../StoreEncryption.ts"
import * as Body from "./sealedBody.ts"
import * as SealedStore from "./sealedStore.ts"

/** @internal */
export const kinds = ["component", "authorizer"] as const

const pageSize = 200

/** Each try was lost to somebody who wrote, and nobody writes one document this often. */
const maxTries = 100

/**
 * All documents of a component, a page at a time.
 *
 * @internal
 */
export const documents = (
  page: PlatformStore.Service["page"],
  component: string
): Stream.Stream<readonly [PlatformStore.Key, PlatformStore.Document], PlatformStore.StoreError> =>
  Stream.flatMap(
    Stream.fromIterable(kinds),
    (kind) =>
      Stream.paginateChunkEffect(Option.none<string>(), (after) =>
        Effect.map(page({ component, kind }, { after: Option.getOrUndefined(after), limit: pageSize }), (found) => [
          Chunk.unsafeFromArray(
            found.map((document) =>
              [{ component, kind, id: document.id }, document] as const
            )
          ),
          found.length < pageSize
            ? Option.none()
            : Option.map(Option.fromNullable(found.at(-1)), ({ id }) => Option.some(id))
        ]))
  )

type Outcome = keyof StoreEncryption.Reencrypted

/** The names of the keys that a document needs, with that of the version before where it is kept. Nothing is plain text. */
const keysOf = (
  { former }: SealedStore.Beneath,
  key: PlatformStore.Key,
  { body }: PlatformStore.Document
): Effect.Effect<ReadonlySet<string | undefined>, PlatformStore.StoreError> =>
  Effect.map(former(key), (before) => new Set([body, ...Option.toArray(before)].map(Body.keyNameOf)))

/**
 * Until the document is under the current key, whoever put it there. Where the version before is kept it takes another
 * write for that one to go.
 */
const rewrite = (
  beneath: SealedStore.Beneath,
  key: PlatformStore.Key,
  document: PlatformStore.Document,
  outcome: Outcome = "already",
  tries = maxTries
): Effect.Effect<Outcome, PlatformStore.StoreError> =>
  Effect.gen(function*() {
    const { encryption, raw } = beneath
    const names = yield* keysOf(beneath, key, document)
    if (names.size === 1 && names.has(Option.getOrUndefined(encryption.current))) return outcome
    const body = Either.flatMap(
      encryption.open(key, document),
      (text) => encryption.seal(key, document.version + 1, text)
    )
    if (Either.isLeft(body)) {
      // Where a key is missing there may be as many as there are merchants, and keysInUse tells of them.
      if (body.left === "NotAuthentic") yield* SealedStore.logDamaged(key, "stays as it is")
      return "unreadable"
    }
    const written = yield* raw.put(key, body.right, document.version)
    if (tries === 1) return yield* new PlatformStore.StoreError({ operation: "put", fault: "Contended" })
    yield* Effect.yieldNow()
    const now = yield* raw.get(key)
    const result = written ? "rewritten" : outcome
    // Nothing is left to be rewritten of a document that has gone.
    return Option.isNone(now) ? result : yield* rewrite(beneath, key, now.value, result, tries - 1)
  })

/** @internal */
export const reencrypt = (
  beneath: SealedStore.Beneath,
  component: string,
  concurrency: number
): Effect.Effect<StoreEncryption.Reencrypted, PlatformStore.StoreError> =>
  documents(beneath.raw.page, component).pipe(
    Stream.mapEffect(([key, document]) => rewrite(beneath, key, document), { concurrency, unordered: true }),
    Stream.runFold(
      { rewritten: 0, already: 0, unreadable: 0 },
      (counts, outcome) => ({ ...counts, [outcome]: counts[outcome] + 1 })
    )
  )

/** @internal */
export const keysInUse = (
  beneath: SealedStore.Beneath,
  component: string
): Effect.Effect<StoreEncryption.KeysInUse, PlatformStore.StoreError> =>
  Effect.suspend(() => {
    const sealed = new Map<string, number>()
    let plainText = 0
    return documents(beneath.raw.page, component).pipe(
      Stream.mapEffect(([key, document]) => keysOf(beneath, key, document), { concurrency: 4, unordered: true }),
      Stream.runForEach((names) =>
        Effect.sync(() => {
          for (const name of names) {
            if (name === undefined) plainText += 1
            else sealed.set(name, (sealed.get(name) ?? 0) + 1)
          }
        })
      ),
      Effect.map(() => ({ sealed, plainText }))
    )
  })
