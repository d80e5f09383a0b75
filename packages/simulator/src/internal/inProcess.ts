import * as HttpClient from "@effect/platform/HttpClient"
import * as HttpClientError from "@effect/platform/HttpClientError"
import type * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import * as HttpClientResponse from "@effect/platform/HttpClientResponse"
import * as Chunk from "effect/Chunk"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import type * as Wire from "./wire.ts"

const none = new Uint8Array()

/** A body as the bytes that would go over a socket, with the content type that goes with it. */
const bytesOf = (
  request: HttpClientRequest.HttpClientRequest
): Effect.Effect<{ readonly bytes: Uint8Array; readonly contentType: string }, unknown> => {
  const { body, headers } = request
  const given = headers["content-type"] ?? ""
  switch (body._tag) {
    case "Empty":
      return Effect.succeed({ bytes: none, contentType: given })
    case "Uint8Array":
      return Effect.succeed({ bytes: body.body, contentType: given || body.contentType })
    case "Stream":
      return Effect.map(Stream.runCollect(body.stream), (chunks) => ({
        bytes: new Uint8Array(Buffer.concat(Chunk.toReadonlyArray(chunks))),
        contentType: given || body.contentType
      }))
    case "FormData":
    case "Raw":
      // The platform's own encoder writes the multipart form, boundary and all.
      return Effect.tryPromise(() => {
        const encoded = new Response(body._tag === "FormData" ? body.formData : body.body as BodyInit)
        return encoded.arrayBuffer().then((buffer) => ({
          bytes: new Uint8Array(buffer),
          contentType: encoded.headers.get("content-type") ?? given
        }))
      })
  }
}

const cutOff = (request: HttpClientRequest.HttpClientRequest) =>
  new HttpClientError.RequestError({
    request,
    reason: "Transport",
    cause: { code: "ECONNRESET" },
    description: "The simulator cut the connection"
  })

/** A body that breaks off after its first part. */
const broken = (bytes: Uint8Array): ReadableStream<Uint8Array> =>
  new ReadableStream({
    pull: (controller) => {
      if (bytes.length > 0) {
        controller.enqueue(bytes)
        bytes = none
      } else {
        controller.error(new TypeError("terminated"))
      }
    }
  })

/**
 * An `HttpClient` that asks the simulated platform, whatever host a request names.
 *
 * @internal
 */
export const make = (respond: (request: Wire.Request) => Effect.Effect<Wire.Outcome>): HttpClient.HttpClient =>
  HttpClient.make((request, url) =>
    bytesOf(request).pipe(
      Effect.mapError((cause) => new HttpClientError.RequestError({ request, reason: "Encode", cause })),
      Effect.flatMap(({ bytes, contentType }) =>
        respond({
          method: request.method,
          path: url.pathname,
          query: url.searchParams,
          contentType,
          body: bytes,
          clientIp: "127.0.0.1"
        })
      ),
      Effect.flatMap((outcome) => {
        if (outcome._tag === "Nothing") return Effect.fail(cutOff(request))
        const { body, headers, status } = outcome.response
        const sent = outcome._tag === "Whole" ? body.slice() : broken(body.slice(0, outcome.sent))
        return Effect.succeed(HttpClientResponse.fromWeb(request, new Response(sent, { status, headers })))
      })
    )
  )
