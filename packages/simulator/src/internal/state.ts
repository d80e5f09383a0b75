/**
 * Everything the simulated platform remembers. Plain mutable data: each request is handled in one step, without a yield
 * in between, so nothing is ever seen half done.
 *
 * @internal
 */
import type { AccountKind, AccountStatus } from "../World.ts"

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
}

/** @internal */
export interface Material {
  readonly media_id: string
  readonly type: "image" | "voice" | "video" | "thumb"
  readonly name: string
  readonly contentType: string
  readonly bytes: Uint8Array
  readonly updateTime: number
  readonly title?: string
  readonly introduction?: string
}

/** @internal */
export interface TemporaryMedia {
  readonly media_id: string
  readonly type: "image" | "voice" | "video" | "thumb"
  readonly name: string
  readonly contentType: string
  readonly bytes: Uint8Array
  /** Milliseconds of the epoch */
  readonly createdAt: number
}

/** @internal */
export interface PublishedArticle {
  readonly article: Article
  readonly url: string
  isDeleted: boolean
}

/** @internal */
export interface Published {
  readonly article_id: string
  readonly articles: ReadonlyArray<PublishedArticle>
  readonly updateTime: number
}

/** @internal */
export interface PublishJob {
  readonly publish_id: string
  readonly media_id: string
  /** 0 done, 1 running, 2 originality, 3 failed, 4 refused, 5 all deleted, 6 all banned */
  status: 0 | 1 | 2 | 3 | 4 | 5 | 6
  article_id?: string
  failIdx: ReadonlyArray<number>
}

/** @internal */
export interface MassMessage {
  readonly msg_id: bigint
  readonly msg_data_id: bigint
  readonly type: string
  status: "SENDING" | "SEND_SUCCESS" | "SEND_FAIL" | "DELETE"
  readonly sentAt: number
  readonly clientmsgid: string | undefined
  readonly articles: ReadonlyArray<{ readonly idx: number; readonly url: string; isDeleted: boolean }>
  readonly recipients: number
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
  readonly drafts: Map<string, Draft>
  readonly material: Map<string, Material>
  readonly media: Map<string, TemporaryMedia>
  readonly published: Map<string, Published>
  readonly jobs: Map<string, PublishJob>
  readonly messages: Map<string, MassMessage>
  /** Calls of the day by path */
  readonly used: Map<string, { day: number; count: number }>
  /** Calls of the minute by path */
  readonly rate: Map<string, { minute: number; count: number }>
  /** Limits that a test has set, by path */
  readonly limits: Map<string, { daily?: number; minute?: number }>
  /** How often quotas were cleared in a month */
  clears: { month: string; count: number }
  /** When the stable token was renewed by force */
  forced: ReadonlyArray<number>
}

/** @internal */
export interface Authorization {
  readonly account: string
  permissionSets: ReadonlyArray<number>
  readonly since: number
  refreshToken: string
  /** After a rotation the former one still works for a while */
  formerRefreshToken: { readonly value: string; readonly until: number } | undefined
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
  /** The running token of each source and speaker */
  readonly running: Map<string, Token>
  readonly rids: Map<string, Rid>
}

/** @internal */
export const make = (): State => ({
  accounts: new Map(),
  components: new Map(),
  tokens: new Map(),
  running: new Map(),
  rids: new Map()
})
