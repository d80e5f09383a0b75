import * as Either from "effect/Either"
import type * as Reply from "../Reply.ts"
import * as failures from "./failures.ts"
import * as Read from "./read.ts"
import type { Shelf } from "./shelf.ts"

const largestPage = 20

/**
 * The part of a shelf that `offset` and `count` ask for.
 *
 * @internal
 */
export const page = <A>(
  json: Readonly<Record<string, unknown>>,
  shelf: Shelf<A>
): Either.Either<{ readonly total: number; readonly items: ReadonlyArray<A> }, Reply.Reply> => {
  const offset = Read.integer(json, "offset")
  const count = Read.integer(json, "count")
  // No page says which code this is; of the general ones this fits best.
  if (offset === undefined || offset < 0) return Either.left(failures.invalidArgs)
  if (count === undefined || count < 1 || count > largestPage) return Either.left(failures.invalidArgs)
  return Either.right({ total: shelf.size, items: shelf.newestFirst().slice(offset, offset + count) })
}

/**
 * `no_content` is a number on the page, and some clients send a boolean.
 *
 * @internal
 */
export const wantsNoContent = (json: Readonly<Record<string, unknown>>): boolean =>
  Read.integer(json, "no_content") === 1 || json["no_content"] === true
