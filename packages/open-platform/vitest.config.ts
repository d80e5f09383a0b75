import { defineProject } from "vitest/config"

export default defineProject({
  test: {
    name: "open-platform",
    include: ["test/**/*.test.ts"]
  }
})
