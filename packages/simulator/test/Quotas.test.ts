import { assert, describe, it } from "@effect/vitest"
import { Simulator } from "@effect-wechat/simulator"
import * as Effect from "effect/Effect"
import * as TestClock from "effect/TestClock"
import * as Api from "./utils/Api.ts"

const component = "wxc000000000000001"
const account = "wxa000000000000001"
const neighbour = "wxa000000000000002"
const path = "/cgi-bin/draft/count"

/** No component ticks in this world unless a test adds one, so that days pass quickly. */
const simulated = Effect.provide(Simulator.layer({ world: { accounts: [{ appId: account }, { appId: neighbour }] } }))

const setLimit = (appId: string, limit: { readonly daily?: number; readonly minute?: number }) =>
  Effect.flatMap(Simulator.Simulator, (simulator) => simulator.setLimit(appId, path, limit))

const codes = (token: string, times: number) =>
  Effect.replicateEffect(Effect.map(Api.countDrafts(token), ({ code }) => code), times)

const hours = (count: number) => count * 3600_000

describe("the calls of a day", () => {
  it.effect("are 1000 for counting drafts, and the next one is refused with 45009", () =>
    Effect.gen(function*() {
      const token = yield* Api.plainToken(account)
      const all = yield* codes(token, 1001)
      assert.deepStrictEqual(all, [...Array.from({ length: 1000 }, () => 0), 45009])
      const { json } = yield* Api.countDrafts(token)
      assert.match(json.errmsg ?? "", /^reach max api daily quota limit rid: /)
      assert.isUndefined(json.total_count)
    }).pipe(simulated))

  it.effect("begin anew at midnight in China, and not before", () =>
    Effect.gen(function*() {
      yield* setLimit(account, { daily: 2 })
      yield* TestClock.setTime(hours(15))
      assert.deepStrictEqual(yield* codes(yield* Api.plainToken(account), 3), [0, 0, 45009])
      yield* TestClock.setTime(hours(16) - 1)
      assert.deepStrictEqual(yield* codes(yield* Api.plainToken(account), 1), [45009])
      yield* TestClock.setTime(hours(16))
      assert.deepStrictEqual(yield* codes(yield* Api.plainToken(account), 3), [0, 0, 45009])
      // The midnight of Greenwich is nobody's.
      yield* TestClock.setTime(hours(24))
      assert.deepStrictEqual(yield* codes(yield* Api.plainToken(account), 1), [45009])
      yield* TestClock.setTime(hours(40))
      assert.deepStrictEqual(yield* codes(yield* Api.plainToken(account), 1), [0])
    }).pipe(simulated))

  it.effect("are the account's own, whoever calls on its behalf", () =>
    Effect.gen(function*() {
      const simulator = yield* Simulator.Simulator
      yield* simulator.addComponent({ appId: component })
      yield* setLimit(account, { daily: 2 })
      const plain = yield* Api.plainToken(account)
      const { accessToken } = yield* Api.grant(component, account)
      const next = yield* Api.grant(component, neighbour)
      assert.deepStrictEqual(yield* codes(plain, 1), [0])
      assert.deepStrictEqual(yield* codes(accessToken, 2), [0, 45009])
      assert.deepStrictEqual(yield* codes(plain, 1), [45009])
      assert.deepStrictEqual(yield* codes(next.accessToken, 3), [0, 0, 0])
    }).pipe(simulated))

  it.effect("are counted for each interface by itself", () =>
    Effect.gen(function*() {
      yield* setLimit(account, { daily: 1 })
      const token = yield* Api.plainToken(account)
      assert.deepStrictEqual(yield* codes(token, 2), [0, 45009])
      const other = yield* Api.call("POST", "/cgi-bin/draft/batchget", {
        query: { access_token: token },
        json: { offset: 0, count: 1 }
      })
      assert.strictEqual(other.code, 0)
    }).pipe(simulated))

  it.effect("are not used up by calls that never reach the interface", () =>
    Effect.gen(function*() {
      yield* setLimit(account, { daily: 1 })
      const token = yield* Api.plainToken(account)
      yield* Api.countDrafts("guessed")
      yield* Api.call("POST", path, { query: { access_token: token }, json: {} })
      assert.deepStrictEqual(yield* codes(token, 2), [0, 45009])
    }).pipe(simulated))

  it.effect("are limited for a component's own interfaces too, when a test says so", () =>
    Effect.gen(function*() {
      const simulator = yield* Simulator.Simulator
      const other = yield* simulator.addComponent()
      yield* simulator.addComponent({ appId: component })
      yield* simulator.setLimit(component, "/cgi-bin/component/api_create_preauthcode", { daily: 2 })
      const ask = (appId: string) =>
        Effect.gen(function*() {
          const token = yield* Api.componentToken(appId)
          const asked = yield* Effect.replicateEffect(Api.createPreAuthCode(appId, token), 3)
          return asked.map(({ code }) => code)
        })
      assert.deepStrictEqual(yield* ask(component), [0, 0, 45009])
      assert.deepStrictEqual(yield* ask(other.appId), [0, 0, 0])
    }).pipe(simulated))
})

describe("the calls of a minute", () => {
  it.effect("are refused with 45011 until the next minute begins", () =>
    Effect.gen(function*() {
      yield* setLimit(account, { minute: 2 })
      const token = yield* Api.plainToken(account)
      yield* TestClock.setTime(59_000)
      assert.deepStrictEqual(yield* codes(token, 3), [0, 0, 45011])
      yield* TestClock.setTime(59_999)
      assert.deepStrictEqual(yield* codes(token, 1), [45011])
      yield* TestClock.setTime(60_000)
      assert.deepStrictEqual(yield* codes(token, 3), [0, 0, 45011])
      const { json } = yield* Api.countDrafts(token)
      assert.match(json.errmsg ?? "", /^api minute-quota reach limit, must slower, retry next minute rid: /)
    }).pipe(simulated))

  it.effect("do not use up the day when they are refused", () =>
    Effect.gen(function*() {
      yield* setLimit(account, { minute: 1, daily: 2 })
      const token = yield* Api.plainToken(account)
      assert.deepStrictEqual(yield* codes(token, 5), [0, 45011, 45011, 45011, 45011])
      yield* TestClock.adjust("1 minute")
      assert.deepStrictEqual(yield* codes(token, 2), [0, 45011])
      yield* TestClock.adjust("1 minute")
      assert.deepStrictEqual(yield* codes(token, 1), [45009])
    }).pipe(simulated))
})

describe("setLimit", () => {
  it.effect("can be taken back, and is nobody else's limit", () =>
    Effect.gen(function*() {
      yield* setLimit(account, { daily: 1 })
      const token = yield* Api.plainToken(account)
      const other = yield* Api.plainToken(neighbour)
      assert.deepStrictEqual(yield* codes(token, 2), [0, 45009])
      assert.deepStrictEqual(yield* codes(other, 3), [0, 0, 0])
      yield* setLimit(account, {})
      assert.deepStrictEqual(yield* codes(token, 2), [0, 0])
    }).pipe(simulated))

  it.effect("needs somebody to limit", () =>
    Effect.gen(function*() {
      const error = yield* Effect.flip(setLimit("wxa00000000000000f", { daily: 1 }))
      assert.deepInclude(error, { _tag: "NotInWorld", id: "wxa00000000000000f" })
    }).pipe(simulated))
})
