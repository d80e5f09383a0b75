import { Draft } from "@effect-wechat/core"
import { Authorizers, ComponentApi, OpenPlatform } from "@effect-wechat/open-platform"
import { Simulator } from "@effect-wechat/simulator"
import { assert, describe, it } from "@effect/vitest"
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as TestClock from "effect/TestClock"
import * as Platform from "./utils/Platform.ts"
import * as Recorder from "./utils/Recorder.ts"
import * as Stores from "./utils/Stores.ts"

const count = (appId: string) => OpenPlatform.as(appId)(Draft.count())

const tokens = (appId: string) =>
  Effect.map(Platform.record(appId), ({ accessToken, refreshToken }) => [accessToken, refreshToken])

/** The end of an authorization reaches the platform. */
const close = (appId: string, at?: number) =>
  Effect.gen(function*() {
    const authorizers = yield* Authorizers.Authorizers
    return yield* authorizers.close(appId, at ?? (yield* Clock.currentTimeMillis))
  })

const inject = (fault: Parameters<Simulator.Service["inject"]>[0]) =>
  Effect.flatMap(Simulator.Simulator, (simulator) => simulator.inject(fault))

const late = (endpoint: { readonly name: string }, millis: number) =>
  inject({ when: { endpoint: endpoint.name, times: 1 }, what: { _tag: "Delay", millis } })

/** Refused here, because the account has not authorized. */
const refused = <A, E extends { readonly _tag: string }, R>(call: Effect.Effect<A, E, R>) =>
  Effect.map(Effect.flip(call), (error) => {
    assert.strictEqual(error._tag, "CallRefused")
    if ("reasons" in error) assert.deepInclude(error.reasons, { _tag: "AccountNotAuthorized" })
  })

