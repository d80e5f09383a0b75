// @effect-diagnostics missingEffectError:off
/**
 * Promises that the types keep. What is written here is checked by the compiler; that it runs at all is of no interest.
 */
import { describe, it } from "@effect/vitest"
import {
  type AccessToken,
  type CallRefused,
  Draft,
  Endpoint,
  type Failure,
  FreePublish,
  Identifiers,
  MassMessage,
  Material,
  WeChatClient,
  type WeChatError
} from "@effect-wechat/core"
import type * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { expectTypeOf } from "vitest"

type Any = CallRefused.CallRefused | WeChatError.WeChatError
type Needs = AccessToken.AccessToken | WeChatClient.WeChatClient

const mediaId = Identifiers.MediaId.make("MEDIA_ID")
const articleId = Identifiers.ArticleId.make("ARTICLE_ID")

describe("the type of a call", () => {
  it("holds its reply, its documented failures and what it needs, and no more", () => {
    expectTypeOf(Draft.count).returns.toEqualTypeOf<Effect.Effect<{ readonly total_count: number }, Any, Needs>>()
    expectTypeOf(Draft.delete).returns.toEqualTypeOf<Effect.Effect<void, Failure.InvalidMediaId | Any, Needs>>()
    expectTypeOf(Material.delete).returns.toEqualTypeOf<Effect.Effect<void, Failure.InvalidMediaId | Any, Needs>>()
    expectTypeOf(FreePublish.delete).returns.toEqualTypeOf<Effect.Effect<void, Failure.ApiUnauthorized | Any, Needs>>()
    expectTypeOf(MassMessage.delete).returns.toEqualTypeOf<Effect.Effect<void, Any, Needs>>()
  })

  it("follows from what the page says", () => {
    const facts = { permissionSets: [], eligibility: { official: "all", service: "all" }, semantics: "read" } as const
    const plain = Endpoint.get("plain", "/plain", { ...facts, returnCodes: [0] })
    expectTypeOf(plain).returns.toEqualTypeOf<Effect.Effect<void, Any, Needs>>()
    const open = Endpoint.post("open", "/open", {
      ...facts,
      returnCodes: [-1, 0],
      credential: null,
      body: Schema.Struct({ a: Schema.NumberFromString }),
      success: Schema.Struct({ b: Schema.NumberFromString })
    })
    expectTypeOf(open).parameters.toEqualTypeOf<[input: { readonly a: number }]>()
    expectTypeOf(open).returns.toEqualTypeOf<Effect.Effect<{ readonly b: number }, Any, WeChatClient.WeChatClient>>()
  })
})

describe("input", () => {
  it("of a call that takes none is a type error", () => {
    expectTypeOf(Draft.count).parameters.toEqualTypeOf<[]>()
    // @ts-expect-error the interface has no fields
    void Draft.count({})
    // @ts-expect-error not even nothing
    void Draft.count(undefined)
  })

  it("may be a plain text or one of the right brand, and of no other", () => {
    void Draft.delete({ media_id: "MEDIA_ID" })
    void Draft.delete({ media_id: mediaId })
    void Material.delete({ media_id: mediaId })
    void FreePublish.delete({ article_id: "ARTICLE_ID", index: 1 })
    void FreePublish.delete({ article_id: articleId, index: Identifiers.ArticlePosition.make(1) })
    // @ts-expect-error an article is no draft
    void Draft.delete({ media_id: articleId })
    // @ts-expect-error an account is no material
    void Material.delete({ media_id: Identifiers.AppId.make("wx0000000000000001") })
    // @ts-expect-error a draft is no article
    void FreePublish.delete({ article_id: mediaId, index: 1 })
    // @ts-expect-error a number is no id
    void Draft.delete({ media_id: 1 })
  })

  it("has all its fields, and no other", () => {
    // @ts-expect-error media_id is missing
    void Draft.delete({})
    // @ts-expect-error there is nothing at all
    void Draft.delete()
    // @ts-expect-error the page knows no such field
    void Draft.delete({ media_id: "MEDIA_ID", index: 1 })
  })

  it("never leaves to chance whether one article or all are deleted", () => {
    void FreePublish.delete({ article_id: "ARTICLE_ID", index: "all" })
    // @ts-expect-error index is missing
    void FreePublish.delete({ article_id: "ARTICLE_ID" })
    // @ts-expect-error index is missing
    void FreePublish.delete({ article_id: "ARTICLE_ID", index: undefined })
    // @ts-expect-error the word is "all"
    void FreePublish.delete({ article_id: "ARTICLE_ID", index: "every" })
    void MassMessage.delete({ msg_id: 30124, article_idx: "all" })
    // @ts-expect-error article_idx is missing
    void MassMessage.delete({ msg_id: 30124 })
  })

  it("names a mass message in one way", () => {
    void MassMessage.delete({ msg_id: 30124, article_idx: 1 })
    void MassMessage.delete({ msg_id: 30124n, article_idx: 1 })
    void MassMessage.delete({ msg_id: "30124", article_idx: 1 })
    void MassMessage.delete({ msg_id: Identifiers.MsgId.make("30124"), article_idx: 1 })
    void MassMessage.delete({ url: "https://mp.weixin.qq.com/s/ARTICLE" })
    // @ts-expect-error WeChat would look at msg_id only
    void MassMessage.delete({ msg_id: 30124, article_idx: 1, url: "https://mp.weixin.qq.com/s/ARTICLE" })
    const both = { msg_id: 30124, article_idx: 1, url: "https://mp.weixin.qq.com/s/ARTICLE" } as const
    // @ts-expect-error nor when it comes from elsewhere
    void MassMessage.delete(both)
    // @ts-expect-error WeChat looks at no position beside an address
    void MassMessage.delete({ url: "https://mp.weixin.qq.com/s/ARTICLE", article_idx: 1 })
    // @ts-expect-error neither
    void MassMessage.delete({})
    // @ts-expect-error a draft is no message
    void MassMessage.delete({ msg_id: mediaId, article_idx: 1 })
  })
})

describe("a fake answer", () => {
  it("has the input, the reply and the failures of the call that it answers", () => {
    WeChatClient.on(FreePublish.delete, (input) => {
      expectTypeOf(input.article_id).toExtend<string>()
      return Effect.void
    })
    // @ts-expect-error the reply is a number
    WeChatClient.on(Draft.count, () => Effect.succeed({ total_count: "3" }))
    // @ts-expect-error the reply has more
    WeChatClient.on(Draft.count, () => Effect.succeed({}))
    // @ts-expect-error the page documents no such failure
    WeChatClient.on(Draft.count, () => Effect.fail("no"))
  })
})

describe("the methods of the client", () => {
  it("need nothing more", () => {
    type Call = Context.Tag.Service<typeof WeChatClient.WeChatClient>["call"]
    expectTypeOf<Effect.Effect.Context<ReturnType<Call>>>().toBeNever()
  })
})
