/**
 * Who reads what, and when: the readers of articles, from which all statistics are added up.
 *
 * They are no chance, and follow the clock. An article finds a share of the followers by each way to it. Half of them come
 * in the first 12 hours, half of the rest in the next 12, and nobody after 30 days. Every 4th reads twice, every 10th opens
 * the page of the source, and so on. What a test seeds takes the place of that, for an article and a day.
 *
 * @internal
 */
import type { Options, Reading } from "../Statistics.ts"
import * as Calendar from "./calendar.ts"

/**
 * A way to an article: WeChat's number in the old interfaces, and its label in the current ones.
 *
 * @internal
 */
export const sources = [
  { code: 0, label: "公众号消息", share: 0.12, silentShare: 0 },
  { code: 1, label: "聊天会话", share: 0.02, silentShare: 0.01 },
  { code: 2, label: "朋友圈", share: 0.03, silentShare: 0.01 },
  { code: 4, label: "公众号主页", share: 0.02, silentShare: 0.03 },
  { code: 5, label: "其它", share: 0.01, silentShare: 0.01 },
  { code: 6, label: "推荐", share: 0.02, silentShare: 0.02 },
  { code: 7, label: "搜一搜", share: 0.01, silentShare: 0.01 }
] as const

/** What every nth reader does. A `_count` counts what was done more than once by the same reader, as `_user` does not. */
const habits = {
  read_user: 1,
  read_again: 4,
  ori_read_user: 10,
  ori_read_again: 50,
  share_friends_user: 20,
  share_friends_again: 100,
  share_moments_user: 25,
  share_moments_again: 200,
  share_other_user: 100,
  share_other_again: 500,
  fav_user: 20,
  fav_again: 400,
  like_user: 15,
  zaikan_user: 30,
  subscribe_user: 50
} as const

type Habit = keyof typeof habits

/**
 * What is counted. Money is in cents.
 *
 * @internal
 */
export type Figure = Habit | "comment_count" | "praise_money"

/** @internal */
export type Figures = Readonly<Record<Figure, number>>

const none: Figures = {
  read_user: 0,
  read_again: 0,
  ori_read_user: 0,
  ori_read_again: 0,
  share_friends_user: 0,
  share_friends_again: 0,
  share_moments_user: 0,
  share_moments_again: 0,
  share_other_user: 0,
  share_other_again: 0,
  fav_user: 0,
  fav_again: 0,
  like_user: 0,
  zaikan_user: 0,
  subscribe_user: 0,
  comment_count: 0,
  praise_money: 0
}

const combine = (figure: (name: Figure) => number): Figures => ({
  read_user: figure("read_user"),
  read_again: figure("read_again"),
  ori_read_user: figure("ori_read_user"),
  ori_read_again: figure("ori_read_again"),
  share_friends_user: figure("share_friends_user"),
  share_friends_again: figure("share_friends_again"),
  share_moments_user: figure("share_moments_user"),
  share_moments_again: figure("share_moments_again"),
  share_other_user: figure("share_other_user"),
  share_other_again: figure("share_other_again"),
  fav_user: figure("fav_user"),
  fav_again: figure("fav_again"),
  like_user: figure("like_user"),
  zaikan_user: figure("zaikan_user"),
  subscribe_user: figure("subscribe_user"),
  comment_count: figure("comment_count"),
  praise_money: figure("praise_money")
})

/** @internal */
export const sum = (all: ReadonlyArray<{ readonly figures: Figures }>): Figures =>
  all.reduce((total, { figures }) => combine((name) => total[name] + figures[name]), none)

/**
 * What readers by one way did in one hour.
 *
 * @internal
 */
export interface Cell {
  readonly hour: number
  readonly source: number
  readonly figures: Figures
}

/**
 * An article that can be read.
 *
 * @internal
 */
export interface ReadArticle {
  /** `msg_data_id` and the position from 1, joined by `_` */
  readonly msgid: string
  readonly title: string
  readonly url: string
  /** Whether followers got a message about it */
  readonly isNotified: boolean
  /** Milliseconds of the epoch */
  readonly at: number
  /** How many got the message */
  readonly receivers: number
  /** How many followers could find it; nobody comes to one that is only there to be seeded */
  readonly followers: number
}

/** @internal */
export interface Readings {
  /** Oldest first */
  readonly articles: Map<string, ReadArticle>
  /** By article and day */
  readonly seeded: Map<string, ReadonlyArray<Cell>>
  /** The hour from which the day before is ready */
  readonly readyAt: number
  /** What the current interfaces do about days that are not ready */
  readonly late: "refused" | "flagged"
}

