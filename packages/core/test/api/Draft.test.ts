import { assert, describe, it } from "@effect/vitest"
import { Draft, Failure } from "@effect-wechat/core"
import * as Effect from "effect/Effect"
import * as Arbitraries from "../utils/Arbitraries.ts"
import * as FakeWeChat from "../utils/FakeWeChat.ts"

describe("Draft.count", () => {
  it.effect("sends a GET with the token and nothing else, and gives the number", () => {
    const wechat = FakeWeChat.make({ json: { total_count: 15 } })
    return Effect.gen(function*() {
      assert.deepStrictEqual(yield* Draft.count(), { total_count: 15 })
      assert.deepStrictEqual(wechat.seen, [{
        method: "GET",
        url: "https://api.weixin.qq.com/cgi-bin/draft/count?access_token=TOKEN-of-the-account",
        headers: {},
        body: undefined
      }])
    }).pipe(Effect.provide(FakeWeChat.layerWith(wechat)))
  })
})

describe("Draft.delete", () => {
  it.effect("posts the documented body and gives nothing back", () => {
    const wechat = FakeWeChat.make({ json: { errcode: 0, errmsg: "ok" } })
    return Effect.gen(function*() {
      assert.strictEqual(yield* Draft.delete({ media_id: "MEDIA_ID" }), undefined)
      assert.deepStrictEqual(wechat.seen, [FakeWeChat.posted("/cgi-bin/draft/delete", `{"media_id":"MEDIA_ID"}`)])
    }).pipe(Effect.provide(FakeWeChat.layerWith(wechat)))
  })

  it.effect("sends text as it is, in raw UTF-8", () => {
    const wechat = FakeWeChat.make({ json: { errcode: 0, errmsg: "ok" } })
    return Effect.gen(function*() {
      yield* Draft.delete({ media_id: "é中😀\"\\u0041" })
      assert.deepStrictEqual(wechat.seen, [
        FakeWeChat.posted("/cgi-bin/draft/delete", String.raw`{"media_id":"é中😀\"\\u0041"}`)
      ])
    }).pipe(Effect.provide(FakeWeChat.layerWith(wechat)))
  })

  it.prop("writes any media id as it is", { media_id: Arbitraries.id }, ({ media_id }) => {
    Arbitraries.assertWritten(Draft.delete.encode({ media_id }), { media_id })
  })

  it.effect("fails with InvalidMediaId for 40007, which tells all that is known", () => {
    const wechat = FakeWeChat.make({
      json: { errcode: 40007, errmsg: "invalid media_id rid: 654df33c-64386a2f-29857782" }
    })
    return Effect.gen(function*() {
      const error = yield* Effect.flip(Draft.delete({ media_id: "GONE" }))
      assert.instanceOf(error, Failure.InvalidMediaId)
      assert.deepStrictEqual(JSON.parse(JSON.stringify(error)), {
        _tag: "InvalidMediaId",
        endpoint: "draft_delete",
        appId: "wx0000000000000001",
        errcode: 40007,
        errmsg: "invalid media_id",
        rid: "654df33c-64386a2f-29857782"
      })
      assert.match(
        error.message,
        /^draft_delete for wx0000000000000001: WeChat answered 40007 "invalid media_id" .*; it may be deleted already, .*: the developer must pass a current media_id$/
      )
      assert.strictEqual(wechat.seen.length, 1)
    }).pipe(Effect.provide(FakeWeChat.layerWith(wechat)))
  })
})
