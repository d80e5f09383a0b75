/**
 * A server of bare sockets: it sees every byte that comes, and can end a connection after any byte.
 */
import { Deferred, Effect } from "effect"
import { createServer, type Socket } from "node:net"

/** One connection, from the side of the server. */
export interface Connection {
  readonly socket: Socket
  /** Everything that has come so far */
  readonly received: () => Buffer
}

/** A request that is there as a whole, cut out of the bytes of a connection. */
export interface Request {
  readonly line: string
  readonly headers: Headers
  readonly body: Buffer
}

/** The request, if as many bytes are there as it announced. */
export const requestOf = (bytes: Buffer): Request | undefined => {
  const end = bytes.indexOf("\r\n\r\n")
  if (end < 0) return undefined
  const [line = "", ...lines] = bytes.subarray(0, end).toString("latin1").split("\r\n")
  const headers = new Headers(lines.map((header) => {
    const colon = header.indexOf(":")
    return [header.slice(0, colon), header.slice(colon + 1).trim()] as [string, string]
  }))
  const body = bytes.subarray(end + 4)
  return body.length < Number(headers.get("content-length") ?? 0) ? undefined : { line, headers, body }
}

/** The bytes of a reply. */
export const reply = (
  body: Uint8Array | string,
  headers: Readonly<Record<string, string>> = {},
  status = "200 OK"
): Buffer => {
  const bytes = Buffer.from(body)
  const lines = Object.entries({ "content-length": String(bytes.length), ...headers })
    .filter(([, value]) => value !== "")
    .map(([name, value]) => `${name}: ${value}\r\n`)
  return Buffer.concat([Buffer.from(`HTTP/1.1 ${status}\r\n${lines.join("")}\r\n`, "latin1"), bytes])
}

/** The bytes of a JSON reply, as WeChat sends it. */
export const json = (data: unknown): Buffer => reply(JSON.stringify(data), { "content-type": "text/plain" })

/** Answers whole requests; the connection stays open. */
export const answering = (answer: (request: Request, nth: number) => Buffer) => {
  let nth = 0
  return ({ received, socket }: Connection) => {
    let used = 0
    socket.on("data", () => {
      const request = requestOf(received().subarray(used))
      if (request === undefined) return
      used = received().length
      nth += 1
      socket.write(answer(request, nth))
    })
  }
}

export const make = (behave: (connection: Connection) => void) =>
  Effect.gen(function*() {
    const sockets = new Set<Socket>()
    const connections: Array<Connection> = []
    const closed = yield* Deferred.make<void>()
    const arrived = yield* Deferred.make<void>()
    const server = createServer((socket) => {
      const chunks: Array<Buffer> = []
      const connection = { socket, received: () => Buffer.concat(chunks) }
      sockets.add(socket)
      connections.push(connection)
      socket.on("error", () => undefined)
      socket.on("data", (chunk) => {
        chunks.push(chunk)
        Deferred.unsafeDone(arrived, Effect.void)
      })
      socket.on("close", () => {
        sockets.delete(socket)
        Deferred.unsafeDone(closed, Effect.void)
      })
      behave(connection)
    })
    yield* Effect.acquireRelease(
      Effect.async<void>((resume) => {
        server.listen(0, "127.0.0.1", () => resume(Effect.void))
      }),
      () =>
        Effect.async<void>((resume) => {
          sockets.forEach((socket) => socket.destroy())
          server.close(() => resume(Effect.void))
        })
    )
    const address = server.address()
    return {
      baseUrl: `http://127.0.0.1:${typeof address === "object" && address !== null ? address.port : 0}`,
      connections,
      /** The first bytes are there */
      arrived: Deferred.await(arrived),
      /** A connection is over, whoever ended it */
      closed: Deferred.await(closed)
    }
  })
