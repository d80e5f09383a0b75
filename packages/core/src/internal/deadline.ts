import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"

/** Something that is given up at its time, unless it has ended before. */
interface Watched {
  readonly at: number
  readonly giveUp: () => void
  hasEnded: boolean
}

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
   * Waits for what ends by a callback, and gives up on it when the limit is over. `begin` gives what stops it early.
   */
  readonly within: <A, E>(
    clock: Clock.Clock,
    begin: (end: (result: Effect.Effect<A, E>) => void) => Stoppable,
    onTimeout: () => Effect.Effect<A, E>
  ) => Effect.Effect<A, E>
}

/** Ended entries that may stand in front before the queue is cut. */
const slack = 1024

/**
 * One fiber watches over all that is under way: since the limit is the same for all, the first to begin is the first to
 * be given up. A timer of its own would cost a call more than everything else it does.
 *
 * @internal
 */
export const make = (limit: Duration.Duration): Effect.Effect<Deadline, never, Scope.Scope> =>
  Effect.map(Effect.scope, (scope) => {
    const millis = Duration.toMillis(limit)
    let queue: Array<Watched> = []
    let head = 0
    let isWatching = false

    const first = (): Watched | undefined => {
      while (queue[head]?.hasEnded === true) head++
      if (head > slack) {
        queue = queue.slice(head)
        head = 0
      }
      return queue[head]
    }

    const watch: Effect.Effect<void> = Clock.clockWith((clock) => {
      const now = clock.unsafeCurrentTimeMillis()
      let next = first()
      while (next !== undefined && next.at <= now) {
        next.giveUp()
        next = first()
      }
      isWatching = next !== undefined
      return next === undefined ? Effect.void : Effect.andThen(clock.sleep(Duration.millis(next.at - now)), watch)
    })

    const within = <A, E>(
      clock: Clock.Clock,
      begin: (end: (result: Effect.Effect<A, E>) => void) => Stoppable,
      onTimeout: () => Effect.Effect<A, E>
    ): Effect.Effect<A, E> => {
      const run = Effect.async<A, E>((resume) => {
        const watched: Watched = {
          at: clock.unsafeCurrentTimeMillis() + millis,
          hasEnded: false,
          giveUp: () => {
            watched.hasEnded = true
            begun.stop()
            resume(onTimeout())
          }
        }
        const begun = begin((result) => {
          // What is given up may end in an error at once, which is not why it ended.
          if (watched.hasEnded) return
          watched.hasEnded = true
          resume(result)
        })
        first()
        queue.push(watched)
        return Effect.sync(() => {
          watched.hasEnded = true
          begun.stop()
        })
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
