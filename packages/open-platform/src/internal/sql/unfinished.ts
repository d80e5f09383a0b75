import type * as SqlClient from "@effect/sql/SqlClient"
import type { SqlError } from "@effect/sql/SqlError"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as FiberId from "effect/FiberId"
import { getHeapStatistics } from "node:v8"
import * as Fault from "./fault.ts"
import * as Limits from "./limits.ts"

/**
 * How many statements that write are under way on the connection, as SQLite knows itself: more than the one that asks are
 * one too many.
 *
 * libsql does not finish a statement that found the database locked: it stays under way until the garbage collector
 * comes across it. Meanwhile SQLite commits nothing on that connection, and in the end takes back what seemed written.
 * It may be the statement of anybody who uses the client, so it is asked with each write of documents. Nothing else
 * asks, because SQLite looks through all statements that libsql has not let go of, thousands at times: what is read may be
 * something that is not confirmed yet, and a lease that is lost costs work and no more.
 *
 * @internal
 */
export const count = "(SELECT count(*) FROM sqlite_stmt WHERE busy AND NOT ro)"

/**
 * Not every SQLite was built to tell. Those drivers that cannot are not known to leave statements behind.
 *
 * @internal
 */
export const isTold = (sql: SqlClient.SqlClient): Effect.Effect<boolean> =>
  sql.unsafe(`SELECT ${count}`).values.pipe(
    Effect.mapError(Fault.of),
    Limits.patiently,
    Effect.isSuccess
  )

/** Nothing but the garbage collector helps, and it comes sooner where there is garbage: about one megabyte. */
const litter = Effect.sync(() => Array.from({ length: 20_000 }, (_, index) => ({ index })).length)

/**
 * Whoever has outlived two small collections waits for a large one, which a quiet process does not make for hours. It
 * comes when much memory is claimed outside of the heap. Nobody writes to it, so the machine never has to give it.
 */
const claim = (bytes: () => number) => Effect.ignore(Effect.try(() => new ArrayBuffer(bytes()).byteLength))

/** Makes the collector begin, and go on bit by bit: in a large heap for seconds. */
const much = claim(() => 128 * 1024 * 1024)

/** More than half of what the heap may have makes it collect all at once. */
const tooMuch = claim(() => 0.6 * getHeapStatistics().heap_size_limit)

const pressure = (round: number): Effect.Effect<void> => {
  if (round < 5) return Effect.asVoid(litter)
  return round % 10 === 9 ? tooMuch : much
}

/**
 * What was collected is let go of when the event loop comes round, to which writers that wait for each other alone do not
 * let it. A timer would be too early: in a busy process it comes before those who let go.
 *
 * @internal
 */
export const turn = Effect.async<void>((resume) => {
  // The fibers go on without it, but here it is the event loop that is waited for.
  // oxlint-disable-next-line no-restricted-globals
  setImmediate(() => resume(Effect.void))
})

/** Of so many statements, SQLite needs less than the tenth of a millisecond to look through those not let go of. */
const atMost = 100

/**
 * To be run after each statement: lets the event loop come round, now and then. Else those that are done pile up by the
 * thousands, and each write would take longer than the one before. That the collector comes across them before is nothing
 * to care for: who makes statements makes garbage.
 *
 * All wait meanwhile, because the event loop does not come round while one of them goes on.
 *
 * @internal
 */
export const makeLettingGo = (): Effect.Effect<void> => {
  let made = 0
  let coming: Deferred.Deferred<void> | undefined
  return Effect.suspend(() => {
    made += 1
    if (coming !== undefined) return Deferred.await(coming)
    if (made < atMost) return Effect.void
    made = 0
    const done = coming = Deferred.unsafeMake<void>(FiberId.none)
    return Effect.ensuring(
      turn,
      Effect.suspend(() => {
        coming = undefined
        return Deferred.succeed(done, undefined)
      })
    )
  })
}

/**
 * Waits until nothing is left under way on the connection, but the statement that asks.
 *
 * What reads is waited for, too. A reader that found a lock is left as well, and while it is there, no other one ends the
 * view that it has of the database: all that is read is of that moment, and SQLite waits for no lock before it writes.
 *
 * @internal
 */
export const untilNone = (sql: SqlClient.SqlClient): Effect.Effect<void, SqlError> => {
  const round = (nth: number): Effect.Effect<void, SqlError> =>
    Effect.flatMap(sql.unsafe("SELECT count(*) FROM sqlite_stmt WHERE busy").values, ([row]) =>
      Number(row?.[0]) <= 1
        ? Effect.void
        : Effect.andThen(pressure(nth), Effect.delay(round(nth + 1), "5 millis")))
  return Effect.suspend(() => round(0))
}
