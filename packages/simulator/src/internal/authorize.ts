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
 * Takes a code of a link to the authorization page, if it still stands: it counts once.
 *
 * @internal
 */
export const usePreAuthCode = (component: Component, code: string, now: number): boolean => {
  const known = component.preAuthCodes.get(code)
  component.preAuthCodes.delete(code)
  return known !== undefined && now < known.expiresAt
}

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
    permissionSets: [...new Set(permissionSets)].sort((a, b) => a - b),
    since: former?.since ?? now,
    refreshToken: newRefreshToken(chance),
    formerRefreshTokens: [],
    isExchanged: former?.isExchanged ?? false,
    options: former?.options ?? new Map()
  }
  component.authorizations.set(account.appId, authorization)
  Tokens.revokeRunning(state, now, { source: "authorizer", appId: account.appId, component: component.appId })
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
