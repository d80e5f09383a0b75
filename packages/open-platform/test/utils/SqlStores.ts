/** Stores on SQL, and what is beneath them. */
import { PlatformStore, StoreEncryption } from "@effect-wechat/open-platform"
import * as PlatformStoreSql from "@effect-wechat/open-platform/PlatformStore/Sql"
import { SqlClient } from "@effect/sql/SqlClient"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import * as LogLevel from "effect/LogLevel"
import * as Option from "effect/Option"
import * as TestClock from "effect/TestClock"
import { join } from "node:path"
import * as Files from "./Files.ts"
import * as Sqlite from "./Sqlite.ts"

/** Bodies reach the database as they are, so that it is seen what it makes of them. */
export const plainText: Layer.Layer<StoreEncryption.StoreEncryption> = Layer.provide(
  StoreEncryption.layerPlainText,
  Logger.minimumLogLevel(LogLevel.None)
)

/** A store whose start may fail, on the client of the context. */
export const starting = (options?: PlatformStoreSql.Options) =>
  Layer.provide(PlatformStoreSql.layer(options), plainText)

/** A store on the client of the context. */
export const layer = (
  options?: PlatformStoreSql.Options
): Layer.Layer<PlatformStore.PlatformStore, never, SqlClient> => Layer.orDie(starting(options))

/** A store that lives as long as the scope, on a client. */
export const make = (options?: PlatformStoreSql.Options) =>
  Effect.orDie(Effect.provide(PlatformStoreSql.make(options), plainText))

/** A file that goes with the scope. */
export class SqliteFile extends Context.Tag("test/SqliteFile")<SqliteFile, { readonly path: string }>() {
  static readonly live = Layer.scoped(
    SqliteFile,
    Effect.map(Files.directory, (folder) => ({ path: join(folder, "wechat.db") }))
  )
}

/** Another client of that file, as of another process. */
export const onFile: Layer.Layer<SqlClient, never, SqliteFile> = Layer.unwrapEffect(
  Effect.map(SqliteFile, ({ path }) => Sqlite.file(path))
)

export const list = { component: "wxc0", kind: "authorizer" as const }

export const keyOf = (id: string): PlatformStore.Key => ({ ...list, id })

/** All rows of a statement as lists of values. */
export const rows = (text: string) => Effect.orDie(Effect.flatMap(SqlClient, (sql) => sql.unsafe(text).values))

/** Runs a statement for what it does. */
export const run = (text: string) => Effect.asVoid(rows(text))

/** Lets time pass with each turn of the event loop: how many a store needs does not depend on the machine. */
export const asTimePasses = <A, E, R>(effect: Effect.Effect<A, E, R>) =>
  Effect.gen(function*() {
    const fiber = yield* Effect.fork(effect)
    while (Option.isNone(yield* Fiber.poll(fiber))) yield* TestClock.adjust("5 millis")
    return yield* Fiber.join(fiber)
  })
