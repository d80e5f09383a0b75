import type * as Effect from "effect/Effect"
import type * as Redacted from "effect/Redacted"
import type { TimedOut, Transport } from "../WeChatError.ts"

/**
 * One HTTP exchange with WeChat, as the client needs it.
 *
 * @internal
 */
export interface Request {
  readonly method: "GET" | "POST"
  readonly path: string
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
 * Carries out one exchange within its time limit, and ends the request when it is interrupted.
 *
 * @internal
 */
export type Exchange = (request: Request) => Effect.Effect<Reply, Transport | TimedOut>
