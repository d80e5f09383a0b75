/**
 * What is promised to those who run many processes, looked up in what WeChat, the database and the processes have seen.
 */
import { assert } from "@effect/vitest"
import * as Arr from "effect/Array"
import type * as Ledger from "./Ledger.ts"
import type * as Settings from "./Settings.ts"
import type * as Witness from "./Witness.ts"
import type { Worker } from "./Workers.ts"

/** A time in which calls may fail: those of one process, or of all. In milliseconds of the epoch. */
export interface Disturbance {
  readonly what: string
  readonly process?: string
  readonly from: number
  readonly to: number
}

/**
 * What is begun right after a disturbance may join a renewal that was begun within it, and that ends with the time limit
 * of its operation on the store, which is 5 seconds; the rest is for a slow machine.
 */
const grace = 8_000

/** An answer of WeChat is in the hands of its process by then, however slow the machine. In milliseconds. */
const underWay = 2_000

/** The store was away, or did not answer in time; or the process had slept through the time limit of its request. */
const expected = /^WeChatError\/(TokenUnavailable\/)?(StoreUnavailable|TimedOut)$/

/** WeChat's codes for a token that is over. */
const rejections: ReadonlySet<number> = new Set([40001, 40014, 42001])

const count = <A>(values: Iterable<A>): ReadonlyMap<A, number> => {
  const counts = new Map<A, number>()
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1)
  return counts
}

/**
 * The newer token with which a call was repeated was over, too, before it reached WeChat: it was voided, or a slow machine
 * has let it come to its end. Then WeChat says no again, and the caller hears it.
 */
const isRejectedAgain = (
  { asked, issues, revoked }: Pick<Witness.Service, "asked" | "issues" | "revoked">,
  { call, error }: Settings.Outcome
): boolean => {
  const requests = asked.filter((each) => each.call === call)
  const [first, second] = requests.map(({ token }) => issues.findIndex(({ accessToken }) => accessToken === token))
  const newer = issues[second ?? -1]
  return error === "WeChatError/TokenRejected" && requests.length === 2
    && requests.every(({ errcode }) => rejections.has(errcode))
    && newer !== undefined && (first ?? -1) < (second ?? -1)
    && (revoked.has(newer.accessToken) || requests.every(({ at }, index) => index === 0 || at >= newer.dueAt))
}

/** Calls fail with errors that callers can handle, while something is disturbed, and at no other time. */
export const failsOnlyWhenDisturbed = (
  witness: Pick<Witness.Service, "asked" | "issues" | "revoked">,
  workers: ReadonlyArray<Worker>,
  disturbances: ReadonlyArray<Disturbance>
) => {
  const isExplained = (name: string, { beganAt, endedAt }: Settings.Outcome) =>
    disturbances.some(({ from, process, to }) =>
      (process === undefined || process === name) && endedAt >= from && beganAt <= to + grace
    )
  const unexplained = workers.flatMap(({ name, outcomes }) =>
    outcomes.filter((outcome) =>
      outcome.error !== undefined && !(expected.test(outcome.error) && isExplained(name, outcome))
      && !isRejectedAgain(witness, outcome)
    )
  )
  assert.deepStrictEqual(unexplained, [], JSON.stringify(disturbances))
}

/** A rejected token is repaired by one more request, so that the caller sees a success. */
export const repeatsOnce = (asked: ReadonlyArray<Witness.Asked>, workers: ReadonlyArray<Worker>) => {
  const byCall = Arr.groupBy(asked, ({ call }) => call)
  let repeats = 0
  for (const { call, error } of workers.flatMap(({ outcomes }) => outcomes)) {
    const codes = (byCall[call] ?? []).map(({ errcode }) => errcode)
    const rejected = codes.filter((errcode) => rejections.has(errcode))
    assert.isAtMost(codes.length, 2, call)
    if (error !== undefined) continue
    assert.isAtMost(rejected.length, 1, call)
    assert.deepStrictEqual(codes, [...rejected, 0], call)
    repeats += rejected.length
  }
  return repeats
}

/**
 * A process hears from WeChat's first no that a token is void: no call that begins after the end of a call that was
 * repeated goes out with the token that was rejected.
 */
