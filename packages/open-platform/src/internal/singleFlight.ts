import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as FiberId from "effect/FiberId"
import type * as Scope from "effect/Scope"

/**
 * One run for all who ask for the same key at the same time. It lives in the scope, so it outlives the caller who began
 * it; nothing is kept once it has ended.
 *
 * @internal
 */
export const make = <A, E>(
  scope: Scope.Scope
): (key: string, run: Effect.Effect<A, E>) => Effect.Effect<A, E> => {
  const flights = new Map<string, Deferred.Deferred<A, E>>()
  return (key, run) =>
    Effect.uninterruptibleMask((restore) => {
      const known = flights.get(key)
      if (known !== undefined) return restore(Deferred.await(known))
      const begun = Deferred.unsafeMake<A, E>(FiberId.none)
      flights.set(key, begun)
      return Effect.interruptible(run).pipe(
        Effect.onExit((exit) => {
          flights.delete(key)
          return Deferred.done(begun, exit)
        }),
        Effect.forkIn(scope),
        Effect.andThen(restore(Deferred.await(begun)))
      )
    })
}
