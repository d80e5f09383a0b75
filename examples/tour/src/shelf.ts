/** The store of the tour: a SQLite file that is there for as long as the tour lasts, sealed with a key of its own. */
import { StoreEncryption } from "@effect-wechat/open-platform"
import * as PlatformStoreSql from "@effect-wechat/open-platform/PlatformStore/Sql"
import { LibsqlClient } from "@effect/sql-libsql"
import { Effect, Layer, Redacted } from "effect"
import { randomBytes } from "node:crypto"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { pathToFileURL } from "node:url"

/** Where the file is, and what opens it: all that a process must be given to know its merchants again. */
export interface Place {
  readonly file: string
  readonly key: Redacted.Redacted
}

/** A place in a directory that goes with the scope. A server keeps both, and the key somewhere else than the file. */
export const place = Effect.map(
  Effect.acquireRelease(
    Effect.sync(() => mkdtempSync(join(tmpdir(), "effect-wechat-tour-"))),
    (folder) => Effect.sync(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }))
  ),
  (folder): Place => ({
    file: join(folder, "wechat.db"),
    key: Redacted.make(randomBytes(32).toString("base64"))
  })
)

export const layer = ({ file, key }: Place) =>
  PlatformStoreSql.layer().pipe(
    Layer.provide(LibsqlClient.layer({ url: pathToFileURL(file).href })),
    Layer.provide(StoreEncryption.layer({ current: { id: "tour", key } }))
  )
