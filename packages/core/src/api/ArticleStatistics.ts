/**
 * How articles are read: WeChat's current interfaces. Those that they replace are in `OldArticleStatistics`.
 *
 * A call is about days in China. Their order and number are checked before anything is sent. That a day is over, WeChat
 * says: it answers `DateOutOfRange` for today, and `DataNotReady`, or `is_delay`, for a yesterday that it is not done with
 * counting before about 8 in the morning. {@link yesterday} and {@link lastDays} give days that are over.
 *
 * Figures that are missing are unknown. Of days before November 2025 there are none.
 */
import * as Clock from "effect/Clock"
import type * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import * as Endpoint from "../Endpoint.ts"
import { ArticlePosition, MsgDataId } from "../Identifiers.ts"
import * as ChinaDays from "../internal/days.ts"
import { facts, figure, list, text } from "../internal/statistics.ts"

/** The first and the last day that a call is about, as `YYYY-MM-DD`. */
export interface Days extends ChinaDays.Days {}

/**
 * The day that it is in China at a moment.
 *
 * @example
 * ```ts
 * import { ArticleStatistics } from "@effect-wechat/core"
 * import { DateTime } from "effect"
 *
 * ArticleStatistics.dayOf(DateTime.unsafeMake("2026-03-01T16:00:00Z")) // "2026-03-02"
 * ```
 */
export const dayOf = (moment: DateTime.DateTime): string => ChinaDays.dayAt(moment.epochMillis)

/** The last days that are over in China, as many as are asked for. */
export const lastDays = (count: number): Effect.Effect<Days> =>
  Effect.map(Clock.currentTimeMillis, (now) => ({
    begin_date: ChinaDays.dayAt(now, -count),
    end_date: ChinaDays.dayAt(now, -1)
  }))

/**
 * The last day that is over in China, as a call takes it.
 *
 * @example
 * ```ts
 * import { ArticleStatistics } from "@effect-wechat/core"
 * import { Effect } from "effect"
 *
 * const program = ArticleStatistics.yesterday.pipe(
 *   Effect.flatMap(ArticleStatistics.reads),
 *   Effect.catchTag("DataNotReady", () => Effect.succeed({ list: [] }))
 * )
 * ```
 */
export const yesterday: Effect.Effect<Days> = lastDays(1)

/** An article as other interfaces know it. */
export interface Article {
  /** Of its mass message or publish job */
  readonly msg_data_id: MsgDataId
  /** Its place there, counted from 1 */
  readonly position: ArticlePosition
}

const idOf = Schema.decodeUnknownOption(MsgDataId)
const positionOf = Schema.decodeUnknownOption(ArticlePosition)

/**
 * Which article a `msgid` of statistics stands for, if it can be read.
 *
 * @example
 * ```ts
 * import { ArticleStatistics, Comment } from "@effect-wechat/core"
 * import { Option } from "effect"
 *
 * // Comments count from 0.
 * const open = Option.map(ArticleStatistics.articleOf("2247483649_2"), ({ msg_data_id, position }) =>
 *   Comment.open({ msg_data_id, index: position - 1 })
 * )
 * ```
 */
export const articleOf = (msgid: string): Option.Option<Article> => {
  const [, id, position] = /^(\d+)_(\d+)$/.exec(msgid) ?? []
  return Option.zipWith(
    idOf(id),
    positionOf(Number(position)),
    (msg_data_id, position) => ({ msg_data_id, position })
  )
}

/** How many readers came by one way. */
export const Source = Schema.Struct({
  user_count: figure,
  /** What WeChat calls the way, in Chinese: 全部 is all of them together, where it is told */
  scene_desc: text
})
export interface Source extends Schema.Schema.Type<typeof Source> {}

/** Left out, or false, the figures are up to date. */
const is_delay = Schema.optionalWith(Schema.Boolean, { exact: true })

