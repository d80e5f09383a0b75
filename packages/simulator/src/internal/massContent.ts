import * as Either from "effect/Either"
import type * as Reply from "../Reply.ts"
import * as failures from "./failures.ts"
import * as Files from "./files.ts"
import * as Read from "./read.ts"
import type { Account, Draft, FileType, News } from "./state.ts"

type Json = Readonly<Record<string, unknown>>

/**
 * What a mass message carries.
 *
 * @internal
 */
export type Content =
  | { readonly _tag: "Draft"; readonly draft: Draft }
  | { readonly _tag: "News"; readonly news: News }
  | { readonly _tag: "Video" }
  | { readonly _tag: "Other" }

type Result = Either.Either<Content, Reply.Reply>

const other: Result = Either.right({ _tag: "Other" })

const files = (
  account: Account,
  now: number,
  type: FileType,
  mediaIds: ReadonlyArray<unknown>,
  content: Content
): Result =>
  mediaIds.length > 0
    && mediaIds.every((mediaId) => typeof mediaId === "string" && Files.isSendable(account, type, mediaId, now))
    ? Either.right(content)
    : Either.left(failures.invalidMediaId)

const ofDraft = (draft: Draft): Result => {
  switch (draft.flaw) {
    case "autoSaved":
      return Either.left(failures.autoSavedDraft)
    case "advertisement":
      return Either.left(failures.carriesAdvertisement)
    default:
      return Either.right({ _tag: "Draft", draft })
  }
}

const articles = (account: Account, now: number, mediaId: string): Result => {
  const draft = account.drafts.get(mediaId)
  if (draft !== undefined) return ofDraft(draft)
  const news = account.news.get(mediaId) ?? Files.temporaryNews(account, mediaId, now)
  return news === undefined ? Either.left(failures.invalidMediaId) : Either.right({ _tag: "News", news })
}

/**
 * The material that a message carries, if it carries any.
 *
 * @internal
 */
export const materialIn = (json: Json): string => {
  const type = Read.text(json, "msgtype") ?? ""
  const { media_id, media_ids } = Read.object(json, type === "image" ? "images" : type === "video" ? "mpvideo" : type)
    ?? {}
  return String(media_id ?? media_ids ?? "")
}

/**
 * Reads what is to be sent. A preview has one image under `image`, a mass message several under `images`.
 *
 * @internal
 */
export const read = (account: Account, now: number, json: Json, of: "message" | "preview"): Result => {
  const type = Read.text(json, "msgtype") ?? ""
  if (type === "wxcard") return Either.left(failures.cardsNotSendable)
  // One page calls the type of a video message by another name than its object.
  const kind = type === "video" ? "mpvideo" : type
  const field = kind === "image" && of === "message" ? "images" : kind
  const object = Read.object(json, field)
  if (object === undefined) return Either.left(failures.invalidMessageType)
  const mediaId = Read.text(object, "media_id") ?? ""
  switch (field) {
    case "mpnews":
      return articles(account, now, mediaId)
    case "text":
      return (Read.text(object, "content") ?? "") === "" ? Either.left(failures.emptyContent) : other
    case "images":
      return files(account, now, "image", Read.array(object, "media_ids") ?? [], { _tag: "Other" })
    case "image":
      return files(account, now, "image", [mediaId], { _tag: "Other" })
    case "voice":
      return files(account, now, "voice", [mediaId], { _tag: "Other" })
    case "music":
      return of === "preview"
        ? files(account, now, "voice", [mediaId], { _tag: "Other" })
        : Either.left(failures.invalidMessageType)
    case "mpvideo":
      return account.content.forms.apiVideos === "refused"
        ? Either.left(failures.videoOfApi)
        : files(account, now, "video", [mediaId], { _tag: "Video" })
    default:
      return Either.left(failures.invalidMessageType)
  }
}
