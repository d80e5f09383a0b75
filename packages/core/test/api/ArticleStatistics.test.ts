import { ArticleStatistics, type Endpoint, Failure, Identifiers, OldArticleStatistics } from "@effect-wechat/core"
import { assert, describe, it } from "@effect/vitest"
import { assertNone, assertSome } from "@effect/vitest/utils"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as FastCheck from "effect/FastCheck"
import * as TestClock from "effect/TestClock"
import * as Arbitraries from "../utils/Arbitraries.ts"
import * as Endpoints from "../utils/Endpoints.ts"

type Statistics = Endpoint.Endpoint<
  ArticleStatistics.Days,
  { readonly list: ReadonlyArray<object> },
  Failure.InvalidDate | Failure.DateOutOfRange | Failure.DataNotReady,
  never
>
/** What they need is of no interest here. */
const any = <A extends { readonly list: ReadonlyArray<object> }, N>(
  endpoint: Endpoint.Endpoint<
    ArticleStatistics.Days,
    A,
    Failure.InvalidDate | Failure.DateOutOfRange | Failure.DataNotReady,
    N
  >
) => endpoint as unknown as Statistics

const reading = {
  int_page_read_user: 1,
  int_page_read_count: 2,
  ori_page_read_user: 3,
  ori_page_read_count: 4,
  share_user: 5,
  share_count: 6,
  add_to_fav_user: 7,
  add_to_fav_count: 8
}
const sources = [{ user_count: 1, scene_desc: "公众号消息" }]
const reactions = {
  read_user: 1,
  read_user_source: sources,
  share_user: 2,
  zaikan_user: 3,
  like_user: 4,
  comment_count: 5,
  collection_user: 6
}
const day = { ref_date: "2026-03-01" }
const article = { ...day, msgid: "2247483649_2" }

const from = {
  int_page_from_session_read_user: 1,
  int_page_from_session_read_count: 2,
  int_page_from_hist_msg_read_user: 3,
  int_page_from_hist_msg_read_count: 4,
  int_page_from_feed_read_user: 5,
  int_page_from_feed_read_count: 6,
  int_page_from_friends_read_user: 7,
  int_page_from_friends_read_count: 8,
  int_page_from_other_read_user: 9,
  int_page_from_other_read_count: 10,
  feed_share_from_session_user: 11,
  feed_share_from_session_cnt: 12,
  feed_share_from_feed_user: 13,
  feed_share_from_feed_cnt: 14,
  feed_share_from_other_user: 15,
  feed_share_from_other_cnt: 16
}

const detail = {
  stat_date: "2026-03-01",
  ...reactions,
  praise_money: 100,
  read_subscribe_user: 1,
  read_delivery_rate: 0.12,
  read_finish_rate: 0.5,
  read_avg_activetime: 45.5,
  read_jump_position: [{ position: 1, rate: 0.2 }]
}
const published = { publish_type: 0, title: "Tea", content_url: "https://mp.weixin.qq.com/s/1" }
const totals = [{ stat_date: "2026-03-02", target_user: 9, ...reading, ...from }]

/** Each interface: the days that a call may be about, all that a row can hold, and the least with its defaults. */
const interfaces: ReadonlyArray<readonly [call: Statistics, span: number, full: object, least: object, read: object]> =
  [
    [
      any(ArticleStatistics.reads),
      1,
      { ...article, detail: { read_user: 1, read_user_source: sources } },
      { msgid: "1_1", detail: {} },
      { msgid: "1_1", detail: { read_user_source: [] } }
    ],
    [any(ArticleStatistics.shares), 1, { ...article, detail: { share_user: 1 } }, { msgid: "1_1" }, { msgid: "1_1" }],
    [
      any(ArticleStatistics.summary),
      30,
      { ...day, detail: { ...reactions, redirect_ori_page_user: 7, send_page_count: 8 } },
      {},
      {}
    ],
    [
      any(ArticleStatistics.details),
      1,
      { ...article, ...published, detail_list: [detail] },
      { msgid: "1_1", detail_list: [{}] },
      { msgid: "1_1", detail_list: [{ read_user_source: [], read_jump_position: [] }] }
    ],
    [any(OldArticleStatistics.summary), 1, { ...article, title: "Tea", ...reading }, { msgid: "1_1" }, {
      msgid: "1_1"
    }],
    [
      any(OldArticleStatistics.totals),
      1,
      { ...article, title: "Tea", details: totals },
      { msgid: "1_1" },
      { msgid: "1_1", details: [] }
    ],
    [any(OldArticleStatistics.reads), 3, { ...day, user_source: 99999999, ...reading }, {}, {}],
    [any(OldArticleStatistics.readsByHour), 1, { ...day, ref_hour: 1200, user_source: 0, ...reading }, {}, {}],
    [any(OldArticleStatistics.shares), 7, { ...day, share_scene: 255, share_user: 1, share_count: 2 }, {}, {}],
    [
      any(OldArticleStatistics.sharesByHour),
      1,
      { ...day, ref_hour: 1200, share_scene: 1, share_user: 1, share_count: 2 },
      {},
      {}
    ]
  ]

