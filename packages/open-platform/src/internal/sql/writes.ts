import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import type * as PlatformStore from "../../PlatformStore.ts"
import * as Together from "../together.ts"
import type { Database, Operation, Rows } from "./database.ts"
import * as Fault from "./fault.ts"
import type { Acquire, Postgres, Put, Release, Sqlite } from "./statements.ts"
import * as Unfinished from "./unfinished.ts"

type Written<A> = Effect.Effect<A, PlatformStore.StoreError>

/**
 * How a store writes, as long as that takes.
 *
 * @internal
 */
export interface Writes {
  readonly put: (put: Put) => Written<boolean>
  readonly acquire: (acquire: Acquire) => Written<boolean>
  readonly release: (release: Release) => Written<void>
}

const hasRow = (rows: Rows): boolean => rows.length > 0

/**
 * Each by itself: the server has many writers at a time.
 *
 * @internal
 */
export const oneByOne = ({ patiently, rows }: Database, statements: Postgres): Writes => ({
  put: (put) => Effect.map(patiently("put", rows(statements.put(put))), hasRow),
  acquire: (acquire) => Effect.map(patiently("acquire", rows(statements.acquire(acquire))), hasRow),
  release: (release) => Effect.asVoid(patiently("release", rows(statements.release(release))))
})

/** Few enough for the parameters of every SQLite. */
const atMost = 100

/** Ids may have any character. */
const nameOf = (parts: ReadonlyArray<unknown>): string => JSON.stringify(parts)

const unfinished = Fault.make("Unfinished", true)

/**
 * Those together that come while others are being written.
 *
 * @internal
 */
export const together = (
  { patiently, rows }: Database,
  statements: Sqlite,
  /** Whether the database tells of unfinished statements */
  tells: boolean
): Writes => {
  const making = <A, B>(
    operation: Operation,
    keyOf: (asked: A) => string,
    serve: (all: ReadonlyArray<A>) => Effect.Effect<(asked: A) => B, Fault.Fault>
  ) =>
    Together.make({
      atMost,
      gather: Unfinished.turn,
      keyOf,
      serve: (all: ReadonlyArray<A>) => patiently(operation, serve(all))
    })

  const putKey = ({ key: { component, id, kind } }: Put): string => nameOf([component, kind, id])

  return {
    put: making("put", putKey, (all) =>
      Effect.gen(function*() {
        const written = yield* rows(statements.puts(all))
        // Either none was written because of somebody else's statement, or those whose versions were the expected ones.
        if (tells && written.length === 0 && hasRow(yield* rows(statements.writable(all)))) {
          return yield* Effect.fail(unfinished)
        }
        const keys = new Set(written.map(nameOf))
        return (put) => keys.has(putKey(put))
      })),
    acquire: making("acquire", ({ lease }: Acquire) => lease, (all) =>
      Effect.gen(function*() {
        const acquired = yield* rows(statements.acquires(all, yield* Clock.currentTimeMillis))
        const names = new Set(acquired.map(([name]) => name))
        return ({ lease }) => names.has(lease)
      })),
    release: making(
      "release",
      ({ lease }: Release) => lease,
      (all) => Effect.as(rows(statements.releases(all)), () => {})
    )
  }
}
