/**
 * What an account brings along for its content: followers by name, caps, products, and the forms of replies that nobody
 * agrees on; and what can be done to the content from outside.
 *
 * Everything has a default. Caps are there so that a test meets a limit without a hundred thousand uploads.
 */
import type * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type { CannotComment, NotInWorld } from "./internal/worldErrors.ts"

const optional = <A, I>(schema: Schema.Schema<A, I>) => Schema.optionalWith(schema, { exact: true })

/** A follower who is known by name. As long as an account has none, it takes every openid for a follower. */
export const Follower = Schema.Struct({
  openId: Schema.NonEmptyString,
  /** The WeChat id that previews can name */
  wxName: optional(Schema.NonEmptyString),
  /** The ids of the tags that the account gave to this follower */
  tags: optional(Schema.Array(Schema.Int))
})
export type Follower = typeof Follower.Type

const forms = {
  /** In replies about publishing: live a number, on the page a text */
  publishId: Schema.Literal("number", "text"),
  /** The event at the end of a publish job: the page has one name, an SDK another */
  publishEvent: Schema.Literal("PUBLISHJOBFINISH", "FREEPUBLISHJOBFINISH"),
  /** `fail_idx` of a job that runs: empty by the text of the page, `[1]` in its sample */
  runningFailIdx: Schema.Literal("empty", "first"),
  /** `create_time` and `update_time` beside the articles: in every live reply, and not on the page */
  articleTimes: Schema.Literal("live", "page"),
  /** `item` of a new draft: live an empty list, or what each article earns from advertisements */
  draftItem: Schema.Literal("empty", "ads"),
  /** `\uXXXX` in the text of a draft is stored as it stands, or refused with 40033 */
  escapes: Schema.Literal("stored", "refused"),
  /** `msg_id` in the status of a mass message: a number in the sample, a text in the table */
  massMsgId: Schema.Literal("number", "text"),
  /** Whether a preview tells an `msg_id`: the older page says so */
  previewMsgId: Schema.Literal("none", "number"),
  /** What comes with 45065 */
  repeatedMessage: Schema.Literal("msg_id", "msg_id and msg_data_id"),
  /** How long a `clientmsgid` may be: by today's page, or by the older one */
  clientMsgIdBytes: Schema.Literal(32, 64),
  /** The code for a tag that does not exist: by the pages, or by an SDK */
  unknownTag: Schema.Literal(40152, 45159),
  /** Whether a video that was uploaded by an API can be mass-sent, or is refused with 48022 */
  apiVideos: Schema.Literal("sent", "refused"),
  /** The reply to a comment: an object on the page, a list in an SDK */
  commentReply: Schema.Literal("object", "list"),
  /** The most comments of a page: the page wants less than 50, the server says up to 50 */
  mostComments: Schema.Literal(49, 50),
  /** The code for a reply that is not there: by its own meaning, or as the page prints it */
  missingReply: Schema.Literal(88009, 87009),
  /** Names of uploaded files: any in UTF-8, or ASCII alone, with 41005 for others */
  fileNames: Schema.Literal("any", "ascii"),
  /** The code for a file of the wrong kind: by the general table, or as users met it */
  wrongFile: Schema.Literal(40005, 40113),
  /** The code for a file that is too large: one for each kind, that of all kinds, or that of an SDK */
  largeFile: Schema.Literal("of its kind", 40006, 45001),
  /** What `uploadimg` answers: today with a code, on older pages the address alone */
  imageUrl: Schema.Literal("with a code", "alone"),
  /** `created_at` of `uploadnews`: a number in the sample, a text in the table */
  newsCreatedAt: Schema.Literal("number", "text")
} as const

/** Forms of replies on which sources disagree. The first of each is what an account has when it is not told. */
export const Forms = Schema.Struct({
  publishId: optional(forms.publishId),
  publishEvent: optional(forms.publishEvent),
  runningFailIdx: optional(forms.runningFailIdx),
  articleTimes: optional(forms.articleTimes),
  draftItem: optional(forms.draftItem),
  escapes: optional(forms.escapes),
  massMsgId: optional(forms.massMsgId),
  previewMsgId: optional(forms.previewMsgId),
  repeatedMessage: optional(forms.repeatedMessage),
  clientMsgIdBytes: optional(forms.clientMsgIdBytes),
  unknownTag: optional(forms.unknownTag),
  apiVideos: optional(forms.apiVideos),
  commentReply: optional(forms.commentReply),
  mostComments: optional(forms.mostComments),
  missingReply: optional(forms.missingReply),
  fileNames: optional(forms.fileNames),
  wrongFile: optional(forms.wrongFile),
  largeFile: optional(forms.largeFile),
  imageUrl: optional(forms.imageUrl),
  newsCreatedAt: optional(forms.newsCreatedAt)
})
export type Forms = typeof Forms.Type

/** How much there may be of something. */
export const Caps = Schema.Struct({
  /** Permanent images, 100,000 by default */
  images: optional(Schema.NonNegativeInt),
  /** Permanent voices, videos and thumbs, 1000 of each by default */
  files: optional(Schema.NonNegativeInt),
  /** Articles of one draft: 8 by default, as in the older interfaces; no page states a number today */
  articles: optional(Schema.NonNegativeInt),
  /** Featured comments of one article: 100 by default, which no page confirms */
  featuredComments: optional(Schema.NonNegativeInt),
  /** Characters of a reply to a comment: 600 by default, which no page confirms */
  replyCharacters: optional(Schema.NonNegativeInt),
  /** For how long the same material cannot be mass-sent again, 42010; no page states a number, and 0 is the default */
  secondsBetweenSends: optional(Schema.NonNegativeInt),
  /** Publish jobs that can be begun within a minute; without it as many as one likes */
  publishesAMinute: optional(Schema.NonNegativeInt)
})
export type Caps = typeof Caps.Type

