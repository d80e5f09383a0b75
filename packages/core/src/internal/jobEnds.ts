import * as Clock from "effect/Clock"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import type { AppId } from "../Identifiers.ts"

/**
 * The ends of one kind of jobs, as somebody tells them.
 *
 * @internal
 */
export interface Ends<End> {
  /** Tells the end of a job of an account. What is told twice is told once; the last word counts */
  readonly tell: (appId: AppId | undefined, id: string, end: End) => Effect.Effect<void>
  /** The end of a job of an account: at once if it was told not long ago, or else when it is told */
  readonly await: (appId: AppId | undefined, id: string) => Effect.Effect<End>
}

/** Never the job of another account: ids are counted for each account alone. */
const keyOf = (appId: AppId | undefined, id: string): string => `${appId ?? ""} ${id}`

/**
 * Remembers the last ends, because an event may come before the reply that tells which job it is about.
 *
 * @internal
 */
export const make = <End>(options: { readonly remembered: number; readonly keepFor: number }): Ends<End> => {
  // Oldest first
  const told = new Map<string, { readonly end: End; readonly at: number }>()
  const waiting = new Map<string, Set<Deferred.Deferred<End>>>()

  const forget = (now: number): void => {
    for (const [key, { at }] of told) {
      if (told.size <= options.remembered && now - at < options.keepFor) return
      told.delete(key)
    }
  }

  const leave = (key: string, deferred: Deferred.Deferred<End>): void => {
    const others = waiting.get(key)
    others?.delete(deferred)
    if (others?.size === 0) waiting.delete(key)
  }

  return {
    tell: (appId, id, end) =>
      Effect.map(Clock.currentTimeMillis, (at) => {
        const key = keyOf(appId, id)
        told.delete(key)
        told.set(key, { end, at })
        forget(at)
        for (const deferred of waiting.get(key) ?? []) Deferred.unsafeDone(deferred, Effect.succeed(end))
      }),
    await: (appId, id) =>
      Effect.flatMap(Clock.currentTimeMillis, (now) => {
        forget(now)
        const key = keyOf(appId, id)
        const known = told.get(key)
        if (known !== undefined) return Effect.succeed(known.end)
        return Effect.acquireUseRelease(
          Effect.map(Deferred.make<End>(), (deferred) => {
            waiting.set(key, (waiting.get(key) ?? new Set()).add(deferred))
            return deferred
          }),
          Deferred.await,
          (deferred) => Effect.sync(() => leave(key, deferred))
        )
      })
  }
}
