/**
 * A real Postgres server for a file of tests, and what tests ask it.
 */
import { PgClient } from "@effect/sql-pg"
import { SqlClient } from "@effect/sql/SqlClient"
import type { SqlError } from "@effect/sql/SqlError"
import * as PostgresServer from "@effect-wechat/testing/PostgresServer"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"

export type Connection = PostgresServer.Connection

export interface Service extends PostgresServer.PostgresServer {
  /** A new empty database, for tests that must not see each other */
  readonly newDatabase: Effect.Effect<Connection>
}

export class Postgres extends Context.Tag("test/Postgres")<Postgres, Service>() {}

const make = Effect.gen(function*() {
  const server = yield* PostgresServer.make(PostgresServer.forTests)
  let databases = 0
  return Postgres.of({
    ...server,
    newDatabase: Effect.suspend(() => {
      databases += 1
      const database = `test_${databases}`
      return PgClient.PgClient.pipe(
        Effect.flatMap((sql) => sql.unsafe(`CREATE DATABASE ${database}`)),
        Effect.provide(client(server)),
        Effect.orDie,
        Effect.as({ ...server, database })
      )
    })
  })
})

/** A server for the scope of the layer. It takes some seconds: one for each file of tests. */
export const layer: Layer.Layer<Postgres> = Layer.scoped(Postgres, make)

/** A client with a pool of its own, as every process has one. */
export const client = (
  connection: Connection,
  options: Omit<PgClient.PgClientConfig, keyof Connection | "url"> = {}
): Layer.Layer<SqlClient, SqlError> => {
  const { database, host, password, port, username } = connection
  return PgClient.layer({ database, host, password, port, username, ...options })
}

/** How many statements of this database wait for a lock. Within a transaction the server would tell what it told before. */
export const blocked: Effect.Effect<number, never, SqlClient> = Effect.flatMap(
  SqlClient,
  (sql) =>
    Effect.andThen(
      sql.unsafe("SELECT pg_stat_clear_snapshot()"),
      sql.unsafe(
        "SELECT count(*)::int FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
      ).values
    )
).pipe(
  Effect.map(([row]) => Number(row?.[0])),
  Effect.orDie
)

/** Waits, without a look at the clock, until a statement waits for a lock. */
export const untilBlocked: Effect.Effect<void, never, SqlClient> = Effect.asVoid(
  Effect.repeat(blocked, { until: (count) => count > 0 })
)

/** Waits until no statement waits for a lock. */
export const untilFree: Effect.Effect<void, never, SqlClient> = Effect.asVoid(
  Effect.repeat(blocked, { until: (count) => count === 0 })
)
