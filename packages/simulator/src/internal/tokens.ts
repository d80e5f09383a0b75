import type * as Reply from "../Reply.ts"
import type { Chance } from "./chance.ts"
import * as failures from "./failures.ts"
import type { State, Token } from "./state.ts"

const second = 1000

/** @internal */
export const lifetime = 7200 * second

/**
 * How long the former token still works after a renewal. WeChat documents it for the plain token; for the others nobody
 * has confirmed it.
 *
 * @internal
 */
export const overlap = 300 * second

const keepExpired = 24 * 3600 * second

/** Who gave a token, whom it speaks for, and who calls with it: a new one takes the place of the one before. */
type Speaker = Pick<Token, "source" | "appId" | "component">

const runningKey = ({ appId, component, source }: Speaker): string => `${source} ${component ?? ""} ${appId}`

/** @internal */
export const running = (state: State, of: Speaker): Token | undefined => state.running.get(runningKey(of))?.current

/** Whether it was still good for anything. */
const voidNow = (token: Token, now: number): boolean => {
  const wasLive = token.voidAt > now && token.expiresAt > now
  token.voidAt = Math.min(token.voidAt, now)
  return wasLive
}

/** Tokens are issued in the order in which they expire, near enough, so the oldest stand first. */
const forgetOld = (state: State, now: number): void => {
  for (const token of state.tokens.values()) {
    if (token.expiresAt + keepExpired > now) return
    state.tokens.delete(token.value)
  }
}

/**
 * A new token, which takes the place of the running one of the same source and speaker. Old and new may work side by
 * side for a while, never a third.
 *
 * @internal
 */
export const issue = (
  state: State,
  chance: Chance,
  now: number,
  options: Speaker & { readonly overlap: number }
): Token => {
  const key = runningKey(options)
  const before = state.running.get(key)
  if (before !== undefined) {
    if (before.former !== undefined) voidNow(before.former, now)
    before.current.voidAt = Math.min(before.current.voidAt, now + options.overlap)
  }
  forgetOld(state, now)
  const token: Token = {
    value: `${10 + Math.floor(chance.next() * 90)}_${chance.base64Url(134)}`,
    source: options.source,
    appId: options.appId,
    component: options.component,
    expiresAt: now + lifetime,
    voidAt: Infinity
  }
  state.tokens.set(token.value, token)
  state.running.set(key, { current: token, former: before?.current })
  return token
}

/**
 * The token that a request names, or why it does not count.
 *
 * @internal
 */
export const check = (
  state: State,
  now: number,
  value: string | null
): { readonly token: Token } | { readonly refusal: Reply.Reply } => {
  if (value === null || value === "") return { refusal: failures.tokenMissing }
  const token = state.tokens.get(value)
  if (token === undefined) {
    return { refusal: /^[\w-]{32,}$/.test(value) ? failures.badSecretOrToken : failures.invalidAccessToken }
  }
  if (token.voidAt <= now) return { refusal: failures.badSecretOrToken }
  return token.expiresAt <= now ? { refusal: failures.tokenExpired } : { token }
}

/**
 * Voids the tokens of one source and speaker at once, the former one too.
 *
 * @internal
 */
export const revokeRunning = (state: State, now: number, of: Speaker): void => {
  const tokens = state.running.get(runningKey(of))
  if (tokens === undefined) return
  voidNow(tokens.current, now)
  if (tokens.former !== undefined) voidNow(tokens.former, now)
}

/**
 * Voids every token that speaks for an account or a component, whoever gave it. How many still worked.
 *
 * @internal
 */
export const revokeAll = (state: State, now: number, appId: string): number => {
  let count = 0
  for (const token of state.tokens.values()) {
    if (token.appId === appId && voidNow(token, now)) count++
  }
  return count
}

/**
 * Voids the token that a request names.
 *
 * @internal
 */
export const revokeNamed = (state: State, now: number, value: string | null): void => {
  const token = value === null ? undefined : state.tokens.get(value)
  if (token !== undefined && token.expiresAt > now) voidNow(token, now)
}
