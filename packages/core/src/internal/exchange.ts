import type * as Chunk from "effect/Chunk"
import type * as Clock from "effect/Clock"
import type * as Effect from "effect/Effect"
import type * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import type * as Scope from "effect/Scope"
import type { FileUnreadable, TimedOut, Transport } from "../WeChatError.ts"
import type { Deadline } from "./deadline.ts"
import type { Held } from "./held.ts"
import type { Multipart } from "./multipart.ts"

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
 * A reply of which only the head is there yet.
 *
 * @internal
 */
export interface Opened {
  readonly status: number
  /** A header by its name in small letters */
  readonly header: (name: string) => string | undefined
  /** The next pieces; nothing more in the error at the end of it */
  readonly pull: Effect.Effect<Chunk.Chunk<Uint8Array>, Option.Option<Transport>>
}

/**
 * The ways to ask WeChat.
 *
 * @internal
 */
export interface Exchanges {
  /** Asks in JSON, and reads the whole reply */
  readonly json: Exchange
  /** Sends a form instead, within the time limit for files */
  readonly upload: (
    request: Request,
    form: Multipart
  ) => Effect.Effect<Reply, Transport | TimedOut | FileUnreadable>
  /** Asks in JSON, and waits for the head of the reply. Knows no time limit; the scope ends the request */
  readonly open: (request: Request) => Effect.Effect<Opened, Transport, Scope.Scope>
  /** The time limit of an exchange, and of every wait for a piece of a file, in milliseconds */
  readonly limit: number
  /** How many bytes of a reply are looked at to tell JSON from a file */
  readonly largestJson: number
}

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
  /** The time limit of one upload, in milliseconds */
  readonly transferLimit: number
  /** The most JSON that is read, in bytes */
  readonly largestJson: number
}
