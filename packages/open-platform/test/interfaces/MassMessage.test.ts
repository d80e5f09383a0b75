import { AccessToken, Failure, Identifiers, MassMessage, Media, Upload } from "@effect-wechat/core"
import { Callback, OpenPlatform } from "@effect-wechat/open-platform"
import { type Fault, Simulator } from "@effect-wechat/simulator"
import { assert, describe, it } from "@effect/vitest"
import * as Clock from "effect/Clock"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Option from "effect/Option"
import * as TestClock from "effect/TestClock"
import * as Pushes from "../callback/utils/Pushes.ts"
import * as Platform from "../utils/Platform.ts"
import * as Articles from "./utils/Articles.ts"

type Account = NonNullable<Parameters<typeof Platform.merchant>[1]>

/** Runs a test on behalf of a new merchant, whose events reach who waits for them, or nobody. */
const onBehalf = <A, E, R>(
  test: Effect.Effect<A, E, R>,
  options: {
    readonly account?: Account
    readonly grant?: ReadonlyArray<number>
    readonly events?: boolean
  } = {}
) =>
  Effect.gen(function*() {
    const appId = yield* Platform.merchant(options.grant ?? [7, 11], options.account)
    const behalf = test.pipe(OpenPlatform.as(appId))
    return yield* options.events === false ? behalf : Effect.provide(behalf, Callback.layerJobEvents())
  }).pipe(Pushes.run())

/** The account that the test speaks for, as the simulator has it. */
const account = Effect.flatMap(
  AccessToken.AccessToken,
  ({ appId }) => Effect.flatMap(Simulator.Simulator, (simulator) => simulator.account(String(appId)))
)

const step = "5 seconds"

/** Lets time pass, and everything that comes with it happen. */
const pass = (steps: number) => Effect.repeatN(Effect.andThen(TestClock.adjust(step), Pushes.settle), steps - 1)

/** Lets time pass until something has come to its end, for an hour at the most. */
const inTime = <A, E, R>(effect: Effect.Effect<A, E, R>) =>
  Effect.gen(function*() {
    const fiber = yield* Effect.fork(effect)
    yield* Pushes.settle
    for (let at = 0; at < 720; at++) {
      const exit = yield* Fiber.poll(fiber)
      if (Option.isSome(exit)) return yield* exit.value
      yield* pass(1)
    }
    return assert.fail("it never ends")
  })

const text = { msgtype: "text", text: { content: "Hello" } } as const
const toAll = { clientmsgid: "spring-2026", filter: { is_to_all: true } } as const
const articlesToAll = (media_id: string) => ({ ...toAll, msgtype: "mpnews", mpnews: { media_id } } as const)

/** How a call failed, by its tag. */
const tagOf = <A, E extends { readonly _tag: string }, R>(call: Effect.Effect<A, E, R>) =>
  Effect.match(call, { onFailure: ({ _tag }) => _tag, onSuccess: () => "it worked" })

const statuses = Effect.map(account, ({ messages }) => messages.map(({ status }) => status))

