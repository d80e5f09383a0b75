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
 *
 * @since 0.1.0
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
import * as Schema from "effect/Schema"
import * as MessageBuffer from "./internal/messageBuffer.ts"

// Fields of errors are what may be read in a log: never a key, a token, a text or its encrypted form.

/**
 * The configuration holds no usable key (-40004).
 *
 * @since 0.1.0
 * @category errors
 */
export class InvalidKey extends Schema.TaggedError<InvalidKey>("@effect-wechat/core/MessageCrypto/InvalidKey")(
  "InvalidKey",
  { appId: Schema.String, rule: Schema.Literal("keyLength", "keyAlphabet", "emptyToken") }
) {
  /** WeChat's number for it */
  get code(): -40004 {
    return -40004
  }
  override get message(): string {
    const broken = {
      keyLength: "the EncodingAESKey must have exactly 43 characters",
      keyAlphabet: "the EncodingAESKey may only have the letters A-Z and a-z and the digits 0-9",
      emptyToken: "the Token must not be empty"
    }[this.rule]
    return `The message keys of ${this.appId} cannot be used, ${broken}: the service provider must copy it again ` +
      "from the platform's settings on open.weixin.qq.com"
  }
}

/**
 * The signature does not belong to this message (-40001). Nothing was decrypted.
 *
 * @since 0.1.0
 * @category errors
 */
export class SignatureMismatch
  extends Schema.TaggedError<SignatureMismatch>("@effect-wechat/core/MessageCrypto/SignatureMismatch")(
    "SignatureMismatch",
    { appId: Schema.String }
  )
{
  /** WeChat's number for it */
  get code(): -40001 {
    return -40001
  }
  override get message(): string {
    return `The signature of a message for ${this.appId} is wrong, so WeChat may not have sent it: drop it, and if ` +
      "every message fails the service provider must set the Token that the platform's settings show"
  }
}

/**
 * The encrypted text is not standard Base64 (-40010).
 *
 * @since 0.1.0
 * @category errors
 */
export class InvalidBase64 extends Schema.TaggedError<InvalidBase64>("@effect-wechat/core/MessageCrypto/InvalidBase64")(
  "InvalidBase64",
  { appId: Schema.String }
) {
  /** WeChat's number for it */
  get code(): -40010 {
    return -40010
  }
  override get message(): string {
    return `The encrypted text of a message for ${this.appId} is not Base64 although its signature is right: drop ` +
      "it, and the developer of the sender must encode it as standard, padded Base64"
  }
}

/**
 * The encrypted bytes cannot be deciphered: they are not whole AES blocks (-40007).
 *
 * @since 0.1.0
 * @category errors
 */
export class DecryptionFailed
  extends Schema.TaggedError<DecryptionFailed>("@effect-wechat/core/MessageCrypto/DecryptionFailed")(
    "DecryptionFailed",
    { appId: Schema.String, byteLength: Schema.Int }
  )
{
  /** WeChat's number for it */
  get code(): -40007 {
    return -40007
  }
  override get message(): string {
    return `The encrypted text of a message for ${this.appId} has ${this.byteLength} bytes, which are not whole ` +
      "blocks of 16: drop it, and the developer of the sender must send all that AES-256-CBC gave"
  }
}

/**
 * What was deciphered is not built like a message (-40008). A wrong EncodingAESKey shows up here, as `padding`.
 *
 * @since 0.1.0
 * @category errors
 */
export class InvalidBuffer extends Schema.TaggedError<InvalidBuffer>("@effect-wechat/core/MessageCrypto/InvalidBuffer")(
  "InvalidBuffer",
  { appId: Schema.String, rule: Schema.Literal("padding", "length", "utf8") }
) {
  /** WeChat's number for it */
  get code(): -40008 {
    return -40008
  }
  override get message(): string {
    const broken = {
      padding: "its padding is not 1 to 32 equal bytes",
      length: "its length field points outside of it",
      utf8: "its text is not UTF-8"
    }[this.rule]
    return `A message for ${this.appId} was deciphered to nonsense, ${broken}: the service provider must set the ` +
      "EncodingAESKey that the platform's settings show, or try the previous one after a change"
  }
}

/**
 * The message was sealed for another app id (-40005).
 *
 * @since 0.1.0
 * @category errors
 */
export class AppIdMismatch extends Schema.TaggedError<AppIdMismatch>("@effect-wechat/core/MessageCrypto/AppIdMismatch")(
  "AppIdMismatch",
  { appId: Schema.String }
) {
  /** WeChat's number for it */
  get code(): -40005 {
    return -40005
  }
  override get message(): string {
    return `A message was sealed for another app id than ${this.appId}: drop it, and the service provider must check ` +
      "that the app id belongs to this URL (pushes to a third-party platform are sealed for the component)"
  }
}

