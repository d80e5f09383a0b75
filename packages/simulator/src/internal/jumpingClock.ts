import * as Clock from "effect/Clock"
import * as Deferred from "effect/Deferred"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as FiberId from "effect/FiberId"

/**
 * A clock that goes on as another one does, and can be told to jump.
 *
 * @internal
 */
export interface JumpingClock {
  readonly clock: Clock.Clock
  /**
   * Moves time forward. Whoever sleeps is woken in the order of the time it sleeps to, at that very time, and the next
   * one only after `settled`, so that a day of pushes comes in the order of that day. Gives the time it is then.
   */
  readonly jump: (by: Duration.Duration, settled: Effect.Effect<void>) => Effect.Effect<number>
}

interface Sleeper {
  /** Milliseconds of the epoch */
  readonly until: number
  /** Interrupts its wait, so that it looks again how long it has to go */
  rouse: Deferred.Deferred<void>
}

/** @internal */
export const make = (base: Clock.Clock): JumpingClock => {
  let ahead = 0
  const sleepers = new Set<Sleeper>()
  const oneJump = Effect.unsafeMakeSemaphore(1)
  const now = (): number => base.unsafeCurrentTimeMillis() + ahead
  const nanos = (): bigint => base.unsafeCurrentTimeNanos() + BigInt(Math.round(ahead * 1_000_000))

  const wait = (sleeper: Sleeper): Effect.Effect<void> =>
    Effect.suspend(() => {
      const left = sleeper.until - now()
      if (left <= 0) return Effect.void
      sleeper.rouse = Deferred.unsafeMake(FiberId.none)
      return Effect.andThen(
        // Each of the two must be able to give up, also for a sleeper that cannot be interrupted.
        Effect.raceFirst(
          Effect.interruptible(base.sleep(Duration.millis(left))),
          Effect.interruptible(Deferred.await(sleeper.rouse))
        ),
        wait(sleeper)
      )
    })

  const sleep = (duration: Duration.Duration): Effect.Effect<void> => {
    const millis = Duration.toMillis(duration)
    if (!(millis > 0 && Number.isFinite(millis))) return base.sleep(duration)
    return Effect.suspend(() => {
      const sleeper: Sleeper = { until: now() + millis, rouse: Deferred.unsafeMake(FiberId.none) }
      sleepers.add(sleeper)
      return Effect.ensuring(wait(sleeper), Effect.sync(() => sleepers.delete(sleeper)))
    })
  }

  const rouse = (sleeper: Sleeper): void => Deferred.unsafeDone(sleeper.rouse, Effect.void)

  const earliest = (until: number): Sleeper | undefined => {
    let first: Sleeper | undefined
    for (const sleeper of sleepers) {
      if (sleeper.until <= until && (first === undefined || sleeper.until < first.until)) first = sleeper
    }
    return first
  }

  const moveTo = (time: number): void => {
    ahead += Math.max(0, time - now())
  }

  const steps = (until: number, settled: Effect.Effect<void>): Effect.Effect<void> =>
    Effect.flatMap(settled, () => {
      const next = earliest(until)
      if (next === undefined) return Effect.sync(() => moveTo(until))
      sleepers.delete(next)
      moveTo(next.until)
      rouse(next)
      return steps(until, settled)
    })

  return {
    clock: {
      [Clock.ClockTypeId]: Clock.ClockTypeId,
      unsafeCurrentTimeMillis: now,
      unsafeCurrentTimeNanos: nanos,
      currentTimeMillis: Effect.sync(now),
      currentTimeNanos: Effect.sync(nanos),
      sleep
    },
    jump: (by, settled) =>
      Effect.suspend(() => steps(now() + Duration.toMillis(by), settled)).pipe(
        // Those who still sleep have less to go than they set their alarm for.
        Effect.ensuring(Effect.sync(() => sleepers.forEach(rouse))),
        Effect.andThen(settled),
        Effect.andThen(Effect.sync(now)),
        oneJump.withPermits(1)
      )
  }
}
