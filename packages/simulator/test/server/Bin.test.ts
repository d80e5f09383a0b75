import { assert, describe, it } from "@effect/vitest"
import { Control } from "@effect-wechat/simulator"
import * as Program from "@effect-wechat/testing/Program"
import * as NodeFileSystem from "@effect/platform-node/NodeFileSystem"
import * as Effect from "effect/Effect"
import * as Queue from "effect/Queue"
import { spawn } from "node:child_process"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import * as CommandLine from "../../src/internal/commandLine.ts"
import { ask, start } from "../utils/Sockets.ts"

const bin = Program.bundled(new URL("../../src/bin.ts", import.meta.url))

interface Ended {
  readonly code: number | null
  readonly output: string
  readonly errors: string
}

/** The program as a child process, stopped at the end of the test if it still runs. */
const run = (...args: ReadonlyArray<string>) =>
  Effect.gen(function*() {
    const printed = yield* Queue.unbounded<string>()
    const program = yield* bin
    const child = yield* Effect.acquireRelease(
      Effect.sync(() => spawn(process.execPath, [program, ...args], { stdio: ["ignore", "pipe", "pipe"] })),
      (child) => Effect.sync(() => child.kill("SIGKILL"))
    )
    let output = ""
    let errors = ""
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      output += text
      Queue.unsafeOffer(printed, output)
    })
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      errors += text
    })
    const ended = new Promise<Ended>((resolve) => {
      child.on("close", (code) => resolve({ code, output, errors }))
    })
    return {
      /** What it has printed once it says where it is */
      greeting: Effect.repeat(Queue.take(printed), { until: (text) => text.includes("try it") }),
      ended: Effect.promise(() => ended),
      stop: (signal: NodeJS.Signals) => Effect.sync(() => child.kill(signal))
    }
  })

const file = (content: string) =>
  Effect.map(
    Effect.acquireRelease(
      Effect.sync(() => mkdtempSync(join(tmpdir(), "world-"))),
      (folder) => Effect.sync(() => rmSync(folder, { recursive: true }))
    ),
    (folder) => {
      const path = join(folder, "world.json")
      writeFileSync(path, content)
      return path
    }
  )

const line = (text: string, start: RegExp): string => start.exec(text)?.[1] ?? assert.fail(`${start} in ${text}`)

describe("wechat-simulator", () => {
  it.scopedLive(
    "says where it is and what to call with, answers, and stops cleanly when asked",
    () =>
      Effect.gen(function*() {
        const program = yield* run("--port", "0")
        const greeting = yield* program.greeting
        const baseUrl = line(greeting, /Base URL +(\S+)/)
        assert.match(baseUrl, /^http:\/\/127\.0\.0\.1:\d+$/)
        assert.include(greeting, `${baseUrl}${Control.prefix}/docs`)
        assert.match(greeting, /Component +wx[0-9a-f]{16}\n +secret +[0-9a-f]{32}\n +token +\S+\n +AES key +\w{43}\n/)
        const answer = yield* ask(line(greeting, /try it +curl '([^']+)'/))
        assert.isString(JSON.parse(answer.text).access_token)
        yield* program.stop("SIGTERM")
        assert.deepInclude(yield* program.ended, { code: 0, errors: "" })
      })
  )

  it.scopedLive("begins with the world of a file, and ends on SIGINT, too", () =>
    Effect.gen(function*() {
      const path = yield* file(JSON.stringify({
        components: [{ appId: "wxcomponent" }],
        accounts: [{ appId: "wxaccount", secret: "known" }],
        authorizations: [{ component: "wxcomponent", account: "wxaccount", permissionSets: [11] }]
      }))
      const program = yield* run("--port", "0", "--seed", "7", "--world", path)
      const greeting = yield* program.greeting
      assert.match(greeting, /Component +wxcomponent\n/)
      assert.match(greeting, /Account +wxaccount .*\n +secret +known\n/)
      const shown = yield* ask(`${line(greeting, /Base URL +(\S+)/)}${Control.prefix}/components/wxcomponent`)
      assert.deepStrictEqual(JSON.parse(shown.text).authorizations, [{ account: "wxaccount", permissionSets: [11] }])
      yield* program.stop("SIGINT")
      assert.deepInclude(yield* program.ended, { code: 0 })
    }))

  it.scopedLive(
    "refuses a wrong command line with its usage and 2, and a wrong world with 1",
    () =>
      Effect.gen(function*() {
        const path = yield* file(`{ "accounts": [{ "kind": "shop" }] }`)
        const [flag, world] = yield* Effect.all([
          Effect.flatMap(run("--prot", "1"), (program) => program.ended),
          Effect.flatMap(run("--port", "0", "--world", path), (program) => program.ended)
        ], { concurrency: "unbounded" })
        assert.deepStrictEqual([flag.code, flag.output, world.code, world.output], [2, "", 1, ""])
        assert.match(flag.errors, /^Unknown option '--prot'\n\nUsage: wechat-simulator/)
        assert.match(world.errors, /^The world file \S+ does not describe a world:\n {2}accounts\[0\]\.kind: [^\n]+\n$/)
      })
  )

  it.scopedLive(
    "refuses a world that contradicts itself, and an address that this machine has not",
    () =>
      Effect.gen(function*() {
        const world = { authorizations: [{ component: "wxnone", account: "wxnone", permissionSets: [] }] }
        const path = yield* file(JSON.stringify(world))
        const [contradiction, address] = yield* Effect.all([
          Effect.flatMap(run("--port", "0", "--world", path), (program) => program.ended),
          Effect.flatMap(run("--port", "0", "--host", "203.0.113.1"), (program) => program.ended)
        ], { concurrency: "unbounded" })
        assert.deepStrictEqual([contradiction.code, address.code], [1, 1])
        assert.include(contradiction.errors, `${path} contradicts itself: There is no component wxnone in this world`)
        assert.include(address.errors, "This machine has no address 203.0.113.1")
      })
  )

  it.scopedLive("says so when its port is in use", () =>
    Effect.gen(function*() {
      const { server } = yield* start()
      const ended = yield* Effect.flatMap(run("--port", `${server.port}`), (program) => program.ended)
      assert.strictEqual(ended.code, 1)
      assert.strictEqual(
        ended.errors.trim(),
        `Port ${server.port} of 127.0.0.1 is in use: stop what listens there, or choose another --port`
      )
    }))
})

