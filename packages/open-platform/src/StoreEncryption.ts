/**
 * Encryption of what a store writes: whoever reads the disk, a dump or a replica finds no token.
 *
 * Bodies are sealed with AES-256-GCM. What is sealed belongs to its place: put under another id, another component or
 * another version it does not open. What nobody can see is a whole document that was put back as it once was, version and
 * all: that is a backup, too.
 *
 * Each document has a key of its own, derived by HKDF, so chance is never asked for more nonces than one document has
 * writes, and a key need not be changed because it was used much. It costs some microseconds per read or write.
 *
 * Not secret are ids, versions, leases, and how long a body is.
 *
 * @example
 * ```ts
 * import { PlatformStoreKeyValueStore, StoreEncryption } from "@effect-wechat/open-platform"
 * import { KeyValueStore } from "@effect/platform"
 * import { Layer } from "effect"
 *
 * // WECHAT_STORE_KEYS=2025a:…, made with: openssl rand -base64 32
 * const StoreLive = PlatformStoreKeyValueStore.layer.pipe(
 *   Layer.provide([KeyValueStore.layerMemory, StoreEncryption.layerEnv])
 * )
 * ```
 */
import * as Config from "effect/Config"
import type { ConfigError } from "effect/ConfigError"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import type * as Redacted from "effect/Redacted"
import * as Body from "./internal/sealedBody.ts"
import * as KeysConfig from "./internal/sealedConfig.ts"
import { type InvalidStoreKey, StoreNotEncrypted } from "./internal/sealedErrors.ts"
import * as Keys from "./internal/sealedKeys.ts"
import * as Rewrite from "./internal/sealedRewrite.ts"
import * as SealedStore from "./internal/sealedStore.ts"
import * as PlatformStore from "./PlatformStore.ts"

export * from "./internal/sealedErrors.ts"

/**
 * Why a body could not be opened or sealed: the `fault` of a `StoreError`.
 *
 * | fault | what it means | what to do |
 * |---|---|---|
 * | `UnknownKey` | sealed under a key that this process does not have | give the key as one of the others |
 * | `NotAuthentic` | damaged, edited, or put in the place of another document or version | restore it from a backup |
 * | `PlainText` | not sealed, where only sealed bodies are taken | `readsPlainText`, until all are sealed |
 * | `Sealed` | sealed, where nothing but plain text is taken | give the keys |
 * | `UnknownFormat` | sealed by a later version of this library | use that version |
 */
export type Fault = "UnknownKey" | "NotAuthentic" | "PlainText" | "Sealed" | "UnknownFormat"

/** Seals and opens bodies. */
export interface Service {
  /** The name of the key that bodies are sealed under: its id and a fingerprint; nothing where plain text is written */
  readonly current: Option.Option<string>
  /** The body of a document that is going to have this version */
  readonly seal: (key: PlatformStore.Key, version: number, body: string) => Either.Either<string, Fault>
  /** The text that was sealed as this version of this document */
  readonly open: (
    key: PlatformStore.Key,
    document: Pick<PlatformStore.Document, "body" | "version">
  ) => Either.Either<string, Fault>
}

/** What a store seals its documents with. */
export class StoreEncryption
  extends Context.Tag("@effect-wechat/open-platform/StoreEncryption")<StoreEncryption, Service>()
{}

/** A key, and the id that what is sealed under it carries. */
export interface Key {
  /** 1 to 32 letters, digits, `_` and `-`. Never give the same id to another key */
  readonly id: string
  /** 32 random bytes in base64 or hex: `openssl rand -base64 32` */
  readonly key: Redacted.Redacted
}

/** Which keys there are. */
export interface Options {
  /** Seals and opens */
  readonly current: Key
  /** Only open: those before the last change, and the next one before it is used */
  readonly others?: ReadonlyArray<Key> | undefined
  /**
   * Takes plain text for what it says, until all of it is sealed. Whoever can write to the disk can then put anything in
   * the place of a document: switch it off as soon as `keysInUse` counts no plain text. `false` by default
   */
  readonly readsPlainText?: boolean | undefined
  /** Writes plain text, and reads both: the way back from encryption. `false` by default */
  readonly writesPlainText?: boolean | undefined
}

/** Checks the keys and prepares them. */
export const make = (options: Options): Either.Either<Service, InvalidStoreKey> =>
  Either.map(Keys.read([options.current, ...options.others ?? []]), ({ byName, current }) => {
    const writesPlainText = options.writesPlainText ?? false
    const readsPlainText = writesPlainText || (options.readsPlainText ?? false)
    return StoreEncryption.of({
      current: writesPlainText ? Option.none() : Option.some(current.name),
      seal: writesPlainText
        ? sealNothing
        : (key, version, body) => Either.right(Body.seal(current, key, version, body)),
      open: (place, { body, version }) => {
        const name = Body.keyNameOf(body)
        if (name === undefined) return readsPlainText ? Either.right(body) : Either.left("PlainText")
        if (!Body.isKnownFormat(body)) return Either.left("UnknownFormat")
        const key = byName.get(name)
        return key === undefined ? Either.left("UnknownKey") : Body.open(key, place, version, body)
      }
    })
  })

/** A text that looks sealed could not be read again. */
const sealNothing: Service["seal"] = (_key, _version, body) =>
  Body.isSealed(body) ? Either.left("Sealed") : Either.right(body)

/** Keys that are at hand. */
export const layer = (options: Options): Layer.Layer<StoreEncryption, InvalidStoreKey> =>
  Layer.effect(StoreEncryption, Effect.suspend(() => make(options)))

