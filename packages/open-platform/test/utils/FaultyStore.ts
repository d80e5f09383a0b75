/**
 * The store as one process reaches it, over a link that fails, hangs or loses the answer on command. Several links to one
 * store are several processes, of which each can be cut off, or killed, for itself.
 */
import { PlatformStore } from "@effect-wechat/open-platform"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"

type Operation = PlatformStore.StoreError["operation"]

/** What becomes of an operation instead of its answer. */
export type Fault =
  /** Fails at once, and nothing has happened */
  | "refuses"
  /** Never ends, and cannot be interrupted */
  | "hangs"
  /** Has happened, and then the connection is lost */
  | "commits and fails"
  /** Has happened, and from then on the store refuses everything */
  | "commits and goes away"
  /** Is carried out 90 seconds later, with nobody waiting for it any more; meanwhile the store refuses everything else */
  | "commits far too late"
  /** Has happened, but is said not to have, as after a repetition on a new connection */
  | "commits and denies"

export interface Link {
  readonly store: PlatformStore.Service
  /** What was asked so far */
  readonly asked: Array<Operation>
  /** Whether what was to be carried out far too late is done */
  readonly isLateDone: () => boolean
  /** From now on, or for so many times, these operations have this fault */
  readonly break: (fault: Fault, operations?: ReadonlyArray<Operation>, times?: number) => Effect.Effect<void>
  readonly mend: Effect.Effect<void>
}

const all: ReadonlyArray<Operation> = ["get", "put", "page", "acquire", "release"]

/** A link to a store. */
export const link = (behind: PlatformStore.Service): Link => {
  const asked: Array<Operation> = []
  let isLateDone = false
  let broken: { readonly fault: Fault; readonly operations: ReadonlyArray<Operation>; times: number } | undefined

  const over = <A>(
    operation: Operation,
    ask: Effect.Effect<A, PlatformStore.StoreError>,
    denied: A | undefined
  ): Effect.Effect<A, PlatformStore.StoreError> =>
    Effect.suspend(() => {
      asked.push(operation)
      if (broken === undefined || broken.times === 0 || !broken.operations.includes(operation)) return ask
      broken.times--
      const lost = new PlatformStore.StoreError({ operation, fault: "ECONNRESET" })
      switch (broken.fault) {
        case "refuses":
          return lost
        case "hangs":
          return Effect.uninterruptible(Effect.never)
        case "commits and fails":
          return Effect.andThen(ask, lost)
        case "commits and goes away":
          broken = { fault: "refuses", operations: all, times: Infinity }
          return Effect.andThen(ask, lost)
        case "commits far too late":
          broken = { fault: "refuses", operations: all, times: Infinity }
          return Effect.uninterruptible(Effect.ensuring(
            Effect.delay(ask, "90 seconds"),
            Effect.sync(() => {
              isLateDone = true
            })
          ))
        case "commits and denies":
          return denied === undefined ? ask : Effect.as(ask, denied)
      }
    })

  return {
    store: {
      get: (key) => over("get", behind.get(key), undefined),
      put: (key, body, expected) => over("put", behind.put(key, body, expected), false),
      page: (of, options) => over("page", behind.page(of, options), undefined),
      acquire: (lease, owner, duration) => over("acquire", behind.acquire(lease, owner, duration), undefined),
      release: (lease, owner) => over("release", behind.release(lease, owner), undefined)
    },
    asked,
    isLateDone: () => isLateDone,
    break: (fault, operations = all, times = Infinity) =>
      Effect.sync(() => {
        broken = { fault, operations, times }
      }),
    mend: Effect.sync(() => {
      broken = undefined
    })
  }
}

/** A link to a store in memory of its own. */
export const make: Effect.Effect<Link> = Effect.map(PlatformStore.makeMemory, link)

/** The store at the end of a link. */
export const layer = ({ store }: Link): Layer.Layer<PlatformStore.PlatformStore> =>
  Layer.succeed(PlatformStore.PlatformStore, store)
