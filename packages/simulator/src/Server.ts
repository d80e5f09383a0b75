/**
 * The simulator as an HTTP server, for clients in any language: WeChat's interfaces, the authorization pages, and a
 * control API under `/__simulator/`.
 *
 * Time is that of Effect's `Clock`, and can jump ahead. Pushes really go out. It listens on the loopback only, unless told
 * otherwise: it holds secrets that are easy to ask for.
 *
 * @example
 * ```ts
 * import { Server, Simulator } from "@effect-wechat/simulator"
 * import { Effect } from "effect"
 *
 * const program = Effect.gen(function*() {
 *   const baseUrl = yield* Server.baseUrl // http://127.0.0.1:41234
 *   const simulator = yield* Simulator.Simulator
 *   const { appId, secret } = yield* simulator.addAccount()
 *   return `${baseUrl}/cgi-bin/token?grant_type=client_credential&appid=${appId}&secret=${secret}`
 * }).pipe(Effect.provide(Server.layer({ port: 0 })))
 * ```
 */
import * as Http from "node:http"
import * as FileSystem from "@effect/platform/FileSystem"
import * as HttpClient from "@effect/platform/HttpClient"
import * as HttpIncomingMessage from "@effect/platform/HttpIncomingMessage"
import type { ServeError } from "@effect/platform/HttpServerError"
import * as HttpServerRequest from "@effect/platform/HttpServerRequest"
import * as NodeHttpClient from "@effect/platform-node/NodeHttpClient"
import * as NodeHttpServer from "@effect/platform-node/NodeHttpServer"
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import type * as Scope from "effect/Scope"
import * as Consent from "./Consent.ts"
import * as Control from "./Control.ts"
import * as ControlHandlers from "./internal/controlHandlers.ts"
import * as JumpingClock from "./internal/jumpingClock.ts"
import * as Outgoing from "./internal/outgoing.ts"
import * as Socket from "./internal/socket.ts"
import * as Stage from "./internal/stage.ts"
import * as Simulator from "./Simulator.ts"

/** A server that listens. */
export interface Service {
  readonly host: string
  /** The one it really has, also when any free one was asked for */
  readonly port: number
  /** Where a client is pointed at, instead of `https://api.weixin.qq.com` */
  readonly baseUrl: string
  /**
   * Jumps forward in time. What would have happened in between happens now, one after the other. Gives the time it is
   * then, in milliseconds of the epoch.
   */
  readonly advance: (by: Duration.DurationInput) => Effect.Effect<number>
  /** Throws everything away and begins as at the start. Time stays what it is */
  readonly reset: Effect.Effect<void>
}

/** The simulator as an HTTP server. */
export class Server extends Context.Tag("@effect-wechat/simulator/Server")<Server, Service>() {}

/** How a server begins. */
export interface Options extends Simulator.Options {
  /** 0, which is the default, for any free one */
  readonly port?: number | undefined
  /** `127.0.0.1` by default */
  readonly host?: string | undefined
  /** Bytes; 12 MB by default, more than WeChat takes for anything but videos of mini programs. Beyond it is a 413 */
  readonly maxBodySize?: number | undefined
}

/** Everything that can keep a server from starting. */
export type StartError = ServeError | Simulator.NotInWorld | Simulator.CannotAuthorize

const pathOf = (request: HttpServerRequest.HttpServerRequest): string => request.url.replace(/[?#].*$/s, "")

const isControl = (path: string): boolean => path === Control.prefix || path.startsWith(`${Control.prefix}/`)

const formatHost = (host: string): string => host.includes(":") ? `[${host}]` : host

/** A simulator and the server for it. Both stop with the scope. */
export const make = (
  options: Options = {}
): Effect.Effect<
  { readonly server: Service; readonly simulator: Simulator.Service },
  StartError,
  Scope.Scope
> =>
  Effect.gen(function*() {
    const { host = "127.0.0.1", maxBodySize = 12 * 1024 * 1024, port = 0 } = options
    const { clock, jump } = JumpingClock.make(yield* Effect.clock)
    const context = yield* Layer.build(Layer.merge(NodeHttpClient.layerUndici, NodeHttpServer.layerContext))
    const outgoing = Outgoing.make(options.callbacks ?? Context.get(context, HttpClient.HttpClient))
    const node = Http.createServer()
    const http = yield* NodeHttpServer.make(() => node, { port, host })
    // Closing waits for connections, and clients keep theirs.
    yield* Effect.addFinalizer(() => Effect.sync(() => node.closeAllConnections()))

    const stage = yield* Stage.make({ ...options, callbacks: outgoing.http }, clock)
    const { reset, service: simulator } = stage
    const advance = (by: Duration.DurationInput) => jump(Duration.decode(by), outgoing.settled)
    const control = yield* ControlHandlers.make({ simulator, reset, advance })
    const consent = Consent.app(simulator)
    const weChat = Socket.answer(stage, maxBodySize)
    const app = Effect.flatMap(HttpServerRequest.HttpServerRequest, (request) => {
      const path = pathOf(request)
      if (isControl(path)) return control
      return Effect.interruptible(Consent.paths.includes(path) ? consent : weChat)
    })
    yield* http.serve(app.pipe(
      HttpIncomingMessage.withMaxBodySize(Option.some(FileSystem.Size(maxBodySize))),
      Effect.withClock(clock),
      Effect.provide(context)
    ))

    const bound = http.address._tag === "TcpAddress" ? http.address.port : port
    return {
      simulator,
      server: { host, port: bound, baseUrl: `http://${formatHost(host)}:${bound}`, advance, reset }
    }
  })

/** A server, and the service that arranges the world behind it. */
export const layer = (options: Options = {}): Layer.Layer<Server | Simulator.Simulator, StartError> =>
  Layer.scopedContext(
    Effect.map(
      make(options),
      ({ server, simulator }) => Context.make(Server, server).pipe(Context.add(Simulator.Simulator, simulator))
    )
  )

/** The port that the server listens on. */
export const port: Effect.Effect<number, never, Server> = Effect.map(Server, (server) => server.port)

/** Where a client is pointed at, instead of `https://api.weixin.qq.com`. */
export const baseUrl: Effect.Effect<string, never, Server> = Effect.map(Server, (server) => server.baseUrl)
