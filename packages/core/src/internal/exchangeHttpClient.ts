import * as HttpBody from "@effect/platform/HttpBody"
import * as HttpClient from "@effect/platform/HttpClient"
import type * as HttpClientError from "@effect/platform/HttpClientError"
import * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as FiberId from "effect/FiberId"
import * as Predicate from "effect/Predicate"
import * as Runtime from "effect/Runtime"
import { TimedOut, Transport } from "../WeChatError.ts"
import { addressOf, type Exchange, type Reply, type Request, type Settings } from "./exchange.ts"

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
export const make = (client: HttpClient.HttpClient, { baseUrl, deadline, limit }: Settings): Exchange => {
  const http = client.pipe(
    // Its span would record the whole address, and the token with it; its trace headers are no business of WeChat.
    HttpClient.withTracerDisabledWhen(() => true),
    HttpClient.withTracerPropagation(false)
  )
  const timedOut = Effect.fail(new TimedOut({ limit }))

  const exchange = (request: Request) =>
    HttpClientRequest.make(request.method)(`${baseUrl}${addressOf(request)}`, {
      body: request.body === undefined ? HttpBody.empty : HttpBody.text(request.body, "application/json")
    }).pipe(
      http.execute,
      Effect.flatMap((response) => Effect.map(response.text, (text) => ({ status: response.status, text }))),
      Effect.mapError(toTransport)
    )

  // Interruption is what ends a request of a client that we know nothing about, so it runs in a fiber of its own.
  return (request, clock, held) =>
    Effect.flatMap(Effect.runtime(), (runtime) =>
      deadline.within<Reply, Transport | TimedOut>(clock, held, (end) => {
        // As an exit, because the runtime logs every fiber that fails, and the caller hears of this one anyway.
        const fiber = Runtime.runFork(runtime)(Effect.exit(exchange(request)))
        fiber.addObserver((exit) => end(Exit.flatten(exit)))
        return { stop: () => fiber.unsafeInterruptAsFork(FiberId.none) }
      }, () => timedOut))
}
