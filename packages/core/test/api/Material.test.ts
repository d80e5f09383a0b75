import { assert, describe, it } from "@effect/vitest"
import { Download, Failure, Material, type WeChatError } from "@effect-wechat/core"
import * as Chunk from "effect/Chunk"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as FastCheck from "effect/FastCheck"
import * as Stream from "effect/Stream"
import * as Arbitraries from "../utils/Arbitraries.ts"
import * as Endpoints from "../utils/Endpoints.ts"
import * as FakeWeChat from "../utils/FakeWeChat.ts"
import * as Files from "../utils/Files.ts"

describe("Material.delete", () => {
  it.effect("posts the documented body and gives nothing back", () => {
    const wechat = FakeWeChat.make({ json: { errcode: 0, errmsg: "ok" } })
    return Effect.gen(function*() {
      assert.strictEqual(yield* Material.delete({ media_id: "MEDIA_ID" }), undefined)
      assert.deepStrictEqual(wechat.seen, [
        FakeWeChat.posted("/cgi-bin/material/del_material", `{"media_id":"MEDIA_ID"}`)
      ])
    }).pipe(Effect.provide(FakeWeChat.layerWith(wechat)))
  })

  it.effect("sends text as it is, in raw UTF-8", () => {
    const wechat = FakeWeChat.make({ json: { errcode: 0, errmsg: "ok" } })
    return Effect.gen(function*() {
      yield* Material.delete({ media_id: "é中😀\"\\u0041" })
      assert.deepStrictEqual(wechat.seen, [
        FakeWeChat.posted("/cgi-bin/material/del_material", String.raw`{"media_id":"é中😀\"\\u0041"}`)
      ])
    }).pipe(Effect.provide(FakeWeChat.layerWith(wechat)))
  })

  it.prop("writes any media id as it is", { media_id: Arbitraries.id }, ({ media_id }) => {
    Arbitraries.assertWritten(Material.delete.encode({ media_id }), { media_id })
  })

  it.effect("fails with InvalidMediaId for 40007, under its own name", () => {
    const wechat = FakeWeChat.make({ json: { errcode: 40007, errmsg: "invalid media_id" } })
    return Effect.gen(function*() {
      const error = yield* Effect.flip(Material.delete({ media_id: "GONE" }))
      assert.instanceOf(error, Failure.InvalidMediaId)
      assert.deepStrictEqual(JSON.parse(JSON.stringify(error)), {
        _tag: "InvalidMediaId",
        endpoint: "delMaterial",
        appId: "wx0000000000000001",
        errcode: 40007,
        errmsg: "invalid media_id"
      })
      assert.match(error.message, /^delMaterial for wx0000000000000001: WeChat answered 40007 /)
    }).pipe(Effect.provide(FakeWeChat.layerWith(wechat)))
  })
})

