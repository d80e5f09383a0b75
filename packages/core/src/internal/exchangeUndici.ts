import * as Effect from "effect/Effect"
import * as Predicate from "effect/Predicate"
import * as Redacted from "effect/Redacted"
import { type Dispatcher, errors } from "undici"
import { TimedOut, Transport } from "../WeChatError.ts"
import type { Exchange, Reply, Settings } from "./exchange.ts"

/** The short name of a fault. Not its message: that may quote the address, which holds the token. */
const faultOf = (error: unknown): string =>
  Predicate.hasProperty(error, "code") && Predicate.isString(error.code) ? error.code : "Transport"

const stopped = new errors.RequestAbortedError()
const tooLarge = new errors.ResponseExceededMaxSizeError()
const jsonHeaders = ["content-type", "application/json"]

/**
 * Straight over undici's dispatcher.
 *
 * @internal
 */
export const make = (
  dispatcher: Dispatcher,
  maxReplySize: number,
  { baseUrl, deadline, limit }: Settings
): Exchange => {
  const origin = /^[a-z]+:\/\/[^/]+/i.exec(baseUrl)?.[0] ?? baseUrl
  const basePath = baseUrl.slice(origin.length)
  const timedOut = Effect.fail(new TimedOut({ limit }))
  const onTimeout = () => timedOut

  return ({ body, method, path, token }, clock) =>
    deadline.within<Reply, Transport | TimedOut>(clock, (end) => {
      let controller: Dispatcher.DispatchController | undefined
      let isStopped = false
      let status = 0
      let size = 0
      const chunks: Array<Buffer> = []

      dispatcher.dispatch({
        origin,
        method,
        path: token === undefined
          ? `${basePath}${path}`
          : `${basePath}${path}?access_token=${encodeURIComponent(Redacted.value(token))}`,
        headers: body === undefined ? null : jsonHeaders,
        body: body ?? null,
        // The deadline is the only time limit.
        headersTimeout: 0,
        bodyTimeout: 0
      }, {
        onRequestStart: (started) => {
          controller = started
          if (isStopped) started.abort(stopped)
        },
        onResponseStart: (_, statusCode) => {
          status = statusCode
        },
        onResponseData: (started, chunk) => {
          size += chunk.length
          if (size > maxReplySize) started.abort(tooLarge)
          else chunks.push(chunk)
        },
        onResponseEnd: () => {
          const [only] = chunks
          const bytes = chunks.length === 1 && only !== undefined ? only : Buffer.concat(chunks)
          end(Effect.succeed({ status, text: bytes.toString("utf8") }))
        },
        onResponseError: (_, error) => {
          // Before the request starts it has no connection, so nothing of it was sent.
          const received = controller === undefined ? "no" : "maybe"
          end(Effect.fail(new Transport({ received, fault: faultOf(error) })))
        }
      })

      return () => {
        isStopped = true
        controller?.abort(stopped)
      }
    }, onTimeout)
}
