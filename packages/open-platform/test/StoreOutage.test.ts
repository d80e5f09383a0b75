import { Draft, Identifiers } from "@effect-wechat/core"
import { Authorization, Authorizers, ComponentApi, OpenPlatform, PlatformStore } from "@effect-wechat/open-platform"
import { Simulator } from "@effect-wechat/simulator"
import { assert, describe, it } from "@effect/vitest"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Metric from "effect/Metric"
import * as Scope from "effect/Scope"
import * as TestClock from "effect/TestClock"
import * as FaultyStore from "./utils/FaultyStore.ts"
import * as Platform from "./utils/Platform.ts"
import * as Watch from "@effect-wechat/testing/Watch"

const count = (appId: string) => OpenPlatform.as(appId)(Draft.count())

const renewals = Effect.all([
  Platform.timesAsked(ComponentApi.componentToken),
  Platform.timesAsked(ComponentApi.authorizerToken)
])

const untilAllIsExpired = Effect.andThen(TestClock.adjust("3 hours"), Platform.forgetSeen)

const rotating = { world: { components: [{ ...Platform.component, rotatesRefreshTokens: true }] } }

/** A process that reaches the store of the test over a link of its own. */
const linked = Effect.gen(function*() {
  const link = FaultyStore.link(yield* PlatformStore.PlatformStore)
  const process = yield* Effect.provideService(Platform.process(), PlatformStore.PlatformStore, link.store)
  return { link, process, run: Effect.provide(process) }
})

/** A process on a link, another on the store itself, and a merchant whose tokens have expired but the component's not. */
const expired = Effect.gen(function*() {
  const a = yield* linked
  const b = { run: Effect.provide(yield* Platform.process()) }
  const [appId, other] = yield* a.run(
    Effect.andThen(
      Platform.receiveTicket,
      Effect.all([Platform.merchant([11], { drafts: 2 }), Platform.merchant([11])])
    )
  )
  yield* TestClock.adjust("3 hours")
  yield* a.run(count(other))
  yield* Platform.forgetSeen
  return { a, b, appId }
})

const on = <A, E, R>(test: Effect.Effect<A, E, R>) => Platform.on(Platform.world({ simulator: rotating }))(test)

/** The end of an effect that must have one after this time. */
const endOf = <A, E, R>(effect: Effect.Effect<A, E, R>, within: Duration.DurationInput) =>
  Effect.gen(function*() {
    const fiber = yield* Effect.fork(Effect.exit(effect))
    yield* TestClock.adjust(within)
    const ended = yield* Fiber.poll(fiber)
    if (ended._tag === "None") return assert.fail("it has not ended in time")
    return yield* Fiber.join(fiber)
  })

/** Fails, and says that the store is to blame: with what was tried and why it failed. */
const blame = <A, R>(call: Effect.Effect<A, Effect.Effect.Error<ReturnType<typeof count>>, R>) =>
  Effect.map(Effect.flip(call), (error) => {
    const reason = error._tag === "WeChatError" ? error.reason : assert.fail(error.message)
    const cause = reason._tag === "TokenUnavailable" ? reason.reason : reason
    return cause._tag === "StoreUnavailable" ? cause.detail : assert.fail(error.message)
  })

const tokensOf = (appId: string) =>
  Effect.map(Platform.record(appId), ({ accessToken, refreshToken }) => ({ accessToken, refreshToken }))