describe("the command line", () => {
  const refused = (...args: ReadonlyArray<string>) => Effect.flip(CommandLine.parse(args))

  it.effect("has a default for everything", () =>
    Effect.gen(function*() {
      assert.deepStrictEqual(yield* CommandLine.parse([]), {
        port: 8899,
        host: "127.0.0.1",
        world: undefined,
        seed: 1,
        help: false
      })
      assert.isTrue((yield* CommandLine.parse(["-h"])).help)
    }))

  for (
    const [args, said] of [
      [["--prot", "1"], "'--prot'"],
      [["8899"], "'8899'"],
      [["--port"], "--port"],
      [["--port", "70000"], `--port must be a whole number from 0 to 65535, not "70000"`],
      [["--port", "-1"], "--port"],
      [["--port="], "--port must be a whole number"],
      [["--seed", "x"], "--seed must be a whole number"]
    ] as const
  ) {
    it.effect(`refuses ${args.join(" ")}, and shows what is right`, () =>
      Effect.gen(function*() {
        const { exitCode, message } = yield* refused(...args)
        assert.strictEqual(exitCode, 2)
        assert.include(message, said)
        assert.isTrue(message.endsWith(CommandLine.usage))
      }))
  }
})

describe("a world file", () => {
  const read = (content: string) =>
    Effect.gen(function*() {
      const path = yield* file(content)
      return yield* Effect.provide(CommandLine.readWorld(path), NodeFileSystem.layer)
    })

  it.scoped("is read as it stands", () =>
    Effect.gen(function*() {
      const world = { accounts: [{ appId: "wx1", drafts: 2 }] }
      assert.deepStrictEqual(yield* read(JSON.stringify(world)), world)
    }))

  it.scoped("is refused when it is not there, or no JSON", () =>
    Effect.gen(function*() {
      const missing = yield* Effect.flip(Effect.provide(CommandLine.readWorld("/nowhere.json"), NodeFileSystem.layer))
      assert.include(missing.message, "/nowhere.json cannot be read")
      assert.include((yield* Effect.flip(read("{ accounts: [] }"))).message, "is not JSON: ")
    }))

  it.scoped("is refused with the name of every field that is wrong", () =>
    Effect.gen(function*() {
      const { message } = yield* Effect.flip(read(JSON.stringify({
        accounts: [{}, { kind: "shop" }],
        components: [{ encodingAesKey: "short", secrte: "a" }]
      })))
      assert.include(message, "\n  accounts[1].kind: ")
      assert.include(message, "\n  components[0].encodingAesKey: must be 43 letters and digits")
      assert.include(message, "\n  components[0].secrte: is unexpected")
    }))
})
