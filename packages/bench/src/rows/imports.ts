/** Cold starts. */
import { figures } from "../measure.ts"
import type { Options } from "../options.ts"
import type { Import, Name } from "../probes/imports.ts"
import { probe } from "../processes.ts"
import { fixed, type Section, spread } from "../report.ts"

const cases: ReadonlyArray<{ readonly title: string; readonly names: ReadonlyArray<Name> }> = [
  { title: "effect and @effect/platform", names: ["effect"] },
  { title: "… and then core with one family", names: ["effect", "family"] },
  { title: "… and then all of core", names: ["effect", "core"] },
  { title: "core with one family alone", names: ["family"] },
  { title: "all of core alone", names: ["core"] }
]

export const imports = async ({ quick }: Options): Promise<Section> => {
  const taken = cases.map((): Array<Import> => [])
  for (let turn = 0; turn < (quick ? 1 : 11); turn++) {
    for (const [index, { names }] of cases.entries()) {
      // Only one at a time has the machine.
      // oxlint-disable-next-line no-await-in-loop
      const steps = await probe<ReadonlyArray<Import>>("imports", { args: names, finds: false })
      const last = steps.at(-1)
      if (last !== undefined) taken[index]?.push(last)
    }
  }
  const rows = cases.map(({ title }, index) => ({
    title,
    millis: figures((taken[index] ?? []).map(({ millis }) => millis)),
    heap: figures((taken[index] ?? []).map(({ heap }) => heap))
  }))
  return {
    title: "Imports in a fresh process",
    notes: ["Compiled files, file cache warm. “And then” is what the last step takes after the one before."],
    columns: ["row", "ms", "heap MB"],
    rows: rows.map(({ heap, millis, title }) => [title, spread(millis), fixed(heap.median / 2 ** 20, 2)]),
    data: rows
  }
}
