import { assert, describe, it } from "@effect/vitest"
import { Simulator, type Statistics } from "@effect-wechat/simulator"
import * as Effect from "effect/Effect"
import * as TestClock from "effect/TestClock"
import * as S from "./utils/Simulated.ts"

/** Of each interface: how many days a call may be about, and since when there are figures. */
const interfaces = [
  ["getarticlesummary", 1, "2014-12-01"],
  ["getarticletotal", 1, "2014-12-01"],
  ["getuserread", 3, "2014-12-01"],
  ["getuserreadhour", 1, "2014-12-01"],
  ["getusershare", 7, "2014-12-01"],
  ["getusersharehour", 1, "2014-12-01"],
  ["getarticleread", 1, "2025-11-01"],
  ["getarticleshare", 1, "2025-11-01"],
  ["getbizsummary", 30, "2025-11-01"],
  ["getarticletotaldetail", 1, "2025-11-01"]
] as const

const current = interfaces.filter(([, , since]) => since === "2025-11-01").map(([name]) => name)
const old = interfaces.filter(([, , since]) => since === "2014-12-01").map(([name]) => name)

/** A moment in China. */
const china = (month: number, day: number, hour = 0, minute = 0, second = 0) =>
  TestClock.setTime(Date.UTC(2026, month - 1, day, hour - 8, minute, second))

const dayAfter = (date: string, days: number): string =>
  new Date(Date.parse(date) + days * 86_400_000).toISOString().slice(0, 10)

const ask = (as: S.Caller, name: string, begin_date: unknown, end_date: unknown = begin_date) =>
  as.post(`/datacube/${name}`, { begin_date, end_date })

const listOf = (as: S.Caller, name: string, begin: string, end?: string) =>
  Effect.map(ask(as, name, begin, end), ({ json, text }) => {
    assert.notProperty(json, "errcode", text)
    return json.list
  })

const codeOf = (as: S.Caller, name: string, begin: unknown, end?: unknown) =>
  Effect.map(ask(as, name, begin, end), ({ errcode }) => errcode ?? 0)

/** Sends an article to all followers; gives the id that statistics know it by. */
const sendAll = (as: S.Caller, articles = 1) =>
  Effect.gen(function*() {
    const media_id = yield* S.draft(as, articles)
    const { json } = yield* as.post("/cgi-bin/message/mass/sendall", {
      filter: { is_to_all: true },
      mpnews: { media_id },
      msgtype: "mpnews",
      send_ignore_reprint: 1
    })
    yield* TestClock.adjust("3 seconds")
    return `${json.msg_data_id}`
  })

const publish = (as: S.Caller) =>
  Effect.gen(function*() {
    const { json } = yield* as.post("/cgi-bin/freepublish/submit", { media_id: yield* S.draft(as) })
    yield* TestClock.adjust("3 seconds")
    return `${json.msg_data_id}`
  })

const add = (reading: Statistics.Reading) =>
  Effect.flatMap(Simulator.Simulator, (simulator) => simulator.addReading(S.appId, reading))

