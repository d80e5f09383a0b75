import { assert, describe, it } from "@effect/vitest"
import { Failure, Identifiers, MassMessage, WeChatError } from "@effect-wechat/core"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as FastCheck from "effect/FastCheck"
import * as Arbitraries from "../utils/Arbitraries.ts"
import * as Endpoints from "../utils/Endpoints.ts"
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

const clientmsgid = "spring-2026"
const toAll = { clientmsgid, filter: { is_to_all: true } } as const
const toList = { clientmsgid, touser: ["OPENID_1", "OPENID_2"] }
const text = { msgtype: "text", text: { content: "Hello" } } as const

const media = FastCheck.record({ media_id: Arbitraries.id })
const flag = FastCheck.constantFrom(0 as const, 1 as const)
const articles = FastCheck.record(
  { msgtype: FastCheck.constant("mpnews" as const), mpnews: media, send_ignore_reprint: flag },
  { requiredKeys: ["msgtype", "mpnews"] }
)
const previewedArticles = FastCheck.record({ msgtype: FastCheck.constant("mpnews" as const), mpnews: media })
const words = FastCheck.record({
  msgtype: FastCheck.constant("text" as const),
  text: FastCheck.record({ content: Arbitraries.id })
})
const voice = FastCheck.record({ msgtype: FastCheck.constant("voice" as const), voice: media })
const images = FastCheck.record({
  msgtype: FastCheck.constant("image" as const),
  images: FastCheck.record(
    {
      media_ids: FastCheck.array(Arbitraries.id, { minLength: 1 }),
      recommend: Arbitraries.id,
      title: Arbitraries.id,
      need_open_comment: flag,
      only_fans_can_comment: flag
    },
    { requiredKeys: ["media_ids"] }
  )
})
const video = FastCheck.record({ msgtype: FastCheck.constant("mpvideo" as const), mpvideo: media })
const titledVideo = FastCheck.record({
  msgtype: FastCheck.constant("mpvideo" as const),
  mpvideo: FastCheck.record(
    { media_id: Arbitraries.id, title: Arbitraries.id, description: Arbitraries.id },
    { requiredKeys: ["media_id"] }
  )
})
const card = FastCheck.record({
  msgtype: FastCheck.constant("wxcard" as const),
  wxcard: FastCheck.record({ card_id: Arbitraries.id })
})
const music = FastCheck.record({ msgtype: FastCheck.constant("music" as const), music: media })
const oneImage = FastCheck.record({ msgtype: FastCheck.constant("image" as const), image: media })
const previewedCard = FastCheck.record({
  msgtype: FastCheck.constant("wxcard" as const),
  wxcard: FastCheck.record(
    {
      card_id: Arbitraries.id,
      card_ext: FastCheck.oneof(Arbitraries.id, FastCheck.record({ code: Arbitraries.id, openid: Arbitraries.id }))
    },
    { requiredKeys: ["card_id"] }
  )
})

const filter = FastCheck.oneof(
  FastCheck.constant({ is_to_all: true } as const),
  FastCheck.record({ is_to_all: FastCheck.constant(false as const), tag_id: FastCheck.maxSafeNat() })
)
const name = FastCheck.string({ minLength: 1, maxLength: 32 }).map((any) => any.trim()).filter((any) => any !== "")

