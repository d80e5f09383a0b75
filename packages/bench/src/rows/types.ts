/** What the types cost the compiler. */
import { spawnSync } from "node:child_process"
import { readFileSync } from "node:fs"
import { createRequire } from "node:module"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"
import { type Figures, figures } from "../measure.ts"
import type { Options } from "../options.ts"
import { fixed, type Section, spread } from "../report.ts"

const programs = fileURLToPath(new URL("../../programs/", import.meta.url))

const compiler = (): string => {
  const manifest = createRequire(import.meta.url).resolve("typescript/package.json")
  const { bin } = JSON.parse(readFileSync(manifest, "utf8")) as { readonly bin: { readonly tsc: string } }
  return join(dirname(manifest), bin.tsc)
}

const check = (tsc: string, program: string): number => {
  const since = performance.now()
  const { status, stdout } = spawnSync(process.execPath, [tsc, "-p", join(programs, `tsconfig.${program}.json`)], {
    encoding: "utf8"
  })
  if (status !== 0) throw new Error(`The program does not compile: ${stdout}`)
  return performance.now() - since
}

export const types = ({ quick }: Options): Promise<Section> => {
  const tsc = compiler()
  const taken = Array.from({ length: quick ? 1 : 7 }, () => ({
    effect: check(tsc, "effect"),
    core: check(tsc, "core")
  }))
  const effect: Figures = figures(taken.map((turn) => turn.effect))
  const core: Figures = figures(taken.map((turn) => turn.core))
  return Promise.resolve({
    title: "Type-check of a small program",
    notes: ["A whole run of the compiler, nothing kept from the run before, against the published kind of types."],
    columns: ["row", "ms"],
    rows: [
      ["effect and @effect/platform alone", spread(effect, 0)],
      ["and all endpoints of core", spread(core, 0)],
      ["in addition", fixed(core.median - effect.median, 0)]
    ],
    data: { effect, core }
  })
}
