import * as Migrator from "@effect/sql/Migrator"
import * as SqlClient from "@effect/sql/SqlClient"
import { SqlError } from "@effect/sql/SqlError"
import * as Cause from "effect/Cause"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { within } from "../within.ts"
import * as Fault from "./fault.ts"
import * as Limits from "./limits.ts"
import * as Migrations from "./migrations.ts"
import * as Names from "./names.ts"
import { SqlStartError } from "./startError.ts"
import type { Dialect } from "./statements.ts"
import * as Unfinished from "./unfinished.ts"

/**
 * The client with names that nobody's naming convention changes: the migrator asks it for identifiers.
 */
const plainly = (sql: SqlClient.SqlClient): SqlClient.SqlClient =>
  // The one overload that takes a name is replaced, so the rest of the client is what it was.
  Object.assign(
    (first: unknown, ...others: ReadonlyArray<unknown>) =>
      typeof first === "string"
        ? sql.literal(Names.quoted(first))
        : (sql as (...all: ReadonlyArray<unknown>) => unknown)(first, ...others),
    sql
  ) as SqlClient.SqlClient

/**
 * Waiting in SQLite's own way stops the process, so who is waited for must be another process: here, one client at a time.
 */
const oneAtATime = Effect.unsafeMakeSemaphore(1)

/**
 * How long SQLite waits by itself for a lock, in milliseconds: at the start, and later. Writers are done in some
 * milliseconds; what takes longer is not waited for in this way, because the process does nothing else meanwhile.
 */
const startWait = 10_000
const shortWait = 1_000

/** A failed migration and a failed commit are defects of the migrator. */
const faultOf = (cause: Cause.Cause<unknown>): Fault.Fault =>
  Cause.find(cause, (each) => {
    const error = Cause.isFailType(each) ? each.error : Cause.isDieType(each) ? each.defect : undefined
    if (error instanceof SqlError) return Option.some(Fault.of(error))
    if (!(error instanceof Migrator.MigrationError)) return Option.none()
    return Option.some(
      error.cause instanceof SqlError ? Fault.of(error.cause) : Fault.make(`migration: ${error.reason}`)
    )
  }).pipe(Option.getOrElse(() => Fault.make("Unknown")))

const startErrorOf = (cause: Cause.Cause<unknown>): Option.Option<SqlStartError> =>
  Option.filter(Cause.failureOption(cause), (error) => error instanceof SqlStartError)

/**
 * Makes the tables, or brings them to the version that this code knows. Any number of processes can do so at a time.
 *
 * @internal
 */
