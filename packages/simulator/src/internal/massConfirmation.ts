import * as Deferred from "effect/Deferred"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as FiberId from "effect/FiberId"
import type { Account } from "./state.ts"

/**
 * What the administrator of a protected account says to a message to all, or that nothing was said in time.
 *
 * @internal
 */
export type Answer = "confirm" | "refuse" | "silence"

const patience = Duration.minutes(30)

/** @internal */
export const isRunning = ({ content }: Account): boolean => content.waiting.length > 0

/**
 * Asks the administrator, from now on: what comes back waits for the answer.
 *
 * @internal
 */
export const ask = ({ content: { waiting } }: Account): Effect.Effect<Answer> => {
  const answered = Deferred.unsafeMake<Answer>(FiberId.none)
  const answer = (given: Answer): void => Deferred.unsafeDone(answered, Effect.succeed(given))
  waiting.push(answer)
  const silence = Effect.sync((): Answer => {
    const at = waiting.indexOf(answer)
    if (at >= 0) waiting.splice(at, 1)
    return "silence"
  })
  return Effect.raceFirst(Deferred.await(answered), Effect.delay(silence, patience))
}

/**
 * The administrator answers the oldest message that waits: whether there is one.
 *
 * @internal
 */
export const answer = ({ content }: Account, given: "confirm" | "refuse"): boolean => {
  const next = content.waiting.shift()
  next?.(given)
  return next !== undefined
}
