/**
 * What an account brings along for its template messages and one-time subscriptions. Everything has a default.
 */
import * as Schema from "effect/Schema"

const optional = <A, I>(schema: Schema.Schema<A, I>) => Schema.optionalWith(schema, { exact: true })

/** An industry, by WeChat's number. */
export const Industry = Schema.Int.pipe(Schema.between(1, 41))

/** A template that an account has adopted before anything happens. */
export const Template = Schema.Struct({
  /** 43 letters and digits, as WeChat's are; made up when left out */
  template_id: optional(Schema.NonEmptyString),
  title: Schema.NonEmptyString,
  /** Of templates from before there were categories; they go with their industry */
  industry: optional(Industry),
  /** With places such as `{{thing1.DATA}}` */
  content: Schema.String,
  example: optional(Schema.String)
})
export type Template = typeof Template.Type

/** A keyword of a category template: its name for whoever adopts it, its key for whoever sends. */
export const Keyword = Schema.Struct({
  name: Schema.NonEmptyString,
  /** The kind and a number, such as `thing7`: the kind says what the value may be */
  key: Schema.NonEmptyString,
  example: optional(Schema.String)
})
export type Keyword = typeof Keyword.Type

/** A template of the library: of an industry and ready made, or of a category and put together from keywords. */
export const LibraryTemplate = Schema.Union(
  Schema.Struct({
    /** `TM` or `OPENTM` and digits */
    template_id_short: Schema.NonEmptyString,
    title: Schema.NonEmptyString,
    industry: Industry,
    content: Schema.String,
    example: optional(Schema.String)
  }),
  Schema.Struct({
    /** Digits */
    template_id_short: Schema.NonEmptyString,
    title: Schema.NonEmptyString,
    keywords: Schema.Array(Keyword)
  })
)
export type LibraryTemplate = typeof LibraryTemplate.Type

/** What an account brings along. */
export const Options = Schema.Struct({
  /** 1 and 4 by default */
  industries: optional(Schema.Tuple(Industry, Industry)),
  templates: optional(Schema.Array(Template)),
  /** How many templates it may have, 25 by default */
  limit: optional(Schema.NonNegativeInt),
  /** Whether it may adopt templates of categories alone: those of industries are refused with 40247 */
  categoriesOnly: optional(Schema.Boolean),
  /** The mini programs that are linked to it; any when left out */
  miniPrograms: optional(Schema.Array(Schema.NonEmptyString)),
  /** The one template of its one-time subscriptions; made up when left out */
  subscribeTemplateId: optional(Schema.NonEmptyString),
  /** `msginfo` of `queryblocktmplmsg`: a list by its cursor, an object by its table */
  interceptedAs: optional(Schema.Literal("list", "object"))
})
export type Options = typeof Options.Type

/**
 * How the next message ends that is not sent yet: refused by its receiver, lost, or kept back by WeChat and told by
 * `queryblocktmplmsg`.
 */
export const Failure = Schema.Literal("user block", "system failed", "intercepted")
export type Failure = typeof Failure.Type

/** What someone is to an account: who `refuses` its messages follows it still. */
export const Attitude = Schema.Literal("follows", "refuses", "left")
export type Attitude = typeof Attitude.Type
