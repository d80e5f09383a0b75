import * as Schedule from "effect/Schedule"

/**
 * Two more tries, after about 200 and 400 milliseconds: long enough for a busy moment, short enough for a caller.
 *
 * @internal
 */
export const backOff: Schedule.Schedule<unknown> = Schedule.exponential("200 millis").pipe(
  Schedule.jittered,
  Schedule.union(Schedule.spaced("5 seconds")),
  Schedule.intersect(Schedule.recurs(2))
)

/**
 * How a job is asked after whose end nobody tells: soon, and then more and more seldom, because some questions are counted
 * in tens a day.
 *
 * @internal
 */
export const polls: Schedule.Schedule<unknown> = Schedule.exponential("5 seconds").pipe(
  Schedule.union(Schedule.spaced("60 seconds"))
)

/**
 * The same where an event should tell of the end: only in case that it is lost.
 *
 * @internal
 */
export const pollsBesideEvents: Schedule.Schedule<unknown> = Schedule.exponential("60 seconds").pipe(
  Schedule.union(Schedule.spaced("2 minutes"))
)
