import { assert, describe, it } from "@effect/vitest"
import { Simulator } from "@effect-wechat/simulator"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as S from "./utils/Simulated.ts"

const appIdOf = (nth: number): string => `wx${nth.toString(16).padStart(16, "0")}`

const accounts = Array.from({ length: 10_000 }, (_, nth) => ({ appId: appIdOf(nth), secret: S.secret, drafts: 50 }))

describe("a large world", () => {
  it.live("of 10,000 accounts with 50 drafts each begins within a second, and each draft is one of its own", () =>
    Effect.gen(function*() {
      const begun = yield* Clock.currentTimeMillis
      yield* Effect.gen(function*() {
        const simulator = yield* Simulator.Simulator
        assert.isBelow((yield* Clock.currentTimeMillis) - begun, 1000)
        const as = yield* S.direct({ appid: appIdOf(9_999), secret: S.secret })
        assert.deepEqual((yield* as.get("/cgi-bin/draft/count")).json, { total_count: 50 })
        const ids = new Set((yield* simulator.accounts).flatMap(({ drafts }) => drafts))
        assert.strictEqual(ids.size, 500_000)
      }).pipe(Effect.provide(Simulator.layer({ world: { accounts } })))
    }))
})
