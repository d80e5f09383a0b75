import { assert, describe, it } from "@effect/vitest"
import { Simulator } from "@effect-wechat/simulator"
import * as Effect from "effect/Effect"
import { Shelf } from "../../src/internal/shelf.ts"
import * as S from "./utils/Simulated.ts"

/** A shelf with one thing put on it and three that are only there to be counted; how many were made of these. */
const begun = () => {
  let made = 0
  const shelf = new Shelf<string>()
  shelf.set("a", "first")
  shelf.putLater(3, (index) => {
    made++
    return [`later ${index}`, `counted ${index}`]
  })
  return { shelf, made: () => made }
}

describe("what is only there to be counted", () => {
  it.effect("is not made to be counted: a world begins at once, however large", () =>
    Effect.gen(function*() {
      const as = yield* S.direct({ appid: "wx0000000000000001", secret: S.secret })
      assert.deepEqual((yield* as.get("/cgi-bin/draft/count")).json, { total_count: 1_000_000_000 })
    }).pipe(Effect.provide(Simulator.layer({
      world: { accounts: [{ appId: "wx0000000000000001", secret: S.secret, drafts: 1_000_000_000 }] }
    }))))

  for (
    const [how, look] of Object.entries<(shelf: Shelf<string>) => unknown>({
      "looks for one": (shelf) => shelf.get("later 0"),
      "puts one there": (shelf) => shelf.set("b", "second"),
      "takes one away": (shelf) => shelf.delete("a"),
      "asks for all ids": (shelf) => [...shelf.keys()],
      "goes through all": (shelf) => [...shelf.values()],
      "lists all": (shelf) => shelf.newestFirst()
    })
  ) {
    it(`is made once, in its place, when somebody ${how}`, () => {
      const { made, shelf } = begun()
      look(shelf)
      assert.strictEqual(made(), 3)
      shelf.delete("a")
      shelf.delete("b")
      assert.deepStrictEqual([...shelf.keys()], ["later 0", "later 1", "later 2"])
      assert.deepStrictEqual(shelf.newestFirst(), ["counted 2", "counted 1", "counted 0"])
      assert.strictEqual(shelf.size, 3)
      assert.strictEqual(made(), 3)
    })
  }

  it.effect("is another one for each of 10,000 accounts with 50 drafts", () =>
    Effect.gen(function*() {
      const simulator = yield* Simulator.Simulator
      const ids = new Set((yield* simulator.accounts).flatMap(({ drafts }) => drafts))
      assert.strictEqual(ids.size, 500_000)
    }).pipe(Effect.provide(Simulator.layer({
      world: {
        accounts: Array.from({ length: 10_000 }, (_, nth) => ({
          appId: `wx${nth.toString(16).padStart(16, "0")}`,
          secret: S.secret,
          drafts: 50
        }))
      }
    }))))
})
