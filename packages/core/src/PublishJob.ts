/**
 * What becomes of a draft that was submitted for publishing: WeChat works on it, and tells the end later.
 *
 * A publish job that ends well is {@link Published}. Every other end is an error with a tag of its own, because nothing is
 * out then, and a program that goes on as if it were should not compile without saying so.
 */
import * as Arr from "effect/Array"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { ArticleId, ArticlePosition, MsgDataId, PublishId, toldDigits } from "./Identifiers.ts"
import { type Advice, describeFailure, type Who, type Whom, whom } from "./WeChatError.ts"

const optional = <A, I>(schema: Schema.Schema<A, I>) => Schema.optionalWith(schema, { exact: true })

/** One thing stands there alone, several as a list. */
const list = <A, I>(item: Schema.Schema<A, I>) =>
  Schema.transform(Schema.Union(Schema.Array(item), item), Schema.Array(Schema.typeSchema(item)), {
    strict: true,
    decode: (told) => Arr.ensure(told),
    encode: (all) => all
  })

/** A published article of a group. */
export const PublishedArticle = Schema.Struct({
  /** Its position, counted from 1 */
  idx: ArticlePosition,
  /** Where it is, for good */
  article_url: Schema.String
})
export interface PublishedArticle extends Schema.Schema.Type<typeof PublishedArticle> {}

/** How a publish job stands, as WeChat's reply and its event tell it. */
export const PublishJob = Schema.Struct({
  publish_id: toldDigits(PublishId),
  /**
   * 0 published, 1 WeChat is at work, 2 not original, 3 failed, 4 refused by review, 5 published and deleted by the
   * account since, 6 published and banned since
   */
  publish_status: Schema.Int,
  /** Of a job that ended well; line breaks were seen around it */
  article_id: optional(Schema.Union(Schema.compose(Schema.Trim, ArticleId), Schema.Literal(""))),
  /** Likewise */
  article_detail: optional(Schema.Struct({
    count: optional(Schema.Int),
    item: optional(list(PublishedArticle))
  })),
  /** The positions of the articles to blame, with 2 and 4; a sample of WeChat has one with 1 too, which says nothing */
  fail_idx: optional(list(ArticlePosition))
})
export interface PublishJob extends Schema.Schema.Type<typeof PublishJob> {}

/** The articles are out, each at its own address. */
export const Published = Schema.TaggedStruct("Published", {
  publish_id: PublishId,
  /** The group of articles, to read or to delete them */
  article_id: ArticleId,
  articles: Schema.Array(PublishedArticle),
  /** By which comments and statistics know the articles, where the reply to the submission told it */
  msg_data_id: optional(MsgDataId)
})
export interface Published extends Schema.Schema.Type<typeof Published> {}

const about = { ...whom, publish_id: PublishId }
const blamed = { ...about, fail_idx: Schema.Array(ArticlePosition) }

/** `articles 1 and 3` */
const articles = (positions: ReadonlyArray<number>): string =>
  positions.length === 0
    ? "the articles"
    : `article${positions.length === 1 ? "" : "s"} ${positions.join(", ").replace(/, (\d+)$/, " and $1")}`

/** Status 2: WeChat found articles not to be original. The draft is back in the box. */
export class NotOriginal extends Schema.TaggedError<NotOriginal>("@effect-wechat/core/PublishJob/NotOriginal")(
  "NotOriginal",
  blamed
) implements Advice {
  get isRetryable(): boolean {
    return false
  }
  get who(): Who {
    return "merchant"
  }
  override get message(): string {
    return describeFailure(
      this,
      `nothing was published, because WeChat does not take ${articles(this.fail_idx)} for original; the merchant must `
        + "change the draft, or no longer declare it original"
    )
  }
}

/** Status 4: WeChat's review refused articles. The draft is back in the box. */
export class ReviewRefused extends Schema.TaggedError<ReviewRefused>("@effect-wechat/core/PublishJob/ReviewRefused")(
  "ReviewRefused",
  blamed
) implements Advice {
  get isRetryable(): boolean {
    return false
  }
  get who(): Who {
    return "merchant"
  }
  override get message(): string {
    return describeFailure(
      this,
      `nothing was published, because WeChat's review refused ${articles(this.fail_idx)}; the merchant must change the `
        + "draft"
    )
  }
}

/** Status 3, and any that WeChat's page does not know: the job failed without saying why. */
export class PublishFailed extends Schema.TaggedError<PublishFailed>("@effect-wechat/core/PublishJob/PublishFailed")(
  "PublishFailed",
  { ...about, publish_status: Schema.Int }
) implements Advice {
  get isRetryable(): boolean {
    return false
  }
  get who(): Who {
    return "merchant"
  }
  override get message(): string {
    return describeFailure(
      this,
      `the publish job ended with status ${this.publish_status}, for which WeChat gives no reason; the merchant must look `
        + "at the draft on mp.weixin.qq.com"
    )
  }
}