/** The readers of an article on a day. */
export const Reads = Schema.Struct({
  ref_date: text,
  /** See {@link articleOf} */
  msgid: Schema.String,
  detail: Schema.optionalWith(Schema.Struct({ read_user: figure, read_user_source: list(Source) }), { exact: true })
})
export interface Reads extends Schema.Schema.Type<typeof Reads> {}

/** How many read each article on one day, and by which way they came. */
export const reads = Endpoint.post("getarticleread", "/datacube/getarticleread", {
  ...facts,
  cloudCall: "datacube.getarticleread",
  body: ChinaDays.within(1),
  success: Schema.Struct({ list: list(Reads), is_delay })
})

/** Who shared an article on a day. */
export const Shares = Schema.Struct({
  ref_date: text,
  /** See {@link articleOf} */
  msgid: Schema.String,
  detail: Schema.optionalWith(Schema.Struct({ share_user: figure }), { exact: true })
})
export interface Shares extends Schema.Schema.Type<typeof Shares> {}

/** How many shared each article on one day. That set 7 gives it follows from its siblings; its page was not seen. */
export const shares = Endpoint.post("getarticleshare", "/datacube/getarticleshare", {
  ...facts,
  cloudCall: "datacube.getarticleshare",
  body: ChinaDays.within(1),
  success: Schema.Struct({ list: list(Shares), is_delay })
})

const reactions = {
  read_user: figure,
  read_user_source: list(Source),
  share_user: figure,
  /** Hearts. The spelling is WeChat's */
  zaikan_user: figure,
  /** Thumbs */
  like_user: figure,
  comment_count: figure,
  collection_user: figure
}

/** What the readers of all articles of the account did on a day. */
export const Summary = Schema.Struct({
  ref_date: text,
  detail: Schema.optionalWith(
    Schema.Struct({
      ...reactions,
      /** How many went on to the original text */
      redirect_ori_page_user: figure,
      /** How many articles came out */
      send_page_count: figure
    }),
    { exact: true }
  )
})
export interface Summary extends Schema.Schema.Type<typeof Summary> {}

/** What readers did day by day, all articles of the account together: 30 days at the most. */
export const summary = Endpoint.post("getbizsummary", "/datacube/getbizsummary", {
  ...facts,
  cloudCall: "datacube.getbizsummary",
  body: ChinaDays.within(30),
  success: Schema.Struct({ list: list(Summary), is_delay })
})

/** How many of its readers left an article in one fifth of it. */
export const Leaving = Schema.Struct({
  /** From 1, the beginning, to 5 */
  position: figure,
  rate: figure
})
export interface Leaving extends Schema.Schema.Type<typeof Leaving> {}

/** What the readers of an article had done by the end of a day, since it came out. */
export const Detail = Schema.Struct({
  stat_date: text,
  ...reactions,
  /** In cents */
  praise_money: figure,
  /** How many followed the account after they had read it */
  read_subscribe_user: figure,
  read_delivery_rate: figure,
  read_finish_rate: figure,
  /** In minutes */
  read_avg_activetime: figure,
  /** A list in most sources, one object in a few */
  read_jump_position: Schema.optionalWith(Schema.ArrayEnsure(Leaving), { exact: true, default: () => [] })
})
export interface Detail extends Schema.Schema.Type<typeof Detail> {}

/** An article that came out on the day, and what became of it. */
export const Details = Schema.Struct({
  ref_date: text,
  /** See {@link articleOf} */
  msgid: Schema.String,
  /** 0 followers got a message, 1 it was published without one */
  publish_type: figure,
  title: text,
  content_url: text,
  detail_list: list(Detail)
})
export interface Details extends Schema.Schema.Type<typeof Details> {}

/** All that is known of the articles that came out on one day, for each of the first 30 days after it. */
export const details = Endpoint.post("getarticletotaldetail", "/datacube/getarticletotaldetail", {
  ...facts,
  cloudCall: "datacube.getarticletotaldetail",
  body: ChinaDays.within(1),
  success: Schema.Struct({ list: list(Details), is_delay })
})
