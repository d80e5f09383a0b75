import { assert, describe, it } from "@effect/vitest"
import { Simulator } from "@effect-wechat/simulator"
import * as Effect from "effect/Effect"
import * as Running from "../src/internal/running.ts"
import * as Api from "./utils/Api.ts"

type Status = "normal" | "warned" | "frozen" | "banned" | "cancelled"
type Kind = "official" | "service"

const kinds: ReadonlyArray<Kind> = ["official", "service"]
/** WeChat's numbers, and whether they count as certified: Weibo alone does not. */
const verifyTypes: ReadonlyArray<readonly [verifyType: number, isCertified: boolean]> = [
  [-1, false],
  [0, true],
  [1, false],
  [2, false],
  [3, true],
  [4, true],
  [5, true]
]
const statuses: ReadonlyArray<readonly [status: Status, code: number]> = [
  ["normal", 0],
  ["warned", 0],
  ["frozen", 50002],
  ["banned", 48004],
  ["cancelled", 50002]
]

/** Interfaces as the fact book tells them: which sets are enough, and whose accounts may. */
const interfaces = [
  {
    path: "/cgi-bin/draft/count",
    method: "GET",
    enough: [[11], [100], [7, 11], [1, 2, 3, 7, 11, 15, 100]],
    notEnough: [[], [7], [1, 2, 3, 7, 15]],
    isEligible: () => true
  },
  {
    // Verified accounts only
    path: "/cgi-bin/message/mass/get",
    method: "POST",
    enough: [[7], [7, 11]],
    notEnough: [[], [11, 100], [1, 2, 3, 11, 15, 100]],
    isEligible: (_: Kind, isCertified: boolean) => isCertified
  },
  {
    // Verified, unless it is a service account
    path: "/cgi-bin/freepublish/batchget",
    method: "POST",
    enough: [[7], [7, 11]],
    notEnough: [[], [11], [100], [1, 2, 3, 11, 15, 100]],
    isEligible: (kind: Kind, isCertified: boolean) => isCertified || kind === "service"
  }
] as const

const component = "wxc000000000000001"
const simulated = Effect.provide(Simulator.layer({ world: { components: [{ appId: component }] } }))

/** The refusals that are about rights. Anything else comes from the interface itself, so the way to it was free. */
const rights = new Set([40001, 40164, 48001, 48004, 50002, 61003, 61004, 61007, 61015])

const ask = (of: (typeof interfaces)[number], token: string) =>
  Effect.map(
    Api.call(of.method, of.path, {
      query: { access_token: token },
      ...(of.method === "POST" ? { json: { offset: 0, count: 1, msg_id: 1 } } : {})
    }),
    ({ code }) => rights.has(code) ? code : 0
  )

describe.each(interfaces)("$path", (of) => {
  const accounts = kinds.flatMap((kind) =>
    verifyTypes.flatMap(([verifyType, isCertified]) =>
      statuses.map(([status, code]) => ({
        kind,
        verifyType,
        status,
        code: code !== 0 ? code : of.isEligible(kind, isCertified) ? 0 : 48001
      }))
    )
  )

  it.effect.each(accounts)(
    "answers $code to a $status $kind account of verify type $verifyType that calls for itself",
    ({ code, kind, status, verifyType }) =>
      Effect.gen(function*() {
        const simulator = yield* Simulator.Simulator
        const { appId } = yield* simulator.addAccount({ kind, verifyType })
        const token = yield* Api.plainToken(appId)
        yield* simulator.setStatus(appId, status)
        assert.strictEqual(yield* ask(of, token), code)
      }).pipe(simulated)
  )

  it.effect.each(accounts)(
    "answers $code on behalf of a $status $kind account of verify type $verifyType, or 61007 without one of its sets",
    ({ code, kind, status, verifyType }) =>
      Effect.gen(function*() {
        const simulator = yield* Simulator.Simulator
        const { appId } = yield* simulator.addAccount({ kind, status, verifyType })
        for (const sets of of.enough) {
          const { accessToken } = yield* Api.grant(component, appId, sets)
          assert.strictEqual(yield* ask(of, accessToken), code, `with ${sets}`)
        }
        for (const sets of of.notEnough) {
          const { accessToken } = yield* Api.grant(component, appId, sets)
          assert.strictEqual(yield* ask(of, accessToken), 61007, `with ${sets}`)
        }
      }).pipe(simulated)
  )
})

