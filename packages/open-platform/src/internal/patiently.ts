import { WeChatError } from "@effect-wechat/core"
import * as Effect from "effect/Effect"
import * as Schedule from "effect/Schedule"
import { StoreError } from "../PlatformStore.ts"

/**
 * After 2, 4, 8 … and at most 60 seconds, for as long as it takes.
 *
 * @internal
 */
export const pauses = Schedule.exponential("2 seconds").pipe(
  Schedule.union(Schedule.spaced("60 seconds")),
  // So that those who failed together do not try together again.
  Schedule.jittered
)

const reasonOf = ({ reason }: WeChatError.WeChatError): WeChatError.TokenReason =>
  reason._tag === "TokenUnavailable" ? reason.reason : reason

const isOfStore = (error: unknown): boolean =>
  error instanceof StoreError
  || error instanceof WeChatError.WeChatError && reasonOf(error)._tag === "StoreUnavailable"

/**
 * WeChat is asked for some four minutes. A store is waited for as long as the code of an authorization is good for, some
 * hour: WeChat may not push a second time.
 */
const schedule = Schedule.recurs(8).pipe(
  Schedule.union(Schedule.whileInput(Schedule.recurs(64), isOfStore)),
  Schedule.intersect(pauses)
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
