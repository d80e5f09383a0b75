import { Draft } from "@effect-wechat/core"
import { ComponentApi, OpenPlatform } from "@effect-wechat/open-platform"
import { Simulator } from "@effect-wechat/simulator"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as TestClock from "effect/TestClock"
import * as FaultyStore from "../utils/FaultyStore.ts"
import * as Platform from "../utils/Platform.ts"
import * as Watch from "@effect-wechat/testing/Watch"
import * as Pushes from "./utils/Pushes.ts"

const pass = (minutes: number) =>
  Effect.repeatN(Effect.andThen(TestClock.adjust("10 seconds"), Pushes.settle), minutes * 6)

describe("a push that comes while the store is away", () => {
  it.effect("of an authorization is completed when the store is back, half an hour later, with its one code", () =>
    Effect.gen(function*() {
      const link = yield* FaultyStore.make
      yield* Effect.gen(function*() {
        const simulator = yield* Simulator.Simulator
        const heard = yield* Pushes.listen
        const { appId } = yield* simulator.addAccount({ drafts: 2 })
        yield* link.break("refuses")
        yield* simulator.authorize({ component: Platform.component.appId, account: appId, permissionSets: [11] })
        yield* pass(30)
        // The code was not spent in vain.
        assert.strictEqual(yield* Platform.timesAsked(ComponentApi.queryAuth), 0)
        yield* link.mend
        yield* pass(2)
        const events = (yield* heard).map(({ _tag }) => _tag).filter((tag) => tag !== "Ticket")
        assert.deepStrictEqual(events, ["Authorized"])
        assert.strictEqual(yield* Platform.timesAsked(ComponentApi.queryAuth), 1)
        assert.deepStrictEqual(yield* OpenPlatform.as(appId)(Draft.count()), { total_count: 2 })
      }).pipe(Pushes.run({ store: FaultyStore.layer(link) }))
    }))

  it.effect("of the end of an authorization is not told as taken, logged, and takes effect when the store is back", () => {
    const watch = Watch.make()
    return Effect.gen(function*() {
      const link = yield* FaultyStore.make
      yield* Effect.gen(function*() {
        const simulator = yield* Simulator.Simulator
        const appId = yield* Platform.merchant([11])
        yield* TestClock.adjust("1 minute")
        yield* link.break("refuses")
        const leaving = yield* Effect.fork(Platform.withdraw(appId))
        yield* Pushes.settle
        yield* pass(1)
        yield* Effect.ignore(leaving)
        const outcomes = (yield* simulator.pushes).filter(({ event }) => event === "unauthorized")
        assert.isFalse(outcomes.some(({ outcome }) => outcome === "accepted"))
        assert.isTrue(
          watch.lines.some(({ level, message }) =>
            level === "ERROR" && /A push could not be taken/.test(String(message))
          )
        )
        yield* pass(29)
        yield* link.mend
        yield* pass(2)
        assert.deepInclude(yield* Platform.record(appId), { status: "unauthorized", refreshToken: undefined })
      }).pipe(Pushes.run({ store: FaultyStore.layer(link) }))
    }).pipe(Effect.provide(watch.layer))
  })
})
