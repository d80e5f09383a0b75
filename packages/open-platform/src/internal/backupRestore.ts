import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import * as PlatformStore from "../PlatformStore.ts"
import type * as StoreBackup from "../StoreBackup.ts"
import { BackupRefused } from "./backupErrors.ts"
import * as Lines from "./backupLines.ts"
import type { Keyring } from "./sealedKeys.ts"
import { kinds } from "./sealedRewrite.ts"
import * as SealedStore from "./sealedStore.ts"

const maxTries = 50

/**
 * All entries of a backup, and what it says of itself once it has been read to its end.
 *
 * @internal
 */
export const read = <E, R, E2, R2>(
  keys: Keyring,
  component: string,
  source: Stream.Stream<string, E, R>,
  options: {
    /** The header of the backup that is expected, if any */
    readonly header?: string | undefined
    readonly each: (entry: Lines.Entry) => Effect.Effect<void, E2, R2>
  }
): Effect.Effect<Lines.Summary & { readonly header: string | undefined }, BackupRefused | E | E2, R | R2> =>
  Effect.suspend(() => {
    const reader = Lines.reader(keys, component)
    const changed = () => options.header !== undefined && reader.header() !== options.header
    return Stream.splitLines(source).pipe(
      Stream.mapEffect((line): Either.Either<Option.Option<Lines.Entry>, BackupRefused> =>
        Either.flatMap(
          reader.line(line),
          (entry) =>
            changed() ? Either.left(new BackupRefused({ rule: "SourceChanged", line: 1 })) : Either.right(entry)
        )
      ),
      Stream.filterMap((entry) => entry),
      Stream.mapEffect(options.each, { concurrency: 4, unordered: true }),
      Stream.runDrain,
      Effect.andThen(Effect.suspend(reader.end)),
      Effect.map((summary) => ({ ...summary, header: reader.header() }))
    )
  })

/** @internal */
export const restore = <E, R>(
  store: PlatformStore.Service,
  keys: Keyring,
  component: string,
  source: Stream.Stream<string, E, R>,
  existing: StoreBackup.Existing
): Effect.Effect<StoreBackup.Restored, BackupRefused | PlatformStore.StoreError | E, R> => {
  const beneath = SealedStore.beneath(store)
  // What cannot be opened is there all the same.
  const raw = Option.match(beneath, { onNone: () => store, onSome: (found) => found.raw })

  const isEmpty = Effect.map(
    Effect.forEach(kinds, (kind) => raw.page({ component, kind }, { after: undefined, limit: 1 })),
    (pages) => pages.every((page) => page.length === 0)
  )

  const mayReplace = (key: PlatformStore.Key, document: PlatformStore.Document): boolean =>
    existing === "replace"
    || existing === "replaceUnreadable"
      && Option.exists(beneath, ({ encryption }) => Either.isLeft(encryption.open(key, document)))

  const write = (
    key: PlatformStore.Key,
    body: string,
    tries = maxTries
  ): Effect.Effect<"written" | "kept", PlatformStore.StoreError> =>
    Effect.gen(function*() {
      const found = yield* raw.get(key)
      if (Option.isSome(found) && !mayReplace(key, found.value)) return "kept"
      const version = Option.match(found, { onNone: () => 0, onSome: (document) => document.version })
      if (yield* store.put(key, body, version)) return "written"
      if (tries === 1) return yield* new PlatformStore.StoreError({ operation: "put", fault: "Contended" })
      return yield* Effect.andThen(Effect.yieldNow(), write(key, body, tries - 1))
    })

  return Effect.gen(function*() {
    // To its end, before anything is written.
    const { header, ...summary } = yield* read(keys, component, source, { each: () => Effect.void })
    if (existing === "refuse" && !(yield* isEmpty)) return yield* new BackupRefused({ rule: "NotEmpty", line: 0 })
    const counts = { written: 0, kept: 0 }
    yield* read(keys, component, source, {
      header,
      each: ({ body, id, kind }) =>
        Effect.map(write({ component, kind, id }, body), (outcome) => {
          counts[outcome] += 1
        })
    }).pipe(
      // It was whole a moment ago.
      Effect.mapError((error) =>
        error instanceof BackupRefused ? new BackupRefused({ rule: "SourceChanged", line: error.line }) : error
      )
    )
    return { ...summary, ...counts }
  })
}
