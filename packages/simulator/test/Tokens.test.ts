import { assert, describe, it } from "@effect/vitest"
import { Simulator } from "@effect-wechat/simulator"
import * as Effect from "effect/Effect"
import * as TestClock from "effect/TestClock"
import * as Api from "./utils/Api.ts"

const component = "wxc000000000000001"
const account = "wxa000000000000001"
const tester = "wxa000000000000002"
const fenced = "wxa000000000000003"
const secret = "the secret of the account"
const componentSecret = "the secret of the component"

const world = {
  components: [{ appId: component, secret: componentSecret }],
  accounts: [
    { appId: account, secret, drafts: 3 },
    { appId: tester, secret, test: true },
    { appId: fenced, secret, ipAllowList: ["203.0.113.7"] }
  ]
}

const simulated = Effect.provide(Simulator.layer({ world }))

const rid = / rid: [0-9a-f]{8}-[0-9a-f]{8}-[0-9a-f]{8}$/

/** Looks like a token, and nobody gave it. */
const unknownToken = `77_${"Abc-_123".repeat(16)}`

const ticket = Effect.gen(function*() {
  const simulator = yield* Simulator.Simulator
  return Api.given((yield* simulator.component(component)).newestTicket)
})

const askComponentToken = Effect.flatMap(ticket, (value) => Api.askComponentToken(component, componentSecret, value))

/** What the platform says to a component token. */
const tryComponentToken = (token: string) => Effect.map(Api.createPreAuthCode(component, token), ({ code }) => code)

/** What the platform says to the token of an account. */
const tryToken = (token: string) => Effect.map(Api.countDrafts(token), ({ code }) => code)

describe("a reply", () => {
  it.effect("has status 200 and is called plain text, whether it is good news or bad", () =>
    Effect.gen(function*() {
      const good = yield* Api.askToken(account, secret)
      const bad = yield* Api.askToken(account, "guessed")
      assert.deepStrictEqual([good.status, good.contentType], [200, "text/plain"])
      assert.deepStrictEqual([bad.status, bad.contentType], [200, "text/plain"])
    }).pipe(simulated))

  it.effect("that says no ends with an id of its own, which begins with the time", () =>
    Effect.gen(function*() {
      const one = yield* Api.askToken(account, "guessed")
      const two = yield* Api.askToken(account, "guessed")
      assert.match(one.json.errmsg ?? "", rid)
      assert.match(one.json.errmsg ?? "", /^invalid appsecret rid: 654df33c-/)
      assert.notStrictEqual(one.json.errmsg, two.json.errmsg)
    }).pipe(simulated, (test) => Effect.zipRight(TestClock.setTime(0x654df33c * 1000), test)))

  it.effect("has an id of full length even at the beginning of time", () =>
    Effect.gen(function*() {
      const { json } = yield* Api.askToken(account, "guessed")
      assert.match(json.errmsg ?? "", / rid: 00000000-[0-9a-f]{8}-[0-9a-f]{8}$/)
    }).pipe(simulated))

  it.effect("is refused to a path that nobody serves", () =>
    Effect.gen(function*() {
      const { code, status } = yield* Api.call("POST", "/cgi-bin/no/such/interface", { json: {} })
      assert.deepStrictEqual([code, status], [40066, 200])
    }).pipe(simulated))
})

