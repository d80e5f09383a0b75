import { assert, describe, it } from "@effect/vitest"
import { Simulator } from "@effect-wechat/simulator"
import * as Effect from "effect/Effect"
import * as TestClock from "effect/TestClock"
import * as S from "./utils/Simulated.ts"

const sendall = "/cgi-bin/message/mass/sendall"
const send = "/cgi-bin/message/mass/send"
const preview = "/cgi-bin/message/mass/preview"
const get = "/cgi-bin/message/mass/get"
const remove = "/cgi-bin/message/mass/delete"
const getSpeed = "/cgi-bin/message/mass/speed/get"
const setSpeed = "/cgi-bin/message/mass/speed/set"

const toAll = { filter: { is_to_all: true } }
const text = { msgtype: "text", text: { content: "Hello" } }
const mpnews = (media_id: string) => ({ msgtype: "mpnews", mpnews: { media_id } })

/** The id as its digits: no number holds it. */
const msgIdOf = ({ text }: S.Answer): string => /"msg_id":(\d+)/.exec(text)?.[1] ?? ""

/** An id in a body as the integer that it is. */
const withId = (msg_id: string, rest = "") => `{"msg_id":${msg_id}${rest}}`

const statusOf = (as: S.Caller, msg_id: string) =>
  Effect.map(as.post(get, withId(msg_id)), ({ json }) => json.msg_status)

const sent = (as: S.Caller, body: object) =>
  Effect.gen(function*() {
    const answer = yield* as.post(sendall, { ...toAll, ...body })
    yield* TestClock.adjust("10 seconds")
    return msgIdOf(answer)
  })

const articlesOf = (msg_id: string) =>
  Effect.gen(function*() {
    const simulator = yield* Simulator.Simulator
    const { messages } = yield* simulator.account(S.appId)
    return messages.find((message) => message.msg_id === msg_id)?.articles ?? []
  })

const deletedIn = (msg_id: string) =>
  Effect.map(articlesOf(msg_id), (articles) => articles.map(({ isDeleted }) => isDeleted))

