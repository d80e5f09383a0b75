import type * as Reply from "../Reply.ts"
import * as failures from "./failures.ts"
import type { Interface } from "./Interface.ts"
import type { Account, Authorization, Component, State, Token } from "./state.ts"

/** @internal */
export const isCertified = (account: Account): boolean => [0, 3, 4, 5].includes(account.verifyType)

/** @internal */
export const refusalOfAccount = (account: Account): Reply.Reply | undefined => {
  switch (account.status) {
    case "normal":
    case "warned":
      return undefined
    case "banned":
      return failures.apiForbidden
    case "frozen":
    case "cancelled":
      return failures.userLimited
  }
}

const isEligible = (account: Account, of: Extract<Interface, { speaker: "account" }>): boolean => {
  const requirement = of.eligible[account.kind]
  return requirement === "all" || requirement === "certified" && isCertified(account)
}

/** @internal */
export interface Behalf {
  readonly component: Component
  readonly authorization: Authorization
}

/**
 * On whose behalf a token of an authorizer speaks: of nobody, of a component, or of one that has no right any more.
 *
 * @internal
 */
export const behalfOf = (state: State, token: Token): Behalf | "nobody" | "withdrawn" => {
  if (token.component === undefined) return "nobody"
  const component = state.components.get(token.component)
  const authorization = component?.authorizations.get(token.appId)
  return component === undefined || authorization === undefined ? "withdrawn" : { component, authorization }
}

/**
 * Why an account's interface is not for this caller.
 *
 * @internal
 */
export const refusalOfInterface = (
  of: Extract<Interface, { speaker: "account" }>,
  account: Account,
  behalf: Behalf | undefined
): Reply.Reply | undefined => {
  if (behalf !== undefined) {
    if (of.sets === "none") return failures.setNotGranted
    if (of.sets !== "any" && !of.sets.some((set) => behalf.authorization.permissionSets.includes(set))) {
      return failures.setNotGranted
    }
  }
  return refusalOfAccount(account) ?? (isEligible(account, of) ? undefined : failures.apiUnauthorized)
}
