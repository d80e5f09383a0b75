import type * as HttpClient from "@effect/platform/HttpClient"
import { assert, describe, it } from "@effect/vitest"
import { Simulator } from "@effect-wechat/simulator"
import * as Effect from "effect/Effect"
import * as TestClock from "effect/TestClock"
import * as Api from "./utils/Api.ts"
import * as Callbacks from "./utils/Callbacks.ts"

const component = "wxc000000000000001"
const other = "wxc000000000000002"
const account = "wxa000000000000001"
const neighbour = "wxa000000000000002"

const world = {
  components: [{ appId: component }, { appId: other, permissionSets: [11] }],
  accounts: [{ appId: account, drafts: 1 }, { appId: neighbour, drafts: 2 }]
}

const simulated = Effect.provide(Simulator.layer({ world }))

const authorize = (permissionSets?: ReadonlyArray<number>, of: { component?: string; account?: string } = {}) =>
  Effect.flatMap(Simulator.Simulator, (simulator) =>
    simulator.authorize({
      component,
      account,
      ...of,
      ...(permissionSets === undefined ? {} : { permissionSets })
    }))

const unauthorize = Effect.flatMap(Simulator.Simulator, (simulator) => simulator.unauthorize({ component, account }))

const tryToken = (token: string) => Effect.map(Api.countDrafts(token), ({ code }) => code)

/** What info and list show of the refresh token. */
const shown = (token: string, of: { readonly component: string; readonly account: string } = { component, account }) =>
  Effect.gen(function*() {
    const info = yield* Api.info(of.component, token, of.account)
    const list = yield* Api.list(of.component, token, 0, 500)
    const listed = list.json.list?.find(({ authorizer_appid }) => authorizer_appid === of.account)
    return [info.json.authorization_info?.authorizer_refresh_token, listed?.refresh_token]
  })

const setsOf = ({ json }: Api.Answer) =>
  json.authorization_info?.func_info.map(({ funcscope_category }) => funcscope_category.id)

describe("a pre-authorization code", () => {
  it.effect("stands for 1800 seconds, and only with the component that asked for it", () =>
    Effect.gen(function*() {
      const simulator = yield* Simulator.Simulator
      const token = yield* Api.componentToken(component)
      const { json } = yield* Api.createPreAuthCode(component, token)
      const code = Api.given(json.pre_auth_code)
      assert.strictEqual(json.expires_in, 1800)
      assert.isFalse(yield* simulator.hasPreAuthCode(component, `${code}x`))
      assert.isFalse(yield* simulator.hasPreAuthCode(other, code))
      yield* TestClock.adjust("1799 seconds")
      assert.isTrue(yield* simulator.hasPreAuthCode(component, code))
      yield* TestClock.adjust("1 second")
      assert.isFalse(yield* simulator.hasPreAuthCode(component, code))
    }).pipe(simulated))

  it.effect("is a new one for each attempt", () =>
    Effect.gen(function*() {
      const simulator = yield* Simulator.Simulator
      const token = yield* Api.componentToken(component)
      const one = Api.given((yield* Api.createPreAuthCode(component, token)).json.pre_auth_code)
      const two = Api.given((yield* Api.createPreAuthCode(component, token)).json.pre_auth_code)
      assert.notStrictEqual(one, two)
      assert.isTrue(yield* simulator.hasPreAuthCode(component, one))
      assert.isTrue(yield* simulator.hasPreAuthCode(component, two))
    }).pipe(simulated))

  it.effect("lets a merchant in once, and not when it has expired", () =>
    Effect.gen(function*() {
      const simulator = yield* Simulator.Simulator
      const token = yield* Api.componentToken(component)
      const code = Effect.map(Api.createPreAuthCode(component, token), ({ json }) => Api.given(json.pre_auth_code))
      const first = yield* code
      yield* simulator.authorize({ component, account, preAuthCode: first })
      const again = yield* Effect.flip(simulator.authorize({ component, account, preAuthCode: first }))
      assert.strictEqual(again._tag, "CannotAuthorize")
      const second = yield* code
      yield* TestClock.adjust("1800 seconds")
      const late = yield* Effect.flip(simulator.authorize({ component, account, preAuthCode: second }))
      assert.strictEqual(late._tag, "CannotAuthorize")
    }).pipe(simulated))
})

