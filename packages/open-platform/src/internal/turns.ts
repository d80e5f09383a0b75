import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as FiberId from "effect/FiberId"
import { identity } from "effect/Function"

/**
 * So many at a time, one by default, in the order in which they came. A semaphore lets newcomers overtake, so that a
 * writer may wait for ever behind readers who come back; and it wakes all who wait whenever one is done, which thousands
 * do not survive.
 *
 * @internal
 */
export const make = (
  atOnce = 1
): <A, E, R, E2 = never>(
  effect: Effect.Effect<A, E, R>,
  /** How to wait for a turn, where it is not there at once: with a time limit, say */
  wait?: (turn: Effect.Effect<void>) => Effect.Effect<void, E2>
) => Effect.Effect<A, E | E2, R> => {
  const waiting = new Set<Deferred.Deferred<void>>()
  let free = atOnce

  const passOn = Effect.sync(() => {
    for (const next of waiting) {
      waiting.delete(next)
      return Deferred.unsafeDone(next, Effect.void)
    }
    free += 1
  })

  return (effect, wait = identity) =>
    Effect.uninterruptibleMask((restore) => {
      const run = Effect.ensuring(restore(effect), passOn)
      if (free > 0) {
        free -= 1
        return run
      }
      const turn = Deferred.unsafeMake<void>(FiberId.none)
      waiting.add(turn)
      return restore(wait(Deferred.await(turn))).pipe(
        // Whoever leaves when it is their turn already gives it to the next.
        Effect.onError(() => waiting.delete(turn) ? Effect.void : passOn),
        Effect.andThen(run)
      )
    })
}
