import { assert, describe, it } from "@effect/vitest"
import { Failure, FreePublish, Identifiers, WeChatError } from "@effect-wechat/core"
import * as Effect from "effect/Effect"
import * as FastCheck from "effect/FastCheck"
import * as Stream from "effect/Stream"
import * as Arbitraries from "../utils/Arbitraries.ts"
import * as Endpoints from "../utils/Endpoints.ts"
import * as FakeWeChat from "../utils/FakeWeChat.ts"

const publish_id = Identifiers.PublishId.make("2650177668")
const article_id = Identifiers.ArticleId.make("ARTICLE_ID")
const position = Identifiers.ArticlePosition.make

describe("FreePublish.submit", () => {
  it.prop("names the draft", { media_id: Arbitraries.id }, (input) => {
    Arbitraries.assertWritten(FreePublish.submit.encode(input), input)
  })

  const msg_data_id = Identifiers.MsgDataId.make("2247483650")
  const replies: ReadonlyArray<readonly [what: string, json: string, reply: object]> = [
    ["the sample of the page", `{"errcode":0,"errmsg":"ok","publish_id":"2650177668"}`, { publish_id }],
    ["the table of the page", `{"publish_id":"2650177668","msg_data_id":"2247483650"}`, { publish_id, msg_data_id }],
    ["a live reply", `{"publish_id":2650177668,"msg_data_id":2247483650,"new":1}`, { publish_id, msg_data_id }],
    ["a larger number", `{"publish_id":9223372036854775807}`, {
      publish_id: Identifiers.PublishId.make("9223372036854775807")
    }]
  ]
  for (const [what, json, reply] of replies) {
    it(`reads the id of the job from ${what}, with every digit`, () => {
      assert.deepStrictEqual(Endpoints.read(FreePublish.submit, json), reply)
    })
  }

  it("is never made twice by itself", () => {
    assert.strictEqual(FreePublish.submit.semantics, "once")
  })

  Endpoints.failsWith(FreePublish.submit, FreePublish.submit({ media_id: "MEDIA_ID" }), [
    Failure.InvalidMediaId,
    Failure.ApiUnauthorized,
    Failure.PublishingBanned,
    Failure.PublishingTooOften,
    Failure.DraftCheckFailed,
    Failure.DraftForConsoleOnly,
    Failure.DraftNotSaved
  ])

  it("may be made again later where it was too often, and in no other case", () => {
    assert.isTrue(Failure.PublishingTooOften.of(FreePublish.submit).isRetryable)
    assert.isFalse(Failure.PublishingBanned.of(FreePublish.submit).isRetryable)
  })
})

describe("FreePublish.status", () => {
  it.prop("names the job by its digits, as a text", { id: Arbitraries.msgId }, ({ id: { digits, given } }) => {
    assert.deepStrictEqual(
      FreePublish.status.encode({ publish_id: given }),
      Arbitraries.right(`{"publish_id":"${digits}"}`)
    )
  })

  const replies: ReadonlyArray<readonly [what: string, json: object, reply: object]> = [
    ["published, live", {
      publish_id: 2650177668,
      publish_status: 0,
      article_id: "ARTICLE_ID",
      article_detail: { count: 1, item: [{ idx: 1, article_url: "http://mp.weixin.qq.com/s/1" }] },
      fail_idx: [],
      more: true
    }, {
      publish_id,
      publish_status: 0,
      article_id,
      article_detail: { count: 1, item: [{ idx: position(1), article_url: "http://mp.weixin.qq.com/s/1" }] },
      fail_idx: []
    }],
    ["published, with a line break in the id and one article by itself", {
      publish_id: "2650177668",
      publish_status: 0,
      article_id: "\nARTICLE_ID\n",
      article_detail: { item: { idx: 2, article_url: "u" } }
    }, {
      publish_id,
      publish_status: 0,
      article_id,
      article_detail: { item: [{ idx: position(2), article_url: "u" }] }
    }],
    ["at work, with the position of the sample", { publish_id: "2650177668", publish_status: 1, fail_idx: [1] }, {
      publish_id,
      publish_status: 1,
      fail_idx: [position(1)]
    }],
    ["refused, with one position by itself", {
      publish_id: "2650177668",
      publish_status: 4,
      article_id: "",
      fail_idx: 2
    }, {
      publish_id,
      publish_status: 4,
      article_id: "",
      fail_idx: [position(2)]
    }],
    ["a status that no page knows", { publish_id: "2650177668", publish_status: 99 }, {
      publish_id,
      publish_status: 99
    }]
  ]
  for (const [what, json, reply] of replies) {
    it(`reads a job that is ${what}`, () => {
      assert.deepStrictEqual(Endpoints.read(FreePublish.status, JSON.stringify(json)), reply)
    })
  }

  Endpoints.failsWith(FreePublish.status, FreePublish.status({ publish_id }), [
    Failure.ApiUnauthorized,
    Failure.InvalidPublishId
  ])
})

