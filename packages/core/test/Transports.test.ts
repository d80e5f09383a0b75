import { AccessToken, Draft, FreePublish, WeChatClient } from "@effect-wechat/core"
import * as UndiciClient from "@effect-wechat/core/WeChatClient/Undici"
import { FetchHttpClient } from "@effect/platform"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber, Layer, Redacted, Schedule, TestClock } from "effect"
import * as HttpServer from "./utils/HttpServer.ts"

type Options = Omit<WeChatClient.Options, "transformClient">

const token = Redacted.make("a token/with+signs&=")

/** The same promises hold whatever carries the requests. */
const suite = (name: string, client: (options: Options) => Layer.Layer<WeChatClient.WeChatClient>) =>
  describe(`over ${name}`, () => {
    const on = (baseUrl: string, options: Options = {}) =>
      Layer.merge(
        client({ baseUrl, retry: Schedule.stop, ...options }),
        AccessToken.layerFixed(token, { appId: "wx0000000000000001" })
      )

    it.scoped("a GET carries the token in its address, and nothing else", () =>
      Effect.gen(function*() {
        const server = yield* HttpServer.make(HttpServer.json({ total_count: 15 }))
        const reply = yield* Draft.count().pipe(Effect.provide(on(server.baseUrl)))
        assert.deepStrictEqual(reply, { total_count: 15 })
        const [request] = server.received
        const url = new URL(request?.url ?? "", server.baseUrl)
        assert.strictEqual(request?.method, "GET")
        assert.strictEqual(url.pathname, "/cgi-bin/draft/count")
        assert.deepStrictEqual([...url.searchParams], [["access_token", Redacted.value(token)]])
        assert.strictEqual(request?.body, "")
      }))

    it.scoped("a POST carries raw UTF-8 as JSON", () =>
      Effect.gen(function*() {
        const server = yield* HttpServer.make(HttpServer.json({ errcode: 0, errmsg: "ok" }))
        yield* Draft.delete({ media_id: "草稿-🍊" }).pipe(Effect.provide(on(server.baseUrl)))
        const [request] = server.received
        assert.strictEqual(request?.method, "POST")
        assert.strictEqual(request?.body, `{"media_id":"草稿-🍊"}`)
        assert.strictEqual(request?.headers["content-type"], "application/json")
      }))

    it.scoped("a base address may have a path and a slash at its end", () =>
      Effect.gen(function*() {
        const server = yield* HttpServer.make(HttpServer.json({ total_count: 0 }))
        yield* Draft.count().pipe(Effect.provide(on(`${server.baseUrl}/proxy/`)))
        assert.isTrue(server.received[0]?.url.startsWith("/proxy/cgi-bin/draft/count?"))
      }))

    it.scoped("no trace header goes out, even inside of a span", () =>
      Effect.gen(function*() {
        const server = yield* HttpServer.make(HttpServer.json({ total_count: 0 }))
        yield* Draft.count().pipe(Effect.withSpan("outer"), Effect.provide(on(server.baseUrl)))
        const names = Object.keys(server.received[0]?.headers ?? {})
        assert.deepStrictEqual(names.filter((header) => /^(traceparent|tracestate|b3|x-b3)/.test(header)), [])
      }))

    it.scoped("a documented failure and a gateway's page are told apart", () =>
      Effect.gen(function*() {
        const refusing = yield* HttpServer.make(HttpServer.json({ errcode: 40007, errmsg: "invalid media_id" }))
        const gateway = yield* HttpServer.make((_, response) => {
          response.writeHead(502, { "content-type": "text/html" }).end("<html>Bad Gateway</html>")
        })
        const call = Draft.delete({ media_id: "MEDIA_ID" })
        const refused = yield* Effect.flip(call.pipe(Effect.provide(on(refusing.baseUrl))))
        const broken = yield* Effect.flip(call.pipe(Effect.provide(on(gateway.baseUrl))))
        assert.strictEqual(refused._tag, "InvalidMediaId")
        assert.deepInclude(broken._tag === "WeChatError" ? broken.reason : {}, {
          _tag: "UnexpectedStatus",
          status: 502
        })
      }))

    it.scoped("a reply in many small pieces, cut inside of a character, is put together", () =>
      Effect.gen(function*() {
        const text = Buffer.from(`{"total_count":7,"x":"${"草稿".repeat(2000)}"}`)
        const server = yield* HttpServer.make((_, response) => {
          for (let at = 0; at < text.length; at += 7) response.write(text.subarray(at, at + 7))
          response.end()
        })
        const { total_count } = yield* Draft.count().pipe(Effect.provide(on(server.baseUrl)))
        assert.strictEqual(total_count, 7)
      }))

    it.scoped("a connection that nobody takes is known to have carried nothing", () =>
      Effect.gen(function*() {
        const baseUrl = yield* Effect.scoped(
          Effect.map(HttpServer.make(HttpServer.json({})), (server) => server.baseUrl)
        )
        const error = yield* Effect.flip(Draft.count().pipe(Effect.provide(on(baseUrl))))
        assert.deepInclude(error._tag === "WeChatError" ? error.reason : {}, {
          _tag: "Transport",
          received: "no",
          fault: "ECONNREFUSED"
        })
      }))

    it.scoped(
      "a connection that breaks before the reply may have carried the request, and is not repeated for a delete "
        + "by position",
      () =>
        Effect.gen(function*() {
          const server = yield* HttpServer.make((_, response) => {
            response.destroy()
          })
          const error = yield* Effect.flip(
            FreePublish.delete({ article_id: "A", index: 1 }).pipe(
              Effect.provide(on(server.baseUrl, { retry: Schedule.recurs(3) }))
            )
          )
          assert.deepInclude(error._tag === "WeChatError" ? error.reason : {}, { _tag: "Transport", received: "maybe" })
          assert.strictEqual(server.received.length, 1)
        })
    )

    it.scoped("a connection that breaks inside of the reply is an error, not half a reply", () =>
      Effect.gen(function*() {
        const server = yield* HttpServer.make((_, response) => {
          response.writeHead(200, { "content-length": "100" })
          response.write(`{"total_count"`)
          setImmediate(() => response.destroy())
        })
        const error = yield* Effect.flip(Draft.count().pipe(Effect.provide(on(server.baseUrl))))
        assert.deepInclude(error._tag === "WeChatError" ? error.reason : {}, { _tag: "Transport", received: "maybe" })
      }))

    it.scoped("a call that gets no reply ends at its time limit, and its request with it", () =>
      Effect.gen(function*() {
        const server = yield* HttpServer.make(() => undefined)
        const fiber = yield* Draft.count().pipe(
          Effect.flip,
          Effect.provide(on(server.baseUrl, { timeout: "3 seconds" })),
          Effect.fork
        )
        yield* server.arrived
        yield* TestClock.adjust("2999 millis")
        assert.isTrue((yield* Fiber.poll(fiber))._tag === "None")
        yield* TestClock.adjust("1 millis")
        const error = yield* Fiber.join(fiber)
        assert.deepInclude(error._tag === "WeChatError" ? error.reason : {}, { _tag: "TimedOut", limit: 3000 })
        yield* server.left
      }))

    it.scoped("a caller who is interrupted takes the request back", () =>
      Effect.gen(function*() {
        const server = yield* HttpServer.make(() => undefined)
        const fiber = yield* Draft.count().pipe(Effect.provide(on(server.baseUrl)), Effect.fork)
        yield* server.arrived
        yield* Fiber.interrupt(fiber)
        yield* server.left
      }))

    it.scoped("many calls at once each get their own reply", () =>
      Effect.gen(function*() {
        const server = yield* HttpServer.make(({ body }, response) => {
          const { media_id } = JSON.parse(body) as { media_id: string }
          response.end(JSON.stringify({ errcode: 45009, errmsg: `of ${media_id}` }))
        })
        const ids = Array.from({ length: 200 }, (_, nth) => `id-${nth}`)
        const said = yield* Effect.forEach(ids, (media_id) => Effect.flip(Draft.delete({ media_id })), {
          concurrency: "unbounded"
        }).pipe(Effect.provide(on(server.baseUrl)))
        assert.deepStrictEqual(
          said.map((error) =>
            error._tag === "WeChatError" && error.reason._tag === "QuotaExhausted" ? error.reason.errmsg : ""
          ),
          ids.map((id) => `of ${id}`)
        )
      }))
  })

