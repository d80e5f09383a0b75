/**
 * The credential of the component: its `component_access_token`, shared by all processes through the store.
 */
import { Credential, WeChatClient, WeChatError } from "@effect-wechat/core"
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import type * as Scope from "effect/Scope"
import * as ComponentApi from "./api/ComponentApi.ts"
import { Component } from "./Component.ts"
import { ComponentToken } from "./internal/componentToken.ts"
import * as Documents from "./internal/documents.ts"
import * as Fenced from "./internal/fenced.ts"
import { newOwner } from "./internal/owner.ts"
import * as Refresh from "./internal/refresh.ts"
import { PlatformStore } from "./PlatformStore.ts"
import { VerifyTicket } from "./VerifyTicket.ts"

export {
  /** The credential of the component. */
  ComponentToken
}

/** How tokens are renewed. */
export interface Options {
  /** How long before its end a token is renewed, 10 minutes by default */
  readonly renewBefore?: Duration.DurationInput | undefined
}

const endpoint = ComponentApi.componentToken.name
const ticketLifetime = Duration.toMillis("12 hours")

/** The credential of the component. */
export const make = (
  options: Options = {}
): Effect.Effect<
  Credential.Service,
  never,
  Component | PlatformStore | VerifyTicket | WeChatClient.WeChatClient | Scope.Scope
> =>
  Effect.gen(function*() {
    const component = yield* Component
    const client = yield* WeChatClient.WeChatClient
    const tickets = yield* VerifyTicket
    const documents = Documents.make(yield* PlatformStore, component.appId)
    const owner = yield* newOwner
    const renewBefore = Duration.decode(options.renewBefore ?? "10 minutes")
    const failed = Documents.toWeChatError(endpoint)

    const ticket = Effect.gen(function*() {
      const newest = yield* Effect.mapError(tickets.newest, failed)
      const now = yield* Clock.currentTimeMillis
      if (Option.isSome(newest) && now - newest.value.receivedAt < ticketLifetime) return newest.value.value
      return yield* new WeChatError.WeChatError({
        endpoint,
        appId: component.appId,
        reason: new WeChatError.TicketMissing(
          Option.match(newest, { onNone: () => ({}), onSome: ({ receivedAt }) => ({ newest: receivedAt }) })
        )
      })
    })

    const renew = Effect.gen(function*() {
      const { component_access_token: value, expires_in } = yield* client.call(ComponentApi.componentToken, {
        component_appid: component.appId,
        component_appsecret: component.secret,
        component_verify_ticket: yield* ticket
      }, undefined)
      const now = yield* Clock.currentTimeMillis
      const token = { value, expiresAt: now + expires_in * 1000 }
      yield* Effect.mapError(documents.changeComponent((state) => ({ ...state, token })), failed)
      return token
    }).pipe(Refresh.observed("component", component.appId))

    return yield* Credential.makeRenewing({
      appId: component.appId,
      renewBefore,
      acquire: (rejected) =>
        Fenced.renewOnce(documents, {
          lease: `${component.appId}/component`,
          owner,
          endpoint,
          usable: Effect.zipWith(
            Effect.mapError(documents.component, failed),
            Clock.currentTimeMillis,
            ({ token }, now) => Refresh.isUsable(token, rejected, now + Duration.toMillis(renewBefore))
          ),
          renew
        })
    })
  })

/** The credential of the component. */
export const layer = (
  options: Options = {}
): Layer.Layer<ComponentToken, never, Component | PlatformStore | VerifyTicket | WeChatClient.WeChatClient> =>
  Layer.scoped(ComponentToken, make(options))
