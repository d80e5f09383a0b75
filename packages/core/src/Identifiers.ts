/**
 * The ids that WeChat gives out, each a type of its own, so that an article id cannot be passed where a media id belongs.
 *
 * Replies carry branded ids. Requests take them too, and plain values beside them, because ids come from databases and
 * from WeChat's own samples: see {@link Given}.
 */
import type * as Brand from "effect/Brand"
import * as Schema from "effect/Schema"

/**
 * What a request accepts for a branded type: a value of that brand, or a plain one. A value of another brand is a type
 * error.
 *
 * @example
 * ```ts
 * import { Draft, Identifiers } from "@effect-wechat/core"
 *
 * Draft.delete({ media_id: "MEDIA_ID" })
 * Draft.delete({ media_id: Identifiers.MediaId.make("MEDIA_ID") })
 * // @ts-expect-error an article id is not a media id
 * Draft.delete({ media_id: Identifiers.ArticleId.make("ARTICLE_ID") })
 * ```
 */
export type Given<A extends string | number> = A | (Brand.Brand.Unbranded<A> & { readonly [Brand.BrandTypeId]?: never })

/** The request side of a branded schema: checks the same rule, asks for no brand. */
export const given = <A extends string | number, I>(schema: Schema.Schema<A, I>): Schema.Schema<Given<A>, I> =>
  // A brand exists in the types alone, so the same schema checks plain values.
  schema as unknown as Schema.Schema<Given<A>, I>

const id = Schema.NonEmptyTrimmedString.annotations({ description: "a non-empty text without spaces around it" })

/** The app id of an account or of a component: `wx` and 16 hexadecimal digits in the wild. */
export const AppId = id.pipe(Schema.brand("@effect-wechat/core/AppId"))
export type AppId = typeof AppId.Type

/** A draft or a piece of material, permanent or temporary. */
export const MediaId = id.pipe(Schema.brand("@effect-wechat/core/MediaId"))
export type MediaId = typeof MediaId.Type

/** A published article group. */
export const ArticleId = id.pipe(Schema.brand("@effect-wechat/core/ArticleId"))
export type ArticleId = typeof ArticleId.Type

/** The position of an article in its group, counted from 1. */
export const ArticlePosition = Schema.Int.pipe(
  Schema.positive(),
  Schema.brand("@effect-wechat/core/ArticlePosition")
).annotations({ description: "a whole number, counted from 1" })
export type ArticlePosition = typeof ArticlePosition.Type

/** The place of an article in its group where WeChat counts from 0. Never to be confused with {@link ArticlePosition}. */
export const ArticleIndex = Schema.Int.pipe(
  Schema.nonNegative(),
  Schema.brand("@effect-wechat/core/ArticleIndex")
).annotations({ description: "a whole number, counted from 0" })
export type ArticleIndex = typeof ArticleIndex.Type

/**
 * A mass message. WeChat's number may be larger than a JavaScript number can hold, so it is kept as its digits, which
 * survive logs, JSON and databases.
 */
export const MsgId = Schema.String.pipe(
  Schema.filter((digits) => /^[1-9]\d{0,19}$/.test(digits) && BigInt(digits) < 2n ** 64n),
  Schema.brand("@effect-wechat/core/MsgId")
).annotations({ description: "a positive 64-bit integer, written in digits" })
export type MsgId = typeof MsgId.Type

const exactInteger = Schema.BigIntFromSelf.pipe(Schema.filter((value) => value > 0n && value < 2n ** 64n))

/** What a request accepts for a {@link MsgId}, and sends as an exact JSON integer. */
export type GivenMsgId = Given<MsgId> | number | bigint

/** The request side of {@link MsgId}. */
export const GivenMsgId: Schema.Schema<GivenMsgId, bigint> = Schema.transform(
  exactInteger,
  Schema.Union(
    given(MsgId),
    Schema.BigIntFromSelf.pipe(Schema.filter((value) => value > 0n && value < 2n ** 64n)),
    Schema.Number.pipe(Schema.filter((value) => Number.isSafeInteger(value) && value > 0))
  ).annotations({
    description:
      "a positive 64-bit integer: a safe number, a bigint, or digits (a larger number has already lost digits)"
  }),
  { strict: true, decode: (value) => value, encode: (value) => BigInt(value) }
)
