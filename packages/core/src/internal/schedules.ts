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
