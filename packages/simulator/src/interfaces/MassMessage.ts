/**
 * `/cgi-bin/message/mass/*`: messages to all or many followers. What becomes of them is in `MassMessageSent.ts`.
 *
 * @internal
 */
import * as Either from "effect/Either"
import * as Reply from "../Reply.ts"
import * as failures from "../internal/failures.ts"
import * as Followers from "../internal/followers.ts"
import * as Ids from "../internal/ids.ts"
import type { AccountCall, AccountInterface, Interface } from "../internal/Interface.ts"
import * as Mass from "../internal/mass.ts"
import * as MassConfirmation from "../internal/massConfirmation.ts"
import * as MassContent from "../internal/massContent.ts"
import * as MassQuota from "../internal/massQuota.ts"
import * as Quota from "../internal/quota.ts"
import * as Read from "../internal/read.ts"

const second = 1000
const day = 24 * 3600 * second
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
  const { clientMsgIdBytes, repeatedMessage } = account.content.forms
  if (Buffer.byteLength(clientMsgId) > clientMsgIdBytes) return failures.clientMsgIdSize
  const known = account.clientMessages.get(clientMsgId)
  if (known === undefined || now - known.at >= day) return undefined
  const isTooFast = now - known.triedAt < 60 * second
  if (!isTooFast) known.triedAt = now
  if (isTooFast) return failures.clientMsgIdTooFast
  const { msg_data_id, msg_id } = known.message
  return failures.clientMsgIdExists(repeatedMessage === "msg_id" ? { msg_id } : { msg_id, msg_data_id })
}

/** Whether the same material went out just now. */
const isTooFast = ({ account: { content }, now }: AccountCall, material: string): boolean => {
  const last = material === "" ? undefined : content.sentAt.get(material)
  return last !== undefined && now - last < content.caps.secondsBetweenSends * second
}

const send = (
  call: AccountCall,
  to: {
    readonly openIds: ReadonlySet<string> | "all"
    /** How many were asked for */
    readonly total: number
  }
): Reply.Reply => {
  const { account, json, now } = call
  const clientMsgId = Read.text(json, "clientmsgid") ?? ""
  const repeated = clientMsgId === "" ? undefined : refusalOfRepetition(call, clientMsgId)
  if (repeated !== undefined) return repeated
  const content = MassContent.read(account, now, json, "message")
  if (Either.isLeft(content)) return content.left
  const material = MassContent.materialIn(json)
  if (isTooFast(call, material)) return failures.sameMediaTooFast
  const isProtected = account.content.sendProtection && to.openIds === "all"
  if (isProtected && MassConfirmation.isRunning(account)) return failures.confirmationRuns
  const spent = MassQuota.spend(account, now, to.openIds)
  if (spent === undefined) return failures.noMassSendQuota
  account.content.sentAt.set(material, now)
  const message = Mass.send(call, {
    type: Read.text(json, "msgtype") ?? "",
    content: content.right,
    total: to.total,
    spent,
    ignoresReprint: Read.integer(json, "send_ignore_reprint") === 1,
    isProtected
  })
  if (clientMsgId !== "") {
    account.clientMessages.set(clientMsgId, { message, at: now, triedAt: now })
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
    const { account } = call
    if (filter["is_to_all"] === true) return send(call, { openIds: "all", total: account.followers })
    const openIds = Followers.withTag(account, Read.integer(filter, "tag_id"))
    if (openIds !== undefined) return send(call, { openIds, total: openIds.size })
    return account.content.forms.unknownTag === 40152 ? failures.invalidGroupId : failures.invalidTagId
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
    const openIds = Followers.among(call.account, list.map(String))
    return openIds.size === 0 ? failures.invalidOpenIdList : send(call, { openIds, total: list.length })
  }
}

const preview: AccountInterface = {
  ...common,
  name: "preview",
  path: "/cgi-bin/message/mass/preview",
  handle: ({ account, chance, json, now }) => {
    const name = Read.text(json, "towxname") ?? ""
    const openId = Read.text(json, "touser") ?? ""
    // With both, the name wins.
    if (name === "" && !Followers.has(account, openId)) return failures.invalidOpenId
    if (name !== "" && !Followers.hasName(account, name)) return failures.invalidUserName
    const content = MassContent.read(account, now, json, "preview")
    if (Either.isLeft(content)) return content.left
    const overspent = name === "" ? undefined : Quota.spend(account, previewByName, now)
    const told = account.content.forms.previewMsgId === "number" ? { msg_id: Ids.msgId(chance) } : {}
    return overspent ?? Reply.data({ errcode: 0, errmsg: "preview success", ...told })
  }
}

/** Previews to a WeChat id have an allowance of their own. */
const previewByName: AccountInterface = { ...preview, path: `${preview.path} towxname`, daily: 100 }

/** @internal */
export const interfaces: ReadonlyArray<Interface> = [sendall, toList, preview]