suite("any HttpClient", (options) => WeChatClient.layer(options).pipe(Layer.provide(FetchHttpClient.layer)))
suite("undici", (options) => UndiciClient.layer(options))

describe("over undici alone", () => {
  it.scoped("a reply beyond the limit is not read to its end", () =>
    Effect.gen(function*() {
      const server = yield* HttpServer.make((_, response) => {
        response.end(JSON.stringify({ total_count: 1, rest: "x".repeat(5000) }))
      })
      const error = yield* Effect.flip(
        Draft.count().pipe(Effect.provide(Layer.merge(
          UndiciClient.layer({ baseUrl: server.baseUrl, maxReplySize: 1000, retry: Schedule.stop }),
          AccessToken.layerFixed(token)
        )))
      )
      assert.deepInclude(error._tag === "WeChatError" ? error.reason : {}, {
        _tag: "Transport",
        fault: "UND_ERR_RES_EXCEEDED_MAX_SIZE"
      })
    }))

  it.scoped("requests go through a proxy, which alone knows where WeChat is", () =>
    Effect.gen(function*() {
      const server = yield* HttpServer.make(HttpServer.json({ total_count: 9 }))
      const proxy = yield* HttpServer.makeProxy(server.baseUrl)
      const { total_count } = yield* Draft.count().pipe(Effect.provide(Layer.merge(
        UndiciClient.layer({ baseUrl: "http://wechat.invalid", proxy: proxy.baseUrl }),
        AccessToken.layerFixed(token)
      )))
      assert.strictEqual(total_count, 9)
      assert.deepStrictEqual(proxy.tunnels, ["wechat.invalid:80"])
    }))
})
