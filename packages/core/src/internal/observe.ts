import * as Cause from "effect/Cause"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Metric from "effect/Metric"
import * as MetricBoundaries from "effect/MetricBoundaries"
import * as Option from "effect/Option"
import * as Predicate from "effect/Predicate"
import type * as Tracer from "effect/Tracer"
import type * as Endpoint from "../Endpoint.ts"
import type { AppId } from "../Identifiers.ts"
import { WeChatError } from "../WeChatError.ts"

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

/** @internal */
export interface Observer {
  /** Follows one call: a span, a count and a duration */
  readonly call: <A, E>(
    endpoint: Endpoint.Any,
    appId: AppId | undefined,
    run: Effect.Effect<A, E>
  ) => Effect.Effect<A, E>
  /** Tells that a call is made again, and why */
  readonly again: (endpoint: Endpoint.Any, appId: AppId | undefined, why: WeChatError) => Effect.Effect<void>
}

/**
 * All that can be seen of calls from outside. Everything that can be is made once for an endpoint, not for a call.
 *
 * @internal
 */
export const make = (options: Options): Observer => {
  const meters = new Map<string, { readonly count: Metric.Metric.Counter<number>; readonly time: typeof latency }>()

  const meter = (endpoint: string, outcome: string) => {
    const key = `${endpoint} ${outcome}`
    const known = meters.get(key)
    if (known !== undefined) return known
    const tagged = <Type, In, Out>(metric: Metric.Metric<Type, In, Out>) =>
      metric.pipe(Metric.tagged("endpoint", endpoint), Metric.tagged("outcome", outcome))
    const made = { count: tagged(calls), time: tagged(latency) }
    meters.set(key, made)
    return made
  }

  const measured = <A, E>(endpoint: Endpoint.Any, run: Effect.Effect<A, E>): Effect.Effect<A, E> =>
    Clock.clockWith((clock) => {
      const start = clock.unsafeCurrentTimeNanos()
      return Effect.onExit(run, (exit) => {
        const { count, time } = meter(endpoint.name, outcomeOf(exit))
        count.unsafeUpdate(1, [])
        time.unsafeUpdate(Number(clock.unsafeCurrentTimeNanos() - start) / 1e6, [])
        return Effect.void
      })
    })

  const traced = <A, E>(
    endpoint: Endpoint.Any,
    appId: AppId | undefined,
    run: Effect.Effect<A, E>
  ): Effect.Effect<A, E> =>
    Effect.useSpan(
      `WeChat.${endpoint.name}`,
      {
        kind: "client",
        captureStackTrace: false,
        attributes: {
          "http.request.method": endpoint.method,
          "url.path": endpoint.path,
          ...(appId === undefined ? {} : { "wechat.appid": appId })
        }
      },
      (span) =>
        run.pipe(
          Effect.withParentSpan(span),
          Effect.onExit((exit) => {
            annotateSpan(span, outcomeOf(exit), exit)
            return Effect.void
          })
        )
    )

  return {
    call: (endpoint, appId, run) => {
      const counted = options.metrics ? measured(endpoint, run) : run
      return options.tracing ? traced(endpoint, appId, counted) : counted
    },
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
