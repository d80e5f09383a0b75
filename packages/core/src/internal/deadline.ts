import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import type { Held } from "./held.ts"

/**
 * Something that can be stopped early.
 *
 * @internal
 */
export interface Stoppable {
  readonly stop: () => void
}

/**
 * One time limit for many things.
 *
 * @internal
 */
export interface Deadline {
  /**
   * Waits for what ends by a callback, and gives up on it when the limit is over. `begin` gives what stops it early,
   * which is held as long as it runs.
   */
  readonly within: <A, E>(
    clock: Clock.Clock,
    held: Held,
    begin: (end: (result: Effect.Effect<A, E>) => void) => Stoppable,
    onTimeout: () => Effect.Effect<A, E>
  ) => Effect.Effect<A, E>
}

/**
 * Something that is given up at its time, unless it has ended before: a place in a ring. What has ended leaves at once,
 * so that nothing of it outlives a small collection.
 */
class Watched {
  readonly at: number
  readonly giveUp: () => void
  before: Watched = this
  after: Watched = this

  constructor(at: number, giveUp: () => void) {
    this.at = at
    this.giveUp = giveUp
  }

  join(ring: Watched): void {
    this.before = ring.before
    this.after = ring
    ring.before.after = this
    ring.before = this
  }

  leave(): void {
    this.before.after = this.after
    this.after.before = this.before
    this.before = this
    this.after = this
  }
}

/**
 * One fiber watches over all that is under way: since the limit is the same for all, the first to begin is the first to
 * be given up. A timer of its own would cost a call more than everything else it does.
 *
 * @internal
 */
export const make = (limit: Duration.Duration): Effect.Effect<Deadline, never, Scope.Scope> =>
  Effect.map(Effect.scope, (scope) => {
    const millis = Duration.toMillis(limit)
    const ring = new Watched(Infinity, () => {})
    let isWatching = false

    const watch: Effect.Effect<void> = Clock.clockWith((clock) => {
      const now = clock.unsafeCurrentTimeMillis()
      while (ring.after.at <= now) ring.after.giveUp()
      isWatching = ring.after !== ring
      return isWatching ? Effect.andThen(clock.sleep(Duration.millis(ring.after.at - now)), watch) : Effect.void
    })

    const within = <A, E>(
      clock: Clock.Clock,
      held: Held,
      begin: (end: (result: Effect.Effect<A, E>) => void) => Stoppable,
      onTimeout: () => Effect.Effect<A, E>
    ): Effect.Effect<A, E> => {
      const run = Effect.async<A, E>((resume) => {
        let hasEnded = false
        const stop = () => {
          hasEnded = true
          held.stop = undefined
          watched.leave()
          begun.stop()
        }
        const watched = new Watched(clock.unsafeCurrentTimeMillis() + millis, () => {
          stop()
          resume(onTimeout())
        })
        const begun = begin((result) => {
          // What is given up may end in an error at once, which is not why it ended.
          if (hasEnded) return
          hasEnded = true
          held.stop = undefined
          watched.leave()
          resume(result)
        })
        if (hasEnded) return
        held.stop = stop
        watched.join(ring)
      })
      if (isWatching) return run
      // Masked, or an interruption between the note and the fork would leave all later calls without a limit.
      return Effect.uninterruptibleMask((restore) => {
        if (isWatching) return restore(run)
        isWatching = true
        // Behind the call, whose entry it finds when it first looks.
        const watcher = Effect.interruptible(Effect.andThen(Effect.yieldNow(), watch))
        return Effect.andThen(Effect.forkIn(watcher, scope), restore(run))
      })
    }

    return { within }
  })
