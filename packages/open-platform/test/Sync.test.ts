import { Draft } from "@effect-wechat/core"
import { Authorizers, ComponentApi, OpenPlatform, PlatformStore } from "@effect-wechat/open-platform"
import { Simulator } from "@effect-wechat/simulator"
import { assert, describe, it } from "@effect/vitest"
import * as Arr from "effect/Array"
import * as Chunk from "effect/Chunk"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Stream from "effect/Stream"
import * as TestClock from "effect/TestClock"
import * as Platform from "./utils/Platform.ts"

const count = (appId: string) => OpenPlatform.as(appId)(Draft.count())

const sync = (options?: Parameters<typeof OpenPlatform.sync>[0]) =>
  Effect.map(Stream.runCollect(OpenPlatform.sync(options)), Chunk.toReadonlyArray)

const authorizers = Effect.flatMap(
  OpenPlatform.OpenPlatform,
  (platform) => Effect.map(Stream.runCollect(platform.authorizers), Chunk.toReadonlyArray)
)

/** Merchants that have authorized, and a store that has forgotten all of them. */
const afterLoss = (merchants: number) =>
  Effect.gen(function*() {
    const before = yield* Platform.process()
    const appIds = yield* Effect.andThen(
      Platform.receiveTicket,
      Effect.forEach(Arr.range(1, merchants), (drafts) => Platform.merchant([11], { drafts }), { concurrency: 16 })
    ).pipe(Effect.provide(before))
    return appIds
  })

/** A process on a store of its own, which is empty. */
const fresh = Platform.process().pipe(Effect.provide(PlatformStore.layerMemory))

