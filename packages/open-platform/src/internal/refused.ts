import * as Data from "effect/Data"

/** Why a push is refused, and the HTTP status that says so. */
const statuses = {
  /** Pushes are POSTs */
  Method: 405,
  /** The timestamp is none, or too far from our clock */
  Stale: 400,
  TooLarge: 413,
  TooSlow: 408,
  /** The body broke off, or is not UTF-8 */
  Unreadable: 400,
  /** Not the envelope of a push */
  Malformed: 400,
  /** The signature is wrong */
  Forged: 401,
  /** Rightly signed, and then not deciphered */
  Undecipherable: 400,
  /** For another component */
  WrongComponent: 403,
  /** Not what WeChat pushes to this URL */
  WrongContent: 400,
  /** For an account that has not authorized the component, or under the name of another */
  UnknownAccount: 403
} as const

/** @internal */
export type Reason = keyof typeof statuses

/** What anybody on the internet can bring about: said to the log now and then, not each time. */
const fromAnybody: ReadonlySet<Reason> = new Set<Reason>([
  "Method",
  "Stale",
  "TooLarge",
  "TooSlow",
  "Unreadable",
  "Malformed",
  "Forged"
])

/**
 * A push that changes nothing. Nothing of what was sent is in it.
 *
 * @internal
 */
export class Refused extends Data.TaggedError("Refused")<{
  readonly reason: Reason
  /** In a sentence, for the log */
  readonly detail: string
}> {
  get status(): number {
    return statuses[this.reason]
  }
  get isFromAnybody(): boolean {
    return fromAnybody.has(this.reason)
  }
}
