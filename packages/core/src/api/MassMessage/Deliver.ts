/**
 * Sending a mass message to its end.
 */
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Endpoint from "../../Endpoint.ts"
import { type GivenMsgId, type MsgDataId, MsgId } from "../../Identifiers.ts"
import { AccessToken } from "../../internal/accessToken.ts"
import * as AwaitJob from "../../internal/awaitJob.ts"
import { isInDoubt } from "../../internal/inDoubt.ts"
import { JobEvents } from "../../JobEvents.ts"
import * as MassSendJob from "../../MassSendJob.ts"
import type { WeChatClient } from "../../WeChatClient.ts"
import { WeChatError, type Whom } from "../../WeChatError.ts"
import { type Accepted, send, sendAll, type ToFilter, type ToList } from "./Send.ts"
import { get, statusOptions } from "./Sent.ts"

/** How long to wait for the end of a message. */
export interface WaitOptions extends Omit<AwaitJob.WaitOptions, "atMost"> {
  /** How long at the most, 40 minutes by default, because an administrator has 30 to confirm a message to all */
  readonly atMost?: Duration.DurationInput | undefined
}

/** How a message is delivered. */
export interface DeliverOptions extends WaitOptions {
  /**
   * How often the very same request is made at the most while nobody knows whether it worked, 5 times by default, each more
   * than a minute after the last. 1 never repeats it
   */
  readonly tries?: number | undefined
}

type Refused = Effect.Effect.Error<ReturnType<typeof send> | ReturnType<typeof sendAll>>

/** WeChat wants a minute between two requests of one `clientmsgid`. */
const pause = Duration.seconds(61)

/** For a day WeChat knows a `clientmsgid`; an hour less, so that nothing is cut fine. */
const safe = Duration.toMillis("23 hours")

/** Whether nobody knows if the request has worked. */
const isOpen = (error: Refused): boolean => {
  switch (error._tag) {
    // There was one before, or one waits for the administrator: whether it is this message, no page says.
    case "AwaitsConfirmation":
    case "ClientMsgIdTooFast":
    case "ConfirmationRunning":
      return true
    case "WeChatError":
      return isInDoubt(error.reason)
    default:
      return false
  }
}

/** Whether it is worth asking again after a doubt: what passes says nothing about the first try. */
const mayClear = (error: Refused): boolean => isOpen(error) || error instanceof WeChatError && error.isRetryable

const whomOf = (endpoint: { readonly name: string }): Effect.Effect<Whom, never, AccessToken> =>
  Effect.map(AccessToken, ({ appId }) => ({ endpoint: endpoint.name, ...(appId === undefined ? {} : { appId }) }))

const sendOnce = (
  message: ToFilter | ToList,
  tries: number
): Effect.Effect<Accepted, Refused | MassSendJob.MassSendInDoubt, AccessToken | WeChatClient> =>
  Effect.gen(function*() {
    const whom = yield* whomOf("touser" in message ? send : sendAll)
    const request: Effect.Effect<Accepted, Refused, AccessToken | WeChatClient> = "touser" in message
      ? send(message)
      : sendAll(message)
    const since = yield* Clock.currentTimeMillis

    const attempt = (
      nth: number,
      inDoubt: boolean
    ): Effect.Effect<Accepted, Refused | MassSendJob.MassSendInDoubt, AccessToken | WeChatClient> =>
      Effect.catchAll(request, (error) =>
        Effect.gen(function*() {
          if (!inDoubt && !isOpen(error)) return yield* Effect.fail(error)
          if (nth < tries && mayClear(error)) {
            yield* Effect.sleep(pause)
            // A machine that slept in between may wake up when WeChat has forgotten.
            if ((yield* Clock.currentTimeMillis) - since < safe) return yield* attempt(nth + 1, true)
          }
          const problem = error instanceof WeChatError ? error.reason.message : error.message
          return yield* new MassSendJob.MassSendInDoubt({ ...whom, clientmsgid: message.clientmsgid, since, problem })
        }))

    return yield* attempt(1, false)
  })

/** The same as {@link get} for who waits, and asks again by a schedule of its own. */
const poll = Endpoint.post("massmsgget", "/cgi-bin/message/mass/get", { ...statusOptions, semantics: "once" })

type Message = { readonly msg_id: MsgId; readonly msg_data_id?: MsgDataId; readonly alreadySent: boolean }

type NotAsked = Effect.Effect.Error<ReturnType<typeof poll>>

/** A message that was taken on just now may not be known yet everywhere, and one that waits for a confirmation does. */
const judge = (accepted: "now" | "before") => (error: NotAsked): AwaitJob.Verdict => {
  switch (error._tag) {
    case "InvalidMsgId":
      return accepted === "now" ? "passes" : "no job"
    case "AwaitsConfirmation":
    case "ConfirmationRunning":
      return "passes"
    case "WeChatError":
      return error.isRetryable ? "passes" : error.reason._tag === "InvalidRequest" ? "no job" : "closed"
    case "CallRefused":
      return "closed"
  }
}

