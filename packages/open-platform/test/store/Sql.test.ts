import { PlatformStore, PlatformStoreSuite } from "@effect-wechat/open-platform"
import * as PlatformStoreSql from "@effect-wechat/open-platform/PlatformStore/Sql"
import { SqlClient } from "@effect/sql/SqlClient"
import { assert, describe, it, layer } from "@effect/vitest"
import { assertNone, assertSome } from "@effect/vitest/utils"
import { Duration, Effect, Layer, Option, String as Str, TestClock } from "effect"
import * as Keys from "../utils/Keys.ts"
import * as Postgres from "../utils/Postgres.ts"
import * as Sqlite from "../utils/Sqlite.ts"
import * as SqlStores from "../utils/SqlStores.ts"
import * as Watch from "@effect-wechat/testing/Watch"

const { keyOf, list, rows, run } = SqlStores

describe("the store on SQLite in memory", () => {
  const reopen = SqlStores.layer()
  for (const { effect, name } of PlatformStoreSuite.cases({ passTime: TestClock.adjust, reopen })) {
    it.effect(name, () => Effect.provide(effect, Layer.provideMerge(reopen, Sqlite.memory())))
  }
})

describe("the store on a file of SQLite", () => {
  const reopen = Layer.provide(SqlStores.layer(), SqlStores.onFile)
  for (const { effect, name } of PlatformStoreSuite.cases({ passTime: TestClock.adjust, reopen })) {
    it.effect(name, () => Effect.provide(effect, Layer.provideMerge(reopen, SqlStores.SqliteFile.live)))
  }

  it.effect("waits for the disk, and lets readers and a writer work at the same time", () =>
    Effect.gen(function*() {
      yield* run("PRAGMA synchronous = OFF")
      yield* SqlStores.make()
      assert.deepStrictEqual(yield* rows("PRAGMA synchronous"), [[2]])
      assert.deepStrictEqual(yield* rows("PRAGMA journal_mode"), [["wal"]])
    }).pipe(Effect.provide(Layer.provide(SqlStores.onFile, SqlStores.SqliteFile.live))))
})

/** Every naming convention that somebody may have, and some that nobody has. */
const conventions = [
  { transformQueryNames: Str.camelToSnake, transformResultNames: Str.snakeToCamel },
  { transformQueryNames: Str.snakeToCamel, transformResultNames: Str.toUpperCase },
  { transformQueryNames: Str.toUpperCase }
]

/** Everything that a store can do, on tables that are not there yet. */
const everything = Effect.gen(function*() {
  const store = yield* SqlStores.make({ prefix: "a_long_prefix_" })
  assert.isTrue(yield* store.put(keyOf("a"), "first", 0))
  assert.isFalse(yield* store.put(keyOf("a"), "first", 0))
  assert.isTrue(yield* store.put(keyOf("a"), "second", 1))
  const document = { id: "a", version: 2, body: "second" }
  assertSome(yield* store.get(keyOf("a")), document)
  assert.deepStrictEqual(yield* store.page(list, { after: "A", limit: 9 }), [document])
  assert.isTrue(yield* store.acquire("lease", "one", Duration.minutes(1)))
  assert.isFalse(yield* store.acquire("lease", "other", Duration.infinity))
  yield* store.release("lease", "one")
  assert.isTrue(yield* store.acquire("lease", "other", Duration.infinity))
  assert.isFalse(yield* store.acquire("lease", "one", Duration.minutes(1)))
})

const secret = "refreshtoken@@@a-SECRET-of-a-merchant"

