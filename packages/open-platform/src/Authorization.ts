/**
 * How a merchant authorizes the component: the link to WeChat's page, and what comes back from it.
 */
import { type Identifiers, WeChatClient } from "@effect-wechat/core"
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import type * as Scope from "effect/Scope"
import { createHash } from "node:crypto"
import * as ComponentApi from "./api/ComponentApi.ts"
import type { Authorizer } from "./Authorizer.ts"
import { Authorizers } from "./Authorizers.ts"
import { Component } from "./Component.ts"
import { ComponentToken } from "./ComponentToken.ts"
import * as Documents from "./internal/documents.ts"
import * as Fenced from "./internal/fenced.ts"
import * as Info from "./internal/info.ts"
import { newOwner } from "./internal/owner.ts"
import * as SingleFlight from "./internal/singleFlight.ts"
import * as Turns from "./internal/turns.ts"
import type { StoreError } from "./PlatformStore.ts"

/** Which kinds of accounts the page offers. */
export type Offer = "accounts" | "miniPrograms" | "accountsAndMiniPrograms" | "all"

/** What the link to the authorization page says. */
export interface LinkOptions {
  /** Where the browser comes back to. Its domain must be the start page's domain in WeChat's console */
  readonly redirectUri: string
  /** `pc` shows a code to scan, `h5` is for a browser inside WeChat; `pc` by default */
  readonly page?: "pc" | "h5" | undefined
  /** Which kinds of accounts may be chosen, `accounts` by default */
  readonly offer?: Offer | undefined
  /** Only this account may be chosen */
  readonly bizAppId?: string | undefined
  /** The permission sets that are offered; those of the platform by default */
  readonly permissionSets?: ReadonlyArray<number> | undefined
  /** Text of your own that the browser brings back as `state` */
  readonly state?: string | undefined
}

/** Why a code cannot be exchanged. */
export type CompleteError = ComponentApi.CodeInvalid | ComponentApi.CodeExpired | Fenced.Failure

/** What can be done. */
export interface Service {
  /**
   * The address of WeChat's page, with a code that is good for half an hour. Put it on a page of the domain that the
   * console names: WeChat looks at where the browser comes from.
   */
  readonly link: (options: LinkOptions) => Effect.Effect<string, Fenced.Failure>
  /**
   * Exchanges the code that the browser or the event brings. Both bring the same authorization, so whichever is second
   * gets what the first has made.
   */
  readonly complete: (authCode: Redacted.Redacted) => Effect.Effect<Authorizer, CompleteError>
}

/** How merchants authorize the component. */
export class Authorization
  extends Context.Tag("@effect-wechat/open-platform/Authorization")<Authorization, Service>()
{}

/** Where WeChat's pages are. */
export interface Options {
  /** `https://mp.weixin.qq.com` by default */
  readonly pcBaseUrl?: string | undefined
  /** `https://open.weixin.qq.com` by default */
  readonly h5BaseUrl?: string | undefined
}

const authType: Readonly<Record<Offer, string>> = {
  accounts: "1",
  miniPrograms: "2",
  accountsAndMiniPrograms: "3",
  all: "6"
}

/** How many exchanged codes are remembered: the redirect and the event are seconds apart. */
const rememberedCodes = 200

const digestOf = (code: Redacted.Redacted): string =>
  createHash("sha256").update(Redacted.value(code)).digest("hex").slice(0, 32)

const withState = (redirectUri: string, state: string | undefined): string => {
  if (state === undefined) return redirectUri
  const [address = ""] = redirectUri.split("#", 1)
  const query = `${address.includes("?") ? "&" : "?"}state=${encodeURIComponent(state)}`
  return `${address}${query}${redirectUri.slice(address.length)}`
}

/** How merchants authorize the component. */
export const make = (
  options: Options = {}
): Effect.Effect<
  Service,
  never,
  Authorizers | Component | ComponentToken | WeChatClient.WeChatClient | Scope.Scope
