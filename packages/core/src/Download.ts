/**
 * Files on their way from WeChat.
 *
 * A call that gives a file ends when its first bytes are there. The rest comes while it is read, and no faster, for as
 * long as the scope lasts that the call was made in.
 */
import type { PlatformError } from "@effect/platform/Error"
import * as FileSystem from "@effect/platform/FileSystem"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Option from "effect/Option"
import * as Random from "effect/Random"
import * as Stream from "effect/Stream"
import * as Disposition from "./internal/disposition.ts"
import * as Downloaded from "./internal/downloaded.ts"
import { anyType } from "./internal/fileTypes.ts"
import type { WeChatError } from "./WeChatError.ts"

export const TypeId: typeof Downloaded.TypeId = Downloaded.TypeId
export type TypeId = Downloaded.TypeId

/** A file of which at least the beginning is there. */
export interface File {
  readonly [TypeId]: TypeId
  readonly _tag: "File"
  /** What WeChat calls the type */
  readonly contentType: string
  /** What WeChat calls the file, made fit to be the name of one: without path, control characters and leading dots */
  readonly fileName: Option.Option<string>
  /** In bytes, where WeChat says it: then less or more than that is an error */
  readonly size: Option.Option<number>
  /** The bytes, once. Ends only when all of them were there */
  readonly content: Stream.Stream<Uint8Array, WeChatError>
}

/** Whether a value is a file that was downloaded. */
export const isFile: (u: unknown) => u is File = Downloaded.isFile

/**
 * A file of these bytes, for fakes: a real one comes from a call.
 *
 * @example
 * ```ts
 * import { Download, Media, WeChatClient } from "@effect-wechat/core"
 * import { Effect } from "effect"
 *
 * const Fake = WeChatClient.layerFake(
 *   WeChatClient.on(Media.get, () =>
 *     Effect.succeed(Download.fromBytes(new Uint8Array([0xff, 0xd8, 0xff]), { contentType: "image/jpeg" })))
 * )
 * ```
 */
export const fromBytes = (
  data: Uint8Array,
  options: { readonly contentType?: string | undefined; readonly fileName?: string | undefined } = {}
): File => ({
  [TypeId]: TypeId,
  _tag: "File",
  contentType: options.contentType ?? anyType,
  fileName: Option.fromNullable(Disposition.safe(options.fileName ?? "")),
  size: Option.some(data.length),
  content: Stream.make(data)
})

/** All bytes of a file, in memory. */
export const toBytes = (file: File): Effect.Effect<Uint8Array, WeChatError> =>
  Effect.suspend(() => {
    const pieces: Array<Uint8Array> = []
    let size = 0
    const take = (piece: Uint8Array) =>
      Effect.sync(() => {
        pieces.push(piece)
        size += piece.length
      })
    return Effect.map(Stream.runForEach(file.content, take), () => {
      const all = new Uint8Array(size)
      let at = 0
      for (const piece of pieces) {
        all.set(piece, at)
        at += piece.length
      }
      return all
    })
  })

/** A name beside the target that nobody else has. */
const beside = (path: string): Effect.Effect<string> =>
  Effect.map(Random.nextIntBetween(0, 36 ** 8), (nth) => `${path}.${nth.toString(36).padStart(8, "0")}.part`)

/**
 * Saves a file. What stands under the path is either what stood there before or the whole file, never a part of it:
 * the bytes go to a name beside it, which takes the place of the path once all of them are on the disk, and is removed
 * if that does not come about.
 *
 * @example
 * ```ts
 * import { Download, Media } from "@effect-wechat/core"
 * import { Effect } from "effect"
 *
 * const program = Media.get({ media_id: "MEDIA_ID" }).pipe(
 *   Effect.flatMap((media) =>
 *     media._tag === "File" ? Download.toFile(media, "picture.jpg") : Effect.log(`a video: ${media.video_url}`)),
 *   Effect.scoped
 * )
 * ```
 */
export const toFile = (
  file: File,
  path: string
): Effect.Effect<void, WeChatError | PlatformError, FileSystem.FileSystem> =>
  Effect.flatMap(FileSystem.FileSystem, (fileSystem) =>
    Effect.acquireUseRelease(
      beside(path),
      (part) =>
        Effect.scoped(
          Effect.gen(function*() {
            const opened = yield* fileSystem.open(part, { flag: "wx" })
            yield* Stream.runForEach(file.content, (piece) => opened.writeAll(piece))
            yield* opened.sync
          })
        ).pipe(Effect.zipRight(fileSystem.rename(part, path))),
      (part, exit) => Exit.isSuccess(exit) ? Effect.void : Effect.ignore(fileSystem.remove(part, { force: true }))
    ))
