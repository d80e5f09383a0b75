/**
 * `/cgi-bin/material/*`: what an account keeps for good.
 *
 * @internal
 */
import * as Either from "effect/Either"
import * as Reply from "../Reply.ts"
import * as Articles from "../internal/articles.ts"
import * as failures from "../internal/failures.ts"
import * as Files from "../internal/files.ts"
import type { AccountCall, AccountInterface, Interface } from "../internal/Interface.ts"
import * as Json from "../internal/json.ts"
import * as Links from "../internal/links.ts"
import * as Paging from "../internal/paging.ts"
import * as Read from "../internal/read.ts"
import type { Account, FileType, News } from "../internal/state.ts"

const kilobyte = 1024
const megabyte = 1024 * kilobyte

const common = { speaker: "account", sets: [11, 100], eligible: { official: "all", service: "all" } } as const

const rules: Readonly<Record<FileType, Files.Rules>> = {
  image: {
    formats: ["bmp", "png", "jpeg", "jpg", "gif"],
    limit: 10 * megabyte,
    tooLarge: failures.invalidImageSize
  },
  voice: {
    formats: ["mp3", "wma", "wav", "amr"],
    limit: 2 * megabyte,
    tooLarge: failures.invalidVoiceSize
  },
  video: { formats: ["mp4"], limit: 10 * megabyte, tooLarge: failures.invalidVideoSize },
  thumb: { formats: ["jpg", "jpeg"], limit: 64 * kilobyte, tooLarge: failures.invalidThumbSize }
}

const seconds = (millis: number): number => Math.floor(millis / 1000)

const decoder = new TextDecoder()

/** What goes with a video: JSON in a part of its own. */
const descriptionOf = (
  type: FileType,
  { parts }: Files.Uploaded
): Either.Either<{ readonly title: string; readonly introduction: string }, Reply.Reply> => {
  if (type !== "video") return Either.right({ title: "", introduction: "" })
  const part = parts.find(({ name }) => name === "description")
  if (part === undefined) return Either.left(failures.fieldsMissing)
  return Either.mapBoth(Json.parseObject(decoder.decode(part.bytes)), {
    onLeft: () => failures.dataFormat,
    onRight: (json) => ({ title: Read.text(json, "title") ?? "", introduction: Read.text(json, "introduction") ?? "" })
  })
}

const add: AccountInterface = {
  ...common,
  name: "addMaterial",
  method: "POST",
  path: "/cgi-bin/material/add_material",
  body: "multipart",
  handle: (call) => {
    const type = call.query.get("type")
    if (!Files.isType(type)) return failures.invalidMediaType
    const file = Files.read(call, rules[type])
    if (Either.isLeft(file)) return file.left
    const description = descriptionOf(type, file.right)
    if (Either.isLeft(description)) return description.left
    const shelf = call.account.material[type]
    const { files, images } = call.account.content.caps
    if (shelf.size >= (type === "image" ? images : files)) return failures.materialListSize
    const { bytes, contentType, name } = file.right
    const media_id = call.chance.base64Url(64)
    shelf.set(media_id, { media_id, type, name, contentType, bytes, updateTime: call.now, ...description.right })
    return Reply.data({
      media_id,
      ...(type === "image" ? { url: Links.image(media_id) } : type === "video" ? { url: "" } : {})
    })
  }
}

const newsItems = (account: Account, { articles, media_id }: News) =>
  articles.map((article, at) => Articles.write(article, { url: Links.preview(account, media_id, at + 1) }))

const get: AccountInterface = {
  ...common,
  name: "getMaterial",
  method: "POST",
  path: "/cgi-bin/material/get_material",
  body: "json",
  sets: [3, 11, 18, 30, 31, 100],
  handle: ({ account, json }) => {
    const mediaId = Read.text(json, "media_id") ?? ""
    const news = account.news.get(mediaId)
    if (news !== undefined) return Reply.data({ news_item: newsItems(account, news) })
    const material = Files.material(account, mediaId)
    if (material === undefined) return failures.invalidMediaId
    return material.type === "video"
      ? Reply.data({
        title: material.title,
        description: material.introduction,
        down_url: Links.video(material.media_id)
      })
      : Reply.file(material.bytes, material.contentType, Files.downloadName(material))
  }
}

const remove: AccountInterface = {
  ...common,
  name: "delMaterial",
  method: "POST",
  path: "/cgi-bin/material/del_material",
  body: "json",
  handle: ({ account, json }) => {
    const mediaId = Read.text(json, "media_id") ?? ""
    if (account.news.delete(mediaId)) return Reply.ok()
    const material = Files.material(account, mediaId)
    if (material === undefined) return failures.invalidMediaId
    if (material.inUse === true) return failures.materialInUse
    account.material[material.type].delete(mediaId)
    return Reply.ok()
  }
}

const listNews = ({ account, json }: AccountCall): Reply.Reply => {
  const page = Paging.page(json, account.news)
  if (Either.isLeft(page)) return page.left
  const { items, total } = page.right
  return Reply.data({
    total_count: total,
    item_count: items.length,
    item: items.map((news) => ({
      media_id: news.media_id,
      content: {
        news_item: newsItems(account, news),
        create_time: seconds(news.updateTime),
        update_time: seconds(news.updateTime)
      },
      update_time: seconds(news.updateTime)
    }))
  })
}

const listFiles = ({ account, json }: AccountCall, type: FileType): Reply.Reply => {
  const page = Paging.page(json, account.material[type])
  if (Either.isLeft(page)) return page.left
  const { items, total } = page.right
  return Reply.data({
    total_count: total,
    item_count: items.length,
    item: items.map(({ media_id, name, updateTime }) => ({
      media_id,
      name,
      update_time: seconds(updateTime),
      url: type === "image" ? Links.image(media_id) : ""
    }))
  })
}

const batchget: AccountInterface = {
  ...common,
  name: "batchGetMaterial",
  method: "POST",
  path: "/cgi-bin/material/batchget_material",
  body: "json",
  handle: (call) => {
    const type = Read.text(call.json, "type") ?? ""
    if (type === "news") return listNews(call)
    return Files.isType(type) && type !== "thumb" ? listFiles(call, type) : failures.invalidMediaType
  }
}

const count: AccountInterface = {
  ...common,
  name: "getMaterialCount",
  method: "GET",
  path: "/cgi-bin/material/get_materialcount",
  body: "none",
  handle: ({ account: { material, news } }) =>
    Reply.data({
      voice_count: material.voice.size,
      video_count: material.video.size,
      image_count: material.image.size,
      news_count: news.size
    })
}

/** Drafts took their place in 2022: whoever calls them is told so. */
const withdrawn = (name: string, path: string): AccountInterface => ({
  ...common,
  name,
  method: "POST",
  path: `/cgi-bin/material/${path}`,
  body: "json",
  sets: "any",
  handle: () => failures.withdrawnInterface
})

/** @internal */
export const interfaces: ReadonlyArray<Interface> = [
  add,
  get,
  remove,
  batchget,
  count,
  withdrawn("addNews", "add_news"),
  withdrawn("updateNews", "update_news")
]
