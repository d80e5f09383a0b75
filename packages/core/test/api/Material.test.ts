import { assert, describe, it } from "@effect/vitest"
import { Failure, Material } from "@effect-wechat/core"
import * as Effect from "effect/Effect"
import * as Arbitraries from "../utils/Arbitraries.ts"
import * as FakeWeChat from "../utils/FakeWeChat.ts"

describe("Material.delete", () => {
  it.effect("posts the documented body and gives nothing back", () => {
    const wechat = FakeWeChat.make({ json: { errcode: 0, errmsg: "ok" } })
    return Effect.gen(function*() {
      assert.strictEqual(yield* Material.delete({ media_id: "MEDIA_ID" }), undefined)
      assert.deepStrictEqual(wechat.seen, [
        FakeWeChat.posted("/cgi-bin/material/del_material", `{"media_id":"MEDIA_ID"}`)
      ])
    }).pipe(Effect.provide(FakeWeChat.layerWith(wechat)))
  })

  it.effect("sends text as it is, in raw UTF-8", () => {
    const wechat = FakeWeChat.make({ json: { errcode: 0, errmsg: "ok" } })
    return Effect.gen(function*() {
      yield* Material.delete({ media_id: "é中😀\"\\u0041" })
      assert.deepStrictEqual(wechat.seen, [
        FakeWeChat.posted("/cgi-bin/material/del_material", String.raw`{"media_id":"é中😀\"\\u0041"}`)
      ])
    }).pipe(Effect.provide(FakeWeChat.layerWith(wechat)))
  })

  it.prop("writes any media id as it is", { media_id: Arbitraries.id }, ({ media_id }) => {
    Arbitraries.assertWritten(Material.delete.encode({ media_id }), { media_id })
  })

  it.effect("fails with InvalidMediaId for 40007, under its own name", () => {
    const wechat = FakeWeChat.make({ json: { errcode: 40007, errmsg: "invalid media_id" } })
    return Effect.gen(function*() {
      const error = yield* Effect.flip(Material.delete({ media_id: "GONE" }))
      assert.instanceOf(error, Failure.InvalidMediaId)
      assert.deepStrictEqual(JSON.parse(JSON.stringify(error)), {
        _tag: "InvalidMediaId",
        endpoint: "delMaterial",
        appId: "wx0000000000000001",
        errcode: 40007,
        errmsg: "invalid media_id"
      })
      assert.match(error.message, /^delMaterial for wx0000000000000001: WeChat answered 40007 /)
    }).pipe(Effect.provide(FakeWeChat.layerWith(wechat)))
  })
})
