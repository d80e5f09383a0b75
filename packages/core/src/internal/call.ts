import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Predicate from "effect/Predicate"
import * as Redacted from "effect/Redacted"
import type * as Schedule from "effect/Schedule"
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
        return credential?.notice === undefined
          ? Effect.fail(complaint(said))
          : Effect.flatMap(credential.notice(endpoint, said), (note) => Effect.fail(complaint(said, note)))
      }
      if (reply.status >= 400) return Effect.fail(failed(new UnexpectedStatus({ status: reply.status })))
      const decoded = endpoint.decode(json.right)
      return Either.isRight(decoded)
        ? Effect.succeed(decoded.right)
        : Effect.fail(failed(new MalformedReply({ problem: "shape", issues: decoded.left })))
    }

    const run = Effect.suspend((): Effect.Effect<A, E | CallRefused | WeChatError> => {
      const encoded = endpoint.encode(input)
      if (Either.isLeft(encoded)) return Effect.fail(failed(new InvalidRequest({ issues: encoded.left })))
      const body = encoded.right

      const send = (token: Redacted.Redacted | undefined): Effect.Effect<A, E | WeChatError> =>
        exchange({ method: endpoint.method, path: endpoint.path, token, body }).pipe(
          Effect.mapError(failed),
          Effect.flatMap((reply) => understand(reply, token))
        )

      // One rejected token is replaced in a call. The second is an error, so that nothing can loop.
      let replaced = false
      const sendWith = (speaker: Credential.Service) => (token: Redacted.Redacted) =>
        Effect.catchAll(send(token), (error): Effect.Effect<A, E | CallRefused | WeChatError> => {
          if (replaced || !(error instanceof WeChatError) || error.reason._tag !== "TokenRejected") {
            return Effect.fail(error)
          }
          replaced = true
          return observer.again(endpoint, appId, error).pipe(
            Effect.andThen(speaker.reject(token)),
            Effect.andThen(speaker.issue(endpoint)),
            Effect.flatMap(send)
          )
        })

      const attempt: Effect.Effect<A, E | CallRefused | WeChatError> = credential === undefined
        ? send(undefined)
        : Effect.flatMap(credential.issue(endpoint), sendWith(credential))

      // A call that goes well never meets the schedule: it is set up by the first failure, which it then counts as a try.
      return Effect.catchAll(attempt, (first) => {
        if (!repeatable(endpoint, first)) return Effect.fail(first)
        let last: WeChatError | undefined
        const next = Effect.suspend(() =>
          last === undefined ? Effect.fail(first) : Effect.andThen(observer.again(endpoint, appId, last), attempt)
        )
        return Effect.retry(next, {
          schedule: backOff,
          while: (error) => {
            if (!repeatable(endpoint, error)) return false
            last = error
            return true
          }
        })
      })
    })

    return observer.call(endpoint, appId, run)
  }
