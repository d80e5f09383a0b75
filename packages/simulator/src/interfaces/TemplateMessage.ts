/**
 * `/cgi-bin/message/template/send` and `/wxa/sec/queryblocktmplmsg`: template messages, and those that WeChat kept back.
 *
 * @internal
 */
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Reply from "../Reply.ts"
import * as failures from "../internal/failures.ts"
import * as Ids from "../internal/ids.ts"
import type { AccountCall, AccountInterface, Interface } from "../internal/Interface.ts"
import * as Jump from "../internal/jump.ts"
import * as People from "../internal/people.ts"
import * as Read from "../internal/read.ts"
import * as Data from "../internal/templateData.ts"
import { type Ending, type Template, templateIdLength, type TemplateMessage } from "../internal/templateState.ts"
import * as Xml from "../internal/xml.ts"

const common = {
  speaker: "account",
  sets: [7, 100, 101],
  eligible: { official: "none", service: "certified" },
  method: "POST",
  body: "json"
} as const

/** How long it takes until a message has arrived, or has not. */
const jobTime = Duration.seconds(2)

const clientMessageLifetime = Duration.toMillis("10 minutes")

const statusOf = (ending: Ending): TemplateMessage["status"] => {
  switch (ending) {
    case "success":
      return "success"
    case "user block":
      return "failed:user block"
    case "system failed":
    case "intercepted":
      return "failed: system failed"
  }
}

const begin = ({ account, chance, later, now, pushEvent }: AccountCall, ask: {
  readonly template: Template
  readonly touser: string
  readonly text: string
  readonly jump: Jump.Jump
}): bigint => {
  const { template, text, touser } = ask
  const { templates } = account
  const message: TemplateMessage = {
    ...ask.jump,
    msgid: Ids.msgId(chance),
    at: now,
    touser,
    template_id: template.template_id,
    text,
    status: "sending"
  }
  templates.sent.push(message)
  const told = templates.nextEndings.shift() ?? "success"
  const ending = told === "success" && People.attitudeOf(account, touser) === "refuses" ? "user block" : told
  if (ending === "intercepted") {
    templates.intercepted.push({
      id: templates.intercepted.length + 1,
      tmpl_msg_id: template.template_id,
      title: template.title,
      content: text,
      send_timestamp: Math.floor(now / 1000),
      openid: touser
    })
  }
  later(Effect.delay(
    Effect.suspend(() => {
      message.status = statusOf(ending)
      const fields = `${Xml.number("MsgID", message.msgid)}${Xml.cdata("Status", message.status)}`
      return pushEvent(account, "TEMPLATESENDJOBFINISH", fields, touser)
    }),
    jobTime
  ))
  return message.msgid
}

const send: AccountInterface = {
  ...common,
  name: "sendTemplateMessage",
  path: "/cgi-bin/message/template/send",
  daily: 100_000,
  handle: (call) => {
    const { account, json, now } = call
    const { templates } = account
    const touser = Read.text(json, "touser") ?? ""
    if (touser === "") return failures.invalidOpenId
    const template_id = Read.text(json, "template_id") ?? ""
    const template = templates.adopted.get(template_id)
    if (template === undefined) {
      return template_id.length === templateIdLength ? failures.invalidTemplateId : failures.invalidTemplateIdSize
    }
    const jump = Jump.read(json, templates.miniPrograms)
    if (Either.isLeft(jump)) return jump.left
    const data = Read.object(json, "data")
    if (data === undefined) return failures.dataFormat
    const text = Data.fill(template.content, data)
    if (Either.isLeft(text)) return text.left
    if (People.attitudeOf(account, touser) === "left") return failures.requireSubscribe
    const clientMsgId = Read.text(json, "client_msg_id") ?? ""
    const key = `${touser} ${clientMsgId}`
    const known = clientMsgId === "" ? undefined : templates.clientMessages.get(key)
    // What a repetition is answered is not documented; that it sends nothing is.
    if (known !== undefined && now - known.at < clientMessageLifetime) return Reply.ok({ msgid: known.msgid })
    const msgid = begin(call, { template, touser, text: text.right, jump: jump.right })
    if (clientMsgId !== "") templates.clientMessages.set(key, { msgid, at: now })
    return Reply.ok({ msgid })
  }
}

const largestPage = 100

const queryBlocked: AccountInterface = {
  ...common,
  name: "queryBlockTmplMsg",
  path: "/wxa/sec/queryblocktmplmsg",
  handle: ({ account: { templates }, json }) => {
    const after = Read.integer(json, "largest_id")
    const limit = Read.integer(json, "limit")
    if (after === undefined || after < 0 || limit === undefined || limit < 1 || limit > largestPage) {
      return failures.invalidArgs
    }
    const page = templates.intercepted
      .filter(({ id, tmpl_msg_id }) => id > after && tmpl_msg_id === Read.text(json, "tmpl_msg_id"))
      .slice(0, limit)
    // The table has one object with an id of text; its cursor and the clients of others speak for a list, and numbers.
    const [first] = page
    return Reply.ok({
      msginfo: templates.interceptedAs === "list" ? page : first === undefined ? {} : { ...first, id: `${first.id}` }
    })
  }
}

/** @internal */
export const interfaces: ReadonlyArray<Interface> = [send, queryBlocked]
