import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type * as Stream from "effect/Stream"
import type { CallRefused } from "../../CallRefused.ts"
import * as Endpoint from "../../Endpoint.ts"
import { InvalidArticleId } from "../../Failure/FreePublish.ts"
import { ApiUnauthorized } from "../../Failure/Shared.ts"
import { ArticleId, given } from "../../Identifiers.ts"
import type { AccessToken } from "../../internal/accessToken.ts"
import * as Articles from "../../internal/articles.ts"
import * as Paging from "../../internal/paging.ts"
import * as Position from "../../internal/position.ts"
import * as PermissionSet from "../../PermissionSet.ts"
import type { WeChatClient } from "../../WeChatClient.ts"
import type { WeChatError } from "../../WeChatError.ts"

const facts = {
  permissionSets: [PermissionSet.MassSending],
  eligibility: { official: "certified", service: "all" }
} as const

const optional = <A, I>(schema: Schema.Schema<A, I>) => Schema.optionalWith(schema, { exact: true })

/** A published article. */
export const Article = Schema.Struct({
  ...Articles.told,
  /** Whether it has been deleted: the group keeps its place */
  is_deleted: optional(Schema.Boolean)
})
export interface Article extends Schema.Schema.Type<typeof Article> {}

/** The articles of a published group. */
export const Content = Schema.Struct({
  news_item: Schema.Array(Article),
  ...Articles.times
})
export interface Content extends Schema.Schema.Type<typeof Content> {}

/** A group in the list of what is published. */
export const Item = Schema.Struct({
  article_id: ArticleId,
  content: Content,
  /** Seconds of the epoch. A log of a live reply lacks it, and has it in `content` */
  update_time: optional(Schema.Int)
})
export interface Item extends Schema.Schema.Type<typeof Item> {}

const delete_ = Endpoint.post("freepublishDelete", "/cgi-bin/freepublish/delete", {
  ...facts,
  semantics: "once",
  returnCodes: [0, ApiUnauthorized],
  body: Schema.Struct({
    article_id: given(ArticleId),
    index: Position.OneOrAllNeverLeftOut
  })
})

export {
  /**
   * Deletes a published article, for ever: the one at `index`, counted from 1, or with `"all"` the whole group.
   *
   * WeChat takes a missing or zero `index` for "all", so the choice has to be made in words, and the number is always
   * sent. Nothing is repeated by itself, because a position may mean another article the second time.
   *
   * @example
   * ```ts
   * import { FreePublish } from "@effect-wechat/core"
   *
   * const second = FreePublish.delete({ article_id: "ARTICLE_ID", index: 2 })
   * const group = FreePublish.delete({ article_id: "ARTICLE_ID", index: "all" })
   * ```
   */
  delete_ as delete
}

/** The articles of a published group, those that were deleted too. */
export const get = Endpoint.post("freepublishGetarticle", "/cgi-bin/freepublish/getarticle", {
  ...facts,
  semantics: "read",
  returnCodes: [0, ApiUnauthorized, InvalidArticleId],
  body: Schema.Struct({ article_id: given(ArticleId) }),
  success: Content
})

/**
 * A page of what is published, the newest first: at most 20 groups from `offset` on. See {@link all} for everything. What
 * was mass-sent by hand may not be in it.
 */
export const list = Endpoint.post("freepublish_batchget", "/cgi-bin/freepublish/batchget", {
  ...facts,
  semantics: "read",
  returnCodes: [0, ApiUnauthorized],
  body: Articles.PageInput,
  success: Articles.pageOf(Item)
})

/**
 * Every published group, the newest first, page by page as they are needed.
 *
 * The consumer may delete what it streams, and others may publish and delete at the same time: nothing that stays is
 * skipped. A page takes a call of the hundred a day that a new account has.
 *
 * @example
 * ```ts
 * import { FreePublish } from "@effect-wechat/core"
 * import { Stream } from "effect"
 *
 * const addresses = FreePublish.all({ no_content: 1 }).pipe(
 *   Stream.flatMap(({ content }) => Stream.fromIterable(content.news_item)),
 *   Stream.filter((article) => article.is_deleted !== true),
 *   Stream.map((article) => article.url)
 * )
 * ```
 */
export const all = (
  options: {
    /** 1 leaves out the text of the articles */
    readonly no_content?: 0 | 1 | undefined
  } = {}
): Stream.Stream<Item, ApiUnauthorized | CallRefused | WeChatError, AccessToken | WeChatClient> =>
  Paging.all({
    count: 20,
    idOf: (published) => published.article_id,
    page: (offset, count) => Effect.map(list({ offset, count, ...Articles.wanted(options) }), Articles.toPage)
  })
