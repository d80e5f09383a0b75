import { ArticleStatistics, OldArticleStatistics } from "@effect-wechat/core"
import { assert, describe, it } from "@effect/vitest"
import { assertSome } from "@effect/vitest/utils"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Platform from "../utils/Platform.ts"
import { later, onBehalf, outcome, refusal } from "./utils/OnBehalf.ts"

/** Noon in China on the 10th of March, in milliseconds */
const noon = Date.UTC(2026, 2, 10, 4)
const msgid = "2247483649_2"
const [first, last] = ["2026-03-08", "2026-03-09"] as const

const reading = {
  msgid,
  hour: 9,
  read_user: 100,
  read_count: 120,
  ori_page_read_user: 10,
  share_friends_user: 8,
  share_moments_user: 4,
  share_moments_count: 5,
  fav_user: 3,
  like_user: 6,
  zaikan_user: 2,
  comment_count: 1,
  praise_money: 500,
  read_subscribe_user: 7,
  title: "Tea"
}
const account = {
  statistics: { readings: [{ ...reading, date: first }, { ...reading, date: last, source: 2, read_user: 50 }] }
} as const
const options = { account, at: noon }

const on = (day: string) => ({ begin_date: day, end_date: day })

/** A call, as it is refused or let through. */
const ends = <A, E extends { readonly _tag: string; readonly reason?: { readonly _tag: string } }, R>(
  call: Effect.Effect<A, E, R>
) => ({ outcome: outcome(call), refusal: refusal(call) })

const all = [
  ends(ArticleStatistics.reads(on(last))),
  ends(ArticleStatistics.shares(on(last))),
  ends(ArticleStatistics.summary(on(last))),
  ends(ArticleStatistics.details(on(last))),
  ends(OldArticleStatistics.summary(on(last))),
  ends(OldArticleStatistics.totals(on(last))),
  ends(OldArticleStatistics.reads(on(last))),
  ends(OldArticleStatistics.readsByHour(on(last))),
  ends(OldArticleStatistics.shares(on(last))),
  ends(OldArticleStatistics.sharesByHour(on(last)))
]

