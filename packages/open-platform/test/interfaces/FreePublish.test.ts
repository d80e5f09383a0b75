import { Draft, Failure, FreePublish, Identifiers, JobEvents, type PublishJob } from "@effect-wechat/core"
import { Callback, OpenPlatform } from "@effect-wechat/open-platform"
import { Simulator } from "@effect-wechat/simulator"
import { assert, describe, it } from "@effect/vitest"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Fiber from "effect/Fiber"
import * as Stream from "effect/Stream"
import * as TestClock from "effect/TestClock"
import * as Pushes from "../callback/utils/Pushes.ts"
import * as Platform from "../utils/Platform.ts"
import * as Articles from "./utils/Articles.ts"

/** How a call failed, by its tag. */
const failed = <A, E extends { readonly _tag: string }, R>(call: Effect.Effect<A, E, R>) =>
  Effect.map(Effect.either(call), Either.match({ onLeft: ({ _tag }) => _tag, onRight: () => "it worked" }))

/** Runs a test with a merchant that has a draft of so many articles, on a platform whose callback WeChat pushes to. */
const withDraft = <A, E, R>(
  test: (given: {
    readonly appId: string
    readonly media_id: Effect.Effect.Success<ReturnType<typeof Articles.draft>>
    readonly simulator: Simulator.Service
  }) => Effect.Effect<A, E, R>,
  options: { readonly articles?: number; readonly account?: Parameters<typeof Platform.merchant>[1] } = {}
) =>
  Effect.gen(function*() {
    const simulator = yield* Simulator.Simulator
    const appId = yield* Platform.merchant([1, 7, 11], options.account)
    return yield* Effect.gen(function*() {
      const media_id = yield* Articles.draft(options.articles)
      yield* Pushes.settle
      yield* Platform.forgetSeen
      return yield* test({ appId, media_id, simulator })
    }).pipe(OpenPlatform.as(appId))
  }).pipe(Pushes.run())

/** The same, where the pushes tell of the ends of jobs. */
const withEvents: typeof withDraft = (test, options) =>
  withDraft((given) => Effect.scoped(Effect.provide(test(given), Callback.layerJobEvents())), options)

/** Runs to the end while time passes, with turns of the loop for requests and pushes; gives the seconds that it took. */
const ending = <A, E, R>(effect: Effect.Effect<A, E, R>) =>
  Effect.gen(function*() {
    yield* Pushes.settle
    const begin = yield* Clock.currentTimeMillis
    const fiber = yield* Effect.fork(Effect.zip(Effect.either(effect), Clock.currentTimeMillis))
    yield* Pushes.settle
    for (let now = 0; (yield* Fiber.poll(fiber))._tag === "None"; now++) {
      assert.isBelow(now, 1200, "it never ends")
      yield* TestClock.adjust("1 second")
      yield* Pushes.settle
    }
    const [result, end] = yield* Fiber.join(fiber)
    return { result, after: (end - begin) / 1000 }
  })

const submits = Platform.timesAsked(FreePublish.submit)
const polls = Platform.timesAsked(FreePublish.status)

/** That the articles are out, and as they are told. */
const assertPublished = (result: Either.Either<PublishJob.Published, unknown>, articles = 1) =>
  Effect.gen(function*() {
    if (Either.isLeft(result)) return assert.fail(String(result.left))
    const { article_id, articles: told } = result.right
    const { news_item } = yield* FreePublish.get({ article_id })
    assert.deepStrictEqual(
      news_item.map(({ title }) => title),
      Array.from({ length: articles }, (_, at) => `Article ${at + 1}`)
    )
    assert.deepStrictEqual(
      told.map(({ article_url, idx }) => [Number(idx), article_url]),
      news_item.map(({ url }, at) => [at + 1, url])
    )
  })

