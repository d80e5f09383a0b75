import { Draft } from "@effect-wechat/core"
import { Authorizers, ComponentApi, OpenPlatform } from "@effect-wechat/open-platform"
import { Simulator } from "@effect-wechat/simulator"
import { assert, describe, it } from "@effect/vitest"
import * as Arr from "effect/Array"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Option from "effect/Option"
import * as TestClock from "effect/TestClock"
import * as Platform from "./utils/Platform.ts"
import * as Recorder from "./utils/Recorder.ts"
import * as Stores from "./utils/Stores.ts"

const count = (appId: string) => OpenPlatform.as(appId)(Draft.count())

const both = [ComponentApi.componentToken, ComponentApi.authorizerToken] as const

/** How many tokens of the component and of authorizers were asked for. */
const renewals = Effect.all(both.map((endpoint) => Platform.timesAsked(endpoint)))

/** Later than all tokens last, but not the ticket. */
const untilAllIsExpired = Effect.andThen(TestClock.adjust("3 hours"), Platform.forgetSeen)

const slow = (endpoint: { readonly name: string }, millis: number) =>
  Effect.flatMap(
    Simulator.Simulator,
    (simulator) => simulator.inject({ when: { endpoint: endpoint.name }, what: { _tag: "Delay", millis } })
  )

describe("a token", () => {
  for (const callers of [20, 1000]) {
    it.effect(`is asked for once by ${callers} callers at the same time, for component and authorizer`, () =>
      Effect.gen(function*() {
        const simulator = yield* Simulator.Simulator
        const appId = yield* Platform.merchant([11], { drafts: 3 })
        yield* simulator.setLimit(appId, Draft.count.path, { daily: 10_000 })
        yield* untilAllIsExpired
        const counts = yield* Effect.forEach(Arr.range(1, callers), () => count(appId), { concurrency: "unbounded" })
        assert.strictEqual(counts.filter(({ total_count }) => total_count === 3).length, callers)
        assert.deepStrictEqual(yield* renewals, [1, 1])
        assert.strictEqual(yield* Platform.timesAsked(Draft.count), callers)
      }).pipe(Platform.run()))
  }

  it.effect("is asked for once for each of many authorizers, and the component's once for all", () =>
    Effect.gen(function*() {
      const appIds = yield* Effect.replicateEffect(Platform.merchant([11]), 20)
      yield* untilAllIsExpired
      yield* Effect.forEach([...appIds, ...appIds, ...appIds], count, { concurrency: "unbounded" })
      assert.deepStrictEqual(yield* renewals, [1, 20])
    }).pipe(Platform.run()))

  it.effect("comes to all who wait, although the first caller is interrupted", () =>
    Effect.gen(function*() {
      const appId = yield* Platform.merchant([11])
      yield* untilAllIsExpired
      yield* slow(ComponentApi.authorizerToken, 5000)
      const first = yield* Effect.fork(count(appId))
      yield* TestClock.adjust("1 second")
      const others = yield* Effect.fork(
        Effect.forEach(Arr.range(1, 19), () => count(appId), { concurrency: "unbounded" })
      )
      yield* TestClock.adjust("1 second")
      assert.isTrue(Exit.isInterrupted(yield* Fiber.interrupt(first)))
      yield* TestClock.adjust("10 seconds")
      assert.strictEqual((yield* Fiber.join(others)).length, 19)
      assert.deepStrictEqual(yield* renewals, [1, 1])
    }).pipe(Platform.run()))

  it.effect("is kept, although everybody who waited for it is gone when it comes", () =>
    Effect.gen(function*() {
      const appId = yield* Platform.merchant([11])
      yield* untilAllIsExpired
      yield* slow(ComponentApi.authorizerToken, 5000)
      const callers = yield* Effect.forkAll(Arr.makeBy(5, () => count(appId)))
      yield* TestClock.adjust("1 second")
      yield* Fiber.interrupt(callers)
      yield* TestClock.adjust("10 seconds")
      yield* count(appId)
      assert.deepStrictEqual(yield* renewals, [1, 1])
    }).pipe(Platform.run()))

  it.effect("is renewed ahead of its end while calls go on with it, and nobody waits", () => {
    const recorder = Recorder.make()
    return Effect.gen(function*() {
      const appId = yield* Platform.merchant([11])
      yield* count(appId)
      yield* TestClock.adjust("109 minutes")
      yield* count(appId)
      assert.deepStrictEqual(yield* renewals, [1, 0])
      yield* slow(ComponentApi.authorizerToken, 5000)
      yield* TestClock.adjust("2 minutes")
      recorder.sent.length = 0
      // No clock moves, and the renewal takes 5 seconds: who waited for it would not come back.
      yield* Effect.forEach(Arr.range(1, 10), () => count(appId), { concurrency: "unbounded" })
      yield* TestClock.adjust("6 seconds")
      yield* count(appId)
      const used = recorder.sent.filter(({ path }) => path === Draft.count.path).map(({ token }) => token)
      assert.strictEqual(used.length, 11)
      assert.strictEqual(new Set(used.slice(0, 10)).size, 1)
      assert.notStrictEqual(used[10], used[9])
      assert.strictEqual((yield* renewals)[1], 1)
      assert.isTrue(recorder.sent.every(({ errcode }) => errcode === 0))
    }).pipe(Platform.run({ client: { transformClient: recorder.transformClient } }))
  })

  it.effect("that WeChat has voided is renewed once for all who meet the rejection", () => {
    const recorder = Recorder.make()
    return Effect.gen(function*() {
      const simulator = yield* Simulator.Simulator
      const appId = yield* Platform.merchant([11], { drafts: 3 })
      yield* count(appId)
      yield* simulator.revokeTokens(appId)
      yield* Platform.forgetSeen
      recorder.sent.length = 0
      const counts = yield* Effect.forEach(
        Arr.range(1, 50),
        (caller) => Effect.locally(count(appId), Recorder.caller, `${caller}`),
        { concurrency: "unbounded" }
      )
      assert.strictEqual(counts.filter(({ total_count }) => total_count === 3).length, 50)
      assert.deepStrictEqual(yield* renewals, [0, 1])
      // Whoever met the rejection met it once.
      const rejected = recorder.sent.filter(({ errcode }) => errcode === 40001).map(({ caller }) => caller)
      assert.isAbove(rejected.length, 0)
      assert.strictEqual(new Set(rejected).size, rejected.length)
    }).pipe(Platform.run({ client: { transformClient: recorder.transformClient } }))
  })

  it.effect("of the component that WeChat has voided is renewed once for all who meet the rejection", () =>
    Effect.gen(function*() {
      const simulator = yield* Simulator.Simulator
      const appIds = yield* Effect.replicateEffect(Platform.merchant([11]), 10)
      yield* untilAllIsExpired
      yield* count(appIds[0] ?? "")
      yield* simulator.revokeTokens(Platform.component.appId)
      yield* Platform.forgetSeen
      yield* Effect.forEach(appIds, count, { concurrency: "unbounded" })
      assert.strictEqual(yield* Platform.timesAsked(ComponentApi.componentToken), 1)
    }).pipe(Platform.run()))

  it.effect("that WeChat rejects twice in a row is an error, and no loop", () =>
    Effect.gen(function*() {
      const simulator = yield* Simulator.Simulator
      const appId = yield* Platform.merchant([11])
      yield* Platform.forgetSeen
      yield* simulator.inject({ when: { endpoint: Draft.count.name }, what: { _tag: "TokenRevoked" } })
      const error = yield* Effect.flip(count(appId))
      assert.deepInclude(error, { _tag: "WeChatError", appId })
      assert.strictEqual(error._tag === "WeChatError" ? error.reason._tag : "", "TokenRejected")
      assert.strictEqual(yield* Platform.timesAsked(Draft.count), 2)
      assert.deepStrictEqual(yield* renewals, [0, 1])
    }).pipe(Platform.run()))
})

