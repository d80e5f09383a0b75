import * as Effect from "effect/Effect"
import * as Predicate from "effect/Predicate"
import { type Dispatcher, errors } from "undici"
import { TimedOut, Transport } from "../WeChatError.ts"
import { addressOf, type Exchange, type Reply, type Settings } from "./exchange.ts"

/** The short name of a fault. Not its message: that may quote the address, which holds the token. */
const faultOf = (error: unknown): string =>
  Predicate.hasProperty(error, "code") && Predicate.isString(error.code) ? error.code : "Transport"

const stopped = new errors.RequestAbortedError()
const tooLarge = new errors.ResponseExceededMaxSizeError()
const jsonHeaders = ["content-type", "application/json"]

type End = (result: Effect.Effect<Reply, Transport | TimedOut>) => void

/** Takes in one reply. A class, because it is made for every call. */
class Receiver implements Dispatcher.DispatchHandler {
  private readonly end: End
  private readonly maxReplySize: number
  private controller: Dispatcher.DispatchController | undefined
  private isStopped = false
  private status = 0
  private size = 0
  private readonly chunks: Array<Buffer> = []

  constructor(end: End, maxReplySize: number) {
    this.end = end
    this.maxReplySize = maxReplySize
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.controller = controller
    if (this.isStopped) controller.abort(stopped)
  }

  onResponseStart(_: Dispatcher.DispatchController, status: number): void {
    this.status = status
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.size += chunk.length
    if (this.size > this.maxReplySize) controller.abort(tooLarge)
    else this.chunks.push(chunk)
  }

  onResponseEnd(): void {
    const [only] = this.chunks
    const bytes = this.chunks.length === 1 && only !== undefined ? only : Buffer.concat(this.chunks)
    this.end(Effect.succeed({ status: this.status, text: bytes.toString("utf8") }))
  }

  onResponseError(_: Dispatcher.DispatchController, error: Error): void {
    // Before the request starts it has no connection, so nothing of it was sent.
    const received = this.controller === undefined ? "no" : "maybe"
    this.end(Effect.fail(new Transport({ received, fault: faultOf(error) })))
  }

  stop(): void {
    this.isStopped = true
    this.controller?.abort(stopped)
  }
}

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

  return (request, clock, held) =>
    deadline.within<Reply, Transport | TimedOut>(clock, held, (end) => {
      const receiver = new Receiver(end, maxReplySize)
      dispatcher.dispatch({
        origin,
        method: request.method,
        path: `${basePath}${addressOf(request)}`,
        headers: request.body === undefined ? null : jsonHeaders,
        body: request.body ?? null,
        // The deadline is the only time limit.
        headersTimeout: 0,
        bodyTimeout: 0
      }, receiver)
      return receiver
    }, onTimeout)
}
