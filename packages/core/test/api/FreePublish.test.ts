import { assert, describe, it } from "@effect/vitest"
import { Failure, FreePublish, WeChatError } from "@effect-wechat/core"
import * as Effect from "effect/Effect"
import * as Arbitraries from "../utils/Arbitraries.ts"
import * as FakeWeChat from "../utils/FakeWeChat.ts"

const ok = { json: { errcode: 0, errmsg: "ok" } }

describe("FreePublish.delete", () => {
  it.effect("posts the documented body for one article and gives nothing back", () => {
    const wechat = FakeWeChat.make(ok)
    return Effect.gen(function*() {
      assert.strictEqual(yield* FreePublish.delete({ article_id: "ARTICLE_ID", index: 1 }), undefined)
      assert.deepStrictEqual(wechat.seen, [
        FakeWeChat.posted("/cgi-bin/freepublish/delete", `{"article_id":"ARTICLE_ID","index":1}`)
      ])
    }).pipe(Effect.provide(FakeWeChat.layerWith(wechat)))
  })

  it.effect("sends 0 for \"all\", so that nothing is left out by mistake", () => {
    const wechat = FakeWeChat.make(ok)
    return Effect.gen(function*() {
      yield* FreePublish.delete({ article_id: "ARTICLE_ID", index: "all" })
      assert.deepStrictEqual(wechat.seen, [
        FakeWeChat.posted("/cgi-bin/freepublish/delete", `{"article_id":"ARTICLE_ID","index":0}`)
      ])
    }).pipe(Effect.provide(FakeWeChat.layerWith(wechat)))
  })

  it.prop(
    "writes any article id as it is and any position as its number",
    { article_id: Arbitraries.id, index: Arbitraries.position },
    (input) => {
      Arbitraries.assertWritten(FreePublish.delete.encode(input), input)
    }
  )

  it.effect("fails with ApiUnauthorized for 48001, and says that the merchant must act", () => {
    const wechat = FakeWeChat.make({
      json: { errcode: 48001, errmsg: "api unauthorized rid: 654df33c-64386a2f-29857782" }
    })
    return Effect.gen(function*() {
      const error = yield* Effect.flip(FreePublish.delete({ article_id: "ARTICLE_ID", index: 1 }))
      assert.instanceOf(error, Failure.ApiUnauthorized)
      assert.deepStrictEqual(JSON.parse(JSON.stringify(error)), {
        _tag: "ApiUnauthorized",
        endpoint: "freepublishDelete",
        appId: "wx0000000000000001",
        errcode: 48001,
        errmsg: "api unauthorized",
        rid: "654df33c-64386a2f-29857782"
      })
      assert.match(
        error.message,
        /^freepublishDelete for wx0000000000000001: WeChat answered 48001 "api unauthorized" .*; the merchant must obtain the interface, [^.]*$/
      )
    }).pipe(Effect.provide(FakeWeChat.layerWith(wechat)))
  })

  it.effect("keeps a code that only other pages document apart from its own", () => {
    const wechat = FakeWeChat.make({ json: { errcode: 40007, errmsg: "invalid media_id" } })
    return Effect.gen(function*() {
      const error = yield* Effect.flip(FreePublish.delete({ article_id: "ARTICLE_ID", index: 1 }))
      assert.instanceOf(error, WeChatError.WeChatError)
      assert.strictEqual(error.reason._tag, "RequestRejected")
    }).pipe(Effect.provide(FakeWeChat.layerWith(wechat)))
  })
})
