import { assert, describe, it } from "@effect/vitest"
import { Simulator } from "@effect-wechat/simulator"
import * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import * as Effect from "effect/Effect"
import * as TestClock from "effect/TestClock"
import * as S from "./utils/Simulated.ts"

const count = "/cgi-bin/draft/count"
const quotaGet = "/cgi-bin/openapi/quota/get"
const quotaClear = "/cgi-bin/openapi/quota/clear"
const productCard = "/channels/ec/service/product/getcardinfo"
const ridGet = "/cgi-bin/openapi/rid/get"
const clear = "/cgi-bin/clear_quota"
const clearBySecret = "/cgi-bin/clear_quota/v2"
const clearOfComponent = "/cgi-bin/component/clear_quota/v2"

const other = "wx00000000000000bb"
const two = { world: { accounts: [S.account(), { appId: other, secret: S.secret }] } }

const ridOf = ({ json }: S.Answer): string => / rid: (\S+)$/.exec(json.errmsg)?.[1] ?? ""

describe("openapi/quota/get", () => {
  it.effect("says how much is allowed, used and left", () =>
    S.alone(
      {},
      Effect.gen(function*() {
        const simulator = yield* Simulator.Simulator
        const as = yield* S.direct()
        yield* Effect.repeatN(as.get(count), 2)
        const { json } = yield* as.post(quotaGet, { cgi_path: count })
        assert.deepEqual(json, { errcode: 0, errmsg: "ok", quota: { daily_limit: 1000, used: 3, remain: 997 } })
        yield* simulator.setLimit(S.appId, count, { daily: 2 })
        assert.deepEqual((yield* as.post(quotaGet, { cgi_path: count })).json.quota, {
          daily_limit: 2,
          used: 3,
          remain: 0
        })
        const sendall = yield* as.post(quotaGet, { cgi_path: "/cgi-bin/message/mass/sendall" })
        assert.deepEqual(sendall.json.rate_limit, { call_count: 60, refresh_second: 60 })
        const material = yield* as.post(quotaGet, { cgi_path: "/cgi-bin/material/del_material" })
        assert.isAbove(material.json.quota.remain, 0)
      })
    ))

  it.effect("knows which paths there are, and whose they are", () =>
    S.provided(
      { account: { kind: "official" } },
      Effect.gen(function*() {
        const { asAccount, asComponent } = yield* S.onBehalf([7])
        const codeOf = (as: S.Caller, cgi_path: unknown) =>
          Effect.map(as.post(quotaGet, { cgi_path }), ({ errcode }) => errcode)
        const preAuthCode = "/cgi-bin/component/api_create_preauthcode"
        assert.strictEqual(yield* codeOf(asAccount, "/cgi-bin/nothing"), 76021)
        assert.strictEqual(yield* codeOf(asAccount, "cgi-bin/draft/count"), 76021)
        assert.strictEqual(yield* codeOf(asAccount, undefined), 76021)
        assert.strictEqual(yield* codeOf(asAccount, "/sns/userinfo"), 76022)
        assert.strictEqual(yield* codeOf(asAccount, preAuthCode), 76022)
        assert.strictEqual(yield* codeOf(asAccount, "/cgi-bin/message/mass/send"), 76022)
        assert.strictEqual(yield* codeOf(asAccount, count), 0)
        assert.strictEqual(yield* codeOf(asComponent, preAuthCode), 0)
        assert.strictEqual(yield* codeOf(asComponent, count), 76022)
      })
    ))
})

describe("openapi/quota/clear", () => {
  const codeOf = (as: S.Caller, cgi_path: unknown) =>
    Effect.map(as.post(quotaClear, { cgi_path }), ({ errcode }) => errcode)

  it.effect("starts the day of one path of the shop anew, 50 times a month in China", () =>
    S.alone(
      {},
      Effect.gen(function*() {
        const simulator = yield* Simulator.Simulator
        const as = yield* S.direct()
        const used = (cgi_path: string) =>
          Effect.map(as.post(quotaGet, { cgi_path }), ({ json }) => Number(json.quota.used))
        yield* simulator.setLimit(S.appId, productCard, { daily: 1 })
        yield* as.get(count)
        yield* as.post(productCard, {})
        assert.strictEqual((yield* as.post(productCard, {})).errcode, 45009)
        assert.deepEqual((yield* as.post(quotaClear, { cgi_path: productCard })).json, { errcode: 0, errmsg: "ok" })
        assert.strictEqual(yield* used(productCard), 0)
        assert.strictEqual(yield* used(count), 1)
        assert.notStrictEqual((yield* as.post(productCard, {})).errcode, 45009)
        assert.deepEqual(
          yield* Effect.replicateEffect(codeOf(as, productCard), 50),
          [...Array.from({ length: 49 }, () => 0), 45009]
        )
        // The ten of everything are another allowance.
        assert.strictEqual((yield* as.post(clear, { appid: S.appId })).errcode, 0)
        yield* TestClock.setTime(Date.UTC(2026, 2, 31, 16))
        assert.strictEqual(yield* codeOf(yield* S.direct(), productCard), 0)
      })
    ))

  it.effect("is for paths of the shop alone, and for those who own them", () =>
    S.provided(
      {},
      Effect.gen(function*() {
        const simulator = yield* Simulator.Simulator
        const { asAccount, asComponent } = yield* S.onBehalf([7])
        assert.strictEqual(yield* codeOf(asAccount, count), 76022)
        assert.strictEqual(yield* codeOf(asAccount, "/channels/ec/nothing"), 76021)
        assert.strictEqual(yield* codeOf(asAccount, undefined), 76021)
        assert.strictEqual(yield* codeOf(asComponent, productCard), 76022)
        assert.strictEqual((yield* asAccount.empty(quotaClear)).errcode, 44002)
        yield* simulator.setStatus(S.appId, "frozen")
        assert.strictEqual(yield* codeOf(asAccount, productCard), 50002)
      })
    ))
})

