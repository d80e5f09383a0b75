import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Runtime from "effect/Runtime"
import * as PlatformStore from "../PlatformStore.ts"
import * as Turns from "./turns.ts"

/** Many times what a healthy store needs, and little enough that several in a row can be waited for. */
const limit = Duration.seconds(5)

/**
 * An operation that does not heed its interruption is left alone with itself. It may still write: then the version has
 * moved on, and whoever writes next finds that out.
 */
const inTime = <A>(
  operation: PlatformStore.StoreError["operation"],
  ask: Effect.Effect<A, PlatformStore.StoreError>
): Effect.Effect<A, PlatformStore.StoreError> =>
  Effect.flatMap(Effect.runtime<never>(), (runtime) =>
    Effect.uninterruptibleMask((restore) => {
      // Where interruptions are held off, as in the finalizer that gives a lease back, it must still end in time.
      const fiber = Runtime.runFork(runtime)(Effect.interruptible(Effect.exit(ask)))
      const ended = fiber.unsafePoll()
      // A store in memory has answered by now, and needs no timer.
      if (ended !== null) return Exit.flatten(ended)
      return Effect.flatten(Fiber.join(fiber)).pipe(
        Effect.interruptible,
        Effect.timeoutFail({
          duration: limit,
          onTimeout: () => new PlatformStore.StoreError({ operation, fault: "TimedOut" })
        }),
        restore,
        Effect.onError(() => Fiber.interruptFork(fiber))
      )
    }))

/** More than a database has connections for one process. What waits here keeps none of them, and can leave at no cost. */
const atOnce = 64

/** How long to wait for a turn: a crowd of thousands may come at the same moment, and a healthy store serves it in time. */
const patience = Duration.seconds(30)

/**
 * A store that is asked for so much at a time only, and then answers within 5 seconds or fails, whatever becomes of the
 * one behind it.
 *
 * @internal
 */
export const make = (store: PlatformStore.Service): PlatformStore.Service => {
  const inTurn = Turns.make(atOnce)

  const asked = <A>(
    operation: PlatformStore.StoreError["operation"],
    ask: Effect.Effect<A, PlatformStore.StoreError>
  ): Effect.Effect<A, PlatformStore.StoreError> =>
    inTurn(
      inTime(operation, ask),
      // Interruptible, because what gives a lease back in a finalizer must end in time, too.
      (turn) =>
        Effect.interruptible(Effect.timeoutFail(turn, {
          duration: patience,
          onTimeout: () => new PlatformStore.StoreError({ operation, fault: "Crowded" })
        }))
    )

  return {
    get: (key) => asked("get", store.get(key)),
    put: (key, body, expected) => asked("put", store.put(key, body, expected)),
    page: (of, options) => asked("page", store.page(of, options)),
    acquire: (lease, owner, duration) => asked("acquire", store.acquire(lease, owner, duration)),
    release: (lease, owner) => asked("release", store.release(lease, owner))
  }
}
