/**
 * What WeChat pushes, as data: changes of authorizations, results of jobs, and what followers send to an account.
 *
 * Fields have WeChat's own names. Times are seconds, and ids that a JavaScript number cannot hold are digits. What has no
 * field of its own is in `fields`, as WeChat sent it. An event is plain data: its schema writes it to JSON and back.
 *
 * @example
 * ```ts
 * import type { Event } from "@effect-wechat/open-platform"
 *
 * const describe = (event: Event.Event): string => {
 *   switch (event._tag) {
 *     case "PublishJobFinish":
 *       return `${event.appId}: ${event.PublishEventInfo.article_detail?.item.map((each) => each.article_url)}`
 *     case "Unauthorized":
 *       return `${event.appId} has left`
 *     default:
 *       return event._tag
 *   }
 * }
 * ```
 */
import { Identifiers } from "@effect-wechat/core"
import * as Arr from "effect/Array"
import { identity } from "effect/Function"
import * as Schema from "effect/Schema"

/** What an element holds: its text, the elements in it, or one of these for each time that it is repeated. */
export type Field = string | Fields | ReadonlyArray<Field>

/** Elements by their name. */
export interface Fields {
  readonly [name: string]: Field
}

const Field: Schema.Schema<Field> = Schema.suspend(() => Schema.Union(Schema.String, Schema.Array(Field), Fields))

/** The schema of {@link Fields}. */
export const Fields: Schema.Schema<Fields> = Schema.Record({ key: Schema.String, value: Field })

const optional = <A, I>(schema: Schema.Schema<A, I>) => Schema.optionalWith(schema, { exact: true })

// Pushes are texts throughout, and what was written to JSON has numbers: both are read.

const numeric = (digits: RegExp) =>
  Schema.transform(
    Schema.Union(Schema.Number, Schema.Trim.pipe(Schema.pattern(digits))),
    Schema.Number,
    { strict: true, decode: Number, encode: identity }
  )
const Count = numeric(/^\d{1,15}$/)
const Decimal = numeric(/^-?\d{1,15}(\.\d{1,30})?$/)

/** Line breaks have been seen inside of ids. */
const Id = Schema.Trim

/** A 64-bit number, as its digits. */
const Digits = Schema.Trim.pipe(Schema.pattern(/^\d{1,20}$/))

/** An element that stands there once for one thing, and is repeated for several. */
const list = <A, I>(item: Schema.Schema<A, I>) =>
  Schema.transform(
    Schema.Union(Schema.Array(item), item),
    Schema.Array(Schema.typeSchema(item)),
    { strict: true, decode: (some) => Arr.ensure(some), encode: (all) => all }
  )

/** A list in an element of its own, which is empty where there is nothing to list. */
const items = <A, I>(item: Schema.Schema<A, I>) =>
  Schema.transform(
    Schema.Union(Schema.Struct({ item: list(item) }), Schema.Trim),
    Schema.Struct({ item: Schema.Array(Schema.typeSchema(item)) }),
    { strict: true, decode: (some) => typeof some === "string" ? { item: [] } : some, encode: identity }
  )

const about = {
  /** The authorizer */
  appId: Identifiers.AppId,
  /** Seconds of the epoch, by WeChat's clock */
  CreateTime: Count,
  /** All that was pushed, without codes and tickets */
  fields: Fields
}

// --- The authorization URL ---------------------------------------------------------------------------------------------

/** A new `component_verify_ticket` was kept. The ticket itself is in `VerifyTicket`. */
export const Ticket = Schema.TaggedStruct("Ticket", { CreateTime: Count, fields: Fields })
export type Ticket = typeof Ticket.Type

/** A merchant authorized the component. Its tokens are in the store already. */
export const Authorized = Schema.TaggedStruct("Authorized", about)
export type Authorized = typeof Authorized.Type

/** A merchant changed what it granted. The new grant and its tokens are in the store already. */
export const UpdateAuthorized = Schema.TaggedStruct("UpdateAuthorized", about)
export type UpdateAuthorized = typeof UpdateAuthorized.Type

/**
 * A merchant authorized the component, or changed what it granted, and its code could not be exchanged. Nobody tries
 * again: if the merchant is still authorized, `OpenPlatform.sync` finds it.
 */
export const AuthorizationNotCompleted = Schema.TaggedStruct("AuthorizationNotCompleted", {
  ...about,
  InfoType: Schema.Literal("authorized", "updateauthorized"),
  /** Why, in a sentence */
  reason: Schema.String
})
export type AuthorizationNotCompleted = typeof AuthorizationNotCompleted.Type

/** A merchant took the authorization back. No call goes out for it any more. */
export const Unauthorized = Schema.TaggedStruct("Unauthorized", about)
export type Unauthorized = typeof Unauthorized.Type

// --- The message URL ---------------------------------------------------------------------------------------------------

const toAccount = {
  ...about,
  /** Missing where the message URL does not name the account, see `Callback.message` */
  appId: optional(Identifiers.AppId),
  /** The original id of the account, `gh_…` */
  ToUserName: Id,
  /** The follower */
  FromUserName: Id
}

