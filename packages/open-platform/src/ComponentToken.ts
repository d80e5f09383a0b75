/**
 * The credential of the component: its `component_access_token`, shared by all processes through the store.
 */
import { Credential, WeChatClient, WeChatError } from "@effect-wechat/core"
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import type * as Scope from "effect/Scope"
import * as ComponentApi from "./api/ComponentApi.ts"
import type { Token } from "./Authorizer.ts"
import { Component } from "./Component.ts"
import { ComponentToken } from "./internal/componentToken.ts"
import * as Documents from "./internal/documents.ts"
import * as Fenced from "./internal/fenced.ts"
import { newOwner } from "./internal/owner.ts"
import * as Refresh from "./internal/refresh.ts"
import * as Unsaved from "./internal/unsaved.ts"
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
    const unsaved = yield* Unsaved.make("component", component.appId)
    const owner = yield* newOwner
    const renewBefore = Duration.decode(options.renewBefore ?? "10 minutes")
    const fromStore = Effect.mapError(Documents.toWeChatError(endpoint))

    const ticket = Effect.gen(function*() {
      const newest = yield* fromStore(tickets.newest)
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

    /** Where another process has written a token in the meantime, that one stands. */
    const keep = (former: Token | undefined, token: Token) =>
      Effect.map(
        unsaved.save(
          component.appId,
          documents.changeComponent((state) =>
            Refresh.same(state.token?.value, former?.value) ? { ...state, token } : state
          )
        ),
        (state) => state.token ?? token
      )

    const renew = (former: Token | undefined) =>
      Effect.uninterruptibleMask((restore) =>
        Effect.gen(function*() {
          const { component_access_token: value, expires_in } = yield* restore(Effect.flatMap(ticket, (newest) =>
            client.call(ComponentApi.componentToken, {
              component_appid: component.appId,
              component_appsecret: component.secret,
              component_verify_ticket: newest
            }, undefined)))
          const now = yield* Clock.currentTimeMillis
          return yield* fromStore(keep(former, { value, expiresAt: now + expires_in * 1000 }))
        })
      ).pipe(Refresh.observed("component", component.appId))

    const credential = yield* Credential.makeRenewing({
      appId: component.appId,
      renewBefore,
      acquire: (rejected) =>
        Effect.andThen(
          fromStore(unsaved.settle(component.appId)),
          Fenced.renewOnce(documents, {
            lease: `${component.appId}/component`,
            owner,
            endpoint,
            usable: Effect.zipWith(
              fromStore(documents.component),
              Clock.currentTimeMillis,
              ({ token }, now) =>
                Either.fromOption(
                  Refresh.isUsable(token, rejected, now + Duration.toMillis(renewBefore)),
                  () => token
                )
            ),
            renew
          })
        )
    })
    return {
      ...credential,
      issue: (asked) =>
        Fenced.inTime(endpoint, Credential.toUnavailable(asked, component.appId))(credential.issue(asked))
    }
  })

/** The credential of the component. */
export const layer = (
  options: Options = {}
): Layer.Layer<ComponentToken, never, Component | PlatformStore | VerifyTicket | WeChatClient.WeChatClient> =>
  Layer.scoped(ComponentToken, make(options))
