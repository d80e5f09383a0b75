/**
 * What the pages about comments document.
 */
import { make } from "../internal/failure.ts"

/** 88001: WeChat knows no such article. */
export class CommentedArticleNotFound extends make<CommentedArticleNotFound>()("CommentedArticleNotFound", 88001, {
  who: "developer",
  whatToDo:
    "the article may be deleted: the developer must pass the msg_data_id of a message that is out, no article_id, and "
    + "an index counted from 0"
}) {}

/** 88002: WeChat limits the article. */
export class ArticleLimited extends make<ArticleLimited>()("ArticleLimited", 88002, {
  who: "merchant",
  whatToDo: "the merchant must see on mp.weixin.qq.com why the article is limited"
}) {}

/** 88003: as many comments of the article are featured as can be. */
export class FeaturedCommentLimit extends make<FeaturedCommentLimit>()("FeaturedCommentLimit", 88003, {
  who: "merchant",
  whatToDo: "the merchant must first let another comment be an ordinary one again"
}) {}

/** 88004: its author has taken the comment back. */
export class CommentWithdrawn extends make<CommentWithdrawn>()("CommentWithdrawn", 88004, {
  who: "nobody",
  whatToDo: "its author has deleted it, and nobody can bring it back"
}) {}

/** 88005: the comment has a reply, and a comment has one at the most. */
export class AlreadyReplied extends make<AlreadyReplied>()("AlreadyReplied", 88005, {
  who: "developer",
  whatToDo: "the developer must delete the reply that is there before another can be written"
}) {}

/** 88007: the reply is empty or too long; how long it may be, no page says. */
export class ReplyTooLong extends make<ReplyTooLong>()("ReplyTooLong", 88007, {
  who: "merchant",
  whatToDo: "the merchant must write a shorter reply, and not an empty one"
}) {}

/** 88008: WeChat knows no such comment. */
export class CommentNotFound extends make<CommentNotFound>()("CommentNotFound", 88008, {
  who: "developer",
  whatToDo: "it may be deleted already: the developer must pass a user_comment_id that the list of this article shows"
}) {}

/** 88009: the comment has no reply. */
export class ReplyNotFound extends make<ReplyNotFound>()("ReplyNotFound", 88009, {
  who: "developer",
  whatToDo: "it may be deleted already: the developer must name a comment that has a reply"
}) {}

/** 87009: what the page lists where a comment has no reply to delete; its text speaks of a signature that nobody sent. */
export class ReplyNotDeletable extends make<ReplyNotDeletable>()("ReplyNotDeletable", 87009, {
  who: "developer",
  whatToDo: "there may be no reply any more: the developer must name a comment that has one"
}) {}

/** 88010: more comments were asked for at once than WeChat gives. */
export class CommentCountOutOfRange extends make<CommentCountOutOfRange>()("CommentCountOutOfRange", 88010, {
  who: "developer",
  whatToDo: "the developer must ask for 1 to 49 comments at a time"
}) {}
