/**
 * `/cgi-bin/freepublish/*`: articles with a lasting address, without a message to followers.
 *
 * @internal
 */
import * as Either from "effect/Either"
import * as Reply from "../Reply.ts"
import * as Articles from "../internal/articles.ts"
import * as failures from "../internal/failures.ts"
import type { AccountInterface, Interface } from "../internal/Interface.ts"
import * as Paging from "../internal/paging.ts"
import * as Position from "../internal/position.ts"
import * as Publish from "../internal/publish.ts"
import * as Read from "../internal/read.ts"
import type { Account, Published } from "../internal/state.ts"

const common = {
  speaker: "account",
  sets: [7],
  eligible: { official: "certified", service: "all" },
  method: "POST",
  body: "json"
} as const

const seconds = (millis: number): number => Math.floor(millis / 1000)

const publishedOf = (account: Account, json: Readonly<Record<string, unknown>>): Published | undefined =>
  account.published.get(Read.text(json, "article_id") ?? "")

const contentOf = (account: Account, published: Published, noContent = false) => ({
  news_item: published.articles.map(({ article, isDeleted, url }) => ({
    ...Articles.write(article, { url, noContent }),
    is_deleted: isDeleted
  })),
  ...Articles.times(account, published)
})

/** The page calls it a text; live, it is a number. */
const publishId = ({ content: { forms } }: Account, id: string): string | bigint =>
  forms.publishId === "text" ? id : BigInt(id)

const submit: AccountInterface = {
  ...common,
  name: "freepublish_submit",
  path: "/cgi-bin/freepublish/submit",
  daily: 100,
  handle: (call) => {
    const draft = call.account.drafts.get(Read.text(call.json, "media_id") ?? "")
    if (draft === undefined) return failures.invalidMediaId
    const refused = Publish.refusal(call.account, draft, call.now)
    if (refused !== undefined) return refused
    const { dataId, job } = Publish.submit(call, draft)
    return Reply.ok({ publish_id: publishId(call.account, job.publish_id), msg_data_id: String(dataId) })
  }
}

const get: AccountInterface = {
  ...common,
  name: "freepublish_get",
  path: "/cgi-bin/freepublish/get",
  daily: 100,
  handle: ({ account, json }) => {
    const id = Read.text(json, "publish_id") ?? ""
    if (!/^\d+$/.test(id)) return failures.invalidArgument
    const job = account.jobs.get(id)
    if (job === undefined) return failures.invalidPublishId
    const { published, status } = Publish.statusOf(account, job)
    return Reply.data({
      publish_id: publishId(account, job.publish_id),
      publish_status: status,
      ...(published === undefined ? {} : {
        article_id: published.article_id,
        article_detail: {
          count: published.articles.length,
          item: published.articles.map(({ url }, at) => ({ idx: at + 1, article_url: url }))
        }
      }),
      fail_idx: status === 1 && account.content.forms.runningFailIdx === "first" ? [1] : job.failIdx
    })
  }
}

const remove: AccountInterface = {
  ...common,
  name: "freepublishDelete",
  path: "/cgi-bin/freepublish/delete",
  daily: 10,
  handle: ({ account, json, now }) => {
    const published = publishedOf(account, json)
    if (published === undefined) return failures.invalidArticleId
    const position = Position.read(json, "index")
    if (position === undefined) return failures.invalidIndex
    const doomed = position === "all" ? published.articles : published.articles.slice(position - 1, position)
    if (doomed.length === 0) return failures.invalidIndex
    for (const article of doomed) article.isDeleted = true
    published.updateTime = now
    return Reply.ok()
  }
}

const getarticle: AccountInterface = {
  ...common,
  name: "freepublishGetarticle",
  path: "/cgi-bin/freepublish/getarticle",
  daily: 100,
  handle: ({ account, json }) => {
    const published = publishedOf(account, json)
    return published === undefined ? failures.invalidArticleId : Reply.data(contentOf(account, published))
  }
}

const batchget: AccountInterface = {
  ...common,
  name: "freepublish_batchget",
  path: "/cgi-bin/freepublish/batchget",
  daily: 100,
  handle: ({ account, json }) => {
    const page = Paging.page(json, account.published)
    if (Either.isLeft(page)) return page.left
    const { items, total } = page.right
    return Reply.data({
      total_count: total,
      item_count: items.length,
      item: items.map((published) => ({
        article_id: published.article_id,
        content: contentOf(account, published, Paging.wantsNoContent(json)),
        update_time: seconds(published.updateTime)
      }))
    })
  }
}

/** @internal */
export const interfaces: ReadonlyArray<Interface> = [submit, get, remove, getarticle, batchget]
