/**
 * Drafts: articles that are not published yet.
 *
 * A draft leaves the box when it is published or mass-sent, and its `media_id` is of no use from then on.
 */
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type * as Stream from "effect/Stream"
import type { AccessToken } from "../AccessToken.ts"
import type { CallRefused } from "../CallRefused.ts"
import * as Endpoint from "../Endpoint.ts"
import {
  AuthorTooLong,
  DigestTooLong,
  EscapedCharacters,
  InvalidArticleIndex,
  InvalidContent,
  InvalidContentSourceUrl,
  InvalidProduct,
  SellingBarred,
  SellingNotOpened,
  TitleTooLong
} from "../Failure/Article.ts"
import { CommentsNotPrivileged, InvalidMediaId } from "../Failure/Shared.ts"
import { ArticleIndex, given, MediaId } from "../Identifiers.ts"
import * as Articles from "../internal/articles.ts"
import * as Paging from "../internal/paging.ts"
import * as PermissionSet from "../PermissionSet.ts"
import type { WeChatClient } from "../WeChatClient.ts"
import type { WeChatError } from "../WeChatError.ts"

const facts = {
  permissionSets: [PermissionSet.Material, PermissionSet.Unlisted100],
  eligibility: { official: "all", service: "all" }
} as const

const optional = <A, I>(schema: Schema.Schema<A, I>) => Schema.optionalWith(schema, { exact: true })

/**
 * An article of text. `thumb_media_id` is its cover: permanent material, an image or a thumb.
 *
 * `content` is HTML. WeChat takes scripts out of it, and pictures that were not uploaded for articles. Without a `digest`
 * the draft of one article shows the first 54 characters of its text. `pic_crop_*` may have been replaced by `cover_info`;
 * the pages have both.
 */
export const NewsInput = Articles.NewsInput
export interface NewsInput extends Schema.Schema.Type<typeof NewsInput> {}

/** An article of pictures, which are permanent material; the first is the cover. Its `content` is plain text. */
export const PicturesInput = Articles.PicturesInput
export interface PicturesInput extends Schema.Schema.Type<typeof PicturesInput> {}

/** An article as it is written: of text, unless `article_type` says `newspic`. */
export const ArticleInput = Articles.ArticleInput
export type ArticleInput = typeof ArticleInput.Type

/** An article of a draft as it is read. Its `url` is a preview, which ends. */
export const Article = Schema.Struct(Articles.told)
export interface Article extends Schema.Schema.Type<typeof Article> {}

/** The articles of a draft. */
export const Content = Schema.Struct({
  news_item: Schema.Array(Article),
  ...Articles.times
})
export interface Content extends Schema.Schema.Type<typeof Content> {}

/** A draft in the list of drafts. */
export const Item = Schema.Struct({
  media_id: MediaId,
  content: Content,
  /** Seconds of the epoch */
  update_time: Schema.Int
})
export interface Item extends Schema.Schema.Type<typeof Item> {}

/**
 * Makes a draft of one article or several, and gives its `media_id`.
 *
 * No page says today how many articles a draft may have; WeChat's older interfaces took eight. A lost reply leaves it open
 * whether there is a new draft, so nothing is repeated by itself: look at the newest in the list.
 *
 * @example
 * ```ts
 * import { Draft } from "@effect-wechat/core"
 *
 * const text = Draft.add({
 *   articles: [{ title: "Spring", content: "<p>It is here.</p>", thumb_media_id: "MEDIA_ID" }]
 * })
 * const pictures = Draft.add({
 *   articles: [{
 *     article_type: "newspic",
 *     title: "Spring",
 *     content: "It is here.",
 *     image_info: { image_list: [{ image_media_id: "MEDIA_ID" }] }
 *   }]
 * })
 * // @ts-expect-error an article of text needs a cover
 * Draft.add({ articles: [{ title: "Spring", content: "<p>It is here.</p>" }] })
 * ```
 */
export const add = Endpoint.post("draft_add", "/cgi-bin/draft/add", {
  ...facts,
  semantics: "once",
  returnCodes: [
    EscapedCharacters,
    InvalidMediaId,
    TitleTooLong,
    DigestTooLong,
    AuthorTooLong,
    SellingBarred,
    InvalidProduct,
    SellingNotOpened
  ],
  body: Schema.Struct({
    articles: Schema.Array(ArticleInput).pipe(Schema.minItems(1, { description: "a list of at least one article" }))
  }),
  success: Schema.Struct({
    media_id: MediaId,
    /** Not on the page: live an empty list, or the advertisements of each article */
    item: optional(Schema.Array(Schema.Struct({ index: optional(Schema.Int), ad_count: optional(Schema.Int) })))
  })
})

