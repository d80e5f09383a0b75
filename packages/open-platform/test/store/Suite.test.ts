import { PlatformStore, PlatformStoreKeyValueStore, PlatformStoreSuite } from "@effect-wechat/open-platform"
import { KeyValueStore } from "@effect/platform"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Exit, Layer, TestClock } from "effect"
import * as Files from "../utils/Files.ts"
import * as Keys from "../utils/Keys.ts"

describe("the store in memory", () => {
  for (const { effect, name } of PlatformStoreSuite.cases({ passTime: TestClock.adjust })) {
    it.effect(name, () => Effect.provide(effect, PlatformStore.layerMemory))
  }
})

const stores: ReadonlyArray<readonly [where: string, values: Layer.Layer<KeyValueStore.KeyValueStore>]> = [
  ["in memory", KeyValueStore.layerMemory],
  ["on files", Layer.unwrapScoped(Effect.map(Files.directory, Files.layer))]
]

for (const [where, values] of stores) {
  describe(`the store on a KeyValueStore ${where}`, () => {
    const reopen = Layer.provide(PlatformStoreKeyValueStore.layer, Keys.layer)
    for (const { effect, name } of PlatformStoreSuite.cases({ passTime: TestClock.adjust, reopen })) {
      it.effect(name, () => Effect.provide(effect, Layer.provideMerge(reopen, values)))
    }
  })
}

describe("the suite", () => {
  it.effect("goes by the time that it is told to let pass: for a store whose server has a clock of its own", () =>
    Effect.gen(function*() {
      const cases = PlatformStoreSuite.cases({ passTime: TestClock.adjust, lease: "3 minutes" })
      const lazy = PlatformStoreSuite.cases({ passTime: () => Effect.void })
      const outcomeOf = (all: typeof cases, promise: string) =>
        Effect.exit(
          Effect.provide(
            all.find(({ name }) => name === promise)?.effect ?? Effect.die(promise),
            PlatformStore.layerMemory
          )
        )
      const promise = "ends a lease with its time"
      assert.isTrue(Exit.isSuccess(yield* outcomeOf(cases, promise)))
      assert.isTrue(Exit.isFailure(yield* outcomeOf(lazy, promise)))
    }))

  it("names every promise once", () => {
    const names = PlatformStoreSuite.cases({ passTime: TestClock.adjust, reopen: PlatformStore.layerMemory })
      .map(({ name }) => name)
    assert.strictEqual(new Set(names).size, names.length)
  })
})
