/**
 * The bench runs, whatever its figures are: as its command does it, on files that were compiled for it.
 */
import { assert, it } from "@effect/vitest"
import { execFile } from "node:child_process"
import { mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"

const root = fileURLToPath(new URL("../../..", import.meta.url))

// It starts two servers of Postgres, and a dozen processes.
it("measures what it is asked for, and writes it as tables and as JSON", async () => {
  const folder = mkdtempSync(join(tmpdir(), "bench-"))
  try {
    const json = join(folder, "bench.json")
    // Not to be waited for in one piece: vitest wants to hear from its workers.
    const { stdout } = await promisify(execFile)(
      process.execPath,
      [".scripts/run.mjs", "bench", "--", "--quick", "--only", "gate,crypto,stores,bundle", "--json", json],
      { cwd: root, encoding: "utf8" }
    )
    assert.include(stdout, "### The gate when it allows")
    assert.include(stdout, "### Crypto of one push")
    assert.include(stdout, "### Stores")
    assert.include(stdout, "### Bundles")
    const { bundle, crypto, gate, machine, stores, ...others } = JSON.parse(readFileSync(json, "utf8"))
    assert.deepStrictEqual(others, {})
    assert.strictEqual(machine.node, process.version)
    for (const by of ["ours", "theirs"]) assert.isAbove(crypto.read[by].median, 0)
    for (const row of ["ask", "peek"]) assert.isAbove(gate[row].median, 0)
    assert.deepStrictEqual(stores.map(({ name }: { readonly name: string }) => name), [
      "memory",
      "files",
      "SQLite",
      "Postgres"
    ])
    for (const { storm } of stores) {
      assert.deepStrictEqual([storm.refreshes, storm.refreshedOnce, storm.answered], [30, 30, 60])
    }
    // What is taken from elsewhere is a part of the whole, and the table of return codes a part of what is our own.
    for (const { own, whole } of bundle) {
      assert.isBelow(own.gzipped, whole.gzipped)
      assert.isBelow(own.returnCodes, own.minified)
    }
  } finally {
    rmSync(folder, { recursive: true })
  }
})
