/**
 * Watches all that can be seen of a program from outside: spans, log lines, metrics and how it ends.
 */
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import * as LogLevel from "effect/LogLevel"
import * as Metric from "effect/Metric"
import * as Option from "effect/Option"
import * as Tracer from "effect/Tracer"
import { inspect } from "node:util"

/** A span of the platform's own kind, which remembers its events. */
export interface Span extends Tracer.Span {
  readonly events: ReadonlyArray<readonly [name: string, at: bigint, attributes: Record<string, unknown>]>
}

export interface Line {
  readonly level: string
  readonly message: unknown
  readonly annotations: Readonly<Record<string, unknown>>
  readonly cause: Cause.Cause<unknown>
}

export const make = () => {
  const spans: Array<Span> = []
  const lines: Array<Line> = []

  const tracer = Layer.unwrapEffect(Effect.map(Effect.tracer, (native) =>
    Layer.setTracer(Tracer.make({
      span: (...options) => {
        const span = native.span(...options)
        spans.push(span as Span)
        return span
      },
      context: native.context.bind(native)
    }))))

  const logger = Logger.make(({ annotations, cause, logLevel, message }) => {
    lines.push({ level: logLevel.label, message, annotations: Object.fromEntries(annotations), cause })
  })

  return {
    spans,
    lines,
    layer: Layer.mergeAll(tracer, Logger.add(logger), Logger.minimumLogLevel(LogLevel.Trace))
  }
}

export type Watch = ReturnType<typeof make>

/** Every way in which a value may be shown. */
const show = (value: unknown): string => {
  const json = JSON.stringify(value, (_, each) => typeof each === "bigint" ? String(each) : each)
  return [String(value), json, inspect(value, { depth: 10 }), ...(value instanceof Error ? [value.stack] : [])].join(
    "\n"
  )
}

const showCause = (cause: Cause.Cause<unknown>): string =>
  [
    Cause.pretty(cause),
    Cause.pretty(cause, { renderErrorCause: true }),
    show(cause),
    ...Array.from(Cause.failures(cause), show),
    ...Array.from(Cause.defects(cause), show)
  ].join("\n")

const showExit = (exit: Exit.Exit<unknown, unknown>): string =>
  Exit.isSuccess(exit) ? show(exit) : `${show(exit)}\n${showCause(exit.cause)}`

const showSpan = (span: Span): string =>
  [
    span.name,
    show(Object.fromEntries(span.attributes)),
    ...span.events.map(([name, , attributes]) => `${name} ${show(attributes)}`),
    ...span.links.map((link) => show(link.attributes)),
    ...(span.status._tag === "Ended" ? [showExit(span.status.exit)] : [])
  ].join("\n")

const showLine = (line: Line): string => [show(line.message), show(line.annotations), showCause(line.cause)].join("\n")

/** All text that can be seen of a program that has ended, by where it is seen. */
export const textOf = (
  watch: Watch,
  exit: Exit.Exit<unknown, unknown>
): Effect.Effect<ReadonlyArray<readonly [place: string, text: string]>> =>
  Effect.map(Metric.snapshot, (metrics) => [
    ["an exit", showExit(exit)],
    ...watch.spans.map((span) => ["a span", showSpan(span)] as const),
    ...watch.lines.map((line) => ["a log line", showLine(line)] as const),
    ...metrics.map(({ metricKey, metricState }) =>
      [
        "a metric",
        `${metricKey.name} ${Option.getOrElse(metricKey.description, () => "")} ${show(metricKey.tags)} ${
          show(metricState)
        }`
      ] as const
    )
  ])
