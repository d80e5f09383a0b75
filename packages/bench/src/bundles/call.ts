/** One call. */
import * as AccessToken from "@effect-wechat/core/AccessToken"
import * as Draft from "@effect-wechat/core/api/Draft"
import * as WeChatClient from "@effect-wechat/core/WeChatClient"
import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"

const live = Layer.merge(
  WeChatClient.layer().pipe(Layer.provide(FetchHttpClient.layer)),
  AccessToken.layerFixed(Redacted.make("TOKEN"))
)

export const count = () => Effect.runPromise(Effect.provide(Draft.count(), live))
