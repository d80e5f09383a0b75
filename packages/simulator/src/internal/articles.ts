import * as Either from "effect/Either"
import * as Predicate from "effect/Predicate"
import type * as Reply from "../Reply.ts"
import * as failures from "./failures.ts"
import * as Links from "./links.ts"
import * as Read from "./read.ts"
import type { Account, Article } from "./state.ts"

type Json = Readonly<Record<string, unknown>>

const titleLimit = 32
const authorLimit = 16
const digestLimit = 128
const contentLimit = 20_000
const contentBytes = 1024 * 1024
const sourceUrlBytes = 1024
const imageLimit = 20
const draftDigest = 54
const uploadedDigest = 64
const productCards = 50

const characters = (text: string): number => [...text].length
const bytes = (text: string): number => Buffer.byteLength(text)

/** A cover may have been uploaded as an image or as a thumb: both are permanent pictures. */
const isPermanentImage = ({ material }: Account, mediaId: string): boolean =>
  material.image.get(mediaId) !== undefined || material.thumb.get(mediaId) !== undefined

const refusalOfPictures = (account: Account, json: Json): Reply.Reply | undefined => {
  const list = Read.array(Read.object(json, "image_info") ?? {}, "image_list")
  if (list === undefined || list.length === 0) return failures.fieldsMissing
  if (list.length > imageLimit) return failures.tooManyImages
  const known = list.every((image) =>
    Predicate.isReadonlyRecord(image) && isPermanentImage(account, Read.text(image, "image_media_id") ?? "")
  )
  return known ? undefined : failures.invalidMediaId
}

/** Text that was escaped by its sender, and would show as it stands. */
const escaped = /\\u[0-9a-fA-F]{4}/

const refusalOfEscapes = ({ content: { forms } }: Account, article: Article): Reply.Reply | undefined =>
  forms.escapes === "refused" &&
    [article.title, article.author, article.digest, article.content].some((text) => escaped.test(text))
    ? failures.charset
    : undefined

/** What an article sells: whether the account may sell at all comes first. */
const refusalOfProducts = ({ content }: Account, json: Json): Reply.Reply | undefined => {
  const key = Read.text(
    Read.object(Read.object(json, "product_info") ?? {}, "footer_product_info") ?? {},
    "product_key"
  )
  if (key === undefined) return undefined
  switch (content.selling) {
    case "barred":
      return failures.sellingBarred
    case "unopened":
      return failures.sellingUnopened
    case "open":
      return content.productKeys.has(key) ? undefined : failures.productInvalid
  }
}

