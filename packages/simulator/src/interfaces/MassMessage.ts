/**
 * `/cgi-bin/message/mass/*`: messages to all or many followers. What becomes of them is in `MassMessageSent.ts`.
 *
 * @internal
 */
import * as Either from "effect/Either"
import * as Reply from "../Reply.ts"
import * as failures from "../internal/failures.ts"
import type { AccountCall, AccountInterface, Interface } from "../internal/Interface.ts"
import * as Mass from "../internal/mass.ts"
import * as MassContent from "../internal/massContent.ts"
import * as MassQuota from "../internal/massQuota.ts"
import * as Quota from "../internal/quota.ts"
import * as Read from "../internal/read.ts"

const second = 1000
const day = 24 * 3600 * second
const clientMsgIdBytes = 32
const largestList = 10_000

const common = {
  speaker: "account",
  sets: [7],
  eligible: { official: "certified", service: "certified" },
  method: "POST",
  body: "json"
} as const

/** What there is to say about a `clientmsgid` that came before. */
const refusalOfRepetition = ({ account, now }: AccountCall, clientMsgId: string): Reply.Reply | undefined => {
  // Bytes by one page and by what users see; another page says 64.
  if (Buffer.byteLength(clientMsgId) > clientMsgIdBytes) return failures.clientMsgIdSize
  const known = account.clientMessages.get(clientMsgId)
  if (known === undefined || now - known.at >= day) return undefined
  const isTooFast = now - known.triedAt < 60 * second
  if (!isTooFast) known.triedAt = now
  return isTooFast ? failures.clientMsgIdTooFast : failures.clientMsgIdExists(known.msg_id)
}

const send = (call: AccountCall, openIds: ReadonlySet<string> | "all"): Reply.Reply => {
  const { account, json, now } = call
  const clientMsgId = Read.text(json, "clientmsgid") ?? ""
  const repeated = clientMsgId === "" ? undefined : refusalOfRepetition(call, clientMsgId)
  if (repeated !== undefined) return repeated
  const content = MassContent.read(account, now, json, "message")
  if (Either.isLeft(content)) return content.left
  const spent = MassQuota.spend(account, now, openIds)
  if (spent === undefined) return failures.noMassSendQuota
  const message = Mass.send(call, {
    type: Read.text(json, "msgtype") ?? "",
    content: content.right,
    total: openIds === "all" ? account.followers : openIds.size,
    spent
  })
  if (clientMsgId !== "") {
    account.clientMessages.set(clientMsgId, { msg_id: message.msg_id, at: now, triedAt: now })
  }
  return Reply.data({
    errcode: 0,
    errmsg: "send job submission success",
    msg_id: message.msg_id,
    msg_data_id: message.msg_data_id
  })
}

const sendall: AccountInterface = {
  ...common,
  name: "sendAll",
  path: "/cgi-bin/message/mass/sendall",
  daily: 100,
  minute: 60,
  handle: (call) => {
    const filter = Read.object(call.json, "filter")
    if (filter === undefined) return failures.fieldsMissing
    // Tags are not played: each one is taken for everybody.
    const hasTag = Read.integer(filter, "tag_id") !== undefined
    return filter["is_to_all"] === true || hasTag ? send(call, "all") : failures.invalidGroupId
  }
}

const toList: AccountInterface = {
  ...common,
  name: "massSend",
  path: "/cgi-bin/message/mass/send",
  eligible: { official: "none", service: "certified" },
  daily: 100,
  minute: 60,
  handle: (call) => {
    const list = Read.array(call.json, "touser")?.filter((openId) => typeof openId === "string" && openId !== "")
    if (list === undefined || list.length !== Read.array(call.json, "touser")?.length) return failures.invalidOpenIdList
    if (list.length < 2) return failures.tooFewOpenIds
    if (list.length > largestList) return failures.invalidOpenIdListSize
    return send(call, new Set(list.map(String)))
  }
}

const preview: AccountInterface = {
  ...common,
  name: "preview",
  path: "/cgi-bin/message/mass/preview",
  handle: ({ account, json, now }) => {
    const name = Read.text(json, "towxname") ?? ""
    if (name === "" && (Read.text(json, "touser") ?? "") === "") return failures.invalidOpenId
    const content = MassContent.read(account, now, json, "preview")
    if (Either.isLeft(content)) return content.left
    const overspent = name === "" ? undefined : Quota.spend(account, previewByName, now)
    return overspent ?? Reply.data({ errcode: 0, errmsg: "preview success" })
  }
}

/** Previews to a WeChat id have an allowance of their own. */
const previewByName: AccountInterface = { ...preview, path: `${preview.path} towxname`, daily: 100 }

/** @internal */
export const interfaces: ReadonlyArray<Interface> = [sendall, toList, preview]
