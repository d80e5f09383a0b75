import { Identifiers } from "@effect-wechat/core"
import * as Option from "effect/Option"
import * as Record from "effect/Record"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import { createHash } from "node:crypto"
import * as Event from "../Event.ts"
import * as Xml from "./xml.ts"

/** What every content has. */
interface Content {
  /** One of a few words, for metrics and spans */
  readonly label: string
  /** By which the same is told when it is sent again */
  readonly key: string
}

/** @internal */
export interface Ticket extends Content {
  readonly _tag: "Ticket"
  readonly event: Event.Ticket
  readonly ticket: Redacted.Redacted
}

/** @internal */
export interface Grant extends Content {
  readonly _tag: "Grant"
  readonly event: Event.Authorized | Event.UpdateAuthorized
  readonly code: Redacted.Redacted
}

/** @internal */
export interface End extends Content {
  readonly _tag: "End"
  readonly event: Event.Unauthorized
}

/** @internal */
export interface Other extends Content {
  readonly _tag: "Other"
  readonly event: Event.Unknown
}

/**
 * What comes to the authorization URL.
 *
 * @internal
 */
export type Authorization = Ticket | Grant | End | Other

/**
 * What comes to the message URL.
 *
 * @internal
 */
export interface ToAccount extends Content {
  readonly _tag: "ToAccount"
  readonly appId: Identifiers.AppId | undefined
  readonly ToUserName: string
  readonly FromUserName: string
  readonly event: Event.PublishJobFinish | Event.MassSendJobFinish | Event.Message
}

/** A digest, because keys are kept in numbers, and texts may be long or secret. */
const keyOf = (...parts: ReadonlyArray<string>): string =>
  createHash("sha256").update(JSON.stringify(parts)).digest("base64").slice(0, 24)

const decodeAppId = Schema.decodeUnknownOption(Identifiers.AppId)

const secrets: ReadonlySet<string> = new Set(["AuthorizationCode", "ComponentVerifyTicket", "PreAuthCode"])

/** What buys tokens is handed on by its own way alone. */
const withoutSecrets = (fields: Event.Fields): Event.Fields => Record.filter(fields, (_, name) => !secrets.has(name))

const decodeTicket = Schema.decodeUnknownOption(Event.Ticket)
const decodeAuthorized = Schema.decodeUnknownOption(Schema.Union(Event.Authorized, Event.UpdateAuthorized))
const decodeUnauthorized = Schema.decodeUnknownOption(Event.Unauthorized)
const decodeUnknown = Schema.decodeUnknownOption(Event.Unknown)

/**
 * The content of a push to the authorization URL.
 *
 * @internal
 */
export const authorization = (fields: Event.Fields): Option.Option<Authorization> => {
  const text = (name: string) => Xml.textOf(fields, name)?.trim() ?? ""
  const infoType = text("InfoType")
  const kept = withoutSecrets(fields)
  const about = { CreateTime: text("CreateTime"), appId: text("AuthorizerAppid"), fields: kept }
  const key = (...more: ReadonlyArray<string>) => keyOf("A", infoType, about.appId, about.CreateTime, ...more)
  switch (infoType) {
    case "":
      return Option.none()
    case "component_verify_ticket": {
      const ticket = text("ComponentVerifyTicket")
      return ticket === "" ? Option.none() : Option.map(decodeTicket({ ...about, _tag: "Ticket" }), (event) => ({
        _tag: "Ticket",
        label: "ticket",
        key: key(ticket),
        event,
        ticket: Redacted.make(ticket)
      }))
    }
    case "authorized":
    case "updateauthorized": {
      const code = text("AuthorizationCode")
      const _tag = infoType === "authorized" ? "Authorized" : "UpdateAuthorized"
      return code === "" ? Option.none() : Option.map(decodeAuthorized({ ...about, _tag }), (event) => ({
        _tag: "Grant",
        label: infoType,
        key: key(code),
        event,
        code: Redacted.make(code)
      }))
    }
    case "unauthorized":
      return Option.map(decodeUnauthorized({ ...about, _tag: "Unauthorized" }), (event) => ({
        _tag: "End",
        label: infoType,
        key: key(),
        event
      }))
    default: {
      const { appId, CreateTime } = about
      return Option.map(
        decodeUnknown({
          _tag: "Unknown",
          InfoType: infoType,
          ...(Option.isNone(decodeAppId(appId)) ? {} : { appId }),
          ...(/^\d{1,15}$/.test(CreateTime) ? { CreateTime } : {}),
          // Whole: what it is for is not known here.
          fields
        }),
        (event) => ({ _tag: "Other", label: "other", key: key(JSON.stringify(fields)), event })
      )
    }
  }
}

