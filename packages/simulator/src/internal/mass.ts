import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type { Chance } from "./chance.ts"
import * as Comments from "./comments.ts"
import * as Ids from "./ids.ts"
import type { AccountCall } from "./Interface.ts"
import * as Links from "./links.ts"
import * as MassConfirmation from "./massConfirmation.ts"
import type { Content } from "./massContent.ts"
import type { Spent } from "./massQuota.ts"
import * as Readers from "./readers.ts"
import type { Account, Article, MassMessage, SentArticle } from "./state.ts"
import * as Xml from "./xml.ts"

/** How long it takes until a message is out. */
const jobTime = Duration.seconds(3)

const success = "send success"

type Answer = MassConfirmation.Answer

/** What the administrator's answer makes of a message that would go out otherwise. */
const answers: Readonly<Record<Answer, string | undefined>> = {
  confirm: undefined,
  refuse: "err(40001)",
  silence: "err(40002)"
}

const sentArticles = (
  account: Account,
  chance: Chance,
  dataId: number,
  count: number
): ReadonlyArray<SentArticle> =>
  Array.from({ length: count }, (_, at) => ({
    idx: at + 1,
    url: Links.article(account, chance, dataId, at + 1),
    isDeleted: false
  }))

/** The same material always has the same addresses. */
const articlesOf = (account: Account, chance: Chance, dataId: number, content: Content): ReadonlyArray<SentArticle> => {
  switch (content._tag) {
    case "Draft":
      return sentArticles(account, chance, dataId, content.draft.articles.length)
    case "News":
      content.news.sent ??= sentArticles(account, chance, dataId, content.news.articles.length)
      return content.news.sent
    case "Video":
      return sentArticles(account, chance, dataId, 1)
    case "Other":
      return []
  }
}

/** What the check of originality found, for the two results that come from it. */
const checkStates: ReadonlyMap<string, number> = new Map([["err(30002)", 3], ["err(30003)", 2]])

/** These two are said only to those who want to stop where an article is a reprint, or could not be checked. */
const overlooked: ReadonlySet<string> = new Set(["err(30001)", "err(30003)"])

const articlesIn = (content: Content): ReadonlyArray<Article> =>
  content._tag === "Draft" ? content.draft.articles : content._tag === "News" ? content.news.articles : []

const copyright = (outcome: string, content: Content): string => {
  const checked = checkStates.get(outcome)
  const articles = articlesIn(content)
  const items = checked === undefined ? [] : articles.map((_, at) =>
    Xml.element(
      "item",
      Xml.number("ArticleIdx", at + 1),
      Xml.number("UserDeclareState", 0),
      Xml.number("AuditState", 2),
      Xml.cdata("OriginalArticleUrl", "http://mp.weixin.qq.com/s/original"),
      Xml.number("OriginalArticleType", 1),
      Xml.number("CanReprint", checked === 2 ? 1 : 0),
      Xml.number("NeedReplaceContent", 1),
      Xml.number("NeedShowReprintSource", 1)
    )
  )
  return Xml.element(
    "CopyrightCheckResult",
    Xml.number("Count", items.length),
    Xml.element("ResultList", ...items),
    Xml.number("CheckState", checked ?? 1)
  )
}

const addresses = (content: Content, articles: ReadonlyArray<SentArticle>): string =>
  content._tag === "Draft" || content._tag === "News"
    ? Xml.element(
      "ArticleUrlResult",
      Xml.number("Count", articles.length),
      Xml.element(
        "ResultList",
        ...articles.map(({ idx, url }) =>
          Xml.element("item", Xml.number("ArticleIdx", idx), Xml.cdata("ArticleUrl", url))
        )
      )
    )
    : ""

/**
 * Sends a message. Its draft is out of the box, and back in it if the message fails.
 *
 * @internal
 */
export const send = (
  call: AccountCall,
  ask: {
    readonly type: string
    readonly content: Content
    /** How many were asked for */
    readonly total: number
    readonly spent: Spent
    /** Whether it goes out although an article is a reprint */
    readonly ignoresReprint: boolean
    /** Whether the administrator has to confirm it */
    readonly isProtected: boolean
  }
): MassMessage => {
  const { account, chance, now } = call
  const { content, spent, total } = ask
  const dataId = Ids.dataId(account, chance)
  const message: MassMessage = {
    msg_id: Ids.msgId(chance),
    msg_data_id: content._tag === "Draft" || content._tag === "News" ? dataId : undefined,
    type: ask.type,
    status: "SENDING",
    sentAt: now,
    articles: []
  }
  const planned = account.nextMessages.shift() ?? success
  account.messages.set(message.msg_id.toString(), message)
  if (content._tag === "Draft") account.drafts.delete(content.draft.media_id)

  const finish = (answer: Answer, at: number): string => {
    const outcome = answers[answer] ?? planned
    const status = ask.ignoresReprint && overlooked.has(outcome) ? success : outcome
    const isSent = status === success
    message.status = isSent ? "SEND_SUCCESS" : "SEND_FAIL"
    if (isSent) {
      message.articles = articlesOf(account, chance, dataId, content)
      if (message.msg_data_id !== undefined) {
        const made = articlesIn(content)
        Comments.begin(account, dataId, message.articles.map((article, at) => ({ article, made: made[at] })))
        Readers.begin(
          account.readings,
          dataId,
          message.articles.map(({ url }, at) => ({ url, title: made[at]?.title ?? "" })),
          { at, isNotified: true, receivers: spent.receivers, followers: account.followers }
        )
      }
    } else {
      spent.giveBack()
      if (content._tag === "Draft") account.drafts.set(content.draft.media_id, content.draft)
    }
    return [
      Xml.number("MsgID", message.msg_id),
      Xml.cdata("Status", status),
      Xml.number("TotalCount", total),
      Xml.number("FilterCount", spent.receivers),
      Xml.number("SentCount", isSent ? spent.receivers : 0),
      Xml.number("ErrorCount", isSent ? 0 : spent.receivers),
      copyright(outcome, content),
      addresses(content, message.articles)
    ].join("")
  }

  call.later(Effect.flatMap(
    ask.isProtected ? MassConfirmation.ask(account) : Effect.succeed<Answer>("confirm"),
    (answer) =>
      Effect.delay(
        Effect.flatMap(
          Clock.currentTimeMillis,
          (at) => call.pushEvent(account, "MASSSENDJOBFINISH", finish(answer, at))
        ),
        jobTime
      )
  ))
  return message
}
