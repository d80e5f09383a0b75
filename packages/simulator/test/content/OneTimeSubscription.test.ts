import { assert, describe, it } from "@effect/vitest"
import { Simulator } from "@effect-wechat/simulator"
import * as Effect from "effect/Effect"
import * as S from "./utils/Simulated.ts"

const path = "/cgi-bin/message/template/subscribe"
const reader = "oReader0000000000000000000001"
const template_id = "the template of the console"

const message = (fields: Readonly<Record<string, unknown>> = {}) => ({
  touser: reader,
  template_id,
  scene: "1000",
  title: "Your tea",
  data: { content: { value: "It is ready", color: "#FF0000" } },
  ...fields
})

const codeOf = (as: S.Caller, fields: Readonly<Record<string, unknown>> = {}) =>
  Effect.map(as.post(path, message(fields)), ({ errcode }) => errcode)

const options = { templateMessages: { subscribeTemplateId: template_id } }

const sent = Effect.gen(function*() {
  const simulator = yield* Simulator.Simulator
  return (yield* simulator.account(S.appId)).subscriptionMessages
})

const confirm = (scene = 1000, openId = reader) =>
  Effect.flatMap(Simulator.Simulator, (simulator) => simulator.confirmSubscription(S.appId, openId, scene))

describe("a one-time subscription", () => {
  it.effect("allows one message, of its scene, to whoever confirmed it", () =>
    S.alone(
      options,
      Effect.gen(function*() {
        const as = yield* S.direct()
        assert.strictEqual(yield* codeOf(as), 43101)
        yield* confirm()
        assert.strictEqual(yield* codeOf(as, { scene: "1001" }), 43101)
        assert.strictEqual(yield* codeOf(as, { touser: "oAnother" }), 43101)
        assert.deepEqual((yield* as.post(path, message())).json, { errcode: 0, errmsg: "ok" })
        assert.strictEqual(yield* codeOf(as), 43101)
        // Twice under one scene do not add up, under two they do.
        yield* confirm()
        yield* confirm()
        yield* confirm(1001)
        assert.strictEqual(yield* codeOf(as), 0)
        assert.strictEqual(yield* codeOf(as), 43101)
        assert.strictEqual(yield* codeOf(as, { scene: 1001 }), 0)
        assert.deepEqual((yield* sent).map(({ scene }) => scene), [1000, 1000, 1001])
      })
    ))

  it.effect("reaches followers in the chat, and others among their service notifications", () =>
    S.alone(
      options,
      Effect.gen(function*() {
        const simulator = yield* Simulator.Simulator
        const as = yield* S.direct()
        yield* confirm()
        yield* codeOf(as)
        yield* simulator.setAttitude(S.appId, reader, "left")
        yield* confirm()
        yield* codeOf(as)
        const message = { at: S.noon, touser: reader, scene: 1000, title: "Your tea", content: "It is ready" }
        assert.deepEqual(yield* sent, [
          { ...message, place: "chat" },
          { ...message, place: "service notifications" }
        ])
      })
    ))

  it.effect("is not used up by a message that is refused", () =>
    S.alone(
      options,
      Effect.gen(function*() {
        const as = yield* S.direct()
        yield* confirm()
        const refusals: ReadonlyArray<readonly [code: number, fields: Readonly<Record<string, unknown>>]> = [
          [40003, { touser: "" }],
          [40037, { template_id: "another" }],
          [40037, { template_id: undefined }],
          [40039, { url: "u".repeat(1025) }],
          [40013, { miniprogram: { appid: "tea", pagepath: "index" } }],
          [40129, { scene: "10001" }],
          [40129, { scene: -1 }],
          [40129, { scene: "tea" }],
          [40129, { scene: undefined }],
          [40062, { title: "茶".repeat(16) }],
          [40062, { title: "" }],
          [40062, { title: undefined }],
          [45002, { data: { content: { value: "茶".repeat(201) } } }],
          [47001, { data: undefined }]
        ]
        for (const [code, fields] of refusals) assert.strictEqual(yield* codeOf(as, fields), code)
        assert.deepEqual(yield* sent, [])
        const longest = { title: "茶".repeat(15), data: { content: { value: "茶".repeat(200) } } }
        assert.strictEqual(yield* codeOf(as, longest), 0)
        for (const scene of [0, 10_000]) {
          yield* confirm(scene)
          assert.strictEqual(yield* codeOf(as, { scene: `${scene}`, data: {} }), 0)
        }
      })
    ))

  it.effect.each(
    [
      ["official", 0, 43101],
      ["service", 0, 43101],
      ["official", -1, 48001],
      ["service", -1, 48001]
    ] as const
  )(
    "is for accounts that are verified: a %s one of verify type %d gets %d",
    ([kind, verifyType, code]) =>
      S.alone(
        { ...options, kind, verifyType },
        Effect.gen(function*() {
          assert.strictEqual(yield* codeOf(yield* S.direct()), code)
        })
      )
  )

  it.effect("is in the set 7 alone", () =>
    S.provided(
      { account: options },
      Effect.gen(function*() {
        assert.strictEqual(yield* codeOf((yield* S.onBehalf([7])).asAccount), 43101)
        assert.strictEqual(yield* codeOf((yield* S.onBehalf([1, 11, 100])).asAccount), 61007)
      })
    ))
})
