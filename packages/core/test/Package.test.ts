/**
 * What a newcomer gets: every public package is built, packed as for the registry, and installed into an empty folder
 * far from this repository. A new package in packages/ is tested by being there.
 */
import { assert, describe, layer } from "@effect/vitest"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { spawn } from "node:child_process"
import { existsSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"

const root = fileURLToPath(new URL("../../..", import.meta.url))

interface Manifest {
  readonly name: string
  readonly version: string
  readonly private?: boolean
  readonly packageManager?: string
  readonly bin?: string | Readonly<Record<string, string>>
  readonly exports?: Readonly<Record<string, unknown>>
  readonly publishConfig?: { readonly exports?: unknown }
  readonly dependencies?: Readonly<Record<string, string>>
  readonly peerDependencies?: Readonly<Record<string, string>>
}

const readManifest = (folder: string): Manifest => JSON.parse(readFileSync(join(folder, "package.json"), "utf8"))

const published = readdirSync(join(root, "packages"))
  .map((name) => join(root, "packages", name))
  .filter((folder) => existsSync(join(folder, "package.json")))
  .map((folder) => ({ folder, manifest: readManifest(folder) }))
  .filter(({ manifest }) => manifest.private !== true)

interface Outcome {
  readonly status: number | null
  readonly output: string
}

/** Runs a program to its end; `output` is all that it printed. */
const run = (command: string, args: ReadonlyArray<string>, cwd: string): Effect.Effect<Outcome> =>
  Effect.async((resume) => {
    const child = spawn(command, args, {
      cwd,
      env: { ...process.env, pnpm_config_pm_on_fail: "ignore" },
      // npx is a script there, which only a shell can run.
      shell: process.platform === "win32" && command === "npx",
      stdio: ["ignore", "pipe", "pipe"]
    })
    let output = ""
    const read = (chunk: string) => {
      output += chunk
    }
    child.stdout.setEncoding("utf8").on("data", read)
    child.stderr.setEncoding("utf8").on("data", read)
    child.on("error", (error) => resume(Effect.succeed({ status: null, output: error.message })))
    child.on("close", (status) => resume(Effect.succeed({ status, output })))
    return Effect.sync(() => child.kill())
  })

/** As `run`, for what has to succeed before there is anything to test. */
const must = (command: string, args: ReadonlyArray<string>, cwd: string): Effect.Effect<string> =>
  Effect.flatMap(
    run(command, args, cwd),
    ({ output, status }) =>
      status === 0 ? Effect.succeed(output) : Effect.dieMessage(`${command} ${args.join(" ")}\n${output}`)
  )

const pnpm = (...args: ReadonlyArray<string>): ReadonlyArray<string> => [
  "--yes",
  "--prefer-offline",
  String(readManifest(root).packageManager?.split("+")[0]),
  ...args
]

/** The program of an installed package, to be run by Node. */
const program = (name: string): string => {
  const { bin } = readManifest(join(root, "node_modules", name))
  return join(root, "node_modules", name, typeof bin === "string" ? bin : String(Object.values(bin ?? {})[0]))
}

/** The version that this repository has installed. */
const installed = (name: string) => readManifest(join(root, "packages/core/node_modules", name)).version

const files = (folder: string) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1).replaceAll("\\", "/"))

/** The modules of an installed package by the names that a program imports them by: those it exports, those it hides. */
const modulesOf = (folder: string) => {
  const { exports, name } = readManifest(folder)
  const exported = (path: string) => {
    const [key = ""] = Object.keys(exports ?? {})
      .filter((pattern) => pattern === path || (pattern.endsWith("*") && path.startsWith(pattern.slice(0, -1))))
      .toSorted((a, b) => b.length - a.length)
    return exports?.[key] ?? null
  }
  const paths = files(folder)
    .flatMap((file) => /^src\/(.*)\.ts$/.exec(file)?.[1] ?? [])
    .map((module) => `./${module}`)
  const named = (path: string) => `${name}${path.slice(1)}`
  return {
    open: [name, ...paths.filter((path) => exported(path) !== null).map(named)],
    hidden: paths.filter((path) => exported(path) === null).map(named)
  }
}

