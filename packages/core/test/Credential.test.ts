import { assert, describe, it } from "@effect/vitest"
import { AccessToken, Draft, Failure, WeChatClient, WeChatError } from "@effect-wechat/core"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as TestClock from "effect/TestClock"
import * as FakeAccount from "./utils/FakeAccount.ts"
import * as FakeWeChat from "./utils/FakeWeChat.ts"
import * as Watch from "@effect-wechat/testing/Watch"

/** Lets every fiber go as far as it can. */
const settle = TestClock.adjust(0)

describe("a credential that is told what WeChat answered", () => {
  const noticing = (wechat: FakeWeChat.FakeWeChat, note: string | undefined) => {
    const noticed: Array<readonly [endpoint: string, errcode: number]> = []
    const layer = Layer.merge(
      WeChatClient.layer().pipe(Layer.provide(wechat.layer)),
      Layer.succeed(AccessToken.AccessToken, {
        issue: () => Effect.succeed(FakeWeChat.token),
        reject: () => Effect.void,
        notice: (endpoint, { errcode }) =>
          Effect.sync(() => {
            noticed.push([endpoint.name, errcode])
            return note
          })
      })
    )
    return { noticed, layer }
  }

  it.effect("adds its note to a general failure", () => {
    const wechat = FakeWeChat.make({ json: { errcode: 48001, errmsg: "api unauthorized" } })
    const { layer, noticed } = noticing(wechat, "the account was taken for a certified one")
    return Effect.gen(function*() {
      const error = yield* Effect.flip(Draft.count())
      assert.instanceOf(error, WeChatError.WeChatError)
      assert.strictEqual(error.note, "the account was taken for a certified one")
      assert.match(error.message, / \(the account was taken for a certified one\)$/)
      assert.deepStrictEqual(noticed, [["draft_count", 48001]])
    }).pipe(Effect.provide(layer))
  })

  it.effect("adds its note to a documented failure", () => {
    const wechat = FakeWeChat.make({ json: { errcode: 40007, errmsg: "invalid media_id" } })
    const { layer } = noticing(wechat, "a note")
    return Effect.gen(function*() {
      const error = yield* Effect.flip(Draft.delete({ media_id: "GONE" }))
      assert.instanceOf(error, Failure.InvalidMediaId)
      assert.strictEqual(error.note, "a note")
      assert.match(error.message, / \(a note\)$/)
    }).pipe(Effect.provide(layer))
  })

  it.effect("may have nothing to say, and hears of nothing but failures that WeChat answers", () => {
    const answers: ReadonlyArray<FakeWeChat.Answer> = [
      { json: { errcode: 44002, errmsg: "" } },
      { json: { total_count: 15 } },
      { text: "<html>" }
    ]
    const wechat = FakeWeChat.make((_, nth) => answers[nth - 1] ?? { text: "" })
    const { layer, noticed } = noticing(wechat, undefined)
    return Effect.gen(function*() {
      const error = yield* Effect.flip(Draft.count())
      assert.notProperty(JSON.parse(JSON.stringify(error)), "note")
      yield* Draft.count()
      yield* Effect.flip(Draft.count())
      assert.deepStrictEqual(noticed, [["draft_count", 44002]])
    }).pipe(Effect.provide(layer))
  })
})

describe("a renewal that fails", () => {
  const quota: FakeWeChat.Answer = { json: { errcode: 45009, errmsg: "quota" } }
  const warnings = (watch: Watch.Watch) =>
    watch.lines.filter((line) => line.level === "WARN").map((line) => String(line.message))

  it.effect("is not logged when a caller hears of it", () => {
    const watch = Watch.make()
    return Effect.gen(function*() {
      yield* Effect.flip(Draft.count())
      yield* Effect.flip(Draft.count())
      assert.deepStrictEqual(warnings(watch), [])
    }).pipe(Effect.provide(Layer.merge(FakeWeChat.layerDirect(FakeWeChat.make(quota)), watch.layer)))
  })

  it.effect("is logged when the callers who waited for it have gone", () => {
    const watch = Watch.make()
    const wechat = FakeWeChat.make(() => Effect.delay(Effect.succeed(quota), "1 second"))
    return Effect.gen(function*() {
      const caller = yield* Effect.fork(Draft.count())
      yield* settle
      yield* Fiber.interrupt(caller)
      yield* TestClock.adjust("1 second")
      assert.strictEqual(warnings(watch).length, 1)
      assert.match(warnings(watch).join(), /^No new token: getStableAccessToken: WeChat answered 45009 /)
    }).pipe(Effect.provide(Layer.merge(FakeWeChat.layerDirect(wechat), watch.layer)))
  })

  it.effect("is logged when it was made ahead of time", () => {
    const watch = Watch.make()
    const wechat = FakeWeChat.make((seen, nth) =>
      FakeWeChat.pathOf(seen) !== FakeAccount.tokenPath
        ? { json: { total_count: 15 } }
        : nth === 1
        ? { json: { access_token: "TOKEN", expires_in: 7200 } }
        : quota
    )
    return Effect.gen(function*() {
      yield* Draft.count()
      yield* TestClock.adjust("6900 seconds")
      yield* Draft.count()
      yield* settle
      assert.strictEqual(warnings(watch).length, 1)
    }).pipe(Effect.provide(Layer.merge(FakeWeChat.layerDirect(wechat), watch.layer)))
  })
})