describe("a token that the store does not take", () => {
  it.effect("is not asked for a second time: callers hear at once that the store is away, and the next call writes it", () =>
    Effect.gen(function*() {
      const { a, appId, b } = yield* expired
      const before = yield* b.run(tokensOf(appId))
      yield* a.link.break("refuses", ["put"])
      for (let call = 1; call <= 5; call++) {
        assert.strictEqual(yield* a.run(blame(count(appId))), "put: ECONNRESET")
      }
      assert.deepStrictEqual(yield* renewals, [0, 1])
      assert.deepStrictEqual(yield* b.run(tokensOf(appId)), before)
      yield* a.link.mend
      assert.deepStrictEqual(yield* a.run(count(appId)), { total_count: 2 })
      assert.deepStrictEqual(yield* b.run(count(appId)), { total_count: 2 })
      assert.deepStrictEqual(yield* renewals, [0, 1])
      assert.notDeepEqual(yield* b.run(tokensOf(appId)), before)
    }).pipe(on))

  it.effect("is written as soon as the store is back, without any call", () =>
    Effect.gen(function*() {
      const { a, appId, b } = yield* expired
      yield* a.link.break("refuses")
      yield* a.link.break("refuses", ["put"])
      yield* a.run(blame(count(appId)))
      yield* a.link.break("refuses")
      yield* TestClock.adjust("20 minutes")
      yield* a.link.mend
      yield* TestClock.adjust("80 seconds")
      assert.deepStrictEqual(yield* b.run(count(appId)), { total_count: 2 })
      assert.deepStrictEqual(yield* renewals, [0, 1])
    }).pipe(on))

  for (const fault of ["commits and fails", "commits and denies"] as const) {
    it.effect(`is found written, and nobody hears of anything, where the store ${fault}`, () =>
      Effect.gen(function*() {
        const { a, appId, b } = yield* expired
        yield* a.link.break(fault, ["put"], 1)
        assert.deepStrictEqual(yield* a.run(count(appId)), { total_count: 2 })
        assert.deepStrictEqual(yield* b.run(count(appId)), { total_count: 2 })
        assert.deepStrictEqual(yield* renewals, [0, 1])
      }).pipe(on))
  }

  it.effect("is found written by the next call, where the connection was lost for longer", () =>
    Effect.gen(function*() {
      const { a, appId } = yield* expired
      yield* a.link.break("commits and goes away", ["put"])
      yield* a.run(blame(count(appId)))
      yield* a.link.mend
      assert.deepStrictEqual(yield* a.run(count(appId)), { total_count: 2 })
      assert.deepStrictEqual(yield* renewals, [0, 1])
    }).pipe(on))

  it.effect("gives way to one that another process has written in the meantime", () =>
    Effect.gen(function*() {
      const { a, appId, b } = yield* expired
      yield* a.link.break("refuses", ["put"])
      yield* a.run(blame(count(appId)))
      assert.deepStrictEqual(yield* b.run(count(appId)), { total_count: 2 })
      const newer = yield* b.run(tokensOf(appId))
      yield* a.link.mend
      assert.deepStrictEqual(yield* a.run(count(appId)), { total_count: 2 })
      assert.deepStrictEqual(yield* b.run(tokensOf(appId)), newer)
      assert.deepStrictEqual(yield* renewals, [0, 2])
    }).pipe(on))

  it.effect("does not bring an account back to life that has left in the meantime", () =>
    Effect.gen(function*() {
      const { a, appId, b } = yield* expired
      yield* a.link.break("refuses", ["put"])
      yield* a.run(blame(count(appId)))
      yield* Platform.withdraw(appId)
      const authorizers = yield* b.run(Authorizers.Authorizers)
      yield* TestClock.adjust("1 second")
      yield* authorizers.close(appId, Platform.start + Duration.toMillis("4 hours"))
      yield* a.link.mend
      yield* TestClock.adjust("2 minutes")
      assert.strictEqual((yield* Effect.flip(a.run(count(appId))))._tag, "CallRefused")
      assert.deepInclude(yield* b.run(Platform.record(appId)), {
        status: "unauthorized",
        accessToken: undefined,
        refreshToken: undefined
      })
    }).pipe(on))

  it.effect("does not replace those of an authorization that has come in the meantime", () =>
    Effect.gen(function*() {
      const { a, appId, b } = yield* expired
      yield* a.link.break("refuses", ["put"])
      yield* a.run(blame(count(appId)))
      yield* b.run(Platform.authorize(appId, [11]))
      const newer = yield* b.run(tokensOf(appId))
      yield* a.link.mend
      yield* TestClock.adjust("2 minutes")
      assert.deepStrictEqual(yield* b.run(tokensOf(appId)), newer)
      assert.deepStrictEqual(yield* a.run(count(appId)), { total_count: 2 })
      assert.deepStrictEqual(yield* renewals, [0, 1])
    }).pipe(on))

  it.effect("of the component is not asked for a second time either, and written when the store is back", () =>
    Effect.gen(function*() {
      const { a, appId, b } = yield* expired
      yield* untilAllIsExpired
      yield* a.link.break("refuses", ["put"])
      for (let call = 1; call <= 5; call++) {
        assert.strictEqual(yield* a.run(blame(count(appId))), "put: ECONNRESET")
      }
      assert.deepStrictEqual(yield* renewals, [1, 0])
      yield* a.link.mend
      yield* TestClock.adjust("80 seconds")
      assert.deepStrictEqual(yield* b.run(count(appId)), { total_count: 2 })
      assert.deepStrictEqual(yield* renewals, [1, 1])
    }).pipe(on))

  it.effect("of the component gives way to one that another process has written in the meantime", () =>
    Effect.gen(function*() {
      const { a, appId, b } = yield* expired
      yield* untilAllIsExpired
      yield* a.link.break("refuses", ["put"])
      yield* a.run(blame(count(appId)))
      yield* b.run(count(appId))
      yield* a.link.mend
      yield* TestClock.adjust("10 minutes")
      yield* Platform.forgetSeen
      // The older one would be void by now.
      const known = yield* a.run(Effect.flatMap(Authorizers.Authorizers, (found) => found.refreshFacts(appId)))
      assert.strictEqual(known._tag, "Some")
      assert.deepStrictEqual(yield* renewals, [0, 0])
    }).pipe(on))

  it.effect("is counted and logged, without a word of what it is", () => {
    const watch = Watch.make()
    return Effect.gen(function*() {
      const { a, appId, b } = yield* expired
      yield* a.link.break("refuses", ["put"])
      yield* a.run(blame(count(appId)))
      const unsaved = Effect.map(
        Metric.snapshot,
        (metrics) =>
          metrics.flatMap(({ metricKey: { name, tags }, metricState }) =>
            name === "wechat_unsaved" && tags.some(({ value }) => value === "authorizer")
              && tags.some(({ value }) => value === Platform.component.appId) && "value" in metricState ?
              [metricState.value] :
              []
          )
      )
      assert.deepStrictEqual(yield* unsaved, [1])
      yield* a.link.mend
      yield* TestClock.adjust("2 minutes")
      assert.deepStrictEqual(yield* unsaved, [0])
      const said = watch.lines.filter(({ level }) => level !== "DEBUG").map(({ level, message }) =>
        `${level} ${message}`
      )
      assert.isTrue(
        said.some((line) => /^WARN What WeChat has issued is kept .*\(ECONNRESET\)/.test(line)),
        said.join("\n")
      )
      assert.isTrue(said.some((line) => /^INFO What WeChat has issued .* is in the store now/.test(line)))
      const { accessToken, refreshToken } = yield* b.run(tokensOf(appId))
      const shown = (yield* Watch.textOf(watch, Exit.void)).map(([, text]) => text).join("\n")
      for (const secret of [accessToken, refreshToken]) assert.notInclude(shown, secret ?? "-")
    }).pipe(on, Effect.provide(watch.layer))
  })
})

