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
  protected readonly input: Input

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

/**
 * A call for a file, which lasts as long as the scope of the caller.
 *
 * @internal
 */
export class PendingDownload<Input, A, E, R> extends PendingCall<Input, A, E, R> {
  override with(
    credential: Credential.Service | undefined
  ): Effect.Effect<A, E | CallRefused | WeChatError, WeChatClient> {
    const call = Effect.flatMap(
      WeChatClient,
      (client) => Effect.scopeWith((scope) => client.call(this.endpoint, this.input, credential, scope))
    )
    // A download has the scope among its needs from the beginning, in `R`.
    return call as Effect.Effect<A, E | CallRefused | WeChatError, WeChatClient>
  }
}