const scripts = /<script\b[^>]*>[^]*?(?:<\/script\s*>|$)/gi
const images = /<img\b[^>]*>/gi
/** Where uploadimg puts pictures: those from elsewhere are dropped. */
const ownImage = /\ssrc\s*=\s*["']?https?:\/\/mmbiz\.qpic\.cn\//i

const sanitize = (html: string): string =>
  html.replaceAll(scripts, "").replaceAll(images, (image) => ownImage.test(image) ? image : "")

const cardsIn = (html: string): number => html.split("<mp-common-product").length - 1

const refusalOfContent = (article: Article): Reply.Reply | undefined =>
  // Nothing was in it but what is taken out, or more cards than a picture message may carry.
  article.content.trim() === "" || article.article_type === "newspic" && cardsIn(article.content) > productCards
    ? failures.invalidContent
    : undefined

const refusalOfSizes = (article: Article): Reply.Reply | undefined => {
  if (article.title === "") return failures.fieldsMissing
  if (characters(article.title) > titleLimit) return failures.titleSize
  if (characters(article.author) > authorLimit) return failures.authorSize
  if (characters(article.digest) > digestLimit) return failures.descriptionSize
  if (article.content === "") return failures.emptyContent
  if (characters(article.content) >= contentLimit || bytes(article.content) >= contentBytes) return failures.contentSize
  if (bytes(article.content_source_url) > sourceUrlBytes) return failures.urlSize
  return article.content_source_url === "" || /^https?:\/\//i.test(article.content_source_url)
    ? undefined
    : failures.invalidContentSourceUrl
}

const textFields = ["title", "author", "digest", "content", "content_source_url", "thumb_media_id"] as const
const ownFields: ReadonlySet<string> = new Set([
  ...textFields,
  "article_type",
  "need_open_comment",
  "only_fans_can_comment"
])

const flag = (json: Json, field: string): 0 | 1 => Read.integer(json, field) === 1 || json[field] === true ? 1 : 0

/**
 * Reads an article of a request, and says what is wrong with it. Whatever it holds is kept as it came, but for what is
 * taken out of its text. `isCover` says which pictures can be its cover: permanent ones, if nothing else is said.
 *
 * @internal
 */
export const read = (
  account: Account,
  json: unknown,
  isCover: (mediaId: string) => boolean = (mediaId) => isPermanentImage(account, mediaId)
): Either.Either<Article, Reply.Reply> => {
  if (!Predicate.isReadonlyRecord(json)) return Either.left(failures.dataFormat)
  const type = json["article_type"] ?? "news"
  if (type !== "news" && type !== "newspic") return Either.left(failures.invalidArgs)
  const isText = (field: string) => json[field] == null || Read.text(json, field) !== undefined
  if (!textFields.every(isText)) return Either.left(failures.dataFormat)
  const text = (field: string) => Read.text(json, field) ?? ""
  const article: Article = {
    article_type: type,
    title: text("title"),
    author: text("author"),
    digest: text("digest"),
    content: text("content"),
    content_source_url: text("content_source_url"),
    thumb_media_id: text("thumb_media_id"),
    need_open_comment: flag(json, "need_open_comment"),
    only_fans_can_comment: flag(json, "only_fans_can_comment"),
    rest: Object.fromEntries(Object.entries(json).filter(([field]) => !ownFields.has(field)))
  }
  const clean: Article = { ...article, content: sanitize(article.content) }
  const refusal = refusalOfSizes(article)
    ?? refusalOfEscapes(account, article)
    ?? (type === "newspic"
      ? refusalOfPictures(account, json)
      : isCover(article.thumb_media_id)
      ? undefined
      : failures.invalidMediaId)
    ?? refusalOfContent(clean)
    ?? refusalOfProducts(account, json)
  return refusal === undefined ? Either.right(clean) : Either.left(refusal)
}

/**
 * Reads the list of articles of a request.
 *
 * @internal
 */
export const readAll = (
  account: Account,
  json: Json,
  isCover?: (mediaId: string) => boolean
): Either.Either<ReadonlyArray<Article>, Reply.Reply> => {
  if (json["articles"] === undefined) return Either.left(failures.fieldsMissing)
  const given = Read.array(json, "articles")
  if (given === undefined) return Either.left(failures.dataFormat)
  if (given.length === 0) return Either.left(failures.emptyNewsData)
  if (given.length > account.content.caps.articles) return Either.left(failures.articleCount)
  return Either.all(given.map((article) => read(account, article, isCover)))
}

const firstWords = (html: string, most: number): string =>
  [...html.replaceAll(/<[^>]*>/g, "").trim()].slice(0, most).join("")

/**
 * A draft of one article gets a digest from its text when it brings none.
 *
 * @internal
 */
export const withDigest = (articles: ReadonlyArray<Article>): ReadonlyArray<Article> => {
  const [only, second] = articles
  return only !== undefined && second === undefined && only.digest === ""
    ? [{ ...only, digest: firstWords(only.content, draftDigest) }]
    : articles
}

/**
 * Articles that are uploaded for a mass message get longer digests, each of them.
 *
 * @internal
 */
export const withUploadedDigests = (articles: ReadonlyArray<Article>): ReadonlyArray<Article> =>
  articles.map((article) =>
    article.digest === "" ? { ...article, digest: firstWords(article.content, uploadedDigest) } : article
  )

/**
 * What stands beside the articles of an item: in every live reply, and not on the page.
 *
 * @internal
 */
export const times = (
  { content: { forms } }: Account,
  { createTime, updateTime }: { readonly createTime: number; readonly updateTime: number }
): Json =>
  forms.articleTimes === "page"
    ? {}
    : { create_time: Math.floor(createTime / 1000), update_time: Math.floor(updateTime / 1000) }

/**
 * An article as replies show it.
 *
 * @internal
 */
export const write = (article: Article, options: { readonly url: string; readonly noContent?: boolean }): Json => ({
  show_cover_pic: 0,
  ...article.rest,
  article_type: article.article_type,
  title: article.title,
  author: article.author,
  digest: article.digest,
  content: options.noContent === true ? undefined : article.content,
  content_source_url: article.content_source_url,
  thumb_media_id: article.thumb_media_id,
  need_open_comment: article.need_open_comment,
  only_fans_can_comment: article.only_fans_can_comment,
  url: options.url,
  thumb_url: article.thumb_media_id === "" ? "" : Links.image(article.thumb_media_id)
})
