/**
 * What mass messages carried before there were drafts, and still can.
 */
import * as Schema from "effect/Schema"
import * as Endpoint from "../../Endpoint.ts"
import { InvalidMediaId } from "../../Failure/Shared.ts"
import { given, MediaId } from "../../Identifiers.ts"
import * as Limits from "../../internal/limits.ts"
import * as PermissionSet from "../../PermissionSet.ts"

const facts = {
  permissionSets: [
    PermissionSet.Messages,
    PermissionSet.MassSending,
    8,
    9,
    PermissionSet.Material,
    PermissionSet.Unlisted100
  ],
  eligibility: { official: "certified", service: "certified" },
  // Each call makes another one.
  semantics: "once"
} as const

const optional = <A, I>(schema: Schema.Schema<A, I>) => Schema.optionalWith(schema, { exact: true })

const Flag = Schema.Literal(0, 1)
const filled = Schema.NonEmptyString.annotations({ description: "a text that is not empty" })

/** A number in the sample, a text in the table. */
const Seconds = Schema.Union(Schema.Number, Schema.NumberFromString)

const Uploaded = Schema.Struct({
  /** To be sent within three days */
  media_id: MediaId,
  /** `news` or `video` */
  type: optional(Schema.String),
  created_at: optional(Seconds)
})

/**
 * Makes articles that can be mass-sent for three days. Drafts have taken its place: `Draft.add`.
 *
 * Ten a day for a new account. Which accounts may use it no page says any more: it is asked for those that can mass-send
 * at all. Nothing is repeated by itself; a lost reply leaves articles behind that nobody sees.
 */
export const uploadNews = Endpoint.post("uploadnewsmsg", "/cgi-bin/media/uploadnews", {
  ...facts,
  returnCodes: [0],
  body: Schema.Struct({
    articles: Schema.Array(Schema.Struct({
      title: filled,
      author: optional(Schema.String),
      thumb_media_id: given(MediaId),
      content: filled,
      content_source_url: optional(Schema.String),
      digest: optional(Schema.String),
      show_cover_pic: optional(Flag),
      need_open_comment: optional(Flag),
      only_fans_can_comment: optional(Flag)
    })).pipe(Limits.items(1, 8))
  }),
  success: Uploaded
})

/**
 * Makes a video, uploaded before, into one that can be mass-sent: its new `media_id` goes into `mpvideo`.
 *
 * No page documents it any more. Which permission sets and accounts it takes is not known, and taken to be as with
 * {@link uploadNews}; nor is it known whether WeChat still serves it. Nothing is repeated by itself.
 */
export const uploadVideo = Endpoint.post("uploadvideo", "/cgi-bin/media/uploadvideo", {
  ...facts,
  returnCodes: [0, InvalidMediaId],
  body: Schema.Struct({
    media_id: given(MediaId),
    title: filled,
    description: optional(Schema.String)
  }),
  success: Uploaded
})
