import type { ArticleRef, NewComment } from "../Content.ts"
import type { Chance } from "./chance.ts"
import type { Comment, CommentedArticle } from "./contentState.ts"
import * as Followers from "./followers.ts"
import { isCertified } from "./rights.ts"
import type { Account, Article } from "./state.ts"

/** @internal */
export const hasComments = (account: Account): boolean => account.content.comments && isCertified(account)

/**
 * Articles are out: readers can comment on those that were made for it.
 *
 * @internal
 */
export const begin = (
  account: Account,
  dataId: number,
  articles: ReadonlyArray<{ readonly article: CommentedArticle["article"]; readonly made: Article | undefined }>
): void => {
  account.content.articles.set(
    String(dataId),
    articles.map(({ article, made }) => ({
      article,
      isOpen: hasComments(account) && made?.need_open_comment === 1,
      fansOnly: made?.only_fans_can_comment === 1,
      comments: new Map()
    }))
  )
}

/**
 * An article that is still there. The position counts from 0.
 *
 * @internal
 */
export const find = (account: Account, dataId: string, index: number): CommentedArticle | undefined => {
  const found = account.content.articles.get(dataId)?.[index]
  return found === undefined || found.article.isDeleted ? undefined : found
}

/** @internal */
export const findRef = (account: Account, ref: ArticleRef): CommentedArticle | undefined =>
  find(account, ref.msg_data_id, ref.index ?? 0)

/** Why nobody can write this. */
const obstacle = (account: Account, article: CommentedArticle, ask: NewComment): string | undefined => {
  if (!hasComments(account)) return "it has no comment feature"
  if (!article.isOpen) return "comments are closed"
  const isFollower = ask.anonymous !== true && (ask.openId === undefined || Followers.has(account, ask.openId))
  return article.fansOnly && !isFollower ? "only followers can comment" : undefined
}

/** Beyond 2^53 and odd, so that whoever reads it as a floating-point number holds another one. */
const newId = (chance: Chance): bigint => BigInt(chance.digits(18)) | 1n

/**
 * A reader writes below an article. Gives the id, or why that cannot be.
 *
 * @internal
 */
export const write = (
  account: Account,
  article: CommentedArticle,
  chance: Chance,
  now: number,
  ask: NewComment
): { readonly id: string } | { readonly reason: string } => {
  const reason = obstacle(account, article, ask)
  if (reason !== undefined) return { reason }
  const comment: Comment = {
    id: newId(chance),
    openId: ask.anonymous === true ? undefined : ask.openId ?? `o${chance.base64Url(27)}`,
    createdAt: now,
    content: ask.content,
    isFeatured: ask.featured ?? false,
    isWithdrawn: false,
    reply: undefined
  }
  article.comments.set(comment.id.toString(), comment)
  return { id: comment.id.toString() }
}

/**
 * A reader takes a comment back: whether there is such a one.
 *
 * @internal
 */
export const withdraw = (account: Account, id: string): boolean => {
  for (const articles of account.content.articles.values()) {
    for (const { comments } of articles) {
      const comment = comments.get(id)
      if (comment !== undefined) {
        comment.isWithdrawn = true
        return true
      }
    }
  }
  return false
}
