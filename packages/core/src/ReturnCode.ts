/**
 * WeChat's return codes: what each one means, whether to repeat the call, and who must act.
 *
 * A code is looked up when a call has failed, so the table is read at the first look-up and an import costs nothing.
 *
 * @example
 * ```ts
 * import * as ReturnCode from "@effect-wechat/core/ReturnCode"
 *
 * const { kind, meaning, retry, who } = ReturnCode.describe(45009)
 * // kind "QuotaExhausted", retry "tomorrow", who "provider"
 * ```
 */
import * as Option from "effect/Option"
import * as returnCodes from "./internal/returnCodes.ts"

/**
 * Whether and when the same call may work:
 *
 * - `yes`: after a short pause
 * - `later`: after a minute or more, or when what the code names has been completed
 * - `after-refresh`: at once, with a new token
 * - `in-an-hour`, `in-a-day`: counted from the refusal
 * - `tomorrow`, `next-month`: when the quota of the day or the month is renewed
 * - `next-period`: tomorrow or next month; which one depends on the kind of account
 * - `no`: not until somebody has changed something
 * - `unknown`: nothing is known
 */
export type Retry =
  | "yes"
  | "later"
  | "after-refresh"
  | "in-an-hour"
  | "in-a-day"
  | "tomorrow"
  | "next-month"
  | "next-period"
  | "no"
  | "unknown"

/**
 * Who must act:
 *
 * - `merchant`: who owns the account
 * - `provider`: who runs the platform, by its configuration or by calling less
 * - `wechat`: only WeChat can mend it
 * - `developer`: who wrote the call
 * - `nobody`: the library or time mends it, or a follower has decided so
 */
export type Who = "merchant" | "provider" | "wechat" | "developer" | "nobody"

/** The reason of a `WeChatError` that a code becomes. */
export type Kind =
  | "SystemBusy"
  | "RateLimited"
  | "QuotaExhausted"
  | "TokenRejected"
  | "NotAuthorized"
  | "ApiForbidden"
  | "IpNotAllowed"
  | "InvalidCredentials"
  | "RequestRejected"
  | "UnexpectedCode"

/** What is known about one code. */
export interface ReturnCode {
  readonly code: number
  /** The text that WeChat sends with the code, or a label where that text is not known */
  readonly name: string
  /** What it means; empty where nothing is known beyond the name */
  readonly meaning: string
  /** The family it belongs to, such as `parameter` or `component` */
  readonly category: string
  readonly retry: Retry
  readonly kind: Kind
  readonly who: Who
}

const retries: ReadonlyMap<string, Retry> = new Map(
  (["yes", "later", "after-refresh", "in-an-hour", "in-a-day", "tomorrow", "next-month", "next-period", "no"] as const)
    .map((retry) => [retry, retry])
)

/** What the codes of a category become; those of all other categories are not about the calls of this library. */
const kinds: Readonly<Record<string, Kind>> = {
  "api-signature": "RequestRejected",
  comment: "RequestRejected",
  component: "RequestRejected",
  "component/registration": "RequestRejected",
  conflict: "RequestRejected",
  content: "RequestRejected",
  credential: "InvalidCredentials",
  "customer-service": "RequestRejected",
  empty: "RequestRejected",
  expired: "RequestRejected",
  idempotency: "RequestRejected",
  ip: "IpNotAllowed",
  limit: "RequestRejected",
  mismatch: "RequestRejected",
  missing: "RequestRejected",
  "not-found": "RequestRejected",
  oauth: "RequestRejected",
  "open-account": "RequestRejected",
  "open-account/plugin/ip": "RequestRejected",
  "account-profile": "RequestRejected",
  parameter: "RequestRejected",
  permission: "ApiForbidden",
  policy: "ApiForbidden",
  precondition: "RequestRejected",
  publish: "RequestRejected",
  quota: "QuotaExhausted",
  "quota-api": "RequestRejected",
  request: "RequestRejected",
  shop: "RequestRejected",
  statistics: "RequestRejected",
  system: "SystemBusy",
  user: "RequestRejected",
  "user/account": "RequestRejected"
}

/** Who must act, where the category says more than the kind: texts and pictures are the merchant's, followers are free. */
const whoByCategory: Readonly<Record<string, Who>> = {
  content: "merchant",
  ok: "nobody",
  user: "nobody",
  "user/account": "nobody"
}

const whoByKind: Readonly<Record<Kind, Who>> = {
  SystemBusy: "wechat",
  RateLimited: "provider",
  QuotaExhausted: "provider",
  TokenRejected: "nobody",
  NotAuthorized: "merchant",
  ApiForbidden: "merchant",
  IpNotAllowed: "provider",
  InvalidCredentials: "provider",
  RequestRejected: "developer",
  UnexpectedCode: "developer"
}