describe("a process that holds a token which the store did not take", () => {
  /** A process of its own scope, which has such a token. */
  const holding = Effect.gen(function*() {
    const { appId, b } = yield* expired
    const scope = yield* Scope.make()
    const victim = yield* Scope.extend(linked, scope)
    yield* victim.link.break("refuses", ["put"])
    yield* victim.run(blame(count(appId)))
    assert.deepStrictEqual(yield* renewals, [0, 1])
    return { appId, b, link: victim.link, close: Scope.close(scope, Exit.void) }
  })

  it.effect("writes it before it ends, if the store is back by then", () =>
    Effect.gen(function*() {
      const { appId, b, close, link } = yield* holding
      yield* link.mend
      yield* close
      assert.deepStrictEqual(yield* b.run(count(appId)), { total_count: 2 })
      assert.deepStrictEqual(yield* renewals, [0, 1])
    }).pipe(on))

  it.effect("ends in time if the store hangs, and says what is lost", () => {
    const watch = Watch.make()
    return Effect.gen(function*() {
      const { appId, b, close, link } = yield* holding
      yield* link.break("hangs")
      assert.isTrue(Exit.isSuccess(yield* endOf(close, "6 seconds")))
      const [line, ...others] = watch.lines.filter(({ level }) => level === "ERROR")
      assert.match(String(line?.message), /did not take 1 writes .* they are lost/)
      assert.deepStrictEqual(others, [])
      assert.deepStrictEqual(yield* b.run(count(appId)), { total_count: 2 })
    }).pipe(on, Effect.provide(watch.layer))
  })

  for (
    const [when, pause, asked] of [
      ["by the former refresh token, as long as WeChat takes it", "1 minute", 0],
      ["by the refresh token that WeChat tells, later", "10 minutes", 1]
    ] as const
  ) {
    it.effect(`may be killed: another goes on ${when}`, () =>
      Effect.gen(function*() {
        const { appId, b, link } = yield* holding
        // From here on it writes nothing, ever.
        yield* link.break("refuses")
        yield* TestClock.adjust(pause)
        yield* Platform.forgetSeen
        assert.deepStrictEqual(yield* b.run(count(appId)), { total_count: 2 })
        assert.strictEqual(yield* Platform.timesAsked(ComponentApi.authorizerInfo), asked)
        assert.deepStrictEqual(yield* renewals, [0, 1 + asked])
        yield* Platform.forgetSeen
        assert.deepStrictEqual(yield* b.run(count(appId)), { total_count: 2 })
        assert.deepStrictEqual(yield* renewals, [0, 0])
      }).pipe(on))
  }
})