describe("an authorization code", () => {
  it.effect("brings a token, a refresh token and the granted sets", () =>
    Effect.gen(function*() {
      const { authCode } = yield* authorize([100, 11, 7])
      const token = yield* Api.componentToken(component)
      const { json } = yield* Api.queryAuth(component, token, authCode)
      const authorization = Api.given(json.authorization_info)
      assert.strictEqual(authorization.authorizer_appid, account)
      assert.strictEqual(authorization.expires_in, 7200)
      assert.match(authorization.authorizer_refresh_token ?? "", /^refreshtoken@@@[\w-]{43}$/)
      assert.deepStrictEqual(setsOf(yield* Api.info(component, token, account)), [7, 11, 100])
      const counted = yield* Api.countDrafts(Api.given(authorization.authorizer_access_token))
      assert.deepStrictEqual(counted.json, { total_count: 1 })
    }).pipe(simulated))

  it.effect("can be exchanged once", () =>
    Effect.gen(function*() {
      const { authCode } = yield* authorize()
      const token = yield* Api.componentToken(component)
      const first = yield* Api.queryAuth(component, token, authCode)
      const again = yield* Api.queryAuth(component, token, authCode)
      assert.deepStrictEqual([first.code, again.code], [0, 61010])
      // Whoever tries it again does no harm to what the first one got.
      assert.strictEqual(yield* tryToken(Api.given(first.json.authorization_info?.authorizer_access_token)), 0)
    }).pipe(simulated))

  it.effect("stands for an hour", () =>
    Effect.gen(function*() {
      const one = yield* authorize()
      assert.strictEqual(one.expiresAt, 3600_000)
      yield* TestClock.adjust("3600 seconds")
      const token = yield* Api.componentToken(component)
      assert.strictEqual((yield* Api.queryAuth(component, token, one.authCode)).code, 61010)
      const two = yield* authorize()
      yield* TestClock.adjust("3599 seconds")
      assert.strictEqual((yield* Api.queryAuth(component, token, two.authCode)).code, 0)
    }).pipe(simulated))

  it.effect("is worth nothing when it is unknown, another component's, replaced or withdrawn", () =>
    Effect.gen(function*() {
      const token = yield* Api.componentToken(component)
      const elsewhere = yield* authorize([11], { component: other })
      const replaced = yield* authorize()
      const newest = yield* authorize()
      const codes = (all: ReadonlyArray<string>) =>
        Effect.forEach(all, (code) => Effect.map(Api.queryAuth(component, token, code), (asked) => asked.code))
      assert.deepStrictEqual(yield* codes(["", "queryauthcode@@@guessed", elsewhere.authCode, replaced.authCode]), [
        61009,
        61009,
        61009,
        61009
      ])
      yield* unauthorize
      assert.deepStrictEqual(yield* codes([newest.authCode]), [61009])
    }).pipe(simulated))
})

