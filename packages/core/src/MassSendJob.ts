/**
 * What becomes of a mass message that WeChat has taken on: it works on it, and tells the end later.
 *
 * A message that goes out is {@link Sent}. Every other end is an error with a tag of its own, because a program that goes
 * on as if followers had the message should not compile without saying so.
 */
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { ArticlePosition, MsgDataId, MsgId } from "./Identifiers.ts"
import type { MassSendEnd } from "./JobEvents.ts"
import { type Advice, describeFailure, type Who, type Whom, whom } from "./WeChatError.ts"

const optional = <A, I>(schema: Schema.Schema<A, I>) => Schema.optionalWith(schema, { exact: true })

/**
 * How many followers a message was for. WeChat counts shortly before the end, so the numbers are close to the truth.
 *
 * Even of a message that was sent many may have got nothing: who blocks the account, or has had enough this month, is
 * filtered out.
 */
export const Counts = Schema.Struct({
  /** Followers with the tag, or all, or the openids in the list */
  TotalCount: Schema.Number,
  /** Those of them that it was really to be sent to: as a rule the sum of the next two */
  FilterCount: Schema.Number,
  SentCount: Schema.Number,
  ErrorCount: Schema.Number
})
export interface Counts extends Schema.Schema.Type<typeof Counts> {}

/** An article that is out, at its position counted from 1. */
export const SentArticle = Schema.Struct({ ArticleIdx: ArticlePosition, ArticleUrl: Schema.String })
export interface SentArticle extends Schema.Schema.Type<typeof SentArticle> {}

/** The message has gone out. */
export const Sent = Schema.TaggedStruct("Sent", {
  msg_id: MsgId,
  /** By which comments and statistics know its articles, where the reply to the sending told it */
  msg_data_id: optional(MsgDataId),
  /** It was sent by an earlier call, and this one has sent nothing */
  alreadySent: Schema.Boolean,
  /** It has been deleted since */
  isDeleted: Schema.Boolean,
  /** Only the event tells them: missing where WeChat had to be asked */
  counts: optional(Counts),
  /** The addresses of its articles, likewise: empty where WeChat had to be asked, or where there are none */
  articles: Schema.Array(SentArticle),
  /** What the check of originality found, likewise: 1 nothing, 2 a reprint that may be sent */
  copyrightCheckState: optional(Schema.Number)
})
export interface Sent extends Schema.Schema.Type<typeof Sent> {}

/** Why WeChat has not sent a message; `Unexplained` where it does not say, or gives a number that no page has. */
export const FailureReason = Schema.Literal(
  "Advertising",
  "Political",
  "Pornographic",
  "Social",
  "Criminal",
  "Fraudulent",
  "Copyright",
  "OtherContent",
  "MutualPromotion",
  "OriginalityUnchecked",
  "ReprintForbidden",
  "ReprintStopped",
  "AdministratorRefused",
  "AdministratorSilent",
  "Unexplained"
)
export type FailureReason = typeof FailureReason.Type

/** Why WeChat has not sent a message, by the number in `err(number)`. */
const reasons = {
  Advertising: [10001, "merchant", "WeChat takes it for advertising; the merchant must change it"],
  Political: [20001, "merchant", "WeChat takes it for political; the merchant must change it"],
  Pornographic: [20002, "merchant", "WeChat takes it for pornographic; the merchant must change it"],
  Social: [20004, "merchant", "WeChat takes it for harmful to society; the merchant must change it"],
  Criminal: [20006, "merchant", "WeChat takes it for criminal; the merchant must change it"],
  Fraudulent: [20008, "merchant", "WeChat takes it for fraudulent; the merchant must change it"],
  Copyright: [20013, "merchant", "WeChat finds that it violates a copyright; the merchant must change it"],
  OtherContent: [21000, "merchant", "WeChat objects to what it says; the merchant must change it"],
  MutualPromotion: [22000, "merchant", "WeChat takes it for mutual promotion of accounts; the merchant must change it"],
  OriginalityUnchecked: [
    30001,
    "developer",
    "WeChat could not check whether its articles are original; the developer may send it again, with send_ignore_reprint "
    + "1 even unchecked"
  ],
  ReprintForbidden: [
    30002,
    "merchant",
    "an article is a reprint that its author does not allow; the merchant must take it out"
  ],
  ReprintStopped: [
    30003,
    "merchant",
    "an article is a reprint, which its author allows; the merchant must decide, and send_ignore_reprint 1 then sends it"
  ],
  AdministratorRefused: [
    40001,
    "merchant",
    "the administrator of the account has refused it; the merchant must know why"
  ],
  AdministratorSilent: [
    40002,
    "merchant",
    "the administrator of the account has not confirmed it within 30 minutes; the merchant must have it sent again, and "
    + "confirm it in time"
  ],
  // In the place of a number that could come
  Unexplained: [
    -1,
    "merchant",
    "WeChat gives no reason that is known; the merchant must look for one on mp.weixin.qq.com"
  ]
} as const satisfies Readonly<Record<FailureReason, readonly [code: number, who: Who, what: string]>>

const about = { ...whom, msg_id: MsgId, msg_data_id: optional(MsgDataId) }

/**
 * WeChat has ended the job without sending the message. Whoever sends it again must choose another `clientmsgid`, because
 * by the same one WeChat only tells of this message.
 */
