import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"

/**
 * Does something for every element of a stream, for so many at a time. A slow one holds nobody up but its own worker.
 *
 * `Stream.mapEffect` can do the same, but takes ten times as long for each element.
 *
 * @internal
 */
export const forEach = <A, E, R, E2, R2>(
  stream: Stream.Stream<A, E, R>,
  f: (element: A) => Effect.Effect<void, E2, R2>,
  concurrency: number
): Effect.Effect<void, E | E2, R | R2> =>
  Effect.scoped(Effect.gen(function*() {
    const pull = yield* Stream.toPull(stream)
    const turn = yield* Effect.makeSemaphore(1)
    let elements: Iterator<A> = [].values()
    let pulled = 0
    let isOver = false

    /** One worker gets more for all; who has waited for it finds that it is done. */
    const more = (seen: number): Effect.Effect<void, E, R> =>
      turn.withPermits(1)(Effect.suspend(() =>
        isOver || pulled !== seen ? Effect.void : Effect.matchEffect(pull, {
          onSuccess: (chunk) =>
            Effect.sync(() => {
              elements = chunk[Symbol.iterator]()
              pulled++
            }),
          onFailure: Option.match({
            onSome: Effect.fail,
            onNone: () =>
              Effect.sync(() => {
                isOver = true
              })
          })
        })
      ))

    const work: Effect.Effect<void, E | E2, R | R2> = Effect.suspend(() => {
      const next = elements.next()
      if (next.done !== true) return Effect.andThen(f(next.value), work)
      return isOver ? Effect.void : Effect.andThen(more(pulled), work)
    })

    yield* Effect.replicateEffect(work, Math.max(1, concurrency), { concurrency: "unbounded", discard: true })
  }))
