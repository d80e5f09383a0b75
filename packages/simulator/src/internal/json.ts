import * as Either from "effect/Either"
import * as Predicate from "effect/Predicate"

/** A JSON string or number, whole. */
const stringOrNumber = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/gs

/** An escape, pairs of backslashes first, so that the second of a pair is not taken for the first of `\uXXXX`. */
const backslash = /\\\\|\\u(?=[0-9a-fA-F]{4})/g

const readLiterally = (token: string): string =>
  token.startsWith("\"")
    ? token.replace(backslash, (escape) => escape === "\\u" ? "\\\\u" : escape)
    : /^-?\d{16,}$/.test(token)
    ? `"${token}"`
    : token

/**
 * Reads a request as WeChat does: integers beyond 2^53 stay exact (as digits here), and `\uXXXX` is taken for what it
 * looks like, six characters.
 *
 * @internal
 */
export const parseObject = (text: string): Either.Either<Readonly<Record<string, unknown>>, "not an object"> =>
  Either.try({
    try: (): unknown => JSON.parse(text.replace(stringOrNumber, readLiterally)),
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
