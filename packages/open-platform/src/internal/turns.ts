import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as FiberId from "effect/FiberId"

/**
 * So many at a time, one by default, in the order in which they came. A semaphore lets newcomers overtake, so that a
 * writer may wait for ever behind readers who come back; and it wakes all who wait whenever one is done, which thousands
 * do not survive.
 *
 * @internal
 */
export const make = (atOnce = 1): <A, E, R>(effect: Effect.Effect<A, E, R>) => Effect.Effect<A, E, R> => {
  const waiting = new Set<Deferred.Deferred<void>>()
  let free = atOnce

  const passOn = Effect.sync(() => {
    for (const next of waiting) {
      waiting.delete(next)
      return Deferred.unsafeDone(next, Effect.void)
    }
    free += 1
  })

  return (effect) =>
    Effect.uninterruptibleMask((restore) => {
      const run = Effect.ensuring(restore(effect), passOn)
      if (free > 0) {
        free -= 1
        return run
      }
      const turn = Deferred.unsafeMake<void>(FiberId.none)
      waiting.add(turn)
      return restore(Deferred.await(turn)).pipe(
        // Whoever leaves when it is their turn already gives it to the next.
        Effect.onInterrupt(() => waiting.delete(turn) ? Effect.void : passOn),
        Effect.andThen(run)
      )
    })
}