describe.each(interfaces)("the days of %s", (name, span, since) => {
  it.effect("are written as WeChat writes them, or refused with 61500", () =>
    S.alone(
      {},
      Effect.gen(function*() {
        const as = yield* S.direct()
        for (
          const wrong of ["2026-3-1", "20260301", "2026-02-30", "2026-13-01", "yesterday", "", 20_260_301, undefined]
        ) {
          assert.strictEqual(yield* codeOf(as, name, wrong, "2026-03-01"), 61500, `begin ${wrong}`)
          assert.strictEqual(
            (yield* as.post(`/datacube/${name}`, { begin_date: "2026-03-01", end_date: wrong })).errcode,
            61500
          )
        }
      })
    ))

  it.effect(`are ${span} at the most, and end before they begin for nobody, or are refused with 61501`, () =>
    S.alone(
      {},
      Effect.gen(function*() {
        const as = yield* S.direct()
        const last = "2026-03-01"
        assert.strictEqual(yield* codeOf(as, name, dayAfter(last, 1 - span), last), 0)
        assert.strictEqual(yield* codeOf(as, name, dayAfter(last, -span), last), 61501)
        assert.strictEqual(yield* codeOf(as, name, last, dayAfter(last, -1)), 61501)
      })
    ))

  it.effect(`are not before ${since}`, () =>
    S.alone(
      {},
      Effect.gen(function*() {
        const as = yield* S.direct()
        assert.strictEqual(yield* codeOf(as, name, since), 0)
        assert.strictEqual(yield* codeOf(as, name, dayAfter(since, -1)), 61501)
      })
    ))

  it.effect("end yesterday in China at the latest, and are ready at 8 in the morning", () =>
    S.alone(
      {},
      Effect.gen(function*() {
        yield* china(3, 10)
        const as = yield* S.direct()
        assert.strictEqual(yield* codeOf(as, name, "2026-03-10"), 61501)
        assert.strictEqual(yield* codeOf(as, name, "2026-03-09"), 61503)
        assert.strictEqual(yield* codeOf(as, name, "2026-03-08"), 0)
        yield* china(3, 10, 7, 59, 59)
        const later = yield* S.direct()
        assert.strictEqual(yield* codeOf(later, name, "2026-03-09"), 61503)
        yield* china(3, 10, 8)
        assert.strictEqual(yield* codeOf(later, name, "2026-03-09"), 0)
        assert.strictEqual(yield* codeOf(later, name, "2026-03-10"), 61501)
        assert.match((yield* ask(later, name, "2026-03-10")).json.errmsg, /^date range error rid: /)
      })
    ))

  it.effect("are for verified accounts, and for the set 7", () =>
    S.provided(
      {},
      Effect.gen(function*() {
        const simulator = yield* Simulator.Simulator
        const { asAccount } = yield* S.onBehalf([7])
        assert.strictEqual(yield* codeOf(asAccount, name, "2026-03-01"), 0)
        yield* simulator.setVerifyType(S.appId, -1)
        assert.strictEqual(yield* codeOf(asAccount, name, "2026-03-01"), 48001)
        assert.strictEqual(yield* codeOf((yield* S.onBehalf([1, 11, 100])).asAccount, name, "2026-03-01"), 61007)
        assert.strictEqual((yield* asAccount.get(`/datacube/${name}`)).errcode, 43002)
      })
    ))
})

describe("a day that is not ready", () => {
  it.effect("is left out and said to be late by the current interfaces, where an account is told so", () =>
    S.alone(
      { statistics: { late: "flagged", readyAt: 10 } },
      Effect.gen(function*() {
        yield* china(3, 10, 9, 59)
        const as = yield* S.direct()
        for (const name of old) assert.strictEqual(yield* codeOf(as, name, "2026-03-09"), 61503)
        for (const name of current) {
          assert.deepEqual((yield* ask(as, name, "2026-03-09")).json, { list: [], is_delay: true })
        }
        const { json } = yield* ask(as, "getbizsummary", "2026-03-07", "2026-03-09")
        assert.deepEqual(json.list.map(({ ref_date }: { readonly ref_date: string }) => ref_date), [
          "2026-03-07",
          "2026-03-08"
        ])
        yield* china(3, 10, 10)
        for (const name of current) assert.isFalse((yield* ask(as, name, "2026-03-09")).json.is_delay)
      })
    ))
})

const seeded: ReadonlyArray<Statistics.Reading> = [
  {
    msgid: "2247483650_1",
    date: "2026-03-01",
    title: "Green tea",
    url: "http://mp.weixin.qq.com/s/green",
    hour: 9,
    source: 0,
    read_user: 10,
    read_count: 14,
    ori_page_read_user: 2,
    ori_page_read_count: 3,
    share_friends_user: 3,
    share_friends_count: 5,
    fav_user: 1,
    fav_count: 2,
    like_user: 4,
    zaikan_user: 2,
    comment_count: 6,
    read_subscribe_user: 1,
    praise_money: 250
  },
  {
    msgid: "2247483650_1",
    date: "2026-03-01",
    hour: 21,
    source: 2,
    read_user: 5,
    share_moments_user: 2,
    share_other_user: 1
  },
  { msgid: "2247483650_1", date: "2026-02-28", source: 7, read_user: 8 },
  { msgid: "2247483651_1", date: "2026-03-01", title: "Quiet", isNotified: false, source: 4, hour: 9, read_user: 2 }
]

