/**
 * What an account says in the chat, at once, to what a follower has sent.
 *
 * @example
 * ```ts
 * import { Callback, Reply } from "@effect-wechat/open-platform"
 * import { Effect } from "effect"
 *
 * const CallbackLive = Callback.layer({
 *   onMessage: (message) =>
 *     message._tag === "Text" ? Effect.succeed(Reply.text(`You said: ${message.Content}`)) : Effect.void
 * })
 * ```
 */
import * as Xml from "./internal/xml.ts"

/** A text. */
export interface Text {
  readonly _tag: "Text"
  readonly content: string
}

/** Anything that WeChat documents, as the whole XML before it is encrypted. */
export interface Raw {
  readonly _tag: "Raw"
  readonly xml: string
}

/** What an account says. */
export type Reply = Text | Raw

/** A text. */
export const text = (content: string): Reply => ({ _tag: "Text", content })

/** Anything that WeChat documents, as the whole XML before it is encrypted: from `<xml>` to `</xml>`. */
export const raw = (xml: string): Reply => ({ _tag: "Raw", xml })

/** The XML of a reply. Sender and receiver of the message change places. */
export const toXml = (
  reply: Reply,
  to: { readonly ToUserName: string; readonly FromUserName: string },
  seconds: number
): string =>
  reply._tag === "Raw" ? reply.xml : [
    "<xml>",
    Xml.cdata("ToUserName", to.FromUserName),
    Xml.cdata("FromUserName", to.ToUserName),
    `<CreateTime>${seconds}</CreateTime>`,
    Xml.cdata("MsgType", "text"),
    Xml.cdata("Content", reply.content),
    "</xml>"
  ].join("")
