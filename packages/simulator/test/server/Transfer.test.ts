import { assert, describe, it } from "@effect/vitest"
import { Simulator } from "@effect-wechat/simulator"
import * as Effect from "effect/Effect"
import * as Http from "node:http"
import { ask, start } from "../utils/Sockets.ts"

const account = { appId: "wx0000000000000001", secret: "secret" }
const world = { world: { accounts: [account] } }

const form = (bytes: Uint8Array<ArrayBuffer>): FormData => {
  const data = new FormData()
  data.append("media", new Blob([bytes]), "a.jpg")
  return data
}

/** A server, a way to its interfaces, and what the account keeps. */
const begin = Effect.gen(function*() {
  const { server, simulator } = yield* start(world)
  const { text } = yield* ask(
    `${server.baseUrl}/cgi-bin/token?grant_type=client_credential&appid=${account.appId}&secret=secret`
  )
  const token: string = JSON.parse(text).access_token
  return {
    simulator,
    url: (path: string, query = "") => `${server.baseUrl}${path}?access_token=${token}${query}`,
    kept: Effect.map(simulator.account(account.appId), ({ material }) => material.length)
  }
})

interface Raw {
  /** The code of Node's error, if there was one */
  readonly code: string | undefined
  readonly headers: Http.IncomingHttpHeaders
  readonly body: Buffer
}

/** What Node's own client sees, with the body that `write` sends. */
const raw = (url: string, headers: Http.OutgoingHttpHeaders, write: (request: Http.ClientRequest) => void) =>
  Effect.async<Raw>((resume) => {
    const chunks: Array<Uint8Array> = []
    let seen: Http.IncomingHttpHeaders = {}
    const end = (code: string | undefined) =>
      resume(Effect.succeed({ code, headers: seen, body: Buffer.concat(chunks) }))
    const request = Http.request(url, { method: "POST", agent: false, headers }, (response) => {
      seen = response.headers
      response.on("data", (chunk: Uint8Array) => chunks.push(chunk))
      response.on("end", () => end(undefined))
      response.on("error", (error: NodeJS.ErrnoException) => end(error.code))
    }).on("error", (error: NodeJS.ErrnoException) => end(error.code))
    write(request)
  })

const add = "/cgi-bin/material/add_material"
const get = "/cgi-bin/material/get_material"

const uploaded = (url: string, bytes: Uint8Array<ArrayBuffer>) =>
  Effect.map(ask(url, { method: "POST", body: form(bytes) }), ({ text }): Record<string, string> => JSON.parse(text))

/** A form in Node's hands: its type and its bytes. */
const encoded = (bytes: Uint8Array<ArrayBuffer>) =>
  Effect.promise(() => {
    const response = new Response(form(bytes))
    return response.arrayBuffer().then((buffer) => ({
      type: response.headers.get("content-type") ?? "",
      body: Buffer.from(buffer)
    }))
  })

describe("a file over a socket", () => {
  it.scopedLive("of 10 MB goes there and back byte for byte, with its type, its length and its name", () =>
    Effect.gen(function*() {
      const { url } = yield* begin
      const bytes = new Uint8Array(10 * 1024 * 1024)
      for (let at = 0; at < bytes.length; at++) bytes[at] = at * 31 + (at >> 8)
      const { media_id } = yield* uploaded(url(add, "&type=image"), bytes)
      const read = yield* raw(url(get), {}, (request) => request.end(JSON.stringify({ media_id })))
      assert.isTrue(read.body.equals(bytes))
      assert.deepInclude(read.headers, {
        "content-type": "image/jpeg",
        "content-length": String(bytes.length),
        "content-disposition": `attachment; filename="${media_id}.jpg"`
      })
    }))

  it.scopedLive("that does not say its length is none", () =>
    Effect.gen(function*() {
      const { kept, url } = yield* begin
      const { body, type } = yield* encoded(new Uint8Array(10))
      const send = (headers: Http.OutgoingHttpHeaders) =>
        Effect.map(
          raw(url(add, "&type=image"), { "content-type": type, ...headers }, (request) => {
            request.write(body.subarray(0, 20))
            request.end(body.subarray(20))
          }),
          (answer): number | undefined => JSON.parse(answer.body.toString()).errcode
        )
      assert.strictEqual(yield* send({}), 41005)
      assert.isUndefined(yield* send({ "content-length": body.length }))
      assert.strictEqual(yield* kept, 1)
    }))
})

describe("a connection that is cut", () => {
  it.scopedLive("in the middle of an upload ends without an answer, and nothing is kept", () =>
    Effect.gen(function*() {
      const { kept, simulator, url } = yield* begin
      const { body, type } = yield* encoded(new Uint8Array(100_000))
      const headers = { "content-type": type, "content-length": body.length }
      const target = url(add, "&type=image")
      for (const bytes of [0, 1, 50_000, body.length - 1]) {
        yield* simulator.inject({
          when: { endpoint: "addMaterial", times: 1 },
          what: { _tag: "Cut", at: "upload", bytes }
        })
        const cut = yield* raw(target, headers, (request) => request.end(body))
        assert.include(["ECONNRESET", "EPIPE"], cut.code)
      }
      // Also while the client has more to send, and waits.
      yield* simulator.inject({ when: { times: 1 }, what: { _tag: "Cut", at: "upload", bytes: 10 } })
      const waiting = yield* raw(target, headers, (request) => request.write(body.subarray(0, 11)))
      assert.strictEqual(waiting.code, "ECONNRESET")
      assert.strictEqual(yield* kept, 0)
      yield* simulator.inject({ when: { times: 1 }, what: { _tag: "Cut", at: "upload", bytes: body.length } })
      assert.isUndefined((yield* raw(target, headers, (request) => request.end(body))).code)
      assert.strictEqual(yield* kept, 1)
    }))

  it.scopedLive("in the middle of a download lets so many bytes through, of as many as were announced", () =>
    Effect.gen(function*() {
      const { simulator, url } = yield* begin
      const bytes = new Uint8Array(1000).map((_, at) => at)
      const { media_id } = yield* uploaded(url(add, "&type=image"), bytes)
      const download = raw(url(get), {}, (request) => request.end(JSON.stringify({ media_id })))
      for (const cut of [1, 500, 999]) {
        yield* simulator.inject({
          when: { endpoint: "getMaterial", times: 1 },
          what: { _tag: "Cut", at: "during", bytes: cut }
        })
        const got = yield* download
        assert.strictEqual(got.code, "ECONNRESET")
        assert.strictEqual(got.headers["content-length"], "1000")
        assert.isTrue(got.body.equals(bytes.subarray(0, cut)))
      }
      yield* simulator.inject({ when: { endpoint: "getMaterial" }, what: { _tag: "Cut", at: "during", bytes: 1000 } })
      const whole = yield* download
      assert.isUndefined(whole.code)
      assert.isTrue(whole.body.equals(bytes))
    }))
})

describe("the service of a server", () => {
  it.scopedLive("arranges content, and begins anew with the world", () =>
    Effect.gen(function*() {
      const { server, simulator } = yield* start(world)
      const media_id = yield* simulator.addVoice(account.appId)
      assert.isNotEmpty(media_id)
      yield* simulator.setForms(account.appId, { publishId: "text" })
      yield* server.reset
      const missing = yield* Effect.flip(simulator.answerMassMessage(account.appId, "confirm"))
      assert.instanceOf(missing, Simulator.NotInWorld)
    }))
})
