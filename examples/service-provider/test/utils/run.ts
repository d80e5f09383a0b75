import * as Program from "@effect-wechat/testing/Program"
import { Effect, Fiber } from "effect"
import { spawn } from "node:child_process"
import { fileURLToPath } from "node:url"

const folder = fileURLToPath(new URL("../../", import.meta.url))

/** A program of this example that runs, and is gone at the end of the test. */
export const start = (
  program: "demo" | "main" | "operate" | "start",
  args: ReadonlyArray<string> = [],
  env: Readonly<Record<string, string>> = {}
) =>
  Effect.gen(function*() {
    const bundle = yield* Program.bundled(new URL(`../../src/${program}.ts`, import.meta.url))
    const child = yield* Effect.acquireRelease(
      Effect.sync(() =>
        spawn(process.execPath, [bundle, ...args], {
          cwd: folder,
          env: { PATH: process.env["PATH"], NO_COLOR: "1", ...env },
          stdio: ["ignore", "pipe", "pipe"]
        })
      ),
      (child) => Effect.sync(() => child.kill("SIGKILL"))
    )
    let output = ""
    const waiting = new Set<() => void>()
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (chunk: string) => {
        output += chunk
        for (const look of waiting) look()
      })
    }
    const ended = yield* Effect.forkScoped(
      Effect.async<number | null>((resume) => {
        if (child.exitCode !== null) return resume(Effect.succeed(child.exitCode))
        child.on("close", (code) => resume(Effect.succeed(code)))
      })
    )
    return {
      /** What it has written so far */
      output: Effect.sync(() => output),
      /** Waits until it has written this; gives the first group of the pattern */
      written: (pattern: RegExp) =>
        Effect.raceFirst(
          Effect.async<string>((resume) => {
            const look = () => {
              const match = pattern.exec(output)
              if (match === null) return
              waiting.delete(look)
              resume(Effect.succeed(match[1] ?? match[0]))
            }
            waiting.add(look)
            look()
          }),
          Effect.flatMap(Fiber.join(ended), () => Effect.dieMessage(`It ended without writing ${pattern}:\n${output}`))
        ),
      kill: (signal: NodeJS.Signals) => Effect.sync(() => child.kill(signal)),
      /** Waits for its end; gives the exit code */
      ended: Fiber.join(ended)
    }
  })

/** Runs a program to its end. */
export const run = (...[program, args, env]: Parameters<typeof start>) =>
  Effect.scoped(Effect.gen(function*() {
    const { ended, output } = yield* start(program, args, env)
    const code = yield* ended
    return { code, output: yield* output }
  }))
