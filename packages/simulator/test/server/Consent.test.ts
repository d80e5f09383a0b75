import { assert, describe, it } from "@effect/vitest"
import type { World } from "@effect-wechat/simulator"
import * as Effect from "effect/Effect"
import { headingOf, inputsOf } from "../utils/ConsentDriver.ts"
import { ask, postForm, postJson, start } from "../utils/Sockets.ts"

const component = { appId: "wx000000000000000c", secret: "secret", permissionSets: [1, 7, 11] }
const accounts = [
  { appId: "wx0000000000000001", nickname: "Tea House" },
  { appId: "wx0000000000000002", nickname: "Book Shop" }
]
const back = "https://merchant.example/back"

const begin = Effect.fnUntraced(function*(world: World.World = {}) {
  const { server, simulator } = yield* start({ world: { components: [component], accounts, ...world } })
  const preAuthCode = Effect.gen(function*() {
    const { newestTicket } = yield* simulator.component(component.appId)
    const at = `${server.baseUrl}/cgi-bin/component`
    const { text } = yield* postJson(`${at}/api_component_token`, {
      component_appid: component.appId,
      component_appsecret: component.secret,
      component_verify_ticket: newestTicket
    })
    const answer = yield* postJson(
      `${at}/api_create_preauthcode?component_access_token=${JSON.parse(text).component_access_token}`,
      { component_appid: component.appId }
    )
    const code: string = JSON.parse(answer.text).pre_auth_code
    return code
  })
  const pre_auth_code = yield* preAuthCode
  const link = (changes: Readonly<Record<string, string | undefined>> = {}) => {
    const fields = { component_appid: component.appId, pre_auth_code, redirect_uri: back, auth_type: "1", ...changes }
    const params = new URLSearchParams()
    for (const [name, value] of Object.entries(fields)) if (value !== undefined) params.set(name, value)
    return `${server.baseUrl}/cgi-bin/componentloginpage?${params}`
  }
  return { server, simulator, link, preAuthCode }
})

const labels = (html: string, type: string) =>
  inputsOf(html).filter((input) => input.type === type).map(({ value }) => value)

/** Posts the form of a page as it stands, with one of its accounts. */
const confirm = (
  url: string,
  html: string,
  account: string,
  changes: ReadonlyArray<readonly [string, string]> = []
) => {
  const changed = new Set(changes.map(([name]) => name))
  return postForm(url, [
    ...inputsOf(html)
      .filter(({ checked, name, type }) => !changed.has(name) && (type === "hidden" || type === "checkbox" && checked))
      .map(({ name, value }) => [name, value] as const),
    ["account", account],
    ["decision", "confirm"],
    ...changes
  ])
}

const refuses = (
  promise: string,
  changes: Readonly<Record<string, string | undefined>>,
  heading: string,
  world?: World.World
) =>
  it.scopedLive(promise, () =>
    Effect.gen(function*() {
      const { link } = yield* begin(world)
      const answer = yield* ask(link(changes))
      assert.strictEqual(headingOf(answer.text), heading)
      assert.strictEqual(answer.status, 400)
      assert.deepStrictEqual(inputsOf(answer.text), [])
    }))

describe("a link that is wrong shows an error page", () => {
  refuses("for an unknown component", { component_appid: "wxnone" }, "There is no such component")
  refuses("without a component", { component_appid: undefined }, "component_appid is missing")
  refuses("for an unknown pre_auth_code", { pre_auth_code: "made-up" }, "pre_auth_code is unknown, used or expired")
  refuses("without a pre_auth_code", { pre_auth_code: undefined }, "pre_auth_code is missing")
  refuses("without a redirect_uri", { redirect_uri: undefined }, "redirect_uri is missing")
  refuses(
    "for a redirect_uri that is no page of the web",
    { redirect_uri: "javascript:alert(1)" },
    "redirect_uri is wrong"
  )
  refuses("for half a redirect_uri", { redirect_uri: "merchant.example/back" }, "redirect_uri is wrong")
  refuses("for an unknown auth_type", { auth_type: "7" }, "auth_type is wrong")
  refuses("for an unknown biz_appid", { biz_appid: "wxnone" }, "There is no such account")
  refuses(
    "for sets that the component does not ask for",
    { category_id_list: "99|98" },
    "There is no permission set to grant"
  )
  refuses(
    "for an account outside of the test list, before the component is published",
    { biz_appid: "wx0000000000000002" },
    "The component is not published",
    { components: [{ ...component, published: false, testAccounts: ["wx0000000000000001"] }] }
  )

  it.scopedLive("once the pre_auth_code is half an hour old", () =>
    Effect.gen(function*() {
      const { link, server } = yield* begin()
      yield* server.advance("29 minutes")
      assert.strictEqual((yield* ask(link())).status, 200)
      yield* server.advance("1 minute")
      assert.strictEqual(headingOf((yield* ask(link())).text), "pre_auth_code is unknown, used or expired")
    }))
})