/** Works, and then is broken in such a way that the database speaks of what it was given. */
const withSecrets = (breakIt: Effect.Effect<void, never, SqlClient>) =>
  Effect.gen(function*() {
    const watch = Watch.make()
    const exit = yield* Effect.gen(function*() {
      const store = yield* SqlStores.make()
      assert.isTrue(yield* store.put(keyOf("a"), secret, 0))
      assertSome(yield* store.get(keyOf("a")), { id: "a", version: 1, body: secret })
      assert.lengthOf(yield* store.page(list, { after: undefined, limit: 1 }), 1)
      yield* Effect.withTracerEnabled(breakIt, false)
      yield* Effect.flip(store.put(keyOf("b"), secret, 0))
      return yield* store.put(keyOf("a"), secret, 1)
    }).pipe(Effect.provide(watch.layer), Effect.exit)
    const error = yield* Effect.flip(exit)
    if (!(error instanceof PlatformStore.StoreError)) return assert.fail("it has written")
    for (const [place, text] of yield* Watch.textOf(watch, exit)) assert.notInclude(text, "SECRET", place)
    const spans = watch.spans.map(({ attributes, name }) => [name, Object.fromEntries(attributes)] as const)
    return { fault: error.fault, spans }
  })

/** What each operation may tell. */
const spansOf = (system: string): ReadonlyArray<readonly [string, Record<string, unknown>]> =>
  ["put", "get", "page", "put", "put"].map((operation) => [
    `PlatformStore.${operation}`,
    { "db.system.name": system }
  ])

