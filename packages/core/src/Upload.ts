/**
 * Files on their way to WeChat: from bytes, a `Blob`, a path or a stream.
 *
 * WeChat goes by the ending of the name, understands plain ASCII names alone, and wants to know the size beforehand. So a
 * file always has a name that is safe, and a size; its content is read while it is sent, and from the beginning when
 * it has to be sent again.
 */
import { BadArgument, type PlatformError } from "@effect/platform/Error"
import * as FileSystem from "@effect/platform/FileSystem"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Predicate from "effect/Predicate"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import * as Fault from "./internal/fault.ts"
import { FileId, limited } from "./internal/fileLimits.ts"
import * as FileTypes from "./internal/fileTypes.ts"
import { FileUnreadable } from "./WeChatError.ts"

export const TypeId: unique symbol = Symbol.for("@effect-wechat/core/Upload")
export type TypeId = typeof TypeId

/** A file that can be sent, as often as needed. */
export interface File {
  readonly [TypeId]: TypeId
  /** As it is sent: plain ASCII, with an ending wherever one is known */
  readonly fileName: string
  readonly contentType: string
  /** How many bytes there are */
  readonly size: number
  readonly content: Stream.Stream<Uint8Array, FileUnreadable>
}

/** How a file is called. */
export interface Named {
  /** Any name. What WeChat cannot read in it is replaced; without an ending it gets the one of its type */
  readonly fileName: string
  /** By default the type that the ending of the name stands for */
  readonly contentType?: string | undefined
}

/** Whether a value is a file that can be sent. */
export const isFile = (u: unknown): u is File => Predicate.hasProperty(u, TypeId)

const make = (
  { contentType, fileName }: Named,
  size: number,
  content: Stream.Stream<Uint8Array, FileUnreadable>
): File => ({ [TypeId]: TypeId, ...FileTypes.nameOf(fileName, contentType ?? ""), size, content })

const unreadable = (error: unknown): FileUnreadable =>
  error instanceof FileUnreadable ? error : new FileUnreadable({ problem: "fault", fault: Fault.nameOf(error) })

/** So much is read, sent and reported at once. */
const pieceSize = 64 * 1024

const pieces = (data: Uint8Array): Stream.Stream<Uint8Array> =>
  Stream.unfold(
    0,
    (at) => at < data.length ? Option.some([data.subarray(at, at + pieceSize), at + pieceSize] as const) : Option.none()
  )

/**
 * A file of bytes that are in memory. They are not copied, so leave them as they are until the upload is over.
 *
 * @example
 * ```ts
 * import { Upload } from "@effect-wechat/core"
 *
 * const pixel = Upload.bytes(new Uint8Array([0xff, 0xd8, 0xff]), { fileName: "封面.jpg" })
 * ```
 */
export const bytes = (data: Uint8Array, options: Named): File => make(options, data.length, pieces(data))

/** A file of a `Blob`, or of the `File` that a form brought in, which knows its own name and type. */
export const blob = (data: Blob, options: Partial<Named> = {}): File =>
  make(
    {
      fileName: options.fileName ?? (Predicate.hasProperty(data, "name") ? String(data.name) : ""),
      contentType: options.contentType ?? data.type
    },
    data.size,
    Stream.fromReadableStream({ evaluate: () => data.stream(), onError: unreadable })
  )

/**
 * A file of the file system. It is opened when it is sent, and must have the same size then.
 *
 * @example
 * ```ts
 * import { Material, Upload } from "@effect-wechat/core"
 * import { Effect } from "effect"
 *
 * const program = Effect.gen(function*() {
 *   const media = yield* Upload.path("covers/autumn.jpg")
 *   return yield* Material.add({ type: "image", media })
 * })
 * ```
 */
export const path = (
  path: string,
  options: Partial<Named> = {}
): Effect.Effect<File, PlatformError, FileSystem.FileSystem> =>
  Effect.gen(function*() {
    const fileSystem = yield* FileSystem.FileSystem
    const { size, type } = yield* fileSystem.stat(path)
    if (type !== "File") {
      return yield* new BadArgument({ module: "FileSystem", method: "stat", description: "only a file can be sent" })
    }
    return make(
      { fileName: options.fileName ?? path, contentType: options.contentType },
      Number(size),
      Stream.mapError(fileSystem.stream(path, { chunkSize: pieceSize }), unreadable)
    )
  })

/**
 * A file of any stream whose size is known. A stream that gives less or more fails the upload with `FileUnreadable`, and
 * so does one that fails. It has to begin anew each time that it is run: an upload may have to be sent twice.
 */
export const stream = <E>(
  content: Stream.Stream<Uint8Array, E>,
  options: Named & { readonly size: number }
): File => make(options, options.size, Stream.mapError(content, unreadable))

/**
 * The same file, which tells how much of it has been handed to the connection. A file that is sent again begins again.
 *
 * @example
 * ```ts
 * import { Upload } from "@effect-wechat/core"
 * import { Effect } from "effect"
 *
 * const watched = (file: Upload.File) =>
 *   Upload.tapProgress(file, (sent, size) => Effect.logDebug(`${sent} of ${size} bytes`))
 * ```
 */
export const tapProgress = (file: File, report: (sent: number, size: number) => Effect.Effect<void>): File => ({
  ...file,
  content: Stream.suspend(() => {
    let sent = 0
    return Stream.tap(file.content, ({ length }) => {
      sent += length
      return report(sent, file.size)
    })
  })
})

const FileSchema: Schema.Schema<File> = Schema.declare(isFile, {
  identifier: "Upload.File",
  description: "a file made by Upload.bytes, Upload.blob, Upload.path or Upload.stream",
  [FileId]: true
})

/**
 * The schema of a file in the form of an upload, with what the page says about it.
 *
 * @example
 * ```ts
 * import { Upload } from "@effect-wechat/core"
 * import { Schema } from "effect"
 *
 * const Form = Schema.Struct({ media: Upload.field({ endings: ["jpg", "png"], maxSize: 1024 * 1024 - 1 }) })
 * ```
 */
export const field = (rules: {
  /** The endings that the name may have, in small letters */
  readonly endings: ReadonlyArray<string>
  /** In bytes */
  readonly maxSize: number
}): Schema.Schema<File> => limited(rules)(FileSchema)
