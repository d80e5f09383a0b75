import { assert, describe, it } from "@effect/vitest"
import { Draft, Failure, Identifiers } from "@effect-wechat/core"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as FastCheck from "effect/FastCheck"
import * as Stream from "effect/Stream"
import * as Arbitraries from "../utils/Arbitraries.ts"
import * as Endpoints from "../utils/Endpoints.ts"
import * as FakeWeChat from "../utils/FakeWeChat.ts"

/** Text of at most so many characters, of which an emoji is one, that WeChat takes as it is. */
const text = (maxLength: number, minLength = 0) =>
  FastCheck.array(FastCheck.constantFrom("a", "<", "\"", "\\", "/", "\n", "é", "中", "😀"), { minLength, maxLength })
    .map(
      (characters) => characters.join("")
    )

const optional = <A>(arbitrary: FastCheck.Arbitrary<A>) => FastCheck.option(arbitrary, { nil: undefined })

const flag = FastCheck.constantFrom(0, 1)
const fraction = FastCheck.constantFrom("0", "1", "0.5", "0.1945", "1.0")

/** Any article of text or pictures, with any of the fields that may be left out. */
const article: FastCheck.Arbitrary<Draft.ArticleInput> = FastCheck.record({
  kind: FastCheck.oneof(
    FastCheck.record({ article_type: FastCheck.constantFrom(undefined, "news"), thumb_media_id: Arbitraries.id }),
    FastCheck.record({
      article_type: FastCheck.constant("newspic"),
      image_info: FastCheck.record({
        image_list: FastCheck.array(FastCheck.record({ image_media_id: Arbitraries.id }), {
          minLength: 1,
          maxLength: 20
        })
      })
    })
  ),
  common: FastCheck.record({
    title: text(32, 1),
    author: optional(text(16)),
    digest: optional(text(128)),
    content: text(200, 1),
    content_source_url: optional(FastCheck.webUrl()),
    need_open_comment: optional(flag),
    only_fans_can_comment: optional(flag),
    pic_crop_235_1: optional(FastCheck.constantFrom("0.1945_0_1_0.5236", "0_0_1_1", "0.123456_0.0_1.0_1")),
    pic_crop_1_1: optional(FastCheck.constant("0_0_1_1")),
    cover_info: optional(FastCheck.record({
      crop_percent_list: FastCheck.array(FastCheck.record({
        ratio: FastCheck.constantFrom("1_1", "16_9", "2.35_1"),
        x1: fraction,
        y1: fraction,
        x2: fraction,
        y2: fraction
      }))
    })),
    product_info: optional(FastCheck.constant({ footer_product_info: { product_key: "KEY" } }))
  })
}).map(({ common, kind }) =>
  // What is left out is not there at all.
  JSON.parse(JSON.stringify({ ...common, ...kind }))
)

const news = { title: "Spring", content: "<p>It is here.</p>", thumb_media_id: "THUMB" }
const pictures = {
  article_type: "newspic",
  title: "Spring",
  content: "It is here.",
  image_info: { image_list: [{ image_media_id: "IMAGE" }] }
} as const