describe("what is seeded", () => {
  it.effect("is told as it is by the current interfaces", () =>
    S.alone(
      { statistics: { readings: seeded } },
      Effect.gen(function*() {
        const as = yield* S.direct()
        const green = [{ user_count: 10, scene_desc: "公众号消息" }, { user_count: 5, scene_desc: "朋友圈" }]
        assert.deepEqual((yield* ask(as, "getarticleread", "2026-03-01")).json, {
          list: [
            { ref_date: "2026-03-01", msgid: "2247483650_1", detail: { read_user: 15, read_user_source: green } },
            {
              ref_date: "2026-03-01",
              msgid: "2247483651_1",
              detail: { read_user: 2, read_user_source: [{ user_count: 2, scene_desc: "公众号主页" }] }
            }
          ],
          is_delay: false
        })
        assert.deepEqual((yield* ask(as, "getarticleshare", "2026-03-01")).json, {
          list: [{ ref_date: "2026-03-01", msgid: "2247483650_1", detail: { share_user: 6 } }],
          is_delay: false
        })
        const nothing = { share_user: 0, zaikan_user: 0, like_user: 0, comment_count: 0, collection_user: 0 }
        assert.deepEqual((yield* ask(as, "getbizsummary", "2026-02-27", "2026-03-01")).json.list, [
          {
            ref_date: "2026-02-27",
            detail: {
              ...nothing,
              read_user: 0,
              read_user_source: [],
              redirect_ori_page_user: 0,
              send_page_count: 0
            }
          },
          {
            ref_date: "2026-02-28",
            detail: {
              ...nothing,
              read_user: 8,
              read_user_source: [{ user_count: 8, scene_desc: "搜一搜" }],
              redirect_ori_page_user: 0,
              send_page_count: 0
            }
          },
          {
            ref_date: "2026-03-01",
            detail: {
              read_user: 17,
              read_user_source: [...green, { user_count: 2, scene_desc: "公众号主页" }],
              share_user: 6,
              zaikan_user: 2,
              like_user: 4,
              comment_count: 6,
              collection_user: 1,
              redirect_ori_page_user: 2,
              send_page_count: 2
            }
          }
        ])
        assert.deepEqual((yield* listOf(as, "getarticletotaldetail", "2026-03-01"))[0], {
          ref_date: "2026-03-01",
          msgid: "2247483650_1",
          publish_type: 0,
          title: "Green tea",
          content_url: "http://mp.weixin.qq.com/s/green",
          detail_list: [{
            stat_date: "2026-03-01",
            read_user: 15,
            read_user_source: green,
            share_user: 6,
            zaikan_user: 2,
            like_user: 4,
            comment_count: 6,
            collection_user: 1,
            praise_money: 250,
            read_subscribe_user: 1,
            read_delivery_rate: 0,
            read_finish_rate: 0.5,
            read_avg_activetime: 45,
            read_jump_position: [
              { position: 1, rate: 0.2 },
              { position: 2, rate: 0.12 },
              { position: 3, rate: 0.08 },
              { position: 4, rate: 0.06 },
              { position: 5, rate: 0.04 }
            ]
          }]
        })
        assert.strictEqual((yield* listOf(as, "getarticletotaldetail", "2026-03-01"))[1].publish_type, 1)
      })
    ))

  it.effect("is told as it is by the old interfaces", () =>
    S.alone(
      { statistics: { readings: seeded } },
      Effect.gen(function*() {
        const as = yield* S.direct()
        const message = {
          int_page_read_user: 10,
          int_page_read_count: 14,
          ori_page_read_user: 2,
          ori_page_read_count: 3,
          share_user: 3,
          share_count: 5,
          add_to_fav_user: 1,
          add_to_fav_count: 2
        }
        const green = { ...message, int_page_read_user: 15, int_page_read_count: 19, share_user: 6, share_count: 8 }
        const all = { ...green, int_page_read_user: 17, int_page_read_count: 21 }
        const few = (users: number, shares = 0) => ({
          int_page_read_user: users,
          int_page_read_count: users,
          ori_page_read_user: 0,
          ori_page_read_count: 0,
          share_user: shares,
          share_count: shares,
          add_to_fav_user: 0,
          add_to_fav_count: 0
        })
        const ref_date = "2026-03-01"
        // Of messages alone, so without the quiet one.
        assert.deepEqual((yield* ask(as, "getarticlesummary", ref_date)).json, {
          list: [{ ref_date, msgid: "2247483650_1", title: "Green tea", ...green }]
        })
        assert.deepEqual(yield* listOf(as, "getarticletotal", ref_date), [{
          ref_date,
          msgid: "2247483650_1",
          title: "Green tea",
          details: [{
            stat_date: ref_date,
            target_user: 0,
            ...green,
            int_page_from_session_read_user: 10,
            int_page_from_session_read_count: 14,
            int_page_from_hist_msg_read_user: 0,
            int_page_from_hist_msg_read_count: 0,
            int_page_from_feed_read_user: 5,
            int_page_from_feed_read_count: 5,
            int_page_from_friends_read_user: 0,
            int_page_from_friends_read_count: 0,
            int_page_from_other_read_user: 0,
            int_page_from_other_read_count: 0,
            feed_share_from_session_user: 0,
            feed_share_from_session_cnt: 0,
            feed_share_from_feed_user: 2,
            feed_share_from_feed_cnt: 2,
            feed_share_from_other_user: 0,
            feed_share_from_other_cnt: 0
          }]
        }])
        assert.deepEqual(yield* listOf(as, "getuserread", "2026-02-28", ref_date), [
          { ref_date: "2026-02-28", user_source: 7, ...few(8) },
          { ref_date: "2026-02-28", user_source: 99_999_999, ...few(8) },
          { ref_date, user_source: 0, ...message },
          { ref_date, user_source: 2, ...few(5, 3) },
          { ref_date, user_source: 4, ...few(2) },
          { ref_date, user_source: 99_999_999, ...all }
        ])
        const morning = { ...message, int_page_read_user: 12, int_page_read_count: 16 }
        assert.deepEqual(yield* listOf(as, "getuserreadhour", ref_date), [
          { ref_date, ref_hour: 900, user_source: 0, ...message },
          { ref_date, ref_hour: 900, user_source: 4, ...few(2) },
          { ref_date, ref_hour: 900, user_source: 99_999_999, ...morning },
          { ref_date, ref_hour: 2100, user_source: 2, ...few(5, 3) },
          { ref_date, ref_hour: 2100, user_source: 99_999_999, ...few(5, 3) }
        ])
        assert.deepEqual(yield* listOf(as, "getusershare", "2026-02-28", ref_date), [
          { ref_date, share_scene: 1, share_user: 3, share_count: 5 },
          { ref_date, share_scene: 2, share_user: 2, share_count: 2 },
          { ref_date, share_scene: 255, share_user: 1, share_count: 1 }
        ])
        assert.deepEqual(yield* listOf(as, "getusersharehour", ref_date), [
          { ref_date, ref_hour: 900, share_scene: 1, share_user: 3, share_count: 5 },
          { ref_date, ref_hour: 2100, share_scene: 2, share_user: 2, share_count: 2 },
          { ref_date, ref_hour: 2100, share_scene: 255, share_user: 1, share_count: 1 }
        ])
      })
    ))

  it.effect("is left out of the summary below three reads", () =>
    S.alone(
      {},
      Effect.gen(function*() {
        const as = yield* S.direct()
        yield* add({ msgid: "1_1", date: "2026-03-01", read_user: 2 })
        assert.deepEqual(yield* listOf(as, "getarticlesummary", "2026-03-01"), [])
        yield* add({ msgid: "1_1", date: "2026-03-01", read_user: 1 })
        assert.lengthOf(yield* listOf(as, "getarticlesummary", "2026-03-01"), 1)
      })
    ))

  it.effect("takes the place of what would have been, on its day alone", () =>
    S.alone(
      {},
      Effect.gen(function*() {
        const as = yield* S.direct()
        const msgid = `${yield* sendAll(as)}_1`
        yield* china(3, 4, 8)
        const later = yield* S.direct()
        const readers = (date: string) =>
          Effect.map(listOf(later, "getarticleread", date), ([row]) => Number(row.detail.read_user))
        const before = [yield* readers("2026-03-02"), yield* readers("2026-03-03")]
        yield* add({ msgid, date: "2026-03-02", read_user: 5000 })
        assert.deepEqual([yield* readers("2026-03-02"), yield* readers("2026-03-03")], [5000, before[1]])
      })
    ))
})

