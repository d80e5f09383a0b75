import type { PlatformStore } from "@effect-wechat/open-platform"
import { SqlClient } from "@effect/sql/SqlClient"
import { assert, describe, it, layer } from "@effect/vitest"
import { assertNone, assertSome } from "@effect/vitest/utils"
import { Deferred, Duration, Effect, Fiber, Layer, Option, TestClock } from "effect"
import * as Postgres from "../utils/Postgres.ts"
import * as Sqlite from "../utils/Sqlite.ts"
import * as SqlStores from "../utils/SqlStores.ts"

const { asTimePasses, keyOf, list, rows, run } = SqlStores

const first = { id: "a", version: 1, body: "first" }

const faultOf = <A>(attempt: Effect.Effect<A, PlatformStore.StoreError>) =>
  Effect.map(Effect.flip(attempt), ({ fault, operation }) => `${operation}: ${fault}`)

/** Everything that a store can be asked, and how each fails. */
const faults = (store: PlatformStore.Service) =>
  Effect.all([
    faultOf(store.get(keyOf("a"))),
    faultOf(store.put(keyOf("b"), "SECRET", 0)),
    faultOf(store.put(keyOf("a"), "SECRET", 1)),
    faultOf(store.page(list, { after: undefined, limit: 9 })),
    faultOf(store.acquire("lease", "one", Duration.minutes(1))),
    faultOf(store.release("lease", "one"))
  ])

const operations = ["get", "put", "put", "page", "acquire", "release"]

/** What was there is there, and all can be done again. */
const serves = (store: PlatformStore.Service) =>
  Effect.gen(function*() {
    assertSome(yield* store.get(keyOf("a")), first)
    assertNone(yield* store.get(keyOf("b")))
    assert.isTrue(yield* store.acquire("again", "one", Duration.minutes(1)))
    assert.isTrue(yield* store.put(keyOf("c"), "body", 0))
    assert.isTrue(yield* store.put(keyOf("c"), "body", 1))
    assert.lengthOf(yield* store.page(list, { after: undefined, limit: 9 }), 2)
  })

const begun = Effect.gen(function*() {
  const store = yield* SqlStores.make()
  assert.isTrue(yield* store.put(keyOf("a"), "first", 0))
  return store
})

/** Holds something within a transaction until the effect is done. */
const holding = <A, E>(hold: Effect.Effect<void, never, SqlClient>, meanwhile: Effect.Effect<A, E, SqlClient>) =>
  Effect.gen(function*() {
    const sql = yield* SqlClient
    const held = yield* Deferred.make<void>()
    const done = yield* Deferred.make<void>()
    const holder = yield* Effect.fork(sql.withTransaction(
      Effect.andThen(hold, Effect.andThen(Deferred.succeed(held, undefined), Deferred.await(done)))
    ))
    yield* Deferred.await(held)
    const result = yield* Effect.ensuring(meanwhile, Deferred.succeed(done, undefined))
    yield* Fiber.join(holder)
    return result
  })

const onFile = Layer.provide(SqlStores.onFile, SqlStores.SqliteFile.live)

