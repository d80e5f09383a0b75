/** The clock of this machine, which can be put forward: what waits by it waits as long as it says. */
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"

export interface LaterClock {
  readonly clock: Clock.Clock
  readonly forward: (by: Duration.DurationInput) => Effect.Effect<void>
}

export const make = (): LaterClock => {
  const machine = Clock.make()
  let ahead = 0
  const millis = () => machine.unsafeCurrentTimeMillis() + ahead
  const nanos = () => machine.unsafeCurrentTimeNanos() + BigInt(ahead) * 1_000_000n
  return {
    clock: {
      [Clock.ClockTypeId]: Clock.ClockTypeId,
      unsafeCurrentTimeMillis: millis,
      unsafeCurrentTimeNanos: nanos,
      currentTimeMillis: Effect.sync(millis),
      currentTimeNanos: Effect.sync(nanos),
      sleep: (duration) => machine.sleep(duration)
    },
    forward: (by) =>
      Effect.sync(() => {
        ahead += Duration.toMillis(by)
      })
  }
}
