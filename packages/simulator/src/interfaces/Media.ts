/**
 * `/cgi-bin/media/*`: files for three days, and images for the bodies of articles.
 *
 * @internal
 */
import * as Either from "effect/Either"
import * as Reply from "../Reply.ts"
import * as failures from "../internal/failures.ts"
import * as Files from "../internal/files.ts"
import type { AccountInterface, Interface } from "../internal/Interface.ts"
import * as Links from "../internal/links.ts"
import type { FileType } from "../internal/state.ts"

const kilobyte = 1024
const megabyte = 1024 * kilobyte

const common = { speaker: "account", eligible: { official: "all", service: "all" } } as const
const temporarySets = [1, 3, 8, 9, 11, 19, 30, 31, 100]

const rules: Readonly<Record<FileType, Files.Rules>> = {
  // The page says 2 MB in another place.
  image: { formats: ["png", "jpeg", "jpg", "gif"], limit: 10 * megabyte, tooLarge: failures.invalidImageSize },
  voice: { formats: ["amr", "mp3"], limit: 2 * megabyte, tooLarge: failures.invalidVoiceSize },
  video: { formats: ["mp4"], limit: 10 * megabyte, tooLarge: failures.invalidVideoSize },
  thumb: { formats: ["jpg", "jpeg"], limit: 64 * kilobyte, tooLarge: failures.invalidThumbSize }
}

const upload: AccountInterface = {
  ...common,
  name: "uploadTempMedia",
  method: "POST",
  path: "/cgi-bin/media/upload",
  body: "multipart",
  sets: temporarySets,
  daily: 100_000,
  dailyOfTest: 500,
  handle: (call) => {
    const type = call.query.get("type")
    if (!Files.isType(type)) return failures.invalidMediaType
    const file = Files.read(call, rules[type])
    if (Either.isLeft(file)) return file.left
    const { bytes, contentType, name } = file.right
    const media_id = call.chance.base64Url(64)
    Files.addTemporary(call.account, { media_id, type, name, contentType, bytes, createdAt: call.now })
    return Reply.data({
      type,
      [type === "thumb" ? "thumb_media_id" : "media_id"]: media_id,
      created_at: Math.floor(call.now / 1000)
    })
  }
}

const get: AccountInterface = {
  ...common,
  name: "getMedia",
  method: "GET",
  path: "/cgi-bin/media/get",
  body: "none",
  sets: temporarySets,
  daily: 200_000,
  dailyOfTest: 1000,
  handle: ({ account, now, query }) => {
    const media = Files.temporary(account, query.get("media_id") ?? "", now)
    if (media === undefined) return failures.invalidMediaId
    return media.type === "video"
      ? Reply.data({ video_url: Links.video(media.media_id) })
      : Reply.file(media.bytes, media.contentType, Files.downloadName(media))
  }
}

const uploadimg: AccountInterface = {
  ...common,
  name: "uploadImage",
  method: "POST",
  path: "/cgi-bin/media/uploadimg",
  body: "multipart",
  sets: [1, 8, 9, 11, 18, 37, 100],
  handle: (call) => {
    const file = Files.read(call, {
      formats: ["jpg", "jpeg", "png"],
      // Less than a megabyte, not up to it
      limit: megabyte - 1,
      tooLarge: failures.invalidImageSize
    })
    if (Either.isLeft(file)) return file.left
    // The file is kept nowhere: it counts for nothing, and only its address is of use.
    const url = Links.image(call.chance.base64Url(43))
    return call.account.content.forms.imageUrl === "alone" ? Reply.data({ url }) : Reply.ok({ url })
  }
}

const getHdVoice: AccountInterface = {
  ...common,
  name: "getHDVoice",
  method: "GET",
  path: "/cgi-bin/media/get/jssdk",
  body: "none",
  sets: [1, 8, 9, 11, 100],
  eligible: { official: "certified", service: "certified" },
  handle: ({ account, now, query }) => {
    const media = Files.temporary(account, query.get("media_id") ?? "", now)
    if (media?.speex === undefined) return failures.invalidMediaId
    // No page says how the type of the file is called.
    return Reply.file(media.speex, "audio/speex", `${media.media_id}.speex`)
  }
}

/** @internal */
export const interfaces: ReadonlyArray<Interface> = [upload, get, uploadimg, getHdVoice]
