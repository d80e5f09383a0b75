/**
 * What followers and readers do: whether they take messages, ask for one, and read. It is a part of the service of the
 * simulator.
 */
import type * as Effect from "effect/Effect"
import type { NotInWorld } from "./internal/worldErrors.ts"
import type { Reading } from "./Statistics.ts"
import type { Attitude, Failure } from "./TemplateMessages.ts"

/** The part of the service that is about followers and readers. */
export interface Service {
  /** Someone follows, refuses messages, or has left */
  readonly setAttitude: (appId: string, openId: string, attitude: Attitude) => Effect.Effect<void, NotInWorld>
  /** How the next template message ends that is not sent yet; asked twice, the next two */
  readonly failNextTemplateMessage: (appId: string, failure: Failure) => Effect.Effect<void, NotInWorld>
  /** Someone confirms on WeChat's page that the account may send one message; twice for one scene counts once */
  readonly confirmSubscription: (appId: string, openId: string, scene: number) => Effect.Effect<void, NotInWorld>
  /** What statistics tell of an article and a day, in the place of what they would */
  readonly addReading: (appId: string, reading: Reading) => Effect.Effect<void, NotInWorld>
}
