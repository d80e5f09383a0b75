import * as Either from "effect/Either"
import * as Predicate from "effect/Predicate"
import * as Schema from "effect/Schema"
import type * as Endpoint from "../Endpoint.ts"
import type * as Upload from "../Upload.ts"
import { fieldName, fromParseError } from "./issues.ts"
import * as Json from "./json.ts"

type Encode = Endpoint.Endpoint<unknown, never, never, never>["encode"]

/** Requests are strict: a field that the interface does not know is a mistake of the caller. */
const strict = { errors: "all", onExcessProperty: "error" } as const

/** Computes once, when first asked: schemas are compiled by the first call, not by the import. */
const lazily = <A, B>(compile: () => (a: A) => B): (a: A) => B => {
  let compiled: ((a: A) => B) | undefined
  return (a) => (compiled ??= compile())(a)
}

const writeQuery = (fields: Readonly<Record<string, unknown>>): string =>
  new URLSearchParams(
    Object.entries(fields).flatMap(([name, value]) => value === undefined ? [] : [[name, String(value)]])
  ).toString()

/**
 * Writes an input into the address or into a JSON body.
 *
 * @internal
 */
export const makeEncode = (
  method: Endpoint.Any["method"],
  { body, query }: {
    readonly body?: Schema.Schema.AnyNoContext | undefined
    readonly query?: Schema.Schema.AnyNoContext | undefined
  }
): Encode => {
  // WeChat answers 44002 to an empty POST, so an interface without fields gets an empty object.
  const emptyBody = method === "POST" ? "{}" : undefined
  const nothing = Either.right({ query: "", body: emptyBody })
  if (query !== undefined) {
    return lazily(() => {
      const encode = Schema.encodeUnknownEither(query, strict)
      return (input) =>
        Either.mapBoth(encode(input), {
          onLeft: fromParseError,
          onRight: (fields) => ({ query: writeQuery(fields), body: emptyBody })
        })
    })
  }
  if (body === undefined) return () => nothing
  return lazily(() => {
    const encode = Schema.encodeUnknownEither(body, strict)
    return (input) => {
      const wire = encode(input)
      return Either.isLeft(wire)
        ? Either.left(fromParseError(wire.left))
        : Either.mapBoth(Json.stringify(wire.right), {
          onLeft: ({ path, rule }) => [{ field: fieldName(path), rule }] as const,
          onRight: (text) => ({ query: "", body: text })
        })
    }
  })
}

const textOf = (value: unknown): Either.Either<string, Json.Unsendable> =>
  Predicate.isString(value) ? Either.right(value) : Json.stringify(value)

/**
 * Writes an input into a form, of which some fields go into the address.
 *
 * @internal
 */
export const makeEncodeForm = (
  { address = [], file, form }: Endpoint.UploadOptions
): Encode =>
  lazily(() => {
    const encode = Schema.encodeUnknownEither(form, strict)
    return (input) =>
      Either.flatMap(Either.mapLeft(encode(input), fromParseError), (wire: Readonly<Record<string, unknown>>) => {
        const fields: Array<readonly [string, string]> = []
        for (const [name, value] of Object.entries(wire)) {
          if (name === file || address.includes(name) || value === undefined) continue
          const text = textOf(value)
          if (Either.isLeft(text)) {
            return Either.left([{ field: fieldName([name, ...text.left.path]), rule: text.left.rule }] as const)
          }
          fields.push([name, text.right])
        }
        return Either.right({
          query: writeQuery(Object.fromEntries(address.map((name) => [name, wire[name]]))),
          body: undefined,
          // The schema of the form has let nothing else through.
          form: { field: file, file: wire[file] as Upload.File, fields }
        })
      })
  })

/**
 * Reads a reply.
 *
 * @internal
 */
export const makeDecode = (success: Schema.Schema.AnyNoContext) =>
  lazily(() => {
    const decode = Schema.decodeUnknownEither(success, { errors: "all" })
    return (reply: unknown) => Either.mapLeft(decode(reply), fromParseError)
  })
