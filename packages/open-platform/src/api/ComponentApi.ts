/**
 * `/cgi-bin/component/*`: what the component asks for itself. Most programs leave these to `OpenPlatform`.
 */
import { Endpoint, Failure, Identifiers } from "@effect-wechat/core"
import * as Schema from "effect/Schema"
import { ComponentToken } from "../internal/componentToken.ts"

/** 61003: the account has not authorized the component, or not any more. */
export class AuthorizerUnknown extends Failure.make<AuthorizerUnknown>()("AuthorizerUnknown", 61003, {
  who: "merchant",
  whatToDo: "the merchant must authorize the platform"
}) {}

/** 61009: WeChat does not know the authorization code. */
export class CodeInvalid extends Failure.make<CodeInvalid>()("CodeInvalid", 61009, {
  who: "merchant",
  whatToDo: "the merchant must go through the authorization page again"
}) {}

/** 61010: the authorization code was used already, or is too old. */
export class CodeExpired extends Failure.make<CodeExpired>()("CodeExpired", 61010, {
  who: "merchant",
  whatToDo: "unless the authorization has been completed with it, the merchant must go through the page again"
}) {}

/** 61012: there is no such option. */
export class OptionUnknown extends Failure.make<OptionUnknown>()("OptionUnknown", 61012, {
  who: "developer",
  whatToDo: "the developer must name location_report, voice_recognize or customer_service"
}) {}

/** 61013: the option cannot have this value. */
export class OptionValueInvalid extends Failure.make<OptionValueInvalid>()("OptionValueInvalid", 61013, {
  who: "developer",
  whatToDo: "the developer must pass a value that the option can have"
}) {}

/** 61023: the refresh token is wrong, or another has taken its place. */
export class RefreshTokenInvalid extends Failure.make<RefreshTokenInvalid>()("RefreshTokenInvalid", 61023, {
  who: "merchant",
  whatToDo: "if WeChat's list of authorizers has no other, the merchant must authorize the platform again"
}) {}

const common = {
  permissionSets: [],
  eligibility: { official: "all", service: "all" }
} as const

const component_appid = Schema.NonEmptyString
const authorizer_appid = Identifiers.given(Identifiers.AppId)
const Secret = Schema.Redacted(Schema.String)
const optional = <A, I>(schema: Schema.Schema<A, I>) => Schema.optionalWith(schema, { exact: true })

/** One granted permission set. */
const FuncInfo = Schema.Struct({
  funcscope_category: Schema.Struct({ id: Schema.Int })
})

/** A token for the component itself, against its secret and the newest ticket. */
export const componentToken = Endpoint.post("getComponentAccessToken", "/cgi-bin/component/api_component_token", {
  ...common,
  credential: null,
  semantics: "idempotent",
  returnCodes: [-1, 40001, 40013, 40125, 41004, 45009, 47001, 61004, 61005, 61006, 61011],
  body: Schema.Struct({ component_appid, component_appsecret: Secret, component_verify_ticket: Secret }),
  success: Schema.Struct({
    component_access_token: Schema.Redacted(Schema.NonEmptyString),
    expires_in: Schema.Int
  })
})

/** Asks WeChat to push tickets again. Also right, and without effect, when it does. */
export const startPushTicket = Endpoint.post("startPushTicket", "/cgi-bin/component/api_start_push_ticket", {
  ...common,
  credential: null,
  semantics: "idempotent",
  returnCodes: [0, 40013],
  // Named otherwise than in the call for the token.
  body: Schema.Struct({ component_appid, component_secret: Secret })
})

/** A code for one visit of the authorization page, good for half an hour. */
export const preAuthCode = Endpoint.post("getPreAuthCode", "/cgi-bin/component/api_create_preauthcode", {
  ...common,
  credential: ComponentToken,
  semantics: "idempotent",
  returnCodes: [-1, 40001, 40013, 41001, 42001, 45009, 61004],
  body: Schema.Struct({ component_appid }),
  success: Schema.Struct({ pre_auth_code: Schema.Redacted(Schema.NonEmptyString), expires_in: Schema.Int })
})

/** Exchanges an authorization code, which works once. */
export const queryAuth = Endpoint.post("getAuthorizerRefreshToken", "/cgi-bin/component/api_query_auth", {
  ...common,
  credential: ComponentToken,
  semantics: "once",
  returnCodes: [-1, 40001, 40013, 61004, CodeInvalid, CodeExpired],
  body: Schema.Struct({ component_appid, authorization_code: Secret }),
  success: Schema.Struct({
    authorization_info: Schema.Struct({
      authorizer_appid: Identifiers.AppId,
      // Only accounts with a right to call have these, and they may be empty.
      authorizer_access_token: optional(Secret),
      expires_in: optional(Schema.Int),
      authorizer_refresh_token: optional(Secret),
      func_info: Schema.Array(FuncInfo)
    })
  })
})

