/**
 * Permanent material: images, voices, videos and thumbnails in the account's library.
 */
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import * as Endpoint from "../Endpoint.ts"
import { MediaTooLarge } from "../Failure/Material.ts"
import { InvalidFileType, InvalidImageSize, InvalidMediaType } from "../Failure/Media.ts"
import { InvalidMediaId } from "../Failure/Shared.ts"
import { given, MediaId } from "../Identifiers.ts"
import { wholeNumber } from "../internal/limits.ts"
import { kinds } from "../internal/mediaFiles.ts"
import * as Paging from "../internal/paging.ts"
import * as PermissionSet from "../PermissionSet.ts"
import * as Upload from "../Upload.ts"

const facts = {
  permissionSets: [PermissionSet.Material, PermissionSet.Unlisted100],
  eligibility: { official: "all", service: "all" }
} as const

const exact = <A, I>(schema: Schema.Schema<A, I>) => Schema.optionalWith(schema, { exact: true })

/**
 * Adds a file to the library, for good: an image (bmp, png, jpeg, jpg or gif of up to 10 MB), a voice (mp3, wma, wav or
 * amr of up to 2 MB and 60 seconds), a video (mp4 of up to 10 MB) or a thumbnail (jpg of up to 64 KB). A video, and nothing
 * else, has a description.
 *
 * An account may keep 100,000 images, and 1,000 files of each other kind. Only an image has a `url`, which works on
 * Tencent's domains alone; that of a video is empty.
 *
 * When a reply was lost, the file may be in the library: look with {@link list} before adding it again.
 *
 * @example
 * ```ts
 * import { Material, Upload } from "@effect-wechat/core"
 * import { Effect } from "effect"
 *
 * const program = Effect.gen(function*() {
 *   const media = yield* Upload.path("autumn.mp4")
 *   return yield* Material.add({ type: "video", media, description: { title: "Autumn", introduction: "In a minute" } })
 * })
 * ```
 */
export const add = Endpoint.upload("addMaterial", "/cgi-bin/material/add_material", {
  ...facts,
  cloudCall: "officialAccount.material.addMaterial",
  semantics: "once",
  returnCodes: [InvalidMediaId, InvalidMediaType, InvalidFileType, InvalidImageSize, MediaTooLarge],
  address: ["type"],
  file: "media",
  form: Schema.Union(
    Schema.Struct({
      type: Schema.Literal("image"),
      media: Upload.field(kinds.image(["bmp", "png", "jpeg", "jpg", "gif"]))
    }),
    Schema.Struct({ type: Schema.Literal("voice"), media: Upload.field(kinds.voice(["mp3", "wma", "wav", "amr"])) }),
    Schema.Struct({
      type: Schema.Literal("video"),
      media: Upload.field(kinds.video),
      description: Schema.Struct({ title: exact(Schema.String), introduction: exact(Schema.String) })
    }),
    Schema.Struct({ type: Schema.Literal("thumb"), media: Upload.field(kinds.thumb) })
  ),
  success: Schema.Struct({ media_id: MediaId, url: exact(Schema.String) })
})

/** An article of material of the old kind, which drafts took the place of. */
export const Article = Schema.Struct({
  title: exact(Schema.String),
  thumb_media_id: exact(Schema.String),
  /** The address of the cover, although the page calls it an id */
  thumb_url: exact(Schema.String),
  show_cover_pic: exact(Schema.Number),
  author: exact(Schema.String),
  digest: exact(Schema.String),
  content: exact(Schema.String),
  /** The address of the article */
  url: exact(Schema.String),
  content_source_url: exact(Schema.String),
  need_open_comment: exact(Schema.Number),
  only_fans_can_comment: exact(Schema.Number)
})

/** An article of material of the old kind, which drafts took the place of. */
export interface Article extends Schema.Schema.Type<typeof Article> {}

/** Articles, in place of a file. */
export const News = Schema.Struct({ news_item: Schema.Array(Article) }).pipe(
  Schema.attachPropertySignature("_tag", "News")
)

/** Articles, in place of a file. */
export interface News extends Schema.Schema.Type<typeof News> {}

/** A video: what it is about, and where it can be fetched from. */
export const Video = Schema.Struct({
  title: exact(Schema.String),
  description: exact(Schema.String),
  down_url: Schema.String
}).pipe(Schema.attachPropertySignature("_tag", "Video"))

/** A video: what it is about, and where it can be fetched from. */
export interface Video extends Schema.Schema.Type<typeof Video> {}

/**
 * Gives material: an image, a voice or a thumbnail as a file, a video as an address, articles as what is in them.
 *
 * @example
 * ```ts
 * import { Download, Material } from "@effect-wechat/core"
 * import { Effect, Match } from "effect"
 *
 * const program = Material.get({ media_id: "MEDIA_ID" }).pipe(
 *   Effect.flatMap(Match.valueTags({
 *     File: (file) => Download.toFile(file, "material.bin"),
 *     Video: ({ down_url }) => Effect.log(down_url),
 *     News: ({ news_item }) => Effect.log(`${news_item.length} articles`)
 *   })),
 *   Effect.scoped
 * )
 * ```
 */