describe("Material.add", () => {
  const megabyte = 1024 * 1024
  const kinds = {
    image: { endings: ["bmp", "png", "jpeg", "jpg", "gif"], limit: 10 * megabyte },
    voice: { endings: ["mp3", "wma", "wav", "amr"], limit: 2 * megabyte },
    video: { endings: ["mp4"], limit: 10 * megabyte, description: {} },
    thumb: { endings: ["jpg", "jpeg"], limit: 64 * 1024 }
  } as const
  const image = Files.of("a.png")
  const video = Files.of("a.mp4")

  for (const [type, { endings, limit, ...rest }] of Object.entries(kinds)) {
    it(`takes the formats of its page for ${type}, up to the limit`, () => {
      Files.keeps(Material.add, (media) => ({ type, media, ...rest }), { endings, limit })
    })
  }

  it.prop(
    "describes a video in JSON text, in raw UTF-8",
    { title: Arbitraries.id, introduction: FastCheck.option(Arbitraries.id, { nil: undefined }) },
    ({ introduction, title }) => {
      const description = introduction === undefined ? { title } : { title, introduction }
      const { form, query } = Either.getOrThrow(Material.add.encode({ type: "video", media: video, description }))
      assert.strictEqual(query, "type=video")
      assert.strictEqual(form?.file, video)
      const [[name, text] = assert.fail("no field"), ...others] = form?.fields ?? []
      assert.deepStrictEqual([name, others], ["description", []])
      Arbitraries.assertWritten(Either.right({ query, body: text }), description)
    }
  )

  it("asks for a description of a video, and of nothing else", () => {
    assert.deepStrictEqual(Endpoints.issuesOf(Material.add, { type: "video", media: video }), [
      { field: "description", rule: "is required" }
    ])
    assert.deepStrictEqual(Endpoints.issuesOf(Material.add, { type: "image", media: image, description: {} }), [
      { field: "description", rule: "is not a field of this call" }
    ])
    assert.deepStrictEqual(
      Endpoints.issuesOf(Material.add, { type: "video", media: video, description: { title: 1, more: "" } }),
      [{ field: "description.more", rule: "is not a field of this call" }]
    )
    // @ts-expect-error a video has a description
    void Material.add.encode({ type: "video", media: video })
    // @ts-expect-error and nothing else has
    void Material.add.encode({ type: "image", media: image, description: {} })
  })

  it("names the field that holds what WeChat cannot read", () => {
    const description = { title: "lonely \ud800" }
    assert.strictEqual(
      Endpoints.issuesOf(Material.add, { type: "video", media: video, description })[0]?.field,
      "description.title"
    )
  })

  it.effect("gives the id, and the address of an image", () =>
    Effect.gen(function*() {
      const call = Material.add({ type: "image", media: image })
      for (const reply of [{ media_id: "M" }, { media_id: "M", url: "" }, { media_id: "M", url: "https://a" }]) {
        assert.deepStrictEqual(yield* Endpoints.answered(call, { ...reply, item: [] }), reply as never)
      }
    }))

  Endpoints.failsWith(Material.add, Material.add({ type: "image", media: image }), [
    Failure.InvalidMediaId,
    Failure.InvalidMediaType,
    Failure.InvalidFileType,
    Failure.InvalidImageSize,
    Failure.MediaTooLarge
  ])
})

const article = {
  title: "T",
  thumb_media_id: "THUMB",
  show_cover_pic: 1,
  author: "A",
  digest: "D",
  content: "<p>C</p>",
  url: "http://mp.weixin.qq.com/s/1",
  content_source_url: ""
}

describe("Material.get", () => {
  const call = Effect.scoped(Material.get({ media_id: "M" }))

  it.prop("asks for any media id as it is", { media_id: Arbitraries.id }, ({ media_id }) => {
    Arbitraries.assertWritten(Material.get.encode({ media_id }), { media_id })
  })

  it.effect("tells articles, a video and a file apart", () =>
    Effect.gen(function*() {
      const full = { ...article, need_open_comment: 1, only_fans_can_comment: 0, thumb_url: "http://t" }
      for (const news_item of [[], [{}], [article], [full]]) {
        assert.deepStrictEqual(yield* Endpoints.answered(call, { news_item, create_time: 1 }), {
          _tag: "News",
          news_item
        })
      }
      for (const video of [{ down_url: "http://v" }, { title: "T", description: "D", down_url: "http://v" }]) {
        assert.deepStrictEqual(yield* Endpoints.answered(call, { ...video, newcat: "" }), { _tag: "Video", ...video })
      }
      const bytes = new Uint8Array([0x89, 0x50, 0x4e, 0x47])
      const wechat = FakeWeChat.make({ text: bytes, contentType: "text/plain" })
      const read = Effect.flatMap(Material.get({ media_id: "M" }), (file) =>
        file._tag === "File" ? Download.toBytes(file) : assert.fail(file._tag))
      const file = yield* Effect.scoped(read).pipe(Effect.provide(FakeWeChat.layerWith(wechat)))
      assert.deepStrictEqual([...file], [...bytes])
      const error = yield* Effect.flip(Endpoints.answered(call, { neither: "of them" }))
      assert.strictEqual((error as WeChatError.WeChatError).reason._tag, "MalformedReply")
    }))

  Endpoints.failsWith(Material.get, call, [Failure.InvalidMediaId])
})