describe("a component token", () => {
  it.effect("is given for app id, secret and newest ticket, for two hours", () =>
    Effect.gen(function*() {
      const { json } = yield* askComponentToken
      assert.deepStrictEqual(Object.keys(json), ["component_access_token", "expires_in"])
      assert.strictEqual(json.expires_in, 7200)
      assert.strictEqual(yield* tryComponentToken(Api.given(json.component_access_token)), 0)
    }).pipe(simulated))

  const refusals = [
    { for: "an unknown app id", code: 40013, fields: { component_appid: "wxc00000000000000f" } },
    { for: "no app id", code: 40013, fields: { component_appid: undefined } },
    { for: "the app id of an account", code: 61011, fields: { component_appid: account } },
    { for: "no secret", code: 41004, fields: { component_appsecret: undefined } },
    { for: "an empty secret", code: 41004, fields: { component_appsecret: "" } },
    { for: "a wrong secret", code: 40125, fields: { component_appsecret: "guessed" } },
    { for: "a ticket that nobody pushed", code: 61006, fields: { component_verify_ticket: "ticket@@@guessed" } },
    { for: "no ticket", code: 61006, fields: { component_verify_ticket: undefined } }
  ]
  it.effect.each(refusals)("is refused with $code for $for", ({ code, fields }) =>
    Effect.gen(function*() {
      const asked = yield* Api.call("POST", "/cgi-bin/component/api_component_token", {
        json: {
          component_appid: component,
          component_appsecret: componentSecret,
          component_verify_ticket: yield* ticket,
          ...fields
        }
      })
      assert.strictEqual(asked.code, code)
      assert.isUndefined(asked.json.component_access_token)
    }).pipe(simulated))

  it.effect("is not given to an address outside the allow-list, and the reply names the address", () =>
    Effect.gen(function*() {
      const simulator = yield* Simulator.Simulator
      const { appId, secret } = yield* simulator.addComponent({ ipAllowList: ["203.0.113.7"] })
      const asked = yield* Api.askComponentToken(appId, secret, (yield* simulator.component(appId)).newestTicket)
      assert.strictEqual(asked.code, 61004)
      assert.match(
        asked.json.errmsg ?? "",
        /^access clientip is not registered requestIP: 127\.0\.0\.1 rid: /
      )
    }).pipe(simulated))

  it.effect("is given for any ticket of the last 12 hours, and for none that is older", () =>
    Effect.gen(function*() {
      const first = yield* ticket
      const ask = Effect.map(Api.askComponentToken(component, componentSecret, first), ({ code }) => code)
      yield* TestClock.adjust("43199 seconds")
      assert.notStrictEqual(yield* ticket, first)
      assert.strictEqual(yield* ask, 0)
      yield* TestClock.adjust("1 second")
      assert.strictEqual(yield* ask, 61005)
    }).pipe(simulated))

  it.effect("is given for a ticket of today however many came after it", () =>
    Effect.gen(function*() {
      const simulator = yield* Simulator.Simulator
      const first = yield* ticket
      yield* Effect.replicateEffect(simulator.pushTicket(component), 200, { discard: true })
      assert.strictEqual((yield* Api.askComponentToken(component, componentSecret, first)).code, 0)
    }).pipe(simulated))

  it.effect("is taken under both names that a query may give it", () =>
    Effect.gen(function*() {
      const token = yield* Api.componentToken(component)
      for (const name of ["access_token", "component_access_token"]) {
        const asked = yield* Api.call("POST", "/cgi-bin/component/api_create_preauthcode", {
          query: { [name]: token },
          json: { component_appid: component }
        })
        assert.match(asked.json.pre_auth_code ?? "", /^preauthcode@@@/)
        assert.strictEqual(asked.json.expires_in, 1800)
      }
    }).pipe(simulated))

  it.effect("expires after 7200 seconds and not before", () =>
    Effect.gen(function*() {
      const token = yield* Api.componentToken(component)
      yield* TestClock.adjust("7199 seconds")
      assert.strictEqual(yield* tryComponentToken(token), 0)
      yield* TestClock.adjust("1 second")
      assert.strictEqual(yield* tryComponentToken(token), 42001)
    }).pipe(simulated))

  it.effect("works 5 minutes longer when the next one is given", () =>
    Effect.gen(function*() {
      const former = yield* Api.componentToken(component)
      yield* TestClock.adjust("1 hour")
      const next = yield* Api.componentToken(component)
      assert.notStrictEqual(next, former)
      yield* TestClock.adjust("299 seconds")
      assert.deepStrictEqual([yield* tryComponentToken(former), yield* tryComponentToken(next)], [0, 0])
      yield* TestClock.adjust("1 second")
      assert.deepStrictEqual([yield* tryComponentToken(former), yield* tryComponentToken(next)], [40001, 0])
    }).pipe(simulated))

  it.effect("never makes a third one that works", () =>
    Effect.gen(function*() {
      const tokens = yield* Effect.replicateEffect(Api.componentToken(component), 4)
      assert.deepStrictEqual(yield* Effect.forEach(tokens, tryComponentToken), [40001, 40001, 0, 0])
    }).pipe(simulated))

  it.effect("is limited by the quota that a test sets", () =>
    Effect.gen(function*() {
      const simulator = yield* Simulator.Simulator
      yield* simulator.setLimit(component, "/cgi-bin/component/api_component_token", { daily: 1 })
      assert.strictEqual((yield* askComponentToken).code, 0)
      assert.strictEqual((yield* askComponentToken).code, 45009)
    }).pipe(simulated))

  it.effect("serves no other component than its own", () =>
    Effect.gen(function*() {
      const simulator = yield* Simulator.Simulator
      const other = yield* simulator.addComponent()
      const token = yield* Api.componentToken(component)
      assert.strictEqual((yield* Api.createPreAuthCode(other.appId, token)).code, 40013)
      assert.strictEqual((yield* Api.asComponent(component, token, "api_create_preauthcode")).code, 0)
    }).pipe(simulated))
})

