import type * as Effect from "effect/Effect"
import type * as Reply from "../Reply.ts"
import * as Json from "./json.ts"

/**
 * A request, however it came in.
 *
 * @internal
 */
export interface Request {
  readonly method: string
  readonly path: string
  readonly query: URLSearchParams
  readonly contentType: string
  readonly body: Uint8Array
  /** Whether its length was said before it was sent */
  readonly isLengthKnown: boolean
  readonly clientIp: string
}

/**
 * What is known of a request before its body.
 *
 * @internal
 */
export interface Head extends Pick<Request, "method" | "path" | "query"> {
  /** Bytes of the body, if they were announced */
  readonly length: number | undefined
}

/**
 * The side of the platform that requests come to.
 *
 * @internal
 */
export interface Answering {
  /** After how many bytes of its body a request is cut off; nothing where all of it gets through */
  readonly admit: (head: Head) => Effect.Effect<number | undefined>
  readonly respond: (request: Request) => Effect.Effect<Outcome>
}

/** @internal */
export interface Response {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: Uint8Array
}

/**
 * What goes out: a response, or a connection that is cut before it, or after a part of it.
 *
 * @internal
 */
export type Outcome =
  | { readonly _tag: "Whole"; readonly response: Response }
  | { readonly _tag: "Part"; readonly response: Response; readonly sent: number }
  | { readonly _tag: "Nothing" }

const encoder = new TextEncoder()

/** @internal */
export const html = (status: number, page: string): Response => ({
  status,
  headers: { "content-type": "text/html; charset=utf-8" },
  body: encoder.encode(page)
})

const json = (data: Readonly<Record<string, unknown>>): Response => ({
  status: 200,
  // Not application/json: WeChat says so too, and clients must not depend on it.
  headers: { "content-type": "text/plain" },
  body: encoder.encode(Json.stringify(data))
})

/**
 * 200 for everything, and the id of the request behind every complaint.
 *
 * @internal
 */
export const fromReply = (reply: Reply.Reply, rid: string): Response => {
  switch (reply._tag) {
    case "Data":
      return json(reply.data)
    case "Failure":
      return json({ errcode: reply.errcode, errmsg: `${reply.errmsg} rid: ${rid}`, ...reply.data })
    case "File":
      return {
        status: 200,
        headers: {
          "content-type": reply.contentType,
          "content-disposition": `attachment; filename="${reply.name}"`
        },
        body: reply.bytes
      }
  }
}
