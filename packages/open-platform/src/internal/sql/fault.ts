import type { SqlError } from "@effect/sql/SqlError"

/**
 * What went wrong, in one word. Messages of databases may quote what was stored, so they never get further than here.
 *
 * @internal
 */
export interface Fault {
  readonly name: string
  /** The statement had no effect and may have one if it is tried again at once */
  readonly isPassing: boolean
}

/** @internal */
export const make = (name: string, isPassing = false): Fault => ({ name, isPassing })

/** @internal */
export const isPassing = (error: object): boolean => "isPassing" in error && error.isPassing === true

/** SQLSTATEs of Postgres and codes of SQLite by their whole or their beginning, as words that can be understood. */
const names: ReadonlyArray<readonly [code: string, name: string]> = [
  ["08", "ConnectionLost"],
  ["22021", "NotStorable"],
  ["22P05", "NotStorable"],
  ["25006", "ReadOnly"],
  ["28", "AccessDenied"],
  ["3D", "NoSuchDatabase"],
  ["3F", "NoSuchSchema"],
  ["42501", "AccessDenied"],
  ["42P01", "NoSuchTable"],
  ["42P07", "TableExists"],
  ["53100", "DiskFull"],
  ["53300", "TooManyConnections"],
  ["54000", "TooLong"],
  ["57014", "Cancelled"],
  ["57P0", "ConnectionLost"],
  ["SQLITE_FULL", "DiskFull"],
  ["SQLITE_IOERR", "DiskFailed"],
  ["SQLITE_READONLY", "ReadOnly"],
  ["SQLITE_CORRUPT", "Corrupt"],
  ["SQLITE_NOTADB", "Corrupt"],
  ["SQLITE_CANTOPEN", "CannotOpen"]
]

/**
 * Somebody else was at it: a lock of SQLite; two transactions of Postgres that could not be put in an order, in databases
 * whose default is stricter than READ COMMITTED.
 */
const passing = ["SQLITE_BUSY", "SQLITE_LOCKED", "40001", "40P01"]

/** Codes are short and made of capitals and digits: nothing else may be taken for one. */
const isCode = (code: unknown): code is string => typeof code === "string" && /^[A-Z0-9_]{2,40}$/.test(code)

const codeOf = (cause: unknown): string | undefined => {
  if (typeof cause !== "object" || cause === null) return undefined
  if ("code" in cause && isCode(cause.code)) return cause.code
  return "cause" in cause && cause.cause !== cause ? codeOf(cause.cause) : undefined
}

/** The two cases in which the driver of Postgres gives no code. */
const codeless = (cause: unknown): string => {
  const message = typeof cause === "object" && cause !== null && "message" in cause ? String(cause.message) : ""
  if (message.startsWith("Connection terminated")) return "ConnectionLost"
  return message.startsWith("timeout exceeded when trying to connect") ? "NoConnection" : "Unknown"
}

/** @internal */
export const of = (error: SqlError): Fault => {
  const code = codeOf(error.cause)
  if (code === undefined) return make(codeless(error.cause))
  return make(
    names.find(([beginning]) => code.startsWith(beginning))?.[1] ?? code,
    passing.some((beginning) => code.startsWith(beginning))
  )
}
