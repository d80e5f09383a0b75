import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as FiberId from "effect/FiberId"
import * as Runtime from "effect/Runtime"

/**
 * Runs to its end or to its time limit, whatever becomes of the caller: an interrupted fiber interrupts its children even
 * where it cannot be interrupted itself, so this is not one of them. What does not heed its interruption at the limit is
 * left alone with itself.
 *
 * What ends at once needs no timer.
 *
 * @internal
 */
export const within =
  <E2>(duration: Duration.Duration, onTimeout: () => E2) =>
  <A, E>(effect: Effect.Effect<A, E>): Effect.Effect<A, E | E2> =>
    Effect.flatMap(Effect.runtime<never>(), (runtime) =>
      Effect.async<A, E | E2>((resume) => {
        const fork = Runtime.runFork(runtime)
        const work = fork(Effect.interruptible(effect))
        const stopWork = () => work.unsafeInterruptAsFork(FiberId.none)
        const ended = work.unsafePoll()
        if (ended !== null) return resume(ended)
        const timer = fork(Effect.interruptible(Effect.sleep(duration)))
        const stopTimer = () => timer.unsafeInterruptAsFork(FiberId.none)
        timer.addObserver((exit) => {
          if (!Exit.isSuccess(exit)) return
          resume(Effect.failSync(onTimeout))
          stopWork()
        })
        work.addObserver((exit) => {
          resume(exit)
          stopTimer()
        })
        return Effect.sync(() => {
          stopTimer()
          stopWork()
        })
      }))
