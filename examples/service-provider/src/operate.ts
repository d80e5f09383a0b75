/** What operators do with the store of the server, while it serves and when it does not. */
import { WeChatClient } from "@effect-wechat/core"
import { Component, OpenPlatform, PlatformStore, StoreBackup, StoreEncryption } from "@effect-wechat/open-platform"
import { FileSystem } from "@effect/platform"
import { NodeContext, NodeHttpClient, NodeRuntime } from "@effect/platform-node"
import { Config, Console, Effect, Either, Layer, Logger, Option, Stream } from "effect"
import * as Arguments from "./arguments.ts"
import * as BackupFile from "./backupFile.ts"
import { Cannot } from "./cannot.ts"
import * as Pretended from "./pretended.ts"
import * as Settings from "./settings.ts"
import * as Sqlite from "./sqlite.ts"
import * as Store from "./store.ts"

const appIdName = "WECHAT_COMPONENT_APP_ID"

/** The one of the environment, and without any the one of the demo. */
const component = Config.withDefault(Config.nonEmptyString(appIdName), Pretended.component.appId)

const numberOf = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? "" : "s"}`

/** A directory that was mistyped must not look like a store without merchants. */
const refuseNew = ({ database }: Settings.Storage) =>
  Effect.gen(function*() {
    if (database._tag === "Postgres") return
    const files = yield* FileSystem.FileSystem
    const file = Sqlite.fileIn(database.directory)
    if (!(yield* files.exists(file))) {
      return yield* new Cannot({
        message: `There is no database ${file}: the service provider must give the directory of the server in DATA_DIR`
      })
    }
  })

/** With the store of the server, whatever is in it. */
const onStore = <A, E, R>(effect: Effect.Effect<A, E, R>, mayBeNew = false) =>
  Effect.gen(function*() {
    const storage = yield* Settings.storage
    if (!mayBeNew) yield* refuseNew(storage)
    return yield* Effect.provide(effect, Store.layer(storage))
  })

const keys = Effect.gen(function*() {
  const id = yield* component
  const { plainText, sealed } = yield* StoreEncryption.keysInUse(id)
  yield* Console.log(`Documents of ${id} by the key that they are under:`)
  for (const [name, count] of sealed) yield* Console.log(`  ${name}  ${count}`)
  if (plainText > 0) yield* Console.log(`  plain text  ${plainText}`)
  if (sealed.size === 0 && plainText === 0) yield* Console.log("  none: the store has nothing of this component")
})

const reencrypt = Effect.gen(function*() {
  const id = yield* component
  const { already, rewritten, unreadable } = yield* StoreEncryption.reencrypt(id)
  yield* Console.log(
    `${numberOf(rewritten, "document")} of ${id} rewritten, ${already} already under the current key.`
  )
  if (unreadable > 0) {
    return yield* new Cannot({
      message:
        `${numberOf(unreadable, "document")} cannot be opened and stayed as they were: the service provider must ` +
        "give their key too, see the command keys, or restore a backup with --existing replaceUnreadable"
    })
  }
})

const summaryOf = ({ createdAt, leftOut, records }: StoreBackup.Summary): string =>
  `${numberOf(records, "document")} of ${createdAt}${leftOut === 0 ? "" : `, ${leftOut} left out`}`

const backup = (file: string, leaveOutUnreadable: boolean) =>
  Effect.gen(function*() {
    const summary = yield* BackupFile.write(yield* component, file, leaveOutUnreadable)
    yield* Console.log(`The backup ${file} is written and whole: ${summaryOf(summary)}.`)
  }).pipe(Effect.provide(StoreBackup.layerEnv))

/** Nothing is asked of a store. */
const verify = (file: string) =>
  Effect.gen(function*() {
    const backups = yield* StoreBackup.StoreBackup
    const summary = yield* backups.verify(yield* component, BackupFile.read(file))
    yield* Console.log(`The backup ${file} is whole: ${summaryOf(summary)}.`)
  }).pipe(Effect.provide(Layer.provide(StoreBackup.layerEnv, PlatformStore.layerMemory)))

const restore = (file: string, existing: StoreBackup.Existing) =>
  Effect.gen(function*() {
    const backups = yield* StoreBackup.StoreBackup
    const restored = yield* backups.restore(yield* component, BackupFile.read(file), { existing }).pipe(
      Effect.mapError((error) =>
        error._tag === "BackupRefused" && error.rule === "NotEmpty"
          ? new Cannot({ message: `${error.message}, with --existing keep, replaceUnreadable or replace` })
          : error
      )
    )
    yield* Console.log(
      `${numberOf(restored.written, "document")} written, ${restored.kept} kept as they were, of the backup of ` +
        `${restored.createdAt}. Now ask WeChat for those who authorized since: the command sync.`
    )
  }).pipe(Effect.provide(StoreBackup.layerEnv))

/** Where WeChat is, and who asks. WeChat knows nothing of the component of the demo. */
const speaker = Effect.gen(function*() {
  const weChat = yield* Settings.weChat
  const named = yield* Config.option(Config.nonEmptyString(appIdName))
  if (Option.isSome(named)) return { options: yield* Component.config, weChat }
  if (Option.isSome(weChat)) return { options: Pretended.options, weChat }
  return yield* new Cannot({
    message:
      "There is nobody to ask. The service provider must set WECHAT_COMPONENT_APP_ID and the other variables of the " +
      "component; for the demo, WECHAT_BASE_URL to the address at which it plays WeChat"
  })
})

const sync = (from: number) =>
  Effect.gen(function*() {
    const { options, weChat } = yield* speaker
    const baseUrl = Option.getOrUndefined(weChat)
    let next = from
    let done = 0
    let found = 0
    yield* OpenPlatform.sync({ from }).pipe(
      Stream.runForEach((progress) =>
        Effect.suspend(() => {
          next = progress.next
          done += 1
          found += progress.isNew ? 1 : 0
          return done % 100 === 0 ? Console.log(`${next} of ${progress.total}`) : Effect.void
        })
      ),
      Effect.mapError(({ message }) =>
        new Cannot({ message: `${message}${next > from ? `. Then go on with: sync --from ${next}` : ""}` })
      ),
      Effect.provide(
        OpenPlatform.layer().pipe(
          Layer.provide(WeChatClient.layer({ baseUrl })),
          Layer.provide(Component.layer(options)),
          Layer.provide(NodeHttpClient.layerUndici)
        )
      )
    )
    yield* Console.log(`WeChat has listed ${numberOf(done, "merchant")}; ${found} of them were not in the store.`)
  })

const run = Arguments.Command.$match({
  Keys: () => onStore(keys),
  Reencrypt: () => onStore(reencrypt),
  Backup: ({ file, leaveOutUnreadable }) => onStore(backup(file, leaveOutUnreadable)),
  Verify: ({ file }) => verify(file),
  Restore: ({ existing, file }) => onStore(restore(file, existing), true),
  Sync: ({ from }) => onStore(sync(from), true)
})

const program = (args: ReadonlyArray<string>) =>
  Either.match(Arguments.parse(args, Settings.startedIn), {
    onLeft: (complaint) =>
      Effect.zipRight(
        Console.error(`${complaint}\n\n${Arguments.usage}`),
        Effect.sync(() => {
          process.exitCode = 2
        })
      ),
    onRight: (command) =>
      run(command).pipe(
        Effect.catchTag("ConfigError", (error) => new Cannot({ message: Settings.complaint(error) })),
        Effect.tapError(({ message }) => Console.error(message))
      )
  })

/** Standard output has the answer and nothing else. */
const LoggerLive = Logger.replace(Logger.defaultLogger, Logger.withConsoleError(Logger.logfmtLogger))

// What the program writes is for this user alone.
process.umask(0o077)
NodeRuntime.runMain(
  program(process.argv.slice(2)).pipe(
    Effect.provide(Layer.merge(NodeContext.layer, LoggerLive))
  ),
  { disableErrorReporting: true }
)
