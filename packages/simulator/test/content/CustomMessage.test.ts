import { assert, describe, it } from "@effect/vitest"
import { Simulator } from "@effect-wechat/simulator"
import * as Effect from "effect/Effect"
import * as S from "./utils/Simulated.ts"

const send = "/cgi-bin/message/custom/send"

describe("a message to one follower", () => {
  it.effect("is seen in the account that sent it", () =>
    S.provided(
      {},
      Effect.gen(function*() {
        const simulator = yield* Simulator.Simulator
        const { asAccount } = yield* S.onBehalf([1])
        const { json } = yield* asAccount.post(send, {
          touser: "oA",
          msgtype: "text",
          text: { content: "queryauthcode@@@x_from_api" }
        })
        assert.deepEqual(json, { errcode: 0, errmsg: "ok" })
        assert.deepEqual((yield* simulator.account(S.appId)).customMessages, [
          { at: S.noon, touser: "oA", msgtype: "text", message: { content: "queryauthcode@@@x_from_api" } }
        ])
      })
    ))

  it.effect("has a receiver, a type, and what goes with the type", () =>
    S.alone(
      {},
      Effect.gen(function*() {
        const simulator = yield* Simulator.Simulator
        const as = yield* S.direct()
        const codeOf = (body: object) => Effect.map(as.post(send, body), ({ errcode }) => errcode)
        assert.strictEqual(yield* codeOf({ msgtype: "text", text: { content: "x" } }), 40003)
        assert.strictEqual(yield* codeOf({ touser: "oA", msgtype: "text", image: { media_id: "x" } }), 40008)
        assert.strictEqual(yield* codeOf({ touser: "oA", msgtype: "text", text: { content: "" } }), 44004)
        assert.strictEqual(yield* codeOf({ touser: "oA", msgtype: "image", image: { media_id: "x" } }), 0)
        assert.lengthOf((yield* simulator.account(S.appId)).customMessages, 1)
      })
    ))

  it.effect("needs set 1 and a verified account", () =>
    S.provided(
      {},
      Effect.gen(function*() {
        const simulator = yield* Simulator.Simulator
        const { asAccount } = yield* S.onBehalf([7, 11])
        assert.strictEqual((yield* asAccount.post(send, { touser: "oA" })).errcode, 61007)
        yield* simulator.setVerifyType(S.appId, -1)
        assert.strictEqual((yield* (yield* S.direct()).post(send, { touser: "oA" })).errcode, 48001)
      })
    ))
})
