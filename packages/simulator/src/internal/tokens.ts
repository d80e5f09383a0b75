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

const runningKey = ({ appId, component, source }: Pick<Token, "source" | "appId" | "component">): string =>
  `${source} ${component ?? ""} ${appId}`

/** @internal */
export const running = (
  state: State,
  of: Pick<Token, "source" | "appId" | "component">
): Token | undefined => state.running.get(runningKey(of))

/** Tokens are issued in the order in which they expire, near enough, so the oldest stand first. */
const forgetOld = (state: State, now: number): void => {
  for (const token of state.tokens.values()) {
    if (token.expiresAt + keepExpired > now) return
    state.tokens.delete(token.value)
  }
}

/**
 * A new token, which takes the place of the running one of the same source and speaker.
 *
 * @internal
 */
export const issue = (
  state: State,
  chance: Chance,
  now: number,
  options: Pick<Token, "source" | "appId" | "component"> & { readonly overlap: number }
): Token => {
  const former = running(state, options)
  if (former !== undefined) former.voidAt = Math.min(former.voidAt, now + options.overlap)
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
  state.running.set(runningKey(token), token)
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
 * Voids tokens at once.
 *
 * @internal
 */
export const revoke = (state: State, now: number, which: (token: Token) => boolean): number => {
  let count = 0
  for (const token of state.running.values()) {
    if (!which(token)) continue
    token.voidAt = Math.min(token.voidAt, now)
    count++
  }
  return count
}