/** Codes that are not what their category says. A function, so that an import does not build it. */
const exceptions = (): ReadonlyArray<readonly [kind: Kind, who: Who, codes: ReadonlyArray<number>]> => [
  // Exactly those that are about the token that was sent: each costs a refresh, so a doubtful one is not among them
  ["TokenRejected", "nobody", [40001, 40014, 42001, 42006]],

  ["RateLimited", "provider", [42010, 43100, 45066, 53011, 53501]],

  ["QuotaExhausted", "provider", [47006, 61027, 61055, 89030]],
  // What is used up is the merchant's own allowance
  ["QuotaExhausted", "merchant", [40251, 53200, 53202]],
  // Neither calling less nor clearing the quota brings these back
  ["QuotaExhausted", "nobody", [45028, 45093, 48006]],

  ["NotAuthorized", "merchant", [42007, 43007, 50001, 61003, 61007, 61017, 61023]],
  // The component itself has to confirm the set
  ["NotAuthorized", "provider", [61016]],

  ["ApiForbidden", "merchant", [40200, 41032, 41034, 41035, 43106, 45045, 45064, 45087, 45094, 53404, 53406, 53500]],
  ["ApiForbidden", "merchant", [65306, 65309, 65319, 65400, 88000, 89005, 89006, 89013, 89235]],
  // The platform lacks the right, not the account
  ["ApiForbidden", "provider", [61026, 61028, 61029, 61030, 89254]],
  ["ApiForbidden", "wechat", [43015]],

  ["IpNotAllowed", "provider", [45032, 61004]],
  // The account's administrator has to allow the address
  ["IpNotAllowed", "merchant", [89501, 89502, 89503, 89506, 89507]],

  // Left out of a request for a token: the configuration is empty
  ["InvalidCredentials", "provider", [41002, 41003, 41004, 41018]],
  ["InvalidCredentials", "provider", [40091, 40094, 61000, 61001, 61005, 61006, 61011, 89256]],

  // Wrong use of a token, a grant type or an address, whatever the category
  ["RequestRejected", "developer", [40002, 40187, 40249, 40250, 45063, 48007, 49003]],
  // Only the merchant's consent brings a new authorization code
  ["RequestRejected", "merchant", [61009, 61010]],
  // Texts, links and templates that the merchant must change, and what is under review
  ["RequestRejected", "merchant", [40068, 40155, 40168, 40194, 40204, 43116, 45062, 45082, 45166, 45168, 48011, 88002]],
  ["RequestRejected", "merchant", [53503, 53504, 53505, 88011, 200013]],
  // The account holds too many, or what is still in use
  ["RequestRejected", "merchant", [45010, 45018, 45026, 45029, 45034, 45056, 45060, 45074, 48005, 48010, 200012]],
  // The merchant has to switch something on, or to let someone in
  ["RequestRejected", "merchant", [43008, 43009, 43010, 43011, 43012, 43013, 43019, 89001]],
  // The account's administrator has to confirm what was sent
  ["RequestRejected", "merchant", [89504, 89505]],
  ["RequestRejected", "provider", [40201, 61002, 89004]],
  ["RequestRejected", "developer", [41039, 48013]],
  ["RequestRejected", "wechat", [40252]],
  // Already done, or not ready yet
  ["RequestRejected", "nobody", [45065, 46007, 61503, 89249]],

  ["UnexpectedCode", "wechat", [45085]]
]

const read = (): ReadonlyMap<number, ReturnCode> => {
  const judged = new Map(
    exceptions().flatMap(([kind, who, codes]) => codes.map((code) => [code, { kind, who }] as const))
  )
  return new Map(
    returnCodes.table().split("\n").map((line) => {
      const [number, place, when = "", text = "", meaning = ""] = line.split("\t")
      const code = Number(number)
      const category = returnCodes.categories[Number(place)] ?? ""
      const retry = retries.get(when) ?? "unknown"
      // Without even a text there is nothing to tell a kind from
      const byCategory = text === "" ? "UnexpectedCode" : kinds[category] ?? "UnexpectedCode"
      const byRetry = byCategory === "QuotaExhausted" && retry === "later" ? "RateLimited" : byCategory
      const { kind, who } = judged.get(code) ?? { kind: byRetry, who: whoByCategory[category] ?? whoByKind[byRetry] }
      const name = text === "" ? `code-${code}` : text
      return [code, { code, name, meaning, category, retry, kind, who }]
    })
  )
}

let known: ReadonlyMap<number, ReturnCode> | undefined

const codes = (): ReadonlyMap<number, ReturnCode> => {
  known ??= read()
  return known
}

/** What is known about a code, if anything. */
export const lookup = (code: number): Option.Option<ReturnCode> => Option.fromNullable(codes().get(code))

/** What is known about a code; of one that is not in the table, that it is unexpected. */
export const describe = (code: number): ReturnCode =>
  codes().get(code) ?? {
    code,
    name: "",
    meaning: "",
    category: "unknown",
    retry: "unknown",
    kind: "UnexpectedCode",
    who: whoByKind.UnexpectedCode
  }

/** Every code, in ascending order. */
export const all = (): ReadonlyArray<ReturnCode> => Array.from(codes().values())