describe("sync", () => {
  it.effect(
    "builds an empty store anew from WeChat's list, page by page, and every account can be called for",
    () =>
      Effect.gen(function*() {
        const appIds = yield* afterLoss(250)
        const platform = yield* fresh
        yield* Effect.provide(Platform.receiveTicket, platform)
        yield* Platform.forgetSeen
        const progress = yield* Effect.provide(sync(), platform)
        assert.deepStrictEqual(progress.map(({ appId }): string => appId), appIds)
        assert.isTrue(progress.every(({ isNew, total }) => isNew && total === 250))
        assert.deepStrictEqual(progress.map(({ next }) => next), Arr.range(1, 250))
        assert.strictEqual(yield* Platform.timesAsked(ComponentApi.authorizerList), 3)
        assert.strictEqual(yield* Platform.timesAsked(ComponentApi.authorizerInfo), 250)
        const records = yield* Effect.provide(authorizers, platform)
        assert.strictEqual(records.length, 250)
        assert.isTrue(
          records.every(({ facts, permissionSets, status }) =>
            status === "authorized" && facts !== undefined && permissionSets.join() === "11"
          )
        )
        const outcomes = yield* Effect.provide(
          OpenPlatform.forEachAuthorizer(Draft.count(), { concurrency: 16 }),
          platform
        )
        for (const { appId, exit } of outcomes) {
          assert.isTrue(exit._tag === "Success" && exit.value.total_count === appIds.indexOf(appId) + 1)
        }
      }).pipe(Platform.on(Platform.world()))
  )

  it.effect("does nothing to what is known already, but to ask for the facts", () =>
    Effect.gen(function*() {
      const appIds = yield* Effect.replicateEffect(Platform.merchant([11]), 5)
      const before = yield* Effect.forEach(appIds, Platform.record)
      yield* TestClock.adjust("1 minute")
      assert.isTrue((yield* sync()).every(({ isNew }) => !isNew))
      const after = yield* Effect.forEach(appIds, Platform.record)
      for (const [at, now] of after.entries()) {
        assert.strictEqual(now.factsAt, Platform.start + 60_000)
        assert.deepStrictEqual({ ...now, factsAt: 0 }, { ...before[at], factsAt: 0 })
      }
    }).pipe(Platform.run()))

  it.effect("goes on where it was interrupted", () =>
    Effect.gen(function*() {
      const appIds = yield* afterLoss(130)
      const platform = yield* fresh
      yield* Effect.provide(Platform.receiveTicket, platform)
      const simulator = yield* Simulator.Simulator
      yield* simulator.inject({
        when: { endpoint: ComponentApi.authorizerInfo.name },
        what: { _tag: "Delay", millis: 1000 }
      })
      let next = 0
      const first = yield* OpenPlatform.sync({ concurrency: 2 }).pipe(
        Stream.runForEach((progress) =>
          Effect.sync(() => {
            next = progress.next
          })
        ),
        Effect.provide(platform),
        Effect.fork
      )
      yield* TestClock.adjust("30500 millis")
      yield* Fiber.interrupt(first)
      yield* TestClock.adjust("1 second")
      assert.strictEqual(next, 60)
      yield* simulator.mend()
      yield* Platform.forgetSeen
      const rest = yield* Effect.provide(sync({ from: next }), platform)
      assert.strictEqual(rest.length, 70)
      assert.strictEqual(yield* Platform.timesAsked(ComponentApi.authorizerInfo), 70)
      const records = yield* Effect.provide(authorizers, platform)
      assert.sameMembers(records.map(({ appId }): string => appId), appIds)
      assert.isTrue(records.every(({ facts }) => facts !== undefined))
    }).pipe(Platform.on(Platform.world())), 30_000)

  it.effect("goes on where it failed, and tells why it did", () =>
    Effect.gen(function*() {
      const simulator = yield* Simulator.Simulator
      yield* Effect.replicateEffect(Platform.merchant([11]), 6)
      yield* simulator.inject({
        when: { endpoint: ComponentApi.authorizerInfo.name, nth: 4 },
        what: { _tag: "Code", errcode: 45009 }
      })
      const seen: Array<number> = []
      const error = yield* OpenPlatform.sync({ concurrency: 1 }).pipe(
        Stream.runForEach(({ next }) => Effect.sync(() => seen.push(next))),
        Effect.flip
      )
      assert.include(error.message, "45009")
      assert.deepStrictEqual(seen, [1, 2, 3])
      assert.deepStrictEqual((yield* sync({ from: 3 })).map(({ next }) => next), [4, 5, 6])
    }).pipe(Platform.run()))

  it.effect("opens the record of an account that is listed, and closes none that WeChat's list leaves out by itself", () =>
    Effect.gen(function*() {
      const known = yield* Authorizers.Authorizers
      const [back, gone] = [yield* Platform.merchant([11], { drafts: 7 }), yield* Platform.merchant([11])]
      // The end came, the new authorization was missed.
      yield* Platform.withdraw(back)
      yield* known.close(back, yield* Clock.currentTimeMillis)
      yield* TestClock.adjust("1 minute")
      yield* Platform.authorize(back, [11])
      yield* known.close(back, yield* Clock.currentTimeMillis)
      yield* TestClock.adjust("1 minute")
      yield* Platform.withdraw(gone)
      const progress = yield* sync()
      assert.deepStrictEqual(progress.map(({ appId, isNew }) => [appId, isNew]), [[back, true]])
      assert.deepStrictEqual(yield* count(back), { total_count: 7 })
    }).pipe(Platform.run()))

  it.effect("closes an account that takes the authorization back between the list and the question for it", () =>
    Effect.gen(function*() {
      const simulator = yield* Simulator.Simulator
      const [first, second] = [yield* Platform.merchant([11]), yield* Platform.merchant([11])]
      yield* simulator.inject({
        when: { endpoint: ComponentApi.authorizerInfo.name, times: 1 },
        what: { _tag: "Delay", millis: 1000 }
      })
      const running = yield* Effect.fork(sync({ concurrency: 1 }))
      yield* TestClock.adjust("500 millis")
      yield* Platform.withdraw(second)
      yield* TestClock.adjust("10 seconds")
      yield* Fiber.join(running)
      assert.deepInclude(yield* Platform.record(first), { status: "authorized" })
      assert.deepInclude(yield* Platform.record(second), { status: "unauthorized" })
    }).pipe(Platform.run()))

  it.effect("does not open again what was closed after WeChat had given the list", () =>
    Effect.gen(function*() {
      const simulator = yield* Simulator.Simulator
      const known = yield* Authorizers.Authorizers
      const [first, second] = [yield* Platform.merchant([11]), yield* Platform.merchant([11])]
      yield* TestClock.adjust("1 second")
      yield* simulator.inject({
        when: { endpoint: ComponentApi.authorizerInfo.name },
        what: { _tag: "Delay", millis: 1000 }
      })
      const running = yield* Effect.fork(sync({ concurrency: 1 }))
      yield* TestClock.adjust("500 millis")
      yield* Platform.withdraw(second)
      assert.isTrue(yield* known.close(second, yield* Clock.currentTimeMillis))
      yield* Platform.forgetSeen
      yield* TestClock.adjust("1 second")
      // Not even for the moment until WeChat has answered.
      assert.strictEqual((yield* Effect.flip(count(second)))._tag, "CallRefused")
      yield* TestClock.adjust("10 seconds")
      yield* Fiber.join(running)
      assert.deepInclude(yield* Platform.record(first), { status: "authorized" })
      assert.deepInclude(yield* Platform.record(second), { status: "unauthorized" })
      assert.strictEqual(yield* Platform.timesAsked(Draft.count), 0)
    }).pipe(Platform.run()))

  it.effect("corrects refresh tokens", () =>
    Effect.gen(function*() {
      const simulator = yield* Simulator.Simulator
      const appId = yield* Platform.merchant([11], { drafts: 2 })
      const before = yield* Platform.record(appId)
      yield* simulator.loseRefreshToken({ component: Platform.component.appId, account: appId })
      yield* sync()
      const after = yield* Platform.record(appId)
      assert.notStrictEqual(after.refreshToken, before.refreshToken)
      yield* TestClock.adjust("3 hours")
      yield* Platform.forgetSeen
      assert.deepStrictEqual(yield* count(appId), { total_count: 2 })
      assert.strictEqual(yield* Platform.timesAsked(ComponentApi.authorizerToken), 1)
    }).pipe(Platform.run()))

  it.effect("lists an account whose code nobody has exchanged, which then lacks its tokens and not its record", () =>
    Effect.gen(function*() {
      const simulator = yield* Simulator.Simulator
      const { appId } = yield* simulator.addAccount()
      yield* Platform.consent(appId, [7, 11])
      assert.deepStrictEqual((yield* sync()).map(({ isNew }) => isNew), [true])
      assert.deepInclude(yield* Platform.record(appId), { status: "authorized", permissionSets: [7, 11] })
      const error = yield* Effect.flip(count(appId))
      assert.deepInclude(error, { _tag: "WeChatError", who: "merchant" })
    }).pipe(Platform.run()))

  it.effect("ends at once where nobody has authorized", () =>
    Effect.gen(function*() {
      assert.deepStrictEqual(yield* sync(), [])
      assert.strictEqual(yield* Platform.timesAsked(ComponentApi.authorizerList), 1)
    }).pipe(Platform.run()))
})