/** A publish job has ended. */
export const PublishJobFinish = Schema.TaggedStruct("PublishJobFinish", {
  ...toAccount,
  PublishEventInfo: Schema.Struct({
    publish_id: Id,
    /**
     * 0 success, 1 publishing, 2 originality, 3 failure, 4 refused by WeChat's review, 5 all deleted by the user, 6 all
     * banned by the system
     */
    publish_status: Count,
    article_id: optional(Id),
    article_detail: optional(Schema.Struct({
      count: Count,
      item: list(Schema.Struct({ idx: Count, article_url: Id }))
    })),
    /** The articles that failed, counted from 1 */
    fail_idx: optional(list(Count))
  })
})
export type PublishJobFinish = typeof PublishJobFinish.Type

/** A mass message has been sent, or could not be. */
export const MassSendJobFinish = Schema.TaggedStruct("MassSendJobFinish", {
  ...toAccount,
  MsgID: Digits,
  /** `send success`, `send fail`, or `err(number)` */
  Status: Id,
  TotalCount: Count,
  FilterCount: Count,
  SentCount: Count,
  ErrorCount: Count,
  CopyrightCheckResult: optional(Schema.Struct({
    Count: optional(Count),
    /** 1 all right, 2 a reprint that may be sent, 3 must not be sent */
    CheckState: optional(Count),
    ResultList: optional(items(Schema.Struct({
      ArticleIdx: Count,
      UserDeclareState: optional(Count),
      AuditState: optional(Count),
      OriginalArticleUrl: optional(Id),
      OriginalArticleType: optional(Count),
      CanReprint: optional(Count),
      NeedReplaceContent: optional(Count),
      NeedShowReprintSource: optional(Count)
    })))
  })),
  ArticleUrlResult: optional(Schema.Struct({
    Count: optional(Count),
    ResultList: optional(items(Schema.Struct({ ArticleIdx: Count, ArticleUrl: Id })))
  }))
})
export type MassSendJobFinish = typeof MassSendJobFinish.Type

const message = { ...toAccount, MsgId: Digits }

/** A follower writes. */
export const Text = Schema.TaggedStruct("Text", { ...message, Content: Schema.String })
export type Text = typeof Text.Type

/** A follower sends a picture. */
export const Image = Schema.TaggedStruct("Image", { ...message, PicUrl: Id, MediaId: Id })
export type Image = typeof Image.Type

/** A follower speaks. */
export const Voice = Schema.TaggedStruct("Voice", { ...message, MediaId: Id, Format: optional(Id) })
export type Voice = typeof Voice.Type

/** A follower sends a video. */
export const Video = Schema.TaggedStruct("Video", {
  ...message,
  MsgType: Schema.Literal("video", "shortvideo"),
  MediaId: Id,
  ThumbMediaId: Id
})
export type Video = typeof Video.Type

/** A follower tells where it is. */
export const Location = Schema.TaggedStruct("Location", {
  ...message,
  /** Latitude */
  Location_X: Decimal,
  /** Longitude */
  Location_Y: Decimal,
  Scale: Decimal,
  Label: Schema.String
})
export type Location = typeof Location.Type

/** A follower sends a link. */
export const Link = Schema.TaggedStruct("Link", {
  ...message,
  Title: Schema.String,
  Description: Schema.String,
  Url: Id
})
export type Link = typeof Link.Type

/** Something else happened to the account: `subscribe`, `CLICK`, `debug_demo` … What belongs to it is in `fields`. */
export const AccountEvent = Schema.TaggedStruct("AccountEvent", {
  ...toAccount,
  Event: Id,
  EventKey: optional(Schema.String)
})
export type AccountEvent = typeof AccountEvent.Type

/** Something that this library does not know, whole. */
export const Unknown = Schema.TaggedStruct("Unknown", {
  /** The account to which it was sent, where the message URL names it */
  appId: optional(Identifiers.AppId),
  /** Of pushes to the authorization URL */
  InfoType: optional(Schema.String),
  /** Of pushes to the message URL */
  MsgType: optional(Schema.String),
  CreateTime: optional(Count),
  fields: Fields
})
export type Unknown = typeof Unknown.Type

// --- All of them -------------------------------------------------------------------------------------------------------

/** What a follower sends, and what may be answered in the chat. */
export const Message = Schema.Union(Text, Image, Voice, Video, Location, Link, AccountEvent, Unknown)
export type Message = typeof Message.Type

/** What happens between WeChat, the component and its authorizers. */
export const Notice = Schema.Union(
  Ticket,
  Authorized,
  UpdateAuthorized,
  AuthorizationNotCompleted,
  Unauthorized,
  PublishJobFinish,
  MassSendJobFinish,
  Unknown
)
export type Notice = typeof Notice.Type

/** Everything that WeChat pushes. */
export const Event = Schema.Union(...Notice.members, ...Message.members)
export type Event = typeof Event.Type