describe("a caller", () => {
  for (const operation of ["get", "put", "acquire"] as const) {
    it.effect(`hears in time that the store hangs on ${operation}, and is served when it is back`, () =>
      Effect.gen(function*() {
        const { a, appId } = yield* expired
        yield* a.link.break("hangs", [operation])
        for (let call = 1; call <= 2; call++) {
          const exit = yield* endOf(a.run(blame(count(appId))), "15 seconds")
          assert.deepStrictEqual(exit, Exit.succeed(`${operation}: TimedOut`))
        }
        assert.isAtMost((yield* renewals)[1], 1)
        yield* a.link.mend
        assert.deepStrictEqual(yield* endOf(a.run(count(appId)), "1 second"), Exit.succeed({ total_count: 2 }))
        assert.deepStrictEqual(yield* renewals, [0, 1])
      }).pipe(on))
  }

  it.effect("has the token in time, although the lease cannot be given back", () =>
    Effect.gen(function*() {
      const { a, appId } = yield* expired
      yield* a.link.break("hangs", ["release"])
      assert.deepStrictEqual(yield* endOf(a.run(count(appId)), "6 seconds"), Exit.succeed({ total_count: 2 }))
      assert.deepStrictEqual(yield* renewals, [0, 1])
    }).pipe(on))

  it.effect("waits 80 seconds at the most, for another's lease on a store that takes almost too long", () =>
    Effect.gen(function*() {
      const { appId } = yield* expired
      const store = yield* PlatformStore.PlatformStore
      const slow = <A, E>(effect: Effect.Effect<A, E>) => Effect.delay(effect, "4900 millis")
      const crawling: PlatformStore.Service = {
        get: (key) => slow(store.get(key)),
        put: (key, body, expected) => slow(store.put(key, body, expected)),
        page: (of, options) => slow(store.page(of, options)),
        acquire: () => slow(Effect.succeed(false)),
        release: (lease, owner) => slow(store.release(lease, owner))
      }
      const process = yield* Effect.provideService(Platform.process(), PlatformStore.PlatformStore, crawling)
      const exit = yield* endOf(Effect.provide(blame(count(appId)), process), "80 seconds")
      assert.deepStrictEqual(exit, Exit.succeed("acquire: LeaseHeldTooLong"))
    }).pipe(on))

  it.effect("waits 80 seconds at the most, also where all that can be slow is slow", () =>
    Effect.gen(function*() {
      const simulator = yield* Simulator.Simulator
      const { a, appId } = yield* expired
      yield* untilAllIsExpired
      // Each attempt takes almost as long as it may, and is repeated.
      yield* simulator.inject({ when: {}, what: { _tag: "Code", errcode: -1 } })
      yield* simulator.inject({ when: {}, what: { _tag: "Delay", millis: 9900 } })
      yield* a.link.break("hangs", ["release"])
      assert.isTrue(Exit.isFailure(yield* endOf(a.run(count(appId)), "80 seconds")))
    }).pipe(on))
})

