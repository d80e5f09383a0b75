import { assert, layer } from "@effect/vitest"
import { SqlClient } from "@effect/sql/SqlClient"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as Postgres from "../utils/Postgres.ts"
import * as SqlStores from "../utils/SqlStores.ts"
import * as Fleet from "./utils/Fleet.ts"
import * as Witness from "./utils/Witness.ts"
import type { Worker } from "./utils/Workers.ts"

const renewBefore = 600_000

/** Two processes, an account whose token is void, and what the account has had from WeChat and in the store. */
const pair = Effect.gen(function*() {
  const witness = yield* Witness.Witness
  const connection = yield* Effect.flatMap(Postgres.Postgres, ({ newDatabase }) => newDatabase)
  const fleet = yield* Fleet.make({
    database: { _tag: "Postgres", ...connection, password: Redacted.value(connection.password) },
    client: Layer.orDie(Postgres.client(connection)),
    merchants: 1,
    lease: 60_000,
    renewBefore
  })
  const [appId = ""] = fleet.appIds
  const [a, b] = yield* Effect.all([fleet.start("a"), fleet.start("b")], { concurrency: 2 })
  yield* witness.revoke(appId)
  /** The tokens that a process used for its calls, in order, and what WeChat said */
  const usedBy = ({ name }: Worker) =>
    witness.asked.flatMap(({ errcode, process, token }) => process === name ? [[token, errcode]] : [])
  /** Which of the tokens that WeChat has issued were ever stored, in the order in which it issued them */
  const stored = Effect.map(fleet.commits, (commits) => {
    const tokens = new Set((commits[appId] ?? []).map(({ accessToken }) => accessToken))
    return witness.issues.map(({ accessToken }) => tokens.has(accessToken))
  })
  const issued = (index: number) => witness.issues[index] ?? assert.fail(`WeChat has not issued ${index} times`)
  const isNewest = Effect.map(fleet.stored(appId), (token) => token === witness.issues.at(-1)?.refreshToken)
  /** By the clock of the server, so that nobody has to wait for it */
  const endLeases = fleet.sql(SqlStores.run("UPDATE wechat_leases SET expires_at = clock_timestamp()"))
  return { a, appId, b, endLeases, fleet, isNewest, issued, stored, usedBy, witness }
})

/** A call that has asked WeChat for a token, and whose answer is under way. */
const beginRefresh = (worker: Worker, appId: string) =>
  Effect.gen(function*() {
    const { hold } = yield* Witness.Witness
    const held = yield* hold(worker.name)
    const call = yield* Effect.fork(worker.call(appId))
    yield* held.issued
    return { call, release: held.release }
  })

const succeeds = (call: Fiber.Fiber<{ readonly error?: string }>) =>
  Effect.map(Fiber.join(call), ({ error }) => assert.isUndefined(error))

/** More than the overlap of tokens and the grace of refresh tokens. */
const beyondGrace = "6 minutes"

const run = <A, E, R>(test: Effect.Effect<A, E, R>) =>
  test.pipe(Effect.scoped, Effect.provide(Witness.layer({ renewBefore })))