describe("a refresh token", () => {
  const rotating = { world: { components: [{ ...Platform.component, rotatesRefreshTokens: true }] } }

  it.effect("that WeChat replaces is written, with the access token, before anybody uses that", () => {
    const events: Array<string> = []
    const recorder = Recorder.make({
      onSend: ({ path, token }) => {
        if (path === Draft.count.path) events.push(`use ${token}`)
      }
    })
    let writing = Duration.zero
    const store = Stores.layer((memory) => ({
      ...memory,
      put: (key, body, expected) =>
        Effect.tap(Effect.delay(memory.put(key, body, expected), writing), () => {
          events.push(`wrote ${body}`)
        })
    }))
    return Effect.gen(function*() {
      const appId = yield* Platform.merchant([11])
      const before = yield* Platform.record(appId)
      yield* untilAllIsExpired
      events.length = 0
      writing = Duration.seconds(1)
      const callers = yield* Effect.fork(
        Effect.forEach(Arr.range(1, 5), () => count(appId), { concurrency: "unbounded" })
      )
      yield* TestClock.adjust("1 minute")
      yield* Fiber.join(callers)
      const after = yield* Platform.record(appId)
      assert.notStrictEqual(after.refreshToken, before.refreshToken)
      assert.notStrictEqual(after.accessToken, before.accessToken)
      const use = events.findIndex((event) => event === `use ${after.accessToken}`)
      const write = events.findIndex((event) =>
        event.startsWith("wrote") && event.includes(after.accessToken ?? "-") &&
        event.includes(after.refreshToken ?? "-")
      )
      assert.isTrue(write >= 0 && use > write, events.join("\n"))
      assert.strictEqual(events.filter((event) => event.startsWith("use")).length, 5)
    }).pipe(Platform.run({ store, simulator: rotating, client: { transformClient: recorder.transformClient } }))
  })

  it.effect("that WeChat replaces is the one that buys the next token", () =>
    Effect.gen(function*() {
      const appId = yield* Platform.merchant([11])
      for (let round = 1; round <= 3; round++) {
        const before = yield* Platform.record(appId)
        yield* untilAllIsExpired
        yield* count(appId)
        assert.notStrictEqual((yield* Platform.record(appId)).refreshToken, before.refreshToken)
        assert.deepStrictEqual(yield* renewals, [1, 1])
        assert.strictEqual(yield* Platform.timesAsked(ComponentApi.authorizerInfo), 0)
      }
    }).pipe(Platform.run({ simulator: rotating })))

  for (const [what, token] of [["without", undefined], ["with an empty", ""]] as const) {
    it.effect(`stays when a reply comes ${what} refresh token`, () => {
      const recorder = Recorder.make({
        rewrite: (reply, { path }) => {
          if (path !== ComponentApi.authorizerToken.path) return reply
          const { authorizer_refresh_token: _, ...rest } = reply
          return token === undefined ? rest : { ...rest, authorizer_refresh_token: token }
        }
      })
      return Effect.gen(function*() {
        const appId = yield* Platform.merchant([11])
        const before = yield* Platform.record(appId)
        for (let round = 1; round <= 2; round++) {
          yield* untilAllIsExpired
          yield* count(appId)
          const after = yield* Platform.record(appId)
          assert.strictEqual(after.refreshToken, before.refreshToken)
          assert.notStrictEqual(after.accessToken, before.accessToken)
        }
      }).pipe(Platform.run({ client: { transformClient: recorder.transformClient } }))
    })
  }

  it.effect("that has become wrong is had from WeChat once, and the call goes on", () =>
    Effect.gen(function*() {
      const simulator = yield* Simulator.Simulator
      const appId = yield* Platform.merchant([11], { drafts: 2 })
      const before = yield* Platform.record(appId)
      yield* untilAllIsExpired
      yield* simulator.loseRefreshToken({ component: Platform.component.appId, account: appId })
      const counts = yield* Effect.forEach(Arr.range(1, 20), () => count(appId), { concurrency: "unbounded" })
      assert.isTrue(counts.every(({ total_count }) => total_count === 2))
      assert.deepStrictEqual(yield* renewals, [1, 2])
      assert.strictEqual(yield* Platform.timesAsked(ComponentApi.authorizerInfo), 1)
      assert.notStrictEqual((yield* Platform.record(appId)).refreshToken, before.refreshToken)
    }).pipe(Platform.run()))

  it.effect("that is wrong, and WeChat knows no other, is an error that says who must act", () =>
    Effect.gen(function*() {
      const simulator = yield* Simulator.Simulator
      const appId = yield* Platform.merchant([11])
      yield* untilAllIsExpired
      yield* simulator.inject({
        when: { endpoint: ComponentApi.authorizerToken.name },
        what: { _tag: "Code", errcode: 61023, errmsg: "refresh_token is invalid" }
      })
      const error = yield* Effect.flip(count(appId))
      if (error._tag !== "WeChatError" || error.reason._tag !== "TokenUnavailable") {
        return assert.fail(`another error: ${error.message}`)
      }
      assert.deepInclude(error, { endpoint: Draft.count.name, appId })
      assert.strictEqual(error.reason.from, ComponentApi.authorizerToken.name)
      assert.deepInclude(error.reason.reason, { errcode: 61023 })
      assert.strictEqual(error.who, "merchant")
      assert.isFalse(error.isRetryable)
      assert.match(error.message, /61023.*the merchant must authorize/)
      assert.match(error.message, /WeChat has no other refresh token/)
      // WeChat's own list names the same one, so it is not tried a second time.
      assert.deepStrictEqual(yield* renewals, [1, 1])
      assert.isTrue(Option.isSome(yield* (yield* Authorizers.Authorizers).find(appId)))
    }).pipe(Platform.run()))

  it.effect("that WeChat corrects and then refuses all the same is not tried a third time", () =>
    Effect.gen(function*() {
      const simulator = yield* Simulator.Simulator
      const appId = yield* Platform.merchant([11])
      yield* untilAllIsExpired
      yield* simulator.loseRefreshToken({ component: Platform.component.appId, account: appId })
      yield* simulator.inject({
        when: { endpoint: ComponentApi.authorizerToken.name },
        what: { _tag: "Code", errcode: 61023 }
      })
      const error = yield* Effect.flip(count(appId))
      assert.deepInclude(error, { _tag: "WeChatError", who: "merchant" })
      assert.deepStrictEqual(yield* renewals, [1, 2])
    }).pipe(Platform.run()))
})