describe("the store on SQLite", () => {
  it.effect("fails on a full disk and serves again when there is room", () =>
    Effect.gen(function*() {
      const store = yield* begun
      const [[pages] = []] = yield* rows("PRAGMA page_count")
      yield* run(`PRAGMA max_page_count = ${Number(pages)}`)
      const huge = "SECRET".repeat(100_000)
      assert.strictEqual(yield* faultOf(store.put(keyOf("b"), huge, 0)), "put: DiskFull")
      assert.strictEqual(yield* faultOf(store.put(keyOf("a"), huge, 1)), "put: DiskFull")
      assertSome(yield* store.get(keyOf("a")), first)
      yield* run("PRAGMA max_page_count = 1000000")
      yield* serves(store)
    }).pipe(Effect.provide(onFile)))

  it.effect("reads a database that has become read-only, and fails to write", () =>
    Effect.gen(function*() {
      const store = yield* begun
      yield* run("PRAGMA query_only = ON")
      assertSome(yield* store.get(keyOf("a")), first)
      assert.strictEqual(yield* faultOf(store.put(keyOf("a"), "second", 1)), "put: ReadOnly")
      assert.strictEqual(yield* faultOf(store.acquire("lease", "one", Duration.minutes(1))), "acquire: ReadOnly")
      yield* run("PRAGMA query_only = OFF")
      yield* serves(store)
    }).pipe(Effect.provide(onFile)))

  it.effect("fails when its tables are gone", () =>
    Effect.gen(function*() {
      const store = yield* begun
      yield* run("DROP TABLE wechat_documents")
      yield* run("DROP TABLE wechat_leases")
      assert.deepStrictEqual(yield* faults(store), operations.map((operation) => `${operation}: SQLITE_ERROR`))
    }).pipe(Effect.provide(onFile)))

  it.effect("does not join the caller's transaction, which it would have to wait for in vain", () =>
    Effect.gen(function*() {
      const store = yield* begun
      const sql = yield* SqlClient
      const within = yield* Effect.fork(sql.withTransaction(faultOf(store.put(keyOf("a"), "second", 1))))
      for (let step = 0; step < 200; step++) yield* Effect.yieldNow()
      yield* TestClock.adjust("5 seconds")
      assert.strictEqual(yield* Fiber.join(within), "put: TimedOut")
      yield* serves(store)
    }).pipe(Effect.provide(onFile)))

  it.effect("fails in time while another process writes, and what was confirmed afterwards is there", () =>
    Effect.gen(function*() {
      const { path } = yield* SqlStores.SqliteFile
      yield* Effect.gen(function*() {
        const store = yield* Effect.provide(
          SqlStores.make({ timeLimit: "500 millis" }),
          Layer.succeed(SqlClient, yield* SqlClient)
        )
        assert.isTrue(yield* store.put(keyOf("a"), "first", 0))
        yield* run("PRAGMA busy_timeout = 20")
        yield* holding(run("DELETE FROM wechat_leases"), asTimePasses(writingTimesOut(store))).pipe(
          Effect.provide(Sqlite.file(path))
        )
        yield* asTimePasses(serves(store))
        // Another process has it, so it is in the file.
        yield* Effect.gen(function*() {
          const other = yield* SqlStores.make()
          assertSome(yield* other.get(keyOf("c")), { id: "c", version: 2, body: "body" })
        }).pipe(Effect.provide(Sqlite.file(path)))
      }).pipe(Effect.provide(Sqlite.file(path)))
    }).pipe(Effect.provide(SqlStores.SqliteFile.live)))

  it.effect("confirms nothing that the driver takes back, because somebody else met a lock on the same client", () =>
    Effect.gen(function*() {
      const { path } = yield* SqlStores.SqliteFile
      yield* Effect.gen(function*() {
        const sql = yield* SqlClient
        const store = yield* begun
        yield* run("PRAGMA busy_timeout = 0")
        yield* run("CREATE TABLE mine (id)")
        for (const [index, kind] of (["put", "make"] as const).entries()) {
          yield* holding(
            run("DELETE FROM wechat_leases WHERE name = ''"),
            Effect.flip(Effect.provideService(sql.unsafe("INSERT INTO mine VALUES (1)"), SqlClient, sql))
          ).pipe(Effect.provide(Sqlite.file(path)))
          if (kind === "put") assert.isTrue(yield* asTimePasses(store.put(keyOf("a"), "second", 1)))
          if (kind === "make") assert.isTrue(yield* asTimePasses(store.put(keyOf(`made ${index}`), "body", 0)))
          yield* Effect.gen(function*() {
            const other = yield* SqlStores.make()
            if (kind === "put") assertSome(yield* other.get(keyOf("a")), { id: "a", version: 2, body: "second" })
            if (kind === "make") assert.isTrue(Option.isSome(yield* other.get(keyOf(`made ${index}`))))
          }).pipe(Effect.provide(Sqlite.file(path)))
        }
      }).pipe(Effect.provide(Sqlite.file(path)))
    }).pipe(Effect.provide(SqlStores.SqliteFile.live)))
})

