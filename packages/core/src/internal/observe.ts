import * as Cause from "effect/Cause"
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Metric from "effect/Metric"
import * as MetricBoundaries from "effect/MetricBoundaries"
import * as MetricLabel from "effect/MetricLabel"
import * as Option from "effect/Option"
import * as Predicate from "effect/Predicate"
import type * as Tracer from "effect/Tracer"
import type * as Endpoint from "../Endpoint.ts"
import type { AppId } from "../Identifiers.ts"
import { WeChatError } from "../WeChatError.ts"
import { type Held, holding } from "./held.ts"

/** @internal */
export interface Options {
  readonly tracing: boolean
  readonly metrics: boolean
  readonly logging: boolean
}

const calls = Metric.counter("wechat_calls_total", {
  description: "Calls of WeChat's interfaces, by endpoint and outcome",
  incremental: true
})

const latency = Metric.histogram(
  "wechat_call_duration_milliseconds",
  MetricBoundaries.fromIterable([5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10000, 30000]),
  "How long calls of WeChat's interfaces take, token and retries included, by endpoint and outcome"
)

/** One word for how a call failed. */
const outcomeOfError = (error: unknown): string =>
  error instanceof WeChatError
    ? error.reason._tag
    : Predicate.hasProperty(error, "_tag") && Predicate.isString(error._tag)
    ? error._tag
    : "Unknown"

const outcomeOf = (exit: Exit.Exit<unknown, unknown>): string =>
  Exit.isSuccess(exit)
    ? "ok"
    : Option.match(Cause.failureOption(exit.cause), {
      onSome: outcomeOfError,
      onNone: () => Cause.isInterruptedOnly(exit.cause) ? "Interrupted" : "Defect"
    })

/** What WeChat said, wherever the error keeps it. */
const annotateSpan = (span: Tracer.Span, outcome: string, exit: Exit.Exit<unknown, unknown>): void => {
  if (Exit.isSuccess(exit)) return
  span.attribute("error.type", outcome)
  const error = Option.getOrUndefined(Cause.failureOption(exit.cause))
  const said: unknown = error instanceof WeChatError ? error.reason : error
  if (Predicate.hasProperty(said, "errcode")) span.attribute("wechat.errcode", said.errcode)
  if (Predicate.hasProperty(said, "rid") && said.rid !== undefined) span.attribute("wechat.rid", said.rid)
  if (Predicate.hasProperty(said, "status")) span.attribute("http.response.status_code", said.status)
}

type Labels = ReadonlyArray<MetricLabel.MetricLabel>

/**
 * A call, once it is known in which span and by which clock it is made.
 *
 * @internal
 */
export type Run<A, E> = (held: Held, clock: Clock.Clock, span: Tracer.Span | undefined) => Effect.Effect<A, E>

/** @internal */
export interface Observer {
  /** Follows one call: a span, a count and a duration */
  readonly call: <A, E>(
    endpoint: Endpoint.Any,
    appId: AppId | undefined,
    run: Run<A, E>
  ) => Effect.Effect<A, E>
  /** Tells that a call is made again, and why */
  readonly again: (endpoint: Endpoint.Any, appId: AppId | undefined, why: WeChatError) => Effect.Effect<void>
}

/**
 * All that can be seen of calls from outside.
 *
 * @internal
 */
export const make = (options: Options): Observer => {
  // A metric finds its series by the identity of the labels, so each combination has one array for ever.
  const labels = new WeakMap<Endpoint.Any, Map<string, Labels>>()

  const labelsOf = (endpoint: Endpoint.Any, outcome: string): Labels => {
    let ofEndpoint = labels.get(endpoint)
    if (ofEndpoint === undefined) labels.set(endpoint, ofEndpoint = new Map())
    let found = ofEndpoint.get(outcome)
    if (found === undefined) {
      found = [MetricLabel.make("endpoint", endpoint.name), MetricLabel.make("outcome", outcome)]
      ofEndpoint.set(outcome, found)
    }
    return found
  }

  const observed = <A, E>(
    endpoint: Endpoint.Any,
    span: Tracer.Span | undefined,
    run: Run<A, E>
  ): Effect.Effect<A, E> =>
    Effect.withFiberRuntime((fiber) => {
      const clock = Context.get(fiber.currentDefaultServices, Clock.Clock)
      const isObserved = options.metrics || span !== undefined
      const start = isObserved ? clock.unsafeCurrentTimeNanos() : 0n
      return holding((held) => run(held, clock, span), (exit) => {
        if (!isObserved) return
        const outcome = outcomeOf(exit)
        const end = clock.unsafeCurrentTimeNanos()
        if (options.metrics) {
          const series = labelsOf(endpoint, outcome)
          calls.unsafeUpdate(1, series)
          latency.unsafeUpdate(Number(end - start) / 1e6, series)
        }
        if (span !== undefined) {
          annotateSpan(span, outcome, exit)
          span.end(end, exit)
        }
      })
    })

  const spanOptions = (endpoint: Endpoint.Any, appId: AppId | undefined): Tracer.SpanOptions => ({
    kind: "client",
    captureStackTrace: false,
    attributes: appId === undefined
      ? { "http.request.method": endpoint.method, "url.path": endpoint.path }
      : { "http.request.method": endpoint.method, "url.path": endpoint.path, "wechat.appid": appId }
  })

  return {
    call: (endpoint, appId, run) =>
      options.tracing
        ? Effect.flatMap(
          Effect.makeSpan(`WeChat.${endpoint.name}`, spanOptions(endpoint, appId)),
          (span) => observed(endpoint, span, run)
        )
        : observed(endpoint, undefined, run),
    again: (endpoint, appId, why) =>
      options.logging
        ? Effect.logDebug("Calling WeChat again").pipe(
          Effect.annotateLogs({
            "wechat.endpoint": endpoint.name,
            "wechat.outcome": why.reason._tag,
            ...(appId === undefined ? {} : { "wechat.appid": appId })
          })
        )
        : Effect.void
  }
}
