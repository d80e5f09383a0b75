/**
 * A lean client: requests go straight to undici's dispatcher, without an `HttpClient` in between. It does what the
 * general client does for a fraction of its cost, and cannot be decorated; `undici` has to be installed.
 */
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type * as Scope from "effect/Scope"
import * as Undici from "undici"
import * as Client from "../internal/client.ts"
import * as ExchangeUndici from "../internal/exchangeUndici.ts"
import * as WeChatClient from "../WeChatClient.ts"

/** What the client needs of undici's `Dispatcher`: any of its agents and pools will do, composed with interceptors or not. */
export interface Dispatcher {
  readonly dispatch: (options: never, handler: never) => boolean
}

/** How the client works. */
export interface Options extends Omit<WeChatClient.Options, "transformClient" | "streamUploads"> {
  /** A dispatcher of your own, which you close yourself. The options below are then its own affair */
  readonly dispatcher?: Dispatcher | undefined
  /** How many connections there may be to WeChat, 64 by default */
  readonly connections?: number | undefined
  /** The address of an HTTP proxy */
  readonly proxy?: string | undefined
  /** Certificates, as PEM text, that are trusted instead of those that Node trusts */
  readonly ca?: string | undefined
  /** The largest reply that is read, in bytes, 16 MiB by default. Files may be larger */
  readonly maxReplySize?: number | undefined
}

const dispatcherOf = (options: Options): Undici.Dispatcher => {
  const connect = options.ca === undefined ? {} : { ca: options.ca }
  const pool = { connections: options.connections ?? 64, pipelining: 1, connect }
  return options.proxy === undefined
    ? new Undici.Agent(pool)
    : new Undici.ProxyAgent({ ...pool, uri: options.proxy, requestTls: connect })
}

/** A lean client. Its connections are closed with the scope. */
export const make = (options: Options = {}): Effect.Effect<WeChatClient.Service, never, Scope.Scope> =>
  Effect.gen(function*() {
    // Named by its shape in the options, so that the types of this module need neither undici's nor Node's.
    const given = options.dispatcher as Undici.Dispatcher | undefined
    const dispatcher = given ?? (yield* Effect.acquireRelease(
      Effect.sync(() => dispatcherOf(options)),
      (own) => Effect.promise(() => own.destroy())
    ))
    return yield* Client.make(
      options,
      (settings) => ExchangeUndici.make(dispatcher, options.maxReplySize ?? settings.largestJson, settings)
    )
  })

/**
 * A lean client. Its connections are closed with the layer.
 *
 * @example
 * ```ts
 * import { AccessToken, Draft } from "@effect-wechat/core"
 * import * as UndiciClient from "@effect-wechat/core/WeChatClient/Undici"
 * import { Effect, Layer, Redacted } from "effect"
 *
 * const Live = Layer.merge(UndiciClient.layer(), AccessToken.layerFixed(Redacted.make("ACCESS_TOKEN")))
 *
 * const program = Draft.count().pipe(Effect.provide(Live))
 * ```
 */
export const layer = (options: Options = {}): Layer.Layer<WeChatClient.WeChatClient> =>
  Layer.scoped(WeChatClient.WeChatClient, make(options))
