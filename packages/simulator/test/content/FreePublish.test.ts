import { assert, describe, it } from "@effect/vitest"
import { Simulator } from "@effect-wechat/simulator"
import * as Effect from "effect/Effect"
import * as TestClock from "effect/TestClock"
import * as S from "./utils/Simulated.ts"

const submit = "/cgi-bin/freepublish/submit"
const get = "/cgi-bin/freepublish/get"
const remove = "/cgi-bin/freepublish/delete"
const getarticle = "/cgi-bin/freepublish/getarticle"
const batchget = "/cgi-bin/freepublish/batchget"

/** Publishes a draft with so many articles, and waits until it is out. */
const publish = (as: S.Caller, articles = 1) =>
  Effect.gen(function*() {
    const { json: job } = yield* as.post(submit, { media_id: yield* S.draft(as, articles) })
    yield* TestClock.adjust("10 seconds")
    const { json } = yield* as.post(get, { publish_id: job.publish_id })
    return { publish_id: Number(job.publish_id), article_id: String(json.article_id) }
  })

const deletedIn = (as: S.Caller, article_id: string) =>
  Effect.map(
    as.post(getarticle, { article_id }),
    ({ json }) => json.news_item.map((item: { is_deleted: boolean }) => item.is_deleted)
  )

describe("publishing", () => {
  it.effect("accepts a draft, takes it out of the box, and is done some seconds later", () =>
    S.alone(
      {},
      Effect.gen(function*() {
        const as = yield* S.direct()
        const media_id = yield* S.draft(as, 2)
        const { json: job } = yield* as.post(submit, { media_id })
        assert.deepInclude(job, { errcode: 0, errmsg: "ok" })
        assert.isNumber(job.publish_id)
        assert.isAbove(job.publish_id, 2 ** 31)
        assert.match(job.msg_data_id, /^\d+$/)
        assert.strictEqual((yield* as.post("/cgi-bin/draft/get", { media_id })).errcode, 40007)
        assert.strictEqual((yield* as.post(submit, { media_id })).errcode, 40007)
        const running = yield* as.post(get, { publish_id: job.publish_id })
        assert.deepEqual(running.json, { publish_id: job.publish_id, publish_status: 1, fail_idx: [] })
        yield* TestClock.adjust("10 seconds")
        // By number or by text
        const done = yield* as.post(get, { publish_id: String(job.publish_id) })
        assert.deepInclude(done.json, { publish_id: job.publish_id, publish_status: 0, fail_idx: [] })
        assert.strictEqual(done.json.article_detail.count, 2)
        assert.deepEqual(done.json.article_detail.item.map(({ idx }: { idx: number }) => idx), [1, 2])
        const { json: article } = yield* as.post(getarticle, { article_id: done.json.article_id })
        assert.deepInclude(article.news_item[1], {
          title: "Article 2",
          content: "<p>Body 2</p>",
          url: done.json.article_detail.item[1].article_url,
          is_deleted: false
        })
        assert.strictEqual(article.create_time, S.noon / 1000 + 3)
      })
    ))

  it.effect("tells the component when it is done", () => {
    const { client, messages } = S.makeCallbacks()
    return S.provided(
      { callbacks: client },
      Effect.gen(function*() {
        const { asAccount } = yield* S.onBehalf([7, 11])
        const media_id = yield* S.draft(asAccount, 2)
        const { json: job } = yield* asAccount.post(submit, { media_id })
        assert.lengthOf(yield* messages, 0)
        yield* TestClock.adjust("10 seconds")
        const { json } = yield* asAccount.post(get, { publish_id: job.publish_id })
        const [first, second] = json.article_detail.item
        const pushed = yield* messages
        assert.lengthOf(pushed, 1)
        assert.match(
          pushed[0] ?? "",
          /^<xml><ToUserName><!\[CDATA\[gh_[0-9a-f]{12}\]\]><\/ToUserName><FromUserName><!\[CDATA\[o[\w-]{27}\]\]>/
        )
        assert.include(
          pushed[0],
          `<CreateTime>${S.noon / 1000 + 3}</CreateTime><MsgType><![CDATA[event]]></MsgType>`
            + "<Event><![CDATA[PUBLISHJOBFINISH]]></Event>"
            + `<PublishEventInfo><publish_id>${job.publish_id}</publish_id><publish_status>0</publish_status>`
            + `<article_id><![CDATA[${json.article_id}]]></article_id>`
            + "<article_detail><count>2</count>"
            + `<item><idx>1</idx><article_url><![CDATA[${first.article_url}]]></article_url></item>`
            + `<item><idx>2</idx><article_url><![CDATA[${second.article_url}]]></article_url></item>`
            + "</article_detail></PublishEventInfo></xml>"
        )
      })
    )
  })

  it.effect("may fail afterwards, says at which articles, and leaves the draft where it was", () => {
    const { client, messages } = S.makeCallbacks()
    return S.provided(
      { callbacks: client },
      Effect.gen(function*() {
        const simulator = yield* Simulator.Simulator
        const { asAccount: as } = yield* S.onBehalf([7, 11])
        const media_id = yield* S.draft(as, 2)
        yield* simulator.failNextPublish(S.appId, { status: 4, failIdx: [1, 2] })
        yield* simulator.failNextPublish(S.appId, { status: 3 })
        const { json: refused } = yield* as.post(submit, { media_id })
        assert.strictEqual(refused.errcode, 0)
        yield* TestClock.adjust("10 seconds")
        assert.deepEqual((yield* as.post(get, { publish_id: refused.publish_id })).json, {
          publish_id: refused.publish_id,
          publish_status: 4,
          fail_idx: [1, 2]
        })
        const { json: failed } = yield* as.post(submit, { media_id })
        yield* TestClock.adjust("10 seconds")
        assert.deepInclude((yield* as.post(get, { publish_id: failed.publish_id })).json, {
          publish_status: 3,
          fail_idx: []
        })
        const [first, second] = yield* messages
        assert.include(
          first,
          "<publish_status>4</publish_status><fail_idx>1</fail_idx><fail_idx>2</fail_idx></PublishEventInfo>"
        )
        assert.include(second, "<publish_status>3</publish_status></PublishEventInfo>")
        const { json: third } = yield* as.post(submit, { media_id })
        assert.notStrictEqual(third.publish_id, failed.publish_id)
        yield* TestClock.adjust("10 seconds")
        assert.strictEqual((yield* as.post(get, { publish_id: third.publish_id })).json.publish_status, 0)
      })
    )
  })

  it.effect("refuses what it does not know, and what it is told to refuse", () =>
    S.alone(
      {},
      Effect.gen(function*() {
        const simulator = yield* Simulator.Simulator
        const as = yield* S.direct()
        assert.strictEqual((yield* as.post(submit, { media_id: "nothing" })).errcode, 40007)
        assert.strictEqual((yield* as.post(get, { publish_id: 1 })).errcode, 53502)
        assert.strictEqual((yield* as.post(getarticle, { article_id: "nothing" })).errcode, 53600)
        assert.strictEqual((yield* as.post(remove, { article_id: "nothing", index: 1 })).errcode, 53600)
        const media_id = yield* S.draft(as)
        yield* simulator.inject({ when: { endpoint: "freepublish_submit" }, what: { _tag: "Code", errcode: 53503 } })
        assert.strictEqual((yield* as.post(submit, { media_id })).errcode, 53503)
        yield* simulator.mend()
        assert.strictEqual((yield* as.post(submit, { media_id })).errcode, 0)
      })
    ))

  it.effect("is for verified official accounts and for every service account", () =>
    Effect.gen(function*() {
      const codeOf = (options: { readonly kind: "official" | "service"; readonly verifyType: number }) =>
        S.alone(
          options,
          Effect.gen(function*() {
            const as = yield* S.direct()
            return (yield* as.post(getarticle, { article_id: "nothing" })).errcode
          })
        )
      assert.strictEqual(yield* codeOf({ kind: "official", verifyType: 0 }), 53600)
      assert.strictEqual(yield* codeOf({ kind: "official", verifyType: -1 }), 48001)
      assert.strictEqual(yield* codeOf({ kind: "service", verifyType: -1 }), 53600)
    }))

  it.effect("needs set 7", () =>
    S.provided(
      {},
      Effect.gen(function*() {
        const { asAccount } = yield* S.onBehalf([11, 100])
        assert.strictEqual((yield* asAccount.post(submit, { media_id: "nothing" })).errcode, 61007)
      })
    ))
})

