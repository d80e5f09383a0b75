import * as Schema from "effect/Schema"

/** A key that cannot be used. It says which one by its place, because a text in the wrong place may be the key itself. */
export class InvalidStoreKey
  extends Schema.TaggedError<InvalidStoreKey>("@effect-wechat/open-platform/InvalidStoreKey")("InvalidStoreKey", {
    /** Counted from 1: the current key, then the others */
    place: Schema.Int,
    rule: Schema.Literal("missing", "id", "length", "text", "twice")
  })
{
  override get message(): string {
    const broken = {
      missing: "there is none",
      id: "it must begin with an id of 1 to 32 letters, digits, _ and -, as in 2025a:KEY",
      length: "it is not 32 bytes long",
      text: "it is neither base64 nor hex",
      twice: "its id is that of another key"
    }[this.rule]
    return `Key ${this.place} for what is stored cannot be used, ${broken}: the service provider must set it, and can ` +
      "make one with: openssl rand -base64 32"
  }
}

/** What is done to the documents beneath the encryption was asked of a store that has none. */
export class StoreNotEncrypted
  extends Schema.TaggedError<StoreNotEncrypted>("@effect-wechat/open-platform/StoreNotEncrypted")(
    "StoreNotEncrypted",
    {}
  )
{
  override get message(): string {
    return "The store in use is not encrypted: the developer must wrap it with StoreEncryption.seal"
  }
}
