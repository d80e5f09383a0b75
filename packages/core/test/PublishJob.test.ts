import { FreePublish, Identifiers, JobEvents, PublishJob, type WeChatClient } from "@effect-wechat/core"
import { assert, describe, it } from "@effect/vitest"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Schedule from "effect/Schedule"
import * as Schema from "effect/Schema"
import * as TestClock from "effect/TestClock"
import * as FakeWeChat from "./utils/FakeWeChat.ts"

const submitPath = "/cgi-bin/freepublish/submit"
const statusPath = "/cgi-bin/freepublish/get"
const draftPath = "/cgi-bin/draft/get"

const appId = Identifiers.AppId.make(FakeWeChat.appId)
const publish_id = Identifiers.PublishId.make("2650177668")
const job = (publish_status: number, more: object = {}) => ({ publish_id: 2650177668, publish_status, ...more })

const running = { json: job(1, { fail_idx: [1] }) }
const done = {
  json: job(0, {
    article_id: "ARTICLE_ID",
    article_detail: { count: 1, item: [{ idx: 1, article_url: "http://mp.weixin.qq.com/s/1" }] },
    fail_idx: []
  })
}
const published = PublishJob.Published.make({
  publish_id,
  article_id: Identifiers.ArticleId.make("ARTICLE_ID"),
  articles: [{ idx: Identifiers.ArticlePosition.make(1), article_url: "http://mp.weixin.qq.com/s/1" }],
  msg_data_id: Identifiers.MsgDataId.make("2247483650")
})
const submitted: FakeWeChat.Answer = { json: { errcode: 0, publish_id: "2650177668", msg_data_id: 2247483650 } }

/** A WeChat that answers each question after the job in turn, the last for ever. */
const wechatWith = (options: {
  readonly submit?: FakeWeChat.Answer | Effect.Effect<FakeWeChat.Answer>
  readonly status?: ReadonlyArray<FakeWeChat.Answer>
  readonly draft?: FakeWeChat.Answer
}) => {
  let asked = 0
  return FakeWeChat.make((seen) => {
    switch (FakeWeChat.pathOf(seen)) {
      case submitPath:
        return options.submit ?? submitted
      case statusPath:
        asked += 1
        return options.status?.[Math.min(asked, options.status.length) - 1] ?? running
      default:
        return options.draft ?? { json: { errcode: 40007, errmsg: "invalid media_id" } }
    }
  })
}

const times = (wechat: FakeWeChat.FakeWeChat, path: string): number =>
  wechat.seen.filter((seen) => FakeWeChat.pathOf(seen) === path).length

/** Runs to the end, while time passes; gives how it ended, and when. */
const ending = <A, E>(
  wechat: FakeWeChat.FakeWeChat,
  effect: Effect.Effect<A, E, Layer.Layer.Success<ReturnType<typeof FakeWeChat.layerWith>>>,
  options: { readonly client?: WeChatClient.Options } = {}
) =>
  Effect.gen(function*() {
    const begin = yield* Clock.currentTimeMillis
    const fiber = yield* Effect.fork(Effect.zip(Effect.either(effect), Clock.currentTimeMillis))
    for (let now = 0; (yield* Fiber.poll(fiber))._tag === "None"; now++) {
      assert.isBelow(now, 3600, "it never ends")
      yield* TestClock.adjust("1 second")
    }
    const [result, end] = yield* Fiber.join(fiber)
    return { result, after: (end - begin) / 1000 }
  }).pipe(Effect.provide(FakeWeChat.layerWith(wechat, options.client)))

const publish = FreePublish.publish({ media_id: "MEDIA_ID" })

const tell = (end: { readonly json: object }) =>
  Effect.gen(function*() {
    const events = yield* JobEvents.JobEvents
    const told = yield* Effect.orDie(Schema.decodeUnknown(PublishJob.PublishJob)(end.json))
    yield* events.publish.tell(appId, told.publish_id, told)
  })

