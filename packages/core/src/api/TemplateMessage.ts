/**
 * Template messages: what a certified service account tells a follower about something that the follower asked for.
 *
 * They are sent with templates that the account has adopted from WeChat's library, out of the two industries that it has
 * set or, by now, out of the categories of its business.
 */
import * as Arr from "effect/Array"
import * as Chunk from "effect/Chunk"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Order from "effect/Order"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import type { CallRefused } from "../CallRefused.ts"
import * as Endpoint from "../Endpoint.ts"
import { InvalidMessageType, InvalidOpenId, InvalidTemplateId, MiniProgramNotLinked } from "../Failure/Shared.ts"
import {
  IndustriesChangedTooOften,
  InvalidIndustryId,
  InvalidKeywordNames,
  InvalidKeywordValue,
  InvalidTemplateIdSize,
  InvalidUrlSize,
  MarketingNotAllowed,
  NeedsCategoryTemplate,
  ReceiverNotFollowing,
  TemplateOfAnotherIndustry,
  TemplateRestricted,
  TooManyTemplates
} from "../Failure/TemplateMessage.ts"
import { BlockedMessageId, given, givenDigits, OpenId, TemplateId, TemplateMsgId, toldDigits } from "../Identifiers.ts"
import * as DigitsText from "../internal/digitsText.ts"
import type { AccessToken } from "../internal/accessToken.ts"
import * as Jump from "../internal/jump.ts"
import * as Limits from "../internal/limits.ts"
import * as PermissionSet from "../PermissionSet.ts"
import type { WeChatClient } from "../WeChatClient.ts"
import type { WeChatError } from "../WeChatError.ts"

const facts = {
  // The pages write "7,100-101". Neither of the last two is in WeChat's lists of sets.
  permissionSets: [PermissionSet.MassSending, PermissionSet.Unlisted100, 101],
  eligibility: { official: "none", service: "certified" }
} as const

const optional = <A, I>(schema: Schema.Schema<A, I>) => Schema.optionalWith(schema, { exact: true })

const Word = Schema.NonEmptyTrimmedString.annotations({ description: "a non-empty text without spaces around it" })

/** What stands in one place of a template. */
const Value = Schema.Struct({
  value: Schema.Union(Schema.String, Schema.JsonNumber).annotations({ description: "a text or a number" }),
  /** Older pages have it, the current one does not */
  color: optional(Schema.String)
})

/**
 * Sends a message to one follower, and gives its number. Whether it arrives, the event TEMPLATESENDJOBFINISH tells.
 *
 * A keyword is a key of `data` as the template has it, such as `thing7`: its letters say what the value may be, and
 * WeChat refuses the first that breaks its rule with `InvalidKeywordValue`. With both, `miniprogram` goes before `url`.
 * Accounts of other countries lead nowhere.
 *
 * A lost reply leaves it open whether the message was sent, so nothing is repeated by itself. Give each message a
 * `client_msg_id` of its own: for 10 minutes WeChat sends one message to a follower for it, so that the same call can be
 * made again.
 *
 * @example
 * ```ts
 * import { TemplateMessage } from "@effect-wechat/core"
 *
 * const sent = TemplateMessage.send({
 *   touser: "OPENID",
 *   template_id: "TEMPLATE_ID",
 *   url: "https://tea.example/orders/1024",
 *   data: { character_string1: { value: "1024" }, thing2: { value: "Longjing tea" }, amount4: { value: "¥30.00" } },
 *   client_msg_id: "order-1024-paid"
 * })
 * ```
 */
