import { assert, describe, it } from "@effect/vitest"
import { Simulator, type World } from "@effect-wechat/simulator"
import * as Effect from "effect/Effect"
import * as TestClock from "effect/TestClock"
import * as S from "./utils/Simulated.ts"

const sendall = "/cgi-bin/message/mass/sendall"
const get = "/cgi-bin/message/mass/get"
const preview = "/cgi-bin/message/mass/preview"

const toAll = { filter: { is_to_all: true } }
const text = { msgtype: "text", text: { content: "Hello" } }
const mpnews = (media_id: string) => ({ msgtype: "mpnews", mpnews: { media_id } })
const msgIdOf = ({ text }: S.Answer): string => /"msg_id":(\d+)/.exec(text)?.[1] ?? ""

/** Runs with a callback, and gives the `Status` of each message that came to its end. */
const told = <A, E, R>(
  account: World.AccountOptions,
  test: (
    as: S.Caller,
    pushes: Effect.Effect<ReadonlyArray<string>, never, Simulator.Simulator>
  ) => Effect.Effect<A, E, R>
) => {
  const { client, messages } = S.makeCallbacks()
  return S.provided(
    { callbacks: client, account },
    Effect.flatMap(S.onBehalf([7, 11]), ({ asAccount }) => test(asAccount, messages))
  )
}

const statuses = (pushes: ReadonlyArray<string>) =>
  pushes.map((push) => /<Status><!\[CDATA\[([^\]]*)\]/.exec(push)?.[1])

describe("an article that is a reprint", () => {
  for (const [ignore, status, sent] of [[0, "err(30003)", 0], [1, "send success", 1000]] as const) {
    it.effect(`ends with ${status} when send_ignore_reprint is ${ignore}`, () =>
      told({}, (as, pushes) =>
        Effect.gen(function*() {
          const simulator = yield* Simulator.Simulator
          yield* simulator.failNextMassMessage(S.appId, "err(30003)")
          const media_id = yield* S.draft(as)
          yield* as.post(sendall, { ...toAll, ...mpnews(media_id), send_ignore_reprint: ignore })
          yield* TestClock.adjust("10 seconds")
          const [push] = yield* pushes
          assert.deepEqual(statuses(yield* pushes), [status])
          assert.include(push, `<SentCount>${sent}</SentCount>`)
          // What was found is said either way.
          assert.include(push, "<CanReprint>1</CanReprint>")
          assert.include(push, "<CheckState>2</CheckState>")
        })))
  }

  it.effect("never goes out when it may not be reprinted at all", () =>
    told({}, (as, pushes) =>
      Effect.gen(function*() {
        const simulator = yield* Simulator.Simulator
        yield* simulator.failNextMassMessage(S.appId, "err(30002)")
        yield* as.post(sendall, { ...toAll, ...mpnews(yield* S.draft(as)), send_ignore_reprint: 1 })
        yield* TestClock.adjust("10 seconds")
        assert.deepEqual(statuses(yield* pushes), ["err(30002)"])
        assert.include((yield* pushes)[0], "<CheckState>3</CheckState>")
      })))
})

describe("a message to all of a protected account", () => {
  const body = { ...toAll, ...text }

  it.effect("waits until the administrator confirms it", () =>
    told({ sendProtection: true }, (as, pushes) =>
      Effect.gen(function*() {
        const simulator = yield* Simulator.Simulator
        const answer = yield* as.post(sendall, body)
        assert.strictEqual(answer.errcode, 0)
        yield* TestClock.adjust("29 minutes")
        assert.strictEqual((yield* as.post(get, { msg_id: msgIdOf(answer) })).json.msg_status, "SENDING")
        assert.strictEqual((yield* as.post(sendall, body)).errcode, 89504)
        yield* simulator.answerMassMessage(S.appId, "confirm")
        yield* TestClock.adjust("10 seconds")
        assert.strictEqual((yield* as.post(get, { msg_id: msgIdOf(answer) })).json.msg_status, "SEND_SUCCESS")
        assert.deepEqual(statuses(yield* pushes), ["send success"])
        assert.strictEqual((yield* as.post(sendall, body)).errcode, 0)
      })))

  it.effect("fails when the administrator refuses, or says nothing for half an hour", () =>
    told({ sendProtection: true }, (as, pushes) =>
      Effect.gen(function*() {
        const simulator = yield* Simulator.Simulator
        yield* as.post(sendall, body)
        yield* simulator.answerMassMessage(S.appId, "refuse")
        yield* TestClock.adjust("10 seconds")
        assert.deepEqual(statuses(yield* pushes), ["err(40001)"])
        yield* as.post(sendall, body)
        yield* TestClock.adjust("30 minutes")
        yield* TestClock.adjust("10 seconds")
        assert.deepEqual(statuses(yield* pushes), ["err(40001)", "err(40002)"])
        const nothing = yield* Effect.flip(simulator.answerMassMessage(S.appId, "confirm"))
        assert.deepInclude(nothing, { _tag: "NotInWorld", what: "message" })
      })))

  it.effect("is the only one that waits: a list does not", () =>
    told({ sendProtection: true }, (as, pushes) =>
      Effect.gen(function*() {
        yield* as.post("/cgi-bin/message/mass/send", { touser: ["oA", "oB"], ...text })
        yield* TestClock.adjust("10 seconds")
        assert.deepEqual(statuses(yield* pushes), ["send success"])
      })))
})