describe("a mass message", () => {
  it.prop(
    "to all or to a tag is written as the page describes it, whatever it carries",
    { clientmsgid: name, filter, content: FastCheck.oneof(articles, words, voice, images, video, card) },
    ({ clientmsgid, content, filter }) => {
      const input = { clientmsgid, filter, ...content }
      assert.deepStrictEqual(Endpoints.written(MassMessage.sendAll, input), input)
    }
  )

  it.prop(
    "to a list is written as the page describes it, whatever it carries",
    {
      clientmsgid: name,
      touser: FastCheck.array(Arbitraries.id, { minLength: 2 }),
      content: FastCheck.oneof(articles, words, voice, images, titledVideo, card)
    },
    ({ clientmsgid, content, touser }) => {
      const input = { clientmsgid, touser, ...content }
      assert.deepStrictEqual(Endpoints.written(MassMessage.send, input), input)
    }
  )

  it.prop(
    "is shown to one person as the page describes it, whatever it carries",
    {
      to: FastCheck.oneof(
        FastCheck.record({ touser: Arbitraries.id }),
        FastCheck.record({ towxname: Arbitraries.id })
      ),
      content: FastCheck.oneof(
        previewedArticles,
        words,
        voice,
        music,
        oneImage,
        video,
        previewedCard
      )
    },
    ({ content, to }) => {
      const input = { ...to, ...content }
      assert.deepStrictEqual(Endpoints.written(MassMessage.preview, input), input)
    }
  )

  it("is for everybody in words only, and has a name by which a repetition is known", () => {
    const issues = (input: object) => Endpoints.issuesOf(MassMessage.sendAll, { ...text, ...input })
    assert.deepStrictEqual(issues({ clientmsgid }), [{ field: "filter", rule: "is required" }])
    assert.deepStrictEqual(issues({ filter: { is_to_all: true } }), [{ field: "clientmsgid", rule: "is required" }])
    assert.deepStrictEqual(issues({ clientmsgid, filter: {} }), [{ field: "filter.is_to_all", rule: "is required" }])
    assert.deepStrictEqual(issues({ clientmsgid, filter: { tag_id: 2 } }), [
      { field: "filter.is_to_all", rule: "is required" }
    ])
    assert.deepStrictEqual(issues({ clientmsgid, filter: { is_to_all: false } }), [
      { field: "filter.tag_id", rule: "is required" }
    ])
    assert.deepStrictEqual(issues({ clientmsgid, filter: { is_to_all: true, tag_id: 2 } }), [
      { field: "filter.tag_id", rule: "is not a field of this call" }
    ])
    assert.deepStrictEqual(issues({ clientmsgid, filter: { is_to_all: "true" } }), [{
      field: "filter.is_to_all",
      rule: "must be true for everybody, or false with a tag_id"
    }])
  })

  it("has a name of 1 to 32 bytes, which an error does not tell", () => {
    for (const call of [MassMessage.sendAll, MassMessage.send]) {
      const input = { ...(call === MassMessage.send ? { touser: toList.touser } : { filter: toAll.filter }), ...text }
      const issues = (clientmsgid: string) => Endpoints.issuesOf(call, { ...input, clientmsgid })
      assert.deepStrictEqual(issues("a".repeat(32)), [])
      assert.deepStrictEqual(issues("é".repeat(16)), [])
      assert.deepStrictEqual(issues("a".repeat(33)), [
        { field: "clientmsgid", rule: "must be a text of at most 32 bytes in UTF-8; it has 33 bytes" }
      ])
      assert.deepStrictEqual(issues("é".repeat(17)), [
        { field: "clientmsgid", rule: "must be a text of at most 32 bytes in UTF-8; it has 34 bytes" }
      ])
      assert.strictEqual(issues("")[0]?.field, "clientmsgid")
    }
  })

  it("goes to a list of 2 to 10,000 openids", () => {
    const issues = (length: number) =>
      Endpoints.issuesOf(MassMessage.send, { ...toList, ...text, touser: Array.from({ length }, (_, at) => `o${at}`) })
    const rule = "must be a list of 2 to 10000 items; it has"
    assert.deepStrictEqual(issues(1), [{ field: "touser", rule: `${rule} 1 items` }])
    assert.deepStrictEqual(issues(2), [])
    assert.deepStrictEqual(issues(10_000), [])
    assert.deepStrictEqual(issues(10_001), [{ field: "touser", rule: `${rule} 10001 items` }])
  })

  it("has the object that its kind needs, and none of another kind", () => {
    const issues = (input: object) => Endpoints.issuesOf(MassMessage.sendAll, { ...toAll, ...input })
    assert.deepStrictEqual(issues({ msgtype: "text" }), [{ field: "text", rule: "is required" }])
    assert.deepStrictEqual(issues({ ...text, voice: { media_id: "M" } }), [
      { field: "voice", rule: "is not a field of this call" }
    ])
    // A preview has one image, a message several.
    assert.deepStrictEqual(issues({ msgtype: "image", image: { media_id: "M" } }), [
      { field: "image", rule: "is not a field of this call" }
    ])
    assert.deepStrictEqual(issues({ msgtype: "image", images: { media_ids: [] } }), [
      { field: "images.media_ids", rule: "must be a list of 1 item at the least" }
    ])
    assert.deepStrictEqual(issues({ msgtype: "text", text: { content: "" } }), [
      { field: "text.content", rule: "must be a text that is not empty" }
    ])
    assert.deepStrictEqual(issues({ msgtype: "mpvideo", mpvideo: { media_id: "M", title: "T" } }), [
      { field: "mpvideo.title", rule: "is not a field of this call" }
    ])
    assert.isNotEmpty(issues({ msgtype: "music", music: { media_id: "M" } }))
  })

  it("is shown to one person by one name", () => {
    const issues = (input: object) => Endpoints.issuesOf(MassMessage.preview, { ...text, ...input })
    assert.deepStrictEqual(issues({ touser: "o" }), [])
    assert.deepStrictEqual(issues({ towxname: "w" }), [])
    assert.isNotEmpty(issues({}))
    assert.isNotEmpty(issues({ touser: "o", towxname: "w" }))
    assert.isNotEmpty(issues({ touser: ["o", "p"] }))
  })
})

