import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as PubSub from "effect/PubSub"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import type * as Event from "../Event.ts"
import type * as Reply from "../Reply.ts"
import * as Metrics from "./metrics.ts"

/** How a handler has ended. */
type Said = { readonly _tag: "Nothing" } | { readonly _tag: "Failed" } | {
  readonly _tag: "Reply"
  readonly reply: Reply.Reply
}

/**
 * Hands events on: to the stream, and to the handlers.
 *
 * @internal
 */
export interface Delivery {
  readonly events: Stream.Stream<Event.Event>
  /** To the stream, and to its handler in the background */
  readonly notice: (label: string, event: Event.Notice) => Effect.Effect<void>
  /** To the stream, and to its handler until that has ended. Whatever the handler does, this succeeds */
  readonly message: (label: string, event: Event.Message) => Effect.Effect<Said>
}

const nothing: Said = { _tag: "Nothing" }
const failed: Said = { _tag: "Failed" }

/** @internal */
export const make = (options: {
  readonly onEvent: ((event: Event.Notice) => Effect.Effect<unknown, unknown>) | undefined
  readonly onMessage: ((event: Event.Message) => Effect.Effect<Reply.Reply | void, unknown>) | undefined
  readonly limit: Duration.DurationInput
  readonly capacity: number
}): Effect.Effect<Delivery, never, Scope.Scope> =>
  Effect.gen(function*() {
    const { capacity, limit, onEvent, onMessage } = options
    const scope = yield* Effect.scope
    const hub = yield* Effect.acquireRelease(PubSub.sliding<Event.Event>(capacity), PubSub.shutdown)

    const publish = (label: string, event: Event.Event): Effect.Effect<void> =>
      Effect.flatMap(PubSub.isFull(hub), (isFull) =>
        Effect.andThen(isFull ? Metrics.calledBack(label, "dropped") : Effect.void, PubSub.publish(hub, event)))

    const run = <A>(label: string, handler: () => Effect.Effect<A, unknown>): Effect.Effect<Option.Option<A>> =>
      Effect.suspend(handler).pipe(
        Effect.timeoutFail({
          duration: limit,
          onTimeout: () =>
            "it ran for too long"
        }),
        Effect.asSome,
        Effect.catchAllCause((cause) =>
          Effect.as(Effect.logError(`The handler of ${label} failed`, cause), Option.none())
        )
      )

    return {
      events: Stream.fromPubSub(hub),
      notice: (label, event) =>
        Effect.andThen(
          publish(label, event),
          onEvent === undefined ? Effect.void : Effect.forkIn(
            run(label, () =>
              onEvent(event)),
            scope
          )
        ),
      message: (label, event) =>
        Effect.andThen(
          publish(label, event),
          onMessage === undefined ? Effect.succeed(nothing) : Effect.map(
            run(label, () => onMessage(event)),
            Option.match({
              onNone: () => failed,
              onSome: (reply): Said => typeof reply === "object" ? { _tag: "Reply", reply } : nothing
            })
          )
        )
    }
  })
