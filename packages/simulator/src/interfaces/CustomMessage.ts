/**
 * `/cgi-bin/message/custom/send`: messages to one follower in a chat.
 *
 * @internal
 */
import * as Reply from "../Reply.ts"
import * as failures from "../internal/failures.ts"
import type { Interface } from "../internal/Interface.ts"
import * as Read from "../internal/read.ts"

const send: Interface = {
  name: "sendCustomMessage",
  method: "POST",
  path: "/cgi-bin/message/custom/send",
  body: "json",
  speaker: "account",
  sets: [1],
  eligible: { official: "certified", service: "certified" },
  daily: 500_000,
  handle: ({ account, json, now }) => {
    const touser = Read.text(json, "touser") ?? ""
    const msgtype = Read.text(json, "msgtype") ?? ""
    if (touser === "") return failures.invalidOpenId
    const message = Read.object(json, msgtype)
    if (message === undefined) return failures.invalidMessageType
    if (msgtype === "text" && (Read.text(message, "content") ?? "") === "") return failures.emptyContent
    account.customMessages.push({ at: now, touser, msgtype, message })
    return Reply.ok()
  }
}

/** @internal */
export const interfaces: ReadonlyArray<Interface> = [send]