describe("the merchant's consent", () => {
  it.effect("gives only sets that the component asks for, each once", () =>
    Effect.gen(function*() {
      yield* Api.grant(other, account, [11, 7, 11, 1])
      assert.deepStrictEqual(setsOf(yield* Api.info(other, yield* Api.componentToken(other), account)), [11])
    }).pipe(simulated))

  it.effect("gives all that the component asks for when the merchant unticks nothing", () =>
    Effect.gen(function*() {
      const { token } = yield* Api.grant(component, account)
      assert.deepStrictEqual(setsOf(yield* Api.info(component, token, account)), [1, 2, 3, 7, 11, 15, 100])
    }).pipe(simulated))

  it.effect("is not to be had by an unpublished component, unless the account is on its test list", () =>
    Effect.gen(function*() {
      const simulator = yield* Simulator.Simulator
      const { appId } = yield* simulator.addComponent({ published: false, testAccounts: [neighbour] })
      const refused = yield* Effect.flip(authorize(undefined, { component: appId }))
      assert.strictEqual(refused._tag, "CannotAuthorize")
      assert.include(refused.message, "test list")
      assert.deepStrictEqual((yield* simulator.component(appId)).authorizations, [])
      yield* authorize(undefined, { component: appId, account: neighbour })
      assert.lengthOf((yield* simulator.component(appId)).authorizations, 1)
    }).pipe(simulated))

  it.effect("needs an account and a component that are there", () =>
    Effect.gen(function*() {
      const nobody = yield* Effect.flip(authorize([11], { account: "wxa00000000000000f" }))
      const nothing = yield* Effect.flip(authorize([11], { component: "wxc00000000000000f" }))
      assert.deepInclude(nobody, { _tag: "NotInWorld", what: "account", id: "wxa00000000000000f" })
      assert.deepInclude(nothing, { _tag: "NotInWorld", what: "component", id: "wxc00000000000000f" })
    }).pipe(simulated))
})

describe("a renewed consent", () => {
  it.effect("voids the running token, the one before it, and the refresh token", () =>
    Effect.gen(function*() {
      const { accessToken, refreshToken, token } = yield* Api.grant(component, account)
      const next = Api.given(
        (yield* Api.refresh(component, token, account, refreshToken)).json.authorizer_access_token
      )
      assert.deepStrictEqual(yield* Effect.forEach([accessToken, next], tryToken), [0, 0])
      const { authCode } = yield* authorize()
      assert.deepStrictEqual(yield* Effect.forEach([accessToken, next], tryToken), [40001, 40001])
      assert.strictEqual((yield* Api.refresh(component, token, account, refreshToken)).code, 61023)

      const again = Api.given((yield* Api.queryAuth(component, token, authCode)).json.authorization_info)
      assert.notStrictEqual(again.authorizer_refresh_token, refreshToken)
      assert.strictEqual(yield* tryToken(Api.given(again.authorizer_access_token)), 0)
    }).pipe(simulated))

  it.effect("changes the rights of the next token, more or fewer", () =>
    Effect.gen(function*() {
      const first = yield* Api.grant(component, account, [7])
      assert.strictEqual(yield* tryToken(first.accessToken), 61007)
      const second = yield* Api.grant(component, account, [7, 11])
      assert.strictEqual(yield* tryToken(second.accessToken), 0)
      const third = yield* Api.grant(component, account, [1])
      assert.strictEqual(yield* tryToken(third.accessToken), 61007)
    }).pipe(simulated))

  it.effect("leaves the account's other components alone", () =>
    Effect.gen(function*() {
      const kept = yield* Api.grant(other, account)
      yield* Api.grant(component, account)
      yield* authorize()
      assert.strictEqual(yield* tryToken(kept.accessToken), 0)
      assert.strictEqual((yield* Api.refresh(other, kept.token, account, kept.refreshToken)).code, 0)
    }).pipe(simulated))
})