describe("sending to all", () => {
  it.effect("is accepted at once, with ids of 64 bits, and done some seconds later", () =>
    S.alone(
      {},
      Effect.gen(function*() {
        const as = yield* S.direct()
        const media_id = yield* S.draft(as, 2)
        const answer = yield* as.post(sendall, { ...toAll, ...mpnews(media_id), send_ignore_reprint: 0 })
        assert.strictEqual(answer.errcode, 0)
        const msg_id = msgIdOf(answer)
        assert.isTrue(BigInt(msg_id) > 2n ** 53n && BigInt(msg_id) < 2n ** 63n)
        assert.notStrictEqual(String(BigInt(Number(msg_id))), msg_id)
        assert.isAbove(answer.json.msg_data_id, 2 ** 31)
        assert.strictEqual((yield* as.post("/cgi-bin/draft/get", { media_id })).errcode, 40007)
        assert.strictEqual(yield* statusOf(as, msg_id), "SENDING")
        yield* TestClock.adjust("10 seconds")
        // By text or by integer, and answered as an integer
        const done = yield* as.post(get, { msg_id })
        assert.include(done.text, `"msg_id":${msg_id},"msg_status":"SEND_SUCCESS"`)
        assert.strictEqual((yield* as.post(get, withId(String(BigInt(Number(msg_id)))))).errcode, 40059)
        assert.strictEqual((yield* as.post(get, {})).errcode, 40059)
      })
    ))

  it.effect("gives an msg_data_id for articles only", () =>
    S.alone(
      {},
      Effect.gen(function*() {
        const as = yield* S.direct()
        const answer = yield* as.post(sendall, { ...toAll, ...text })
        assert.strictEqual(answer.errcode, 0)
        assert.notProperty(answer.json, "msg_data_id")
      })
    ))

  it.effect("tells the component what became of it", () => {
    const { client, messages } = S.makeCallbacks()
    return S.provided(
      { callbacks: client, account: { followers: 12 } },
      Effect.gen(function*() {
        const { asAccount } = yield* S.onBehalf([7, 11])
        const msg_id = yield* sent(asAccount, mpnews(yield* S.draft(asAccount, 2)))
        const [first, second] = yield* articlesOf(msg_id)
        const pushed = yield* messages
        assert.lengthOf(pushed, 1)
        assert.include(
          pushed[0],
          "<Event><![CDATA[MASSSENDJOBFINISH]]></Event>"
            + `<MsgID>${msg_id}</MsgID><Status><![CDATA[send success]]></Status>`
            + "<TotalCount>12</TotalCount><FilterCount>12</FilterCount><SentCount>12</SentCount><ErrorCount>0</ErrorCount>"
            + "<CopyrightCheckResult><Count>0</Count><ResultList></ResultList><CheckState>1</CheckState>"
            + "</CopyrightCheckResult><ArticleUrlResult><Count>2</Count><ResultList>"
            + `<item><ArticleIdx>1</ArticleIdx><ArticleUrl><![CDATA[${first?.url}]]></ArticleUrl></item>`
            + `<item><ArticleIdx>2</ArticleIdx><ArticleUrl><![CDATA[${second?.url}]]></ArticleUrl></item>`
            + "</ResultList></ArticleUrlResult></xml>"
        )
      })
    )
  })

  it.effect("may fail afterwards, which takes nothing from the allowance and leaves the draft", () => {
    const { client, messages } = S.makeCallbacks()
    return S.provided(
      { callbacks: client, account: { kind: "official" } },
      Effect.gen(function*() {
        const simulator = yield* Simulator.Simulator
        const { asAccount: as } = yield* S.onBehalf([7, 11])
        const media_id = yield* S.draft(as)
        yield* simulator.failNextMassMessage(S.appId, "err(30003)")
        const failed = yield* sent(as, mpnews(media_id))
        assert.strictEqual(yield* statusOf(as, failed), "SEND_FAIL")
        const [pushed] = yield* messages
        assert.include(pushed, "<Status><![CDATA[err(30003)]]></Status>")
        assert.include(pushed, "<SentCount>0</SentCount><ErrorCount>1000</ErrorCount>")
        assert.include(pushed, "<CopyrightCheckResult><Count>1</Count><ResultList><item><ArticleIdx>1</ArticleIdx>")
        assert.include(pushed, "<CheckState>2</CheckState>")
        assert.strictEqual((yield* as.post(remove, withId(failed))).errcode, 40065)
        assert.strictEqual(yield* statusOf(as, yield* sent(as, mpnews(media_id))), "SEND_SUCCESS")
      })
    )
  })

  it.effect("carries every kind of content that it can be given, and refuses what does not fit", () =>
    S.alone(
      {},
      Effect.gen(function*() {
        const simulator = yield* Simulator.Simulator
        const as = yield* S.direct()
        const image = yield* S.cover(as)
        const { json: voice } = yield* as.upload("/cgi-bin/media/upload", { type: "voice" }, S.form({ name: "a.mp3" }))
        const codeOf = (body: object) => Effect.map(as.post(sendall, { ...toAll, ...body }), ({ errcode }) => errcode)
        const images = { msgtype: "image", images: { media_ids: [image, image] } }
        assert.strictEqual(yield* codeOf(images), 0)
        assert.strictEqual(yield* codeOf({ msgtype: "voice", voice: { media_id: voice.media_id } }), 0)
        assert.strictEqual(yield* codeOf(mpnews(yield* simulator.addNews(S.appId))), 0)
        assert.strictEqual(yield* codeOf({ msgtype: "image", image: { media_id: image } }), 40008)
        assert.strictEqual(yield* codeOf({ msgtype: "voice", voice: { media_id: image } }), 40007)
        assert.strictEqual(yield* codeOf({ msgtype: "text", text: { content: "" } }), 44004)
        assert.strictEqual(yield* codeOf({ msgtype: "mpnews", text: { content: "x" } }), 40008)
        assert.strictEqual(yield* codeOf({ msgtype: "music", music: { media_id: voice.media_id } }), 40008)
        assert.strictEqual(yield* codeOf({ msgtype: "wxcard", wxcard: { card_id: "x" } }), 45113)
        assert.strictEqual(yield* codeOf(mpnews("nothing")), 40007)
        assert.strictEqual(yield* codeOf({}), 40008)
        assert.strictEqual((yield* as.post(sendall, text)).errcode, 41011)
        assert.strictEqual((yield* as.post(sendall, { filter: { is_to_all: false }, ...text })).errcode, 40152)
      })
    ))

  it.effect("is asked for 60 times a minute", () =>
    S.alone(
      {},
      Effect.gen(function*() {
        const as = yield* S.direct()
        yield* Effect.repeatN(as.post(sendall, {}), 59)
        assert.strictEqual((yield* as.post(sendall, {})).errcode, 45011)
        yield* TestClock.adjust("1 minute")
        assert.strictEqual((yield* as.post(sendall, {})).errcode, 41011)
        yield* Effect.repeatN(as.post(sendall, {}), 38)
        assert.strictEqual((yield* as.post(sendall, {})).errcode, 45009)
      })
    ))
})

