/** A piece of an application: it deletes drafts, and reports what became of them. */
import { Draft } from "@effect-wechat/core"
import { Array as Arr, Effect, Either } from "effect"

export interface Report {
  readonly deleted: ReadonlyArray<string>
  /** WeChat does not know them, so somebody else was faster */
  readonly gone: ReadonlyArray<string>
}

const remove = (media_id: string) =>
  Draft.delete({ media_id }).pipe(
    Effect.as(Either.right(media_id)),
    Effect.catchTag("InvalidMediaId", () => Effect.succeed(Either.left(media_id)))
  )

/** Deletes drafts of the account in the context. The first other failure ends it. */
export const tidy = Effect.fn("tidy")(function*(drafts: ReadonlyArray<string>) {
  const [gone, deleted] = Arr.separate(yield* Effect.forEach(drafts, remove, { concurrency: 4 }))
  return { deleted, gone } satisfies Report
})
