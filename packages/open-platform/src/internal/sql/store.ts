import * as SqlClient from "@effect/sql/SqlClient"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as PlatformStore from "../../PlatformStore.ts"
import { within } from "../within.ts"
import * as Database from "./database.ts"
import * as Limits from "./limits.ts"
import * as Names from "./names.ts"
import * as Start from "./start.ts"
import { SqlStartError } from "./startError.ts"
import * as Statements from "./statements.ts"
import * as Unfinished from "./unfinished.ts"
import * as Writes from "./writes.ts"

/** Longer than anybody means it, and still a time that every database can write down. */
const longestLease = Duration.toMillis("36500 days")

/** Numbers come as numbers, as texts or as bigints, as the client likes them. */
const documentOf = (id: unknown, version: unknown, body: unknown): PlatformStore.Document | undefined => {
  const count = typeof version === "number" ? version : Number(version)
  return typeof id === "string" && typeof body === "string" && Number.isSafeInteger(count) && count > 0
    ? { id, version: count, body }
    : undefined
}

const undecodable = (operation: Database.Operation) => new PlatformStore.StoreError({ operation, fault: "Undecodable" })

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
export const make = (
  database: Database.Database,
  statements: Statements.Reads,
  writes: Writes.Writes
): PlatformStore.Service => {
  const { operation, patiently, rows } = database

  const read = (of: "get" | "page", bound: Statements.Bound) => operation(of, bound[1], patiently(of, rows(bound)))

  return PlatformStore.PlatformStore.of({
    get: (key) =>
      Effect.flatMap(read("get", statements.get(key)), ([row]) => {
        if (row === undefined) return Effect.succeedNone
        const document = documentOf(key.id, row[0], row[1])
        return document === undefined ? Effect.fail(undecodable("get")) : Effect.succeedSome(document)
      }),
    put: (key, body, expected) => operation("put", [key.component, key.id, body], writes.put({ key, body, expected })),
    page: (of, { after, limit }) =>
      Effect.flatMap(
        read("page", statements.page(of, after, limit)),
        Effect.forEach(([id, version, body]) => {
          const document = documentOf(id, version, body)
          return document === undefined ? Effect.fail(undecodable("page")) : Effect.succeed(document)
        })
      ),
    acquire: (lease, owner, duration) =>
      operation(
        "acquire",
        [lease, owner],
        writes.acquire({ lease, owner, millis: Math.min(Duration.toMillis(duration), longestLease) })
      ),
    release: (lease, owner) => operation("release", [lease, owner], writes.release({ lease, owner }))
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
    const isTold = Limits.apart(within(startTimeLimit, timedOut)(Unfinished.isTold(sql)))
    const tells = dialect === "sqlite" && (yield* isTold)
    yield* Start.start(sql, { dialect, names, tells, timeLimit: startTimeLimit })
    const database = Database.make(sql, { dialect, tells, timeLimit })
    if (dialect === "pg") {
      const statements = Statements.postgres(names)
      return make(database, statements, Writes.oneByOne(database, statements))
    }
    const statements = Statements.sqlite(names, tells ? Unfinished.count : "0")
    return make(database, statements, Writes.together(database, statements, tells))
  })
