import { WeChatClient } from "@effect-wechat/core"
import { Authorization, OpenPlatform, PlatformStore } from "@effect-wechat/open-platform"
import { Server, Simulator } from "@effect-wechat/simulator"
import { assert, describe, it } from "@effect/vitest"
import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as Platform from "./utils/Platform.ts"
import * as Rights from "./utils/Rights.ts"

/** What the gate says beforehand, what it does, and what WeChat says when nobody asks the gate. */
const ask = (appId: string, name: Rights.Name, open: Platform.Process) =>
  Effect.gen(function*() {
    const simulator = yield* Simulator.Simulator
    const { call, endpoint }: Rights.Founding = Rights.calls[name]
    const { allowed, reasons } = yield* OpenPlatform.explain(appId, endpoint)
    const before = (yield* simulator.requests).length
    const enforced = yield* Rights.codeOf(OpenPlatform.as(appId)(call))
    const sent = (yield* simulator.requests).length - before
    const unguarded = yield* Rights.codeOf(OpenPlatform.as(appId)(call)).pipe(Effect.provide(open))
    return { allowed, reasons: reasons.map(({ _tag }): string => _tag), enforced, wasSent: sent > 0, unguarded }
  })

const expected = (merchant: Rights.Merchant, name: Rights.Name) => {
  const { code, reasons } = Rights.answers(merchant, name)
  const allowed = reasons.length === 0
  const enforced: number | "refused" = allowed ? 0 : "refused"
  return { allowed, reasons: [...reasons], enforced, wasSent: allowed, unguarded: code }
}

describe("the gate and WeChat agree", () => {
  it.effect(
    "about every kind of merchant and every call, and what is refused is not sent",
    () =>
      Effect.gen(function*() {
        const simulator = yield* Simulator.Simulator
        const open = yield* Platform.process({ platform: { gate: "off" } })
        for (const merchant of Rights.merchants) {
          const appId = yield* Platform.merchant(merchant.grant, {
            kind: merchant.kind,
            verifyType: merchant.verifyType,
            status: merchant.status.status
          })
          for (const name of Rights.names) {
            const answers = yield* ask(appId, name, open)
            assert.deepStrictEqual(answers, expected(merchant, name), `${name} for a ${Rights.show(merchant)}`)
          }
          yield* simulator.forgetSeen
        }
        assert.strictEqual(Rights.merchants.length, 350)
      }).pipe(Platform.run())
  )

  it.live("over real HTTP, from the link to the five calls", () => {
    const Live = OpenPlatform.layer().pipe(
      Layer.provideMerge(
        Layer.unwrapEffect(Effect.map(Server.baseUrl, (baseUrl) => WeChatClient.layer({ baseUrl })))
      ),
      Layer.provideMerge(Layer.mergeAll(
        Platform.ComponentLive,
        PlatformStore.layerMemory,
        FetchHttpClient.layer,
        Server.layer({ world: { components: [Platform.component] } })
      ))
    )
    return Effect.gen(function*() {
      const simulator = yield* Simulator.Simulator
      const authorization = yield* Authorization.Authorization
      const baseUrl = yield* Server.baseUrl
      const open = yield* Platform.process({ platform: { gate: "off" }, client: { baseUrl } })
      yield* Platform.receiveTicket
      const merchants = Rights.merchants.filter(({ status, verifyType }) =>
        status.status === "normal" && (verifyType === -1 || verifyType === 0)
      )
      for (const merchant of merchants) {
        const { appId } = yield* simulator.addAccount({ kind: merchant.kind, verifyType: merchant.verifyType })
        const link = new URL(yield* authorization.link({ redirectUri: "https://provider.example/authorized" }))
        const { authCode } = yield* simulator.authorize({
          component: Platform.component.appId,
          account: appId,
          permissionSets: merchant.grant,
          preAuthCode: link.searchParams.get("pre_auth_code") ?? ""
        })
        yield* authorization.complete(Redacted.make(authCode))
        for (const name of Rights.names) {
          const answers = yield* ask(appId, name, open)
          assert.deepStrictEqual(answers, expected(merchant, name), `${name} for a ${Rights.show(merchant)}`)
        }
      }
      assert.strictEqual(merchants.length, 20)
    }).pipe(Effect.scoped, Effect.provide(Live))
  })
})
