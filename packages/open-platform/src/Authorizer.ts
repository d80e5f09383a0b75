/**
 * What is known of one authorizer: the merchant's account that authorized the component.
 */
import { Eligibility, Identifiers, PermissionSet } from "@effect-wechat/core"
import * as Schema from "effect/Schema"

/** An access token and the time, in milliseconds of the epoch, from which it is void. */
export const Token = Schema.Struct({
  value: Schema.Redacted(Schema.String),
  expiresAt: Schema.Finite
})
export type Token = typeof Token.Type

/** What WeChat tells about the account, beside what it granted. */
export const Facts = Schema.Struct({
  kind: Eligibility.AccountKind,
  /** WeChat's `verify_type_info.id` */
  verifyType: Schema.Int,
  /** WeChat's `account_status`: 1 normal, 14 cancelled, 16 banned, 18 warned, 19 frozen */
  status: Schema.optionalWith(Schema.Int, { exact: true }),
  /** A mini program can authorize a component too; it has interfaces of its own */
  isMiniProgram: Schema.Boolean,
  nickname: Schema.String,
  /** The company or person that owns the account */
  principal: Schema.String,
  /** `gh_…`, to which messages to the account are addressed */
  originalId: Schema.String
})
export type Facts = typeof Facts.Type

/** The record of one authorizer. */
export const Authorizer = Schema.Struct({
  appId: Identifiers.AppId,
  /** An account that took the authorization back stays on record, so that a late event cannot bring it to life again */
  status: Schema.Literal("authorized", "unauthorized"),
  /** Which authorization of the account this is, counted from 1: the tokens of any other are void */
  authorization: Schema.Int,
  /** The time of the newest change that was handled, in milliseconds of the epoch */
  changedAt: Schema.Finite,
  /** What it granted */
  permissionSets: Schema.Array(PermissionSet.PermissionSet),
  /** Not there until WeChat has given one */
  refreshToken: Schema.optionalWith(Schema.Redacted(Schema.String), { exact: true }),
  accessToken: Schema.optionalWith(Token, { exact: true }),
  facts: Schema.optionalWith(Facts, { exact: true }),
  /** When grant and facts were last asked for, in milliseconds of the epoch; not there for never */
  factsAt: Schema.optionalWith(Schema.Finite, { exact: true }),
  /** WeChat has refused what they allow, so they are asked for again before the next call */
  areFactsInDoubt: Schema.Boolean
})
export type Authorizer = typeof Authorizer.Type

/** A record and its version in the store. */
export interface Versioned {
  readonly authorizer: Authorizer
  readonly version: number
}