describe("publishing", () => {
  it.effect("submits once, asks 5, 10, 20 and 40 seconds apart and then every minute, and gives the articles", () =>
    Effect.gen(function*() {
      const wechat = wechatWith({ status: [running, running, running, running, running, done] })
      const { after, result } = yield* ending(wechat, publish)
      assert.deepStrictEqual(result, Either.right(published))
      assert.strictEqual(after, 5 + 10 + 20 + 40 + 60 + 60)
      assert.deepStrictEqual([times(wechat, submitPath), times(wechat, statusPath)], [1, 6])
    }))

  const ends: ReadonlyArray<readonly [what: string, json: object, error: object, says: RegExp]> = [
    ["an article that is not original", job(2, { fail_idx: [1, 3] }), {
      _tag: "NotOriginal",
      fail_idx: [1, 3]
    }, /does not take articles 1 and 3 for original; the merchant must/],
    [
      "a refusal by review",
      job(4, { fail_idx: 2 }),
      { _tag: "ReviewRefused", fail_idx: [2] },
      /refused article 2; the/
    ],
    ["a refusal that names no article", job(4), { _tag: "ReviewRefused", fail_idx: [] }, /refused the articles; the/],
    ["a failure", job(3), { _tag: "PublishFailed", publish_status: 3 }, /status 3, .* the merchant must look/],
    ["a status that nobody knows", job(99), { _tag: "PublishFailed", publish_status: 99 }, /status 99/],
    [
      "articles that the account has deleted",
      job(5),
      { _tag: "PublishedThenRemoved", by: "account" },
      /account has deleted/
    ],
    ["articles that WeChat has banned", job(6), { _tag: "PublishedThenRemoved", by: "wechat" }, /banned/]
  ]
  for (const [what, json, error, says] of ends) {
    it.effect(`tells ${what} by its name, of which job and account, and who must act`, () =>
      Effect.gen(function*() {
        const { result } = yield* ending(wechatWith({ status: [{ json }] }), publish)
        if (Either.isRight(result)) return assert.fail("published")
        const told = JSON.parse(JSON.stringify(result.left))
        assert.deepInclude(told, { endpoint: "freepublish_submit", appId: FakeWeChat.appId, publish_id: "2650177668" })
        assert.deepInclude(told, error)
        assert.match(String(result.left), says)
        assert.isFalse(result.left.isRetryable)
      }))
  }

  it.effect("takes a success without an article for none yet", () =>
    Effect.gen(function*() {
      const wechat = wechatWith({ status: [{ json: job(0, { article_id: "" }) }, { json: job(0) }, done] })
      const { result } = yield* ending(wechat, publish)
      assert.deepStrictEqual(result, Either.right(published))
    }))

  it.effect("asks again by its own schedule alone when a question fails for the moment", () =>
    Effect.gen(function*() {
      const busy = { json: { errcode: -1, errmsg: "system error" } }
      const wechat = wechatWith({ status: [busy, { fault: "ECONNRESET" }, { text: "" }, done] })
      const { after, result } = yield* ending(wechat, publish)
      assert.deepStrictEqual(result, Either.right(published))
      assert.deepStrictEqual([after, times(wechat, statusPath)], [5 + 10 + 20 + 40, 4])
    }))

  it.effect("gives the id of the job to ask with later, once the time is over", () =>
    Effect.gen(function*() {
      const wechat = wechatWith({})
      const { after, result } = yield* ending(
        wechat,
        FreePublish.publish({ media_id: "MEDIA_ID" }, { atMost: "70 seconds" })
      )
      assert.strictEqual(after, 70)
      if (Either.isRight(result)) return assert.fail("published")
      assert.deepStrictEqual(JSON.parse(JSON.stringify(result.left)), {
        _tag: "PublishUnfinished",
        endpoint: "freepublish_submit",
        appId: FakeWeChat.appId,
        publish_id: "2650177668",
        msg_data_id: "2247483650"
      })
      assert.match(result.left.message, /must ask for the outcome of 2650177668 later, and not submit again$/)
      assert.isFalse(result.left.isRetryable)
      assert.strictEqual(times(wechat, submitPath), 1)
    }))

  it.effect("waits 10 minutes at the most, in which it asks 12 times", () =>
    Effect.gen(function*() {
      const wechat = wechatWith({})
      const { after } = yield* ending(wechat, publish)
      assert.deepStrictEqual([after, times(wechat, statusPath)], [600, 12])
    }))

  it.effect("asks when it is told to", () =>
    Effect.gen(function*() {
      const wechat = wechatWith({})
      const polls = Schedule.intersect(Schedule.spaced("2 seconds"), Schedule.recurs(3))
      const { after, result } = yield* ending(wechat, FreePublish.publish({ media_id: "MEDIA_ID" }, { polls }))
      assert.deepStrictEqual([after, times(wechat, statusPath)], [6, 3])
      assert.strictEqual(Either.isLeft(result) && result.left._tag, "PublishUnfinished")
    }))

  it.effect("stops asking when the answer is no for good, and still knows the job", () =>
    Effect.gen(function*() {
      const wechat = wechatWith({ status: [{ json: { errcode: 45009, errmsg: "reach max api daily quota limit" } }] })
      const { after, result } = yield* ending(wechat, publish)
      assert.deepStrictEqual([after, times(wechat, statusPath)], [5, 1])
      if (Either.isRight(result) || result.left._tag !== "PublishUnfinished") return assert.fail(String(result))
      assert.strictEqual(result.left.publish_id, publish_id)
      assert.match(result.left.problem ?? "", /45009/)
    }))

  it.effect("goes on asking when WeChat does not know the job yet that it has just named", () =>
    Effect.gen(function*() {
      const wechat = wechatWith({ status: [{ json: { errcode: 53502, errmsg: "invalid publish id" } }, done] })
      const { after, result } = yield* ending(wechat, publish)
      assert.deepStrictEqual(result, Either.right(published))
      assert.strictEqual(after, 15)
    }))

  it.effect("fails as submitting does when WeChat refuses the draft", () =>
    Effect.gen(function*() {
      const wechat = wechatWith({ submit: { json: { errcode: 53503, errmsg: "draft check failed" } } })
      const { result } = yield* ending(wechat, publish)
      assert.strictEqual(Either.isLeft(result) && result.left._tag, "DraftCheckFailed")
      assert.strictEqual(wechat.seen.length, 1)
    }))
})

