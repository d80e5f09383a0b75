/**
 * The HTTP client service: carries out endpoints.
 *
 * One call is: check and write the request, ask the credential for a token, send, read WeChat's envelope, read the
 * reply. Everything that can happen on the way is a typed error.
 */
import * as HttpClient from "@effect/platform/HttpClient"
import * as Config from "effect/Config"
import type { ConfigError } from "effect/ConfigError"
import * as Context from "effect/Context"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import { identity } from "effect/Function"
import * as Layer from "effect/Layer"
import type * as Schedule from "effect/Schedule"
import type * as Scope from "effect/Scope"
import type { CallRefused } from "./CallRefused.ts"
import type * as Credential from "./Credential.ts"
import type * as Endpoint from "./Endpoint.ts"
import * as Client from "./internal/client.ts"
import * as ExchangeHttpClient from "./internal/exchangeHttpClient.ts"
import { InvalidRequest, WeChatError } from "./WeChatError.ts"

/** What a client can do. */
export interface Service {
  /**
   * Carries out an endpoint for the account that the credential speaks for. A file that it gives lasts as long as the
   * scope, which only an endpoint needs that gives one
   */
  readonly call: <Input, Success, Failure, Needs>(
    endpoint: Endpoint.Endpoint<Input, Success, Failure, Needs>,
    input: Input,
    credential: Credential.Service | undefined,
    scope?: Scope.Scope
  ) => Effect.Effect<Success, Failure | CallRefused | WeChatError>
}

/** The client. */
export class WeChatClient extends Context.Tag("@effect-wechat/core/WeChatClient")<WeChatClient, Service>() {}

/** How a client works. Every option has a default that suits production. */
export interface Options {
  /** Where WeChat is: `https://api.weixin.qq.com`, or a simulator */
  readonly baseUrl?: string | undefined
  /**
   * The time limit of one attempt, 10 seconds by default. Waiting for a token is not counted. Of a file that WeChat
   * gives it limits the time to its beginning, and then each time that nothing comes
   */
  readonly timeout?: Duration.DurationInput | undefined
  /** The time limit of one attempt to send a file, from its first byte to the reply, 2 minutes by default */
  readonly transferTimeout?: Duration.DurationInput | undefined
  /**
   * Whether a file is sent while it is read. WeChat wants to know the size beforehand, which `fetch` does not send with a
   * stream; so by default the file is read first, into one piece of memory. Switch it on with a client that keeps the
   * content length of a stream, such as `NodeHttpClient.layerUndici`. (`NodeHttpClient.layer` keeps it too, but does not
   * wait for the network, so that the file is in memory after all.)
   */
  readonly streamUploads?: boolean | undefined
  /**
   * When to try again what may be tried again without doing anything twice: by default two more times, after about 200
   * and 400 milliseconds. `Schedule.stop` switches it off.
   */
  readonly retry?: Schedule.Schedule<unknown> | undefined
  /** The last word on the HTTP client: a proxy, a recorder, a header. It sees the token in the address */
  readonly transformClient?: ((client: HttpClient.HttpClient) => HttpClient.HttpClient) | undefined
  /** A span `WeChat.<name>` for every call, on by default */
  readonly tracing?: boolean | undefined
  /** A count and a histogram of durations by endpoint and outcome, on by default */
  readonly metrics?: boolean | undefined
  /** A debug line when a call is made again, on by default */
  readonly logging?: boolean | undefined
}

/** A client over the `HttpClient` in the context. */
export const make = (options: Options = {}): Effect.Effect<Service, never, HttpClient.HttpClient | Scope.Scope> =>
  Effect.flatMap(
    HttpClient.HttpClient,
    (http) =>
      Client.make(
        options,
        (settings) =>
          ExchangeHttpClient.make(
            (options.transformClient ?? identity)(http),
            settings,
            options.streamUploads ?? false
          )
      )
  )

/**
 * A client over the `HttpClient` in the context.
 *
 * @example
 * ```ts
 * import { WeChatClient } from "@effect-wechat/core"
 * import { FetchHttpClient } from "@effect/platform"
 * import { Layer } from "effect"
 *
 * const ClientLive = WeChatClient.layer({ timeout: "5 seconds" }).pipe(Layer.provide(FetchHttpClient.layer))
 * ```
 */
export const layer = (options: Options = {}): Layer.Layer<WeChatClient, never, HttpClient.HttpClient> =>
  Layer.scoped(WeChatClient, make(options))

/** The same with options that come from configuration. */
export const layerConfig = (
  options: Config.Config.Wrap<Omit<Options, "transformClient" | "retry">>,
  functions: Pick<Options, "transformClient" | "retry"> = {}
): Layer.Layer<WeChatClient, ConfigError, HttpClient.HttpClient> =>
  Layer.unwrapEffect(Effect.map(Config.unwrap(options), (read) => layer({ ...read, ...functions })))

/** What a fake client does for one endpoint. */
export interface Answer {
  readonly endpoint: Endpoint.Any
  readonly call: Service["call"]
}

/** Says what a fake client does when an endpoint is called, see {@link layerFake}. */
export const on = <Input, Success, Failure, Needs>(
  endpoint: Endpoint.Endpoint<Input, Success, Failure, Needs>,
  // The endpoint alone says what it gives: an answer of another type would pass for a wider endpoint.
  answer: (input: Input) => Effect.Effect<NoInfer<Success>, NoInfer<Failure> | CallRefused | WeChatError>
): Answer => ({
  endpoint,
  // Only ever looked up by this endpoint, whose types the answer has.
  call: ((called: typeof endpoint, input: Input) => {
    const encoded = called.encode(input)
    return Either.isRight(encoded) ? answer(input) : Effect.fail(
      new WeChatError({ endpoint: called.name, reason: new InvalidRequest({ issues: encoded.left }) })
    )
  }) as Service["call"]
})

/**
 * A client without WeChat, for tests: it answers what it is told, and refuses invalid input as the real one does.
 *
 * @example
 * ```ts
 * import { AccessToken, Draft, WeChatClient } from "@effect-wechat/core"
 * import { Effect, Layer, Redacted } from "effect"
 *
 * const Fake = Layer.merge(
 *   WeChatClient.layerFake(WeChatClient.on(Draft.count, () => Effect.succeed({ total_count: 3 }))),
 *   AccessToken.layerFixed(Redacted.make("unused"))
 * )
 *
 * const program = Draft.count().pipe(Effect.provide(Fake))
 * ```
 */
export const layerFake = (...answers: ReadonlyArray<Answer>): Layer.Layer<WeChatClient> => {
  const known = new Map(answers.map(({ call, endpoint }) => [endpoint, call] as const))
  return Layer.succeed(WeChatClient, {
    call: (endpoint, input, credential) => {
      const call = known.get(endpoint)
      return call === undefined
        ? Effect.dieMessage(`The fake client has no answer for ${endpoint.name}: add WeChatClient.on(endpoint, ...)`)
        : call(endpoint, input, credential)
    }
  })
}
