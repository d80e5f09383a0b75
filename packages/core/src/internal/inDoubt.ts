import type { Reason } from "../WeChatError.ts"

/**
 * Whether WeChat may have done what was asked for, although the call has failed.
 *
 * @internal
 */
export const isInDoubt = (reason: Reason): boolean => {
  switch (reason._tag) {
    case "Transport":
      return reason.received === "maybe"
    case "UnexpectedStatus":
      return reason.status >= 500
    case "TimedOut":
    case "MalformedReply":
    case "SystemBusy":
      return true
    default:
      return false
  }
}
