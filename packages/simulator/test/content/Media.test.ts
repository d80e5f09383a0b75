import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as TestClock from "effect/TestClock"
import * as S from "./utils/Simulated.ts"

const upload = "/cgi-bin/media/upload"
const get = "/cgi-bin/media/get"
const uploadimg = "/cgi-bin/media/uploadimg"

const megabyte = 1024 * 1024

describe("temporary media", () => {
  it.effect("lasts three days, and not a moment longer", () =>
    S.alone(
      {},
      Effect.gen(function*() {
        const first = yield* S.direct()
        const bytes = new Uint8Array([0, 255, 13, 10])
        const { json } = yield* first.upload(upload, { type: "image" }, S.form({ name: "图.jpg", bytes }))
        assert.deepEqual(json, { type: "image", media_id: json.media_id, created_at: S.noon / 1000 })
        yield* TestClock.setTime(S.noon + 3 * 24 * 3600 * 1000 - 1)
        const as = yield* S.direct()
        const read = yield* as.get(get, { media_id: json.media_id })
        assert.deepEqual(read.bytes, bytes)
        assert.strictEqual(read.headers["content-type"], "image/jpeg")
        assert.match(read.headers["content-disposition"] ?? "", /^attachment; filename="[\w-]+\.\w+"$/)
        yield* TestClock.adjust(1)
        const gone = yield* as.get(get, { media_id: json.media_id })
        assert.strictEqual(gone.errcode, 40007)
        assert.strictEqual(gone.headers["content-type"], "text/plain")
      })
    ))

  it.effect("names the id of a thumb differently", () =>
    S.alone(
      {},
      Effect.gen(function*() {
        const as = yield* S.direct()
        const { json } = yield* as.upload(upload, { type: "thumb" }, S.form({ name: "a.jpg" }))
        assert.notProperty(json, "media_id")
        assert.deepEqual((yield* as.get(get, { media_id: json.thumb_media_id })).bytes, new Uint8Array([1, 2, 3]))
      })
    ))

  it.effect("answers a video with an address instead of bytes", () =>
    S.alone(
      {},
      Effect.gen(function*() {
        const as = yield* S.direct()
        const { json } = yield* as.upload(upload, { type: "video" }, S.form({ name: "a.mp4" }))
        const read = yield* as.get(get, { media_id: json.media_id })
        assert.match(read.json.video_url, /^http:\/\//)
        assert.isUndefined(read.errcode)
      })
    ))

  it.effect("knows four types, and fewer formats than permanent material", () =>
    S.alone(
      {},
      Effect.gen(function*() {
        const as = yield* S.direct()
        const codeOf = (type: string, name: string) =>
          Effect.map(as.upload(upload, { type }, S.form({ name })), ({ errcode }) => errcode)
        assert.strictEqual(yield* codeOf("file", "a.jpg"), 40004)
        assert.strictEqual(yield* codeOf("image", "a.bmp"), 40005)
        assert.strictEqual(yield* codeOf("voice", "a.wav"), 40005)
        assert.strictEqual((yield* as.get(get, { media_id: yield* S.cover(as) })).errcode, 40007)
      })
    ))

  it.effect("is read a thousand times a day by a test account", () =>
    S.alone(
      { test: true },
      Effect.gen(function*() {
        const as = yield* S.direct()
        yield* Effect.repeatN(as.get(get, { media_id: "nothing" }), 999)
        assert.strictEqual((yield* as.get(get, { media_id: "nothing" })).errcode, 45009)
        const image = as.upload(upload, { type: "image" }, S.form({ name: "a.png" }))
        yield* Effect.repeatN(image, 499)
        assert.strictEqual((yield* image).errcode, 45009)
      })
    ))
})

describe("an image for the body of an article", () => {
  it.effect("is jpg or png of less than a megabyte, and counts for nothing", () =>
    S.alone(
      {},
      Effect.gen(function*() {
        const as = yield* S.direct()
        const put = (name: string, size: number) =>
          as.upload(uploadimg, {}, S.form({ name, bytes: new Uint8Array(size) }))
        const { json } = yield* put("a.jpg", megabyte - 1)
        assert.match(json.url, /^http:\/\/mmbiz\.qpic\.cn\//)
        assert.strictEqual(json.errcode, 0)
        assert.strictEqual((yield* put("a.png", megabyte)).errcode, 40009)
        assert.strictEqual((yield* put("a.gif", 1)).errcode, 40005)
        assert.strictEqual((yield* as.get("/cgi-bin/material/get_materialcount")).json.image_count, 0)
      })
    ))

  it.effect("may be uploaded with the set for messages", () =>
    S.provided(
      {},
      Effect.gen(function*() {
        const { asAccount } = yield* S.onBehalf([1])
        assert.strictEqual((yield* asAccount.upload(uploadimg, {}, S.form({ name: "a.png" }))).errcode, 0)
      })
    ))
})
