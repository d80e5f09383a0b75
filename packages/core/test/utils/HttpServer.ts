import { Deferred, Effect } from "effect"
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http"
import * as Https from "node:https"
import { connect } from "node:net"
import type { ServerIdentity } from "./Certificates.ts"

/** A request as it came over the socket. */
export interface Received {
  readonly method: string
  readonly url: string
  readonly headers: IncomingMessage["headers"]
  readonly body: string
}

/** What the server does with a request once all of it is there. */
export type Behaviour = (request: Received, response: ServerResponse, incoming: IncomingMessage) => void

const readBody = (request: IncomingMessage, done: (body: string) => void) => {
  const chunks: Array<Buffer> = []
  request.on("data", (chunk: Buffer) => chunks.push(chunk))
  request.on("end", () => done(Buffer.concat(chunks).toString("utf8")))
}

/** Listens on a free port for as long as the scope lasts. */
const listen = (server: Server | Https.Server) =>
  Effect.acquireRelease(
    Effect.async<number>((resume) => {
      server.listen(0, "127.0.0.1", () => {
        const address = server.address()
        resume(Effect.succeed(typeof address === "object" && address !== null ? address.port : 0))
      })
    }),
    () =>
      Effect.async<void>((resume) => {
        server.closeAllConnections()
        server.close(() => resume(Effect.void))
      })
  )

/** A proxy that leads every tunnel to one server, wherever it is asked to go. */
export const makeProxy = (target: string) =>
  Effect.gen(function*() {
    const tunnels: Array<string> = []
    const sockets: Array<{ readonly destroy: () => void }> = []
    const server = createServer().on("connect", (request, socket) => {
      tunnels.push(request.url ?? "")
      const upstream = connect(Number(new URL(target).port), "127.0.0.1", () => {
        socket.write("HTTP/1.1 200 Connection established\r\n\r\n")
        upstream.pipe(socket)
        socket.pipe(upstream)
      })
      sockets.push(socket, upstream)
    })
    const port = yield* listen(server)
    // A server does not know the tunnels that it has handed over.
    yield* Effect.addFinalizer(() => Effect.sync(() => sockets.forEach((socket) => socket.destroy())))
    return { baseUrl: `http://127.0.0.1:${port}`, tunnels }
  })

/**
 * A real server on a free port of this machine, which remembers what it was asked and who went away. With an identity it
 * speaks TLS.
 */
export const make = (behave: Behaviour, identity?: ServerIdentity) =>
  Effect.gen(function*() {
    const received: Array<Received> = []
    const arrived = yield* Deferred.make<void>()
    const left = yield* Deferred.make<void>()
    const answer = (request: IncomingMessage, response: ServerResponse) => {
      response.on("close", () => {
        if (!response.writableEnded) Deferred.unsafeDone(left, Effect.void)
      })
      readBody(request, (body) => {
        const seen = { method: request.method ?? "", url: request.url ?? "", headers: request.headers, body }
        received.push(seen)
        Deferred.unsafeDone(arrived, Effect.void)
        behave(seen, response, request)
      })
    }
    const port = yield* listen(identity === undefined ? createServer(answer) : Https.createServer(identity, answer))
    return {
      baseUrl: `${identity === undefined ? "http" : "https"}://127.0.0.1:${port}`,
      received,
      /** The first request is there, whole */
      arrived: Deferred.await(arrived),
      /** A client went away before its answer */
      left: Deferred.await(left)
    }
  })

export const json = (data: unknown): Behaviour => (_, response) => {
  response.setHeader("content-type", "text/plain")
  response.end(JSON.stringify(data))
}
