/**
 * Sending mass messages, and looking at them before.
 */
import * as Either from "effect/Either"
import * as Schema from "effect/Schema"
import * as Endpoint from "../../Endpoint.ts"
import {
  ApiVideoNotSendable,
  AutoSavedDraft,
  AwaitsConfirmation,
  CardsNotSendable,
  CarriesAdvertisement,
  ClientMsgIdTooFast,
  ClientMsgIdTooLong,
  ConfirmationRunning,
  InvalidGroupId,
  InvalidOpenIdList,
  InvalidOpenIdListSize,
  InvalidTagId,
  InvalidWxName,
  NoMassSendQuota,
  SameMediaTooFast,
  TooFewOpenIds,
  UnknownMessageType
} from "../../Failure/MassMessage.ts"
import { ApiUnauthorized, InvalidMediaId, InvalidMessageType, InvalidOpenId } from "../../Failure/Shared.ts"
import { given, MsgDataId, MsgId, OpenId, toldDigits } from "../../Identifiers.ts"
import * as Limits from "../../internal/limits.ts"
import * as PermissionSet from "../../PermissionSet.ts"
import { Content, ContentForList, ContentForPreview } from "./Content.ts"

const facts = {
  permissionSets: [PermissionSet.MassSending],
  eligibility: { official: "certified", service: "certified" },
  semantics: "once"
} as const

/** The earlier message of the same `clientmsgid`. */
const clientMsgIdExists = 45065

/**
 * The name that a caller gives to one sending, by which WeChat knows a repetition for 24 hours: up to 32 bytes. An older
 * page allows 64, and a UUID with its hyphens has been refused.
 */
export const ClientMsgId = Schema.NonEmptyTrimmedString.annotations({
  description: "a non-empty text without spaces around it"
}).pipe(Limits.maxBytes(32))

// Nobody who gets this wrong may be told that it must be true.
const choice = { description: "true for everybody, or false with a tag_id" }

/** Whom a message is for: everybody, which has to be said, or the followers with a tag. */
export const Filter = Schema.Union(
  Schema.Struct({ is_to_all: Schema.Literal(true).annotations(choice) }),
  Schema.Struct({
    is_to_all: Schema.Literal(false).annotations(choice),
    tag_id: Limits.wholeNumber(0, Number.MAX_SAFE_INTEGER)
  })
).annotations({
  description: "{ is_to_all: true } for everybody, or { is_to_all: false, tag_id } for those with a tag"
})
export type Filter = typeof Filter.Type

const id = Schema.Union(Schema.String, Schema.Number, Schema.BigIntFromSelf)
const readDataId = Schema.decodeUnknownEither(MsgDataId)

/** A message that WeChat has taken on. What becomes of it, this does not tell. */
const Accepted_ = Schema.transform(
  Schema.Struct({
    errcode: Schema.optionalWith(Schema.Union(Schema.Number, Schema.String), { exact: true }),
    msg_id: toldDigits(MsgId),
    msg_data_id: Schema.optionalWith(id, { exact: true })
  }),
  Schema.Struct({
    msg_id: Schema.typeSchema(MsgId),
    /** Of articles alone: by this number comments and statistics know them */
    msg_data_id: Schema.optionalWith(Schema.typeSchema(MsgDataId), { exact: true }),
    /** An earlier call of the same `clientmsgid` had sent it already, and this one sent nothing */
    alreadySent: Schema.Boolean
  }),
  {
    strict: true,
    decode: ({ errcode, msg_data_id, msg_id }) => {
      // A message is out: that a kind without articles says 0 here must not look like a broken reply.
      const dataId = readDataId(String(msg_data_id ?? ""))
      return {
        msg_id,
        ...(Either.isRight(dataId) ? { msg_data_id: dataId.right } : {}),
        alreadySent: Number(errcode ?? 0) === clientMsgIdExists
      }
    },
    encode: ({ alreadySent, ...ids }) => ({ errcode: alreadySent ? clientMsgIdExists : 0, ...ids })
  }
)

/** A message that WeChat has taken on. What becomes of it, this does not tell. */
export interface Accepted extends Schema.Schema.Type<typeof Accepted_> {}
/** The schema of {@link Accepted}. */
export const Accepted: Schema.Schema<Accepted, typeof Accepted_.Encoded> = Accepted_

const failures = [
  -1,
  0,
  40001,
  InvalidMediaId,
  InvalidMessageType,
  SameMediaTooFast,
  NoMassSendQuota,
  CarriesAdvertisement,
  ClientMsgIdTooFast,
  ClientMsgIdTooLong,
  CardsNotSendable,
  ApiUnauthorized,
  AutoSavedDraft,
  ApiVideoNotSendable,
  ConfirmationRunning,
  AwaitsConfirmation
] as const

/** What {@link sendAll} takes. */
export const ToFilter = Schema.extend(Schema.Struct({ filter: Filter, clientmsgid: ClientMsgId }), Content)
export type ToFilter = typeof ToFilter.Type

