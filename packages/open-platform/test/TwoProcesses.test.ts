import { Draft } from "@effect-wechat/core"
import { Authorization, Authorizers, ComponentApi, OpenPlatform, PlatformStore } from "@effect-wechat/open-platform"
import { Simulator } from "@effect-wechat/simulator"
import { assert, describe, it } from "@effect/vitest"
import * as Arr from "effect/Array"
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as FastCheck from "effect/FastCheck"
import * as Fiber from "effect/Fiber"
import * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import * as TestClock from "effect/TestClock"
import * as FaultyStore from "./utils/FaultyStore.ts"
import * as ManualClock from "./utils/ManualClock.ts"
import * as Platform from "./utils/Platform.ts"
import * as Recorder from "./utils/Recorder.ts"
import * as Stores from "./utils/Stores.ts"

const count = (appId: string) => OpenPlatform.as(appId)(Draft.count())

const renewals = Effect.all([
  Platform.timesAsked(ComponentApi.componentToken),
  Platform.timesAsked(ComponentApi.authorizerToken)
])

const late = (endpoint: { readonly name: string }, millis: number) =>
  Effect.flatMap(
    Simulator.Simulator,
    (simulator) => simulator.inject({ when: { endpoint: endpoint.name }, what: { _tag: "Delay", millis } })
  )

/** WeChat, a store and a component for all processes of a test. */
const shared = (options: Platform.Options = {}) => Platform.on(Platform.world(options))

const rotating = { world: { components: [{ ...Platform.component, rotatesRefreshTokens: true }] } }

/** Later than all tokens last, but the component has a new one. */
const untilOnlyThoseOfAccountsAreExpired = (process: Platform.Process) =>
  Effect.gen(function*() {
    yield* TestClock.adjust("3 hours")
    yield* Effect.provide(Platform.merchant([11]), process)
    yield* Platform.forgetSeen
  })

/** A process that reaches the store over a link of its own, which can be cut. */
const linked = Effect.gen(function*() {
  const link = FaultyStore.link(yield* PlatformStore.PlatformStore)
  return { link, process: yield* Effect.provideService(Platform.process(), PlatformStore.PlatformStore, link.store) }
})

/** Two processes, a merchant that has authorized one of them, and a ticket that has reached it. */
const pair = (
  options: Parameters<typeof Platform.process>[0] = {},
  account?: Parameters<typeof Platform.merchant>[1]
) =>
  Effect.gen(function*() {
    const [a, b] = [yield* Platform.process(options), yield* Platform.process(options)]
    const appId = yield* Effect.andThen(Platform.receiveTicket, Platform.merchant([11], account)).pipe(
      Effect.provide(a)
    )
    return { a, b, appId }
  })

const untilAllIsExpired = Effect.andThen(TestClock.adjust("3 hours"), Platform.forgetSeen)

