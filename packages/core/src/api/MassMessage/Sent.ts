/**
 * What becomes of mass messages that were sent, and how fast they go out.
 */
import * as Schema from "effect/Schema"
import * as Endpoint from "../../Endpoint.ts"
import {
  AwaitsConfirmation,
  ConfirmationRunning,
  InvalidMsgId,
  SpeedMissing,
  SpeedOutOfRange
} from "../../Failure/MassMessage.ts"
import { givenDigitsAsText, GivenMsgId, MsgId, toldDigits } from "../../Identifiers.ts"
import * as Position from "../../internal/position.ts"
import * as PermissionSet from "../../PermissionSet.ts"

const facts = {
  permissionSets: [PermissionSet.MassSending],
  eligibility: { official: "certified", service: "certified" }
} as const

/**
 * What {@link get} is.
 *
 * @internal
 */
export const statusOptions = {
  ...facts,
  returnCodes: [0, 40001, InvalidMsgId, 41001, 42001, 43002, ConfirmationRunning, AwaitsConfirmation],
  body: Schema.Struct({ msg_id: givenDigitsAsText(MsgId) }),
  success: Schema.Struct({ msg_id: toldDigits(MsgId), msg_status: Schema.String })
} as const

/**
 * How far a mass message is: `msg_status` is `SENDING`, `SEND_SUCCESS`, `SEND_FAIL` or `DELETE`. How many got it only the
 * event MASSSENDJOBFINISH tells: rather wait for the end with `MassMessage.outcome`.
 */
export const get = Endpoint.post("massmsgget", "/cgi-bin/message/mass/get", { ...statusOptions, semantics: "read" })

const NotHere = Schema.optionalWith(Schema.Never, { exact: true })

const ByMessage = Schema.Struct({
  msg_id: GivenMsgId,
  article_idx: Position.OneOrAll,
  url: NotHere
})

const Url = Schema.NonEmptyTrimmedString.annotations({ description: "a non-empty text without spaces around it" })

const ByUrl = Schema.transform(
  Schema.Struct({ article_idx: Schema.Int, url: Url }),
  Schema.Struct({ url: Url, msg_id: NotHere, article_idx: NotHere }),
  {
    strict: true,
    decode: ({ url }) => ({ url }),
    // WeChat's page demands a position, and looks at none when it is given an address.
    encode: ({ url }) => ({ article_idx: 0, url })
  }
)

const delete_ = Endpoint.post("deleteMassMsg", "/cgi-bin/message/mass/delete", {
  ...facts,
  semantics: "once",
  returnCodes: [0],
  body: Schema.Union(ByMessage, ByUrl).annotations({
    description: "either msg_id with article_idx, or url alone: given both, WeChat would look at msg_id only"
  })
})

export {
  /**
   * Deletes a mass message that was sent: by its id, one article at `article_idx` counted from 1 or with `"all"` every
   * one; or the article at an address.
   *
   * Followers keep the card in their chat, and the page behind it is gone. Where the same article was sent several
   * times, deleting one deletes the page of all. Only messages sent through the API, with articles or video, can be
   * deleted. Nothing is repeated by itself.
   *
   * @example
   * ```ts
   * import { MassMessage } from "@effect-wechat/core"
   *
   * const second = MassMessage.delete({ msg_id: 30124, article_idx: 2 })
   * const whole = MassMessage.delete({ msg_id: "9223372036854775807", article_idx: "all" })
   * const byAddress = MassMessage.delete({ url: "https://mp.weixin.qq.com/s/ARTICLE" })
   * // @ts-expect-error WeChat would look at msg_id only
   * MassMessage.delete({ msg_id: 30124, article_idx: 2, url: "https://mp.weixin.qq.com/s/ARTICLE" })
   * ```
   */
  delete_ as delete
}

/**
 * How fast mass messages go out: `speed` from 0, the fastest, to 4, and `realspeed` in ten thousands a minute.
 *
 * The page gives 80, 60, 45, 30 and 10 for the five; its own sample shows 15 for the fourth.
 */
export const getSpeed = Endpoint.post("getSpeed", "/cgi-bin/message/mass/speed/get", {
  ...facts,
  semantics: "read",
  returnCodes: [0, SpeedOutOfRange, SpeedMissing],
  success: Schema.Struct({ speed: Schema.Number, realspeed: Schema.Number })
})

/** Sets how fast mass messages go out, in ten thousands a minute: 0 is 80, 1 is 60, 2 is 45, 3 is 30, and 4 is 10. */
export const setSpeed = Endpoint.post("setSpeed", "/cgi-bin/message/mass/speed/set", {
  ...facts,
  semantics: "idempotent",
  returnCodes: [0, SpeedOutOfRange, SpeedMissing, ConfirmationRunning, AwaitsConfirmation],
  body: Schema.Struct({
    speed: Schema.Literal(0, 1, 2, 3, 4).annotations({ description: "a whole number from 0 to 4" })
  })
})