const dayInMillis = 86_400_000
const iso = (days: number): string => new Date(days * dayInMillis).toISOString().slice(0, 10)

for (const [call, span, full, least, read] of interfaces) {
  const rule = span === 1
    ? "must be one day, so that end_date is the same as begin_date"
    : `must be 1 to ${span} days, from begin_date to end_date`
  const issues = (begin_date: unknown, end_date: unknown) => Endpoints.issuesOf(call, { begin_date, end_date })

  describe(`the days of ${call.name}`, () => {
    it.prop(
      `are ${span} at the most and in order, and are sent as they are; others are not`,
      { first: FastCheck.integer({ min: 0, max: 40_000 }), more: FastCheck.integer({ min: -3, max: span + 3 }) },
      ({ first, more }) => {
        const days = { begin_date: iso(first), end_date: iso(first + more) }
        if (more >= 0 && more < span) {
          Arbitraries.assertWritten(call.encode(days), days)
        } else {
          const is = more < 0 ? "end_date is before begin_date" : `from begin_date to end_date it is ${more + 1} days`
          assert.deepStrictEqual(issues(days.begin_date, days.end_date), [{ field: "", rule: `${rule}; ${is}` }])
        }
      }
    )

    it("are counted over the end of a month and of a year, leap days included", () => {
      const last = "2024-03-01"
      assert.deepStrictEqual(issues(iso(Date.parse(last) / dayInMillis - span + 1), last), [])
      assert.lengthOf(issues(iso(Date.parse(last) / dayInMillis - span), last), 1)
    })

    it("are written as WeChat writes them, and are days that there are", () => {
      for (
        const wrong of ["2026-02-29", "2026-13-01", "2026-3-1", "20260301", "2026-03-01T00:00:00Z", "", 20260301, null]
      ) {
        const [first, second] = [issues(wrong, "2026-03-01"), issues("2026-03-01", wrong)]
        for (const [field, found] of [["begin_date", first], ["end_date", second]] as const) {
          assert.deepStrictEqual(found.map((issue) => issue.field), [field], `${wrong}`)
          if (typeof wrong === "string") assert.strictEqual(found[0]?.rule, "must be a day as YYYY-MM-DD")
        }
      }
    })
  })

  describe(`the reply of ${call.name}`, () => {
    const list = (reply: unknown) => Endpoints.read(call, JSON.stringify(reply)).list

    it("is read with all that a row can hold, with the least, and with what nobody knows yet", () => {
      assert.deepStrictEqual(list({ list: [full, { ...full, new: [1] }], new: 1 }), [full, full])
      assert.deepStrictEqual(list({ list: [least] }), [read])
    })

    it("is an empty list where WeChat leaves it out", () => {
      assert.deepStrictEqual(list({}), [])
      assert.deepStrictEqual(list({ list: [] }), [])
    })
  })

  Endpoints.failsWith(
    call,
    // The fake answers any call.
    call({ begin_date: "2026-03-01", end_date: "2026-03-01" }),
    [Failure.InvalidDate, Failure.DateOutOfRange, Failure.DataNotReady]
  )
}

describe("where readers left an article", () => {
  it("is read from a list, and from one object", () => {
    const left = (read_jump_position: unknown) =>
      Endpoints.read(
        ArticleStatistics.details,
        JSON.stringify({ list: [{ msgid: "1_1", detail_list: [{ read_jump_position }] }] })
      )
        .list[0]?.detail_list[0]?.read_jump_position
    const one = { position: 1, rate: 0.2 }
    assert.deepStrictEqual(left([one, { position: 5, rate: 0.8, new: 1 }]), [one, { position: 5, rate: 0.8 }])
    assert.deepStrictEqual(left(one), [one])
    assert.deepStrictEqual(left([]), [])
  })
})

