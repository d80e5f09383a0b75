import { assert, describe, it } from "@effect/vitest"
import { Simulator } from "@effect-wechat/simulator"
import * as Effect from "effect/Effect"
import * as TestClock from "effect/TestClock"
import * as S from "./utils/Simulated.ts"

const uploadnews = "/cgi-bin/media/uploadnews"
const uploadvideo = "/cgi-bin/media/uploadvideo"
const hdVoice = "/cgi-bin/media/get/jssdk"

const send = (as: S.Caller, body: object) =>
  as.post("/cgi-bin/message/mass/sendall", { filter: { is_to_all: true }, ...body })

const temporary = (as: S.Caller, type: string, name: string) =>
  Effect.map(
    as.upload("/cgi-bin/media/upload", { type }, S.form({ name })),
    ({ json }) => String(json.media_id ?? json.thumb_media_id)
  )

describe("articles that are uploaded for a mass message", () => {
  it.effect("are sent within three days, and are no drafts", () =>
    S.alone(
      {},
      Effect.gen(function*() {
        const as = yield* S.direct()
        const thumb_media_id = yield* temporary(as, "thumb", "a.jpg")
        const article = { title: "T", content: `<p>${"字".repeat(70)}</p>`, thumb_media_id, show_cover_pic: "1" }
        const { json } = yield* as.post(uploadnews, { articles: [article, article] })
        assert.deepEqual(json, { type: "news", media_id: json.media_id, created_at: S.noon / 1000 })
        assert.deepEqual((yield* as.get("/cgi-bin/draft/count")).json, { total_count: 0 })
        const sent = yield* send(as, { msgtype: "mpnews", mpnews: { media_id: json.media_id } })
        assert.isAbove(sent.json.msg_data_id, 2 ** 31)
        yield* TestClock.setTime(S.noon + 3 * 24 * 3600 * 1000 - 1)
        const late = yield* S.direct()
        const mpnews = { msgtype: "mpnews", mpnews: { media_id: json.media_id } }
        assert.strictEqual((yield* send(late, mpnews)).errcode, 0)
        yield* TestClock.adjust(1)
        assert.strictEqual((yield* send(late, mpnews)).errcode, 40007)
      })
    ))

  it.effect("are 1 to 8, each with a cover, ten times a day", () =>
    S.alone(
      {},
      Effect.gen(function*() {
        const as = yield* S.direct()
        const article = { title: "T", content: "x", thumb_media_id: yield* temporary(as, "image", "a.png") }
        const codeOf = (articles: unknown) => Effect.map(as.post(uploadnews, { articles }), ({ errcode }) => errcode)
        const several = (length: number) => Array.from({ length }, () => article)
        assert.isUndefined(yield* codeOf(several(8)))
        assert.strictEqual(yield* codeOf(several(9)), 45008)
        assert.strictEqual(yield* codeOf([]), 44003)
        assert.strictEqual(yield* codeOf(article), 47001)
        assert.strictEqual(yield* codeOf(undefined), 41011)
        assert.strictEqual(yield* codeOf([{ ...article, thumb_media_id: "nothing" }]), 40007)
        assert.isUndefined(yield* codeOf([{ ...article, thumb_media_id: yield* S.cover(as) }]))
        yield* Effect.repeatN(codeOf([]), 2)
        assert.strictEqual(yield* codeOf(several(1)), 45009)
      })
    ))

  it.effect("tell their time as a text where an account is told so", () =>
    S.alone(
      { forms: { newsCreatedAt: "text" } },
      Effect.gen(function*() {
        const as = yield* S.direct()
        const { json } = yield* as.post(uploadnews, {
          articles: [{ title: "T", content: "x", thumb_media_id: yield* S.cover(as) }]
        })
        assert.strictEqual(json.created_at, String(S.noon / 1000))
      })
    ))

  it.effect("are for verified accounts, and may be uploaded with the set for messages", () =>
    Effect.gen(function*() {
      const codes = S.alone(
        { verifyType: -1 },
        Effect.gen(function*() {
          const as = yield* S.direct()
          return yield* Effect.forEach(
            [as.post(uploadnews, {}), as.post(uploadvideo, {}), as.get(hdVoice, { media_id: "x" })],
            (answer) => Effect.map(answer, ({ errcode }) => errcode)
          )
        })
      )
      assert.deepEqual(yield* codes, [48001, 48001, 48001])
      yield* S.provided(
        {},
        Effect.gen(function*() {
          const { asAccount } = yield* S.onBehalf([1])
          assert.strictEqual((yield* asAccount.post(uploadnews, {})).errcode, 41011)
          assert.strictEqual((yield* asAccount.get(hdVoice, { media_id: "x" })).errcode, 40007)
          const { asAccount: wrong } = yield* S.onBehalf([3])
          assert.strictEqual((yield* wrong.post(uploadnews, {})).errcode, 61007)
          assert.strictEqual((yield* wrong.get(hdVoice, { media_id: "x" })).errcode, 61007)
        })
      )
    }))
})

