import * as SqlClient from "@effect/sql/SqlClient"
import type { SqlError } from "@effect/sql/SqlError"
import * as Effect from "effect/Effect"
import type { Names } from "./names.ts"
import type { Dialect } from "./statements.ts"

type Migration = Effect.Effect<void, SqlError, SqlClient.SqlClient>

const statement = (text: string): Migration =>
  Effect.flatMap(SqlClient.SqlClient, (sql) => Effect.asVoid(sql.unsafe(text).unprepared))

/**
 * The history of the tables. What is here has run somewhere: it never changes, and what comes later is added at the end.
 *
 * While processes are replaced one by one, the last version of the code works on tables of the next one: a new column
 * must be one that it can do without.
 *
 * Ids are compared byte by byte, and bodies have no length that could be too long.
 *
 * @internal
 */
export const make = (dialect: Dialect, { documents, leases }: Names): Record<string, Migration> => {
  const isPostgres = dialect === "pg"
  const text = isPostgres ? `text COLLATE "C"` : "text"
  return {
    "1_documents": statement(
      `CREATE TABLE ${documents} (
  component ${text} NOT NULL,
  kind ${text} NOT NULL,
  id ${text} NOT NULL,
  version bigint NOT NULL,
  body text NOT NULL,
  PRIMARY KEY (component, kind, id)
)`
    ),
    "2_leases": statement(
      `CREATE TABLE ${leases} (
  name ${text} NOT NULL PRIMARY KEY,
  owner ${text} NOT NULL,
  expires_at ${isPostgres ? "timestamptz" : "bigint"} NOT NULL
)`
    ),
    // For people who look for what has not been renewed. Empty where the last write was before there was this column.
    "3_written_at": statement(`ALTER TABLE ${documents} ADD COLUMN written_at ${isPostgres ? "timestamptz" : "text"}`)
  }
}