describe("an article", () => {
  it.prop(
    "is written as it was given, to a new draft in a list and to a draft that is there alone",
    { articles: FastCheck.array(article, { minLength: 1, maxLength: 3 }), index: FastCheck.nat({ max: 7 }) },
    ({ articles, index }) => {
      Arbitraries.assertWritten(Draft.add.encode({ articles }), { articles })
      const [first] = articles
      if (first === undefined) return assert.fail("without an article")
      const changed = { media_id: "MEDIA_ID", index, articles: first }
      Arbitraries.assertWritten(Draft.update.encode(changed), changed)
    }
  )

  const limits: ReadonlyArray<readonly [field: string, most: number, unit: string, size: number]> = [
    ["title", 32, "characters", 1],
    ["author", 16, "characters", 1],
    ["digest", 128, "characters", 1],
    ["content", 19_999, "characters", 1],
    ["content_source_url", 1024, "bytes in UTF-8", 3]
  ]
  for (const [field, most, unit, size] of limits) {
    it(`has a ${field} of at most ${most} ${unit}, and whoever breaks that learns by how much`, () => {
      // In characters an emoji is one; in bytes 中 is three.
      const fits = size === 1 ? "😀".repeat(most) : "中".repeat(341) + "a"
      for (const [kind, is] of [[news, "news"], [pictures, "newspic"]] as const) {
        assert.deepStrictEqual(Endpoints.issuesOf(Draft.add, { articles: [{ ...kind, [field]: fits }] }), [], is)
        assert.deepStrictEqual(Endpoints.issuesOf(Draft.add, { articles: [kind, { ...kind, [field]: `${fits}a` }] }), [{
          field: `articles[1].${field}`,
          rule: `must be a text of at most ${most} ${unit}; it has ${most + 1} ${unit.split(" ")[0]}`
        }], is)
        const update = { media_id: "MEDIA_ID", index: 0, articles: { ...kind, [field]: `${fits}a` } }
        assert.deepStrictEqual(Endpoints.issuesOf(Draft.update, update).map((issue) => issue.field), [
          `articles.${field}`
        ])
      }
    })
  }

  it("of pictures has 1 to 20 of them", () => {
    const withPictures = (many: number) => ({
      articles: [{
        ...pictures,
        image_info: { image_list: Array.from({ length: many }, () => ({ image_media_id: "IMAGE" })) }
      }]
    })
    const field = "articles[0].image_info.image_list"
    for (const many of [1, 20]) assert.deepStrictEqual(Endpoints.issuesOf(Draft.add, withPictures(many)), [])
    for (const many of [0, 21]) {
      assert.deepStrictEqual(Endpoints.issuesOf(Draft.add, withPictures(many)), [
        { field, rule: `must be a list of 1 to 20 items; it has ${many} items` }
      ])
    }
  })

  const { thumb_media_id: _, ...coverless } = news
  const { image_info: __, ...pictureless } = pictures
  const required = "is required"
  const unknown = "is not a field of this call"
  const mistakes: ReadonlyArray<readonly [what: string, article: object, field: string, rule: string]> = [
    ["text without a cover", coverless, ".thumb_media_id", required],
    ["text without a title", { ...news, title: "" }, ".title", "must be a text that is not empty"],
    ["text without words", { ...news, content: "" }, ".content", "must be a text that is not empty"],
    ["pictures without pictures", pictureless, ".image_info", required],
    ["text with pictures", { ...news, image_info: pictures.image_info }, ".image_info", unknown],
    ["pictures with a cover of text", { ...pictures, thumb_media_id: "THUMB" }, ".thumb_media_id", unknown],
    ["a field that does not exist", { ...news, headline: "No" }, ".headline", unknown],
    ["a flag as a boolean", { ...news, need_open_comment: true }, ".need_open_comment", "must be 0 | 1"],
    [
      "a crop outside of the picture",
      { ...news, pic_crop_1_1: "0_0_1_1.5" },
      ".pic_crop_1_1",
      "must be X1_Y1_X2_Y2, four fractions from 0 to 1 with at most 6 decimals"
    ],
    [
      "a crop with seven decimals",
      { ...news, pic_crop_235_1: "0.1234567_0_1_1" },
      ".pic_crop_235_1",
      "must be X1_Y1_X2_Y2, four fractions from 0 to 1 with at most 6 decimals"
    ],
    [
      "another kind",
      { ...news, article_type: "video" },
      "",
      "must be an article of text (article_type news, or none) or of pictures (article_type newspic)"
    ]
  ]
  for (const [what, article, field, rule] of mistakes) {
    it(`is never sent as ${what}`, () => {
      assert.deepStrictEqual(Endpoints.issuesOf(Draft.add, { articles: [article] }), [
        { field: `articles[0]${field}`, rule }
      ])
    })
  }
})

describe("Draft.add", () => {
  it("never sends a draft without an article", () => {
    assert.deepStrictEqual(Endpoints.issuesOf(Draft.add, { articles: [] }), [
      { field: "articles", rule: "must be a list of at least one article" }
    ])
  })

  it("gives the id of the draft, in each form of the reply", () => {
    const media_id = Identifiers.MediaId.make("DRAFT")
    assert.deepStrictEqual(Endpoints.read(Draft.add, `{"media_id":"DRAFT"}`), { media_id })
    assert.deepStrictEqual(Endpoints.read(Draft.add, `{"media_id":"DRAFT","item":[]}`), { media_id, item: [] })
    assert.deepStrictEqual(
      Endpoints.read(Draft.add, `{"media_id":"DRAFT","item":[{"index":0,"ad_count":2}],"more":{}}`),
      { media_id, item: [{ index: 0, ad_count: 2 }] }
    )
  })

  Endpoints.failsWith(Draft.add, Draft.add({ articles: [news] }), [
    Failure.EscapedCharacters,
    Failure.InvalidMediaId,
    Failure.TitleTooLong,
    Failure.DigestTooLong,
    Failure.AuthorTooLong,
    Failure.SellingBarred,
    Failure.InvalidProduct,
    Failure.SellingNotOpened
  ])
})

