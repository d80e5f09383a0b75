import { Failure, Identifiers, type JobEvents, MassMessage, MassSendJob } from "@effect-wechat/core"
import { assert, describe, it } from "@effect/vitest"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Schema from "effect/Schema"
import * as TestClock from "effect/TestClock"
import * as FakeWeChat from "./utils/FakeWeChat.ts"

const message = {
  clientmsgid: "spring-2026",
  filter: { is_to_all: true },
  msgtype: "text",
  text: { content: "Hello" }
} as const

const sendPath = "/cgi-bin/message/mass/sendall"

const says = (errcode: number): FakeWeChat.Answer => ({ json: { errcode, errmsg: "no" } })
const busy = says(-1)
const reset: FakeWeChat.Answer = { broken: "ECONNRESET" }
const unreachable: FakeWeChat.Answer = { fault: "ECONNREFUSED" }
const accepted: FakeWeChat.Answer = { json: { errcode: 0, errmsg: "ok", msg_id: 7 } }
const known: FakeWeChat.Answer = { json: { errcode: 45065, errmsg: "clientmsgid exist", msg_id: 7 } }
const stands = (msg_status: string): FakeWeChat.Answer => ({ json: { msg_id: 7, msg_status } })

/** Delivers to a WeChat that answers one send after the other so, the last one for ever, and is asked how it stands. */
const delivered = (
  sends: ReadonlyArray<FakeWeChat.Answer>,
  options: MassMessage.DeliverOptions & {
    readonly standings?: ReadonlyArray<FakeWeChat.Answer>
    /** How long WeChat takes over each send */
    readonly delay?: Duration.DurationInput
  } = {}
) => {
  const { delay = 0, standings = [stands("SEND_SUCCESS")], ...rest } = options
  const asked: Array<string> = []
  const nth = (answers: ReadonlyArray<FakeWeChat.Answer>, path: string) =>
    answers[asked.filter((each) => each === path).length - 1] ?? answers.at(-1) ?? busy
  const wechat = FakeWeChat.make((seen) => {
    const path = FakeWeChat.pathOf(seen)
    asked.push(path)
    return path === sendPath ? Effect.delay(Effect.succeed(nth(sends, path)), delay) : nth(standings, path)
  })
  const sent = () => wechat.seen.filter((seen) => FakeWeChat.pathOf(seen) === sendPath)
  const polls = () => wechat.seen.length - sent().length
  /** The outcome, good or bad */
  const outcome = Effect.gen(function*() {
    const fiber = yield* Effect.fork(Effect.either(MassMessage.deliver(message, rest)))
    yield* TestClock.adjust("3 days")
    const either = yield* Fiber.join(fiber)
    return either._tag === "Right" ? either.right : either.left
  }).pipe(Effect.provide(FakeWeChat.layerWith(wechat, { timeout: "2 days" })))
  return { sent, polls, outcome }
}

