/**
 * `/cgi-bin/message/mass/*`: what becomes of messages that were sent, and how fast they go out.
 *
 * @internal
 */
import * as Reply from "../Reply.ts"
import * as failures from "../internal/failures.ts"
import type { AccountInterface, Interface } from "../internal/Interface.ts"
import * as MassStatus from "../internal/massStatus.ts"
import * as Position from "../internal/position.ts"
import * as Read from "../internal/read.ts"
import type { Account, MassMessage, SentArticle } from "../internal/state.ts"

const common = {
  speaker: "account",
  sets: [7],
  eligible: { official: "certified", service: "certified" },
  method: "POST"
} as const

const get: AccountInterface = {
  ...common,
  name: "massmsgget",
  path: "/cgi-bin/message/mass/get",
  body: "json",
  handle: ({ account, json }) => {
    const message = account.messages.get(Read.text(json, "msg_id") ?? "")
    if (message === undefined) return failures.invalidMsgId
    const msg_id = account.content.forms.massMsgId === "text" ? message.msg_id.toString() : message.msg_id
    return Reply.data({ msg_id, msg_status: MassStatus.of(message) })
  }
}

const deletable: ReadonlySet<string> = new Set(["mpnews", "mpvideo", "video"])

/** Both sides share the articles, so what is deleted here is gone from every message that carried it. */
const deleteFrom = (message: MassMessage, doomed: ReadonlyArray<SentArticle>): Reply.Reply => {
  if (!deletable.has(message.type)) return failures.invalidMessageType
  if (MassStatus.of(message) !== "SEND_SUCCESS") return failures.invalidMsgStatus
  if (doomed.some(({ flag }) => flag === "rumour")) return failures.rumourArticle
  for (const article of doomed) article.isDeleted = true
  return Reply.ok()
}

const deleteByUrl = (account: Account, url: string): Reply.Reply => {
  for (const message of account.messages.values()) {
    const doomed = message.articles.filter((article) => article.url === url)
    if (doomed.length > 0) return deleteFrom(message, doomed)
  }
  return failures.invalidUrl
}

const remove: AccountInterface = {
  ...common,
  name: "deleteMassMsg",
  path: "/cgi-bin/message/mass/delete",
  body: "json",
  daily: 10,
  handle: ({ account, json }) => {
    const id = Read.text(json, "msg_id") ?? ""
    const url = Read.text(json, "url") ?? ""
    // With an id the address says nothing, and without one the position.
    if (id === "" || id === "0") return url === "" ? failures.invalidMsgId : deleteByUrl(account, url)
    const message = account.messages.get(id)
    if (message === undefined) return failures.invalidMsgId
    const position = Position.read(json, "article_idx")
    if (position === undefined) return failures.invalidArticleIdx
    if (position === "all") return deleteFrom(message, message.articles)
    const doomed = message.articles.slice(position - 1, position)
    const hasNone = message.status === "SEND_SUCCESS" && deletable.has(message.type) && doomed.length === 0
    return hasNone ? failures.invalidArticleIdx : deleteFrom(message, doomed)
  }
}

/** Ten thousands a minute, by speed. */
const realSpeeds = [80, 60, 45, 30, 10]

const getSpeed: AccountInterface = {
  ...common,
  name: "getSpeed",
  path: "/cgi-bin/message/mass/speed/get",
  body: "none",
  handle: ({ account }) => Reply.ok({ speed: account.massSpeed, realspeed: realSpeeds[account.massSpeed] })
}

const setSpeed: AccountInterface = {
  ...common,
  name: "setSpeed",
  path: "/cgi-bin/message/mass/speed/set",
  body: "json",
  handle: ({ account, json }) => {
    if (json["speed"] == null) return failures.speedMissing
    const speed = Read.integer(json, "speed")
    if (speed === undefined || realSpeeds[speed] === undefined) return failures.speedOutOfRange
    account.massSpeed = speed
    return Reply.data({ errcode: 0, errmsg: "" })
  }
}

/** @internal */
export const interfaces: ReadonlyArray<Interface> = [get, remove, getSpeed, setSpeed]
