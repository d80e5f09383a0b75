/**
 * What the database saw: each record that was committed, in order, and each lease that somebody took from another who had
 * not given it back. The database writes it down itself, so that no death of a process leaves anything out.
 */
import { Authorizer, PlatformStore, StoreEncryption } from "@effect-wechat/open-platform"
import { SqlClient } from "@effect/sql/SqlClient"
import * as Arr from "effect/Array"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import * as Platform from "../../utils/Platform.ts"
import * as SqlStores from "../../utils/SqlStores.ts"

const tables = [
  "CREATE TABLE ledger (id text NOT NULL, version bigint NOT NULL, body text NOT NULL)",
  "CREATE TABLE takeovers (name text NOT NULL)"
]

const insert = "INSERT INTO ledger (id, version, body) VALUES (NEW.id, NEW.version, NEW.body);"
const insertTakeover = "INSERT INTO takeovers (name) VALUES (NEW.name);"

const postgres = [
  `CREATE FUNCTION note_document() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN ${insert} RETURN NULL; END $$`,
  `CREATE FUNCTION note_takeover() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN ${insertTakeover} RETURN NULL; END $$`,
  `CREATE TRIGGER note_document AFTER INSERT OR UPDATE ON wechat_documents FOR EACH ROW
WHEN (NEW.kind = 'authorizer') EXECUTE FUNCTION note_document()`,
  `CREATE TRIGGER note_takeover AFTER UPDATE ON wechat_leases FOR EACH ROW
WHEN (OLD.owner <> NEW.owner) EXECUTE FUNCTION note_takeover()`
]

const sqlite = [
  `CREATE TRIGGER note_insert AFTER INSERT ON wechat_documents WHEN NEW.kind = 'authorizer' BEGIN ${insert} END`,
  `CREATE TRIGGER note_update AFTER UPDATE ON wechat_documents WHEN NEW.kind = 'authorizer' BEGIN ${insert} END`,
  `CREATE TRIGGER note_takeover AFTER UPDATE ON wechat_leases WHEN OLD.owner <> NEW.owner BEGIN ${insertTakeover} END`
]

/** Begins the ledger, in a database whose tables are there. */
export const begin = Effect.flatMap(SqlClient, (sql) =>
  Effect.forEach(
    [...tables, ...sql.onDialectOrElse({ pg: () => postgres, sqlite: () => sqlite, orElse: () => [] })],
    SqlStores.run,
    { discard: true }
  ))

/** A record as it was committed once, with its tokens laid open. */
export type Commit = ReturnType<typeof Platform.open> & { readonly version: number }

const decode = Schema.decode(Schema.parseJson(Authorizer.Authorizer))

/** What was committed for each account, in order. */
export const commits = Effect.gen(function*() {
  const encryption = yield* StoreEncryption.StoreEncryption
  const found = yield* SqlStores.rows("SELECT id, version, body FROM ledger ORDER BY id, version")
  const all = yield* Effect.forEach(found, ([id, version, body]) => {
    const document: PlatformStore.Document = { id: String(id), version: Number(version), body: String(body) }
    const key = { component: Platform.component.appId, kind: "authorizer" as const, id: document.id }
    return decode(Either.getOrThrow(encryption.open(key, document))).pipe(
      Effect.map((authorizer): Commit => ({ ...Platform.open(authorizer), version: document.version }))
    )
  })
  return Arr.groupBy(all, ({ appId }) => appId)
}).pipe(Effect.orDie)

/** How often a lease of an account was taken from another owner. */
export const takeovers = Effect.map(SqlStores.rows("SELECT name FROM takeovers"), (found) => {
  const byAppId = new Map<string, number>()
  for (const [name] of found) {
    const appId = String(name).split("/").at(-1) ?? ""
    byAppId.set(appId, (byAppId.get(appId) ?? 0) + 1)
  }
  return byAppId
})

/** A key for a store. */
export const encryption = (key: string) => StoreEncryption.layer({ current: { id: "test", key: Redacted.make(key) } })
