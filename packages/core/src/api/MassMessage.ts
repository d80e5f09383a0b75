/**
 * Mass messages: what an account sends to all or many of its followers.
 */
import * as Schema from "effect/Schema"
import * as Endpoint from "../Endpoint.ts"
import { GivenMsgId } from "../Identifiers.ts"
import * as Position from "../internal/position.ts"
import * as PermissionSet from "../PermissionSet.ts"

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
  permissionSets: [PermissionSet.MassSending],
  eligibility: { official: "certified", service: "certified" },
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
