import { assert, describe, it } from "@effect/vitest"
import { Simulator, type TemplateMessages, type World } from "@effect-wechat/simulator"
import * as Effect from "effect/Effect"
import * as TestClock from "effect/TestClock"
import * as S from "./utils/Simulated.ts"

const path = "/cgi-bin/message/template/send"
const blockedPath = "/wxa/sec/queryblocktmplmsg"

const reader = "oReader0000000000000000000001"
const other = "oReader0000000000000000000002"
const template_id = "T".repeat(43)
const content = "{{first.DATA}}\nWhat: {{keyword1.DATA}}\n{{remark.DATA}}"

const withTemplates = (options: TemplateMessages.Options = {}): World.AccountOptions => ({
  templateMessages: { templates: [{ template_id, title: "Order paid", content }], ...options }
})

const message = (fields: Readonly<Record<string, unknown>> = {}) => ({
  touser: reader,
  template_id,
  data: { first: { value: "Hello" }, keyword1: { value: 7, color: "#173177" } },
  ...fields
})

const codeOf = (as: S.Caller, fields: Readonly<Record<string, unknown>>) =>
  Effect.map(as.post(path, message(fields)), ({ errcode }) => errcode)

const sent = Effect.gen(function*() {
  const simulator = yield* Simulator.Simulator
  return (yield* simulator.account(S.appId)).templateMessages
})

const field = (xml: string, name: string): string | undefined =>
  new RegExp(`<${name}>(?:<!\\[CDATA\\[)?(.*?)(?:\\]\\]>)?</${name}>`).exec(xml)?.[1]

