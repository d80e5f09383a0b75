import { Identifiers } from "@effect-wechat/core"
import { Event } from "@effect-wechat/open-platform"
import { Simulator } from "@effect-wechat/simulator"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as Platform from "../utils/Platform.ts"
import * as Pushes from "./utils/Pushes.ts"

/** What a merchant's account is told by a push with these fields. */
const told = (fields: Record<string, string | number>) =>
  Effect.gen(function*() {
    const simulator = yield* Simulator.Simulator
    const merchant = yield* simulator.account(yield* Platform.merchant([1, 7]))
    yield* Pushes.settle
    const heard = yield* Pushes.listen
    const plain = Pushes.xml({
      ToUserName: merchant.originalId,
      FromUserName: "oFollower",
      CreateTime: 1481013459,
      ...fields
    })
    const answer = yield* Pushes.push(Pushes.messageUrlOf(merchant.appId), plain)
    assert.deepInclude(answer, Pushes.success)
    const [event, ...others] = yield* heard
    assert.deepStrictEqual(others, [])
    if (event === undefined) return assert.fail("nothing was told")
    assert.deepInclude(event, { CreateTime: 1481013459 })
    if ("ToUserName" in event) {
      assert.deepStrictEqual([event.appId, event.ToUserName, event.FromUserName], [
        Identifiers.AppId.make(merchant.appId),
        merchant.originalId,
        "oFollower"
      ])
    }
    // Events are plain data: JSON brings the same back.
    const json = JSON.stringify(yield* Schema.encode(Event.Event)(event))
    assert.deepStrictEqual(yield* Schema.decodeUnknown(Schema.parseJson(Event.Event))(json), event)
    return event
  }).pipe(Pushes.run())

const event = (name: string, fields: Record<string, string | number> = {}) =>
  told({ MsgType: "event", Event: name, ...fields })

