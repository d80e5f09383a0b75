/**
 * What a `PlatformStore` promises, as cases that any implementation must pass. They need no test runner: each is an
 * Effect that fails with the promise that was broken.
 *
 * @example
 * ```ts
 * import { PlatformStore, PlatformStoreSuite } from "@effect-wechat/open-platform"
 * import { describe, it } from "@effect/vitest"
 * import { Effect, TestClock } from "effect"
 *
 * describe("my store", () => {
 *   for (const { effect, name } of PlatformStoreSuite.cases({ passTime: TestClock.adjust })) {
 *     it.effect(name, () => Effect.provide(effect, PlatformStore.layerMemory))
 *   }
 * })
 * ```
 */
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"
import { newOwner } from "./internal/owner.ts"
import type * as Bench from "./internal/suite/bench.ts"
import * as Documents from "./internal/suite/documents.ts"
import * as Interruption from "./internal/suite/interruption.ts"
import * as Leases from "./internal/suite/leases.ts"
import * as Paging from "./internal/suite/paging.ts"
import * as Restart from "./internal/suite/restart.ts"
import * as PlatformStore from "./PlatformStore.ts"

/** A promise was broken. */
export class StoreSuiteFailure
  extends Schema.TaggedError<StoreSuiteFailure>("@effect-wechat/open-platform/StoreSuiteFailure")("StoreSuiteFailure", {
    /** The name of the case */
    promise: Schema.String,
    /** What the store did instead */
    detail: Schema.String
  })
{
  override get message(): string {
    return `A store ${this.promise}; this one ${this.detail}`
  }
}

/** One promise. */
export interface Case<R = never> {
  /** The promise, as a sentence about the store */
  readonly name: string
  readonly effect: Effect.Effect<void, StoreSuiteFailure | PlatformStore.StoreError, PlatformStore.PlatformStore | R>
}

/** How to run the cases on a store. */
export interface Options<R = never> {
  /**
   * How time passes for the leases of the store: `TestClock.adjust` for one that goes by Effect's Clock, and
   * `Effect.sleep`, under a live clock, for one whose server has a clock of its own
   */
  readonly passTime: (duration: Duration.Duration) => Effect.Effect<void>
  /** How long the leases of the cases last, 2 seconds by default: longer for a store that is slow to answer */
  readonly lease?: Duration.DurationInput | undefined
  /**
   * Another instance of the store on what the first has written, as after a restart; what both are built on can come
   * from the context. Without it the promises about restarts are left out
   */
  readonly reopen?: Layer.Layer<PlatformStore.PlatformStore, never, R> | undefined
}

/**
 * The cases. Each works on a component that only it knows, so they can share a store, run side by side, and be repeated
 * on a store that keeps what they wrote.
 */
export const cases = <R = never>(options: Options<R>): ReadonlyArray<Case<R>> => {
  const { passTime, reopen } = options
  const lease = Duration.decode(options.lease ?? "2 seconds")

  const onStore = (run: (bench: Bench.Bench) => Bench.Run) => (place: Omit<Bench.Bench, "store">) =>
    Effect.flatMap(PlatformStore.PlatformStore, (store) => run({ ...place, store }))

  const toCase = (
    name: string,
    run: (
      place: Omit<Bench.Bench, "store">
    ) => Effect.Effect<void, string | PlatformStore.StoreError, PlatformStore.PlatformStore | R>
  ): Case<R> => ({
    name,
    effect: newOwner.pipe(
      Effect.flatMap((unique) => run({ component: `suite-${unique}`, lease, passTime })),
      Effect.mapError((error) =>
        typeof error === "string" ? new StoreSuiteFailure({ promise: name, detail: error }) : error
      )
    )
  })

  const standing = [...Documents.promises, ...Interruption.promises, ...Paging.promises, ...Leases.promises]
  return [
    ...standing.map(({ name, run }) => toCase(name, onStore(run))),
    ...(reopen === undefined ?
      [] :
      Restart.promises.map(({ after, before, name }) =>
        toCase(name, (place) =>
          Effect.andThen(
            onStore(before)(place),
            Effect.provide(onStore(after)(place), Layer.fresh(reopen))
          ))
      ))
  ]
}
