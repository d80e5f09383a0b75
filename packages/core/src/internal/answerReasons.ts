/**
 * The reasons that come from WeChat: a return code, and what it means for whoever reads it.
 *
 * @internal
 */
import * as Schema from "effect/Schema"
import * as ReturnCode from "../ReturnCode.ts"
import type { Advice, Who } from "./advice.ts"

/** What WeChat said: the code, its text without the request id, and the request id to quote to WeChat's support. */
export const answer = {
  errcode: Schema.Int,
  errmsg: Schema.String,
  rid: Schema.optionalWith(Schema.String, { exact: true })
}

/** The fields of {@link answer} as a type. */
export type Answer = Schema.Struct.Type<typeof answer>

/** Says in words what WeChat answered. */
export const describeAnswer = ({ errcode, errmsg, rid }: Answer): string => {
  const { meaning, name } = ReturnCode.describe(errcode)
  const text = errmsg === "" ? name : errmsg
  return [
    `WeChat answered ${errcode}${text === "" ? "" : ` "${text}"`}`,
    meaning === "" ? undefined : `(${meaning})`,
    rid === undefined ? undefined : `[rid ${rid}]`
  ].filter((part) => part !== undefined).join(" ")
}

/** A class of reasons that come from WeChat. */
export interface AnswerClass<Self, Tag extends ReturnCode.Kind> extends
  Schema.Class<
    Self,
    { readonly _tag: Schema.tag<Tag> } & typeof answer,
    Schema.Struct.Encoded<{ readonly _tag: Schema.tag<Tag> } & typeof answer>,
    never,
    Schema.Struct.Constructor<typeof answer>,
    Record<never, never>,
    Advice
  >
{
  readonly _tag: Tag
}

const subject: Readonly<Record<Who, string>> = {
  merchant: "the merchant must",
  provider: "the service provider must",
  developer: "the developer must",
  wechat: "nobody but WeChat can mend it:",
  nobody: "all there is to do is to"
}

const Answered = <Self>() => <const Tag extends ReturnCode.Kind>(tag: Tag, task: string): AnswerClass<Self, Tag> => {
  class Base extends Schema.TaggedClass<Base>(`@effect-wechat/core/WeChatError/${tag}`)(tag, answer) implements Advice {
    get isRetryable(): boolean {
      const { retry } = ReturnCode.describe(this.errcode)
      return retry === "yes" || retry === "later"
    }
    get who(): Who {
      // The library mends the first rejection of a token. The second, which this is, needs somebody.
      return tag === "TokenRejected" ? "provider" : ReturnCode.describe(this.errcode).who
    }
    get message(): string {
      return `${describeAnswer(this)}; ${subject[this.who]} ${task}`
    }
  }
  // The class is its own description: only the name of the subclass, `Self`, is still unknown here.
  return Base as unknown as AnswerClass<Self, Tag>
}

/** WeChat is busy (-1). The client has repeated the call where that was safe. */
export class SystemBusy extends Answered<SystemBusy>()(
  "SystemBusy",
  "wait a moment and call again, after looking whether a call that changes something has worked"
) {}

/** Too many calls in a short time (45011 and its like). */
export class RateLimited extends Answered<RateLimited>()(
  "RateLimited",
  "call less often, and may try again in the next minute"
) {}

/** The quota of a day or a month is used up (45009 and its like). Never repeated by the client. */
export class QuotaExhausted extends Answered<QuotaExhausted>()(
  "QuotaExhausted",
  "wait until WeChat renews the quota"
) {}

/** WeChat refused the token, and the one that was fetched after it as well. */
export class TokenRejected extends Answered<TokenRejected>()(
  "TokenRejected",
  "look for another program that renews tokens of the same account, or for a wrong secret"
) {}

/** The merchant has not authorized the component, not any more, or not for this permission set. */
export class NotAuthorized extends Answered<NotAuthorized>()(
  "NotAuthorized",
  "authorize the platform for the permission sets that this call needs"
) {}

/** The account itself may not use the interface: its kind, its certification, or a ban. */
export class ApiForbidden extends Answered<ApiForbidden>()(
  "ApiForbidden",
  "see on mp.weixin.qq.com which rights the account has and what restricts it"
) {}

/** The address of this machine is not on the IP list of the account or of the component. */
export class IpNotAllowed extends Answered<IpNotAllowed>()(
  "IpNotAllowed",
  "allow the address of this machine in WeChat's console"
) {}

/** An app id, a secret, a ticket or a refresh token is wrong. */
export class InvalidCredentials extends Answered<InvalidCredentials>()(
  "InvalidCredentials",
  "correct the configured app id, secret or stored authorization"
) {}

/** WeChat found fault with what was sent. */
export class RequestRejected extends Answered<RequestRejected>()(
  "RequestRejected",
  "correct what is sent"
) {}

/** A code that this call does not document and that belongs to no other reason. */
export class UnexpectedCode extends Answered<UnexpectedCode>()(
  "UnexpectedCode",
  "look the code up in WeChat's documentation, and quote the rid when asking"
) {}

const reasons = {
  SystemBusy,
  RateLimited,
  QuotaExhausted,
  TokenRejected,
  NotAuthorized,
  ApiForbidden,
  IpNotAllowed,
  InvalidCredentials,
  RequestRejected,
  UnexpectedCode
} satisfies Record<ReturnCode.Kind, new(answer: Answer) => unknown>

/** The reason that WeChat's answer stands for. */
export const reasonFromAnswer = (said: Answer): InstanceType<typeof reasons[ReturnCode.Kind]> =>
  new reasons[ReturnCode.describe(said.errcode).kind](said)
