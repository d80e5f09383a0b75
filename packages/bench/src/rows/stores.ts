/** What the stores do with very many authorizers. */
import type { Options } from "../options.ts"
import type { Result as Storm } from "../probes/storeStorm.ts"
import type { Result } from "../probes/stores.ts"
import { probe } from "../processes.ts"
import { fixed, type Section, spread } from "../report.ts"

interface Store {
  readonly name: string
  /** How many authorizers are known when look-ups are measured, one after the other */
  readonly steps: ReadonlyArray<number>
}

const known = [1000, 10_000, 100_000]

const measured = (quick: boolean): ReadonlyArray<Store> => {
  const steps = quick ? [50, 200] : known
  // Files are for a small provider: each document has one, and a second one once it has changed.
  const fewer = quick ? steps : steps.slice(0, -1)
  return [
    { name: "memory", steps },
    { name: "files", steps: fewer },
    { name: "SQLite", steps },
    { name: "Postgres", steps }
  ]
}

interface Column extends Result {
  readonly name: string
  /** Or what became of the process in which it was */
  readonly storm: Storm | { readonly ended: string }
}

const measure = async (quick: boolean): Promise<ReadonlyArray<Column>> => {
  const columns: Array<Column> = []
  for (const { name, steps } of measured(quick)) {
    const args = [name, steps.join(","), ...(quick ? ["50", "1"] : ["1000", "5"])]
    // Only one at a time has the machine.
    // oxlint-disable-next-line no-await-in-loop
    const result = await probe<Result>("stores", { args })
    // oxlint-disable-next-line no-await-in-loop
    const storm = await probe<Storm>("storeStorm", { args: [name, quick ? "30" : String(steps.at(-1))] }).catch(
      // That a store does not bear it is a result, too.
      (error: unknown) => ({ ended: String(error) })
    )
    columns.push({ name, ...result, storm })
  }
  return columns
}

const none = "–"

export const stores = async ({ quick }: Options): Promise<Section> => {
  const columns = await measure(quick)
  const row = (title: string, cell: (column: Column) => string): ReadonlyArray<string> => [title, ...columns.map(cell)]
  const lookUps = (unit: string, cell: (lookUps: Result["lookUps"][number]) => string) =>
    (quick ? [50, 200] : known).map((among) =>
      row(`a look-up with ${fixed(among, 0)} known, ${unit}`, (column) => {
        const found = column.lookUps.find((lookUps) => lookUps.known === among)
        return found === undefined ? none : cell(found)
      })
    )
  const storms = (title: string, cell: (storm: Storm) => string) =>
    row(`storm: ${title}`, ({ storm }) => "ended" in storm ? "process ended" : cell(storm))
  return {
    title: "Stores",
    notes: [
      "Sealed documents of authorizers, each store in a process of its own and empty at first. CPU is that of the process",
      "that asks, with SQLite in it and without the server of Postgres. In the storm the tokens of all accounts are over,",
      "and two callers come for each, 5,000 at the same time; the reply to a refresh is 50 ms on its way, and the",
      "simulator runs in the same process."
    ],
    columns: ["row", ...columns.map(({ name }) => name)],
    rows: [
      row("documents", (column) => fixed(column.known, 0)),
      row("written, documents/s", (column) => fixed(column.written, 0)),
      ...lookUps("µs CPU", ({ cpu }) => spread(cpu, 0)),
      ...lookUps("ms", ({ wall }) => spread(wall, 2)),
      row("paged through, documents/s", (column) => fixed(column.paged, 0)),
      row("written to a backup, documents/s", (column) => fixed(column.backedUp, 0)),
      row("sealed under another key, documents/s", (column) => fixed(column.reencrypted, 0)),
      row("bytes on disk for each", ({ size }) => size === null ? none : fixed(size, 0)),
      storms("accounts", ({ authorizers }) => fixed(authorizers, 0)),
      storms("requests for their tokens", ({ refreshes }) => fixed(refreshes, 0)),
      storms("accounts refreshed exactly once", ({ refreshedOnce }) => fixed(refreshedOnce, 0)),
      storms("callers answered", ({ answered }) => fixed(answered, 0)),
      storms("callers who failed", ({ answered, callers }) => fixed(callers - answered, 0)),
      storms("seconds", ({ seconds }) => fixed(seconds, 1)),
      storms("refreshes/s", ({ refreshes, seconds }) => fixed(refreshes / seconds, 0))
    ],
    data: columns
  }
}
