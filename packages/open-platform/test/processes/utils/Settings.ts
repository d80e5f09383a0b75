/** What a process is told at its start, and what it says. */
import * as Schema from "effect/Schema"

/** The headers by which a process says who it is, and for which of its calls it asks. */
export const headers = { process: "x-process", call: "x-call" } as const

/** Where the shared store is. */
export const Database = Schema.Union(
  Schema.TaggedStruct("Postgres", {
    host: Schema.String,
    port: Schema.Int,
    username: Schema.String,
    password: Schema.String,
    database: Schema.String
  }),
  Schema.TaggedStruct("Sqlite", { path: Schema.String })
)
export type Database = typeof Database.Type

export const Settings = Schema.Struct({
  /** By which the witness knows it */
  name: Schema.String,
  baseUrl: Schema.String,
  component: Schema.Struct({
    appId: Schema.String,
    secret: Schema.String,
    token: Schema.String,
    encodingAesKey: Schema.String
  }),
  database: Database,
  /** The key of the store, in base64 */
  key: Schema.String,
  /** How long leases last, in milliseconds: less than the minute that they last otherwise, for tests to be short */
  lease: Schema.Int,
  /** In milliseconds */
  renewBefore: Schema.Int
})
export type Settings = typeof Settings.Type

/** What a process is asked to do. */
export const Order = Schema.Union(
  Schema.TaggedStruct("Call", { appId: Schema.String }),
  /** Calls all the time for random accounts, so many side by side */
  Schema.TaggedStruct("Storm", { appIds: Schema.Array(Schema.String), seed: Schema.String, callers: Schema.Int }),
  Schema.TaggedStruct("Stop", {})
)
export type Order = typeof Order.Type

/** What it says. `began` and `ended` count the beginnings and ends of its calls, in their order. */
export const Line = Schema.Union(
  Schema.TaggedStruct("Ready", {}),
  Schema.TaggedStruct("Outcome", {
    call: Schema.String,
    appId: Schema.String,
    began: Schema.Int,
    ended: Schema.Int,
    /** In milliseconds of the epoch */
    beganAt: Schema.Number,
    endedAt: Schema.Number,
    /** Nothing for success, else the tags of the error */
    error: Schema.optionalWith(Schema.String, { exact: true })
  }),
  Schema.TaggedStruct("Log", { level: Schema.String, message: Schema.String }),
  /** It has ended in good order */
  Schema.TaggedStruct("Stopped", {})
)
export type Line = typeof Line.Type
export type Outcome = Extract<Line, { readonly _tag: "Outcome" }>