describe("a delivery whose first try is in doubt", () => {
  const doubts: ReadonlyArray<readonly [what: string, answer: FakeWeChat.Answer]> = [
    ["WeChat is busy", busy],
    ["the connection breaks", reset],
    ["the reply never comes", { stalled: true }],
    ["the reply is empty", { text: "" }],
    ["the reply has no id", { json: { errcode: 0, errmsg: "ok" } }],
    ["a page comes instead", { text: "<html></html>" }],
    ["a gateway answers", { text: "Bad Gateway", status: 502 }],
    ["it comes too soon after another", says(45066)],
    ["some message waits for the administrator", says(89504)],
    ["a message has come to wait for the administrator", says(89505)]
  ]
  for (const [what, doubt] of doubts) {
    it.effect(`makes the very same request again, more than a minute later, when ${what}`, () =>
      Effect.gen(function*() {
        const at: Array<number> = []
        const wechat = FakeWeChat.make((seen) =>
          Effect.map(Effect.clockWith((clock) => clock.currentTimeMillis), (now) => {
            if (FakeWeChat.pathOf(seen) !== sendPath) return stands("SEND_SUCCESS")
            at.push(now)
            return at.length === 1 ? doubt : known
          })
        )
        const fiber = yield* Effect.fork(
          Effect.provide(MassMessage.deliver(message), FakeWeChat.layerWith(wechat))
        )
        yield* TestClock.adjust("10 minutes")
        const sent = yield* Fiber.join(fiber)
        assert.deepStrictEqual([String(sent.msg_id), sent.alreadySent], ["7", true])
        assert.isAbove((at[1] ?? 0) - (at[0] ?? 0), 60_000)
        const [first, second, ...others] = wechat.seen.filter((seen) => FakeWeChat.pathOf(seen) === sendPath)
        assert.deepStrictEqual([first, others], [second, []])
      }))
  }

  const noProof = [
    ["its draft is gone by now", says(40007)],
    ["there is no allowance left", says(45028)],
    ["the daily quota is used up", says(45009)],
    ["the account lost the interface", says(48001)]
  ] as const
  for (const [what, refusal] of noProof) {
    it.effect(`does not take it for proof that nothing was sent when ${what}`, () =>
      Effect.gen(function*() {
        const delivery = delivered([reset, refusal])
        const error = yield* delivery.outcome
        if (error._tag !== "MassSendInDoubt") return assert.fail(String(error))
        assert.deepStrictEqual([error.endpoint, error.appId, error.clientmsgid, error.since], [
          "sendAll",
          FakeWeChat.appId,
          "spring-2026",
          0
        ])
        assert.strictEqual(delivery.sent().length, 2)
      }))
  }

  it.effect("goes on through what passes, and stops after as many tries as it may make", () =>
    Effect.gen(function*() {
      // The client tries three times by itself to reach what it cannot reach.
      const away = [unreachable, unreachable, unreachable]
      const passing = delivered([reset, ...away, says(45011), says(45066), known])
      assert.deepInclude(yield* passing.outcome, { _tag: "Sent", alreadySent: true })
      const lasting = delivered([reset])
      assert.strictEqual((yield* lasting.outcome)._tag, "MassSendInDoubt")
      assert.strictEqual(lasting.sent().length, 5)
    }))

  it.effect("is never tried again when the caller says so", () =>
    Effect.gen(function*() {
      const delivery = delivered([reset, known], { tries: 1 })
      assert.strictEqual((yield* delivery.outcome)._tag, "MassSendInDoubt")
      assert.strictEqual(delivery.sent().length, 1)
    }))

  it.effect("is never tried again a day later, when WeChat has forgotten the clientmsgid", () =>
    Effect.gen(function*() {
      const early = delivered([reset, known], { delay: "22 hours" })
      assert.deepInclude(yield* early.outcome, { _tag: "Sent" })
      const delivery = delivered([reset, accepted], { delay: "23 hours" })
      assert.strictEqual((yield* delivery.outcome)._tag, "MassSendInDoubt")
      assert.strictEqual(delivery.sent().length, 1)
    }))
})

describe("a delivery that is not in doubt", () => {
  it.effect("is made once, and fails with what WeChat says", () =>
    Effect.gen(function*() {
      const delivery = delivered([says(45028)])
      assert.instanceOf(yield* delivery.outcome, Failure.NoMassSendQuota)
      assert.deepStrictEqual([delivery.sent().length, delivery.polls()], [1, 0])
    }))

  it.effect("whose request certainly never left fails as such", () =>
    Effect.gen(function*() {
      const error = yield* delivered([unreachable]).outcome
      assert.deepInclude(error, { _tag: "WeChatError" })
    }))
})

