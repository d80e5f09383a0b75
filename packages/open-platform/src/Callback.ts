/**
 * What WeChat pushes to the component, as an `HttpApp`: tickets and changes of authorizations to the authorization URL,
 * messages and events of the authorizers to the message URL.
 *
 * Nothing is believed before its signature fits, and what was taken once is not taken again. Tickets are kept, codes are
 * exchanged and accounts are closed without any code of yours; handlers and the stream tell you of it. Whatever the
 * handlers do, WeChat has its `success` in time.
 *
 * A span of your HTTP server may hold the address of a push, and with it the openid of a follower: switch such spans off
 * for these paths with `HttpMiddleware.withTracerDisabledWhen`.
 *
 * @example
 * ```ts
 * import { Callback, Reply } from "@effect-wechat/open-platform"
 * import { HttpRouter, HttpServer } from "@effect/platform"
 * import { Effect } from "effect"
 *
 * const CallbackLive = Callback.layer({
 *   onEvent: (event) => Effect.log(`Something happened: ${event._tag}`),
 *   onMessage: (message) =>
 *     message._tag === "Text" ? Effect.succeed(Reply.text("We answer within a day.")) : Effect.void
 * })
 *
 * // The message URL in WeChat's console ends in /wechat/message/$APPID$
 * const ServerLive = HttpRouter.empty.pipe(
 *   HttpRouter.post("/wechat/authorization", Callback.authorization),
 *   HttpRouter.post("/wechat/message/:appId", Callback.message),
 *   HttpServer.serve()
 * )
 * ```
 */
import { JobEvents, type MessageCrypto, WeChatClient } from "@effect-wechat/core"
import type * as HttpApp from "@effect/platform/HttpApp"
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import { Authorization } from "./Authorization.ts"
import { Authorizers } from "./Authorizers.ts"
import { Component } from "./Component.ts"
import { ComponentToken } from "./ComponentToken.ts"
import type * as Event from "./Event.ts"
import * as App from "./internal/callbackApp.ts"
import * as Authorizations from "./internal/callbackAuthorizations.ts"
import * as Jobs from "./internal/callbackJobs.ts"
import * as Request from "./internal/callbackRequest.ts"
import * as Taking from "./internal/callbackTaking.ts"
import * as Delivery from "./internal/delivery.ts"
import * as Keyring from "./internal/keyring.ts"
import * as PublishTest from "./internal/publishTest.ts"
import * as Replays from "./internal/replays.ts"
import type * as Reply from "./Reply.ts"
import { VerifyTicket } from "./VerifyTicket.ts"

/** What receives pushes, and what it has received. */
export interface Service {
  /** For the authorization URL */
  readonly authorization: HttpApp.Default
  /** For the message URL */
  readonly message: HttpApp.Default
  /** For both, told apart by what is pushed */
  readonly httpApp: HttpApp.Default
  /** See {@link events} */
  readonly events: Stream.Stream<Event.Event>
}

/** What receives pushes. */
export class Callback extends Context.Tag("@effect-wechat/open-platform/Callback")<Callback, Service>() {}

/** How pushes are received. Every option has a default that suits production. */
export interface Options<R = never> {
  /** Told, after the answer, of what happens between WeChat, the component and its authorizers */
  readonly onEvent?: ((event: Event.Notice) => Effect.Effect<unknown, unknown, R>) | undefined
  /**
   * Told of what a follower sends. What it gives is said in the chat, if it gives it in time. A failure is logged, and
   * the follower sees nothing of it
   */
  readonly onMessage?: ((message: Event.Message) => Effect.Effect<Reply.Reply | void, unknown, R>) | undefined
  /** How long WeChat waits at the most, 4 seconds by default: its own limit is 5. A handler may go on after it */
  readonly replyWithin?: Duration.DurationInput | undefined
  /** How long a handler may run at the most before it is interrupted, 5 minutes by default */
  readonly handlerLimit?: Duration.DurationInput | undefined
  /** The bytes that a push may have, 262,144 by default: real ones have a few thousand */
  readonly maxBodySize?: number | undefined
  /** How far the timestamp of a push may be from the time of this machine, 10 minutes by default */
  readonly window?: Duration.DurationInput | undefined
  /** How many pushes are remembered, to drop those that come again; 50,000 by default. Each process has a memory of its own */
  readonly remembered?: number | undefined
  /** How many events wait for a slow consumer of {@link events}, 1,024 by default. Beyond that it misses the oldest */
  readonly buffer?: number | undefined
  /** Whether the automatic test that WeChat makes before it publishes a platform is answered; yes by default */
  readonly publishTest?: boolean | undefined
}

/** What receives pushes. */
export const make = <R = never>(
  options: Options<R> = {}
): Effect.Effect<
  Service,
  MessageCrypto.InvalidKey,
  | Authorization
  | Authorizers
  | Component
  | ComponentToken
  | R
  | Scope.Scope
  | VerifyTicket
  | WeChatClient.WeChatClient
