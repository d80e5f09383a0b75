/** The SQLite file of the store: made for this user alone, and never one that belongs to somebody else. */
import { FileSystem } from "@effect/platform"
import { LibsqlClient } from "@effect/sql-libsql"
import { SqlClient } from "@effect/sql/SqlClient"
import { Effect, Layer, Option } from "effect"
import { join } from "node:path"
import { pathToFileURL } from "node:url"
import { Cannot } from "./cannot.ts"

export const fileIn = (directory: string): string => join(directory, "wechat.db")

/** SQLite gives the files beside the database the rights of the database. */
const prepare = (directory: string) =>
  Effect.gen(function*() {
    const files = yield* FileSystem.FileSystem
    yield* files.makeDirectory(directory, { recursive: true, mode: 0o700 })
    yield* Effect.scoped(files.open(fileIn(directory), { flag: "a", mode: 0o600 }))
  }).pipe(
    Effect.mapError(({ message }) =>
      new Cannot({
        message:
          `The directory ${directory} cannot be used (${message}): the service provider must give this user the ` +
          "right to write there, or name another one in DATA_DIR. Nothing was changed"
      })
    )
  )

const tables = Effect.flatMap(
  SqlClient,
  (sql) => Effect.map(sql<{ name: string }>`SELECT name FROM sqlite_master WHERE type = 'table'`, (rows) => rows)
)

/** Somebody else's database gets no tables of ours. What cannot be looked at now is for the store to say. */
const refuseForeign = (file: string) =>
  Effect.flatMap(Effect.option(tables), (found) => {
    const names = Option.getOrElse(found, () => []).map(({ name }) => name)
    return names.length === 0 || names.includes("wechat_migrations") ? Effect.void : new Cannot({
      message: `The database ${file} belongs to another program: it has tables, and none of this library. ` +
        "The service provider must name another directory in DATA_DIR. Nothing was changed"
    })
  })

/** A client of the file, which is made if need be. */
export const layer = (directory: string) => {
  const file = fileIn(directory)
  const client = LibsqlClient.layer({ url: pathToFileURL(file).href }).pipe(
    // The driver throws what it cannot open.
    Layer.catchAllCause(() =>
      Layer.fail(
        new Cannot({
          message:
            `The database ${file} cannot be opened: the service provider must see whether it is a file that this ` +
            "user may write. Nothing was changed"
        })
      )
    )
  )
  return Layer.effectDiscard(refuseForeign(file)).pipe(
    Layer.provideMerge(client),
    (checked) => Layer.unwrapEffect(Effect.as(prepare(directory), checked))
  )
}