describe("a push to the message URL", () => {
  it.effect("tells how a publish job ended: of one article and of several", () =>
    Effect.gen(function*() {
      const one = yield* event("PUBLISHJOBFINISH", {
        PublishEventInfo: "<publish_id>2247503051</publish_id><publish_status>0</publish_status>"
          + "<article_id><![CDATA[\nARTICLE_ID\n]]></article_id><article_detail><count>1</count>"
          + "<item><idx>1</idx><article_url><![CDATA[https://mp/1]]></article_url></item></article_detail>"
      })
      assert.deepInclude(one, {
        _tag: "PublishJobFinish",
        PublishEventInfo: {
          publish_id: "2247503051",
          publish_status: 0,
          article_id: "ARTICLE_ID",
          article_detail: { count: 1, item: [{ idx: 1, article_url: "https://mp/1" }] }
        }
      })
      const two = yield* event("PUBLISHJOBFINISH", {
        PublishEventInfo: "<publish_id>1</publish_id><publish_status>0</publish_status><article_id>A</article_id>"
          + "<article_detail><count>2</count><item><idx>1</idx><article_url>u1</article_url></item>"
          + "<item><idx>2</idx><article_url>u2</article_url></item></article_detail>"
      })
      assert.deepInclude(two, {
        PublishEventInfo: {
          publish_id: "1",
          publish_status: 0,
          article_id: "A",
          article_detail: { count: 2, item: [{ idx: 1, article_url: "u1" }, { idx: 2, article_url: "u2" }] }
        }
      })
    }))

  it.effect("tells which articles of a publish job failed: one and several", () =>
    Effect.gen(function*() {
      const failed = (fail_idx: string) =>
        event("PUBLISHJOBFINISH", {
          PublishEventInfo: `<publish_id>1</publish_id><publish_status>2</publish_status>${fail_idx}`
        })
      assert.deepInclude(yield* failed("<fail_idx>3</fail_idx>"), {
        PublishEventInfo: { publish_id: "1", publish_status: 2, fail_idx: [3] }
      })
      assert.deepInclude(yield* failed("<fail_idx>1</fail_idx><fail_idx>2</fail_idx>"), {
        PublishEventInfo: { publish_id: "1", publish_status: 2, fail_idx: [1, 2] }
      })
    }))

  it.effect("tells how a mass message ended, with every digit of its id", () =>
    Effect.gen(function*() {
      const counts = { Status: "err(30003)", TotalCount: 100, FilterCount: 80, SentCount: 75, ErrorCount: 5 }
      const finished = yield* event("MASSSENDJOBFINISH", {
        MsgID: "<![CDATA[9223372036854775807]]>",
        ...counts,
        CopyrightCheckResult: "<Count>1</Count><ResultList><item><ArticleIdx>1</ArticleIdx>"
          + "<UserDeclareState>0</UserDeclareState><AuditState>2</AuditState>"
          + "<OriginalArticleUrl><![CDATA[Url_1]]></OriginalArticleUrl></item></ResultList><CheckState>2</CheckState>",
        ArticleUrlResult:
          "<Count>2</Count><ResultList><item><ArticleIdx>1</ArticleIdx><ArticleUrl>u1</ArticleUrl></item>"
          + "<item><ArticleIdx>2</ArticleIdx><ArticleUrl>u2</ArticleUrl></item></ResultList>"
      })
      assert.deepInclude(finished, {
        _tag: "MassSendJobFinish",
        MsgID: "9223372036854775807",
        ...counts,
        CopyrightCheckResult: {
          Count: 1,
          CheckState: 2,
          ResultList: {
            item: [{ ArticleIdx: 1, UserDeclareState: 0, AuditState: 2, OriginalArticleUrl: "Url_1" }]
          }
        },
        ArticleUrlResult: {
          Count: 2,
          ResultList: { item: [{ ArticleIdx: 1, ArticleUrl: "u1" }, { ArticleIdx: 2, ArticleUrl: "u2" }] }
        }
      })
      const without = yield* event("MASSSENDJOBFINISH", {
        MsgID: 1000001625,
        ...counts,
        CopyrightCheckResult: "<Count>0</Count><ResultList></ResultList><CheckState>0</CheckState>"
      })
      assert.deepInclude(without, {
        MsgID: "1000001625",
        CopyrightCheckResult: { Count: 0, CheckState: 0, ResultList: { item: [] } }
      })
    }))

  const messages: Readonly<Record<string, readonly [Record<string, string | number>, Record<string, unknown>]>> = {
    "a text": [{ MsgType: "text", Content: " <b>]]</b> " }, { _tag: "Text", Content: " <b>]]</b> " }],
    "a picture": [{ MsgType: "image", PicUrl: "http://p", MediaId: "M" }, {
      _tag: "Image",
      PicUrl: "http://p",
      MediaId: "M"
    }],
    "a voice": [{ MsgType: "voice", MediaId: "M", Format: "amr" }, { _tag: "Voice", MediaId: "M", Format: "amr" }],
    "a video": [{ MsgType: "video", MediaId: "M", ThumbMediaId: "T" }, {
      _tag: "Video",
      MsgType: "video",
      MediaId: "M",
      ThumbMediaId: "T"
    }],
    "a short video": [{ MsgType: "shortvideo", MediaId: "M", ThumbMediaId: "T" }, {
      _tag: "Video",
      MsgType: "shortvideo"
    }],
    "a place": [{ MsgType: "location", Location_X: "23.134521", Location_Y: "-113.358803", Scale: 20, Label: "here" }, {
      _tag: "Location",
      Location_X: 23.134521,
      Location_Y: -113.358803,
      Scale: 20,
      Label: "here"
    }],
    "a link": [{ MsgType: "link", Title: "t", Description: "d", Url: "http://l" }, {
      _tag: "Link",
      Title: "t",
      Description: "d",
      Url: "http://l"
    }]
  }
  for (const [what, [fields, expected]] of Object.entries(messages)) {
    it.effect(`tells of ${what}, with every digit of its id and all other fields`, () =>
      Effect.gen(function*() {
        const message = yield* told({ ...fields, MsgId: "18446744073709551615", bizmsgmenuid: 101 })
        assert.deepInclude(message, { ...expected, MsgId: "18446744073709551615" })
        assert.strictEqual(message.fields["bizmsgmenuid"], "101")
      }))
  }

  it.effect("tells of events that it does not know more of, with their fields", () =>
    Effect.gen(function*() {
      const click = yield* event("CLICK", { EventKey: "MENU_1" })
      assert.deepInclude(click, { _tag: "AccountEvent", Event: "CLICK", EventKey: "MENU_1" })
      const audit = yield* event("wxa_nickname_audit", { ret: 3, Info: "<a>1</a><a>2</a>" })
      assert.deepInclude(audit, { _tag: "AccountEvent", Event: "wxa_nickname_audit" })
      assert.deepStrictEqual(audit.fields["Info"], { a: ["1", "2"] })
    }))

  it.effect("loses nothing where a field that should be there is missing, or is not built as it should be", () =>
    Effect.gen(function*() {
      const publish = yield* event("PUBLISHJOBFINISH", { PublishEventInfo: "<publish_id>1</publish_id>" })
      assert.deepInclude(publish, { _tag: "AccountEvent", Event: "PUBLISHJOBFINISH" })
      assert.deepStrictEqual(publish.fields["PublishEventInfo"], { publish_id: "1" })
      const image = yield* told({ MsgType: "image", MsgId: 1 })
      assert.deepInclude(image, { _tag: "Unknown", MsgType: "image" })
      const unknown = yield* told({ MsgType: "miniprogrampage", Title: "t", MsgId: 2 })
      assert.deepInclude(unknown, { _tag: "Unknown", MsgType: "miniprogrampage" })
      assert.strictEqual(unknown.fields["Title"], "t")
    }))
})

describe("a push to the authorization URL", () => {
  it.effect("is kept whole where it is not known, and answered", () =>
    Effect.gen(function*() {
      const heard = yield* Pushes.listen
      const answer = yield* Pushes.pushInfo("notify_third_fasteregister", {
        appid: "wx1",
        status: 0,
        info: "<name><![CDATA[n]]></name><code>1</code>"
      })
      assert.deepInclude(answer, Pushes.success)
      const [unknown] = yield* heard
      assert.deepInclude(unknown, { _tag: "Unknown", InfoType: "notify_third_fasteregister" })
      assert.deepInclude(unknown?.fields, { appid: "wx1", status: "0", info: { name: "n", code: "1" } })
    }).pipe(Pushes.run()))
})