describe("what is not counted yet", () => {
  it("is told by is_delay, where WeChat says so", () => {
    for (
      const call of [
        any(ArticleStatistics.reads),
        any(ArticleStatistics.shares),
        any(ArticleStatistics.summary),
        any(ArticleStatistics.details)
      ]
    ) {
      const read = (reply: string) => Endpoints.read(call, reply)
      assert.deepStrictEqual<object>(read(`{"is_delay":true}`), { list: [], is_delay: true })
      assert.deepStrictEqual<object>(read(`{"list":[],"is_delay":false}`), { list: [], is_delay: false })
      assert.deepStrictEqual<object>(read(`{"list":[]}`), { list: [] })
    }
  })

  it("is the one failure after which the same call works later", () => {
    assert.isTrue(Failure.DataNotReady.of(ArticleStatistics.reads).isRetryable)
    assert.isFalse(Failure.DateOutOfRange.of(ArticleStatistics.reads).isRetryable)
  })
})

describe("the days that are over in China", () => {
  it.effect("end at midnight there, eight hours before that of Greenwich", () =>
    Effect.gen(function*() {
      const yesterdayAt = (utc: string) =>
        Effect.andThen(TestClock.setTime(Date.parse(utc)), ArticleStatistics.yesterday)
      const both = (date: string) => ({ begin_date: date, end_date: date })
      assert.deepStrictEqual(yield* yesterdayAt("2026-03-01T15:59:59.999Z"), both("2026-02-28"))
      assert.deepStrictEqual(yield* yesterdayAt("2026-03-01T16:00:00Z"), both("2026-03-01"))
      assert.deepStrictEqual(yield* yesterdayAt("2027-12-31T16:00:00Z"), both("2027-12-31"))
    }))

  it.effect("are as many as are asked for, and what a call takes", () =>
    Effect.gen(function*() {
      yield* TestClock.setTime(Date.parse("2026-03-10T04:00:00Z"))
      const days = yield* ArticleStatistics.lastDays(30)
      assert.deepStrictEqual(days, { begin_date: "2026-02-08", end_date: "2026-03-09" })
      assert.deepStrictEqual(Endpoints.issuesOf(ArticleStatistics.summary, days), [])
      assert.lengthOf(Endpoints.issuesOf(ArticleStatistics.summary, yield* ArticleStatistics.lastDays(31)), 1)
      assert.deepStrictEqual(yield* ArticleStatistics.lastDays(1), yield* ArticleStatistics.yesterday)
    }))

  it.prop(
    "are the same as the calendar of Shanghai says",
    { at: FastCheck.integer({ min: Date.UTC(2000, 0), max: Date.UTC(2100, 0) }) },
    ({ at }) => {
      const shanghai = new Intl.DateTimeFormat("sv", { timeZone: "Asia/Shanghai" }).format(at)
      assert.strictEqual(ArticleStatistics.dayOf(DateTime.unsafeMake(at)), shanghai)
    }
  )

  it("do not depend on the zone of the moment", () => {
    const moment = DateTime.unsafeMakeZoned("2026-03-01T16:00:00Z", { timeZone: "America/New_York" })
    assert.strictEqual(ArticleStatistics.dayOf(moment), "2026-03-02")
  })
})

describe("ArticleStatistics.articleOf", () => {
  it.prop(
    "reads any id and position, to the last digit",
    { id: FastCheck.bigInt(1n, 2n ** 64n - 1n), position: Arbitraries.position },
    ({ id, position }) => {
      assertSome(ArticleStatistics.articleOf(`${id}_${position}`), {
        msg_data_id: Identifiers.MsgDataId.make(`${id}`),
        position: Identifiers.ArticlePosition.make(position)
      })
    }
  )

  it("reads nothing else", () => {
    for (
      const msgid of ["", "1", "1_", "_1", "1_0", "0_1", "a_1", "1_1_1", "1_1.5", ` 1_1`, "99999999999999999999_1"]
    ) {
      assertNone(ArticleStatistics.articleOf(msgid))
    }
  })
})
