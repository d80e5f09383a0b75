/**
 * What an account brings along for the statistics of its articles.
 *
 * Articles find their readers by themselves, by a rule that follows the clock. A reading that is given here takes the place
 * of the rule, for one article and day.
 */
import * as Schema from "effect/Schema"
import * as Calendar from "./internal/calendar.ts"

const optional = <A, I>(schema: Schema.Schema<A, I>) => Schema.optionalWith(schema, { exact: true })

const figure = optional(Schema.NonNegativeInt)

/** A day in China. */
export const Day = Schema.String.pipe(
  Schema.filter((text) => Calendar.read(text) !== undefined, { message: () => "must be a day as YYYY-MM-DD" })
)

/** What readers who came by one way did in one hour. Several of the same article and day add up. */
export const Reading = Schema.Struct({
  /** `msg_data_id`, `_` and the position from 1. One that the world does not know was published on that day */
  msgid: Schema.String.pipe(Schema.pattern(/^\d+_\d+$/, { message: () => "must be digits, _ and digits" })),
  date: Day,
  /** 12 by default */
  hour: optional(Schema.Int.pipe(Schema.between(0, 23))),
  /** The way that they came by, as `user_source` numbers it; 0, from the message, by default */
  source: optional(Schema.Literal(0, 1, 2, 4, 5, 6, 7)),
  read_user: figure,
  /** How often they read: as often as there are users when left out, which goes for all counts */
  read_count: figure,
  ori_page_read_user: figure,
  ori_page_read_count: figure,
  share_friends_user: figure,
  share_friends_count: figure,
  share_moments_user: figure,
  share_moments_count: figure,
  share_other_user: figure,
  share_other_count: figure,
  fav_user: figure,
  fav_count: figure,
  like_user: figure,
  zaikan_user: figure,
  read_subscribe_user: figure,
  /** Beside the comments that are really there */
  comment_count: figure,
  /** In cents */
  praise_money: figure,
  /** Of an article that the world does not know */
  title: optional(Schema.String),
  url: optional(Schema.String),
  /** Of an article that the world does not know: whether followers got a message, as by default */
  isNotified: optional(Schema.Boolean)
})
export type Reading = typeof Reading.Type

/** What an account brings along. */
export const Options = Schema.Struct({
  /** The hour in China from which the day before is ready, 8 by default */
  readyAt: optional(Schema.Int.pipe(Schema.between(0, 23))),
  /**
   * What the current interfaces do about a day that is not ready: refuse it with 61503, or leave it out and say
   * `is_delay`. The old ones refuse it
   */
  late: optional(Schema.Literal("refused", "flagged")),
  readings: optional(Schema.Array(Reading))
})
export type Options = typeof Options.Type
