/**
 * How articles are read: the interfaces that WeChat no longer maintains, and still answers. New programs use
 * `ArticleStatistics`, which has the helpers for days and ids too.
 *
 * How many days a call may be about, the current pages leave out; the numbers are those of the former ones.
 */
import * as Schema from "effect/Schema"
import * as Endpoint from "../Endpoint.ts"
import * as ChinaDays from "../internal/days.ts"
import { facts, figure, list, text } from "../internal/statistics.ts"

const sharing = { share_user: figure, share_count: figure }

const reading = {
  int_page_read_user: figure,
  int_page_read_count: figure,
  ori_page_read_user: figure,
  ori_page_read_count: figure,
  ...sharing,
  add_to_fav_user: figure,
  add_to_fav_count: figure
}

/** An article on a day. `int_page` is the article itself, `ori_page` the original text that it links to. */
export const Summary = Schema.Struct({
  ref_date: text,
  /** See `ArticleStatistics.articleOf` */
  msgid: Schema.String,
  title: text,
  ...reading
})
export interface Summary extends Schema.Schema.Type<typeof Summary> {}

/** What readers did on one day with the articles of mass messages. Those that were read less than 3 times are left out. */
export const summary = Endpoint.post("getarticlesummary", "/datacube/getarticlesummary", {
  ...facts,
  cloudCall: "officialAccount.datacube.getArticleSummary",
  body: ChinaDays.within(1),
  success: Schema.Struct({ list: list(Summary) })
})

/** What had become of an article by the end of a day, since it was sent. */
export const Total = Schema.Struct({
  stat_date: text,
  /** How many it was sent to */
  target_user: figure,
  ...reading,
  int_page_from_session_read_user: figure,
  int_page_from_session_read_count: figure,
  int_page_from_hist_msg_read_user: figure,
  int_page_from_hist_msg_read_count: figure,
  int_page_from_feed_read_user: figure,
  int_page_from_feed_read_count: figure,
  int_page_from_friends_read_user: figure,
  int_page_from_friends_read_count: figure,
  int_page_from_other_read_user: figure,
  int_page_from_other_read_count: figure,
  feed_share_from_session_user: figure,
  feed_share_from_session_cnt: figure,
  feed_share_from_feed_user: figure,
  feed_share_from_feed_cnt: figure,
  feed_share_from_other_user: figure,
  feed_share_from_other_cnt: figure
})
export interface Total extends Schema.Schema.Type<typeof Total> {}

/** An article that was sent on the day. */
export const Totals = Schema.Struct({
  ref_date: text,
  /** See `ArticleStatistics.articleOf` */
  msgid: Schema.String,
  title: text,
  details: list(Total)
})
export interface Totals extends Schema.Schema.Type<typeof Totals> {}

/** What became of the articles that were sent on one day, in the 7 days after: running totals. */
export const totals = Endpoint.post("getarticletotal", "/datacube/getarticletotal", {
  ...facts,
  cloudCall: "officialAccount.datacube.getArticleTotal",
  body: ChinaDays.within(1),
  success: Schema.Struct({ list: list(Totals) })
})

const readingBySource = {
  ref_date: text,
  /** The way that readers came by, in WeChat's numbers; 99999999 is all of them together */
  user_source: figure,
  ...reading
}

/** What readers who came by one way did on a day. */
export const Reads = Schema.Struct(readingBySource)
export interface Reads extends Schema.Schema.Type<typeof Reads> {}

/** What readers did with all articles of the account, by the way they came: 3 days at the most. */
export const reads = Endpoint.post("getuserread", "/datacube/getuserread", {
  ...facts,
  body: ChinaDays.within(3),
  success: Schema.Struct({ list: list(Reads) })
})

/** From 0 to 2300, in steps of 100. */
const ref_hour = figure

/** What readers who came by one way did in an hour. */
export const HourlyReads = Schema.Struct({ ...readingBySource, ref_hour })
export interface HourlyReads extends Schema.Schema.Type<typeof HourlyReads> {}

/** The same as {@link reads}, hour by hour: of one day. */
export const readsByHour = Endpoint.post("getuserreadhour", "/datacube/getuserreadhour", {
  ...facts,
  body: ChinaDays.within(1),
  success: Schema.Struct({ list: list(HourlyReads) })
})

const sharingByScene = {
  ref_date: text,
  /** Where to, in WeChat's numbers: 1 friends, 2 Moments, 255 elsewhere */
  share_scene: figure,
  ...sharing
}

/** Who shared articles on a day, and where to. */
export const Shares = Schema.Struct(sharingByScene)
export interface Shares extends Schema.Schema.Type<typeof Shares> {}

/** How many shared the articles of the account, and where to: 7 days at the most. */
export const shares = Endpoint.post("getusershare", "/datacube/getusershare", {
  ...facts,
  body: ChinaDays.within(7),
  success: Schema.Struct({ list: list(Shares) })
})

/** Who shared articles in an hour, and where to. */
export const HourlyShares = Schema.Struct({ ...sharingByScene, ref_hour })
export interface HourlyShares extends Schema.Schema.Type<typeof HourlyShares> {}

/** The same as {@link shares}, hour by hour: of one day. */
export const sharesByHour = Endpoint.post("getusersharehour", "/datacube/getusersharehour", {
  ...facts,
  body: ChinaDays.within(1),
  success: Schema.Struct({ list: list(HourlyShares) })
})
