import * as Chunk from "effect/Chunk"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Option from "effect/Option"
import * as Runtime from "effect/Runtime"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"

/**
 * A stream as something that is iterated over from outside of Effect. The end of the scope ends it, even while it waits for
 * its next piece.
 *
 * @param broken what the iteration fails with when the stream does, for whatever reason
 * @internal
 */
export const iterate = <A, E>(
  stream: Stream.Stream<A, E>,
  broken: unknown
): Effect.Effect<AsyncIterable<A>, never, Scope.Scope> =>
  Effect.gen(function*() {
    const scope = yield* Effect.scope
    const runFork = Runtime.runFork(yield* Effect.runtime())
    const pull = yield* Stream.toPull(Stream.rechunk(stream, 1))
    const pulled = Effect.exit(
      Effect.matchEffect(pull, {
        onSuccess: (pieces) => Effect.succeed<IteratorResult<A>>({ done: false, value: Chunk.unsafeHead(pieces) }),
        onFailure: Option.match({
          onNone: () => Effect.succeed<IteratorResult<A>>({ done: true, value: undefined }),
          onSome: Effect.fail
        })
      })
    )
    const next = (): Promise<IteratorResult<A>> =>
      new Promise((resolve, reject) => {
        runFork(pulled, { scope }).addObserver((exit) => {
          const result = Exit.flatten(exit)
          if (Exit.isSuccess(result)) resolve(result.value)
          else reject(broken)
        })
      })
    return { [Symbol.asyncIterator]: () => ({ next }) }
  })
