import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as PlatformStore from "../PlatformStore.ts"
import * as Turns from "./turns.ts"
import { within } from "./within.ts"

/** Many times what a healthy store needs, and little enough that several in a row can be waited for. */
const limit = Duration.seconds(5)

/**
 * An operation that does not heed its interruption is left alone with itself. It may still write: then the version has
 * moved on, and whoever writes next finds that out. Where interruptions are held off, as in the finalizer that gives a
 * lease back, it ends in time, too.
 */
const inTime = (operation: PlatformStore.StoreError["operation"]) =>
  within(limit, () => new PlatformStore.StoreError({ operation, fault: "TimedOut" }))

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
      inTime(operation)(ask),
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
