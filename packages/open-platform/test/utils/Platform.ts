import { WeChatClient } from "@effect-wechat/core"
import { Component, OpenPlatform, PlatformStore, VerifyTicket } from "@effect-wechat/open-platform"
import { Simulator } from "@effect-wechat/simulator"
import { Effect, Layer, Redacted } from "effect"

/** The component of all tests, as both sides know it. */
export const component = {
  appId: "wxc000000000000001",
  secret: "the-component-secret",
  token: "the-message-token",
  encodingAesKey: "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
}

export const ComponentLive = Component.layer({
  appId: component.appId,
  secret: Redacted.make(component.secret),
  token: Redacted.make(component.token),
  encodingAesKey: Redacted.make(component.encodingAesKey)
})

/** A platform on a simulator in this process, and on a store of its own. */
export const layer = (
  options: {
    readonly platform?: OpenPlatform.Options
    readonly simulator?: Simulator.Options
    readonly client?: WeChatClient.Options
    readonly store?: Layer.Layer<PlatformStore.PlatformStore>
  } = {}
) =>
  OpenPlatform.layer(options.platform).pipe(
    Layer.provideMerge(Layer.merge(ComponentLive, options.store ?? PlatformStore.layerMemory)),
    Layer.provideMerge(WeChatClient.layer(options.client)),
    Layer.provideMerge(Simulator.layer({
      ...options.simulator,
      world: { components: [component], ...options.simulator?.world }
    }))
  )

/** What a pushed ticket does, without the push: the newest of the simulator reaches the platform. */
export const receiveTicket = Effect.gen(function*() {
  const simulator = yield* Simulator.Simulator
  yield* simulator.pushTicket(component.appId)
  const { newestTicket } = yield* simulator.component(component.appId)
  const tickets = yield* VerifyTicket.VerifyTicket
  yield* tickets.receive({ value: Redacted.make(newestTicket ?? ""), createdAt: 0 })
})
