/**
 * `/cgi-bin/comment/*`: what readers write below articles that are out.
 *
 * @internal
 */
import * as Reply from "../Reply.ts"
import * as Comments from "../internal/comments.ts"
import type { Comment, CommentedArticle } from "../internal/contentState.ts"
import * as failures from "../internal/failures.ts"
import type { AccountCall, AccountInterface, Interface } from "../internal/Interface.ts"
import * as Read from "../internal/read.ts"

const common = {
  speaker: "account",
  sets: [7],
  eligible: { official: "certified", service: "certified" },
  method: "POST",
  body: "json"
} as const

const seconds = (millis: number): number => Math.floor(millis / 1000)

/** An interface of one article. Its position counts from 0, and is that of the first when it is left out. */
const ofArticle = (
  name: string,
  path: string,
  handle: (article: CommentedArticle, call: AccountCall) => Reply.Reply
): AccountInterface => ({
  ...common,
  name,
  path: `/cgi-bin/comment/${path}`,
  handle: (call) => {
    const { account, json } = call
    if (!Comments.hasComments(account)) return failures.noCommentPrivilege
    const index = json["index"] == null ? 0 : Read.integer(json, "index") ?? -1
    const article = Comments.find(account, Read.text(json, "msg_data_id") ?? "", index)
    return article === undefined ? failures.articleNotFound : handle(article, call)
  }
})

/** An interface of one comment. */
const ofComment = (
  name: string,
  path: string,
  handle: (comment: Comment, call: AccountCall, article: CommentedArticle) => Reply.Reply,
  withdrawn: Reply.Reply = failures.commentNotFound
): AccountInterface =>
  ofArticle(name, path, (article, call) => {
    const comment = article.comments.get(Read.text(call.json, "user_comment_id") ?? "")
    if (comment === undefined) return failures.commentNotFound
    return comment.isWithdrawn ? withdrawn : handle(comment, call, article)
  })

const open = ofArticle("openArticleComment", "open", (article) => {
  if (article.article.flag === "limited") return failures.articleLimited
  article.isOpen = true
  return Reply.ok()
})

const close = ofArticle("closeComment", "close", (article) => {
  article.isOpen = false
  return Reply.ok()
})

/** By the number of `type`: both kinds, ordinary ones, featured ones. */
const kinds: ReadonlyArray<(comment: Comment) => boolean> = [
  () => true,
  ({ isFeatured }) => !isFeatured,
  ({ isFeatured }) => isFeatured
]

const replyOf = ({ reply }: Comment, form: "object" | "list"): unknown => {
  if (reply === undefined) return form === "list" ? [] : undefined
  const shown = { content: reply.content, create_time: seconds(reply.createdAt) }
  return form === "list" ? [shown] : shown
}

const list = ofArticle("listComment", "list", (article, { account, json }) => {
  const { commentReply, mostComments } = account.content.forms
  const count = Read.integer(json, "count") ?? 0
  if (count <= 0 || count > mostComments) return failures.commentCount
  const begin = Read.integer(json, "begin") ?? -1
  const isWanted = kinds[Read.integer(json, "type") ?? -1]
  // No page says which code this is.
  if (begin < 0 || isWanted === undefined) return failures.invalidArgs
  const all = [...article.comments.values()].filter((comment) => !comment.isWithdrawn && isWanted(comment)).reverse()
  return Reply.ok({
    total: all.length,
    comment: all.slice(begin, begin + count).map((comment) => ({
      user_comment_id: comment.id,
      openid: comment.openId,
      create_time: seconds(comment.createdAt),
      content: comment.content,
      comment_type: comment.isFeatured ? 1 : 0,
      reply: replyOf(comment, commentReply)
    }))
  })
})

const feature = ofComment("electcomment", "markelect", (comment, { account }, article) => {
  const featured = [...article.comments.values()].filter(({ isFeatured, isWithdrawn }) => isFeatured && !isWithdrawn)
  if (!comment.isFeatured && featured.length >= account.content.caps.featuredComments) return failures.featuredLimit
  comment.isFeatured = true
  return Reply.ok()
}, failures.commentWithdrawn)

const unfeature = ofComment("unelectcomment", "unmarkelect", (comment) => {
  comment.isFeatured = false
  return Reply.ok()
})

const remove = ofComment("delcomment", "delete", (comment, _, article) => {
  article.comments.delete(comment.id.toString())
  return Reply.data({ errcode: 0, errmsg: "" })
})

const reply = ofComment("replycomment", "reply/add", (comment, { account, json, now }) => {
  const content = Read.text(json, "content") ?? ""
  const { length } = [...content]
  if (length === 0 || length > account.content.caps.replyCharacters) return failures.replySize
  if (comment.reply !== undefined) return failures.alreadyReplied
  comment.reply = { content, createdAt: now }
  return Reply.ok()
})

const removeReply = ofComment("delreplycomment", "reply/delete", (comment, { account }) => {
  if (comment.reply === undefined) {
    return account.content.forms.missingReply === 88009 ? failures.replyNotFound : failures.invalidSignature
  }
  comment.reply = undefined
  return Reply.ok()
})

/** @internal */
export const interfaces: ReadonlyArray<Interface> = [
  open,
  close,
  list,
  feature,
  unfeature,
  remove,
  reply,
  removeReply
]