describe("two processes on one store", () => {
  it.effect("both call for an authorizer that one of them took in, with the component's token and ticket of the other", () =>
    Effect.gen(function*() {
      const { a, appId, b } = yield* pair({}, { drafts: 3 })
      assert.deepStrictEqual(yield* Effect.provide(count(appId), a), { total_count: 3 })
      assert.deepStrictEqual(yield* Effect.provide(count(appId), b), { total_count: 3 })
      assert.deepStrictEqual(yield* renewals, [1, 0])
    }).pipe(shared()))

  it.effect("refresh once for both: what one has fetched, the other takes", () =>
    Effect.gen(function*() {
      const { a, appId, b } = yield* pair()
      for (let round = 1; round <= 3; round++) {
        yield* untilAllIsExpired
        yield* Effect.provide(count(appId), round % 2 === 0 ? a : b)
        yield* Effect.provide(count(appId), round % 2 === 0 ? b : a)
        assert.deepStrictEqual(yield* renewals, [1, 1])
      }
    }).pipe(shared()))

  it.effect("refresh once for both when 20 callers of each come at the same time, and WeChat is slow", () =>
    Effect.gen(function*() {
      const { a, appId, b } = yield* pair()
      yield* untilAllIsExpired
      yield* late(ComponentApi.componentToken, 2000)
      yield* late(ComponentApi.authorizerToken, 3000)
      const callers = yield* Effect.fork(
        Effect.forEach(Arr.makeBy(40, (n) => n), (n) => Effect.provide(count(appId), n % 2 === 0 ? a : b), {
          concurrency: "unbounded"
        })
      )
      yield* TestClock.adjust("10 seconds")
      assert.strictEqual((yield* Fiber.join(callers)).length, 40)
      assert.deepStrictEqual(yield* renewals, [1, 1])
    }).pipe(shared()))

  it.effect("refresh once for both ahead of the end, and once for both after a token was voided", () =>
    Effect.gen(function*() {
      const simulator = yield* Simulator.Simulator
      const { a, appId, b } = yield* pair()
      yield* Effect.all([Effect.provide(count(appId), a), Effect.provide(count(appId), b)])
      yield* TestClock.adjust("111 minutes")
      yield* Platform.forgetSeen
      const each = Effect.gen(function*() {
        const calls = [Effect.provide(count(appId), a), Effect.provide(count(appId), b)]
        const fibers = yield* Effect.forkAll(calls)
        // Whoever has not got the lease looks again after a while.
        yield* TestClock.adjust("1 second")
        yield* Fiber.join(fibers)
      })
      yield* each
      yield* TestClock.adjust("1 minute")
      yield* each
      assert.deepStrictEqual((yield* renewals)[1], 1)
      yield* simulator.revokeTokens(appId)
      yield* Platform.forgetSeen
      yield* each
      yield* each
      assert.deepStrictEqual(yield* renewals, [0, 1])
    }).pipe(shared()))

  it.effect.prop(
    "never refresh twice for one expiry, however calls, a slow store and a slow WeChat interleave",
    {
      calls: FastCheck.array(FastCheck.record({ at: FastCheck.nat(4000), isA: FastCheck.boolean() }), {
        minLength: 2,
        maxLength: 12
      }),
      latencies: FastCheck.array(FastCheck.nat(700), { minLength: 1, maxLength: 20 }),
      delay: FastCheck.nat(5000)
    },
    ({ calls, delay, latencies }) => {
      const time = ManualClock.make(Platform.start)
      let isSlow = false
      let asked = 0
      const latency = Effect.suspend(() =>
        isSlow ? Effect.sleep(Duration.millis(latencies[asked++ % latencies.length] ?? 0)) : Effect.void
      )
      const store = Stores.layer((memory) => ({
        get: (key) => Effect.zipLeft(memory.get(key), latency),
        put: (key, body, expected) => Effect.zipRight(latency, memory.put(key, body, expected)),
        page: memory.page,
        acquire: (lease, owner, duration) => Effect.zipLeft(memory.acquire(lease, owner, duration), latency),
        release: (lease, owner) => Effect.zipRight(latency, memory.release(lease, owner))
      }))
      return Effect.gen(function*() {
        const { a, appId, b } = yield* pair({}, { drafts: 1 })
        yield* time.advance(3 * 3_600_000)
        yield* Platform.forgetSeen
        yield* late(ComponentApi.authorizerToken, delay)
        yield* late(ComponentApi.componentToken, delay)
        isSlow = true
        const fibers = yield* Effect.forEach(
          calls,
          ({ at, isA }) => Effect.fork(Effect.delay(Effect.provide(count(appId), isA ? a : b), Duration.millis(at)))
        )
        // In steps, because whoever is between two waits when time moves is left behind by that much.
        for (let second = 0; second < 100; second++) yield* Effect.zipRight(time.settle(3), time.advance(1000))
        const counts = yield* Fiber.join(Fiber.all(fibers))
        assert.isTrue(counts.every(({ total_count }) => total_count === 1))
        assert.deepStrictEqual(yield* renewals, [1, 1])
      }).pipe(Effect.scoped, Effect.provide(Platform.world({ store })), Effect.withClock(time.clock))
    },
    { fastCheck: { numRuns: 40 } }
  )

  it.effect("notice within a moment what the other has changed", () =>
    Effect.gen(function*() {
      const { a, appId, b } = yield* pair()
      yield* Effect.provide(count(appId), a)
      yield* Effect.provide(count(appId), b)
      yield* Effect.gen(function*() {
        const authorizers = yield* Authorizers.Authorizers
        yield* authorizers.close(appId, yield* Clock.currentTimeMillis)
      }).pipe(Effect.provide(a))
      yield* TestClock.adjust("10 seconds")
      yield* Platform.forgetSeen
      assert.strictEqual((yield* Effect.flip(Effect.provide(count(appId), b)))._tag, "CallRefused")
      assert.deepStrictEqual(yield* Platform.asked, [])
    }).pipe(shared()))

  it.effect("notice as soon as one likes what the other has changed", () =>
    Effect.gen(function*() {
      const { a, appId, b } = yield* pair({ platform: { keepFor: 0 } })
      yield* Effect.provide(count(appId), b)
      yield* Effect.flatMap(Authorizers.Authorizers, (authorizers) => authorizers.close(appId, Platform.start)).pipe(
        Effect.provide(a)
      )
      assert.strictEqual((yield* Effect.flip(Effect.provide(count(appId), b)))._tag, "CallRefused")
    }).pipe(shared()))

  it.effect("go on after the other took a new authorization in, and do not use the old token twice", () => {
    const recorder = Recorder.make()
    return Effect.gen(function*() {
      const { a, appId, b } = yield* pair({ client: { transformClient: recorder.transformClient } }, { drafts: 2 })
      yield* Effect.provide(count(appId), b)
      yield* TestClock.adjust("1 second")
      yield* Effect.provide(Platform.authorize(appId, [7, 11]), a)
      recorder.sent.length = 0
      for (let call = 1; call <= 3; call++) {
        assert.deepStrictEqual(yield* Effect.provide(count(appId), b), { total_count: 2 })
      }
      assert.deepStrictEqual(recorder.sent.map(({ errcode }) => errcode), [40001, 0, 0, 0])
      assert.strictEqual(yield* Platform.timesAsked(ComponentApi.authorizerToken), 0)
    }).pipe(shared())
  })

  it.effect("keep the newer tokens, when one of them writes so late that the other has fetched some too", () =>
    Effect.gen(function*() {
      const { a, appId } = yield* pair({}, { drafts: 2 })
      const sleeper = yield* linked
      yield* untilOnlyThoseOfAccountsAreExpired(a)
      yield* sleeper.link.break("commits far too late", ["put"])
      const first = yield* Effect.fork(Effect.exit(Effect.provide(count(appId), sleeper.process)))
      yield* TestClock.adjust("1 second")
      const second = yield* Effect.fork(Effect.provide(count(appId), a))
      yield* TestClock.adjust("65 seconds")
      assert.isTrue(Exit.isFailure(yield* Fiber.join(first)))
      yield* Fiber.join(second)
      const tokens = yield* Effect.provide(Platform.record(appId), a)
      yield* TestClock.adjust("2 minutes")
      assert.isTrue(sleeper.link.isLateDone())
      assert.deepStrictEqual(yield* Effect.provide(Platform.record(appId), a), tokens)
      yield* sleeper.link.mend
      assert.deepStrictEqual(yield* Effect.provide(count(appId), sleeper.process), { total_count: 2 })
      assert.deepStrictEqual((yield* renewals)[1], 2)
    }).pipe(shared({ simulator: rotating })))
})