/** The folder into which everything was installed */
class Installed extends Context.Tag("test/Installed")<Installed, { readonly folder: string }>() {
  static readonly live = Layer.scoped(
    Installed,
    Effect.gen(function*() {
      const folder = yield* Effect.acquireRelease(
        Effect.sync(() => realpathSync(mkdtempSync(join(tmpdir(), "effect-wechat-")))),
        (created) => Effect.sync(() => rmSync(created, { recursive: true, force: true }))
      )
      const exe = yield* must(process.execPath, [program("@effect/tsgo"), "get-exe-path"], root)
      yield* must(exe.trim(), ["-b", ...published.map((row) => join(row.folder, "tsconfig.json"))], root)
      for (const row of published) {
        yield* must("npx", pnpm("pack", "--pack-destination", folder), row.folder)
      }
      const tarball = ({ name, version }: Manifest) => `${name.replace("@", "").replace("/", "-")}-${version}.tgz`
      writeFileSync(join(folder, "package.json"), `{ "name": "newcomer", "private": true, "type": "module" }`)
      // The packages depend on each other, and no registry has these versions.
      const overrides = published.map(({ manifest }) => [manifest.name, `file:./${tarball(manifest)}`])
      writeFileSync(
        join(folder, "pnpm-workspace.yaml"),
        JSON.stringify({ packages: ["."], overrides: Object.fromEntries(overrides) })
      )
      const store = /storeDir"?: *"?([^"\n]+)/.exec(readFileSync(join(root, "node_modules/.modules.yaml"), "utf8"))?.[1]
      const add = pnpm(
        "add",
        "--ignore-scripts",
        ...(store === undefined ? [] : [`--store-dir=${store}`]),
        ...published.map(({ manifest }) => `./${tarball(manifest)}`),
        ...["effect", "@effect/platform"].map((name) => `${name}@${installed(name)}`)
      )
      // What this repository has installed is in the store; only a store that was cleaned needs the network.
      const offline = yield* run("npx", [...add, "--offline"], folder)
      if (offline.status !== 0) yield* must("npx", add, folder)
      return { folder }
    })
  )
}

describe("a packed tarball", () => {
  layer(Installed.live, { timeout: "5 minutes" })((it) => {
    for (const { folder: source, manifest: { name } } of published) {
      describe(name, () => {
        it.effect("holds the sources, what was built of them, a README and the license, and no tests", () =>
          Effect.gen(function*() {
            const { folder } = yield* Installed
            // pnpm links the programs of a package into a folder of its own there.
            const contents = files(join(folder, "node_modules", name)).filter((file) =>
              !file.startsWith("node_modules/")
            )
            const sources = files(join(source, "src"))
            assert.isNotEmpty(sources)
            assert.includeMembers(contents, ["README.md", "LICENSE"])
            for (const file of sources) {
              const stem = `dist/${file.slice(0, -".ts".length)}`
              assert.includeMembers(contents, [`src/${file}`, `${stem}.js`, `${stem}.d.ts`])
            }
            const others = contents.filter((file) =>
              !/^((bin|dist|src)\/|(README\.md|LICENSE|package\.json)$)/.test(file)
            )
            assert.deepStrictEqual(others, [])
            assert.deepStrictEqual(contents.filter((file) => /\.test\.|\.tsbuildinfo$/.test(file)), [])
          }))

        it.effect("names versions that a registry knows, and the exports of what was built", () =>
          Effect.gen(function*() {
            const { folder } = yield* Installed
            const packed = readManifest(join(folder, "node_modules", name))
            assert.deepStrictEqual(packed.exports, readManifest(source).publishConfig?.exports)
            assert.notMatch(JSON.stringify(packed), /"(catalog|workspace|link|file):/)
            assert.containsAllKeys(packed.peerDependencies, ["effect", "@effect/platform"])
          }))

        it.effect("is imported by a plain Node program, module by module", () =>
          Effect.gen(function*() {
            const { folder } = yield* Installed
            const { open } = modulesOf(join(folder, "node_modules", name))
            writeFileSync(
              join(folder, "program.mjs"),
              open.map((module) => `await import(${JSON.stringify(module)})`).join("\n")
            )
            assert.deepStrictEqual(yield* run(process.execPath, ["program.mjs"], folder), { status: 0, output: "" })
          }))

        it.effect("keeps its internals to itself", () =>
          Effect.gen(function*() {
            const { folder } = yield* Installed
            const { hidden } = modulesOf(join(folder, "node_modules", name))
            assert.include(hidden, `${name}/index`)
            const internal = hidden.filter((module) => module.startsWith(`${name}/internal/`))
            const sources = files(join(source, "src")).filter((file) => file.startsWith("internal/"))
            assert.lengthOf(internal, sources.length)
            writeFileSync(
              join(folder, "hidden.mjs"),
              `for (const module of ${JSON.stringify([...hidden, `${name}/internal/json`])}) {
                 const code = await import(module).then(() => "imported", (error) => error.code)
                 if (code !== "ERR_PACKAGE_PATH_NOT_EXPORTED") console.log(module, code)
               }`
            )
            assert.deepStrictEqual(yield* run(process.execPath, ["hidden.mjs"], folder), { status: 0, output: "" })
          }))
      })
    }

    it.effect("type-checks without the types of Node, its declarations included", () =>
      Effect.gen(function*() {
        const { folder } = yield* Installed
        const modules = published.flatMap(({ manifest: { name } }) =>
          modulesOf(join(folder, "node_modules", name)).open
        )
        const lines = modules.map((module, index) => `export * as M${index} from "${module}"`)
        writeFileSync(join(folder, "program.ts"), lines.join("\n"))
        const compilerOptions = {
          target: "ES2022",
          module: "NodeNext",
          strict: true,
          exactOptionalPropertyTypes: true,
          skipLibCheck: false,
          noEmit: true
        }
        writeFileSync(join(folder, "tsconfig.json"), JSON.stringify({ compilerOptions, files: ["program.ts"] }))
        assert.isFalse(existsSync(join(folder, "node_modules/@types/node")))
        const checked = yield* run(process.execPath, [program("typescript"), "-p", ".", "--pretty", "false"], folder)
        assert.deepStrictEqual(checked, { status: 0, output: "" })
      }))
  })
})
