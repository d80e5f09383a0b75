import { WeChatError } from "@effect-wechat/core"
import * as Effect from "effect/Effect"
import * as Schedule from "effect/Schedule"
import { StoreError } from "../PlatformStore.ts"

/** Eight more tries, after 2, 4, 8 … and at most 60 seconds: some four minutes in all. */
const schedule = Schedule.exponential("2 seconds").pipe(
  Schedule.union(Schedule.spaced("60 seconds")),
  Schedule.intersect(Schedule.recurs(8)),
  // So that those who failed together do not try together again.
  Schedule.jittered
)

/** What time alone may mend. A store is expected to come back. */
const isPassing = (error: unknown): boolean =>
  error instanceof StoreError || error instanceof WeChatError.WeChatError && error.isRetryable

/**
 * Tries again and again, for work that goes on after the answer.
 *
 * @internal
 */
export const patiently = <A, E>(effect: Effect.Effect<A, E>): Effect.Effect<A, E> =>
  Effect.retry(effect, { schedule, while: isPassing })
