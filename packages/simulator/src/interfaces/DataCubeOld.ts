/**
 * `/datacube/*` of articles: the interfaces that WeChat no longer maintains, and still answers.
 *
 * @internal
 */
import * as Either from "effect/Either"
import * as Reply from "../Reply.ts"
import * as Calendar from "../internal/calendar.ts"
import * as Days from "../internal/days.ts"
import type { AccountCall, AccountInterface, Interface } from "../internal/Interface.ts"
import * as Readers from "../internal/readers.ts"

type Row = Readonly<Record<string, unknown>>

const old = (
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
    const asked = Days.asked(call, { span, since: "2014-12-01", tellsDelay: false })
    return Either.isLeft(asked) ? asked.left : Reply.data({ list: asked.right.days.flatMap((day) => rows(call, day)) })
  }
})

const reads = (figures: Readers.Figures) => ({
  int_page_read_user: figures.read_user,
  int_page_read_count: figures.read_user + figures.read_again,
  ori_page_read_user: figures.ori_read_user,
  ori_page_read_count: figures.ori_read_user + figures.ori_read_again
})

const shareScenes = [
  {
    code: 1,
    of: (figures: Readers.Figures) => ({
      share_user: figures.share_friends_user,
      share_count: figures.share_friends_user + figures.share_friends_again
    })
  },
  {
    code: 2,
    of: (figures: Readers.Figures) => ({
      share_user: figures.share_moments_user,
      share_count: figures.share_moments_user + figures.share_moments_again
    })
  },
  {
    code: 255,
    of: (figures: Readers.Figures) => ({
      share_user: figures.share_other_user,
      share_count: figures.share_other_user + figures.share_other_again
    })
  }
] as const

const shares = (figures: Readers.Figures) => {
  const all = shareScenes.map(({ of }) => of(figures))
  return {
    share_user: all.reduce((sum, { share_user }) => sum + share_user, 0),
    share_count: all.reduce((sum, { share_count }) => sum + share_count, 0)
  }
}

const everything = (figures: Readers.Figures) => ({
  ...reads(figures),
  ...shares(figures),
  add_to_fav_user: figures.fav_user,
  add_to_fav_count: figures.fav_user + figures.fav_again
})

/** Both are about messages only, as their pages say. */
const notified = ({ account: { readings } }: AccountCall): ReadonlyArray<Readers.ReadArticle> =>
  [...readings.articles.values()].filter(({ isNotified }) => isNotified)

/** Below that an article is left out. */
const fewestReads = 3

const summary = old("getarticlesummary", 1, (call, day) =>
  notified(call).flatMap((article) => {
    const row = everything(Readers.sum(Readers.cellsOf(call.account.readings, article, day)))
    return row.int_page_read_count < fewestReads
      ? []
      : [{ ref_date: Calendar.write(day), msgid: article.msgid, title: article.title, ...row }]
  }))

const readsFrom = (name: string, cells: ReadonlyArray<Readers.Cell>): Row => {
  const { int_page_read_count, int_page_read_user } = reads(Readers.sum(cells))
  return {
    [`int_page_from_${name}_read_user`]: int_page_read_user,
    [`int_page_from_${name}_read_count`]: int_page_read_count
  }
}

/** Shares to Moments, by where the reader had come from. */
const feedSharesFrom = (name: string, cells: ReadonlyArray<Readers.Cell>): Row => {
  const { share_moments_again, share_moments_user } = Readers.sum(cells)
  return {
    [`feed_share_from_${name}_user`]: share_moments_user,
    [`feed_share_from_${name}_cnt`]: share_moments_user + share_moments_again
  }
}

const totalOf = (article: Readers.ReadArticle, cells: ReadonlyArray<Readers.Cell>): Row => {
  const from = (...codes: ReadonlyArray<number>) => cells.filter(({ source }) => codes.includes(source))
  return {
    target_user: article.receivers,
    ...everything(Readers.sum(cells)),
    ...readsFrom("session", from(0)),
    ...readsFrom("hist_msg", from(4)),
    ...readsFrom("feed", from(2)),
    ...readsFrom("friends", from(1)),
    ...readsFrom("other", from(5, 6, 7)),
    ...feedSharesFrom("session", from(0)),
    ...feedSharesFrom("feed", from(2)),
    ...feedSharesFrom("other", from(1, 4, 5, 6, 7))
  }
}

const totalDays = 7

const total = old(
  "getarticletotal",
  1,
  (call, day) =>
    notified(call).filter(({ at }) => Readers.dayOf(at) === day).map((article) => {
      const { readings } = call.account
      const length = Math.min(totalDays, Days.lastReady(readings, call.now) - day + 1)
      const cells: Array<Readers.Cell> = []
      return {
        ref_date: Calendar.write(day),
        msgid: article.msgid,
        title: article.title,
        details: Array.from({ length }, (_, at) => {
          cells.push(...Readers.cellsOf(readings, article, day + at))
          return { stat_date: Calendar.write(day + at), ...totalOf(article, cells) }
        })
      }
    })
)

const cellsOfDay = ({ account: { readings } }: AccountCall, day: number): ReadonlyArray<Readers.Cell> =>
  [...readings.articles.values()].flatMap((article) => Readers.cellsOf(readings, article, day))

const allSources = 99_999_999

const rowsBySource = (cells: ReadonlyArray<Readers.Cell>): ReadonlyArray<Row> =>
  cells.length === 0 ? [] : [
    ...Readers.sources.flatMap(({ code }) => {
      const from = cells.filter(({ source }) => source === code)
      return from.length === 0 ? [] : [{ user_source: code, ...everything(Readers.sum(from)) }]
    }),
    { user_source: allSources, ...everything(Readers.sum(cells)) }
  ]

const rowsByScene = (cells: ReadonlyArray<Readers.Cell>): ReadonlyArray<Row> => {
  const figures = Readers.sum(cells)
  return shareScenes.flatMap(({ code, of }) => {
    const row = of(figures)
    return row.share_count === 0 ? [] : [{ share_scene: code, ...row }]
  })
}

const byDay = (name: string, span: number, rows: (cells: ReadonlyArray<Readers.Cell>) => ReadonlyArray<Row>) =>
  old(name, span, (call, day) => rows(cellsOfDay(call, day)).map((row) => ({ ref_date: Calendar.write(day), ...row })))

/** An hour is told as 0, 100 and so on up to 2300. */
const byHour = (name: string, rows: (cells: ReadonlyArray<Readers.Cell>) => ReadonlyArray<Row>) =>
  old(name, 1, (call, day) => {
    const cells = cellsOfDay(call, day)
    return Array.from({ length: 24 }, (_, at) =>
      rows(cells.filter(({ hour }) => hour === at)).map((row) => ({
        ref_date: Calendar.write(day),
        ref_hour: at * 100,
        ...row
      }))).flat()
  })

/** @internal */
export const interfaces: ReadonlyArray<Interface> = [
  summary,
  total,
  byDay("getuserread", 3, rowsBySource),
  byHour("getuserreadhour", rowsBySource),
  byDay("getusershare", 7, rowsByScene),
  byHour("getusersharehour", rowsByScene)
]
