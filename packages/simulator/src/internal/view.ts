import * as MassStatus from "./massStatus.ts"
import type * as State from "./state.ts"

/**
 * An account as a test wants to see it.
 *
 * @internal
 */
export const account = (of: State.Account) => ({
  appId: of.appId,
  originalId: of.originalId,
  kind: of.kind,
  verifyType: of.verifyType,
  status: of.status,
  nickname: of.nickname,
  principal: of.principal,
  followers: of.followers,
  secret: of.secret,
  drafts: [...of.drafts.keys()],
  material: [...Object.values(of.material), of.news].flatMap((shelf) => [...shelf.keys()]),
  published: [...of.published.values()].map(({ article_id, articles }) => ({
    article_id,
    articles: articles.map(({ article, isDeleted, url }) => ({ title: article.title, url, isDeleted }))
  })),
  messages: [...of.messages.values()].map((message) => ({
    msg_id: message.msg_id.toString(),
    status: MassStatus.of(message),
    articles: message.articles.map(({ idx, isDeleted, url }) => ({ idx, url, isDeleted }))
  })),
  /** What it sent to single followers, oldest first */
  customMessages: [...of.customMessages]
})

/** @internal */
export const component = (of: State.Component) => ({
  appId: of.appId,
  secret: of.secret,
  token: of.token,
  encodingAesKey: of.encodingAesKey,
  authorizationUrl: of.authorizationUrl,
  messageUrl: of.messageUrl,
  permissionSets: of.permissionSets,
  published: of.published,
  testAccounts: [...of.testAccounts],
  startDomain: of.startDomain,
  newestTicket: of.tickets.at(-1)?.value,
  isPushing: of.isPushing,
  authorizations: [...of.authorizations.values()].map(({ account: appId, permissionSets }) => ({
    account: appId,
    permissionSets
  }))
})
