/**
 * Comments that readers leave below articles that are out.
 *
 * An article is named by the `msg_data_id` of its mass message or publish job and by its `index` there, counted from 0.
 * WeChat takes a missing `index` for the first article, so it is always sent.
 */
import * as Arr from "effect/Array"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type * as Stream from "effect/Stream"
import * as Endpoint from "../Endpoint.ts"
import {
  AlreadyReplied,
  ArticleLimited,
  CommentCountOutOfRange,
  CommentedArticleNotFound,
  CommentNotFound,
  CommentWithdrawn,
  FeaturedCommentLimit,
  ReplyNotDeletable,
  ReplyNotFound,
  ReplyTooLong
} from "../Failure/Comment.ts"
import { CommentsNotPrivileged } from "../Failure/Shared.ts"
import {
  ArticleIndex,
  given,
  GivenMsgDataId,
  GivenUserCommentId,
  OpenId,
  toldDigits,
  UserCommentId
} from "../Identifiers.ts"
import type { AccessToken } from "../internal/accessToken.ts"
import * as Limits from "../internal/limits.ts"
import * as Paging from "../internal/paging.ts"
import * as PermissionSet from "../PermissionSet.ts"
import type { WeChatClient } from "../WeChatClient.ts"

const facts = {
  permissionSets: [PermissionSet.MassSending],
  eligibility: { official: "certified", service: "certified" }
} as const

const optional = <A, I>(schema: Schema.Schema<A, I>) => Schema.optionalWith(schema, { exact: true })

const ofArticle = { msg_data_id: GivenMsgDataId, index: given(ArticleIndex) }
const ofComment = { ...ofArticle, user_comment_id: GivenUserCommentId }

/** What the pages list for each interface of one comment. */
const general = [0, 45009, CommentsNotPrivileged, CommentedArticleNotFound, CommentNotFound] as const

/** Lets readers comment on an article that is out. The account needs the comment feature. */
export const open = Endpoint.post("openArticleComment", "/cgi-bin/comment/open", {
  ...facts,
  cloudCall: "officialAccount.comment.open",
  semantics: "idempotent",
  returnCodes: [-1, 0, 40001, 45009, CommentsNotPrivileged, CommentedArticleNotFound, ArticleLimited],
  body: Schema.Struct(ofArticle)
})

/** Ends commenting on an article. The comments that are there stay. */
export const close = Endpoint.post("closeComment", "/cgi-bin/comment/close", {
  ...facts,
  cloudCall: "officialAccount.comment.close",
  semantics: "idempotent",
  // The page leaves out the last two, which are those of any comment interface.
  returnCodes: [-1, 0, 40001, CommentsNotPrivileged, CommentedArticleNotFound],
  body: Schema.Struct(ofArticle)
})

const Reply = Schema.Struct({ content: Schema.String, create_time: optional(Schema.Number) })

/** The page has an object, others have seen a list, which may be empty. */
const Replies = Schema.transform(
  Schema.Union(Schema.Array(Reply), Reply, Schema.Null),
  Schema.Array(Schema.typeSchema(Reply)),
  { strict: true, decode: (some) => some === null ? [] : Arr.ensure(some), encode: (all) => all }
)

const Row_ = Schema.Struct({
  user_comment_id: toldDigits(UserCommentId),
  /** Missing where the reader wrote under an identity that is not of WeChat */
  openid: optional(Schema.Union(OpenId, Schema.Literal(""))),
  create_time: Schema.Number,
  content: Schema.String,
  /** 0 an ordinary comment, 1 a featured one */
  comment_type: Schema.Number,
  /** What the account replied: of several, WeChat has been seen to tell the earliest only */
  reply: Schema.optionalWith(Replies, { exact: true, default: () => [] })
})

/** A comment. */
export interface Row extends Schema.Schema.Type<typeof Row_> {}
/** The schema of {@link Row}. */
export const Row: Schema.Schema<Row, typeof Row_.Encoded> = Row_

/** 0 all comments, 1 the ordinary ones, 2 the featured ones. */
const Type = Schema.Literal(0, 1, 2)

/**
 * A page of the comments below an article: `count` of them, 49 at the most, from `begin`, which counts from 0. `type` says
 * which: 0 all, 1 ordinary ones, 2 featured ones.
 */
