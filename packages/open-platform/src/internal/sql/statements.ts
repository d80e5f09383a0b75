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

/** @internal */
export interface Reads {
  /** version, body */
  readonly get: (key: Key) => Bound
  /** id, version, body */
  readonly page: (of: Pick<Key, "component" | "kind">, after: string | undefined, limit: number) => Bound
}

/**
 * A document that is to be written where its version is the expected one.
 *
 * @internal
 */
export interface Put {
  readonly key: Key
  readonly body: string
  readonly expected: number
}

/** @internal */
export interface Acquire {
  readonly lease: string
  readonly owner: string
  readonly millis: number
}

/** @internal */
export interface Release {
  readonly lease: string
  readonly owner: string
}

/**
 * All that a store says to Postgres. The texts are made once, name every column by its own name, and need no identifier of
 * the client, so that nobody's naming convention gets into them.
 *
 * @internal
 */
export interface Postgres extends Reads {
  /** A row, if it has written */
  readonly put: (put: Put) => Bound
  /** A row, if the owner has it now */
  readonly acquire: (acquire: Acquire) => Bound
  readonly release: (release: Release) => Bound
}

/**
 * All that a store says to SQLite. It has one writer at a time, who waits for the disk, so several are written with one
 * statement. No two of the same document expect the same version.
 *
 * @internal
 */
export interface Sqlite extends Reads {
  /** component, kind, id, version of what was written. That is nothing while other statements are unfinished */
  readonly puts: (puts: ReadonlyArray<Put>) => Bound
  /** A row, if one of them could have been written */
  readonly writable: (puts: ReadonlyArray<Put>) => Bound
  /** name, owner of what its owner has now. The first of several owners has it, where nobody had it */
  readonly acquires: (acquires: ReadonlyArray<Acquire>, now: number) => Bound
  readonly releases: (releases: ReadonlyArray<Release>) => Bound
}

/** @internal */
export const postgres = ({ documents, leases }: Names): Postgres => {
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
    page: ({ component, kind }, after, limit) =>
      after === undefined ? [first, [component, kind, limit]] : [next, [component, kind, after, limit]],
    put: ({ body, expected, key: { component, id, kind } }) =>
      expected === 0 ? [make, [component, kind, id, body]] : [change, [component, kind, id, body, expected]],
    acquire: ({ lease, millis, owner }) => [acquire, [lease, owner, millis]],
    release: ({ lease, owner }) => [release, [lease, owner]]
  }
}

/** So many lists of so many parameters. */
const lists = (count: number, width: number): string =>
  Array.from({ length: count }, () => `(${Array.from({ length: width }, () => "?").join(", ")})`).join(", ")

/** @internal */
export const sqlite = ({ documents, leases }: Names, unfinished: string): Sqlite => {
  const where = "WHERE component = ? AND kind = ?"
  const get = `SELECT version, body FROM ${documents} ${where} AND id = ?`
  const first = `SELECT id, version, body FROM ${documents} ${where} ORDER BY id LIMIT ?`
  const next = `SELECT id, version, body FROM ${documents} ${where} AND id > ? ORDER BY id LIMIT ?`
  // Lists of values have columns of these names. The fourth is the expected version.
  const version = `coalesce((SELECT known.version FROM ${documents} AS known
WHERE known.component = column1 AND known.kind = column2 AND known.id = column3), 0)`
  return {
    get: ({ component, id, kind }) => [get, [component, kind, id]],
    page: ({ component, kind }, after, limit) =>
      after === undefined ? [first, [component, kind, limit]] : [next, [component, kind, after, limit]],
    puts: (puts) => [
      `INSERT INTO ${documents} (component, kind, id, version, body, written_at)
SELECT column1, column2, column3, column4 + 1, column5, strftime('%Y-%m-%dT%H:%M:%fZ', 'now')
FROM (VALUES ${lists(puts.length, 5)}) WHERE ${unfinished} <= 1 AND ${version} = column4
ON CONFLICT (component, kind, id) DO UPDATE
SET version = excluded.version, body = excluded.body, written_at = excluded.written_at
RETURNING component, kind, id, version`,
      puts.flatMap(({ body, expected, key: { component, id, kind } }) => [component, kind, id, expected, body])
    ],
    writable: (puts) => [
      `SELECT 1 FROM (VALUES ${lists(puts.length, 4)}) WHERE ${version} = column4 LIMIT 1`,
      puts.flatMap(({ expected, key: { component, id, kind } }) => [component, kind, id, expected])
    ],
    acquires: (acquires, now) => [
      `INSERT INTO ${leases} AS held (name, owner, expires_at) VALUES ${lists(acquires.length, 3)}
ON CONFLICT (name) DO UPDATE SET owner = excluded.owner, expires_at = excluded.expires_at
WHERE held.owner = excluded.owner OR held.expires_at <= ? RETURNING name, owner`,
      [...acquires.flatMap(({ lease, millis, owner }) => [lease, owner, Math.ceil(now + millis)]), now]
    ],
    releases: (releases) => [
      `DELETE FROM ${leases} WHERE (name, owner) IN (VALUES ${lists(releases.length, 2)})`,
      releases.flatMap(({ lease, owner }) => [lease, owner])
    ]
  }
}
