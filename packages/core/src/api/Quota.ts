/**
 * How often an account may call an interface, and how it gets used-up quotas back.
 *
 * Counters may be wrong by about one in a hundred. Calls on behalf of a merchant use up the merchant's own quotas, and
 * so do resets.
 */
import * as Schema from "effect/Schema"
import * as Endpoint from "../Endpoint.ts"
import { CgiPathNotOwned, NoResetLeft, NotThisAccount, UnknownCgiPath } from "../Failure/Quota.ts"
import { AppId, given } from "../Identifiers.ts"

const facts = {
  // Whatever was granted, it is enough.
  permissionSets: [],
  eligibility: { official: "all", service: "all" }
} as const

const optional = <A, I>(schema: Schema.Schema<A, I>) => Schema.optionalWith(schema, { exact: true })

const CgiPath = Schema.TemplateLiteral("/", Schema.String).annotations({
  description: "the path of an interface, beginning with a slash and without the host"
})

/** How many calls a stretch of time takes. */
export const Rate = Schema.Struct({
  call_count: optional(Schema.Number),
  /** How long the stretch is */
  refresh_second: optional(Schema.Number)
})
export interface Rate extends Schema.Schema.Type<typeof Rate> {}

/**
 * How many calls of an interface the account has today, and how many of them are left.
 *
 * @example
 * ```ts
 * import { Draft, Quota } from "@effect-wechat/core"
 * import { Effect } from "effect"
 *
 * const left = Effect.map(Quota.get({ cgi_path: Draft.delete.path }), ({ quota }) => quota?.remain)
 * ```
 */
export const get = Endpoint.post("getApiQuota", "/cgi-bin/openapi/quota/get", {
  ...facts,
  semantics: "read",
  // For a path without its slash the page also names 76003; no such path is sent.
  returnCodes: [0, UnknownCgiPath, CgiPathNotOwned],
  body: Schema.Struct({ cgi_path: CgiPath }),
  success: Schema.Struct({
    quota: optional(Schema.Struct({ daily_limit: Schema.Number, used: Schema.Number, remain: Schema.Number })),
    rate_limit: optional(Rate),
    /** What calls on behalf of the account have beside {@link rate_limit} */
    component_rate_limit: optional(Rate)
  })
})

/**
 * Spends one of the ten resets that the account has a month: all its quotas of today begin anew. The ten are shared by
 * everybody who may spend them, the merchant in the console and every platform.
 *
 * `appid` names the account whose reset is spent, which is the very one that the call is made for: a slip spends nothing,
 * and shows as `NotThisAccount`. A lost reply leaves it open whether a reset was spent, so nothing is repeated by itself:
 * {@link get} tells whether the counters are at zero.
 *
 * What the platform itself has used up is reset by `ComponentApi.clearQuota` of `@effect-wechat/open-platform`.
 *
 * @example
 * ```ts
 * import { Quota } from "@effect-wechat/core"
 *
 * const reset = Quota.spendReset({ appid: "wx0123456789abcdef" })
 * // @ts-expect-error nobody spends one by the way
 * Quota.spendReset()
 * ```
 */
export const spendReset = Endpoint.post("clearQuota", "/cgi-bin/clear_quota", {
  ...facts,
  semantics: "once",
  returnCodes: [0, NotThisAccount, NoResetLeft],
  body: Schema.Struct({ appid: given(AppId) })
})

/**
 * Spends one of the 50 resets of single interfaces that the account has a month. The page shows paths of the shop alone,
 * which begin with `/channels/ec/`; for any other expect `CgiPathNotOwned`. When the 50 are spent, the page has no code
 * but 45009.
 *
 * A lost reply leaves it open whether a reset was spent, so nothing is repeated by itself.
 */
export const spendPathReset = Endpoint.post("clearApiQuota", "/cgi-bin/openapi/quota/clear", {
  ...facts,
  semantics: "once",
  returnCodes: [40001, 41001, 42001, 44002, 45009, 50002, UnknownCgiPath, CgiPathNotOwned],
  body: Schema.Struct({ cgi_path: CgiPath })
})
