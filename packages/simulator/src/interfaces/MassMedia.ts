/**
 * `/cgi-bin/media/uploadnews` and `/cgi-bin/media/uploadvideo`: what mass messages carried before there were drafts, and
 * still carry.
 *
 * @internal
 */
import * as Either from "effect/Either"
import * as Reply from "../Reply.ts"
import * as Articles from "../internal/articles.ts"
import * as failures from "../internal/failures.ts"
import * as Files from "../internal/files.ts"
import type { AccountInterface, Interface } from "../internal/Interface.ts"
import * as Read from "../internal/read.ts"
import type { Account, TemporaryMedia } from "../internal/state.ts"

const common = {
  speaker: "account",
  // Those of uploadvideo nobody tells: they are taken for the same.
  sets: [1, 7, 8, 9, 11, 100],
  eligible: { official: "certified", service: "certified" },
  method: "POST",
  body: "json"
} as const

const seconds = (millis: number): number => Math.floor(millis / 1000)

/** A cover of articles that last three days may itself be one that does. */
const isCover = (account: Account, now: number) => (mediaId: string): boolean =>
  Files.isSendable(account, "image", mediaId, now) || Files.isSendable(account, "thumb", mediaId, now)

const uploadNews: AccountInterface = {
  ...common,
  name: "uploadnewsmsg",
  path: "/cgi-bin/media/uploadnews",
  daily: 10,
  handle: ({ account, chance, json, now }) => {
    const articles = Articles.readAll(account, json, isCover(account, now))
    if (Either.isLeft(articles)) return articles.left
    const media_id = chance.base64Url(64)
    Files.addTemporaryNews(account, {
      media_id,
      articles: Articles.withUploadedDigests(articles.right),
      updateTime: now,
      sent: undefined
    })
    const created = seconds(now)
    const created_at = account.content.forms.newsCreatedAt === "text" ? String(created) : created
    return Reply.data({ type: "news", media_id, created_at })
  }
}

const videoOf = (
  account: Account,
  mediaId: string,
  now: number
): Pick<TemporaryMedia, "bytes" | "name"> | undefined => {
  const temporary = Files.temporary(account, mediaId, now)
  return temporary?.type === "video" ? temporary : account.material.video.get(mediaId)
}

const uploadVideo: AccountInterface = {
  ...common,
  name: "uploadvideo",
  path: "/cgi-bin/media/uploadvideo",
  handle: ({ account, chance, json, now }) => {
    const video = videoOf(account, Read.text(json, "media_id") ?? "", now)
    if (video === undefined) return failures.invalidMediaId
    if ((Read.text(json, "title") ?? "") === "") return failures.fieldsMissing
    const media_id = chance.base64Url(64)
    Files.addTemporary(account, {
      media_id,
      type: "video",
      name: video.name,
      contentType: "video/mp4",
      bytes: video.bytes,
      createdAt: now
    })
    return Reply.data({ type: "video", media_id, created_at: seconds(now) })
  }
}

/** @internal */
export const interfaces: ReadonlyArray<Interface> = [uploadNews, uploadVideo]
