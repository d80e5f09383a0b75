import { defineConfig } from "vitest/config"

export default defineConfig({
  test: {
    projects: ["packages/*", "examples/*"].map((folder) => `${folder}/vitest.config.ts`),
    reporters: ["default", ["json", { outputFile: ".build/vitest.json" }]]
  }
})
