import { assert, it, layer } from "@effect/vitest"
import { Control } from "@effect-wechat/simulator"
import * as Effect from "effect/Effect"
import { ConsentDriver, overHttp } from "../utils/ConsentDriver.ts"
import { ask, callback, postJson, start, until } from "../utils/Sockets.ts"

const component = { appId: "wx000000000000000c", secret: "secret", permissionSets: [1, 7, 11] }
const accounts = [
  { appId: "wx0000000000000001", nickname: "Tea House", principal: "Tea Ltd", kind: "service" },
  {
    appId: "wx0000000000000002",
    nickname: `<img src=x onerror=alert(1)>"'>`,
    principal: "</small><script>alert(1)</script>",
    kind: "official"
  }
] as const

const begin = Effect.gen(function*() {
  const home = yield* callback(() => "<h1>Welcome back</h1>")
  const { server, simulator } = yield* start({ world: { components: [component], accounts } })
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
      postJson(`${at}/${name}?component_access_token=${token}`, { component_appid: component.appId, ...fields }),
      (answer) => JSON.parse(answer.text)
    )
  const { pre_auth_code } = yield* call("api_create_preauthcode", {})
  const link = (path: string) =>
    `${server.baseUrl}${path}?${new URLSearchParams({
      component_appid: component.appId,
      pre_auth_code,
      redirect_uri: `${home.url}/back?state=a%20b`,
      auth_type: "3"
    })}`
  return { server, simulator, home, link, call }
})

layer(ConsentDriver.best, { timeout: "3 minutes", excludeTestServices: true })(
  "the authorization page, walked by a browser if there is one",
  (it) => {
    for (const path of ["/cgi-bin/componentloginpage", "/wxaopen/safe/bindcomponent", "/safe/bindcomponent"]) {
      it.scoped(
        `leads from the link at ${path} to a code that gives the sets that were ticked`,
        () =>
          Effect.gen(function*() {
            const { call, home, link, simulator } = yield* begin
            const driver = yield* ConsentDriver
            const form = yield* driver.open(link(path))
            assert.strictEqual(form.heading, "Authorize a third-party platform")
            assert.deepStrictEqual(form.accounts.map(({ checked }) => checked), [false, false])
            assert.include(form.accounts[0]?.label, "Tea House")
            assert.include(form.accounts[1]?.label, accounts[1].nickname)
            assert.deepStrictEqual(form.sets, [
              { label: "1 (message management, 消息管理)", checked: true },
              { label: "7 (mass sending and notification, 群发与通知)", checked: true },
              { label: "11 (material, 素材管理)", checked: true }
            ])
            const landed = yield* driver.decide({
              account: "Tea House",
              without: ["7 (mass sending"],
              press: "Confirm"
            })
            assert.strictEqual(landed.text, "Welcome back")
            const [before, code = ""] = landed.url.split("&auth_code=")
            assert.strictEqual(before, `${home.url}/back?state=a%20b`)
            assert.match(code, /^queryauthcode%40%40%40[\w-]+&expires_in=600$/)

            const authorization_code = decodeURIComponent(code.replace(/&.*/, ""))
            const { authorization_info } = yield* call("api_query_auth", { authorization_code })
            assert.strictEqual(authorization_info.authorizer_appid, accounts[0].appId)
            assert.deepStrictEqual((yield* simulator.component(component.appId)).authorizations, [
              { account: accounts[0].appId, permissionSets: [1, 11] }
            ])

            const again = yield* driver.open(link(path))
            assert.strictEqual(again.heading, "pre_auth_code is unknown, used or expired")
          })
      )
    }

    it.scoped("can be cancelled, and the link still stands", () =>
      Effect.gen(function*() {
        const { link, simulator } = yield* begin
        const driver = yield* ConsentDriver
        const url = link("/cgi-bin/componentloginpage")
        yield* driver.open(url)
        const landed = yield* driver.decide({ account: "Tea House", press: "Cancel" })
        assert.strictEqual(landed.text, "Nothing was authorized")
        assert.deepStrictEqual((yield* simulator.component(component.appId)).authorizations, [])
        assert.strictEqual((yield* driver.open(url)).heading, "Authorize a third-party platform")
      }))

    it.scoped("loads nothing but itself, nor does the page of the control API", () =>
      Effect.gen(function*() {
        const { link, server } = yield* begin
        const driver = yield* ConsentDriver
        const pages = [
          yield* driver.loadedBy(link("/cgi-bin/componentloginpage"), "Tea House"),
          yield* driver.loadedBy(`${server.baseUrl}${Control.prefix}/docs`, "Jumps forward")
        ]
        const elsewhere = pages.flat().filter((url) => !url.startsWith(server.baseUrl) && !url.startsWith("data:"))
        assert.deepStrictEqual(elsewhere, [])
        assert.isAtLeast(pages.flat().length, 2)
      }))
  }
)

it.scopedLive("the page tells the component of consent, with the pre-authorization code of the link", () =>
  Effect.gen(function*() {
    const { link, simulator } = yield* begin
    const { next, url } = yield* callback()
    yield* simulator.setCallbacks(component.appId, { authorizationUrl: url })
    yield* overHttp.open(link("/cgi-bin/componentloginpage"))
    yield* overHttp.decide({ account: "Tea House", press: "Confirm" })
    yield* next
    const pushes = yield* until(simulator.pushes, (all) => all.length === 1)
    assert.deepStrictEqual(pushes.map(({ event, outcome }) => [event, outcome]), [["authorized", "accepted"]])
    assert.strictEqual((yield* ask(link("/safe/bindcomponent"))).status, 400)
  }))
