import { assert, describe, it, layer } from "@effect/vitest"
import * as Arr from "effect/Array"
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Random from "effect/Random"
import * as Redacted from "effect/Redacted"
import * as Postgres from "../utils/Postgres.ts"
import * as Sqlite from "../utils/Sqlite.ts"
import * as SqlStores from "../utils/SqlStores.ts"
import * as Fleet from "./utils/Fleet.ts"
import * as Verdict from "./utils/Verdict.ts"
import * as Witness from "./utils/Witness.ts"
import type { Worker } from "./utils/Workers.ts"

/** Two hours of WeChat in six of our seconds; the overlap of tokens, and the grace of refresh tokens, in a quarter of one. */
const speed = 1_200
const renewBefore = 1_500
/** So long are new tokens under way, for processes to be cut off just then. */
const latency = 100
/** More than a renewal takes on a busy machine, and less than anybody waits for one. */
const lease = 4_000

type Event = "kill" | "pause" | "outage"

interface Storm extends Pick<Fleet.Options, "client" | "database" | "merchants"> {
  readonly processes: number
  readonly callers: number
  readonly events: ReadonlyArray<Event>
  /** Stops the database and starts it again */
  readonly outage: Effect.Effect<void>
  /** Whether a process that sleeps may hold up the others */
  readonly mayBlock: boolean
}

/** So many calls of a process that it cannot be by chance that it goes on. */
const enough = 20

/** Everything at random that can happen to the processes, and then all that is promised. */
const storm = (options: Storm) =>
  Effect.gen(function*() {
    const seed = process.env["SEED"] ?? `${yield* Clock.currentTimeMillis}`
    const witness = yield* Witness.Witness
    const fleet = yield* Fleet.make({ ...options, lease, renewBefore })
    const disturbances: Array<Verdict.Disturbance> = []
    const all: Array<Worker> = []
    let names = 0
    const alive = new Set<Worker>()

    const launch = Effect.gen(function*() {
      const worker = yield* fleet.start(`process ${++names}`)
      all.push(worker)
      alive.add(worker)
      yield* worker.order({ _tag: "Storm", appIds: fleet.appIds, seed, callers: options.callers })
    })

    /** All go on, however long that takes. */
    const succeed = (workers: Iterable<Worker>, more: number) =>
      Effect.forEach(workers, (worker) => worker.succeed(more), { concurrency: "unbounded", discard: true })

    const disturbed = (what: Event | "stop", name: string | undefined, event: Effect.Effect<void>) =>
      Effect.gen(function*() {
        const from = yield* Clock.currentTimeMillis
        yield* event
        const to = yield* Clock.currentTimeMillis
        disturbances.push({ what, ...(name === undefined ? {} : { process: name }), from, to })
      })

    const happen = (event: Event) =>
      Effect.gen(function*() {
        if (event === "outage") return yield* disturbed(event, undefined, options.outage)
        const [victim] = yield* Random.shuffle(alive)
        if (victim === undefined) return
        const others = [...alive].filter((worker) => worker !== victim)
        if (event === "kill") {
          yield* disturbed(event, victim.name, victim.kill)
          alive.delete(victim)
          yield* succeed(others, enough)
          return yield* launch
        }
        yield* disturbed(
          event,
          options.mayBlock ? undefined : victim.name,
          victim.pause.pipe(
            Effect.andThen(Effect.sleep(Duration.millis(lease + 500))),
            Effect.andThen(options.mayBlock ? Effect.void : succeed(others, enough)),
            Effect.andThen(victim.resume)
          )
        )
      })

    yield* Effect.gen(function*() {
      yield* Effect.all(Arr.makeBy(options.processes, () => launch), { concurrency: "unbounded" })
      const revoking = yield* Random.shuffle(fleet.appIds).pipe(
        Effect.flatMap(Effect.forEach((appId) => Effect.delay(witness.revoke(appId), "100 millis"), { discard: true })),
        Effect.fork
      )
      for (const event of yield* Random.shuffle(options.events)) {
        yield* succeed(alive, 10 * options.callers)
        yield* happen(event)
      }
      yield* succeed(alive, 15 * options.callers)
      yield* Fiber.interrupt(revoking)
      for (const worker of alive) {
        yield* disturbed(
          "stop",
          worker.name,
          Effect.map(worker.stop, (code) => assert.strictEqual(code, 0, `${worker.name}\n${worker.errors()}`))
        )
      }

      const commits = yield* fleet.commits
      const stored = Verdict.storesFirst(witness, commits)
      Verdict.hasNoCasualties(all)
      Verdict.failsOnlyWhenDisturbed(witness, all, disturbances)
      const repeats = Verdict.repeatsOnce(witness.asked, all)
      Verdict.heedsRejections(witness.asked, all)

      // Every account is good for one more refresh, with what is stored for it.
      const newest = new Map(witness.issues.map(({ appId, refreshToken }) => [appId, refreshToken]))
      const stale = yield* Effect.filter(
        fleet.appIds,
        (appId) => Effect.map(fleet.stored(appId), (token) => token !== newest.get(appId))
      )
      const takenBefore = witness.invalid.length
      yield* witness.advance("6 minutes")
      yield* Effect.forEach(fleet.appIds, witness.revoke)
      yield* Effect.forEach(fleet.appIds, fleet.call, { concurrency: 8 })
      assert.sameMembers(witness.invalid.slice(takenBefore), stale)

      const refreshes = Verdict.refreshesOnce(
        witness,
        new Set([...stored, ...Verdict.storesFirst(witness, yield* fleet.commits)]),
        yield* fleet.takeovers,
        disturbances
      )
      // The storm was one.
      assert.isAbove(refreshes, 3 * options.merchants)
      assert.isAbove(repeats, 0)
    }).pipe(
      Effect.withRandom(Random.make(seed)),
      Effect.tapErrorCause(() => Effect.sync(() => process.stderr.write(`The seed was ${seed}\n`)))
    )
  }).pipe(Effect.scoped, Effect.provide(Witness.layer({ speed, renewBefore, latency })))

layer(Postgres.layer, { excludeTestServices: true, timeout: "3 minutes" })("many processes on Postgres", (it) => {
  it.effect(
    "refresh once for each end of a token and lose none, while processes are killed and stopped and the server restarts",
    () =>
      Effect.gen(function*() {
        const postgres = yield* Postgres.Postgres
        const connection = yield* postgres.newDatabase
        yield* storm({
          database: { _tag: "Postgres", ...connection, password: Redacted.value(connection.password) },
          client: Layer.orDie(Postgres.client(connection)),
          merchants: 200,
          processes: 4,
          callers: 6,
          events: ["kill", "kill", "pause", "outage"],
          mayBlock: false,
          outage: postgres.stop.pipe(
            Effect.andThen(Effect.sleep("2 seconds")),
            Effect.andThen(postgres.start)
          )
        })
      })
  )
})

describe("three processes on one file of SQLite", () => {
  it.live(
    "refresh once for each end of a token and lose none, while processes are killed and stopped",
    () =>
      Effect.gen(function*() {
        const { path } = yield* SqlStores.SqliteFile
        yield* storm({
          database: { _tag: "Sqlite", path },
          client: Sqlite.file(path),
          merchants: 30,
          processes: 3,
          callers: 2,
          events: ["kill", "pause"],
          mayBlock: true,
          outage: Effect.void
        })
      }).pipe(Effect.provide(SqlStores.SqliteFile.live))
  )
})
