/**
 * Everything that can happen to any call: one error with a reason. What the page of an interface documents has a tag of
 * its own instead, see `Failure`.
 *
 * The fields are plain data, never a request, a response or a raw body, so an error can be logged, stored and sent.
 */
import * as Schema from "effect/Schema"

import type { Advice, Who } from "./internal/advice.ts"
import * as Answer from "./internal/answerReasons.ts"
import * as Own from "./internal/ownReasons.ts"

export type { Advice, Who } from "./internal/advice.ts"
export * from "./internal/answerReasons.ts"
export * from "./internal/ownReasons.ts"

/** What every error of a call says, whatever went wrong. */
export const whom = {
  /** The name of the interface, as on WeChat's page */
  endpoint: Schema.String,
  /** The account that the call was for, where the credential knows it */
  appId: Schema.optionalWith(Schema.String, { exact: true }),
  /** What the credential makes of it: which of the facts that it went by were wrong */
  note: Schema.optionalWith(Schema.String, { exact: true })
}

/** The fields of {@link whom} as a type. */
export type Whom = Schema.Struct.Type<typeof whom>

/** The sentence with the call in front and the note behind it. */
export const describeFailure = ({ appId, endpoint, note }: Whom, sentence: string): string =>
  `${endpoint}${appId === undefined ? "" : ` for ${appId}`}: ${sentence}${note === undefined ? "" : ` (${note})`}`

/** The reasons why a call for a token can fail: all but {@link TokenUnavailable}. */
export const TokenReason = Schema.Union(
  Answer.SystemBusy,
  Answer.RateLimited,
  Answer.QuotaExhausted,
  Answer.TokenRejected,
  Answer.NotAuthorized,
  Answer.ApiForbidden,
  Answer.IpNotAllowed,
  Answer.InvalidCredentials,
  Answer.RequestRejected,
  Answer.UnexpectedCode,
  Own.InvalidRequest,
  Own.Transport,
  Own.TimedOut,
  Own.UnexpectedStatus,
  Own.MalformedReply,
  Own.RenewalLimited,
  Own.StoreUnavailable,
  Own.TicketMissing,
  Own.FileUnreadable
)
export type TokenReason = typeof TokenReason.Type

/** There was no token for the call, because the call that fetches one failed. */
export class TokenUnavailable extends Schema.TaggedClass<TokenUnavailable>(
  "@effect-wechat/core/WeChatError/TokenUnavailable"
)("TokenUnavailable", {
  /** The interface that should have given the token */
  from: Schema.String,
  reason: TokenReason
}) implements Advice {
  get isRetryable(): boolean {
    return this.reason.isRetryable
  }
  get who(): Who {
    return this.reason.who
  }
  get message(): string {
    return `no token could be had from ${this.from}: ${this.reason.message}`
  }
}

/** Why a call failed. */
export const Reason = Schema.Union(...TokenReason.members, TokenUnavailable)
export type Reason = typeof Reason.Type

/**
 * A call failed for a reason that any call can have.
 *
 * @example
 * ```ts
 * import { Draft } from "@effect-wechat/core"
 * import { Effect } from "effect"
 *
 * Draft.count().pipe(
 *   Effect.catchTag("WeChatError", (error) =>
 *     error.reason._tag === "QuotaExhausted" ? Effect.succeed({ total_count: 0 }) : Effect.fail(error))
 * )
 * ```
 */
export class WeChatError extends Schema.TaggedError<WeChatError>("@effect-wechat/core/WeChatError")("WeChatError", {
  ...whom,
  reason: Reason
}) implements Advice {
  override get message(): string {
    return describeFailure(this, this.reason.message)
  }
  /** Whether the same call may succeed later without anybody changing anything. */
  get isRetryable(): boolean {
    return this.reason.isRetryable
  }
  /** Who must act. */
  get who(): Who {
    return this.reason.who
  }
}
