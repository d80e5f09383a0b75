/**
 * The credential of one account. Calls of account interfaces need it; a Layer says whose it is.
 */
import * as Clock from "effect/Clock"
import * as Config from "effect/Config"
import type { ConfigError } from "effect/ConfigError"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import type * as Scope from "effect/Scope"
import type { CallRefused } from "./CallRefused.ts"
import * as Credential from "./Credential.ts"
import { AppId, type Given } from "./Identifiers.ts"
import { AccessToken } from "./internal/accessToken.ts"
import { PendingCall } from "./internal/pendingCall.ts"
import * as StableToken from "./internal/stableToken.ts"
import { WeChatClient } from "./WeChatClient.ts"
import { RenewalLimited, WeChatError } from "./WeChatError.ts"

export {
  /** The credential of one account. */
  AccessToken
}

/**
 * Runs an effect with this credential. Like `Effect.provideService`, but a single call is handed its credential without
 * a change of context, which would cost more than all the rest of it.
 */
export const provide =
  (credential: Credential.Service) =>
  <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, E, Exclude<R, AccessToken>> =>
    effect instanceof PendingCall && effect.endpoint.credential === AccessToken
      // A call needs a client and a credential, and the type of the effect says of which call it is.
      ? effect.with(credential) as unknown as Effect.Effect<A, E, Exclude<R, AccessToken>>
      : Effect.provideService(effect, AccessToken, credential)

/**
 * A token that somebody else looks after, for tests and scripts.
 *
 * @example
 * ```ts
 * import { AccessToken, Draft } from "@effect-wechat/core"
 * import { Effect, Redacted } from "effect"
 *
 * const program = Draft.count().pipe(Effect.provide(AccessToken.layerFixed(Redacted.make("ACCESS_TOKEN"))))
 * ```
 */
export const layerFixed = (
  token: Redacted.Redacted,
  options: { readonly appId?: Given<AppId> | undefined } = {}
): Layer.Layer<AccessToken> =>
  Layer.succeed(AccessToken, {
    appId: options.appId === undefined ? undefined : AppId.make(options.appId, { disableValidation: true }),
    peek: () => token,
    issue: () => Effect.succeed(token),
    reject: () => Effect.void
  })

/** An account that calls for itself, without a component. */
export interface DirectOptions {
  readonly appId: Given<AppId>
  readonly secret: Redacted.Redacted
  /** How long before its end a token is renewed, 5 minutes by default, when WeChat has the next one ready */
  readonly renewBefore?: Duration.DurationInput | undefined
}

const day = 24 * 60 * 60 * 1000
const apart = 30 * 1000

/** WeChat's limits for new tokens by force: 20 a day, 30 seconds apart. */
const makeForceLimit = () => {
  let past: ReadonlyArray<number> = []
  return (now: number): { readonly until: number } | undefined => {
    past = past.filter((time) => now - time < day)
    const until = Math.max((past.at(-1) ?? -Infinity) + apart, past.length < 20 ? -Infinity : (past[0] ?? now) + day)
    if (now < until) return { until }
    past = [...past, now]
    return undefined
  }
}

/**
 * The credential of an account that calls for itself, over `/cgi-bin/stable_token`.
 *
 * WeChat keeps one running token, so several programs of one account do not void each other's. A new one is asked for by
 * force only when WeChat rejects the running one, and never beyond WeChat's limits of 20 a day, 30 seconds apart.
 */
export const makeDirect = (
  options: DirectOptions
): Effect.Effect<Credential.Service, never, WeChatClient | Scope.Scope> =>
  Effect.flatMap(WeChatClient, (client) => {
    const appId = AppId.make(options.appId, { disableValidation: true })
    const forceLimit = makeForceLimit()

    const ask = (force_refresh: boolean): Effect.Effect<Credential.Token, CallRefused | WeChatError> =>
      client.call(
        force_refresh ? StableToken.forced : StableToken.running,
        { grant_type: "client_credential", appid: appId, secret: options.secret, force_refresh },
        undefined
      ).pipe(
        Effect.zipWith(Clock.currentTimeMillis, ({ access_token, expires_in }, now) => ({
          value: access_token,
          expiresAt: now + expires_in * 1000
        }))
      )

    const force = Effect.flatMap(Clock.currentTimeMillis, (now) => {
      const limited = forceLimit(now)
      return limited === undefined ? ask(true) : Effect.fail(
        new WeChatError({ endpoint: StableToken.forced.name, appId, reason: new RenewalLimited(limited) })
      )
    })

    return Credential.makeRenewing({
      appId,
      renewBefore: options.renewBefore,
      acquire: (rejected) =>
        Effect.flatMap(ask(false), (token) =>
          Option.exists(rejected, (refused) =>
              Redacted.value(refused) === Redacted.value(token.value))
            ? force
            : Effect.succeed(token))
    })
  })

/**
 * The credential of an account that calls for itself, see {@link makeDirect}.
 *
 * @example
 * ```ts
 * import { AccessToken, Draft, WeChatClient } from "@effect-wechat/core"
 * import { FetchHttpClient } from "@effect/platform"
 * import { Config, Effect, Layer } from "effect"
 *
 * const AccountLive = AccessToken.layerDirectConfig({
 *   appId: Config.string("WECHAT_APP_ID"),
 *   secret: Config.redacted("WECHAT_APP_SECRET")
 * }).pipe(
 *   Layer.provideMerge(WeChatClient.layer()),
 *   Layer.provide(FetchHttpClient.layer)
 * )
 *
 * const program = Draft.count().pipe(Effect.provide(AccountLive))
 * ```
 */
export const layerDirect = (options: DirectOptions): Layer.Layer<AccessToken, never, WeChatClient> =>
  Layer.scoped(AccessToken, makeDirect(options))

/** The same with options that come from configuration. */
export const layerDirectConfig = (
  options: Config.Config.Wrap<DirectOptions>
): Layer.Layer<AccessToken, ConfigError, WeChatClient> =>
  Layer.unwrapEffect(Effect.map(Config.unwrap(options), layerDirect))
