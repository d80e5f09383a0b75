/**
 * Everything that can happen to any call: one error with a reason. What the page of an interface documents has a tag of
 * its own instead, see `Failure`.
 *
 * The fields are plain data, never a request, a response or a raw body, so an error can be logged, stored and sent.
 */
import * as Schema from "effect/Schema"
import * as ReturnCode from "./ReturnCode.ts"

/** Who must act: nobody when the library or time will mend it. */
export type Who = ReturnCode.Who

/** What every reason can tell. */
export interface Advice {
  /** Whether the same call may succeed later without anybody changing anything */
  readonly isRetryable: boolean
  /** Who must act */
  readonly who: Who
  /** What happened, what to do and who must do it, in one sentence */
  readonly message: string
}

/** What every error of a call says, whatever went wrong. */
export const whom = {
  /** The name of the interface, as on WeChat's page */
  endpoint: Schema.String,
  /** The account that the call was for, where the credential knows it */
  appId: Schema.optionalWith(Schema.String, { exact: true }),
  /** What the credential makes of it: which of the facts that it went by were wrong */
  note: Schema.optionalWith(Schema.String, { exact: true })
}

/** The fields of {@link whom} as a type. */
export type Whom = Schema.Struct.Type<typeof whom>

/** The sentence with the call in front and the note behind it. */
export const describeFailure = ({ appId, endpoint, note }: Whom, sentence: string): string =>
  `${endpoint}${appId === undefined ? "" : ` for ${appId}`}: ${sentence}${note === undefined ? "" : ` (${note})`}`

// --- Reasons that come from WeChat ---------------------------------------------------------------------------------

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

// --- Reasons of our own --------------------------------------------------------------------------------------------

/** One thing that is wrong with data: where it is, and which rule it breaks. Never the value. */
export const Issue = Schema.Struct({ field: Schema.String, rule: Schema.String })
export type Issue = typeof Issue.Type

const listed = (issues: ReadonlyArray<Issue>): string =>
  issues.map(({ field, rule }) => field === "" ? rule : `${field} ${rule}`).join("; ")

/** The request breaks a rule of the interface. Nothing was sent. */
export class InvalidRequest extends Schema.TaggedClass<InvalidRequest>(
  "@effect-wechat/core/WeChatError/InvalidRequest"
)("InvalidRequest", { issues: Schema.NonEmptyArray(Issue) }) implements Advice {
  get isRetryable(): boolean {
    return false
  }
  get who(): Who {
    return "developer"
  }
  get message(): string {
    return `nothing was sent, because the developer must correct the request first: ${listed(this.issues)}`
  }
}

/** The connection failed. */
export class Transport extends Schema.TaggedClass<Transport>("@effect-wechat/core/WeChatError/Transport")("Transport", {
  /** Whether WeChat may have received the request: `no` only where that is certain */
  received: Schema.Literal("no", "maybe"),
  /** The system's short name of the fault, such as ECONNRESET */
  fault: Schema.String
}) implements Advice {
  get isRetryable(): boolean {
    return true
  }
  get who(): Who {
    return "provider"
  }
  get message(): string {
    return this.received === "no"
      ? `no connection to WeChat (${this.fault}), nothing was sent; the service provider must see to the network if it lasts`
      : `the connection broke before the reply was complete (${this.fault}), so WeChat may or may not have acted; the `
        + "service provider must look before repeating a call that changes something"
  }
}

/** No complete reply within the time limit. */
export class TimedOut extends Schema.TaggedClass<TimedOut>("@effect-wechat/core/WeChatError/TimedOut")("TimedOut", {
  /** The limit, in milliseconds */
  limit: Schema.Number
}) implements Advice {
  get isRetryable(): boolean {
    return true
  }
  get who(): Who {
    return "provider"
  }
  get message(): string {
    return `no reply within ${this.limit} ms, so WeChat may or may not have acted; the service provider must look before `
      + "repeating a call that changes something"
  }
}

/** Something between us and WeChat answered with an HTTP status of its own. */
export class UnexpectedStatus extends Schema.TaggedClass<UnexpectedStatus>(
  "@effect-wechat/core/WeChatError/UnexpectedStatus"
)("UnexpectedStatus", { status: Schema.Int }) implements Advice {
  get isRetryable(): boolean {
    return this.status === 429 || this.status >= 500
  }
  get who(): Who {
    return "provider"
  }
  get message(): string {
    return `HTTP ${this.status} instead of a reply of WeChat, which answers 200 to everything; the service provider must `
      + "see to the gateway or proxy in between if it lasts"
  }
}

/** A reply that is not what the interface documents. */
export class MalformedReply extends Schema.TaggedClass<MalformedReply>(
  "@effect-wechat/core/WeChatError/MalformedReply"
)("MalformedReply", {
  problem: Schema.Literal("empty", "html", "truncated", "syntax", "shape"),
  /** What is missing or different, for a reply of the wrong `shape` */
  issues: Schema.Array(Issue)
}) implements Advice {
  get isRetryable(): boolean {
    return this.problem === "empty" || this.problem === "truncated"
  }
  get who(): Who {
    return this.problem === "shape" ? "developer" : "provider"
  }
  get message(): string {
    switch (this.problem) {
      case "empty":
        return "the reply was empty, so WeChat may or may not have acted; the service provider must look before repeating"
      case "html":
        return "the reply was a page of HTML, not of WeChat's API; the service provider must see to the proxy in between"
      case "truncated":
        return "the reply ended in the middle, so WeChat may or may not have acted; the service provider must look before "
          + "repeating"
      case "syntax":
        return "the reply was not JSON; the service provider must see to the proxy in between"
      case "shape":
        return `the reply lacks what the interface documents: ${listed(this.issues)}; the developer must report it`
    }
  }
}

