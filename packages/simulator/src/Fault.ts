/**
 * What can go wrong on purpose: a rule says when, and what.
 */
import * as Schema from "effect/Schema"

const optional = <A, I>(schema: Schema.Schema<A, I>) => Schema.optionalWith(schema, { exact: true })

/** Which calls a rule is about. Everything that is left out matches. */
export const When = Schema.Struct({
  /** The path (`/cgi-bin/draft/count`) or the name (`draft_count`) of an interface */
  endpoint: optional(Schema.String),
  /** The account or component that the call speaks for */
  appId: optional(Schema.String),
  /** Only the nth matching call, counted from 1 */
  nth: optional(Schema.Int.pipe(Schema.positive())),
  /** At most so many times */
  times: optional(Schema.Int.pipe(Schema.positive())),
  /** With this probability, from the seed of the simulator */
  probability: optional(Schema.Number.pipe(Schema.between(0, 1)))
})
export type When = typeof When.Type

/** Any return code. `-1` is WeChat being busy. Nothing is done. */
export const Code = Schema.TaggedStruct("Code", { errcode: Schema.Int, errmsg: optional(Schema.String) })

/** The reply comes late. What is asked for is done. */
export const Delay = Schema.TaggedStruct("Delay", { millis: Schema.NonNegative })

/**
 * The connection is cut: `before` anything is done, during the `upload` of the request, so that nothing is done either,
 * `during` the reply, or `after` it was done and instead of the reply.
 *
 * In the middle of a body `bytes` says how many of it get through; without it the half of them, of an upload of unknown
 * length none. A body that is not longer than that is not cut.
 */
export const Cut = Schema.TaggedStruct("Cut", {
  at: Schema.Literal("before", "upload", "during", "after"),
  bytes: optional(Schema.NonNegativeInt)
})

/** A gateway answers with a status of its own and a page. Nothing is done. */
export const Status = Schema.TaggedStruct("Status", { status: Schema.Int.pipe(Schema.between(400, 599)) })

/** A page of HTML with status 200 instead of the reply. Nothing is done. */
export const Html = Schema.TaggedStruct("Html", {})

/** The reply ends in the middle, in a response that looks complete. What is asked for is done. */
export const Truncated = Schema.TaggedStruct("Truncated", {})

/** The token of the call is voided just before it is looked at. */
export const TokenRevoked = Schema.TaggedStruct("TokenRevoked", {})

/** What goes wrong. */
export const What = Schema.Union(Code, Delay, Cut, Status, Html, Truncated, TokenRevoked)
export type What = typeof What.Type

/** A rule: when, and what. */
export const Fault = Schema.Struct({ when: When, what: What })
export type Fault = typeof Fault.Type

/** What can go wrong with what the platform pushes to its callbacks. */
export const PushFault = Schema.Struct({
  /** The `InfoType` or `Event` of the push, such as `authorized`; every push when left out */
  event: optional(Schema.String),
  /** At most so many times */
  times: optional(Schema.Int.pipe(Schema.positive())),
  what: Schema.Union(
    Schema.TaggedStruct("Lost", {}),
    Schema.TaggedStruct("Duplicated", {}),
    Schema.TaggedStruct("Late", { millis: Schema.NonNegative }),
    /** Held back until the next push has gone out */
    Schema.TaggedStruct("Reordered", {})
  )
})
export type PushFault = typeof PushFault.Type
