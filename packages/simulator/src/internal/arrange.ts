import type { AccountOptions, ComponentOptions } from "../World.ts"
import type { Chance } from "./chance.ts"
import * as ContentState from "./contentState.ts"
import * as Readers from "./readers.ts"
import { Shelf } from "./shelf.ts"
import type { Account, Article, Component, State } from "./state.ts"
import * as TemplateState from "./templateState.ts"

const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"

const aesKey = (chance: Chance): string =>
  Array.from({ length: 43 }, () => letters.charAt(Math.floor(chance.next() * letters.length))).join("")

/** One article serves all drafts that are only there to be counted or deleted. */
const filler: Article = {
  article_type: "news",
  title: "A draft",
  author: "",
  digest: "",
  content: "<p>Made by the simulator.</p>",
  content_source_url: "",
  thumb_media_id: "",
  need_open_comment: 0,
  only_fans_can_comment: 0,
  rest: {}
}

const fillerArticles: ReadonlyArray<Article> = [filler]

const idLength = 64
const indexLength = 6

/**
 * Drafts that are only there to be counted, listed and deleted. They are made when somebody looks at them.
 *
 * @internal
 */
export const addDrafts = (account: Account, chance: Chance, now: number, count: number): void => {
  if (count <= 0) return
  const stem = chance.base64Url(idLength - indexLength)
  account.drafts.putLater(count, (index) => {
    const media_id = stem + index.toString(36).padStart(indexLength, "0")
    return [media_id, { media_id, articles: fillerArticles, createTime: now, updateTime: now }]
  })
}

/**
 * Articles kept as permanent material, as nothing can make them any more.
 *
 * @internal
 */
export const addNews = (account: Account, chance: Chance, now: number): string => {
  const media_id = chance.base64Url(idLength)
  account.news.set(media_id, { media_id, articles: fillerArticles, updateTime: now, sent: undefined })
  return media_id
}

/** @internal */
export const addAccount = (state: State, chance: Chance, now: number, options: AccountOptions): Account => {
  const appId = options.appId ?? `wx${chance.hex(16)}`
  const account: Account = {
    appId,
    originalId: `gh_${chance.hex(12)}`,
    kind: options.kind ?? "service",
    verifyType: options.verifyType ?? 0,
    status: options.status ?? "normal",
    nickname: options.nickname ?? `Account ${appId.slice(-4)}`,
    principal: options.principal ?? `Company ${appId.slice(-4)}`,
    followers: options.followers ?? options.knownFollowers?.length ?? 1000,
    secret: options.secret ?? chance.hex(32),
    ipAllowList: options.ipAllowList,
    isTest: options.test ?? false,
    drafts: new Shelf(),
    draftSwitch: false,
    material: { image: new Shelf(), voice: new Shelf(), video: new Shelf(), thumb: new Shelf() },
    news: new Shelf(),
    media: new Map(),
    temporaryNews: new Map(),
    published: new Shelf(),
    jobs: new Map(),
    nextJobs: [],
    messages: new Map(),
    nextMessages: [],
    clientMessages: new Map(),
    received: { month: "", toAll: 0, byOpenId: new Map() },
    massSpeed: 0,
    content: ContentState.make(options),
    customMessages: [],
    templates: TemplateState.make(() => chance.base64Url(TemplateState.templateIdLength), options.templateMessages),
    people: new Map(),
    readings: Readers.make(options.statistics),
    used: new Map(),
    rate: new Map(),
    limits: new Map(),
    clears: { month: "", count: 0 },
    pathClears: { month: "", count: 0 },
    lookUpCodes: options.lookUpCodes ?? {},
    forced: []
  }
  state.accounts.set(appId, account)
  addDrafts(account, chance, now, options.drafts ?? 0)
  return account
}

/** @internal */
export const addComponent = (state: State, chance: Chance, options: ComponentOptions): Component => {
  const component: Component = {
    appId: options.appId ?? `wx${chance.hex(16)}`,
    secret: options.secret ?? chance.hex(32),
    token: options.token ?? chance.hex(16),
    encodingAesKey: options.encodingAesKey ?? aesKey(chance),
    authorizationUrl: options.authorizationUrl,
    messageUrl: options.messageUrl,
    ipAllowList: options.ipAllowList,
    permissionSets: options.permissionSets ?? [1, 2, 3, 7, 11, 15, 100],
    published: options.published ?? true,
    testAccounts: new Set(options.testAccounts),
    startDomain: options.startDomain,
    rotatesRefreshTokens: options.rotatesRefreshTokens ?? false,
    tickets: [],
    isPushing: true,
    authorizations: new Map(),
    preAuthCodes: new Map(),
    authCodes: new Map(),
    used: new Map(),
    rate: new Map(),
    limits: new Map(),
    clears: { month: "", count: 0 },
    pathClears: { month: "", count: 0 },
    lookUpCodes: options.lookUpCodes ?? {}
  }
  state.components.set(component.appId, component)
  return component
}
