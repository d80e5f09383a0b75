import type { Attitude } from "../TemplateMessages.ts"
import * as Followers from "./followers.ts"
import type { Account } from "./state.ts"

/**
 * What someone is to an account. Whoever nobody said anything about is a follower, unless all of them are known by name.
 *
 * @internal
 */
export const attitudeOf = (account: Account, openId: string): Attitude =>
  account.people.get(openId) ?? (Followers.has(account, openId) ? "follows" : "left")
