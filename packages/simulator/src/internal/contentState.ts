import type * as Content from "../Content.ts"

/**
 * A comment below an article.
 *
 * @internal
 */
export interface Comment {
  readonly id: bigint
  /** Nothing where the reader has no identity of WeChat */
  readonly openId: string | undefined
  readonly createdAt: number
  readonly content: string
  isFeatured: boolean
  /** By its author: it is seen nowhere, and still known */
  isWithdrawn: boolean
  reply: { readonly content: string; readonly createdAt: number } | undefined
}

/**
 * An article that is out, and what stands below it.
 *
 * @internal
 */
export interface CommentedArticle {
  /** Shared with the message or the publication that it belongs to */
  readonly article: { readonly isDeleted: boolean; flag?: Content.ArticleFlag }
  isOpen: boolean
  fansOnly: boolean
  /** By id, oldest first */
  readonly comments: Map<string, Comment>
}

/**
 * What the content of an account hangs on.
 *
 * @internal
 */
export interface ContentState {
  forms: Required<Content.Forms>
  readonly caps: Required<Content.Caps>
  readonly comments: boolean
  readonly followers: ReadonlyMap<string, Content.Follower>
  readonly tags: ReadonlySet<number>
  readonly selling: Content.Selling
  readonly products: ReadonlySet<string>
  /** Keys of product cards that were asked for */
  readonly productKeys: Set<string>
  readonly publishingBanned: boolean
  readonly sendProtection: boolean
  /** When each material was mass-sent last */
  readonly sentAt: Map<string, number>
  /** Messages that wait for the administrator, oldest first */
  readonly waiting: Array<(answer: "confirm" | "refuse") => void>
  /** The articles of each `msg_data_id` */
  readonly articles: Map<string, ReadonlyArray<CommentedArticle>>
}

const forms: Required<Content.Forms> = {
  publishId: "number",
  publishEvent: "PUBLISHJOBFINISH",
  runningFailIdx: "empty",
  articleTimes: "live",
  draftItem: "empty",
  escapes: "stored",
  massMsgId: "number",
  previewMsgId: "none",
  repeatedMessage: "msg_id",
  clientMsgIdBytes: 32,
  unknownTag: 40152,
  apiVideos: "sent",
  commentReply: "object",
  mostComments: 49,
  missingReply: 88009,
  fileNames: "any",
  wrongFile: 40005,
  largeFile: "of its kind",
  imageUrl: "with a code",
  newsCreatedAt: "number"
}

const caps: Required<Content.Caps> = {
  images: 100_000,
  files: 1000,
  articles: 8,
  featuredComments: 100,
  replyCharacters: 600,
  secondsBetweenSends: 0,
  publishesAMinute: Infinity
}

/** @internal */
export const make = (options: Content.Options): ContentState => {
  const { comments = true, knownFollowers = [], products = [], tags = [] } = options
  return {
    forms: { ...forms, ...options.forms },
    caps: { ...caps, ...options.caps },
    comments,
    followers: new Map(knownFollowers.map((follower) => [follower.openId, follower])),
    tags: new Set([...tags, ...knownFollowers.flatMap((follower) => follower.tags ?? [])]),
    selling: options.selling ?? (products.length > 0 ? "open" : "unopened"),
    products: new Set(products),
    productKeys: new Set(),
    publishingBanned: options.publishingBanned ?? false,
    sendProtection: options.sendProtection ?? false,
    sentAt: new Map(),
    waiting: [],
    articles: new Map()
  }
}
