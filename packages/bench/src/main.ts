/** Measures, and tells. */
import { writeFileSync } from "node:fs"
import { availableParallelism, cpus, loadavg, totalmem } from "node:os"
import { type Options, read } from "./options.ts"
import { fixed, type Section, table } from "./report.ts"
import { bundle } from "./rows/bundle.ts"
import { calls } from "./rows/calls.ts"
import { crypto } from "./rows/crypto.ts"
import { gate } from "./rows/gate.ts"
import { imports } from "./rows/imports.ts"
import { memory } from "./rows/memory.ts"
import { starts } from "./rows/starts.ts"
import { stores } from "./rows/stores.ts"
import { storm } from "./rows/storm.ts"
import { types } from "./rows/types.ts"

const sections: Readonly<Record<string, (options: Options) => Promise<Section>>> = {
  calls,
  gate,
  memory,
  starts,
  imports,
  crypto,
  storm,
  stores,
  bundle,
  types
}

const options = read(process.argv.slice(2))
const unknown = options.only?.find((name) => !Object.hasOwn(sections, name))
if (unknown !== undefined) {
  throw new Error(`There is no section "${unknown}". --only takes ${Object.keys(sections).join(",")}, or some of them`)
}
const chosen = Object.entries(sections).filter(([name]) => options.only?.includes(name) ?? true)

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
