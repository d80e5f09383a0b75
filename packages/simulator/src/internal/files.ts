import * as Either from "effect/Either"
import type * as Reply from "../Reply.ts"
import * as failures from "./failures.ts"
import type { Call } from "./Interface.ts"
import * as Multipart from "./multipart.ts"
import type { Account, FileType, TemporaryMedia } from "./state.ts"

/**
 * What a kind of file may be.
 *
 * @internal
 */
export interface Rules {
  /** Endings of file names */
  readonly formats: ReadonlyArray<string>
  /** The largest number of bytes */
  readonly limit: number
  readonly tooLarge: Reply.Reply
}

const types: ReadonlyMap<string, string> = new Map([
  ["bmp", "image/bmp"],
  ["png", "image/png"],
  ["jpeg", "image/jpeg"],
  ["jpg", "image/jpeg"],
  ["gif", "image/gif"],
  ["mp3", "audio/mpeg"],
  ["wma", "audio/x-ms-wma"],
  ["wav", "audio/wav"],
  ["amr", "audio/amr"],
  ["mp4", "video/mp4"]
])

/** By its name, and where the name says nothing by what its sender calls it. */
const formatOf = (part: Multipart.Part): string | undefined => {
  const ending = /\.([^./\\]+)$/.exec(part.fileName ?? "")?.[1]?.toLowerCase()
  if (ending !== undefined) return ending
  const given = part.contentType.split(";")[0]?.trim().toLowerCase()
  return [...types].find(([, type]) => type === given)?.[0]
}

/**
 * A file that was accepted.
 *
 * @internal
 */
export interface Uploaded {
  readonly name: string
  readonly contentType: string
  readonly bytes: Uint8Array
  readonly parts: ReadonlyArray<Multipart.Part>
}

/**
 * The file in the part `media` of the form.
 *
 * @internal
 */
export const read = (
  call: Pick<Call, "bytes" | "contentType">,
  rules: Rules
): Either.Either<Uploaded, Reply.Reply> => {
  const parts = Multipart.parse(call.bytes, call.contentType)
  const media = parts.find(({ fileName, name }) => name === "media" && fileName !== undefined)
  if (media === undefined) return Either.left(failures.mediaDataMissing)
  if (media.bytes.length === 0) return Either.left(failures.emptyMediaData)
  const format = formatOf(media)
  if (format === undefined || !rules.formats.includes(format)) return Either.left(failures.invalidFileType)
  if (media.bytes.length > rules.limit) return Either.left(rules.tooLarge)
  return Either.right({
    name: media.fileName ?? "",
    contentType: types.get(format) ?? "application/octet-stream",
    bytes: media.bytes,
    parts
  })
}

/** @internal */
export const isType = (type: string | null): type is FileType =>
  type === "image" || type === "voice" || type === "video" || type === "thumb"

/**
 * The name that a download goes by: the one of the upload may hold letters that no header can.
 *
 * @internal
 */
export const downloadName = ({ contentType, media_id }: Pick<TemporaryMedia, "contentType" | "media_id">): string =>
  `${media_id}.${[...types].find(([, type]) => type === contentType)?.[0] ?? "bin"}`

const temporaryLifetime = 3 * 24 * 3600 * 1000

/** @internal */
export const temporary = (account: Account, mediaId: string, now: number): TemporaryMedia | undefined => {
  const media = account.media.get(mediaId)
  return media !== undefined && now < media.createdAt + temporaryLifetime ? media : undefined
}

/** @internal */
export const addTemporary = (account: Account, media: TemporaryMedia): void => {
  for (const old of account.media.values()) {
    if (media.createdAt < old.createdAt + temporaryLifetime) break
    account.media.delete(old.media_id)
  }
  account.media.set(media.media_id, media)
}

/**
 * Whether a message can carry this file, permanent or temporary.
 *
 * @internal
 */
export const isSendable = (account: Account, type: FileType, mediaId: string, now: number): boolean =>
  account.material[type].get(mediaId) !== undefined || temporary(account, mediaId, now)?.type === type
