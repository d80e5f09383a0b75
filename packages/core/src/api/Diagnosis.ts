/**
 * What went wrong: a failed request as WeChat has it, the callback as WeChat reaches it, and the addresses of both ends.
 */
import * as Option from "effect/Option"
import * as Predicate from "effect/Predicate"
import * as Schema from "effect/Schema"
import * as Endpoint from "../Endpoint.ts"
import {
  InvalidCallbackUrl,
  InvalidCheckAction,
  InvalidCheckOperator,
  InvalidRid,
  RidNotFound,
  RidOfAnother,
  RidTooOld
} from "../Failure/Diagnosis.ts"

const facts = {
  // Whatever was granted, it is enough.
  permissionSets: [],
  eligibility: { official: "all", service: "all" },
  semantics: "read"
} as const

const optional = <A, I>(schema: Schema.Schema<A, I>) => Schema.optionalWith(schema, { exact: true })

/** The address holds a token, and bodies may hold secrets too: nothing of it gets into a log by the way. */
const hidden = optional(Schema.Redacted(Schema.String))

/**
 * The request id of a failure, if it can be looked up with {@link request}. Refusals have none, since nothing was sent,
 * and neither has a call for which no token could be had: that request was made by another.
 */
export const ridOf = (error: unknown): Option.Option<string> => {
  const said = Predicate.isTagged(error, "WeChatError") && Predicate.hasProperty(error, "reason") ? error.reason : error
  return Predicate.hasProperty(said, "rid") && Predicate.isString(said.rid) ? Option.some(said.rid) : Option.none()
}

/**
 * A failed request of the last 7 days as WeChat has it, by its `rid`. It can be looked up on behalf of the same account
 * only.
 *
 * Address and bodies are `Redacted`, because they hold a token, and whatever else the request or the reply held.
 *
 * @example
 * ```ts
 * import { Diagnosis, Draft } from "@effect-wechat/core"
 * import { Effect } from "effect"
 *
 * const program = Draft.delete({ media_id: "MEDIA_ID" }).pipe(
 *   Effect.tapError((error) =>
 *     Effect.gen(function*() {
 *       const rid = yield* Diagnosis.ridOf(error)
 *       const { request } = yield* Diagnosis.request({ rid })
 *       yield* Effect.log(`${rid} took ${request.cost_in_ms} ms and came from ${request.client_ip}`)
 *     }).pipe(Effect.ignore)
 *   )
 * )
 * ```
 */
export const request = Endpoint.post("getRidInfo", "/cgi-bin/openapi/rid/get", {
  ...facts,
  returnCodes: [0, RidNotFound, InvalidRid, RidOfAnother, RidTooOld],
  body: Schema.Struct({
    rid: Schema.NonEmptyTrimmedString.annotations({ description: "a non-empty text without spaces around it" })
  }),
  success: Schema.Struct({
    request: Schema.Struct({
      /** Seconds of the epoch */
      invoke_time: optional(Schema.Number),
      cost_in_ms: optional(Schema.Number),
      /** The query of the address alone, on the page */
      request_url: hidden,
      request_body: hidden,
      response_body: hidden,
      /** Where the request came from: this is the address to allow when WeChat refuses it */
      client_ip: optional(Schema.String)
    })
  })
})

/** An address of the callback, as WeChat finds it by its name. */
export const Resolved = Schema.Struct({ ip: Schema.String, real_operator: optional(Schema.String) })
export interface Resolved extends Schema.Schema.Type<typeof Resolved> {}

/** How a single ping went. */
export const Pinged = Schema.Struct({
  ip: Schema.String,
  from_operator: optional(Schema.String),
  /** "0%" or "100%" */
  package_loss: optional(Schema.String),
  /** Such as "20.000ms" */
  time: optional(Schema.String)
})
export interface Pinged extends Schema.Schema.Type<typeof Pinged> {}

/**
 * Lets WeChat look up the name of the callback, ping what it finds, or both; from the net of one operator, or with
 * `DEFAULT` from whichever WeChat chooses.
 */
export const checkCallback = Endpoint.post("callbackCheck", "/cgi-bin/callback/check", {
  ...facts,
  returnCodes: [InvalidCallbackUrl, InvalidCheckAction, InvalidCheckOperator],
  body: Schema.Struct({
    action: Schema.Literal("dns", "ping", "all"),
    check_operator: Schema.Literal("CHINANET", "UNICOM", "CAP", "DEFAULT")
  }),
  success: Schema.Struct({
    /** Empty where it was not asked for, as the other */
    dns: Schema.optionalWith(Schema.Array(Resolved), { exact: true, default: () => [] }),
    ping: Schema.optionalWith(Schema.Array(Pinged), { exact: true, default: () => [] })
  })
})

/** Addresses, and ranges of them such as `203.0.113.64/26`. Never taken for empty: somebody lets in what stands here. */
const Addresses = Schema.Struct({ ip_list: Schema.Array(Schema.String) })

/** Where WeChat's pushes come from. It may change, so ask once a day. */
export const callbackAddresses = Endpoint.get("getCallbackIp", "/cgi-bin/getcallbackip", {
  ...facts,
  returnCodes: [40013],
  success: Addresses
})

/**
 * Where calls go to. It may change, so ask once a day; the name api.weixin.qq.com is to be preferred.
 */
export const apiAddresses = Endpoint.get("getApiDomainIp", "/cgi-bin/get_api_domain_ip", {
  ...facts,
  returnCodes: [40013],
  success: Addresses
})