const told = {
  title: "Spring",
  author: "",
  digest: "It is here",
  content: "<p>It is here.</p>",
  content_source_url: "",
  thumb_media_id: Identifiers.MediaId.make("THUMB"),
  thumb_url: "http://mmbiz.qpic.cn/1",
  need_open_comment: 0,
  only_fans_can_comment: 1,
  show_cover_pic: 0,
  url: "http://mp.weixin.qq.com/s/1",
  is_deleted: false
}

describe("FreePublish.get", () => {
  it.prop("asks for a group by its id", { article_id: Arbitraries.id }, (input) => {
    Arbitraries.assertWritten(FreePublish.get.encode(input), input)
  })

  it("reads what every reply has, all that one can have, and passes over the rest", () => {
    assert.deepStrictEqual(Endpoints.read(FreePublish.get, `{"news_item":[{"title":"Spring"}]}`), {
      news_item: [{ title: "Spring" }]
    })
    const full = { news_item: [told, { ...told, is_deleted: true }], create_time: 1, update_time: 2 }
    assert.deepStrictEqual(Endpoints.read(FreePublish.get, JSON.stringify({ ...full, errcode: 0, more: {} })), full)
  })

  Endpoints.failsWith(FreePublish.get, FreePublish.get({ article_id }), [
    Failure.ApiUnauthorized,
    Failure.InvalidArticleId
  ])
})

describe("FreePublish.list", () => {
  it.prop(
    "asks for a page as the interface documents it",
    {
      offset: FastCheck.nat(),
      count: FastCheck.integer({ min: 1, max: 20 }),
      no_content: FastCheck.constantFrom(0, 1)
    },
    ({ count, no_content, offset }) => {
      const input = { offset, count, no_content: no_content === 0 ? 0 as const : 1 as const }
      Arbitraries.assertWritten(FreePublish.list.encode(input), input)
    }
  )

  it("never asks for more than 20", () => {
    assert.deepStrictEqual(Endpoints.issuesOf(FreePublish.list, { offset: 0, count: 21 }), [
      { field: "count", rule: "must be a whole number from 1 to 20; it is 21" }
    ])
  })

  it("reads a page in each form, and one whose empty list was left out", () => {
    const content = { news_item: [told], create_time: 1, update_time: 2 }
    const full = { total_count: 1, item_count: 1, item: [{ article_id, content, update_time: 2 }] }
    assert.deepStrictEqual(Endpoints.read(FreePublish.list, JSON.stringify({ ...full, more: 1 })), full)
    const abridged = { total_count: 1, item: [{ article_id, content }] }
    assert.deepStrictEqual(Endpoints.read(FreePublish.list, JSON.stringify(abridged)), abridged)
    assert.deepStrictEqual(Endpoints.read(FreePublish.list, `{"errcode":0,"total_count":0}`), {
      total_count: 0,
      item: []
    })
  })

  Endpoints.failsWith(FreePublish.list, FreePublish.list({ offset: 0, count: 20 }), [Failure.ApiUnauthorized])
})

describe("FreePublish.all", () => {
  it.effect("streams the groups of all pages", () => {
    const ids = Array.from({ length: 21 }, (_, at) => `ARTICLE ${at}`)
    const wechat = FakeWeChat.make(({ body = "" }) => {
      const { count, offset } = JSON.parse(body)
      const item = ids.slice(offset, offset + count).map((article_id) => ({ article_id, content: { news_item: [] } }))
      return { json: { total_count: ids.length, item_count: item.length, item } }
    })
    return Effect.gen(function*() {
      const groups = yield* Stream.runCollect(FreePublish.all())
      assert.deepStrictEqual([...groups].map(({ article_id }) => String(article_id)), ids)
      assert.deepStrictEqual(wechat.seen, [
        FakeWeChat.posted("/cgi-bin/freepublish/batchget", `{"offset":0,"count":20}`),
        FakeWeChat.posted("/cgi-bin/freepublish/batchget", `{"offset":19,"count":20}`)
      ])
    }).pipe(Effect.provide(FakeWeChat.layerWith(wechat)))
  })
})

describe("the types of publishing", () => {
  it("keep apart what WeChat names apart", () => {
    void FreePublish.status({ publish_id })
    void FreePublish.status({ publish_id: 2650177668 })
    // @ts-expect-error a group of articles is no job
    void FreePublish.status({ publish_id: article_id })
    // @ts-expect-error what comments know articles by is no job
    void FreePublish.outcome({ publish_id: Identifiers.MsgDataId.make("1") })
    // @ts-expect-error a job is no group of articles
    void FreePublish.get({ article_id: publish_id })
    // @ts-expect-error what was published is no draft
    void FreePublish.publish({ media_id: article_id })
  })
})

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
