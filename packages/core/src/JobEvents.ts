/**
 * The ends of jobs as WeChat's events tell them: of publishing, and of sending to all or many followers.
 *
 * An optional service. Where it is in the context, what waits for a job hears of its end at once and asks WeChat seldom;
 * without it WeChat is asked, more often. The events may come late, twice, never, or before the reply that tells which job
 * they are about.
 *
 * `Callback.layerJobEvents` of `@effect-wechat/open-platform` feeds it with the events of all authorizers. An account that
 * receives its own events tells them with {@link Ends.tell}.
 *
 * To wait for another kind of job, take `Effect.serviceOption(JobEvents)` and the {@link Ends} of that kind, and race its
 * `await` against a sparing poll, as `FreePublish.publish` does with `internal/awaitJob.ts`.
 *
 * @example
 * ```ts
 * import { AccessToken, FreePublish, JobEvents } from "@effect-wechat/core"
 * import { Effect } from "effect"
 *
 * // Where the account's own callback receives PUBLISHJOBFINISH
 * const onFinish = (job: FreePublish.Job) =>
 *   Effect.gen(function*() {
 *     const events = yield* JobEvents.JobEvents
 *     const account = yield* AccessToken.AccessToken
 *     yield* events.publish.tell(account.appId, job.publish_id, job)
 *   })
 * ```
 */
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as JobEnds from "./internal/jobEnds.ts"
import type { PublishJob } from "./PublishJob.ts"

/** The ends of one kind of jobs. */
export interface Ends<End> extends JobEnds.Ends<End> {}

/** The end of a mass message, with the names and the fields of the event `MASSSENDJOBFINISH`. */
export interface MassSendEnd {
  /** The id of the message, as its digits */
  readonly MsgID: string
  /** `send success`, `send fail`, or `err(number)` */
  readonly Status: string
  readonly TotalCount: number
  readonly FilterCount: number
  readonly SentCount: number
  readonly ErrorCount: number
  readonly CopyrightCheckResult?: {
    readonly Count?: number
    /** 1 all right, 2 a reprint that may be sent, 3 must not be sent */
    readonly CheckState?: number
    readonly ResultList?: { readonly item: ReadonlyArray<{ readonly ArticleIdx: number }> }
  }
  readonly ArticleUrlResult?: {
    readonly Count?: number
    readonly ResultList?: {
      readonly item: ReadonlyArray<{ readonly ArticleIdx: number; readonly ArticleUrl: string }>
    }
  }
}

/** The ends of jobs, by the kind of job. */
export interface Service {
  /** Of publishing, by `publish_id` */
  readonly publish: Ends<PublishJob>
  /** Of mass messages, by `msg_id` */
  readonly massSend: Ends<MassSendEnd>
}

/** The ends of jobs. */
export class JobEvents extends Context.Tag("@effect-wechat/core/JobEvents")<JobEvents, Service>() {}

/** How much is remembered. */
export interface Options {
  /** How many ends of each kind, 10,000 by default */
  readonly remembered?: number | undefined
  /** For how long, 15 minutes by default */
  readonly keepFor?: Duration.DurationInput | undefined
}

/** The ends of jobs, which somebody has to tell. */
export const make = (options: Options = {}): Effect.Effect<Service> =>
  Effect.sync(() => {
    const kept = {
      remembered: options.remembered ?? 10_000,
      keepFor: Duration.toMillis(options.keepFor ?? "15 minutes")
    }
    return JobEvents.of({ publish: JobEnds.make(kept), massSend: JobEnds.make(kept) })
  })

/** The ends of jobs, which somebody has to tell. */
export const layer = (options: Options = {}): Layer.Layer<JobEvents> => Layer.effect(JobEvents, make(options))
