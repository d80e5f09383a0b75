/**
 * The reasons of our own: what went wrong before, around or behind WeChat's answer.
 *
 * @internal
 */
import * as Schema from "effect/Schema"
import type { Advice, Who } from "./advice.ts"

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

/** The file of an upload could not be read as what it was said to be. The upload was broken off: WeChat got no whole file. */
export class FileUnreadable extends Schema.TaggedClass<FileUnreadable>(
  "@effect-wechat/core/WeChatError/FileUnreadable"
)("FileUnreadable", {
  /** Reading failed, or there was less or more to read than the size that was announced */
  problem: Schema.Literal("fault", "shorter", "longer"),
  /** The short name of the fault, such as NotFound; nothing where the size is wrong */
  fault: Schema.optionalWith(Schema.String, { exact: true })
}) implements Advice {
  get isRetryable(): boolean {
    return false
  }
  get who(): Who {
    return "developer"
  }
  get message(): string {
    const what = this.problem === "fault"
      ? `could not be read to its end (${this.fault ?? "Unknown"})`
      : `is ${this.problem} than the size that was announced`
    return `the file ${what}, so the upload was broken off and WeChat got no whole file; the developer must see to the `
      + "source of the file"
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
