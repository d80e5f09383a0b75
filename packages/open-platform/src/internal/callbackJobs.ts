import { type JobEvents, PublishJob } from "@effect-wechat/core"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import type * as Event from "../Event.ts"

const decodePublishJob = Schema.decodeUnknownOption(PublishJob.PublishJob)

/**
 * Tells the end of a job to who waits for it, if an event is about one. Where the message URL does not name the account,
 * nobody can tell whose job it is, because ids are counted for each account alone.
 *
 * @internal
 */
export const tell = (ends: JobEvents.Service, event: Event.Event): Effect.Effect<void> => {
  switch (event._tag) {
    case "PublishJobFinish":
      return event.appId === undefined ? Effect.void : Option.match(decodePublishJob(event.PublishEventInfo), {
        // Who waits for it asks WeChat in the end.
        onNone: () => Effect.logDebug("A publish job has ended in a way that cannot be read"),
        onSome: (job) => ends.publish.tell(event.appId, job.publish_id, job)
      })
    case "MassSendJobFinish": {
      const { appId, fields: _, ...end } = event
      return appId === undefined ? Effect.void : ends.massSend.tell(appId, end.MsgID, end)
    }
    default:
      return Effect.void
  }
}
