/** The world of the tour: WeChat with five accounts in it, and the service provider's platform with its store. */
import { WeChatClient } from "@effect-wechat/core"
import { Callback, Component, type Event, OpenPlatform } from "@effect-wechat/open-platform"
import { Simulator, type World } from "@effect-wechat/simulator"
import { HttpRouter } from "@effect/platform"
import { Array as Arr, Context, Effect, Layer, Redacted, Stream, SubscriptionRef } from "effect"
import * as Loopback from "./loopback.ts"
import * as Shelf from "./shelf.ts"

/** The component, as WeChat's console and the service provider both know it. */
export const component = {
  appId: "wxc000000000000001",
  secret: "the-component-secret",
  token: "the-message-token",
  encodingAesKey: "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
}

/** A merchant's account, and the permission sets that stay ticked on the authorization page. */
export interface Merchant extends Required<Pick<World.AccountOptions, "appId" | "kind" | "nickname" | "verifyType">> {
  readonly grants: ReadonlyArray<number>
}

const certified = 0
const notCertified = -1

const merchant = (
  number: number,
  kind: Merchant["kind"],
  verifyType: number,
  grants: ReadonlyArray<number>
): Merchant => ({
  appId: `wx000000000000000${number}`,
  nickname: `Merchant ${"?ABCDE".charAt(number)}`,
  kind,
  verifyType,
  grants
})

export const merchants = {
  a: merchant(1, "service", certified, [7, 11]),
  b: merchant(2, "official", notCertified, [11]),
  c: merchant(3, "official", certified, [7]),
  d: merchant(4, "service", certified, [7, 11]),
  e: merchant(5, "official", certified, [7, 11])
}

/** What WeChat has pushed so far. */
export class Pushed
  extends Context.Tag("tour/Pushed")<Pushed, SubscriptionRef.SubscriptionRef<ReadonlyArray<Event.Notice>>>()
{}

/** Waits until an event of this kind has come, about this account if one is named. */
export const awaitEvent = <Tag extends Event.Notice["_tag"]>(tag: Tag, appId?: string) => {
  type Found = Extract<Event.Notice, { readonly _tag: Tag }>
  const isIt = (event: Event.Notice): event is Found =>
    event._tag === tag && (appId === undefined || "appId" in event && event.appId === appId)
  return Effect.flatMap(Pushed, ({ changes }) =>
    changes.pipe(
      Stream.filterMap((events) => Arr.findFirst(events, isIt)),
      Stream.runHead,
      Effect.flatten,
      Effect.timeout("30 seconds")
    ))
}

/** The two URLs of WeChat's console, mounted. */
const callbacks = HttpRouter.empty.pipe(
  HttpRouter.post("/wechat/authorization", Callback.authorization),
  HttpRouter.post("/wechat/message/:appId", Callback.message)
)

const PushedLive = Layer.effect(Pushed, SubscriptionRef.make<ReadonlyArray<Event.Notice>>([]))

/** Every event is written down. */
const CallbackLive = Layer.unwrapEffect(
  Effect.map(
    Pushed,
    (pushed) => Callback.layer({ onEvent: (event) => SubscriptionRef.update(pushed, (events) => [...events, event]) })
  )
)

const ComponentLive = Component.layer({
  appId: component.appId,
  secret: Redacted.make(component.secret),
  token: Redacted.make(component.token),
  encodingAesKey: Redacted.make(component.encodingAesKey)
})

const accounts = Object.values(merchants).map(({ appId, kind, nickname, verifyType }): World.AccountOptions => ({
  appId,
  kind,
  nickname,
  verifyType
}))

/** WeChat, and the way from there to the platform. */
export const weChat = Layer.unwrapEffect(Effect.map(Loopback.Loopback, ({ client }) =>
  Simulator.layer({
    callbacks: client,
    world: {
      accounts,
      components: [{
        ...component,
        authorizationUrl: "https://provider.example/wechat/authorization",
        messageUrl: "https://provider.example/wechat/message/$APPID$",
        permissionSets: [7, 11]
      }]
    }
  }))).pipe(Layer.provideMerge(Loopback.layer))

/** The platform on a store. The only thing that is not as in production is where the HTTP requests go. */
export const platform = (store: Shelf.Place) =>
  Layer.scopedDiscard(Effect.flatMap(Loopback.Loopback, ({ connect }) => connect(callbacks))).pipe(
    Layer.provide(CallbackLive),
    Layer.provideMerge(OpenPlatform.layer()),
    Layer.provideMerge(Layer.mergeAll(WeChatClient.layer(), ComponentLive, Shelf.layer(store), PushedLive))
  )
