import * as Either from "effect/Either"
import type * as Reply from "../Reply.ts"
import * as failures from "./failures.ts"
import type { AccountCall } from "./Interface.ts"
import * as Multipart from "./multipart.ts"
import type { Account, FileType, Material, News, TemporaryMedia } from "./state.ts"

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
  // The first of a type is what downloads are called.
  ["jpg", "image/jpeg"],
  ["jpeg", "image/jpeg"],
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

const tooLarge = ({ content: { forms } }: Account, rules: Rules): Reply.Reply => {
  switch (forms.largeFile) {
    case "of its kind":
      return rules.tooLarge
    case 40006:
      return failures.invalidMediaSize
    case 45001:
      return failures.mediaSize
  }
}

const isAscii = (text: string): boolean => /^[\x20-\x7e]*$/.test(text)

/**
 * The file in the part `media` of the form. It has to have a name in the plain parameter: the encoded one, `filename*`, is
 * not read. A request that does not say its length is taken for one without a file.
 *
 * @internal
 */
export const read = (call: AccountCall, rules: Rules): Either.Either<Uploaded, Reply.Reply> => {
  const { forms } = call.account.content
  const parts = call.isLengthKnown ? Multipart.parse(call.bytes, call.contentType) : []
  const media = parts.find(({ fileName, name }) =>
    name === "media" && fileName !== undefined && fileName !== "" && (forms.fileNames === "any" || isAscii(fileName))
  )
  if (media === undefined) return Either.left(failures.mediaDataMissing)
  if (media.bytes.length === 0) return Either.left(failures.emptyMediaData)
  const format = formatOf(media)
  if (format === undefined || !rules.formats.includes(format)) {
    return Either.left(forms.wrongFile === 40005 ? failures.invalidFileType : failures.unsupportedFileType)
  }
  if (media.bytes.length > rules.limit) return Either.left(tooLarge(call.account, rules))
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

/**
 * A permanent file of whatever kind.
 *
 * @internal
 */
export const material = (
  { material: { image, thumb, video, voice } }: Account,
  mediaId: string
): Material | undefined => image.get(mediaId) ?? voice.get(mediaId) ?? video.get(mediaId) ?? thumb.get(mediaId)

const temporaryLifetime = 3 * 24 * 3600 * 1000

/** @internal */
export const temporary = (account: Account, mediaId: string, now: number): TemporaryMedia | undefined => {
  const media = account.media.get(mediaId)
  return media !== undefined && now < media.createdAt + temporaryLifetime ? media : undefined
}

/**
 * Articles that were uploaded for a mass message, for as long as files are kept.
 *
 * @internal
 */
export const temporaryNews = (account: Account, mediaId: string, now: number): News | undefined => {
  const news = account.temporaryNews.get(mediaId)
  return news !== undefined && now < news.updateTime + temporaryLifetime ? news : undefined
}

/** @internal */
export const addTemporaryNews = (account: Account, news: News): void => {
  for (const old of account.temporaryNews.values()) {
    if (news.updateTime < old.updateTime + temporaryLifetime) break
    account.temporaryNews.delete(old.media_id)
  }
  account.temporaryNews.set(news.media_id, news)
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