describe("publishing", () => {
  it.effect("publishes a draft on behalf of a merchant, which is then read, listed and deleted", () =>
    withDraft(
      ({ media_id }) =>
        Effect.gen(function*() {
          const { after, result } = yield* ending(FreePublish.publish({ media_id }))
          yield* assertPublished(result, 2)
          assert.deepStrictEqual([after, yield* submits, yield* polls], [5, 1, 1])
          if (Either.isLeft(result)) return assert.fail("not published")
          const { article_id, msg_data_id, publish_id } = result.right
          assert.isDefined(msg_data_id)
          assert.strictEqual(yield* failed(Draft.get({ media_id })), "InvalidMediaId")

          assert.deepInclude(yield* FreePublish.status({ publish_id }), { publish_id, publish_status: 0, article_id })
          const page = yield* FreePublish.list({ offset: 0, count: 20, no_content: 1 })
          assert.deepInclude(page, { total_count: 1, item_count: 1 })
          assert.strictEqual(page.item[0]?.article_id, article_id)
          assert.deepStrictEqual([...yield* Stream.runCollect(FreePublish.all({ no_content: 1 }))], page.item)

          yield* FreePublish.delete({ article_id, index: 2 })
          const { news_item } = yield* FreePublish.get({ article_id })
          assert.deepStrictEqual(news_item.map(({ is_deleted }) => is_deleted), [false, true])
          yield* FreePublish.delete({ article_id, index: "all" })
          const gone = yield* Effect.flip(FreePublish.outcome({ publish_id }))
          assert.strictEqual(gone._tag, "PublishedThenRemoved")
        }),
      { articles: 2 }
    ))

  it.effect("understands each form in which WeChat is said to answer", () =>
    Effect.gen(function*() {
      for (const publishId of ["number", "text"] as const) {
        for (const articleTimes of ["live", "page"] as const) {
          yield* withDraft(
            ({ media_id }) =>
              Effect.gen(function*() {
                yield* assertPublished((yield* ending(FreePublish.publish({ media_id }))).result)
                assert.strictEqual((yield* FreePublish.list({ offset: 0, count: 1 })).item.length, 1)
              }),
            { account: { forms: { publishId, articleTimes, runningFailIdx: "first" } } }
          )
        }
      }
    }))

  const ends = [[2, "NotOriginal"], [3, "PublishFailed"], [4, "ReviewRefused"]] as const
  for (const [status, tag] of ends) {
    it.effect(`fails with ${tag} where the job ends with ${status}, whether WeChat is asked or tells`, () =>
      Effect.gen(function*() {
        for (const within of [withDraft, withEvents]) {
          yield* within(
            ({ appId, media_id, simulator }) =>
              Effect.gen(function*() {
                yield* simulator.failNextPublish(appId, { status, failIdx: [2] })
                const { result } = yield* ending(FreePublish.publish({ media_id }))
                if (Either.isRight(result)) return assert.fail("published")
                assert.strictEqual(result.left._tag, tag)
                if (status !== 3) assert.deepInclude(JSON.parse(JSON.stringify(result.left)), { fail_idx: [2] })
                // The draft is back in the box.
                yield* Draft.get({ media_id })
                assert.strictEqual(yield* submits, 1)
              }),
            { articles: 2 }
          )
        }
      }))
  }

  it.effect("tells why a draft cannot be published, before there is a job", () =>
    withDraft(({ appId, media_id, simulator }) =>
      Effect.gen(function*() {
        const flaws = [
          ["failsCheck", "DraftCheckFailed"],
          ["consoleOnly", "DraftForConsoleOnly"],
          ["unsaved", "DraftNotSaved"]
        ] as const
        for (const [flaw, tag] of flaws) {
          yield* simulator.flawDraft(appId, media_id, flaw)
          assert.strictEqual(yield* failed(FreePublish.publish({ media_id })), tag)
        }
        assert.strictEqual(yield* failed(FreePublish.publish({ media_id: "NONE" })), "InvalidMediaId")
      })
    ))

  it.effect("tells that an account may not publish, or not so often", () =>
    Effect.gen(function*() {
      const tagOf = (account: Parameters<typeof Platform.merchant>[1]) =>
        withDraft(({ media_id }) => failed(FreePublish.submit({ media_id })), { account })
      assert.strictEqual(yield* tagOf({ publishingBanned: true }), "PublishingBanned")
      assert.strictEqual(yield* tagOf({ caps: { publishesAMinute: 0 } }), "PublishingTooOften")
    }))

  it.effect("tells that there is no such job, or no such article", () =>
    withDraft(() =>
      Effect.gen(function*() {
        assert.strictEqual(yield* failed(FreePublish.status({ publish_id: 1 })), "InvalidPublishId")
        assert.strictEqual(yield* failed(FreePublish.outcome({ publish_id: 1 })), "InvalidPublishId")
        assert.strictEqual(yield* failed(FreePublish.get({ article_id: "NONE" })), "InvalidArticleId")
      })
    ))

  it.effect("tells that articles are gone by now, and who removed them", () =>
    withDraft(({ appId, media_id, simulator }) =>
      Effect.gen(function*() {
        const { result } = yield* ending(FreePublish.publish({ media_id }))
        const { article_id, publish_id } = Either.getOrThrow(result)
        yield* simulator.banPublished(appId, article_id)
        const gone = yield* Effect.flip(FreePublish.outcome({ publish_id }))
        assert.deepInclude(JSON.parse(JSON.stringify(gone)), { _tag: "PublishedThenRemoved", by: "wechat" })
      })
    ))

  it.effect("is out of reach for an official account without certification, and without set 7", () =>
    Effect.gen(function*() {
      const official = yield* Platform.merchant([7, 11], { kind: "official", verifyType: -1 })
      const ungranted = yield* Platform.merchant([11])
      yield* Platform.forgetSeen
      for (const appId of [official, ungranted]) {
        const calls = [
          failed(FreePublish.publish({ media_id: "M" })),
          failed(FreePublish.outcome({ publish_id: 1 })),
          failed(FreePublish.get({ article_id: "A" })),
          failed(FreePublish.delete({ article_id: "A", index: 1 })),
          failed(Stream.runDrain(FreePublish.all()))
        ]
        for (const call of calls) assert.strictEqual(yield* call.pipe(OpenPlatform.as(appId)), "CallRefused")
      }
      assert.deepStrictEqual((yield* Platform.asked).filter((name) => name.startsWith("freepublish")), [])
    }).pipe(Platform.run()))

  it.effect("says what WeChat says where only WeChat knows that the account may not publish", () => {
    const options = { platform: { gate: "off" } } as const
    return Effect.gen(function*() {
      const appId = yield* Platform.merchant([7, 11], { kind: "official", verifyType: -1 })
      const refusal = yield* Effect.flip(FreePublish.submit({ media_id: "M" }).pipe(OpenPlatform.as(appId)))
      assert.instanceOf(refusal, Failure.ApiUnauthorized)
    }).pipe(Platform.run(options))
  })
})

