import type * as SqlClient from "@effect/sql/SqlClient"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as PlatformStore from "../../PlatformStore.ts"
import { within } from "../within.ts"
import * as Fault from "./fault.ts"
import * as Limits from "./limits.ts"
import type { Bound, Dialect } from "./statements.ts"
import * as Unfinished from "./unfinished.ts"

/** @internal */
export type Operation = PlatformStore.StoreError["operation"]

/** @internal */
export type Rows = ReadonlyArray<ReadonlyArray<unknown>>

/**
 * How a store asks its database.
 *
 * @internal
 */
export interface Database {
  /** One statement, once */
  readonly rows: (bound: Bound) => Effect.Effect<Rows, Fault.Fault>
  /** Tries again for as long as what is passing has not passed */
  readonly patiently: <A>(
    operation: Operation,
    attempt: Effect.Effect<A, Fault.Fault>
  ) => Effect.Effect<A, PlatformStore.StoreError>
  /** With what it was asked with, in the time that an operation has, as others may see it */
  readonly operation: <A>(
    operation: Operation,
    parameters: ReadonlyArray<string | number>,
    ask: Effect.Effect<A, PlatformStore.StoreError>
  ) => Effect.Effect<A, PlatformStore.StoreError>
}

const systems = { pg: "postgresql", sqlite: "sqlite" } as const

/** Postgres cannot write the character down, and some drivers of SQLite stop reading at it. */
const isStorable = (parameter: string | number): boolean => typeof parameter === "number" || !parameter.includes("\0")

/** @internal */
export const make = (sql: SqlClient.SqlClient, options: {
  readonly dialect: Dialect
  readonly timeLimit: Duration.Duration
  /** Whether the database tells of unfinished statements */
  readonly tells: boolean
}): Database => {
  const { dialect, tells, timeLimit } = options
  const lettingGo = tells ? Unfinished.makeLettingGo() : Effect.void
  const untilFinished = tells ? Effect.ignore(Unfinished.untilNone(sql)) : Effect.void
  const attributes = { "db.system.name": systems[dialect] }

  return {
    rows: ([text, parameters]) =>
      Effect.ensuring(Effect.mapError(sql.unsafe(text, parameters).values, Fault.of), lettingGo),
    patiently: (operation, attempt) =>
      attempt.pipe(
        Effect.catchIf(Fault.isPassing, () => Limits.patiently(Effect.zipRight(untilFinished, attempt))),
        Effect.mapError(({ name }) => new PlatformStore.StoreError({ operation, fault: name }))
      ),
    operation: (operation, parameters, ask) => {
      if (!parameters.every(isStorable)) {
        return Effect.fail(new PlatformStore.StoreError({ operation, fault: "NotStorable" }))
      }
      const isWrite = operation !== "get" && operation !== "page"
      const asked = ask.pipe(
        within(timeLimit, () => new PlatformStore.StoreError({ operation, fault: "TimedOut" })),
        Limits.apart,
        // Who reads may go at any time. Who writes waits until it is known what was written.
        (limited) => isWrite ? Effect.uninterruptible(limited) : limited
      )
      // A span remembers what its effect gave, so that is handed out beside it.
      return Effect.suspend(() => {
        let found: Effect.Effect.Success<typeof asked>
        return asked.pipe(
          Effect.map((result) => {
            found = result
          }),
          Effect.withSpan(`PlatformStore.${operation}`, { attributes, kind: "client", captureStackTrace: false }),
          Effect.map(() => found)
        )
      })
    }
  }
}
