import { availableParallelism } from "node:os"
import { fileURLToPath } from "node:url"
import { defineConfig } from "vitest/config"
import { BaseSequencer, type TestSpecification } from "vitest/node"

const script = (name: string) => fileURLToPath(new URL(`.scripts/${name}`, import.meta.url))

/** What starts processes takes the longest: begun last, it would be all that still runs in the end. */
class LongestFirst extends BaseSequencer {
  override async sort(files: Array<TestSpecification>): Promise<Array<TestSpecification>> {
    const startsProcesses = ({ moduleId }: TestSpecification) => /\/(bench|examples|processes)\//.test(moduleId)
    const sorted = await super.sort(files)
    return [...sorted.filter(startsProcesses), ...sorted.filter((file) => !startsProcesses(file))]
  }
}

// One project for all: a runner that shares processes goes through projects one by one, and waits for the last file of
// each. A path picks the tests of a package.
export default defineConfig({
  test: {
    projects: [{
      extends: true,
      test: { name: "all", include: ["packages/*/test/**/*.test.ts", "examples/*/test/**/*.test.ts"] }
    }],
    sequence: { sequencer: LongestFirst },
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
