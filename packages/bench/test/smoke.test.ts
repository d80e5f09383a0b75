/**
 * The bench runs, whatever its figures are: as its command does it, on files that were compiled for it.
 */
import { assert, it } from "@effect/vitest"
import { spawnSync } from "node:child_process"
import { mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"

const root = fileURLToPath(new URL("../../..", import.meta.url))

it("measures what it is asked for, and writes it as tables and as JSON", () => {
  const folder = mkdtempSync(join(tmpdir(), "bench-"))
  try {
    const json = join(folder, "bench.json")
    const { status, stderr, stdout } = spawnSync(
      process.execPath,
      [".scripts/run.mjs", "bench", "--", "--quick", "--only", "gate,crypto", "--json", json],
      { cwd: root, encoding: "utf8" }
    )
    assert.strictEqual(status, 0, stderr)
    assert.include(stdout, "### The gate when it allows")
    assert.include(stdout, "### Crypto of one push")
    const { crypto, gate, machine, ...others } = JSON.parse(readFileSync(json, "utf8"))
    assert.deepStrictEqual(others, {})
    assert.strictEqual(machine.node, process.version)
    for (const by of ["ours", "theirs"]) assert.isAbove(crypto.read[by].median, 0)
    for (const row of ["ask", "peek"]) assert.isAbove(gate[row].median, 0)
  } finally {
    rmSync(folder, { recursive: true })
  }
})
