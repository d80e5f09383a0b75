import { assert, describe, it } from "@effect/vitest"
import { Draft } from "@effect-wechat/core"
import { Effect } from "effect"
import * as FakeWeChat from "../utils/FakeWeChat.ts"

describe("Draft.count", () => {
  it.effect("sends a GET with the token and no body, and gives the number", () => {
    const wechat = FakeWeChat.make({ json: { total_count: 15 } })
    return Effect.gen(function*() {
      const reply = yield* Draft.count()
      assert.deepStrictEqual(reply, { total_count: 15 })
      assert.strictEqual(wechat.seen.length, 1)
      const [request] = wechat.seen
      assert.strictEqual(request?.method, "GET")
      assert.strictEqual(request?.url, "https://api.weixin.qq.com/cgi-bin/draft/count")
      assert.deepStrictEqual(request?.query, { access_token: "TOKEN-of-the-account" })
      assert.strictEqual(request?.body, undefined)
    }).pipe(Effect.provide(FakeWeChat.layerWith(wechat.layer)))
  })
})

describe("Draft.delete", () => {
  it.effect("posts the documented body and gives nothing back", () => {
    const wechat = FakeWeChat.make({ json: { errcode: 0, errmsg: "ok" } })
    return Effect.gen(function*() {
      assert.strictEqual(yield* Draft.delete({ media_id: "MEDIA_ID" }), undefined)
      assert.deepStrictEqual(wechat.seen, [{
        method: "POST",
        url: "https://api.weixin.qq.com/cgi-bin/draft/delete",
        query: { access_token: "TOKEN-of-the-account" },
        headers: { "content-type": "application/json", "content-length": "23" },
        body: `{"media_id":"MEDIA_ID"}`
      }])
    }).pipe(Effect.provide(FakeWeChat.layerWith(wechat.layer)))
  })

  it.effect("fails with InvalidMediaId for 40007", () => {
    const wechat = FakeWeChat.make({
      json: { errcode: 40007, errmsg: "invalid media_id rid: 654df33c-64386a2f-29857782" }
    })
    return Effect.gen(function*() {
      const error = yield* Effect.flip(Draft.delete({ media_id: "GONE" }))
      assert.strictEqual(error._tag, "InvalidMediaId")
      assert.strictEqual(
        JSON.stringify(error),
        ""
      )
    }).pipe(Effect.provide(FakeWeChat.layerWith(wechat.layer)))
  })
})
