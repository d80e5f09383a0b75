import { CallRefused, type Credential, type Identifiers, type WeChatClient, WeChatError } from "@effect-wechat/core"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Option from "effect/Option"
import type * as Redacted from "effect/Redacted"
import * as ComponentApi from "../api/ComponentApi.ts"
import type { Authorizer, Token, Versioned } from "../Authorizer.ts"
import type * as Authorizers from "../Authorizers.ts"
import * as Documents from "./documents.ts"
import * as Fenced from "./fenced.ts"
import * as Info from "./info.ts"
import * as Refresh from "./refresh.ts"
import * as Turns from "./turns.ts"

const endpointName = ComponentApi.authorizerToken.name

/** The authorization has ended, or there never was one. */
const notAuthorized = (appId: string): CallRefused.CallRefused =>
  new CallRefused.CallRefused({ endpoint: endpointName, appId, reasons: [new CallRefused.AccountNotAuthorized({})] })

/** Neither the refresh token that we had nor the one that WeChat has is good for anything. */
const noRefreshToken = (appId: string): WeChatError.WeChatError =>
  new WeChatError.WeChatError({
    endpoint: endpointName,
    appId,
    reason: WeChatError.reasonFromAnswer({ errcode: 61023, errmsg: "refresh_token is invalid" }),
    note: "WeChat has no other refresh token for the account"
  })

/** The owner of the account has changed the password, which ends the authorization without an event. */
const isPasswordChanged = (error: { readonly _tag: string; readonly reason?: object }): boolean =>
  error.reason !== undefined && "errcode" in error.reason && error.reason.errcode === 42007

/** @internal */
export interface AuthorizerRefresh {
  /** A token for an account: from the store if another process has just written one, else from WeChat */
  readonly acquire: (
    appId: Identifiers.AppId
  ) => (rejected: Option.Option<Redacted.Redacted>) => Effect.Effect<Token, Fenced.Failure>
  /** By which authorization a token was had */
  readonly origin: (token: Redacted.Redacted) => number | undefined
}

/**
 * How the access token of an authorizer is fetched: by one process at a time.
 *
 * @internal
 */
