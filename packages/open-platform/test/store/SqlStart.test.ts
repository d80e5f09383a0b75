import { PlatformStore, StoreEncryption } from "@effect-wechat/open-platform"
import * as Program from "@effect-wechat/testing/Program"
import * as PlatformStoreSql from "@effect-wechat/open-platform/PlatformStore/Sql"
import * as Reactivity from "@effect/experimental/Reactivity"
import * as Migrator from "@effect/sql/Migrator"
import * as SqlClient from "@effect/sql/SqlClient"
import { makeCompiler } from "@effect/sql/Statement"
import { assert, describe, it, layer } from "@effect/vitest"
import { assertSome } from "@effect/vitest/utils"
import { Cause, Duration, Effect, Exit, Fiber, Layer, Redacted, TestClock } from "effect"
import { spawn } from "node:child_process"
import { once } from "node:events"
import * as Postgres from "../utils/Postgres.ts"
import * as Sqlite from "../utils/Sqlite.ts"
import * as SqlStores from "../utils/SqlStores.ts"

const { asTimePasses, keyOf, list, rows, run } = SqlStores

const current = 3

/** How the start of a store fails on the client of the context. */
const refusal = (options?: PlatformStoreSql.Options) =>
  Effect.flip(Effect.provide(PlatformStoreSql.make(options), SqlStores.plainText))

/** The tables of the first version, as they were made then. */
const firstVersion = {
  pg: {
    "1_documents": `CREATE TABLE "wechat_documents" (
  component text COLLATE "C" NOT NULL,
  kind text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  version bigint NOT NULL,
  body text NOT NULL,
  PRIMARY KEY (component, kind, id)
)`
  },
  sqlite: {
    "1_documents": `CREATE TABLE "wechat_documents" (
  component text NOT NULL,
  kind text NOT NULL,
  id text NOT NULL,
  version bigint NOT NULL,
  body text NOT NULL,
  PRIMARY KEY (component, kind, id)
)`
  }
}

/** The second version added to them. */
const secondVersion = {
  pg: {
    ...firstVersion.pg,
    "2_leases": `CREATE TABLE "wechat_leases" (
  name text COLLATE "C" NOT NULL PRIMARY KEY,
  owner text COLLATE "C" NOT NULL,
  expires_at timestamptz NOT NULL
)`
  },
  sqlite: {
    ...firstVersion.sqlite,
    "2_leases": `CREATE TABLE "wechat_leases" (
  name text NOT NULL PRIMARY KEY,
  owner text NOT NULL,
  expires_at bigint NOT NULL
)`
  }
}

/** A database as an earlier version of the code has left it. */
const asOf = (migrations: Readonly<Record<string, string>>) =>
  Effect.gen(function*() {
    yield* Migrator.make({})({
      table: "wechat_migrations",
      loader: Migrator.fromRecord(
        Object.fromEntries(Object.entries(migrations).map(([name, statement]) => [name, run(statement)]))
      )
    })
    for (const [id, version] of [["a", 1], ["b", 7]] as const) {
      yield* run(
        `INSERT INTO "wechat_documents" (component, kind, id, version, body)
VALUES ('wxc0', 'authorizer', '${id}', ${version}, 'body ${version} of ${id}')`
      )
    }
  })

const applied = Effect.map(
  rows("SELECT migration_id FROM wechat_migrations ORDER BY migration_id"),
  (found) => found.map(([id]) => Number(id))
)

const all = Array.from({ length: current }, (_, index) => index + 1)

