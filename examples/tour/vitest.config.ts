import { defineProject } from "vitest/config"

export default defineProject({
  test: {
    name: "examples/tour",
    include: ["test/**/*.test.ts"],
    // A test starts the program itself, which takes its time on a slow machine.
    testTimeout: 60_000
  }
})
