/**
 * What puts a token on a call. The gate sits here: *no permission, no token, no call*.
 */
import * as Clock from "effect/Clock"
import * as Deferred from "effect/Deferred"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as FiberId from "effect/FiberId"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import type * as Scope from "effect/Scope"
import type { CallRefused } from "./CallRefused.ts"
import type * as Endpoint from "./Endpoint.ts"
import type { AppId } from "./Identifiers.ts"
import { type Answer, TokenUnavailable, WeChatError } from "./WeChatError.ts"

/** What a credential can do. */
export interface Service {
  /** The account that the tokens speak for, where it is known: for spans, logs and errors */
  readonly appId?: AppId | undefined
  /**
   * A token that is at hand for this endpoint, without any waiting. Not having one says nothing: `issue` decides. It is
   * only there for speed
   */
  readonly peek?: (endpoint: Endpoint.Any, now: number) => Redacted.Redacted | undefined
  /** A token for this endpoint, or the reason why there is none */
  readonly issue: (endpoint: Endpoint.Any) => Effect.Effect<Redacted.Redacted, CallRefused | WeChatError>
  /** WeChat said no to this token: forget it if it is still the current one */
  readonly reject: (token: Redacted.Redacted) => Effect.Effect<void>
  /**
   * WeChat answered a call with a failure. A credential that checks calls beforehand learns from it which of its facts
   * are wrong, and may say so in a note for the error. The token is the very one that it has issued for the call
   */
  readonly notice?: (
    endpoint: Endpoint.Any,
    answer: Answer,
    token: Redacted.Redacted
  ) => Effect.Effect<string | undefined>
}

/** A token and the time, in milliseconds of the epoch, from which it is void. */
export interface Token {
  readonly value: Redacted.Redacted
  readonly expiresAt: number
}

/** How a credential gets its tokens. */
export interface RenewingOptions {
  readonly appId?: AppId | undefined
  /**
   * Fetches a token. When WeChat has just rejected one, that one is passed, so that it is not fetched again.
   */
  readonly acquire: (rejected: Option.Option<Redacted.Redacted>) => Effect.Effect<Token, CallRefused | WeChatError>
  /** How long before its end a token is renewed, 5 minutes by default */
  readonly renewBefore?: Duration.DurationInput | undefined
}

interface Current extends Token {
  readonly renewFrom: number
}

const same = (a: Redacted.Redacted | undefined, b: Redacted.Redacted): boolean =>
  a !== undefined && Redacted.value(a) === Redacted.value(b)

/**
 * Why there is no token for a call, when what had to be asked before it has failed. A refusal stays what it is.
 */
export const toUnavailable =
  (endpoint: Endpoint.Any, appId: AppId | undefined) => (error: CallRefused | WeChatError): CallRefused | WeChatError =>
    error._tag === "CallRefused" ? error : new WeChatError({
      endpoint: endpoint.name,
      ...(appId === undefined ? {} : { appId }),
      ...(error.note === undefined ? {} : { note: error.note }),
      reason: error.reason._tag === "TokenUnavailable"
        ? error.reason
        : new TokenUnavailable({ from: error.endpoint, reason: error.reason })
    })

/**
 * A credential that keeps its token until shortly before its end.
 *
 * However many callers wait, one renewal is under way, in a fiber of the scope, so a caller that is interrupted takes
 * nobody down. Towards its end a token is still handed out while the next one is fetched. A failure is never kept: the
 * next caller tries again.
 */
export const makeRenewing = (options: RenewingOptions): Effect.Effect<Service, never, Scope.Scope> =>
  Effect.map(Effect.scope, (scope) => {
    const renewBefore = Duration.toMillis(options.renewBefore ?? "5 minutes")
    let current: Current | undefined
    let rejected: Redacted.Redacted | undefined
    let waiting = 0
    let renewal: Deferred.Deferred<Current, CallRefused | WeChatError> | undefined

    /** Fetches again if WeChat rejects, in the meantime, the very token that comes back. */
    const acquire: Effect.Effect<Token, CallRefused | WeChatError> = Effect.suspend(() => {
      const known = rejected
      return Effect.flatMap(
        options.acquire(Option.fromNullable(known)),
        (token) => rejected !== known && same(rejected, token.value) ? acquire : Effect.succeed(token)
      )
    })

    const fetchCurrent: Effect.Effect<Current, CallRefused | WeChatError> = Effect.zipWith(
      acquire,
      Clock.currentTimeMillis,
      (token, now) => ({
        ...token,
        // WeChat may hand out a token near its end: then half of what is left, or every call would renew.
        renewFrom: Math.max(token.expiresAt - renewBefore, now + (token.expiresAt - now) / 2)
      })
    )

    // Between looking for a renewal and noting the new one nothing yields, so two cannot begin.
    const renew: Effect.Effect<Deferred.Deferred<Current, CallRefused | WeChatError>> = Effect.suspend(() => {
      if (renewal !== undefined) return Effect.succeed(renewal)
      const begun = Deferred.unsafeMake<Current, CallRefused | WeChatError>(FiberId.none)
      renewal = begun
      return Effect.interruptible(fetchCurrent).pipe(
        // A renewal ahead of time has nobody who would hear of its failure.
        Effect.tapError((error) => waiting > 0 ? Effect.void : Effect.logWarning(`No new token: ${error.message}`)),
        Effect.onExit((exit) => {
          renewal = undefined
          if (exit._tag === "Success") {
            current = exit.value
            if (!same(rejected, exit.value.value)) rejected = undefined
          }
          return Deferred.done(begun, exit)
        }),
        Effect.forkIn(scope),
        Effect.uninterruptible,
        Effect.as(begun)
      )
    })

    return {
      appId: options.appId,
      peek: (_, now) => current !== undefined && now < current.renewFrom ? current.value : undefined,
      issue: (endpoint) =>
        Clock.clockWith((clock) => {
          const now = clock.unsafeCurrentTimeMillis()
          if (current !== undefined && now < current.renewFrom) return Effect.succeed(current.value)
          if (current !== undefined && now < current.expiresAt) return Effect.as(renew, current.value)
          // Masked, or an interruption between counting and waiting would leave one too many for ever.
          return Effect.uninterruptibleMask((restore) => {
            waiting++
            return Effect.ensuring(restore(Effect.flatMap(renew, Deferred.await)), Effect.sync(() => waiting--))
          }).pipe(
            Effect.mapBoth({ onSuccess: (token) => token.value, onFailure: toUnavailable(endpoint, options.appId) })
          )
        }),
      reject: (token) =>
        Effect.sync(() => {
          if (current === undefined || !same(current.value, token)) return
          current = undefined
          rejected = token
        })
    }
  })
