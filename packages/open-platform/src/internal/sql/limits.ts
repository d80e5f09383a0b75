import * as Context from "effect/Context"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Schedule from "effect/Schedule"

/**
 * Runs to its end or to its time limit, whatever becomes of the caller: an interrupted fiber interrupts its children even
 * where it cannot be interrupted itself, so this is not one of them. At the limit the work is left to end by itself,
 * because a driver may need long for that, too.
 *
 * @internal
 */
export const within = <E>(duration: Duration.Duration, onTimeout: () => E) => <A, E1>(effect: Effect.Effect<A, E1>) =>
  effect.pipe(
    Effect.disconnect,
    Effect.timeoutFail({ duration, onTimeout }),
    Effect.interruptible,
    Effect.forkDaemon,
    Effect.flatMap(Fiber.join)
  )

/**
 * Away from the caller's transaction, which may be rolled back when tokens have long been used. And without the spans
 * of the client: when they fail they record what the database says, which may quote what was stored.
 *
 * @internal
 */
export const apart = <A, E>(effect: Effect.Effect<A, E>): Effect.Effect<A, E> =>
  Effect.withTracerEnabled(Effect.mapInputContext(effect, () => Context.empty()), false)

/**
 * How to try again for what is passing. The time limit ends it.
 *
 * @internal
 */
export const patience = Schedule.exponential("5 millis").pipe(
  Schedule.union(Schedule.spaced("100 millis")),
  // So that those who failed together do not try together again.
  Schedule.jittered
)