describe("an article that goes to all", () => {
  const figures = (row: Readonly<Record<string, unknown>>): Readonly<Record<string, number>> =>
    Object.fromEntries(
      Object.entries(row).flatMap(([name, value]) =>
        typeof value === "number" && !["user_source", "ref_hour", "share_scene", "target_user"].includes(name)
          ? [[name, value]]
          : []
      )
    )
  const sum = (rows: ReadonlyArray<Readonly<Record<string, unknown>>>): Readonly<Record<string, number>> =>
    rows.map(figures).reduce<Record<string, number>>((total, row) => {
      for (const [name, value] of Object.entries(row)) total[name] = (total[name] ?? 0) + value
      return total
    }, {})

  it.effect("finds its readers by the clock, most of them at first", () =>
    S.alone(
      {},
      Effect.gen(function*() {
        const as = yield* S.direct()
        const msgid = `${yield* sendAll(as)}_1`
        yield* china(4, 3, 8)
        const later = yield* S.direct()
        const days = Array.from({ length: 32 }, (_, at) => dayAfter("2026-03-02", at))
        const read = yield* Effect.forEach(days, (day) => listOf(later, "getarticleread", day))
        // Half of the 230 by midnight, 12 hours after it went out; three quarters of the rest by the next midnight.
        assert.deepEqual(read.map(([row]) => row?.detail.read_user ?? 0).slice(0, 6), [115, 85, 22, 7, 1, 0])
        assert.deepEqual(read[0], [{
          ref_date: "2026-03-02",
          msgid,
          detail: {
            read_user: 115,
            read_user_source: [
              { user_count: 60, scene_desc: "公众号消息" },
              { user_count: 10, scene_desc: "聊天会话" },
              { user_count: 15, scene_desc: "朋友圈" },
              { user_count: 10, scene_desc: "公众号主页" },
              { user_count: 5, scene_desc: "其它" },
              { user_count: 10, scene_desc: "推荐" },
              { user_count: 5, scene_desc: "搜一搜" }
            ]
          }
        }])
        assert.deepEqual(read.slice(-2), [[], []])
        assert.deepEqual(yield* listOf(later, "getarticleread", "2026-03-01"), [])
      })
    ))

  it.effect("is told the same in hours, by source, by day and in total", () =>
    S.alone(
      { followers: 123_457 },
      Effect.gen(function*() {
        const as = yield* S.direct()
        yield* sendAll(as)
        yield* china(3, 12, 8)
        const later = yield* S.direct()
        const [total] = yield* listOf(later, "getarticletotal", "2026-03-02")
        assert.deepEqual(
          total.details.map(({ stat_date }: { readonly stat_date: string }) => stat_date),
          Array.from({ length: 7 }, (_, at) => dayAfter("2026-03-02", at))
        )
        let running: Readonly<Record<string, number>> = {}
        for (const detail of total.details) {
          const day = detail.stat_date
          assert.strictEqual(detail.target_user, 123_457)
          const [summary] = yield* listOf(later, "getarticlesummary", day)
          running = sum([running, figures(summary)])
          for (const [name, value] of Object.entries(running)) assert.strictEqual(detail[name], value, `${name} ${day}`)

          const bySource: ReadonlyArray<{ readonly user_source: number }> = yield* listOf(later, "getuserread", day)
          const all = bySource.filter(({ user_source }) => user_source === 99_999_999)
          assert.deepEqual(sum(bySource.filter((row) => !all.includes(row))), sum(all))
          assert.deepEqual(sum(all), figures(summary))

          const byHour: ReadonlyArray<{ readonly user_source: number }> = yield* listOf(later, "getuserreadhour", day)
          assert.deepEqual(sum(byHour.filter(({ user_source }) => user_source === 99_999_999)), figures(summary))

          const none = { share_user: 0, share_count: 0 }
          const shares = sum([none, ...yield* listOf(later, "getusershare", day)])
          assert.deepEqual(shares, { share_user: summary.share_user, share_count: summary.share_count })
          assert.deepEqual(sum([none, ...yield* listOf(later, "getusersharehour", day)]), shares)
          const [share] = yield* listOf(later, "getarticleshare", day)
          assert.strictEqual(share?.detail.share_user ?? 0, summary.share_user)

          const [read] = yield* listOf(later, "getarticleread", day)
          assert.strictEqual(read.detail.read_user, summary.int_page_read_user)
          const [biz] = yield* listOf(later, "getbizsummary", day)
          assert.strictEqual(biz.detail.read_user, summary.int_page_read_user)
          assert.deepEqual(biz.detail.read_user_source, read.detail.read_user_source)
          for (const row of byHour.map(figures)) {
            assert.isAtLeast(row["int_page_read_count"] ?? -1, row["int_page_read_user"] ?? 0)
            assert.isAtLeast(row["int_page_read_user"] ?? -1, row["ori_page_read_user"] ?? 0)
          }
        }
        const [detail] = yield* listOf(later, "getarticletotaldetail", "2026-03-02")
        const last = detail.detail_list[6]
        assert.strictEqual(last.read_user, running["int_page_read_user"])
        assert.strictEqual(last.share_user, running["share_user"])
        assert.strictEqual(last.collection_user, running["add_to_fav_user"])
        assert.strictEqual(last.read_delivery_rate, 0.12)
      })
    ))

  it.effect("is not made of chance", () => {
    const run = (seed: number) =>
      S.simulated(
        { seed, world: { accounts: [S.account()] } },
        Effect.gen(function*() {
          yield* sendAll(yield* S.direct())
          yield* china(3, 4, 8)
          return yield* listOf(yield* S.direct(), "getuserreadhour", "2026-03-03")
        })
      )
    return Effect.gen(function*() {
      const first = yield* run(1)
      assert.isNotEmpty(first)
      assert.deepEqual(yield* run(2), first)
    })
  })

  it.effect("has its days in China", () =>
    S.alone(
      {},
      Effect.gen(function*() {
        yield* china(3, 2, 23, 59, 57)
        yield* sendAll(yield* S.direct())
        yield* china(3, 4, 8)
        const as = yield* S.direct()
        assert.deepEqual(yield* listOf(as, "getarticletotal", "2026-03-02"), [])
        assert.lengthOf(yield* listOf(as, "getarticletotal", "2026-03-03"), 1)
        const [first] = yield* listOf(as, "getuserreadhour", "2026-03-03")
        assert.strictEqual(first.ref_hour, 0)
        const [, biz] = yield* listOf(as, "getbizsummary", "2026-03-02", "2026-03-03")
        assert.strictEqual(biz.detail.send_page_count, 1)
      })
    ))

  it.effect("is read less the further down it stands, and each article by itself", () =>
    S.alone(
      {},
      Effect.gen(function*() {
        const dataId = yield* sendAll(yield* S.direct(), 3)
        yield* china(3, 3, 8)
        const as = yield* S.direct()
        const rows: ReadonlyArray<
          { readonly msgid: string; readonly title: string; readonly int_page_read_user: number }
        > = yield* listOf(as, "getarticlesummary", "2026-03-02")
        assert.deepEqual(rows.map(({ msgid, title }) => [msgid, title]), [
          [`${dataId}_1`, "Article 1"],
          [`${dataId}_2`, "Article 2"],
          [`${dataId}_3`, "Article 3"]
        ])
        const [one = 0, two = 0, three = 0] = rows.map(({ int_page_read_user }) => int_page_read_user)
        assert.isAbove(one, two)
        assert.isAbove(two, three)
        assert.isAbove(three, 0)
      })
    ))

  it.effect("is there only once it is out: what failed is read by nobody", () =>
    S.alone(
      {},
      Effect.gen(function*() {
        const simulator = yield* Simulator.Simulator
        const before = yield* S.direct()
        yield* simulator.failNextMassMessage(S.appId, "err(20001)")
        yield* sendAll(before)
        yield* simulator.failNextPublish(S.appId, { status: 4 })
        yield* publish(before)
        yield* china(3, 3, 8)
        const as = yield* S.direct()
        assert.deepEqual((yield* simulator.account(S.appId)).readArticles, [])
        for (const name of old) assert.deepEqual(yield* listOf(as, name, "2026-03-02"), [], name)
      })
    ))

  it.effect("has the comments that are really there", () =>
    S.alone(
      {},
      Effect.gen(function*() {
        const simulator = yield* Simulator.Simulator
        const as = yield* S.direct()
        const msg_data_id = yield* sendAll(as)
        yield* as.post("/cgi-bin/comment/open", { msg_data_id: Number(msg_data_id), index: 0 })
        const comment = simulator.addComment(S.appId, { msg_data_id, content: "Good tea" })
        yield* comment
        yield* simulator.withdrawComment(S.appId, yield* comment)
        yield* china(3, 3, 12)
        yield* comment
        yield* comment
        yield* china(3, 5, 8)
        const later = yield* S.direct()
        const days: ReadonlyArray<{ readonly detail: { readonly comment_count: number } }> = yield* listOf(
          later,
          "getbizsummary",
          "2026-03-02",
          "2026-03-04"
        )
        assert.deepEqual(days.map(({ detail }) => detail.comment_count), [1, 2, 0])
        const [{ detail_list }] = yield* listOf(later, "getarticletotaldetail", "2026-03-02")
        assert.deepEqual(
          detail_list.map(({ comment_count }: { readonly comment_count: number }) => comment_count),
          [1, 3, 3]
        )
      })
    ))
})

