import { assert, describe, it } from "@effect/vitest"
import { Simulator } from "@effect-wechat/simulator"
import * as Effect from "effect/Effect"
import * as TestClock from "effect/TestClock"
import * as Api from "./utils/Api.ts"
import * as Callbacks from "./utils/Callbacks.ts"

const component = "wxc000000000000001"
const account = "wxa000000000000001"

/** What WeChat gives names that no field tells, in requests, replies and pushes. */
const secretNames = [
  "access_token",
  "component_access_token",
  "authorizer_access_token",
  "authorizer_refresh_token",
  "refresh_token",
  "pre_auth_code",
  "ComponentVerifyTicket",
  "AuthorizationCode",
  "PreAuthCode"
]

/** Every value that stands under one of the names, in JSON or XML. */
const secretsIn = (text: string): ReadonlyArray<string> =>
  secretNames.flatMap((name) => [
    ...[...text.matchAll(new RegExp(`"${name}":"([^"]+)"`, "g"))].map((found) => found[1] ?? ""),
    ...[...text.matchAll(new RegExp(`<${name}><!\\[CDATA\\[([^\\]]+)\\]\\]>`, "g"))].map((found) => found[1] ?? "")
  ])

/** A day in the life of a component, with everything that gives or takes a secret, and mistakes as people make them. */
const busyDay = (remember: (...secrets: ReadonlyArray<string>) => void) =>
  Effect.gen(function*() {
    const simulator = yield* Simulator.Simulator
    const { encodingAesKey, secret, token: messageToken } = yield* simulator.component(component)
    const { secret: appSecret } = yield* simulator.account(account)
    remember(encodingAesKey, secret, messageToken, appSecret)
    const ask = (method: "GET" | "POST", path: string, of?: Api.Ask) =>
      Effect.tap(Effect.orDie(Api.send(method, path, of)), ({ text }) => remember(...secretsIn(text)))

    const day = Effect.gen(function*() {
      const { newestTicket } = yield* simulator.component(component)
      remember(Api.given(newestTicket))
      const own = { component_appid: component, component_appsecret: secret, component_verify_ticket: newestTicket }
      const tokenPath = "/cgi-bin/component/api_component_token"
      yield* ask("POST", tokenPath, { json: own })
      const token = yield* Api.componentToken(component)
      remember(token)
      const query = { component_access_token: token }
      const asComponent = (name: string, fields: Readonly<Record<string, unknown>>) =>
        ask("POST", `/cgi-bin/component/${name}`, { query, json: { component_appid: component, ...fields } })

      const { json } = yield* Api.createPreAuthCode(component, token)
      const preAuthCode = Api.given(json.pre_auth_code)
      const consent = yield* simulator.authorize({ component, account, preAuthCode })
      remember(preAuthCode, consent.authCode)
      yield* TestClock.adjust(0)
      const granted = yield* Api.queryAuth(component, token, consent.authCode)
      const authorization = Api.given(granted.json.authorization_info)
      const accessToken = Api.given(authorization.authorizer_access_token)
      const refreshToken = Api.given(authorization.authorizer_refresh_token)
      remember(accessToken, refreshToken)
      yield* asComponent("api_authorizer_token", {
        authorizer_appid: account,
        authorizer_refresh_token: refreshToken
      })
      yield* asComponent("api_get_authorizer_info", { authorizer_appid: account })
      yield* asComponent("api_get_authorizer_list", { offset: 0, count: 500 })
      yield* asComponent("api_query_auth", { authorization_code: consent.authCode })
      yield* ask("POST", "/cgi-bin/component/api_start_push_ticket", {
        json: { component_appid: component, component_secret: secret }
      })
      const direct = { grant_type: "client_credential", appid: account, secret: appSecret }
      yield* ask("GET", "/cgi-bin/token", { query: direct })
      yield* ask("POST", "/cgi-bin/stable_token", { json: direct })
      yield* ask("POST", "/cgi-bin/clear_quota/v2", { query: { appid: account, appsecret: appSecret } })
      yield* ask("POST", "/cgi-bin/clear_quota/v2", { json: { appid: account, appsecret: appSecret } })

      // The same, by mistake.
      yield* Api.countDrafts(token)
      yield* ask("GET", "/cgi-bin/draft/count", { query: { token: accessToken, authorization: accessToken } })
      yield* ask("GET", `/cgi-bin/draft/count/${accessToken}`, { query: { [refreshToken]: "" } })
      yield* ask("POST", tokenPath, { text: JSON.stringify(own).slice(0, -9) })
      yield* ask("POST", tokenPath, { text: `{"component_appsecret":"${secret}` })
      yield* ask("POST", tokenPath, { text: `{"component_appsecret" : "${secret}\\` })
      yield* ask("POST", tokenPath, { text: `{"component_appsecret":${secret}}` })
      yield* ask("POST", tokenPath, { text: `component_verify_ticket=${newestTicket}` })
      yield* asComponent("api_authorizer_token", { authorizer_appid: refreshToken })
      yield* asComponent("api_get_authorizer_info", { authorizer_appid: accessToken, note: consent.authCode })
      yield* simulator.sendText(account, `QUERY_AUTH_CODE:${consent.authCode}`)
      yield* TestClock.adjust("10 minutes")
    })
    // What stands in the one day is still there in the next.
    yield* day
    yield* simulator.unauthorize({ component, account })
    yield* simulator.inject({ when: { probability: 0.2 }, what: { _tag: "Delay", millis: 0 } })
    yield* day
  })