> =>
  Effect.gen(function*() {
    const component = yield* Component
    const authorizers = yield* Authorizers
    const client = yield* WeChatClient.WeChatClient
    const speaker = yield* ComponentToken
    const window = Duration.toMillis(options.window ?? "10 minutes")

    const captured = yield* Effect.context<R>()
    /** What the handler needs is that of the layer; the span is that of the push. */
    const here = <A, E>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, E> =>
      Effect.mapInputContext(effect, (current: Context.Context<never>) => Context.merge(captured, current))
    const { onEvent, onMessage } = options

    const delivery = yield* Delivery.make({
      onEvent: onEvent === undefined ? undefined : (event) => here(onEvent(event)),
      onMessage: onMessage === undefined ? undefined : (message) => here(onMessage(message)),
      limit: options.handlerLimit ?? "5 minutes",
      capacity: options.buffer ?? 1024
    })

    const take = Taking.make({
      // A timestamp may be ahead by a window, and then counts for two. Each push has two keys.
      replays: Replays.make({ capacity: 2 * (options.remembered ?? 50_000), keepFor: 2 * window }),
      authorizers,
      tickets: yield* VerifyTicket,
      authorizations: Authorizations.make({
        component: component.appId,
        authorization: yield* Authorization,
        authorizers,
        client,
        speaker
      }),
      publishTest: options.publishTest === false
        ? undefined
        : PublishTest.make({ component: component.appId, client, speaker }),
      delivery,
      scope: yield* Effect.scope
    })

    const respond = App.make({
      component: component.appId,
      read: Request.read({
        open: yield* Keyring.make(component),
        maxBodySize: options.maxBodySize ?? 262_144,
        window
      }),
      take,
      replyWithin: Duration.decode(options.replyWithin ?? "4 seconds")
    })

    return Callback.of({
      authorization: respond("authorization"),
      message: respond("message"),
      httpApp: respond("both"),
      events: delivery.events
    })
  })

/** What receives pushes, on the services that `OpenPlatform.layer` gives. */
export const layer = <R = never>(
  options: Options<R> = {}
): Layer.Layer<
  Callback,
  MessageCrypto.InvalidKey,
  Authorization | Authorizers | Component | ComponentToken | R | VerifyTicket | WeChatClient.WeChatClient
> => Layer.scoped(Callback, make(options))

/** For the authorization URL: tickets, and changes of authorizations. */
export const authorization: HttpApp.Default<never, Callback> = Effect.flatMap(
  Callback,
  (callback) => callback.authorization
)

/**
 * For the message URL: what followers send to the authorizers, and how their jobs end.
 *
 * The account is the parameter `appId` of the route, or else the part of the path that looks like an app id: put
 * `$APPID$` into the URL in WeChat's console. The path is not signed, so a push is only taken if that account is an
 * authorizer, and if the original id in the push is the account's. Without it events have no `appId`.
 */
export const message: HttpApp.Default<never, Callback> = Effect.flatMap(Callback, (callback) => callback.message)

/** For both URLs, for programs without a router. */
export const httpApp: HttpApp.Default<never, Callback> = Effect.flatMap(Callback, (callback) => callback.httpApp)

/**
 * Everything that is pushed, from the moment on from which the stream runs, to each who runs it.
 *
 * Nobody waits for a slow consumer: it misses the oldest of more than {@link Options.buffer} events. Who must miss nothing
 * writes events down in `onEvent`.
 */
export const events: Stream.Stream<Event.Event, never, Callback> = Stream.unwrap(
  Effect.map(Callback, (callback) => callback.events)
)

/**
 * Tells who waits for a publish job or a mass message of an authorizer that it has ended, as soon as WeChat pushes it:
 * `FreePublish.publish` looks for this layer by itself, and asks WeChat the less.
 *
 * WeChat pushes to one of several processes. One that waits in another hears nothing of it, and asks WeChat in the end.
 *
 * @example
 * ```ts
 * import { FreePublish } from "@effect-wechat/core"
 * import { Callback, OpenPlatform } from "@effect-wechat/open-platform"
 * import { Effect, Layer } from "effect"
 *
 * const CallbackLive = Callback.layerJobEvents().pipe(Layer.provideMerge(Callback.layer()))
 *
 * const program = FreePublish.publish({ media_id: "MEDIA_ID" }).pipe(
 *   OpenPlatform.as("wx0123456789abcdef"),
 *   Effect.provide(CallbackLive)
 * )
 * ```
 */
export const layerJobEvents = (options: JobEvents.Options = {}): Layer.Layer<JobEvents.JobEvents, never, Callback> =>
  Layer.scoped(
    JobEvents.JobEvents,
    Effect.tap(
      JobEvents.make(options),
      (ends) => Effect.forkScoped(Stream.runForEach(events, (event) => Jobs.tell(ends, event)))
    )
  )