describe("Draft.update", () => {
  it("never leaves to chance which article is replaced, and takes one", () => {
    const { issuesOf } = Endpoints
    assert.deepStrictEqual(issuesOf(Draft.update, { media_id: "MEDIA_ID", articles: news }), [
      { field: "index", rule: "is required" }
    ])
    assert.deepStrictEqual(issuesOf(Draft.update, { media_id: "MEDIA_ID", index: -1, articles: news }), [
      { field: "index", rule: "must be a whole number, counted from 0" }
    ])
    assert.deepStrictEqual(
      issuesOf(Draft.update, { media_id: "MEDIA_ID", index: 0, articles: [news] }).map(({ field }) => field),
      ["articles"]
    )
  })

  Endpoints.failsWith(Draft.update, Draft.update({ media_id: "MEDIA_ID", index: 0, articles: news }), [
    Failure.EscapedCharacters,
    Failure.InvalidMediaId,
    Failure.InvalidArticleIndex,
    Failure.InvalidContentSourceUrl,
    Failure.TitleTooLong,
    Failure.DigestTooLong,
    Failure.AuthorTooLong,
    Failure.InvalidContent,
    Failure.SellingBarred,
    Failure.InvalidProduct,
    Failure.SellingNotOpened,
    Failure.CommentsNotPrivileged
  ])
})

/** All that a reply was seen to hold of an article. */
const told = {
  article_type: "newspic",
  title: "Spring",
  author: "Ann",
  digest: "It is here",
  content: "<p>It is here.</p>",
  content_source_url: "",
  thumb_media_id: Identifiers.MediaId.make("THUMB"),
  thumb_url: "http://mmbiz.qpic.cn/1",
  need_open_comment: 0,
  only_fans_can_comment: 1,
  show_cover_pic: 0,
  image_info: { image_list: [{ image_media_id: Identifiers.MediaId.make("IMAGE") }] },
  product_info: { footer_product_info: { product_key: "KEY" } },
  url: "http://mp.weixin.qq.com/s/1"
}

describe("Draft.get", () => {
  it.prop("asks for a draft by its id", { media_id: Arbitraries.id }, (input) => {
    Arbitraries.assertWritten(Draft.get.encode(input), input)
  })

  it("reads what every reply has, all that one can have, and passes over the rest", () => {
    assert.deepStrictEqual(Endpoints.read(Draft.get, `{"news_item":[{"title":"Spring"}]}`), {
      news_item: [{ title: "Spring" }]
    })
    const full = { news_item: [told, told], create_time: 1700000000, update_time: 1700000001 }
    assert.deepStrictEqual(
      Endpoints.read(
        Draft.get,
        JSON.stringify({ ...full, news_item: [told, { ...told, is_new: 1 }], errcode: 0, more: [] })
      ),
      full
    )
  })

  it("reads an article without a cover, whose id is empty", () => {
    const reply = `{"news_item":[{"title":"","thumb_media_id":"","image_info":{"image_list":[{"image_media_id":""}]}}]}`
    assert.deepStrictEqual(Endpoints.read(Draft.get, reply), JSON.parse(reply))
  })

  Endpoints.failsWith(Draft.get, Draft.get({ media_id: "MEDIA_ID" }), [Failure.InvalidMediaId])
})

describe("Draft.list", () => {
  it.prop(
    "asks for a page as the interface documents it",
    { offset: FastCheck.nat(), count: FastCheck.integer({ min: 1, max: 20 }), no_content: optional(flag) },
    ({ count, no_content, offset }) => {
      const input = { offset, count, ...(no_content === undefined ? {} : { no_content }) } as const
      Arbitraries.assertWritten(Draft.list.encode(input as Parameters<typeof Draft.list>[0]), input)
    }
  )

  it("never asks for more than 20, for none, or for what is before the first", () => {
    for (const count of [0, 21]) {
      assert.deepStrictEqual(Endpoints.issuesOf(Draft.list, { offset: 0, count }), [
        { field: "count", rule: `must be a whole number from 1 to 20; it is ${count}` }
      ])
    }
    assert.deepStrictEqual(Endpoints.issuesOf(Draft.list, { offset: -1, count: 1 }), [
      { field: "offset", rule: "must be a whole number, counted from 0" }
    ])
    assert.strictEqual(
      Endpoints.issuesOf(Draft.list, { offset: 0, count: 1, no_content: true })[0]?.field,
      "no_content"
    )
  })

  it("reads a full page, a minimal one, and one whose empty list was left out", () => {
    const content = { news_item: [told], create_time: 1700000000, update_time: 1700000001 }
    const full = {
      total_count: 5000,
      item_count: 1,
      item: [{ media_id: Identifiers.MediaId.make("DRAFT"), content, update_time: 1700000001 }]
    }
    assert.deepStrictEqual(Endpoints.read(Draft.list, JSON.stringify({ ...full, more: 1 })), full)
    assert.deepStrictEqual(
      Endpoints.read(
        Draft.list,
        `{"total_count":1,"item":[{"media_id":"DRAFT","update_time":1,"content":{"news_item":[]}}]}`
      ),
      {
        total_count: 1,
        item: [{ media_id: Identifiers.MediaId.make("DRAFT"), update_time: 1, content: { news_item: [] } }]
      }
    )
    assert.deepStrictEqual(Endpoints.read(Draft.list, `{"total_count":0}`), { total_count: 0, item: [] })
  })
})