type Reader = readonly [tag: string, decode: (u: unknown) => Option.Option<ToAccount["event"]>]

/** How what followers send is read, by `MsgType`. */
const messages: ReadonlyMap<string, Reader> = new Map([
  ["text", ["Text", Schema.decodeUnknownOption(Event.Text)]],
  ["image", ["Image", Schema.decodeUnknownOption(Event.Image)]],
  ["voice", ["Voice", Schema.decodeUnknownOption(Event.Voice)]],
  ["video", ["Video", Schema.decodeUnknownOption(Event.Video)]],
  ["shortvideo", ["Video", Schema.decodeUnknownOption(Event.Video)]],
  ["location", ["Location", Schema.decodeUnknownOption(Event.Location)]],
  ["link", ["Link", Schema.decodeUnknownOption(Event.Link)]],
  ["event", ["AccountEvent", Schema.decodeUnknownOption(Event.AccountEvent)]]
])

const publishJobFinish: Reader = ["PublishJobFinish", Schema.decodeUnknownOption(Event.PublishJobFinish)]

/** How events of their own kind are read, by `Event`. */
const events: ReadonlyMap<string, Reader> = new Map([
  ["PUBLISHJOBFINISH", publishJobFinish],
  // So named in an SDK
  ["FREEPUBLISHJOBFINISH", publishJobFinish],
  ["MASSSENDJOBFINISH", ["MassSendJobFinish", Schema.decodeUnknownOption(Event.MassSendJobFinish)]]
])

/** What tells two events of one second apart: the menu item, the publish job, the mass message. */
const detailOf = (fields: Event.Fields): string => {
  const publish = fields["PublishEventInfo"]
  return JSON.stringify([
    fields["EventKey"],
    fields["MsgID"],
    typeof publish === "object" && "publish_id" in publish ? publish["publish_id"] : undefined
  ])
}

/**
 * The content of a push to the message URL, for the account that the path names, if it does.
 *
 * @internal
 */
export const message = (fields: Event.Fields, appId: Identifiers.AppId | undefined): Option.Option<ToAccount> => {
  const text = (name: string) => Xml.textOf(fields, name)?.trim() ?? ""
  const msgType = text("MsgType")
  const ToUserName = text("ToUserName")
  const FromUserName = text("FromUserName")
  if (msgType === "" || ToUserName === "") return Option.none()
  const event = msgType === "event" ? text("Event") : ""
  const to = appId === undefined ? {} : { appId }
  const decode = (reader: Reader | undefined) =>
    reader === undefined ? Option.none() : reader[1]({ ...fields, _tag: reader[0], ...to, fields })
  // What is not built as it should be is less and less well known, and never lost.
  return decode(events.get(event)).pipe(
    Option.orElse(() => decode(messages.get(msgType))),
    Option.orElse((): Option.Option<ToAccount["event"]> =>
      decodeUnknown({
        _tag: "Unknown",
        MsgType: msgType,
        ...to,
        ...(/^\d{1,15}$/.test(text("CreateTime")) ? { CreateTime: text("CreateTime") } : {}),
        fields
      })
    ),
    Option.map((decoded) => ({
      _tag: "ToAccount",
      label: events.has(event) ? event : messages.has(msgType) ? msgType : "other",
      key: msgType === "event" || text("MsgId") === ""
        ? keyOf("E", ToUserName, FromUserName, text("CreateTime"), msgType, event, detailOf(fields))
        : keyOf("M", ToUserName, text("MsgId")),
      appId,
      ToUserName,
      FromUserName,
      event: decoded
    }))
  )
}