describe("the reply to a mass message", () => {
  const msg_id = Identifiers.MsgId.make("9007199254740993")
  const replies: ReadonlyArray<readonly [what: string, json: string, read: object]> = [
    ["with an id alone", `{"msg_id":9007199254740993}`, { msg_id, alreadySent: false }],
    [
      "with all there can be",
      `{"errcode":0,"errmsg":"ok","type":"news","new":{},"msg_id":9007199254740993,"msg_data_id":2454358828}`,
      { msg_id, msg_data_id: Identifiers.MsgDataId.make("2454358828"), alreadySent: false }
    ],
    [
      "with ids as texts",
      `{"errcode":"0","msg_id":"9007199254740993","msg_data_id":"2454358828"}`,
      { msg_id, msg_data_id: Identifiers.MsgDataId.make("2454358828"), alreadySent: false }
    ],
    [
      "of a kind without articles, with 0 for them",
      `{"errcode":0,"msg_id":9007199254740993,"msg_data_id":0}`,
      { msg_id, alreadySent: false }
    ],
    [
      "that tells of an earlier one",
      `{"errcode":45065,"errmsg":"clientmsgid exist","msg_id":9007199254740993}`,
      { msg_id, alreadySent: true }
    ],
    [
      "that tells of an earlier one with its code as a text",
      `{"errcode":"45065","msg_id":9007199254740993}`,
      { msg_id, alreadySent: true }
    ]
  ]
  for (const [what, json, expected] of replies) {
    it(`is read ${what}`, () => {
      for (const call of [MassMessage.sendAll, MassMessage.send]) {
        assert.deepStrictEqual<object>(Endpoints.read(call, json), expected)
      }
    })
  }

  it.effect("is a success when it says that the clientmsgid was sent already, with the earlier message", () =>
    Effect.gen(function*() {
      const reply = { errcode: 45065, errmsg: "clientmsgid exist rid: 6543df33-64386a2f", msg_id: 123456 }
      const accepted = { msg_id: Identifiers.MsgId.make("123456"), alreadySent: true }
      assert.deepStrictEqual(yield* Endpoints.answered(MassMessage.sendAll({ ...toAll, ...text }), reply), accepted)
      assert.deepStrictEqual(yield* Endpoints.answered(MassMessage.send({ ...toList, ...text }), reply), accepted)
    }))

  it.effect("is a success for the interfaces alone that document it", () =>
    Effect.gen(function*() {
      const reply = { errcode: 45065, errmsg: "clientmsgid exist", msg_id: 123456 }
      const error = yield* Effect.flip(Endpoints.answered(MassMessage.delete({ msg_id: 1, article_idx: "all" }), reply))
      assert.instanceOf(error, WeChatError.WeChatError)
    }))

  it.effect("is malformed, and no success, when it has no id to go on with", () =>
    Effect.gen(function*() {
      for (const errcode of [0, 45065]) {
        const error = yield* Effect.flip(
          Endpoints.answered(MassMessage.sendAll({ ...toAll, ...text }), { errcode, errmsg: "ok" })
        )
        assert.deepInclude(error, { _tag: "WeChatError" })
        assert.include(error.message, "msg_id is required")
      }
    }))
})

