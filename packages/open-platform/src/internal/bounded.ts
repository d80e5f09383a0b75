import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Runtime from "effect/Runtime"
import * as PlatformStore from "../PlatformStore.ts"

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

/**
 * A store that answers within 5 seconds or fails, whatever becomes of the one behind it.
 *
 * @internal
 */
export const make = (store: PlatformStore.Service): PlatformStore.Service => ({
  get: (key) => inTime("get", store.get(key)),
  put: (key, body, expected) => inTime("put", store.put(key, body, expected)),
  page: (of, options) => inTime("page", store.page(of, options)),
  acquire: (lease, owner, duration) => inTime("acquire", store.acquire(lease, owner, duration)),
  release: (lease, owner) => inTime("release", store.release(lease, owner))
})
