import { SqlClient } from "@effect/sql/SqlClient"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Unfinished from "../../src/internal/sql/unfinished.ts"
import * as SqlStores from "../utils/SqlStores.ts"

/** Small collections, all that a quiet process makes. */
const passing = Effect.repeatN(
  Effect.andThen(Effect.sync(() => Array.from({ length: 100_000 }, (_, index) => ({ index })).length), Effect.sleep(1)),
  40
)

let left = 0
const finalizers = new FinalizationRegistry(() => {
  left -= 1
})

/** A driver that lets go of a statement when the collector has come across it, and counts how often it is asked. */
const driver = () => {
  let asked = 0
  const statements = [{ text: "one that found a lock" }]
  for (const statement of statements) {
    finalizers.register(statement, "")
    left += 1
  }
  const client = {
    unsafe: () => ({
      values: Effect.sync(() => {
        asked += 1
        // With the one that asks.
        return [[left + 1]]
      })
    })
  }
  return {
    asked: () => asked,
    // Nothing else of a client is used.
    client: client as unknown as SqlClient,
    drop: () => {
      statements.length = 0
    }
  }
}

describe("a statement that the driver has left unfinished", () => {
  it.live("does not hold up the store, even if it has outlived the small collections", () =>
    Effect.gen(function*() {
      const { client, drop } = driver()
      yield* passing
      drop()
      yield* Unfinished.untilNone(client)
      assert.strictEqual(left, 0)
    }))

  it.live("does not hold up the store for longer where the heap is large", () =>
    Effect.gen(function*() {
      const large = Array.from({ length: 3_000_000 }, (_, index) => ({ index }))
      const { asked, client, drop } = driver()
      yield* passing
      drop()
      yield* Unfinished.untilNone(client)
      assert.strictEqual(left, 0)
      assert.isAtMost(asked(), 15)
      assert.lengthOf(large, 3_000_000)
    }))
})

describe("statements that are done", () => {
  it.live("do not pile up behind writers that wait for nothing but each other", () =>
    Effect.gen(function*() {
      const store = yield* SqlStores.make()
      const writes = Array.from({ length: 3000 }, (_, index) => store.put(SqlStores.keyOf(`${index}`), "body", 0))
      yield* Effect.all(writes, { concurrency: 10, discard: true })
      const [[left] = []] = yield* Effect.flatMap(SqlClient, (sql) =>
        sql.unsafe("SELECT count(*) FROM sqlite_stmt").values)
      assert.isBelow(Number(left), writes.length / 2)
    }).pipe(Effect.provide(Layer.provide(SqlStores.onFile, SqlStores.SqliteFile.live))))
})
