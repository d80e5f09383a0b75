import * as Chunk from "effect/Chunk"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Predicate from "effect/Predicate"
import { type Dispatcher, errors } from "undici"
import { Transport } from "../WeChatError.ts"
import type { Opened } from "./exchange.ts"

/**
 * The short name of a fault. Not its message: that may quote the address, which holds the token.
 *
 * @internal
 */
export const faultOf = (error: unknown): string =>
  Predicate.hasProperty(error, "code") && Predicate.isString(error.code) ? error.code : "Transport"

/** @internal */
export const stopped: Error = new errors.RequestAbortedError()

type Pulled = Effect.Effect<Chunk.Chunk<Uint8Array>, Option.Option<Transport>>

const ended: Pulled = Effect.fail(Option.none())

const firstOf = (header: string | Array<string> | undefined): string | undefined =>
  Array.isArray(header) ? header[0] : header

/**
 * Takes in one reply as fast as it is asked for, and no faster: what comes while nobody asks makes the connection pause.
 *
 * @internal
 */
export class Incoming implements Dispatcher.DispatchHandler {
  private controller: Dispatcher.DispatchController | undefined
  private isStopped = false
  private pieces: Array<Uint8Array> = []
  /** How it ended, once it has */
  private end: Pulled | undefined
  private head: Effect.Effect<Opened, Transport> | undefined
  private resumeHead: ((head: Effect.Effect<Opened, Transport>) => void) | undefined
  private resumePull: ((pulled: Pulled) => void) | undefined

  /** The head, when it is there. */
  readonly opened: Effect.Effect<Opened, Transport> = Effect.async((resume) => {
    if (this.head === undefined) this.resumeHead = resume
    else resume(this.head)
  })

  private readonly pull: Pulled = Effect.async((resume) => {
    const ready = this.pieces.length > 0 ? this.take() : this.end
    if (ready !== undefined) return resume(ready)
    this.resumePull = resume
    this.controller?.resume()
    return Effect.sync(() => {
      this.resumePull = undefined
    })
  })

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.controller = controller
    if (this.isStopped) controller.abort(stopped)
  }

  onResponseStart(
    _: Dispatcher.DispatchController,
    status: number,
    headers: Record<string, string | Array<string> | undefined>
  ): void {
    if (status < 200) return
    this.giveHead(Effect.succeed({ status, header: (name) => firstOf(headers[name]), pull: this.pull }))
  }

  onResponseData(controller: Dispatcher.DispatchController, piece: Buffer): void {
    this.pieces.push(piece)
    if (this.resumePull === undefined) controller.pause()
    else this.givePull(this.take())
  }

  onResponseEnd(): void {
    this.finish(ended)
  }

  onResponseError(_: Dispatcher.DispatchController, error: Error): void {
    // Before the request starts it has no connection, so nothing of it was sent.
    const received = this.controller === undefined ? "no" : "maybe"
    const transport = new Transport({ received, fault: faultOf(error) })
    this.giveHead(Effect.fail(transport))
    this.finish(Effect.fail(Option.some(transport)))
  }

  stop(): void {
    this.isStopped = true
    if (this.end === undefined) this.controller?.abort(stopped)
  }

  private take(): Pulled {
    const pieces = Chunk.unsafeFromArray(this.pieces)
    this.pieces = []
    return Effect.succeed(pieces)
  }

  private giveHead(head: Effect.Effect<Opened, Transport>): void {
    if (this.head !== undefined) return
    this.head = head
    this.resumeHead?.(head)
  }

  private givePull(pulled: Pulled): void {
    const resume = this.resumePull
    this.resumePull = undefined
    resume?.(pulled)
  }

  private finish(end: Pulled): void {
    if (this.end !== undefined) return
    this.end = end
    this.givePull(end)
  }
}
