/**
 * A WeChat for tests: an `HttpClient` that answers what it is told and remembers what it was asked.
 */
import * as HttpClient from "@effect/platform/HttpClient"
import * as HttpClientError from "@effect/platform/HttpClientError"
import type * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import * as HttpClientResponse from "@effect/platform/HttpClientResponse"
import { AccessToken, WeChatClient } from "@effect-wechat/core"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"

/** A request as it went out. */
export interface Seen {
  readonly method: string
  /** The whole address, with the query */
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | undefined
}

/** What the fake answers. */
export type Answer =
  /** Data, as WeChat sends it */
  | { readonly json: unknown }
  /** Any text or bytes */
  | { readonly text: string | Uint8Array<ArrayBuffer>; readonly status?: number; readonly contentType?: string }
  /** A text as a client gives it that takes nothing away, not even a byte order mark */
  | { readonly decoded: string }
  /** A fault before there is a response, by its short name */
  | { readonly fault: string }
  /** A response whose body breaks off, by the short name of the fault */
  | { readonly broken: string }
  /** A response whose body never ends */
  | { readonly stalled: true }

/** `/cgi-bin/draft/count`. */
export const pathOf = (seen: Seen): string => new URL(seen.url).pathname

/** The token that a request carries. */
export const tokenOf = (seen: Seen): string | null => new URL(seen.url).searchParams.get("access_token")

/** As undici and fetch report it: the address, and with it the token, stands in the message. */
const faultOf = (url: URL, code: string): Error =>
  Object.assign(new Error(`fetch failed: ${url.href}`), { cause: Object.assign(new Error(url.href), { code }) })

const bodyOf = (answer: Exclude<Answer, { readonly fault: string }>, url: URL) => {
  if ("json" in answer) return JSON.stringify(answer.json)
  if ("text" in answer) return answer.text
  if ("decoded" in answer) return ""
  return new ReadableStream({
    start: (controller) => {
      if ("broken" in answer) controller.error(faultOf(url, answer.broken))
    }
  })
}

const respond = (request: HttpClientRequest.HttpClientRequest, url: URL, answer: Answer) =>
  "fault" in answer
    ? Effect.fail(
      new HttpClientError.RequestError({ request, reason: "Transport", cause: faultOf(url, answer.fault) })
    )
    : Effect.sync(() => {
      const response = HttpClientResponse.fromWeb(
        request,
        new Response(bodyOf(answer, url), {
          status: "text" in answer ? answer.status ?? 200 : 200,
          headers: {
            "content-type": "text" in answer ? answer.contentType ?? "text/plain" : "application/json; encoding=utf-8"
          }
        })
      )
      return "decoded" in answer
        ? Object.defineProperty(response, "text", { value: Effect.succeed(answer.decoded) })
        : response
    })

/** What was asked, in order, and which of it was given up. */
export interface FakeWeChat {
  readonly seen: ReadonlyArray<Seen>
  readonly aborted: ReadonlyArray<Seen>
  readonly layer: Layer.Layer<HttpClient.HttpClient>
}

/** A WeChat that gives the same answer to everything, or the answer of a function of the request and its number. */
export const make = (answers: Answer | ((seen: Seen, nth: number) => Answer | Effect.Effect<Answer>)): FakeWeChat => {
  const seen: Array<Seen> = []
  const aborted: Array<Seen> = []
  const http = HttpClient.make((request, url) => {
    const asked: Seen = {
      method: request.method,
      url: url.href,
      headers: { ...request.headers },
      body: request.body._tag === "Uint8Array" ? new TextDecoder().decode(request.body.body) : undefined
    }
    seen.push(asked)
    const answer = typeof answers === "function" ? answers(asked, seen.length) : answers
    return (Effect.isEffect(answer) ? answer : Effect.succeed(answer)).pipe(
      Effect.onInterrupt(() => Effect.sync(() => aborted.push(asked))),
      Effect.flatMap((given) => respond(request, url, given))
    )
  })
  return { seen, aborted, layer: Layer.succeed(HttpClient.HttpClient, http) }
}

export const appId = "wx0000000000000001"
export const token = Redacted.make("TOKEN-of-the-account")
export const secret = Redacted.make("SECRET-of-the-account")

/** A POST of a JSON text, exactly as it goes out. */
export const posted = (path: string, body: string): Seen => ({
  method: "POST",
  url: `https://api.weixin.qq.com${path}?access_token=${Redacted.value(token)}`,
  headers: { "content-type": "application/json", "content-length": String(new TextEncoder().encode(body).length) },
  body
})

/** A client over the fake, and a token that somebody else looks after. */
export const layerWith = (wechat: FakeWeChat, options?: WeChatClient.Options) =>
  Layer.merge(
    WeChatClient.layer(options).pipe(Layer.provide(wechat.layer)),
    AccessToken.layerFixed(token, { appId })
  )

/** A client over the fake, and an account that calls for itself. */
export const layerDirect = (wechat: FakeWeChat, options?: WeChatClient.Options) =>
  AccessToken.layerDirect({ appId, secret }).pipe(
    Layer.provideMerge(WeChatClient.layer(options)),
    Layer.provide(wechat.layer)
  )