describe("an article that is only published", () => {
  it.effect("is known to the current interfaces, and to the readers, but to no interface of messages", () =>
    S.alone(
      {},
      Effect.gen(function*() {
        const msgid = `${yield* publish(yield* S.direct())}_1`
        yield* china(3, 3, 8)
        const as = yield* S.direct()
        const [detail] = yield* listOf(as, "getarticletotaldetail", "2026-03-02")
        assert.strictEqual(detail.msgid, msgid)
        assert.strictEqual(detail.publish_type, 1)
        assert.strictEqual(detail.title, "Article 1")
        assert.match(detail.content_url, /^http:\/\/mp\.weixin\.qq\.com\/s\?/)
        assert.deepEqual(detail.detail_list.map(({ stat_date }: { readonly stat_date: string }) => stat_date), [
          "2026-03-02"
        ])
        // Nobody got a message.
        assert.notInclude(JSON.stringify(detail), "公众号消息")
        const [read] = yield* listOf(as, "getarticleread", "2026-03-02")
        assert.isAbove(read.detail.read_user, 0)
        assert.isNotEmpty(yield* listOf(as, "getuserread", "2026-03-02"))
        assert.deepEqual(yield* listOf(as, "getarticlesummary", "2026-03-02"), [])
        assert.deepEqual(yield* listOf(as, "getarticletotal", "2026-03-02"), [])
      })
    ))

  it.effect("has figures of 30 days, and not more", () =>
    S.alone(
      {},
      Effect.gen(function*() {
        yield* publish(yield* S.direct())
        const days = Effect.map(
          Effect.flatMap(S.direct(), (as) => listOf(as, "getarticletotaldetail", "2026-03-02")),
          ([detail]) => detail.detail_list.length
        )
        yield* china(3, 31, 8)
        assert.strictEqual(yield* days, 29)
        yield* china(4, 1, 8)
        assert.strictEqual(yield* days, 30)
        yield* china(4, 9, 8)
        assert.strictEqual(yield* days, 30)
      })
    ))
})
