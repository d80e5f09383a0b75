import * as Either from "effect/Either"
import { SqlStartError } from "./startError.ts"

/**
 * What the tables are called. All of it is text that goes into statements, so nothing but safe names gets here.
 *
 * @internal
 */
export interface Names {
  readonly documents: string
  readonly leases: string
  /** In quotes, as the others */
  readonly migrations: string
  /** Without, as the migrator and the catalogues of databases want it */
  readonly bareMigrations: string
}

/** No letter in it that a database folds, and short enough for the longest table name of Postgres. */
const isSafe = (name: string): boolean => /^[a-z][a-z0-9_]{0,39}$/.test(name)

/** @internal */
export const quoted = (name: string): string => name.split(".").map((part) => `"${part}"`).join(".")

/** @internal */
export const make = (options: {
  readonly prefix: string
  readonly schema: string | undefined
}): Either.Either<Names, SqlStartError> => {
  const { prefix, schema } = options
  if (!isSafe(prefix)) return Either.left(new SqlStartError({ reason: "InvalidName", detail: "prefix" }))
  if (schema !== undefined && !isSafe(schema)) {
    return Either.left(new SqlStartError({ reason: "InvalidName", detail: "schema" }))
  }
  const bare = (table: string): string => `${schema === undefined ? "" : `${schema}.`}${prefix}${table}`
  return Either.right({
    documents: quoted(bare("documents")),
    leases: quoted(bare("leases")),
    migrations: quoted(bare("migrations")),
    bareMigrations: bare("migrations")
  })
}
