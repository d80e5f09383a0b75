import { Draft, type WeChatError } from "@effect-wechat/core"
import { ComponentApi, OpenPlatform, VerifyTicket } from "@effect-wechat/open-platform"
import { Simulator } from "@effect-wechat/simulator"
import { assert, describe, it } from "@effect/vitest"
import { assertSome } from "@effect/vitest/utils"
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Metric from "effect/Metric"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import * as TestClock from "effect/TestClock"
import * as Platform from "./utils/Platform.ts"
import * as Stores from "./utils/Stores.ts"
import * as Watch from "@effect-wechat/testing/Watch"

const count = (appId: string) => OpenPlatform.as(appId)(Draft.count())

const age = Effect.flatMap(VerifyTicket.VerifyTicket, (tickets) => tickets.age)

const receive = (value: string, createdAt: number) =>
  Effect.flatMap(VerifyTicket.VerifyTicket, (tickets) => tickets.receive({ value: Redacted.make(value), createdAt }))

const newest = Effect.gen(function*() {
  const tickets = yield* VerifyTicket.VerifyTicket
  return Option.map(yield* tickets.newest, ({ value }) => Redacted.value(value))
})

/** When, in minutes from the beginning, WeChat was asked to push again. */
const askedAt = Effect.gen(function*() {
  const simulator = yield* Simulator.Simulator
  return (yield* simulator.requests)
    .filter(({ endpoint }) => endpoint === ComponentApi.startPushTicket.name)
    .map(({ at }) => (at - Platform.start) / 60_000)
})

/** Why a token could not be had. */
const unavailable = (error: { readonly _tag: string; readonly message: string } | WeChatError.WeChatError) =>
  "reason" in error && error.reason._tag === "TokenUnavailable"
    ? error.reason
    : assert.fail(`another error: ${error.message}`)

/** Of this component: metrics are the process's, and others have left theirs. */
const gauge = Effect.map(
  Metric.snapshot,
  (pairs) =>
    pairs.flatMap(({ metricKey: { name, tags }, metricState }) =>
      name === "wechat_ticket_age_seconds" && tags.some(({ value }) => value === Platform.component.appId)
        && "value" in metricState
        ? [metricState.value]
        : []
    )
)

describe("without a ticket", () => {
  it.effect("a call fails with an error that says exactly that, and who must act", () =>
    Effect.gen(function*() {
      // The account was taken in, and then all tokens and tickets ended.
      const scope = yield* Scope.make()
      const appId = yield* Effect.andThen(Platform.receiveTicket, Platform.merchant([11])).pipe(
        Effect.provide(yield* Scope.extend(Platform.process(), scope))
      )
      yield* Scope.close(scope, Exit.void)
      yield* TestClock.adjust("13 hours")
      yield* Platform.forgetSeen
      const error = yield* Effect.flip(Effect.provide(count(appId), yield* Platform.process()))
      const reason = unavailable(error)
      assert.deepInclude(error, { endpoint: Draft.count.name, appId, who: "provider", isRetryable: true })
      assert.strictEqual(reason.from, ComponentApi.componentToken.name)
      assert.deepInclude(reason.reason, { _tag: "TicketMissing", newest: Platform.start })
      assert.include(error.message, "the newest component_verify_ticket is older than 12 hours")
      assert.include(error.message, "the service provider must see that pushes to the authorization URL arrive")
      assert.deepStrictEqual(yield* Platform.asked, [])
    }).pipe(Platform.on(Platform.world())))

  it.effect("that ever came, the error says so", () =>
    Effect.gen(function*() {
      const error = yield* Effect.flip(Stream.runDrain(OpenPlatform.sync()))
      assert.include(error.message, "WeChat has not pushed a component_verify_ticket yet")
      assert.isTrue(Option.isNone(yield* age))
    }).pipe(Platform.on(Platform.layer())))

  it.effect("calls go on as long as their tokens last", () =>
    Effect.gen(function*() {
      const appId = yield* Platform.merchant([11])
      yield* TestClock.adjust("119 minutes")
      yield* count(appId)
    }).pipe(Platform.run()))
})

describe("a ticket", () => {
  it.effect("buys tokens until it is 12 hours old", () =>
    Effect.gen(function*() {
      const appId = yield* Platform.merchant([11])
      yield* TestClock.adjust("719 minutes")
      yield* count(appId)
      yield* TestClock.adjust("3 hours")
      assert.strictEqual(unavailable(yield* Effect.flip(count(appId))).reason._tag, "TicketMissing")
      yield* Platform.receiveTicket
      yield* count(appId)
    }).pipe(Platform.run()))

  it.effect("has an age that can be read, and is a metric", () =>
    Effect.gen(function*() {
      assertSome(yield* age, Duration.zero)
      assert.deepStrictEqual(yield* gauge, [0])
      yield* TestClock.adjust("25 minutes")
      assertSome(yield* age, Duration.minutes(25))
      assert.deepStrictEqual(yield* gauge, [1200])
      yield* Platform.receiveTicket
      assertSome(yield* age, Duration.zero)
      assert.deepStrictEqual(yield* gauge, [0])
    }).pipe(Platform.run()))

  it.effect("does not take the place of a newer one, and does not grow younger when it comes again", () =>
    Effect.gen(function*() {
      const now = yield* Clock.currentTimeMillis
      yield* receive("newer", now + 600_000)
      yield* TestClock.adjust("20 minutes")
      yield* receive("older", now)
      assertSome(yield* newest, "newer")
      yield* receive("newer", now + 600_000)
      assertSome(yield* age, Duration.minutes(20))
      yield* receive("newest", now + 1_200_000)
      assertSome(yield* newest, "newest")
      assertSome(yield* age, Duration.zero)
    }).pipe(Platform.on(Platform.layer())))

  it.effect("survives a restart, with its age", () =>
    Effect.gen(function*() {
      const scope = yield* Scope.make()
      yield* Effect.provide(Platform.receiveTicket, yield* Scope.extend(Platform.process(), scope))
      yield* Scope.close(scope, Exit.void)
      yield* TestClock.adjust("7 minutes")
      const next = yield* Platform.process()
      assertSome(yield* Effect.provide(age, next), Duration.minutes(7))
      yield* Effect.provide(Platform.merchant([11]), next)
    }).pipe(Platform.on(Platform.world())))
})

