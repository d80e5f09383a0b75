/** Core with one family, over the lean transport. */
import * as AccessToken from "@effect-wechat/core/AccessToken"
import * as Draft from "@effect-wechat/core/api/Draft"
import * as UndiciClient from "@effect-wechat/core/WeChatClient/Undici"
import * as Layer from "effect/Layer"
import * as ManagedRuntime from "effect/ManagedRuntime"
import * as Redacted from "effect/Redacted"
import type { Start } from "../probes/starts.ts"

export const start: Start = (baseUrl) => {
  const token = AccessToken.layerFixed(Redacted.make("TOKEN"))
  const runtime = ManagedRuntime.make(Layer.merge(UndiciClient.layer({ baseUrl }), token))
  return () => runtime.runPromise(Draft.count())
}