describe("mass messages", () => {
  it.effect("are shown to one person, sent to a list, asked for and deleted, on behalf of a merchant", () =>
    onBehalf(
      Effect.gen(function*() {
        const media_id = yield* Articles.draft(2)
        yield* MassMessage.preview({ towxname: "the-editor", msgtype: "mpnews", mpnews: { media_id } })
        yield* MassMessage.preview({ touser: "oA", ...text })
        assert.deepStrictEqual(yield* statuses, [])

        const sent = yield* MassMessage.send({
          clientmsgid: "list-1",
          touser: ["oA", "oB"],
          msgtype: "mpnews",
          mpnews: { media_id }
        })
        assert.isFalse(sent.alreadySent)
        assert.isDefined(sent.msg_data_id)
        assert.deepStrictEqual(yield* MassMessage.get({ msg_id: sent.msg_id }), {
          msg_id: sent.msg_id,
          msg_status: "SENDING"
        })
        yield* pass(1)
        assert.deepStrictEqual(yield* MassMessage.get({ msg_id: sent.msg_id }), {
          msg_id: sent.msg_id,
          msg_status: "SEND_SUCCESS"
        })

        yield* MassMessage.delete({ msg_id: sent.msg_id, article_idx: 2 })
        const [message] = (yield* account).messages
        assert.deepStrictEqual(message?.articles.map(({ isDeleted }) => isDeleted), [false, true])
        yield* MassMessage.delete({ msg_id: sent.msg_id, article_idx: "all" })
        assert.deepStrictEqual((yield* MassMessage.get({ msg_id: sent.msg_id })).msg_status, "DELETE")
      }).pipe(Effect.scoped)
    ))

  it.effect("carry articles and videos that were made without a draft", () =>
    onBehalf(Effect.gen(function*() {
      const thumb_media_id = yield* Articles.cover
      const news = yield* MassMessage.uploadNews({
        articles: [{ title: "Spring", thumb_media_id, content: "<p>It is here.</p>", show_cover_pic: 0 }]
      })
      assert.strictEqual(news.created_at, Platform.start / 1000)
      const delivered = yield* inTime(MassMessage.deliver(articlesToAll(news.media_id)))
      assert.lengthOf(delivered.articles, 1)

      const file = Upload.bytes(new Uint8Array([0, 0, 0, 24, 102, 116, 121, 112, 105, 115, 111, 109]), {
        fileName: "spring.mp4"
      })
      const { media_id } = yield* Media.upload({ type: "video", media: file })
      const video = yield* MassMessage.uploadVideo({ media_id, title: "Spring" })
      assert.strictEqual(video.type, "video")
      const sent = yield* inTime(MassMessage.deliver({
        clientmsgid: "video",
        touser: ["oA", "oB"],
        msgtype: "mpvideo",
        mpvideo: { media_id: video.media_id, title: "Spring" }
      }))
      assert.strictEqual(sent.counts?.SentCount, 2)
    })))

  it.effect("go out at the speed that was set", () =>
    onBehalf(Effect.gen(function*() {
      assert.deepStrictEqual(yield* MassMessage.getSpeed(), { speed: 0, realspeed: 80 })
      yield* MassMessage.setSpeed({ speed: 3 })
      assert.deepStrictEqual(yield* MassMessage.getSpeed(), { speed: 3, realspeed: 30 })
    })))

  it.effect("say by name why WeChat does not take them", () =>
    onBehalf(
      Effect.gen(function*() {
        const simulator = yield* Simulator.Simulator
        const { appId } = yield* account
        const media_id = yield* Articles.draft()
        let nth = 0
        const tried = (content: MassMessage.Content, filter: MassMessage.Filter = { is_to_all: true }) =>
          tagOf(MassMessage.sendAll({ clientmsgid: `nth-${nth++}`, filter, ...content }))
        const articles = { msgtype: "mpnews", mpnews: { media_id } } as const

        assert.strictEqual(yield* tried({ msgtype: "voice", voice: { media_id: "nobody's" } }), "InvalidMediaId")
        assert.strictEqual(yield* tried({ msgtype: "wxcard", wxcard: { card_id: "C" } }), "CardsNotSendable")
        assert.strictEqual(yield* tried(text, { is_to_all: false, tag_id: 999 }), "InvalidGroupId")
        yield* simulator.setForms(appId, { unknownTag: 45159 })
        assert.strictEqual(yield* tried(text, { is_to_all: false, tag_id: 999 }), "InvalidTagId")
        yield* simulator.flawDraft(appId, media_id, "autoSaved")
        assert.strictEqual(yield* tried(articles), "AutoSavedDraft")
        yield* simulator.flawDraft(appId, media_id, "advertisement")
        assert.strictEqual(yield* tried(articles), "CarriesAdvertisement")
        assert.strictEqual(yield* tagOf(MassMessage.preview({ towxname: "stranger", ...text })), "InvalidWxName")
        assert.strictEqual(yield* tagOf(MassMessage.preview({ touser: "oStranger", ...text })), "InvalidOpenId")
        assert.strictEqual(yield* tagOf(MassMessage.get({ msg_id: 1 })), "InvalidMsgId")
        assert.strictEqual(
          yield* tagOf(MassMessage.send({ clientmsgid: "strangers", touser: ["oX", "oY"], ...text })),
          "InvalidOpenIdList"
        )
        assert.deepStrictEqual(yield* statuses, [])

        yield* MassMessage.sendAll({ ...toAll, ...text })
        assert.strictEqual(yield* tagOf(MassMessage.sendAll({ ...toAll, ...text })), "ClientMsgIdTooFast")
        assert.strictEqual(yield* tried(text), "ConfirmationRunning")
      }),
      { account: { sendProtection: true, knownFollowers: [{ openId: "oA", wxName: "ann", tags: [7] }] } }
    ))

  it.effect("are one a day for an official account", () =>
    onBehalf(
      Effect.gen(function*() {
        yield* inTime(MassMessage.deliver({ ...toAll, ...text }))
        const again = MassMessage.sendAll({ ...toAll, clientmsgid: "another", ...text })
        assert.strictEqual(yield* tagOf(again), "NoMassSendQuota")
        // It was eight in the morning there.
        yield* TestClock.adjust("16 hours")
        assert.strictEqual(yield* tagOf(again), "it worked")
      }),
      { account: { kind: "official" } }
    ))

  it.effect("of accounts that may not send them are refused before anything is sent", () =>
    Effect.gen(function*() {
      const refused = (options: { readonly account?: Account; readonly grant?: ReadonlyArray<number> }) =>
        onBehalf(
          Effect.gen(function*() {
            const tags = [
              yield* tagOf(MassMessage.sendAll({ ...toAll, ...text })),
              yield* tagOf(MassMessage.send({ clientmsgid: "list", touser: ["oA", "oB"], ...text })),
              yield* tagOf(MassMessage.deliver({ clientmsgid: "list", touser: ["oA", "oB"], ...text }))
            ]
            assert.notInclude(yield* Platform.asked, "massSend")
            return tags
          }),
          options
        )
      const no = "CallRefused"
      assert.deepStrictEqual(yield* refused({ grant: [11] }), [no, no, no])
      assert.deepStrictEqual(yield* refused({ account: { verifyType: -1 } }), [no, no, no])
      // Lists are for service accounts alone.
      assert.deepStrictEqual(yield* refused({ account: { kind: "official" } }), ["it worked", no, no])
    }))
})

