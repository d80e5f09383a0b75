import { HttpClient, HttpClientError, type HttpClientRequest, HttpClientResponse } from "@effect/platform"
import { AccessToken, WeChatClient } from "@effect-wechat/core"
import { Effect, Layer, Redacted } from "effect"

/** A request as it went out. */
export interface Seen {
  readonly method: string
  readonly url: string
  readonly query: Record<string, string>
  readonly headers: Record<string, string>
  readonly body: string | undefined
}

/** What the fake answers: JSON data, a raw text, a full response, or an HTTP client error. */
export type Answer =
  | { readonly json: unknown }
  | { readonly text: string; readonly status?: number; readonly contentType?: string }
  | { readonly fault: string; readonly received?: boolean }
  | { readonly never: true }

const seenOf = (request: HttpClientRequest.HttpClientRequest, url: URL): Seen => ({
  method: request.method,
  url: `${url.origin}${url.pathname}`,
  query: Object.fromEntries(url.searchParams),
  headers: { ...request.headers },
  body: request.body._tag === "Uint8Array" ? new TextDecoder().decode(request.body.body) : undefined
})

const toEffect = (request: HttpClientRequest.HttpClientRequest, answer: Answer) => {
  if ("never" in answer) return Effect.never
  if ("fault" in answer) {
    // As undici and fetch report it: the address, and with it the token, stands in the message.
    const cause = Object.assign(new Error(`fetch failed: ${request.url}?${JSON.stringify(request.urlParams)}`), {
      cause: { code: answer.fault }
    })
    return Effect.fail(new HttpClientError.RequestError({ request, reason: "Transport", cause }))
  }
  const [text, init] = "json" in answer
    ? [JSON.stringify(answer.json), { status: 200, headers: { "content-type": "application/json; encoding=utf-8" } }]
    : [
      answer.text,
      { status: answer.status ?? 200, headers: { "content-type": answer.contentType ?? "text/plain" } }
    ]
  return Effect.succeed(HttpClientResponse.fromWeb(request, new Response(text, init)))
}

/** A WeChat that gives the same answer to everything, or the answer of a function, and remembers what it was asked. */
export const make = (answers: Answer | ((seen: Seen, nth: number) => Answer | Effect.Effect<Answer>)) => {
  const seen: Array<Seen> = []
  const http = HttpClient.make((request, url) => {
    const asked = seenOf(request, url)
    seen.push(asked)
    const answer = typeof answers === "function" ? answers(asked, seen.length) : answers
    return Effect.isEffect(answer)
      ? Effect.flatMap(answer, (given) => toEffect(request, given))
      : toEffect(request, answer)
  })
  return { seen, http, layer: Layer.succeed(HttpClient.HttpClient, http) }
}

export const token = Redacted.make("TOKEN-of-the-account")

/** A client over the fake with a fixed token. */
export const layerWith = (http: Layer.Layer<HttpClient.HttpClient>, options?: WeChatClient.Options) =>
  Layer.merge(
    WeChatClient.layer(options).pipe(Layer.provide(http)),
    AccessToken.layerFixed(token, { appId: "wx0000000000000001" })
  )