describe("codes of look-ups on which pages disagree", () => {
  it.effect("are what an account or a component is told to answer", () =>
    S.simulated(
      {
        world: {
          accounts: [S.account({ lookUpCodes: { expiredRid: 76001, malformedPath: 76003 } })],
          components: [{ appId: S.component, lookUpCodes: { malformedPath: 76003 } }]
        }
      },
      Effect.gen(function*() {
        const { asAccount, asComponent } = yield* S.onBehalf([11])
        const rid = ridOf(yield* asAccount.post("/cgi-bin/draft/get", { media_id: "nothing" }))
        for (const path of [quotaGet, quotaClear]) {
          for (const as of [asAccount, asComponent]) {
            assert.strictEqual((yield* as.post(path, { cgi_path: "cgi-bin/draft/count" })).errcode, 76003)
            assert.strictEqual((yield* as.post(path, { cgi_path: "/cgi-bin/nothing" })).errcode, 76021)
          }
        }
        yield* TestClock.setTime(S.noon + 7 * 24 * 3600 * 1000 + 1000)
        const later = yield* S.direct()
        assert.strictEqual((yield* later.post(ridGet, { rid })).errcode, 76001)
      })
    ))
})

describe("clear_quota", () => {
  it.effect("starts the day anew, ten times a month in China", () =>
    S.alone(
      {},
      Effect.gen(function*() {
        const simulator = yield* Simulator.Simulator
        yield* simulator.setLimit(S.appId, count, { daily: 1 })
        const as = yield* S.direct()
        for (let times = 0; times < 10; times++) {
          assert.isUndefined((yield* as.get(count)).errcode)
          assert.strictEqual((yield* as.get(count)).errcode, 45009)
          assert.deepEqual((yield* as.post(clear, { appid: S.appId })).json, { errcode: 0, errmsg: "ok" })
        }
        assert.strictEqual((yield* as.post(clear, { appid: S.appId })).errcode, 48006)
        yield* TestClock.setTime(Date.UTC(2026, 2, 31, 16))
        const later = yield* S.direct()
        assert.strictEqual((yield* later.post(clear, { appid: S.appId })).errcode, 0)
      })
    ))

  it.effect("is only for the account or component that the token speaks for", () =>
    S.provided(
      {},
      Effect.gen(function*() {
        const { asAccount, asComponent } = yield* S.onBehalf([7])
        assert.strictEqual((yield* asAccount.post(clear, { appid: S.appId })).errcode, 0)
        assert.strictEqual((yield* asAccount.post(clear, { appid: S.component })).errcode, 40013)
        assert.strictEqual((yield* asComponent.post(clear, { appid: S.component })).errcode, 0)
        assert.strictEqual((yield* asComponent.post(clear, { appid: S.appId })).errcode, 40013)
      })
    ))

  it.effect("needs no token with the secret, in the body or in the query, and shares the ten", () =>
    S.alone(
      {},
      Effect.gen(function*() {
        const as = yield* S.direct()
        const body = { appid: S.appId, appsecret: S.secret }
        const inQuery = S.send(HttpClientRequest.post(`https://api.weixin.qq.com${clearBySecret}`, { urlParams: body }))
        assert.strictEqual((yield* inQuery).errcode, 0)
        const codeOf = (json: object) => Effect.map(S.send(S.bodyJson(clearBySecret, json)), ({ errcode }) => errcode)
        yield* Effect.repeatN(codeOf(body), 8)
        assert.strictEqual(yield* codeOf(body), 48006)
        assert.strictEqual((yield* as.post(clear, { appid: S.appId })).errcode, 48006)
        assert.strictEqual(yield* codeOf({ appid: S.appId }), 41004)
        assert.strictEqual(yield* codeOf({ appsecret: S.secret }), 41002)
        assert.strictEqual(yield* codeOf({ ...body, appid: "wxnothing" }), 40013)
        assert.strictEqual(yield* codeOf({ ...body, appsecret: "wrong" }), 40125)
        const { requests } = yield* Simulator.Simulator
        assert.notInclude(JSON.stringify(yield* requests), S.secret)
      })
    ))

  it.effect("lets a component clear itself and its merchants", () =>
    S.provided(
      {},
      Effect.gen(function*() {
        const simulator = yield* Simulator.Simulator
        yield* simulator.setLimit(S.appId, count, { daily: 1 })
        const { asAccount } = yield* S.onBehalf([11])
        const { secret } = yield* simulator.component(S.component)
        const codeOf = (json: object) =>
          Effect.map(
            S.send(S.bodyJson(clearOfComponent, { component_appid: S.component, appsecret: secret, ...json })),
            ({ errcode }) => errcode
          )
        yield* Effect.repeatN(asAccount.get(count), 1)
        assert.strictEqual((yield* asAccount.get(count)).errcode, 45009)
        assert.strictEqual(yield* codeOf({ appid: S.appId }), 0)
        assert.strictEqual((yield* asAccount.get(count)).json.total_count, 0)
        assert.strictEqual(yield* codeOf({}), 0)
        assert.strictEqual(yield* codeOf({ appid: other }), 61003)
        assert.strictEqual(yield* codeOf({ appsecret: "wrong" }), 40125)
        assert.strictEqual(yield* codeOf({ component_appid: "wxnothing" }), 40013)
      })
    ))
})