describe("a refresh", () => {
  it.effect("gives a new token and the same refresh token, and the former token works 5 minutes longer", () =>
    Effect.gen(function*() {
      const { accessToken, refreshToken, token } = yield* Api.grant(component, account)
      const { json } = yield* Api.refresh(component, token, account, refreshToken)
      assert.strictEqual(json.authorizer_refresh_token, refreshToken)
      assert.strictEqual(json.expires_in, 7200)
      const next = Api.given(json.authorizer_access_token)
      assert.notStrictEqual(next, accessToken)
      yield* TestClock.adjust("299 seconds")
      assert.deepStrictEqual(yield* Effect.forEach([accessToken, next], tryToken), [0, 0])
      yield* TestClock.adjust("1 second")
      assert.deepStrictEqual(yield* Effect.forEach([accessToken, next], tryToken), [40001, 0])
    }).pipe(simulated))

  it.effect("never makes a third token that works", () =>
    Effect.gen(function*() {
      const { accessToken, refreshToken, token } = yield* Api.grant(component, account)
      const more = yield* Effect.replicateEffect(
        Effect.map(
          Api.refresh(component, token, account, refreshToken),
          ({ json }) => Api.given(json.authorizer_access_token)
        ),
        3
      )
      assert.deepStrictEqual(yield* Effect.forEach([accessToken, ...more], tryToken), [40001, 40001, 0, 0])
    }).pipe(simulated))

  it.effect("works as long as the authorization stands", () =>
    Effect.gen(function*() {
      const { refreshToken } = yield* Api.grant(component, account)
      yield* TestClock.adjust("2 days")
      const token = yield* Api.componentToken(component)
      assert.strictEqual((yield* Api.refresh(component, token, account, refreshToken)).code, 0)
    }).pipe(Effect.provide(Simulator.layer({ world: { ...world, components: [{ appId: component }] } }))))

  it.effect("is refused with 61023 for a refresh token of nobody or of somebody else", () =>
    Effect.gen(function*() {
      const { token } = yield* Api.grant(component, account)
      const next = yield* Api.grant(component, neighbour)
      const elsewhere = yield* Api.grant(other, account)
      for (const wrong of ["", "refreshtoken@@@guessed", next.refreshToken, elsewhere.refreshToken]) {
        assert.strictEqual((yield* Api.refresh(component, token, account, wrong)).code, 61023, wrong)
      }
    }).pipe(simulated))

  it.effect("is refused with 61003 for an account that did not authorize, and with 40013 for none at all", () =>
    Effect.gen(function*() {
      const { refreshToken, token } = yield* Api.grant(component, account)
      assert.strictEqual((yield* Api.refresh(component, token, neighbour, refreshToken)).code, 61003)
      assert.strictEqual((yield* Api.refresh(component, token, "wxa00000000000000f", refreshToken)).code, 40013)
      assert.strictEqual((yield* Api.info(component, token, neighbour)).code, 61003)
      assert.strictEqual((yield* Api.info(component, token, "wxa00000000000000f")).code, 40013)
    }).pipe(simulated))
})

describe("a refresh that rotates", () => {
  const rotating = "wxc000000000000003"
  const simulated = Effect.provide(Simulator.layer({
    world: { ...world, components: [{ appId: rotating, rotatesRefreshTokens: true }] }
  }))

  it.effect("gives a new refresh token each time, and takes each former one 5 minutes longer", () =>
    Effect.gen(function*() {
      const { refreshToken: first, token } = yield* Api.grant(rotating, account)
      const refresh = (by: string) => Api.refresh(rotating, token, account, by)
      const second = Api.given((yield* refresh(first)).json.authorizer_refresh_token)
      assert.notStrictEqual(second, first)
      yield* TestClock.adjust("100 seconds")
      // Somebody who knew only the first one comes late, and somebody else still later.
      const third = Api.given((yield* refresh(first)).json.authorizer_refresh_token)
      assert.lengthOf(new Set([first, second, third]), 3)
      yield* TestClock.adjust("199 seconds")
      assert.strictEqual((yield* refresh(first)).code, 0)
      yield* TestClock.adjust("1 second")
      assert.strictEqual((yield* refresh(first)).code, 61023)
      assert.strictEqual((yield* refresh(second)).code, 0)
      yield* TestClock.adjust("100 seconds")
      assert.strictEqual((yield* refresh(second)).code, 61023)
    }).pipe(simulated))

  it.effect("has no grace once the merchant has consented anew", () =>
    Effect.gen(function*() {
      const { refreshToken, token } = yield* Api.grant(rotating, account)
      const { json } = yield* Api.refresh(rotating, token, account, refreshToken)
      const next = Api.given(json.authorizer_refresh_token)
      yield* authorize(undefined, { component: rotating })
      assert.strictEqual((yield* Api.refresh(rotating, token, account, refreshToken)).code, 61023)
      assert.strictEqual((yield* Api.refresh(rotating, token, account, next)).code, 61023)
    }).pipe(simulated))

  it.effect("shows the newest refresh token in info and list", () =>
    Effect.gen(function*() {
      const { refreshToken, token } = yield* Api.grant(rotating, account)
      const next = Api.given(
        (yield* Api.refresh(rotating, token, account, refreshToken)).json.authorizer_refresh_token
      )
      assert.deepStrictEqual(yield* shown(token, { component: rotating, account }), [next, next])
    }).pipe(simulated))
})

