import { assert, describe, it } from "@effect/vitest"
import { Simulator } from "@effect-wechat/simulator"
import * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import * as Effect from "effect/Effect"
import * as TestClock from "effect/TestClock"
import * as S from "./utils/Simulated.ts"

const add = "/cgi-bin/material/add_material"
const get = "/cgi-bin/material/get_material"
const remove = "/cgi-bin/material/del_material"
const batchget = "/cgi-bin/material/batchget_material"
const count = "/cgi-bin/material/get_materialcount"

const kilobyte = 1024
const megabyte = 1024 * kilobyte

/** Bytes that look like the end of a form. */
const tricky = new TextEncoder().encode("\r\n--\r\n\r\n--boundary\r\n\0\u00ff")

const video = (description: string): FormData => {
  const form = S.form({ name: "film.mp4" })
  form.append("description", description)
  return form
}

describe("permanent material", () => {
  it.effect("comes back byte by byte, under a name that fits a header", () =>
    S.alone(
      {},
      Effect.gen(function*() {
        const as = yield* S.direct()
        const { errcode, json } = yield* as.upload(
          add,
          { type: "image" },
          S.form({ name: "封面 \"1\".PNG", bytes: tricky })
        )
        assert.isUndefined(errcode)
        assert.match(json.url, /^http:\/\/mmbiz\.qpic\.cn\//)
        const read = yield* as.post(get, { media_id: json.media_id })
        assert.deepEqual(read.bytes, tricky)
        assert.strictEqual(read.headers["content-type"], "image/png")
        assert.strictEqual(read.headers["content-disposition"], `attachment; filename="${json.media_id}.png"`)
        const { json: listed } = yield* as.post(batchget, { type: "image", offset: 0, count: 1 })
        assert.include(listed.item[0].name, "封面")
      })
    ))

  it.effect("is read from a form as other clients write it", () =>
    S.alone(
      {},
      Effect.gen(function*() {
        const as = yield* S.direct()
        const token = yield* Effect.map(
          S.send(S.bodyJson("/cgi-bin/stable_token", {
            grant_type: "client_credential",
            appid: S.appId,
            secret: S.secret
          })),
          ({ json }) => String(json.access_token)
        )
        const written = [
          "a preamble",
          "--b=1",
          "content-type: application/octet-stream",
          "content-disposition: form-data; filename=voice.amr; name=media",
          "",
          "first",
          "second",
          "--b=1",
          "Content-Disposition: form-data; name=\"other\"",
          "",
          "x",
          "--b=1--",
          ""
        ].join("\r\n")
        const { json } = yield* S.send(
          HttpClientRequest.post(`https://api.weixin.qq.com${add}`, {
            urlParams: { access_token: token, type: "voice" }
          })
            .pipe(HttpClientRequest.bodyText(written, "multipart/form-data; boundary=\"b=1\""))
        )
        const read = yield* as.post(get, { media_id: json.media_id })
        assert.strictEqual(read.text, "first\r\nsecond")
        assert.strictEqual(read.headers["content-type"], "audio/amr")
      })
    ))

  it.effect("holds videos with what is said about them, and answers them as JSON", () =>
    S.alone(
      {},
      Effect.gen(function*() {
        const as = yield* S.direct()
        const added = yield* as.upload(add, { type: "video" }, video("{\"title\":\"片\",\"introduction\":\"About\"}"))
        assert.strictEqual(added.json.url, "")
        const read = yield* as.post(get, { media_id: added.json.media_id })
        assert.deepInclude(read.json, { title: "片", description: "About" })
        assert.match(read.json.down_url, /^http:\/\//)
        assert.strictEqual((yield* as.upload(add, { type: "video" }, S.form({ name: "a.mp4" }))).errcode, 41011)
        assert.strictEqual((yield* as.upload(add, { type: "video" }, video("title"))).errcode, 47001)
      })
    ))

  it.effect("answers articles from the time before drafts as news", () =>
    S.alone(
      {},
      Effect.gen(function*() {
        const simulator = yield* Simulator.Simulator
        const as = yield* S.direct()
        const media_id = yield* simulator.addNews(S.appId)
        const read = yield* as.post(get, { media_id })
        assert.strictEqual(read.json.news_item[0].title, "A draft")
        const { json } = yield* as.post(batchget, { type: "news", offset: 0, count: 20 })
        assert.strictEqual(json.total_count, 1)
        assert.strictEqual(json.item[0].media_id, media_id)
        assert.strictEqual(json.item[0].content.news_item[0].title, "A draft")
        assert.notProperty(json.item[0], "name")
        assert.deepEqual((yield* as.get(count)).json, {
          voice_count: 0,
          video_count: 0,
          image_count: 0,
          news_count: 1
        })
        assert.strictEqual((yield* as.post(remove, { media_id })).errcode, 0)
        assert.strictEqual((yield* as.post(get, { media_id })).errcode, 40007)
      })
    ))

  it.effect("is listed and counted by type, newest first", () =>
    S.alone(
      {},
      Effect.gen(function*() {
        const as = yield* S.direct()
        const upload = (type: string, name: string) => as.upload(add, { type }, S.form({ name }))
        yield* upload("image", "one.png")
        yield* upload("voice", "two.mp3")
        yield* TestClock.adjust("1 minute")
        const newest = yield* upload("image", "three.gif")
        yield* upload("thumb", "four.jpg")
        const { json } = yield* as.post(batchget, { type: "image", offset: 0, count: 20 })
        assert.deepInclude(json, { total_count: 2, item_count: 2 })
        assert.deepEqual(json.item.map((item: { name: string }) => item.name), ["three.gif", "one.png"])
        assert.deepEqual(json.item[0], {
          media_id: newest.json.media_id,
          name: "three.gif",
          update_time: S.noon / 1000 + 60,
          url: newest.json.url
        })
        const second = yield* as.post(batchget, { type: "image", offset: 1, count: 1 })
        assert.deepEqual(second.json.item.map((item: { name: string }) => item.name), ["one.png"])
        assert.deepEqual((yield* as.get(count)).json, {
          voice_count: 1,
          video_count: 0,
          image_count: 2,
          news_count: 0
        })
        assert.strictEqual((yield* as.post(batchget, { type: "thumb", offset: 0, count: 1 })).errcode, 40004)
        assert.strictEqual((yield* as.post(batchget, { type: "image", offset: 0, count: 21 })).errcode, 40097)
      })
    ))

  it.effect("is deleted once; drafts and temporary media are none", () =>
    S.alone(
      {},
      Effect.gen(function*() {
        const simulator = yield* Simulator.Simulator
        const as = yield* S.direct()
        const media_id = yield* S.cover(as)
        const draft = yield* S.draft(as)
        const temporary = yield* as.upload("/cgi-bin/media/upload", { type: "image" }, S.form({ name: "a.png" }))
        assert.include((yield* simulator.account(S.appId)).material, media_id)
        assert.deepEqual((yield* as.post(remove, { media_id })).json, { errcode: 0, errmsg: "ok" })
        assert.notInclude((yield* simulator.account(S.appId)).material, media_id)
        for (const id of [media_id, draft, temporary.json.media_id, ""]) {
          assert.strictEqual((yield* as.post(remove, { media_id: id })).errcode, 40007)
        }
        assert.strictEqual((yield* as.post(get, { media_id })).errcode, 40007)
      })
    ))

  it.effect("has types, formats and sizes, each with its own refusal", () =>
    S.alone(
      {},
      Effect.gen(function*() {
        const as = yield* S.direct()
        const codeOf = (type: string, name: string, size = 1, contentType?: string) =>
          Effect.map(
            as.upload(add, { type }, S.form({ name, bytes: new Uint8Array(size), type: contentType ?? "" })),
            ({ errcode }) => errcode
          )
        assert.isUndefined(yield* codeOf("image", "a.bmp", 10 * megabyte))
        assert.strictEqual(yield* codeOf("image", "a.bmp", 10 * megabyte + 1), 40009)
        assert.isUndefined(yield* codeOf("voice", "a.wma", 2 * megabyte))
        assert.strictEqual(yield* codeOf("voice", "a.wma", 2 * megabyte + 1), 40010)
        assert.strictEqual(yield* codeOf("video", "a.mp4", 10 * megabyte + 1), 40011)
        assert.isUndefined(yield* codeOf("thumb", "a.jpg", 64 * kilobyte))
        assert.strictEqual(yield* codeOf("thumb", "a.jpg", 64 * kilobyte + 1), 40012)
        assert.strictEqual(yield* codeOf("thumb", "a.png"), 40005)
        assert.strictEqual(yield* codeOf("image", "a.svg"), 40005)
        assert.strictEqual(yield* codeOf("image", "nameless"), 40005)
        assert.isUndefined(yield* codeOf("image", "nameless", 1, "image/png"))
        assert.strictEqual(yield* codeOf("image", "a.png", 0), 44001)
        assert.strictEqual(yield* codeOf("news", "a.png"), 40004)
        assert.strictEqual((yield* as.upload(add, {}, S.form({ name: "a.png" }))).errcode, 40004)
        const elsewhere = yield* as.upload(add, { type: "image" }, S.form({ name: "a.png", field: "file" }))
        assert.strictEqual(elsewhere.errcode, 41005)
        assert.strictEqual((yield* as.post(add, { media: "text" }, { type: "image" })).errcode, 41005)
        assert.strictEqual((yield* as.empty(add, { type: "image" })).errcode, 44002)
      })
    ))

  it.effect("ends at a thousand voices", () =>
    S.alone(
      {},
      Effect.gen(function*() {
        const as = yield* S.direct()
        const voice = as.upload(add, { type: "voice" }, S.form({ name: "a.mp3" }))
        yield* Effect.repeatN(voice, 999)
        assert.strictEqual((yield* voice).errcode, 45074)
        yield* S.cover(as)
      })
    ))

  it.effect("is read with more permission sets than it is deleted with", () =>
    S.provided(
      {},
      Effect.gen(function*() {
        yield* S.direct()
        const { asAccount } = yield* S.onBehalf([3])
        assert.strictEqual((yield* asAccount.post(get, { media_id: "nothing" })).errcode, 40007)
        assert.strictEqual((yield* asAccount.post(remove, { media_id: "nothing" })).errcode, 61007)
      })
    ))
})