describe("openapi/rid/get", () => {
  it.effect("shows the request behind a complaint, without its token", () =>
    S.alone(
      {},
      Effect.gen(function*() {
        const as = yield* S.direct()
        const rid = ridOf(yield* as.post("/cgi-bin/draft/get", { media_id: "nothing" }))
        yield* TestClock.adjust("1 minute")
        const { json } = yield* as.post(ridGet, { rid })
        assert.strictEqual(json.errcode, 0)
        assert.strictEqual(json.request.invoke_time, S.noon / 1000)
        assert.strictEqual(json.request.request_url, "/cgi-bin/draft/get?access_token=***")
        assert.strictEqual(json.request.request_body, "{\"media_id\":\"nothing\"}")
        assert.include(json.request.response_body, "40007")
        assert.strictEqual(json.request.client_ip, "127.0.0.1")
        assert.isNumber(json.request.cost_in_ms)
      })
    ))

  it.effect("is for the same account, seven days long", () =>
    S.simulated(
      two,
      Effect.gen(function*() {
        const as = yield* S.direct()
        const rid = ridOf(yield* as.post("/cgi-bin/draft/get", { media_id: "nothing" }))
        const stranger = yield* S.direct({ appid: other, secret: S.secret })
        assert.strictEqual((yield* stranger.post(ridGet, { rid })).errcode, 76003)
        for (const malformed of ["", "nonsense", undefined]) {
          assert.strictEqual((yield* as.post(ridGet, { rid: malformed })).errcode, 76002)
        }
        const unknown = `${(S.noon / 1000).toString(16)}-00000000-00000000`
        assert.strictEqual((yield* as.post(ridGet, { rid: unknown })).errcode, 76001)
        yield* TestClock.setTime(S.noon + 7 * 24 * 3600 * 1000 - 1)
        const later = yield* S.direct()
        assert.strictEqual((yield* later.post(ridGet, { rid })).errcode, 0)
        yield* TestClock.adjust("2 seconds")
        assert.strictEqual((yield* later.post(ridGet, { rid })).errcode, 76004)
      })
    ))
})

describe("the network", () => {
  it.effect("has addresses, for every kind of token", () =>
    S.provided(
      {},
      Effect.gen(function*() {
        const { asAccount, asComponent } = yield* S.onBehalf([7])
        for (const as of [yield* S.direct(), asAccount, asComponent]) {
          for (const path of ["/cgi-bin/getcallbackip", "/cgi-bin/get_api_domain_ip"]) {
            const { errcode, json } = yield* as.get(path)
            assert.isUndefined(errcode)
            assert.isNotEmpty(json.ip_list)
          }
        }
      })
    ))

  it.effect("checks a callback by name and by ping, where there is one", () =>
    S.provided(
      {},
      Effect.gen(function*() {
        const { asAccount } = yield* S.onBehalf([7])
        const check = (as: S.Caller, action: string, check_operator = "DEFAULT") =>
          as.post("/cgi-bin/callback/check", { action, check_operator })
        const { json } = yield* check(asAccount, "all")
        assert.isString(json.dns[0].ip)
        assert.strictEqual(json.ping[0].from_operator, "DEFAULT")
        assert.notProperty((yield* check(asAccount, "dns")).json, "ping")
        assert.strictEqual((yield* check(asAccount, "look")).errcode, 40202)
        assert.strictEqual((yield* check(asAccount, "dns", "NOBODY")).errcode, 40203)
        const simulator = yield* Simulator.Simulator
        yield* simulator.unauthorize({ component: S.component, account: S.appId })
        assert.strictEqual((yield* check(yield* S.direct(), "all")).errcode, 40201)
      })
    ))
})