/** WeChat hands out a new token by force only so often; the running one was refused too soon after the last. */
export class RenewalLimited extends Schema.TaggedClass<RenewalLimited>(
  "@effect-wechat/core/WeChatError/RenewalLimited"
)("RenewalLimited", {
  /** When the next renewal by force is possible, in milliseconds of the epoch */
  until: Schema.Number
}) implements Advice {
  get isRetryable(): boolean {
    return true
  }
  get who(): Who {
    return "provider"
  }
  get message(): string {
    return "WeChat refuses the current token and renews by force at most 20 times a day, 30 seconds apart; the service "
      + "provider must look for what voids the tokens of this account"
  }
}

/** The store that tokens are shared and kept in cannot be read or written. */
export class StoreUnavailable extends Schema.TaggedClass<StoreUnavailable>(
  "@effect-wechat/core/WeChatError/StoreUnavailable"
)("StoreUnavailable", {
  /** What was tried, and the short name of the fault */
  detail: Schema.String
}) implements Advice {
  get isRetryable(): boolean {
    return true
  }
  get who(): Who {
    return "provider"
  }
  get message(): string {
    return `the store of tokens failed (${this.detail}); the service provider must see to it`
  }
}

/** A component has no `component_verify_ticket` that still counts. */
export class TicketMissing extends Schema.TaggedClass<TicketMissing>("@effect-wechat/core/WeChatError/TicketMissing")(
  "TicketMissing",
  {
    /** When the newest ticket came, in milliseconds of the epoch, if one ever did */
    newest: Schema.optionalWith(Schema.Number, { exact: true })
  }
) implements Advice {
  get isRetryable(): boolean {
    return true
  }
  get who(): Who {
    return "provider"
  }
  get message(): string {
    return `${
      this.newest === undefined
        ? "WeChat has not pushed a component_verify_ticket yet"
        : "the newest component_verify_ticket is older than 12 hours"
    }; the service provider must see that pushes to the authorization URL arrive and are answered with success`
  }
}

/** The reasons why a call for a token can fail: all but {@link TokenUnavailable}. */
export const TokenReason = Schema.Union(
  SystemBusy,
  RateLimited,
  QuotaExhausted,
  TokenRejected,
  NotAuthorized,
  ApiForbidden,
  IpNotAllowed,
  InvalidCredentials,
  RequestRejected,
  UnexpectedCode,
  InvalidRequest,
  Transport,
  TimedOut,
  UnexpectedStatus,
  MalformedReply,
  RenewalLimited,
  StoreUnavailable,
  TicketMissing
)
export type TokenReason = typeof TokenReason.Type

/** There was no token for the call, because the call that fetches one failed. */
export class TokenUnavailable extends Schema.TaggedClass<TokenUnavailable>(
  "@effect-wechat/core/WeChatError/TokenUnavailable"
)("TokenUnavailable", {
  /** The interface that should have given the token */
  from: Schema.String,
  reason: TokenReason
}) implements Advice {
  get isRetryable(): boolean {
    return this.reason.isRetryable
  }
  get who(): Who {
    return this.reason.who
  }
  get message(): string {
    return `no token could be had from ${this.from}: ${this.reason.message}`
  }
}

// --- The error -----------------------------------------------------------------------------------------------------

/** Why a call failed. */
export const Reason = Schema.Union(...TokenReason.members, TokenUnavailable)
export type Reason = typeof Reason.Type

/**
 * A call failed for a reason that any call can have.
 *
 * @example
 * ```ts
 * import { Draft } from "@effect-wechat/core"
 * import { Effect } from "effect"
 *
 * Draft.count().pipe(
 *   Effect.catchTag("WeChatError", (error) =>
 *     error.reason._tag === "QuotaExhausted" ? Effect.succeed({ total_count: 0 }) : Effect.fail(error))
 * )
 * ```
 */
export class WeChatError extends Schema.TaggedError<WeChatError>("@effect-wechat/core/WeChatError")("WeChatError", {
  ...whom,
  reason: Reason
}) implements Advice {
  override get message(): string {
    return describeFailure(this, this.reason.message)
  }
  /** Whether the same call may succeed later without anybody changing anything. */
  get isRetryable(): boolean {
    return this.reason.isRetryable
  }
  /** Who must act. */
  get who(): Who {
    return this.reason.who
  }
}

/** The reasons by the kind of return code that leads to them. */
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
} satisfies Record<ReturnCode.Kind, new(answer: Answer) => Reason>

/** The reason that WeChat's answer stands for. */
export const reasonFromAnswer = (said: Answer): TokenReason => new reasons[ReturnCode.describe(said.errcode).kind](said)
