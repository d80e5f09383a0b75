/**
 * Programs as processes of their own.
 */
import * as Effect from "effect/Effect"
import { build, type Plugin } from "esbuild"
import { execFile } from "node:child_process"
import { mkdtempSync } from "node:fs"
import { createRequire } from "node:module"
import { tmpdir } from "node:os"
import { basename, join } from "node:path"
import { fileURLToPath } from "node:url"

const bundles = new Map<string, Promise<string>>()

/** A driver with a binary, which looks for it from where it lies. */
const native: Plugin = {
  name: "native",
  setup: ({ onResolve }) =>
    onResolve({ filter: /^libsql$/ }, ({ importer }) => ({
      path: createRequire(importer).resolve("libsql"),
      external: true
    }))
}

const write = async (entry: URL): Promise<string> => {
  // Whoever runs the tests takes the folder away.
  const folder = mkdtempSync(join(process.env["TEST_PROGRAMS"] ?? tmpdir(), "program-"))
  const path = fileURLToPath(entry)
  await build({
    entryPoints: [path],
    outdir: folder,
    outExtension: { ".js": ".mjs" },
    bundle: true,
    splitting: true,
    platform: "node",
    format: "esm",
    target: "node20",
    logLevel: "error",
    // What is found beside a source file is still looked for there.
    define: { "import.meta.url": JSON.stringify(entry.href) },
    banner: {
      js: `import { createRequire as requireFrom } from "node:module"; const require = requireFrom(import.meta.url);`
    },
    plugins: [native]
  })
  return join(folder, `${basename(path, ".ts")}.mjs`)
}

/**
 * A program in TypeScript as files that Node runs at once. Whoever starts one many times would otherwise wait, each
 * time, until all of effect is found, read and translated.
 */
export const bundled = (entry: URL): Effect.Effect<string> =>
  Effect.promise(() => {
    let bundle = bundles.get(entry.href)
    if (bundle === undefined) bundles.set(entry.href, bundle = write(entry))
    return bundle
  })

/** How a program ended, and what it wrote. */
export interface Ended {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** Runs a program in a folder to its end, with the environment of this process but for colours. */
export const runIn = (folder: URL, entry: string) =>
(
  args: ReadonlyArray<string> = [],
  env: Readonly<Record<string, string | undefined>> = {}
): Effect.Effect<Ended> =>
  Effect.flatMap(bundled(new URL(entry, folder)), (program) =>
    Effect.async<Ended>((resume) => {
      const child = execFile(
        process.execPath,
        [program, ...args],
        {
          cwd: fileURLToPath(folder),
          env: { ...process.env, FORCE_COLOR: undefined, NO_COLOR: undefined, ...env }
        },
        (_error, stdout, stderr) => resume(Effect.succeed({ code: child.exitCode, stdout, stderr }))
      )
      return Effect.sync(() => child.kill())
    }))
