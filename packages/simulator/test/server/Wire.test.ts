import { assert, describe, it } from "@effect/vitest"
import { Server, Simulator } from "@effect-wechat/simulator"
import * as Effect from "effect/Effect"
import * as Predicate from "effect/Predicate"
import * as Http from "node:http"
import { connect } from "node:net"
import { ask, postJson, request, start, until } from "../utils/Sockets.ts"

const account = { appId: "wx0000000000000001", secret: "secret", drafts: 2 }
const other = { appId: "wx0000000000000002", secret: "secret", ipAllowList: ["203.0.113.9"] }
const tokenPath = (appId: string) => `/cgi-bin/token?grant_type=client_credential&appid=${appId}&secret=secret`

const world = { world: { accounts: [account, other] } }

const tokenAt = (baseUrl: string) =>
  Effect.map(ask(`${baseUrl}${tokenPath(account.appId)}`), ({ text }): string => JSON.parse(text).access_token)

/** How Node's own client sees it: the code of its error, or what it read until the connection broke. */
const raw = (url: string) =>
  Effect.async<{ readonly code: string | undefined; readonly announced: string | undefined; readonly body: string }>(
    (resume) => {
      let body = ""
      let announced: string | undefined
      const end = (code: string | undefined) => resume(Effect.succeed({ code, announced, body }))
      Http.get(url, { agent: false }, (response) => {
        announced = response.headers["content-length"]
        response.setEncoding("utf8")
        response.on("data", (chunk: string) => {
          body += chunk
        })
        response.on("end", () => end(undefined))
        response.on("error", (error: NodeJS.ErrnoException) => end(error.code))
      }).on("error", (error: NodeJS.ErrnoException) => end(error.code))
    }
  )

/** What fetch fails with, all the way down. */
const causes = (error: unknown): ReadonlyArray<string> =>
  Predicate.isRecord(error)
    ? [String(error["code"] ?? error["message"]), ...causes(error["cause"])]
    : []

