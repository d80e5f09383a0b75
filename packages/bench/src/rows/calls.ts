/** Calls over a socket, of all rows in turn. */
import type { ChildProcess } from "node:child_process"
import { floor } from "../floor.ts"
import { type Figures, figures, inFlight, type Round } from "../measure.ts"
import type { Options } from "../options.ts"
import { essential, ours } from "../ours.ts"
import { bare, peers, sdks } from "../peers.ts"
import { heard, start, told } from "../processes.ts"
import { fixed, type Section, spread } from "../report.ts"

interface Row {
  readonly name: string
  readonly cpuPerCall: Figures
  /** CPU per call as a multiple of the bare request's in the same turn */
  readonly ratio: Figures
  /** The lowest of all rounds as a multiple of the bare request's lowest: what is left when others disturb least */
  readonly bestRatio: number
  readonly callsPerSecond: Figures
  readonly p50: Figures
  readonly p99: Figures
  readonly allocated: number | null
}

/** Does something for each, so many at a time. */
const each = async <A, B>(all: ReadonlyArray<A>, atOnce: number, f: (one: A) => Promise<B>): Promise<Array<B>> => {
  const results: Array<B> = []
  for (let from = 0; from < all.length; from += atOnce) {
    // oxlint-disable-next-line no-await-in-loop
    results.push(...(await Promise.all(all.slice(from, from + atOnce).map(f))))
  }
  return results
}

/** A heap whose young generation takes in all that is allocated, so that nothing is collected while it is counted. */
const roomy = ["--min-semi-space-size=256", "--max-semi-space-size=256"]

const allocate = async (name: string, url: string, calls: number): Promise<number | null> => {
  const worker = start("worker", { args: [name, url], flags: roomy })
  const bytes = await told<number | null>(worker, { task: "allocate", calls })
  worker.disconnect()
  return bytes
}

const turns = async (workers: ReadonlyArray<ChildProcess>, millis: number, rounds: number) => {
  const all = workers.map((): Array<Round> => [])
  for (let turn = 0; turn < rounds; turn++) {
    for (let place = 0; place < workers.length; place++) {
      // Another begins in each turn, so that nobody always comes after the same.
      const index = (place + turn) % workers.length
      const worker = workers[index]
      // Only one at a time has the machine.
      // oxlint-disable-next-line no-await-in-loop
      if (worker !== undefined) all[index]?.push(await told<Round>(worker, { task: "round", millis }))
    }
  }
  return all
}

const measure = async ({ quick }: Options): Promise<ReadonlyArray<Row>> => {
  const names = [...peers.keys(), ...floor.keys(), ...(quick ? essential : ours.keys())]
  const server = start("server", { finds: false })
  const { port } = await heard<{ readonly port: number }>(server)
  const url = `http://127.0.0.1:${port}`
  const workers = await each(names, 2, async (name) => {
    const worker = start("worker", { args: [name, url] })
    await told(worker, { task: "warm", millis: quick ? 200 : 2000 })
    return worker
  })
  const rounds = await turns(workers, quick ? 150 : 300, quick ? 2 : 15)
  for (const worker of workers) worker.disconnect()
  const allocated = await each(names, 2, (name) => allocate(name, url, quick ? 200 : 1000))
  server.disconnect()

  const of = (index: number, field: keyof Round) => (rounds[index] ?? []).map((round) => round[field])
  const bareCpu = of(names.indexOf(bare), "cpuPerCall")
  const bareBest = figures(bareCpu).min
  return names.map((name, index) => ({
    name,
    cpuPerCall: figures(of(index, "cpuPerCall")),
    ratio: figures(of(index, "cpuPerCall").map((cpu, turn) => cpu / (bareCpu[turn] ?? Number.NaN))),
    bestRatio: figures(of(index, "cpuPerCall")).min / bareBest,
    callsPerSecond: figures(of(index, "callsPerSecond")),
    p50: figures(of(index, "p50")),
    p99: figures(of(index, "p99")),
    allocated: allocated[index] ?? null
  }))
}

export const calls = async (options: Options): Promise<Section> => {
  const rows = await measure(options)
  const fastestSdk = Math.max(
    ...rows.filter(({ name }) => sdks.includes(name)).map(({ callsPerSecond }) => callsPerSecond.median)
  )
  return {
    title: "Calls",
    notes: [
      `One exchange, GET draft/count with a token and its JSON decoded, ${inFlight} in flight, each row in a process of`,
      "its own, the server in another. Median of the rounds (lowest–highest); “best” is the lowest round beside the",
      "lowest of the bare request. Bytes are what the heap of V8 grows by while nothing is collected; buffers outside of",
      "it are not in them."
    ],
    columns: [
      "row",
      "CPU µs/call",
      "× bare",
      "best × bare",
      "calls/s",
      "× fastest SDK",
      "p50 ms",
      "p99 ms",
      "bytes/call"
    ],
    rows: rows.map((row) => [
      row.name,
      spread(row.cpuPerCall),
      spread(row.ratio, 2),
      fixed(row.bestRatio, 2),
      fixed(row.callsPerSecond.median, 0),
      fixed(row.callsPerSecond.median / fastestSdk, 1),
      fixed(row.p50.median, 2),
      fixed(row.p99.median, 2),
      row.allocated === null ? "unknown" : fixed(row.allocated, 0)
    ]),
    data: rows
  }
}
