/** What is done for every merchant, again and again. */
import { Draft } from "@effect-wechat/core"
import { OpenPlatform } from "@effect-wechat/open-platform"
import { Cause, Effect, Exit, Layer, Option, Schedule } from "effect"
import type { Settings } from "./settings.ts"

/** Counts the drafts of all authorizers. What goes wrong for one is its own affair. */
export const round = OpenPlatform.forEachAuthorizer(Draft.count(), {
  concurrency: 8,
  onOutcome: ({ appId, exit }) =>
    Exit.match(exit, {
      onSuccess: ({ total_count }) => Effect.logInfo(`${total_count} drafts`),
      onFailure: (cause) =>
        Option.match(Cause.failureOption(cause), {
          onSome: ({ _tag, message }) => Effect.logWarning(`${_tag}: ${message}`),
          onNone: () => Effect.logError("The job is broken", cause)
        })
    }).pipe(Effect.annotateLogs("wechat.appid", appId))
}).pipe(Effect.withLogSpan("job"))

/** Runs the job for as long as the server runs, the first time at once. */
export const layer = ({ jobEvery }: Settings) =>
  round.pipe(
    Effect.catchAll((error) => Effect.logError(error.message)),
    Effect.repeat(Schedule.spaced(jobEvery)),
    Effect.forkScoped,
    Layer.scopedDiscard
  )