describe("a video for a mass message", () => {
  it.effect("is made from a temporary or a permanent one, and gets an id of its own", () =>
    S.alone(
      {},
      Effect.gen(function*() {
        const as = yield* S.direct()
        const form = S.form({ name: "a.mp4" })
        form.append("description", JSON.stringify({ title: "T", introduction: "I" }))
        const { json: kept } = yield* as.upload("/cgi-bin/material/add_material", { type: "video" }, form)
        for (const media_id of [yield* temporary(as, "video", "a.mp4"), kept.media_id]) {
          const { json } = yield* as.post(uploadvideo, { media_id, title: "T", description: "D" })
          assert.deepEqual(json, { type: "video", media_id: json.media_id, created_at: S.noon / 1000 })
          assert.notStrictEqual(json.media_id, media_id)
          const mpvideo = { msgtype: "mpvideo", mpvideo: { media_id: json.media_id } }
          assert.strictEqual((yield* send(as, mpvideo)).errcode, 0)
        }
        const image = yield* temporary(as, "image", "a.png")
        assert.strictEqual((yield* as.post(uploadvideo, { media_id: image, title: "T" })).errcode, 40007)
        assert.strictEqual((yield* as.post(uploadvideo, { title: "T" })).errcode, 40007)
        assert.strictEqual((yield* as.post(uploadvideo, { media_id: kept.media_id })).errcode, 41011)
      })
    ))

  it.effect("is refused with 48022 where an account is told so", () =>
    S.alone(
      { forms: { apiVideos: "refused" } },
      Effect.gen(function*() {
        const as = yield* S.direct()
        const media_id = yield* temporary(as, "video", "a.mp4")
        assert.strictEqual((yield* send(as, { msgtype: "mpvideo", mpvideo: { media_id } })).errcode, 48022)
      })
    ))
})

describe("a voice that was recorded in a page", () => {
  it.effect("is read in speex and in amr, for three days", () =>
    S.alone(
      {},
      Effect.gen(function*() {
        const simulator = yield* Simulator.Simulator
        const as = yield* S.direct()
        const media_id = yield* simulator.addVoice(S.appId, {
          amr: new Uint8Array([1, 2]),
          speex: new Uint8Array([0, 255, 13, 10])
        })
        const sharp = yield* as.get(hdVoice, { media_id })
        assert.deepEqual(sharp.bytes, new Uint8Array([0, 255, 13, 10]))
        assert.strictEqual(sharp.headers["content-type"], "audio/speex")
        assert.strictEqual(sharp.headers["content-length"], "4")
        assert.match(sharp.headers["content-disposition"] ?? "", /^attachment; filename="[\w-]+\.speex"$/)
        const plain = yield* as.get("/cgi-bin/media/get", { media_id })
        assert.deepEqual([plain.headers["content-type"], plain.bytes], ["audio/amr", new Uint8Array([1, 2])])
        yield* TestClock.setTime(S.noon + 3 * 24 * 3600 * 1000)
        const late = yield* S.direct()
        assert.strictEqual((yield* late.get(hdVoice, { media_id })).errcode, 40007)
      })
    ))

  it.effect("is nothing that was uploaded", () =>
    S.alone(
      {},
      Effect.gen(function*() {
        const as = yield* S.direct()
        const media_id = yield* temporary(as, "voice", "a.amr")
        assert.strictEqual((yield* as.get(hdVoice, { media_id })).errcode, 40007)
        assert.strictEqual((yield* as.get(hdVoice)).errcode, 40007)
      })
    ))
})