/** What happens to a request, and whether it was made once or twice for it. */
const mishaps: ReadonlyArray<readonly [what: string, fault: Fault.What | undefined, requests: number]> = [
  ["nothing goes wrong", undefined, 1],
  ["the event comes before the reply", { _tag: "Delay", millis: 6_000 }, 1],
  ["the reply comes after the time limit", { _tag: "Delay", millis: 15_000 }, 2],
  ["the reply is lost", { _tag: "Cut", at: "after" }, 2],
  ["the reply is cut", { _tag: "Cut", at: "during" }, 2],
  ["the reply ends in the middle", { _tag: "Truncated" }, 2],
  ["the connection is cut before anything is done", { _tag: "Cut", at: "before" }, 2],
  ["a page comes instead of the reply", { _tag: "Html" }, 2],
  ["a gateway answers", { _tag: "Status", status: 502 }, 2],
  ["WeChat is busy", { _tag: "Code", errcode: -1 }, 2]
]

const pushes: ReadonlyArray<readonly [what: string, fault: Fault.PushFault["what"] | undefined]> = [
  ["comes", undefined],
  ["is lost", { _tag: "Lost" }],
  ["comes twice", { _tag: "Duplicated" }],
  ["comes late", { _tag: "Late", millis: 45_000 }]
]

