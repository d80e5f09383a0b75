import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import * as HttpApiClient from "@effect/platform/HttpApiClient"
import { assert, describe, it } from "@effect/vitest"
import { Control } from "@effect-wechat/simulator"
import * as Effect from "effect/Effect"
import { ask, postJson, start } from "../utils/Sockets.ts"

const account = { appId: "wx0000000000000001", secret: "secret" }
const component = { appId: "wx000000000000000c", secret: "secret" }
const pair = { component: component.appId, account: account.appId }
const world = { components: [component], accounts: [account] }

const begin = Effect.fnUntraced(function*() {
  const { server, simulator } = yield* start({ world })
  const control = yield* HttpApiClient.make(Control.Api, { baseUrl: server.baseUrl }).pipe(
    Effect.provide(FetchHttpClient.layer)
  )
  return { server, simulator, control, url: `${server.baseUrl}${Control.prefix}` }
})

const code = (url: string, init?: RequestInit) =>
  Effect.map(ask(url, init), ({ text }): number => JSON.parse(text).errcode ?? 0)

describe("the control API", () => {
  it.scopedLive("adds accounts and components, lists them by pages, and shows one", () =>
    Effect.gen(function*() {
      const { control } = yield* begin()
      const added = yield* control.accounts.add({ payload: { kind: "official", drafts: 2 } })
      assert.lengthOf(added.drafts, 2)
      assert.deepStrictEqual(yield* control.accounts.one({ path: { appId: added.appId } }), added)
      const page = yield* control.accounts.list({ urlParams: { offset: 1, count: 1 } })
      assert.deepStrictEqual(page, { total: 2, list: [added] })
      const { appId } = yield* control.components.add({ payload: { published: false, testAccounts: [added.appId] } })
      const shown = yield* control.components.one({ path: { appId } })
      assert.isFalse(shown.published)
      assert.match(shown.newestTicket ?? "", /^ticket@@@/)
      assert.strictEqual((yield* control.components.list({ urlParams: {} })).total, 2)
    }))

  it.scopedLive("loads a world, and begins as at the start when reset", () =>
    Effect.gen(function*() {
      const { control, simulator } = yield* begin()
      yield* control.world.load({
        payload: {
          accounts: [{ appId: "wx0000000000000002" }],
          authorizations: [{ component: component.appId, account: "wx0000000000000002", permissionSets: [11] }]
        }
      })
      assert.deepStrictEqual((yield* simulator.component(component.appId)).authorizations, [
        { account: "wx0000000000000002", permissionSets: [11] }
      ])
      yield* control.faults.inject({ payload: { when: {}, what: { _tag: "Html" } } })
      yield* control.world.reset()
      assert.deepStrictEqual((yield* simulator.accounts).map(({ appId }) => appId), [account.appId])
      assert.deepStrictEqual((yield* simulator.component(component.appId)).authorizations, [])
      assert.deepStrictEqual(yield* control.calls.requests(), [])
    }))

  it.scopedLive("authorizes without a browser, withdraws, and makes refresh tokens wrong", () =>
    Effect.gen(function*() {
      const { control, server, simulator } = yield* begin()
      const { authCode } = yield* control.authorizations.authorize({ payload: { ...pair, permissionSets: [1, 11] } })
      const { newestTicket } = yield* simulator.component(component.appId)
      const at = `${server.baseUrl}/cgi-bin/component`
      const { text } = yield* postJson(`${at}/api_component_token`, {
        component_appid: component.appId,
        component_appsecret: component.secret,
        component_verify_ticket: newestTicket
      })
      const token: string = JSON.parse(text).component_access_token
      const call = (name: string, fields: object) =>
        Effect.map(
          postJson(`${at}/${name}?access_token=${token}`, { component_appid: component.appId, ...fields }),
          (answer) => JSON.parse(answer.text)
        )
      const { authorization_info } = yield* call("api_query_auth", { authorization_code: authCode })
      assert.strictEqual(authorization_info.authorizer_appid, account.appId)

      yield* control.authorizations.loseRefreshToken({ payload: pair })
      const refresh = {
        authorizer_appid: account.appId,
        authorizer_refresh_token: authorization_info.authorizer_refresh_token
      }
      assert.strictEqual((yield* call("api_authorizer_token", refresh)).errcode, 61023)
      yield* control.authorizations.unauthorize({ payload: pair })
      assert.strictEqual((yield* call("api_authorizer_token", refresh)).errcode, 61003)
    }))

  it.scopedLive("sets status, verification, limits and callbacks, and revokes tokens", () =>
    Effect.gen(function*() {
      const { control, server, simulator } = yield* begin()
      const path = { appId: account.appId }
      const token: string = JSON.parse(
        (yield* ask(
          `${server.baseUrl}/cgi-bin/token?grant_type=client_credential&appid=${account.appId}&secret=${account.secret}`
        )).text
      ).access_token
      const count = code(`${server.baseUrl}/cgi-bin/draft/count?access_token=${token}`)

      yield* control.calls.setLimit({ payload: { appId: account.appId, path: "/cgi-bin/draft/count", daily: 1 } })
      assert.deepStrictEqual([yield* count, yield* count], [0, 45009])
      yield* control.accounts.setStatus({ path, payload: { status: "banned" } })
      assert.strictEqual(yield* count, 48004)
      yield* control.accounts.setVerification({ path, payload: { verifyType: -1 } })
      assert.strictEqual((yield* simulator.account(account.appId)).verifyType, -1)
      assert.deepStrictEqual(yield* control.calls.revokeTokens({ payload: path }), { revoked: 1 })
      assert.strictEqual(yield* count, 40001)
      const callbacks = { authorizationUrl: "http://127.0.0.1:1/a", messageUrl: "http://127.0.0.1:1/$APPID$" }
      yield* control.components.setCallbacks({ path: { appId: component.appId }, payload: callbacks })
      const { authorizationUrl, messageUrl } = yield* simulator.component(component.appId)
      assert.deepStrictEqual({ authorizationUrl, messageUrl }, callbacks)
    }))

  it.scopedLive("injects faults and takes them back, one or all", () =>
    Effect.gen(function*() {
      const { control, server } = yield* begin()
      const call = code(`${server.baseUrl}/cgi-bin/draft/count`)
      const busy = { when: {}, what: { _tag: "Code", errcode: -1 } } as const
      const first = yield* control.faults.inject({ payload: busy })
      yield* control.faults.injectPush({ payload: { what: { _tag: "Lost" } } })
      assert.strictEqual(yield* call, -1)
      yield* control.faults.mend({ path: first })
      assert.strictEqual(yield* call, 41001)
      yield* control.faults.inject({ payload: busy })
      yield* control.faults.mendAll()
      assert.strictEqual(yield* call, 41001)
    }))

  it.scopedLive("lists the requests with their secrets masked, and forgets them", () =>
    Effect.gen(function*() {
      const { control, server } = yield* begin()
      yield* ask(`${server.baseUrl}/cgi-bin/token?grant_type=client_credential&appid=${account.appId}&secret=hidden`)
      const [seen] = yield* control.calls.requests()
      assert.strictEqual(seen?.errcode, 40125)
      assert.strictEqual(seen?.query["secret"], "***")
      yield* control.calls.forget()
      assert.deepStrictEqual(yield* control.calls.requests(), [])
    }))

  it.scopedLive("says 404 for what is not in the world, with what it is, and typed in a derived client", () =>
    Effect.gen(function*() {
      const { control, url } = yield* begin()
      const path = { appId: "wxnowhere" }
      const missing = yield* Effect.flip(control.accounts.one({ path }))
      assert.strictEqual(missing._tag, "NotInWorld")
      const answers = yield* Effect.all([
        ask(`${url}/accounts/wxnowhere`),
        ask(`${url}/components/wxnowhere`),
        postJson(`${url}/components/wxnowhere/tickets`, {}),
        postJson(`${url}/authorizations`, { ...pair, account: "wxnowhere" }),
        postJson(`${url}/limits`, { appId: "wxnowhere", path: "/a" }, "PUT")
      ])
      assert.deepStrictEqual(answers.map(({ status }) => status), [404, 404, 404, 404, 404])
      assert.deepStrictEqual(JSON.parse(answers[0].text), { _tag: "NotInWorld", what: "account", id: "wxnowhere" })
      assert.strictEqual((yield* ask(`${url}/nothing`)).status, 404)
    }))

  it.scopedLive("says 409 for what cannot be: an account twice, or consent that the component may not have", () =>
    Effect.gen(function*() {
      const { control } = yield* begin()
      const twice = yield* Effect.flip(control.accounts.add({ payload: account }))
      assert.strictEqual(twice._tag, "AlreadyInWorld")
      const again = yield* Effect.flip(control.world.load({ payload: { components: [component] } }))
      assert.strictEqual(again._tag, "AlreadyInWorld")
      yield* control.components.add({ payload: { appId: "wx000000000000000d", published: false } })
      const refused = yield* Effect.flip(
        control.authorizations.authorize({ payload: { component: "wx000000000000000d", account: account.appId } })
      )
      assert.strictEqual(refused._tag, "CannotAuthorize")
    }))

  it.scopedLive("says 400 for a wrong body, and names the field", () =>
    Effect.gen(function*() {
      const { url } = yield* begin()
      const wrong: ReadonlyArray<readonly [string, unknown, ReadonlyArray<string | number>]> = [
        ["/accounts", { kind: "subscription" }, ["kind"]],
        ["/accounts", { nickName: "a" }, ["nickName"]],
        ["/components", { encodingAesKey: "short" }, ["encodingAesKey"]],
        ["/world", { accounts: [{}, { drafts: -1 }] }, ["accounts", 1, "drafts"]],
        ["/faults", { when: { probability: 2 }, what: { _tag: "Html" } }, ["when", "probability"]],
        ["/clock/advance", {}, ["millis"]]
      ]
      for (const [path, body, field] of wrong) {
        const answer = yield* postJson(`${url}${path}`, body)
        assert.strictEqual(answer.status, 400, path)
        const { _tag, issues } = JSON.parse(answer.text)
        assert.strictEqual(_tag, "HttpApiDecodeError")
        assert.deepStrictEqual(issues[0].path, field)
      }
      const noJson = yield* ask(`${url}/accounts`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: "{"
      })
      assert.strictEqual(noJson.status, 400)
    }))

  it.scopedLive("describes itself, and its page loads nothing from elsewhere", () =>
    Effect.gen(function*() {
      const { server, url } = yield* begin()
      const { text } = yield* ask(`${url}/openapi.json`)
      const { openapi, paths } = JSON.parse(text)
      assert.match(openapi, /^3\./)
      assert.containsAllKeys(paths["/__simulator/accounts"], ["get", "post"])
      assert.include(JSON.stringify(paths["/__simulator/clock/advance"].post), "Jumps forward")

      const page = yield* ask(`${url}/docs`)
      assert.strictEqual(page.status, 200)
      const [markup = ""] = page.text.split("<script")
      assert.notMatch(markup, /(?:src|href)\s*=|@import|url\(\s*["']?https?:/i)
      assert.notMatch(page.text, /<(?:script|link|img|iframe)\b[^>]*\s(?:src|href)\s*=\s*["']?(?:https?:)?\/\//i)
      for (const path of ["", "/"]) {
        const home = yield* ask(`${server.baseUrl}${Control.prefix}${path}`)
        assert.strictEqual(home.headers.get("location"), "/__simulator/docs")
      }
    }))
})