/** What {@link send} takes. */
export const ToList = Schema.extend(
  Schema.Struct({
    touser: Schema.Array(given(OpenId)).pipe(Limits.items(2, 10_000)),
    clientmsgid: ClientMsgId
  }),
  ContentForList
)
export type ToList = typeof ToList.Type

/**
 * Sends a message to all followers, or to those with a tag. It cannot be called back: deleting takes the page behind the
 * card away, and nothing else.
 *
 * That it is for everybody has to be said in words. A message to all is also shown in the public history of the account.
 *
 * A reply means that WeChat has taken the message on: its end comes as the event MASSSENDJOBFINISH, see {@link deliver}.
 * Nothing is repeated by itself. After a lost reply the very same request, a minute later and within 24 hours, asks WeChat
 * for the earlier message: by `clientmsgid`, which is why one must be chosen. Then `alreadySent` is true. Without one WeChat
 * takes a digest of the followers and the content for it.
 *
 * A certified official account sends one message a day; of a service account each follower gets four a month at the most,
 * whatever way they come. There are 100 calls a day and 60 a minute. Where the account protects its sending, a message to
 * all waits up to 30 minutes for its administrator.
 *
 * A draft that was sent is gone from the drafts.
 *
 * @example
 * ```ts
 * import { MassMessage } from "@effect-wechat/core"
 *
 * const toEverybody = MassMessage.sendAll({
 *   clientmsgid: "spring-2026",
 *   filter: { is_to_all: true },
 *   msgtype: "mpnews",
 *   mpnews: { media_id: "MEDIA_ID" },
 *   send_ignore_reprint: 0
 * })
 * const toSome = MassMessage.sendAll({
 *   clientmsgid: "spring-2026-regulars",
 *   filter: { is_to_all: false, tag_id: 2 },
 *   msgtype: "text",
 *   text: { content: "We have moved." }
 * })
 * // @ts-expect-error for whom?
 * MassMessage.sendAll({ clientmsgid: "spring-2026", msgtype: "text", text: { content: "We have moved." } })
 * ```
 */
export const sendAll = Endpoint.post("sendAll", "/cgi-bin/message/mass/sendall", {
  ...facts,
  returnCodes: [...failures, InvalidGroupId, InvalidTagId],
  alreadyDone: [clientMsgIdExists],
  // On one of its two pages; the other says that there is none.
  cloudCall: "officialAccount.message.sendall",
  body: ToFilter,
  success: Accepted
})

/**
 * Sends a message to a list of 2 to 10,000 followers, which only certified service accounts can. It cannot be called
 * back. For the rest it is as {@link sendAll}, with the same quotas.
 *
 * @example
 * ```ts
 * import { MassMessage } from "@effect-wechat/core"
 *
 * const program = MassMessage.send({
 *   clientmsgid: "order-list-17",
 *   touser: ["OPENID_1", "OPENID_2"],
 *   msgtype: "image",
 *   images: { media_ids: ["MEDIA_ID"] }
 * })
 * ```
 */
export const send = Endpoint.post("massSend", "/cgi-bin/message/mass/send", {
  ...facts,
  eligibility: { official: "none", service: "certified" },
  returnCodes: [
    ...failures,
    InvalidOpenIdList,
    InvalidOpenIdListSize,
    TooFewOpenIds,
    UnknownMessageType
  ],
  alreadyDone: [clientMsgIdExists],
  body: ToList,
  success: Accepted
})

const NotHere = Schema.optionalWith(Schema.Never, { exact: true })

const WxName = Schema.NonEmptyTrimmedString.annotations({ description: "a non-empty text without spaces around it" })

/**
 * Shows a message to one person, by openid or by WeChat id (100 of these a day). Given both, WeChat would look at the
 * WeChat id only.
 *
 * It reaches that person at once, and cannot be called back either. Nothing is repeated by itself: after a lost reply it
 * may have arrived.
 *
 * @example
 * ```ts
 * import { MassMessage } from "@effect-wechat/core"
 *
 * const program = MassMessage.preview({
 *   towxname: "the-editor",
 *   msgtype: "mpnews",
 *   mpnews: { media_id: "MEDIA_ID" }
 * })
 * ```
 */
export const preview = Endpoint.post("preview", "/cgi-bin/message/mass/preview", {
  ...facts,
  returnCodes: [0, InvalidOpenId, InvalidWxName, 45009],
  body: Schema.extend(
    Schema.Union(
      Schema.Struct({ touser: given(OpenId), towxname: NotHere }),
      Schema.Struct({ towxname: WxName, touser: NotHere })
    ),
    ContentForPreview
  ).annotations({ description: "either touser or towxname, with the object that its msgtype names" }),
  // The older page has an msg_id here, today's none, and there is nothing that it would be good for.
  success: Endpoint.Acknowledgement
})
