/** The same call, imported from the root. */
import { AccessToken, Draft, WeChatClient } from "@effect-wechat/core"
import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"

const live = Layer.merge(
  WeChatClient.layer().pipe(Layer.provide(FetchHttpClient.layer)),
  AccessToken.layerFixed(Redacted.make("TOKEN"))
)

export const count = () => Effect.runPromise(Effect.provide(Draft.count(), live))
