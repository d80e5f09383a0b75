import type { CallRefused, WeChatError } from "@effect-wechat/core"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as PlatformStore from "../PlatformStore.ts"
import { type Documents, toWeChatError } from "./documents.ts"

/** Longer than a renewal takes, whose calls have time limits of their own. */
const leaseDuration = Duration.seconds(60)

/** How long to wait for another owner in all: a dead one's lease ends before that. */
const maxWaits = 130
const firstWait = 25
const longestWait = 500

/** @internal */
export type Failure = CallRefused.CallRefused | WeChatError.WeChatError

/**
 * One renewal between all processes of a store: whoever has the lease renews, the others wait for what it writes.
 *
 * The lease only saves work. That nothing is lost or overwritten rests on the versions of the records: a process that
 * slept through the end of its lease finds another version, and its write does not happen.
 *
 * @internal
 */
export const renewOnce = <A, E = never>(documents: Documents, options: {
  readonly lease: string
  readonly owner: string
  /** The interface that gives the token, for errors */
  readonly endpoint: string
  /** What the store holds, if that is good enough */
  readonly usable: Effect.Effect<Option.Option<A>, Failure | E>
  /** Fetches and writes */
  readonly renew: Effect.Effect<A, Failure | E>
}): Effect.Effect<A, Failure | E> => {
  const { endpoint, lease, owner, renew, usable } = options
  const failed = toWeChatError(endpoint)

  const renewIfStillNeeded = Effect.flatMap(
    usable,
    Option.match({ onSome: Effect.succeed, onNone: () => renew })
  )

  const attempt = Effect.acquireUseRelease(
    Effect.mapError(documents.acquire(lease, owner, leaseDuration), failed),
    (isOurs) => isOurs ? Effect.asSome(renewIfStillNeeded) : usable,
    (isOurs) => isOurs ? Effect.ignore(documents.release(lease, owner)) : Effect.void
  )

  const waitFor = (tries: number): Effect.Effect<A, Failure | E> =>
    Effect.flatMap(
      attempt,
      Option.match({
        onSome: Effect.succeed,
        onNone: () =>
          tries === maxWaits
            ? Effect.fail(failed(new PlatformStore.StoreError({ operation: "acquire", fault: "LeaseHeldTooLong" })))
            : Effect.delay(waitFor(tries + 1), Duration.millis(Math.min(firstWait * 2 ** tries, longestWait)))
      })
    )

  return waitFor(0)
}