describe("publishing beside the pushes of WeChat", () => {
  it.effect("hears of the end as soon as WeChat pushes it, and asks nothing", () =>
    withEvents(
      ({ media_id }) =>
        Effect.gen(function*() {
          const { after, result } = yield* ending(FreePublish.publish({ media_id }))
          yield* assertPublished(result, 2)
          assert.deepStrictEqual([after, yield* submits, yield* polls], [3, 1, 0])
        }),
      { articles: 2 }
    ))

  it.effect("hears of it by the other name that the push may have", () =>
    withEvents(({ media_id }) =>
      Effect.gen(function*() {
        const { after, result } = yield* ending(FreePublish.publish({ media_id }))
        yield* assertPublished(result)
        assert.deepStrictEqual([after, yield* polls], [3, 0])
      }), { account: { forms: { publishEvent: "FREEPUBLISHJOBFINISH" } } }))

  it.effect("asks WeChat after a minute when the push is lost", () =>
    withEvents(({ media_id, simulator }) =>
      Effect.gen(function*() {
        yield* simulator.injectPush({ event: "PUBLISHJOBFINISH", what: { _tag: "Lost" } })
        const { after, result } = yield* ending(FreePublish.publish({ media_id }))
        yield* assertPublished(result)
        assert.deepStrictEqual([after, yield* submits, yield* polls], [60, 1, 1])
      })
    ))

  it.effect("is not led astray by a push that comes twice", () =>
    withEvents(({ media_id, simulator }) =>
      Effect.gen(function*() {
        yield* simulator.injectPush({ event: "PUBLISHJOBFINISH", what: { _tag: "Duplicated" } })
        const first = yield* ending(FreePublish.publish({ media_id }))
        yield* assertPublished(first.result)
        const second = yield* ending(FreePublish.publish({ media_id: yield* Articles.draft(2) }))
        yield* assertPublished(second.result, 2)
        assert.deepStrictEqual([first.after, second.after, yield* submits, yield* polls], [3, 3, 2, 0])
      })
    ))

  it.effect("knows an end that was pushed before the reply to the submission came", () =>
    withEvents(({ media_id, simulator }) =>
      Effect.gen(function*() {
        yield* simulator.inject({ when: { endpoint: "freepublish_submit" }, what: { _tag: "Delay", millis: 6000 } })
        const { after, result } = yield* ending(FreePublish.publish({ media_id }))
        yield* assertPublished(result)
        assert.deepStrictEqual((yield* simulator.pushes).at(-1)?.event, "PUBLISHJOBFINISH")
        assert.deepStrictEqual([after, yield* submits, yield* polls], [6, 1, 0])
      })
    ))

  it.effect("keeps the jobs of many drafts and accounts apart", () =>
    withEvents(({ appId, media_id, simulator }) =>
      Effect.gen(function*() {
        const other = yield* Platform.merchant([1, 7, 11])
        const theirs = yield* Articles.draft(3).pipe(OpenPlatform.as(other))
        yield* simulator.failNextPublish(appId, { status: 3 })
        const { result } = yield* ending(Effect.all([
          Effect.either(FreePublish.publish({ media_id })),
          FreePublish.publish({ media_id: theirs }).pipe(OpenPlatform.as(other))
        ], { concurrency: "unbounded" }))
        const [ours, published] = Either.getOrThrow(result)
        assert.strictEqual(Either.isLeft(ours) && ours.left._tag, "PublishFailed")
        assert.strictEqual(published.articles.length, 3)
      })
    ))

  it.effect("tells of mass messages too", () =>
    withDraft(({ appId, simulator }) =>
      Effect.gen(function*() {
        const events = yield* JobEvents.JobEvents
        const { originalId } = yield* simulator.account(appId)
        const counts = { TotalCount: 100, FilterCount: 80, SentCount: 75, ErrorCount: 5 }
        const account = Identifiers.AppId.make(appId)
        const heard = yield* Effect.fork(events.massSend.await(account, "9223372036854775807"))
        yield* Pushes.settle
        const answer = yield* Pushes.push(
          Pushes.messageUrlOf(appId),
          Pushes.xml({
            ToUserName: originalId,
            FromUserName: "oHelper",
            CreateTime: yield* Pushes.seconds,
            MsgType: "event",
            Event: "MASSSENDJOBFINISH",
            MsgID: "9223372036854775807",
            Status: "send success",
            ...counts
          })
        )
        assert.deepInclude(answer, Pushes.success)
        assert.deepInclude(yield* Fiber.join(heard), {
          MsgID: "9223372036854775807",
          Status: "send success",
          ...counts
        })
      }).pipe(Effect.provide(Callback.layerJobEvents()), Effect.scoped)
    ))
})

