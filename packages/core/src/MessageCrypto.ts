/**
 * Signs, checks, opens and seals the messages that WeChat pushes (WeChat's own name for it is WXBizMsgCrypt).
 *
 * @example
 * ```ts
 * import { MessageCrypto } from "@effect-wechat/core"
 * import { Config, Effect } from "effect"
 *
 * // Opens a push and seals the reply. Nothing is decrypted before its signature fits.
 * export const answer = Effect.fn("answer")(function*(push: MessageCrypto.SignedMessage) {
 *   const crypto = yield* MessageCrypto.MessageCrypto
 *   const xml = yield* crypto.decrypt(push)
 *   yield* Effect.log(`A push of ${xml.length} characters`)
 *   return yield* crypto.encrypt("<xml><Content>Hello</Content></xml>")
 * })
 *
 * export const layer = MessageCrypto.layerConfig({
 *   appId: Config.string("WECHAT_COMPONENT_APPID"),
 *   token: Config.redacted("WECHAT_MESSAGE_TOKEN"),
 *   encodingAesKey: Config.redacted("WECHAT_ENCODING_AES_KEY")
 * })
 * ```
 */
import { Buffer, isUtf8 } from "node:buffer"
import * as NodeCrypto from "node:crypto"
import * as Clock from "effect/Clock"
import * as Config from "effect/Config"
import type { ConfigError } from "effect/ConfigError"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as MessageBuffer from "./internal/messageBuffer.ts"
import {
  AppIdMismatch,
  DecryptionFailed,
  InvalidBase64,
  InvalidBuffer,
  InvalidKey,
  type MessageCryptoError,
  SignatureMismatch
} from "./internal/messageCryptoErrors.ts"

export * from "./internal/messageCryptoErrors.ts"

/**
 * What the plain signature of a URL covers. The body is not part of it: it proves nothing about the message.
 */
export interface UrlParts {
  /** From the query, as it stands there */
  readonly timestamp: string
  /** From the query, as it stands there */
  readonly nonce: string
}

/**
 * The query of a URL with its plain `signature`.
 */
export interface SignedUrl extends UrlParts {
  readonly signature: string
}

/**
 * What the signature of a message covers.
 */
export interface MessageParts extends UrlParts {
  /** The Base64 text of the element `Encrypt` */
  readonly encrypt: string
}

/**
 * An encrypted message with the `msg_signature` of its URL.
 */
export interface SignedMessage extends MessageParts {
  readonly msg_signature: string
}

/**
 * A sealed reply, in the names of WeChat's envelope.
 */
export interface Envelope {
  readonly Encrypt: string
  readonly MsgSignature: string
  /** Seconds; without CDATA in XML, a number in JSON */
  readonly TimeStamp: string
  readonly Nonce: string
}

/**
 * What the sender of a message may choose.
 */
export interface EncryptOptions {
  /** Seconds; the time of the `Clock` when not given */
  readonly timestamp?: string | undefined
  /** Random when not given */
  readonly nonce?: string | undefined
}

/**
 * Signs, checks, opens and seals messages with one token and one key.
 */
export interface Service {
  /** The `msg_signature` of an encrypted message */
  readonly sign: (message: MessageParts) => string
  /**
   * Compares the `msg_signature` in constant time. Signed is the concatenation, not where one part ends: characters can
   * move from `timestamp` to `nonce` unnoticed, so tell replays by `msg_signature`, not by those two.
   */
  readonly verify: (message: SignedMessage) => Effect.Effect<void, SignatureMismatch>
  /** The plain `signature` of a URL */
  readonly signUrl: (url: UrlParts) => string
  /** Compares the plain `signature` of a URL in constant time */
  readonly verifyUrl: (url: SignedUrl) => Effect.Effect<void, SignatureMismatch>
  /** The text of a message; its signature is checked before anything is decrypted */
  readonly decrypt: (message: SignedMessage) => Effect.Effect<string, MessageCryptoError>
  /** Seals and signs a text. Half of a surrogate pair has no UTF-8 form and becomes U+FFFD */
  readonly encrypt: (message: string, options?: EncryptOptions) => Effect.Effect<Envelope>
}

/**
 * The message crypto of one component (or of one account that receives its own pushes).
 */
export class MessageCrypto extends Context.Tag("@effect-wechat/core/MessageCrypto")<MessageCrypto, Service>() {}

/**
 * The keys as the platform's settings show them.
 */
export interface Options {
  /** Who messages are sealed for: on a third-party platform the component, for both URLs and for replies */
  readonly appId: string
  /** The Token that signs */
  readonly token: Redacted.Redacted
  /** The EncodingAESKey, 43 letters and digits */
  readonly encodingAesKey: Redacted.Redacted
  /** For tests: exactly `size` bytes. Cryptographically random when not given */
  readonly randomBytes?: ((size: number) => Uint8Array) | undefined
}

/**
 * Checks the keys and prepares them.
 */
