import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import type { CallRefused } from "../../CallRefused.ts"
import * as Endpoint from "../../Endpoint.ts"
import {
  DraftCheckFailed,
  DraftForConsoleOnly,
  DraftNotSaved,
  InvalidPublishId,
  PublishingBanned,
  PublishingTooOften
} from "../../Failure/FreePublish.ts"
import { ApiUnauthorized, InvalidMediaId } from "../../Failure/Shared.ts"
import { type Given, given, GivenPublishId, MediaId, MsgDataId, PublishId, toldDigits } from "../../Identifiers.ts"
import { AccessToken } from "../../internal/accessToken.ts"
import * as AwaitJob from "../../internal/awaitJob.ts"
import { isInDoubt } from "../../internal/inDoubt.ts"
import { JobEvents } from "../../JobEvents.ts"
import * as PermissionSet from "../../PermissionSet.ts"
import * as PublishJob from "../../PublishJob.ts"
import type { WeChatClient } from "../../WeChatClient.ts"
import type { WeChatError, Whom } from "../../WeChatError.ts"
import * as Draft from "../Draft.ts"

const facts = {
  permissionSets: [PermissionSet.MassSending],
  eligibility: { official: "certified", service: "all" }
} as const

const optional = <A, I>(schema: Schema.Schema<A, I>) => Schema.optionalWith(schema, { exact: true })

/** How a publish job stands. */
export interface Job extends PublishJob.PublishJob {}

/**
 * Begins to publish a draft, and gives the `publish_id` of the job; what comes of it is only known later, see
 * {@link publish}. On success the draft leaves the box.
 *
 * A lost reply leaves it open whether WeChat publishes the draft, so nothing is repeated by itself. A new account can
 * submit a hundred times a day, and not too often at a time.
 */
export const submit = Endpoint.post("freepublish_submit", "/cgi-bin/freepublish/submit", {
  ...facts,
  semantics: "once",
  // An unknown media_id is not on the page.
  returnCodes: [
    0,
    InvalidMediaId,
    ApiUnauthorized,
    PublishingBanned,
    PublishingTooOften,
    DraftCheckFailed,
    DraftForConsoleOnly,
    DraftNotSaved
  ],
  body: Schema.Struct({ media_id: given(MediaId) }),
  success: Schema.Struct({
    publish_id: toldDigits(PublishId),
    /** In the table of the page, and not in its sample */
    msg_data_id: optional(toldDigits(MsgDataId))
  })
})

const statusOptions = {
  ...facts,
  returnCodes: [0, 40001, 40002, ApiUnauthorized, InvalidPublishId],
  body: Schema.Struct({ publish_id: GivenPublishId }),
  success: PublishJob.PublishJob
} as const

/**
 * How a publish job stands, by `publish_status`. A new account can ask a hundred times a day, so rather wait for the end
 * with {@link outcome}.
 */
export const status = Endpoint.post("freepublish_get", "/cgi-bin/freepublish/get", {
  ...statusOptions,
  semantics: "read"
})

/** The same for who waits, and asks again by a schedule of its own. */
const poll = Endpoint.post("freepublish_get", "/cgi-bin/freepublish/get", { ...statusOptions, semantics: "once" })

/** How long to wait for the end of a job. */
export interface WaitOptions extends AwaitJob.WaitOptions {}

/** Why a question after a job can fail. */
type NotAsked = ApiUnauthorized | InvalidPublishId | CallRefused | WeChatError

/** Why a submission can fail. */
type NotSubmitted = Effect.Effect.Error<ReturnType<typeof submit>>

/** Whether the draft is in the box. Whatever else is known or not, this never fails. */
const lookAt = (media_id: Given<MediaId>) =>
  Draft.get({ media_id }).pipe(
    Effect.as("there" as const),
    Effect.catchTag("InvalidMediaId", () => Effect.succeed("gone" as const)),
    Effect.orElseSucceed(() => "unknown" as const)
  )

const doubt = (media_id: Given<MediaId>, { appId, endpoint, reason }: WeChatError) =>
  Effect.flatMap(
    lookAt(media_id),
    (draft) =>
      new PublishJob.PublishInDoubt({
        endpoint,
        ...(appId === undefined ? {} : { appId }),
        media_id,
        draft,
        problem: reason.message
      })
  )

const whomOf = (endpoint: { readonly name: string }): Effect.Effect<Whom, never, AccessToken> =>
  Effect.map(AccessToken, ({ appId }) => ({ endpoint: endpoint.name, ...(appId === undefined ? {} : { appId }) }))

