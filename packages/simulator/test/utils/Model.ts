/**
 * What the platform promises about tokens and authorizations, told once more and as simply as can be, from what is
 * known of WeChat and not from the simulator: the yardstick of random runs.
 */

const second = 1000
const tokenLife = 7200 * second
const codeLife = 3600 * second
const grace = 300 * second
const ticketLife = 12 * 3600 * second

export type Kind = "plain" | "stable" | "component" | "authorizer"

export interface Token {
  readonly value: string
  readonly kind: Kind
  /** Whom it speaks for */
  readonly appId: string
  /** Who calls with it, if a component does */
  readonly component: string | undefined
  readonly givenAt: number
  /** When it was replaced or taken away */
  endsAt: number
}

interface RefreshToken {
  readonly value: string
  endsAt: number
}

interface Authorization {
  sets: ReadonlyArray<number>
  /** Newest last; none is known before the first exchange */
  refreshTokens: Array<RefreshToken>
  code: { readonly value: string; readonly givenAt: number; isUsed: boolean }
}

interface Component {
  readonly rotates: boolean
  readonly authorizations: Map<string, Authorization>
  readonly tickets: Map<string, number>
  /** Each code that ever was, so that an old one can be told from one that never was */
  readonly codes: Set<string>
}

interface Account {
  readonly drafts: Set<string>
}

export interface Model {
  readonly components: Map<string, Component>
  readonly accounts: Map<string, Account>
  readonly tokens: Array<Token>
}

export const make = (
  components: ReadonlyArray<{ readonly appId: string; readonly rotates: boolean }>,
  accounts: ReadonlyArray<string>
): Model => ({
  components: new Map(components.map(({ appId, rotates }) => [
    appId,
    { rotates, authorizations: new Map(), tickets: new Map(), codes: new Set() }
  ])),
  accounts: new Map(accounts.map((appId) => [appId, { drafts: new Set() }])),
  tokens: []
})

const sameSpeaker = (a: Token, b: Pick<Token, "kind" | "appId" | "component">): boolean =>
  a.kind === b.kind && a.appId === b.appId && a.component === b.component

const end = (token: Token, at: number): void => {
  token.endsAt = Math.min(token.endsAt, at)
}

/** Whether a token still works by itself, whatever its speaker may do with it. */
export const isLive = (token: Token, now: number): boolean => now < token.endsAt && now < token.givenAt + tokenLife

export const liveOf = (model: Model, of: Pick<Token, "kind" | "appId" | "component">, now: number) =>
  model.tokens.filter((token) => sameSpeaker(token, of) && isLive(token, now))

/** A new token: the one before it works on for `overlap`, all earlier ones are over. */
export const issued = (
  model: Model,
  now: number,
  of: Pick<Token, "kind" | "appId" | "component">,
  value: string,
  overlap: number
): void => {
  const before = model.tokens.filter((token) => sameSpeaker(token, of))
  before.forEach((token, at) => end(token, at === before.length - 1 ? now + overlap : now))
  model.tokens.push({ ...of, value, givenAt: now, endsAt: Infinity })
}

export const authorized = (
  model: Model,
  now: number,
  component: string,
  account: string,
  sets: ReadonlyArray<number>,
  code: string
): void => {
  for (const token of model.tokens) {
    if (sameSpeaker(token, { kind: "authorizer", appId: account, component })) end(token, now)
  }
  model.components.get(component)?.codes.add(code)
  model.components.get(component)?.authorizations.set(account, {
    sets,
    refreshTokens: [],
    code: { value: code, givenAt: now, isUsed: false }
  })
}

export const unauthorized = (model: Model, component: string, account: string): void => {
  model.components.get(component)?.authorizations.delete(account)
}

export const revoked = (model: Model, now: number, appId: string): number => {
  const live = model.tokens.filter((token) => token.appId === appId && isLive(token, now))
  for (const token of live) end(token, now)
  return live.length
}