/**
 * A new access token for an authorizer. The refresh token in the reply may be another one: it takes the place of the
 * former.
 */
export const authorizerToken = Endpoint.post("getAuthorizerAccessToken", "/cgi-bin/component/api_authorizer_token", {
  ...common,
  credential: ComponentToken,
  semantics: "idempotent",
  returnCodes: [-1, 40001, 40013, 61014, AuthorizerUnknown, RefreshTokenInvalid],
  body: Schema.Struct({ component_appid, authorizer_appid, authorizer_refresh_token: Secret }),
  success: Schema.Struct({
    authorizer_access_token: Schema.Redacted(Schema.NonEmptyString),
    expires_in: Schema.Int,
    authorizer_refresh_token: optional(Secret)
  })
})

const NumberedKind = Schema.Struct({ id: Schema.Int })

/** What WeChat knows of an authorizer, and what it granted. */
export const authorizerInfo = Endpoint.post("getAuthorizerInfo", "/cgi-bin/component/api_get_authorizer_info", {
  ...common,
  credential: ComponentToken,
  semantics: "read",
  returnCodes: [40001, 40013, AuthorizerUnknown],
  body: Schema.Struct({ component_appid, authorizer_appid }),
  success: Schema.Struct({
    authorizer_info: Schema.Struct({
      nick_name: optional(Schema.String),
      service_type_info: optional(NumberedKind),
      verify_type_info: optional(NumberedKind),
      user_name: optional(Schema.String),
      principal_name: optional(Schema.String),
      account_status: optional(Schema.Int),
      // Its presence tells a mini program.
      MiniProgramInfo: optional(Schema.Unknown)
    }),
    authorization_info: Schema.Struct({
      authorizer_appid: optional(Identifiers.AppId),
      authorizer_refresh_token: optional(Secret),
      func_info: Schema.Array(FuncInfo)
    })
  })
})

/** Authorizers and their refresh tokens, at most 500 at once. */
export const authorizerList = Endpoint.post("getAuthorizerList", "/cgi-bin/component/api_get_authorizer_list", {
  ...common,
  credential: ComponentToken,
  semantics: "read",
  returnCodes: [40001, 40013],
  body: Schema.Struct({
    component_appid,
    offset: Schema.NonNegativeInt,
    count: Schema.Int.pipe(Schema.between(1, 500)).annotations({ description: "a whole number from 1 to 500" })
  }),
  success: Schema.Struct({
    total_count: Schema.Int,
    list: Schema.Array(Schema.Struct({
      authorizer_appid: Identifiers.AppId,
      // Empty until a code of the authorization was exchanged.
      refresh_token: optional(Secret),
      auth_time: optional(Schema.Int)
    }))
  })
})

/** What can be set for an authorizer. */
export const OptionName = Schema.Literal("location_report", "voice_recognize", "customer_service")
export type OptionName = typeof OptionName.Type

// WeChat's pages disagree on the path and on the token of these two. The older form, with the component's token and the
// account in the body, is what most programs in production use, and it still answers.

/** Reads an option of an authorizer. */
export const getOption = Endpoint.post("getAuthorizerOptionInfo", "/cgi-bin/component/api_get_authorizer_option", {
  ...common,
  credential: ComponentToken,
  semantics: "read",
  returnCodes: [40001, OptionUnknown],
  body: Schema.Struct({ component_appid, authorizer_appid, option_name: OptionName }),
  success: Schema.Struct({ option_name: Schema.String, option_value: Schema.String })
})

/** Sets an option of an authorizer. */
export const setOption = Endpoint.post("setAuthorizerOptionInfo", "/cgi-bin/component/api_set_authorizer_option", {
  ...common,
  credential: ComponentToken,
  semantics: "idempotent",
  returnCodes: [40001, OptionUnknown, OptionValueInvalid],
  body: Schema.Struct({ component_appid, authorizer_appid, option_name: OptionName, option_value: Schema.String })
})

/** Makes used-up quotas of the component, or of an authorizer, new: 10 times a month in all. */
export const clearQuota = Endpoint.post("componentClearQuota", "/cgi-bin/component/clear_quota/v2", {
  ...common,
  credential: null,
  semantics: "once",
  returnCodes: [0, -1, 40013, 41004],
  body: Schema.Struct({ component_appid, appsecret: Secret, appid: authorizer_appid })
})
