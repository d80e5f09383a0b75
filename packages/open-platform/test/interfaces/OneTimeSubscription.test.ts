import { OneTimeSubscription } from "@effect-wechat/core"
import { Simulator } from "@effect-wechat/simulator"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Platform from "../utils/Platform.ts"
import { onBehalf, outcome, refusal } from "./utils/OnBehalf.ts"

const touser = "oReader0000000000000000000001"
const account = { templateMessages: { subscribeTemplateId: "TEMPLATE_ID" } }
const message = {
  touser,
  template_id: "TEMPLATE_ID",
  scene: 1000,
  title: "Tea 😀",
  data: { content: { value: "It is ready", color: "#FF0000" } }
} as const

describe("a one-time subscription", () => {
  it.effect("allows one message for each time that somebody has agreed, under each scene", () =>
    onBehalf((appId) =>
      Effect.gen(function*() {
        const simulator = yield* Simulator.Simulator
        const send = outcome(OneTimeSubscription.send(message))
        assert.strictEqual(yield* send, "WeChatError (RequestRejected)")
        yield* simulator.confirmSubscription(appId, touser, 1000)
        yield* simulator.confirmSubscription(appId, touser, 2000)
        assert.strictEqual(yield* send, "it worked")
        assert.strictEqual(yield* send, "WeChatError (RequestRejected)")
        assert.strictEqual(yield* outcome(OneTimeSubscription.send({ ...message, scene: "2000" })), "it worked")
        const { subscriptionMessages } = yield* simulator.account(appId)
        assert.deepStrictEqual(subscriptionMessages.map(({ content, scene, title }) => [content, scene, title]), [
          ["It is ready", 1000, "Tea 😀"],
          ["It is ready", 2000, "Tea 😀"]
        ])
      }), { account }))

  it.effect("is refused with the name of what is wrong", () =>
    onBehalf((appId) =>
      Effect.gen(function*() {
        const simulator = yield* Simulator.Simulator
        yield* simulator.confirmSubscription(appId, touser, 1000)
        const wrong = (fields: Partial<Parameters<typeof OneTimeSubscription.send>[0]>) =>
          outcome(OneTimeSubscription.send({ ...message, ...fields }))
        assert.strictEqual(yield* wrong({ template_id: "ANOTHER" }), "InvalidTemplateId")
        const miniprogram = { appid: "not-linked", pagepath: "index" }
        assert.strictEqual(yield* wrong({ miniprogram }), "MiniProgramNotLinked")
        assert.strictEqual(yield* wrong({ title: "x".repeat(16) }), "WeChatError (InvalidRequest)")
        // What was refused has used nothing up.
        assert.strictEqual(yield* wrong({}), "it worked")
      }), { account }))

  it.effect("is for certified accounts of both kinds, and for the set 7", () =>
    Effect.gen(function*() {
      const send = OneTimeSubscription.send(message)
      for (const kind of ["official", "service"] as const) {
        const uncertified = yield* onBehalf(() => refusal(send), { account: { kind, verifyType: -1 } })
        assert.deepStrictEqual(uncertified, ["NotCertified"])
        const certified = yield* onBehalf((appId) =>
          Effect.gen(function*() {
            const simulator = yield* Simulator.Simulator
            yield* simulator.confirmSubscription(appId, touser, 1000)
            return yield* outcome(send)
          }), { account: { kind, ...account } })
        assert.strictEqual(certified, "it worked")
      }
      const [refused, asked] = yield* onBehalf(() => Effect.all([refusal(send), Platform.asked]), { grant: [11, 100] })
      assert.deepStrictEqual(refused, ["SetNotGranted"])
      assert.notInclude(asked, "templateSubscribe")
    }))
})