describe("a template message", () => {
  it.effect("is filled in, numbered beyond what a double holds, and told to the callback when it has arrived", () => {
    const { client, messages } = S.makeCallbacks()
    return S.provided(
      { callbacks: client, account: withTemplates() },
      Effect.gen(function*() {
        const { asAccount } = yield* S.onBehalf([7])
        const { json, text } = yield* asAccount.post(path, message({ url: "https://tea.example/7" }))
        const msgid = /"msgid":(\d{18})}/.exec(text)?.[1] ?? ""
        assert.deepEqual({ ...json, msgid }, { errcode: 0, errmsg: "ok", msgid })
        assert.notStrictEqual(String(json.msgid), msgid)
        assert.deepEqual(yield* sent, [{
          msgid,
          at: S.noon,
          touser: reader,
          template_id,
          text: "Hello\nWhat: 7\n",
          status: "sending",
          url: "https://tea.example/7"
        }])
        yield* TestClock.adjust("1999 millis")
        assert.lengthOf(yield* messages, 0)
        yield* TestClock.adjust("1 millis")
        const [event = ""] = yield* messages
        assert.strictEqual(field(event, "FromUserName"), reader)
        assert.strictEqual(field(event, "MsgType"), "event")
        assert.strictEqual(field(event, "Event"), "TEMPLATESENDJOBFINISH")
        // Capital letters, unlike everywhere else.
        assert.include(event, `<MsgID>${msgid}</MsgID><Status><![CDATA[success]]></Status>`)
        assert.strictEqual((yield* sent)[0]?.status, "success")
      })
    )
  })

  it.effect("that cannot be delivered is accepted all the same, and its event says why", () => {
    const { client, messages } = S.makeCallbacks()
    return S.provided(
      { callbacks: client, account: withTemplates() },
      Effect.gen(function*() {
        const simulator = yield* Simulator.Simulator
        const { asAccount } = yield* S.onBehalf([7])
        yield* simulator.setAttitude(S.appId, reader, "refuses")
        yield* simulator.failNextTemplateMessage(S.appId, "system failed")
        yield* simulator.failNextTemplateMessage(S.appId, "user block")
        const send = (touser: string) =>
          Effect.andThen(asAccount.post(path, message({ touser })), TestClock.adjust("2 seconds"))
        yield* Effect.forEach([other, other, reader, other], send)
        yield* simulator.setAttitude(S.appId, reader, "follows")
        yield* send(reader)
        const statuses = ["failed: system failed", "failed:user block", "failed:user block", "success", "success"]
        assert.deepEqual((yield* messages).map((event) => field(event, "Status")), statuses)
        assert.deepEqual((yield* sent).map(({ status }) => status), statuses)
      })
    )
  })

  it.effect("is refused with the code of what is wrong with it", () =>
    S.alone(
      withTemplates({ miniPrograms: ["wx1111111111111111"] }),
      Effect.gen(function*() {
        const as = yield* S.direct()
        assert.strictEqual(yield* codeOf(as, { touser: "" }), 40003)
        assert.strictEqual(yield* codeOf(as, { touser: undefined }), 40003)
        assert.strictEqual(yield* codeOf(as, { template_id: "N".repeat(43) }), 40037)
        for (const wrong of ["N".repeat(42), "N".repeat(44), "", undefined]) {
          assert.strictEqual(yield* codeOf(as, { template_id: wrong }), 40036)
        }
        assert.strictEqual(yield* codeOf(as, { data: undefined }), 47001)
        assert.strictEqual(yield* codeOf(as, { data: [] }), 47001)
        assert.strictEqual(yield* codeOf(as, { url: "u".repeat(1025) }), 40039)
        for (const miniprogram of [{ appid: "wx2222222222222222" }, { pagepath: "index" }]) {
          assert.strictEqual(yield* codeOf(as, { miniprogram }), 40013)
        }
        assert.deepEqual(yield* sent, [])
        assert.strictEqual((yield* as.empty(path)).errcode, 44002)
        assert.strictEqual((yield* as.get(path)).errcode, 43002)
        assert.strictEqual(yield* codeOf(as, { url: "u".repeat(1024) }), 0)
        assert.strictEqual(yield* codeOf(as, { data: {} }), 0)
      })
    ))

  it.effect("leads to the mini program where both are given", () =>
    S.alone(
      withTemplates(),
      Effect.gen(function*() {
        const as = yield* S.direct()
        const miniprogram = { appid: "wx1111111111111111", pagepath: "pages/index?foo=bar" }
        assert.strictEqual(yield* codeOf(as, { miniprogram, url: "https://tea.example" }), 0)
        assert.strictEqual(yield* codeOf(as, { miniprogram: { appid: "tea" } }), 40013)
        const [only] = yield* sent
        assert.deepEqual(only?.miniprogram, miniprogram)
        assert.isUndefined(only?.url)
      })
    ))

  it.effect("goes to followers alone", () =>
    S.alone(
      { ...withTemplates(), knownFollowers: [{ openId: reader }] },
      Effect.gen(function*() {
        const simulator = yield* Simulator.Simulator
        const as = yield* S.direct()
        assert.strictEqual(yield* codeOf(as, { touser: other }), 43004)
        assert.strictEqual(yield* codeOf(as, {}), 0)
        yield* simulator.setAttitude(S.appId, reader, "left")
        assert.strictEqual(yield* codeOf(as, {}), 43004)
        yield* simulator.setAttitude(S.appId, other, "follows")
        assert.strictEqual(yield* codeOf(as, { touser: other }), 0)
        assert.lengthOf(yield* sent, 2)
      })
    ))

  it.effect("with the client_msg_id of another is not sent again to the same person for ten minutes", () =>
    S.alone(
      withTemplates(),
      Effect.gen(function*() {
        const as = yield* S.direct()
        const send = (fields = {}) =>
          Effect.map(as.post(path, message({ client_msg_id: "once", ...fields })), ({ text }) => text)
        const first = yield* send()
        yield* TestClock.setTime(S.noon + 600_000 - 1)
        assert.strictEqual(yield* send(), first)
        assert.lengthOf(yield* sent, 1)
        assert.notStrictEqual(yield* send({ touser: other }), first)
        assert.notStrictEqual(yield* send({ client_msg_id: "twice" }), first)
        assert.lengthOf(yield* sent, 3)
        yield* TestClock.setTime(S.noon + 600_000)
        assert.notStrictEqual(yield* send(), first)
        yield* send({ client_msg_id: undefined })
        yield* send({ client_msg_id: undefined })
        assert.lengthOf(yield* sent, 6)
      })
    ))

  it.effect("can be sent 100,000 times a day", () =>
    S.alone(
      withTemplates(),
      Effect.gen(function*() {
        const simulator = yield* Simulator.Simulator
        const as = yield* S.direct()
        const { json } = yield* as.post("/cgi-bin/openapi/quota/get", { cgi_path: path })
        assert.strictEqual(json.quota.daily_limit, 100_000)
        yield* simulator.setLimit(S.appId, path, { daily: 2 })
        assert.deepEqual(yield* Effect.replicateEffect(codeOf(as, {}), 3), [0, 0, 45009])
      })
    ))
})