describe("an authorization that was withdrawn", () => {
  it.effect("ends everything at once with 61003", () =>
    Effect.gen(function*() {
      const { accessToken, refreshToken, token } = yield* Api.grant(component, account)
      yield* unauthorize
      assert.strictEqual(yield* tryToken(accessToken), 61003)
      assert.strictEqual((yield* Api.refresh(component, token, account, refreshToken)).code, 61003)
      const info = yield* Api.info(component, token, account)
      assert.strictEqual(info.code, 61003)
      assert.match(info.json.errmsg ?? "", /^component is not authorized by this account rid: /)
      const { json } = yield* Api.list(component, token, 0, 500)
      assert.deepStrictEqual(json, { total_count: 0, list: [] })
    }).pipe(simulated))

  it.effect("does not come back with a new one", () =>
    Effect.gen(function*() {
      const { accessToken, refreshToken, token } = yield* Api.grant(component, account)
      yield* unauthorize
      yield* authorize()
      assert.strictEqual(yield* tryToken(accessToken), 40001)
      assert.strictEqual((yield* Api.refresh(component, token, account, refreshToken)).code, 61023)
    }).pipe(simulated))

  it.effect("leaves the account's own tokens and other components alone", () =>
    Effect.gen(function*() {
      const plain = yield* Api.plainToken(account)
      const kept = yield* Api.grant(other, account)
      yield* Api.grant(component, account)
      yield* unauthorize
      assert.deepStrictEqual(yield* Effect.forEach([plain, kept.accessToken], tryToken), [0, 0])
    }).pipe(simulated))
})

