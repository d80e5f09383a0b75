/**
 * Calls on behalf of one new merchant, and how they end.
 */
import { Identifiers } from "@effect-wechat/core"
import { OpenPlatform } from "@effect-wechat/open-platform"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as TestClock from "effect/TestClock"
import * as Platform from "../../utils/Platform.ts"

/** A merchant, and what is granted. */
export interface Options {
  readonly account?: Parameters<typeof Platform.merchant>[1]
  readonly grant?: ReadonlyArray<number>
  readonly platform?: Platform.Options
  /** When it begins, unless when all tests do */
  readonly at?: number
}

/** Runs what is done on behalf of a new merchant, whose app id it is told. */
export const onBehalf = <A, E, R>(
  test: (appId: Identifiers.AppId) => Effect.Effect<A, E, R>,
  { account, at = Platform.start, grant, platform }: Options = {}
) =>
  Effect.gen(function*() {
    yield* Platform.receiveTicket
    const appId = yield* Platform.merchant(grant, account)
    yield* Platform.forgetSeen
    return yield* test(appId).pipe(OpenPlatform.as(appId))
  }).pipe(
    Effect.provide(Platform.layer(platform)),
    Effect.scoped,
    // First of all: the world begins at this time.
    (run) => Effect.andThen(TestClock.setTime(at), run)
  )

/** Ten minutes before the end of a month in China. */
export const endOfMonth = Date.UTC(2025, 6, 31, 15, 50)

/** Time passes, and the platform has a ticket again that is as new as that. */
export const later = (duration: Duration.DurationInput) =>
  Effect.andThen(TestClock.adjust(duration), Platform.receiveTicket)

/** How a call ended, by its tag: of an error of any call that of its reason, in brackets. */
export const outcome = <
  A,
  E extends { readonly _tag: string; readonly reason?: { readonly _tag: string } },
  R
>(call: Effect.Effect<A, E, R>): Effect.Effect<string, never, R> =>
  Effect.map(
    Effect.either(call),
    Either.match({
      onLeft: ({ _tag, reason }) => reason === undefined ? _tag : `${_tag} (${reason._tag})`,
      onRight: () => "it worked"
    })
  )

/** Why the gate refused a call, or how else it ended. */
export const refusal = <A, E extends { readonly _tag: string }, R>(
  call: Effect.Effect<A, E, R>
): Effect.Effect<ReadonlyArray<string>, never, R> =>
  Effect.match(call, {
    onSuccess: () => ["it worked"],
    onFailure: (error) =>
      "reasons" in error && Array.isArray(error.reasons) ? error.reasons.map(({ _tag }) => String(_tag)) : [error._tag]
  })
