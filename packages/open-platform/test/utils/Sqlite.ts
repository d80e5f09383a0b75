/** SQLite, from a binary that comes inside an npm package. */
import { LibsqlClient } from "@effect/sql-libsql"
import type { SqlClient } from "@effect/sql/SqlClient"
import * as Layer from "effect/Layer"

type Options = LibsqlClient.LibsqlClientConfig.Base & Pick<LibsqlClient.LibsqlClientConfig.Full, "intMode">

/** A client of a file, as every process has one. */
export const file = (path: string, options: Options = {}): Layer.Layer<SqlClient> =>
  LibsqlClient.layer({ url: `file:${path}`, ...options })

const memoryClient = (options: Options) => LibsqlClient.layer({ url: "file::memory:?cache=shared", ...options })

/** A client of the one database that this process has in memory: it lasts as long as somebody has it open. */
export const memory = (options: Options = {}): Layer.Layer<SqlClient> =>
  Layer.merge(Layer.fresh(memoryClient({})), memoryClient(options))

/** A client whose database goes with each transaction, as the driver has it. */
export const forgetful: Layer.Layer<SqlClient> = LibsqlClient.layer({ url: ":memory:" })
