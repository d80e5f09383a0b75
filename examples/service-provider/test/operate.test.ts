import { PgClient } from "@effect/sql-pg"
import { SqlClient } from "@effect/sql/SqlClient"
import { assert, describe, it } from "@effect/vitest"
import { Server, Simulator } from "@effect-wechat/simulator"
import { Effect, Either, Fiber, Redacted } from "effect"
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import * as Arguments from "../src/arguments.ts"
import * as PostgresServer from "@effect-wechat/testing/PostgresServer"
import { run } from "./utils/run.ts"
import { component, environment, freeFolder, newKey, secrets, serve } from "./utils/Server.ts"

const merchants = ["A", "B", "C"].map((letter, index) => ({
  appId: `wx000000000000000${index + 1}`,
  nickname: `Merchant ${letter}`,
  drafts: index + 1
}))

const lateMerchant = { appId: "wx0000000000000009", nickname: "Merchant Z", drafts: 9 }

/** Each refresh gives a new refresh token: whoever loses a write is noticed. */
const world = {
  accounts: [...merchants, lateMerchant],
  components: [{ ...component, rotatesRefreshTokens: true }]
}

interface Database {
  readonly env: Readonly<Record<string, string>>
  /** All of it is gone, as with its disk */
  readonly lose: Effect.Effect<void>
}

/** What an operator lives through: a change of keys under load, backups, two total losses. */
const life = ({ env: database, lose }: Database) =>
  Effect.gen(function*() {
    const simulator = yield* Simulator.Simulator
    const baseUrl = yield* Server.baseUrl
    const folder = yield* freeFolder
    const [oldKey, nextKey, backupKey] = [newKey("2025a"), newKey("2026a"), newKey("backups")]

    const store = (keys: string, ...args: ReadonlyArray<string>) =>
      run("start", ["store", ...args], {
        ...environment,
        ...database,
        WECHAT_BASE_URL: baseUrl,
        WECHAT_BACKUP_KEYS: backupKey,
        WECHAT_STORE_KEYS: keys
      })
    const done = (keys: string, ...args: ReadonlyArray<string>) =>
      Effect.map(store(keys, ...args), ({ code, output }) => {
        assert.strictEqual(code, 0, output)
        assert.notMatch(output, secrets)
        return output
      })
    const authorize = (account: string) =>
      simulator.authorize({ component: component.appId, account, permissionSets: [11] })
    const serving = (keys: string) => serve({ ...database, WECHAT_STORE_KEYS: keys, JOB_EVERY: "50 millis" })

    const first = yield* serving(oldKey)
    for (const { appId } of merchants) yield* authorize(appId)
    for (const { drafts } of merchants) yield* first.written(new RegExp(`${drafts} drafts`))
    assert.match(yield* done(oldKey, "keys"), /^ {2}2025a\.[0-9a-f]{8} {2}4$/m)
    assert.strictEqual(yield* first.stop, 0)

    // The new key is the current one, and everything that is there is under the old one.
    const second = yield* serving(`${nextKey},${oldKey}`)
    yield* second.written(/3 drafts/)
    // Calls, refreshes and writes go on without a pause.
    const stirring = yield* Effect.fork(Effect.forever(Effect.gen(function*() {
      for (const { appId } of merchants) yield* simulator.revokeTokens(appId)
      yield* simulator.pushTicket(component.appId)
      yield* Effect.sleep("40 millis")
    })))
    assert.match(yield* done(`${nextKey},${oldKey}`, "reencrypt"), /^\d documents? of wxc000000000000001 rewritten/)
    const keys = yield* done(`${nextKey},${oldKey}`, "keys")
    assert.match(keys, /^ {2}2026a\.[0-9a-f]{8} {2}4$/m)
    assert.notInclude(keys, "2025a")
    yield* Fiber.interrupt(stirring)
    const log = yield* second.output
    assert.notMatch(log, /UnknownKey|NotAuthentic|StoreError|StoreUnavailable|TokenUnavailable|61023|broken/)
    assert.notMatch(log, secrets)

    // A backup, while it serves. Nobody but this user may read it, and there is never half of one.
    const file = join(folder, "nightly.backup")
    assert.match(yield* done(nextKey, "backup", file), /is written and whole: 4 documents/)
    assert.strictEqual(statSync(file).mode & 0o777, 0o600)
    assert.deepStrictEqual(readdirSync(folder), ["nightly.backup"])
    assert.notMatch(readFileSync(file, "utf8"), secrets)
    yield* authorize(lateMerchant.appId)
    yield* second.written(/9 drafts/)
    assert.strictEqual(yield* second.stop, 0)

    // The old key has gone.
    const third = yield* serving(nextKey)
    yield* third.written(/9 drafts/)
    assert.strictEqual(yield* third.stop, 0)
    assert.notMatch(yield* third.output, /UnknownKey|StoreUnavailable/)

    // A document that the backup has is not written over by mistake.
    const refused = yield* store(nextKey, "restore", file)
    assert.strictEqual(refused.code, 1)
    assert.include(refused.output, "--existing keep, replaceUnreadable or replace")

    // The first loss: with the backup, onto a server that runs on an empty store already.
    yield* lose
    const fourth = yield* serving(nextKey)
    assert.notMatch(yield* fourth.page("/merchants"), /Merchant [A-Z]\b/)
    assert.match(yield* done(nextKey, "verify", file), /is whole: 4 documents/)
    assert.match(yield* done(nextKey, "restore", file, "--existing", "keep"), /^3 documents written, 1 kept/)
    assert.include(yield* done(nextKey, "sync"), "WeChat has listed 4 merchants; 1 of them were not in the store.")
    for (const { drafts } of [...merchants, lateMerchant]) yield* fourth.written(new RegExp(`${drafts} drafts`))
    assert.strictEqual(yield* fourth.stop, 0)

    // The second: without.
    yield* lose
    const fifth = yield* serving(nextKey)
    assert.include(yield* done(nextKey, "sync"), "WeChat has listed 4 merchants; 4 of them were not in the store.")
    const page = yield* fifth.page("/merchants")
    for (const { nickname } of [...merchants, lateMerchant]) assert.include(page, nickname)
    for (const { drafts } of [...merchants, lateMerchant]) yield* fifth.written(new RegExp(`${drafts} drafts`))
    assert.strictEqual(yield* fifth.stop, 0)
  }).pipe(Effect.provide(Server.layer({ world })))