describe("a call that needs a token", () => {
  const paths = [
    ["POST", "/cgi-bin/component/api_create_preauthcode"],
    ["GET", "/cgi-bin/draft/count"]
  ] as const
  const tokens = [
    { that: "is missing", query: {}, code: 41001 },
    { that: "is empty", query: { access_token: "" }, code: 41001 },
    { that: "is too short to be one", query: { access_token: "guessed" }, code: 40014 },
    { that: "has letters that none has", query: { access_token: `77_${"?".repeat(130)}` }, code: 40014 },
    { that: "nobody gave", query: { access_token: unknownToken }, code: 40001 }
  ]
  it.effect.each(tokens)("is refused with $code when it $that", ({ code, query }) =>
    Effect.gen(function*() {
      for (const [method, path] of paths) {
        const asked = yield* Api.call(method, path, {
          query,
          ...(method === "POST" ? { json: { component_appid: component } } : {})
        })
        assert.strictEqual(asked.code, code, path)
      }
    }).pipe(simulated))

  it.effect("is refused with 61014 when a component's interface is given the token of an account", () =>
    Effect.gen(function*() {
      const plain = yield* Api.plainToken(account)
      const { accessToken } = yield* Api.grant(component, account)
      assert.strictEqual(yield* tryComponentToken(plain), 61014)
      assert.strictEqual(yield* tryComponentToken(accessToken), 61014)
    }).pipe(simulated))

  it.effect("is refused with 61015 when an account's interface is given the token of a component", () =>
    Effect.gen(function*() {
      assert.strictEqual(yield* tryToken(yield* Api.componentToken(component)), 61015)
    }).pipe(simulated))

  it.effect("is refused with 43001 or 43002 when it comes by the wrong method", () =>
    Effect.gen(function*() {
      const token = yield* Api.plainToken(account)
      const query = { access_token: token }
      assert.strictEqual((yield* Api.call("POST", "/cgi-bin/draft/count", { query, json: {} })).code, 43001)
      assert.strictEqual((yield* Api.call("POST", "/cgi-bin/token", { json: {} })).code, 43001)
      assert.strictEqual((yield* Api.call("GET", "/cgi-bin/stable_token")).code, 43002)
      assert.strictEqual((yield* Api.call("GET", "/cgi-bin/component/api_component_token")).code, 43002)
    }).pipe(simulated))

  const bodies = [
    { that: "is empty", text: undefined, code: 44002 },
    { that: "is no JSON", text: "{\"component_appid\":", code: 47001 },
    { that: "is a form", text: `component_appid=${component}`, code: 47001 },
    { that: "is a list", text: "[]", code: 47001 },
    { that: "is a text", text: "\"wx\"", code: 47001 },
    { that: "is null", text: "null", code: 47001 }
  ]
  it.effect.each(bodies)("is refused with $code when the body $that", ({ code, text }) =>
    Effect.gen(function*() {
      const query = { access_token: yield* Api.componentToken(component) }
      for (const name of ["api_component_token", "api_create_preauthcode"]) {
        const asked = yield* Api.call("POST", `/cgi-bin/component/${name}`, {
          query,
          ...(text === undefined ? {} : { text })
        })
        assert.strictEqual(asked.code, code, name)
      }
    }).pipe(simulated))
})

