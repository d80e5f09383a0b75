/**
 * What the simulator saw: every request, with secrets masked.
 */
import * as Schema from "effect/Schema"

/** A request and how it ended. */
export const Seen = Schema.Struct({
  /** Milliseconds of the epoch */
  at: Schema.Number,
  method: Schema.String,
  path: Schema.String,
  /** The name of the interface, if there is one at this path */
  endpoint: Schema.optionalWith(Schema.String, { exact: true }),
  /** The account or component that the token spoke for */
  appId: Schema.optionalWith(Schema.String, { exact: true }),
  query: Schema.Record({ key: Schema.String, value: Schema.String }),
  body: Schema.String,
  /** WeChat's code; 0 for success, nothing where no reply of WeChat went out */
  errcode: Schema.optionalWith(Schema.Int, { exact: true }),
  rid: Schema.String
})
export type Seen = typeof Seen.Type

/** A push and how the callback took it. */
export const SeenPush = Schema.Struct({
  at: Schema.Number,
  /** The `InfoType` or `Event` */
  event: Schema.String,
  component: Schema.String,
  url: Schema.String,
  /** Which delivery of the same push, counted from 1 */
  attempt: Schema.Int,
  /**
   * `accepted` for HTTP 200 with `success` within 5 seconds; where an account's messages go, also for an empty body or
   * an encrypted reply
   */
  outcome: Schema.Literal("accepted", "refused", "late", "unreachable", "lost"),
  /** What was answered, decrypted; nothing where it was no answer of a callback */
  reply: Schema.optionalWith(Schema.String, { exact: true })
})
export type SeenPush = typeof SeenPush.Type