/** What an earlier version has left is there, and all of today can be done with it. */
const servesWhatWasLeft = Effect.gen(function*() {
  const store = yield* SqlStores.make()
  assert.deepStrictEqual(yield* applied, all)
  assertSome(yield* store.get(keyOf("a")), { id: "a", version: 1, body: "body 1 of a" })
  assert.deepStrictEqual(
    (yield* store.page(list, { after: undefined, limit: 9 })).map(({ body }) => body),
    ["body 1 of a", "body 7 of b"]
  )
  assert.isFalse(yield* store.put(keyOf("b"), "late", 6))
  assert.isTrue(yield* store.put(keyOf("b"), "body 8 of b", 7))
  assert.isTrue(yield* store.put(keyOf("c"), "body 1 of c", 0))
  assert.isTrue(yield* store.acquire("lease", "one", Duration.minutes(1)))
  assert.isFalse(yield* store.acquire("lease", "other", Duration.minutes(1)))
  assert.deepStrictEqual(
    (yield* rows(`SELECT id, written_at IS NOT NULL FROM wechat_documents ORDER BY id`)).map(([id, is]) => [
      id,
      Boolean(is)
    ]),
    [["a", false], ["b", true], ["c", true]]
  )
})

const laterVersion = Effect.gen(function*() {
  const store = yield* SqlStores.make()
  yield* store.put(keyOf("a"), "body", 0)
  yield* run(`INSERT INTO wechat_migrations (migration_id, name) VALUES (${current + 1}, 'later')`)
  // It may have taken away what today's version needs.
  yield* run("ALTER TABLE wechat_documents RENAME COLUMN body TO sealed")
})

const isNewer = (error: PlatformStoreSql.SqlStartError) => {
  assert.strictEqual(error.reason, "NewerSchema")
  assert.strictEqual(error.detail, `schema ${current + 1}; this version knows ${current}`)
  assert.include(error.message, "must deploy that version")
}

const onFile = Layer.provide(SqlStores.onFile, SqlStores.SqliteFile.live)