describe("the authorization page", () => {
  it.scopedLive("offers the accounts of the test list alone, before the component is published", () =>
    Effect.gen(function*() {
      const { link, simulator } = yield* begin({
        components: [{ ...component, published: false, testAccounts: ["wx0000000000000002"] }]
      })
      const { text } = yield* ask(link())
      assert.deepStrictEqual(labels(text, "radio"), ["wx0000000000000002"])
      const forged = yield* confirm(link(), text, "wx0000000000000001")
      assert.strictEqual(forged.status, 422)
      assert.deepStrictEqual((yield* simulator.component(component.appId)).authorizations, [])
    }))

  it.scopedLive("offers only the account that biz_appid names, whatever auth_type says", () =>
    Effect.gen(function*() {
      const { link } = yield* begin()
      const { text } = yield* ask(link({ biz_appid: "wx0000000000000002", auth_type: "2" }))
      assert.deepStrictEqual(labels(text, "radio"), ["wx0000000000000002"])
    }))

  it.scopedLive("has no account to choose when auth_type asks for mini programs", () =>
    Effect.gen(function*() {
      const { link } = yield* begin()
      const { text } = yield* ask(link({ auth_type: "2" }))
      assert.strictEqual(headingOf(text), "There is no account to choose")
      assert.deepStrictEqual(labels((yield* ask(link({ auth_type: undefined }))).text, "radio"), [
        "wx0000000000000001",
        "wx0000000000000002"
      ])
    }))

  it.scopedLive("offers the sets of category_id_list that the component asks for, and no others even when forged", () =>
    Effect.gen(function*() {
      const { link, simulator } = yield* begin()
      const url = link({ category_id_list: "99|11|1" })
      const { text } = yield* ask(url)
      assert.deepStrictEqual(labels(text, "checkbox"), ["1", "11"])
      yield* confirm(url, text, "wx0000000000000001", [["set", "11"], ["set", "7"]])
      assert.deepStrictEqual((yield* simulator.component(component.appId)).authorizations, [
        { account: "wx0000000000000001", permissionSets: [11] }
      ])
    }))

  it.scopedLive("asks again when no account or no set was chosen, and keeps the link good", () =>
    Effect.gen(function*() {
      const { link } = yield* begin()
      const { text } = yield* ask(link())
      const nobody = yield* confirm(link(), text, "")
      assert.strictEqual(nobody.status, 422)
      assert.include(nobody.text, "Choose one of the accounts.")
      const nothing = yield* confirm(link(), text, "wx0000000000000001", [["set", "none"]])
      assert.include(nothing.text, "Tick at least one permission set, or cancel.")
      assert.strictEqual((yield* confirm(link(), nothing.text, "wx0000000000000001", [["set", "1"]])).status, 302)
    }))

  it.scopedLive("counts a pre_auth_code once, also for a form that was opened before", () =>
    Effect.gen(function*() {
      const { link } = yield* begin()
      const { text } = yield* ask(link())
      assert.strictEqual((yield* confirm(link(), text, "wx0000000000000001")).status, 302)
      const again = yield* confirm(link(), text, "wx0000000000000002")
      assert.strictEqual(again.status, 400)
      assert.strictEqual(headingOf(again.text), "pre_auth_code is unknown, used or expired")
    }))

  for (
    const [redirect, expected] of [
      [back, `${back}?auth_code=CODE&expires_in=600`],
      [`${back}?a=1&b=%E4%BD%A0+c`, `${back}?a=1&b=%E4%BD%A0+c&auth_code=CODE&expires_in=600`],
      [`${back}?#part`, `${back}?auth_code=CODE&expires_in=600#part`],
      ["https://merchant.example", "https://merchant.example/?auth_code=CODE&expires_in=600"]
    ] as const
  ) {
    it.scopedLive(`leads back to ${redirect} with the code added and nothing else changed`, () =>
      Effect.gen(function*() {
        const { link } = yield* begin()
        const url = link({ redirect_uri: redirect })
        const answer = yield* confirm(url, (yield* ask(url)).text, "wx0000000000000001")
        const location = answer.headers.get("location") ?? ""
        assert.strictEqual(location.replace(/auth_code=[^&]+/, "auth_code=CODE"), expected)
      }))
  }

  it.scopedLive("asks for a part of the name when there are many accounts", () =>
    Effect.gen(function*() {
      const many = Array.from({ length: 60 }, (_, index) => ({ nickname: `Shop ${index}`, principal: "A company" }))
      const { link } = yield* begin({ accounts: many })
      assert.lengthOf(labels((yield* ask(link())).text, "radio"), 50)
      const found = yield* ask(`${link()}&search=shop+59`)
      assert.deepStrictEqual(
        inputsOf(found.text).filter(({ type }) => type === "radio").map(({ checked }) => checked),
        [
          true
        ]
      )
      assert.include(found.text, "Shop 59")
    }))
})

