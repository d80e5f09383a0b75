/** A request with Effect's own client, and nothing of this library. */
import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import * as HttpClient from "@effect/platform/HttpClient"
import * as Effect from "effect/Effect"

export const count = () =>
  HttpClient.get("https://api.weixin.qq.com/cgi-bin/draft/count").pipe(
    Effect.flatMap((reply) => reply.json),
    Effect.provide(FetchHttpClient.layer),
    Effect.runPromise
  )