/** The same with keys that come from configuration. */
export const layerConfig = (
  options: Config.Config.Wrap<Options>
): Layer.Layer<StoreEncryption, ConfigError | InvalidStoreKey> =>
  Layer.unwrapEffect(Effect.map(Config.unwrap(options), layer))

/**
 * The keys of these variables:
 *
 * | variable | what it is |
 * |---|---|
 * | `WECHAT_STORE_KEYS` | `id:key,id:key`, the current key first, each 32 bytes in base64 or hex |
 * | `WECHAT_STORE_READS_PLAIN_TEXT` | `true` while plain text is still to be read; `false` by default |
 */
export const config: Config.Config<Options> = Config.nested(
  Config.map(
    Config.all({
      keys: KeysConfig.keys("the store"),
      readsPlainText: Config.withDefault(Config.boolean("READS_PLAIN_TEXT"), false)
    }),
    ({ keys, readsPlainText }): Options => ({ ...keys, readsPlainText })
  ),
  "WECHAT_STORE"
)

/** The keys of the variables of {@link config}. */
export const layerEnv: Layer.Layer<StoreEncryption, ConfigError> = Layer.effect(
  StoreEncryption,
  // They were checked when they were read.
  Effect.flatMap(config, (options) => Effect.orDie(make(options)))
)

/**
 * No encryption, for whoever wants that: tokens are on the disk as they are. A warning is logged at the start. What was
 * sealed before is refused; to go back to plain text, see `writesPlainText`.
 */
export const layerPlainText: Layer.Layer<StoreEncryption> = Layer.effect(
  StoreEncryption,
  Effect.as(
    Effect.logWarning(
      "The store is not encrypted: whoever reads its disk can act for every merchant. " +
        "The service provider should give it keys, see StoreEncryption.layerEnv"
    ),
    StoreEncryption.of({
      current: Option.none(),
      seal: sealNothing,
      open: (_key, { body }) => Body.isSealed(body) ? Either.left("Sealed") : Either.right(body)
    })
  )
)

/** What a store keeps beside the documents that it gives. */
export interface SealOptions {
  /**
   * The body of the version before, where it stays in the store until the next write but one. It needs its key as long as
   * it can come back, and a change of keys ends when it has gone
   */
  readonly former?:
    | ((key: PlatformStore.Key) => Effect.Effect<Option.Option<string>, PlatformStore.StoreError>)
    | undefined
}

/**
 * A store that seals what it writes, over one that keeps what it is given: for a store of your own.
 *
 * A document that was damaged fails when it is read. `page` leaves it out and logs an error that names it, so that one
 * document does not stop the work for all others. Where a key is missing, or plain text is found, `page` fails as a
 * whole: that is mended by configuration, and until then half a list would look like a whole one.
 *
 * @example
 * ```ts
 * import { PlatformStore, StoreEncryption } from "@effect-wechat/open-platform"
 * import { Effect, Layer } from "effect"
 *
 * declare const makeMine: Effect.Effect<PlatformStore.Service>
 *
 * export const layer = Layer.effect(PlatformStore.PlatformStore, Effect.flatMap(makeMine, StoreEncryption.seal))
 * ```
 */
export const seal = (
  store: PlatformStore.Service,
  options: SealOptions = {}
): Effect.Effect<PlatformStore.Service, never, StoreEncryption> =>
  Effect.map(StoreEncryption, (encryption) => SealedStore.make(store, encryption, options.former))

const beneath = Effect.flatMap(PlatformStore.PlatformStore, (store) =>
  Option.match(SealedStore.beneath(store), {
    onNone: () => Effect.fail(new StoreNotEncrypted()),
    onSome: Effect.succeed
  }))

/** How to go about it. */
export interface ReencryptOptions {
  /** How many documents are written at a time, 4 by default */
  readonly concurrency?: number | undefined
}

/** What became of the documents. */
export interface Reencrypted {
  readonly rewritten: number
  /** Under the current key when they were looked at */
  readonly already: number
  /** They could not be opened, and are as they were */
  readonly unreadable: number
}

/**
 * Puts all documents of a component under the current key, while everything goes on: documents are compared and set, so
 * no write of anybody is lost, and what others write in between is looked at again. Plain text is sealed if it may be
 * read, and with `writesPlainText` what is sealed becomes plain text.
 *
 * Interrupted, it has done what it has done, and running it again goes on: it reads everything, and writes what is left.
 *
 * The order for many processes: the new key is one of the `others` everywhere; it is the current one everywhere; this;
 * `keysInUse` no longer has the old one; the old one goes.
 */
export const reencrypt = (
  component: string,
  options: ReencryptOptions = {}
): Effect.Effect<Reencrypted, PlatformStore.StoreError | StoreNotEncrypted, PlatformStore.PlatformStore> =>
  Effect.flatMap(beneath, (store) => Rewrite.reencrypt(store, component, options.concurrency ?? 4))

/** How many documents are under which key. One that keeps its former version under another key counts for both. */
export interface KeysInUse {
  /** By the name of the key: its id, a dot, and a fingerprint of the key */
  readonly sealed: ReadonlyMap<string, number>
  readonly plainText: number
}

/** Which keys are still needed for the documents of a component, as the documents say. */
export const keysInUse = (
  component: string
): Effect.Effect<KeysInUse, PlatformStore.StoreError | StoreNotEncrypted, PlatformStore.PlatformStore> =>
  Effect.flatMap(beneath, (store) => Rewrite.keysInUse(store, component))