describe("a submission whose reply is lost", () => {
  const lost: ReadonlyArray<readonly [what: string, submit: FakeWeChat.Answer]> = [
    ["the connection breaks", { fault: "ECONNRESET" }],
    ["the reply stalls", { stalled: true }],
    ["the reply is empty", { text: "" }],
    ["the reply is cut", { text: `{"errcode":0,"publish_` }],
    ["the reply lacks the id", { json: { errcode: 0, errmsg: "ok" } }],
    ["a gateway answers", { text: "<html>", status: 502 }],
    ["WeChat is busy", { json: { errcode: -1, errmsg: "system error" } }]
  ]
  for (const [what, submit] of lost) {
    it.effect(`is never made again when ${what}: it is in doubt, and the draft was looked for`, () =>
      Effect.gen(function*() {
        const wechat = wechatWith({ submit })
        const { result } = yield* ending(wechat, publish)
        assert.deepStrictEqual(wechat.seen.map(FakeWeChat.pathOf), [submitPath, draftPath])
        if (Either.isRight(result) || result.left._tag !== "PublishInDoubt") return assert.fail(String(result))
        assert.deepInclude(JSON.parse(JSON.stringify(result.left)), {
          endpoint: "freepublish_submit",
          appId: FakeWeChat.appId,
          media_id: "MEDIA_ID",
          draft: "gone"
        })
        assert.match(result.left.message, /nobody knows whether WeChat got the submission .* and not submit again$/)
        assert.isFalse(result.left.isRetryable)
      }))
  }

  const looks: ReadonlyArray<readonly [draft: FakeWeChat.Answer, found: string, says: RegExp]> = [
    [{ json: { news_item: [] } }, "there", /must look again after some minutes, and may submit again only if/],
    [{ json: { errcode: 61007, errmsg: "api is unauthorized to component" } }, "unknown", /could not be found out/],
    [{ fault: "ECONNREFUSED" }, "unknown", /could not be found out/]
  ]
  for (const [draft, found, says] of looks) {
    it.effect(`says that the draft is ${found}, and what to do: ${Object.values(draft).map((each) => JSON.stringify(each))}`, () =>
      Effect.gen(function*() {
        const { result } = yield* ending(wechatWith({ submit: { fault: "ECONNRESET" }, draft }), publish)
        if (Either.isRight(result) || result.left._tag !== "PublishInDoubt") return assert.fail(String(result))
        assert.strictEqual(result.left.draft, found)
        assert.match(result.left.message, says)
      }))
  }

  it.effect("is in no doubt when nothing was sent, or WeChat has said no", () =>
    Effect.gen(function*() {
      for (
        const submit of [{ fault: "ENOTFOUND" }, { json: { errcode: 45009, errmsg: "quota" } }, {
          text: "<html>",
          status: 403
        }]
      ) {
        const wechat = wechatWith({ submit })
        const { result } = yield* ending(wechat, publish)
        assert.strictEqual(Either.isLeft(result) && result.left._tag, "WeChatError")
        assert.strictEqual(times(wechat, draftPath), 0)
      }
    }))
})

