import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import type { Token } from "../Authorizer.ts"
import * as Metrics from "./metrics.ts"

/**
 * A stored token that still lasts beyond a time and is not the one that WeChat has just rejected.
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
