import type * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import type { FileUnreadable } from "../WeChatError.ts"
import type { Multipart } from "./multipart.ts"

/**
 * Sends a form. What is wrong with its file comes out as it is: every client wraps it in another way, so it is taken
 * before it gets there.
 *
 * @internal
 */
export const sending = <A, E>(
  { content, ...multipart }: Multipart,
  send: (multipart: Multipart) => Effect.Effect<A, E>
): Effect.Effect<A, E | FileUnreadable> =>
  Effect.suspend(() => {
    let broken: Cause.Cause<FileUnreadable> | undefined
    const watched = Stream.tapErrorCause(content, (cause) =>
      Effect.sync(() => {
        broken = cause
      }))
    return Effect.catchAll(
      send({ ...multipart, content: watched }),
      (error): Effect.Effect<never, E | FileUnreadable> =>
        broken === undefined ? Effect.fail(error) : Effect.failCause(broken)
    )
  })
