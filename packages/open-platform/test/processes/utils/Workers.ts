/**
 * Processes of a platform, each with all that it said. They end with the scope, whatever state they are in.
 */
import * as Program from "@effect-wechat/testing/Program"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type * as Scope from "effect/Scope"
import { spawn } from "node:child_process"
import { createInterface } from "node:readline"
import * as Settings from "./Settings.ts"

const worker = Program.bundled(new URL("../worker.ts", import.meta.url))

const encodeSettings = Schema.encodeSync(Schema.parseJson(Settings.Settings))
const encodeOrder = Schema.encodeSync(Schema.parseJson(Settings.Order))
const decodeLine = Schema.decodeUnknownSync(Schema.parseJson(Settings.Line))

export interface Worker {
  readonly name: string
  readonly outcomes: ReadonlyArray<Settings.Outcome>
  readonly logs: ReadonlyArray<string>
  /** All that came out at the other end */
  readonly errors: () => string
  /** Whether it has ended by itself, though nobody told it to */
  readonly hasGivenUp: () => boolean
  readonly order: (order: Settings.Order) => Effect.Effect<void>
  /** Waits until so many more calls have succeeded */
  readonly succeed: (more: number) => Effect.Effect<void>
  /** Makes one call, and waits for its outcome */
  readonly call: (appId: string) => Effect.Effect<Settings.Outcome>
  readonly kill: Effect.Effect<void>
  readonly pause: Effect.Effect<void>
  readonly resume: Effect.Effect<void>
  /** Ends it in good order; gives the code of its exit */
  readonly stop: Effect.Effect<number | null>
}

/** Starts a process; it is ready then. */
export const start = (settings: Settings.Settings): Effect.Effect<Worker, never, Scope.Scope> =>
  Effect.gen(function*() {
    const program = yield* worker
    const child = yield* Effect.acquireRelease(
      Effect.sync(() => {
        const started = spawn(process.execPath, [program], { stdio: ["pipe", "pipe", "pipe"] })
        const onExit = () => {
          started.kill("SIGKILL")
        }
        const ended = new Promise<number | null>((resolve) => {
          started.on("close", (code) => {
            process.off("exit", onExit)
            resolve(code)
          })
        })
        // Whoever ends this process without ending its scopes leaves no other behind.
        process.on("exit", onExit)
        // It may be dead when it is told something.
        started.stdin.on("error", () => undefined)
        return { process: started, ended }
      }),
      ({ ended, process: started }) =>
        Effect.promise(() => {
          started.kill("SIGKILL")
          return ended
        })
    )
    const outcomes: Array<Settings.Outcome> = []
    const logs: Array<string> = []
    const watchers = new Set<() => void>()
    const tell = () => watchers.forEach((look) => look())
    let errors = ""
    let isReady = false
    let isEndMeant = false
    let hasEnded = false
    createInterface({ input: child.process.stdout }).on("line", (text) => {
      const line = decodeLine(text)
      if (line._tag === "Ready") isReady = true
      if (line._tag === "Outcome") outcomes.push(line)
      if (line._tag === "Log") logs.push(`${line.level} ${line.message}`)
      tell()
    })
    child.process.stderr.setEncoding("utf8").on("data", (text: string) => {
      errors += text
    })
    child.process.on("exit", () => {
      hasEnded = true
      tell()
    })

    const write = (text: string) => Effect.sync(() => void child.process.stdin.write(`${text}\n`))
    const signal = (name: NodeJS.Signals) => Effect.sync(() => void child.process.kill(name))
    const until = (isSo: () => boolean): Effect.Effect<void> =>
      Effect.async((resume) => {
        const look = () => {
          const isOver = isSo()
          if (!isOver && !hasEnded) return
          watchers.delete(look)
          resume(isOver ? Effect.void : Effect.dieMessage(`${settings.name} has ended\n${errors}`))
        }
        watchers.add(look)
        look()
        return Effect.sync(() => watchers.delete(look))
      })

    yield* write(encodeSettings(settings))
    yield* until(() => isReady)

    const order: Worker["order"] = (given) => write(encodeOrder(given))
    return {
      name: settings.name,
      outcomes,
      logs,
      errors: () => errors,
      hasGivenUp: () => hasEnded && !isEndMeant,
      order,
      succeed: (more) =>
        Effect.suspend(() => {
          const successes = () => outcomes.filter(({ error }) => error === undefined).length
          const enough = successes() + more
          return until(() => successes() >= enough)
        }),
      call: (appId) =>
        Effect.suspend(() => {
          const before = outcomes.length
          return Effect.zipRight(order({ _tag: "Call", appId }), until(() => outcomes.length > before)).pipe(
            Effect.flatMap(() => Effect.fromNullable(outcomes[before])),
            Effect.orDie
          )
        }),
      pause: signal("SIGSTOP"),
      resume: signal("SIGCONT"),
      kill: Effect.suspend(() => {
        isEndMeant = true
        return Effect.zipRight(signal("SIGKILL"), Effect.promise(() => child.ended))
      }).pipe(Effect.asVoid),
      stop: Effect.suspend(() => {
        isEndMeant = true
        return Effect.zipRight(order({ _tag: "Stop" }), Effect.promise(() => child.ended))
      })
    }
  })