describe("the store on SQLite", () => {
  for (const [index, convention] of conventions.entries()) {
    it.effect(`does not care for the naming convention of the client: ${index + 1}`, () =>
      Effect.provide(
        everything,
        Layer.provide(
          Layer.unwrapEffect(Effect.map(SqlStores.SqliteFile, ({ path }) => Sqlite.file(path, convention))),
          SqlStores.SqliteFile.live
        )
      ))
  }

  for (const intMode of ["number", "bigint", "string"] as const) {
    it.effect(`does not care how the client gives numbers: ${intMode}`, () =>
      Effect.provide(
        everything,
        Layer.provide(
          Layer.unwrapEffect(Effect.map(SqlStores.SqliteFile, ({ path }) => Sqlite.file(path, { intMode }))),
          SqlStores.SqliteFile.live
        )
      ))
  }

  it.effect("lets each of many write the same document before long", () =>
    Effect.gen(function*() {
      const store = yield* SqlStores.make()
      assert.isTrue(yield* store.put(keyOf("a"), "0", 0))
      const writers = 16
      let most = 0
      const change = (tries: number): Effect.Effect<void, PlatformStore.StoreError> =>
        Effect.flatMap(store.get(keyOf("a")), (found) => {
          const version = Option.match(found, { onNone: () => 0, onSome: (document) => document.version })
          most = Math.max(most, tries)
          return Effect.flatMap(store.put(keyOf("a"), `${version}`, version), (isWritten) =>
            isWritten ? Effect.void : change(tries + 1))
        })
      yield* Effect.replicateEffect(Effect.repeatN(change(1), 19), writers, { concurrency: writers, discard: true })
      assertSome(yield* store.get(keyOf("a")), { id: "a", version: 321, body: "320" })
      assert.isAtMost(most, 3 * writers)
    }).pipe(Effect.provide(Layer.provide(SqlStores.onFile, SqlStores.SqliteFile.live))))

  it.effect("writes together what comes together", () =>
    Effect.gen(function*() {
      const sql = yield* SqlClient
      const texts: Array<string> = []
      const watched = Object.assign((...args: Parameters<typeof sql>) => sql(...args), sql, {
        unsafe: (...args: Parameters<typeof sql.unsafe>) => {
          texts.push(args[0])
          return sql.unsafe(...args)
        }
      })
      const store = yield* Effect.provideService(SqlStores.make(), SqlClient, watched)
      const writtenBy = (beginning: string) => texts.filter((text) => text.startsWith(beginning)).length
      const all = { concurrency: "unbounded" } as const
      const ids = Array.from({ length: 250 }, (_, index) => `${index}`)
      const expected = (id: string, version: number) => Number(id) % 5 === 0 ? version + 1 : version

      const made = yield* Effect.forEach(ids, (id) => store.put(keyOf(id), `first ${id}`, expected(id, 0)), all)
      assert.deepStrictEqual(made, ids.map((id) => Number(id) % 5 !== 0))
      const known = ids.filter((id) => Number(id) % 5 !== 0)
      // Each of two wants to be the next one.
      const twice = yield* Effect.forEach([...known, ...known], (id) => store.put(keyOf(id), `second ${id}`, 1), all)
      assert.deepStrictEqual(twice.filter((isWritten) => isWritten).length, known.length)
      for (const id of known) assertSome(yield* store.get(keyOf(id)), { id, version: 2, body: `second ${id}` })
      const next = yield* Effect.forEach([1, 2, 3], (version) => store.put(keyOf("1"), `${version}`, version), all)
      assert.deepStrictEqual(next, [false, true, false])
      assert.isBelow(writtenBy("INSERT INTO \"wechat_documents\""), 20)

      const owners = ids.flatMap((id) => [[id, "one"], [id, "other"]] as const)
      const had = yield* Effect.forEach(owners, ([id, owner]) => store.acquire(id, owner, Duration.minutes(1)), all)
      assert.deepStrictEqual(had, owners.map(([, owner]) => owner === "one"))
      yield* Effect.forEach(owners, ([id, owner]) => owner === "one" ? Effect.void : store.release(id, owner), all)
      assert.strictEqual((yield* rows("SELECT 1 FROM wechat_leases")).length, ids.length)
      yield* Effect.forEach(ids, (id) => store.release(id, "one"), all)
      assert.deepStrictEqual(yield* rows("SELECT 1 FROM wechat_leases"), [])
      assert.isBelow(writtenBy("INSERT INTO \"wechat_leases\"") + writtenBy("DELETE FROM"), 30)
    }).pipe(Effect.provide(Layer.provide(SqlStores.onFile, SqlStores.SqliteFile.live))))

  it.effect("lets nothing that is stored be seen in spans, logs and errors", () =>
    Effect.gen(function*() {
      const seen = yield* withSecrets(Effect.forEach(["INSERT", "UPDATE"], (event) =>
        run(`CREATE TRIGGER t_${event} BEFORE ${event} ON wechat_documents BEGIN SELECT json(new.body); END`), {
        discard: true
      }))
      assert.deepStrictEqual(seen, { fault: "SQLITE_ERROR", spans: spansOf("sqlite") })
    }).pipe(Effect.provide(Layer.provide(SqlStores.onFile, SqlStores.SqliteFile.live))))

  it.effect("takes no text for another one that it cannot keep", () =>
    Effect.gen(function*() {
      const store = yield* SqlStores.make()
      for (
        const attempt of [
          store.put(keyOf("a"), "a\0b", 0),
          store.put(keyOf("a\0b"), "a", 0),
          store.get(keyOf("a\0b")),
          store.acquire("a\0b", "one", Duration.minutes(1))
        ]
      ) {
        assert.strictEqual((yield* Effect.flip<unknown, PlatformStore.StoreError, never>(attempt)).fault, "NotStorable")
      }
      assertNone(yield* store.get(keyOf("a")))
    }).pipe(Effect.provide(Layer.provide(SqlStores.onFile, SqlStores.SqliteFile.live))))

  it.effect("gives nothing that is not a document", () =>
    Effect.gen(function*() {
      const store = yield* SqlStores.make()
      for (const version of ["0", "-1", "'SECRET'", "1.5"]) {
        yield* run("DELETE FROM wechat_documents")
        yield* run(`INSERT INTO wechat_documents VALUES ('wxc0', 'authorizer', 'a', ${version}, 'body', NULL)`)
        assert.deepStrictEqual(
          [
            (yield* Effect.flip(store.get(keyOf("a")))).fault,
            (yield* Effect.flip(store.page(list, { after: undefined, limit: 9 }))).fault
          ],
          ["Undecodable", "Undecodable"]
        )
      }
    }).pipe(Effect.provide(Layer.provide(SqlStores.onFile, SqlStores.SqliteFile.live))))

  it.effect("keeps what is sealed, and opens it", () =>
    Effect.gen(function*() {
      const store = yield* PlatformStore.PlatformStore
      assert.isTrue(yield* store.put(keyOf("a"), secret, 0))
      assertSome(yield* store.get(keyOf("a")), { id: "a", version: 1, body: secret })
      const stored = yield* rows("SELECT * FROM wechat_documents")
      assert.lengthOf(stored, 1)
      assert.notInclude(JSON.stringify(stored), "SECRET")
    }).pipe(
      Effect.provide(Layer.orDie(PlatformStoreSql.layer())),
      Effect.provide([Layer.provide(SqlStores.onFile, SqlStores.SqliteFile.live), Keys.layer])
    ))
})