/** A job that WeChat has named just now is one, even where it does not know it yet. */
const judge = (job: "submitted now" | "submitted before") => (error: NotAsked): AwaitJob.Verdict => {
  if (error._tag === "InvalidPublishId") return job === "submitted now" ? "passes" : "no job"
  if (error._tag !== "WeChatError") return "closed"
  return error.isRetryable ? "passes" : error.reason._tag === "InvalidRequest" ? "no job" : "closed"
}

const waitFor = (publish_id: PublishId, job: "submitted now" | "submitted before", options: WaitOptions) =>
  Effect.gen(function*() {
    const { appId } = yield* AccessToken
    const events = yield* Effect.serviceOption(JobEvents)
    return yield* AwaitJob.awaitJob({
      told: Option.map(events, ({ publish }) => publish.await(appId, publish_id)),
      ask: poll({ publish_id }),
      hasEnded: PublishJob.hasEnded,
      judge: judge(job),
      mayHaveEnded: job === "submitted before"
    }, options)
  })

/**
 * Publishes a draft and waits for the end: gives the articles and their addresses, or fails with a tag that says why
 * nothing is out.
 *
 * Where `JobEvents` is in the context the event tells of the end; WeChat is asked besides, seldom, in case that it is
 * lost. The draft is submitted once, whatever happens. When the reply to that is lost the draft is looked for, and
 * `PublishInDoubt` says what was found; when the end does not come in time, `PublishUnfinished` has the `publish_id` to
 * ask with later. Neither is retryable, because a second submission could publish twice. Limit the time with `atMost`:
 * who interrupts it after the submission never learns the `publish_id`.
 *
 * @example
 * ```ts
 * import { FreePublish } from "@effect-wechat/core"
 * import { Effect } from "effect"
 *
 * const program = FreePublish.publish({ media_id: "MEDIA_ID" }).pipe(
 *   Effect.flatMap(({ article_id, articles }) => Effect.log(`${article_id} is at ${articles[0]?.article_url}`)),
 *   Effect.catchTags({
 *     ReviewRefused: ({ fail_idx }) => Effect.logWarning(`Articles ${fail_idx} were refused`),
 *     PublishUnfinished: ({ publish_id }) => Effect.logInfo(`To be asked for later: ${publish_id}`)
 *   })
 * )
 * ```
 */
export const publish = (
  input: { readonly media_id: Given<MediaId> },
  options: WaitOptions = {}
): Effect.Effect<
  PublishJob.Published,
  | PublishJob.NotPublished
  | PublishJob.PublishInDoubt
  | PublishJob.PublishUnfinished
  | NotSubmitted,
  AccessToken | WeChatClient
> =>
  Effect.gen(function*() {
    const { msg_data_id, publish_id } = yield* submit(input).pipe(Effect.catchAll(
      (error): Effect.Effect<never, NotSubmitted | PublishJob.PublishInDoubt, AccessToken | WeChatClient> =>
        error._tag === "WeChatError" && isInDoubt(error.reason) ? doubt(input.media_id, error) : Effect.fail(error)
    ))
    const whom = yield* whomOf(submit)
    const { ended, problem } = yield* waitFor(publish_id, "submitted now", options)
    if (Option.isSome(ended)) return yield* PublishJob.outcome(ended.value, whom, msg_data_id)
    return yield* new PublishJob.PublishUnfinished({
      ...whom,
      publish_id,
      ...(msg_data_id === undefined ? {} : { msg_data_id }),
      ...Option.match(problem, { onNone: () => ({}), onSome: ({ message }) => ({ problem: message }) })
    })
  })

/**
 * Waits for the end of a publish job that was submitted before, perhaps by another program, and gives it as
 * {@link publish} does.
 *
 * @example
 * ```ts
 * import { FreePublish } from "@effect-wechat/core"
 *
 * const later = FreePublish.outcome({ publish_id: "2247503051" }, { atMost: "1 hour" })
 * ```
 */
export const outcome = (
  input: { readonly publish_id: GivenPublishId },
  options: WaitOptions = {}
): Effect.Effect<
  PublishJob.Published,
  PublishJob.NotPublished | PublishJob.PublishUnfinished | NotAsked,
  AccessToken | WeChatClient
> =>
  Effect.gen(function*() {
    const publish_id = PublishId.make(String(input.publish_id), { disableValidation: true })
    const whom = yield* whomOf(status)
    const { ended, problem } = yield* waitFor(publish_id, "submitted before", options)
    if (Option.isSome(ended)) return yield* PublishJob.outcome(ended.value, whom)
    // What will pass leaves the job unfinished; anything else is for the caller to see.
    if (Option.isSome(problem) && judge("submitted before")(problem.value) !== "passes") {
      return yield* Effect.fail(problem.value)
    }
    return yield* new PublishJob.PublishUnfinished({
      ...whom,
      publish_id,
      ...Option.match(problem, { onNone: () => ({}), onSome: ({ message }) => ({ problem: message }) })
    })
  })
