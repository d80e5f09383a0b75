/**
 * Where pushes go: an `HttpClient` that remembers them, and answers as a callback would.
 */
import * as HttpClient from "@effect/platform/HttpClient"
import * as HttpClientError from "@effect/platform/HttpClientError"
import * as HttpClientResponse from "@effect/platform/HttpClientResponse"
import { assert } from "@effect/vitest"
import { MessageCrypto } from "@effect-wechat/core"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"

export interface Received {
  readonly at: number
  readonly method: string
  readonly url: URL
  readonly contentType: string | undefined
  readonly body: string
}

/** Nobody takes the push. */
export const nobody = Symbol("nobody there")

/** A body with status 200, something else, or nobody there. */
export type Reaction = string | { readonly status: number; readonly body: string } | typeof nobody

export const make = (
  react: (received: Received, nth: number) => Effect.Effect<Reaction> = () => Effect.succeed("success")
) => {
  const received: Array<Received> = []
  const http = HttpClient.make((request, url) =>
    Effect.gen(function*() {
      const push: Received = {
        at: yield* Clock.currentTimeMillis,
        method: request.method,
        url,
        contentType: request.headers["content-type"],
        body: request.body._tag === "Uint8Array" ? new TextDecoder().decode(request.body.body) : assert.fail("no body")
      }
      received.push(push)
      const reaction = yield* react(push, received.length)
      if (reaction === nobody) {
        return yield* new HttpClientError.RequestError({ request, reason: "Transport", description: "refused" })
      }
      const { body, status } = typeof reaction === "string" ? { body: reaction, status: 200 } : reaction
      return HttpClientResponse.fromWeb(request, new Response(body, { status }))
    })
  )
  return { http, received }
}

interface Keys {
  readonly appId: string
  readonly token: string
  readonly encodingAesKey: string
}

export const cryptoOf = ({ appId, encodingAesKey, token }: Keys) =>
  Effect.orDie(MessageCrypto.make({
    appId,
    token: Redacted.make(token),
    encodingAesKey: Redacted.make(encodingAesKey)
  }))

/** The text of an element, with or without CDATA. */
export const field = (xml: string, name: string): string | undefined => {
  const found = new RegExp(`<${name}>(?:<!\\[CDATA\\[([^]*?)\\]\\]>|([^<]*))</${name}>`).exec(xml)
  return found?.[1] ?? found?.[2]
}

const parameter = ({ url }: Received, name: string): string => url.searchParams.get(name) ?? ""

/** What a push says, once all that proves where it comes from has been checked. */
export const open = (keys: Keys, push: Received) =>
  Effect.gen(function*() {
    const crypto = yield* cryptoOf(keys)
    const parts = { timestamp: parameter(push, "timestamp"), nonce: parameter(push, "nonce") }
    yield* crypto.verifyUrl({ ...parts, signature: parameter(push, "signature") })
    return yield* crypto.decrypt({
      ...parts,
      msg_signature: parameter(push, "msg_signature"),
      encrypt: field(push.body, "Encrypt") ?? ""
    })
  })

/** The encrypted reply to a message. */
export const seal = (keys: Keys, xml: string) =>
  Effect.gen(function*() {
    const crypto = yield* cryptoOf(keys)
    const { Encrypt, MsgSignature, Nonce, TimeStamp } = yield* crypto.encrypt(xml)
    return `<xml><Encrypt><![CDATA[${Encrypt}]]></Encrypt><MsgSignature><![CDATA[${MsgSignature}]]></MsgSignature>`
      + `<TimeStamp>${TimeStamp}</TimeStamp><Nonce><![CDATA[${Nonce}]]></Nonce></xml>`
  })
