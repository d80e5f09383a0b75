/**
 * A server and those who talk to it over real sockets.
 */
import { Server } from "@effect-wechat/simulator"
import * as Effect from "effect/Effect"
import * as Queue from "effect/Queue"
import * as Http from "node:http"

/** A request that came to a callback. */
export interface Received {
  readonly url: URL
  readonly contentType: string | undefined
  readonly body: string
}

export interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly text: string
}

/** A server on a free port, until the test ends. */
export const start = (options: Server.Options = {}) => Server.make({ port: 0, ...options })

/** A plain request by fetch, which follows no redirect. */
export const request = (url: string, init: RequestInit = {}): Effect.Effect<Answer, unknown> =>
  Effect.tryPromise({
    try: (signal) =>
      fetch(url, { redirect: "manual", ...init, signal }).then((response) =>
        response.text().then((text) => ({ status: response.status, headers: response.headers, text }))
      ),
    catch: (cause) => cause
  })

/** A request of which no failure is expected. */
export const ask = (url: string, init?: RequestInit): Effect.Effect<Answer> => Effect.orDie(request(url, init))

export const postJson = (url: string, json: unknown, method = "POST"): Effect.Effect<Answer> =>
  ask(url, { method, headers: { "content-type": "application/json" }, body: JSON.stringify(json) })

export const postForm = (
  url: string,
  fields: ReadonlyArray<readonly [string, string]>,
  headers: Readonly<Record<string, string>> = {}
): Effect.Effect<Answer> =>
  ask(url, {
    method: "POST",
    headers,
    body: new URLSearchParams(fields.map(([name, value]) => [name, value]))
  })

/** Looks again each time that sockets had their turn. */
export const until = <A>(look: Effect.Effect<A>, done: (value: A) => boolean): Effect.Effect<A> =>
  Effect.repeat(
    Effect.zipRight(
      Effect.async<void>((resume) => {
        setImmediate(() => resume(Effect.void))
      }),
      look
    ),
    { until: done }
  )

/** A callback that takes every push with `success`, or with what it is told to, or lets it wait for ever. */
export const callback = (answer: (received: Received) => string | undefined = () => "success") =>
  Effect.gen(function*() {
    const received = yield* Queue.unbounded<Received>()
    const server = Http.createServer((message, response) => {
      const chunks: Array<Uint8Array> = []
      message.on("data", (chunk: Uint8Array) => chunks.push(chunk)).on("end", () => {
        const push: Received = {
          url: new URL(message.url ?? "", "http://callback"),
          contentType: message.headers["content-type"],
          body: Buffer.concat(chunks).toString()
        }
        Queue.unsafeOffer(received, push)
        const text = answer(push)
        if (text !== undefined) response.end(text)
      })
    })
    const port = yield* Effect.acquireRelease(
      Effect.async<number>((resume) => {
        server.listen(0, "127.0.0.1", () => {
          const address = server.address()
          resume(
            typeof address === "object" && address !== null
              ? Effect.succeed(address.port)
              : Effect.dieMessage("no port")
          )
        })
      }),
      () =>
        Effect.async<void>((resume) => {
          server.close(() => resume(Effect.void))
          server.closeAllConnections()
        })
    )
    return { url: `http://127.0.0.1:${port}`, next: Queue.take(received), all: Queue.takeAll(received) }
  })
