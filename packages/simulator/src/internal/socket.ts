import type { IncomingMessage, ServerResponse } from "node:http"
import * as HttpServerRequest from "@effect/platform/HttpServerRequest"
import * as HttpServerResponse from "@effect/platform/HttpServerResponse"
import * as NodeHttpServerRequest from "@effect/platform-node/NodeHttpServerRequest"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Wire from "./wire.ts"

const page = (title: string): string =>
  `<html><head><title>${title}</title></head><body><h1>${title}</h1></body></html>`
const badRequest: Wire.Outcome = { _tag: "Whole", response: Wire.html(400, page("400 Bad Request")) }
const tooLarge: Wire.Outcome = { _tag: "Whole", response: Wire.html(413, page("413 Request Entity Too Large")) }

/**
 * The whole body. It is too large beyond `limit`: then the rest is thrown away as it comes. Once more than `cutAfter`
 * bytes of it are there it is cut off.
 */
const readBody = (
  message: IncomingMessage,
  limit: number,
  cutAfter: number
): Effect.Effect<Uint8Array | "too large" | "cut off"> =>
  Effect.async((resume) => {
    const chunks: Array<Uint8Array> = []
    let length = 0
    const end = (how: Uint8Array | "too large" | "cut off"): void => {
      chunks.length = 0
      resume(Effect.succeed(how))
    }
    const onData = (chunk: Uint8Array): void => {
      length += chunk.length
      if (length > cutAfter) end("cut off")
      else if (length > limit) end("too large")
      else chunks.push(chunk)
    }
    const onEnd = (): void => end(Buffer.concat(chunks))
    // Whoever goes away before the end waits for no answer.
    const onError = (): void => resume(Effect.interrupt)
    message.on("data", onData).on("end", onEnd).on("error", onError)
  })

const clientIp = ({ socket }: IncomingMessage): string => (socket.remoteAddress ?? "").replace(/^::ffff:/, "")

/** A client that takes the simulator for its proxy sends whole URLs. */
const parseTarget = (target: string): Either.Either<URL, unknown> =>
  Either.try(() => new URL(/^https?:/.test(target) ? target : `http://localhost${target}`))

const announced = (message: IncomingMessage): number | undefined => {
  const length = Number(message.headers["content-length"] ?? "none")
  return Number.isSafeInteger(length) ? length : undefined
}

/** Without either header there is no body. */
const isLengthKnown = (message: IncomingMessage): boolean =>
  announced(message) !== undefined || message.headers["transfer-encoding"] === undefined

const requestOf = (message: IncomingMessage, url: URL, body: Uint8Array): Wire.Request => ({
  method: message.method ?? "GET",
  path: url.pathname,
  query: url.searchParams,
  contentType: message.headers["content-type"] ?? "",
  body,
  isLengthKnown: isLengthKnown(message),
  clientIp: clientIp(message)
})

/** Sends what there is to send, and then nothing more, whatever was announced. */
const cut = (out: ServerResponse, sent: Uint8Array | undefined, response?: Wire.Response): Effect.Effect<void> =>
  Effect.async((resume) => {
    const destroy = (): void => {
      out.socket?.destroy()
      // It is over: otherwise the server would take this for a client that went away.
      out.end()
      resume(Effect.void)
    }
    if (response === undefined || sent === undefined) return destroy()
    out.writeHead(response.status, { ...response.headers, "content-length": response.body.length })
    out.write(sent, destroy)
  })

const send = (out: ServerResponse, outcome: Wire.Outcome): Effect.Effect<HttpServerResponse.HttpServerResponse> => {
  switch (outcome._tag) {
    case "Whole": {
      const { body, headers, status } = outcome.response
      return Effect.succeed(HttpServerResponse.uint8Array(body, { status, headers }))
    }
    case "Part":
      return Effect.as(
        cut(out, outcome.response.body.subarray(0, outcome.sent), outcome.response),
        HttpServerResponse.empty()
      )
    case "Nothing":
      return Effect.as(cut(out, undefined), HttpServerResponse.empty())
  }
}

/**
 * Answers what comes in over a socket, with connections that are really cut where they have to be.
 *
 * @internal
 */
export const answer = (
  { admit, respond }: Wire.Answering,
  maxBodySize: number
): Effect.Effect<HttpServerResponse.HttpServerResponse, never, HttpServerRequest.HttpServerRequest> =>
  Effect.gen(function*() {
    const request = yield* HttpServerRequest.HttpServerRequest
    const message = NodeHttpServerRequest.toIncomingMessage(request)
    const out = NodeHttpServerRequest.toServerResponse(request)
    const url = parseTarget(message.url ?? "/")
    const cutAfter = Either.isLeft(url) ? undefined : yield* admit({
      method: message.method ?? "GET",
      path: url.right.pathname,
      query: url.right.searchParams,
      length: isLengthKnown(message) ? announced(message) ?? 0 : undefined
    })
    const body = yield* readBody(message, maxBodySize, cutAfter ?? Infinity)
    return yield* send(
      out,
      body === "cut off"
        ? { _tag: "Nothing" }
        : body === "too large"
        ? tooLarge
        : Either.isLeft(url)
        ? badRequest
        : yield* respond(requestOf(message, url.right, body))
    )
  })
