/**
 * Watches all that can be seen of a program from outside: spans, log lines, metrics and how it ends.
 */
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Layer from "effect/Layer"
import * as Tracer from "effect/Tracer"
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
export declare const make: () => {
  spans: Span[]
  lines: Line[]
  layer: Layer.Layer<never, never, never>
}
export type Watch = ReturnType<typeof make>
/** All text that can be seen of a program that has ended, by where it is seen. */
export declare const textOf: (
  watch: Watch,
  exit: Exit.Exit<unknown, unknown>
) => Effect.Effect<ReadonlyArray<readonly [place: string, text: string]>>
// # sourceMappingURL=Watch.d.ts.map
