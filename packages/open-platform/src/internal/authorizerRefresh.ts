import { CallRefused, type Credential, type Identifiers, type WeChatClient, WeChatError } from "@effect-wechat/core"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import * as ComponentApi from "../api/ComponentApi.ts"
import type { Authorizer, Token } from "../Authorizer.ts"
import type * as Authorizers from "../Authorizers.ts"
import * as Documents from "./documents.ts"
import * as Fenced from "./fenced.ts"
import * as Refresh from "./refresh.ts"

const endpointName = ComponentApi.authorizerToken.name

/**
 * The authorization has ended, or there never was one.
 *
 * @internal
 */
export const notAuthorized = (endpoint: string, appId: string): CallRefused.CallRefused =>
  new CallRefused.CallRefused({ endpoint, appId, reasons: [new CallRefused.AccountNotAuthorized({})] })

const sameToken = (a: Redacted.Redacted, b: Redacted.Redacted | undefined): boolean =>
  b !== undefined && Redacted.value(a) === Redacted.value(b)

const refreshTokenInvalid = (appId: string, said: WeChatError.Answer): WeChatError.WeChatError =>
  new WeChatError.WeChatError({ endpoint: endpointName, appId, reason: WeChatError.reasonFromAnswer(said) })

/**
 * How the access token of an authorizer is fetched: from the store if another process has just written one, else from
 * WeChat, by one process at a time.
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
}) => {
  const { authorizers, client, component, owner, renewBefore, speaker } = options
  const fromStore = Effect.mapError(Documents.toWeChatError(endpointName))

  const readOpen = (appId: string): Effect.Effect<Authorizer, Fenced.Failure> =>
    Effect.flatMap(
      fromStore(authorizers.read(appId)),
      Option.match({
        onSome: ({ authorizer }) =>
          authorizer.status === "authorized"
            ? Effect.succeed(authorizer)
            : Effect.fail(notAuthorized(endpointName, appId)),
        onNone: () => Effect.fail(notAuthorized(endpointName, appId))
      })
    )

  const ended = (appId: string): Effect.Effect<never, Fenced.Failure> =>
    Clock.currentTimeMillis.pipe(
      Effect.flatMap((now) => fromStore(authorizers.close(appId, now))),
      Effect.andThen(Effect.fail(notAuthorized(endpointName, appId)))
    )

  /**
   * The record may have no refresh token, or a wrong one: WeChat still knows the right one. It tells it with the account
   * too, which is one call, where the list may be hundreds.
   */
  const recover = (appId: string, wrong?: Redacted.Redacted): Effect.Effect<Redacted.Redacted, Fenced.Failure> =>
    client.call(
      ComponentApi.authorizerInfo,
      { component_appid: component, authorizer_appid: appId },
      speaker
    ).pipe(
      Effect.catchTag("AuthorizerUnknown", () => ended(appId)),
      Effect.flatMap(({ authorization_info: { authorizer_refresh_token: known } }) =>
        known === undefined || Redacted.value(known) === "" || sameToken(known, wrong)
          ? Effect.fail(refreshTokenInvalid(appId, { errcode: 61023, errmsg: "refresh_token is invalid" }))
          : Effect.succeed(known)
      )
    )

  const ask = (appId: string, refreshToken: Redacted.Redacted) =>
    client.call(ComponentApi.authorizerToken, {
      component_appid: component,
      authorizer_appid: appId,
      authorizer_refresh_token: refreshToken
    }, speaker).pipe(
      Effect.map((reply) => ({ reply, refreshToken })),
      Effect.catchTag("AuthorizerUnknown", () => ended(appId))
    )

  /**
   * The new tokens are written before anybody gets one. Where the record changed in the meantime, because the merchant
   * took the authorization back or gave a new one, that change stands and these tokens are forgotten.
   */
  const keep = (appId: string, used: Authorizer, refreshToken: Redacted.Redacted, accessToken: Token) =>
    Effect.flatMap(
      fromStore(authorizers.change(appId, (current) =>
        current.status === "authorized" && current.changedAt === used.changedAt
          ? Option.some({ ...current, refreshToken, accessToken })
          : Option.none())),
      (found): Effect.Effect<Token, Fenced.Failure> => {
        const current = Option.getOrUndefined(found)?.authorizer
        if (current === undefined || current.status === "unauthorized") {
          return Effect.fail(notAuthorized(endpointName, appId))
        }
        return current.accessToken === undefined ? refresh(appId) : Effect.succeed(current.accessToken)
      }
    )

  const refresh = (appId: string): Effect.Effect<Token, Fenced.Failure> =>
    Effect.gen(function*() {
      const authorizer = yield* readOpen(appId)
      const stored = authorizer.refreshToken ?? (yield* recover(appId))
      const { refreshToken, reply } = yield* ask(appId, stored).pipe(
        // Once: what WeChat itself gives is right, or nothing is.
        Effect.catchTag("RefreshTokenInvalid", () =>
          Effect.flatMap(recover(appId, stored), (recovered) => ask(appId, recovered))),
        Effect.catchTag("RefreshTokenInvalid", (error) =>
          Effect.fail(refreshTokenInvalid(appId, error)))
      )
      const now = yield* Clock.currentTimeMillis
      const next = reply.authorizer_refresh_token
      return yield* keep(
        appId,
        authorizer,
        // A reply without a refresh token leaves the former one in force.
        next === undefined || Redacted.value(next) === "" ? refreshToken : next,
        { value: reply.authorizer_access_token, expiresAt: now + reply.expires_in * 1000 }
      )
    })

  return (appId: Identifiers.AppId) =>
  (rejected: Option.Option<Redacted.Redacted>): Effect.Effect<Token, Fenced.Failure> =>
    Fenced.renewOnce(authorizers.documents, {
      lease: `${component}/authorizer/${appId}`,
      owner,
      endpoint: endpointName,
      usable: Effect.zipWith(
        readOpen(appId),
        Clock.currentTimeMillis,
        ({ accessToken }, now) => Refresh.isUsable(accessToken, rejected, now + renewBefore)
      ),
      renew: Refresh.observed("authorizer", appId)(refresh(appId))
    })
}
