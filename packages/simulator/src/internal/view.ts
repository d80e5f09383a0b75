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
  material: [...of.material.keys()],
  published: [...of.published.values()].map(({ article_id, articles }) => ({
    article_id,
    articles: articles.map(({ article, isDeleted, url }) => ({ title: article.title, url, isDeleted }))
  })),
  messages: [...of.messages.values()].map(({ articles, msg_id, status }) => ({
    msg_id: msg_id.toString(),
    status,
    articles: articles.map(({ idx, isDeleted, url }) => ({ idx, url, isDeleted }))
  }))
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
  newestTicket: of.tickets.at(-1)?.value,
  isPushing: of.isPushing,
  authorizations: [...of.authorizations.values()].map(({ account: appId, permissionSets }) => ({
    account: appId,
    permissionSets
  }))
})
