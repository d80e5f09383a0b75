/** Two ways to test what a program does for many merchants: each merchant by itself, or all of them on a whole platform. */
import { assert, describe, it } from "@effect/vitest"
import { AccessToken, Draft, WeChatClient } from "@effect-wechat/core"
import { Authorization, Component, OpenPlatform, PlatformStore, VerifyTicket } from "@effect-wechat/open-platform"
import { Simulator } from "@effect-wechat/simulator"
import { Clock, Effect, Layer, Redacted } from "effect"
import { advise, adviseAll } from "../src/advice.ts"

describe("a merchant by itself", () => {
  /** A token that says whose it is, and a client that answers for this merchant alone. */
  const merchant = (appId: string, drafts: number) =>
    Effect.provide([
      AccessToken.layerFixed(Redacted.make("TOKEN"), { appId }),
      WeChatClient.layerFake(WeChatClient.on(Draft.count, () => Effect.succeed({ total_count: drafts })))
    ])

  it.effect("is told what its own drafts call for", () =>
    Effect.gen(function*() {
      assert.strictEqual(yield* advise.pipe(merchant("wxA", 101)), "wxA: delete some drafts")
      assert.strictEqual(yield* advise.pipe(merchant("wxB", 100)), "wxB: all is well")
    }))
})

describe("the whole platform", () => {
  const component = { appId: "wxc000000000000001", secret: "secret", token: "token", encodingAesKey: "A".repeat(43) }

  /** Nothing is fake but WeChat, and it says no where WeChat would. */
  const Platform = OpenPlatform.layer().pipe(
    Layer.provideMerge(WeChatClient.layer()),
    Layer.provideMerge(PlatformStore.layerMemory),
    Layer.provideMerge(Component.layer({
      appId: component.appId,
      secret: Redacted.make(component.secret),
      token: Redacted.make(component.token),
      encodingAesKey: Redacted.make(component.encodingAesKey)
    })),
    Layer.provideMerge(Simulator.layer({ world: { components: [component] } }))
  )

  /** A new account that authorizes these permission sets. */
  const merchant = Effect.fn(function*(drafts: number, permissionSets: ReadonlyArray<number>) {
    const simulator = yield* Simulator.Simulator
    const authorization = yield* Authorization.Authorization
    const { appId } = yield* simulator.addAccount({ drafts })
    const { authCode } = yield* simulator.authorize({ component: component.appId, account: appId, permissionSets })
    yield* authorization.complete(Redacted.make(authCode))
    return appId
  })

  it.effect("tells every merchant its own, and those that did not grant enough what to do", () =>
    Effect.gen(function*() {
      const simulator = yield* Simulator.Simulator
      const tickets = yield* VerifyTicket.VerifyTicket
      const { newestTicket = "" } = yield* simulator.component(component.appId)
      yield* tickets.receive({ value: Redacted.make(newestTicket), createdAt: yield* Clock.currentTimeMillis })

      const many = yield* merchant(500, [11])
      const few = yield* merchant(5, [11])
      const none = yield* merchant(5, [7])
      const advice = (yield* adviseAll).join("\n")
      assert.include(advice, `${many}: delete some drafts`)
      assert.include(advice, `${few}: all is well`)
      assert.include(advice, `${none}: permission set 11`)
    }).pipe(Effect.provide(Platform)))
})