/** Whether an account sells: it may be barred from it, or not have asked for it. */
export const Selling = Schema.Literal("open", "unopened", "barred")
export type Selling = typeof Selling.Type

/** What an account brings along for its content. */
export const Options = Schema.Struct({
  /** Followers by name; their number is that of `followers`, unless that is said too */
  knownFollowers: optional(Schema.Array(Follower)),
  /** Tags, also those that nobody has; the tags of known followers are there anyway */
  tags: optional(Schema.Array(Schema.Int)),
  /** Whether the account has the comment feature, which takes certification too; on by default */
  comments: optional(Schema.Boolean),
  /** `open` with products, `unopened` without, unless said otherwise */
  selling: optional(Selling),
  /** The ids of its products */
  products: optional(Schema.Array(Schema.NonEmptyString)),
  /** Whether it is barred from publishing */
  publishingBanned: optional(Schema.Boolean),
  /** Whether an administrator has to confirm each message to all followers, within 30 minutes */
  sendProtection: optional(Schema.Boolean),
  caps: optional(Caps),
  forms: optional(Forms)
})
export type Options = typeof Options.Type

/** Why a draft cannot go out, although it is in the box. */
export const DraftFlaw = Schema.Literal(
  /** Only saved by itself: no mass message carries it, 48021 */
  "autoSaved",
  /** It carries an advertisement: no mass message of an API carries it, 45062 */
  "advertisement",
  /** It fails the check before publishing, 53503 */
  "failsCheck",
  /** It must be handled in the web console, 53504 */
  "consoleOnly",
  /** It must be saved by hand first, 53505 */
  "unsaved"
)
export type DraftFlaw = typeof DraftFlaw.Type

/** What the platform holds against an article that is out. */
export const ArticleFlag = Schema.Literal(
  /** Limited for safety: its comments cannot be opened, 88002 */
  "limited",
  /** Taken for a rumour or a rewrite: its mass message cannot be deleted, 40204 */
  "rumour"
)
export type ArticleFlag = typeof ArticleFlag.Type

/** An article that is out, as the comment interfaces name it. */
export const ArticleRef = Schema.Struct({
  /** From the reply to a mass message or a publish job; digits */
  msg_data_id: Schema.NonEmptyString,
  /** Counted from 0; the first when left out */
  index: optional(Schema.NonNegativeInt)
})
export type ArticleRef = typeof ArticleRef.Type

/** What a reader writes below an article. */
export const NewComment = Schema.Struct({
  ...ArticleRef.fields,
  content: Schema.NonEmptyString,
  /** Who writes; made up when left out */
  openId: optional(Schema.NonEmptyString),
  /** Written under an identity that is not of WeChat, so that no openid is told */
  anonymous: optional(Schema.Boolean),
  /** Whether it stands among the featured ones from the beginning */
  featured: optional(Schema.Boolean)
})
export type NewComment = typeof NewComment.Type

/** A recording that a follower made in a page, by way of the JS-SDK. */
export const NewVoice = Schema.Struct({
  /** The file in amr, 8 kHz; made up when left out */
  amr: optional(Schema.Uint8ArrayFromBase64),
  /** The same in speex, 16 kHz; made up when left out */
  speex: optional(Schema.Uint8ArrayFromBase64)
})
export type NewVoice = typeof NewVoice.Type

/**
 * What readers, followers, the administrator and the platform itself do to the content of an account. It is a part of
 * the service of the simulator.
 */
export interface Service {
  /** Lets an account answer in other forms, where sources disagree; what is left out stays as it is */
  readonly setForms: (appId: string, forms: Forms) => Effect.Effect<void, NotInWorld>
  /** A reader comments on an article that is out, and open to comments; gives the `user_comment_id` */
  readonly addComment: (
    appId: string,
    comment: NewComment
  ) => Effect.Effect<string, NotInWorld | CannotComment>
  /** The author of a comment takes it back */
  readonly withdrawComment: (appId: string, userCommentId: string) => Effect.Effect<void, NotInWorld>
  /** A follower records something in a page, by the JS-SDK; gives the `media_id`, which lasts three days */
  readonly addVoice: (appId: string, voice?: NewVoice) => Effect.Effect<string, NotInWorld>
  /** Why a draft cannot go out, until it is changed */
  readonly flawDraft: (appId: string, mediaId: string, flaw: DraftFlaw) => Effect.Effect<void, NotInWorld>
  /** The platform holds something against an article that is out */
  readonly flagArticle: (
    appId: string,
    article: ArticleRef,
    flag: ArticleFlag
  ) => Effect.Effect<void, NotInWorld>
  /** The platform bans what was published: the status of its job is 6 from now on */
  readonly banPublished: (appId: string, articleId: string) => Effect.Effect<void, NotInWorld>
  /** A permanent file is used by a menu or an automatic reply, and cannot be deleted; or not any more */
  readonly useMaterial: (appId: string, mediaId: string, inUse?: boolean) => Effect.Effect<void, NotInWorld>
  /** The administrator of a protected account answers the oldest message to all that waits */
  readonly answerMassMessage: (
    appId: string,
    answer: "confirm" | "refuse"
  ) => Effect.Effect<void, NotInWorld>
}