describe("allowances", () => {
  it.effect("give an official account one message a day in China", () =>
    S.alone(
      { kind: "official" },
      Effect.gen(function*() {
        const as = yield* S.direct()
        const codeOf = (as: S.Caller) => Effect.map(as.post(sendall, { ...toAll, ...text }), ({ errcode }) => errcode)
        assert.strictEqual(yield* codeOf(as), 0)
        // Even while the first is on its way
        assert.strictEqual(yield* codeOf(as), 45028)
        yield* TestClock.adjust("12 hours")
        assert.strictEqual(yield* codeOf(yield* S.direct()), 0)
      })
    ))

  it.effect("give every follower of a service account four messages a month, by whatever way", () =>
    S.alone(
      { followers: 10 },
      Effect.gen(function*() {
        const as = yield* S.direct()
        const codeOf = (path: string, body: object) =>
          Effect.map(as.post(path, { ...body, ...text }), ({ errcode }) => errcode)
        yield* Effect.repeatN(codeOf(sendall, toAll), 2)
        assert.strictEqual(yield* codeOf(send, { touser: ["oA", "oB"] }), 0)
        assert.strictEqual(yield* codeOf(send, { touser: ["oA", "oB"] }), 45028)
        // Somebody is left who may get it
        assert.strictEqual(yield* codeOf(send, { touser: ["oA", "oC"] }), 0)
        assert.strictEqual(yield* codeOf(sendall, toAll), 0)
        assert.strictEqual(yield* codeOf(sendall, toAll), 45028)
        assert.strictEqual(yield* codeOf(send, { touser: ["oD", "oE"] }), 45028)
        yield* TestClock.setTime(Date.UTC(2026, 2, 31, 16))
        const later = yield* S.direct()
        assert.strictEqual((yield* later.post(sendall, { ...toAll, ...text })).errcode, 0)
      })
    ))
})

describe("a clientmsgid", () => {
  it.effect("sends one message only, and tells which one it was", () =>
    S.alone(
      {},
      Effect.gen(function*() {
        const simulator = yield* Simulator.Simulator
        const as = yield* S.direct()
        const body = { ...toAll, ...text, clientmsgid: "order-1" }
        const first = msgIdOf(yield* as.post(sendall, body))
        assert.strictEqual((yield* as.post(sendall, body)).errcode, 45066)
        yield* TestClock.adjust("1 minute")
        const again = yield* as.post(sendall, body)
        assert.strictEqual(again.errcode, 45065)
        assert.strictEqual(msgIdOf(again), first)
        assert.strictEqual((yield* as.post(sendall, body)).errcode, 45066)
        assert.lengthOf((yield* simulator.account(S.appId)).messages, 1)
        yield* TestClock.adjust("24 hours")
        const as2 = yield* S.direct()
        assert.strictEqual((yield* as2.post(sendall, body)).errcode, 0)
        assert.lengthOf((yield* simulator.account(S.appId)).messages, 2)
      })
    ))

  it.effect("has at most 32 bytes, and is not used up by a message that was refused", () =>
    S.alone(
      {},
      Effect.gen(function*() {
        const as = yield* S.direct()
        const codeOf = (clientmsgid: string, body: object = text) =>
          Effect.map(as.post(sendall, { ...toAll, ...body, clientmsgid }), ({ errcode }) => errcode)
        assert.strictEqual(yield* codeOf("a".repeat(33)), 45067)
        assert.strictEqual(yield* codeOf("字".repeat(11)), 45067)
        assert.strictEqual(yield* codeOf("a".repeat(32), mpnews("nothing")), 40007)
        assert.strictEqual(yield* codeOf("a".repeat(32)), 0)
      })
    ))
})

