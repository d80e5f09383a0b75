import * as Predicate from "effect/Predicate"

const isName = (value: unknown): value is string => Predicate.isString(value) && /^\w{1,64}$/.test(value)

/**
 * The short name of a fault of any kind. Never its message: that may quote paths, addresses and contents.
 *
 * @internal
 */
export const nameOf = (error: unknown): string => {
  for (const key of ["code", "reason", "_tag", "name"] as const) {
    if (Predicate.hasProperty(error, key) && isName(error[key])) return error[key]
  }
  return "Unknown"
}
