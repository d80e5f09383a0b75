import type { Credential, Identifiers, WeChatClient } from "@effect-wechat/core"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as ComponentApi from "../api/ComponentApi.ts"
import type * as Authorization from "../Authorization.ts"
import type * as Authorizers from "../Authorizers.ts"
import type * as Event from "../Event.ts"
import type { StoreError } from "../PlatformStore.ts"
import type * as Content from "./callbackContent.ts"
import * as Info from "./info.ts"
import { patiently } from "./patiently.ts"

/**
 * Whether an account is an authorizer now.
 *
 * @internal
 */
export const isOpen = (found: Option.Option<Authorizers.Known>): boolean =>
  Option.exists(found, ({ authorizer }) => authorizer.status === "authorized")

/** @internal */
export interface Authorizations {
  /** Exchanges the code, however long it takes, and tells how that ended */
  readonly exchange: (
    grant: Content.Grant
  ) => Effect.Effect<Event.Authorized | Event.UpdateAuthorized | Event.AuthorizationNotCompleted>
  /** Closes the account, unless what is known of it is newer. Says whether it is closed now */
  readonly end: (event: Event.Unauthorized) => Effect.Effect<boolean, StoreError>
  /** Asks WeChat whether the account is still authorized. Says whether it is closed now */
  readonly check: (event: Event.Unauthorized) => Effect.Effect<boolean>
}

/** @internal */
export const make = (options: {
  readonly component: Identifiers.AppId
  readonly authorization: Authorization.Service
  readonly authorizers: Authorizers.Service
  readonly client: WeChatClient.Service
  readonly speaker: Credential.Service
}): Authorizations => {
  const { authorization, authorizers, client, component, speaker } = options

  /**
   * The code is of no use: it was used in an exchange whose reply was lost, or another authorization has taken the place
   * of its own, or the authorization has ended. WeChat knows which. Says whether the account is authorized.
   */
  const recover = (appId: Identifiers.AppId) =>
    Effect.gen(function*() {
      if (!isOpen(yield* authorizers.read(appId))) {
        const askedAt = yield* Clock.currentTimeMillis
        const { authorization_info: info } = yield* client.call(
          ComponentApi.authorizerInfo,
          { component_appid: component, authorizer_appid: appId },
          speaker
        )
        const grant = Info.grantFrom({ ...info, authorizer_appid: appId }, askedAt)
        // Without a refresh token there would never be an access token: only another authorization helps.
        if (grant.refreshToken === undefined) return false
        yield* authorizers.adopt(grant, askedAt)
      }
      return isOpen(yield* authorizers.refreshFacts(appId))
    }).pipe(patiently)

  const exchange: Authorizations["exchange"] = ({ code, event }) =>
    authorization.complete(code).pipe(
      patiently,
      Effect.map(({ status }) => status === "authorized" ? undefined : "the authorization has ended in the meantime"),
      Effect.catchAll((error) =>
        error._tag === "CodeInvalid" || error._tag === "CodeExpired"
          ? Effect.map(recover(event.appId), (isAuthorized) => isAuthorized ? undefined : error.message)
          : Effect.succeed(error.message)
      ),
      Effect.catchAll((error) => Effect.succeed(error.message)),
      Effect.flatMap((reason): ReturnType<Authorizations["exchange"]> =>
        reason === undefined ? Effect.succeed(event) : Effect.as(
          Effect.logError(`An authorization was not completed: ${reason}`),
          {
            ...event,
            _tag: "AuthorizationNotCompleted",
            InfoType: event._tag === "Authorized" ? "authorized" : "updateauthorized",
            reason
          }
        )
      )
    )

  return {
    exchange,
    end: ({ CreateTime, appId }) => patiently(authorizers.close(appId, CreateTime * 1000)),
    check: ({ appId }) =>
      authorizers.refreshFacts(appId).pipe(
        patiently,
        Effect.map((found) => !isOpen(found)),
        Effect.catchAll((error) =>
          Effect.as(Effect.logWarning(`Whether the account has left could not be asked: ${error.message}`), false)
        )
      )
  }
}