export const get = Endpoint.download("getMaterial", "/cgi-bin/material/get_material", {
  ...facts,
  // Sets 18, 30 and 31 have no other interface here, so they have no names.
  permissionSets: [PermissionSet.AccountService, PermissionSet.Material, 18, 30, 31, PermissionSet.Unlisted100],
  cloudCall: "officialAccount.material.get",
  semantics: "read",
  returnCodes: [-1, 40001, InvalidMediaId],
  body: Schema.Struct({ media_id: given(MediaId) }),
  json: Schema.Union(News, Video)
})

/** A file in a list. */
export const FileItem = Schema.Struct({
  media_id: MediaId,
  /** In seconds of the epoch */
  update_time: Schema.Number,
  name: Schema.String,
  url: exact(Schema.String)
})

/** A file in a list. */
export interface FileItem extends Schema.Schema.Type<typeof FileItem> {}

/** Articles in a list. */
export const NewsItem = Schema.Struct({
  media_id: MediaId,
  /** In seconds of the epoch */
  update_time: Schema.Number,
  content: Schema.Struct({
    news_item: Schema.Array(Article),
    create_time: exact(Schema.Number),
    update_time: exact(Schema.Number)
  })
})

/** Articles in a list. */
export interface NewsItem extends Schema.Schema.Type<typeof NewsItem> {}

const pageSize = 20

/**
 * One page of the library: of files of a type, or of articles with all that is in them. Thumbnails cannot be listed.
 * {@link all} and {@link allNews} read page after page.
 */
export const list = Endpoint.post("batchGetMaterial", "/cgi-bin/material/batchget_material", {
  ...facts,
  cloudCall: "officialAccount.material.batchGetMaterial",
  semantics: "read",
  returnCodes: [-1, 40001, InvalidMediaType, InvalidMediaId],
  body: Schema.Struct({
    type: Schema.Literal("image", "video", "voice", "news"),
    /** 0 is the newest */
    offset: wholeNumber(0, Number.MAX_SAFE_INTEGER),
    count: wholeNumber(1, pageSize)
  }),
  success: Schema.Struct({
    /** Of this type, in the whole library */
    total_count: Schema.Int,
    item_count: exact(Schema.Int),
    // A library without anything may have no list.
    item: Schema.optionalWith(Schema.Array(Schema.Union(NewsItem, FileItem)), { exact: true, default: () => [] })
  })
})

const pages = (type: Parameters<typeof list>[0]["type"]) =>
  Paging.all({
    count: pageSize,
    page: (offset, count) =>
      Effect.map(list({ type, offset, count }), ({ item, total_count }) => ({ items: item, total: total_count })),
    idOf: ({ media_id }) => media_id
  })

/**
 * All files of a type, read page by page as they are needed, newest first. Files may be deleted on the way.
 *
 * @example
 * ```ts
 * import { Material } from "@effect-wechat/core"
 * import { Stream } from "effect"
 *
 * const tidy = Material.all({ type: "voice" }).pipe(
 *   Stream.filter(({ name }) => name.startsWith("test-")),
 *   Stream.runForEach(({ media_id }) => Material.delete({ media_id }))
 * )
 * ```
 */
export const all = ({ type }: { readonly type: "image" | "video" | "voice" }) =>
  Stream.filter(pages(type), (item): item is FileItem => !("content" in item))

/** All articles, read page by page as they are needed, newest first. */
export const allNews = () => Stream.filter(pages("news"), (item): item is NewsItem => "content" in item)

/** How much there is of each kind, what was made by hand included. Thumbnails are not told. */
export const count = Endpoint.get("getMaterialCount", "/cgi-bin/material/get_materialcount", {
  ...facts,
  cloudCall: "officialAccount.material.getMaterialCount",
  semantics: "read",
  returnCodes: [-1, 40001],
  success: Schema.Struct({
    voice_count: Schema.Int,
    video_count: Schema.Int,
    image_count: Schema.Int,
    news_count: Schema.Int
  })
})

const delete_ = Endpoint.post("delMaterial", "/cgi-bin/material/del_material", {
  ...facts,
  // Spelled so on WeChat's page.
  cloudCall: "officialAccount.material.delelete",
  semantics: "idempotent",
  returnCodes: [-1, 0, 40001, InvalidMediaId],
  body: Schema.Struct({ media_id: given(MediaId) })
})

export {
  /**
   * Deletes permanent material, for ever, whether it was added by a program or by hand. Temporary media cannot be
   * deleted, and neither can what an automatic reply or the menu uses (48005).
   *
   * When a lost reply made the client repeat the call, a first try that worked shows as `InvalidMediaId`.
   */
  delete_ as delete
}
