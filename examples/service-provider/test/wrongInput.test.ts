import { LibsqlClient } from "@effect/sql-libsql"
import { SqlClient } from "@effect/sql/SqlClient"
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { randomBytes } from "node:crypto"
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { pathToFileURL } from "node:url"
import { run } from "./utils/run.ts"
import { freeFolder, newKey } from "./utils/Server.ts"

const key = newKey("2025a")

/** All files of a folder with what is in them. What SQLite keeps beside a database may come and go. */
const content = (folder: string) =>
  readdirSync(folder)
    .filter((name) => !/-(wal|shm)$/.test(name))
    .map((name) => [name, readFileSync(join(folder, name)).toString("base64")] as const)

/** It does not start, says what to do, and leaves everything as it is. */
const refuses = (folder: string, env: Readonly<Record<string, string>>, ...says: ReadonlyArray<string>) =>
  Effect.gen(function*() {
    const before = content(folder)
    const { code, output } = yield* run("demo", ["--once"], { DATA_DIR: folder, WECHAT_STORE_KEYS: key, ...env })
    for (const text of says) assert.include(output, text, output)
    assert.strictEqual(code, 1, output)
    assert.notMatch(output, /^\s+at |\(FiberFailure\)/m)
    assert.notInclude(output, key.slice(6))
    assert.deepStrictEqual(content(folder), before)
  })

const onFile = (folder: string) => LibsqlClient.layer({ url: pathToFileURL(join(folder, "wechat.db")).href })

const execute = (folder: string, ...statements: ReadonlyArray<string>) =>
  Effect.flatMap(SqlClient, (sql) => Effect.forEach(statements, (statement) => sql.unsafe(statement))).pipe(
    Effect.provide(onFile(folder))
  )

/** A folder with the store of three merchants. */
const used = Effect.gen(function*() {
  const folder = yield* freeFolder
  const { code } = yield* run("demo", ["--once"], { DATA_DIR: folder, WECHAT_STORE_KEYS: key })
  assert.strictEqual(code, 0)
  // All of it is in one file then.
  yield* execute(folder, "PRAGMA wal_checkpoint(TRUNCATE)")
  return folder
})

describe("what the server does not start on", () => {
  it.scopedLive("no key: it says how to make one", () =>
    Effect.gen(function*() {
      const folder = yield* freeFolder
      for (const program of ["start", "operate"] as const) {
        const { code, output } = yield* run(program, program === "operate" ? ["keys"] : [], { DATA_DIR: folder })
        assert.strictEqual(code, 1)
        assert.include(output, "- WECHAT_STORE_KEYS is missing")
        assert.include(output, `export WECHAT_STORE_KEYS="2025a:$(openssl rand -base64 32)"`)
      }
      assert.deepStrictEqual(content(folder), [])
    }))

  it.scopedLive("a key that is none: it says why, and does not quote it", () =>
    Effect.gen(function*() {
      const folder = yield* freeFolder
      const { code, output } = yield* run("start", [], { DATA_DIR: folder, WECHAT_STORE_KEYS: "topsecret" })
      assert.strictEqual(code, 1)
      assert.include(output, "- WECHAT_STORE_KEYS cannot be used: Key 1")
      assert.notInclude(output, "topsecret")
    }))

  it.scopedLive("another key, no key, or a store that was never sealed", () =>
    Effect.gen(function*() {
      const folder = yield* used
      yield* refuses(
        folder,
        { WECHAT_STORE_KEYS: newKey("2026a") },
        "UnknownKey",
        "must give that key behind the current"
      )
      // The same id does not make it the same key.
      yield* refuses(folder, { WECHAT_STORE_KEYS: newKey("2025a") }, "UnknownKey")
      yield* refuses(folder, { WECHAT_STORE_KEYS: "plain-text" }, "Sealed", "must give them, in WECHAT_STORE_KEYS")
      const { code } = yield* run("demo", ["--once"], { DATA_DIR: folder, WECHAT_STORE_KEYS: key })
      assert.strictEqual(code, 0)

      const plain = yield* freeFolder
      yield* run("demo", ["--once"], { DATA_DIR: plain, WECHAT_STORE_KEYS: "plain-text" })
      yield* execute(plain, "PRAGMA wal_checkpoint(TRUNCATE)")
      yield* refuses(plain, {}, "PlainText", "WECHAT_STORE_READS_PLAIN_TEXT")
    }))

  it.scopedLive("tables of a later version", () =>
    Effect.gen(function*() {
      const folder = yield* used
      yield* execute(
        folder,
        "INSERT INTO wechat_migrations (migration_id, name) VALUES (999, 'later')",
        "PRAGMA wal_checkpoint(TRUNCATE)"
      )
      yield* refuses(folder, {}, "a later version of this library has written its tables", "must deploy that version")
    }))

  it.scopedLive("a file that is no database", () =>
    Effect.gen(function*() {
      const folder = yield* freeFolder
      writeFileSync(join(folder, "wechat.db"), randomBytes(10_000))
      yield* refuses(folder, {}, "wechat.db is damaged, or no database", "must move it away and restore a backup")
    }))

  it.scopedLive("the database of another program", () =>
    Effect.gen(function*() {
      const folder = yield* freeFolder
      yield* execute(folder, "CREATE TABLE bookmarks (url text)", "INSERT INTO bookmarks VALUES ('https://a.example')")
      yield* refuses(folder, {}, "belongs to another program", "must name another directory in DATA_DIR")
    }))

  it.scopedLive("a file that another program has locked", () =>
    Effect.gen(function*() {
      const folder = yield* freeFolder
      // It writes, and does not come to an end. Nobody else in this process may open the file: that would end the lock.
      const { code, output } = yield* Effect.flatMap(
        SqlClient,
        (sql) => sql.withTransaction(run("demo", ["--once"], { DATA_DIR: folder, WECHAT_STORE_KEYS: key }))
      ).pipe(Effect.provide(onFile(folder)))
      assert.strictEqual(code, 1, output)
      assert.include(output, "is locked by another program")
      assert.include(output, "must end that one")
    }))

  it.scopedLive("a directory that is none, or is a file's", () =>
    Effect.gen(function*() {
      const folder = yield* freeFolder
      writeFileSync(join(folder, "file"), "mine")
      for (const name of ["file", "file/below"]) {
        yield* refuses(folder, { DATA_DIR: join(folder, name) }, "cannot be used", "another one in DATA_DIR")
      }
      mkdirSync(join(folder, "data", "wechat.db"), { recursive: true })
      const { code, output } = yield* run("demo", [], { DATA_DIR: join(folder, "data"), WECHAT_STORE_KEYS: key })
      assert.strictEqual(code, 1)
      assert.include(output, "cannot be used")
    }))

  it.scopedLive("an address of a database that is none, or where nobody answers", () =>
    Effect.gen(function*() {
      const folder = yield* freeFolder
      for (
        const [address, says] of [
          ["mysql://user:hidden@127.0.0.1/db", "- DATABASE_URL cannot be used: Expected postgres://"],
          ["postgres://user:hidden@127.0.0.1:1/db", "The database of DATABASE_URL cannot be reached"]
        ] as const
      ) {
        const { code, output } = yield* run("start", [], {
          DATA_DIR: folder,
          WECHAT_STORE_KEYS: key,
          DATABASE_URL: address
        })
        assert.strictEqual(code, 1)
        assert.include(output, says)
        assert.notInclude(output, "hidden")
      }
      assert.deepStrictEqual(content(folder), [])
    }))
})
