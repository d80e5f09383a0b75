import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import { ArticlePosition, given } from "../Identifiers.ts"

const OneOrAllInWords = Schema.Union(Schema.Literal("all"), given(ArticlePosition)).annotations({
  description: `"all" for the whole group, or the position of one article: a whole number, counted from 1`
})

const toWire = (choice: typeof OneOrAllInWords.Type): number => choice === "all" ? 0 : choice
const fromWire = (index: number): typeof OneOrAllInWords.Type => index === 0 ? "all" : index

/**
 * One article by its position, or all of them in words, where WeChat takes 0 for all.
 *
 * @internal
 */
export const OneOrAll = Schema.transform(Schema.Int, OneOrAllInWords, {
  strict: true,
  decode: fromWire,
  encode: toWire
})

/**
 * The same where WeChat's page lets callers leave the number out, which means all. We always send it.
 *
 * @internal
 */
export const OneOrAllNeverLeftOut = Schema.optionalToRequired(Schema.Int, OneOrAllInWords, {
  decode: Option.match({ onNone: () => "all" as const, onSome: fromWire }),
  encode: (choice) => Option.some(toWire(choice))
})
