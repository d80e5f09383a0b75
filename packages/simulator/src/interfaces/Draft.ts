/**
 * `/cgi-bin/draft/*`: the draft box.
 *
 * @internal
 */
import * as Either from "effect/Either"
import * as Reply from "../Reply.ts"
import * as Articles from "../internal/articles.ts"
import * as Comments from "../internal/comments.ts"
import * as failures from "../internal/failures.ts"
import type { AccountInterface, Interface } from "../internal/Interface.ts"
import * as Links from "../internal/links.ts"
import * as Paging from "../internal/paging.ts"
import * as Read from "../internal/read.ts"
import type { Account, Draft } from "../internal/state.ts"

const common = { speaker: "account", sets: [11, 100], eligible: { official: "all", service: "all" } } as const

const seconds = (millis: number): number => Math.floor(millis / 1000)

const draftOf = (account: Account, json: Readonly<Record<string, unknown>>): Draft | undefined =>
  account.drafts.get(Read.text(json, "media_id") ?? "")

const contentOf = (account: Account, draft: Draft, noContent = false) => ({
  news_item: draft.articles.map((article, at) =>
    Articles.write(article, { url: Links.preview(account, draft.media_id, at + 1), noContent })
  ),
  ...Articles.times(account, draft)
})

const add: AccountInterface = {
  ...common,
  name: "draft_add",
  method: "POST",
  path: "/cgi-bin/draft/add",
  body: "json",
  daily: 1000,
  handle: ({ account, chance, json, now }) => {
    const articles = Articles.readAll(account, json)
    if (Either.isLeft(articles)) return articles.left
    const media_id = chance.base64Url(64)
    account.drafts.set(media_id, {
      media_id,
      articles: Articles.withDigest(articles.right),
      createTime: now,
      updateTime: now
    })
    const item = account.content.forms.draftItem === "empty"
      ? []
      : articles.right.map((_, index) => ({ index, ad_count: 0 }))
    return Reply.data({ media_id, item })
  }
}

const get: AccountInterface = {
  ...common,
  name: "getDraft",
  method: "POST",
  path: "/cgi-bin/draft/get",
  body: "json",
  daily: 500,
  handle: ({ account, json }) => {
    const draft = draftOf(account, json)
    return draft === undefined ? failures.invalidMediaId : Reply.data(contentOf(account, draft))
  }
}

const update: AccountInterface = {
  ...common,
  name: "draft_update",
  method: "POST",
  path: "/cgi-bin/draft/update",
  body: "json",
  daily: 1000,
  handle: ({ account, json, now }) => {
    const draft = draftOf(account, json)
    if (draft === undefined) return failures.invalidMediaId
    // Counted from 0, unlike everywhere else; and it only matters where there are several articles.
    const index = json["index"] == null && draft.articles.length === 1 ? 0 : Read.integer(json, "index")
    if (index === undefined || draft.articles[index] === undefined) return failures.invalidIndex
    if (json["articles"] === undefined) return failures.fieldsMissing
    const article = Articles.read(account, json["articles"])
    if (Either.isLeft(article)) return article.left
    if (article.right.need_open_comment === 1 && !Comments.hasComments(account)) return failures.noCommentPrivilege
    draft.articles = Articles.withDigest(draft.articles.with(index, article.right))
    draft.updateTime = now
    // It was saved now, and by no machine.
    draft.flaw = undefined
    account.drafts.set(draft.media_id, draft)
    return Reply.ok()
  }
}

const remove: AccountInterface = {
  ...common,
  name: "draft_delete",
  method: "POST",
  path: "/cgi-bin/draft/delete",
  body: "json",
  daily: 1000,
  handle: ({ account, json }) =>
    account.drafts.delete(Read.text(json, "media_id") ?? "") ? Reply.ok() : failures.invalidMediaId
}

const count: AccountInterface = {
  ...common,
  name: "draft_count",
  method: "GET",
  path: "/cgi-bin/draft/count",
  body: "none",
  daily: 1000,
  handle: ({ account }) => Reply.data({ total_count: account.drafts.size })
}

const batchget: AccountInterface = {
  ...common,
  name: "draft_batchget",
  method: "POST",
  path: "/cgi-bin/draft/batchget",
  body: "json",
  daily: 1000,
  handle: ({ account, json }) => {
    const page = Paging.page(json, account.drafts)
    if (Either.isLeft(page)) return page.left
    const { items, total } = page.right
    return Reply.data({
      total_count: total,
      item_count: items.length,
      item: items.map((draft) => ({
        media_id: draft.media_id,
        content: contentOf(account, draft, Paging.wantsNoContent(json)),
        update_time: seconds(draft.updateTime)
      }))
    })
  }
}

const switchOn: AccountInterface = {
  ...common,
  name: "draft_switch",
  method: "POST",
  path: "/cgi-bin/draft/switch",
  body: "none",
  handle: ({ account, query }) => {
    if (query.get("checkonly") === "1") return Reply.ok({ is_open: account.draftSwitch ? 1 : 0 })
    // For good: nothing turns it off again.
    account.draftSwitch = true
    return Reply.ok()
  }
}

/** @internal */
export const interfaces: ReadonlyArray<Interface> = [add, get, update, remove, count, batchget, switchOn]
