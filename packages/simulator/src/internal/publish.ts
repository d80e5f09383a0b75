import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type * as Reply from "../Reply.ts"
import * as Comments from "./comments.ts"
import * as failures from "./failures.ts"
import * as Ids from "./ids.ts"
import type { AccountCall } from "./Interface.ts"
import * as Links from "./links.ts"
import type { Account, Draft, Published, PublishedArticle, PublishJob, PublishOutcome } from "./state.ts"
import * as Readers from "./readers.ts"
import * as Xml from "./xml.ts"

/** How long a job takes. */
const jobTime = Duration.seconds(3)

const success: PublishOutcome = { status: 0, failIdx: [] }

const eventOf = ({ failIdx, publish_id, status }: PublishJob, published: Published | undefined): string =>
  Xml.element(
    "PublishEventInfo",
    Xml.number("publish_id", BigInt(publish_id)),
    Xml.number("publish_status", status),
    ...(published === undefined ? failIdx.map((idx) => Xml.number("fail_idx", idx)) : [
      Xml.cdata("article_id", published.article_id),
      Xml.element(
        "article_detail",
        Xml.number("count", published.articles.length),
        ...published.articles.map(({ url }, at) =>
          Xml.element("item", Xml.number("idx", at + 1), Xml.cdata("article_url", url))
        )
      )
    ])
  )

const minute = 60_000

/**
 * Why a draft is not published.
 *
 * @internal
 */
export const refusal = ({ content, jobs }: Account, draft: Draft, now: number): Reply.Reply | undefined => {
  if (content.publishingBanned) return failures.publishBanned
  const recent = [...jobs.values()].filter(({ submittedAt }) => now - submittedAt < minute)
  if (recent.length >= content.caps.publishesAMinute) return failures.publishTooOften
  switch (draft.flaw) {
    case "failsCheck":
      return failures.draftCheckFailed
    case "consoleOnly":
      return failures.draftOfConsole
    case "unsaved":
      return failures.draftUnsaved
    default:
      return undefined
  }
}

/**
 * Takes a draft out of the box and begins to publish it. Where that fails the draft is back in the box.
 *
 * @internal
 */
export const submit = (call: AccountCall, draft: Draft): { readonly job: PublishJob; readonly dataId: number } => {
  const { account, chance } = call
  const dataId = Ids.dataId(account, chance)
  const job: PublishJob = {
    publish_id: Ids.publishId(account, chance),
    media_id: draft.media_id,
    submittedAt: call.now,
    status: 1,
    failIdx: []
  }
  const outcome = account.nextJobs.shift() ?? success
  account.jobs.set(job.publish_id, job)
  account.drafts.delete(draft.media_id)

  const finish = (now: number): Published | undefined => {
    job.status = outcome.status
    if (outcome.status !== 0) {
      // Only these two say which articles are to blame.
      if (outcome.status !== 3) job.failIdx = outcome.failIdx
      account.drafts.set(draft.media_id, draft)
      return undefined
    }
    const published: Published = {
      article_id: chance.base64Url(43),
      articles: draft.articles.map((article, at) => ({
        article,
        url: Links.article(account, chance, dataId, at + 1),
        isDeleted: false
      })),
      createTime: now,
      updateTime: now
    }
    job.article_id = published.article_id
    account.published.set(published.article_id, published)
    Comments.begin(account, dataId, published.articles.map((article) => ({ article, made: article.article })))
    Readers.begin(
      account.readings,
      dataId,
      published.articles.map(({ article: { title }, url }) => ({ url, title })),
      { at: now, isNotified: false, receivers: 0, followers: account.followers }
    )
    return published
  }

  call.later(Effect.delay(
    Effect.flatMap(
      Clock.currentTimeMillis,
      (now) =>
        Effect.suspend(() => call.pushEvent(account, account.content.forms.publishEvent, eventOf(job, finish(now))))
    ),
    jobTime
  ))
  return { job, dataId }
}

const isDeleted = (article: PublishedArticle): boolean => article.isDeleted

/**
 * How a job stands by now: a success all of whose articles were deleted since, or banned, has a number of its own.
 *
 * @internal
 */
export const statusOf = (
  account: Account,
  job: PublishJob
): { readonly status: number; readonly published: Published | undefined } => {
  const published = job.article_id === undefined ? undefined : account.published.get(job.article_id)
  if (published?.isBanned === true) return { status: 6, published: undefined }
  return published !== undefined && published.articles.every(isDeleted)
    ? { status: 5, published: undefined }
    : { status: job.status, published }
}