/** Writing ends in time; reading goes on. */
const writingTimesOut = (store: PlatformStore.Service) =>
  Effect.gen(function*() {
    assert.strictEqual(yield* faultOf(store.put(keyOf("a"), "second", 1)), "put: TimedOut")
    assert.strictEqual(yield* faultOf(store.acquire("lease", "one", Duration.minutes(1))), "acquire: TimedOut")
    assertSome(yield* store.get(keyOf("a")), first)
  })

/** A client of an empty database. */
const onNewDatabase = (options?: Parameters<typeof Postgres.client>[1]) =>
  Layer.unwrapEffect(
    Effect.map(
      Effect.flatMap(Postgres.Postgres, ({ newDatabase }) => newDatabase),
      (connection) => Layer.orDie(Postgres.client(connection, options))
    )
  )

layer(Postgres.layer, { timeout: "3 minutes" })("the store on Postgres", (it) => {
  for (const how of ["stop", "kill"] as const) {
    it.effect(`fails at once when the server is gone (${how}), and serves again without a restart when it is back`, () =>
      Effect.gen(function*() {
        const server = yield* Postgres.Postgres
        const store = yield* begun
        yield* server[how]
        // The pool may learn first of all that its connections are gone.
        const [, ...others] = yield* faults(store)
        assert.deepStrictEqual(others, operations.slice(1).map((operation) => `${operation}: ECONNREFUSED`))
        yield* server.start
        yield* serves(store)
      }).pipe(Effect.provide(onNewDatabase())))
  }

  it.effect("fails when its connections are ended in the middle of a write, and serves again", () =>
    Effect.gen(function*() {
      const store = yield* begun
      const fault = yield* holding(
        run("SELECT * FROM wechat_documents FOR UPDATE"),
        Effect.gen(function*() {
          const writing = yield* Effect.fork(faultOf(store.put(keyOf("a"), "second", 1)))
          yield* Postgres.untilBlocked
          yield* run(
            `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE datname = current_database() AND wait_event_type = 'Lock'`
          )
          return yield* Fiber.join(writing)
        })
      )
      assert.strictEqual(fault, "put: ConnectionLost")
      yield* serves(store)
    }).pipe(Effect.provide(onNewDatabase())))

  it.effect("ends an operation in time that waits for another, and takes back what it would have written", () =>
    Effect.gen(function*() {
      const store = yield* begun
      yield* holding(
        run("SELECT * FROM wechat_documents FOR UPDATE"),
        Effect.gen(function*() {
          const writing = yield* Effect.fork(faultOf(store.put(keyOf("a"), "second", 1)))
          yield* Postgres.untilBlocked
          // Who reads does not wait.
          assertSome(yield* store.get(keyOf("a")), first)
          yield* TestClock.adjust("5 seconds")
          assert.strictEqual(yield* Fiber.join(writing), "put: TimedOut")
          yield* Postgres.untilFree
        })
      )
      yield* serves(store)
    }).pipe(Effect.provide(onNewDatabase())))

  it.effect("lets nobody go who writes before it is known what was written", () =>
    Effect.gen(function*() {
      const store = yield* begun
      yield* holding(
        run("SELECT * FROM wechat_documents FOR UPDATE"),
        Effect.gen(function*() {
          const writing = yield* Effect.fork(store.put(keyOf("a"), "second", 1))
          yield* Postgres.untilBlocked
          const leaving = yield* Effect.fork(Fiber.interrupt(writing))
          assert.strictEqual(yield* Postgres.blocked, 1)
          assertNone(yield* Fiber.poll(leaving))
        })
      )
      // It has written, because the lock is free.
      yield* Effect.repeat(store.get(keyOf("a")), { until: Option.exists(({ version }) => version === 2) })
    }).pipe(Effect.provide(onNewDatabase())))

  it.effect("ends an operation in time that gets no connection, and serves when there is one", () =>
    Effect.gen(function*() {
      const store = yield* begun
      const sql = yield* SqlClient
      yield* sql.withTransaction(Effect.gen(function*() {
        const waiting = yield* Effect.fork(faults(store))
        for (const _ of operations) {
          for (let step = 0; step < 500; step++) yield* Effect.yieldNow()
          yield* TestClock.adjust("5 seconds")
        }
        assert.deepStrictEqual(yield* Fiber.join(waiting), operations.map((operation) => `${operation}: TimedOut`))
      }))
      yield* serves(store)
    }).pipe(Effect.provide(onNewDatabase({ maxConnections: 1 }))))

  it.effect("keeps what was written when the caller's transaction is rolled back", () =>
    Effect.gen(function*() {
      const store = yield* SqlStores.make()
      const sql = yield* SqlClient
      yield* run("CREATE TABLE mine (id text)")
      const rolledBack = sql.withTransaction(Effect.gen(function*() {
        yield* run("INSERT INTO mine VALUES ('a')")
        assert.isTrue(yield* store.put(keyOf("a"), "first", 0))
        return yield* Effect.fail("rolled back")
      }))
      assert.strictEqual(yield* Effect.flip(rolledBack), "rolled back")
      assert.deepStrictEqual(yield* rows("SELECT * FROM mine"), [])
      yield* serves(store)
    }).pipe(Effect.provide(onNewDatabase())))

  it.effect("says that a write came too late in a database whose transactions are serializable, too", () =>
    Effect.gen(function*() {
      const { newDatabase } = yield* Postgres.Postgres
      const connection = yield* newDatabase
      yield* run(`ALTER DATABASE ${connection.database} SET default_transaction_isolation = serializable`).pipe(
        Effect.provide(Postgres.client(connection))
      )
      yield* Effect.gen(function*() {
        const store = yield* SqlStores.make({ timeLimit: "1 day" })
        assert.isTrue(yield* store.put(keyOf("a"), "first", 0))
        const writing = yield* holding(
          run("UPDATE wechat_documents SET version = 2"),
          Effect.tap(Effect.forkDaemon(store.put(keyOf("a"), "late", 1)), Postgres.untilBlocked)
        )
        // It tries again after a moment.
        yield* Effect.repeat(
          Effect.andThen(Postgres.blocked, Effect.andThen(TestClock.adjust("100 millis"), Fiber.poll(writing))),
          { until: Option.isSome }
        )
        assert.isFalse(yield* Fiber.join(writing))
        assertSome(yield* store.get(keyOf("a")), { id: "a", version: 2, body: "first" })
      }).pipe(Effect.provide(Postgres.client(connection)))
    }))

  it.effect("reads a database that has become read-only, and fails to write", () =>
    Effect.gen(function*() {
      const { newDatabase } = yield* Postgres.Postgres
      const connection = yield* newDatabase
      yield* Effect.asVoid(begun).pipe(Effect.provide(Postgres.client(connection)))
      yield* run(`ALTER DATABASE ${connection.database} SET default_transaction_read_only = on`).pipe(
        Effect.provide(Postgres.client(connection))
      )
      yield* Effect.gen(function*() {
        const store = yield* SqlStores.make()
        assertSome(yield* store.get(keyOf("a")), first)
        assert.strictEqual(yield* faultOf(store.put(keyOf("a"), "second", 1)), "put: ReadOnly")
        assert.strictEqual(yield* faultOf(store.acquire("lease", "one", Duration.minutes(1))), "acquire: ReadOnly")
      }).pipe(Effect.provide(Postgres.client(connection)))
    }))

  it.effect("fails when its tables are gone", () =>
    Effect.gen(function*() {
      const store = yield* begun
      yield* run("DROP TABLE wechat_documents, wechat_leases")
      assert.deepStrictEqual(yield* faults(store), operations.map((operation) => `${operation}: NoSuchTable`))
    }).pipe(Effect.provide(onNewDatabase())))
})
