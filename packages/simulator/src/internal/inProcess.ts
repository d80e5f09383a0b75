import * as HttpClient from "@effect/platform/HttpClient"
import * as HttpClientError from "@effect/platform/HttpClientError"
import type * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import * as HttpClientResponse from "@effect/platform/HttpClientResponse"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import type * as Wire from "./wire.ts"

const none = new Uint8Array()

/** A body on its way to the platform. */
interface Body {
  readonly contentType: string
  /** Bytes, if they are said beforehand */
  readonly length: number | undefined
  /** All of it, or nothing where it is longer than `cutAfter`: then no more is asked for */
  readonly read: (cutAfter: number) => Effect.Effect<Uint8Array | undefined, unknown>
}

const ofBytes = (bytes: Uint8Array, contentType: string): Body => ({
  contentType,
  length: bytes.length,
  read: (cutAfter) => Effect.succeed(bytes.length > cutAfter ? undefined : bytes)
})

const ofStream = <E>(stream: Stream.Stream<Uint8Array, E>, contentType: string, length: number | undefined): Body => ({
  contentType,
  length,
  read: (cutAfter) =>
    Effect.suspend(() => {
      const chunks: Array<Uint8Array> = []
      let taken = 0
      return Effect.map(
        Stream.runForEachWhile(stream, (chunk) =>
          Effect.sync(() => {
            taken += chunk.length
            chunks.push(chunk)
            return taken <= cutAfter
          })),
        () => taken > cutAfter ? undefined : Buffer.concat(chunks)
      )
    })
})

/** A body as what would go over a socket, with the content type that goes with it. */
const bodyOf = ({ body, headers }: HttpClientRequest.HttpClientRequest): Effect.Effect<Body, unknown> => {
  const given = headers["content-type"] ?? ""
  switch (body._tag) {
    case "Empty":
      return Effect.succeed(ofBytes(none, given))
    case "Uint8Array":
      return Effect.succeed(ofBytes(body.body, given || body.contentType))
    case "Stream": {
      const said = Number(body.contentLength ?? headers["content-length"] ?? "none")
      return Effect.succeed(
        ofStream(body.stream, given || body.contentType, Number.isSafeInteger(said) ? said : undefined)
      )
    }
    case "FormData":
    case "Raw":
      // The platform's own encoder writes the multipart form, boundary and all.
      return Effect.tryPromise(() => {
        const encoded = new Response(body._tag === "FormData" ? body.formData : body.body as BodyInit)
        return encoded.arrayBuffer().then((buffer) =>
          ofBytes(new Uint8Array(buffer), encoded.headers.get("content-type") ?? given)
        )
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
export const make = ({ admit, respond }: Wire.Answering): HttpClient.HttpClient =>
  HttpClient.make((request, url) => {
    const encode = <A>(effect: Effect.Effect<A, unknown>) =>
      Effect.mapError(effect, (cause) => new HttpClientError.RequestError({ request, reason: "Encode", cause }))
    return Effect.gen(function*() {
      const { contentType, length, read } = yield* encode(bodyOf(request))
      const head = { method: request.method, path: url.pathname, query: url.searchParams }
      const cutAfter = yield* admit({ ...head, length })
      const body = yield* encode(read(cutAfter ?? Infinity))
      if (body === undefined) return yield* cutOff(request)
      const outcome = yield* respond({
        ...head,
        contentType,
        body,
        isLengthKnown: length !== undefined,
        clientIp: "127.0.0.1"
      })
      if (outcome._tag === "Nothing") return yield* cutOff(request)
      const { headers, status, ...response } = outcome.response
      const sent = outcome._tag === "Whole" ? response.body.slice() : broken(response.body.slice(0, outcome.sent))
      return HttpClientResponse.fromWeb(
        request,
        new Response(sent, { status, headers: { ...headers, "content-length": `${response.body.length}` } })
      )
    })
  })