describe("the end of a message", () => {
  it.effect("is asked for more and more seldom, whatever word that no page has comes between", () =>
    Effect.gen(function*() {
      const delivery = delivered([accepted], {
        standings: [stands("SENDING"), busy, reset, stands("SOMETHING_NEW"), stands("SEND_SUCCESS")]
      })
      assert.deepInclude(yield* delivery.outcome, { _tag: "Sent", alreadySent: false, isDeleted: false })
      assert.strictEqual(delivery.polls(), 5)
    }))

  it.effect("that nobody learns in 40 minutes is unfinished, with the last problem and the id", () =>
    Effect.gen(function*() {
      const delivery = delivered([accepted], { standings: [busy] })
      const error = yield* delivery.outcome
      if (error._tag !== "MassSendUnfinished") return assert.fail(String(error))
      assert.strictEqual(String(error.msg_id), "7")
      assert.match(error.problem ?? "", /^massmsgget for wx0000000000000001: WeChat answered -1/)
      assert.include(error.message, "and not send again (asked last: ")
      assert.isBelow(delivery.polls(), 50)
    }))

  it.effect("that cannot be asked for is unfinished too, because the message is on its way", () =>
    Effect.gen(function*() {
      const closed = delivered([accepted], { standings: [says(48001)] })
      assert.deepInclude(yield* closed.outcome, { _tag: "MassSendUnfinished" })
      assert.strictEqual(closed.polls(), 1)
      // What was accepted just now may not be known everywhere, and what waits for a confirmation is not lost.
      for (const passing of [40059, 89504, 89505]) {
        const delivery = delivered([accepted], { standings: [says(passing), stands("SEND_SUCCESS")] })
        assert.deepInclude(yield* delivery.outcome, { _tag: "Sent" })
      }
    }))

  const end: JobEvents.MassSendEnd = {
    MsgID: "7",
    Status: "send success",
    TotalCount: 100,
    FilterCount: 80,
    SentCount: 75,
    ErrorCount: 5
  }
  const about = { msg_id: Identifiers.MsgId.make("7"), alreadySent: false }

  it("is told by a word of the pages alone", () => {
    for (const Status of ["send success", "send fail", "err(10001)", "err(20431)"]) {
      assert.isTrue(MassSendJob.hasEnded({ end: { ...end, Status } }), Status)
    }
    for (const Status of ["", "sending", "err()", "err(x)", "all err(1)"]) {
      assert.isFalse(MassSendJob.hasEnded({ end: { ...end, Status } }), Status)
    }
    for (const msg_status of ["SEND_SUCCESS", "SEND_FAIL", "DELETE"]) {
      assert.isTrue(MassSendJob.hasEnded({ msg_status }), msg_status)
    }
    for (const msg_status of ["SENDING", "", "NEW"]) assert.isFalse(MassSendJob.hasEnded({ msg_status }), msg_status)
  })

  it.effect("is plain data, good or bad, and JSON brings the same back", () =>
    Effect.gen(function*() {
      const whole = {
        ...end,
        CopyrightCheckResult: { Count: 1, CheckState: 2, ResultList: { item: [{ ArticleIdx: 1 }] } },
        ArticleUrlResult: { Count: 1, ResultList: { item: [{ ArticleIdx: 1, ArticleUrl: "https://mp/1" }] } }
      }
      const sent = yield* MassSendJob.outcome({ end: whole }, { endpoint: "sendAll" }, about)
      assert.deepStrictEqual(sent, {
        _tag: "Sent",
        ...about,
        isDeleted: false,
        counts: { TotalCount: 100, FilterCount: 80, SentCount: 75, ErrorCount: 5 },
        articles: [{ ArticleIdx: Identifiers.ArticlePosition.make(1), ArticleUrl: "https://mp/1" }],
        copyrightCheckState: 2
      })
      const through = Schema.parseJson(MassSendJob.Sent)
      assert.deepStrictEqual(yield* Schema.decode(through)(yield* Schema.encode(through)(sent)), sent)

      const failed = yield* Effect.flip(
        MassSendJob.outcome({ end: { ...whole, Status: "err(30003)" } }, { endpoint: "sendAll" }, about)
      )
      const read = yield* Schema.decode(Schema.parseJson(MassSendJob.MassSendFailed))(JSON.stringify(failed))
      assert.deepStrictEqual([read.reason, read.articles, read.message], ["ReprintStopped", [1], failed.message])
      assert.strictEqual(
        failed.message,
        "sendAll: the message was not sent, \"err(30003)\": an article is a reprint, which its author allows; the merchant "
          + "must decide, and send_ignore_reprint 1 then sends it (by position: 1)"
      )
    }))
})
