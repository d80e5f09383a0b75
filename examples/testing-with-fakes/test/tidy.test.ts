/** Three ways to test a program without WeChat: swap the HTTP client, swap the credential, or swap the whole client. */
import { assert, describe, it } from "@effect/vitest"
import { AccessToken, CallRefused, Draft, Failure, WeChatClient } from "@effect-wechat/core"
import { HttpClient, HttpClientResponse } from "@effect/platform"
import { Effect, Layer, Redacted } from "effect"
import { tidy } from "../src/tidy.ts"

describe("swapping the HTTP client", () => {
  // Everything above the network is real: what is sent, how replies are read, what is repeated.
  const sent: Array<string> = []
  const FakeHttp = Layer.succeed(
    HttpClient.HttpClient,
    HttpClient.make((request, url) => {
      sent.push(`${request.method} ${url.pathname}`)
      const reply = sent.length === 1 ? { errcode: 0, errmsg: "ok" } : { errcode: 40007, errmsg: "invalid media_id" }
      return Effect.succeed(HttpClientResponse.fromWeb(request, Response.json(reply)))
    })
  )

  it.effect("shows what is sent, and answers as WeChat does", () =>
    Effect.gen(function*() {
      assert.deepStrictEqual(yield* tidy(["A", "B"]), { deleted: ["A"], gone: ["B"] })
      assert.deepStrictEqual(sent, ["POST /cgi-bin/draft/delete", "POST /cgi-bin/draft/delete"])
    }).pipe(
      Effect.provide([
        WeChatClient.layer().pipe(Layer.provide(FakeHttp)),
        AccessToken.layerFixed(Redacted.make("TOKEN"))
      ])
    ))
})

describe("swapping the credential", () => {
  // No permission, no token, no call: this account may do nothing.
  const Refusing = Layer.succeed(AccessToken.AccessToken, {
    appId: undefined,
    issue: (endpoint) =>
      Effect.fail(
        new CallRefused.CallRefused({
          endpoint: endpoint.name,
          reasons: [new CallRefused.SetNotGranted({ needed: endpoint.permissionSets, granted: [] })]
        })
      ),
    reject: () => Effect.void
  })
  const NoNetwork = Layer.succeed(HttpClient.HttpClient, HttpClient.make(() => Effect.dieMessage("something was sent")))

  it.effect("shows what the program does when it is refused", () =>
    Effect.gen(function*() {
      const refusal = yield* Effect.flip(tidy(["A"]))
      assert.strictEqual(refusal._tag, "CallRefused")
      assert.include(refusal.message, "permission set 11")
    }).pipe(Effect.provide([WeChatClient.layer().pipe(Layer.provide(NoNetwork)), Refusing])))
})

describe("swapping the whole client", () => {
  // Fastest, and typed: an answer that the interface does not document does not compile.
  const Fake = WeChatClient.layerFake(
    WeChatClient.on(Draft.delete, ({ media_id }) =>
      media_id === "GONE"
        ? Effect.fail(
          new Failure.InvalidMediaId({ endpoint: "draft_delete", errcode: 40007, errmsg: "invalid media_id" })
        )
        : Effect.void)
  )

  it.effect("tells the program's own logic from everything else", () =>
    Effect.gen(function*() {
      assert.deepStrictEqual(yield* tidy(["A", "GONE", "B"]), { deleted: ["A", "B"], gone: ["GONE"] })
    }).pipe(Effect.provide([Fake, AccessToken.layerFixed(Redacted.make("TOKEN"))])))

  it.effect("refuses input that WeChat would not understand, as the real client does", () =>
    Effect.gen(function*() {
      const error = yield* Effect.flip(tidy([""]))
      assert.strictEqual(error._tag, "WeChatError")
    }).pipe(Effect.provide([Fake, AccessToken.layerFixed(Redacted.make("TOKEN"))])))
})