export class MassSendFailed
  extends Schema.TaggedError<MassSendFailed>("@effect-wechat/core/MassSendJob/MassSendFailed")("MassSendFailed", {
    ...about,
    reason: FailureReason,
    /** In WeChat's words: `send fail`, `err(20001)`, or `SEND_FAIL` where it had to be asked, which gives no reason */
    status: Schema.String,
    /** Articles that the check of originality found, by their position, counted from 1 */
    articles: Schema.Array(Schema.Number)
  })
  implements Advice
{
  get isRetryable(): boolean {
    return false
  }
  get who(): Who {
    return reasons[this.reason][1]
  }
  override get message(): string {
    const [, , why] = reasons[this.reason]
    const where = this.articles.length === 0 ? "" : ` (by position: ${this.articles.join(", ")})`
    return describeFailure(this, `the message was not sent, "${this.status}": ${why}${where}`)
  }
}

/**
 * WeChat has taken the message on, and nobody knows the end yet. Ask for it later, with `MassMessage.outcome` and this
 * `msg_id`.
 */
export class MassSendUnfinished
  extends Schema.TaggedError<MassSendUnfinished>("@effect-wechat/core/MassSendJob/MassSendUnfinished")(
    "MassSendUnfinished",
    {
      ...about,
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
      `WeChat is still sending, or waits for the administrator of the account; the service provider must ask for the `
        + `outcome of ${this.msg_id} later, and not send again`
        + (this.problem === undefined ? "" : ` (asked last: ${this.problem})`)
    )
  }
}

/**
 * Nobody knows whether WeChat has taken the message on. The very same request with the very same `clientmsgid`, within 24
 * hours of {@link since}, finds out and does not send twice; after that it may. So a program must not repeat it without
 * looking at the time.
 */
export class MassSendInDoubt
  extends Schema.TaggedError<MassSendInDoubt>("@effect-wechat/core/MassSendJob/MassSendInDoubt")("MassSendInDoubt", {
    ...whom,
    clientmsgid: Schema.String,
    /** When it was first tried, in milliseconds of the epoch */
    since: Schema.Number,
    /** What happened to the last try, in a sentence */
    problem: Schema.String
  })
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
      `nobody knows whether WeChat has taken the message on (${this.problem}); the service provider must make the very `
        + `same request with clientmsgid "${this.clientmsgid}" again, before 24 hours have passed, or look on `
        + "mp.weixin.qq.com"
    )
  }
}

/**
 * How a message stands: by the event at its end, or by what WeChat answers when it is asked.
 *
 * @internal
 */
export type Standing = { readonly end: MassSendEnd } | { readonly msg_status: string }

type Verdict = "sent" | "failed" | "deleted" | "unknown"

const answers: ReadonlyMap<string, Verdict> = new Map([
  ["SEND_SUCCESS", "sent"],
  ["SEND_FAIL", "failed"],
  ["DELETE", "deleted"]
])

const verdictOf = (standing: Standing): Verdict => {
  if ("msg_status" in standing) return answers.get(standing.msg_status) ?? "unknown"
  const status = standing.end.Status
  if (status === "send success") return "sent"
  return status === "send fail" || /^err\(\d+\)$/.test(status) ? "failed" : "unknown"
}

/**
 * Whether a message has come to its end. A word that no page has is no end: WeChat is asked on.
 *
 * @internal
 */
export const hasEnded = (standing: Standing): boolean => verdictOf(standing) !== "unknown"

/**
 * The reason in WeChat's words.
 *
 * @internal
 */
export const reasonOf = (status: string): FailureReason => {
  const code = Number(/^err\((\d+)\)$/.exec(status)?.[1])
  return FailureReason.literals.find((name) => reasons[name][0] === code) ?? "Unexplained"
}

/**
 * What a message has come to that has ended.
 *
 * @internal
 */
export const outcome = (
  standing: Standing,
  whom: Whom,
  message: { readonly msg_id: MsgId; readonly msg_data_id?: MsgDataId; readonly alreadySent: boolean }
): Effect.Effect<Sent, MassSendFailed> => {
  const end = "end" in standing ? standing.end : undefined
  const verdict = verdictOf(standing)
  if (verdict === "failed") {
    const { alreadySent: _, ...ids } = message
    const status = "end" in standing ? standing.end.Status : standing.msg_status
    return new MassSendFailed({
      ...whom,
      ...ids,
      reason: reasonOf(status),
      status,
      articles: end?.CopyrightCheckResult?.ResultList?.item.map(({ ArticleIdx }) => ArticleIdx) ?? []
    })
  }
  const checked = end?.CopyrightCheckResult?.CheckState
  return Effect.succeed({
    _tag: "Sent",
    ...message,
    isDeleted: verdict === "deleted",
    ...(end === undefined ? {} : {
      counts: {
        TotalCount: end.TotalCount,
        FilterCount: end.FilterCount,
        SentCount: end.SentCount,
        ErrorCount: end.ErrorCount
      }
    }),
    articles: end?.ArticleUrlResult?.ResultList?.item.map(({ ArticleIdx, ArticleUrl }) => ({
      ArticleIdx: ArticlePosition.make(ArticleIdx, { disableValidation: true }),
      ArticleUrl
    })) ?? [],
    ...(checked === undefined ? {} : { copyrightCheckState: checked })
  })
}
