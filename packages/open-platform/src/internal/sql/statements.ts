import type { Key } from "../../PlatformStore.ts"
import type { Names } from "./names.ts"

/** @internal */
export type Dialect = "pg" | "sqlite"

/**
 * A statement with its parameters in the order of their places.
 *
 * @internal
 */
export type Bound = readonly [text: string, parameters: ReadonlyArray<string | number>]

/**
 * All that a store says to its database. The texts are made once, name every column by its own name, and need no
 * identifier of the client, so that nobody's naming convention gets into them.
 *
 * @internal
 */
export interface Statements {
  /** version, body */
  readonly get: (key: Key) => Bound
  /** A row, if it has written */
  readonly make: (key: Key, body: string) => Bound
  /** A row, if it has written */
  readonly change: (key: Key, body: string, expected: number) => Bound
  /** id, version, body */
  readonly page: (of: Pick<Key, "component" | "kind">, after: string | undefined, limit: number) => Bound
  /** A row, if the owner has it now */
  readonly acquire: (lease: string, owner: string, millis: number, now: number) => Bound
  readonly release: (lease: string, owner: string) => Bound
}

const postgres = ({ documents, leases }: Names): Statements => {
  const where = "WHERE component = $1 AND kind = $2"
  const get = `SELECT version, body FROM ${documents} ${where} AND id = $3`
  const make = `INSERT INTO ${documents} (component, kind, id, version, body, written_at)
VALUES ($1, $2, $3, 1, $4, clock_timestamp()) ON CONFLICT (component, kind, id) DO NOTHING RETURNING 1`
  const change = `UPDATE ${documents} SET version = version + 1, body = $4, written_at = clock_timestamp()
${where} AND id = $3 AND version = $5 RETURNING 1`
  const first = `SELECT id, version, body FROM ${documents} ${where} ORDER BY id LIMIT $3`
  const next = `SELECT id, version, body FROM ${documents} ${where} AND id > $3 ORDER BY id LIMIT $4`
  // The server's clock, so that it does not matter how the clocks of the processes go. Read again under the lock of the
  // row, because waiting for it takes time.
  const acquire = `INSERT INTO ${leases} AS held (name, owner, expires_at)
VALUES ($1, $2, clock_timestamp() + $3::float8 * interval '1 millisecond')
ON CONFLICT (name) DO UPDATE
SET owner = excluded.owner, expires_at = clock_timestamp() + $3::float8 * interval '1 millisecond'
WHERE held.owner = excluded.owner OR held.expires_at <= clock_timestamp() RETURNING 1`
  const release = `DELETE FROM ${leases} WHERE name = $1 AND owner = $2`
  return {
    get: ({ component, id, kind }) => [get, [component, kind, id]],
    make: ({ component, id, kind }, body) => [make, [component, kind, id, body]],
    change: ({ component, id, kind }, body, expected) => [change, [component, kind, id, body, expected]],
    page: ({ component, kind }, after, limit) =>
      after === undefined ? [first, [component, kind, limit]] : [next, [component, kind, after, limit]],
    acquire: (lease, owner, millis) => [acquire, [lease, owner, millis]],
    release: (lease, owner) => [release, [lease, owner]]
  }
}

const sqlite = ({ documents, leases }: Names, unfinished: string): Statements => {
  const now = "strftime('%Y-%m-%dT%H:%M:%fZ', 'now')"
  const where = "WHERE component = ? AND kind = ?"
  const get = `SELECT version, body FROM ${documents} ${where} AND id = ?`
  const make = `INSERT INTO ${documents} (component, kind, id, version, body, written_at)
VALUES (?, ?, ?, 1, ?, ${now}) ON CONFLICT (component, kind, id) DO NOTHING RETURNING ${unfinished}`
  const change = `UPDATE ${documents} SET version = version + 1, body = ?, written_at = ${now}
${where} AND id = ? AND version = ? RETURNING ${unfinished}`
  const first = `SELECT id, version, body FROM ${documents} ${where} ORDER BY id LIMIT ?`
  const next = `SELECT id, version, body FROM ${documents} ${where} AND id > ? ORDER BY id LIMIT ?`
  const acquire = `INSERT INTO ${leases} AS held (name, owner, expires_at) VALUES (?, ?, ?)
ON CONFLICT (name) DO UPDATE SET owner = excluded.owner, expires_at = excluded.expires_at
WHERE held.owner = excluded.owner OR held.expires_at <= ? RETURNING 1`
  const release = `DELETE FROM ${leases} WHERE name = ? AND owner = ?`
  return {
    get: ({ component, id, kind }) => [get, [component, kind, id]],
    make: ({ component, id, kind }, body) => [make, [component, kind, id, body]],
    change: ({ component, id, kind }, body, expected) => [change, [body, component, kind, id, expected]],
    page: ({ component, kind }, after, limit) =>
      after === undefined ? [first, [component, kind, limit]] : [next, [component, kind, after, limit]],
    acquire: (lease, owner, millis, at) => [acquire, [lease, owner, Math.ceil(at + millis), at]],
    release: (lease, owner) => [release, [lease, owner]]
  }
}

/**
 * On SQLite the value that the write of a document returns is what `unfinished` gives.
 *
 * @internal
 */
export const make = (dialect: Dialect, names: Names, unfinished: string): Statements =>
  dialect === "pg" ? postgres(names) : sqlite(names, unfinished)