describe("what the simulator remembers of requests and pushes", () => {
  it.effect("holds no token, secret, ticket, code or refresh token of a busy day", () => {
    let reply = "success"
    const callbacks = Callbacks.make((push) => Effect.succeed(push.url.searchParams.has("openid") ? reply : "success"))
    return Effect.gen(function*() {
      const simulator = yield* Simulator.Simulator
      const keys = yield* simulator.component(component)
      const secrets = new Set<string>()
      const remember = (...found: ReadonlyArray<string>) => found.forEach((secret) => secrets.add(secret))
      // A callback that tells the follower what it should keep to itself.
      reply = yield* Callbacks.seal(keys, `<xml><Content>${"queryauthcode@@@"}${"Abc-_123".repeat(6)}</Content></xml>`)
      remember("Abc-_123".repeat(6))
      yield* busyDay(remember)
      for (const push of callbacks.received) {
        remember(...secretsIn(yield* Callbacks.open(keys, push)))
      }

      const requests = yield* simulator.requests
      const pushes = yield* simulator.pushes
      const record = JSON.stringify({ requests, pushes })
      assert.deepStrictEqual([...secrets].filter((secret) => record.includes(secret)), [])

      // It was a busy day, and the record is one of it.
      assert.isAbove(requests.length, 45)
      assert.isAbove(pushes.length, 5)
      assert.isAbove(secrets.size, 20)
      for (const shape of [/^\d\d_/, /^ticket@@@/, /^preauthcode@@@/, /^queryauthcode@@@/, /^refreshtoken@@@/]) {
        assert.isTrue([...secrets].some((secret) => shape.test(secret)), `${shape}`)
      }
      assert.isAbove(record.split("***").length, 40)
      // What is no secret stays.
      assert.include(record, component)
      assert.include(record, "\\\"count\\\":500")
      assert.deepInclude(pushes.map((push) => push.reply), "<xml><Content>***</Content></xml>")
    }).pipe(Effect.provide(Simulator.layer({
      callbacks: callbacks.http,
      world: {
        components: [{
          appId: component,
          rotatesRefreshTokens: true,
          authorizationUrl: "https://provider.example/a",
          messageUrl: "https://provider.example/$APPID$"
        }],
        accounts: [{ appId: account }]
      }
    })))
  })
})
