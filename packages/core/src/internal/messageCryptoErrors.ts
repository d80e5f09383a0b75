import * as Schema from "effect/Schema"

// Fields of errors are what may be read in a log: never a key, a token, a text or its encrypted form.

/**
 * The configuration holds no usable key (-40004).
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
 */
export type MessageCryptoError = SignatureMismatch | InvalidBase64 | DecryptionFailed | InvalidBuffer | AppIdMismatch
