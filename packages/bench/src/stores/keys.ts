/** Keys for one run. */
import { StoreEncryption } from "@effect-wechat/open-platform"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import { randomBytes } from "node:crypto"

export const key = (id: string): StoreEncryption.Key => ({
  id,
  key: Redacted.make(randomBytes(32).toString("base64"))
})

export const encryption = (options: StoreEncryption.Options): Layer.Layer<StoreEncryption.StoreEncryption> =>
  Layer.orDie(StoreEncryption.layer(options))
