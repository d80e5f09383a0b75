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
import type { Held } from "./held.ts"
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

/** Secrets that went out with a call. Only looked for when WeChat complains. */
const secretsOf = (input: unknown, token: Redacted.Redacted | undefined): ReadonlyArray<string> =>
  [token, ...(Predicate.isRecord(input) ? Object.values(input) : [])]
    .filter(Redacted.isRedacted)
    .map((secret) => String(Redacted.value(secret)))

/** Everything that a call needs from beginning to end. */
interface Underway<Input, A, E, R> {
  readonly endpoint: Endpoint.Endpoint<Input, A, E, R>
  readonly input: Input
  readonly written: Endpoint.Written
  readonly credential: Credential.Service | undefined
  readonly clock: Clock.Clock
  readonly held: Held
  /** The span of the call, in which a credential gets its tokens */
  readonly span: Tracer.Span | undefined
  /** One rejected token is replaced in a call. The second is an error, so that nothing can loop */
  isReplaced: boolean
  /** Whether its failures are waited for by the schedule of its repetitions */
  isRepeating: boolean
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

  const complaint = <Input, A, E, R>(
    { credential, endpoint }: Underway<Input, A, E, R>,
    said: Answer,
    token: Redacted.Redacted | undefined
  ): Effect.Effect<E | WeChatError> => {
    const withNote = (note?: string): E | WeChatError => {
      const whom = whomOf(endpoint, credential?.appId, note)
      const Documented = endpoint.failures.get(said.errcode)
      return Documented === undefined
        ? new WeChatError({ ...whom, reason: reasonFromAnswer(said) })
        // The types of the endpoint say that its failures are these classes.
        : new Documented({ ...whom, ...said }) as E
    }
    return credential?.notice === undefined || token === undefined
      ? Effect.succeed(withNote())
      : Effect.map(credential.notice(endpoint, said, token), withNote)
  }

  const send = <Input, A, E, R>(
    call: Underway<Input, A, E, R>,
    token: Redacted.Redacted | undefined
  ): Effect.Effect<A, Failure<E>> => {
    const { clock, endpoint: { method, path }, held, input, written: { body, query } } = call
    return Effect.matchEffect(exchange({ method, path, query, token, body }, clock, held), {
      onFailure: (reason) => recover(call, token, failed(call, reason)),
      onSuccess: (reply) => {
        const understood = understand(call.endpoint, reply, () => secretsOf(input, token))
        if (Either.isRight(understood)) return Effect.succeed(understood.right)
        return "said" in understood.left
          ? Effect.flatMap(complaint(call, understood.left.said, token), (error) => recover(call, token, error))
          : recover(call, token, failed(call, understood.left.unreadable))
      }
    })
  }

  const issueAndSend = <Input, A, E, R>(
    call: Underway<Input, A, E, R>,
    credential: Credential.Service
  ): Effect.Effect<A, Failure<E>> => {
    const { endpoint, span } = call
    const issued = credential.issue(endpoint)
    return Effect.matchEffect(span === undefined ? issued : Effect.withParentSpan(issued, span), {
      onFailure: (error) => recover(call, undefined, error),
      onSuccess: (token) => send(call, token)
    })
  }

  const attempt = <Input, A, E, R>(call: Underway<Input, A, E, R>): Effect.Effect<A, Failure<E>> => {
    const { clock, credential, endpoint } = call
    if (credential === undefined) return send(call, undefined)
    const token = credential.peek?.(endpoint, clock.unsafeCurrentTimeMillis())
    return token === undefined ? issueAndSend(call, credential) : send(call, token)
  }

  /** What can be done about a failure is thought of when there is one: a call that goes well never meets it. */
  const recover = <Input, A, E, R>(
    call: Underway<Input, A, E, R>,
    token: Redacted.Redacted | undefined,
    error: Failure<E>
  ): Effect.Effect<A, Failure<E>> => {
    if (!(error instanceof WeChatError)) return Effect.fail(error)
    const { credential, endpoint } = call
    const isRejected = error.reason._tag === "TokenRejected" && credential !== undefined && token !== undefined
    if (isRejected && !call.isReplaced) {
      call.isReplaced = true
      return observer.again(endpoint, credential.appId, error).pipe(
        Effect.andThen(credential.reject(token)),
        Effect.andThen(issueAndSend(call, credential))
      )
    }
    return call.isRepeating || !mayRepeat(endpoint, error.reason) ? Effect.fail(error) : repeat(call, error)
  }

  /** The failure that asks for it counts as the first try. */
  const repeat = <Input, A, E, R>(call: Underway<Input, A, E, R>, first: WeChatError): Effect.Effect<A, Failure<E>> => {
    call.isRepeating = true
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
        if (!(error instanceof WeChatError) || !mayRepeat(endpoint, error.reason)) return false
        last = error
        return true
      }
    })
  }

  return (endpoint, input, credential) =>
    observer.call(endpoint, credential?.appId, (held, clock, span) => {
      const written = endpoint.encode(input)
      if (Either.isLeft(written)) {
        const whom = whomOf(endpoint, credential?.appId)
        return Effect.fail(new WeChatError({ ...whom, reason: new InvalidRequest({ issues: written.left }) }))
      }
      return attempt({
        endpoint,
        input,
        written: written.right,
        credential,
        clock,
        held,
        span,
        isReplaced: false,
        isRepeating: false
      })
    })
}
