/**
 * The days that statistics are asked for.
 *
 * @internal
 */
import * as Either from "effect/Either"
import type * as Reply from "../Reply.ts"
import * as Calendar from "./calendar.ts"
import * as failures from "./failures.ts"
import type { AccountCall } from "./Interface.ts"
import * as Read from "./read.ts"
import * as Readers from "./readers.ts"

const hour = 3_600_000

/**
 * The last day whose figures are there.
 *
 * @internal
 */
export const lastReady = ({ readyAt }: Readers.Readings, now: number): number => {
  const today = Readers.dayOf(now)
  return now >= Readers.startOf(today) + readyAt * hour ? today - 1 : today - 2
}

/** @internal */
export interface Rules {
  /** How many days a call may be about */
  readonly span: number
  /** The first day that there are figures of */
  readonly since: string
  /** Whether the reply can say that something is still missing */
  readonly tellsDelay: boolean
}

/** @internal */
export interface Days {
  readonly days: ReadonlyArray<number>
  readonly isDelay: boolean
}

/** @internal */
export const asked = (
  { account: { readings }, json, now }: AccountCall,
  { since, span, tellsDelay }: Rules
): Either.Either<Days, Reply.Reply> => {
  const begin = Calendar.read(Read.text(json, "begin_date") ?? "")
  const end = Calendar.read(Read.text(json, "end_date") ?? "")
  if (begin === undefined || end === undefined) return Either.left(failures.dateFormat)
  const yesterday = Readers.dayOf(now) - 1
  if (begin > end || end - begin >= span || begin < (Calendar.read(since) ?? 0) || end > yesterday) {
    return Either.left(failures.dateRange)
  }
  const ready = lastReady(readings, now)
  const isDelay = end > ready
  if (isDelay && !(tellsDelay && readings.late === "flagged")) return Either.left(failures.dataNotReady)
  const last = Math.min(end, ready)
  return Either.right({ days: Array.from({ length: Math.max(0, last - begin + 1) }, (_, at) => begin + at), isDelay })
}
