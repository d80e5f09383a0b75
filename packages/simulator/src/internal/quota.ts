import * as DateTime from "effect/DateTime"
import type * as Reply from "../Reply.ts"
import * as failures from "./failures.ts"
import type { Interface } from "./Interface.ts"
import type { Account, Component } from "./state.ts"

/** WeChat counts days and months in China. */
const chinaTime = 8 * 3600 * 1000

/** @internal */
export const dayOf = (now: number): number => Math.floor((now + chinaTime) / 86_400_000)

/** @internal */
export const monthOf = (now: number): string => DateTime.formatIso(DateTime.unsafeMake(now + chinaTime)).slice(0, 7)

const minuteOf = (now: number): number => Math.floor(now / 60_000)

/** @internal */
export const limitsOf = (
  who: Account | Component,
  of: Pick<Interface, "path" | "daily" | "dailyOfTest" | "minute">
): { readonly daily: number; readonly minute: number } => {
  const set = who.limits.get(of.path)
  const daily = "isTest" in who && who.isTest ? of.dailyOfTest ?? of.daily : of.daily
  return { daily: set?.daily ?? daily ?? Infinity, minute: set?.minute ?? of.minute ?? Infinity }
}

/** @internal */
export const usedToday = (who: Account | Component, path: string, now: number): number => {
  const used = who.used.get(path)
  return used !== undefined && used.day === dayOf(now) ? used.count : 0
}

/**
 * Counts a call, or says that it is one too many.
 *
 * @internal
 */
export const spend = (who: Account | Component, of: Interface, now: number): Reply.Reply | undefined => {
  const limits = limitsOf(who, of)
  const minute = minuteOf(now)
  const rate = who.rate.get(of.path)
  const rateCount = rate !== undefined && rate.minute === minute ? rate.count : 0
  if (rateCount >= limits.minute) return failures.minuteQuota
  const count = usedToday(who, of.path, now)
  if (count >= limits.daily) return failures.dailyQuota
  who.rate.set(of.path, { minute, count: rateCount + 1 })
  who.used.set(of.path, { day: dayOf(now), count: count + 1 })
  return undefined
}