describe("deleting what was published", () => {
  it.effect("counts articles from 1", () =>
    S.alone(
      {},
      Effect.gen(function*() {
        const as = yield* S.direct()
        const { article_id, publish_id } = yield* publish(as, 3)
        assert.deepEqual((yield* as.post(remove, { article_id, index: 1 })).json, { errcode: 0, errmsg: "ok" })
        assert.deepEqual(yield* deletedIn(as, article_id), [true, false, false])
        assert.deepEqual((yield* as.post(remove, { article_id, index: 3 })).errcode, 0)
        assert.deepEqual(yield* deletedIn(as, article_id), [true, false, true])
        assert.strictEqual((yield* as.post(get, { publish_id })).json.publish_status, 0)
        for (const index of [4, -1, "x"]) {
          assert.strictEqual((yield* as.post(remove, { article_id, index })).errcode, 40114)
        }
        assert.deepEqual(yield* deletedIn(as, article_id), [true, false, true])
        // The last one that was left
        yield* as.post(remove, { article_id, index: 2 })
        assert.strictEqual((yield* as.post(get, { publish_id })).json.publish_status, 5)
      })
    ))

  for (const [name, index] of [["missing", undefined], ["0", 0], ["blank", ""]] as const) {
    it.effect(`takes an index that is ${name} for every article`, () =>
      S.alone(
        {},
        Effect.gen(function*() {
          const simulator = yield* Simulator.Simulator
          const as = yield* S.direct()
          const { article_id, publish_id } = yield* publish(as, 2)
          assert.strictEqual((yield* as.post(remove, { article_id, index })).errcode, 0)
          assert.deepEqual(yield* deletedIn(as, article_id), [true, true])
          const { json } = yield* as.post(get, { publish_id })
          assert.deepEqual(json, { publish_id, publish_status: 5, fail_idx: [] })
          const { published } = yield* simulator.account(S.appId)
          assert.isTrue(published[0]?.articles.every(({ isDeleted }) => isDeleted))
        })
      ))
  }

  it.effect("is done ten times a day", () =>
    S.alone(
      {},
      Effect.gen(function*() {
        const as = yield* S.direct()
        yield* Effect.repeatN(as.post(remove, { article_id: "nothing" }), 9)
        assert.strictEqual((yield* as.post(remove, { article_id: "nothing" })).errcode, 45009)
      })
    ))
})