describe("the token of an account that calls for itself", () => {
  const asks = [
    { for: "another grant type", code: 40002, fields: { grant_type: "authorization_code" } },
    { for: "no app id", code: 41002, fields: { appid: "" } },
    { for: "no secret", code: 41004, fields: { secret: "" } },
    { for: "an unknown app id", code: 40013, fields: { appid: "wxa00000000000000f" } },
    { for: "a wrong secret", code: 40125, fields: { secret: "guessed" } },
    { for: "a component", code: 61024, fields: { appid: component, secret: componentSecret } },
    { for: "an address outside the allow-list", code: 40164, fields: { appid: fenced } }
  ]
  it.effect.each(asks)("is refused with $code for $for, plain or stable", ({ code, fields }) =>
    Effect.gen(function*() {
      const asked = { grant_type: "client_credential", appid: account, secret, ...fields }
      assert.strictEqual((yield* Api.call("GET", "/cgi-bin/token", { query: asked })).code, code)
      assert.strictEqual((yield* Api.call("POST", "/cgi-bin/stable_token", { json: asked })).code, code)
    }).pipe(simulated))

  it.effect("is refused to a frozen account", () =>
    Effect.gen(function*() {
      const simulator = yield* Simulator.Simulator
      yield* simulator.setStatus(account, "frozen")
      assert.strictEqual((yield* Api.askToken(account, secret)).code, 50007)
    }).pipe(simulated))

  it.effect("names the address that is not on the allow-list", () =>
    Effect.gen(function*() {
      const { json } = yield* Api.askToken(fenced, secret)
      assert.match(json.errmsg ?? "", /^invalid ip 127\.0\.0\.1, not in whitelist rid: /)
    }).pipe(simulated))

  it.effect("lasts 7200 seconds, and 5 minutes when the next one is given", () =>
    Effect.gen(function*() {
      const first = yield* Api.askToken(account, secret)
      assert.deepStrictEqual(Object.keys(first.json), ["access_token", "expires_in"])
      assert.strictEqual(first.json.expires_in, 7200)
      const former = Api.given(first.json.access_token)
      yield* TestClock.adjust("1 minute")
      const next = yield* Api.plainToken(account)
      yield* TestClock.adjust("299 seconds")
      assert.deepStrictEqual([yield* tryToken(former), yield* tryToken(next)], [0, 0])
      yield* TestClock.adjust("1 second")
      assert.deepStrictEqual([yield* tryToken(former), yield* tryToken(next)], [40001, 0])
      yield* TestClock.adjust("6899 seconds")
      assert.strictEqual(yield* tryToken(next), 0)
      yield* TestClock.adjust("1 second")
      assert.strictEqual(yield* tryToken(next), 42001)
    }).pipe(simulated))

  it.effect("is given 2000 times a day, and 200 times to a test account", () =>
    Effect.gen(function*() {
      for (const [appId, limit] of [[account, 2000], [tester, 200]] as const) {
        const codes = yield* Effect.replicateEffect(Api.askToken(appId, secret), limit + 1)
        assert.deepStrictEqual(codes.slice(0, limit).filter(({ code }) => code !== 0), [])
        assert.strictEqual(codes[limit]?.code, 45009)
      }
    }).pipe(simulated))
})

