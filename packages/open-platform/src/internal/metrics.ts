import type * as Effect from "effect/Effect"
import * as Metric from "effect/Metric"

const counter = (name: string, description: string) => Metric.counter(name, { description, incremental: true })

const refreshes = counter("wechat_token_refreshes_total", "Renewals of tokens, by what for and outcome")
const refusals = counter("wechat_refusals_total", "Calls that the gate refused, by reason")
const callbacks = counter("wechat_callbacks_total", "Pushes of WeChat, by event and outcome")
const ticketAges = Metric.gauge("wechat_ticket_age_seconds", {
  description: "The age of the newest component_verify_ticket"
})
const unsavedWrites = Metric.gauge("wechat_unsaved", {
  description: "What WeChat has issued and the store has not taken yet, by what for"
})

/** @internal */
export const refreshed = (what: "component" | "authorizer", outcome: "ok" | "failed"): Effect.Effect<void> =>
  Metric.increment(Metric.tagged(Metric.tagged(refreshes, "for", what), "outcome", outcome))

/** @internal */
export const refused = (reason: string): Effect.Effect<void> =>
  Metric.increment(Metric.tagged(refusals, "reason", reason))

/** @internal */
export const calledBack = (event: string, outcome: string): Effect.Effect<void> =>
  Metric.increment(Metric.tagged(Metric.tagged(callbacks, "event", event), "outcome", outcome))

/** @internal */
export const ticketAge = (component: string, seconds: number): Effect.Effect<void> =>
  Metric.set(Metric.tagged(ticketAges, "component", component), seconds)

/** @internal */
export const unsaved = (what: "component" | "authorizer", component: string, count: number): Effect.Effect<void> =>
  Metric.set(Metric.tagged(Metric.tagged(unsavedWrites, "for", what), "component", component), count)
