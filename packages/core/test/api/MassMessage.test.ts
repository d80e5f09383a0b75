import { assert, describe, it } from "@effect/vitest"
import { MassMessage } from "@effect-wechat/core"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as FastCheck from "effect/FastCheck"
import * as Arbitraries from "../utils/Arbitraries.ts"
import * as FakeWeChat from "../utils/FakeWeChat.ts"

const ok = { json: { errcode: 0, errmsg: "ok" } }

describe("MassMessage.delete", () => {
  it.effect("posts the documented body for one article and gives nothing back", () => {
    const wechat = FakeWeChat.make(ok)
    return Effect.gen(function*() {
      assert.strictEqual(yield* MassMessage.delete({ msg_id: 30124, article_idx: 2 }), undefined)
      assert.deepStrictEqual(wechat.seen, [
        FakeWeChat.posted("/cgi-bin/message/mass/delete", `{"msg_id":30124,"article_idx":2}`)
      ])
    }).pipe(Effect.provide(FakeWeChat.layerWith(wechat)))
  })

  it.effect("sends 0 for \"all\", so that nothing is left out by mistake", () => {
    const wechat = FakeWeChat.make(ok)
    return Effect.gen(function*() {
      yield* MassMessage.delete({ msg_id: 30124, article_idx: "all" })
      assert.deepStrictEqual(wechat.seen, [
        FakeWeChat.posted("/cgi-bin/message/mass/delete", `{"msg_id":30124,"article_idx":0}`)
      ])
    }).pipe(Effect.provide(FakeWeChat.layerWith(wechat)))
  })

  it.effect("sends the position that the page demands along with an address", () => {
    const wechat = FakeWeChat.make(ok)
    return Effect.gen(function*() {
      yield* MassMessage.delete({ url: "https://mp.weixin.qq.com/s/ARTICLE" })
      assert.deepStrictEqual(wechat.seen, [
        FakeWeChat.posted(
          "/cgi-bin/message/mass/delete",
          `{"article_idx":0,"url":"https://mp.weixin.qq.com/s/ARTICLE"}`
        )
      ])
    }).pipe(Effect.provide(FakeWeChat.layerWith(wechat)))
  })

  it.effect("sends a message id beyond 2^53 as an exact integer", () => {
    const wechat = FakeWeChat.make(ok)
    return Effect.gen(function*() {
      yield* MassMessage.delete({ msg_id: "18446744073709551615", article_idx: 2 })
      assert.deepStrictEqual(wechat.seen, [
        FakeWeChat.posted("/cgi-bin/message/mass/delete", `{"msg_id":18446744073709551615,"article_idx":2}`)
      ])
    }).pipe(Effect.provide(FakeWeChat.layerWith(wechat)))
  })

  it.prop(
    "writes any message id as an exact integer, whether a number, a bigint or digits",
    { msg_id: Arbitraries.msgId, article_idx: Arbitraries.position },
    ({ article_idx, msg_id }) => {
      assert.deepStrictEqual(
        MassMessage.delete.encode({ msg_id: msg_id.given, article_idx }),
        Either.right({ query: "", body: `{"msg_id":${msg_id.digits},"article_idx":${article_idx}}` })
      )
    }
  )

  it.prop("writes any address as it is", { url: FastCheck.webUrl({ withQueryParameters: true }) }, ({ url }) => {
    Arbitraries.assertWritten(MassMessage.delete.encode({ url }), { article_idx: 0, url })
  })

  const refused: ReadonlyArray<readonly [what: string, input: unknown]> = [
    ["msg_id and url together, of which WeChat would look at one", { msg_id: 30124, article_idx: 2, url: "https://a" }],
    ["neither msg_id nor url", {}]
  ]
  for (const [what, input] of refused) {
    it.effect(`refuses ${what}`, () => {
      const wechat = FakeWeChat.make(ok)
      return Effect.gen(function*() {
        const error = yield* Effect.flip(MassMessage.delete(input as never))
        assert.match(
          error.message,
          /^deleteMassMsg for wx0000000000000001: nothing was sent, .* either msg_id with article_idx, or url alone/
        )
        assert.deepStrictEqual(wechat.seen, [])
      }).pipe(Effect.provide(FakeWeChat.layerWith(wechat)))
    })
  }
})