describe("a stable token", () => {
  const stable = (force?: boolean) => Api.askStableToken(account, secret, force)
  const stableToken = (force?: boolean) => Effect.map(stable(force), ({ json }) => Api.given(json.access_token))

  it.effect("stays the same, and says how long it still lasts", () =>
    Effect.gen(function*() {
      const first = yield* stable()
      assert.strictEqual(first.json.expires_in, 7200)
      yield* TestClock.adjust("6855 seconds")
      const again = yield* stable()
      assert.strictEqual(again.json.access_token, first.json.access_token)
      assert.strictEqual(again.json.expires_in, 345)
    }).pipe(simulated))

  it.effect("is renewed in its last 5 minutes, and the former one works to its end", () =>
    Effect.gen(function*() {
      const former = yield* stableToken()
      yield* TestClock.adjust("6901 seconds")
      const next = yield* stableToken()
      assert.notStrictEqual(next, former)
      assert.deepStrictEqual([yield* tryToken(former), yield* tryToken(next)], [0, 0])
      yield* TestClock.adjust("299 seconds")
      assert.deepStrictEqual([yield* tryToken(former), yield* tryToken(next)], [42001, 0])
    }).pipe(simulated))

  it.effect("that is asked for by force voids the former ones at once", () =>
    Effect.gen(function*() {
      const first = yield* stableToken()
      yield* TestClock.adjust("6901 seconds")
      const second = yield* stableToken()
      const forced = yield* stableToken(true)
      assert.deepStrictEqual(yield* Effect.forEach([first, second, forced], tryToken), [40001, 40001, 0])
      assert.strictEqual(yield* stableToken(), forced)
    }).pipe(simulated))

  it.effect("can be forced every 30 seconds, 20 times a day", () =>
    Effect.gen(function*() {
      assert.strictEqual((yield* stable(true)).code, 0)
      yield* TestClock.adjust("29 seconds")
      assert.strictEqual((yield* stable(true)).code, 45011)
      for (let nth = 2; nth <= 20; nth++) {
        yield* TestClock.adjust("30 seconds")
        assert.strictEqual((yield* stable(true)).code, 0)
      }
      yield* TestClock.adjust("1 minute")
      assert.strictEqual((yield* stable(true)).code, 45009)
      // Without force it still comes.
      assert.strictEqual((yield* stable()).code, 0)
      // Midnight in China
      yield* TestClock.setTime(16 * 3600 * 1000)
      assert.strictEqual((yield* stable(true)).code, 0)
    }).pipe(simulated))

  it.effect("knows nothing of the plain one", () =>
    Effect.gen(function*() {
      const kept = yield* stableToken()
      const plain = yield* Api.plainToken(account)
      assert.strictEqual(yield* stableToken(), kept)
      assert.deepStrictEqual(yield* Effect.forEach([kept, plain], tryToken), [0, 0])
      yield* stableToken(true)
      yield* TestClock.adjust("10 minutes")
      assert.deepStrictEqual(yield* Effect.forEach([kept, plain], tryToken), [40001, 0])
    }).pipe(simulated))
})

describe("revokeTokens", () => {
  it.effect("voids every token of the account, former ones too, and no one else's", () =>
    Effect.gen(function*() {
      const simulator = yield* Simulator.Simulator
      const { accessToken, token } = yield* Api.grant(component, account)
      const tokens = [
        accessToken,
        yield* Api.plainToken(account),
        yield* Api.plainToken(account),
        Api.given((yield* Api.askStableToken(account, secret)).json.access_token)
      ]
      const other = yield* Api.plainToken(tester)
      assert.deepStrictEqual(yield* Effect.forEach(tokens, tryToken), [0, 0, 0, 0])
      assert.strictEqual(yield* simulator.revokeTokens(account), 4)
      assert.deepStrictEqual(yield* Effect.forEach(tokens, tryToken), [40001, 40001, 40001, 40001])
      assert.strictEqual(yield* tryToken(other), 0)
      assert.strictEqual(yield* tryComponentToken(token), 0)
      assert.strictEqual(yield* simulator.revokeTokens(account), 0)
    }).pipe(simulated))
})
