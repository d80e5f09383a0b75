/** Types of a program that uses all endpoints of core. */
import { AccessToken, Draft, FreePublish, MassMessage, Material, WeChatClient } from "@effect-wechat/core"
import { FetchHttpClient } from "@effect/platform"
import { Effect, Layer, Redacted } from "effect"

const Live = Layer.merge(WeChatClient.layer(), AccessToken.layerFixed(Redacted.make("TOKEN"))).pipe(
  Layer.provide(FetchHttpClient.layer)
)

export const families = { Draft, FreePublish, MassMessage, Material }

export const program = Effect.provide(Draft.count(), Live)