describe("MassMessage.get", () => {
  it.prop("asks for a message by a text, which loses no digit", { msg_id: Arbitraries.msgId }, ({ msg_id }) => {
    assert.deepStrictEqual(
      MassMessage.get.encode({ msg_id: msg_id.given }),
      Arbitraries.right(`{"msg_id":"${msg_id.digits}"}`)
    )
  })

  it("never asks for what is no id", () => {
    for (const msg_id of ["", "0", "-1", "1.5", "a", 0, -1, 2 ** 53, 2n ** 64n, "18446744073709551616", null]) {
      assert.strictEqual(Endpoints.issuesOf(MassMessage.get, { msg_id })[0]?.field, "msg_id", String(msg_id))
    }
  })

  it("reads the id as a number or as a text, and any status", () => {
    for (const id of ["9007199254740993", "\"9007199254740993\""]) {
      for (const msg_status of ["SEND_SUCCESS", "SENDING", "SEND_FAIL", "DELETE", "SOMETHING_NEW"]) {
        assert.deepStrictEqual(
          Endpoints.read(MassMessage.get, `{"msg_id":${id},"msg_status":"${msg_status}","new":1}`),
          { msg_id: Identifiers.MsgId.make("9007199254740993"), msg_status }
        )
      }
    }
  })
})

describe("the speed of mass messages", () => {
  it("is read, whichever of the two tables WeChat keeps to", () => {
    assert.deepStrictEqual(Endpoints.written(MassMessage.getSpeed, undefined), {})
    for (const realspeed of [15, 30]) {
      assert.deepStrictEqual(
        Endpoints.read(MassMessage.getSpeed, `{"errcode":0,"errmsg":"ok","speed":3,"realspeed":${realspeed}}`),
        { speed: 3, realspeed }
      )
    }
  })

  it("is set from 0 to 4", () => {
    for (const speed of [0, 1, 2, 3, 4] as const) {
      assert.deepStrictEqual(Endpoints.written(MassMessage.setSpeed, { speed }), { speed })
    }
    for (const speed of [-1, 5, 1.5, "1"]) {
      assert.deepStrictEqual(Endpoints.issuesOf(MassMessage.setSpeed, { speed }), [
        { field: "speed", rule: "must be a whole number from 0 to 4" }
      ])
    }
  })
})

describe("MassMessage.uploadNews", () => {
  const article = { title: "Spring", thumb_media_id: "THUMB", content: "<p>Spring</p>" }

  it.prop(
    "writes articles as the page describes them",
    {
      articles: FastCheck.array(
        FastCheck.record(
          {
            title: Arbitraries.id,
            author: Arbitraries.id,
            thumb_media_id: Arbitraries.id,
            content: Arbitraries.id,
            content_source_url: FastCheck.webUrl(),
            digest: Arbitraries.id,
            show_cover_pic: flag,
            need_open_comment: flag,
            only_fans_can_comment: flag
          },
          { requiredKeys: ["title", "thumb_media_id", "content"] }
        ),
        { minLength: 1, maxLength: 8 }
      )
    },
    (input) => {
      assert.deepStrictEqual(Endpoints.written(MassMessage.uploadNews, input), input)
    }
  )

  it("takes 1 to 8 articles", () => {
    const issues = (length: number) =>
      Endpoints.issuesOf(MassMessage.uploadNews, { articles: Array.from({ length }, () => article) })
    assert.deepStrictEqual(issues(0), [
      { field: "articles", rule: "must be a list of 1 to 8 items; it has 0 items" }
    ])
    assert.deepStrictEqual(issues(8), [])
    assert.deepStrictEqual(issues(9), [
      { field: "articles", rule: "must be a list of 1 to 8 items; it has 9 items" }
    ])
  })

  it("reads when it was made as a number or as a text", () => {
    const media_id = Identifiers.MediaId.make("MEDIA_ID")
    for (const call of [MassMessage.uploadNews, MassMessage.uploadVideo]) {
      const read = (json: string) => Endpoints.read(call, json)
      assert.deepStrictEqual(read(`{"media_id":"MEDIA_ID"}`), { media_id })
      for (const created_at of ["1391857799", "\"1391857799\""]) {
        assert.deepStrictEqual(read(`{"type":"news","media_id":"MEDIA_ID","created_at":${created_at},"new":1}`), {
          type: "news",
          media_id,
          created_at: 1391857799
        })
      }
    }
  })
})

describe("MassMessage.uploadVideo", () => {
  it.prop(
    "writes what the old page describes",
    {
      input: FastCheck.record(
        { media_id: Arbitraries.id, title: Arbitraries.id, description: Arbitraries.id },
        { requiredKeys: ["media_id", "title"] }
      )
    },
    ({ input }) => {
      assert.deepStrictEqual(Endpoints.written(MassMessage.uploadVideo, input), input)
    }
  )
})