export const start = (
  sql: SqlClient.SqlClient,
  options: {
    readonly dialect: Dialect
    readonly names: Names.Names
    readonly timeLimit: Duration.Duration
    /** Whether the database tells of unfinished statements */
    readonly tells: boolean
  }
): Effect.Effect<void, SqlStartError> => {
  const { dialect, names, tells, timeLimit } = options
  const migrations = Migrations.make(dialect, names)
  const known = Object.keys(migrations).length

  const rows = (text: string, parameters: ReadonlyArray<string> = []) => sql.unsafe(text, parameters).values

  const firstValue = (text: string, parameters: ReadonlyArray<string> = []): Effect.Effect<unknown, SqlError> =>
    Effect.map(rows(text, parameters), ([row]) => row?.[0] ?? undefined)

  /** 0 where there are no tables yet. Reading is all that a process has to be allowed once others have made them. */
  const version: Effect.Effect<number, SqlError> = Effect.flatMap(
    dialect === "pg"
      ? firstValue("SELECT to_regclass($1)::text", [names.bareMigrations])
      : firstValue("SELECT name FROM sqlite_master WHERE type = 'table' AND name = ?", [names.bareMigrations]),
    (table) =>
      table === undefined
        ? Effect.succeed(0)
        : Effect.map(firstValue(`SELECT max(migration_id) FROM ${names.migrations}`), (found) => Number(found ?? 0))
  )

  const runMigrator = Migrator.make({})({
    loader: Migrator.fromRecord(migrations),
    table: names.bareMigrations
  }).pipe(Effect.provideService(SqlClient.SqlClient, plainly(sql)))

  /**
   * The migrator locks its own table. Making that is where two of us could meet, because Postgres fails one of two who
   * make a table at the same time, so it is made here, as the migrator would make it.
   */
  const migratePostgres = Effect.andThen(
    sql.withTransaction(Effect.andThen(
      rows("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", [names.bareMigrations]),
      rows(`CREATE TABLE IF NOT EXISTS ${names.migrations} (
  migration_id integer PRIMARY KEY,
  created_at timestamptz NOT NULL DEFAULT now(),
  name text NOT NULL
)`)
    )),
    runMigrator
  )

  const migrate = dialect === "pg" ? migratePostgres : runMigrator

  const bringUp = Effect.gen(function*() {
    const before = yield* version
    if (before < known) {
      const done = yield* migrate
      const after = yield* version
      if (after === 0 && done.length > 0) {
        return yield* new SqlStartError({ reason: "Forgetful", detail: `schema ${known} was made` })
      }
      // Somebody else is at it.
      if (after < known) return yield* Effect.fail(Fault.make("Locked", true))
    }
    const now = before < known ? yield* version : before
    if (now > known) {
      return yield* new SqlStartError({ reason: "NewerSchema", detail: `schema ${now}; this version knows ${known}` })
    }
  })

  const untilFinished = tells ? Unfinished.untilNone(sql) : Effect.void

  /** Readers and a writer do not wait for each other then. It can wait for another start if others are just at it. */
  const writeAhead = Effect.ignore(Effect.gen(function*() {
    const mode = yield* firstValue("PRAGMA journal_mode")
    if (mode !== "wal" && mode !== "memory") yield* rows("PRAGMA journal_mode = WAL")
  }))

  /**
   * A driver may be stuck for ever once it could not begin a transaction, so here SQLite waits in its own way, which is
   * much shorter afterwards.
   *
   * What a put has confirmed survives a power cut: SQLite waits for the disk with FULL, as it does by default.
   */
  const bringUpSqlite = Effect.acquireUseRelease(
    Effect.map(firstValue("PRAGMA busy_timeout"), (before) => Number(before ?? 0)),
    (before) =>
      Effect.gen(function*() {
        yield* rows(`PRAGMA busy_timeout = ${Math.max(before, startWait)}`)
        if (Number(yield* firstValue("PRAGMA synchronous")) < 2) yield* rows("PRAGMA synchronous = FULL")
        // A lock may have been met by the try before, by asking what the database can tell, and by this.
        yield* untilFinished
        yield* writeAhead
        yield* untilFinished
        yield* bringUp
      }),
    (before) => Effect.ignore(rows(`PRAGMA busy_timeout = ${Math.max(before, shortWait)}`))
  ).pipe(oneAtATime.withPermits(1))

  const settlePostgres = Effect.flatMap(firstValue("SHOW synchronous_commit"), (waits) =>
    waits === "off"
      ? Effect.logWarning(
        "synchronous_commit is off: a crash of the server takes back tokens that were confirmed. " +
          "The service provider should switch it on for the user of the store"
      )
      : Effect.void)

  return (dialect === "pg" ? Effect.andThen(bringUp, settlePostgres) : bringUpSqlite).pipe(
    Effect.catchAllCause((cause) =>
      Effect.fail<SqlStartError | Fault.Fault>(Option.getOrElse(startErrorOf(cause), () => faultOf(cause)))
    ),
    Limits.patiently,
    Effect.mapError((error) =>
      error instanceof SqlStartError ? error : new SqlStartError({ reason: "Failed", detail: error.name })
    ),
    within(timeLimit, () => new SqlStartError({ reason: "TimedOut", detail: Duration.format(timeLimit) })),
    Limits.apart
  )
}
