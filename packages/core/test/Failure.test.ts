import { assert, describe, it } from "@effect/vitest"
import { Draft, Failure, FreePublish } from "@effect-wechat/core"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"

class InvalidArticleId extends Failure.make<InvalidArticleId>()("InvalidArticleId", 53600, {
  who: "developer",
  whatToDo: "the developer must pass an article_id that FreePublish returned"
}) {}

describe("a documented failure", () => {
  it("knows its code, who must act, and that trying again is of no use", () => {
    assert.deepStrictEqual(
      [Failure.InvalidMediaId, Failure.ApiUnauthorized, InvalidArticleId].map((one) => one.code),
      [40007, 48001, 53600]
    )
    assert.strictEqual(Failure.InvalidMediaId.of(Draft.delete).who, "developer")
    assert.strictEqual(Failure.ApiUnauthorized.of(FreePublish.delete).who, "merchant")
    assert.isFalse(Failure.InvalidMediaId.of(Draft.delete).isRetryable)
  })

  it("can be made as WeChat would send it", () => {
    assert.deepStrictEqual(JSON.parse(JSON.stringify(Failure.InvalidMediaId.of(Draft.delete))), {
      _tag: "InvalidMediaId",
      endpoint: "draft_delete",
      errcode: 40007,
      errmsg: "invalid media_id"
    })
    const said = { appId: "wx0000000000000001", errmsg: "no such id", rid: "654df33c-64386a2f" }
    const { appId, errmsg, rid } = Failure.InvalidMediaId.of(Draft.delete, said)
    assert.deepStrictEqual({ appId, errmsg, rid }, said)
  })

  it("is of the class that it is made with", () => {
    const error = InvalidArticleId.of(FreePublish.delete)
    assert.instanceOf(error, InvalidArticleId)
    assert.strictEqual(error._tag, "InvalidArticleId")
    assert.match(
      error.message,
      /^freepublishDelete: WeChat answered 53600 .*; the developer must pass an article_id that FreePublish returned$/
    )
  })

  it.effect("survives JSON, and can be caught by its tag", () =>
    Effect.gen(function*() {
      const json = Schema.parseJson(Failure.InvalidMediaId)
      const error = Failure.InvalidMediaId.of(Draft.delete, { rid: "654df33c-64386a2f" })
      const back = yield* Schema.decode(json)(yield* Schema.encode(json)(error))
      assert.strictEqual(back.message, error.message)
      const caught = yield* Effect.catchTag(back, "InvalidMediaId", ({ rid }) => Effect.succeed(rid))
      assert.strictEqual(caught, "654df33c-64386a2f")
    }))
})
