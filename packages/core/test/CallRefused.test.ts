import { assert, describe, it } from "@effect/vitest"
import { CallRefused, Draft, FreePublish, MassMessage } from "@effect-wechat/core"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"

const refusal = new CallRefused.CallRefused({
  endpoint: "freepublishDelete",
  appId: "wx0000000000000001",
  reasons: [
    new CallRefused.SetNotGranted({ needed: [7], granted: [1, 11] }),
    new CallRefused.NotCertified({ kind: "official" })
  ]
})

describe("a refusal", () => {
  it("says whom it is about, and all its reasons with the remedy and who must apply it", () => {
    assert.strictEqual(
      refusal.message,
      "freepublishDelete for wx0000000000000001 was refused and not sent: permission set 7 (mass sending and "
        + "notification, 群发与通知) is not granted (granted: 1, 11): the merchant must authorize the platform again and "
        + "leave it ticked; the official account is not certified: the merchant must pass WeChat's certification"
    )
  })

  it("cannot be mended by trying again, but by whoever can mend its first reason", () => {
    assert.isFalse(refusal.isRetryable)
    assert.strictEqual(refusal.who, "merchant")
  })

  it("needs no app id", () => {
    const { message } = new CallRefused.CallRefused({
      endpoint: "draft_count",
      reasons: [new CallRefused.AccountNotAuthorized()]
    })
    assert.strictEqual(
      message,
      "draft_count was refused and not sent: the account has not authorized the platform: the merchant must authorize it"
    )
  })

  it("says \"none\" and \"or\" where sets are", () => {
    const { message } = new CallRefused.SetNotGranted({ needed: [11, 100], granted: [] })
    assert.include(message, "permission set 11 (material, 素材管理) or 100 is not granted (granted: none)")
  })

  const reasons: ReadonlyArray<CallRefused.Reason> = [
    new CallRefused.AccountNotAuthorized(),
    new CallRefused.SetNotGranted({ needed: [7], granted: [] }),
    new CallRefused.KindNotServed({ kind: "official" }),
    new CallRefused.NotCertified({ kind: "service" }),
    new CallRefused.AccountRestricted({ status: "frozen" })
  ]
  for (const reason of reasons) {
    it.effect(`for ${reason._tag} says what the merchant must do, and JSON carries it intact`, () =>
      Effect.gen(function*() {
        assert.strictEqual(reason.who, "merchant")
        assert.match(reason.message, /: the merchant (must|needs) ((?!\. ).)+[^.]$/)
        const json = Schema.parseJson(CallRefused.CallRefused)
        const error = new CallRefused.CallRefused({ endpoint: "draft_count", reasons: [reason] })
        const back = yield* Schema.decode(json)(yield* Schema.encode(json)(error))
        assert.deepStrictEqual(back.reasons, error.reasons)
        assert.strictEqual(back.message, error.message)
      }))
  }
})

describe("the reasons for which WeChat would refuse a call", () => {
  it("are all that is known to stand against it", () => {
    const reasons = CallRefused.reasonsFor(FreePublish.delete, {
      granted: new Set([11]),
      account: { kind: "official", certified: false }
    })
    assert.deepStrictEqual(reasons, [
      new CallRefused.SetNotGranted({ needed: [7], granted: [11] }),
      new CallRefused.NotCertified({ kind: "official" })
    ])
  })

  it("are none where rights and account are as they should be, or unknown", () => {
    assert.deepStrictEqual(CallRefused.reasonsFor(FreePublish.delete, {}), [])
    assert.deepStrictEqual(
      CallRefused.reasonsFor(FreePublish.delete, {
        granted: new Set([7]),
        account: { kind: "service", certified: false }
      }),
      []
    )
    assert.deepStrictEqual(CallRefused.reasonsFor(Draft.count, { granted: new Set([100]) }), [])
  })

  it("are told for each kind of account", () => {
    const account = { kind: "service", certified: false } as const
    assert.deepStrictEqual(CallRefused.reasonsFor(MassMessage.delete, { account }), [
      new CallRefused.NotCertified({ kind: "service" })
    ])
  })
})
