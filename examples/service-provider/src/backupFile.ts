/** Backups on a disk. Under the name of a backup there is a whole one or the one before, never half of one. */
import { StoreBackup } from "@effect-wechat/open-platform"
import { FileSystem } from "@effect/platform"
import type { PlatformError } from "@effect/platform/Error"
import { Effect, Stream } from "effect"
import { randomUUID } from "node:crypto"
import { dirname } from "node:path"
import { Cannot } from "./cannot.ts"

/** A mistyped name must not cost a database. */
const refuseOthers = (file: string) =>
  Effect.gen(function*() {
    const files = yield* FileSystem.FileSystem
    if (!(yield* files.exists(file))) return
    const begin = yield* files.stream(file, { bytesToRead: FileSystem.Size(10) }).pipe(
      Stream.decodeText(),
      Stream.mkString
    )
    if (begin !== `{"backup":`) {
      return yield* new Cannot({
        message: `${file} is no backup, and stays as it is: the service provider must give another name`
      })
    }
  })

/** After a power cut the new name is there, and the content too. */
const flush = (path: string) =>
  Effect.flatMap(
    FileSystem.FileSystem,
    (files) => Effect.scoped(Effect.flatMap(files.open(path, { flag: "r" }), (file) => file.sync))
  )

const unusable = (file: string) => ({ message }: PlatformError) =>
  new Cannot({
    message:
      `The file ${file} cannot be used (${message}): the service provider must see whether it is there, and may be ` +
      "read or written by this user"
  })

export const read = (file: string) =>
  Stream.unwrap(Effect.map(FileSystem.FileSystem, (files) => Stream.decodeText(files.stream(file)))).pipe(
    Stream.mapError(unusable(file))
  )

/** Writes a backup beside its place, reads it back, and puts it there. Nobody but this user may read it. */
export const write = (component: string, file: string, leaveOutUnreadable: boolean) =>
  Effect.gen(function*() {
    const backup = yield* StoreBackup.StoreBackup
    const files = yield* FileSystem.FileSystem
    yield* refuseOthers(file)
    const beside = `${file}.${randomUUID()}.partial`
    return yield* Effect.gen(function*() {
      yield* Stream.run(
        Stream.encodeText(backup.write(component, { leaveOutUnreadable })),
        files.sink(beside, { flag: "wx", mode: 0o600 })
      )
      const summary = yield* backup.verify(component, read(beside))
      if (summary.records === 0) {
        return yield* new Cannot({
          message: `The store has nothing of ${component}, so ${file} was not written: the service provider must see ` +
            "whether DATA_DIR, DATABASE_URL and WECHAT_COMPONENT_APP_ID are right"
        })
      }
      yield* flush(beside)
      yield* files.rename(beside, file)
      // Not every system can do it for a directory.
      yield* Effect.ignore(flush(dirname(file)))
      return summary
    }).pipe(Effect.onError(() => Effect.ignore(files.remove(beside))))
  }).pipe(Effect.catchTags({
    BadArgument: (error) => unusable(file)(error),
    SystemError: (error) => unusable(file)(error)
  }))
