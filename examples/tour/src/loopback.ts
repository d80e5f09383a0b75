/** Carries requests to an app in the same program, as the network does between programs. */
import { HttpApp, HttpClient, HttpClientError, HttpClientResponse } from "@effect/platform"
import { Deferred, Effect } from "effect"

type Handler = (request: Request) => Promise<Response>

/** A client whose requests wait until an app is connected, and go there. */
export const make = Effect.gen(function*() {
  const handler = yield* Deferred.make<Handler>()

  const client = HttpClient.make((request, url, signal) =>
    Effect.gen(function*() {
      const handle = yield* Deferred.await(handler)
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

  const connect = <E, R>(app: HttpApp.Default<E, R>): Effect.Effect<void, never, R> =>
    Effect.flatMap(
      Effect.runtime<R>(),
      (runtime) => Effect.asVoid(Deferred.succeed(handler, HttpApp.toWebHandlerRuntime(runtime)(app)))
    )

  return { client, connect }
})
