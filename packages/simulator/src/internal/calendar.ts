/**
 * Days as WeChat writes them.
 *
 * @internal
 */
import * as DateTime from "effect/DateTime"
import * as Option from "effect/Option"

const millis = 86_400_000

/**
 * `YYYY-MM-DD`, as long as there is such a day. Counted from the epoch.
 *
 * @internal
 */
export const read = (text: string): number | undefined => {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return undefined
  const parsed = DateTime.make(`${text}T00:00:00Z`)
  // The 30th of February is taken for a day of March.
  return Option.isSome(parsed) && DateTime.formatIsoDateUtc(parsed.value) === text
    ? parsed.value.epochMillis / millis
    : undefined
}

/** @internal */
export const write = (day: number): string => DateTime.formatIsoDateUtc(DateTime.unsafeMake(day * millis))
