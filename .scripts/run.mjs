// Runs the project's tasks on a machine that has only Node and npm:
//   node .scripts/run.mjs <task>... [-- arguments of the last task]
// npx brings the pinned pnpm, and dependencies are installed only when the lockfile says that they changed.
import { spawnSync } from "node:child_process"
import { createHash } from "node:crypto"
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { basename, dirname, join } from "node:path"
import { fileURLToPath } from "node:url"

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const { packageManager } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"))

/** Runs a command from the root, stops everything if it fails. */
const run = (command, args, options = {}) => {
  const { error, signal, status } = spawnSync(command, args, { cwd: root, stdio: "inherit", ...options })
  if (error) {
    process.stderr.write(`Cannot run ${command}: ${error.message}\n`)
  }
  if (error || signal || status !== 0) process.exit(status || 1)
}

/** The program of an installed package. Node runs it, because what lies in .bin is not a program on Windows. */
const program = (name) => {
  const folder = join(root, "node_modules", name)
  const { bin: files } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"))
  return join(folder, typeof files === "string" ? files : Object.values(files)[0])
}

const bin = (name, ...args) => run(process.execPath, [program(name), ...args])

/** Every folder of packages/ and examples/ that is a package. */
const workspaces = () =>
  ["packages", "examples"]
    .filter((folder) => existsSync(join(root, folder)))
    .flatMap((folder) => readdirSync(join(root, folder)).map((name) => join(folder, name)))
    .filter((folder) => existsSync(join(root, folder, "package.json")))

const install = () => {
  const manifests = [
    "pnpm-lock.yaml",
    "pnpm-workspace.yaml",
    "package.json",
    ...workspaces().map((w) => join(w, "package.json"))
  ]
  const state = createHash("sha256").update(`${process.platform} ${process.arch}\n`)
  for (const file of manifests) state.update(`${file}\n`).update(readFileSync(join(root, file)))
  const digest = state.digest("hex")
  const stamp = join(root, "node_modules", ".installed")
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === digest) return
  // An install that stops half-way must not pass for the one before.
  rmSync(stamp, { force: true })
  // Standard output belongs to the task, so that `npm run --silent endpoints -- --json | jq` works on a fresh clone.
  run(`npx --yes ${packageManager.split("+")[0]} install --frozen-lockfile`, [], {
    stdio: ["ignore", 2, 2],
    shell: true,
    env: {
      ...process.env,
      // This is the pinned pnpm already. Looking for its own pin in the lockfile, it would find none and give up.
      pnpm_config_pm_on_fail: "ignore",
      // oxlint and vite run on Node 20.18, but ask for 20.19, and pnpm leaves out binaries that ask for more than there is.
      pnpm_config_node_version: "20.19.0"
    }
  })
  writeFileSync(stamp, digest)
}

/** TypeScript with the Effect diagnostics built in. */
const tsc = (...args) => {
  const found = spawnSync(process.execPath, [program("@effect/tsgo"), "get-exe-path"], { cwd: root, encoding: "utf8" })
  if (found.status !== 0) {
    process.stderr.write(`@effect/tsgo has no compiler for this machine. ${found.stdout}${found.stderr}\n`)
    process.exit(1)
  }
  run(found.stdout.trim(), args)
}

const projects = () =>
  workspaces()
    .flatMap((folder) => [join(folder, "tsconfig.json"), join(folder, "tsconfig.test.json")])
    .filter((file) => existsSync(join(root, file)))

const tasks = {
  /** Types and Effect diagnostics of every package, its tests and the examples */
  check: () => tsc("-b", ...projects()),
  /** Rules, package boundaries, import cycles, formatting */
  lint: () => {
    bin("oxlint", "--deny-warnings", "--config", ".oxlintrc.json")
    bin("dprint", "check", "--config", ".dprint.json")
  },
  format: () => bin("dprint", "fmt", "--config", ".dprint.json"),
  unit: (...args) => bin("vitest", "run", "--config", "vitest.workspace.ts", ...args),
  /** What is published: dist/ of every package */
  build: () => tsc("-b", ...projects().filter((file) => basename(file) === "tsconfig.json")),
  tour: (...args) => bin("tsx", "examples/tour/src/main.ts", ...args),
  "service-provider": (...args) => {
    // Ctrl-C is for the server, which takes a moment to end.
    process.on("SIGINT", () => {})
    run(process.execPath, ["--import", "tsx", "examples/service-provider/src/start.ts", ...args])
  },
  endpoints: (...args) => bin("tsx", "examples/endpoints/src/main.ts", ...args),
  /** Compiled, because what runs the sources slows them down */
  bench: (...args) => {
    tsc("-b", "packages/bench/tsconfig.json")
    run(process.execPath, ["--import", "./packages/bench/dist/register.js", "packages/bench/dist/main.js", ...args])
  }
}

const separator = process.argv.indexOf("--")
const names = process.argv.slice(2, separator === -1 ? undefined : separator)
const rest = separator === -1 ? [] : process.argv.slice(separator + 1)
for (const name of names) {
  if (!Object.hasOwn(tasks, name)) {
    process.stderr.write(`Unknown task "${name}". Known: ${Object.keys(tasks).join(", ")}\n`)
    process.exit(2)
  }
}
install()
names.forEach((name, index) => tasks[name](...(index === names.length - 1 ? rest : [])))
