/** How soon a fresh process has its first reply. */
import { figures } from "../measure.ts"
import type { Options } from "../options.ts"
import type { Result } from "../probes/starts.ts"
import { heard, probe, start } from "../processes.ts"
import { lay, withFolder } from "../published.ts"
import { fixed, type Section, spread } from "../report.ts"

/** What each starts, and the file that does. */
const cases: ReadonlyArray<{ readonly title: string; readonly file: string }> = [
  { title: "bare undici.request", file: "undici" },
  { title: "effect, HttpClient of @effect/platform-node", file: "platform" },
  { title: "core with one family, lean", file: "lean" },
  { title: "core with one family, FetchHttpClient", file: "fetch" },
  { title: "routed, all of both packages, lean", file: "routed" }
]

const measure = (rounds: number): Promise<ReadonlyArray<ReadonlyArray<Result>>> =>
  withFolder(async (folder) => {
    lay(folder)
    const server = start("server", { finds: false })
    const { port } = await heard<{ readonly port: number }>(server)
    const all = cases.map((): Array<Result> => [])
    for (let turn = 0; turn < rounds; turn++) {
      for (let place = 0; place < cases.length; place++) {
        // Another begins in each turn, so that nobody always comes after the same.
        const index = (place + turn) % cases.length
        const args = [folder, cases[index]?.file ?? "", `http://127.0.0.1:${port}`]
        // Only one at a time has the machine.
        // oxlint-disable-next-line no-await-in-loop
        all[index]?.push(await probe<Result>("starts", { args, finds: false }))
      }
    }
    server.disconnect()
    return all
  })

export const starts = async ({ quick }: Options): Promise<Section> => {
  const taken = await measure(quick ? 1 : 11)
  const rows = cases.map(({ title }, index) => {
    const of = (field: keyof Result) => figures((taken[index] ?? []).map((result) => result[field]))
    return { title, imported: of("imported"), first: of("first"), second: of("second"), heap: of("heap") }
  })
  return {
    title: "The first call of a fresh process",
    notes: [
      "Compiled files, laid out as they are published, file cache warm. The first reply is counted from before the import,",
      "the second call alone. The heap is what is kept after both."
    ],
    columns: ["row", "import ms", "first reply ms", "second call ms", "heap MB"],
    rows: rows.map(({ first, heap, imported, second, title }) => [
      title,
      spread(imported),
      spread(first),
      spread(second, 2),
      fixed(heap.median / 2 ** 20, 2)
    ]),
    data: rows
  }
}
