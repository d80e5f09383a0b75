import { Draft, Identifiers } from "@effect-wechat/core"
import { Authorization, Authorizers, ComponentApi, OpenPlatform } from "@effect-wechat/open-platform"
import { Simulator } from "@effect-wechat/simulator"
import { assert, describe, it } from "@effect/vitest"
import * as Arr from "effect/Array"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as TestClock from "effect/TestClock"
import * as Platform from "./utils/Platform.ts"
import * as Recorder from "./utils/Recorder.ts"
import * as Sqlite from "./utils/Sqlite.ts"
import * as SqlStores from "./utils/SqlStores.ts"
import * as Stores from "./utils/Stores.ts"

const link = (options: Authorization.LinkOptions) =>
  Effect.gen(function*() {
    const simulator = yield* Simulator.Simulator
    const authorization = yield* Authorization.Authorization
    const text = yield* authorization.link(options)
    const url = new URL(text)
    const { pre_auth_code = "", ...rest } = Object.fromEntries(url.searchParams)
    assert.isTrue(yield* simulator.hasPreAuthCode(Platform.component.appId, pre_auth_code))
    return { page: `${url.origin}${url.pathname}`, hash: url.hash, parameters: rest }
  })

const complete = (code: Redacted.Redacted) =>
  Effect.flatMap(Authorization.Authorization, (authorization) => authorization.complete(code))

const newAccount = (drafts = 0) =>
  Effect.flatMap(
    Simulator.Simulator,
    (simulator) => Effect.map(simulator.addAccount({ drafts }), ({ appId }) => Identifiers.AppId.make(appId))
  )

const exchanges = Platform.timesAsked(ComponentApi.queryAuth)

const count = (appId: string) => OpenPlatform.as(appId)(Draft.count())

describe("the link", () => {
  const redirectUri = "https://provider.example/authorized"
  const always = { component_appid: Platform.component.appId, redirect_uri: redirectUri }

  it.effect("for a computer leads to the page with the code to scan", () =>
    Effect.gen(function*() {
      assert.deepStrictEqual(yield* link({ redirectUri }), {
        page: "https://mp.weixin.qq.com/cgi-bin/componentloginpage",
        hash: "",
        parameters: { ...always, auth_type: "1" }
      })
    }).pipe(Platform.run()))

  it.effect("for a browser inside WeChat leads to the page for that, with what it has to have at its end", () =>
    Effect.gen(function*() {
      assert.deepStrictEqual(yield* link({ redirectUri, page: "h5" }), {
        page: "https://open.weixin.qq.com/wxaopen/safe/bindcomponent",
        hash: "#wechat_redirect",
        parameters: { ...always, auth_type: "1", action: "bindcomponent", no_scan: "1" }
      })
    }).pipe(Platform.run()))

  for (const page of ["pc", "h5"] as const) {
    it.effect(`for ${page} says which accounts and which sets are offered`, () =>
      Effect.gen(function*() {
        const { parameters } = yield* link({
          redirectUri,
          page,
          offer: "all",
          bizAppId: "wx00000000000000aa",
          permissionSets: [7, 11]
        })
        assert.deepInclude(parameters, {
          ...always,
          auth_type: "6",
          biz_appid: "wx00000000000000aa",
          category_id_list: "7|11"
        })
        assert.notProperty(parameters, "state")
      }).pipe(Platform.run()))
  }

  const offers = { accounts: "1", miniPrograms: "2", accountsAndMiniPrograms: "3", all: "6" } as const
  it.effect("has a number for every offer", () =>
    Effect.gen(function*() {
      for (const offer of ["accounts", "miniPrograms", "accountsAndMiniPrograms", "all"] as const) {
        assert.strictEqual((yield* link({ redirectUri, offer })).parameters["auth_type"], offers[offer])
      }
    }).pipe(Platform.run()))

  const state = "a state & more = #1 /?ü"
  const redirects = [
    ["https://provider.example/authorized", { state }, ""],
    ["https://provider.example/authorized?from=mail", { from: "mail", state }, ""],
    ["https://provider.example/authorized#top", { state }, "#top"],
    ["https://provider.example/authorized?from=mail&n=1#/route?x=1", { from: "mail", n: "1", state }, "#/route?x=1"],
    ["https://provider.example/authorized?#a#b", { state }, "#a#b"]
  ] as const
  for (const [address, parameters, hash] of redirects) {
    it.effect(`carries a state of one's own in ${address}, and changes nothing else there`, () =>
      Effect.gen(function*() {
        const { parameters: sent } = yield* link({ redirectUri: address, state })
        const back = new URL(sent["redirect_uri"] ?? "")
        assert.strictEqual(`${back.origin}${back.pathname}`, "https://provider.example/authorized")
        assert.deepStrictEqual(Object.fromEntries(back.searchParams), parameters)
        assert.strictEqual(back.hash, hash)
      }).pipe(Platform.run()))
  }

  it.effect("leads to where the pages are, if they are elsewhere, and has a code of its own each time", () =>
    Effect.gen(function*() {
      const pc = yield* link({ redirectUri })
      const h5 = yield* link({ redirectUri, page: "h5" })
      assert.strictEqual(pc.page, "http://127.0.0.1:1234/cgi-bin/componentloginpage")
      assert.strictEqual(h5.page, "http://127.0.0.1:5678/wxaopen/safe/bindcomponent")
      assert.strictEqual(yield* Platform.timesAsked(ComponentApi.preAuthCode), 2)
    }).pipe(Platform.run({ platform: { pcBaseUrl: "http://127.0.0.1:1234", h5BaseUrl: "http://127.0.0.1:5678" } })))

  it.effect("cannot be had without a ticket, and says so", () =>
    Effect.gen(function*() {
      const error = yield* Effect.flip(link({ redirectUri }))
      assert.include(error.message, "component_verify_ticket")
    }).pipe(Platform.on(Platform.layer())))
})