describe("a right", () => {
  it.effect("comes and goes while a token lives", () =>
    Effect.gen(function*() {
      const [, massMessage] = interfaces
      const simulator = yield* Simulator.Simulator
      const { appId } = yield* simulator.addAccount({ kind: "official", verifyType: 1 })
      const { accessToken } = yield* Api.grant(component, appId, [7])
      assert.strictEqual(yield* ask(massMessage, accessToken), 48001)
      yield* simulator.setVerifyType(appId, 0)
      assert.strictEqual(yield* ask(massMessage, accessToken), 0)
      yield* simulator.setStatus(appId, "banned")
      assert.strictEqual(yield* ask(massMessage, accessToken), 48004)
      yield* simulator.setStatus(appId, "normal")
      assert.strictEqual(yield* ask(massMessage, accessToken), 0)
    }).pipe(simulated))

  it.effect("has nothing to do with the account's other components", () =>
    Effect.gen(function*() {
      const [draftCount] = interfaces
      const simulator = yield* Simulator.Simulator
      const { appId } = yield* simulator.addAccount()
      const other = yield* simulator.addComponent()
      yield* Api.grant(other.appId, appId, [11])
      const { accessToken } = yield* Api.grant(component, appId, [7])
      assert.strictEqual(yield* ask(draftCount, accessToken), 61007)
    }).pipe(simulated))

  it.effect("ends at the wall of a network: accounts have their addresses, components theirs", () =>
    Effect.gen(function*() {
      const [draftCount] = interfaces
      const simulator = yield* Simulator.Simulator
      // The list of an account does not concern those who call on its behalf.
      const { appId } = yield* simulator.addAccount({ ipAllowList: ["203.0.113.7"] })
      const { accessToken } = yield* Api.grant(component, appId, [11])
      assert.strictEqual(yield* ask(draftCount, accessToken), 0)
      const { json } = yield* Api.askToken(appId, (yield* simulator.account(appId)).secret)
      assert.strictEqual(json.errcode, 40164)
    }).pipe(simulated))

  it.effect("of a component is for its own addresses, for itself and on behalf", () =>
    Effect.gen(function*() {
      const { respond, service } = yield* Running.run({
        world: {
          components: [{ appId: component, secret: "secret", ipAllowList: ["203.0.113.7"] }],
          accounts: [{ appId: "wxa000000000000001" }]
        }
      })
      const { authCode } = yield* service.authorize({ component, account: "wxa000000000000001" })
      const from = (clientIp: string, method: string, path: string, token: string, json: unknown) =>
        Effect.gen(function*() {
          const outcome = yield* respond({
            method,
            path,
            query: new URLSearchParams({ access_token: token }),
            contentType: "application/json",
            body: new TextEncoder().encode(JSON.stringify(json)),
            isLengthKnown: true,
            clientIp
          })
          const body = outcome._tag === "Whole" ? outcome.response.body : assert.fail("no reply")
          const read: Api.Json = JSON.parse(new TextDecoder().decode(body))
          return read
        })
      const inside = "203.0.113.7"
      const { newestTicket } = yield* service.component(component)
      const own = yield* from(inside, "POST", "/cgi-bin/component/api_component_token", "", {
        component_appid: component,
        component_appsecret: "secret",
        component_verify_ticket: newestTicket
      })
      const token = Api.given(own.component_access_token)
      const exchanged = yield* from(inside, "POST", "/cgi-bin/component/api_query_auth", token, {
        component_appid: component,
        authorization_code: authCode
      })
      const accessToken = Api.given(exchanged.authorization_info?.authorizer_access_token)
      const option = { option_name: "voice_recognize" }
      for (const clientIp of [inside, "203.0.113.8"]) {
        const answers = [
          yield* from(clientIp, "POST", "/cgi-bin/component/api_create_preauthcode", token, {
            component_appid: component
          }),
          yield* from(clientIp, "POST", "/cgi-bin/component/get_authorizer_option", accessToken, option),
          yield* from(clientIp, "GET", "/cgi-bin/draft/count", accessToken, {})
        ]
        const code = clientIp === inside ? undefined : 61004
        assert.deepStrictEqual(answers.map(({ errcode }) => errcode), [code, code, code])
      }
    }).pipe(Effect.scoped))
})
