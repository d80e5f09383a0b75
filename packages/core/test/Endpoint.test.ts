import { AccessToken, Endpoint, WeChatClient } from "@effect-wechat/core"
import { assert, describe, it } from "@effect/vitest"
import * as HttpClient from "@effect/platform/HttpClient"
import * as HttpClientResponse from "@effect/platform/HttpClientResponse"
import * as Effect from "effect/Effect"
import * as FastCheck from "effect/FastCheck"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"

const facts = {
  permissionSets: [11],
  eligibility: { official: "all", service: "all" },
  semantics: "read",
  returnCodes: [0]
} as const

const Query = Schema.Struct({
  media_id: Schema.String,
  checkonly: Schema.optionalWith(Schema.Literal(1), { exact: true })
})

const read = Endpoint.get("read", "/read", { ...facts, query: Query })
const ask = Endpoint.post("ask", "/ask", { ...facts, query: Query })

describe("an endpoint whose input goes into the address", () => {
  const addresses = (call: Effect.Effect<unknown, unknown, WeChatClient.WeChatClient | AccessToken.AccessToken>) => {
    const seen: Array<string> = []
    const http = HttpClient.make((request, url) =>
      Effect.sync(() => {
        const body = request.body._tag === "Uint8Array" ? new TextDecoder().decode(request.body.body) : ""
        seen.push(`${request.method} ${url.pathname}${url.search} ${body}`)
        return HttpClientResponse.fromWeb(request, new Response("{}"))
      })
    )
    const live = Layer.merge(
      WeChatClient.layer().pipe(Layer.provide(Layer.succeed(HttpClient.HttpClient, http))),
      AccessToken.layerFixed(Redacted.make("a/token"))
    )
    return Effect.as(Effect.provide(call, live), seen)
  }

  it.effect("writes it behind the token", () =>
    Effect.gen(function*() {
      assert.deepStrictEqual(yield* addresses(read({ media_id: "a b&c=d", checkonly: 1 })), [
        "GET /read?access_token=a%2Ftoken&media_id=a+b%26c%3Dd&checkonly=1 "
      ])
    }))

  it.effect("leaves out what is not given, and sends a POST with an empty object", () =>
    Effect.gen(function*() {
      assert.deepStrictEqual(yield* addresses(ask({ media_id: "M" })), [
        "POST /ask?access_token=a%2Ftoken&media_id=M {}"
      ])
    }))

  it.prop(
    "writes any text so that it is read as it was",
    { media_id: FastCheck.fullUnicodeString() },
    ({ media_id }) => {
      const { query } = read.encode({ media_id }).pipe((written) =>
        written._tag === "Right" ? written.right : assert.fail()
      )
      assert.deepStrictEqual([...new URLSearchParams(query)], [["media_id", media_id]])
    }
  )

  it("is refused with a field that it does not know", () => {
    const input = { media_id: "M", mediaId: "N" }
    assert.deepStrictEqual(
      read.encode(input).pipe((written) => written._tag === "Left" ? written.left : []),
      [{ field: "mediaId", rule: "is not a field of this call" }]
    )
  })

  it("tells its fields", () => {
    assert.strictEqual(read.query, Query)
    assert.isUndefined(read.body)
  })
})