describe("sending to a list", () => {
  it.effect("takes 2 to 10,000 followers", () =>
    S.alone(
      {},
      Effect.gen(function*() {
        const as = yield* S.direct()
        const codeOf = (touser: unknown) => Effect.map(as.post(send, { touser, ...text }), ({ errcode }) => errcode)
        const many = Array.from({ length: 10_001 }, (_, at) => `o${at}`)
        assert.strictEqual(yield* codeOf(many.slice(1)), 0)
        assert.strictEqual(yield* codeOf(many), 40032)
        assert.strictEqual(yield* codeOf(["oA"]), 40130)
        assert.strictEqual(yield* codeOf("oA"), 40031)
        assert.strictEqual(yield* codeOf(["oA", 5]), 40031)
      })
    ))

  it.effect("is not for official accounts, and neither kind sends without being verified", () =>
    Effect.gen(function*() {
      const codesOf = (kind: "official" | "service", verifyType: number) =>
        S.alone(
          { kind, verifyType },
          Effect.gen(function*() {
            const as = yield* S.direct()
            const list = yield* as.post(send, { touser: ["oA", "oB"], ...text })
            const all = yield* as.post(sendall, { ...toAll, ...text })
            return [list.errcode, all.errcode]
          })
        )
      assert.deepEqual(yield* codesOf("official", 0), [48001, 0])
      assert.deepEqual(yield* codesOf("official", -1), [48001, 48001])
      assert.deepEqual(yield* codesOf("service", 0), [0, 0])
      assert.deepEqual(yield* codesOf("service", 1), [48001, 48001])
    }))
})

describe("a preview", () => {
  it.effect("goes to one follower or WeChat id, and leaves the draft and the allowance alone", () =>
    S.alone(
      { kind: "official" },
      Effect.gen(function*() {
        const as = yield* S.direct()
        const media_id = yield* S.draft(as)
        const image = yield* S.cover(as)
        const codeOf = (body: object) => Effect.map(as.post(preview, body), ({ errcode }) => errcode)
        assert.strictEqual(yield* codeOf({ touser: "oA", ...mpnews(media_id) }), 0)
        // One image, under another name than in a mass message
        assert.strictEqual(yield* codeOf({ touser: "oA", msgtype: "image", image: { media_id: image } }), 0)
        assert.strictEqual(yield* codeOf({ touser: "oA", msgtype: "image", images: { media_ids: [image] } }), 40008)
        assert.strictEqual(yield* codeOf(text), 40003)
        assert.strictEqual(yield* codeOf({ touser: "oA", ...mpnews("nothing") }), 40007)
        yield* Effect.repeatN(codeOf({ towxname: "ada", ...text }), 99)
        assert.strictEqual(yield* codeOf({ towxname: "ada", ...text }), 45009)
        assert.strictEqual(yield* codeOf({ touser: "oA", ...text }), 0)
        assert.strictEqual((yield* as.post(sendall, { ...toAll, ...mpnews(media_id) })).errcode, 0)
      })
    ))
})