describe("when tickets stay away", () => {
  it.effect("a warning is logged after an hour, and WeChat is asked to push again, ever less often", () => {
    const watch = Watch.make()
    return Effect.gen(function*() {
      const simulator = yield* Simulator.Simulator
      yield* simulator.stopTickets(Platform.component.appId)
      yield* TestClock.adjust("59 minutes")
      assert.deepStrictEqual(yield* askedAt, [])
      assert.deepStrictEqual(watch.lines.filter(({ level }) => level === "WARN"), [])
      yield* TestClock.adjust("1 minute")
      assert.deepStrictEqual(yield* askedAt, [60])
      const warning = watch.lines.find(({ level }) => level === "WARN")
      assert.include(`${warning?.message}`, "The newest component_verify_ticket is 60 minutes old")
      assert.deepInclude(warning?.annotations, { "wechat.component": Platform.component.appId })
      const [request] = yield* simulator.requests
      assert.deepStrictEqual(JSON.parse(request?.body ?? ""), {
        component_appid: Platform.component.appId,
        component_secret: "***"
      })
      assert.deepInclude(yield* simulator.component(Platform.component.appId), { isPushing: true })
      yield* TestClock.adjust("9 hours")
      assert.deepStrictEqual(yield* askedAt, [60, 80, 120, 200, 320, 440, 560])
    }).pipe(Platform.run(), Effect.provide(watch.layer))
  })

  it.effect("WeChat is not asked any more as soon as they come, and again when they stay away anew", () =>
    Effect.gen(function*() {
      yield* TestClock.adjust("90 minutes")
      assert.deepStrictEqual(yield* askedAt, [60, 80])
      // At 115, so that the look at 120 finds it fresh, and every 10 minutes from there.
      yield* TestClock.adjust("25 minutes")
      yield* Platform.receiveTicket
      yield* TestClock.adjust("59 minutes")
      assert.deepStrictEqual(yield* askedAt, [60, 80])
      yield* TestClock.adjust("10 minutes")
      assert.deepStrictEqual(yield* askedAt, [60, 80, 180])
    }).pipe(Platform.run()))

  it.effect("from the beginning, the hour counts from the start", () => {
    const watch = Watch.make()
    return Effect.gen(function*() {
      yield* TestClock.adjust("60 minutes")
      assert.deepStrictEqual(yield* askedAt, [60])
      const warnings = watch.lines.filter(({ level }) => level === "WARN").map(({ message }) => `${message}`)
      assert.strictEqual(warnings.length, 1)
      assert.include(warnings[0], "No component_verify_ticket for 60 minutes")
    }).pipe(Platform.on(Platform.layer()), Effect.provide(watch.layer))
  })

  it.effect("as long as one likes, nobody is warned", () =>
    Effect.gen(function*() {
      yield* TestClock.adjust("29 minutes")
      assert.deepStrictEqual(yield* askedAt, [])
      yield* TestClock.adjust("1 minute")
      assert.deepStrictEqual(yield* askedAt, [30])
    }).pipe(Platform.run({ platform: { warnAfter: "30 minutes" } })))

  it.effect("and WeChat cannot be asked, or the store be read, the watch goes on", () => {
    let isBroken = false
    const watch = Watch.make()
    const store = Stores.layer((memory) => ({
      ...memory,
      get: (key) => Effect.suspend(() => isBroken ? Effect.fail(Stores.unreachable("get")) : memory.get(key))
    }))
    return Effect.gen(function*() {
      const simulator = yield* Simulator.Simulator
      yield* simulator.inject({
        when: { endpoint: ComponentApi.startPushTicket.name, times: 1 },
        what: { _tag: "Code", errcode: 45009 }
      })
      yield* TestClock.adjust("61 minutes")
      isBroken = true
      yield* TestClock.adjust("20 minutes")
      isBroken = false
      yield* TestClock.adjust("50 minutes")
      assert.deepStrictEqual(yield* askedAt, [60, 120])
      const warnings = watch.lines.filter(({ level }) => level === "WARN").map(({ message }) => `${message}`)
      assert.isTrue(warnings.some((warning) => warning.includes("could not be asked to push")))
      assert.isTrue(warnings.some((warning) => warning.includes("ECONNREFUSED")))
    }).pipe(Platform.run({ store }), Effect.provide(watch.layer))
  })
})
