import * as Either from "effect/Either"
import * as Predicate from "effect/Predicate"

/** A JSON string, or an integer that a number would not hold. */
const stringOrLongInteger = /"(?:[^"\\]|\\.)*"|-?\d{16,}(?![\d.eE])/gs

const quoteLongInteger = (token: string): string =>
  token.startsWith("\"") ? token.replace(/\\u(?=[0-9a-fA-F]{4})/g, "\\\\u") : `"${token}"`

/**
 * Reads a request as WeChat does: integers beyond 2^53 stay exact (as digits here), and `\uXXXX` is taken for what it
 * looks like, six characters.
 *
 * @internal
 */
export const parseObject = (text: string): Either.Either<Readonly<Record<string, unknown>>, "not an object"> =>
  Either.try({
    try: (): unknown => JSON.parse(text.replace(stringOrLongInteger, quoteLongInteger)),
    catch: () => "not an object" as const
  }).pipe(Either.filterOrLeft(Predicate.isReadonlyRecord, () => "not an object" as const))

const write = (value: unknown): string => {
  if (typeof value === "bigint") return value.toString()
  if (Array.isArray(value)) return `[${value.map(write).join(",")}]`
  if (Predicate.isReadonlyRecord(value)) {
    const fields = Object.entries(value).filter(([, field]) => field !== undefined)
    return `{${fields.map(([name, field]) => `${JSON.stringify(name)}:${write(field)}`).join(",")}}`
  }
  return JSON.stringify(value ?? null)
}

/**
 * Writes a reply as WeChat does: 64-bit integers as integers, and slashes escaped.
 *
 * @internal
 */
export const stringify = (value: unknown): string => write(value).replaceAll("/", "\\/")