/** The articles of a draft. */
export const get = Endpoint.post("getDraft", "/cgi-bin/draft/get", {
  ...facts,
  semantics: "read",
  returnCodes: [InvalidMediaId],
  body: Schema.Struct({ media_id: given(MediaId) }),
  success: Content
})

/**
 * Replaces one article of a draft by another, whole: the one at `index`, counted from 0.
 *
 * `articles` is WeChat's name, and holds one article.
 *
 * @example
 * ```ts
 * import { Draft } from "@effect-wechat/core"
 *
 * const second = Draft.update({
 *   media_id: "MEDIA_ID",
 *   index: 1,
 *   articles: { title: "Summer", content: "<p>It is hot.</p>", thumb_media_id: "THUMB_MEDIA_ID" }
 * })
 * ```
 */
export const update = Endpoint.post("draft_update", "/cgi-bin/draft/update", {
  ...facts,
  semantics: "idempotent",
  // That of an unknown media_id is on the pages of all drafts but this; those of sizes are as for a new draft.
  returnCodes: [
    0,
    EscapedCharacters,
    InvalidMediaId,
    InvalidArticleIndex,
    InvalidContentSourceUrl,
    TitleTooLong,
    DigestTooLong,
    AuthorTooLong,
    InvalidContent,
    SellingBarred,
    InvalidProduct,
    SellingNotOpened,
    CommentsNotPrivileged
  ],
  body: Schema.Struct({ media_id: given(MediaId), index: given(ArticleIndex), articles: ArticleInput })
})

const delete_ = Endpoint.post("draft_delete", "/cgi-bin/draft/delete", {
  ...facts,
  semantics: "idempotent",
  returnCodes: [-1, 0, InvalidMediaId],
  body: Schema.Struct({ media_id: given(MediaId) })
})

export {
  /**
   * Deletes a draft, for ever.
   *
   * When a lost reply made the client repeat the call, a first try that worked shows as `InvalidMediaId`.
   */
  delete_ as delete
}

/**
 * How many drafts the account has.
 *
 * @example
 * ```ts
 * import { Draft } from "@effect-wechat/core"
 * import { Effect } from "effect"
 *
 * const program = Effect.map(Draft.count(), ({ total_count }) => `${total_count} drafts`)
 * ```
 */
export const count = Endpoint.get("draft_count", "/cgi-bin/draft/count", {
  ...facts,
  semantics: "read",
  returnCodes: [0],
  success: Schema.Struct({ total_count: Schema.Int })
})

/** A page of drafts, the newest first: at most 20 from `offset` on. See {@link all} for every draft. */
export const list = Endpoint.post("draft_batchget", "/cgi-bin/draft/batchget", {
  ...facts,
  semantics: "read",
  returnCodes: [0],
  body: Articles.PageInput,
  success: Articles.pageOf(Item)
})

/**
 * Every draft, the newest first, page by page as they are needed.
 *
 * The consumer may delete what it streams, and others may add and delete drafts at the same time: no draft that stays is
 * skipped. A draft that is changed in the meantime moves to the front, and may be missed. A page takes a call of the
 * 1000 a day that a new account has.
 *
 * @example
 * ```ts
 * import { Draft } from "@effect-wechat/core"
 * import { Stream } from "effect"
 *
 * const tidy = (cutOff: number) =>
 *   Draft.all({ no_content: 1 }).pipe(
 *     Stream.filter((draft) => draft.update_time < cutOff),
 *     Stream.runForEach((draft) => Draft.delete({ media_id: draft.media_id }))
 *   )
 * ```
 */
export const all = (
  options: {
    /** 1 leaves out the text of the articles */
    readonly no_content?: 0 | 1 | undefined
  } = {}
): Stream.Stream<Item, CallRefused | WeChatError, AccessToken | WeChatClient> =>
  Paging.all({
    count: 20,
    idOf: (draft) => draft.media_id,
    page: (offset, count) => Effect.map(list({ offset, count, ...Articles.wanted(options) }), Articles.toPage)
  })

const CheckOnly = Schema.transform(Schema.Struct({ checkonly: Schema.Literal(1) }), Schema.Void, {
  strict: true,
  decode: () => undefined,
  encode: () => ({ checkonly: 1 as const })
})

/**
 * Whether the draft box is on: `is_open` is 1 then. It only looks.
 *
 * WeChat's page has announced the end of this interface, which dates from the time when drafts were new.
 */
export const switchState = Endpoint.post("draft_switch", "/cgi-bin/draft/switch", {
  ...facts,
  semantics: "read",
  returnCodes: [0],
  query: CheckOnly,
  success: Schema.Struct({ is_open: Schema.Int })
})

/**
 * Switches the draft box on, for ever: nothing switches it off again. For an account that has it already it does nothing.
 */
export const switchOnForEver = Endpoint.post("draft_switch", "/cgi-bin/draft/switch", {
  ...facts,
  semantics: "idempotent",
  returnCodes: [0]
})
