/**
 * A clock that stands still until it is moved, and that lets everything settle only as far as it is told to: what is
 * under way while time moves on is a matter of the test.
 */
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"

export interface ManualClock {
  readonly clock: Clock.Clock
  /** Lets everything that can go on do so, for so many turns of the event loop */
  readonly settle: (turns: number) => Effect.Effect<void>
  /** Moves on, waking on the way whoever's time has come */
  readonly advance: (millis: number) => Effect.Effect<void>
}

const enough = 12

export const make = (start: number): ManualClock => {
  let now = start
  let sleepers: ReadonlyArray<{ readonly at: number; readonly wake: () => void }> = []

  const clock: Clock.Clock = {
    [Clock.ClockTypeId]: Clock.ClockTypeId,
    unsafeCurrentTimeMillis: () => now,
    unsafeCurrentTimeNanos: () => BigInt(now) * 1_000_000n,
    currentTimeMillis: Effect.sync(() => now),
    currentTimeNanos: Effect.sync(() => BigInt(now) * 1_000_000n),
    sleep: (duration) =>
      Effect.async((resume) => {
        const millis = Duration.toMillis(duration)
        if (millis <= 0) return resume(Effect.void)
        const sleeper = { at: now + millis, wake: () => resume(Effect.void) }
        sleepers = [...sleepers, sleeper].sort((a, b) => a.at - b.at)
        return Effect.sync(() => {
          sleepers = sleepers.filter((other) => other !== sleeper)
        })
      })
  }

  const turn = Effect.async<void>((resume) => {
    setImmediate(() => resume(Effect.void))
  })
  const settle: ManualClock["settle"] = (turns) => turns > 0 ? Effect.repeatN(turn, turns - 1) : Effect.void

  const advance: ManualClock["advance"] = (millis) =>
    Effect.suspend(() => {
      const target = now + millis
      const step: Effect.Effect<void> = Effect.suspend(() => {
        const [next] = sleepers
        if (next === undefined || next.at > target) {
          now = target
          return Effect.void
        }
        now = Math.max(now, next.at)
        const due = sleepers.filter(({ at }) => at <= now)
        sleepers = sleepers.filter(({ at }) => at > now)
        for (const { wake } of due) wake()
        return Effect.andThen(settle(enough), step)
      })
      return step
    })

  return { clock, settle, advance }
}