describe("a process that ends between WeChat's answer and its write", () => {
  for (
    const [when, pause] of [["at once", "61 seconds"], [
      "after the former refresh token has ended",
      "10 minutes"
    ]] as const
  ) {
    it.effect(`loses no authorization: the next call of another process mends it, ${when}`, () =>
      Effect.gen(function*() {
        const { appId, b } = yield* pair({}, { drafts: 2 })
        yield* untilOnlyThoseOfAccountsAreExpired(b)
        const victim = yield* linked
        yield* victim.link.break("hangs", ["put"])
        const caller = yield* Effect.fork(Effect.provide(count(appId), victim.process))
        yield* TestClock.adjust("1 second")
        assert.deepStrictEqual(yield* renewals, [0, 1])
        yield* Fiber.interruptFork(caller)
        // Killed: it writes nothing any more, and the lease stays taken.
        yield* victim.link.break("refuses")
        yield* TestClock.adjust(pause)
        assert.deepStrictEqual(yield* Effect.provide(count(appId), b), { total_count: 2 })
      }).pipe(shared({ simulator: rotating })))
  }

  it.effect("loses no authorization when the write fails: the caller gets a typed error, and the next call goes", () => {
    let isBroken = false
    const store = Stores.layer((memory) => ({
      ...memory,
      put: (key, body, expected) => isBroken ? Effect.fail(Stores.unreachable("put")) : memory.put(key, body, expected)
    }))
    return Effect.gen(function*() {
      const { a, appId, b } = yield* pair({}, { drafts: 2 })
      yield* TestClock.adjust("3 hours")
      yield* Effect.provide(count(yield* Effect.provide(Platform.merchant([11]), a)), a)
      isBroken = true
      const error = yield* Effect.flip(Effect.provide(count(appId), a))
      if (error._tag !== "WeChatError" || error.reason._tag !== "TokenUnavailable") {
        return assert.fail(`another error: ${error.message}`)
      }
      assert.strictEqual(error.reason.reason._tag, "StoreUnavailable")
      assert.deepInclude(error, { who: "provider", isRetryable: true })
      isBroken = false
      yield* TestClock.adjust("10 minutes")
      assert.deepStrictEqual(yield* Effect.provide(count(appId), b), { total_count: 2 })
      assert.deepStrictEqual(yield* Effect.provide(count(appId), a), { total_count: 2 })
    }).pipe(shared({ store, simulator: rotating }))
  })

  it.effect("leaves an exchanged code that nobody has the tokens of, which sync brings back", () =>
    Effect.gen(function*() {
      const simulator = yield* Simulator.Simulator
      const { b } = yield* pair()
      const victim = yield* linked
      const { appId } = yield* simulator.addAccount({ drafts: 5 })
      const code = yield* Platform.consent(appId, [11])
      const complete = Effect.flatMap(Authorization.Authorization, (authorization) => authorization.complete(code))
      yield* victim.link.break("hangs", ["put"])
      const exchange = yield* Effect.fork(Effect.provide(complete, victim.process))
      yield* TestClock.adjust("1 second")
      yield* Fiber.interruptFork(exchange)
      yield* victim.link.break("refuses")
      yield* TestClock.adjust("61 seconds")
      // The code is used up. What it was for is not lost.
      assert.strictEqual((yield* Effect.flip(Effect.provide(complete, b)))._tag, "CodeExpired")
      assert.strictEqual((yield* Effect.flip(Effect.provide(count(appId), b)))._tag, "CallRefused")
      yield* Effect.provide(Stream.runDrain(OpenPlatform.sync()), b)
      assert.deepStrictEqual(yield* Effect.provide(count(appId), b), { total_count: 5 })
    }).pipe(shared()))
})

