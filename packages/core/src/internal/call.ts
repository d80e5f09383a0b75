import type * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as ExecutionStrategy from "effect/ExecutionStrategy"
import * as Exit from "effect/Exit"
import * as Predicate from "effect/Predicate"
import * as Redacted from "effect/Redacted"
import type * as Schedule from "effect/Schedule"
import * as Scope from "effect/Scope"
import type * as Tracer from "effect/Tracer"
import type { CallRefused } from "../CallRefused.ts"
import type * as Credential from "../Credential.ts"
import type * as Endpoint from "../Endpoint.ts"
import type { AppId } from "../Identifiers.ts"
import type * as WeChatClient from "../WeChatClient.ts"
import { type Answer, InvalidRequest, type Reason, reasonFromAnswer, TimedOut, WeChatError } from "../WeChatError.ts"
import type { Exchanges, Request } from "./exchange.ts"
import type { Held } from "./held.ts"
import * as Multipart from "./multipart.ts"
import type { Observer } from "./observe.ts"
import { receive, type Received } from "./receive.ts"
import { type Trouble, understand } from "./understand.ts"

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
  /** Where a file belongs that the call gives: nothing for any other call */
  readonly scope: Scope.Scope | undefined
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

/** Holds nothing of the call, which the file of a download outlives. */
const errorOf = (whom: Whom) => (reason: Reason): WeChatError => new WeChatError({ ...whom, reason })

/**
 * The one path that carries every call.
 *
 * @internal
 */
export const make = (
  exchanges: Exchanges,
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
    const { clock, endpoint: { method, path }, held, written: { body, form, query } } = call
    const request = { method, path, query, token, body }
    if (call.scope !== undefined) return download(call, request, call.scope)
    const asked = form === undefined
      ? exchanges.json(request, clock, held)
      : Effect.flatMap(Multipart.make(form), (multipart) => exchanges.upload(request, multipart))
    return Effect.matchEffect(asked, {
      onFailure: (reason) => recover(call, token, failed(call, reason)),
      onSuccess: (reply) => {
        const understood = understand(call.endpoint, reply, () => secretsOf(call.input, token))
        return Either.isRight(understood)
          ? Effect.succeed(understood.right)
          : complain(call, token, understood.left)
      }
    })
  }

  /** What a reply comes to that is no success. */
  const complain = <Input, A, E, R>(
    call: Underway<Input, A, E, R>,
    token: Redacted.Redacted | undefined,
    trouble: Trouble
  ): Effect.Effect<A, Failure<E>> =>
    "said" in trouble
      ? Effect.flatMap(complaint(call, trouble.said, token), (error) => recover(call, token, error))
      : recover(call, token, failed(call, trouble.unreadable))

  /** The request lasts as long as the scope if a file comes, and no longer than the call if anything else does. */
  const download = <Input, A, E, R>(
    call: Underway<Input, A, E, R>,
    request: Request,
    scope: Scope.Scope
  ): Effect.Effect<A, Failure<E>> => {
    const { limit } = exchanges
    const { credential, endpoint, input } = call
    const { token } = request
    const failedLater = errorOf(whomOf(endpoint, credential?.appId))
    const received = (own: Scope.Scope) =>
      Effect.flatMap(Scope.extend(exchanges.open(request), own), (opened) =>
        receive(opened, {
          endpoint,
          limit,
          largestJson: exchanges.largestJson,
          secrets: () => secretsOf(input, token),
          failed: failedLater
        })).pipe(
          Effect.timeoutFail({ duration: Duration.millis(limit), onTimeout: () => new TimedOut({ limit }) })
        )
    const kept: Effect.Effect<Received<A>, Reason> = Effect.uninterruptibleMask((restore) =>
      Effect.flatMap(
        Scope.fork(scope, ExecutionStrategy.sequential),
        (own) =>
          Effect.onExit(restore(received(own)), (exit) =>
            Exit.isSuccess(exit) && exit.value._tag === "File" ? Effect.void : Scope.close(own, Exit.void))
      )
    )
    return Effect.matchEffect(kept, {
      onFailure: (reason) => recover(call, token, failed(call, reason)),
      onSuccess: (reply) => {
        // The types of a download say that it gives files, whatever else it gives.
        if (reply._tag === "File") return Effect.succeed(reply.file as A)
        return Either.isRight(reply.understood)
          ? Effect.succeed(reply.understood.right)
          : complain(call, token, reply.understood.left)
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

  return (endpoint, input, credential, scope) =>
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
        scope: scope !== undefined && endpoint.kind === "download" ? scope : undefined,
        isReplaced: false,
        isRepeating: false
      })
    })
}
