import { type CallRefused, WeChatError } from "@effect-wechat/core"
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import { identity } from "effect/Function"
import * as Option from "effect/Option"
import * as PlatformStore from "../PlatformStore.ts"
import { type Documents, toWeChatError } from "./documents.ts"
import { within } from "./within.ts"

/** Longer than a renewal takes, whose calls have time limits of their own. */
const leaseDuration = Duration.seconds(60)

/** How long to wait for another owner in all, however slow the store is: a dead one's lease ends before that. */
const giveUpAfter = 65_000
const firstWait = 25
const longestWait = 500

/** @internal */
export type Failure = CallRefused.CallRefused | WeChatError.WeChatError

/** Longer than another owner is waited for. What goes on after it is for the next caller. */
const callerLimit = Duration.seconds(80)

/**
 * No caller waits for longer than 80 seconds, whatever adds up: another's lease, a slow store, a slow WeChat. What was
 * begun goes on, and is there for the next caller.
 *
 * @internal
 */
export const inTime = (endpoint: string, failure: (error: Failure) => Failure = identity) =>
  within(callerLimit, () =>
    failure(
      new WeChatError.WeChatError({
        endpoint,
        reason: new WeChatError.TimedOut({ limit: Duration.toMillis(callerLimit) })
      })
    ))

/**
 * One renewal between all processes of a store: whoever has the lease renews, the others wait for what it writes.
 *
 * The lease only saves work. That nothing is lost or overwritten rests on the versions of the records: a process that
 * slept through the end of its lease finds another version, and its write does not happen.
 *
 * @internal
 */
export const renewOnce = <A, Held, E = never>(documents: Documents, options: {
  readonly lease: string
  readonly owner: string
  /** The interface that gives the token, for errors */
  readonly endpoint: string
  /** What the store holds: as what is wanted if that is good enough, else as it is */
  readonly usable: Effect.Effect<Either.Either<A, Held>, Failure | E>
  /** Fetches and writes, where the store has held nothing that is good enough a moment ago */
  readonly renew: (held: Held) => Effect.Effect<A, Failure | E>
  /**
   * How many may renew at the same time. Its turn comes before the lease, which would run out while it waited, and is
   * given up while another owner is waited for
   */
  readonly turn?: <B, F>(renewal: Effect.Effect<B, F>) => Effect.Effect<B, F>
}): Effect.Effect<A, Failure | E> => {
  const { endpoint, lease, owner, renew, turn = identity, usable } = options
  const failed = toWeChatError(endpoint)

  const renewIfStillNeeded = Effect.flatMap(
    usable,
    Either.match({ onRight: Effect.succeed, onLeft: renew })
  )

  const attempt = turn(Effect.acquireUseRelease(
    Effect.mapError(documents.acquire(lease, owner, leaseDuration), failed),
    (isOurs) => isOurs ? Effect.asSome(renewIfStillNeeded) : Effect.map(usable, Either.getRight),
    (isOurs) => isOurs ? Effect.ignore(documents.release(lease, owner)) : Effect.void
  ))

  const waitFor = (deadline: number, wait: number): Effect.Effect<A, Failure | E> =>
    Effect.flatMap(
      Effect.zip(attempt, Clock.currentTimeMillis),
      ([found, now]) => {
        if (Option.isSome(found)) return Effect.succeed(found.value)
        return now >= deadline
          ? Effect.fail(failed(new PlatformStore.StoreError({ operation: "acquire", fault: "LeaseHeldTooLong" })))
          : Effect.delay(waitFor(deadline, Math.min(wait * 2, longestWait)), Duration.millis(wait))
      }
    )

  return Effect.flatMap(Clock.currentTimeMillis, (now) => waitFor(now + giveUpAfter, firstWait))
}
