import * as Schema from "effect/Schema"

/**
 * Says how large a value is that breaks a limit, without saying what it is.
 *
 * @internal
 */
export const SizeId: unique symbol = Symbol.for("@effect-wechat/core/Limits/size")

/** @internal */
export type Size = (value: unknown) => string

/** As WeChat counts: an emoji is one, and so is a Chinese character. */
const charactersOf = (text: string): number => {
  let characters = 0
  for (const _ of text) characters++
  return characters
}

const bytesOf = (text: string): number => new TextEncoder().encode(text).length

const limited =
  <A>(unit: string, sizeOf: (value: A) => number, isWithin: (size: number) => boolean, rule: string) =>
  <S extends A, I, R>(schema: Schema.Schema<S, I, R>): Schema.filter<Schema.Schema<S, I, R>> =>
    schema.pipe(Schema.filter((value) => isWithin(sizeOf(value)), {
      description: rule,
      // Only ever asked about a value that the schema itself has let through to the limit.
      [SizeId]: (value: A) => `it has ${sizeOf(value)} ${unit}`
    }))

/**
 * A limit in characters, of which an emoji is one.
 *
 * @internal
 */
export const maxCharacters = (max: number) =>
  limited<string>("characters", charactersOf, (size) => size <= max, `a text of at most ${max} characters`)

/**
 * A limit in bytes of UTF-8.
 *
 * @internal
 */
export const maxBytes = (max: number) =>
  limited<string>("bytes", bytesOf, (size) => size <= max, `a text of at most ${max} bytes in UTF-8`)

/**
 * How many items a list may have.
 *
 * @internal
 */
export const items = (min: number, max: number) =>
  limited<ReadonlyArray<unknown>>(
    "items",
    (list) => list.length,
    (size) => size >= min && size <= max,
    min === 0 ? `a list of at most ${max} items` : `a list of ${min} to ${max} items`
  )

/**
 * A whole number within limits, which an error tells, as it tells no text.
 *
 * @internal
 */
export const wholeNumber = (min: number, max: number): Schema.Schema<number> =>
  Schema.Int.pipe(Schema.filter((value) => value >= min && value <= max, {
    description: `a whole number from ${min} to ${max}`,
    [SizeId]: (value: number) => `it is ${value}`
  }))
