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

/** One text for several values, whatever characters they have. */
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
    serve: (all: ReadonlyArray<A>) => Effect.Effect<(asked: A) => B, Fault.Fault>
  ) =>
    Together.make({
      atMost,
      gather: Unfinished.turn,
      serve: (all: ReadonlyArray<A>) => patiently(operation, serve(all))
    })

  return {
    put: making("put", (all) =>
      Effect.gen(function*() {
        // Of those who expect the same version one can write at the most, and nobody has to wait to hear that.
        const firsts = new Map<string, Put>()
        for (const put of all) {
          const { expected, key: { component, id, kind } } = put
          const name = nameOf([component, kind, id, expected + 1])
          if (!firsts.has(name)) firsts.set(name, put)
        }
        const puts = [...firsts.values()]
        const written = yield* rows(statements.puts(puts))
        // Either none was written because of somebody else's statement, or those whose versions were the expected ones.
        if (tells && written.length === 0 && hasRow(yield* rows(statements.writable(puts)))) {
          return yield* Effect.fail(unfinished)
        }
        const done = new Set(
          written.map(([component, kind, id, version]) => firsts.get(nameOf([component, kind, id, Number(version)])))
        )
        return (put) => done.has(put)
      })),
    acquire: making("acquire", (all) =>
      Effect.gen(function*() {
        const acquired = yield* rows(statements.acquires(all, yield* Clock.currentTimeMillis))
        const held = new Set(acquired.map(nameOf))
        return ({ lease, owner }) => held.has(nameOf([lease, owner]))
      })),
    release: making("release", (all) => Effect.as(rows(statements.releases(all)), () => {}))
  }
}