describe("a process that starts anew", () => {
  it.effect("goes on with the ticket and the tokens of the one before, without asking WeChat for any", () =>
    Effect.gen(function*() {
      const scope = yield* Scope.make()
      const before = yield* Scope.extend(Platform.process(), scope)
      const appId = yield* Effect.andThen(Platform.receiveTicket, Platform.merchant([11])).pipe(Effect.provide(before))
      yield* Scope.close(scope, Exit.void)
      yield* Platform.forgetSeen
      yield* Effect.provide(count(appId), yield* Platform.process())
      assert.deepStrictEqual(yield* Platform.asked, [Draft.count.name])
    }).pipe(shared()))

  it.effect("reads a record once for its token, and writes nothing", () =>
    Effect.gen(function*() {
      const { appId } = yield* pair()
      const { link, process } = yield* linked
      yield* Effect.provide(count(appId), process)
      assert.deepStrictEqual(link.asked, ["get"])
    }).pipe(shared()))
})

it.effect("a store that cannot be read is a typed error that passes, and no call goes out", () => {
  let isBroken = false
  const store = Stores.layer((memory) => ({
    ...memory,
    get: (key) => isBroken ? Effect.fail(Stores.unreachable("get")) : memory.get(key)
  }))
  return Effect.gen(function*() {
    const { appId, b } = yield* pair()
    isBroken = true
    yield* Platform.forgetSeen
    const error = yield* Effect.flip(Effect.provide(count(appId), b))
    assert.deepInclude(error, { _tag: "WeChatError", who: "provider", isRetryable: true })
    assert.include(error.message, "ECONNREFUSED")
    assert.deepStrictEqual(yield* Platform.asked, [])
  }).pipe(shared({ store }))
})
