/**
 * Everything the simulated platform remembers. Plain mutable data: each request is handled in one step, without a yield
 * in between, so nothing is ever seen half done.
 *
 * @internal
 */
import type { ArticleFlag, DraftFlaw } from "../Content.ts"
import type { AccountKind, AccountStatus, LookUpCodes } from "../World.ts"
import type { ContentState } from "./contentState.ts"
import type { Readings } from "./readers.ts"
import type { Shelf } from "./shelf.ts"
import type { Attitude, LibraryTemplate } from "../TemplateMessages.ts"
import * as TemplateLibrary from "./templateLibrary.ts"
import type { Templates } from "./templateState.ts"

/** @internal */
export interface Article {
  readonly article_type: "news" | "newspic"
  readonly title: string
  readonly author: string
  readonly digest: string
  readonly content: string
  readonly content_source_url: string
  readonly thumb_media_id: string
  readonly need_open_comment: 0 | 1
  readonly only_fans_can_comment: 0 | 1
  /** Whatever else was sent, given back as it came */
  readonly rest: Readonly<Record<string, unknown>>
}

/** @internal */
export interface Draft {
  readonly media_id: string
  articles: ReadonlyArray<Article>
  readonly createTime: number
  updateTime: number
  /** Why it cannot go out, until it is saved anew */
  flaw?: DraftFlaw | undefined
}

/** @internal */
export type FileType = "image" | "voice" | "video" | "thumb"

/**
 * A permanent file.
 *
 * @internal
 */
export interface Material {
  readonly media_id: string
  readonly type: FileType
  readonly name: string
  readonly contentType: string
  readonly bytes: Uint8Array
  readonly updateTime: number
  /** What was said about a video */
  readonly title: string
  readonly introduction: string
  /** By a menu or an automatic reply, which keeps it from being deleted */
  inUse?: boolean
}

/**
 * Articles that are kept as one item: for good, from the time before there were drafts, or for three days.
 *
 * @internal
 */
export interface News {
  readonly media_id: string
  readonly articles: ReadonlyArray<Article>
  readonly updateTime: number
  /** Where the articles stand once they were sent: the same material keeps its addresses */
  sent: ReadonlyArray<SentArticle> | undefined
}

/** @internal */
export interface TemporaryMedia {
  readonly media_id: string
  readonly type: FileType
  readonly name: string
  readonly contentType: string
  readonly bytes: Uint8Array
  /** Milliseconds of the epoch */
  readonly createdAt: number
  /** The same in 16 kHz, for a recording that was made in a page */
  readonly speex?: Uint8Array
}

/** @internal */
export interface PublishedArticle {
  readonly article: Article
  readonly url: string
  isDeleted: boolean
  flag?: ArticleFlag
}

/** @internal */
export interface Published {
  readonly article_id: string
  readonly articles: ReadonlyArray<PublishedArticle>
  readonly createTime: number
  updateTime: number
  /** By the platform, all of it */
  isBanned?: boolean
}

/** @internal */
export interface PublishJob {
  readonly publish_id: string
  readonly media_id: string
  readonly submittedAt: number
  /** 0 done, 1 running, 2 originality, 3 failed, 4 refused; what became of it since (5, 6) is seen at the articles */
  status: 0 | 1 | 2 | 3 | 4
  article_id?: string
  failIdx: ReadonlyArray<number>
}

/**
 * How a publish job will end.
 *
 * @internal
 */
export interface PublishOutcome {
  readonly status: 0 | 2 | 3 | 4
  /** The articles that are to blame, counted from 1 */
  readonly failIdx: ReadonlyArray<number>
}

/** @internal */
export interface SentArticle {
  /** Counted from 1 */
  readonly idx: number
  readonly url: string
  isDeleted: boolean
  flag?: ArticleFlag
}

/** @internal */
export interface MassMessage {
  readonly msg_id: bigint
  /** Only of articles */
  readonly msg_data_id: number | undefined
  readonly type: string
  /** That it was deleted since is seen at its articles, which it may share with another message */
  status: "SENDING" | "SEND_SUCCESS" | "SEND_FAIL"
  readonly sentAt: number
  articles: ReadonlyArray<SentArticle>
}

/**
 * What an account has sent to one follower in a chat.
 *
 * @internal
 */
export interface CustomMessage {
  readonly at: number
  readonly touser: string
  readonly msgtype: string
  /** The object beside `msgtype` */
  readonly message: Readonly<Record<string, unknown>>
}

