import type * as Clock from "effect/Clock"
import type * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import type { TimedOut, Transport } from "../WeChatError.ts"
import type { Deadline } from "./deadline.ts"
import type { Held } from "./held.ts"

/**
 * One HTTP exchange with WeChat, as the client needs it.
 *
 * @internal
 */
export interface Request {
  readonly method: "GET" | "POST"
  readonly path: string
  /** What the address carries beside the token, or nothing */
  readonly query: string
  readonly token: Redacted.Redacted | undefined
  /** JSON text */
  readonly body: string | undefined
}

/** @internal */
export interface Reply {
  readonly status: number
  readonly text: string
}

/**
 * The address below the root, with everything in it.
 *
 * @internal
 */
export const addressOf = ({ path, query, token }: Request): string => {
  if (token === undefined) return query === "" ? path : `${path}?${query}`
  const withToken = `${path}?access_token=${encodeURIComponent(Redacted.value(token))}`
  return query === "" ? withToken : `${withToken}&${query}`
}

/**
 * Carries out one exchange within its time limit, and holds what ends the request early.
 *
 * @internal
 */
export type Exchange = (
  request: Request,
  clock: Clock.Clock,
  held: Held
) => Effect.Effect<Reply, Transport | TimedOut>

/**
 * What every exchange goes by.
 *
 * @internal
 */
export interface Settings {
  /** Without a slash at the end */
  readonly baseUrl: string
  readonly deadline: Deadline
  /** The time limit of one exchange, in milliseconds */
  readonly limit: number
}
