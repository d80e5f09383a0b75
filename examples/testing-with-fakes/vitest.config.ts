import { defineProject } from "vitest/config"

export default defineProject({
  test: {
    name: "examples/testing-with-fakes",
    include: ["test/**/*.test.ts"]
  }
})