describe("statistics on behalf of a merchant", () => {
  it.effect("tell who read and shared an article yesterday, and which one it is", () =>
    onBehalf(() =>
      Effect.gen(function*() {
        const yesterday = yield* ArticleStatistics.yesterday
        assert.deepStrictEqual(yesterday, on(last))
        const { is_delay, list: [read] } = yield* ArticleStatistics.reads(yesterday)
        assert.isFalse(is_delay)
        assert.deepInclude(read, { ref_date: last, msgid })
        assert.deepStrictEqual(read?.detail, {
          read_user: 50,
          read_user_source: [{ user_count: 50, scene_desc: "朋友圈" }]
        })
        const article = Option.map(
          ArticleStatistics.articleOf(read?.msgid ?? ""),
          ({ msg_data_id, position }) => [msg_data_id, position]
        )
        assertSome(article, ["2247483649", 2])
        const { list: shared } = yield* ArticleStatistics.shares(yesterday)
        assert.deepStrictEqual(shared, [{ ref_date: last, msgid, detail: { share_user: 12 } }])
      }), options))

  it.effect("tell of the whole account, for as many as 30 days", () =>
    onBehalf(() =>
      Effect.gen(function*() {
        const { list } = yield* Effect.flatMap(ArticleStatistics.lastDays(30), ArticleStatistics.summary)
        assert.deepStrictEqual([list.length, list[0]?.ref_date, list.at(-1)?.ref_date], [30, "2026-02-08", last])
        assert.deepInclude(list.at(-1)?.detail, { read_user: 50, share_user: 12, zaikan_user: 2, like_user: 6 })
        assert.deepInclude(list.at(-2)?.detail, { read_user: 100, redirect_ori_page_user: 10, collection_user: 3 })
        assert.deepInclude(list[0]?.detail, { read_user: 0, read_user_source: [] })
      }), options))

  it.effect("tell what became of an article day by day", () =>
    onBehalf(() =>
      Effect.gen(function*() {
        const { list: [details] } = yield* ArticleStatistics.details(on(first))
        assert.deepInclude(details, { msgid, title: "Tea", publish_type: 0 })
        assert.deepStrictEqual(details?.detail_list.map(({ read_user, stat_date }) => [stat_date, read_user]), [
          [first, 100],
          [last, 150]
        ])
        assert.deepInclude(details?.detail_list[0], { praise_money: 500, read_subscribe_user: 7 })
        assert.lengthOf(details?.detail_list[0]?.read_jump_position ?? [], 5)
      }), options))

  it.effect("are still had in the old forms", () =>
    onBehalf(() =>
      Effect.gen(function*() {
        const { list: [summary] } = yield* OldArticleStatistics.summary(on(first))
        assert.deepInclude(summary, {
          msgid,
          title: "Tea",
          int_page_read_user: 100,
          int_page_read_count: 120,
          share_user: 12,
          share_count: 13
        })
        const { list: [totals] } = yield* OldArticleStatistics.totals(on(first))
        assert.deepStrictEqual(
          totals?.details.map(({ int_page_from_feed_read_user, int_page_read_user, stat_date }) => [
            stat_date,
            int_page_read_user,
            int_page_from_feed_read_user
          ]),
          [[first, 100, 0], [last, 150, 50]]
        )
        const both = { begin_date: first, end_date: last }
        const { list: reads } = yield* OldArticleStatistics.reads(both)
        assert.deepStrictEqual(
          reads.map(({ int_page_read_user, ref_date, user_source }) => [ref_date, user_source, int_page_read_user]),
          [[first, 0, 100], [first, 99999999, 100], [last, 2, 50], [last, 99999999, 50]]
        )
        const { list: shares } = yield* OldArticleStatistics.shares(both)
        assert.deepStrictEqual(
          shares.map(({ ref_date, share_count, share_scene }) => [ref_date, share_scene, share_count]),
          [[first, 1, 8], [first, 2, 5], [last, 1, 8], [last, 2, 5]]
        )
        const hours = [
          ...(yield* OldArticleStatistics.readsByHour(on(first))).list,
          ...(yield* OldArticleStatistics.sharesByHour(on(first))).list
        ]
        assert.deepStrictEqual(hours.map(({ ref_hour }) => ref_hour), [900, 900, 900, 900])
      }), options))

  it.effect("are out of range for a day that is not over in China, which only WeChat can say", () =>
    onBehalf(() =>
      Effect.gen(function*() {
        const today = on("2026-03-10")
        assert.strictEqual(yield* outcome(ArticleStatistics.reads(today)), "DateOutOfRange")
        assert.strictEqual(yield* outcome(OldArticleStatistics.shares(today)), "DateOutOfRange")
        assert.strictEqual(yield* outcome(ArticleStatistics.reads(on("2025-10-31"))), "DateOutOfRange")
        yield* later("12 hours")
        // It is over, and not counted yet.
        assert.strictEqual(yield* outcome(ArticleStatistics.reads(today)), "DataNotReady")
        yield* later("8 hours")
        assert.strictEqual(yield* outcome(ArticleStatistics.reads(today)), "it worked")
      }), options))

  it.effect("say of a day that is not counted yet that it is late, where WeChat does", () =>
    onBehalf(() =>
      Effect.gen(function*() {
        assert.deepStrictEqual(yield* ArticleStatistics.reads(on(last)), { list: [], is_delay: true })
        assert.strictEqual(yield* outcome(OldArticleStatistics.summary(on(last))), "DataNotReady")
      }), { account: { statistics: { late: "flagged", readyAt: 23 } }, at: noon }))

  it.effect("of too many days are not even asked for", () =>
    onBehalf(() =>
      Effect.gen(function*() {
        const tooMany = ArticleStatistics.reads({ begin_date: first, end_date: last })
        assert.strictEqual(yield* outcome(tooMany), "WeChatError (InvalidRequest)")
        assert.notInclude(yield* Platform.asked, ArticleStatistics.reads.name)
      }), options))

  const cases = [
    ["to accounts that are not certified", { account: { verifyType: -1 } }, ["NotCertified"]],
    [
      "to official accounts that are not certified",
      { account: { kind: "official", verifyType: -1 } },
      ["NotCertified"]
    ],
    ["without the set 7", { grant: [11, 100] }, ["SetNotGranted"]]
  ] as const
  for (const [what, refused, reasons] of cases) {
    it.effect(`are refused ${what}, before anything is sent`, () =>
      onBehalf(() =>
        Effect.gen(function*() {
          for (const call of all) assert.deepStrictEqual(yield* call.refusal, [...reasons])
          assert.deepStrictEqual((yield* Platform.asked).filter((name) => name.startsWith("getarticle")), [])
        }), { ...refused, at: noon }))
  }

  it.effect("are for certified official accounts as well", () =>
    onBehalf(() =>
      Effect.gen(function*() {
        for (const call of all) assert.strictEqual(yield* call.outcome, "it worked")
      }), { account: { ...account, kind: "official" }, at: noon }))
})
