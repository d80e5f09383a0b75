/** Keys for stores and backups. */
import { StoreEncryption } from "@effect-wechat/open-platform"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import { randomBytes } from "node:crypto"

/** A key that nobody has had before. */
export const key = (id: string): StoreEncryption.Key => ({
  id,
  key: Redacted.make(randomBytes(32).toString("base64"))
})

/** An encryption that must be in order. */
export const encryption = (options: StoreEncryption.Options): Layer.Layer<StoreEncryption.StoreEncryption> =>
  Layer.orDie(StoreEncryption.layer(options))

/** A key, where it does not matter which. */
export const layer = encryption({ current: key("test") })

/** Whatever needs an encryption, with that one. */
export const provide = Effect.provide(layer)

/** For what was sealed before: never use a key that is written down. */
export const fixed = Redacted.make("00112233445566778899aabbccddeeff".repeat(2))