export const send = Endpoint.post("sendTemplateMessage", "/cgi-bin/message/template/send", {
  ...facts,
  cloudCall: "officialAccount.messageTemplate.send",
  semantics: "once",
  returnCodes: [
    -1,
    40001,
    InvalidOpenId,
    InvalidMessageType,
    MiniProgramNotLinked,
    InvalidTemplateIdSize,
    InvalidTemplateId,
    InvalidUrlSize,
    MarketingNotAllowed,
    // Not on the page.
    ReceiverNotFollowing,
    TemplateRestricted,
    InvalidKeywordValue
  ],
  body: Schema.Struct({
    touser: given(OpenId),
    template_id: given(TemplateId),
    url: optional(Jump.Url),
    miniprogram: optional(Jump.MiniProgram),
    data: Schema.Record({ key: Schema.String, value: Value }),
    client_msg_id: optional(Word)
  }),
  success: Schema.Struct({ msgid: toldDigits(TemplateMsgId) })
})

/**
 * Adopts a template of WeChat's library, and gives the id to send it with. `keyword_name_list` puts together a template
 * of the category library, in this order; templates of industries are ready made and take none.
 *
 * An account has 25 templates at the most. A lost reply leaves it open whether the template was adopted, and adopting it
 * again may use up another place: {@link list} shows what is there.
 */
export const add = Endpoint.post("addTemplate", "/cgi-bin/template/api_add_template", {
  ...facts,
  semantics: "once",
  returnCodes: [
    -1,
    40001,
    InvalidTemplateId,
    InvalidKeywordNames,
    NeedsCategoryTemplate,
    // Not on the page, which says that there is a limit.
    TooManyTemplates,
    TemplateOfAnotherIndustry
  ],
  body: Schema.Struct({
    template_id_short: Word,
    // The page demands it, and says that only category templates need it.
    keyword_name_list: optional(Schema.Array(Word))
  }),
  success: Schema.Struct({ template_id: TemplateId })
})

/** A template that the account has adopted. */
export const Template = Schema.Struct({
  template_id: TemplateId,
  title: Schema.String,
  /** With places such as `{{thing1.DATA}}` */
  content: Schema.String,
  example: optional(Schema.String),
  /** Both empty in templates of categories */
  primary_industry: optional(Schema.String),
  /** {@link industries} names it `secondary_industry` */
  deputy_industry: optional(Schema.String)
})
export interface Template extends Schema.Schema.Type<typeof Template> {}

/** All templates that the account has adopted. */
export const list = Endpoint.get("getAllTemplates", "/cgi-bin/template/get_all_private_template", {
  ...facts,
  semantics: "read",
  returnCodes: [0],
  success: Schema.Struct({
    /** Left out, it is empty */
    template_list: Schema.optionalWith(Schema.Array(Template), { exact: true, default: () => [] })
  })
})

const delete_ = Endpoint.post("deleteTemplate", "/cgi-bin/template/del_private_template", {
  ...facts,
  semantics: "idempotent",
  // An unknown template is not on the page.
  returnCodes: [0, InvalidTemplateId],
  body: Schema.Struct({ template_id: given(TemplateId) })
})

export {
  /**
   * Gives up a template. Adopted again, it has another id.
   *
   * When a lost reply made the client repeat the call, a first try that worked shows as `InvalidTemplateId`.
   */
  delete_ as delete
}

const Industry = Schema.Struct({ first_class: Schema.String, second_class: Schema.String })

/** The two industries of the account, in words. One that was never set is left out. */
export const industries = Endpoint.get("getIndustry", "/cgi-bin/template/get_industry", {
  ...facts,
  semantics: "read",
  returnCodes: [0],
  success: Schema.Struct({ primary_industry: optional(Industry), secondary_industry: optional(Industry) })
})

const IndustryId = DigitsText.within(1, 41)

/**
 * Sets the two industries of the account, by WeChat's numbers from 1 to 41. WeChat deletes, for ever, the templates of an
 * industry that the account leaves, and lets an account change its industries once a month.
 *
 * A lost reply leaves it open whether the industries were changed, and whether setting them once more would count as the
 * change of the month, no page says. So nothing is repeated by itself: {@link industries} tells what holds.
 */
