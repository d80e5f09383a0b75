/** A call for an authorizer. */
import { Draft } from "@effect-wechat/core"
import * as WeChatClient from "@effect-wechat/core/WeChatClient"
import { OpenPlatform, PlatformStore } from "@effect-wechat/open-platform"
import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { ComponentLive } from "../records.ts"

const live = OpenPlatform.layer().pipe(
  Layer.provide([PlatformStore.layerMemory, ComponentLive]),
  Layer.provideMerge(WeChatClient.layer().pipe(Layer.provide(FetchHttpClient.layer)))
)

export const count = (appId: string) => Effect.runPromise(Effect.provide(OpenPlatform.as(appId)(Draft.count()), live))