export const list = Endpoint.post("listComment", "/cgi-bin/comment/list", {
  ...facts,
  cloudCall: "officialAccount.comment.list",
  semantics: "read",
  // That there is no such article this page leaves out, and it is as with the others.
  returnCodes: [-1, 0, 40001, 45009, CommentsNotPrivileged, CommentedArticleNotFound, CommentCountOutOfRange],
  body: Schema.Struct({
    ...ofArticle,
    begin: Limits.wholeNumber(0, Number.MAX_SAFE_INTEGER),
    // The page wants less than 50, and the text of the refusal allows 50.
    count: Limits.wholeNumber(1, 49),
    type: Type
  }),
  success: Schema.Struct({
    total: Schema.Number,
    /** Singular on the page, and a list. Left out, it is empty */
    comment: Schema.optionalWith(Schema.Array(Row), { exact: true, default: () => [] })
  })
})

/**
 * Every comment below an article, the newest first, page by page as they are needed.
 *
 * The consumer may delete what it streams, and readers may write and take back at the same time: nothing that stays is
 * skipped.
 *
 * @example
 * ```ts
 * import { Comment } from "@effect-wechat/core"
 * import { Stream } from "effect"
 *
 * const article = { msg_data_id: 2454358828, index: 0 }
 * const tidy = Comment.all({ ...article, type: 0 }).pipe(
 *   Stream.filter(({ content }) => content.includes("casino")),
 *   Stream.runForEach(({ user_comment_id }) => Comment.delete({ ...article, user_comment_id }))
 * )
 * ```
 */
export const all = (
  input: Omit<Parameters<typeof list>[0], "begin" | "count">
): Stream.Stream<Row, Effect.Effect.Error<ReturnType<typeof list>>, AccessToken | WeChatClient> =>
  Paging.all({
    count: 49,
    idOf: ({ user_comment_id }) => user_comment_id,
    page: (begin, count) =>
      Effect.map(list({ ...input, begin, count }), ({ comment, total }) => ({ total, items: comment }))
  })

/** Features a comment: it is shown above the others, as long as its author does not delete it. */
export const feature = Endpoint.post("electcomment", "/cgi-bin/comment/markelect", {
  ...facts,
  cloudCall: "officialAccount.comment.markElect",
  semantics: "idempotent",
  returnCodes: [...general, FeaturedCommentLimit, CommentWithdrawn],
  body: Schema.Struct(ofComment)
})

/** Makes a featured comment an ordinary one again. */
export const unfeature = Endpoint.post("unelectcomment", "/cgi-bin/comment/unmarkelect", {
  ...facts,
  cloudCall: "officialAccount.comment.unmarkElect",
  semantics: "idempotent",
  returnCodes: general,
  body: Schema.Struct(ofComment)
})

const delete_ = Endpoint.post("delcomment", "/cgi-bin/comment/delete", {
  ...facts,
  cloudCall: "officialAccount.comment.delete",
  semantics: "idempotent",
  returnCodes: general,
  body: Schema.Struct(ofComment)
})

export {
  /**
   * Deletes the comment of a reader, for ever.
   *
   * When a lost reply made the client repeat the call, a first try that worked shows as `CommentNotFound`.
   */
  delete_ as delete
}

/**
 * Replies to a comment, for all to see. A comment has one reply at the most, so a second one is `AlreadyReplied`; how long
 * it may be no page says.
 *
 * Nothing is repeated by itself: after a lost reply `AlreadyReplied` means that there is one, not which.
 */
export const reply = Endpoint.post("replycomment", "/cgi-bin/comment/reply/add", {
  ...facts,
  cloudCall: "officialAccount.comment.reply",
  semantics: "once",
  returnCodes: [...general, AlreadyReplied, ReplyTooLong],
  body: Schema.Struct({
    ...ofComment,
    content: Schema.NonEmptyString.annotations({ description: "a text that is not empty" })
  })
})

/**
 * Deletes the reply to a comment, for ever.
 *
 * When a lost reply made the client repeat the call, a first try that worked shows as `ReplyNotFound`, or as
 * `ReplyNotDeletable`, which is what the page lists in its place.
 */
export const deleteReply = Endpoint.post("delreplycomment", "/cgi-bin/comment/reply/delete", {
  ...facts,
  cloudCall: "officialAccount.comment.deleteReply",
  semantics: "idempotent",
  returnCodes: [...general, ReplyNotDeletable, ReplyNotFound],
  body: Schema.Struct(ofComment)
})
