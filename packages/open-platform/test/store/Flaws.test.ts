import { PlatformStore, PlatformStoreSuite } from "@effect-wechat/open-platform"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer, TestClock } from "effect"
import { flaws, sound } from "./flaws/index.ts"

const names = PlatformStoreSuite.cases({ passTime: TestClock.adjust, reopen: PlatformStore.layerMemory })
  .map(({ name }) => name)

/** How a case ends on a store of its own. */
const outcome = (name: string, make: typeof sound) =>
  Effect.suspend(() => {
    const { reopened, store } = make()
    const reopen = Layer.succeed(PlatformStore.PlatformStore, reopened ?? store)
    const found = PlatformStoreSuite.cases({ passTime: TestClock.adjust, reopen }).find((one) => one.name === name)
    return found === undefined
      ? Effect.dieMessage(`no case is called ${name}`)
      : Effect.either(Effect.provideService(found.effect, PlatformStore.PlatformStore, store))
  })

describe("the suite tells a store that", () => {
  for (const { breaks, make, what } of flaws) {
    for (const name of breaks) {
      it.effect(`${what}: "${name}"`, () =>
        Effect.gen(function*() {
          const result = yield* outcome(name, make)
          assert.strictEqual(result._tag, "Left")
          if (result._tag === "Left" && result.left._tag === "StoreSuiteFailure") {
            assert.strictEqual(result.left.promise, name)
            assert.isAbove(result.left.detail.length, 10)
          }
        }))
    }
  }

  it("breaks any of its promises", () => {
    const broken = new Set(flaws.flatMap(({ breaks }) => breaks))
    assert.deepStrictEqual(names.filter((name) => !broken.has(name)), [])
  })
})

describe("the same store without a flaw", () => {
  for (const name of names) {
    it.effect(name, () => Effect.map(outcome(name, sound), ({ _tag }) => assert.strictEqual(_tag, "Right")))
  }
})
