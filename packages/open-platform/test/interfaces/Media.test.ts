import { Media, Upload } from "@effect-wechat/core"
import { Simulator } from "@effect-wechat/simulator"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Schedule from "effect/Schedule"
import * as Stream from "effect/Stream"
import * as Platform from "../utils/Platform.ts"
import * as Bytes from "./utils/Bytes.ts"
import { later, onBehalf, outcome, refusal } from "./utils/OnBehalf.ts"

const files = { image: "a.png", voice: "a.amr", thumb: "a.jpg" } as const

describe("media", () => {
  it.effect("is uploaded, and comes back byte for byte, for three days", () =>
    onBehalf(() =>
      Effect.gen(function*() {
        for (const [type, name] of Object.entries(files)) {
          const { created_at, media_id, ...rest } = yield* Media.upload({
            type: type as keyof typeof files,
            media: Bytes.file(name, 50_000)
          })
          assert.strictEqual(rest.type, type)
          assert.strictEqual(created_at, Platform.start / 1000)
          Bytes.same(yield* Bytes.read(Media.get({ media_id })), Bytes.bytes(50_000))
        }
        const { media_id } = yield* Media.upload({ type: "image", media: Bytes.file("a.gif") })
        yield* later("71 hours")
        Bytes.same(yield* Bytes.read(Media.get({ media_id })), Bytes.bytes(1000))
        yield* later("1 hours")
        assert.strictEqual(yield* outcome(Effect.scoped(Media.get({ media_id }))), "InvalidMediaId")
        assert.strictEqual(yield* outcome(Effect.scoped(Media.getHDVoice({ media_id }))), "InvalidMediaId")
      })
    ))

  for (const streamUploads of [false, true]) {
    it.effect(`may be a video of 10 MB, ${streamUploads ? "sent while it is read" : "read first"}`, () =>
      onBehalf(() =>
        Effect.gen(function*() {
          const size = 10 * Bytes.megabyte
          let sent = 0
          const media = Upload.tapProgress(Bytes.file("autumn.mp4", size), (now) =>
            Effect.sync(() => {
              sent = now
            }))
          const { media_id } = yield* Media.upload({ type: "video", media })
          assert.strictEqual(sent, size)
          const video = yield* Effect.scoped(Media.get({ media_id }))
          assert.match(video._tag === "Video" ? video.video_url : "", /^http/)
          const larger = Upload.stream(Stream.empty, { fileName: "a.mp4", size: size + 1 })
          assert.strictEqual(
            yield* outcome(Media.upload({ type: "video", media: larger })),
            "WeChatError (InvalidRequest)"
          )
        }), { platform: { client: { streamUploads } } }))
  }

  it.effect("is not there when its file cannot be read", () =>
    onBehalf(() =>
      Effect.gen(function*() {
        const media = Upload.stream(Stream.make(Bytes.bytes(10)), { fileName: "a.png", size: 20 })
        yield* Platform.forgetSeen
        assert.strictEqual(yield* outcome(Media.upload({ type: "image", media })), "WeChatError (FileUnreadable)")
        assert.deepStrictEqual(yield* Platform.asked, [])
      })
    ))

  it.effect("is uploaded again with a new token, when WeChat has voided the first", () =>
    onBehalf((appId) =>
      Effect.gen(function*() {
        const simulator = yield* Simulator.Simulator
        yield* Media.uploadImage({ media: Bytes.file("a.png") })
        yield* simulator.revokeTokens(appId)
        const { media_id } = yield* Media.upload({ type: "image", media: Bytes.file("a.png") })
        yield* simulator.revokeTokens(appId)
        Bytes.same(yield* Bytes.read(Media.get({ media_id })), Bytes.bytes(1000))
      })
    ))

  it.effect("never comes in part, or as a page of a gateway", () =>
    onBehalf(() =>
      Effect.gen(function*() {
        const simulator = yield* Simulator.Simulator
        const { media_id } = yield* Media.upload({ type: "image", media: Bytes.file("a.png", 100_000) })
        const when = { endpoint: "getMedia" }
        const get = Bytes.read(Media.get({ media_id }))
        for (const bytes of [0, 1, 50_000, 99_999]) {
          yield* simulator.inject({ when: { ...when, times: 1 }, what: { _tag: "Cut", at: "during", bytes } })
          const cut = yield* outcome(get)
          assert.include(["WeChatError (Transport)", "it worked"], cut)
          // Cut before its first byte, it is only asked for again.
          assert.strictEqual(cut === "it worked", bytes === 0)
        }
        yield* simulator.inject({ when: { ...when, times: 1 }, what: { _tag: "Html" } })
        assert.strictEqual(yield* outcome(get), "WeChatError (MalformedReply)")
        Bytes.same(yield* get, Bytes.bytes(100_000))
      }), { platform: { client: { retry: Schedule.recurs(1) } } }))

  it.effect("of the JS-SDK comes in high quality to certified accounts", () =>
    onBehalf((appId) =>
      Effect.gen(function*() {
        const simulator = yield* Simulator.Simulator
        const speex = Bytes.bytes(3000)
        const media_id = yield* simulator.addVoice(appId, { amr: Bytes.bytes(2000), speex })
        Bytes.same(yield* Bytes.read(Media.getHDVoice({ media_id })), speex)
        Bytes.same(yield* Bytes.read(Media.get({ media_id })), Bytes.bytes(2000))
      })
    ))

  it.effect("is out of reach without its sets or the certification it needs, before anything is sent", () =>
    Effect.gen(function*() {
      const media = Bytes.file("a.png")
      const calls = Effect.gen(function*() {
        yield* Platform.forgetSeen
        const refusals = yield* Effect.all([
          refusal(Media.upload({ type: "image", media })),
          refusal(Media.uploadImage({ media })),
          refusal(Effect.scoped(Media.get({ media_id: "M" }))),
          refusal(Effect.scoped(Media.getHDVoice({ media_id: "M" })))
        ])
        const names = new Set<string>(
          [Media.upload, Media.uploadImage, Media.get, Media.getHDVoice].map(({ name }) => name)
        )
        return { refusals, asked: (yield* Platform.asked).filter((name) => names.has(name)) }
      })
      const without = yield* onBehalf(() => calls, { grant: [7] })
      assert.deepStrictEqual(without.refusals.map((reasons) => reasons.includes("SetNotGranted")), [
        true,
        true,
        true,
        true
      ])
      assert.deepStrictEqual(without.asked, [])
      const plain = yield* onBehalf(() => calls, { account: { verifyType: -1 } })
      assert.deepStrictEqual(plain.refusals.slice(0, 2), [["it worked"], ["it worked"]])
      assert.deepStrictEqual(plain.refusals[2], ["InvalidMediaId"])
      assert.deepStrictEqual(plain.refusals[3], ["NotCertified"])
    }))
})