describe("after the end of an authorization was handled", () => {
  it.effect("no call goes out any more, whether it has a token or not", () =>
    Effect.gen(function*() {
      const [one, other] = [yield* Platform.merchant([11]), yield* Platform.merchant([11])]
      yield* count(one)
      yield* Platform.withdraw(one)
      assert.isTrue(yield* close(one))
      yield* Platform.forgetSeen
      yield* refused(count(one))
      yield* TestClock.adjust("30 minutes")
      yield* refused(count(one))
      assert.deepStrictEqual(yield* Platform.asked, [])
      yield* count(other)
    }).pipe(Platform.run()))

  for (const gate of ["warn", "off"] as const) {
    it.effect(`no call goes out, although the gate is set to ${gate}`, () =>
      Effect.gen(function*() {
        const appId = yield* Platform.merchant([11])
        yield* count(appId)
        yield* close(appId)
        yield* Platform.forgetSeen
        yield* refused(count(appId))
        assert.deepStrictEqual(yield* Platform.asked, [])
      }).pipe(Platform.run({ platform: { gate } })))
  }

  it.effect("the record has no tokens and no grant left, and handling it twice changes nothing", () =>
    Effect.gen(function*() {
      const appId = yield* Platform.merchant([7, 11])
      assert.isTrue(yield* close(appId))
      const closed = yield* Platform.record(appId)
      assert.deepInclude(closed, { status: "unauthorized", permissionSets: [] })
      assert.isUndefined(closed.accessToken)
      assert.isUndefined(closed.refreshToken)
      yield* TestClock.adjust("1 minute")
      assert.isTrue(yield* close(appId))
      assert.deepStrictEqual({ ...(yield* Platform.record(appId)), changedAt: 0 }, { ...closed, changedAt: 0 })
    }).pipe(Platform.run()))

  it.effect("a refresh under way does not bring it back, and who waits for it is refused", () =>
    Effect.gen(function*() {
      const appId = yield* Platform.merchant([11])
      yield* TestClock.adjust("3 hours")
      yield* late(ComponentApi.authorizerToken, 5000)
      const caller = yield* Effect.fork(refused(count(appId)))
      yield* TestClock.adjust("1 second")
      yield* Platform.withdraw(appId)
      assert.isTrue(yield* close(appId))
      yield* TestClock.adjust("10 seconds")
      yield* Fiber.join(caller)
      assert.deepInclude(yield* Platform.record(appId), { status: "unauthorized" })
      assert.isUndefined((yield* Platform.record(appId)).accessToken)
      assert.strictEqual(yield* Platform.timesAsked(Draft.count), 0)
    }).pipe(Platform.run()))

  it.effect("a caller whose token was fetched, but not handed to it yet, is refused", () => {
    let closing: Effect.Effect<unknown, unknown> = Effect.void
    const store = Stores.layer((memory) => ({
      ...memory,
      // Behind the last step of a refresh, and before those who wait for it hear of it.
      release: (lease, owner) =>
        Effect.zipRight(
          lease.includes("/authorizer/") ? Effect.ignore(closing) : Effect.void,
          memory.release(lease, owner)
        )
    }))
    return Effect.gen(function*() {
      const authorizers = yield* Authorizers.Authorizers
      const appId = yield* Platform.merchant([11])
      yield* TestClock.adjust("3 hours")
      closing = Effect.flatMap(Clock.currentTimeMillis, (now) => authorizers.close(appId, now))
      yield* refused(count(appId))
      assert.strictEqual(yield* Platform.timesAsked(ComponentApi.authorizerToken), 1)
      assert.strictEqual(yield* Platform.timesAsked(Draft.count), 0)
    }).pipe(Platform.run({ store }))
  })

  it.effect("facts under way do not bring it back", () =>
    Effect.gen(function*() {
      const authorizers = yield* Authorizers.Authorizers
      const appId = yield* Platform.merchant([11])
      yield* late(ComponentApi.authorizerInfo, 5000)
      const fetching = yield* Effect.fork(authorizers.refreshFacts(appId))
      yield* TestClock.adjust("1 second")
      yield* close(appId)
      yield* TestClock.adjust("10 seconds")
      yield* Fiber.join(fetching)
      assert.deepInclude(yield* Platform.record(appId), { status: "unauthorized", permissionSets: [] })
    }).pipe(Platform.run()))

  it.effect("the exchange of a code under way does not bring it back, if WeChat says that it is over", () =>
    Effect.gen(function*() {
      const appId = yield* Platform.merchant([11])
      yield* TestClock.adjust("1 second")
      yield* late(ComponentApi.queryAuth, 5000)
      const exchange = yield* Effect.fork(Platform.authorize(appId, [7, 11]))
      yield* TestClock.adjust("1 second")
      yield* Platform.withdraw(appId)
      yield* close(appId)
      yield* late(ComponentApi.authorizerInfo, 5000)
      yield* TestClock.adjust("5 seconds")
      // WeChat is asked whether it stands. Until it has answered, nothing goes out.
      yield* refused(count(appId))
      yield* TestClock.adjust("10 seconds")
      assert.deepInclude(yield* Fiber.join(exchange), { status: "unauthorized" })
      assert.deepInclude(yield* Platform.record(appId), { status: "unauthorized" })
      assert.strictEqual(yield* Platform.timesAsked(Draft.count), 0)
    }).pipe(Platform.run()))

  it.effect("the exchange of a code under way does not bring it back, although it was closed before as well", () =>
    Effect.gen(function*() {
      const appId = yield* Platform.merchant([11])
      yield* Platform.withdraw(appId)
      yield* close(appId)
      yield* TestClock.adjust("10 seconds")
      yield* late(ComponentApi.queryAuth, 5000)
      const exchange = yield* Effect.fork(Platform.authorize(appId, [11]))
      yield* TestClock.adjust("1 second")
      yield* Platform.withdraw(appId)
      yield* close(appId)
      yield* late(ComponentApi.authorizerInfo, 5000)
      yield* TestClock.adjust("5 seconds")
      yield* refused(count(appId))
      yield* TestClock.adjust("10 seconds")
      yield* Fiber.join(exchange)
      assert.deepInclude(yield* Platform.record(appId), { status: "unauthorized" })
      assert.strictEqual(yield* Platform.timesAsked(Draft.count), 0)
    }).pipe(Platform.run()))

  it.effect("the exchange of a code under way keeps its tokens, if nobody can say what came first", () =>
    Effect.gen(function*() {
      const appId = yield* Platform.merchant([11], { drafts: 4 })
      yield* TestClock.adjust("1 second")
      yield* late(ComponentApi.queryAuth, 5000)
      const exchange = yield* Effect.fork(Platform.authorize(appId, [7, 11]))
      yield* TestClock.adjust("1 second")
      yield* close(appId)
      yield* inject({ when: { endpoint: ComponentApi.authorizerInfo.name }, what: { _tag: "Code", errcode: 45009 } })
      yield* TestClock.adjust("10 seconds")
      assert.deepInclude(yield* Fiber.join(exchange), { status: "authorized" })
      assert.deepStrictEqual(yield* count(appId), { total_count: 4 })
    }).pipe(Platform.run()))

  it.effect("the exchange of a code under way brings it back, if the end was that of the authorization before", () =>
    Effect.gen(function*() {
      const appId = yield* Platform.merchant([11], { drafts: 4 })
      const withdrawnAt = (yield* Clock.currentTimeMillis) + 1000
      yield* TestClock.adjust("2 seconds")
      yield* Platform.withdraw(appId)
      yield* late(ComponentApi.queryAuth, 5000)
      const exchange = yield* Effect.fork(Platform.authorize(appId, [7, 11]))
      yield* TestClock.adjust("1 second")
      assert.isTrue(yield* close(appId, withdrawnAt))
      yield* TestClock.adjust("10 seconds")
      assert.deepInclude(yield* Fiber.join(exchange), { status: "authorized", permissionSets: [7, 11] })
      assert.deepStrictEqual(yield* count(appId), { total_count: 4 })
    }).pipe(Platform.run()))

  it.effect("a read that began before does not bring it back", () => {
    let reading = Duration.zero
    const store = Stores.layer((memory) => ({
      ...memory,
      get: (key) => Effect.flatMap(memory.get(key), (found) => Effect.delay(Effect.succeed(found), reading))
    }))
    return Effect.gen(function*() {
      const appId = yield* Platform.merchant([11])
      // There is a token at hand, for which nobody looks into the store.
      yield* count(appId)
      yield* TestClock.adjust("1 minute")
      reading = Duration.seconds(2)
      const caller = yield* Effect.fork(refused(count(appId)))
      yield* TestClock.adjust("1 second")
      reading = Duration.zero
      yield* close(appId)
      yield* Platform.forgetSeen
      yield* TestClock.adjust("3 seconds")
      yield* Fiber.join(caller)
      yield* refused(count(appId))
      assert.deepStrictEqual(yield* Platform.asked, [])
    }).pipe(Platform.run({ store }))
  })

  it.effect("an event that is older than the newest change is late, and changes nothing", () =>
    Effect.gen(function*() {
      const appId = yield* Platform.merchant([11])
      const withdrawnAt = (yield* Clock.currentTimeMillis) + 1000
      yield* TestClock.adjust("1 minute")
      yield* Platform.withdraw(appId)
      yield* Platform.authorize(appId, [7, 11])
      assert.isFalse(yield* close(appId, withdrawnAt))
      assert.deepInclude(yield* Platform.record(appId), { status: "authorized", permissionSets: [7, 11] })
      yield* count(appId)
    }).pipe(Platform.run()))
})

