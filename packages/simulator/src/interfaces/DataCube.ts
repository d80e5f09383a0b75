/**
 * `/datacube/*` of articles: the current interfaces.
 *
 * @internal
 */
import * as Either from "effect/Either"
import * as Reply from "../Reply.ts"
import * as Calendar from "../internal/calendar.ts"
import * as Days from "../internal/days.ts"
import type { AccountCall, AccountInterface, Interface } from "../internal/Interface.ts"
import * as Readers from "../internal/readers.ts"
import type { Account } from "../internal/state.ts"

type Row = Readonly<Record<string, unknown>>

const current = (
  name: string,
  span: number,
  rows: (call: AccountCall, day: number) => ReadonlyArray<Row>
): AccountInterface => ({
  name,
  method: "POST",
  path: `/datacube/${name}`,
  body: "json",
  speaker: "account",
  sets: [7],
  eligible: { official: "certified", service: "certified" },
  handle: (call) => {
    // The first day is only on the page of one of them; they came together.
    const asked = Days.asked(call, { span, since: "2025-11-01", tellsDelay: true })
    return Either.isLeft(asked) ? asked.left : Reply.data({
      list: asked.right.days.flatMap((day) => rows(call, day)),
      is_delay: asked.right.isDelay
    })
  }
})

const bySource = (cells: ReadonlyArray<Readers.Cell>): ReadonlyArray<Row> =>
  Readers.sources.flatMap(({ code, label }) => {
    const { read_user } = Readers.sum(cells.filter(({ source }) => source === code))
    return read_user > 0 ? [{ user_count: read_user, scene_desc: label }] : []
  })

const sharers = (figures: Readers.Figures): number =>
  figures.share_friends_user + figures.share_moments_user + figures.share_other_user

const read = current(
  "getarticleread",
  1,
  ({ account: { readings } }, day) =>
    [...readings.articles.values()].flatMap((article) => {
      const cells = Readers.cellsOf(readings, article, day)
      const { read_user } = Readers.sum(cells)
      return read_user === 0 ? [] : [{
        ref_date: Calendar.write(day),
        msgid: article.msgid,
        detail: { read_user, read_user_source: bySource(cells) }
      }]
    })
)

const share = current(
  "getarticleshare",
  1,
  ({ account: { readings } }, day) =>
    [...readings.articles.values()].flatMap((article) => {
      const share_user = sharers(Readers.sum(Readers.cellsOf(readings, article, day)))
      return share_user === 0 ? [] : [{ ref_date: Calendar.write(day), msgid: article.msgid, detail: { share_user } }]
    })
)

/** Those that readers wrote on a day, beside what was seeded. */
const commentsOf = ({ content }: Account, { msgid }: Readers.ReadArticle, day: number): number => {
  const [dataId = "", position] = msgid.split("_")
  const { comments } = content.articles.get(dataId)?.[Number(position) - 1] ?? {}
  return [...comments?.values() ?? []]
    .filter(({ createdAt, isWithdrawn }) => !isWithdrawn && Readers.dayOf(createdAt) === day)
    .length
}

const summary = current("getbizsummary", 30, ({ account }, day) => {
  const { readings } = account
  const articles = [...readings.articles.values()]
  const cells = articles.flatMap((article) => Readers.cellsOf(readings, article, day))
  const figures = Readers.sum(cells)
  const comments = articles.reduce((count, article) => count + commentsOf(account, article, day), 0)
  return [{
    ref_date: Calendar.write(day),
    detail: {
      read_user: figures.read_user,
      read_user_source: bySource(cells),
      share_user: sharers(figures),
      zaikan_user: figures.zaikan_user,
      like_user: figures.like_user,
      comment_count: figures.comment_count + comments,
      collection_user: figures.fav_user,
      redirect_ori_page_user: figures.ori_read_user,
      send_page_count: articles.filter(({ at }) => Readers.dayOf(at) === day).length
    }
  }]
})

const detailDays = 30
/** Of the readers who do not reach the end, which is half of them, how many leave where. */
const leaving = [0.2, 0.12, 0.08, 0.06, 0.04]

const ratio = (part: number, whole: number): number => whole === 0 ? 0 : Math.round(part / whole * 10_000) / 10_000

const detailOf = (article: Readers.ReadArticle, cells: ReadonlyArray<Readers.Cell>, comments: number): Row => {
  const figures = Readers.sum(cells)
  const byMessage = Readers.sum(cells.filter(({ source }) => source === 0))
  const isRead = figures.read_user > 0
  return {
    read_user: figures.read_user,
    read_user_source: bySource(cells),
    share_user: sharers(figures),
    zaikan_user: figures.zaikan_user,
    like_user: figures.like_user,
    comment_count: figures.comment_count + comments,
    collection_user: figures.fav_user,
    praise_money: figures.praise_money,
    read_subscribe_user: figures.subscribe_user,
    read_delivery_rate: ratio(byMessage.read_user, article.receivers),
    read_finish_rate: isRead ? 0.5 : 0,
    read_avg_activetime: isRead ? 45 : 0,
    read_jump_position: leaving.map((rate, at) => ({ position: at + 1, rate: isRead ? rate : 0 }))
  }
}

/** Running totals, as in the interface that it takes the place of; its page does not say. */
const totalDetail = current(
  "getarticletotaldetail",
  1,
  ({ account, now }, day) =>
    [...account.readings.articles.values()].filter(({ at }) => Readers.dayOf(at) === day).map((article) => {
      const { readings } = account
      const length = Math.min(detailDays, Days.lastReady(readings, now) - day + 1)
      const cells: Array<Readers.Cell> = []
      let comments = 0
      return {
        ref_date: Calendar.write(day),
        msgid: article.msgid,
        publish_type: article.isNotified ? 0 : 1,
        title: article.title,
        content_url: article.url,
        detail_list: Array.from({ length }, (_, at) => {
          cells.push(...Readers.cellsOf(readings, article, day + at))
          comments += commentsOf(account, article, day + at)
          return { stat_date: Calendar.write(day + at), ...detailOf(article, cells, comments) }
        })
      }
    })
)

/** @internal */
export const interfaces: ReadonlyArray<Interface> = [read, share, summary, totalDetail]