describe("a code is exchanged once", () => {
  it.effect("although the redirect and the event bring it one after the other", () =>
    Effect.gen(function*() {
      const appId = yield* newAccount()
      const code = yield* Platform.consent(appId, [7, 11])
      const first = yield* complete(code)
      assert.deepInclude(first, { appId, status: "authorized", permissionSets: [7, 11] })
      yield* TestClock.adjust("30 minutes")
      assert.deepStrictEqual(Platform.open(yield* complete(code)), Platform.open(first))
      assert.strictEqual(yield* exchanges, 1)
    }).pipe(Platform.run()))

  it.effect("although 50 bring it at the same time", () =>
    Effect.gen(function*() {
      const appId = yield* newAccount()
      const code = yield* Platform.consent(appId, [11])
      const records = yield* Effect.forEach(Arr.range(1, 50), () => complete(code), { concurrency: "unbounded" })
      assert.strictEqual(records.filter((record) => record.appId === appId).length, 50)
      assert.strictEqual(yield* exchanges, 1)
    }).pipe(Platform.run()))

  it.effect("although two processes bring it, one after the other and at the same time", () =>
    Effect.gen(function*() {
      const [a, b] = [yield* Platform.process(), yield* Platform.process()]
      const appId = yield* newAccount()
      yield* Effect.provide(Platform.receiveTicket, a)
      const first = yield* Platform.consent(appId, [11])
      yield* Effect.provide(complete(first), a)
      assert.deepInclude(yield* Effect.provide(complete(first), b), { appId, status: "authorized" })
      assert.strictEqual(yield* exchanges, 1)

      const second = yield* Platform.consent(appId, [7, 11])
      const fibers = yield* Effect.forkAll([
        Effect.provide(complete(second), a),
        Effect.provide(complete(second), b),
        Effect.provide(complete(second), b)
      ])
      yield* TestClock.adjust("10 seconds")
      const records = yield* Fiber.join(fibers)
      assert.isTrue(records.every(({ permissionSets }) => permissionSets.includes(7)))
      assert.strictEqual(yield* exchanges, 2)
    }).pipe(Platform.on(Platform.world())))

  it.effect("although whoever brought it first is gone before WeChat has answered", () =>
    Effect.gen(function*() {
      const simulator = yield* Simulator.Simulator
      const appId = yield* newAccount(2)
      const code = yield* Platform.consent(appId, [11])
      yield* simulator.inject({
        when: { endpoint: ComponentApi.queryAuth.name },
        what: { _tag: "Delay", millis: 5000 }
      })
      const browser = yield* Effect.fork(complete(code))
      yield* TestClock.adjust("1 second")
      yield* Fiber.interrupt(browser)
      yield* TestClock.adjust("10 seconds")
      assert.deepInclude(yield* complete(code), { appId })
      assert.strictEqual(yield* exchanges, 1)
      assert.deepStrictEqual(yield* count(appId), { total_count: 2 })
    }).pipe(Platform.run()))

  it.effect("for each of 100 merchants who authorize at the same time, on a store that takes its time", () => {
    let pause = Duration.zero
    const store = Stores.layer((memory) => ({
      ...memory,
      get: (key) => Effect.flatMap(memory.get(key), (found) => Effect.as(Effect.sleep(pause), found))
    }))
    return Effect.gen(function*() {
      const appIds = yield* Effect.replicateEffect(newAccount(), 100)
      const codes = yield* Effect.forEach(appIds, (appId) => Platform.consent(appId, [11]))
      yield* complete(yield* Platform.consent(yield* newAccount(), [11]))
      pause = Duration.millis(5)
      const all = yield* Effect.fork(Effect.forEach(codes, complete, { concurrency: "unbounded" }))
      yield* TestClock.adjust("1 minute")
      assert.sameMembers((yield* Fiber.join(all)).map(({ appId }): string => appId), appIds)
      pause = Duration.zero
      // All are remembered, so that whoever is second gets what the first has made.
      yield* Effect.forEach(codes, complete)
      assert.strictEqual(yield* exchanges, 101)
    }).pipe(Platform.run({ store }))
  })
})

