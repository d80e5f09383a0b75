import * as Schema from "effect/Schema"

const advice = {
  UnsupportedDatabase: "the developer must use SQLite or Postgres",
  InvalidName: "the developer must choose a prefix and a schema of lower-case letters, digits and _, " +
    "beginning with a letter, and a schema on Postgres only",
  NewerSchema: "a later version of this library has written its tables, and nothing was touched: " +
    "the service provider must deploy that version, or use another prefix",
  Forgetful:
    "the tables were gone once they were made: the developer must use a database that all connections share; " +
    "libsql has file:name.db, and file::memory:?cache=shared",
  TimedOut: "another process holds a lock, or the database does not answer: the service provider must see to it",
  Failed: "the service provider must see to the database, and to the rights of its user"
}

/** The store on SQL cannot begin its work. */
export class SqlStartError
  extends Schema.TaggedError<SqlStartError>("@effect-wechat/open-platform/SqlStartError")("SqlStartError", {
    reason: Schema.Literal("UnsupportedDatabase", "InvalidName", "NewerSchema", "Forgetful", "TimedOut", "Failed"),
    /** What exactly: the short name of the fault, or the two versions; nothing that was stored */
    detail: Schema.String
  })
{
  override get message(): string {
    return `The store on SQL did not start (${this.detail}): ${advice[this.reason]}`
  }
}
