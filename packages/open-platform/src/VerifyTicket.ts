/**
 * The `component_verify_ticket`, which WeChat pushes every 10 minutes and which buys the component's token.
 *
 * It is kept in the store, so that a restart needs no new one. When pushes stay away a warning is logged, and WeChat is
 * asked to push again.
 */
import { WeChatClient } from "@effect-wechat/core"
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import type * as Redacted from "effect/Redacted"
import type * as Scope from "effect/Scope"
import * as ComponentApi from "./api/ComponentApi.ts"
import { Component } from "./Component.ts"
import * as Documents from "./internal/documents.ts"
import * as Metrics from "./internal/metrics.ts"
import { PlatformStore, type StoreError } from "./PlatformStore.ts"

/** A ticket and when it came. */
export interface Ticket {
  readonly value: Redacted.Redacted
  /** When WeChat made it, in milliseconds of the epoch */
  readonly createdAt: number
  /** When it reached us, by our own clock */
  readonly receivedAt: number
}

/** What can be done with tickets. */
export interface Service {
  /**
   * Keeps a pushed ticket, unless a newer one is there. One that the store does not take is not kept in memory: the next
   * comes in 10 minutes, and those that came before are good for hours
   */
  readonly receive: (
    ticket: { readonly value: Redacted.Redacted; readonly createdAt: number }
  ) => Effect.Effect<void, StoreError>
  /** The newest */
  readonly newest: Effect.Effect<Option.Option<Ticket>, StoreError>
  /** How long ago the newest came */
  readonly age: Effect.Effect<Option.Option<Duration.Duration>, StoreError>
}

/** The tickets of the component. */
export class VerifyTicket extends Context.Tag("@effect-wechat/open-platform/VerifyTicket")<VerifyTicket, Service>() {}

/** How tickets are watched. */
export interface Options {
  /** From which age on a warning is logged and WeChat is asked to push again; 1 hour by default */
  readonly warnAfter?: Duration.DurationInput | undefined
}

/** WeChat pushes every 10 minutes, so a look as often misses nothing. */
const watchEvery = Duration.minutes(10)
const longestPause = Duration.hours(2)

/** The tickets of the component, watched for as long as the scope lasts. */
export const make = (
  options: Options = {}
): Effect.Effect<Service, never, Component | PlatformStore | WeChatClient.WeChatClient | Scope.Scope> =>
  Effect.gen(function*() {
    const component = yield* Component
    const client = yield* WeChatClient.WeChatClient
    const documents = Documents.make(yield* PlatformStore, component.appId)
    const warnAfter = Duration.decode(options.warnAfter ?? "1 hour")
    const startedAt = yield* Clock.currentTimeMillis

    const newest: Service["newest"] = Effect.map(documents.component, ({ ticket }) => Option.fromNullable(ticket))

    const age: Service["age"] = Effect.zipWith(
      newest,
      Clock.currentTimeMillis,
      (ticket, now) => Option.map(ticket, ({ receivedAt }) => Duration.millis(Math.max(0, now - receivedAt)))
    )

    const askAgain = client.call(
      ComponentApi.startPushTicket,
      { component_appid: component.appId, component_secret: component.secret },
      undefined
    ).pipe(
      Effect.andThen(Effect.logInfo("WeChat was asked to push tickets again")),
      Effect.catchAll((error) => Effect.logWarning(`WeChat could not be asked to push tickets: ${error.message}`))
    )

    /** Without any ticket the wait counts from the start. */
    const look: Effect.Effect<boolean, StoreError> = Effect.gen(function*() {
      const now = yield* Clock.currentTimeMillis
      const known = yield* age
      const since = Option.getOrElse(known, () => Duration.millis(now - startedAt))
      if (Option.isSome(known)) yield* Metrics.ticketAge(component.appId, Duration.toSeconds(known.value))
      if (Duration.lessThan(since, warnAfter)) return true
      const minutes = Math.round(Duration.toMinutes(since))
      yield* Effect.logWarning(
        Option.isSome(known)
          ? `The newest component_verify_ticket is ${minutes} minutes old: see that pushes to the authorization URL arrive`
          : `No component_verify_ticket for ${minutes} minutes: see that pushes to the authorization URL arrive`
      )
      yield* askAgain
      return false
    }).pipe(Effect.annotateLogs("wechat.component", component.appId))

    /** As long as tickets come, every 10 minutes; while they stay away, ever less often. */
    const watch = (pause: Duration.Duration): Effect.Effect<never> =>
      Effect.sleep(pause).pipe(
        Effect.andThen(look),
        Effect.catchAll((error) => Effect.as(Effect.logWarning(error.message), false)),
        Effect.flatMap((healthy) => watch(healthy ? watchEvery : Duration.min(Duration.times(pause, 2), longestPause)))
      )
    yield* Effect.forkScoped(watch(watchEvery))

    return VerifyTicket.of({
      receive: ({ createdAt, value }) =>
        Effect.flatMap(
          Clock.currentTimeMillis,
          (receivedAt) =>
            documents.changeComponent((state) =>
              // The same one again, from whomever, does not make it any younger.
              state.ticket !== undefined && state.ticket.createdAt >= createdAt
                ? state
                : { ...state, ticket: { value, createdAt, receivedAt } }
            )
        ).pipe(Effect.andThen(Metrics.ticketAge(component.appId, 0))),
      newest,
      age
    })
  })

/** The tickets of the component. */
export const layer = (
  options: Options = {}
): Layer.Layer<VerifyTicket, never, Component | PlatformStore | WeChatClient.WeChatClient> =>
  Layer.scoped(VerifyTicket, make(options))
