import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Predicate from "effect/Predicate"
import * as Redacted from "effect/Redacted"
import type * as Schedule from "effect/Schedule"
import type * as Tracer from "effect/Tracer"
import type { CallRefused } from "../CallRefused.ts"
import type * as Credential from "../Credential.ts"
import type * as Endpoint from "../Endpoint.ts"
import {
  type Answer,
  InvalidRequest,
  MalformedReply,
  type Reason,
  reasonFromAnswer,
  UnexpectedStatus,
  WeChatError
} from "../WeChatError.ts"
import * as Envelope from "./envelope.ts"
import type { Exchange, Reply } from "./exchange.ts"
import * as Json from "./json.ts"
import type { Observer } from "./observe.ts"

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

/**
 * The one path that carries every call.
 *
 * @internal
 */
export const make =
  (exchange: Exchange, observer: Observer, backOff: Schedule.Schedule<unknown, unknown>) =>
  <Input, A, E, R>(
    endpoint: Endpoint.Endpoint<Input, A, E, R>,
    input: Input,
    credential: Credential.Service | undefined
  ): Effect.Effect<A, E | CallRefused | WeChatError> => {
    const appId = credential?.appId
    const whom = appId === undefined ? { endpoint: endpoint.name } : { endpoint: endpoint.name, appId }
    const failed = (reason: Reason): WeChatError => new WeChatError({ ...whom, reason })

    const complaint = (said: Answer, note?: string): E | WeChatError => {
      const Documented = endpoint.failures.get(said.errcode)
      const about = note === undefined ? whom : { ...whom, note }
      return Documented === undefined
        ? new WeChatError({ ...about, reason: reasonFromAnswer(said) })
        // The types of the endpoint say that its failures are these classes.
        : new Documented({ ...about, ...said }) as E
    }

    const understand = (reply: Reply, token: Redacted.Redacted | undefined): Effect.Effect<A, E | WeChatError> => {
      const json = Json.parse(reply.text)
      if (Either.isLeft(json)) {
        return Effect.fail(failed(
          reply.status >= 400
            ? new UnexpectedStatus({ status: reply.status })
            : new MalformedReply({ problem: json.left.problem, issues: [] })
        ))
      }
      const answer = Envelope.read(json.right, () => secretsOf(input, token))
      if (Either.isLeft(answer)) {
        return Effect.fail(failed(new MalformedReply({ problem: "shape", issues: [answer.left] })))
      }
      if (answer.right !== undefined) {
        const said = answer.right
        return credential?.notice === undefined || token === undefined
          ? Effect.fail(complaint(said))
          : Effect.flatMap(credential.notice(endpoint, said, token), (note) => Effect.fail(complaint(said, note)))
      }
      if (reply.status >= 400) return Effect.fail(failed(new UnexpectedStatus({ status: reply.status })))
      const decoded = endpoint.decode(json.right)
      return Either.isRight(decoded)
        ? Effect.succeed(decoded.right)
        : Effect.fail(failed(new MalformedReply({ problem: "shape", issues: decoded.left })))
    }

    const send = (token: Redacted.Redacted | undefined, body: string | undefined): Effect.Effect<A, E | WeChatError> =>
      Effect.matchEffect(exchange({ method: endpoint.method, path: endpoint.path, token, body }), {
        onFailure: (reason) => Effect.fail(failed(reason)),
        onSuccess: (reply) => understand(reply, token)
      })

    // One rejected token is replaced in a call. The second is an error, so that nothing can loop.
    let isReplaced = false

    const attempt = (
      body: string | undefined,
      span: Tracer.Span | undefined
    ): Effect.Effect<A, E | CallRefused | WeChatError> => {
      if (credential === undefined) return send(undefined, body)
      // What a credential does to get a token is a part of this call.
      const issue = span === undefined
        ? credential.issue(endpoint)
        : Effect.withParentSpan(credential.issue(endpoint), span)
      const sendOrReplace = (token: Redacted.Redacted) =>
        Effect.catchAll(send(token, body), (error): Effect.Effect<A, E | CallRefused | WeChatError> => {
          if (isReplaced || !(error instanceof WeChatError) || error.reason._tag !== "TokenRejected") {
            return Effect.fail(error)
          }
          isReplaced = true
          return observer.again(endpoint, appId, error).pipe(
            Effect.andThen(credential.reject(token)),
            Effect.andThen(issue),
            Effect.flatMap((next) => send(next, body))
          )
        })
      return Clock.clockWith((clock) => {
        const token = credential.peek?.(endpoint, clock.unsafeCurrentTimeMillis())
        return token === undefined ? Effect.flatMap(issue, sendOrReplace) : sendOrReplace(token)
      })
    }

    const run = (span: Tracer.Span | undefined) =>
      Effect.suspend((): Effect.Effect<A, E | CallRefused | WeChatError> => {
        const encoded = endpoint.encode(input)
        if (Either.isLeft(encoded)) return Effect.fail(failed(new InvalidRequest({ issues: encoded.left })))
        const tried = attempt(encoded.right, span)
        // A call that goes well never meets the schedule: it is set up by the first failure, which then counts as a try.
        return Effect.catchAll(
          tried,
          (first) => repeatable(endpoint, first) ? repeat(tried, first) : Effect.fail(first)
        )
      })

    const repeat = (tried: Effect.Effect<A, E | CallRefused | WeChatError>, first: WeChatError) => {
      let last: WeChatError | undefined
      const next = Effect.suspend(() =>
        last === undefined ? Effect.fail(first) : Effect.andThen(observer.again(endpoint, appId, last), tried)
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

    return observer.call(endpoint, appId, run)
  }
