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
  /** The articles that are out, by the id and the position that comment interfaces know them by */
  comments: [...of.content.articles].flatMap(([msg_data_id, articles]) =>
    articles.map(({ comments, isOpen }, index) => ({
      msg_data_id,
      index,
      isOpen,
      comments: [...comments.values()].map(({ content, id, isFeatured, isWithdrawn, openId, reply }) => ({
        user_comment_id: id.toString(),
        content,
        isFeatured,
        isWithdrawn,
        ...(openId === undefined ? {} : { openId }),
        ...(reply === undefined ? {} : { reply: reply.content })
      }))
    }))
  ),
  industries: of.templates.industries,
  templates: [...of.templates.adopted.values()].map(({ template_id, title }) => ({ template_id, title })),
  subscribeTemplateId: of.templates.subscribeTemplateId,
  /** Oldest first */
  templateMessages: of.templates.sent.map(({ at, miniprogram, msgid, status, template_id, text, touser, url }) => ({
    msgid: msgid.toString(),
    at,
    touser,
    template_id,
    text,
    status,
    ...(url === undefined ? {} : { url }),
    ...(miniprogram === undefined ? {} : { miniprogram })
  })),
  subscriptionMessages: [...of.templates.subscriptionMessages],
  /** The articles that statistics know, as they name them */
  readArticles: [...of.readings.articles.values()].map(({ at, isNotified, msgid, title }) => ({
    msgid,
    title,
    at,
    isNotified
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