describe("the server", () => {
  it.scopedLive("answers 200 to everything, as text/plain, and names the request behind a complaint", () =>
    Effect.gen(function*() {
      const { server } = yield* start(world)
      const answer = yield* ask(`${server.baseUrl}/cgi-bin/draft/count?access_token=wrong`)
      assert.strictEqual(answer.status, 200)
      assert.strictEqual(answer.headers.get("content-type"), "text/plain")
      assert.strictEqual(answer.headers.get("content-length"), `${answer.text.length}`)
      const { errcode, errmsg } = JSON.parse(answer.text)
      assert.strictEqual(errcode, 40014)
      assert.match(errmsg, /^invalid access_token rid: [0-9a-f]{8}-[0-9a-f]{8}-[0-9a-f]{8}$/)
    }))

  it.scopedLive("gives a token, and answers calls that carry it", () =>
    Effect.gen(function*() {
      const { server } = yield* start(world)
      const token = yield* tokenAt(server.baseUrl)
      const answer = yield* ask(`${server.baseUrl}/cgi-bin/draft/count?access_token=${token}`)
      assert.deepStrictEqual(JSON.parse(answer.text), { total_count: 2 })
    }))

  it.scopedLive("sends slashes escaped, and 64-bit numbers whole", () =>
    Effect.gen(function*() {
      const { server, simulator } = yield* start(world)
      const token = yield* tokenAt(server.baseUrl)
      const [media_id] = (yield* simulator.account(account.appId)).drafts
      const answer = yield* postJson(`${server.baseUrl}/cgi-bin/draft/get?access_token=${token}`, { media_id })
      assert.include(answer.text, "<\\/p>")
      assert.notInclude(answer.text, "</p>")
      const sent = yield* postJson(`${server.baseUrl}/cgi-bin/message/mass/sendall?access_token=${token}`, {
        filter: { is_to_all: true },
        text: { content: "hello" },
        msgtype: "text"
      })
      const [, digits = "0"] = /"msg_id":(\d+)[,}]/.exec(sent.text) ?? []
      assert.isTrue(BigInt(digits) > BigInt(Number.MAX_SAFE_INTEGER), sent.text)
      assert.strictEqual((yield* simulator.account(account.appId)).messages[0]?.msg_id, digits)
    }))

  it.scopedLive("tells the address that a call comes from", () =>
    Effect.gen(function*() {
      const { server } = yield* start(world)
      const answer = yield* ask(`${server.baseUrl}${tokenPath(other.appId)}`)
      assert.strictEqual(JSON.parse(answer.text).errcode, 40164)
      assert.match(answer.text, /invalid ip 127\.0\.0\.1, not in whitelist/)
    }))

  it.scopedLive("knows no interface at an unknown path, and stays up after requests that make no sense", () =>
    Effect.gen(function*() {
      const { server } = yield* start(world)
      assert.strictEqual(JSON.parse((yield* ask(`${server.baseUrl}//cgi-bin/nothing`)).text).errcode, 40066)
      const answered = yield* Effect.async<string>((resume) => {
        let text = ""
        const socket = connect(server.port, "127.0.0.1", () => {
          socket.write("GET http://[ HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        })
        socket.setEncoding("utf8").on("data", (chunk: string) => {
          text += chunk
        }).on("close", () => resume(Effect.succeed(text)))
      })
      assert.match(answered, /^HTTP\/1\.1 400 /)
      assert.isString(yield* tokenAt(server.baseUrl))
    }))

  it.scopedLive("works as the proxy of a client, too", () =>
    Effect.gen(function*() {
      const { server } = yield* start(world)
      const text = yield* Effect.async<string>((resume) => {
        Http.get(
          { host: "127.0.0.1", port: server.port, path: `http://api.weixin.qq.com${tokenPath(account.appId)}` },
          (response) => {
            let body = ""
            response.setEncoding("utf8").on("data", (chunk: string) => {
              body += chunk
            }).on("end", () => resume(Effect.succeed(body)))
          }
        )
      })
      assert.isString(JSON.parse(text).access_token)
    }))

  it.scopedLive("takes bodies up to its bound, and answers 413 beyond it, announced or not", () =>
    Effect.gen(function*() {
      const { server } = yield* start({ ...world, maxBodySize: 1000 })
      const url = `${server.baseUrl}/cgi-bin/stable_token`
      const send = (body: BodyInit) => ask(url, { method: "POST", body, duplex: "half" } as RequestInit)
      const streamed = () =>
        new ReadableStream({
          start: (controller) => {
            for (let sent = 0; sent < 5; sent++) controller.enqueue(new Uint8Array(500))
            controller.close()
          }
        })
      assert.strictEqual((yield* send("x".repeat(1000))).status, 200)
      assert.strictEqual((yield* send("x".repeat(1001))).status, 413)
      assert.strictEqual((yield* send(streamed())).status, 413)
      const token = yield* tokenAt(server.baseUrl)
      assert.isString(token)
    }))

  it.scopedLive("listens on the loopback alone, unless told otherwise", () =>
    Effect.gen(function*() {
      const { server } = yield* start()
      assert.strictEqual(server.baseUrl, `http://127.0.0.1:${server.port}`)
      const code = yield* Effect.async<string | undefined>((resume) => {
        const socket = connect(server.port, "127.0.0.2")
        socket.on("error", (error: NodeJS.ErrnoException) => resume(Effect.succeed(error.code)))
        socket.on("connect", () => {
          socket.destroy()
          resume(Effect.succeed(undefined))
        })
      })
      assert.strictEqual(code, "ECONNREFUSED")
    }))

  it.scopedLive("comes as a layer, beside the service that arranges the world", () =>
    Effect.gen(function*() {
      const simulator = yield* Simulator.Simulator
      yield* simulator.addAccount(account)
      assert.strictEqual(yield* Server.baseUrl, `http://127.0.0.1:${yield* Server.port}`)
      assert.isString(yield* tokenAt(yield* Server.baseUrl))
    }).pipe(Effect.provide(Server.layer())))

  it.scopedLive("stops although a client keeps its connection and another one waits", () =>
    Effect.gen(function*() {
      const url = yield* Effect.scoped(Effect.gen(function*() {
        const { server, simulator } = yield* start(world)
        yield* tokenAt(server.baseUrl)
        yield* simulator.inject({ when: {}, what: { _tag: "Delay", millis: 3_600_000 } })
        yield* Effect.fork(Effect.exit(request(server.baseUrl)))
        yield* until(simulator.requests, (all) => all.length === 2)
        return server.baseUrl
      }))
      // The client may not have noticed yet that the connection has gone which it keeps.
      yield* Effect.flip(request(url))
      assert.include(causes(yield* Effect.flip(request(url))), "ECONNREFUSED")
    }))
})

describe("a connection that is cut", () => {
  it.scopedLive("breaks before anything is done: no byte comes, and no token was given", () =>
    Effect.gen(function*() {
      const { server, simulator } = yield* start(world)
      yield* simulator.inject({ when: { endpoint: "/cgi-bin/token" }, what: { _tag: "Cut", at: "before" } })
      const url = `${server.baseUrl}${tokenPath(account.appId)}`
      assert.deepStrictEqual(yield* raw(url), { code: "ECONNRESET", announced: undefined, body: "" })
      assert.include(causes(yield* Effect.flip(request(url))), "UND_ERR_SOCKET")
    }))

  it.scopedLive("breaks after it was done: no byte comes, but the draft is gone", () =>
    Effect.gen(function*() {
      const { server, simulator } = yield* start(world)
      const token = yield* tokenAt(server.baseUrl)
      yield* simulator.inject({ when: { endpoint: "/cgi-bin/draft/delete" }, what: { _tag: "Cut", at: "after" } })
      const [media_id] = (yield* simulator.account(account.appId)).drafts
      const error = yield* Effect.flip(request(`${server.baseUrl}/cgi-bin/draft/delete?access_token=${token}`, {
        method: "POST",
        body: JSON.stringify({ media_id })
      }))
      assert.include(causes(error), "UND_ERR_SOCKET")
      assert.lengthOf((yield* simulator.account(account.appId)).drafts, 1)
    }))

  it.scopedLive("breaks in the middle of the body, with the whole length announced", () =>
    Effect.gen(function*() {
      const { server, simulator } = yield* start(world)
      const url = `${server.baseUrl}${tokenPath(account.appId)}`
      const whole = yield* ask(url)
      yield* simulator.inject({ when: {}, what: { _tag: "Cut", at: "during" } })
      const seen = yield* raw(url)
      assert.strictEqual(seen.code, "ECONNRESET")
      assert.strictEqual(seen.announced, whole.headers.get("content-length"))
      assert.strictEqual(seen.body.length, Math.ceil(whole.text.length / 2))
      assert.include(causes(yield* Effect.flip(request(url))), "UND_ERR_SOCKET")
    }))
})

describe("other faults over a socket", () => {
  it.scopedLive("bring a gateway's status, a page with status 200, or half a reply that looks whole", () =>
    Effect.gen(function*() {
      const { server, simulator } = yield* start(world)
      const url = `${server.baseUrl}${tokenPath(account.appId)}`
      yield* simulator.inject({ when: { times: 1 }, what: { _tag: "Status", status: 502 } })
      assert.strictEqual((yield* ask(url)).status, 502)
      yield* simulator.inject({ when: { times: 1 }, what: { _tag: "Html" } })
      const page = yield* ask(url)
      assert.strictEqual(page.status, 200)
      assert.strictEqual(page.headers.get("content-type"), "text/html; charset=utf-8")
      yield* simulator.inject({ when: { times: 1 }, what: { _tag: "Truncated" } })
      const half = yield* ask(url)
      assert.strictEqual(half.headers.get("content-length"), `${half.text.length}`)
      assert.throws(() => JSON.parse(half.text))
    }))
})