describe("info and list", () => {
  it.effect("show the refresh token only after the code was exchanged", () =>
    Effect.gen(function*() {
      const { authCode } = yield* authorize()
      const token = yield* Api.componentToken(component)
      assert.deepStrictEqual(yield* shown(token), ["", ""])
      const { json } = yield* Api.queryAuth(component, token, authCode)
      const refreshToken = json.authorization_info?.authorizer_refresh_token
      assert.deepStrictEqual(yield* shown(token), [refreshToken, refreshToken])
      // A new authorization begins from nothing.
      yield* unauthorize
      yield* authorize()
      assert.deepStrictEqual(yield* shown(token), ["", ""])
    }).pipe(simulated))

  it.effect("bring back a refresh token that was lost", () =>
    Effect.gen(function*() {
      const simulator = yield* Simulator.Simulator
      const { refreshToken, token } = yield* Api.grant(component, account)
      yield* simulator.loseRefreshToken({ component, account })
      assert.strictEqual((yield* Api.refresh(component, token, account, refreshToken)).code, 61023)
      const [info, list] = yield* shown(token)
      assert.strictEqual(info, list)
      assert.strictEqual((yield* Api.refresh(component, token, account, Api.given(list))).code, 0)
    }).pipe(simulated))

  it.effect("say who the account is", () =>
    Effect.gen(function*() {
      const simulator = yield* Simulator.Simulator
      const kinds = [
        { kind: "official", verifyType: -1, status: "normal", says: [0, -1, 1] },
        { kind: "service", verifyType: 0, status: "cancelled", says: [2, 0, 14] },
        { kind: "service", verifyType: 3, status: "banned", says: [2, 3, 16] },
        { kind: "official", verifyType: 1, status: "warned", says: [0, 1, 18] },
        { kind: "official", verifyType: 5, status: "frozen", says: [0, 5, 19] }
      ] as const
      for (const { says, ...options } of kinds) {
        const { appId, originalId } = yield* simulator.addAccount({ ...options, nickname: "名", principal: "公司" })
        const { token } = yield* Api.grant(component, appId)
        const { json } = yield* Api.info(component, token, appId)
        assert.deepInclude(json.authorizer_info, {
          nick_name: "名",
          principal_name: "公司",
          user_name: originalId,
          service_type_info: { id: says[0] },
          verify_type_info: { id: says[1] },
          account_status: says[2]
        })
        // No token is in it.
        assert.hasAllKeys(json.authorization_info, ["authorizer_appid", "authorizer_refresh_token", "func_info"])
      }
    }).pipe(simulated))

  it.effect("list page by page, at most 500 at once, each with the time of its authorization", () =>
    Effect.gen(function*() {
      const simulator = yield* Simulator.Simulator
      const accounts = yield* Effect.replicateEffect(simulator.addAccount(), 7)
      yield* Effect.forEach(
        accounts,
        ({ appId }) => Effect.zipRight(TestClock.adjust("1 second"), authorize([11], { account: appId }))
      )
      const token = yield* Api.componentToken(component)
      const page = (offset: number, count: number) =>
        Effect.map(Api.list(component, token, offset, count), ({ json }) => json)
      assert.deepStrictEqual(yield* page(0, 3), {
        total_count: 7,
        list: accounts.slice(0, 3).map(({ appId }, at) => ({
          authorizer_appid: appId,
          refresh_token: "",
          auth_time: at + 1
        }))
      })
      const ids = (yield* Effect.forEach([0, 3, 6], (offset) => page(offset, 3)))
        .flatMap(({ list }) => list ?? [])
        .map(({ authorizer_appid }) => authorizer_appid)
      assert.deepStrictEqual(ids, accounts.map(({ appId }) => appId))
      assert.deepStrictEqual((yield* page(7, 500)).list, [])
      assert.deepStrictEqual(
        [(yield* page(0, 501)).errcode, (yield* page(0, 0)).errcode, (yield* page(-1, 10)).errcode],
        [40170, 40170, 40170]
      )
    }).pipe(simulated))
})

