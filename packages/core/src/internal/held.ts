import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"

/**
 * What a running effect has begun outside of Effect, to be stopped if the effect is interrupted.
 *
 * @internal
 */
export interface Held {
  stop: (() => void) | undefined
}

/**
 * Runs an effect, stops what it holds when it is interrupted, and tells how it ended.
 *
 * One mask for the whole of a call: each of its own, as by a finalizer of `Effect.async`, costs as much as the request,
 * and keeps what the request was made of until the next large collection.
 *
 * @internal
 */
export const holding = <A, E, R>(
  run: (held: Held) => Effect.Effect<A, E, R>,
  ended: (exit: Exit.Exit<A, E>) => void
): Effect.Effect<A, E, R> =>
  Effect.uninterruptibleMask((restore) => {
    const held: Held = { stop: undefined }
    const end = (exit: Exit.Exit<A, E>) => {
      held.stop?.()
      ended(exit)
      return exit
    }
    return Effect.matchCauseEffect(restore(run(held)), {
      onFailure: (cause) => end(Exit.failCause(cause)),
      onSuccess: (value) => end(Exit.succeed(value))
    })
  })
