import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Schedule from "effect/Schedule"
import * as Fault from "./fault.ts"

/**
 * Away from the caller's transaction, which may be rolled back when tokens have long been used. And without the spans
 * of the client: when they fail they record what the database says, which may quote what was stored.
 *
 * @internal
 */
export const apart = <A, E>(effect: Effect.Effect<A, E>): Effect.Effect<A, E> =>
  Effect.withTracerEnabled(Effect.mapInputContext(effect, () => Context.empty()), false)

const patience = Schedule.exponential("5 millis").pipe(
  Schedule.union(Schedule.spaced("100 millis")),
  // So that those who failed together do not try together again.
  Schedule.jittered
)

/**
 * Tries again while what fails it is passing. The time limit ends it.
 *
 * @internal
 */
export const patiently = <A, E extends object>(effect: Effect.Effect<A, E>): Effect.Effect<A, E> =>
  Effect.retry(effect, { while: Fault.isPassing, schedule: patience })