describe("the start on SQLite", () => {
  it.scoped("makes the tables once for ten processes that start at the same time, and none of their work is lost", () =>
    Effect.gen(function*() {
      const { path } = yield* SqlStores.SqliteFile
      const program = yield* Program.bundled(new URL("../utils/countOnFile.ts", import.meta.url))
      const names = Array.from({ length: 10 }, (_, index) => `process ${index}`)
      const children = yield* Effect.acquireRelease(
        Effect.sync(() =>
          names.map((name) =>
            spawn(process.execPath, [program, path, name, "10"], {
              stdio: ["pipe", "pipe", "pipe"]
            })
          )
        ),
        (started) => Effect.sync(() => started.forEach((child) => child.kill("SIGKILL")))
      )
      const said = children.map((child) => {
        const lines: Array<string> = []
        for (const output of [child.stdout, child.stderr]) {
          output.setEncoding("utf8").on("data", (line: string) => lines.push(line))
        }
        return lines
      })
      yield* Effect.promise(() => Promise.all(children.map((child) => once(child.stdout, "data"))))
      const ended = children.map((child) => once(child, "exit"))
      for (const child of children) child.stdin.write("go\n")
      const codes = yield* Effect.promise(() => Promise.all(ended))
      assert.deepStrictEqual(codes.map(([code]) => code), names.map(() => 0), said.flat().join(""))
      const held = said.map((lines) => Number(/held (\d+)/.exec(lines.join(""))?.[1]))
      assert.strictEqual(held.reduce((sum, each) => sum + each, 0), 10)

      yield* Effect.gen(function*() {
        assert.deepStrictEqual(yield* applied, all)
        const store = yield* SqlStores.make()
        assertSome(yield* store.get(keyOf("counter")), { id: "counter", version: 100, body: "100" })
        assert.lengthOf(yield* store.page(list, { after: undefined, limit: 1_000 }), 101)
      }).pipe(Effect.provide(Sqlite.file(path)))
    }).pipe(Effect.provide(SqlStores.SqliteFile.live)))

  it.effect("waits for a reader that the driver has left, which else would hold on to what it has seen", () =>
    Effect.gen(function*() {
      const { path } = yield* SqlStores.SqliteFile
      const elsewhere = Effect.provide(Sqlite.file(path))
      yield* Effect.gen(function*() {
        const sql = yield* SqlClient.SqlClient
        const isLeft = Effect.map(
          rows("SELECT count(*) FROM sqlite_stmt WHERE busy AND sql = 'SELECT id FROM mine'"),
          ([row]) => row?.[0] === 1
        )
        yield* run("CREATE TABLE mine (id)")
        yield* Effect.gen(function*() {
          yield* run("BEGIN EXCLUSIVE")
          yield* Effect.flip(sql.unsafe("SELECT id FROM mine").values)
          yield* run("COMMIT")
        }).pipe(elsewhere)
        assert.isTrue(yield* isLeft)
        const store = yield* asTimePasses(SqlStores.make())
        assert.isFalse(yield* isLeft)
        assert.deepStrictEqual(yield* rows("PRAGMA journal_mode"), [["wal"]])
        assert.isTrue(yield* store.put(keyOf("a"), "body", 0))
        // And nobody else waits for it.
        yield* elsewhere(run("INSERT INTO mine VALUES (1)"))
      }).pipe(elsewhere)
    }).pipe(Effect.provide(SqlStores.SqliteFile.live)))

  it.effect("makes the tables once for ten clients of one process", () =>
    Effect.gen(function*() {
      const { path } = yield* SqlStores.SqliteFile
      const ten = Array.from({ length: 10 })
      yield* Effect.forEach(ten, () => Effect.provide(SqlStores.make(), Sqlite.file(path)), {
        concurrency: "unbounded"
      })
      assert.deepStrictEqual(yield* Effect.provide(applied, Sqlite.file(path)), all)
    }).pipe(Effect.provide(SqlStores.SqliteFile.live)))

  for (const [version, migrations] of [[1, firstVersion.sqlite], [2, secondVersion.sqlite]] as const) {
    it.effect(`opens a database of version ${version}, brings it up to date and serves it`, () =>
      Effect.andThen(asOf(migrations), servesWhatWasLeft).pipe(Effect.provide(onFile)))
  }

  it.effect("refuses a database of a later version, and leaves it as it is", () =>
    Effect.gen(function*() {
      yield* laterVersion
      const content = Effect.all([
        rows("SELECT * FROM sqlite_master ORDER BY name"),
        rows("SELECT * FROM wechat_documents"),
        rows("SELECT * FROM wechat_migrations"),
        rows("PRAGMA data_version")
      ])
      const before = yield* content
      isNewer(yield* refusal())
      assert.deepStrictEqual(yield* content, before)
    }).pipe(Effect.provide(onFile)))

  it.effect("says that a database in memory forgets its tables which does not outlive a transaction", () =>
    Effect.gen(function*() {
      const error = yield* refusal()
      assert.strictEqual(error.reason, "Forgetful")
      assert.include(error.message, "file::memory:?cache=shared")
    }).pipe(Effect.provide(Sqlite.forgetful)))

  it.effect("takes no name that is more than a name, and no schema", () =>
    Effect.gen(function*() {
      for (const prefix of ["", "Wechat_", "1_", "a b", "a\"; DROP TABLE b; --", "商户_", "a.b", "a".repeat(41)]) {
        const error = yield* refusal({ prefix })
        assert.deepStrictEqual([error.reason, error.detail], ["InvalidName", "prefix"])
        assert.notInclude(error.message, "DROP")
      }
      const error = yield* refusal({ schema: "main" })
      assert.deepStrictEqual([error.reason, error.detail], ["InvalidName", "schema"])
      assert.deepStrictEqual(yield* rows("SELECT * FROM sqlite_master"), [])
    }).pipe(Effect.provide(onFile)))

  it.effect("fails on a file that it may not write, and says so", () =>
    Effect.gen(function*() {
      yield* run("PRAGMA query_only = ON")
      const error = yield* refusal()
      assert.deepStrictEqual([error.reason, error.detail], ["Failed", "ReadOnly"])
    }).pipe(Effect.provide(onFile)))

  it.effect("keeps stores with different prefixes apart", () =>
    Effect.gen(function*() {
      const [one, other] = [yield* SqlStores.make({ prefix: "one_" }), yield* SqlStores.make({ prefix: "other_" })]
      assert.isTrue(yield* one.put(keyOf("a"), "one", 0))
      assert.isTrue(yield* other.put(keyOf("a"), "other", 0))
      assertSome(yield* one.get(keyOf("a")), { id: "a", version: 1, body: "one" })
      assert.isTrue(yield* one.acquire("lease", "one", Duration.minutes(1)))
      assert.isTrue(yield* other.acquire("lease", "other", Duration.minutes(1)))
    }).pipe(Effect.provide(onFile)))

  it.effect("needs encryption, or the word that there shall be none", () =>
    Effect.gen(function*() {
      const opens: Layer.Layer<
        PlatformStore.PlatformStore,
        PlatformStoreSql.SqlStartError,
        SqlClient.SqlClient | StoreEncryption.StoreEncryption
      > = PlatformStoreSql.layer()
      const unsealed = Layer.provide(opens, onFile) as Layer.Layer<
        PlatformStore.PlatformStore,
        PlatformStoreSql.SqlStartError
      >
      const exit = yield* Effect.exit(Effect.provide(PlatformStore.PlatformStore, unsealed))
      assert.isTrue(Exit.isFailure(exit) && Cause.pretty(exit.cause).includes("StoreEncryption"))
    }))

  it.effect("refuses a database that is neither SQLite nor Postgres", () =>
    Effect.gen(function*() {
      const compiler = makeCompiler({
        dialect: "mysql",
        placeholder: () => "?",
        onIdentifier: (name) => name,
        onRecordUpdate: () => ["", []],
        onCustom: () => ["", []]
      })
      const sql = yield* SqlClient.make({ acquirer: Effect.dieMessage("used"), compiler, spanAttributes: [] })
      const error = yield* Effect.provideService(refusal(), SqlClient.SqlClient, sql)
      assert.strictEqual(error.reason, "UnsupportedDatabase")
    }).pipe(Effect.provide(Reactivity.layer)))
})