describe("a keyword", () => {
  const han = (count: number) => "茶".repeat(count)
  const kinds: ReadonlyArray<
    readonly [kind: string, good: ReadonlyArray<unknown>, bad: ReadonlyArray<unknown>]
  > = [
    ["thing", [han(20), "a", 7, true], [han(21), "two\nlines"]],
    ["number", ["1".repeat(32), "3.14", 7], ["1".repeat(33), "seven"]],
    ["letter", ["a".repeat(32)], ["a".repeat(33), "a1"]],
    ["symbol", ["!?+-*"], ["!?+-*/", "a"]],
    ["character_string", ["A-1".padEnd(32, "0")], ["0".repeat(33), han(1)]],
    ["time", ["15:01", "15:01:30", "2026年3月2日 15:01", "2026-03-02 15:01~16:30"], ["noon", "15", "2026年3月2日"]],
    ["date", ["2026年3月2日", "2026-03-02", "2026/03/02 15:01", "3月2日~3月4日", "2026年3月"], ["today", "15:01"]],
    ["amount", ["¥1234567890.50", "30元", "30"], ["12345678901", "¥¥30", "much"]],
    ["phone_number", ["+86-0766-66888866"], ["+86-0766-668888660", "call me"]],
    ["car_number", ["粤A8Z888挂", "A"], ["粤A8Z8888挂", "粤A-8888"]],
    ["name", [han(10), "a".repeat(20), "茶 Tea"], [han(11), "a".repeat(21), `${han(1)}${"a".repeat(10)}`]],
    ["phrase", [han(5)], [han(6), "tea"]],
    ["const", ["a".repeat(20)], ["a".repeat(21)]]
  ]

  it.effect.each(kinds)("of the kind %s is what its kind says, and no longer", ([kind, good, bad]) =>
    S.alone(
      withTemplates({ templates: [{ template_id, title: "Rules", content: `What: {{${kind}01.DATA}}` }] }),
      Effect.gen(function*() {
        const as = yield* S.direct()
        const send = (value: unknown) => as.post(path, message({ data: { [`${kind}01`]: { value } } }))
        for (const value of good) {
          assert.strictEqual((yield* send(value)).errcode, 0, `${value}`)
          assert.strictEqual((yield* sent).at(-1)?.text, `What: ${value}`)
        }
        for (const value of [...bad, "", undefined, null, {}]) {
          const { errcode, json } = yield* send(value)
          assert.strictEqual(errcode, 47003, `${value}`)
          assert.match(json.errmsg, new RegExp(`^${kind}01\\.DATA is invalid rid: `))
        }
        assert.strictEqual((yield* as.post(path, message({ data: { [`${kind}01`]: "bare" } }))).errcode, 47003)
        assert.lengthOf(yield* sent, good.length)
      })
    ))
})

describe("messages that WeChat kept back", () => {
  const keepBack = (as: S.Caller, count: number) =>
    Effect.gen(function*() {
      const simulator = yield* Simulator.Simulator
      yield* Effect.replicateEffect(simulator.failNextTemplateMessage(S.appId, "intercepted"), count)
      yield* Effect.replicateEffect(as.post(path, message()), count)
    })
  const page = (as: S.Caller, largest_id: unknown, limit: unknown, tmpl_msg_id = template_id) =>
    as.post(blockedPath, { tmpl_msg_id, largest_id, limit })
  const record = (id: unknown) => ({
    id,
    tmpl_msg_id: template_id,
    title: "Order paid",
    content: "Hello\nWhat: 7\n",
    send_timestamp: S.noon / 1000,
    openid: reader
  })

  it.effect("are told template by template, and page by page", () =>
    S.alone(
      withTemplates(),
      Effect.gen(function*() {
        const as = yield* S.direct()
        assert.deepEqual((yield* page(as, 0, 100)).json, { errcode: 0, errmsg: "ok", msginfo: [] })
        yield* as.post(path, message())
        yield* keepBack(as, 3)
        yield* TestClock.adjust("2 seconds")
        assert.deepEqual((yield* sent).map(({ status }) => status), [
          "success",
          ...Array.from({ length: 3 }, () => "failed: system failed")
        ])
        assert.deepEqual((yield* page(as, 0, 2)).json.msginfo, [record(1), record(2)])
        assert.deepEqual((yield* page(as, 2, 2)).json.msginfo, [record(3)])
        assert.deepEqual((yield* page(as, 3, 2)).json.msginfo, [])
        assert.deepEqual((yield* page(as, 0, 100, "another")).json.msginfo, [])
        for (const [largest, limit] of [[0, 101], [0, 0], [-1, 1], [undefined, 1], [0, undefined]]) {
          assert.strictEqual((yield* page(as, largest, limit)).errcode, 40097)
        }
      })
    ))

  it.effect("are one object where an account is told to answer by the table", () =>
    S.alone(
      withTemplates({ interceptedAs: "object" }),
      Effect.gen(function*() {
        const as = yield* S.direct()
        assert.deepEqual((yield* page(as, 0, 100)).json.msginfo, {})
        yield* keepBack(as, 2)
        assert.deepEqual((yield* page(as, 0, 100)).json.msginfo, record("1"))
        assert.deepEqual((yield* page(as, 1, 100)).json.msginfo, record("2"))
      })
    ))
})
