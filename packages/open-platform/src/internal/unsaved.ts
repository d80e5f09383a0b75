import * as Cause from "effect/Cause"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Exit from "effect/Exit"
import * as Option from "effect/Option"
import type * as Scope from "effect/Scope"
import { StoreError } from "../PlatformStore.ts"
import * as Metrics from "./metrics.ts"
import { pauses } from "./patiently.ts"
import * as SingleFlight from "./singleFlight.ts"

/**
 * What WeChat has issued and the store has not taken yet: kept in memory, and written before anything else is fetched
 * for the same account.
 *
 * It is not handed out before. Of two processes that cannot write, each would void the tokens of the other with its own,
 * as often as both have calls to make, and use up the quota of both interfaces. A caller who hears at once that the
 * store is away can wait; and should this process be killed, the tokens in the store are still the ones to go on with.
 *
 * A write must find out for itself whether it still applies, or has happened already although the store said that it had
 * failed: it is run until the store does not fail any more.
 *
 * @internal
 */
export interface Unsaved {
  /** Writes, and gives what `write` gives. What the store does not take is kept and tried again */
  readonly save: <A>(key: string, write: Effect.Effect<A, StoreError>) => Effect.Effect<A, StoreError>
  /**
   * To be run before anything is fetched for a key: writes what is left over, and fails while the store does not take
   * it, or while so much is left over that no more could be kept
   */
  readonly settle: (key: string) => Effect.Effect<unknown, StoreError>
}

/** More than a process fetches at a time before it knows that the store takes nothing. */
const capacity = 10_000

/** So many at a time: a store that has just come back is not to be run down by all who have waited for it. */
const concurrency = 4

const goodbye = Duration.seconds(5)

type Write = Effect.Effect<unknown, StoreError>

/** @internal */
export const make = (what: "component" | "authorizer", component: string): Effect.Effect<
  Unsaved,
  never,
  Scope.Scope
> =>
  Effect.gen(function*() {
    const scope = yield* Effect.scope
    const flight = SingleFlight.make<unknown, StoreError>(scope)
    /** By key, what is to be written in the order in which it came */
    const left = new Map<string, Array<Write>>()
    let count = 0
    let isRetrying = false

    const add = (key: string, write: Write) => {
      left.set(key, [...left.get(key) ?? [], write])
      count++
    }

    const drop = (key: string) => {
      const [, ...others] = left.get(key) ?? []
      if (others.length > 0) left.set(key, others)
      else left.delete(key)
      count--
    }

    const drain = (key: string): Write =>
      Effect.suspend(() => {
        const [next] = left.get(key) ?? []
        if (next === undefined) return Effect.void
        return next.pipe(
          // A connection that was lost may be another by now. A store that hangs is not waited for twice.
          Effect.retry({ times: 1, while: (error) => error.fault !== "TimedOut" }),
          Effect.tap(() => drop(key)),
          Effect.andThen(drain(key))
        )
      })

    /** One tries for all. Where it goes through, the others follow, a few at a time. */
    const round: Write = Effect.suspend(() => {
      const [first, ...others] = left.keys()
      if (first === undefined) {
        isRetrying = false
        return Effect.void
      }
      return attempt(first).pipe(
        Effect.tapError(() =>
          Effect.sync(() => {
            // The next round is another's: this one may have a trouble of its own.
            const writes = left.get(first)
            left.delete(first)
            if (writes !== undefined) left.set(first, writes)
          })
        ),
        Effect.andThen(Effect.forEach(others, (key) => Effect.either(attempt(key)), { concurrency })),
        Effect.flatMap((ends) => Either.all(ends)),
        Effect.andThen(round)
      )
    })

    const retrying = Effect.sleep("1 second").pipe(
      Effect.andThen(Effect.retry(round, pauses)),
      Effect.andThen(Effect.logInfo("What WeChat has issued while the store was away is in the store now")),
      Effect.interruptible,
      Effect.forkIn(scope)
    )

    const kept = ({ message }: StoreError) =>
      Effect.suspend(() => {
        if (isRetrying) return Effect.void
        isRetrying = true
        return Effect.andThen(
          Effect.logWarning(`What WeChat has issued is kept in memory until the store takes it. ${message}`),
          retrying
        )
      })

    const told = Effect.suspend(() => Metrics.unsaved(what, component, count))

    /** In a fiber of the scope: who waits may leave. */
    const attempt = (key: string): Write =>
      flight(
        key,
        drain(key).pipe(
          Effect.tapError(kept),
          Effect.ensuring(told),
          Effect.annotateLogs("wechat.component", component)
        )
      )

    yield* Effect.addFinalizer(() =>
      Effect.gen(function*() {
        if (count === 0) return
        yield* Effect.forEach([...left.keys()], (key) => Effect.either(drain(key)), { concurrency, discard: true })
          .pipe(
            Effect.interruptible,
            Effect.timeoutOption(goodbye)
          )
        yield* told
        if (count > 0) {
          yield* Effect.logError(
            `The store did not take ${count} writes of what WeChat has issued, not even at the end: they are lost. The tokens `
              + "are fetched anew when they are needed, and accounts that are missing come back with sync"
          )
        }
      }).pipe(Effect.annotateLogs("wechat.component", component))
    )

    const settle: Unsaved["settle"] = (key) =>
      Effect.suspend(() => {
        if (left.has(key)) return attempt(key)
        return count < capacity ? Effect.void : new StoreError({ operation: "put", fault: "TooMuchUnsaved" })
      })

    /** A write that is a defect would be one again: it has ended, and says so. */
    const untilTaken = <A>(write: Effect.Effect<A, StoreError>, end: (exit: Exit.Exit<A, StoreError>) => void): Write =>
      Effect.flatMap(Effect.exit(write), (exit): Effect.Effect<unknown, StoreError> => {
        if (Exit.isFailure(exit) && !Cause.isDie(exit.cause)) return exit
        end(exit)
        return Exit.isFailure(exit)
          ? Effect.logError("What WeChat has issued cannot be stored", exit.cause)
          : Effect.void
      })

    return {
      settle,
      save: <A>(key: string, write: Effect.Effect<A, StoreError>) =>
        // From WeChat's answer to here nothing may come in between.
        Effect.uninterruptible(Effect.suspend(() => {
          let ending = Option.none<Exit.Exit<A, StoreError>>()
          add(
            key,
            untilTaken(write, (exit) => {
              ending = Option.some(exit)
            })
          )
          const wait: Effect.Effect<A, StoreError> = Effect.flatMap(
            Effect.either(attempt(key)),
            (end): Effect.Effect<A, StoreError> =>
              Option.getOrElse(ending, () => Either.isLeft(end) ? Effect.fail(end.left) : wait)
          )
          return Effect.interruptible(wait)
        }))
    }
  })
