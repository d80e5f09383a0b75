/** What imports take. */
import { fileURLToPath, pathToFileURL } from "node:url"
import { join } from "node:path"
import { write } from "../hollow.ts"
import { figures } from "../measure.ts"
import type { Options } from "../options.ts"
import type { Import } from "../probes/imports.ts"
import { probe } from "../processes.ts"
import { withFolder } from "../published.ts"
import { fixed, type Section, spread } from "../report.ts"

const core = fileURLToPath(new URL("../../../core/dist", import.meta.url))
const family = ["WeChatClient", "AccessToken", "api/Draft"]

/** What is imported together, as one step of a probe. */
const step = (folder: string, modules: ReadonlyArray<string>): string =>
  modules.map((module) => pathToFileURL(join(folder, `${module}.js`)).href).join(",")

const effect = "effect,@effect/platform"

const cases = (
  hollow: string,
  count: number
): ReadonlyArray<readonly [title: string, steps: ReadonlyArray<string>]> => [
  ["effect and @effect/platform", [effect]],
  [`… and then ${count} files with the imports of the next row, and nothing else`, [effect, step(hollow, family)]],
  ["… and then core with one family", [effect, step(core, family)]],
  ["… and then all of core", [effect, step(core, ["index"])]],
  ["core with one family alone", [step(core, family)]],
  ["all of core alone", [step(core, ["index"])]]
]

export const imports = ({ quick }: Options): Promise<Section> =>
  withFolder(async (hollow) => {
    const all = cases(hollow, write(core, family, hollow))
    const taken = all.map((): Array<Import> => [])
    for (let turn = 0; turn < (quick ? 1 : 11); turn++) {
      for (let place = 0; place < all.length; place++) {
        // Another begins in each turn, so that nobody always comes after the same.
        const index = (place + turn) % all.length
        // Only one at a time has the machine.
        // oxlint-disable-next-line no-await-in-loop
        const steps = await probe<ReadonlyArray<Import>>("imports", { args: all[index]?.[1] ?? [], finds: false })
        const last = steps.at(-1)
        if (last !== undefined) taken[index]?.push(last)
      }
    }
    const rows = all.map(([title], index) => ({
      title,
      millis: figures((taken[index] ?? []).map(({ millis }) => millis)),
      heap: figures((taken[index] ?? []).map(({ heap }) => heap))
    }))
    return {
      title: "Imports in a fresh process",
      notes: [
        "Compiled files, file cache warm, everything collected before. “And then” is what the last step takes after the",
        "one before."
      ],
      columns: ["row", "ms", "heap MB"],
      rows: rows.map(({ heap, millis, title }) => [title, spread(millis), fixed(heap.median / 2 ** 20, 2)]),
      data: rows
    }
  })
