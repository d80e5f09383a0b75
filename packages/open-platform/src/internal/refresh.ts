import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import type { Token } from "../Authorizer.ts"
import * as Metrics from "./metrics.ts"

/**
 * Whether two tokens are one, or both are not there.
 *
 * @internal
 */
export const same = (a: Redacted.Redacted | undefined, b: Redacted.Redacted | undefined): boolean =>
  a === undefined || b === undefined ? a === b : Redacted.value(a) === Redacted.value(b)

/**
 * A stored token that still lasts beyond a time and is not the one that WeChat has just rejected.
 *
 * The end of a token is told by the clock of the machine that fetched it. One that is behind goes on with a token that
 * has ended: WeChat rejects it once, and the next one is fetched, or taken from the store where another has fetched it.
 * One that is ahead fetches early, once for each token. What it writes lasts for the others all the longer, so they do
 * not answer in kind.
 *
 * @internal
 */
export const isUsable = (
  token: Token | undefined,
  rejected: Option.Option<Redacted.Redacted>,
  beyond: number
): Option.Option<Token> =>
  token !== undefined
    && token.expiresAt > beyond
    && !Option.exists(rejected, (refused) => Redacted.value(refused) === Redacted.value(token.value))
    ? Option.some(token)
    : Option.none()

/**
 * A span and a count for a renewal.
 *
 * @internal
 */
export const observed =
  (what: "component" | "authorizer", appId: string) =>
  <A, E, R>(renewal: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
    renewal.pipe(
      Effect.onExit((exit) => Metrics.refreshed(what, Exit.isSuccess(exit) ? "ok" : "failed")),
      Effect.withSpan("OpenPlatform.refresh", {
        captureStackTrace: false,
        attributes: { "wechat.appid": appId, "wechat.token": what }
      })
    )
