/**
 * A platform's store on the SQL client that a program has already: Postgres for many machines, SQLite for the processes
 * of one. It needs `@effect/sql`, and a driver such as `@effect/sql-pg` or `@effect/sql-libsql`.
 *
 * **Tables.** It makes its own at the start, and brings older ones up to date; any number of processes can start at the
 * same time. Where tables are up to date the user of the database needs to read and write them and nothing more. Tables
 * that a later version has written are refused, and left as they are.
 *
 * **What a crash loses.** Never what `put` has confirmed, nor does a power cut, as long as the disk keeps what it says
 * that it has kept. SQLite runs with `synchronous = FULL` and `journal_mode = WAL`; the latter stays with the file, for
 * whoever else uses it. Postgres has `synchronous_commit` on unless somebody switched it off, which is warned about. Give
 * the store the primary server: what a replica does not know yet looks like what was never written.
 *
 * **Leases** go by the clock of the Postgres server, so that it does not matter how the clocks of the processes go. The
 * processes of one SQLite file share a machine, and with it a clock; a file that several machines share is not for SQLite.
 *
 * **Waiting.** An operation ends within its time limit, whatever became of the server, and the next one tries anew. What
 * was not confirmed in time may have been done: a write that is repeated finds its version taken, and nothing is lost.
 * For a locked SQLite the whole process waits for a second at the most, and then asks again between other work.
 *
 * **Writing.** A SQLite file has one writer at a time, who waits for the disk, and the process does nothing else meanwhile.
 * So what is written while others are being written goes together, with one statement and one wait.
 *
 * **libsql** leaves a statement unfinished that found the file locked, and takes back later what seemed written after it;
 * the store notices, and confirms nothing before it is true. A transaction of yours that could not begin leaves the client
 * stuck: set `busy_timeout`.
 *
 * **Transactions of the caller** are not joined: a token that was handed out must not be taken back by a rollback. SQLite
 * has one writer at a time, so a call for a merchant within a transaction on the same file waits for it in vain.
 *
 * **What others can read.** Bodies are sealed by `StoreEncryption`. Ids and times are not: give the database to those who
 * need it. A SQLite file is made by its driver with the rights that the process gives to new files: let `umask` be 077, or
 * put it into a directory of mode 700. Spans name the operation only, and errors the fault only.
 */
import type * as SqlClient from "@effect/sql/SqlClient"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type { SqlStartError } from "../internal/sql/startError.ts"
import * as Store from "../internal/sql/store.ts"
import * as PlatformStore from "../PlatformStore.ts"
import * as StoreEncryption from "../StoreEncryption.ts"

export * from "../internal/sql/startError.ts"

/** Where the tables are, and how long to wait. */
export interface Options {
  /**
   * What the names of the tables begin with, `wechat_` by default: lower-case letters, digits and `_`. Stores with
   * different prefixes share nothing
   */
  readonly prefix?: string | undefined
  /** The schema of the tables on Postgres, which must exist; by default the first one of the `search_path` */
  readonly schema?: string | undefined
  /** How long an operation may take, waiting for a connection included: 5 seconds by default */
  readonly timeLimit?: Duration.DurationInput | undefined
  /** How long the start may take, waiting for others who migrate included: 1 minute by default */
  readonly startTimeLimit?: Duration.DurationInput | undefined
}

/** A store on a database, once its tables are there. */
export const make = (
  options: Options = {}
): Effect.Effect<
  PlatformStore.Service,
  SqlStartError,
  SqlClient.SqlClient | StoreEncryption.StoreEncryption
> =>
  Effect.flatMap(
    Store.makeRaw({
      prefix: options.prefix ?? "wechat_",
      schema: options.schema,
      timeLimit: Duration.decode(options.timeLimit ?? "5 seconds"),
      startTimeLimit: Duration.decode(options.startTimeLimit ?? "1 minute")
    }),
    StoreEncryption.seal
  )

/**
 * A store on a database, once its tables are there.
 *
 * @example
 * ```ts
 * import { StoreEncryption } from "@effect-wechat/open-platform"
 * import * as PlatformStoreSql from "@effect-wechat/open-platform/PlatformStore/Sql"
 * import { PgClient } from "@effect/sql-pg"
 * import { Config, Layer } from "effect"
 *
 * export const StoreLive = PlatformStoreSql.layer().pipe(
 *   Layer.provide([PgClient.layerConfig({ url: Config.redacted("DATABASE_URL") }), StoreEncryption.layerEnv])
 * )
 * ```
 *
 * @example
 * ```ts
 * import { StoreEncryption } from "@effect-wechat/open-platform"
 * import * as PlatformStoreSql from "@effect-wechat/open-platform/PlatformStore/Sql"
 * import { LibsqlClient } from "@effect/sql-libsql"
 * import { Layer } from "effect"
 *
 * export const StoreLive = PlatformStoreSql.layer({ timeLimit: "2 seconds" }).pipe(
 *   Layer.provide([LibsqlClient.layer({ url: "file:state/wechat.db" }), StoreEncryption.layerEnv])
 * )
 * ```
 */
export const layer = (
  options?: Options
): Layer.Layer<
  PlatformStore.PlatformStore,
  SqlStartError,
  SqlClient.SqlClient | StoreEncryption.StoreEncryption
> => Layer.effect(PlatformStore.PlatformStore, make(options))
