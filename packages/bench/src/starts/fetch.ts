/** Core with one family, over the fetch of Node. */
import * as AccessToken from "@effect-wechat/core/AccessToken"
import * as Draft from "@effect-wechat/core/api/Draft"
import * as WeChatClient from "@effect-wechat/core/WeChatClient"
import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import * as Layer from "effect/Layer"
import * as ManagedRuntime from "effect/ManagedRuntime"
import * as Redacted from "effect/Redacted"
import type { Start } from "../probes/starts.ts"

export const start: Start = (baseUrl) => {
  const token = AccessToken.layerFixed(Redacted.make("TOKEN"))
  const client = WeChatClient.layer({ baseUrl }).pipe(Layer.provide(FetchHttpClient.layer))
  const runtime = ManagedRuntime.make(Layer.merge(client, token))
  return () => runtime.runPromise(Draft.count())
}
