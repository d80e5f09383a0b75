import * as Read from "./read.ts"

/**
 * The position of an article, counted from 1. Missing, blank or 0 it means every one.
 *
 * @internal
 */
export const read = (json: Readonly<Record<string, unknown>>, field: string): number | "all" | undefined => {
  const value = json[field]
  if (value == null || value === "") return "all"
  const number = Read.integer(json, field)
  if (number === 0) return "all"
  return number !== undefined && number > 0 ? number : undefined
}