describe("a component with a start domain", () => {
  const world = { components: [{ ...component, startDomain: "merchant.example" }] }
  const from = (referer: string) => ({ headers: { referer } })

  it.scopedLive("is authorized from a page there, and leads back there", () =>
    Effect.gen(function*() {
      const { link } = yield* begin(world)
      const { status, text } = yield* ask(link(), from("https://merchant.example/begin"))
      assert.strictEqual(status, 200)
      assert.strictEqual((yield* confirm(link(), text, "wx0000000000000001")).status, 302)
    }))

  it.scopedLive("is not authorized from elsewhere, from nowhere, or towards elsewhere", () =>
    Effect.gen(function*() {
      const { link } = yield* begin(world)
      const headings = yield* Effect.forEach([
        ask(link()),
        ask(link(), from("https://elsewhere.example/")),
        ask(link({ redirect_uri: "https://elsewhere.example/" }), from("https://merchant.example/"))
      ], Effect.map(({ text }) => headingOf(text)))
      assert.deepStrictEqual(headings, [
        "The link was not on the component's domain",
        "The link was not on the component's domain",
        "redirect_uri is on another domain"
      ])
    }))
})

describe("what others write never becomes part of the page", () => {
  const attack = `"'><script>alert(1)</script><img src=x onerror=alert(1)>`

  it.scopedLive("as a name, a principal, a parameter or a search", () =>
    Effect.gen(function*() {
      const { link } = yield* begin({
        accounts: Array.from({ length: 51 }, () => ({ nickname: attack, principal: attack }))
      })
      const redirect_uri = `https://merchant.example/${attack}?${attack}#${attack}`
      const pages = yield* Effect.forEach([
        link({ redirect_uri, action: attack, no_scan: attack, category_id_list: `1|${attack}` }),
        `${link({ redirect_uri })}&search=${encodeURIComponent(attack)}`,
        link({ component_appid: attack }),
        link({ pre_auth_code: attack }),
        link({ redirect_uri: attack }),
        link({ biz_appid: attack })
      ], (url) => ask(url))
      for (const { headers, text } of pages) {
        assert.notMatch(
          text,
          /<(?!\/?(?:!DOCTYPE|html|head|meta|link|title|style|body|main|h1|p|strong|form|input|fieldset|legend|label|span|small|div|button)\b)/
        )
        assert.notMatch(text.replace(/"[^"]*"/g, ""), /<[^>]*\son\w+=/)
        assert.match(headers.get("content-security-policy") ?? "", /default-src 'none'/)
      }
      assert.include(pages[0]?.text, "&lt;script&gt;")
    }))

  it.scopedLive("nor of the redirect's headers", () =>
    Effect.gen(function*() {
      const { link } = yield* begin()
      const url = link({ redirect_uri: "https://merchant.example/a\r\nset-cookie: b=1" })
      const answer = yield* confirm(url, (yield* ask(url)).text, "wx0000000000000001")
      assert.strictEqual(answer.status, 302)
      assert.isNull(answer.headers.get("set-cookie"))
      assert.match(answer.headers.get("location") ?? "", /^https:\/\/merchant\.example\/aset-cookie:%20b=1\?auth_code=/)
    }))
})