describe("deleting a mass message", () => {
  it.effect("counts articles from 1, and needs every digit of the id", () =>
    S.alone(
      {},
      Effect.gen(function*() {
        const as = yield* S.direct()
        const msg_id = yield* sent(as, mpnews(yield* S.draft(as, 3)))
        const rounded = String(BigInt(Number(msg_id)))
        assert.strictEqual((yield* as.post(remove, withId(rounded, ",\"article_idx\":1"))).errcode, 40059)
        assert.deepEqual(yield* deletedIn(msg_id), [false, false, false])
        const { json } = yield* as.post(remove, withId(msg_id, ",\"article_idx\":1"))
        assert.deepEqual(json, { errcode: 0, errmsg: "ok" })
        assert.deepEqual(yield* deletedIn(msg_id), [true, false, false])
        assert.strictEqual((yield* as.post(remove, { msg_id, article_idx: 3 })).errcode, 0)
        assert.deepEqual(yield* deletedIn(msg_id), [true, false, true])
        assert.strictEqual((yield* as.post(remove, { msg_id, article_idx: 4 })).errcode, 40060)
        assert.strictEqual((yield* as.post(remove, { msg_id, article_idx: -1 })).errcode, 40060)
        assert.strictEqual(yield* statusOf(as, msg_id), "SEND_SUCCESS")
        assert.strictEqual((yield* as.post(remove, { msg_id, article_idx: 2 })).errcode, 0)
        assert.strictEqual(yield* statusOf(as, msg_id), "DELETE")
        assert.strictEqual((yield* as.post(remove, { msg_id })).errcode, 40065)
      })
    ))

  for (const [name, rest] of [["missing", ""], ["0", ",\"article_idx\":0"]] as const) {
    it.effect(`takes an article_idx that is ${name} for every article`, () =>
      S.alone(
        {},
        Effect.gen(function*() {
          const as = yield* S.direct()
          const msg_id = yield* sent(as, mpnews(yield* S.draft(as, 2)))
          assert.strictEqual((yield* as.post(remove, withId(msg_id, rest))).errcode, 0)
          assert.deepEqual(yield* deletedIn(msg_id), [true, true])
        })
      ))
  }

  it.effect("finds an article by its address, unless an id is given", () =>
    S.alone(
      {},
      Effect.gen(function*() {
        const as = yield* S.direct()
        const one = yield* sent(as, mpnews(yield* S.draft(as, 2)))
        const two = yield* sent(as, mpnews(yield* S.draft(as, 1)))
        const url = (yield* articlesOf(one))[1]?.url
        // The position is for ids only, and the address for the lack of one.
        assert.strictEqual((yield* as.post(remove, { url, article_idx: 0 })).errcode, 0)
        assert.deepEqual(yield* deletedIn(one), [false, true])
        assert.strictEqual(
          (yield* as.post(remove, { msg_id: two, article_idx: 1, url: (yield* articlesOf(one))[0]?.url })).errcode,
          0
        )
        assert.deepEqual(yield* deletedIn(one), [false, true])
        assert.deepEqual(yield* deletedIn(two), [true])
        assert.strictEqual((yield* as.post(remove, { url: "http://mp.weixin.qq.com/s/other" })).errcode, 40066)
        assert.strictEqual((yield* as.post(remove, { article_idx: 0 })).errcode, 40059)
      })
    ))

  it.effect("ends every message that carried the same material", () =>
    S.alone(
      {},
      Effect.gen(function*() {
        const simulator = yield* Simulator.Simulator
        const as = yield* S.direct()
        const media_id = yield* simulator.addNews(S.appId)
        const one = yield* sent(as, mpnews(media_id))
        const two = yield* sent(as, mpnews(media_id))
        assert.deepEqual(yield* articlesOf(one), yield* articlesOf(two))
        assert.strictEqual((yield* as.post(remove, { msg_id: one })).errcode, 0)
        assert.strictEqual(yield* statusOf(as, two), "DELETE")
      })
    ))

  it.effect("is for sent articles and videos only", () =>
    S.alone(
      {},
      Effect.gen(function*() {
        const as = yield* S.direct()
        const { json } = yield* as.upload("/cgi-bin/media/upload", { type: "video" }, S.form({ name: "a.mp4" }))
        const video = yield* sent(as, { msgtype: "mpvideo", mpvideo: { media_id: json.media_id } })
        assert.strictEqual((yield* as.post(remove, { msg_id: video, article_idx: 0 })).errcode, 0)
        assert.strictEqual(yield* statusOf(as, video), "DELETE")
        const words = yield* sent(as, text)
        assert.strictEqual((yield* as.post(remove, { msg_id: words })).errcode, 40008)
        const early = msgIdOf(yield* as.post(sendall, { ...toAll, ...mpnews(yield* S.draft(as)) }))
        assert.strictEqual((yield* as.post(remove, { msg_id: early })).errcode, 40065)
        assert.strictEqual((yield* as.post(remove, { msg_id: early, article_idx: 1 })).errcode, 40065)
      })
    ))

  it.effect("is done ten times a day", () =>
    S.alone(
      {},
      Effect.gen(function*() {
        const as = yield* S.direct()
        yield* Effect.repeatN(as.post(remove, { msg_id: 1 }), 9)
        assert.strictEqual((yield* as.post(remove, { msg_id: 1 })).errcode, 45009)
      })
    ))
})

describe("the speed of mass messages", () => {
  it.effect("is one of five, the larger the slower", () =>
    S.alone(
      {},
      Effect.gen(function*() {
        const as = yield* S.direct()
        assert.deepInclude((yield* as.empty(getSpeed)).json, { speed: 0, realspeed: 80 })
        assert.strictEqual((yield* as.post(setSpeed, { speed: 3 })).errcode, 0)
        assert.deepInclude((yield* as.empty(getSpeed)).json, { speed: 3, realspeed: 30 })
        assert.strictEqual((yield* as.post(setSpeed, { speed: 5 })).errcode, 45083)
        assert.strictEqual((yield* as.post(setSpeed, { speed: -1 })).errcode, 45083)
        assert.strictEqual((yield* as.post(setSpeed, {})).errcode, 45084)
      })
    ))
})
