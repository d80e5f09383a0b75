/**
 * Backups of a component, and their way back into a store.
 *
 * A backup is text, a line for each document: sealed, bound to its place, with a header and an end that are authentic
 * too. What was cut off, edited, put in another order or mixed with another backup is refused before anything is written.
 * It holds the refresh tokens of all merchants: whoever has the file and its key can act for them.
 *
 * Its keys are its own. A store's key goes when no document is under it any more; a backup's key stays as long as the
 * backup does.
 *
 * **What old tokens are worth.** Access tokens that are over are fetched anew. A refresh token that WeChat has replaced
 * in the meantime is asked for with `api_get_authorizer_info`, by itself, at the first call. A merchant that took the
 * authorization back is closed at the first call that WeChat refuses; one that authorized since the backup is found by
 * `OpenPlatform.sync`. The ticket is good for 12 hours; then WeChat must push another one.
 *
 * @example
 * ```ts
 * import { StoreBackup } from "@effect-wechat/open-platform"
 * import { FileSystem } from "@effect/platform"
 * import { Effect, Stream } from "effect"
 *
 * const component = "wxc000000000000001"
 *
 * export const write = Effect.gen(function*() {
 *   const backup = yield* StoreBackup.StoreBackup
 *   const files = yield* FileSystem.FileSystem
 *   yield* Stream.run(Stream.encodeText(backup.write(component)), files.sink("./component.backup"))
 * })
 *
 * // The same in another process, on a store that has nothing of the component.
 * export const restore = Effect.gen(function*() {
 *   const backup = yield* StoreBackup.StoreBackup
 *   const files = yield* FileSystem.FileSystem
 *   const { kept, written } = yield* backup.restore(component, Stream.decodeText(files.stream("./component.backup")))
 *   yield* Effect.log(`${written} documents were written, ${kept} were there already`)
 * })
 * ```
 */
import * as Config from "effect/Config"
import type { ConfigError } from "effect/ConfigError"
import * as Context from "effect/Context"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import * as Struct from "effect/Struct"
import type { BackupRefused } from "./internal/backupErrors.ts"
import * as Lines from "./internal/backupLines.ts"
import * as Restore from "./internal/backupRestore.ts"
import * as KeysConfig from "./internal/sealedConfig.ts"
import type { InvalidStoreKey } from "./internal/sealedErrors.ts"
import * as Keys from "./internal/sealedKeys.ts"
import * as Rewrite from "./internal/sealedRewrite.ts"
import * as SealedStore from "./internal/sealedStore.ts"
import { PlatformStore, type StoreError } from "./PlatformStore.ts"
import type * as StoreEncryption from "./StoreEncryption.ts"

export * from "./internal/backupErrors.ts"

/** What a backup says of itself. */
export interface Summary {
  readonly component: string
  /** When it was begun, in ISO 8601 */
  readonly createdAt: string
  /** How many documents it has */
  readonly records: number
  /** How many it left out, because they could not be read */
  readonly leftOut: number
}

/** A backup that was restored. */
export interface Restored extends Summary {
  readonly written: number
  /** They were there already, and are as they were */
  readonly kept: number
}

/**
 * What becomes of documents that the store has already:
 *
 * - `refuse`: there must be none, or nothing is written. What comes in while the backup is restored is kept
 * - `keep`: they stay as they are, and what is missing is written
 * - `replaceUnreadable`: the same, but those that cannot be opened give way: they are damaged, or their key is lost
 * - `replace`: they give way, however new they are
 */
export type Existing = "refuse" | "keep" | "replaceUnreadable" | "replace"

/** Writes backups of the components of a store, and restores them. */
export interface Service {
  /**
   * All documents of a component as lines of text, while everything goes on. Each document is whole, and as it was when
   * its page was read. Fails where a document cannot be read, unless it is told to leave such documents out.
   */
  readonly write: (
    component: string,
    options?: { readonly leaveOutUnreadable?: boolean | undefined }
  ) => Stream.Stream<string, StoreError>
  /** Whether a backup is whole and authentic */
  readonly verify: <E, R>(
    component: string,
    backup: Stream.Stream<string, E, R>
  ) => Effect.Effect<Summary, BackupRefused | E, R>
  /**
   * Writes the documents of a backup into the store. The stream is read twice, first to its end and then to write, so
   * nothing is written of a backup that is not whole. `existing` is `"refuse"` by default.
   *
   * Interrupted or failed, it goes on with `"keep"`.
   */
  readonly restore: <E, R>(
    component: string,
    backup: Stream.Stream<string, E, R>,
    options?: { readonly existing?: Existing | undefined }
  ) => Effect.Effect<Restored, BackupRefused | StoreError | E, R>
}

