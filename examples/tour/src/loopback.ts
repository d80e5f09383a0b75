/** Carries requests to an app in the same program, as the network does between programs. */
import { HttpApp, HttpClient, HttpClientError, HttpClientResponse } from "@effect/platform"
import { Context, Deferred, Effect, Layer, Ref, type Scope } from "effect"

type Handler = (request: Request) => Promise<Response>

export interface Service {
  /** Its requests go to the app that is connected, and wait as long as there is none */
  readonly client: HttpClient.HttpClient
  /** Connects an app for as long as the scope lasts */
  readonly connect: <E, R>(app: HttpApp.Default<E, R>) => Effect.Effect<void, never, R | Scope.Scope>
}

/** The network between WeChat and the platform. */
export class Loopback extends Context.Tag("tour/Loopback")<Loopback, Service>() {}

const make: Effect.Effect<Service> = Effect.gen(function*() {
  const listener = yield* Ref.make(yield* Deferred.make<Handler>())

  const client = HttpClient.make((request, url, signal) =>
    Effect.gen(function*() {
      const handle = yield* Effect.flatMap(Ref.get(listener), Deferred.await)
      const { body, headers, method } = request
      const sent = new Request(url, {
        method,
        headers,
        body: body._tag === "Uint8Array" ? new Uint8Array(body.body) : null,
        signal
      })
      const received = yield* Effect.tryPromise({
        try: () => handle(sent),
        catch: (cause) => new HttpClientError.RequestError({ request, reason: "Transport", cause })
      })
      return HttpClientResponse.fromWeb(request, received)
    })
  )

  const connect: Service["connect"] = <E, R>(app: HttpApp.Default<E, R>) =>
    Effect.acquireRelease(
      Effect.gen(function*() {
        const runtime = yield* Effect.runtime<R>()
        yield* Deferred.succeed(yield* Ref.get(listener), HttpApp.toWebHandlerRuntime(runtime)(app))
      }),
      () => Effect.flatMap(Deferred.make<Handler>(), (nobody) => Ref.set(listener, nobody))
    )

  return { client, connect }
})

export const layer: Layer.Layer<Loopback> = Layer.effect(Loopback, make)