describe("a delivery", () => {
  for (const [what, fault, requests] of mishaps) {
    it.effect(`goes to each follower exactly once when ${what}, whatever becomes of the event`, () =>
      Effect.gen(function*() {
        for (const [how, push] of pushes) {
          yield* onBehalf(Effect.gen(function*() {
            const simulator = yield* Simulator.Simulator
            const media_id = yield* Articles.draft(2)
            if (fault !== undefined) yield* simulator.inject({ when: { endpoint: "sendAll", nth: 1 }, what: fault })
            if (push !== undefined) yield* simulator.injectPush({ event: "MASSSENDJOBFINISH", what: push })

            const sent = yield* inTime(MassMessage.deliver(articlesToAll(media_id)))
            const { messages } = yield* account
            assert.deepStrictEqual(messages.map(({ status }) => status), ["SEND_SUCCESS"], how)
            assert.strictEqual(sent.msg_id, Identifiers.MsgId.make(messages[0]?.msg_id ?? ""), how)
            assert.deepStrictEqual([sent._tag, sent.isDeleted], ["Sent", false], how)
            assert.strictEqual(yield* Platform.timesAsked(MassMessage.sendAll), requests, how)
            if (push?._tag === "Lost") {
              assert.deepStrictEqual([sent.counts, sent.articles], [undefined, []], how)
            } else {
              assert.deepStrictEqual(
                sent.counts,
                { TotalCount: 1000, FilterCount: 1000, SentCount: 1000, ErrorCount: 0 },
                how
              )
              assert.deepStrictEqual(
                sent.articles.map(({ ArticleIdx, ArticleUrl }) => [Number(ArticleIdx), ArticleUrl]),
                messages[0]?.articles.map(({ idx, url }) => [idx, url]),
                how
              )
              assert.strictEqual(sent.copyrightCheckState, 1)
            }
          }))
        }
      }))
  }

  it.effect("asks WeChat sparingly, and needs nobody who tells it of events", () =>
    onBehalf(
      Effect.gen(function*() {
        const sent = yield* inTime(MassMessage.deliver({ ...toAll, ...text }))
        assert.deepStrictEqual([sent.counts, yield* statuses], [undefined, ["SEND_SUCCESS"]])
        assert.strictEqual(yield* Platform.timesAsked(MassMessage.get), 1)
      }),
      { events: false }
    ))

  it.effect("of one message twice at the same time sends it once", () =>
    onBehalf(Effect.gen(function*() {
      const one = MassMessage.deliver({ ...toAll, ...text })
      const both = yield* inTime(Effect.all([one, one], { concurrency: "unbounded" }))
      assert.deepStrictEqual(both.map(({ alreadySent }) => alreadySent), [false, true])
      assert.strictEqual(both[0].msg_id, both[1].msg_id)
      assert.deepStrictEqual(yield* statuses, ["SEND_SUCCESS"])
    })))

  it.effect("of what was sent hours ago tells how that ended, and sends nothing", () =>
    onBehalf(Effect.gen(function*() {
      const first = yield* inTime(MassMessage.deliver({ ...toAll, ...text }))
      yield* TestClock.adjust("20 hours")
      const asked = yield* Clock.currentTimeMillis
      const again = yield* inTime(MassMessage.deliver({ ...toAll, ...text }))
      assert.deepStrictEqual([again.msg_id, again.alreadySent], [first.msg_id, true])
      // At once: there is no event to wait for any more.
      assert.isBelow((yield* Clock.currentTimeMillis) - asked, 10_000)
      assert.deepStrictEqual(yield* statuses, ["SEND_SUCCESS"])
    })))

  it.effect("gives up in doubt, and the same delivery an hour later still sends once", () =>
    onBehalf(Effect.gen(function*() {
      const simulator = yield* Simulator.Simulator
      const lost = yield* simulator.inject({ when: { endpoint: "sendAll" }, what: { _tag: "Cut", at: "after" } })
      const media_id = yield* Articles.draft()
      const doubt = yield* Effect.flip(inTime(MassMessage.deliver(articlesToAll(media_id), { tries: 3 })))
      assert.strictEqual(doubt._tag, "MassSendInDoubt")
      if (doubt._tag !== "MassSendInDoubt") return
      assert.deepStrictEqual([doubt.clientmsgid, doubt.since, doubt.isRetryable, doubt.who], [
        "spring-2026",
        Platform.start,
        false,
        "provider"
      ])
      assert.match(doubt.message, /^sendAll for wx[0-9a-f]{16}: nobody knows .* "spring-2026" again, before 24 hours/)
      assert.strictEqual(yield* Platform.timesAsked(MassMessage.sendAll), 3)

      yield* simulator.mend(lost)
      yield* TestClock.adjust("1 hour")
      const sent = yield* inTime(MassMessage.deliver(articlesToAll(media_id)))
      assert.isTrue(sent.alreadySent)
      assert.deepStrictEqual(yield* statuses, ["SEND_SUCCESS"])
    })))

  it.effect("fails at once with what WeChat says no to, and says it once", () =>
    onBehalf(Effect.gen(function*() {
      const error = yield* Effect.flip(MassMessage.deliver(articlesToAll("nobody's")))
      assert.instanceOf(error, Failure.InvalidMediaId)
      assert.strictEqual(yield* Platform.timesAsked(MassMessage.sendAll), 1)
    })))

  const reasons = [
    ["err(10001)", "Advertising"],
    ["err(20001)", "Political"],
    ["err(20002)", "Pornographic"],
    ["err(20004)", "Social"],
    ["err(20006)", "Criminal"],
    ["err(20008)", "Fraudulent"],
    ["err(20013)", "Copyright"],
    ["err(21000)", "OtherContent"],
    ["err(22000)", "MutualPromotion"],
    ["err(30001)", "OriginalityUnchecked"],
    ["err(30002)", "ReprintForbidden"],
    ["err(30003)", "ReprintStopped"],
    ["err(20431)", "Unexplained"],
    ["send fail", "Unexplained"]
  ] as const
  it.effect("that WeChat ends without sending says why, and who must act", () =>
    onBehalf(Effect.gen(function*() {
      const simulator = yield* Simulator.Simulator
      const { appId } = yield* account
      for (const [status, reason] of reasons) {
        const media_id = yield* Articles.draft(2)
        yield* simulator.failNextMassMessage(appId, status)
        const clientmsgid = `of ${status}`
        const error = yield* Effect.flip(inTime(MassMessage.deliver({ ...articlesToAll(media_id), clientmsgid })))
        if (error._tag !== "MassSendFailed") return assert.fail(error.message)
        assert.deepStrictEqual([error.reason, error.status, error.endpoint], [reason, status, "sendAll"])
        assert.deepStrictEqual(error.articles, reason.startsWith("Reprint") ? [1, 2] : [], status)
        assert.strictEqual(error.who, reason === "OriginalityUnchecked" ? "developer" : "merchant")
        assert.isFalse(error.isRetryable)
        assert.match(error.message, new RegExp(`the (merchant|developer) (must|may) `))
      }
      assert.notInclude(yield* statuses, "SEND_SUCCESS")
    })))

  it.effect("whose event is lost fails without a reason", () =>
    onBehalf(Effect.gen(function*() {
      const simulator = yield* Simulator.Simulator
      yield* simulator.failNextMassMessage((yield* account).appId, "err(20001)")
      yield* simulator.injectPush({ event: "MASSSENDJOBFINISH", what: { _tag: "Lost" } })
      const error = yield* Effect.flip(inTime(MassMessage.deliver({ ...toAll, ...text })))
      if (error._tag !== "MassSendFailed") return assert.fail(error.message)
      assert.deepStrictEqual([error.reason, error.status], ["Unexplained", "SEND_FAIL"])
    })))

  describe("of a protected account", () => {
    const protectedAccount = { account: { sendProtection: true } }

    it.effect("waits for its administrator", () =>
      onBehalf(
        Effect.gen(function*() {
          const simulator = yield* Simulator.Simulator
          const { appId } = yield* account
          const waiting = yield* Effect.fork(MassMessage.deliver({ ...toAll, ...text }))
          yield* pass(300)
          assert.deepStrictEqual(yield* statuses, ["SENDING"])
          yield* simulator.answerMassMessage(appId, "confirm")
          const sent = yield* inTime(Fiber.join(waiting))
          assert.strictEqual(sent.counts?.SentCount, 1000)
        }),
        protectedAccount
      ))

    it.effect("fails when the administrator refuses or is silent", () =>
      onBehalf(
        Effect.gen(function*() {
          const simulator = yield* Simulator.Simulator
          const refused = yield* Effect.fork(MassMessage.deliver({ ...toAll, ...text }))
          yield* pass(1)
          yield* simulator.answerMassMessage((yield* account).appId, "refuse")
          const silent = { ...toAll, clientmsgid: "silent", ...text }
          const errors = [
            yield* Effect.flip(inTime(Fiber.join(refused))),
            yield* Effect.flip(inTime(MassMessage.deliver(silent)))
          ]
          assert.deepStrictEqual(errors.map((error) => error._tag === "MassSendFailed" && error.reason), [
            "AdministratorRefused",
            "AdministratorSilent"
          ])
        }),
        protectedAccount
      ))

    it.effect("that takes too long is left unfinished, and its outcome is told later", () =>
      onBehalf(
        Effect.gen(function*() {
          const simulator = yield* Simulator.Simulator
          const atMost: Duration.DurationInput = "2 minutes"
          const error = yield* Effect.flip(inTime(MassMessage.deliver({ ...toAll, ...text }, { atMost })))
          if (error._tag !== "MassSendUnfinished") return assert.fail(error.message)
          assert.match(error.message, /ask for the outcome of \d+ later, and not send again$/)
          assert.deepStrictEqual([error.isRetryable, error.who], [false, "provider"])
          const still = yield* Effect.flip(inTime(MassMessage.outcome(error, { atMost })))
          assert.strictEqual(still._tag, "MassSendUnfinished")

          yield* simulator.answerMassMessage((yield* account).appId, "confirm")
          const sent = yield* inTime(MassMessage.outcome({ msg_id: BigInt(error.msg_id) }))
          assert.deepStrictEqual([sent.msg_id, sent.alreadySent, sent.counts?.SentCount], [error.msg_id, true, 1000])
          assert.deepStrictEqual(yield* statuses, ["SEND_SUCCESS"])
        }),
        protectedAccount
      ))
  })

  it.effect("that is interrupted asks nothing any more", () =>
    onBehalf(Effect.gen(function*() {
      const fiber = yield* Effect.fork(MassMessage.deliver({ ...toAll, ...text }))
      yield* Pushes.settle
      assert.isTrue(Exit.isInterrupted(yield* Fiber.interrupt(fiber)))
      yield* Platform.forgetSeen
      yield* pass(60)
      assert.deepStrictEqual(yield* Platform.asked, [])
    })))
})

describe("MassMessage.outcome", () => {
  it.effect("of a message that nobody knows is WeChat's no", () =>
    onBehalf(
      Effect.gen(function*() {
        assert.strictEqual(yield* tagOf(inTime(MassMessage.outcome({ msg_id: 1 }))), "InvalidMsgId")
      }),
      { events: false }
    ))

  it.effect("of a message that was deleted says so", () =>
    onBehalf(Effect.gen(function*() {
      const { msg_id } = yield* inTime(MassMessage.deliver(articlesToAll(yield* Articles.draft())))
      yield* MassMessage.delete({ msg_id, article_idx: "all" })
      // After that time nobody remembers the event.
      yield* TestClock.adjust("1 hour")
      assert.deepStrictEqual(yield* inTime(MassMessage.outcome({ msg_id })), {
        _tag: "Sent",
        msg_id,
        alreadySent: true,
        isDeleted: true,
        articles: []
      })
    })))
})