/** Backups of the store. */
export class StoreBackup extends Context.Tag("@effect-wechat/open-platform/StoreBackup")<StoreBackup, Service>() {}

/** Which keys there are. */
export interface Options {
  /** Seals and opens */
  readonly current: StoreEncryption.Key
  /** Only open: those of older backups */
  readonly others?: ReadonlyArray<StoreEncryption.Key> | undefined
}

/** Backups of the store. */
export const make = (options: Options): Effect.Effect<Service, InvalidStoreKey, PlatformStore> =>
  Effect.gen(function*() {
    const store = yield* PlatformStore
    const keys = yield* Keys.read([options.current, ...options.others ?? []])
    const beneath = SealedStore.beneath(store)
    const page = Option.match(beneath, { onNone: () => store.page, onSome: ({ strictPage }) => strictPage })

    /** Those that can be read, with the number of the others at the end. */
    const readable = (component: string, onUnreadable: () => void) =>
      Option.match(beneath, {
        onNone: () => Rewrite.documents(store.page, component),
        onSome: ({ encryption, raw }) =>
          Stream.filterMap(Rewrite.documents(raw.page, component), ([key, document]) =>
            Either.match(encryption.open(key, document), {
              onLeft: () => {
                onUnreadable()
                return Option.none()
              },
              onRight: (body) =>
                Option.some([key, { ...document, body }] as const)
            }))
      })

    const write: Service["write"] = (component, { leaveOutUnreadable = false } = {}) =>
      Stream.unwrap(Effect.map(DateTime.now, (now) => {
        const writer = Lines.writer(keys.current, component, DateTime.formatIso(now))
        let leftOut = 0
        const documents = leaveOutUnreadable
          ? readable(component, () => {
            leftOut += 1
          })
          : Rewrite.documents(page, component)
        return Stream.make(writer.header).pipe(
          Stream.concat(Stream.map(documents, ([{ id, kind }, { body }]) => writer.record({ kind, id, body }))),
          Stream.concat(Stream.suspend(() => Stream.make(writer.end(leftOut))))
        )
      }))

    return StoreBackup.of({
      write,
      verify: (component, backup) =>
        Effect.map(
          Restore.read(keys, component, backup, { each: () => Effect.void }),
          Struct.omit("header")
        ),
      restore: (component, backup, options) =>
        Restore.restore(store, keys, component, backup, options?.existing ?? "refuse")
    })
  })

/** Backups of the store, under keys that are at hand. */
export const layer = (options: Options): Layer.Layer<StoreBackup, InvalidStoreKey, PlatformStore> =>
  Layer.effect(StoreBackup, make(options))

/** The same with keys that come from configuration. */
export const layerConfig = (
  options: Config.Config.Wrap<Options>
): Layer.Layer<StoreBackup, ConfigError | InvalidStoreKey, PlatformStore> =>
  Layer.unwrapEffect(Effect.map(Config.unwrap(options), layer))

/**
 * The keys of this variable:
 *
 * | variable | what it is |
 * |---|---|
 * | `WECHAT_BACKUP_KEYS` | `id:key,id:key`, the current key first, each 32 bytes in base64 or hex |
 */
export const config: Config.Config<Options> = Config.nested(KeysConfig.keys("backups"), "WECHAT_BACKUP")

/** Backups of the store, under the keys of the variable of {@link config}. */
export const layerEnv: Layer.Layer<StoreBackup, ConfigError, PlatformStore> = Layer.effect(
  StoreBackup,
  // They were checked when they were read.
  Effect.flatMap(config, (options) => Effect.catchTag(make(options), "InvalidStoreKey", Effect.die))
)