describe("an option of an authorizer", () => {
  const ask = (path: string, token: string, fields: Readonly<Record<string, unknown>>) =>
    Api.call("POST", `/cgi-bin/component/${path}`, { query: { access_token: token }, json: fields })
  const named = { component_appid: component, authorizer_appid: account }

  it.effect("is read and set on both paths with both tokens", () =>
    Effect.gen(function*() {
      const { accessToken, token } = yield* Api.grant(component, account)
      const ways = [
        { prefix: "", token: accessToken, fields: {} },
        { prefix: "", token, fields: named },
        { prefix: "api_", token: accessToken, fields: {} },
        { prefix: "api_", token, fields: named }
      ]
      let value = 0
      for (const way of ways) {
        value = 1 - value
        const option = { ...way.fields, option_name: "voice_recognize" }
        const set = yield* ask(`${way.prefix}set_authorizer_option`, way.token, { ...option, option_value: `${value}` })
        assert.deepStrictEqual(set.json, { errcode: 0, errmsg: "ok" })
        for (const other of ways) {
          const got = yield* ask(`${other.prefix}get_authorizer_option`, other.token, {
            ...other.fields,
            option_name: "voice_recognize"
          })
          assert.deepStrictEqual(got.json, {
            authorizer_appid: account,
            option_name: "voice_recognize",
            option_value: `${value}`
          })
        }
      }
    }).pipe(simulated))

  it.effect("has a name and values of its own", () =>
    Effect.gen(function*() {
      const { accessToken } = yield* Api.grant(component, account)
      const set = (option_name: string, option_value: string) =>
        Effect.map(ask("set_authorizer_option", accessToken, { option_name, option_value }), ({ code }) => code)
      assert.deepStrictEqual(
        yield* Effect.all([
          set("location_report", "2"),
          set("location_report", "3"),
          set("voice_recognize", "1"),
          set("voice_recognize", "2"),
          set("customer_service", "1"),
          set("customer_service", ""),
          set("colour", "1")
        ]),
        [0, 61013, 0, 61013, 0, 61013, 61012]
      )
      assert.strictEqual((yield* ask("get_authorizer_option", accessToken, { option_name: "colour" })).code, 61012)
    }).pipe(simulated))

  it.effect("belongs to one authorization, whatever the account told another component", () =>
    Effect.gen(function*() {
      const here = yield* Api.grant(component, account)
      const there = yield* Api.grant(other, account)
      const option = { option_name: "location_report" }
      yield* ask("set_authorizer_option", there.accessToken, { ...option, option_value: "2" })
      assert.strictEqual((yield* ask("get_authorizer_option", here.accessToken, option)).json.option_value, "0")
      assert.strictEqual((yield* ask("get_authorizer_option", there.accessToken, option)).json.option_value, "2")
    }).pipe(simulated))

  it.effect("is nobody else's business", () =>
    Effect.gen(function*() {
      const { accessToken, token } = yield* Api.grant(component, account)
      const plain = yield* Api.plainToken(account)
      const option = { option_name: "location_report" }
      assert.strictEqual((yield* ask("get_authorizer_option", plain, option)).code, 61014)
      const strange = { ...named, authorizer_appid: neighbour, ...option }
      assert.strictEqual((yield* ask("get_authorizer_option", token, strange)).code, 61003)
      yield* unauthorize
      assert.strictEqual((yield* ask("get_authorizer_option", accessToken, option)).code, 61003)
      assert.strictEqual((yield* ask("get_authorizer_option", token, { ...named, ...option })).code, 61003)
    }).pipe(simulated))
})

describe("components side by side", () => {
  it.effect("never mix their tokens, tickets, codes or accounts", () =>
    Effect.gen(function*() {
      const simulator = yield* Simulator.Simulator
      const here = yield* Api.grant(component, account, [7])
      const there = yield* Api.grant(other, account, [11])
      const next = yield* Api.grant(other, neighbour, [11])
      // The same account, but each with the rights that it gave to each.
      assert.strictEqual(yield* tryToken(here.accessToken), 61007)
      assert.strictEqual(yield* tryToken(there.accessToken), 0)
      assert.strictEqual((yield* Api.countDrafts(next.accessToken)).json.total_count, 2)
      assert.strictEqual((yield* Api.countDrafts(there.accessToken)).json.total_count, 1)

      assert.strictEqual((yield* Api.info(component, there.token, account)).code, 40013)
      assert.strictEqual((yield* Api.info(component, here.token, neighbour)).code, 61003)
      const { newestTicket } = yield* simulator.component(other)
      const { secret } = yield* simulator.component(component)
      assert.strictEqual((yield* Api.askComponentToken(component, secret, newestTicket)).code, 61006)
      assert.strictEqual((yield* Api.list(component, here.token, 0, 500)).json.total_count, 1)
      assert.strictEqual((yield* Api.list(other, there.token, 0, 500)).json.total_count, 2)

      yield* simulator.unauthorize({ component, account })
      assert.strictEqual(yield* tryToken(here.accessToken), 61003)
      assert.strictEqual(yield* tryToken(there.accessToken), 0)
    }).pipe(simulated))
})