/** What an exchange has to answer: codes of errors that would be true. */
export const exchange = (model: Model, now: number, component: string, code: string): ReadonlyArray<number> => {
  const known = model.components.get(component)
  for (const { code: own } of known?.authorizations.values() ?? []) {
    if (own.value === code) return !own.isUsed && now < own.givenAt + codeLife ? [0] : [61010]
  }
  // Overtaken, and perhaps used or too old besides: both are true.
  return known?.codes.has(code) === true ? [61009, 61010] : [61009]
}

export const exchanged = (
  model: Model,
  now: number,
  component: string,
  given: { readonly account: string; readonly token: string; readonly refreshToken: string }
): void => {
  const authorization = model.components.get(component)?.authorizations.get(given.account)
  if (authorization === undefined) return
  authorization.code.isUsed = true
  authorization.refreshTokens.push({ value: given.refreshToken, endsAt: Infinity })
  issued(model, now, { kind: "authorizer", appId: given.account, component }, given.token, 0)
}

/** What a refresh has to answer. */
export const refresh = (
  model: Model,
  now: number,
  component: string,
  account: string,
  refreshToken: string
): number => {
  const authorization = model.components.get(component)?.authorizations.get(account)
  if (authorization === undefined) return 61003
  return authorization.refreshTokens.some(({ endsAt, value }) => value === refreshToken && now < endsAt) ? 0 : 61023
}

/** Gives whether the refresh token that came back is the one that had to. */
export const refreshed = (
  model: Model,
  now: number,
  component: string,
  account: string,
  given: { readonly token: string; readonly refreshToken: string }
): boolean => {
  issued(model, now, { kind: "authorizer", appId: account, component }, given.token, grace)
  const known = model.components.get(component)
  const all = known?.authorizations.get(account)?.refreshTokens ?? []
  const newest = all.at(-1)
  if (known?.rotates !== true) return newest?.value === given.refreshToken
  if (newest !== undefined) newest.endsAt = Math.min(newest.endsAt, now + grace)
  all.push({ value: given.refreshToken, endsAt: Infinity })
  return all.filter(({ value }) => value === given.refreshToken).length === 1
}

export const lostRefreshToken = (model: Model, component: string, account: string): void => {
  const authorization = model.components.get(component)?.authorizations.get(account)
  if (authorization !== undefined) authorization.refreshTokens = []
}

/** What a component token has to be answered for a ticket. */
export const ticketRefusal = (model: Model, now: number, component: string, ticket: string): number => {
  const at = model.components.get(component)?.tickets.get(ticket)
  if (at === undefined) return 61006
  return now < at + ticketLife ? 0 : 61005
}

/** Refusals that a token as such may meet; none when it works. */
const refusalOfToken = (token: Token, now: number): ReadonlyArray<number> | undefined => {
  if (isLive(token, now)) return undefined
  // A token that was replaced and expired is both.
  return token.endsAt <= now && token.givenAt + tokenLife <= now
    ? [40001, 42001]
    : token.endsAt <= now
    ? [40001]
    : [42001, 40001]
}

/** What a call for an account has to answer, when one of `sets` is enough for it. */
export const callForAccount = (model: Model, now: number, token: Token, sets: ReadonlyArray<number>) => {
  const refusal = refusalOfToken(token, now)
  if (refusal !== undefined) return refusal
  if (token.kind === "component") return [61015]
  if (token.component === undefined) return [0]
  const authorization = model.components.get(token.component)?.authorizations.get(token.appId)
  if (authorization === undefined) return [61003]
  return authorization.sets.some((set) => sets.includes(set)) ? [0] : [61007]
}

/** What a call for the component has to answer. */
export const callForComponent = (now: number, token: Token, component: string): ReadonlyArray<number> => {
  const refusal = refusalOfToken(token, now)
  if (refusal !== undefined) return refusal
  if (token.kind !== "component") return [61014]
  return token.appId === component ? [0] : [40013]
}
