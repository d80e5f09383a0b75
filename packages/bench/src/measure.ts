/** How calls are driven and measured, and what is made of many figures. */
import * as Arr from "effect/Array"
import * as Effect from "effect/Effect"

export const inFlight = 64

/** Counts the calls of one round and how long each took. */
export class Meter {
  private readonly until: number
  private readonly limit: number
  private begun = 0
  private readonly latencies: Array<number> = []

  constructor(limit: { readonly millis?: number; readonly calls?: number }) {
    this.until = performance.now() + (limit.millis ?? Infinity)
    this.limit = limit.calls ?? Infinity
  }

  get calls(): number {
    return this.latencies.length
  }

  /** Whether another call is to begin. */
  more(): boolean {
    return this.begun < this.limit && performance.now() < this.until && ++this.begun > 0
  }

  done(since: number): void {
    this.latencies.push(performance.now() - since)
  }

  /** Milliseconds. */
  percentile(share: number): number {
    const sorted = Float64Array.from(this.latencies).sort()
    return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0
  }
}

/** Makes calls, so many at a time, as long as the meter says. */
export type Drive = (meter: Meter) => Promise<unknown>

export const drivePromise = (call: () => Promise<unknown>): Drive => (meter) =>
  Promise.all(Arr.makeBy(inFlight, async () => {
    while (meter.more()) {
      const since = performance.now()
      // One after the other is what a lane is.
      // oxlint-disable-next-line no-await-in-loop
      await call()
      meter.done(since)
    }
  }))

export const driveEffect =
  <E, R>(next: () => Effect.Effect<unknown, E, R>) => (meter: Meter): Effect.Effect<void, E, R> =>
    Effect.forEach(Arr.range(1, inFlight), () => {
      let since = 0
      return Effect.whileLoop({
        while: () => meter.more(),
        body: () => {
          since = performance.now()
          return next()
        },
        step: () => meter.done(since)
      })
    }, { concurrency: "unbounded", discard: true })

/** One round of one row. */
export interface Round {
  readonly calls: number
  /** Of the whole process, in microseconds */
  readonly cpuPerCall: number
  readonly callsPerSecond: number
  /** Milliseconds */
  readonly p50: number
  readonly p99: number
}

export const round = async (drive: Drive, millis: number): Promise<Round> => {
  // What ran out while other rows were measured is fetched anew: connections, a thousand records in memory.
  await drive(new Meter({ calls: 1000 + inFlight }))
  await drive(new Meter({ millis: millis / 5 }))
  const meter = new Meter({ millis })
  const cpu = process.cpuUsage()
  const since = performance.now()
  await drive(meter)
  const seconds = (performance.now() - since) / 1000
  const { system, user } = process.cpuUsage(cpu)
  return {
    calls: meter.calls,
    cpuPerCall: (user + system) / meter.calls,
    callsPerSecond: meter.calls / seconds,
    p50: meter.percentile(0.5),
    p99: meter.percentile(0.99)
  }
}

/** Many figures of one thing. */
export interface Figures {
  readonly median: number
  readonly min: number
  readonly max: number
}

export const figures = (all: ReadonlyArray<number>): Figures => {
  const sorted = Float64Array.from(all).sort()
  const low = sorted[(sorted.length - 1) >> 1] ?? 0
  const high = sorted[sorted.length >> 1] ?? 0
  return { median: (low + high) / 2, min: sorted[0] ?? 0, max: sorted.at(-1) ?? 0 }
}

/** Nanoseconds that one turn takes: rounds of so many turns, warmed up first. */
export const nanosPerTurn = (turn: () => unknown, turns: number, rounds: number): Figures => {
  let kept: unknown
  const once = () => {
    const since = performance.now()
    for (let done = 0; done < turns; done++) kept = turn()
    return ((performance.now() - since) * 1e6) / turns
  }
  once()
  const all = Arr.makeBy(rounds, once)
  if (kept === undefined) throw new Error("The turn gave nothing")
  return figures(all)
}

/**
 * Nanoseconds that one run of an effect takes within a fiber that runs already, as it does in a program: in one round of
 * so many runs, warmed up first.
 */
export const nanosPerEffect = <E, R>(effect: Effect.Effect<unknown, E, R>, runs: number): Effect.Effect<number, E, R> =>
  Effect.suspend(() => {
    const all = () => {
      let done = 0
      return Effect.whileLoop({ while: () => done++ < runs, body: () => effect, step: () => {} })
    }
    return Effect.flatMap(all(), () => {
      const since = performance.now()
      return Effect.map(all(), () => ((performance.now() - since) * 1e6) / runs)
    })
  })