export const make = (options: {
  readonly component: Identifiers.AppId
  readonly authorizers: Authorizers.Service
  readonly client: WeChatClient.Service
  readonly speaker: Credential.Service
  readonly owner: string
  readonly renewBefore: number
  /** How many refresh at the same time */
  readonly concurrency: number
}): AuthorizerRefresh => {
  const { authorizers, client, component, owner, renewBefore, speaker } = options
  const turn = Turns.make(options.concurrency)
  const fromStore = Effect.mapError(Documents.toWeChatError(endpointName))
  const origins = new WeakMap<Redacted.Redacted, number>()

  const from = ({ authorization }: Authorizer, token: Token): Token => {
    origins.set(token.value, authorization)
    return token
  }

  const readOpen = (appId: string): Effect.Effect<Versioned, Fenced.Failure> =>
    Effect.flatMap(
      fromStore(authorizers.read(appId)),
      Option.match({
        onSome: (known) =>
          known.authorizer.status === "authorized" ? Effect.succeed(known) : Effect.fail(notAuthorized(appId)),
        onNone: () => Effect.fail(notAuthorized(appId))
      })
    )

  /** Where the account has authorized again in the meantime, there is a token to be had after all. */
  const ended = ({ appId, authorization }: Authorizer): Effect.Effect<Token, Fenced.Failure> =>
    Effect.flatMap(
      fromStore(authorizers.end(appId, authorization)),
      (found) =>
        Option.exists(found, (known) => known.authorizer.status === "authorized")
          ? refresh(appId)
          : Effect.fail(notAuthorized(appId))
    )

  /**
   * The record may have no refresh token, or a wrong one: WeChat still knows the right one. It tells it with the account
   * too, which is one call, where the list may be hundreds.
   */
  const recover = (appId: string, wrong?: Redacted.Redacted) =>
    Effect.flatMap(
      client.call(ComponentApi.authorizerInfo, { component_appid: component, authorizer_appid: appId }, speaker),
      ({ authorization_info: { authorizer_refresh_token } }) => {
        const known = Info.given(authorizer_refresh_token)
        return known === undefined || Refresh.same(known, wrong)
          ? Effect.fail(noRefreshToken(appId))
          : Effect.succeed(known)
      }
    )

  const ask = (appId: string, refreshToken: Redacted.Redacted) =>
    Effect.map(
      client.call(ComponentApi.authorizerToken, {
        component_appid: component,
        authorizer_appid: appId,
        authorizer_refresh_token: refreshToken
      }, speaker),
      (reply) => ({ reply, refreshToken })
    )

  /**
   * The new tokens are written before anybody gets one. Where the record changed in the meantime, because the merchant
   * took the authorization back or gave a new one, or because another process held a token for lost and has fetched one
   * too, that change stands and these tokens are forgotten. So it is when the store has taken them and said it had not.
   */
  const keep = (known: Versioned, refreshToken: Redacted.Redacted, accessToken: Token) => {
    const { accessToken: usedToken, appId, authorization } = known.authorizer
    return fromStore(authorizers.unsaved.save(
      appId,
      authorizers.change(
        appId,
        (current) =>
          current.status === "authorized" && current.authorization === authorization
            && Refresh.same(current.accessToken?.value, usedToken?.value)
            ? Option.some({ ...current, refreshToken, accessToken })
            : Option.none(),
        known
      )
    ))
  }

  const fetchAndKeep = (known: Versioned) =>
    // What WeChat has issued is not let go of by an interruption.
    Effect.uninterruptibleMask((restore) =>
      Effect.gen(function*() {
        const { refreshToken, reply } = yield* restore(fetch(known.authorizer))
        const now = yield* Clock.currentTimeMillis
        return yield* keep(
          known,
          // A reply without a refresh token leaves the former one in force.
          Info.given(reply.authorizer_refresh_token) ?? refreshToken,
          { value: reply.authorizer_access_token, expiresAt: now + reply.expires_in * 1000 }
        )
      })
    )

  const fetch = ({ appId, refreshToken }: Authorizer) =>
    Effect.gen(function*() {
      const stored = refreshToken ?? (yield* recover(appId))
      return yield* ask(appId, stored).pipe(
        // Once: what WeChat itself gives is right, or nothing is.
        Effect.catchTag("RefreshTokenInvalid", () =>
          Effect.flatMap(recover(appId, stored), (recovered) => ask(appId, recovered))),
        Effect.catchTag("RefreshTokenInvalid", () =>
          Effect.fail(noRefreshToken(appId)))
      )
    })

  const renew = (known: Versioned): Effect.Effect<Token, Fenced.Failure> =>
    fetchAndKeep(known).pipe(
      Effect.flatMap((found) => {
        const { appId } = known.authorizer
        const current = Option.getOrUndefined(found)?.authorizer
        if (current === undefined || current.status === "unauthorized") return Effect.fail(notAuthorized(appId))
        return current.accessToken === undefined
          ? refresh(appId)
          : Effect.succeed(from(current, current.accessToken))
      }),
      Effect.catchTag("AuthorizerUnknown", () => ended(known.authorizer)),
      Effect.catchIf(isPasswordChanged, () => ended(known.authorizer))
    )

  const refresh = (appId: string): Effect.Effect<Token, Fenced.Failure> => Effect.flatMap(readOpen(appId), renew)

  /** The token of a record, if that is good enough */
  const usable = ({ authorizer }: Versioned, rejected: Option.Option<Redacted.Redacted>, now: number) =>
    Option.map(
      Refresh.isUsable(authorizer.accessToken, rejected, now + renewBefore),
      (token) => from(authorizer, token)
    )

  const renewOnce = (appId: string, rejected: Option.Option<Redacted.Redacted>) =>
    Fenced.renewOnce(authorizers.documents, {
      lease: `${component}/authorizer/${appId}`,
      owner,
      endpoint: endpointName,
      turn,
      usable: Effect.zipWith(
        readOpen(appId),
        Clock.currentTimeMillis,
        (known, now) => Either.fromOption(usable(known, rejected, now), () => known)
      ),
      renew: (known: Versioned) => Refresh.observed("authorizer", appId)(renew(known))
    })

  const acquire: AuthorizerRefresh["acquire"] = (appId) => (rejected) =>
    Effect.flatMap(
      Effect.zipRight(fromStore(authorizers.unsaved.settle(appId)), Clock.currentTimeMillis),
      (now) =>
        // The record was read for the call a moment ago. Only what it does not have is worth a lease.
        Option.fromNullable(authorizers.recent(appId, now)).pipe(
          Option.filter(({ authorizer }) => authorizer.status === "authorized"),
          Option.flatMap((known) => usable(known, rejected, now)),
          Option.match({ onSome: Effect.succeed, onNone: () => renewOnce(appId, rejected) })
        )
    )

  return { acquire, origin: (token) => origins.get(token) }
}
