import type * as Effect from "effect/Effect"
import type { AccountKind } from "../World.ts"
import type * as Reply from "../Reply.ts"
import type { Chance } from "./chance.ts"
import type { Account, Authorization, Component, State, Token } from "./state.ts"

/**
 * What every handler is given.
 *
 * @internal
 */
export interface Call {
  readonly state: State
  readonly chance: Chance
  /** Every interface there is, by path */
  readonly interfaces: ReadonlyMap<string, Interface>
  /** Milliseconds of the epoch */
  readonly now: number
  readonly query: URLSearchParams
  /** The JSON body; empty for interfaces without one */
  readonly json: Readonly<Record<string, unknown>>
  readonly bytes: Uint8Array
  readonly contentType: string
  /** Whether the request said how long its body is, before it sent it */
  readonly isLengthKnown: boolean
  readonly clientIp: string
  /** Runs after the reply, in the simulator's own time: events, jobs */
  readonly later: (effect: Effect.Effect<void>) => void
  /** Pushes an event of an account to every component that may receive it, from a user or from nobody in particular */
  readonly pushEvent: (account: Account, event: string, fields: string, openId?: string) => Effect.Effect<void>
  /** Pushes a change of authorization to the component */
  readonly pushAuthorization: (component: Component, infoType: string, fields: string) => Effect.Effect<void>
  /** Pushes a new ticket to the component */
  readonly pushTicket: (component: Component) => Effect.Effect<void>
}

/** @internal */
export interface AccountCall extends Call {
  readonly account: Account
  /** The component that calls on behalf of the account, if one does */
  readonly behalf: { readonly component: Component; readonly authorization: Authorization } | undefined
}

/** @internal */
export interface ComponentCall extends Call {
  readonly component: Component
}

/** @internal */
export interface SpeakerCall extends Call {
  /** Whoever the token speaks for */
  readonly speaker: Account | Component
  readonly token: Token
}

interface Common {
  /** The name on WeChat's page */
  readonly name: string
  readonly method: "GET" | "POST"
  readonly path: string
  readonly body: "json" | "multipart" | "none"
  /** Calls a day for an account that has not grown, and for a test account where that differs */
  readonly daily?: number
  readonly dailyOfTest?: number
  readonly minute?: number
}

/**
 * One WeChat interface as the platform sees it: whose token it takes, who may call it, how often, and what it does.
 * Handlers change state in one step and never wait.
 *
 * @internal
 */
export type Interface =
  | Common & {
    readonly speaker: "account"
    /** Any one of these is enough for a component; "any" asks for an authorization only, "none" shuts components out */
    readonly sets: ReadonlyArray<number> | "any" | "none"
    readonly eligible: Readonly<Record<AccountKind, "all" | "certified" | "none">>
    readonly handle: (call: AccountCall) => Reply.Reply
  }
  | Common & { readonly speaker: "component"; readonly handle: (call: ComponentCall) => Reply.Reply }
  | Common & { readonly speaker: "either"; readonly handle: (call: SpeakerCall) => Reply.Reply }
  | Common & { readonly speaker: "nobody"; readonly handle: (call: Call) => Reply.Reply }

/** @internal */
export type AccountInterface = Extract<Interface, { readonly speaker: "account" }>
