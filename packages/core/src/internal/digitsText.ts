/**
 * Whole numbers that WeChat wants as a text, as its samples have them.
 *
 * @internal
 */
import * as Schema from "effect/Schema"
import { SizeId } from "./limits.ts"

const numberOf = (value: string | number): number =>
  typeof value === "number" ? value : /^\d{1,15}$/.test(value) ? Number(value) : NaN

/** A whole number within limits, given as a number or as its digits. */
export const within = (min: number, max: number): Schema.Schema<string | number, string> =>
  Schema.transform(
    Schema.String,
    Schema.Union(Schema.String, Schema.Number).pipe(
      Schema.filter((value) => Number.isInteger(numberOf(value)) && numberOf(value) >= min && numberOf(value) <= max, {
        description: `a whole number from ${min} to ${max}`,
        [SizeId]: (value: string | number) => Number.isNaN(numberOf(value)) ? "it is none" : `it is ${numberOf(value)}`
      })
    ),
    {
      strict: true,
      decode: (text) => text,
      // Without zeros in front, which samples do not have.
      encode: (value) => String(numberOf(value))
    }
  )
