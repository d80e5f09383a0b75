/**
 * What the pages about publishing document, and the lists of codes before them.
 */
import { make } from "../internal/failure.ts"

/** 53500: the account may not publish any more. Only in the lists of codes. */
export class PublishingBanned extends make<PublishingBanned>()("PublishingBanned", 53500, {
  who: "merchant",
  whatToDo: "the merchant must see on mp.weixin.qq.com why publishing was taken from the account"
}) {}

/** 53501: publishing has a pace of its own beside the quota, which no page tells. Only in the lists of codes. */
export class PublishingTooOften extends make<PublishingTooOften>()("PublishingTooOften", 53501, {
  who: "provider",
  whatToDo: "nothing was published: the service provider must publish this account's drafts further apart"
}) {
  override get isRetryable(): boolean {
    return true
  }
}

/** 53502: WeChat knows no such publish job. Only in the lists of codes. */
export class InvalidPublishId extends make<InvalidPublishId>()("InvalidPublishId", 53502, {
  who: "developer",
  whatToDo: "the developer must pass the publish_id that submitting returned to this account"
}) {}

/** 53503: the draft fails WeChat's check before publishing. */
export class DraftCheckFailed extends make<DraftCheckFailed>()("DraftCheckFailed", 53503, {
  who: "merchant",
  whatToDo: "the merchant must see on mp.weixin.qq.com what is wrong with the draft"
}) {}

/** 53504: the draft can only be published by hand. */
export class DraftForConsoleOnly extends make<DraftForConsoleOnly>()("DraftForConsoleOnly", 53504, {
  who: "merchant",
  whatToDo: "the merchant must publish this draft on mp.weixin.qq.com"
}) {}

/** 53505: the draft has never been saved by hand. */
export class DraftNotSaved extends make<DraftNotSaved>()("DraftNotSaved", 53505, {
  who: "merchant",
  whatToDo: "the merchant must save the draft by hand on mp.weixin.qq.com first"
}) {}

/** 53600: WeChat knows no such article. */
export class InvalidArticleId extends make<InvalidArticleId>()("InvalidArticleId", 53600, {
  who: "developer",
  whatToDo: "it may be deleted already: the developer must pass an article_id that publishing returned to this account"
}) {}
