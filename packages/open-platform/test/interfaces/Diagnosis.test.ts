import { Diagnosis, Draft, TemplateMessage } from "@effect-wechat/core"
import { OpenPlatform } from "@effect-wechat/open-platform"
import { Simulator } from "@effect-wechat/simulator"
import { assert, describe, it } from "@effect/vitest"
import { assertNone } from "@effect/vitest/utils"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import * as Platform from "../utils/Platform.ts"
import { onBehalf, outcome } from "./utils/OnBehalf.ts"

const failing = Draft.delete({ media_id: "no-such-draft" })
const ridOfFailure = Effect.map(Effect.flip(failing), (error) => Option.getOrThrow(Diagnosis.ridOf(error)))

const shown = (text: Redacted.Redacted | undefined) => text === undefined ? "" : Redacted.value(text)

describe("a failure", () => {
  it.effect("can be looked up by its rid: what was asked, what was answered, from where", () =>
    onBehalf(() =>
      Effect.gen(function*() {
        const { request } = yield* Diagnosis.request({ rid: yield* ridOfFailure })
        assert.strictEqual(request.invoke_time, Platform.start / 1000)
        assert.isNumber(request.cost_in_ms)
        assert.isString(request.client_ip)
        assert.include(shown(request.request_body), "no-such-draft")
        assert.include(shown(request.response_body), "40007")
        assert.notInclude(JSON.stringify(request), "no-such-draft")
      })
    ))

  it.effect("is looked up for 7 days, by the account that it came to", () =>
    Effect.gen(function*() {
      const [one, other] = [yield* Platform.merchant(), yield* Platform.merchant()]
      const rid = yield* OpenPlatform.as(one)(ridOfFailure)
      const askAs = (appId: typeof one, rid: string) => outcome(OpenPlatform.as(appId)(Diagnosis.request({ rid })))
      assert.strictEqual(yield* askAs(one, rid), "it worked")
      assert.strictEqual(yield* askAs(other, rid), "RidOfAnother")
      assert.strictEqual(yield* askAs(one, "rid"), "InvalidRid")
      assert.strictEqual(yield* askAs(one, `${rid.slice(0, 9)}00000000-00000000`), "RidNotFound")
      // A rid begins with its time, in seconds.
      const lastWeek = (Platform.start / 1000 - 8 * 24 * 3600).toString(16)
      assert.strictEqual(yield* askAs(one, `${lastWeek}-00000000-00000000`), "RidTooOld")
    }).pipe(Platform.run()))

  it.effect("that was refused before anything was sent has nothing to look up", () =>
    onBehalf(() =>
      Effect.gen(function*() {
        assertNone(Diagnosis.ridOf(yield* Effect.flip(TemplateMessage.list())))
      }), { grant: [11] }))
})

describe("the callback", () => {
  const check = Diagnosis.checkCallback({ action: "all", check_operator: "UNICOM" })

  it.effect("is found and pinged by WeChat, once there is one", () =>
    onBehalf(() =>
      Effect.gen(function*() {
        assert.strictEqual(yield* outcome(check), "InvalidCallbackUrl")
        const simulator = yield* Simulator.Simulator
        yield* simulator.setCallbacks(Platform.component.appId, { messageUrl: "https://provider.test/$APPID$/message" })
        const { dns, ping } = yield* check
        assert.deepStrictEqual(dns, [{ ip: "192.0.2.1", real_operator: "UNICOM" }])
        assert.deepInclude(ping[0], { ip: "192.0.2.1", from_operator: "UNICOM", package_loss: "0%" })
        const alone = yield* Diagnosis.checkCallback({ action: "dns", check_operator: "DEFAULT" })
        assert.deepStrictEqual(alone, { dns, ping: [] })
      })
    ))
})

describe("the addresses of both ends", () => {
  it.effect("are told to any merchant, whatever was granted", () =>
    Effect.gen(function*() {
      for (const kind of ["official", "service"] as const) {
        const both = Effect.all([Diagnosis.callbackAddresses(), Diagnosis.apiAddresses()])
        const [callback, api] = yield* onBehalf(() => both, { account: { kind, verifyType: -1 }, grant: [15] })
        assert.include(callback.ip_list, "203.0.113.64/26")
        assert.isNotEmpty(api.ip_list)
      }
    }))
})
