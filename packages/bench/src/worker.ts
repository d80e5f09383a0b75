/**
 * A process that measures one row, so that no row runs in a heap or on code that another has shaped. Told by messages:
 * how long a round is, or how many calls to count the memory of.
 */
import { PerformanceObserver } from "node:perf_hooks"
import { setTimeout } from "node:timers/promises"
import { floor } from "./floor.ts"
import { ours } from "./ours.ts"
import { heapAfterGc } from "./heap.ts"
import { type Drive, Meter, round } from "./measure.ts"
import { peers } from "./peers.ts"

export type Task =
  | { readonly task: "warm" | "round"; readonly millis: number }
  | { readonly task: "allocate"; readonly calls: number }

/** Nothing, if something was collected while it was counted: then what was allocated is not known. */
const allocated = async (drive: Drive, calls: number): Promise<number | null> => {
  await drive(new Meter({ calls: calls * 5 }))
  let collections = 0
  const observer = new PerformanceObserver((list) => {
    collections += list.getEntries().length
  })
  const before = heapAfterGc()
  observer.observe({ entryTypes: ["gc"] })
  await drive(new Meter({ calls }))
  const after = process.memoryUsage().heapUsed
  // The observer is told a moment later.
  await setTimeout(50)
  observer.disconnect()
  return collections === 0 ? (after - before) / calls : null
}

const [name = "", baseUrl = ""] = process.argv.slice(2)
const make = peers.get(name) ?? floor.get(name) ?? ours.get(name)
if (make === undefined) throw new Error(`There is no row "${name}"`)
const drive = make(baseUrl)

const carryOut = (message: Task): Promise<unknown> => {
  switch (message.task) {
    case "warm":
      return drive(new Meter({ millis: message.millis })).then(() => null)
    case "round":
      return round(drive, message.millis)
    case "allocate":
      return allocated(drive, message.calls)
  }
}

process.on("message", (message: Task) => {
  carryOut(message).then(
    (result) => process.send?.({ result }),
    (error: unknown) => process.send?.({ error: String(error) })
  )
})
process.on("disconnect", () => process.exit(0))
