/**
 * What the pages about template messages and one-time subscriptions document.
 */
import { make } from "../internal/failure.ts"

/** 40036: a text that no template id can be. */
export class InvalidTemplateIdSize extends make<InvalidTemplateIdSize>()("InvalidTemplateIdSize", 40036, {
  who: "developer",
  whatToDo: "the developer must pass a whole template_id as this account has it"
}) {}

/** 40039: the address that a message leads to is too long; how long it may be, no page says. */
export class InvalidUrlSize extends make<InvalidUrlSize>()("InvalidUrlSize", 40039, {
  who: "developer",
  whatToDo: "the developer must pass a shorter url"
}) {}

/** 40102: WeChat knows no such industry. Not on the page; it is in WeChat's table of all codes. */
export class InvalidIndustryId extends make<InvalidIndustryId>()("InvalidIndustryId", 40102, {
  who: "developer",
  whatToDo: "the developer must pass two numbers of WeChat's list of industries"
}) {}

/** 40246: the keywords do not fit the template of the library. */
export class InvalidKeywordNames extends make<InvalidKeywordNames>()("InvalidKeywordNames", 40246, {
  who: "developer",
  whatToDo: "the developer must name keywords that the library shows for this template"
}) {}

/** 40247: WeChat has ended the templates of industries for the account. */
export class NeedsCategoryTemplate extends make<NeedsCategoryTemplate>()("NeedsCategoryTemplate", 40247, {
  who: "merchant",
  whatToDo: "the merchant must choose a template of the category library"
}) {}

/** 40249: what the message says is advertising. */
export class MarketingNotAllowed extends make<MarketingNotAllowed>()("MarketingNotAllowed", 40249, {
  who: "merchant",
  whatToDo: "the merchant must send this in another way: template messages are for services that somebody asked for"
}) {}

/** 43004: the receiver does not follow the account. Not on the page; an SDK lists it. */
export class ReceiverNotFollowing extends make<ReceiverNotFollowing>()("ReceiverNotFollowing", 43004, {
  who: "nobody",
  whatToDo: "nobody but the receiver can mend it, by following the account"
}) {}

/** 43100: the account has changed its industries already. Not on the page; it is in WeChat's table of all codes. */
export class IndustriesChangedTooOften extends make<IndustriesChangedTooOften>()("IndustriesChangedTooOften", 43100, {
  who: "nobody",
  whatToDo: "all there is to do is to wait for the next month: industries change once a month"
}) {}

/** 43116: WeChat has restricted the template. */
export class TemplateRestricted extends make<TemplateRestricted>()("TemplateRestricted", 43116, {
  who: "merchant",
  whatToDo: "the merchant must see on mp.weixin.qq.com what the template was misused for, and choose another"
}) {}

/** 45026: the account has as many templates as it can. Not on the page; it is in WeChat's table of all codes. */
export class TooManyTemplates extends make<TooManyTemplates>()("TooManyTemplates", 45026, {
  who: "merchant",
  whatToDo: "the merchant must give up a template first: an account has 25 at the most"
}) {}

/** 45027: the template belongs to another industry. Not on the page; it is in WeChat's table of all codes. */
export class TemplateOfAnotherIndustry extends make<TemplateOfAnotherIndustry>()("TemplateOfAnotherIndustry", 45027, {
  who: "merchant",
  whatToDo: "the merchant must choose a template of the industries that the account has set"
}) {}

/** 47003: what stands in `data` breaks the rule of a keyword, which the text of WeChat names. */
export class InvalidKeywordValue extends make<InvalidKeywordValue>()("InvalidKeywordValue", 47003, {
  who: "developer",
  whatToDo: "the developer must pass a value of the kind and length that the key stands for, such as thing7 or time4"
}) {}