describe("the commands for operators", () => {
  it.scopedLive(
    "change keys under load, back up, and bring everything back after a loss, on SQLite",
    () =>
      Effect.gen(function*() {
        const folder = yield* freeFolder
        const directory = join(folder, "data")
        yield* life({
          env: { DATA_DIR: directory },
          lose: Effect.sync(() => rmSync(directory, { recursive: true }))
        })
      })
  )

  it.scopedLive(
    "change keys under load, back up, and bring everything back after a loss, on Postgres",
    () =>
      Effect.gen(function*() {
        const url = PostgresServer.urlOf(yield* PostgresServer.make(PostgresServer.forTests))
        yield* life({
          env: { DATABASE_URL: url },
          lose: Effect.flatMap(
            SqlClient,
            (sql) => sql.unsafe("DROP TABLE wechat_documents, wechat_leases, wechat_migrations")
          ).pipe(
            Effect.provide(PgClient.layer({ url: Redacted.make(url) })),
            Effect.orDie
          )
        })
      })
  )

  it.scopedLive("neither write over what is no backup, nor back up what is not there", () =>
    Effect.gen(function*() {
      const folder = yield* freeFolder
      const directory = join(folder, "data")
      const env = {
        DATA_DIR: directory,
        WECHAT_STORE_KEYS: newKey("2025a"),
        WECHAT_BACKUP_KEYS: newKey("backups")
      }
      const store = (...args: ReadonlyArray<string>) => run("start", ["store", ...args], env)

      // A directory that was mistyped is not made.
      for (const args of [["keys"], ["reencrypt"], ["backup", join(folder, "new.backup")]]) {
        const { code, output } = yield* store(...args)
        assert.strictEqual(code, 1)
        assert.include(output, "There is no database")
      }
      assert.deepStrictEqual(readdirSync(folder), [])

      assert.strictEqual((yield* run("demo", ["--once"], env)).code, 0)
      // A slip of the pen, and the database would have been a backup of itself.
      const database = join(directory, "wechat.db")
      const slip = yield* store("backup", database)
      assert.strictEqual(slip.code, 1)
      assert.include(slip.output, "is no backup, and stays as it is")
      assert.isTrue(readFileSync(database).subarray(0, 6).equals(Buffer.from("SQLite")))

      const file = join(folder, "one.backup")
      assert.strictEqual((yield* store("backup", file)).code, 0)
      const whole = readFileSync(file, "utf8")
      // Nothing of this component: the good backup stays.
      const other = yield* run("start", ["store", "backup", file], {
        ...env,
        WECHAT_COMPONENT_APP_ID: "wxc0000000000000ff"
      })
      assert.strictEqual(other.code, 1)
      assert.include(other.output, "has nothing of wxc0000000000000ff")
      // Keys that do not fit: the same.
      const wrong = yield* run("start", ["store", "backup", file], { ...env, WECHAT_STORE_KEYS: newKey("2025a") })
      assert.strictEqual(wrong.code, 1)
      assert.include(wrong.output, "UnknownKey")
      assert.strictEqual(readFileSync(file, "utf8"), whole)

      writeFileSync(file, whole.slice(0, -30))
      for (const command of ["verify", "restore"]) {
        const cut = yield* store(command, file)
        assert.strictEqual(cut.code, 1)
        assert.include(cut.output, "The backup was refused")
      }
      const away = yield* store("verify", join(folder, "away.backup"))
      assert.strictEqual(away.code, 1)
      assert.include(away.output, "must see whether it is there")
      const nowhere = yield* store("backup", join(folder, "no", "such", "folder"))
      assert.strictEqual(nowhere.code, 1)
      assert.include(nowhere.output, "cannot be used")
      const nobody = yield* store("sync")
      assert.strictEqual(nobody.code, 1)
      assert.include(nobody.output, "There is nobody to ask")
      assert.isFalse(existsSync(join(folder, "no")))
      assert.deepStrictEqual(readdirSync(folder).sort(), ["data", "one.backup"])
    }))

  it.scopedLive("say how they are used, and fail, when they are not understood", () =>
    Effect.gen(function*() {
      const { code, output } = yield* run("start", ["store", "burn"])
      assert.strictEqual(code, 2)
      assert.match(output, /^There is no command burn\.\n\nnpm run service-provider -- store <command>\n/)
    }))

  it("take a command with its options, and nothing else", () => {
    const parse = (text: string) => Arguments.parse(text.split(" ").filter((word) => word !== ""), "/somewhere")
    assert.deepStrictEqual(parse("keys"), Either.right(Arguments.Command.Keys()))
    assert.deepStrictEqual(parse("reencrypt"), Either.right(Arguments.Command.Reencrypt()))
    assert.deepStrictEqual(
      parse("backup here"),
      Either.right(Arguments.Command.Backup({ file: "/somewhere/here", leaveOutUnreadable: false }))
    )
    assert.deepStrictEqual(
      parse("backup --leave-out-unreadable /there"),
      Either.right(Arguments.Command.Backup({ file: "/there", leaveOutUnreadable: true }))
    )
    assert.deepStrictEqual(
      parse("restore a --existing replaceUnreadable"),
      Either.right(Arguments.Command.Restore({ file: "/somewhere/a", existing: "replaceUnreadable" }))
    )
    assert.deepStrictEqual(
      parse("restore a"),
      Either.right(Arguments.Command.Restore({ file: "/somewhere/a", existing: "refuse" }))
    )
    assert.deepStrictEqual(parse("sync --from 40"), Either.right(Arguments.Command.Sync({ from: 40 })))
    for (
      const wrong of [
        "",
        "burn",
        "backup",
        "backup a b",
        "keys a",
        "keys --from 4",
        "sync --from x",
        "restore a --existing all",
        "verify --existing keep a",
        "keys --force"
      ]
    ) assert.isTrue(Either.isLeft(parse(wrong)), wrong)
  })
})