describe("listing what was published", () => {
  it.effect("goes newest first, page by page, with or without content", () =>
    S.alone(
      {},
      Effect.gen(function*() {
        const as = yield* S.direct()
        const first = yield* publish(as)
        const second = yield* publish(as, 2)
        yield* as.post(remove, { article_id: second.article_id, index: 2 })
        const { json } = yield* as.post(batchget, { offset: 0, count: 20 })
        assert.deepInclude(json, { total_count: 2, item_count: 2 })
        assert.deepEqual(
          json.item.map((item: { article_id: string }) => item.article_id),
          [second.article_id, first.article_id]
        )
        assert.deepEqual(
          json.item[0].content.news_item.map((item: { is_deleted: boolean }) => item.is_deleted),
          [false, true]
        )
        assert.strictEqual(json.item[1].content.news_item[0].content, "<p>Body 1</p>")
        const rest = yield* as.post(batchget, { offset: 1, count: 1, no_content: 1 })
        assert.deepEqual(
          rest.json.item.map((item: { article_id: string }) => item.article_id),
          [first.article_id]
        )
        assert.notProperty(rest.json.item[0].content.news_item[0], "content")
        assert.strictEqual((yield* as.post(batchget, { offset: 0, count: 21 })).errcode, 40097)
      })
    ))
})