const waitFor = ({ alreadySent, msg_id }: Message, accepted: "now" | "before", options: WaitOptions) =>
  Effect.gen(function*() {
    const { appId } = yield* AccessToken
    const events = yield* Effect.serviceOption(JobEvents)
    return yield* AwaitJob.awaitJob<
      MassSendJob.Standing,
      NotAsked,
      AccessToken | WeChatClient
    >({
      told: Option.map(events, ({ massSend }) => Effect.map(massSend.await(appId, msg_id), (end) => ({ end }))),
      ask: poll({ msg_id }),
      hasEnded: MassSendJob.hasEnded,
      judge: judge(accepted),
      mayHaveEnded: alreadySent
    }, { ...options, atMost: options.atMost ?? "40 minutes" })
  })

/** Ends that are no outcome of the message itself. */
const unfinished = (whom: Whom, { msg_data_id, msg_id }: Message, problem: Option.Option<Error>) =>
  new MassSendJob.MassSendUnfinished({
    ...whom,
    msg_id,
    ...(msg_data_id === undefined ? {} : { msg_data_id }),
    ...Option.match(problem, { onNone: () => ({}), onSome: ({ message }) => ({ problem: message }) })
  })

/**
 * Sends a message and waits for its end: gives how many got it and where its articles are, or fails with a tag that says
 * why nobody has it. It cannot be called back: see {@link sendAll} and {@link send}, one of which it makes, for the quotas.
 *
 * It is sent once, whatever happens. When it is unknown whether WeChat has taken it on, because it was busy, the reply was
 * lost, or some message waits for the administrator, the very same request is made again after more than a minute: WeChat
 * knows its `clientmsgid` for 24 hours, sends nothing, and tells the earlier message. Still unknown after some tries, it is
 * a `MassSendInDoubt`. That makes a `clientmsgid` the name of one message: choose one for each, keep it with what you send,
 * and call again with both if your program dies. A day after the first try it must not be used again: WeChat would send.
 *
 * Pages confirm that an id is looked up for 24 hours, and that one comes too soon within a minute. They do not say whether
 * an id counts from the moment when a request comes in, for which there is the pause; nor whether it is looked at before
 * everything else. So a refusal of the second request, such as of the draft that the first has used up, is taken for no
 * proof that the first has failed.
 *
 * Where `JobEvents` is in the context the event tells of the end; WeChat is asked besides, seldom, in case that it is lost,
 * and then knows neither numbers nor addresses. An end that does not come in time is a `MassSendUnfinished`, with the
 * `msg_id` to wait on with {@link outcome}.
 *
 * @example
 * ```ts
 * import { MassMessage } from "@effect-wechat/core"
 * import { Effect } from "effect"
 *
 * const program = MassMessage.deliver({
 *   clientmsgid: "spring-2026",
 *   filter: { is_to_all: true },
 *   msgtype: "mpnews",
 *   mpnews: { media_id: "MEDIA_ID" },
 *   send_ignore_reprint: 0
 * }).pipe(
 *   Effect.flatMap(({ counts }) => Effect.log(`${counts?.SentCount ?? "Some"} followers have it`)),
 *   Effect.catchTags({
 *     MassSendFailed: (error) => Effect.logWarning(`${error.who} must act: ${error.reason}`),
 *     MassSendUnfinished: ({ msg_id }) => Effect.logInfo(`To be asked for later: ${msg_id}`)
 *   })
 * )
 * ```
 */
export const deliver = (
  message: ToFilter | ToList,
  options: DeliverOptions = {}
): Effect.Effect<
  MassSendJob.Sent,
  | MassSendJob.MassSendFailed
  | MassSendJob.MassSendInDoubt
  | MassSendJob.MassSendUnfinished
  | Refused,
  AccessToken | WeChatClient
> =>
  Effect.gen(function*() {
    const whom = yield* whomOf("touser" in message ? send : sendAll)
    const accepted = yield* sendOnce(message, options.tries ?? 5)
    const { ended, problem } = yield* waitFor(accepted, "now", options)
    return Option.isSome(ended)
      ? yield* MassSendJob.outcome(ended.value, whom, accepted)
      : yield* unfinished(whom, accepted, problem)
  })

/**
 * Waits for the end of a message that was sent before, perhaps by another program, and gives it as {@link deliver} does.
 * Nothing is sent.
 *
 * @example
 * ```ts
 * import { MassMessage } from "@effect-wechat/core"
 *
 * const later = MassMessage.outcome({ msg_id: "3147483650" }, { atMost: "1 hour" })
 * ```
 */
export const outcome = (
  input: { readonly msg_id: GivenMsgId },
  options: WaitOptions = {}
): Effect.Effect<
  MassSendJob.Sent,
  MassSendJob.MassSendFailed | MassSendJob.MassSendUnfinished | NotAsked,
  AccessToken | WeChatClient
> =>
  Effect.gen(function*() {
    const whom = yield* whomOf(get)
    const message = {
      msg_id: MsgId.make(String(input.msg_id), { disableValidation: true }),
      alreadySent: true
    }
    const { ended, problem } = yield* waitFor(message, "before", options)
    if (Option.isSome(ended)) return yield* MassSendJob.outcome(ended.value, whom, message)
    // What will pass leaves the message unfinished; anything else is for the caller to see.
    return yield* Option.isSome(problem) && judge("before")(problem.value) !== "passes"
      ? Effect.fail(problem.value)
      : unfinished(whom, message, problem)
  })