/** Another client of the server, with a pool of its own. */
const onServer = Layer.unwrapEffect(
  Effect.map(Postgres.Postgres, (server) => Layer.orDie(Postgres.client(server)))
)

/** A client of an empty database. */
const onNewDatabase = (options?: Parameters<typeof Postgres.client>[1]) =>
  Layer.unwrapEffect(
    Effect.map(
      Effect.flatMap(Postgres.Postgres, ({ newDatabase }) => newDatabase),
      (connection) => Layer.orDie(Postgres.client(connection, options))
    )
  )

const promises = PlatformStoreSuite.cases({ passTime: () => Effect.void, reopen: PlatformStore.layerMemory })

layer(Postgres.layer, { timeout: "3 minutes" })("the store on Postgres", (it) => {
  const reopen = Layer.provide(SqlStores.layer(), onServer)

  it.effect("goes by the server's clock, whatever the time is here", () =>
    Effect.gen(function*() {
      const store = yield* SqlStores.make()
      assert.isTrue(yield* store.acquire("by the server's clock", "one", Duration.minutes(1)))
      yield* TestClock.adjust("3 days")
      assert.isFalse(yield* store.acquire("by the server's clock", "other", Duration.minutes(1)))
      const [[seconds] = []] = yield* rows(
        `SELECT round(extract(epoch FROM expires_at - clock_timestamp())) BETWEEN 1 AND 60 FROM wechat_leases
WHERE name = 'by the server''s clock'`
      )
      assert.isTrue(seconds)
    }).pipe(Effect.provide(onServer)))

  for (const promise of promises) {
    it.effect(promise.name, () =>
      Effect.gen(function*() {
        const sql = yield* SqlClient
        const cases = PlatformStoreSuite.cases({
          // The server has a clock of its own, so it is the leases that are made older.
          passTime: (duration) =>
            Effect.orDie(sql.unsafe(
              "UPDATE wechat_leases SET expires_at = expires_at - $1::float8 * interval '1 millisecond'",
              [Duration.toMillis(duration)]
            )),
          lease: "1 minute",
          reopen
        })
        yield* cases.find(({ name }) => name === promise.name)?.effect ?? Effect.die(promise.name)
      }).pipe(Effect.provide(Layer.provideMerge(SqlStores.layer(), onServer))))
  }

  it.effect("compares ids byte by byte, whatever the language of the database is", () =>
    Effect.gen(function*() {
      yield* SqlStores.make()
      const collations = yield* rows(
        `SELECT DISTINCT collation_name FROM information_schema.columns
WHERE table_name IN ('wechat_documents', 'wechat_leases')
AND column_name IN ('component', 'kind', 'id', 'name', 'owner')`
      )
      assert.deepStrictEqual(collations, [["C"]])
    }).pipe(Effect.provide(onServer)))

  for (const [index, convention] of conventions.entries()) {
    it.effect(`does not care for the naming convention of the client: ${index + 1}`, () =>
      Effect.provide(everything, onNewDatabase(convention)))
  }

  it.effect("lets nothing that is stored be seen in spans, logs and errors", () =>
    Effect.gen(function*() {
      // Postgres quotes the whole row then.
      const seen = yield* withSecrets(run("ALTER TABLE wechat_documents ADD CHECK (version = 0) NOT VALID"))
      assert.deepStrictEqual(seen, { fault: "23514", spans: spansOf("postgresql") })
    }).pipe(Effect.provide(onNewDatabase())))
})
