/** A call for an authorizer, who is known with a token. */
import { Draft } from "@effect-wechat/core"
import * as UndiciClient from "@effect-wechat/core/WeChatClient/Undici"
import { OpenPlatform } from "@effect-wechat/open-platform"
import * as Layer from "effect/Layer"
import * as ManagedRuntime from "effect/ManagedRuntime"
import type { Start } from "../probes/starts.ts"
import { appIdOf, ComponentLive, storeOf } from "../records.ts"

export const start: Start = (baseUrl) => {
  const live = OpenPlatform.layer().pipe(
    Layer.provide([storeOf(1), ComponentLive]),
    Layer.provideMerge(UndiciClient.layer({ baseUrl }))
  )
  const runtime = ManagedRuntime.make(live)
  return () => runtime.runPromise(OpenPlatform.as(appIdOf(0))(Draft.count()))
}