describe("of very many who authorize", () => {
  it.effect("none waits for those who come later", () =>
    Effect.gen(function*() {
      const workers = 16
      const appIds = yield* Effect.replicateEffect(newAccount(), 6 * workers)
      const codes = yield* Effect.forEach(appIds, (appId) => Platform.consent(appId, [11]))
      const done: Array<number> = []
      const completed = (code: Redacted.Redacted, nth: number) =>
        Effect.tap(complete(code), () => {
          done.push(nth)
        })
      yield* Effect.forEach(codes, completed, { concurrency: workers, discard: true })
      for (const [place, nth] of done.entries()) assert.isBelow(place - nth, 2 * workers, `the code ${nth}`)
    }).pipe(Platform.run({ store: Layer.provide(SqlStores.layer(), Sqlite.memory()) })))
})

describe("a code", () => {
  it.effect("that WeChat does not know is CodeInvalid, and changes nothing", () =>
    Effect.gen(function*() {
      const error = yield* Effect.flip(complete(Redacted.make("no-such-code")))
      assert.strictEqual(error._tag, "CodeInvalid")
      assert.deepInclude(error, { errcode: 61009, who: "merchant" })
      assert.deepStrictEqual(yield* OpenPlatform.forEachAuthorizer(Effect.void), [])
    }).pipe(Platform.run()))

  it.effect("that is too old is CodeExpired, and who asks again gets the same answer anew", () =>
    Effect.gen(function*() {
      const code = yield* Platform.consent(yield* newAccount(), [11])
      yield* TestClock.adjust("61 minutes")
      assert.strictEqual((yield* Effect.flip(complete(code)))._tag, "CodeExpired")
      assert.strictEqual((yield* Effect.flip(complete(code)))._tag, "CodeExpired")
    }).pipe(Platform.run()))

  it.effect("that another consent has replaced does not take the newer authorization away", () =>
    Effect.gen(function*() {
      const appId = yield* newAccount(2)
      const [older, newer] = [yield* Platform.consent(appId, [11]), yield* Platform.consent(appId, [7, 11])]
      yield* complete(newer)
      assert.strictEqual((yield* Effect.flip(complete(older)))._tag, "CodeInvalid")
      assert.deepStrictEqual(yield* count(appId), { total_count: 2 })
    }).pipe(Platform.run()))

  it.effect("loses no tokens when the facts of the account cannot be had", () =>
    Effect.gen(function*() {
      const simulator = yield* Simulator.Simulator
      const appId = yield* newAccount(3)
      yield* simulator.inject({
        when: { endpoint: ComponentApi.authorizerInfo.name },
        what: { _tag: "Code", errcode: 45009 }
      })
      const record = yield* complete(yield* Platform.consent(appId, [11]))
      assert.deepInclude(record, { status: "authorized", permissionSets: [11] })
      assert.isUndefined(record.facts)
      assert.deepStrictEqual(yield* count(appId), { total_count: 3 })
      yield* TestClock.adjust("3 hours")
      assert.deepStrictEqual(yield* count(appId), { total_count: 3 })
    }).pipe(Platform.run()))

  it.effect("loses no tokens when it cannot be noted that it was exchanged", () => {
    let isBroken = false
    const store = Stores.layer((memory) => ({
      ...memory,
      put: (key, body, expected) =>
        isBroken && key.kind === "component" ? Effect.fail(Stores.unreachable("put")) : memory.put(key, body, expected)
    }))
    return Effect.gen(function*() {
      yield* Platform.merchant([11])
      const appId = yield* newAccount(3)
      isBroken = true
      assert.deepInclude(yield* complete(yield* Platform.consent(appId, [11])), { appId, status: "authorized" })
      assert.deepStrictEqual(yield* count(appId), { total_count: 3 })
    }).pipe(Platform.run({ store }))
  })

  it.effect("brings what WeChat tells about the account", () =>
    Effect.gen(function*() {
      const simulator = yield* Simulator.Simulator
      const { appId, originalId } = yield* simulator.addAccount({
        kind: "official",
        verifyType: 3,
        status: "warned",
        nickname: "A shop",
        principal: "A company"
      })
      const record = yield* Platform.authorize(appId, [1, 7, 11])
      assert.deepStrictEqual(record.facts, {
        kind: "official",
        verifyType: 3,
        status: 18,
        isMiniProgram: false,
        nickname: "A shop",
        principal: "A company",
        originalId
      })
      assert.strictEqual(record.factsAt, Platform.start)
    }).pipe(Platform.run()))

  for (const [what, tokens] of [["empty tokens", ""], ["no tokens", undefined]] as const) {
    it.effect(`of an account without rights to call, which brings ${what}, makes a record all the same`, () => {
      const recorder = Recorder.make({
        rewrite: (reply) => {
          if (reply.authorization_info === undefined) return reply
          const { authorizer_access_token: _, authorizer_refresh_token: __, ...info } = reply.authorization_info
          return {
            ...reply,
            authorization_info: tokens === undefined
              ? info
              : { ...info, authorizer_access_token: tokens, authorizer_refresh_token: tokens }
          }
        }
      })
      return Effect.gen(function*() {
        const appId = yield* newAccount()
        const record = yield* complete(yield* Platform.consent(appId, [11]))
        assert.deepInclude(record, { status: "authorized", permissionSets: [11] })
        const authorizers = yield* Authorizers.Authorizers
        const { authorizer } = yield* Effect.flatten(authorizers.read(appId))
        assert.notProperty(authorizer, "accessToken")
        assert.notProperty(authorizer, "refreshToken")
        yield* Platform.forgetSeen
        const error = yield* Effect.flip(count(appId))
        assert.deepInclude(error, { _tag: "WeChatError", who: "merchant" })
        assert.include(error.message, "WeChat has no other refresh token for the account")
        assert.strictEqual(yield* Platform.timesAsked(Draft.count), 0)
      }).pipe(Platform.run({ client: { transformClient: recorder.transformClient } }))
    })
  }
})
