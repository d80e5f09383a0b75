import { AccessToken, Draft } from "@effect-wechat/core"
import * as UndiciClient from "@effect-wechat/core/WeChatClient/Undici"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer, Redacted, Schedule } from "effect"
import * as Certificates from "./utils/Certificates.ts"
import * as HttpServer from "./utils/HttpServer.ts"

const ours = Certificates.authority("an authority of ours")
const another = Certificates.authority("another authority")

const count = (options: UndiciClient.Options) =>
  Draft.count().pipe(Effect.provide(Layer.merge(
    UndiciClient.layer({ retry: Schedule.stop, ...options }),
    AccessToken.layerFixed(Redacted.make("TOKEN"))
  )))

/** Why a call came to nothing. */
const reasonOf = (options: UndiciClient.Options) =>
  Effect.map(Effect.flip(count(options)), (error) => error._tag === "WeChatError" ? error.reason : {})

const notTrusted = { _tag: "Transport", received: "no", fault: "UNABLE_TO_VERIFY_LEAF_SIGNATURE" }

const answering = (identity: Certificates.ServerIdentity) =>
  HttpServer.make(HttpServer.json({ total_count: 15 }), identity)

describe("over TLS, with an authority of one's own", () => {
  it.scoped("a server is trusted whose certificate the given authority signed", () =>
    Effect.gen(function*() {
      const server = yield* answering(ours.issue({ ip: "127.0.0.1" }))
      assert.deepStrictEqual(yield* count({ baseUrl: server.baseUrl, ca: ours.ca }), { total_count: 15 })
    }))

  it.scoped("without the authority it is refused, and is sent nothing", () =>
    Effect.gen(function*() {
      const server = yield* answering(ours.issue({ ip: "127.0.0.1" }))
      assert.deepInclude(yield* reasonOf({ baseUrl: server.baseUrl }), notTrusted)
      assert.deepStrictEqual(server.received, [])
    }))

  it.scoped("an authority of the same kind that did not sign it changes nothing about that", () =>
    Effect.gen(function*() {
      const server = yield* answering(ours.issue({ ip: "127.0.0.1" }))
      assert.deepInclude(yield* reasonOf({ baseUrl: server.baseUrl, ca: another.ca }), notTrusted)
      assert.deepStrictEqual(server.received, [])
    }))

  it.scoped("a server that was certified under another name is refused, and is sent nothing", () =>
    Effect.gen(function*() {
      const server = yield* answering(ours.issue({ dns: "wechat.invalid" }))
      assert.deepInclude(yield* reasonOf({ baseUrl: server.baseUrl, ca: ours.ca }), {
        _tag: "Transport",
        received: "no",
        fault: "ERR_TLS_CERT_ALTNAME_INVALID"
      })
      assert.deepStrictEqual(server.received, [])
    }))

  describe("through a proxy", () => {
    const behindProxy = (dns: string) =>
      Effect.gen(function*() {
        const server = yield* answering(ours.issue({ dns }))
        const proxy = yield* HttpServer.makeProxy(server.baseUrl)
        return { server, proxy, options: { baseUrl: "https://wechat.invalid", proxy: proxy.baseUrl } }
      })

    it.scoped("the authority holds for the server at the end of the tunnel", () =>
      Effect.gen(function*() {
        const { options, proxy, server } = yield* behindProxy("wechat.invalid")
        assert.deepStrictEqual(yield* count({ ...options, ca: ours.ca }), { total_count: 15 })
        assert.deepStrictEqual(proxy.tunnels, ["wechat.invalid:443"])
        assert.deepStrictEqual(server.received.map(({ headers }) => headers.host), ["wechat.invalid"])
      }))

    it.scoped("without the authority that server is refused, and is sent nothing", () =>
      Effect.gen(function*() {
        const { options, server } = yield* behindProxy("wechat.invalid")
        assert.deepInclude(yield* reasonOf(options), notTrusted)
        assert.deepStrictEqual(server.received, [])
      }))

    it.scoped("a server that was certified under another name is refused, and is sent nothing", () =>
      Effect.gen(function*() {
        const { options, server } = yield* behindProxy("another.invalid")
        assert.deepInclude(yield* reasonOf({ ...options, ca: ours.ca }), {
          _tag: "Transport",
          received: "no",
          fault: "ERR_TLS_CERT_ALTNAME_INVALID"
        })
        assert.deepStrictEqual(server.received, [])
      }))
  })
})