/** @internal */
export interface Account {
  readonly appId: string
  /** `gh_` and 12 hexadecimal digits */
  readonly originalId: string
  kind: AccountKind
  verifyType: number
  status: AccountStatus
  nickname: string
  principal: string
  followers: number
  secret: string
  ipAllowList: ReadonlyArray<string> | undefined
  readonly isTest: boolean
  readonly drafts: Shelf<Draft>
  /** Whether the draft box was switched on; it works either way */
  draftSwitch: boolean
  readonly material: Readonly<Record<FileType, Shelf<Material>>>
  readonly news: Shelf<News>
  /** Oldest first */
  readonly media: Map<string, TemporaryMedia>
  /** Articles that were uploaded for a mass message, and last three days */
  readonly temporaryNews: Map<string, News>
  readonly published: Shelf<Published>
  readonly jobs: Map<string, PublishJob>
  /** How the next jobs will end; well, when there is nothing here */
  readonly nextJobs: Array<PublishOutcome>
  readonly messages: Map<string, MassMessage>
  /** The `Status` that the next mass messages will end with */
  readonly nextMessages: Array<string>
  /** By `clientmsgid` */
  readonly clientMessages: Map<string, { readonly message: MassMessage; readonly at: number; triedAt: number }>
  /** How many mass messages followers got in a month: all of them, and each one by itself */
  received: { readonly month: string; toAll: number; readonly byOpenId: Map<string, number> }
  massSpeed: number
  /** What its content hangs on: followers by name, comments, caps, forms */
  readonly content: ContentState
  readonly customMessages: Array<CustomMessage>
  readonly templates: Templates
  /** What someone said about its messages */
  readonly people: Map<string, Attitude>
  readonly readings: Readings
  /** Calls of the day by path */
  readonly used: Map<string, { day: number; count: number }>
  /** Calls of the minute by path */
  readonly rate: Map<string, { minute: number; count: number }>
  /** Limits that a test has set, by path */
  readonly limits: Map<string, { daily?: number; minute?: number }>
  /** How often quotas were cleared in a month */
  clears: { month: string; count: number }
  /** The same of single paths */
  pathClears: { month: string; count: number }
  readonly lookUpCodes: LookUpCodes
  /** When the stable token was renewed by force */
  forced: ReadonlyArray<number>
}

/** @internal */
export interface Authorization {
  readonly account: string
  permissionSets: ReadonlyArray<number>
  readonly since: number
  refreshToken: string
  /** After a rotation the former ones still work for a while */
  formerRefreshTokens: ReadonlyArray<{ readonly value: string; readonly until: number }>
  /** Until a code was exchanged, nobody is shown the refresh token */
  isExchanged: boolean
  /** `location_report` and its like */
  readonly options: Map<string, string>
}

/** @internal */
export interface Component {
  readonly appId: string
  secret: string
  token: string
  encodingAesKey: string
  authorizationUrl: string | undefined
  messageUrl: string | undefined
  ipAllowList: ReadonlyArray<string> | undefined
  permissionSets: ReadonlyArray<number>
  published: boolean
  testAccounts: ReadonlySet<string>
  startDomain: string | undefined
  rotatesRefreshTokens: boolean
  /** Newest last */
  tickets: ReadonlyArray<{ readonly value: string; readonly at: number }>
  isPushing: boolean
  readonly authorizations: Map<string, Authorization>
  readonly preAuthCodes: Map<string, { readonly expiresAt: number }>
  readonly authCodes: Map<
    string,
    { readonly account: string; readonly expiresAt: number; readonly authorization: Authorization; isUsed: boolean }
  >
  /** Calls of component interfaces, as of an account */
  readonly used: Map<string, { day: number; count: number }>
  readonly rate: Map<string, { minute: number; count: number }>
  readonly limits: Map<string, { daily?: number; minute?: number }>
  clears: { month: string; count: number }
  /** The same of single paths */
  pathClears: { month: string; count: number }
  readonly lookUpCodes: LookUpCodes
}

/** @internal */
export interface Token {
  readonly value: string
  /** Who gave it: this decides which one it replaces */
  readonly source: "plain" | "stable" | "component" | "authorizer"
  /** The account it speaks for; the component itself for a component token */
  readonly appId: string
  /** The component that calls, for tokens of a component and of its authorizers */
  readonly component: string | undefined
  readonly expiresAt: number
  /** From when it is void before its time, because another took its place or the right went */
  voidAt: number
}

/**
 * The tokens of one source and speaker that may work.
 *
 * @internal
 */
export interface Running {
  readonly current: Token
  /** The one before, which works a little longer */
  readonly former: Token | undefined
}

/** @internal */
export interface Rid {
  readonly rid: string
  readonly at: number
  readonly appId: string | undefined
  readonly url: string
  readonly requestBody: string
  readonly responseBody: string
  readonly clientIp: string
  readonly costInMs: number
}

/** @internal */
export interface State {
  readonly accounts: Map<string, Account>
  readonly components: Map<string, Component>
  readonly tokens: Map<string, Token>
  /** The running tokens of each source and speaker */
  readonly running: Map<string, Running>
  readonly rids: Map<string, Rid>
  /** Templates for accounts to adopt, by `template_id_short` */
  readonly templateLibrary: Map<string, LibraryTemplate>
}

/** @internal */
export const make = (): State => ({
  accounts: new Map(),
  components: new Map(),
  tokens: new Map(),
  running: new Map(),
  rids: new Map(),
  templateLibrary: new Map(TemplateLibrary.defaults.map((template) => [template.template_id_short, template]))
})