export const make = (options: Options): Effect.Effect<Service, InvalidKey> =>
  Effect.suspend(() => {
    const { appId, token } = options
    const encodingAesKey = Redacted.value(options.encodingAesKey)
    if (encodingAesKey.length !== 43) return Effect.fail(new InvalidKey({ appId, rule: "keyLength" }))
    if (!/^[A-Za-z0-9]+$/.test(encodingAesKey)) return Effect.fail(new InvalidKey({ appId, rule: "keyAlphabet" }))
    // Whoever knows the Token can sign, and everybody knows the empty one.
    if (Redacted.value(token) === "") return Effect.fail(new InvalidKey({ appId, rule: "emptyToken" }))

    // 43 characters are 258 bits: the last two are dropped whatever they are.
    const keyBytes = Buffer.from(`${encodingAesKey}=`, "base64")
    const key = NodeCrypto.createSecretKey(keyBytes)
    const iv = Buffer.from(keyBytes.subarray(0, 16))
    const appIdBytes = Buffer.from(appId)
    const randomBytes = options.randomBytes ?? NodeCrypto.randomBytes
    const mismatch = Effect.suspend(() => Effect.fail(new SignatureMismatch({ appId })))

    const signUrl: Service["signUrl"] = ({ nonce, timestamp }) => digest([Redacted.value(token), timestamp, nonce])

    const sign: Service["sign"] = ({ encrypt, nonce, timestamp }) =>
      digest([Redacted.value(token), timestamp, nonce, encrypt])

    const isSigned = (message: SignedMessage): boolean =>
      isSame(Buffer.from(sign(message)), Buffer.from(message.msg_signature))

    // Whole blocks and no padding: one update takes or gives everything, and has nothing to throw at.
    const decipher = (bytes: Uint8Array): Buffer =>
      NodeCrypto.createDecipheriv("aes-256-cbc", key, iv).setAutoPadding(false).update(bytes)

    const encipher = (bytes: Uint8Array): Buffer =>
      NodeCrypto.createCipheriv("aes-256-cbc", key, iv).setAutoPadding(false).update(bytes)

    const open = (plain: Buffer): Effect.Effect<string, InvalidBuffer | AppIdMismatch> => {
      const unpacked = MessageBuffer.unpack(plain)
      if (Either.isLeft(unpacked)) return Effect.fail(new InvalidBuffer({ appId, rule: unpacked.left }))
      if (!isSame(appIdBytes, unpacked.right.appId)) return Effect.fail(new AppIdMismatch({ appId }))
      // toString would put U+FFFD where bytes are not UTF-8, and the text would no longer be what was signed.
      if (!isUtf8(unpacked.right.message)) return Effect.fail(new InvalidBuffer({ appId, rule: "utf8" }))
      return Effect.succeed(unpacked.right.message.toString())
    }

    const seal = (message: string): string =>
      encipher(MessageBuffer.pack(randomBytes(MessageBuffer.randomSize), message, appIdBytes)).toString("base64")

    return Effect.succeed(MessageCrypto.of({
      sign,
      verify: (message) => Effect.suspend(() => isSigned(message) ? Effect.void : mismatch),
      signUrl,
      verifyUrl: (url) =>
        Effect.suspend(() => isSame(Buffer.from(signUrl(url)), Buffer.from(url.signature)) ? Effect.void : mismatch),
      decrypt: (message) =>
        Effect.suspend((): Effect.Effect<string, MessageCryptoError> => {
          if (!isSigned(message)) return mismatch
          const bytes = Buffer.from(message.encrypt, "base64")
          // Buffer skips what is not Base64; only strict, canonical Base64 comes back the same.
          if (bytes.toString("base64") !== message.encrypt) return Effect.fail(new InvalidBase64({ appId }))
          return bytes.length % MessageBuffer.cipherBlockSize === 0
            ? open(decipher(bytes))
            : Effect.fail(new DecryptionFailed({ appId, byteLength: bytes.length }))
        }),
      encrypt: (message, chosen) =>
        Effect.map(Clock.currentTimeMillis, (millis) => {
          const encrypt = seal(message)
          const timestamp = chosen?.timestamp ?? String(Math.floor(millis / 1000))
          const nonce = chosen?.nonce ?? Buffer.from(randomBytes(8)).toString("hex")
          return {
            Encrypt: encrypt,
            MsgSignature: sign({ timestamp, nonce, encrypt }),
            TimeStamp: timestamp,
            Nonce: nonce
          }
        })
    }))
  })

/**
 * A layer from keys that are at hand.
 */
export const layer = (options: Options): Layer.Layer<MessageCrypto, InvalidKey> =>
  Layer.effect(MessageCrypto, make(options))

/**
 * A layer from keys in the configuration.
 */
export const layerConfig = (
  options: Config.Config.Wrap<Omit<Options, "randomBytes">>
): Layer.Layer<MessageCrypto, InvalidKey | ConfigError> => Layer.unwrapEffect(Effect.map(Config.unwrap(options), layer))

// The order is that of bytes; for the ASCII that these parts are, JavaScript's own order is the same.
const digest = (parts: ReadonlyArray<string>): string => NodeCrypto.hash("sha1", parts.toSorted().join(""), "hex")

// The length is no secret, and timingSafeEqual throws when the lengths differ.
const isSame = (expected: Uint8Array, received: Uint8Array): boolean =>
  expected.length === received.length && NodeCrypto.timingSafeEqual(expected, received)