describe("when WeChat says that the authorization has ended", () => {
  for (const errcode of [61003, 42007]) {
    it.effect(`by ${errcode} to a call, the record is closed and the error says so`, () =>
      Effect.gen(function*() {
        const appId = yield* Platform.merchant([11])
        yield* inject({ when: { endpoint: Draft.count.name, times: 1 }, what: { _tag: "Code", errcode } })
        const error = yield* Effect.flip(count(appId))
        assert.deepInclude(error, { _tag: "WeChatError", who: "merchant" })
        assert.match(error.message, /the record said that the account is authorized; it is closed now/)
        assert.deepInclude(yield* Platform.record(appId), { status: "unauthorized" })
        yield* Platform.forgetSeen
        yield* refused(count(appId))
        assert.deepStrictEqual(yield* Platform.asked, [])
      }).pipe(Platform.run()))

    it.effect(`by ${errcode} to a refresh, the record is closed and the call refused`, () =>
      Effect.gen(function*() {
        const appId = yield* Platform.merchant([11])
        yield* TestClock.adjust("3 hours")
        yield* inject({
          when: { endpoint: ComponentApi.authorizerToken.name, times: 1 },
          what: { _tag: "Code", errcode }
        })
        yield* refused(count(appId))
        assert.deepInclude(yield* Platform.record(appId), { status: "unauthorized" })
      }).pipe(Platform.run()))

    it.effect(`by ${errcode} to a call of the authorization before, the new one stays`, () =>
      Effect.gen(function*() {
        const appId = yield* Platform.merchant([11], { drafts: 2 })
        yield* inject({ when: { endpoint: Draft.count.name, times: 1 }, what: { _tag: "Code", errcode } })
        yield* late(Draft.count, 5000)
        const caller = yield* Effect.fork(Effect.flip(count(appId)))
        yield* TestClock.adjust("1 second")
        yield* Platform.authorize(appId, [7, 11])
        yield* TestClock.adjust("10 seconds")
        assert.match((yield* Fiber.join(caller)).message, /the account has authorized again in the meantime/)
        assert.deepInclude(yield* Platform.record(appId), { status: "authorized", permissionSets: [7, 11] })
        assert.deepStrictEqual(yield* count(appId), { total_count: 2 })
      }).pipe(Platform.run()))
  }

  it.effect("to a refresh of the authorization before, the call goes out by the new one", () =>
    Effect.gen(function*() {
      const appId = yield* Platform.merchant([11], { drafts: 2 })
      yield* TestClock.adjust("3 hours")
      yield* Platform.withdraw(appId)
      yield* late(ComponentApi.authorizerToken, 5000)
      const caller = yield* Effect.fork(count(appId))
      yield* TestClock.adjust("1 second")
      yield* Platform.authorize(appId, [7, 11])
      yield* TestClock.adjust("10 seconds")
      assert.deepStrictEqual(yield* Fiber.join(caller), { total_count: 2 })
      assert.deepInclude(yield* Platform.record(appId), { status: "authorized", permissionSets: [7, 11] })
    }).pipe(Platform.run()))

  it.effect("to the question for facts, the record is closed", () =>
    Effect.gen(function*() {
      const authorizers = yield* Authorizers.Authorizers
      const appId = yield* Platform.merchant([11])
      yield* Platform.withdraw(appId)
      yield* authorizers.refreshFacts(appId)
      assert.deepInclude(yield* Platform.record(appId), { status: "unauthorized" })
    }).pipe(Platform.run()))
})

