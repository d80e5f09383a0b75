import * as Effect from "effect/Effect"
import * as Effectable from "effect/Effectable"
import type { CallRefused } from "../CallRefused.ts"
import type * as Credential from "../Credential.ts"
import type * as Endpoint from "../Endpoint.ts"
import { WeChatClient } from "../WeChatClient.ts"
import type { WeChatError } from "../WeChatError.ts"

/**
 * A call that has not been made: an effect, and data that can be looked into.
 *
 * @internal
 */
export class PendingCall<Input, A, E, R> extends Effectable.Class<A, E | CallRefused | WeChatError, WeChatClient | R> {
  readonly endpoint: Endpoint.Endpoint<Input, A, E, R>
  private readonly input: Input

  constructor(endpoint: Endpoint.Endpoint<Input, A, E, R>, input: Input) {
    super()
    this.endpoint = endpoint
    this.input = input
  }

  commit(): Effect.Effect<A, E | CallRefused | WeChatError, WeChatClient | R> {
    // Whose token an endpoint takes is in its type, and the value is read without it.
    const credential = this.endpoint.credential as Effect.Effect<Credential.Service, never, R> | undefined
    return credential === undefined
      ? this.with(undefined)
      : Effect.flatMap(credential, (speaker) => this.with(speaker))
  }

  /** The same call with this credential, whatever the context holds. */
  with(credential: Credential.Service | undefined): Effect.Effect<A, E | CallRefused | WeChatError, WeChatClient> {
    return Effect.flatMap(WeChatClient, (client) => client.call(this.endpoint, this.input, credential))
  }
}
