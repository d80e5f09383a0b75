import * as Effect from "effect/Effect"
import * as Random from "effect/Random"
import * as Stream from "effect/Stream"
import type * as Endpoint from "../Endpoint.ts"
import type { File } from "../Upload.ts"
import { FileUnreadable } from "../WeChatError.ts"

/**
 * A form as it goes over the wire: a known number of bytes, which are read while they are sent.
 *
 * @internal
 */
export interface Multipart {
  readonly contentType: string
  readonly size: number
  readonly content: Stream.Stream<Uint8Array, FileUnreadable>
}

const encoder = new TextEncoder()

/** No file holds it by chance. */
const boundary = Effect.map(
  Effect.replicateEffect(Random.nextIntBetween(0, 36 ** 6), 6),
  (parts) => `----${parts.map((part) => part.toString(36).padStart(6, "0")).join("")}`
)

/** Neither more nor less than announced. What comes behind the file is only sent once all of it was there. */
const exactly = ({ content, size }: File): Stream.Stream<Uint8Array, FileUnreadable> =>
  Stream.suspend(() => {
    let read = 0
    return content.pipe(
      Stream.mapEffect((piece) => {
        read += piece.length
        return read > size ? Effect.fail(new FileUnreadable({ problem: "longer" })) : Effect.succeed(piece)
      }),
      Stream.concat(
        Stream.suspend(() => read < size ? Stream.fail(new FileUnreadable({ problem: "shorter" })) : Stream.empty)
      )
    )
  })

/**
 * Writes a form as `multipart/form-data`: the file first, as WeChat's samples have it, then the fields. Every form has a
 * boundary of its own.
 *
 * @internal
 */
export const make = ({ field, fields, file }: Endpoint.Form): Effect.Effect<Multipart> =>
  Effect.map(boundary, (mark) => {
    const head = encoder.encode(
      `--${mark}\r\ncontent-disposition: form-data; name="${field}"; filename="${file.fileName}"\r\n`
        + `content-type: ${file.contentType}\r\n\r\n`
    )
    const parts = fields.map(([name, text]) =>
      `\r\n--${mark}\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${text}`
    )
    const tail = encoder.encode(`${parts.join("")}\r\n--${mark}--\r\n`)
    return {
      contentType: `multipart/form-data; boundary=${mark}`,
      size: head.length + file.size + tail.length,
      content: Stream.make(head).pipe(Stream.concat(exactly(file)), Stream.concat(Stream.make(tail)))
    }
  })

/**
 * All of it in one piece, for clients that would not say the size of a stream.
 *
 * @internal
 */
export const whole = ({ content, size }: Multipart): Effect.Effect<Uint8Array, FileUnreadable> =>
  Effect.suspend(() => {
    const all = new Uint8Array(size)
    let at = 0
    return Effect.as(
      Stream.runForEach(content, (piece) =>
        Effect.sync(() => {
          all.set(piece, at)
          at += piece.length
        })),
      all
    )
  })