export const setIndustries = Endpoint.post("setIndustry", "/cgi-bin/template/api_set_industry", {
  ...facts,
  semantics: "once",
  // Neither is on the page, which says that there is a limit.
  returnCodes: [0, InvalidIndustryId, IndustriesChangedTooOften],
  body: Schema.Struct({ industry_id1: IndustryId, industry_id2: IndustryId })
})

/** A message that WeChat has kept back. */
export const BlockedMessage = Schema.Struct({
  /** The page calls it a text, and shows a number */
  id: toldDigits(BlockedMessageId),
  tmpl_msg_id: optional(Schema.String),
  title: optional(Schema.String),
  content: optional(Schema.String),
  /** Seconds of the epoch */
  send_timestamp: optional(Schema.Number),
  openid: optional(Schema.String)
})
export interface BlockedMessage extends Schema.Schema.Type<typeof BlockedMessage> {}

const Nothing = Schema.Struct({ id: optional(Schema.Never) })

/** The table of the page has one object, its cursor speaks for a list. Where there is nothing, the object is empty. */
const BlockedMessages = Schema.transform(
  Schema.Union(Schema.Array(BlockedMessage), BlockedMessage, Nothing, Schema.Null),
  Schema.Array(Schema.typeSchema(BlockedMessage)),
  {
    strict: true,
    decode: (some) => some === null ? [] : Arr.ensure(some).filter((one) => one.id !== undefined),
    encode: (all) => all
  }
)

/**
 * A page of the messages of a template that WeChat has kept back: at most `limit`, 100 at a time, with ids above
 * `largest_id`, which is 0 for the first page and the largest id of the page before for each other one.
 *
 * `tmpl_msg_id` is, in the words of the page, the id of the template message that was blocked. That many records come for
 * one speaks for the id of a template; a message's own number is let through too.
 */
export const listBlocked = Endpoint.post("queryBlockTmplMsg", "/wxa/sec/queryblocktmplmsg", {
  ...facts,
  semantics: "read",
  returnCodes: [0],
  body: Schema.Struct({
    tmpl_msg_id: Schema.Union(given(TemplateId), given(TemplateMsgId)).annotations({
      description: "a non-empty text without spaces around it"
    }),
    largest_id: Schema.Union(Schema.Literal(0), givenDigits(BlockedMessageId)).annotations({
      description: "0, or the largest id of the page before"
    }),
    limit: Limits.wholeNumber(1, 100)
  }),
  success: Schema.Struct({
    /** Left out, it is empty */
    msginfo: Schema.optionalWith(BlockedMessages, { exact: true, default: () => [] })
  })
})

const byId = Order.mapInput(Order.bigint, ({ id }: BlockedMessage) => BigInt(id))

/**
 * All messages of a template that WeChat has kept back, read page by page as they are needed.
 *
 * @example
 * ```ts
 * import { TemplateMessage } from "@effect-wechat/core"
 * import { Stream } from "effect"
 *
 * const receivers = TemplateMessage.allBlocked({ tmpl_msg_id: "TEMPLATE_ID" }).pipe(
 *   Stream.map(({ openid }) => openid),
 *   Stream.runCollect
 * )
 * ```
 */
export const allBlocked = (
  { tmpl_msg_id }: Pick<Parameters<typeof listBlocked>[0], "tmpl_msg_id">
): Stream.Stream<BlockedMessage, CallRefused | WeChatError, AccessToken | WeChatClient> =>
  Stream.paginateChunkEffect<
    0 | BlockedMessageId,
    BlockedMessage,
    CallRefused | WeChatError,
    AccessToken | WeChatClient
  >(
    0,
    (largest_id) =>
      Effect.map(listBlocked({ tmpl_msg_id, largest_id, limit: 100 }), ({ msginfo }) => {
        // Whatever the order of a page, and should WeChat pass over the cursor: the ids only ever grow, so it ends.
        const unread = Arr.sort(msginfo.filter(({ id }) => BigInt(id) > BigInt(largest_id)), byId)
        return [
          Chunk.unsafeFromArray(unread),
          Option.map(Arr.last(unread), ({ id }) => id)
        ]
      })
  )
