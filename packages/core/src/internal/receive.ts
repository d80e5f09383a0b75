import * as Chunk from "effect/Chunk"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import type { File } from "../Download.ts"
import type * as Endpoint from "../Endpoint.ts"
import {
  MalformedReply,
  type Reason,
  TimedOut,
  type Transport,
  UnexpectedStatus,
  type WeChatError
} from "../WeChatError.ts"
import * as Disposition from "./disposition.ts"
import { TypeId } from "./downloaded.ts"
import type { Opened } from "./exchange.ts"
import { anyType } from "./fileTypes.ts"
import * as Json from "./json.ts"
import { sniff, type Sniffed } from "./sniff.ts"
import { type Trouble, understand } from "./understand.ts"

/**
 * What a file needs besides the reply.
 *
 * @internal
 */
export interface Receiving<A> {
  readonly endpoint: Pick<Endpoint.Endpoint<never, A, never, never>, "alreadyDone" | "decode">
  readonly limit: number
  readonly largestJson: number
  readonly secrets: () => ReadonlyArray<string>
  /** What goes wrong later, with the call that it belongs to */
  readonly failed: (reason: Reason) => WeChatError
}

/**
 * JSON, with what it says, or a file. What a file gives later needs the connection.
 *
 * @internal
 */
export type Received<A> =
  | { readonly _tag: "Json"; readonly understood: Either.Either<A, Trouble> }
  | { readonly _tag: "File"; readonly file: File }

const malformed = (problem: MalformedReply["problem"]): MalformedReply => new MalformedReply({ problem, issues: [] })

const encoded = new MalformedReply({
  problem: "shape",
  issues: [{ field: "content-encoding", rule: "must be absent: only plain bytes were asked for" }]
})

const isText = (contentType: string): boolean => /^(?:text\/|application\/(?:json|javascript)|$)/i.test(contentType)

const htmlOpens = /^[\s\ufeff]*<(?:!doctype|html|head|body|!--)/i

/** A page of a gateway. No format of a file opens like one. */
const isHtml = ({ pieces: [first] }: Sniffed): boolean =>
  first !== undefined && htmlOpens.test(new TextDecoder().decode(first.subarray(0, 512)))

/** Why it is no file after all. */
const troubleOf = ({ header, status }: Opened, sniffed: Sniffed): MalformedReply | UnexpectedStatus | undefined => {
  // Zero is a status that no file comes with: WeChat answers 200 to everything, and a part or a detour is not the file.
  if (status !== 200) return new UnexpectedStatus({ status })
  if (isHtml(sniffed)) return malformed("html")
  const encoding = header("content-encoding") ?? "identity"
  return encoding === "identity" || encoding === "" ? undefined : encoded
}

const sizeOf = ({ header }: Opened): number | undefined => {
  const size = header("content-length") ?? ""
  return /^\d{1,15}$/.test(size) ? Number(size) : undefined
}

const contentOf = (
  { pull }: Opened,
  { isEnded, pieces }: Sniffed,
  size: number | undefined,
  { failed, limit }: Receiving<unknown>
): Stream.Stream<Uint8Array, WeChatError> => {
  let head: ReadonlyArray<Uint8Array> | undefined = pieces
  const next: Effect.Effect<Chunk.Chunk<Uint8Array>, Option.Option<Transport | TimedOut>> = Effect.timeoutFail(pull, {
    duration: Duration.millis(limit),
    onTimeout: () => Option.some(new TimedOut({ limit }))
  })
  return Stream.suspend(() => {
    if (head === undefined) {
      return Stream.dieMessage("The content of a download can be read once: call again to have it again")
    }
    const first = Chunk.unsafeFromArray(head)
    head = undefined
    let read = 0
    return Stream.fromChunk(first).pipe(
      Stream.concat(isEnded ? Stream.empty : Stream.repeatEffectChunkOption(next)),
      Stream.tap((piece) =>
        Effect.sync(() => {
          read += piece.length
        })
      ),
      Stream.concat(
        // A connection that ends too early ends as if nothing were wrong, with some clients.
        Stream.suspend(() => size === undefined || read === size ? Stream.empty : Stream.fail(malformed("truncated")))
      ),
      Stream.mapError(failed)
    )
  })
}

/**
 * Finds out what a reply is, within the time limit: WeChat's no, JSON that the interface documents, or a file.
 *
 * @internal
 */
export const receive = <A>(
  opened: Opened,
  receiving: Receiving<A>
): Effect.Effect<Received<A>, Transport | MalformedReply | UnexpectedStatus> =>
  Effect.flatMap(sniff(opened, receiving.largestJson), (sniffed): Effect.Effect<
    Received<A>,
    MalformedReply | UnexpectedStatus
  > => {
    const contentType = opened.header("content-type") ?? ""
    // What breaks off in the middle of a text is a broken text, and no file.
    if (
      sniffed.text !== undefined &&
      (isText(contentType) || sniffed.text === "" || Either.isRight(Json.parse(sniffed.text)))
    ) {
      const reply = { status: opened.status, text: sniffed.text }
      return Effect.succeed({ _tag: "Json", understood: understand(receiving.endpoint, reply, receiving.secrets) })
    }
    const trouble = troubleOf(opened, sniffed)
    if (trouble !== undefined) return Effect.fail(trouble)
    const size = sizeOf(opened)
    return Effect.succeed({
      _tag: "File",
      file: {
        [TypeId]: TypeId,
        _tag: "File",
        contentType: contentType === "" ? anyType : contentType,
        fileName: Option.fromNullable(Disposition.fileNameOf(opened.header("content-disposition") ?? "")),
        size: Option.fromNullable(size),
        content: contentOf(opened, sniffed, size, receiving)
      }
    })
  })
