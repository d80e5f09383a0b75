import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import { type Dispatcher, errors } from "undici"
import { TimedOut, Transport } from "../WeChatError.ts"
import { addressOf, type Exchanges, type Reply, type Request, type Settings } from "./exchange.ts"
import { sending } from "./fileBroken.ts"
import { faultOf, Incoming, stopped } from "./incomingUndici.ts"
import { iterate } from "./iterate.ts"
import type { Multipart } from "./multipart.ts"

const tooLarge = new errors.ResponseExceededMaxSizeError()
const jsonHeaders = ["content-type", "application/json"]
const plainly = ["accept-encoding", "identity"]

type Sendable = Exclude<Dispatcher.DispatchOptions["body"], undefined>

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
  { baseUrl, deadline, limit, transferLimit }: Settings
): Exchanges => {
  const origin = /^[a-z]+:\/\/[^/]+/i.exec(baseUrl)?.[0] ?? baseUrl
  const basePath = baseUrl.slice(origin.length)
  const timedOut = Effect.fail(new TimedOut({ limit }))
  const onTimeout = () => timedOut

  const optionsOf = (
    request: Request,
    headers: Array<string> | null,
    body: Sendable
  ) => ({
    origin,
    method: request.method,
    path: `${basePath}${addressOf(request)}`,
    headers,
    body,
    // The deadline is the only time limit.
    headersTimeout: 0,
    bodyTimeout: 0
  })

  const send = (
    request: Request,
    { contentType, size }: Multipart,
    body: AsyncIterable<Uint8Array>
  ): Effect.Effect<Reply, Transport | TimedOut> =>
    Effect.async((resume) => {
      const receiver = new Receiver(resume, maxReplySize)
      const headers = ["content-type", contentType, "content-length", String(size)]
      // It takes whatever can be iterated over, which its types do not know.
      dispatcher.dispatch(optionsOf(request, headers, body as unknown as Sendable), receiver)
      return Effect.sync(() => receiver.stop())
    })

  return {
    json: (request, clock, held) =>
      deadline.within<Reply, Transport | TimedOut>(clock, held, (end) => {
        const receiver = new Receiver(end, maxReplySize)
        dispatcher.dispatch(
          optionsOf(request, request.body === undefined ? null : jsonHeaders, request.body ?? null),
          receiver
        )
        return receiver
      }, onTimeout),
    upload: (request, multipart) =>
      sending(multipart, (watched) =>
        Effect.scoped(
          Effect.flatMap(iterate(watched.content, stopped), (body) => send(request, watched, body))
        ).pipe(
          Effect.timeoutFail({
            duration: Duration.millis(transferLimit),
            onTimeout: () => new TimedOut({ limit: transferLimit })
          })
        )),
    open: (request) =>
      Effect.acquireRelease(
        Effect.sync(() => {
          const incoming = new Incoming()
          dispatcher.dispatch(
            optionsOf(
              request,
              request.body === undefined ? plainly : [...jsonHeaders, ...plainly],
              request.body ?? null
            ),
            incoming
          )
          return incoming
        }),
        (incoming) => Effect.sync(() => incoming.stop())
      ).pipe(Effect.flatMap((incoming) => incoming.opened)),
    limit,
    largestJson: maxReplySize
  }
}
