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

const isSixtyFourBits = (value: bigint): boolean => value > 0n && value < 2n ** 64n

/** WeChat's number may be larger than a JavaScript number can hold, so it is kept as its digits. */
const digits = Schema.String.pipe(
  Schema.filter((text) => /^[1-9]\d{0,19}$/.test(text) && isSixtyFourBits(BigInt(text)))
)
const inDigits = { description: "a positive 64-bit integer, written in digits" }

/**
 * A mass message. WeChat's number may be larger than a JavaScript number can hold, so it is kept as its digits, which
 * survive logs, JSON and databases.
 */
export const MsgId = digits.pipe(Schema.brand("@effect-wechat/core/MsgId")).annotations(inDigits)
export type MsgId = typeof MsgId.Type

/**
 * The articles of a mass message or of a publish job, for comments and statistics: another number than its
 * {@link MsgId}. Kept as its digits.
 */
export const MsgDataId = digits.pipe(Schema.brand("@effect-wechat/core/MsgDataId")).annotations(inDigits)
export type MsgDataId = typeof MsgDataId.Type

/** A comment below an article. Kept as its digits. */
export const UserCommentId = digits.pipe(Schema.brand("@effect-wechat/core/UserCommentId")).annotations(inDigits)
export type UserCommentId = typeof UserCommentId.Type

/** A template message. WeChat's number has 18 digits and is kept as its digits. Another number than a {@link MsgId}. */
export const TemplateMsgId = digits.pipe(Schema.brand("@effect-wechat/core/TemplateMsgId")).annotations(inDigits)
export type TemplateMsgId = typeof TemplateMsgId.Type

/** The record of a template message that WeChat has kept back. Kept as its digits. */
export const BlockedMessageId = digits.pipe(Schema.brand("@effect-wechat/core/BlockedMessageId")).annotations(inDigits)
export type BlockedMessageId = typeof BlockedMessageId.Type

/** A template that an account has adopted, or the one of its one-time subscriptions. */
export const TemplateId = id.pipe(Schema.brand("@effect-wechat/core/TemplateId"))
export type TemplateId = typeof TemplateId.Type

/** A person, as one account knows them: another account knows the same person by another. */
export const OpenId = id.pipe(Schema.brand("@effect-wechat/core/OpenId"))
export type OpenId = typeof OpenId.Type

const exactInteger = Schema.BigIntFromSelf.pipe(Schema.filter(isSixtyFourBits))

/** What a request accepts for an id that is kept as its digits. */
export type GivenDigits<A extends string> = Given<A> | number | bigint

const anyDigits = <A extends string>(
  schema: Schema.Schema<A, string>
): Schema.Schema<GivenDigits<A>, string | number | bigint> =>
  Schema.Union(
    given(schema),
    exactInteger,
    Schema.Number.pipe(Schema.filter((value) => Number.isSafeInteger(value) && value > 0))
  ).annotations({
    description:
      "a positive 64-bit integer: a safe number, a bigint, or digits (a larger number has already lost digits)"
  })

/** The request side of an id that is kept as its digits, and sent as an exact JSON integer. */
export const givenDigits = <A extends string>(
  schema: Schema.Schema<A, string>
): Schema.Schema<GivenDigits<A>, bigint> =>
  Schema.transform(exactInteger, anyDigits(schema), {
    strict: true,
    decode: (value) => value,
    encode: (value) => BigInt(value)
  })

/** The same, where WeChat wants the number as a text. */
export const givenDigitsAsText = <A extends string>(
  schema: Schema.Schema<A, string>
): Schema.Schema<GivenDigits<A>, string> =>
  Schema.transform(Schema.String, anyDigits(schema), {
    strict: true,
    // What is sent is not read again, and what is not a number is found out by the rule of the other side.
    decode: (text) => /^\d{1,20}$/.test(text) ? BigInt(text) : 0n,
    encode: (value) => String(value)
  })

/** The reply side of an id that is kept as its digits: WeChat writes it as a number in one reply, as a text in another. */
export const toldDigits = <A extends string>(
  schema: Schema.Schema<A, string>
): Schema.Schema<A, string | number | bigint> =>
  Schema.transform(Schema.Union(Schema.String, Schema.Number, Schema.BigIntFromSelf), schema, {
    strict: true,
    decode: (value) => String(value),
    encode: (text) => text
  })

/** What a request accepts for a {@link MsgId}, and sends as an exact JSON integer. */
export type GivenMsgId = GivenDigits<MsgId>

/** The request side of {@link MsgId}. */
export const GivenMsgId: Schema.Schema<GivenMsgId, bigint> = givenDigits(MsgId)

/** What a request accepts for a {@link MsgDataId}, and sends as an exact JSON integer. */
export type GivenMsgDataId = GivenDigits<MsgDataId>

/** The request side of {@link MsgDataId}. */
export const GivenMsgDataId: Schema.Schema<GivenMsgDataId, bigint> = givenDigits(MsgDataId)

/** What a request accepts for a {@link UserCommentId}, and sends as an exact JSON integer. */
export type GivenUserCommentId = GivenDigits<UserCommentId>

/** The request side of {@link UserCommentId}. */
export const GivenUserCommentId: Schema.Schema<GivenUserCommentId, bigint> = givenDigits(UserCommentId)

/** A publish job. Kept as its digits: WeChat's pages call it a text, and its replies hold a number. */
export const PublishId = digits.pipe(Schema.brand("@effect-wechat/core/PublishId")).annotations(inDigits)
export type PublishId = typeof PublishId.Type

/** What a request accepts for a {@link PublishId}, and sends as a text. */
export type GivenPublishId = GivenDigits<PublishId>

/** The request side of {@link PublishId}. */
export const GivenPublishId: Schema.Schema<GivenPublishId, string> = givenDigitsAsText(PublishId)