describe("a change of authorization", () => {
  const urlA = "https://provider.example/wechat/authorization"
  /** Everything that was pushed but the tickets, opened. */
  const watched = <A, E>(
    test: (
      pushed: Effect.Effect<ReadonlyArray<string>>
    ) => Effect.Effect<A, E, Simulator.Simulator | HttpClient.HttpClient>
  ) =>
    Effect.suspend(() => {
      const callbacks = Callbacks.make()
      const pushed = Effect.gen(function*() {
        yield* TestClock.adjust(0)
        const simulator = yield* Simulator.Simulator
        const keys = yield* simulator.component(component)
        const opened = yield* Effect.forEach(callbacks.received, (push) => Callbacks.open(keys, push))
        return opened.filter((xml) => Callbacks.field(xml, "InfoType") !== "component_verify_ticket")
      })
      return Effect.gen(function*() {
        const simulator = yield* Simulator.Simulator
        return yield* test(Effect.orDie(Effect.provideService(pushed, Simulator.Simulator, simulator)))
      }).pipe(Effect.provide(Simulator.layer({
        callbacks: callbacks.http,
        world: { ...world, components: [{ appId: component, authorizationUrl: urlA }] }
      })))
    })

  const fields = (xml: string | undefined) =>
    [
      "AppId",
      "CreateTime",
      "InfoType",
      "AuthorizerAppid",
      "AuthorizationCode",
      "AuthorizationCodeExpiredTime",
      "PreAuthCode"
    ].map((name) => Callbacks.field(xml ?? "", name))

  it.effect("is pushed as authorized, updateauthorized and unauthorized, with every field", () =>
    watched((pushed) =>
      Effect.gen(function*() {
        const simulator = yield* Simulator.Simulator
        const token = yield* Api.componentToken(component)
        const preAuthCode = Api.given((yield* Api.createPreAuthCode(component, token)).json.pre_auth_code)
        yield* TestClock.adjust("100 seconds")
        const first = yield* simulator.authorize({ component, account, permissionSets: [7], preAuthCode })
        yield* TestClock.adjust("100 seconds")
        const second = yield* authorize([7, 11])
        yield* TestClock.adjust("100 seconds")
        yield* unauthorize
        const xmls = yield* pushed
        assert.deepStrictEqual(xmls.map(fields), [
          [component, "100", "authorized", account, first.authCode, "3700", preAuthCode],
          [component, "200", "updateauthorized", account, second.authCode, "3800", undefined],
          [component, "300", "unauthorized", account, undefined, undefined, undefined]
        ])
      })
    ))

  it.effect("brings the same code as the browser", () =>
    watched((pushed) =>
      Effect.gen(function*() {
        const { authCode } = yield* authorize()
        const [xml] = yield* pushed
        assert.strictEqual(Callbacks.field(xml ?? "", "AuthorizationCode"), authCode)
        const token = yield* Api.componentToken(component)
        assert.strictEqual((yield* Api.queryAuth(component, token, authCode)).code, 0)
      })
    ))

  it.effect("is not pushed when the sets are the same, in whatever order", () =>
    watched((pushed) =>
      Effect.gen(function*() {
        yield* authorize([7, 11])
        yield* authorize([11, 7])
        yield* authorize([11, 7, 11])
        assert.lengthOf(yield* pushed, 1)
        yield* authorize([11])
        assert.lengthOf(yield* pushed, 2)
      })
    ))

  it.effect("is not pushed when there was nothing to take back", () =>
    watched((pushed) =>
      Effect.gen(function*() {
        yield* unauthorize
        assert.deepStrictEqual(yield* pushed, [])
        yield* authorize()
        yield* unauthorize
        yield* unauthorize
        assert.lengthOf(yield* pushed, 2)
        // The next one is a first one again.
        yield* authorize()
        const last = (yield* pushed).at(-1)
        assert.strictEqual(Callbacks.field(last ?? "", "InfoType"), "authorized")
      })
    ))
})
