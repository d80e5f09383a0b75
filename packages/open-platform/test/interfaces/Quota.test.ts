import { Draft, Quota, TemplateMessage } from "@effect-wechat/core"
import { OpenPlatform } from "@effect-wechat/open-platform"
import { Simulator } from "@effect-wechat/simulator"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Platform from "../utils/Platform.ts"
import { endOfMonth, later, onBehalf, outcome, refusal } from "./utils/OnBehalf.ts"

const cgi_path = Draft.count.path
const shopPath = "/channels/ec/service/product/getcardinfo"

describe("the quotas of a merchant", () => {
  it.effect("are counted, used up and had back by a reset, of which there are ten a month", () =>
    onBehalf((appId) =>
      Effect.gen(function*() {
        const simulator = yield* Simulator.Simulator
        yield* simulator.setLimit(appId, cgi_path, { daily: 2 })
        const count = outcome(Draft.count())
        for (let times = 0; times < 10; times++) {
          assert.strictEqual(yield* count, "it worked")
          assert.deepStrictEqual((yield* Quota.get({ cgi_path })).quota, { daily_limit: 2, used: 1, remain: 1 })
          assert.strictEqual(yield* count, "it worked")
          assert.strictEqual(yield* count, "WeChatError (QuotaExhausted)")
          assert.strictEqual((yield* Quota.get({ cgi_path })).quota?.remain, 0)
          yield* Quota.spendReset({ appid: appId })
        }
        assert.strictEqual(yield* outcome(Quota.spendReset({ appid: appId })), "NoResetLeft")
        yield* later("10 minutes")
        assert.strictEqual(yield* outcome(Quota.spendReset({ appid: appId })), "it worked")
      }), { at: endOfMonth }))

  it.effect("tell what there is in a minute", () =>
    onBehalf(() =>
      Effect.gen(function*() {
        const { component_rate_limit, rate_limit } = yield* Quota.get({ cgi_path: "/cgi-bin/message/mass/sendall" })
        assert.deepStrictEqual(rate_limit, { call_count: 60, refresh_second: 60 })
        assert.deepStrictEqual(component_rate_limit, rate_limit)
      })
    ))

  it.effect("are never reset for another by a slip, which spends nothing", () =>
    Effect.gen(function*() {
      const [one, other] = [yield* Platform.merchant(), yield* Platform.merchant()]
      const slip = Quota.spendReset({ appid: other }).pipe(OpenPlatform.as(one))
      for (let times = 0; times < 11; times++) assert.strictEqual(yield* outcome(slip), "NotThisAccount")
      for (const appid of [one, other]) {
        assert.strictEqual(yield* outcome(Quota.spendReset({ appid }).pipe(OpenPlatform.as(appid))), "it worked")
      }
    }).pipe(Platform.run()))

  it.effect("are of paths that there are, and that this kind of account can call", () =>
    onBehalf(() =>
      Effect.gen(function*() {
        for (const ask of [Quota.get, Quota.spendPathReset]) {
          assert.strictEqual(yield* outcome(ask({ cgi_path: "/cgi-bin/nothing" })), "UnknownCgiPath")
          assert.strictEqual(yield* outcome(ask({ cgi_path: "/sns/userinfo" })), "CgiPathNotOwned")
          assert.strictEqual(yield* outcome(ask({ cgi_path: TemplateMessage.send.path })), "CgiPathNotOwned")
        }
        assert.strictEqual(yield* outcome(Quota.spendPathReset({ cgi_path })), "CgiPathNotOwned")
      }), { account: { kind: "official" } }))

  it.effect("of one path of the shop are reset alone, 50 times a month", () =>
    onBehalf(() =>
      Effect.gen(function*() {
        yield* Draft.count()
        const reset = outcome(Quota.spendPathReset({ cgi_path: shopPath }))
        const outcomes = yield* Effect.replicateEffect(reset, 51)
        assert.deepStrictEqual(new Set(outcomes.slice(0, 50)), new Set(["it worked"]))
        assert.strictEqual(outcomes[50], "WeChatError (QuotaExhausted)")
        assert.strictEqual((yield* Quota.get({ cgi_path })).quota?.used, 1)
      })
    ))
})

describe("what an account asks about itself", () => {
  it.effect("needs no set, no kind and no certification", () =>
    Effect.gen(function*() {
      for (const kind of ["official", "service"] as const) {
        const outcomes = yield* onBehalf((appId) =>
          Effect.all([
            outcome(Quota.get({ cgi_path })),
            outcome(Quota.spendReset({ appid: appId })),
            outcome(Quota.spendPathReset({ cgi_path: shopPath }))
          ]), { account: { kind, verifyType: -1 }, grant: [15] })
        assert.deepStrictEqual(outcomes, ["it worked", "it worked", "it worked"])
      }
    }))

  it.effect("needs an authorization nevertheless", () =>
    onBehalf((appId) =>
      Effect.gen(function*() {
        yield* Platform.withdraw(appId)
        assert.strictEqual(yield* outcome(Quota.get({ cgi_path })), "WeChatError (NotAuthorized)")
        // From then on it is known.
        assert.deepStrictEqual(yield* refusal(Quota.spendReset({ appid: appId })), ["AccountNotAuthorized"])
      })
    ))
})