describe("Material.list", () => {
  it.prop(
    "asks for a page as its page says",
    {
      type: FastCheck.constantFrom("image" as const, "video" as const, "voice" as const, "news" as const),
      offset: FastCheck.maxSafeNat(),
      count: FastCheck.integer({ min: 1, max: 20 })
    },
    (page) => {
      assert.deepStrictEqual(Endpoints.written(Material.list, page), page)
    }
  )

  it("is refused with a limit, a place or a type that there is not", () => {
    const page = { type: "image", offset: 0, count: 20 }
    for (const count of [0, 21]) {
      assert.deepStrictEqual(Endpoints.issuesOf(Material.list, { ...page, count }), [
        { field: "count", rule: `must be a whole number from 1 to 20; it is ${count}` }
      ])
    }
    assert.strictEqual(Endpoints.issuesOf(Material.list, { ...page, offset: -1 })[0]?.field, "offset")
    assert.strictEqual(Endpoints.issuesOf(Material.list, { ...page, type: "thumb" })[0]?.field, "type")
    // @ts-expect-error thumbnails cannot be listed
    void Material.list.encode({ type: "thumb", offset: 0, count: 1 })
  })

  it.effect("gives files and articles", () =>
    Effect.gen(function*() {
      const call = Material.list({ type: "image", offset: 0, count: 20 })
      const item = [
        { media_id: "F", update_time: 1, name: "a.png", url: "https://a" },
        { media_id: "G", update_time: 1, name: "b.mp3" },
        { media_id: "N", update_time: 2, content: { news_item: [article], create_time: 1, update_time: 2 } },
        { media_id: "O", update_time: 2, content: { news_item: [] } }
      ]
      const reply = { total_count: 4, item_count: 4, item }
      assert.deepStrictEqual(yield* Endpoints.answered(call, { ...reply, more: 1 }), reply as never)
      assert.deepStrictEqual(yield* Endpoints.answered(call, { total_count: 0 }), { total_count: 0, item: [] })
    }))

  Endpoints.failsWith(Material.list, Material.list({ type: "image", offset: 0, count: 1 }), [
    Failure.InvalidMediaType,
    Failure.InvalidMediaId
  ])

  it.effect("is read page by page, as far as needed", () => {
    const wechat = FakeWeChat.make(({ body }) => {
      const { count, offset, type } = JSON.parse(body ?? "") as { count: number; offset: number; type: string }
      const item = Array.from({ length: Math.max(0, Math.min(count, 45 - offset)) }, (_, at) => ({
        media_id: `${type}-${offset + at}`,
        update_time: 1,
        ...(type === "news" ? { content: { news_item: [] } } : { name: "n" })
      }))
      return { json: { total_count: 45, item_count: item.length, item } }
    })
    return Effect.gen(function*() {
      const voices = yield* Stream.runCollect(Material.all({ type: "voice" }))
      assert.deepStrictEqual(
        Chunk.toReadonlyArray(voices).map(({ media_id, name }) => [media_id, name]),
        Array.from({ length: 45 }, (_, at) => [`voice-${at}`, "n"]) as never
      )
      const before = wechat.seen.length
      const news = yield* Stream.runCollect(Stream.take(Material.allNews(), 5))
      assert.deepStrictEqual(Chunk.toReadonlyArray(news).map(({ content }) => content.news_item), [[], [], [], [], []])
      assert.strictEqual(wechat.seen.length, before + 1)
    }).pipe(Effect.provide(FakeWeChat.layerWith(wechat)))
  })
})

describe("Material.count", () => {
  it.effect("counts each kind", () =>
    Effect.gen(function*() {
      const counts = { voice_count: 1, video_count: 2, image_count: 3, news_count: 4 }
      assert.deepStrictEqual(yield* Endpoints.answered(Material.count(), { ...counts, errcode: 0, more: 5 }), counts)
    }))
})