export const heedsRejections = (asked: ReadonlyArray<Witness.Asked>, workers: ReadonlyArray<Worker>) => {
  const byCall = Arr.groupBy(asked, ({ call }) => call)
  for (const { name, outcomes } of workers) {
    const heard = new Map<string, number>()
    for (const { call, ended } of outcomes) {
      for (const { token } of (byCall[call] ?? []).slice(0, -1)) {
        heard.set(token, Math.min(ended, heard.get(token) ?? Infinity))
      }
    }
    for (const { began, call } of outcomes) {
      for (const { token } of byCall[call] ?? []) {
        assert.isFalse(began > (heard.get(token) ?? Infinity), `${call} of ${name} used a token that it knew as void`)
      }
    }
  }
}

/**
 * What is stored for an account are pairs that WeChat gave together, in the order in which it gave them; and every token
 * that a call went out with had been stored before.
 */
export const storesFirst = (
  witness: Pick<Witness.Service, "asked" | "issues">,
  commits: Readonly<Record<string, ReadonlyArray<Ledger.Commit>>>
) => {
  const stored = new Set<string>()
  for (const [appId, issues] of Object.entries(Arr.groupBy(witness.issues, (issue) => issue.appId))) {
    let newest = -1
    for (const { accessToken, refreshToken } of commits[appId] ?? []) {
      if (accessToken === undefined) continue
      stored.add(accessToken)
      const index = issues.findIndex((issue) => issue.accessToken === accessToken)
      assert.strictEqual(refreshToken, issues[index]?.refreshToken, `${appId} has tokens of two refreshes`)
      assert.isAtLeast(index, newest, `an older token of ${appId} was written over a newer one`)
      newest = index
    }
  }
  assert.deepStrictEqual(witness.asked.filter(({ token }) => !stored.has(token)), [])
  return stored
}

/**
 * One refresh for each end of a token; gives how many there were.
 *
 * Another one, a result that is not stored, and a refresh token that WeChat does not take any more, come only where a
 * renewal was cut off: its lease had to be taken over, the store went away beneath it, or its process was stopped. Of each such renewal they come
 * once, and of the renewals of an account an event cuts off one at the most.
 */
export const refreshesOnce = (
  witness: Pick<Witness.Service, "invalid" | "issues">,
  stored: ReadonlySet<string>,
  takeovers: ReadonlyMap<string, number>,
  events: ReadonlyArray<Disturbance>
): number => {
  const outages = events.filter(({ what }) => what === "outage").length
  const stops = events.filter(({ what }) => what === "stop")
  /** A process that ends in good order gives its leases back, also of renewals whose answer is under way. */
  const cutOff = (appId: string): number =>
    stops.filter(({ from, process, to }) =>
      witness.issues.some((issue) =>
        issue.appId === appId && issue.process === process && issue.askedAt <= to && issue.answeredAt >= from - underWay
      )
    ).length
  const second = witness.issues.filter(({ isNeeded }) => !isNeeded)
  const dropped = witness.issues.filter(({ accessToken }) => !stored.has(accessToken))
  /** All that a reader of a failure needs */
  const history = (appId: string): string =>
    JSON.stringify(
      {
        appId,
        takeovers: takeovers.get(appId) ?? 0,
        issues: witness.issues.filter((issue) => issue.appId === appId).map(
          ({ accessToken, answeredAt, askedAt, isNeeded, process }) => ({
            process,
            askedAt,
            answeredAt,
            isNeeded,
            isStored: stored.has(accessToken)
          })
        ),
        events
      },
      undefined,
      1
    )
  const appIdsOf = (issues: ReadonlyArray<Witness.Issue>) => issues.map(({ appId }) => appId)
  for (
    const [what, appIds] of Object.entries({
      second: appIdsOf(second),
      dropped: appIdsOf(dropped),
      invalid: witness.invalid
    })
  ) {
    for (const [appId, times] of count(appIds)) {
      assert.isAtMost(times, (takeovers.get(appId) ?? 0) + cutOff(appId) + outages, `${what}: ${history(appId)}`)
    }
  }
  for (const [appId, times] of takeovers) {
    assert.isAtMost(times, events.length - stops.length, `takeovers: ${history(appId)}`)
  }
  return witness.issues.length
}

/** Nobody has died of anything. A rejection that nobody handles would be the end of a process, too. */
export const hasNoCasualties = (workers: ReadonlyArray<Worker>) => {
  for (const worker of workers) assert.isFalse(worker.hasGivenUp(), `${worker.name} has ended\n${worker.errors()}`)
}
