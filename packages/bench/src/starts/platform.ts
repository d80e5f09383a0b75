/** The `HttpClient` of Effect's platform, and nothing of this library. */
import * as NodeHttpClient from "@effect/platform-node/NodeHttpClient"
import * as HttpClient from "@effect/platform/HttpClient"
import * as Effect from "effect/Effect"
import * as ManagedRuntime from "effect/ManagedRuntime"
import type { Start } from "../probes/starts.ts"

export const start: Start = (baseUrl) => {
  const runtime = ManagedRuntime.make(NodeHttpClient.layerUndici)
  const count = HttpClient.get(`${baseUrl}/cgi-bin/draft/count?access_token=TOKEN`).pipe(
    Effect.flatMap((reply) => reply.json)
  )
  return () => runtime.runPromise(count)
}
