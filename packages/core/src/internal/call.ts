import type * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Predicate from "effect/Predicate"
import * as Redacted from "effect/Redacted"
import type * as Schedule from "effect/Schedule"
import type * as Tracer from "effect/Tracer"
import type { CallRefused } from "../CallRefused.ts"
import type * as Credential from "../Credential.ts"
import type * as Endpoint from "../Endpoint.ts"
import type { AppId } from "../Identifiers.ts"
import type * as WeChatClient from "../WeChatClient.ts"
import { type Answer, InvalidRequest, type Reason, reasonFromAnswer, WeChatError } from "../WeChatError.ts"
import type { Exchange } from "./exchange.ts"
import type { Observer } from "./observe.ts"
import { understand } from "./understand.ts"

/** Whether WeChat may be asked again without anything being done twice. */
const mayRepeat = (endpoint: Endpoint.Any, reason: Reason): boolean => {
  switch (reason._tag) {
    case "SystemBusy":
    case "TimedOut":
      return endpoint.semantics !== "once"
    case "Transport":
      return reason.received === "no" || endpoint.semantics !== "once"
    case "UnexpectedStatus":
    case "MalformedReply":
      return reason.isRetryable && endpoint.semantics !== "once"
    default:
      return false
  }
}

const repeatable = (endpoint: Endpoint.Any, error: unknown): error is WeChatError =>
  error instanceof WeChatError && mayRepeat(endpoint, error.reason)

/** Secrets that went out with a call. Only looked for when WeChat complains. */
const secretsOf = (input: unknown, token: Redacted.Redacted | undefined): ReadonlyArray<string> =>
  [token, ...(Predicate.isRecord(input) ? Object.values(input) : [])]
    .filter(Redacted.isRedacted)
    .map((secret) => String(Redacted.value(secret)))

/** Everything that a call needs from beginning to end. */
interface Underway<Input, A, E, R> {
  readonly endpoint: Endpoint.Endpoint<Input, A, E, R>
  readonly input: Input
  readonly body: string | undefined
  readonly credential: Credential.Service | undefined
  readonly clock: Clock.Clock
  /** The span of the call, in which a credential gets its tokens */
  readonly span: Tracer.Span | undefined
  /** One rejected token is replaced in a call. The second is an error, so that nothing can loop */
  isReplaced: boolean
}

type Whom = { readonly endpoint: string; readonly appId?: AppId; readonly note?: string }

const whomOf = (endpoint: Endpoint.Any, appId: AppId | undefined, note?: string): Whom => ({
  endpoint: endpoint.name,
  ...(appId === undefined ? {} : { appId }),
  ...(note === undefined ? {} : { note })
})

/**
 * The one path that carries every call.
 *
 * @internal
 */
export const make = (
  exchange: Exchange,
  observer: Observer,
  backOff: Schedule.Schedule<unknown, unknown>
): WeChatClient.Service["call"] => {
  type Failure<E> = E | CallRefused | WeChatError

  const failed = <Input, A, E, R>({ credential, endpoint }: Underway<Input, A, E, R>, reason: Reason): WeChatError =>
    new WeChatError({ ...whomOf(endpoint, credential?.appId), reason })

  const complain = <Input, A, E, R>(
    { credential, endpoint }: Underway<Input, A, E, R>,
    said: Answer,
    token: Redacted.Redacted | undefined
  ): Effect.Effect<never, E | WeChatError> => {
    const complaint = (note?: string): E | WeChatError => {
      const whom = whomOf(endpoint, credential?.appId, note)
      const Documented = endpoint.failures.get(said.errcode)
      return Documented === undefined
        ? new WeChatError({ ...whom, reason: reasonFromAnswer(said) })
        // The types of the endpoint say that its failures are these classes.
        : new Documented({ ...whom, ...said }) as E
    }
    return credential?.notice === undefined || token === undefined
      ? Effect.fail(complaint())
      : Effect.flatMap(credential.notice(endpoint, said, token), (note) => Effect.fail(complaint(note)))
  }

  const send = <Input, A, E, R>(
    call: Underway<Input, A, E, R>,
    token: Redacted.Redacted | undefined
  ): Effect.Effect<A, E | WeChatError> => {
    const { body, clock, endpoint: { method, path }, input } = call
    return Effect.matchEffect(exchange({ method, path, token, body }, clock), {
      onFailure: (reason) => Effect.fail(failed(call, reason)),
      onSuccess: (reply) => {
        const understood = understand(call.endpoint, reply, () => secretsOf(input, token))
        if (Either.isRight(understood)) return Effect.succeed(understood.right)
        return "said" in understood.left
          ? complain(call, understood.left.said, token)
          : Effect.fail(failed(call, understood.left.unreadable))
      }
    })
  }

  const issue = <Input, A, E, R>(speaker: Credential.Service, { endpoint, span }: Underway<Input, A, E, R>) =>
    span === undefined ? speaker.issue(endpoint) : Effect.withParentSpan(speaker.issue(endpoint), span)

  const sendOrReplace = <Input, A, E, R>(
    call: Underway<Input, A, E, R>,
    speaker: Credential.Service,
    token: Redacted.Redacted
  ): Effect.Effect<A, Failure<E>> =>
    Effect.catchAll(send(call, token), (error): Effect.Effect<A, Failure<E>> => {
      if (call.isReplaced || !(error instanceof WeChatError) || error.reason._tag !== "TokenRejected") {
        return Effect.fail(error)
      }
      call.isReplaced = true
      return observer.again(call.endpoint, speaker.appId, error).pipe(
        Effect.andThen(speaker.reject(token)),
        Effect.andThen(issue(speaker, call)),
        Effect.flatMap((next) => send(call, next))
      )
    })

  const attempt = <Input, A, E, R>(call: Underway<Input, A, E, R>): Effect.Effect<A, Failure<E>> => {
    const { clock, credential, endpoint } = call
    if (credential === undefined) return send(call, undefined)
    const token = credential.peek?.(endpoint, clock.unsafeCurrentTimeMillis())
    return token === undefined
      ? Effect.flatMap(issue(credential, call), (issued) => sendOrReplace(call, credential, issued))
      : sendOrReplace(call, credential, token)
  }

  /** The schedule is set up by the first failure, which then counts as a try: a call that goes well never meets it. */
  const repeat = <Input, A, E, R>(call: Underway<Input, A, E, R>, first: WeChatError): Effect.Effect<A, Failure<E>> => {
    const { credential, endpoint } = call
    let last: WeChatError | undefined
    const next = Effect.suspend((): Effect.Effect<A, Failure<E>> =>
      last === undefined
        ? Effect.fail(first)
        : Effect.andThen(observer.again(endpoint, credential?.appId, last), Effect.suspend(() => attempt(call)))
    )
    return Effect.retry(next, {
      schedule: backOff,
      while: (error) => {
        if (!repeatable(endpoint, error)) return false
        last = error
        return true
      }
    })
  }

  return (endpoint, input, credential) =>
    observer.call(endpoint, credential?.appId, (span, clock) => {
      const encoded = endpoint.encode(input)
      if (Either.isLeft(encoded)) {
        const whom = whomOf(endpoint, credential?.appId)
        return Effect.fail(new WeChatError({ ...whom, reason: new InvalidRequest({ issues: encoded.left }) }))
      }
      const call = { endpoint, input, body: encoded.right, credential, clock, span, isReplaced: false }
      return Effect.catchAll(
        attempt(call),
        (first) => repeatable(endpoint, first) ? repeat(call, first) : Effect.fail(first)
      )
    })
}