> =>
  Effect.gen(function*() {
    const authorizers = yield* Authorizers
    const component = yield* Component
    const speaker = yield* ComponentToken
    const client = yield* WeChatClient.WeChatClient
    const owner = yield* newOwner
    const endpoint = ComponentApi.queryAuth.name
    const fromStore = Effect.mapError(Documents.toWeChatError(endpoint))
    const noting = Turns.make()
    /** For whom codes were exchanged whose note is not in the store yet */
    const unnoted = new Map<string, string>()
    const singleFlight = SingleFlight.make<Authorizer, CompleteError>(yield* Effect.scope)

    const link: Service["link"] = (ask) =>
      Effect.map(
        client.call(ComponentApi.preAuthCode, { component_appid: component.appId }, speaker),
        ({ pre_auth_code }) => {
          const query = new URLSearchParams({
            component_appid: component.appId,
            pre_auth_code: Redacted.value(pre_auth_code),
            redirect_uri: withState(ask.redirectUri, ask.state),
            auth_type: authType[ask.offer ?? "accounts"],
            ...(ask.bizAppId === undefined ? {} : { biz_appid: ask.bizAppId }),
            ...(ask.permissionSets === undefined ? {} : { category_id_list: ask.permissionSets.join("|") })
          })
          return ask.page === "h5"
            ? `${
              options.h5BaseUrl ?? "https://open.weixin.qq.com"
            }/wxaopen/safe/bindcomponent?action=bindcomponent&no_scan=1&${query}#wechat_redirect`
            : `${options.pcBaseUrl ?? "https://mp.weixin.qq.com"}/cgi-bin/componentloginpage?${query}`
        }
      )

    /** The account that a code was exchanged for already. */
    const exchanged = (digest: string): Effect.Effect<Option.Option<Authorizer>, Fenced.Failure> =>
      Effect.gen(function*() {
        const state = yield* fromStore(authorizers.documents.component)
        const known = state.exchanged.find((code) => code.digest === digest)
        if (known === undefined) return Option.none()
        return Option.map(yield* fromStore(authorizers.read(known.appId)), ({ authorizer }) => authorizer)
      })

    /**
     * The tokens are kept at once. If the record was closed while the code was on its way, nobody but WeChat knows which
     * came first.
     */
    const adopt = (grant: Info.Grant, at: number): Effect.Effect<Authorizer, StoreError> => {
      const adopted = authorizers.adopt(grant, at)
      return Effect.gen(function*() {
        const { authorizer } = yield* adopted
        if (authorizer.status === "authorized") return authorizer
        const now = yield* Clock.currentTimeMillis
        const stands = yield* client.call(
          ComponentApi.authorizerInfo,
          { component_appid: component.appId, authorizer_appid: grant.appId },
          speaker
        ).pipe(
          Effect.as(true),
          Effect.catchTag("AuthorizerUnknown", () => Effect.succeed(false)),
          // Tokens that are kept in vain do less harm than tokens that are lost.
          Effect.catchAll((error) => Effect.as(Effect.logWarning(error.message), true))
        )
        // The end may have been handled by a machine whose clock is ahead of this one.
        return stands ? yield* adopt(grant, Math.max(now, authorizer.changedAt)) : authorizer
      })
    }

    /** The redirect and the event bring the code at the same time. */
    const note = (digest: string, appId: Identifiers.AppId): Effect.Effect<void, StoreError> =>
      authorizers.documents.changeComponent((state) =>
        state.exchanged.some((code) => code.digest === digest) ? state : ({
          ...state,
          exchanged: [...state.exchanged.slice(1 - rememberedCodes), { digest, appId }]
        })
      ).pipe(
        // Many merchants at once would write over each other here, and begin again.
        (writing) => noting(writing),
        Effect.andThen(Effect.sync(() => unnoted.delete(digest)))
      )

    /** A code is good for one exchange. What it has bought is kept, also where the store does not take it now. */
    const exchangeAndKeep = (digest: string, authCode: Redacted.Redacted): Effect.Effect<Authorizer, CompleteError> =>
      Effect.uninterruptibleMask((restore) =>
        Effect.gen(function*() {
          const askedAt = yield* Clock.currentTimeMillis
          const { authorization_info: info } = yield* restore(client.call(
            ComponentApi.queryAuth,
            { component_appid: component.appId, authorization_code: authCode },
            speaker
          ))
          const grant = Info.grantFrom(info, yield* Clock.currentTimeMillis)
          unnoted.set(digest, grant.appId)
          // Under another key: tokens need not wait for a note.
          const noted = authorizers.unsaved.save(digest, note(digest, grant.appId))
          return yield* fromStore(
            authorizers.unsaved.save(grant.appId, Effect.zipLeft(adopt(grant, askedAt), Effect.ignore(noted)))
          )
        })
      )

    const exchange = (digest: string, authCode: Redacted.Redacted): Effect.Effect<Authorizer, CompleteError> =>
      Effect.flatMap(exchangeAndKeep(digest, authCode), (authorizer) =>
        // The tokens are safe. What else there is to know of the account can be asked for again.
        authorizers.refreshFacts(authorizer.appId).pipe(
          Effect.map(Option.match({ onNone: () => authorizer, onSome: (known) => known.authorizer })),
          Effect.catchAll((error) => Effect.as(Effect.logWarning(error.message), authorizer))
        ))

    const complete = (digest: string, authCode: Redacted.Redacted): Effect.Effect<Authorizer, CompleteError> =>
      Effect.suspend(() => fromStore(authorizers.unsaved.settle(unnoted.get(digest) ?? digest))).pipe(
        Effect.andThen(fromStore(authorizers.unsaved.settle(digest))),
        Effect.andThen(Fenced.renewOnce(authorizers.documents, {
          lease: `${component.appId}/code/${digest}`,
          owner,
          endpoint,
          usable: Effect.map(exchanged(digest), Either.fromOption(() => {})),
          renew: () => exchange(digest, authCode)
        }))
      )

    return Authorization.of({
      link,
      complete: (authCode) => {
        const digest = digestOf(authCode)
        return Fenced.inTime(endpoint)(singleFlight(digest, complete(digest, authCode))).pipe(
          Effect.withSpan("OpenPlatform.complete", { captureStackTrace: false })
        )
      }
    })
  })

/** How merchants authorize the component. */
export const layer = (
  options: Options = {}
): Layer.Layer<
  Authorization,
  never,
  Authorizers | Component | ComponentToken | WeChatClient.WeChatClient
> => Layer.scoped(Authorization, make(options))