/** @internal */
export const make = ({ late = "refused", readings = [], readyAt = 8 }: Options = {}): Readings => {
  const made: Readings = { articles: new Map(), seeded: new Map(), readyAt, late }
  for (const reading of readings) seed(made, reading)
  return made
}

const hour = 3_600_000
const day = 24 * hour
const chinaTime = 8 * hour
const reading = 30 * day
const half = 12 * hour

/**
 * The days of China, counted as those of the epoch.
 *
 * @internal
 */
export const dayOf = (at: number): number => Math.floor((at + chinaTime) / day)

/** @internal */
export const startOf = (of: number): number => of * day - chinaTime

/** Those who came by one way until then. */
const readersUntil = (article: ReadArticle, of: typeof sources[number], until: number): number => {
  const age = Math.min(Math.max(until - article.at, 0), reading)
  const position = Number(article.msgid.split("_")[1])
  const potential = article.isNotified ? article.receivers * of.share : article.followers * of.silentShare
  return Math.round(potential / Math.max(1, position) * (1 - 2 ** (-age / half)))
}

const figuresOf = (before: number, after: number): Figures =>
  combine((name) =>
    name === "comment_count" || name === "praise_money"
      ? 0
      : Math.floor(after / habits[name]) - Math.floor(before / habits[name])
  )

const cellsOfHour = (article: ReadArticle, of: number, at: number): ReadonlyArray<Cell> => {
  const start = startOf(of) + at * hour
  return sources.flatMap((source) => {
    const before = readersUntil(article, source, start)
    const after = readersUntil(article, source, start + hour)
    return after > before ? [{ hour: at, source: source.code, figures: figuresOf(before, after) }] : []
  })
}

const seedKey = (msgid: string, date: string): string => `${date} ${msgid}`

/**
 * What happened to an article on a day.
 *
 * @internal
 */
export const cellsOf = ({ seeded }: Readings, article: ReadArticle, of: number): ReadonlyArray<Cell> => {
  const given = seeded.get(seedKey(article.msgid, Calendar.write(of)))
  if (given !== undefined) return given
  const isOver = startOf(of) >= article.at + reading || startOf(of + 1) <= article.at
  return isOver ? [] : Array.from({ length: 24 }, (_, at) => cellsOfHour(article, of, at)).flat()
}

/**
 * Articles are out: from now on they find readers.
 *
 * @internal
 */
export const begin = (
  { articles }: Readings,
  dataId: number,
  out: ReadonlyArray<{ readonly url: string; readonly title: string }>,
  common: Pick<ReadArticle, "at" | "isNotified" | "receivers" | "followers">
): void => {
  for (const [at, article] of out.entries()) {
    const msgid = `${dataId}_${at + 1}`
    articles.set(msgid, { ...common, ...article, msgid })
  }
}

/** How often more than once; a count that is not given is that of the users. */
const again = (count: number | undefined, users: number): number => Math.max(0, (count ?? users) - users)

/**
 * Several of the same article and day add up.
 *
 * @internal
 */
export const seed = ({ articles, seeded }: Readings, given: Reading): void => {
  const { date, msgid } = given
  if (!articles.has(msgid)) {
    const { isNotified = true, title = "An article", url = "" } = given
    const at = startOf(Calendar.read(date) ?? 0)
    articles.set(msgid, { msgid, title, url, isNotified, at, receivers: 0, followers: 0 })
  }
  const {
    fav_user = 0,
    ori_page_read_user: ori_read_user = 0,
    read_user = 0,
    share_friends_user = 0,
    share_moments_user = 0,
    share_other_user = 0
  } = given
  const figures: Figures = {
    read_user,
    read_again: again(given.read_count, read_user),
    ori_read_user,
    ori_read_again: again(given.ori_page_read_count, ori_read_user),
    share_friends_user,
    share_friends_again: again(given.share_friends_count, share_friends_user),
    share_moments_user,
    share_moments_again: again(given.share_moments_count, share_moments_user),
    share_other_user,
    share_other_again: again(given.share_other_count, share_other_user),
    fav_user,
    fav_again: again(given.fav_count, fav_user),
    like_user: given.like_user ?? 0,
    zaikan_user: given.zaikan_user ?? 0,
    subscribe_user: given.read_subscribe_user ?? 0,
    comment_count: given.comment_count ?? 0,
    praise_money: given.praise_money ?? 0
  }
  const key = seedKey(msgid, date)
  const cell = { hour: given.hour ?? 12, source: given.source ?? 0, figures }
  seeded.set(key, [...seeded.get(key) ?? [], cell])
}
