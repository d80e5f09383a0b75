import { Effect } from "effect"
import { execFile } from "node:child_process"
import { fileURLToPath } from "node:url"

const folder = fileURLToPath(new URL("../../", import.meta.url))

/** Runs the program of this example as a person does, and waits for its end. */
export const run = (args: ReadonlyArray<string> = [], env: Readonly<Record<string, string | undefined>> = {}) =>
  Effect.async<{ readonly code: number | null; readonly stdout: string; readonly stderr: string }>((resume) => {
    const child = execFile(
      process.execPath,
      ["--import", "tsx", "src/main.ts", ...args],
      { cwd: folder, env: { ...process.env, FORCE_COLOR: undefined, NO_COLOR: undefined, ...env } },
      (_error, stdout, stderr) => resume(Effect.succeed({ code: child.exitCode, stdout, stderr }))
    )
    return Effect.sync(() => child.kill())
  })