describe("Draft.all", () => {
  it.effect("streams the drafts of all pages, and passes its options on to each", () => {
    const ids = Array.from({ length: 25 }, (_, at) => `DRAFT ${at}`)
    const wechat = FakeWeChat.make(({ body = "" }) => {
      const { count, offset } = JSON.parse(body)
      const item = ids.slice(offset, offset + count).map((media_id) => ({
        media_id,
        update_time: 1,
        content: { news_item: [] }
      }))
      return { json: { total_count: ids.length, item_count: item.length, item } }
    })
    return Effect.gen(function*() {
      const drafts = yield* Stream.runCollect(Draft.all({ no_content: 1 }))
      assert.deepStrictEqual([...drafts].map(({ media_id }) => String(media_id)), ids)
      assert.deepStrictEqual(wechat.seen, [
        FakeWeChat.posted("/cgi-bin/draft/batchget", `{"offset":0,"count":20,"no_content":1}`),
        FakeWeChat.posted("/cgi-bin/draft/batchget", `{"offset":19,"count":20,"no_content":1}`)
      ])
    }).pipe(Effect.provide(FakeWeChat.layerWith(wechat)))
  })
})

describe("the switch of the draft box", () => {
  it("is only looked at by the one call, and switched on by the other", () => {
    assert.deepStrictEqual(Draft.switchState.encode(), Either.right({ query: "checkonly=1", body: "{}" }))
    assert.deepStrictEqual(Draft.switchOnForEver.encode(), Either.right({ query: "", body: "{}" }))
    assert.strictEqual(Draft.switchState.semantics, "read")
    assert.strictEqual(Draft.switchOnForEver.semantics, "idempotent")
  })

  it.effect("tells whether it is on", () =>
    Effect.gen(function*() {
      for (const is_open of [0, 1]) {
        const state = yield* Endpoints.answered(Draft.switchState(), { errcode: 0, errmsg: "ok", is_open })
        assert.deepStrictEqual(state, { is_open })
      }
      const switched = yield* Endpoints.answered(Draft.switchOnForEver(), { errcode: 0, errmsg: "ok" })
      assert.strictEqual(switched, undefined)
    }))
})

describe("the types of drafts", () => {
  it("keep apart what WeChat counts and names apart", () => {
    const media_id = Identifiers.MediaId.make("MEDIA_ID")
    void Draft.update({ media_id, index: Identifiers.ArticleIndex.make(0), articles: news })
    // @ts-expect-error drafts count their articles from 0
    void Draft.update({ media_id, index: Identifiers.ArticlePosition.make(1), articles: news })
    // @ts-expect-error which article?
    void Draft.update({ media_id, articles: news })
    // @ts-expect-error one article at a time
    void Draft.update({ media_id, index: 0, articles: [news] })
    // @ts-expect-error a published article is no draft
    void Draft.get({ media_id: Identifiers.ArticleId.make("ARTICLE_ID") })
    // @ts-expect-error an article of text has a cover
    void Draft.add({ articles: [{ title: "Spring", content: "It is here." }] })
    // @ts-expect-error an article of pictures has pictures
    void Draft.add({ articles: [{ article_type: "newspic", title: "Spring", content: "It is here." }] })
    // @ts-expect-error it is a number
    void Draft.list({ offset: 0, count: 20, no_content: true })
    // @ts-expect-error whether it switches is said by the name
    void Draft.switchOnForEver({ checkonly: 1 })
  })
})

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