describe("publishing beside events", () => {
  const withEvents = <A, E, R>(effect: Effect.Effect<A, E, R>) => Effect.provide(effect, JobEvents.layer())

  it.effect("hears of the end at once, and asks WeChat nothing", () =>
    Effect.gen(function*() {
      const wechat = wechatWith({})
      yield* Effect.fork(Effect.delay(tell(done), "7 seconds"))
      const { after, result } = yield* ending(wechat, publish)
      assert.deepStrictEqual(result, Either.right(published))
      assert.deepStrictEqual([after, times(wechat, statusPath)], [7, 0])
    }).pipe(withEvents))

  it.effect("knows an end that came before the reply to the submission, even twice", () =>
    Effect.gen(function*() {
      const early = Effect.as(Effect.andThen(tell(done), tell(done)), submitted)
      const events = yield* JobEvents.JobEvents
      const wechat = wechatWith({ submit: Effect.provideService(early, JobEvents.JobEvents, events) })
      const { after, result } = yield* ending(wechat, publish)
      assert.deepStrictEqual(result, Either.right(published))
      assert.deepStrictEqual([after, wechat.seen.length], [0, 1])
    }).pipe(withEvents))

  it.effect("asks after a minute, and every two from then on, when the event is lost", () =>
    Effect.gen(function*() {
      const wechat = wechatWith({ status: [running, done] })
      const { after, result } = yield* ending(wechat, publish)
      assert.deepStrictEqual(result, Either.right(published))
      assert.deepStrictEqual([after, times(wechat, statusPath)], [180, 2])
    }).pipe(withEvents))

  it.effect("still waits for the event when WeChat may not be asked any more", () =>
    Effect.gen(function*() {
      const wechat = wechatWith({ status: [{ json: { errcode: 45009, errmsg: "quota" } }] })
      yield* Effect.fork(Effect.delay(tell(done), "5 minutes"))
      const { after, result } = yield* ending(wechat, publish)
      assert.deepStrictEqual(result, Either.right(published))
      assert.deepStrictEqual([after, times(wechat, statusPath)], [300, 1])
    }).pipe(withEvents))

  it.effect("does not take an event for the end that says that WeChat is at work", () =>
    Effect.gen(function*() {
      const wechat = wechatWith({ status: [done] })
      yield* Effect.fork(Effect.delay(tell(running), "7 seconds"))
      const { after, result } = yield* ending(wechat, publish)
      assert.deepStrictEqual(result, Either.right(published))
      assert.strictEqual(after, 60)
    }).pipe(withEvents))

  it.effect("never takes the end of another account's job for its own", () =>
    Effect.gen(function*() {
      const events = yield* JobEvents.JobEvents
      const end = yield* Effect.orDie(Schema.decodeUnknown(PublishJob.PublishJob)(job(3)))
      for (const other of [undefined, Identifiers.AppId.make("wx0000000000000002")]) {
        yield* events.publish.tell(other, publish_id, end)
      }
      const { result } = yield* ending(wechatWith({ status: [done] }), publish)
      assert.deepStrictEqual(result, Either.right(published))
    }).pipe(withEvents))
})

