/** What `KeyValueStore.layerFileSystem` needs of a file system, on the file system of Node. */
import { FileSystem, KeyValueStore, Path } from "@effect/platform"
import * as PlatformError from "@effect/platform/Error"
import { Effect, Layer } from "effect"
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"

const attempt = <A>(method: string, run: (signal: AbortSignal) => Promise<A>) =>
  Effect.tryPromise({
    try: run,
    catch: (error) =>
      new PlatformError.SystemError({
        module: "FileSystem",
        method,
        reason: error instanceof Error && "code" in error && error.code === "ENOENT" ? "NotFound" : "Unknown",
        description: String(error)
      })
  })

const layerFileSystem = FileSystem.layerNoop({
  exists: (path) => Effect.map(Effect.either(attempt("exists", () => stat(path))), ({ _tag }) => _tag === "Right"),
  makeDirectory: (path, options) => Effect.asVoid(attempt("makeDirectory", () => mkdir(path, options))),
  readDirectory: (path) => attempt("readDirectory", () => readdir(path)),
  readFileString: (path) => attempt("readFileString", (signal) => readFile(path, { encoding: "utf8", signal })),
  writeFileString: (path, data) => attempt("writeFileString", (signal) => writeFile(path, data, { signal })),
  remove: (path, options) => attempt("remove", () => rm(path, options))
})

/** A directory that goes with the scope. */
export const directory = Effect.acquireRelease(
  Effect.promise(() => mkdtemp(join(tmpdir(), "effect-wechat-store-"))),
  (path) => Effect.promise(() => rm(path, { recursive: true, force: true }))
)

/** A KeyValueStore on the files of a directory. */
export const layer = (path: string): Layer.Layer<KeyValueStore.KeyValueStore> =>
  KeyValueStore.layerFileSystem(path).pipe(
    Layer.provide(Layer.merge(layerFileSystem, Path.layer)),
    Layer.orDie
  )