describe("a new authorization", () => {
  /** Without a minute in between, too: a clock may stand still, or be set back. */
  for (const pause of ["0 seconds", "1 minute"] as const) {
    it.effect(`replaces tokens and grant at once, and the old token is never used again (after ${pause})`, () => {
      const recorder = Recorder.make()
      return Effect.gen(function*() {
        const appId = yield* Platform.merchant([7])
        assert.strictEqual((yield* Effect.flip(count(appId)))._tag, "CallRefused")
        yield* Platform.authorize(appId, [11])
        yield* count(appId)
        const former = recorder.sent.at(-1)?.token
        yield* TestClock.adjust(pause)
        const before = yield* Platform.record(appId)
        yield* Platform.authorize(appId, [7, 11])
        const after = yield* Platform.record(appId)
        assert.deepStrictEqual(after.permissionSets, [7, 11])
        assert.notStrictEqual(after.accessToken, before.accessToken)
        assert.notStrictEqual(after.refreshToken, before.refreshToken)
        recorder.sent.length = 0
        yield* Effect.replicateEffect(count(appId), 5, { concurrency: "unbounded" })
        assert.strictEqual(recorder.sent.length, 5)
        for (const { errcode, token } of recorder.sent) {
          assert.notStrictEqual(token, former)
          assert.strictEqual(errcode, 0)
        }
      }).pipe(Platform.run({ client: { transformClient: recorder.transformClient } }))
    })
  }

  it.effect("is not overwritten by a refresh of the one before", () =>
    Effect.gen(function*() {
      const appId = yield* Platform.merchant([11], { drafts: 2 })
      yield* TestClock.adjust("3 hours")
      yield* late(ComponentApi.authorizerToken, 5000)
      const caller = yield* Effect.fork(count(appId))
      yield* TestClock.adjust("1 second")
      yield* Platform.authorize(appId, [7, 11])
      const authorized = yield* tokens(appId)
      yield* TestClock.adjust("10 seconds")
      assert.deepStrictEqual(yield* Fiber.join(caller), { total_count: 2 })
      assert.deepStrictEqual(yield* tokens(appId), authorized)
    }).pipe(Platform.run()))

  it.effect("opens a record that was closed", () =>
    Effect.gen(function*() {
      const appId = yield* Platform.merchant([11], { drafts: 2 })
      yield* Platform.withdraw(appId)
      yield* close(appId)
      yield* refused(count(appId))
      yield* TestClock.adjust("1 second")
      yield* Platform.authorize(appId, [11])
      assert.deepStrictEqual(yield* count(appId), { total_count: 2 })
    }).pipe(Platform.run()))
})
