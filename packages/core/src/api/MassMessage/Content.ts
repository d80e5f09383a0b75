/**
 * What a mass message can carry: `msgtype` names the kind, and an object of the same name holds what that kind needs.
 */
import * as Schema from "effect/Schema"
import { given, MediaId } from "../../Identifiers.ts"

const optional = <A, I>(schema: Schema.Schema<A, I>) => Schema.optionalWith(schema, { exact: true })

const Flag = Schema.Literal(0, 1)
const media = Schema.Struct({ media_id: given(MediaId) })
const content = Schema.NonEmptyString.annotations({ description: "a text that is not empty" })

/** Articles: a draft, or a permanent or uploaded group of articles. */
export const Articles = Schema.Struct({
  msgtype: Schema.Literal("mpnews"),
  mpnews: media,
  /**
   * What happens where an article turns out to be a reprint that its author allows: 1 sends it all the same, 0 and
   * nothing at all stop the message
   */
  send_ignore_reprint: optional(Flag)
})

const PreviewedArticles = Schema.Struct({ msgtype: Schema.Literal("mpnews"), mpnews: media })

/** A text. */
export const Text = Schema.Struct({ msgtype: Schema.Literal("text"), text: Schema.Struct({ content }) })

/** A voice. */
export const Voice = Schema.Struct({ msgtype: Schema.Literal("voice"), voice: media })

/** Several pictures in one message. The kind is `image`, and its object has the plural of that. */
export const Images = Schema.Struct({
  msgtype: Schema.Literal("image"),
  images: Schema.Struct({
    media_ids: Schema.Array(given(MediaId)).pipe(
      Schema.minItems(1),
      Schema.annotations({ description: "a list of 1 item at the least" })
    ),
    recommend: optional(Schema.String),
    title: optional(Schema.String),
    need_open_comment: optional(Flag),
    only_fans_can_comment: optional(Flag)
  })
})

/** A video, by the id that `MassMessage.uploadVideo` gives, or that of material. */
export const Video = Schema.Struct({ msgtype: Schema.Literal("mpvideo"), mpvideo: media })

/** A video with words of its own, which only a list of followers can get. */
export const TitledVideo = Schema.Struct({
  msgtype: Schema.Literal("mpvideo"),
  mpvideo: Schema.Struct({
    media_id: given(MediaId),
    title: optional(Schema.String),
    description: optional(Schema.String)
  })
})

/** A card. Documented still, and refused since August 2024: see `Failure.CardsNotSendable`. */
export const Card = Schema.Struct({
  msgtype: Schema.Literal("wxcard"),
  wxcard: Schema.Struct({ card_id: Schema.NonEmptyString })
})

/** One picture, as a preview shows it. */
const OneImage = Schema.Struct({ msgtype: Schema.Literal("image"), image: media })

/** Music is in the list of previews alone. */
const Music = Schema.Struct({ msgtype: Schema.Literal("music"), music: media })

const PreviewedCard = Schema.Struct({
  msgtype: Schema.Literal("wxcard"),
  wxcard: Schema.Struct({
    card_id: Schema.NonEmptyString,
    // The older samples have JSON text, the newer table an object.
    card_ext: optional(Schema.Union(
      Schema.String,
      Schema.Struct({
        code: optional(Schema.String),
        openid: optional(Schema.String),
        timestamp: optional(Schema.Union(Schema.String, Schema.Number)),
        signature: optional(Schema.String)
      })
    ))
  })
})

const description = "the object that its msgtype names, and no other"

/** What can be sent to all, or to those with a tag. */
export const Content = Schema.Union(Articles, Text, Voice, Images, Video, Card).annotations({ description })
export type Content = typeof Content.Type

/** What can be sent to a list of followers. */
export const ContentForList = Schema.Union(Articles, Text, Voice, Images, TitledVideo, Card).annotations({
  description
})
export type ContentForList = typeof ContentForList.Type

/** What can be shown to one person before it is sent. It has one picture where a message has several. */
export const ContentForPreview = Schema.Union(
  PreviewedArticles,
  Text,
  Voice,
  Music,
  OneImage,
  Video,
  PreviewedCard
).annotations({ description })
export type ContentForPreview = typeof ContentForPreview.Type