describe("an exchanged code", () => {
  const complete = (code: Effect.Effect.Success<ReturnType<typeof Platform.consent>>) =>
    Effect.flatMap(Authorization.Authorization, (authorization) => authorization.complete(code))

  const newcomer = Effect.flatMap(
    Simulator.Simulator,
    (simulator) => Effect.map(simulator.addAccount({ drafts: 4 }), ({ appId }) => Identifiers.AppId.make(appId))
  )

  const exchanges = Platform.timesAsked(ComponentApi.queryAuth)

  const expectAway = <A, R>(effect: Effect.Effect<A, Effect.Effect.Error<ReturnType<typeof complete>>, R>) =>
    Effect.map(
      Effect.flip(effect),
      (error) => assert.strictEqual(error._tag === "WeChatError" ? error.reason._tag : error._tag, "StoreUnavailable")
    )

  for (const operations of [["put"], ["get", "put", "release"]] as const) {
    it.effect(`is not exchanged again, and nobody has to scan again, where the store fails to ${operations.join(", ")}`, () =>
      Effect.gen(function*() {
        const { a, b } = yield* expired
        const appId = yield* newcomer
        const code = yield* Platform.consent(appId, [11])
        const simulator = yield* Simulator.Simulator
        yield* simulator.inject({
          when: { endpoint: ComponentApi.queryAuth.name, times: 1 },
          what: { _tag: "Delay", millis: 1000 }
        })
        const first = yield* Effect.fork(expectAway(a.run(complete(code))))
        yield* TestClock.adjust("500 millis")
        yield* a.link.break("refuses", operations)
        yield* TestClock.adjust("500 millis")
        yield* Fiber.join(first)
        yield* expectAway(a.run(complete(code)))
        assert.strictEqual(yield* exchanges, 1)
        yield* a.link.mend
        assert.deepInclude(yield* a.run(complete(code)), { appId, status: "authorized", authorization: 1 })
        assert.deepInclude(yield* b.run(complete(code)), { appId, status: "authorized", authorization: 1 })
        assert.deepStrictEqual(yield* b.run(count(appId)), { total_count: 4 })
        assert.strictEqual(yield* exchanges, 1)
        assert.deepStrictEqual(yield* renewals, [0, 0])
      }).pipe(on))
  }

  it.effect("is kept by itself when the store is back, once", () =>
    Effect.gen(function*() {
      const { a, b } = yield* expired
      const appId = yield* newcomer
      yield* a.link.break("commits and goes away", ["put"])
      yield* expectAway(a.run(complete(yield* Platform.consent(appId, [11]))))
      yield* a.link.mend
      yield* TestClock.adjust("80 seconds")
      assert.deepInclude(yield* b.run(Platform.record(appId)), { status: "authorized", authorization: 1 })
      assert.deepStrictEqual(yield* b.run(count(appId)), { total_count: 4 })
      assert.deepStrictEqual(yield* renewals, [0, 0])
    }).pipe(on))

  it.effect("does not replace the tokens of a later authorization that another process has taken in", () =>
    Effect.gen(function*() {
      const { a, appId, b } = yield* expired
      const earlier = yield* Platform.consent(appId, [7, 11])
      yield* a.link.break("refuses", ["put"])
      yield* expectAway(a.run(complete(earlier)))
      yield* b.run(Platform.authorize(appId, [11]))
      const later = yield* b.run(Platform.record(appId))
      yield* a.link.mend
      yield* TestClock.adjust("80 seconds")
      assert.deepStrictEqual(yield* b.run(Platform.record(appId)), later)
    }).pipe(on))
})