layer(Postgres.layer, { excludeTestServices: true, timeout: "3 minutes" })(
  "a process that is cut off between WeChat's answer and the commit",
  (it) => {
    for (
      const [when, later, invalid] of [["within WeChat's grace", "0 seconds", 0], [
        "beyond it",
        beyondGrace,
        1
      ]] as const
    ) {
      it.effect(`and sleeps until another has refreshed, ${when}: it takes the other's token and writes nothing`, () =>
        Effect.gen(function*() {
          const { a, appId, b, endLeases, isNewest, issued, stored, usedBy, witness } = yield* pair
          const refresh = yield* beginRefresh(a, appId)
          yield* a.pause
          yield* refresh.release
          yield* endLeases
          yield* witness.advance(later)
          const other = yield* b.call(appId)
          assert.isUndefined(other.error)
          yield* a.resume
          yield* succeeds(refresh.call)
          assert.deepStrictEqual(yield* stored, [true, false, true])
          assert.isTrue(yield* isNewest)
          for (const worker of [a, b]) {
            assert.deepStrictEqual(usedBy(worker), [[issued(0).accessToken, 40001], [issued(2).accessToken, 0]])
          }
          assert.lengthOf(witness.invalid, invalid)
        }).pipe(run))

      it.effect(`and is killed, ${when}: the next one refreshes with what is stored, and nothing is lost`, () =>
        Effect.gen(function*() {
          const { a, appId, b, endLeases, isNewest, issued, stored, usedBy, witness } = yield* pair
          const refresh = yield* beginRefresh(a, appId)
          yield* a.kill
          yield* refresh.release
          yield* endLeases
          yield* witness.advance(later)
          const other = yield* b.call(appId)
          assert.isUndefined(other.error)
          assert.deepStrictEqual(yield* stored, [true, false, true])
          assert.isTrue(yield* isNewest)
          assert.deepStrictEqual(usedBy(b), [[issued(0).accessToken, 40001], [issued(2).accessToken, 0]])
          assert.lengthOf(witness.invalid, invalid)
          yield* Fiber.interrupt(refresh.call)
        }).pipe(run))
    }

    it.effect("and wakes just before another commits: both go on with what was stored first, and the next refresh recovers", () =>
      Effect.gen(function*() {
        const { a, appId, b, endLeases, isNewest, issued, stored, usedBy, witness } = yield* pair
        const first = yield* beginRefresh(a, appId)
        yield* a.pause
        yield* first.release
        yield* endLeases
        const second = yield* beginRefresh(b, appId)
        yield* a.resume
        yield* succeeds(first.call)
        yield* second.release
        yield* succeeds(second.call)
        assert.deepStrictEqual(yield* stored, [true, true, false])
        for (const worker of [a, b]) {
          assert.deepStrictEqual(usedBy(worker), [[issued(0).accessToken, 40001], [issued(1).accessToken, 0]])
        }
        assert.isFalse(yield* isNewest)
        assert.lengthOf(witness.invalid, 0)

        yield* witness.advance(beyondGrace)
        for (const worker of [b, a]) {
          const { error } = yield* worker.call(appId)
          assert.isUndefined(error)
          assert.deepStrictEqual(usedBy(worker).slice(2), [[issued(1).accessToken, 40001], [issued(3).accessToken, 0]])
        }
        assert.deepStrictEqual(yield* stored, [true, true, false, true])
        assert.isTrue(yield* isNewest)
        assert.lengthOf(witness.invalid, 1)
      }).pipe(run))

    it.effect("and is killed while the server has its write already: the next one goes on with what it wrote", () =>
      Effect.gen(function*() {
        const { a, appId, b, endLeases, fleet, issued, stored, usedBy, witness } = yield* pair
        const [locked, unlocked] = [yield* Deferred.make<void>(), yield* Deferred.make<void>()]
        const holder = yield* fleet.sql(Effect.flatMap(SqlClient, (sql) =>
          sql.withTransaction(
            SqlStores.run("SELECT 1 FROM wechat_documents WHERE kind = 'authorizer' FOR UPDATE").pipe(
              Effect.andThen(Deferred.succeed(locked, undefined)),
              Effect.andThen(Deferred.await(unlocked))
            )
          ))).pipe(Effect.fork)
        yield* Deferred.await(locked)
        const call = yield* Effect.fork(a.call(appId))
        yield* fleet.sql(Postgres.untilBlocked)
        yield* a.kill
        yield* Deferred.succeed(unlocked, undefined)
        yield* Fiber.join(holder)
        yield* Effect.repeat(stored, { until: ([, second]) => second === true })
        yield* endLeases
        const other = yield* b.call(appId)
        assert.isUndefined(other.error)
        assert.lengthOf(witness.issues, 2)
        assert.deepStrictEqual(usedBy(b), [[issued(1).accessToken, 0]])
        yield* Fiber.interrupt(call)
      }).pipe(run))
  }
)
