/**
 * May this account make this call? A pure function over what is known, so that it can be asked without calling.
 */
import { CallRefused, Eligibility, type Endpoint, type PermissionSet } from "@effect-wechat/core"
import type * as Arr from "effect/Array"
import type { Authorizer, Facts } from "./Authorizer.ts"

/**
 * What the gate does with its answer: `enforce` refuses, `warn` lets the call go and logs what it would have refused,
 * `off` does not look.
 */
export type Mode = "enforce" | "warn" | "off"

/** The answer: no reasons mean allowed. */
export type Reasons = ReadonlyArray<CallRefused.Reason>

const allowed: Reasons = []
const notAuthorized: Arr.NonEmptyReadonlyArray<CallRefused.Reason> = [new CallRefused.AccountNotAuthorized({})]

const restriction = (facts: Facts | undefined): Reasons => {
  switch (facts?.status) {
    case 14:
      return [new CallRefused.AccountRestricted({ status: "cancelled" })]
    case 16:
      return [new CallRefused.AccountRestricted({ status: "banned" })]
    case 19:
      return [new CallRefused.AccountRestricted({ status: "frozen" })]
    default:
      return allowed
  }
}

const accountOf = (facts: Facts | undefined): Eligibility.Account | undefined =>
  facts === undefined ? undefined : {
    kind: facts.kind,
    certified: Eligibility.certifiedFromVerifyType(facts.verifyType)
  }

/**
 * The answer for one authorizer, prepared: the work that does not depend on the endpoint is done once.
 *
 * @example
 * ```ts
 * import { FreePublish } from "@effect-wechat/core"
 * import { type Authorizer, Gate } from "@effect-wechat/open-platform"
 *
 * declare const authorizer: Authorizer.Authorizer
 *
 * const ask = Gate.of(authorizer)
 * const refused = ask(FreePublish.delete).map((reason) => reason.message)
 * ```
 */
export const of = (authorizer: Authorizer): (endpoint: Endpoint.Any) => Reasons => {
  if (authorizer.status === "unauthorized") return () => notAuthorized
  const granted: ReadonlySet<PermissionSet.PermissionSet> = new Set(authorizer.permissionSets)
  const account = accountOf(authorizer.facts)
  const restricted = restriction(authorizer.facts)
  const rights = { granted, account }
  return (endpoint) => {
    const reasons = CallRefused.reasonsFor(endpoint, rights)
    return restricted.length === 0 ? reasons : [...restricted, ...reasons]
  }
}

/** The answer for an account that never authorized the component. */
export const unknown: Arr.NonEmptyReadonlyArray<CallRefused.Reason> = notAuthorized
