import { Download, Failure, Media, type WeChatError } from "@effect-wechat/core"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as FastCheck from "effect/FastCheck"
import type * as Scope from "effect/Scope"
import { expectTypeOf } from "vitest"
import * as Arbitraries from "../utils/Arbitraries.ts"
import * as Endpoints from "../utils/Endpoints.ts"
import * as FakeWeChat from "../utils/FakeWeChat.ts"
import * as Files from "../utils/Files.ts"

const megabyte = 1024 * 1024

const image = Files.of("a.png")

describe("Media.upload", () => {
  const kinds = {
    image: { endings: ["png", "jpeg", "jpg", "gif"], limit: 10 * megabyte },
    voice: { endings: ["amr", "mp3"], limit: 2 * megabyte },
    video: { endings: ["mp4"], limit: 10 * megabyte },
    thumb: { endings: ["jpg", "jpeg"], limit: 64 * 1024 }
  } as const

  for (const [type, { endings, limit }] of Object.entries(kinds)) {
    it(`takes the formats of its page for ${type}, up to the limit`, () => {
      Files.keeps(Media.upload, (media) => ({ type, media }), { endings, limit })
    })
  }

  it("writes the type into the address, and the file alone into the form", () => {
    assert.deepStrictEqual(Either.getOrThrow(Media.upload.encode({ type: "image", media: image })), {
      query: "type=image",
      body: undefined,
      form: { field: "media", file: image, fields: [] }
    })
  })

  it.effect("gives the media_id, under whichever name it comes", () =>
    Effect.gen(function*() {
      const call = Media.upload({ type: "image", media: image })
      const uploaded = { type: "image", created_at: 1380000000 }
      for (const name of ["media_id", "thumb_media_id"]) {
        assert.deepStrictEqual(
          yield* Endpoints.answered(call, { ...uploaded, [name]: "MEDIA_ID", item: [], errcode: 0 }),
          { ...uploaded, media_id: "MEDIA_ID" } as never
        )
      }
      const error = yield* Effect.flip(Endpoints.answered(call, uploaded))
      assert.strictEqual((error as WeChatError.WeChatError).reason._tag, "MalformedReply")
    }))

  Endpoints.failsWith(Media.upload, Media.upload({ type: "image", media: image }), [Failure.InvalidMediaType])

  it("is a type error for any other type", () => {
    // @ts-expect-error WeChat knows no such type
    void Media.upload.encode({ type: "file", media: image })
    // @ts-expect-error a file is made by Upload
    void Media.upload.encode({ type: "image", media: new Uint8Array(1) })
    // @ts-expect-error only a video of the library has a description
    void Media.upload.encode({ type: "video", media: image, description: {} })
  })
})

describe("Media.uploadImage", () => {
  it("takes a jpg or png of less than a megabyte", () => {
    Files.keeps(Media.uploadImage, (media) => ({ media }), { endings: ["jpg", "jpeg", "png"], limit: megabyte - 1 })
  })

  it.effect("gives the address, with or without an envelope", () =>
    Effect.gen(function*() {
      const url = "http://mmbiz.qpic.cn/a"
      for (const envelope of [{}, { errcode: 0, errmsg: "ok" }]) {
        assert.deepStrictEqual(
          yield* Endpoints.answered(Media.uploadImage({ media: image }), { url, ...envelope }),
          { url }
        )
      }
    }))

  Endpoints.failsWith(Media.uploadImage, Media.uploadImage({ media: image }), [
    Failure.InvalidFileType,
    Failure.InvalidImageSize
  ])
})

describe("Media.get and Media.getHDVoice", () => {
  for (const call of [Media.get, Media.getHDVoice]) {
    it.prop(`${call.name} writes any media id into the address`, { media_id: Arbitraries.id }, ({ media_id }) => {
      const { body, query } = Either.getOrThrow(call.encode({ media_id }))
      assert.isUndefined(body)
      assert.deepStrictEqual([...new URLSearchParams(query)], [["media_id", media_id]])
    })

    Endpoints.failsWith(call, Effect.scoped(call({ media_id: "GONE" })), [Failure.InvalidMediaId])
  }

  it.effect.prop(
    "give any file as it is",
    { bytes: FastCheck.uint8Array({ minLength: 1 }) },
    ({ bytes }) =>
      Effect.gen(function*() {
        // What may be JSON is the affair of the downloads themselves.
        const sent = new Uint8Array([0xff, ...bytes])
        const file = yield* Media.getHDVoice({ media_id: "SERVER_ID" })
        assert.deepStrictEqual([...(yield* Download.toBytes(file))], [...sent])
      }).pipe(
        Effect.scoped,
        Effect.provide(
          FakeWeChat.layerWith(FakeWeChat.make({ text: new Uint8Array([0xff, ...bytes]), contentType: "audio/speex" }))
        )
      )
  )

  it.effect("give the address of a video, which a voice never is", () =>
    Effect.gen(function*() {
      const video = { video_url: "http://203.0.113.1/v.mp4", more: 1 }
      assert.deepStrictEqual(yield* Endpoints.answered(Effect.scoped(Media.get({ media_id: "M" })), video), {
        _tag: "Video",
        video_url: "http://203.0.113.1/v.mp4"
      })
      const error = yield* Effect.flip(Endpoints.answered(Effect.scoped(Media.getHDVoice({ media_id: "M" })), video))
      assert.strictEqual((error as WeChatError.WeChatError).reason._tag, "MalformedReply")
    }))

  it("need a scope, for as long as the file is read", () => {
    type Uploading = Effect.Effect.Context<ReturnType<typeof Media.upload>>
    expectTypeOf<Effect.Effect.Context<ReturnType<typeof Media.get>>>().toEqualTypeOf<Uploading | Scope.Scope>()
    type Given = Effect.Effect.Success<ReturnType<typeof Media.get>>
    expectTypeOf<Given["_tag"]>().toEqualTypeOf<"File" | "Video">()
    expectTypeOf<Extract<Given, { readonly _tag: "Video" }>["video_url"]>().toEqualTypeOf<string>()
    expectTypeOf<Effect.Effect.Success<ReturnType<typeof Media.getHDVoice>>>().toEqualTypeOf<Download.File>()
  })
})
