/**
 * Media for messages, which WeChat keeps for three days, and images for the bodies of articles.
 */
import * as Schema from "effect/Schema"
import * as Endpoint from "../Endpoint.ts"
import { InvalidFileType, InvalidImageSize, InvalidMediaType } from "../Failure/Media.ts"
import { InvalidMediaId } from "../Failure/Shared.ts"
import { given, MediaId } from "../Identifiers.ts"
import { kinds, megabyte } from "../internal/mediaFiles.ts"
import * as PermissionSet from "../PermissionSet.ts"
import * as Upload from "../Upload.ts"

const open = { official: "all", service: "all" } as const

/** Sets 8, 9, 18, 19, 30, 31 and 37 have no other interface here, so they have no names. */
const temporarySets = [
  PermissionSet.Messages,
  PermissionSet.AccountService,
  8,
  9,
  PermissionSet.Material,
  19,
  30,
  31,
  PermissionSet.Unlisted100
] as const

const uploaded = {
  type: Schema.String,
  /** In seconds of the epoch: three days later the medium is gone */
  created_at: Schema.Number
}

/** Media that was uploaded. */
export const Uploaded = Schema.Union(
  Schema.Struct({ ...uploaded, media_id: MediaId }),
  // Of a thumbnail, as the clients of others have seen it; the page says `media_id`.
  Schema.Struct({
    ...uploaded,
    media_id: Schema.propertySignature(MediaId).pipe(Schema.fromKey("thumb_media_id"))
  })
)

/** Media that was uploaded. */
export type Uploaded = typeof Uploaded.Type

/**
 * Uploads media for messages. WeChat keeps it for three days, in which its `media_id` may be used as often as needed.
 *
 * An image may be a png, jpg, jpeg or gif of up to 10 MB (the page says 2 MB in another place), a voice an amr or mp3 of up
 * to 2 MB and 60 seconds, a video an mp4 of up to 10 MB, a thumbnail a jpg of up to 64 KB. The `media_id` of a thumbnail is
 * what messages call `thumb_media_id`.
 *
 * When a reply was lost, the media may be there under an id that nobody knows; it goes by itself.
 *
 * @example
 * ```ts
 * import { Media, Upload } from "@effect-wechat/core"
 * import { Effect } from "effect"
 *
 * const program = Effect.gen(function*() {
 *   const media = yield* Upload.path("greeting.mp3")
 *   const { media_id } = yield* Media.upload({ type: "voice", media })
 *   return media_id
 * })
 * ```
 */
export const upload = Endpoint.upload("uploadTempMedia", "/cgi-bin/media/upload", {
  permissionSets: temporarySets,
  eligibility: open,
  cloudCall: "officialAccount.media.upload",
  semantics: "once",
  returnCodes: [-1, 40001, InvalidMediaType],
  address: ["type"],
  file: "media",
  form: Schema.Union(
    Schema.Struct({
      type: Schema.Literal("image"),
      media: Upload.field(kinds.image(["png", "jpeg", "jpg", "gif"]))
    }),
    Schema.Struct({ type: Schema.Literal("voice"), media: Upload.field(kinds.voice(["amr", "mp3"])) }),
    Schema.Struct({ type: Schema.Literal("video"), media: Upload.field(kinds.video) }),
    Schema.Struct({ type: Schema.Literal("thumb"), media: Upload.field(kinds.thumb) })
  ),
  success: Uploaded
})

/**
 * Uploads an image for the body of an article: a jpg or png of less than 1 MB. Gives its address, the only kind that
 * WeChat leaves in an article. It has no `media_id`, and does not count among the images that an account may keep.
 *
 * When a reply was lost, the image may be there at an address that nobody knows.
 */
export const uploadImage = Endpoint.upload("uploadImage", "/cgi-bin/media/uploadimg", {
  permissionSets: [PermissionSet.Messages, 8, 9, PermissionSet.Material, 18, 37, PermissionSet.Unlisted100],
  eligibility: open,
  cloudCall: "officialAccount.media.uploadImg",
  semantics: "once",
  returnCodes: [InvalidFileType, InvalidImageSize],
  file: "media",
  form: Schema.Struct({ media: Upload.field({ endings: ["jpg", "jpeg", "png"], maxSize: megabyte - 1 }) }),
  success: Schema.Struct({ url: Schema.String })
})

/** Where a video can be fetched from. */
export interface Video extends Schema.Schema.Type<typeof Video> {}

/** Where a video can be fetched from. */
export const Video = Schema.Struct({
  /** May be a plain http address */
  video_url: Schema.String
}).pipe(Schema.attachPropertySignature("_tag", "Video"))

/**
 * Gives media that the account uploaded, or that a follower sent, within its three days: an image, a voice or a thumbnail as
 * a file, a video as an address.
 *
 * @example
 * ```ts
 * import { Download, Media } from "@effect-wechat/core"
 * import { Effect } from "effect"
 *
 * const program = Media.get({ media_id: "MEDIA_ID" }).pipe(
 *   Effect.flatMap((media) => media._tag === "File" ? Download.toFile(media, "picture.jpg") : Effect.log(media.video_url)),
 *   Effect.scoped
 * )
 * ```
 */
export const get = Endpoint.download("getMedia", "/cgi-bin/media/get", {
  permissionSets: temporarySets,
  eligibility: open,
  cloudCall: "officialAccount.media.get",
  semantics: "read",
  returnCodes: [-1, 40001, InvalidMediaId],
  query: Schema.Struct({ media_id: given(MediaId) }),
  json: Video
})

/**
 * Gives a voice that was recorded in a page by the JS-SDK, as speex at 16 kHz: better than what {@link get} gives of it.
 * The `media_id` is the `serverId` that the page got.
 */
export const getHDVoice = Endpoint.download("getHDVoice", "/cgi-bin/media/get/jssdk", {
  permissionSets: [PermissionSet.Messages, 8, 9, PermissionSet.Material, PermissionSet.Unlisted100],
  eligibility: { official: "certified", service: "certified" },
  cloudCall: "officialAccount.media.getFromJSSDK",
  semantics: "read",
  returnCodes: [InvalidMediaId],
  query: Schema.Struct({ media_id: given(MediaId) })
})
