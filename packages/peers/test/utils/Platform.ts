/**
 * A simulator as a server, arranged by its control API alone, and a callback for a client to answer pushes with.
 */
import { assert } from "@effect/vitest"
import { Control, Server, type World } from "@effect-wechat/simulator"
import * as Effect from "effect/Effect"
import type { IncomingMessage } from "node:http"
import * as Http from "node:http"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"

export const keys = {
  appId: "wx000000000000000c",
  secret: "0123456789abcdef0123456789abcdef",
  token: "message-token",
  encodingAesKey: "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
}

export const merchant = { appId: "wx0000000000000001", secret: "fedcba9876543210fedcba9876543210" }

const world: World.World = {
  components: [keys],
  accounts: [{ ...merchant, kind: "service", drafts: 3 }]
}

/** The base URL of a simulator, and its control API. */
export const platform = Effect.gen(function*() {
  const { server } = yield* Server.make({ world })
  const control = (method: string, path: string, body?: unknown) =>
    Effect.promise(() =>
      fetch(`${server.baseUrl}${Control.prefix}${path}`, {
        method,
        ...(body === undefined ? {} : { headers: { "content-type": "application/json" }, body: JSON.stringify(body) })
      }).then((response) =>
        response.text().then((text) => {
          assert.isTrue(response.ok, text)
          return text === "" ? undefined : JSON.parse(text)
        })
      )
    )
  return {
    baseUrl: server.baseUrl,
    control,
    /** A merchant agrees: gives the code that its browser would bring */
    authorize: Effect.map(
      control("POST", "/authorizations", { component: keys.appId, account: merchant.appId }),
      ({ authCode }): string => authCode
    ),
    /** Sends pushes to the callback, beginning with a ticket, and waits until that was answered */
    pushTo: (callback: string) =>
      Effect.zipRight(
        control("PUT", `/components/${keys.appId}/callbacks`, { authorizationUrl: callback }),
        control("POST", `/components/${keys.appId}/tickets`)
      ),
    /** What became of each push. A jump of no time at all waits for those that are under way */
    pushes: Effect.map(
      Effect.zipRight(control("POST", "/clock/advance", { millis: 0 }), control("GET", "/pushes")),
      (all: ReadonlyArray<{ readonly event: string; readonly outcome: string }>) =>
        all.map(({ event, outcome }) => `${event} ${outcome}`)
    ),
    account: control("GET", `/accounts/${merchant.appId}`)
  }
})

/** A server that hands what comes to a client, and answers what the client says. */
export const callback = (answer: (message: IncomingMessage) => Promise<string>) =>
  Effect.acquireRelease(
    Effect.async<{ readonly url: string; readonly server: Http.Server }>((resume) => {
      const server = Http.createServer((message, response) => {
        answer(message).then(
          (text) => response.end(text),
          (error: unknown) => {
            response.statusCode = 500
            response.end(String(error))
          }
        )
      })
      server.listen(0, "127.0.0.1", () => {
        const address = server.address()
        const port = typeof address === "object" && address !== null ? address.port : assert.fail("no port")
        resume(Effect.succeed({ url: `http://127.0.0.1:${port}/wechat`, server }))
      })
    }),
    ({ server }) =>
      Effect.async<void>((resume) => {
        server.close(() => resume(Effect.void))
        server.closeAllConnections()
      })
  ).pipe(Effect.map(({ url }) => url))

export const bodyOf = async (message: IncomingMessage): Promise<string> => {
  const chunks: Array<Uint8Array> = []
  for await (const chunk of message) chunks.push(chunk)
  return Buffer.concat(chunks).toString()
}

/** The smallest picture there is. */
export const picture = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  "base64"
)

/** The same as a file, for clients that take only such. */
export const pictureFile = Effect.acquireRelease(
  Effect.sync(() => {
    const folder = mkdtempSync(join(tmpdir(), "picture-"))
    const path = join(folder, "picture.png")
    writeFileSync(path, picture)
    return { folder, path }
  }),
  ({ folder }) => Effect.sync(() => rmSync(folder, { recursive: true }))
).pipe(Effect.map(({ path }) => path))
