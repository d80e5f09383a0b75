/**
 * What the pages about mass messages document.
 */
import { make } from "../internal/failure.ts"

/** 40031: the list of openids is wrong. */
export class InvalidOpenIdList extends make<InvalidOpenIdList>()("InvalidOpenIdList", 40031, {
  who: "developer",
  whatToDo: "the developer must list openids of this account's own followers"
}) {}

/** 40032: the list of openids is too long or too short. */
export class InvalidOpenIdListSize extends make<InvalidOpenIdListSize>()("InvalidOpenIdListSize", 40032, {
  who: "developer",
  whatToDo: "the developer must list 2 to 10,000 openids"
}) {}

/** 40059: WeChat knows no such mass message. */
export class InvalidMsgId extends make<InvalidMsgId>()("InvalidMsgId", 40059, {
  who: "developer",
  whatToDo: "the developer must pass the msg_id that the sending returned to this account, not its msg_data_id"
}) {}

/** 40130: a list of openids has at least two. */
export class TooFewOpenIds extends make<TooFewOpenIds>()("TooFewOpenIds", 40130, {
  who: "developer",
  whatToDo: "the developer must list two openids at the least"
}) {}

/** 40132: there is no such WeChat id. */
export class InvalidWxName extends make<InvalidWxName>()("InvalidWxName", 40132, {
  who: "developer",
  whatToDo: "the developer must pass the WeChat id of somebody who follows the account"
}) {}

/** 40152: the account has no such tag. */
export class InvalidGroupId extends make<InvalidGroupId>()("InvalidGroupId", 40152, {
  who: "developer",
  whatToDo: "the developer must pass a tag_id of this account"
}) {}

/** 45159: the account has no such tag. Not on the pages; an SDK lists it. */
export class InvalidTagId extends make<InvalidTagId>()("InvalidTagId", 45159, {
  who: "developer",
  whatToDo: "the developer must pass a tag_id of this account"
}) {}

/** 42010: the same material was sent just before. */
export class SameMediaTooFast extends make<SameMediaTooFast>()("SameMediaTooFast", 42010, {
  who: "provider",
  whatToDo: "the service provider must wait before sending the same material again; no page says how long"
}) {}

/** 45028: the account, or each of the followers, has had as many mass messages as the period allows. */
export class NoMassSendQuota extends make<NoMassSendQuota>()("NoMassSendQuota", 45028, {
  who: "nobody",
  whatToDo:
    "an official account can send again tomorrow, a service account next month; neither calling less nor clearing the "
    + "quota brings it back"
}) {}

/** 45062: the article carries an advertisement by agreement. */
export class CarriesAdvertisement extends make<CarriesAdvertisement>()("CarriesAdvertisement", 45062, {
  who: "merchant",
  whatToDo: "the merchant must send it by hand on mp.weixin.qq.com"
}) {}

/** 45066: the same `clientmsgid` came within a minute. Whether the message was sent, this does not say. */
export class ClientMsgIdTooFast extends make<ClientMsgIdTooFast>()("ClientMsgIdTooFast", 45066, {
  who: "nobody",
  whatToDo: "all there is to do is to wait a minute and send the very same request again, which asks what became of it"
}) {}

/** 45067: the `clientmsgid` is too long for WeChat. */
export class ClientMsgIdTooLong extends make<ClientMsgIdTooLong>()("ClientMsgIdTooLong", 45067, {
  who: "developer",
  whatToDo: "the developer must choose a shorter clientmsgid"
}) {}

/** 45083: there is no such speed. */
export class SpeedOutOfRange extends make<SpeedOutOfRange>()("SpeedOutOfRange", 45083, {
  who: "developer",
  whatToDo: "the developer must pass a speed from 0 to 4"
}) {}

/** 45084: no speed was sent. */
export class SpeedMissing extends make<SpeedMissing>()("SpeedMissing", 45084, {
  who: "developer",
  whatToDo: "the developer must pass a speed from 0 to 4"
}) {}

/** 45113: cards and products cannot be mass-sent any more. */
export class CardsNotSendable extends make<CardsNotSendable>()("CardsNotSendable", 45113, {
  who: "developer",
  whatToDo: "WeChat has ended it for all: the developer must send another kind of message"
}) {}

/** 45162: WeChat knows no such kind of message. */
export class UnknownMessageType extends make<UnknownMessageType>()("UnknownMessageType", 45162, {
  who: "developer",
  whatToDo: "the developer must send a kind of message that this interface takes"
}) {}

/** 48021: the draft was saved by itself only. */
export class AutoSavedDraft extends make<AutoSavedDraft>()("AutoSavedDraft", 48021, {
  who: "merchant",
  whatToDo: "the merchant must save the draft by hand on mp.weixin.qq.com first"
}) {}

/** 48022: a video that was uploaded by an API cannot be sent by one. */
export class ApiVideoNotSendable extends make<ApiVideoNotSendable>()("ApiVideoNotSendable", 48022, {
  who: "merchant",
  whatToDo: "the merchant must upload the video by hand on mp.weixin.qq.com"
}) {}

/** 89504: the account's administrator has not answered yet. Whether it is this very message that waits, no page says. */
export class ConfirmationRunning extends make<ConfirmationRunning>()("ConfirmationRunning", 89504, {
  who: "merchant",
  whatToDo: "the administrator of the account must confirm or refuse what waits, within 30 minutes, in WeChat"
}) {}

/** 89505: a message waits for the account's administrator. Whether it is this very one, no page says. */
export class AwaitsConfirmation extends make<AwaitsConfirmation>()("AwaitsConfirmation", 89505, {
  who: "merchant",
  whatToDo: "the administrator of the account must confirm or refuse what waits, within 30 minutes, in WeChat"
}) {}