/** A client of an empty database. */
const onNewDatabase = Layer.unwrapEffect(
  Effect.map(
    Effect.flatMap(Postgres.Postgres, ({ newDatabase }) => newDatabase),
    (connection) => Layer.orDie(Postgres.client(connection))
  )
)

layer(Postgres.layer, { timeout: "3 minutes" })("the start on Postgres", (it) => {
  it.effect("makes the tables once for ten that start at the same time, each with connections of its own", () =>
    Effect.gen(function*() {
      const { newDatabase } = yield* Postgres.Postgres
      for (let round = 0; round < 3; round++) {
        const connection = yield* newDatabase
        const names = Array.from({ length: 10 }, (_, index) => `process ${index}`)
        const written = yield* Effect.forEach(names, (name) =>
          Effect.gen(function*() {
            const store = yield* SqlStores.make()
            return yield* store.put(keyOf(name), name, 0)
          }).pipe(Effect.provide(Postgres.client(connection, { maxConnections: 2 }))), { concurrency: "unbounded" })
        assert.deepStrictEqual(written, names.map(() => true))
        yield* Effect.gen(function*() {
          assert.deepStrictEqual(yield* applied, all)
          assert.deepStrictEqual(yield* rows("SELECT count(*)::int FROM wechat_documents"), [[10]])
        }).pipe(Effect.provide(Postgres.client(connection)))
      }
    }))

  for (const [version, migrations] of [[1, firstVersion.pg], [2, secondVersion.pg]] as const) {
    it.effect(`opens a database of version ${version}, brings it up to date and serves it`, () =>
      Effect.andThen(asOf(migrations), servesWhatWasLeft).pipe(Effect.provide(onNewDatabase)))
  }

  it.effect("refuses a database of a later version, and leaves it as it is", () =>
    Effect.gen(function*() {
      yield* laterVersion
      const content = Effect.all([
        rows(`SELECT table_name, column_name FROM information_schema.columns
WHERE table_schema = 'public' ORDER BY table_name, column_name`),
        rows("SELECT xmin, * FROM wechat_documents"),
        rows("SELECT xmin, * FROM wechat_migrations")
      ])
      const before = yield* content
      isNewer(yield* refusal())
      assert.deepStrictEqual(yield* content, before)
    }).pipe(Effect.provide(onNewDatabase)))

  it.effect("asks for no more than reading and writing once the tables are there", () =>
    Effect.gen(function*() {
      const { newDatabase } = yield* Postgres.Postgres
      const connection = yield* newDatabase
      yield* Effect.gen(function*() {
        yield* SqlStores.make()
        yield* run("CREATE ROLE modest LOGIN PASSWORD 'modest'")
        yield* run("REVOKE CREATE ON SCHEMA public FROM public")
        yield* run("GRANT SELECT, INSERT, UPDATE, DELETE ON wechat_documents, wechat_leases TO modest")
        yield* run("GRANT SELECT ON wechat_migrations TO modest")
      }).pipe(Effect.provide(Postgres.client(connection)))

      const modest = Postgres.client({ ...connection, username: "modest", password: Redacted.make("modest") })
      yield* Effect.gen(function*() {
        const store = yield* SqlStores.make()
        assert.isTrue(yield* store.put(keyOf("a"), "first", 0))
        assert.isTrue(yield* store.put(keyOf("a"), "second", 1))
        assert.isTrue(yield* store.acquire("lease", "one", Duration.minutes(1)))
        yield* store.release("lease", "one")
        const error = yield* refusal({ prefix: "another_" })
        assert.deepStrictEqual([error.reason, error.detail], ["Failed", "AccessDenied"])
      }).pipe(Effect.provide(modest))
    }))

  it.effect("keeps its tables in the schema that it is given, and says if there is none", () =>
    Effect.gen(function*() {
      const missing = yield* refusal({ schema: "wechat" })
      assert.deepStrictEqual([missing.reason, missing.detail], ["Failed", "NoSuchSchema"])
      yield* run("CREATE SCHEMA wechat")
      for (const _ of ["first", "again"]) yield* SqlStores.make({ schema: "wechat", prefix: "a_" })
      const store = yield* SqlStores.make({ schema: "wechat", prefix: "a_" })
      assert.isTrue(yield* store.put(keyOf("a"), "body", 0))
      assert.isTrue(yield* store.acquire("lease", "one", Duration.minutes(1)))
      assert.deepStrictEqual(
        yield* rows("SELECT schemaname, tablename FROM pg_tables WHERE tablename LIKE 'a\\_%' ORDER BY tablename"),
        [["wechat", "a_documents"], ["wechat", "a_leases"], ["wechat", "a_migrations"]]
      )
    }).pipe(Effect.provide(onNewDatabase)))

  it.effect("does not take a table for its own that it has not made", () =>
    Effect.gen(function*() {
      yield* run("CREATE TABLE wechat_leases (name text)")
      const error = yield* refusal()
      assert.deepStrictEqual([error.reason, error.detail], ["Failed", "TableExists"])
      // All or nothing.
      assert.deepStrictEqual(yield* applied, [])
      assert.deepStrictEqual(yield* rows("SELECT to_regclass('wechat_documents')"), [[null]])
    }).pipe(Effect.provide(onNewDatabase)))

  it.effect("ends in time when somebody holds the lock", () =>
    Effect.gen(function*() {
      const sql = yield* SqlClient.SqlClient
      yield* sql.withTransaction(Effect.gen(function*() {
        yield* run("SELECT pg_advisory_xact_lock(hashtextextended('wechat_migrations', 0))")
        const starting = yield* Effect.fork(refusal({ startTimeLimit: "20 seconds" }))
        yield* Postgres.untilBlocked
        yield* TestClock.adjust("20 seconds")
        const error = yield* Fiber.join(starting)
        assert.deepStrictEqual([error.reason, error.detail], ["TimedOut", "20s"])
      }))
      yield* SqlStores.make()
    }).pipe(Effect.provide(onNewDatabase)))
})
