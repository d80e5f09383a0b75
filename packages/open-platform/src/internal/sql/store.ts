import * as SqlClient from "@effect/sql/SqlClient"
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as PlatformStore from "../../PlatformStore.ts"
import * as Fault from "./fault.ts"
import * as Limits from "./limits.ts"
import * as Names from "./names.ts"
import * as Start from "./start.ts"
import { SqlStartError } from "./startError.ts"
import * as Statements from "./statements.ts"
import * as Unfinished from "./unfinished.ts"

type Operation = PlatformStore.StoreError["operation"]

type Rows = ReadonlyArray<ReadonlyArray<unknown>>

/** Longer than anybody means it, and still a time that every database can write down. */
const longestLease = Duration.toMillis("36500 days")

const systems = { pg: "postgresql", sqlite: "sqlite" } as const

/** Numbers come as numbers, as texts or as bigints, as the client likes them. */
const documentOf = (id: unknown, version: unknown, body: unknown): PlatformStore.Document | undefined => {
  const count = typeof version === "number" ? version : Number(version)
  return typeof id === "string" && typeof body === "string" && Number.isSafeInteger(count) && count > 0
    ? { id, version: count, body }
    : undefined
}

/** Postgres cannot write the character down, and some drivers of SQLite stop reading at it. */
const isStorable = (parameter: string | number): boolean => typeof parameter === "number" || !parameter.includes("\0")

/** @internal */
export interface Options {
  readonly prefix: string
  readonly schema: string | undefined
  readonly timeLimit: Duration.Duration
  readonly startTimeLimit: Duration.Duration
}

/**
 * The store on tables that are there already.
 *
 * @internal
 */
export const make = (sql: SqlClient.SqlClient, options: {
  readonly dialect: Statements.Dialect
  readonly names: Names.Names
  readonly timeLimit: Duration.Duration
  /** Whether the database tells of unfinished statements */
  readonly tells: boolean
}): PlatformStore.Service => {
  const { dialect, names, tells, timeLimit } = options
  const statements = Statements.make(dialect, names, tells ? Unfinished.count : "0")

  const unfinished = Fault.make("Unfinished", true)

  /** Whether somebody's statement was left under way beside this one, so that nothing of it counts */
  const isInVain = (rows: Rows): boolean => tells && Number(rows[0]?.[0] ?? 0) > 1

  const collecting = tells ? Unfinished.makeCollecting(sql) : Effect.void
  const untilFinished = tells ? Effect.ignore(Unfinished.untilNone(sql)) : Effect.void

  const observedBy = (operation: Operation) => {
    const isWrite = operation !== "get" && operation !== "page"
    const span = `PlatformStore.${operation}`
    const attributes = { "db.system.name": systems[dialect] }
    const timedOut = () => new PlatformStore.StoreError({ operation, fault: "TimedOut" })
    const rowsOf = ([text, parameters]: Statements.Bound) =>
      sql.unsafe(text, parameters).values.pipe(
        Effect.mapError(Fault.of),
        Effect.filterOrFail((rows) => operation !== "put" || !isInVain(rows), () => unfinished),
        Effect.ensuring(collecting),
        Effect.tapError(({ isPassing }) => isPassing ? untilFinished : Effect.void),
        Effect.retry({ while: ({ isPassing }) => isPassing, schedule: Limits.patience }),
        Effect.mapError(({ name }) => new PlatformStore.StoreError({ operation, fault: name })),
        Limits.within(timeLimit, timedOut),
        Limits.apart
      )
    return (bound: Statements.Bound): Effect.Effect<Rows, PlatformStore.StoreError> => {
      if (!bound[1].every(isStorable)) {
        return Effect.fail(new PlatformStore.StoreError({ operation, fault: "NotStorable" }))
      }
      // A span remembers what its effect gave, so the rows are handed out beside it.
      return Effect.suspend(() => {
        let found: Rows = []
        // Who reads may go at any time. Who writes waits until it is known what was written.
        return (isWrite ? Effect.uninterruptible(rowsOf(bound)) : rowsOf(bound)).pipe(
          Effect.map((rows) => {
            found = rows
          }),
          Effect.withSpan(span, { attributes, kind: "client", captureStackTrace: false }),
          Effect.map(() => found)
        )
      })
    }
  }

  const run = {
    get: observedBy("get"),
    put: observedBy("put"),
    page: observedBy("page"),
    acquire: observedBy("acquire"),
    release: observedBy("release")
  }

  const undecodable = (operation: Operation) => new PlatformStore.StoreError({ operation, fault: "Undecodable" })

  const hasRow = (rows: Rows): boolean => rows.length > 0

  return PlatformStore.PlatformStore.of({
    get: (key) =>
      Effect.flatMap(run.get(statements.get(key)), ([row]) => {
        if (row === undefined) return Effect.succeedNone
        const document = documentOf(key.id, row[0], row[1])
        return document === undefined ? Effect.fail(undecodable("get")) : Effect.succeedSome(document)
      }),
    put: (key, body, expected) =>
      Effect.map(
        run.put(expected === 0 ? statements.make(key, body) : statements.change(key, body, expected)),
        hasRow
      ),
    page: (of, { after, limit }) =>
      Effect.flatMap(
        run.page(statements.page(of, after, limit)),
        Effect.forEach(([id, version, body]) => {
          const document = documentOf(id, version, body)
          return document === undefined ? Effect.fail(undecodable("page")) : Effect.succeed(document)
        })
      ),
    acquire: (lease, owner, duration) =>
      Effect.flatMap(Clock.currentTimeMillis, (now) => {
        const millis = Math.min(Duration.toMillis(duration), longestLease)
        return Effect.map(run.acquire(statements.acquire(lease, owner, millis, now)), hasRow)
      }),
    release: (lease, owner) => Effect.asVoid(run.release(statements.release(lease, owner)))
  })
}

/**
 * A store that keeps bodies as they are, once its tables are there.
 *
 * @internal
 */
export const makeRaw = (
  options: Options
): Effect.Effect<PlatformStore.Service, SqlStartError, SqlClient.SqlClient> =>
  Effect.gen(function*() {
    const sql = yield* SqlClient.SqlClient
    const { schema, startTimeLimit, timeLimit } = options
    const dialect = sql.onDialectOrElse({
      pg: () => "pg" as const,
      sqlite: () => "sqlite" as const,
      orElse: () => undefined
    })
    if (dialect === undefined) {
      return yield* new SqlStartError({ reason: "UnsupportedDatabase", detail: "neither SQLite nor Postgres" })
    }
    if (dialect === "sqlite" && schema !== undefined) {
      return yield* new SqlStartError({ reason: "InvalidName", detail: "schema" })
    }
    const names = yield* Names.make(options)
    const timedOut = () => new SqlStartError({ reason: "TimedOut", detail: Duration.format(startTimeLimit) })
    const isTold = Limits.apart(Limits.within(startTimeLimit, timedOut)(Unfinished.isTold(sql)))
    const tells = dialect === "sqlite" && (yield* isTold)
    yield* Start.start(sql, { dialect, names, tells, timeLimit: startTimeLimit })
    return make(sql, { dialect, names, tells, timeLimit })
  })
