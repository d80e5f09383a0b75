import type { MessageCrypto } from "@effect-wechat/core"
import type * as HttpServerRequest from "@effect/platform/HttpServerRequest"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import { Buffer, isUtf8 } from "node:buffer"
import type { Fields } from "../Event.ts"
import type * as Keyring from "./keyring.ts"
import { Refused } from "./refused.ts"
import * as Xml from "./xml.ts"

/**
 * A push that WeChat has sent: signed, recent and deciphered.
 *
 * @internal
 */
export interface Push {
  /** By which a replay is told */
  readonly signature: string
  readonly fields: Fields
  /** What it was sealed with */
  readonly crypto: MessageCrypto.Service
}

const longestNonce = 128

const malformed = new Refused({ reason: "Malformed", detail: "the body is not the envelope of a push" })
const tooLarge = new Refused({ reason: "TooLarge", detail: "the body is larger than any push" })
const unreadable = new Refused({ reason: "Unreadable", detail: "the body ended too early, or is not UTF-8" })

const method = new Refused({ reason: "Method", detail: "a push is a POST" })
const unsigned = new Refused({ reason: "Forged", detail: "it has no msg_signature" })
const stale = new Refused({
  reason: "Stale",
  detail: "its timestamp is too far from the time of this machine: see that the clock is right"
})
const noContent = new Refused({ reason: "WrongContent", detail: "what was deciphered is not the XML of a push" })

const refusalOf = (error: MessageCrypto.MessageCryptoError): Refused => {
  switch (error._tag) {
    case "SignatureMismatch":
      return new Refused({ reason: "Forged", detail: error.message })
    case "AppIdMismatch":
      return new Refused({ reason: "WrongComponent", detail: error.message })
    default:
      return new Refused({ reason: "Undecipherable", detail: error.message })
  }
}

/** The body as it stands, never more of it than a push may have. */
const bodyOf = (
  request: HttpServerRequest.HttpServerRequest,
  maxBodySize: number
): Effect.Effect<string, Refused> =>
  Effect.suspend(() => {
    // What says beforehand that it is too large is not read at all.
    if (Number(request.headers["content-length"] ?? 0) > maxBodySize) return Effect.fail(tooLarge)
    const chunks: Array<Uint8Array> = []
    let size = 0
    return request.stream.pipe(
      Stream.mapError(() => unreadable),
      Stream.runForEach((chunk) => {
        size += chunk.length
        if (size > maxBodySize) return tooLarge
        chunks.push(chunk)
        return Effect.void
      }),
      Effect.flatMap(() => {
        const body = Buffer.concat(chunks)
        return isUtf8(body) ? Effect.succeed(body.toString()) : Effect.fail(unreadable)
      })
    )
  })

/**
 * From a request to a push. What costs little is looked at first; nothing that was sent is believed, or parsed beyond the
 * envelope, before the signature fits.
 *
 * @internal
 */
export const read = (options: {
  readonly open: Keyring.Open
  readonly maxBodySize: number
  /** In milliseconds */
  readonly window: number
}): (request: HttpServerRequest.HttpServerRequest) => Effect.Effect<Push, Refused> => {
  const { maxBodySize, open, window } = options
  return (request) =>
    Effect.gen(function*() {
      if (request.method !== "POST") return yield* method

      const query = new URLSearchParams(request.url.split("?", 2)[1] ?? "")
      const timestamp = query.get("timestamp") ?? ""
      const nonce = query.get("nonce") ?? ""
      const signature = query.get("msg_signature") ?? ""
      const now = yield* Clock.currentTimeMillis
      // Ten digits since 2001, and no zero in front, so that characters cannot change places with the nonce.
      const isRecent = /^(0|[1-9]\d{0,9})$/.test(timestamp) && Math.abs(now - Number(timestamp) * 1000) <= window
      if (!isRecent) return yield* stale
      if (!/^[\da-f]{40}$/.test(signature) || nonce.length > longestNonce) return yield* unsigned

      const envelope = Xml.read(yield* bodyOf(request, maxBodySize))
      const encrypt = Option.getOrUndefined(envelope)?.["Encrypt"]
      if (typeof encrypt !== "string") return yield* malformed

      const opened = yield* Effect.mapError(
        open({ timestamp, nonce, encrypt: encrypt.trim(), msg_signature: signature }),
        refusalOf
      )
      const fields = Xml.read(opened.text)
      if (Option.isNone(fields)) return yield* noContent
      return { signature, fields: fields.value, crypto: opened.crypto }
    })
}
