/** The stores that are measured: each with nothing in it, in an empty folder, until its scope ends. */
import { PlatformStore, StoreEncryption } from "@effect-wechat/open-platform"
import * as PlatformStoreFiles from "@effect-wechat/open-platform/PlatformStore/KeyValueStore"
import * as PlatformStoreSql from "@effect-wechat/open-platform/PlatformStore/Sql"
import { LibsqlClient } from "@effect/sql-libsql"
import { PgClient } from "@effect/sql-pg"
import * as NodeFileSystem from "@effect/platform-node/NodeFileSystem"
import * as KeyValueStore from "@effect/platform/KeyValueStore"
import * as Path from "@effect/platform/Path"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type * as Scope from "effect/Scope"
import { mkdtemp, readdir, rm, stat } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import * as PostgresServer from "@effect-wechat/testing/PostgresServer"

export interface Kept {
  /** What is kept, as a store under one set of keys or another */
  readonly layer: Layer.Layer<PlatformStore.PlatformStore, unknown, StoreEncryption.StoreEncryption>
  /** Bytes of the disk that everything takes, where there is a disk */
  readonly size: Effect.Effect<number | null>
}

const folder = Effect.acquireRelease(
  Effect.promise(() => mkdtemp(join(tmpdir(), "effect-wechat-bench-"))),
  (path) => Effect.promise(() => rm(path, { recursive: true, force: true, maxRetries: 5 }))
)

/** Whole blocks: a small file takes as many bytes as a file can take at least. */
const sizeOf = (path: string): Effect.Effect<number> =>
  Effect.promise(async () => {
    const names = await readdir(path)
    let size = 0
    // All at once would open as many files as there are.
    // oxlint-disable-next-line no-await-in-loop
    for (const name of names) size += (await stat(join(path, name))).blocks * 512
    return size
  })

const memory = Effect.map(PlatformStore.makeMemory, (store): Kept => ({
  layer: Layer.effect(PlatformStore.PlatformStore, StoreEncryption.seal(store)),
  size: Effect.succeed(null)
}))

const files = Effect.map(folder, (path): Kept => ({
  layer: PlatformStoreFiles.layer.pipe(
    Layer.provide(KeyValueStore.layerFileSystem(path)),
    Layer.provide([NodeFileSystem.layer, Path.layer])
  ),
  size: sizeOf(path)
}))

const sqlite = Effect.gen(function*() {
  const path = yield* folder
  const client = yield* Layer.build(LibsqlClient.layer({ url: `file:${join(path, "wechat.db")}` }))
  const kept: Kept = {
    layer: PlatformStoreSql.layer().pipe(Layer.provide(Layer.succeedContext(client))),
    size: sizeOf(path)
  }
  return kept
})

const postgres = Effect.gen(function*() {
  const connection = yield* PostgresServer.make()
  const client = yield* Layer.build(PgClient.layer({ ...connection }))
  const sizes = Effect.flatMap(
    PgClient.PgClient,
    (sql) => sql.unsafe("SELECT pg_database_size(current_database())").values
  )
  const kept: Kept = {
    layer: PlatformStoreSql.layer().pipe(Layer.provide(Layer.succeedContext(client))),
    size: Effect.map(Effect.orDie(Effect.provide(sizes, client)), ([row]) => Number(row?.[0]))
  }
  return kept
})

export const stores: ReadonlyMap<string, Effect.Effect<Kept, unknown, Scope.Scope>> = new Map<
  string,
  Effect.Effect<Kept, unknown, Scope.Scope>
>([
  ["memory", memory],
  ["files", files],
  ["SQLite", sqlite],
  ["Postgres", postgres]
])

/** The store of a probe. */
export const named = (name: string): Effect.Effect<Kept, unknown, Scope.Scope> =>
  stores.get(name) ?? Effect.dieMessage(`There is no store "${name}"`)
