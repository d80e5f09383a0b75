/**
 * The five calls, each with an input that WeChat could accept.
 */
import {
  type AccessToken,
  type CallRefused,
  Draft,
  type Failure,
  FreePublish,
  MassMessage,
  Material,
  type WeChatClient,
  type WeChatError
} from "@effect-wechat/core"
import type * as Effect from "effect/Effect"

/** Any call of an account. */
export type Call = Effect.Effect<
  unknown,
  Failure.InvalidMediaId | Failure.ApiUnauthorized | CallRefused.CallRefused | WeChatError.WeChatError,
  AccessToken.AccessToken | WeChatClient.WeChatClient
>

/** Calls that may be made again. */
export const repeatable: Readonly<Record<string, Call>> = {
  "Draft.count": Draft.count(),
  "Draft.delete": Draft.delete({ media_id: "MEDIA_ID" }),
  "Material.delete": Material.delete({ media_id: "MEDIA_ID" })
}

/** Calls that may do something else the second time. */
export const once: Readonly<Record<string, Call>> = {
  "FreePublish.delete": FreePublish.delete({ article_id: "ARTICLE_ID", index: 1 }),
  "MassMessage.delete": MassMessage.delete({ msg_id: 30124, article_idx: 1 })
}

export const all: ReadonlyArray<Call> = [...Object.values(repeatable), ...Object.values(once)]