/** Status 5 and 6: the articles were out, and are gone by now. */
export class PublishedThenRemoved
  extends Schema.TaggedError<PublishedThenRemoved>("@effect-wechat/core/PublishJob/PublishedThenRemoved")(
    "PublishedThenRemoved",
    {
      ...about,
      /** Who has removed them: the account, or WeChat by a ban */
      by: Schema.Literal("account", "wechat")
    }
  )
  implements Advice
{
  get isRetryable(): boolean {
    return false
  }
  get who(): Who {
    return "merchant"
  }
  override get message(): string {
    return describeFailure(
      this,
      this.by === "account"
        ? "all its articles were published, and the account has deleted them since; the merchant must know why"
        : "all its articles were published, and WeChat has banned them since; the merchant must see on mp.weixin.qq.com why"
    )
  }
}

/**
 * WeChat has taken the draft, and nobody knows the end yet. Submitting again could publish twice: ask for the end later,
 * with `FreePublish.outcome` and this `publish_id`.
 */
export class PublishUnfinished
  extends Schema.TaggedError<PublishUnfinished>("@effect-wechat/core/PublishJob/PublishUnfinished")(
    "PublishUnfinished",
    {
      ...about,
      /** Where the reply to the submission told it */
      msg_data_id: optional(MsgDataId),
      /** What went wrong when WeChat was asked last, in a sentence */
      problem: optional(Schema.String)
    }
  )
  implements Advice
{
  get isRetryable(): boolean {
    return false
  }
  get who(): Who {
    return "provider"
  }
  override get message(): string {
    return describeFailure(
      this,
      `WeChat is still publishing, as far as is known; the service provider must ask for the outcome of ${this.publish_id} `
        + `later, and not submit again${this.problem === undefined ? "" : ` (asked last: ${this.problem})`}`
    )
  }
}

/**
 * The reply to the submission was lost, so nobody knows whether WeChat publishes the draft, and there is no `publish_id`
 * to ask with. It is never submitted again by itself: look before you do.
 */
export class PublishInDoubt extends Schema.TaggedError<PublishInDoubt>("@effect-wechat/core/PublishJob/PublishInDoubt")(
  "PublishInDoubt",
  {
    ...whom,
    media_id: Schema.String,
    /**
     * The draft just after: `gone` from the box, so that WeChat has taken it, or somebody deleted it; still `there`, which
     * says little, because WeChat may take it out only at the end of the job; or `unknown`
     */
    draft: Schema.Literal("gone", "there", "unknown"),
    /** What happened to the call, in a sentence */
    problem: Schema.String
  }
) implements Advice {
  get isRetryable(): boolean {
    return false
  }
  get who(): Who {
    return "provider"
  }
  override get message(): string {
    const found = {
      gone:
        "the draft has left the box, so WeChat has most likely taken it: the service provider must look for the article "
        + "in the list of what is published, and not submit again",
      there:
        "the draft is still in the box: the service provider must look again after some minutes, and may submit again "
        + "only if it is still there and not in the list of what is published",
      unknown:
        "whether the draft is still in the box could not be found out: the service provider must look at the drafts "
        + "and at what is published before submitting again"
    }[this.draft]
    return describeFailure(this, `nobody knows whether WeChat got the submission (${this.problem}); ${found}`)
  }
}

/** How a publish job can end that nothing came of. */
export type NotPublished = NotOriginal | PublishFailed | PublishedThenRemoved | ReviewRefused

/** Whether a job has come to its end, and all is there that belongs to it. */
export const hasEnded = ({ article_id, publish_status }: PublishJob): boolean =>
  publish_status === 0 ? article_id !== undefined && article_id !== "" : publish_status !== 1

/** What a job has come to that has ended. */
export const outcome = (
  job: PublishJob,
  whom: Whom,
  msg_data_id?: MsgDataId
): Effect.Effect<Published, NotPublished> => {
  const { article_detail, article_id, fail_idx = [], publish_id, publish_status } = job
  const about = { ...whom, publish_id }
  switch (publish_status) {
    case 0:
      return Effect.succeed(Published.make({
        publish_id,
        article_id: ArticleId.make(article_id ?? "", { disableValidation: true }),
        articles: article_detail?.item ?? [],
        ...(msg_data_id === undefined ? {} : { msg_data_id })
      }))
    case 2:
      return new NotOriginal({ ...about, fail_idx })
    case 4:
      return new ReviewRefused({ ...about, fail_idx })
    case 5:
      return new PublishedThenRemoved({ ...about, by: "account" })
    case 6:
      return new PublishedThenRemoved({ ...about, by: "wechat" })
    default:
      return new PublishFailed({ ...about, publish_status })
  }
}
