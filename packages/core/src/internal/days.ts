/**
 * Days as WeChat writes and counts them: in China, which has had the same time everywhere and all year since 1991.
 *
 * @internal
 */
import * as DateTime from "effect/DateTime"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import { SizeId } from "./limits.ts"

const dayInMillis = 86_400_000
const aheadOfUtc = 8 * 3_600_000

/** `YYYY-MM-DD` as the number of days since the epoch, as long as there is such a day. */
const parse = (text: string): Option.Option<number> =>
  /^\d{4}-\d{2}-\d{2}$/.test(text)
    ? DateTime.make(`${text}T00:00:00Z`).pipe(
      // The 30th of February is taken for a day of March.
      Option.filter((parsed) => DateTime.formatIsoDateUtc(parsed) === text),
      Option.map(({ epochMillis }) => epochMillis / dayInMillis)
    )
    : Option.none()

const write = (day: number): string => DateTime.formatIsoDateUtc(DateTime.unsafeMake(day * dayInMillis))

/** The day that it is in China at a moment, moved by some days. */
export const dayAt = (epochMillis: number, days = 0): string =>
  write(Math.floor((epochMillis + aheadOfUtc) / dayInMillis) + days)

/** The first and the last day that a call is about. */
export interface Days {
  readonly begin_date: string
  readonly end_date: string
}

const Day = Schema.String.pipe(Schema.filter((text) => Option.isSome(parse(text)), {
  description: "a day as YYYY-MM-DD"
}))

/** How many days; none or less if they end before they begin. */
const count = ({ begin_date, end_date }: Days): number =>
  Option.getOrElse(
    Option.zipWith(parse(begin_date), parse(end_date), (begin, end) => end - begin + 1),
    () => 0
  )

/**
 * Days in order, and as many as an interface takes. That the last is over yet is for WeChat to say: it depends on the
 * clock, and a schema has none.
 */
export const within = (max: number): Schema.Schema<Days> =>
  Schema.Struct({ begin_date: Day, end_date: Day }).pipe(
    Schema.filter((days) => count(days) >= 1 && count(days) <= max, {
      description: max === 1
        ? "one day, so that end_date is the same as begin_date"
        : `1 to ${max} days, from begin_date to end_date`,
      [SizeId]: (days: Days) =>
        count(days) < 1 ? "end_date is before begin_date" : `from begin_date to end_date it is ${count(days)} days`
    })
  )
