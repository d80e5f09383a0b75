/** Measures, and tells. */
import { writeFileSync } from "node:fs"
import { availableParallelism, cpus, loadavg, totalmem } from "node:os"
import { type Options, read } from "./options.ts"
import { fixed, type Section, table } from "./report.ts"
import { calls } from "./rows/calls.ts"
import { crypto } from "./rows/crypto.ts"
import { gate } from "./rows/gate.ts"
import { imports } from "./rows/imports.ts"
import { memory } from "./rows/memory.ts"
import { storm } from "./rows/storm.ts"
import { types } from "./rows/types.ts"

const sections: Readonly<Record<string, (options: Options) => Promise<Section>>> = {
  calls,
  gate,
  memory,
  imports,
  crypto,
  storm,
  types
}

const options = read(process.argv.slice(2))
const chosen = Object.entries(sections).filter(([name]) => options.only === undefined || options.only === name)
if (chosen.length === 0) throw new Error(`--only takes one of ${Object.keys(sections).join(", ")}`)

const machine = {
  node: process.version,
  platform: `${process.platform} ${process.arch}`,
  processor: cpus()[0]?.model ?? "unknown",
  cores: availableParallelism(),
  memory: totalmem(),
  /** How many were running or waiting in the minute before */
  load: loadavg()[0] ?? 0,
  quick: options.quick
}
console.log(
  `Node ${machine.node}, ${machine.platform}, ${machine.cores} cores (${machine.processor}), load before the run `
    + `${fixed(machine.load, 2)}${options.quick ? ", quick: too short to be quoted" : ""}\n`
)

const data: Record<string, unknown> = {}
for (const [name, measure] of chosen) {
  // Only one at a time has the machine.
  // oxlint-disable-next-line no-await-in-loop
  const section = await measure(options)
  data[name] = section.data
  console.log(table(section))
}
if (options.json !== undefined) writeFileSync(options.json, `${JSON.stringify({ machine, ...data }, undefined, 2)}\n`)
