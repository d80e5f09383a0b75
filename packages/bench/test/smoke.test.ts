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

it("measures the gate, and writes it as a table and as JSON", () => {
  const folder = mkdtempSync(join(tmpdir(), "bench-"))
  try {
    const json = join(folder, "bench.json")
    const { status, stderr, stdout } = spawnSync(
      process.execPath,
      [".scripts/run.mjs", "bench", "--", "--quick", "--only", "gate", "--json", json],
      { cwd: root, encoding: "utf8" }
    )
    assert.strictEqual(status, 0, stderr)
    assert.include(stdout, "### The gate when it allows")
    const { gate, machine } = JSON.parse(readFileSync(json, "utf8"))
    assert.strictEqual(machine.node, process.version)
    for (const row of ["ask", "peek"]) assert.isAbove(gate[row].median, 0)
  } finally {
    rmSync(folder, { recursive: true })
  }
})