describe("failures of mass messages", () => {
  const sending = [
    Failure.InvalidMediaId,
    Failure.InvalidMessageType,
    Failure.SameMediaTooFast,
    Failure.NoMassSendQuota,
    Failure.CarriesAdvertisement,
    Failure.ClientMsgIdTooFast,
    Failure.ClientMsgIdTooLong,
    Failure.CardsNotSendable,
    Failure.ApiUnauthorized,
    Failure.AutoSavedDraft,
    Failure.ApiVideoNotSendable,
    Failure.ConfirmationRunning,
    Failure.AwaitsConfirmation
  ]
  const { get, getSpeed, preview, send, sendAll, setSpeed, uploadVideo } = MassMessage
  Endpoints.failsWith(sendAll, sendAll({ ...toAll, ...text }), [
    ...sending,
    Failure.InvalidGroupId,
    Failure.InvalidTagId
  ])
  Endpoints.failsWith(send, send({ ...toList, ...text }), [
    ...sending,
    Failure.InvalidOpenIdList,
    Failure.InvalidOpenIdListSize,
    Failure.TooFewOpenIds,
    Failure.UnknownMessageType
  ])
  Endpoints.failsWith(preview, preview({ touser: "o", ...text }), [Failure.InvalidOpenId, Failure.InvalidWxName])
  Endpoints.failsWith(get, get({ msg_id: 1 }), [
    Failure.InvalidMsgId,
    Failure.ConfirmationRunning,
    Failure.AwaitsConfirmation
  ])
  Endpoints.failsWith(getSpeed, getSpeed(), [Failure.SpeedOutOfRange, Failure.SpeedMissing])
  Endpoints.failsWith(setSpeed, setSpeed({ speed: 0 }), [
    Failure.SpeedOutOfRange,
    Failure.SpeedMissing,
    Failure.ConfirmationRunning,
    Failure.AwaitsConfirmation
  ])
  Endpoints.failsWith(uploadVideo, uploadVideo({ media_id: "M", title: "T" }), [Failure.InvalidMediaId])
})

describe("the types of mass messages", () => {
  it("make it hard to send by mistake", () => {
    void MassMessage.sendAll({ ...toAll, ...text })
    void MassMessage.send({ clientmsgid, touser: [Identifiers.OpenId.make("o"), "p"], ...text })
    // @ts-expect-error for whom?
    void MassMessage.sendAll({ clientmsgid, ...text })
    // @ts-expect-error for whom?
    void MassMessage.sendAll({ clientmsgid, filter: {}, ...text })
    // @ts-expect-error with which tag?
    void MassMessage.sendAll({ clientmsgid, filter: { is_to_all: false }, ...text })
    // @ts-expect-error either all or a tag
    void MassMessage.sendAll({ clientmsgid, filter: { is_to_all: true, tag_id: 2 }, ...text })
    // @ts-expect-error without a name a repetition would send again
    void MassMessage.sendAll({ filter: { is_to_all: true }, ...text })
    // @ts-expect-error the same for a list
    void MassMessage.send({ touser: ["o", "p"], ...text })
    // @ts-expect-error the kind and its object do not fit
    void MassMessage.sendAll({ ...toAll, msgtype: "voice", text: { content: "Hello" } })
    // @ts-expect-error a message has several images
    void MassMessage.sendAll({ ...toAll, msgtype: "image", image: { media_id: "M" } })
    // @ts-expect-error and a preview has one
    void MassMessage.preview({ touser: "o", msgtype: "image", images: { media_ids: ["M"] } })
    // @ts-expect-error an article is no media
    void MassMessage.sendAll({ ...toAll, msgtype: "mpnews", mpnews: { media_id: Identifiers.ArticleId.make("A") } })
    // @ts-expect-error a preview goes to one person by one name
    void MassMessage.preview({ touser: "o", towxname: "w", ...text })
    // @ts-expect-error the articles of a message are not the message
    void MassMessage.get({ msg_id: Identifiers.MsgDataId.make("1") })
    // @ts-expect-error there are five speeds
    void MassMessage.setSpeed({ speed: 5 })
    // @ts-expect-error a delivery needs a name too
    void MassMessage.deliver({ filter: { is_to_all: true }, ...text })
  })
})