/**
 * Why a message could not be opened.
 *
 * @since 0.1.0
 * @category errors
 */
export type MessageCryptoError = SignatureMismatch | InvalidBase64 | DecryptionFailed | InvalidBuffer | AppIdMismatch

/**
 * What the plain signature of a URL covers. The body is not part of it: it proves nothing about the message.
 *
 * @since 0.1.0
 * @category models
 */
export interface UrlParts {
  /** From the query, as it stands there */
  readonly timestamp: string
  /** From the query, as it stands there */
  readonly nonce: string
}

/**
 * The query of a URL with its plain `signature`.
 *
 * @since 0.1.0
 * @category models
 */
export interface SignedUrl extends UrlParts {
  readonly signature: string
}

/**
 * What the signature of a message covers.
 *
 * @since 0.1.0
 * @category models
 */
export interface MessageParts extends UrlParts {
  /** The Base64 text of the element `Encrypt` */
  readonly encrypt: string
}

/**
 * An encrypted message with the `msg_signature` of its URL.
 *
 * @since 0.1.0
 * @category models
 */
export interface SignedMessage extends MessageParts {
  readonly msg_signature: string
}

/**
 * A sealed reply, in the names of WeChat's envelope.
 *
 * @since 0.1.0
 * @category models
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
 *
 * @since 0.1.0
 * @category models
 */
export interface EncryptOptions {
  /** Seconds; the time of the `Clock` when not given */
  readonly timestamp?: string | undefined
  /** Random when not given */
  readonly nonce?: string | undefined
}

/**
 * Signs, checks, opens and seals messages with one token and one key.
 *
 * @since 0.1.0
 * @category models
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
 *
 * @since 0.1.0
 * @category tags
 */
export class MessageCrypto extends Context.Tag("@effect-wechat/core/MessageCrypto")<MessageCrypto, Service>() {}

/**
 * The keys as the platform's settings show them.
 *
 * @since 0.1.0
 * @category models
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
 *
 * @since 0.1.0
 * @category constructors
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

    const decipher = (bytes: Uint8Array): Buffer => {
      const aes = NodeCrypto.createDecipheriv("aes-256-cbc", key, iv).setAutoPadding(false)
      const plain = aes.update(bytes)
      // Without padding it has nothing left to give, but it throws when the last block is not whole.
      aes.final()
      return plain
    }

    const open = (plain: Buffer): Effect.Effect<string, InvalidBuffer | AppIdMismatch> => {
      const unpacked = MessageBuffer.unpack(plain)
      if (Either.isLeft(unpacked)) return Effect.fail(new InvalidBuffer({ appId, rule: unpacked.left }))
      if (!isSame(appIdBytes, unpacked.right.appId)) return Effect.fail(new AppIdMismatch({ appId }))
      // toString would put U+FFFD where bytes are not UTF-8, and the text would no longer be what was signed.
      if (!isUtf8(unpacked.right.message)) return Effect.fail(new InvalidBuffer({ appId, rule: "utf8" }))
      return Effect.succeed(unpacked.right.message.toString())
    }

    const seal = (message: string): string => {
      const plain = MessageBuffer.pack(randomBytes(MessageBuffer.randomSize), message, appIdBytes)
      // Whole blocks and no padding: one update gives everything.
      return NodeCrypto.createCipheriv("aes-256-cbc", key, iv).setAutoPadding(false).update(plain).toString("base64")
    }

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
          return Effect.flatMap(
            Effect.try({
              try: () => decipher(bytes),
              catch: () => new DecryptionFailed({ appId, byteLength: bytes.length })
            }),
            open
          )
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
 *
 * @since 0.1.0
 * @category layers
 */
export const layer = (options: Options): Layer.Layer<MessageCrypto, InvalidKey> =>
  Layer.effect(MessageCrypto, make(options))

/**
 * A layer from keys in the configuration.
 *
 * @since 0.1.0
 * @category layers
 */
export const layerConfig = (
  options: Config.Config.Wrap<Omit<Options, "randomBytes">>
): Layer.Layer<MessageCrypto, InvalidKey | ConfigError> => Layer.unwrapEffect(Effect.map(Config.unwrap(options), layer))

// The order is that of bytes; for the ASCII that these parts are, JavaScript's own order is the same.
const digest = (parts: ReadonlyArray<string>): string => NodeCrypto.hash("sha1", parts.toSorted().join(""), "hex")

// The length is no secret, and timingSafeEqual throws when the lengths differ.
const isSame = (expected: Uint8Array, received: Uint8Array): boolean =>
  expected.length === received.length && NodeCrypto.timingSafeEqual(expected, received)
