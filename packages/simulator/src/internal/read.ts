import * as Predicate from "effect/Predicate"

type Json = Readonly<Record<string, unknown>>

/**
 * Reads a field of a request. Numbers may come as text, as real clients send both.
 *
 * @internal
 */
export const text = (json: Json, field: string): string | undefined => {
  const value = json[field]
  return Predicate.isString(value) ? value : Predicate.isNumber(value) ? String(value) : undefined
}

/** @internal */
export const integer = (json: Json, field: string): number | undefined => {
  const value = json[field]
  const number = Predicate.isString(value) && /^-?\d{1,15}$/.test(value) ? Number(value) : value
  return Number.isSafeInteger(number) ? Number(number) : undefined
}

/** @internal */
export const object = (json: Json, field: string): Json | undefined => {
  const value = json[field]
  return Predicate.isReadonlyRecord(value) ? value : undefined
}

/** @internal */
export const array = (json: Json, field: string): ReadonlyArray<unknown> | undefined => {
  const value = json[field]
  return Array.isArray(value) ? value : undefined
}
