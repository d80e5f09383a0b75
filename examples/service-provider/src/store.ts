/** The store of the platform: SQLite or Postgres, sealed with the keys of the environment. */
import { PlatformStore, StoreEncryption } from "@effect-wechat/open-platform"
import * as PlatformStoreSql from "@effect-wechat/open-platform/PlatformStore/Sql"
import { NodeFileSystem } from "@effect/platform-node"
import { PgClient } from "@effect/sql-pg"
import { Effect, Layer, Option } from "effect"
import { Cannot } from "./cannot.ts"
import { Database, type Storage } from "./settings.ts"
import * as Sqlite from "./sqlite.ts"

const postgres = (url: Database & { readonly _tag: "Postgres" }) =>
  PgClient.layer({ url: url.url, applicationName: "service-provider" }).pipe(
    // What the driver says may quote the address.
    Layer.catchAll(() =>
      Layer.fail(
        new Cannot({
          message:
            "The database of DATABASE_URL cannot be reached: the service provider must see whether the server is " +
            "up, and whether host, user, password and database are right"
        })
      )
    )
  )

/** What to do with the file, where the library cannot know that it is one. */
const advice = (database: Database, { detail, message, reason }: PlatformStoreSql.SqlStartError): string => {
  if (database._tag === "Postgres") return message
  const file = Sqlite.fileIn(database.directory)
  if (reason === "TimedOut") {
    return `The database ${file} is locked by another program: the service provider must end that one, and start again. ` +
      "Nothing was changed"
  }
  return detail === "Corrupt"
    ? `The file ${file} is damaged, or no database: the service provider must move it away and restore a backup, see ` +
      "docs/durability.md. Nothing was changed"
    : `${message} (${file})`
}

const encryption = ({ encryption }: Storage) =>
  Option.match(encryption, {
    onNone: () => StoreEncryption.layerPlainText,
    // They were checked when they were read.
    onSome: (options) => Layer.orDie(StoreEncryption.layer(options))
  })

const opened = (storage: Storage) => {
  const { database } = storage
  const store = (client: ReturnType<typeof Sqlite.layer> | ReturnType<typeof postgres>) =>
    PlatformStoreSql.layer({ startTimeLimit: "10 seconds" }).pipe(
      Layer.provide(encryption(storage)),
      Layer.provide(client)
    )
  return Database.$match(database, {
    Sqlite: ({ directory }) => store(Sqlite.layer(directory)),
    Postgres: (postgresUrl) => store(postgres(postgresUrl))
  }).pipe(
    Layer.provide(NodeFileSystem.layer),
    Layer.catchAll((error) =>
      Layer.fail(
        error._tag === "SqlStartError" ? new Cannot({ message: advice(database, error) }) : error
      )
    )
  )
}

/** The store as it is, for those who mend it. */
export const layer: (storage: Storage) => Layer.Layer<PlatformStore.PlatformStore, Cannot> = opened

/** Whether the keys fit: half the merchants would find no token, and nobody would know why. */
const readable = (component: string) =>
  Effect.flatMap(
    PlatformStore.PlatformStore,
    (store) =>
      Effect.forEach(["component", "authorizer"] as const, (kind) =>
        store.page({ component, kind }, { after: undefined, limit: 1 }))
  ).pipe(
    Effect.mapError(({ message }) =>
      new Cannot({ message: `${message}. Nothing was changed` })
    )
  )

/** The store that a server works on: it must be able to read what is there. */
export const layerFor = (component: string, storage: Storage): Layer.Layer<PlatformStore.PlatformStore, Cannot> =>
  Layer.provideMerge(Layer.effectDiscard(readable(component)), layer(storage))
