/**
 * Which accounts may use an interface at all, whatever they granted: WeChat's pages end in a table with a column for
 * each kind of account.
 */
import * as Schema from "effect/Schema"

/** A subscription account (`official`, what WeChat's pages call Official Account) or a service account. */
export const AccountKind = Schema.Literal("official", "service")
export type AccountKind = typeof AccountKind.Type

/** What an interface asks of accounts of one kind: open to `all`, to the `certified` alone, or to `none`. */
export const Requirement = Schema.Literal("all", "certified", "none")
export type Requirement = typeof Requirement.Type

/** What an interface asks of each kind of account. */
export interface Eligibility extends Readonly<Record<AccountKind, Requirement>> {}

/** What has to be known of an account to tell whether it is eligible. */
export interface Account {
  readonly kind: AccountKind
  readonly certified: boolean
}

/** The answer: eligible, or why not. */
export type Verdict = "eligible" | "not-certified" | "kind-not-served"

/**
 * Tells whether an account may use an interface.
 *
 * @example
 * ```ts
 * import { Eligibility, FreePublish } from "@effect-wechat/core"
 *
 * Eligibility.check(FreePublish.delete.eligibility, { kind: "official", certified: false }) // "not-certified"
 * ```
 */
export const check = (eligibility: Eligibility, account: Account): Verdict => {
  switch (eligibility[account.kind]) {
    case "all":
      return "eligible"
    case "certified":
      return account.certified ? "eligible" : "not-certified"
    case "none":
      return "kind-not-served"
  }
}

/**
 * Reads WeChat's `service_type_info.id`: 2 is a service account, 0 and 1 are subscription accounts. An id that nobody
 * knows yet counts as the kind with fewer rights.
 */
export const kindFromServiceType = (id: number): AccountKind => id === 2 ? "service" : "official"

/**
 * Reads WeChat's `verify_type_info.id`: an account counts as certified once its qualification has passed (0, 3, 4, 5).
 * Verification by Weibo alone (1, 2) gives no rights.
 */
export const certifiedFromVerifyType = (id: number): boolean => id === 0 || id === 3 || id === 4 || id === 5
