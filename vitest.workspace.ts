import { existsSync, readdirSync } from "node:fs"
import { availableParallelism } from "node:os"
import { basename, dirname } from "node:path"
import { fileURLToPath } from "node:url"
import { defineConfig } from "vitest/config"

/** Every folder with tests is a project of its name, so that `--project core` runs the tests of one package. */
const projects = ["packages", "examples"]
  .flatMap((folder) => readdirSync(folder).map((name) => `${folder}/${name}`))
  .filter((folder) => existsSync(`${folder}/test`))

const script = (name: string) => fileURLToPath(new URL(`.scripts/${name}`, import.meta.url))

export default defineConfig({
  test: {
    projects: projects.map((root) => ({
      extends: true,
      root,
      test: {
        name: dirname(root) === "packages" ? basename(root) : root,
        include: ["test/**/*.test.ts"]
      }
    })),
    // Loading effect anew for each of the files would take longer than running half of them.
    isolate: false,
    setupFiles: script("freshMethods.mjs"),
    globalSetup: script("programs.mjs"),
    // Of two cores the runner would leave one to itself, and take twice as long.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    minWorkers: 1,
    // Only what hangs is meant to meet these: a loaded machine must not fail a test.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    reporters: ["default", ["json", { outputFile: ".build/vitest.json" }]]
  }
})
