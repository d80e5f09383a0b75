import type { Chance } from "./chance.ts"
import type { Account, Authorization, Component, State } from "./state.ts"
import * as Tokens from "./tokens.ts"

const second = 1000

/** By the captured event; the page of the redirect prints 600. */
const codeLifetime = 3600 * second

/** @internal */
export const preAuthLifetime = 1800 * second

/** @internal */
export const refreshGrace = 300 * second

/** @internal */
export const newRefreshToken = (chance: Chance): string => `refreshtoken@@@${chance.base64Url(43)}`

const sameSets = (a: ReadonlyArray<number>, b: ReadonlyArray<number>): boolean =>
  a.length === b.length && a.every((set) => b.includes(set))

/**
 * Whether an account may authorize a component at all.
 *
 * @internal
 */
export const mayAuthorize = (component: Component, account: Account): boolean =>
  component.published || component.testAccounts.has(account.appId)

/**
 * The merchant confirms. A new authorization voids the running token of the former one at once, and its refresh token.
 *
 * @internal
 */
export const authorize = (
  state: State,
  chance: Chance,
  now: number,
  component: Component,
  account: Account,
  permissionSets: ReadonlyArray<number>
): {
  readonly authCode: string
  readonly expiresAt: number
  /** Nothing is pushed when an authorization is confirmed again without a change */
  readonly event: "authorized" | "updateauthorized" | undefined
} => {
  const former = component.authorizations.get(account.appId)
  const authorization: Authorization = {
    account: account.appId,
    permissionSets: [...permissionSets].sort((a, b) => a - b),
    since: former?.since ?? now,
    refreshToken: newRefreshToken(chance),
    formerRefreshToken: undefined,
    isExchanged: former?.isExchanged ?? false,
    options: former?.options ?? new Map()
  }
  component.authorizations.set(account.appId, authorization)
  Tokens.revoke(
    state,
    now,
    (token) => token.source === "authorizer" && token.appId === account.appId && token.component === component.appId
  )
  const authCode = `queryauthcode@@@${chance.base64Url(48)}`
  const expiresAt = now + codeLifetime
  component.authCodes.set(authCode, { account: account.appId, expiresAt, authorization, isUsed: false })
  const event = former === undefined
    ? "authorized"
    : sameSets(former.permissionSets, authorization.permissionSets)
    ? undefined
    : "updateauthorized"
  return { authCode, expiresAt, event }
}

/**
 * The merchant takes the authorization back. Whether there was one.
 *
 * @internal
 */
export const unauthorize = (component: Component, account: Account): boolean =>
  component.authorizations.delete(account.appId)
