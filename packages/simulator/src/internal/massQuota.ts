import * as Quota from "./quota.ts"
import type { Account } from "./state.ts"

/** What one follower may get from a service account in a calendar month, by whatever way. */
const monthly = 4

const receivedIn = (account: Account, now: number): Account["received"] => {
  const month = Quota.monthOf(now)
  if (account.received.month !== month) account.received = { month, toAll: 0, byOpenId: new Map() }
  return account.received
}

/** An official account has one a day. One that is on its way counts; one that failed does not. */
const hasSentToday = (account: Account, now: number): boolean => {
  for (const { sentAt, status } of account.messages.values()) {
    if (status !== "SEND_FAIL" && Quota.dayOf(sentAt) === Quota.dayOf(now)) return true
  }
  return false
}

/**
 * What a message took of an allowance, and how to give it back.
 *
 * @internal
 */
export interface Spent {
  /** How many of the receivers may still get it */
  readonly receivers: number
  readonly giveBack: () => void
}

/**
 * Counts a message to these followers, or to all of them: nothing when there is nobody left who may get one.
 *
 * @internal
 */
export const spend = (
  account: Account,
  now: number,
  openIds: ReadonlySet<string> | "all"
): Spent | undefined => {
  if (account.kind === "official") {
    const receivers = openIds === "all" ? account.followers : openIds.size
    return hasSentToday(account, now) ? undefined : { receivers, giveBack: () => {} }
  }
  const received = receivedIn(account, now)
  if (received.toAll >= monthly) return undefined
  const mayGet = (own: number): boolean => received.toAll + own < monthly
  if (openIds === "all") {
    const full = [...received.byOpenId.values()].filter((own) => !mayGet(own)).length
    received.toAll++
    return {
      receivers: Math.max(0, account.followers - full),
      giveBack: () => {
        received.toAll--
      }
    }
  }
  const served = [...openIds].filter((openId) => mayGet(received.byOpenId.get(openId) ?? 0))
  // A tag that nobody has takes nothing.
  if (served.length === 0 && openIds.size > 0) return undefined
  const add = (number: 1 | -1): void => {
    for (const openId of served) received.byOpenId.set(openId, (received.byOpenId.get(openId) ?? 0) + number)
  }
  add(1)
  return { receivers: served.length, giveBack: () => add(-1) }
}
