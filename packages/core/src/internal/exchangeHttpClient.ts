import * as HttpBody from "@effect/platform/HttpBody"
import * as HttpClient from "@effect/platform/HttpClient"
import type * as HttpClientError from "@effect/platform/HttpClientError"
import * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as FiberId from "effect/FiberId"
import * as Option from "effect/Option"
import * as Predicate from "effect/Predicate"
import * as Redacted from "effect/Redacted"
import * as Runtime from "effect/Runtime"
import * as Stream from "effect/Stream"
import { TimedOut, Transport } from "../WeChatError.ts"
import type { Exchanges, Reply, Request, Settings } from "./exchange.ts"
import { sending } from "./fileBroken.ts"
import * as Multipart from "./multipart.ts"

/** Faults that come before the first byte of a request is sent, by the names that Node and undici give them. */
const neverSent: ReadonlySet<string> = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ENETDOWN",
  "UND_ERR_CONNECT_TIMEOUT",
  "CERT_HAS_EXPIRED",
  "DEPTH_ZERO_SELF_SIGNED_CERT",
  "SELF_SIGNED_CERT_IN_CHAIN",
  "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
  "ERR_TLS_CERT_ALTNAME_INVALID"
])

/** The short name of a fault. Not its message: that may quote the address, which holds the token. */
const faultCode = (cause: unknown): string | undefined => {
  for (let error = cause, depth = 0; Predicate.isObject(error) && depth < 8; depth++) {
    if (Predicate.hasProperty(error, "code") && Predicate.isString(error.code)) return error.code
    error = Predicate.hasProperty(error, "cause") ? error.cause : undefined
  }
  return undefined
}

const toTransport = (error: HttpClientError.HttpClientError): Transport => {
  if (error._tag === "RequestError" && error.reason !== "Transport") {
    return Transport.make({ received: "no", fault: error.reason })
  }
  const fault = faultCode(error.cause)
  return Transport.make({
    received: error._tag === "RequestError" && fault !== undefined && neverSent.has(fault) ? "no" : "maybe",
    fault: fault ?? error.reason
  })
}

/**
 * Over any `HttpClient`.
 *
 * @internal
 */
export const make = (
  client: HttpClient.HttpClient,
  { baseUrl, deadline, largestJson, limit, transferLimit }: Settings,
  streamUploads: boolean
): Exchanges => {
  const http = client.pipe(
    // Its span would record the whole address, and the token with it; its trace headers are no business of WeChat.
    HttpClient.withTracerDisabledWhen(() => true),
    HttpClient.withTracerPropagation(false)
  )
  const timedOut = Effect.fail(new TimedOut({ limit }))

  // However a request with a file ends, its connection ends with it.
  const scoped = HttpClient.withScope(http)

  /** The token is a parameter by its name, for who looks at requests or changes them. */
  const requestOf = ({ method, path, query, token }: Request, body: HttpBody.HttpBody) =>
    HttpClientRequest.make(method)(`${baseUrl}${path}`, {
      urlParams: [
        ...(token === undefined ? [] : [["access_token", Redacted.value(token)] as const]),
        ...new URLSearchParams(query)
      ],
      body
    })

  const jsonOf = ({ body }: Request): HttpBody.HttpBody =>
    body === undefined ? HttpBody.empty : HttpBody.text(body, "application/json")

  const exchange = (request: Request) =>
    requestOf(request, jsonOf(request)).pipe(
      http.execute,
      Effect.flatMap((response) => Effect.map(response.text, (text) => ({ status: response.status, text }))),
      Effect.mapError(toTransport)
    )

  const send = (request: Request, body: HttpBody.HttpBody): Effect.Effect<Reply, Transport> =>
    scoped.execute(requestOf(request, body)).pipe(
      Effect.flatMap((response) => Effect.map(response.text, (text) => ({ status: response.status, text }))),
      Effect.mapError(toTransport),
      Effect.scoped
    )

  return {
    // Interruption is what ends a request of a client that we know nothing about, so it runs in a fiber of its own.
    json: (request, clock, held) =>
      Effect.flatMap(Effect.runtime(), (runtime) =>
        deadline.within<Reply, Transport | TimedOut>(clock, held, (end) => {
          // As an exit, because the runtime logs every fiber that fails, and the caller hears of this one anyway.
          const fiber = Runtime.runFork(runtime)(Effect.exit(exchange(request)))
          fiber.addObserver((exit) => end(Exit.flatten(exit)))
          return { stop: () => fiber.unsafeInterruptAsFork(FiberId.none) }
        }, () => timedOut)),
    upload: (request, multipart) =>
      Effect.timeoutFail(
        streamUploads
          ? sending(multipart, ({ content, contentType, size }) =>
            send(request, HttpBody.stream(content, contentType, size)))
          : Effect.flatMap(Multipart.whole(multipart), (bytes) =>
            send(request, HttpBody.uint8Array(bytes, multipart.contentType))),
        {
          duration: Duration.millis(transferLimit),
          onTimeout: () =>
            new TimedOut({ limit: transferLimit })
        }
      ),
    open: (request) =>
      scoped.execute(HttpClientRequest.setHeader(requestOf(request, jsonOf(request)), "accept-encoding", "identity"))
        .pipe(
          Effect.flatMap((response) =>
            Effect.map(Stream.toPull(response.stream), (pull) => ({
              status: response.status,
              header: (name: string) => response.headers[name],
              pull: Effect.mapError(pull, Option.map(toTransport))
            }))
          ),
          Effect.mapError(toTransport)
        ),
    limit,
    largestJson
  }
}
