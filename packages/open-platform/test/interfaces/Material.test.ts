import { Download, Material, Upload } from "@effect-wechat/core"
import { Simulator } from "@effect-wechat/simulator"
import { assert, describe, it } from "@effect/vitest"
import * as Chunk from "effect/Chunk"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import * as Platform from "../utils/Platform.ts"
import * as Bytes from "./utils/Bytes.ts"
import { onBehalf, outcome, refusal } from "./utils/OnBehalf.ts"

describe("material", () => {
  it.effect("is added, read, listed, counted and deleted on behalf of a merchant", () =>
    onBehalf((appId) =>
      Effect.gen(function*() {
        const simulator = yield* Simulator.Simulator
        const size = 10 * Bytes.megabyte
        const image = yield* Material.add({ type: "image", media: Bytes.file("封面.png", size) })
        assert.match(image.url ?? "", /^http/)
        const voice = yield* Material.add({ type: "voice", media: Bytes.file("a.wav") })
        const thumb = yield* Material.add({ type: "thumb", media: Bytes.file("a.jpg") })
        const description = { title: "秋天 \"🍁\"", introduction: "In a\nminute" }
        const video = yield* Material.add({ type: "video", media: Bytes.file("a.mp4", size), description })
        assert.strictEqual(video.url, "")
        assert.deepStrictEqual(yield* Material.count(), {
          voice_count: 1,
          video_count: 1,
          image_count: 1,
          news_count: 0
        })

        Bytes.same(yield* Bytes.read(Material.get({ media_id: image.media_id })), Bytes.bytes(size))
        Bytes.same(yield* Bytes.read(Material.get({ media_id: voice.media_id })), Bytes.bytes(1000))
        Bytes.same(yield* Bytes.read(Material.get({ media_id: thumb.media_id })), Bytes.bytes(1000))
        const told = yield* Effect.scoped(Material.get({ media_id: video.media_id }))
        assert.deepInclude(told, { _tag: "Video", title: description.title, description: description.introduction })
        const news = yield* simulator.addNews(appId)
        const articles = yield* Effect.scoped(Material.get({ media_id: news }))
        assert.isAbove(articles._tag === "News" ? articles.news_item.length : 0, 0)

        const [listed] = (yield* Material.list({ type: "image", offset: 0, count: 20 })).item
        assert.deepInclude(listed, { media_id: image.media_id, name: "file.png" })
        const titles = yield* Stream.runCollect(Material.allNews())
        assert.deepStrictEqual(Chunk.toReadonlyArray(titles).map(({ media_id }) => media_id), [news as never])

        for (const { media_id } of [image, voice, thumb, video]) {
          yield* Material.delete({ media_id })
          assert.strictEqual(yield* outcome(Effect.scoped(Material.get({ media_id }))), "InvalidMediaId")
        }
        assert.deepInclude(yield* Material.count(), { voice_count: 0, video_count: 0, image_count: 0 })
      })
    ))

  it.effect("is streamed, and may be deleted on the way", () =>
    onBehalf(() =>
      Effect.gen(function*() {
        const add = Material.add({ type: "voice", media: Bytes.file("a.mp3") })
        const ids = (yield* Effect.replicateEffect(add, 50)).map(({ media_id }) => media_id)
        const seen: Array<string> = []
        yield* Material.all({ type: "voice" }).pipe(
          Stream.runForEach(({ media_id }) => {
            seen.push(media_id)
            return Material.delete({ media_id })
          })
        )
        assert.sameMembers(seen, ids)
        assert.strictEqual((yield* Material.count()).voice_count, 0)
      })
    ))

  it.effect("that is in use cannot be deleted", () =>
    onBehalf((appId) =>
      Effect.gen(function*() {
        const simulator = yield* Simulator.Simulator
        const { media_id } = yield* Material.add({ type: "image", media: Bytes.file("a.png") })
        yield* simulator.useMaterial(appId, media_id)
        assert.strictEqual(yield* outcome(Material.delete({ media_id })), "WeChatError (RequestRejected)")
        yield* simulator.useMaterial(appId, media_id, false)
        assert.strictEqual(yield* outcome(Material.delete({ media_id })), "it worked")
      })
    ))

  it.effect("is not added twice by the client when a reply is lost", () =>
    onBehalf(() =>
      Effect.gen(function*() {
        const simulator = yield* Simulator.Simulator
        yield* simulator.inject({ when: { endpoint: "addMaterial", times: 1 }, what: { _tag: "Cut", at: "after" } })
        const media = Bytes.file("a.png")
        assert.strictEqual(yield* outcome(Material.add({ type: "image", media })), "WeChatError (Transport)")
        assert.strictEqual((yield* Material.count()).image_count, 1)
      })
    ))

  it.effect("that is cut on its way to WeChat is not there", () =>
    onBehalf(() =>
      Effect.gen(function*() {
        const simulator = yield* Simulator.Simulator
        yield* simulator.inject({ when: { endpoint: "addMaterial", times: 1 }, what: { _tag: "Cut", at: "upload" } })
        const media = Upload.stream(Stream.make(Bytes.bytes(100_000), Bytes.bytes(100_000)), {
          fileName: "a.png",
          size: 200_000
        })
        assert.strictEqual(yield* outcome(Material.add({ type: "image", media })), "WeChatError (Transport)")
        assert.strictEqual((yield* Material.count()).image_count, 0)
        const { media_id } = yield* Material.add({ type: "image", media })
        const size = Effect.map(Material.get({ media_id }), (file) => Download.isFile(file) ? file.size : file._tag)
        assert.deepInclude(yield* Effect.scoped(size), { value: 200_000 })
      }), { platform: { client: { streamUploads: true } } }))

  it.effect("is out of reach without its sets, before anything is sent", () =>
    onBehalf(() =>
      Effect.gen(function*() {
        yield* Platform.forgetSeen
        const refusals = yield* Effect.all([
          refusal(Material.add({ type: "image", media: Bytes.file("a.png") })),
          refusal(Effect.scoped(Material.get({ media_id: "M" }))),
          refusal(Material.list({ type: "image", offset: 0, count: 1 })),
          refusal(Stream.runDrain(Material.allNews())),
          refusal(Material.count()),
          refusal(Material.delete({ media_id: "M" }))
        ])
        for (const reasons of refusals) assert.include(reasons, "SetNotGranted")
        assert.deepStrictEqual((yield* Platform.asked).filter((name) => name.includes("aterial")), [])
      }), { grant: [7] }))
})
