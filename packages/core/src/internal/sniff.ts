import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Option from "effect/Option"
import type { Transport } from "../WeChatError.ts"
import type { Opened } from "./exchange.ts"

/**
 * What a reply turns out to be: a text that may be JSON, whole, or bytes that cannot be, of which these are the first.
 *
 * @internal
 */
export type Sniffed = {
  /** What was read so far */
  readonly pieces: ReadonlyArray<Uint8Array>
  /** The whole reply as a text, where it may be JSON */
  readonly text: string | undefined
  readonly isEnded: boolean
}

const isSpace = (byte: number): boolean =>
  byte === 0x20 || byte === 0x09 || byte === 0x0a || byte === 0x0d
  // A byte order mark, in whatever pieces it comes
  || byte === 0xef || byte === 0xbb || byte === 0xbf

const opensJson = (byte: number): boolean => byte === 0x7b || byte === 0x5b

class Sniffer {
  private readonly pieces: Array<Uint8Array> = []
  private readonly decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true })
  private readonly largestJson: number
  private text = ""
  private size = 0
  private hasOpened = false

  constructor(largestJson: number) {
    this.largestJson = largestJson
  }

  /** Whether it may still be JSON: it opens as JSON does, and is a text so far. No format of a file is. */
  take(piece: Uint8Array): boolean {
    this.pieces.push(piece)
    this.size += piece.length
    if (this.size > this.largestJson) return false
    if (!this.hasOpened) {
      const first = piece.find((byte) => !isSpace(byte))
      if (first === undefined) return this.decode(piece)
      if (!opensJson(first)) return false
      this.hasOpened = true
    }
    return this.decode(piece)
  }

  isBytes(isEnded: boolean): Sniffed {
    return { pieces: this.pieces, text: undefined, isEnded }
  }

  end(): Sniffed {
    return this.decode()
      ? { pieces: this.pieces, text: this.text, isEnded: true }
      : this.isBytes(true)
  }

  private decode(piece?: Uint8Array): boolean {
    const text = Either.try(() =>
      piece === undefined ? this.decoder.decode() : this.decoder.decode(piece, { stream: true })
    )
    if (Either.isLeft(text) || text.right.includes("\u0000")) return false
    this.text += text.right
    return true
  }
}

/**
 * Reads so much of a reply as is needed to tell what it is: of a file the first piece, of JSON all.
 *
 * @internal
 */
export const sniff = ({ pull }: Opened, largestJson: number): Effect.Effect<Sniffed, Transport> =>
  Effect.suspend(() => {
    const sniffer = new Sniffer(largestJson)
    const next: Effect.Effect<Sniffed, Transport> = Effect.matchEffect(pull, {
      onFailure: Option.match({
        onNone: () => Effect.sync(() => sniffer.end()),
        onSome: Effect.fail
      }),
      onSuccess: (pieces) => {
        let mayBeJson = true
        for (const piece of pieces) mayBeJson = sniffer.take(piece) && mayBeJson
        return mayBeJson ? next : Effect.succeed(sniffer.isBytes(false))
      }
    })
    return next
  })