describe("the outcome of a job that was submitted before", () => {
  const { msg_data_id: _, ...known } = published
  const outcome = FreePublish.outcome({ publish_id: 2650177668 })

  it.effect("is asked for at once, and then as seldom as ever", () =>
    Effect.gen(function*() {
      const wechat = wechatWith({ status: [done] })
      assert.deepStrictEqual(yield* ending(wechat, outcome), { result: Either.right(known), after: 0 })
      assert.deepStrictEqual(
        [wechat.seen.length, wechat.seen[0]],
        [1, FakeWeChat.posted(statusPath, `{"publish_id":"2650177668"}`)]
      )
      const slow = wechatWith({ status: [running, running, done] })
      assert.deepStrictEqual(yield* ending(slow, outcome), { result: Either.right(known), after: 15 })
    }))

  it.effect("fails as asking does when the answer is no for good", () =>
    Effect.gen(function*() {
      const wechat = wechatWith({ status: [{ json: { errcode: 53502, errmsg: "invalid publish id" } }] })
      const { result } = yield* ending(wechat, outcome)
      assert.strictEqual(Either.isLeft(result) && result.left._tag, "InvalidPublishId")
    }))

  it.effect("is not waited for, events or not, where there is no such job", () =>
    Effect.gen(function*() {
      for (const publish_id of ["1", "none"]) {
        const wechat = wechatWith({ status: [{ json: { errcode: 53502, errmsg: "invalid publish id" } }] })
        const { after, result } = yield* ending(wechat, FreePublish.outcome({ publish_id }))
        assert.isTrue(Either.isLeft(result))
        assert.strictEqual(after, 0)
      }
    }).pipe(Effect.provide(JobEvents.layer())))

  it.effect("is unfinished when all that goes wrong would pass", () =>
    Effect.gen(function*() {
      const wechat = wechatWith({ status: [{ json: { errcode: -1, errmsg: "system error" } }] })
      const { result } = yield* ending(wechat, outcome)
      if (Either.isRight(result) || result.left._tag !== "PublishUnfinished") return assert.fail(String(result))
      assert.match(result.left.message, /asked last: .*-1/)
    }))

  it.effect("refuses what is no id of a job before anything is sent", () =>
    Effect.gen(function*() {
      const wechat = wechatWith({})
      const { result } = yield* ending(wechat, FreePublish.outcome({ publish_id: "none" }))
      assert.strictEqual(Either.isLeft(result) && result.left._tag, "WeChatError")
      assert.deepStrictEqual(wechat.seen, [])
    }))
})

describe("an error about a publish job", () => {
  it.effect("survives JSON", () =>
    Effect.gen(function*() {
      const { NotOriginal, PublishFailed, PublishInDoubt, PublishUnfinished, PublishedThenRemoved, ReviewRefused } =
        PublishJob
      const about = { endpoint: "freepublish_submit", publish_id }
      const errors = [
        new NotOriginal({ ...about, fail_idx: [] }),
        new ReviewRefused({ ...about, fail_idx: [Identifiers.ArticlePosition.make(1)] }),
        new PublishFailed({ ...about, publish_status: 3 }),
        new PublishedThenRemoved({ ...about, by: "wechat" }),
        new PublishUnfinished({ ...about, problem: "busy" }),
        new PublishInDoubt({ endpoint: "freepublish_submit", media_id: "M", draft: "gone", problem: "cut" })
      ]
      const json = Schema.parseJson(
        Schema.Union(NotOriginal, ReviewRefused, PublishFailed, PublishedThenRemoved, PublishUnfinished, PublishInDoubt)
      )
      for (const error of errors) {
        const back = yield* Schema.decode(json)(yield* Schema.encode(json)(error))
        assert.strictEqual(back._tag, error._tag)
        assert.strictEqual(back.message, error.message)
        assert.match(error.message, /the (merchant|service provider) must/)
        assert.include(["merchant", "provider"], error.who)
      }
    }))
})