describe("a submission whose reply never comes", () => {
  const faults = [
    ["is too late", { _tag: "Delay", millis: 60_000 }],
    ["is cut off", { _tag: "Cut", at: "after" }],
    ["ends in the middle", { _tag: "Truncated" }]
  ] as const
  for (const [what, fault] of faults) {
    it.effect(`because it ${what} is made once, and the draft is found gone`, () =>
      Effect.gen(function*() {
        for (const within of [withDraft, withEvents]) {
          yield* within(({ media_id, simulator }) =>
            Effect.gen(function*() {
              yield* simulator.inject({ when: { endpoint: "freepublish_submit" }, what: fault })
              const { result } = yield* ending(FreePublish.publish({ media_id }))
              if (Either.isRight(result)) return assert.fail("published")
              assert.deepInclude(JSON.parse(JSON.stringify(result.left)), {
                _tag: "PublishInDoubt",
                media_id,
                draft: "gone"
              })
              // It was taken, as it turns out.
              yield* TestClock.adjust("5 minutes")
              yield* Pushes.settle
              assert.strictEqual((yield* FreePublish.list({ offset: 0, count: 20 })).total_count, 1)
              assert.deepStrictEqual([yield* submits, yield* polls], [1, 0])
            })
          )
        }
      }))
  }

  it.effect("because WeChat never got it is made once, and the draft is found in its place", () =>
    withDraft(({ media_id, simulator }) =>
      Effect.gen(function*() {
        yield* simulator.inject({ when: { endpoint: "freepublish_submit" }, what: { _tag: "Cut", at: "before" } })
        const { result } = yield* ending(FreePublish.publish({ media_id }))
        if (Either.isRight(result)) return assert.fail("published")
        assert.deepInclude(JSON.parse(JSON.stringify(result.left)), { _tag: "PublishInDoubt", draft: "there" })
        assert.strictEqual(yield* submits, 1)
      })
    ))
})