describe("a draft that cannot be sent", () => {
  it.effect("says why, until it is changed", () =>
    told({}, (as) =>
      Effect.gen(function*() {
        const simulator = yield* Simulator.Simulator
        const media_id = yield* S.draft(as)
        const codeOf = Effect.map(as.post(sendall, { ...toAll, ...mpnews(media_id) }), ({ errcode }) => errcode)
        yield* simulator.flawDraft(S.appId, media_id, "autoSaved")
        assert.strictEqual(yield* codeOf, 48021)
        yield* simulator.flawDraft(S.appId, media_id, "advertisement")
        assert.strictEqual(yield* codeOf, 45062)
        const articles = { title: "New", content: "new", thumb_media_id: yield* S.cover(as) }
        yield* as.post("/cgi-bin/draft/update", { media_id, index: 0, articles })
        assert.strictEqual(yield* codeOf, 0)
        const missing = yield* Effect.flip(simulator.flawDraft(S.appId, media_id, "autoSaved"))
        assert.deepInclude(missing, { _tag: "NotInWorld", what: "draft", id: media_id })
      })))
})

describe("an article that was taken for a rumour", () => {
  it.effect("is not deleted by its sender", () =>
    told({}, (as) =>
      Effect.gen(function*() {
        const simulator = yield* Simulator.Simulator
        const answer = yield* as.post(sendall, { ...toAll, ...mpnews(yield* S.draft(as, 2)) })
        yield* TestClock.adjust("10 seconds")
        const msg_data_id = String(answer.json.msg_data_id)
        yield* simulator.flagArticle(S.appId, { msg_data_id, index: 1 }, "rumour")
        const codeOf = (article_idx: number) =>
          Effect.map(
            as.post("/cgi-bin/message/mass/delete", { msg_id: msgIdOf(answer), article_idx }),
            ({ errcode }) => errcode
          )
        assert.strictEqual(yield* codeOf(2), 40204)
        assert.strictEqual(yield* codeOf(0), 40204)
        assert.strictEqual(yield* codeOf(1), 0)
        const { messages } = yield* simulator.account(S.appId)
        assert.deepEqual(messages[0]?.articles.map(({ isDeleted }) => isDeleted), [true, false])
      })))
})

describe("the same material", () => {
  it.effect("cannot be sent again at once, where an account is told so", () =>
    told({ caps: { secondsBetweenSends: 60 } }, (as) =>
      Effect.gen(function*() {
        const image = yield* S.cover(as)
        const other = yield* S.cover(as)
        const codeOf = (...media_ids: ReadonlyArray<string>) =>
          Effect.map(
            as.post(sendall, { ...toAll, msgtype: "image", images: { media_ids } }),
            ({ errcode }) => errcode
          )
        assert.deepEqual([yield* codeOf(image), yield* codeOf(image), yield* codeOf(other)], [0, 42010, 0])
        // Words are no material.
        for (let times = 0; times < 2; times++) yield* as.post(sendall, { ...toAll, ...text })
        yield* TestClock.adjust("59999 millis")
        assert.strictEqual(yield* codeOf(image), 42010)
        yield* TestClock.adjust("1 millis")
        assert.strictEqual(yield* codeOf(image), 45028)
      })))
})

describe("forms of replies about mass messages", () => {
  it.effect("can be what the tables say", () =>
    told({
      forms: {
        massMsgId: "text",
        previewMsgId: "number",
        repeatedMessage: "msg_id and msg_data_id",
        clientMsgIdBytes: 64
      }
    }, (as) =>
      Effect.gen(function*() {
        const body = { ...toAll, ...mpnews(yield* S.draft(as)), clientmsgid: "a".repeat(64) }
        const first = yield* as.post(sendall, body)
        const msg_id = msgIdOf(first)
        assert.strictEqual((yield* as.post(get, { msg_id })).json.msg_id, msg_id)
        yield* TestClock.adjust("1 minute")
        const again = yield* as.post(sendall, body)
        assert.deepEqual([again.errcode, msgIdOf(again)], [45065, msg_id])
        assert.strictEqual(again.json.msg_data_id, first.json.msg_data_id)
        assert.strictEqual((yield* as.post(sendall, { ...body, clientmsgid: "a".repeat(65) })).errcode, 45067)
        assert.match((yield* as.post(preview, { touser: "oA", ...text })).text, /"msg_id":\d{18}\b/)
      })))

  it.effect("are others without being told", () =>
    told({}, (as) =>
      Effect.gen(function*() {
        assert.notProperty((yield* as.post(preview, { touser: "oA", ...text })).json, "msg_id")
        const body = { ...toAll, ...mpnews(yield* S.draft(as)), clientmsgid: "a" }
        yield* as.post(sendall, body)
        yield* TestClock.adjust("1 minute")
        assert.notProperty((yield* as.post(sendall, body)).json, "msg_data_id")
      })))
})
