import * as HttpClient from "@effect/platform/HttpClient"
import * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import { assert, describe, it } from "@effect/vitest"
import { AccessToken, CallRefused, Draft, Failure, Identifiers, WeChatClient, WeChatError } from "@effect-wechat/core"
import * as Cause from "effect/Cause"
import * as Config from "effect/Config"
import * as ConfigProvider from "effect/ConfigProvider"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as TestClock from "effect/TestClock"
import * as Calls from "./utils/Calls.ts"
import * as FakeWeChat from "./utils/FakeWeChat.ts"

const good: FakeWeChat.Answer = { json: { errcode: 0, errmsg: "ok", total_count: 15 } }

describe("another HttpClient", () => {
  it.effect("answers the same program", () => {
    const program = Draft.count()
    return Effect.gen(function*() {
      for (const total_count of [1, 2]) {
        const reply = yield* Effect.provide(program, FakeWeChat.layerWith(FakeWeChat.make({ json: { total_count } })))
        assert.deepStrictEqual(reply, { total_count })
      }
    })
  })
})

describe("another AccessToken", () => {
  const credential = (appId: string, token: string): Layer.Layer<AccessToken.AccessToken> =>
    Layer.succeed(AccessToken.AccessToken, {
      appId: Identifiers.AppId.make(appId),
      issue: () => Effect.succeed(Redacted.make(token)),
      reject: () => Effect.void
    })

  it.effect("makes the same program speak for another account", () => {
    const wechat = FakeWeChat.make(good)
    return Effect.gen(function*() {
      yield* Effect.provide(Draft.count(), credential("wx000000000000000a", "A"))
      yield* Effect.provide(Draft.count(), credential("wx000000000000000b", "B"))
      assert.deepStrictEqual(wechat.seen.map(FakeWeChat.tokenOf), ["A", "B"])
    }).pipe(Effect.provide(WeChatClient.layer()), Effect.provide(wechat.layer))
  })

  it.effect("that refuses a call keeps it from being sent, and its reasons reach the caller", () => {
    const wechat = FakeWeChat.make(good)
    const asked: Array<string> = []
    const Gate = Layer.succeed(AccessToken.AccessToken, {
      appId: undefined,
      issue: (endpoint) => {
        asked.push(endpoint.name)
        return Effect.fail(
          new CallRefused.CallRefused({
            endpoint: endpoint.name,
            reasons: [new CallRefused.SetNotGranted({ needed: endpoint.permissionSets, granted: [1] })]
          })
        )
      },
      reject: () => Effect.void
    })
    return Effect.gen(function*() {
      for (const call of Calls.all) assert.strictEqual((yield* Effect.flip(call))._tag, "CallRefused")
      assert.deepStrictEqual(wechat.seen, [])
      assert.deepStrictEqual(asked, [
        "draft_count",
        "draft_delete",
        "delMaterial",
        "freepublishDelete",
        "deleteMassMsg"
      ])
    }).pipe(Effect.provide(Layer.merge(WeChatClient.layer(), Gate)), Effect.provide(wechat.layer))
  })

  it.effect("that refuses is not asked for input that is wrong anyway", () => {
    const wechat = FakeWeChat.make(good)
    const Gate = Layer.succeed(AccessToken.AccessToken, {
      appId: undefined,
      issue: () => Effect.dieMessage("asked"),
      reject: () => Effect.void
    })
    return Effect.gen(function*() {
      const error = yield* Effect.flip(Draft.delete({ media_id: "" }))
      assert.include(error.message, "draft_delete: nothing was sent")
    }).pipe(Effect.provide(Layer.merge(WeChatClient.layer(), Gate)), Effect.provide(wechat.layer))
  })
})

describe("another WeChatClient", () => {
  const AnyToken = AccessToken.layerFixed(Redacted.make("unused"))

  it.effect("answers what it is told, with the input at hand", () => {
    const Fake = WeChatClient.layerFake(
      WeChatClient.on(Draft.count, () => Effect.succeed({ total_count: 3 })),
      WeChatClient.on(Draft.delete, ({ media_id }) =>
        media_id === "GONE"
          ? Effect.fail(new Failure.InvalidMediaId({ endpoint: "draft_delete", errcode: 40007, errmsg: "" }))
          : Effect.void)
    )
    return Effect.gen(function*() {
      assert.deepStrictEqual(yield* Draft.count(), { total_count: 3 })
      assert.strictEqual(yield* Draft.delete({ media_id: "MEDIA_ID" }), undefined)
      assert.strictEqual((yield* Effect.flip(Draft.delete({ media_id: "GONE" })))._tag, "InvalidMediaId")
    }).pipe(Effect.provide(Layer.merge(Fake, AnyToken)))
  })

  it.effect("refuses invalid input as the real one does", () => {
    let answered = 0
    const Fake = WeChatClient.layerFake(WeChatClient.on(Draft.delete, () => Effect.sync(() => void answered++)))
    const attempt = Effect.flip(Draft.delete({ media_id: " " }))
    return Effect.gen(function*() {
      const fake = yield* Effect.provide(attempt, Layer.merge(Fake, AnyToken))
      const real = yield* Effect.provide(attempt, FakeWeChat.layerWith(FakeWeChat.make(good)))
      assert.instanceOf(fake, WeChatError.WeChatError)
      assert.instanceOf(real, WeChatError.WeChatError)
      assert.deepStrictEqual(fake.reason, real.reason)
      assert.strictEqual(answered, 0)
    })
  })

  it.effect("says what to add when it has no answer", () =>
    Effect.gen(function*() {
      const exit = yield* Effect.exit(Draft.count())
      assert.include(
        Exit.isFailure(exit) ? Cause.pretty(exit.cause) : "",
        "no answer for draft_count: add WeChatClient.on(endpoint, ...)"
      )
    }).pipe(Effect.provide(Layer.merge(WeChatClient.layerFake(), AnyToken))))
})

describe("options", () => {
  it.effect("say where WeChat is, with or without a slash at the end", () =>
    Effect.gen(function*() {
      for (const baseUrl of ["http://localhost:8080", "http://localhost:8080//"]) {
        const wechat = FakeWeChat.make(good)
        yield* Effect.provide(Draft.count(), FakeWeChat.layerWith(wechat, { baseUrl }))
        assert.deepStrictEqual(wechat.seen.map((seen) => seen.url), [
          "http://localhost:8080/cgi-bin/draft/count?access_token=TOKEN-of-the-account"
        ])
      }
    }))

  it.effect("give the program the last word on the HttpClient", () => {
    const wechat = FakeWeChat.make(good)
    return Effect.gen(function*() {
      yield* Draft.count()
      assert.strictEqual(wechat.seen[0]?.headers["x-egress"], "1")
    }).pipe(Effect.provide(FakeWeChat.layerWith(wechat, {
      transformClient: HttpClient.mapRequest(HttpClientRequest.setHeader("x-egress", "1"))
    })))
  })

  const fromConfig = (wechat: FakeWeChat.FakeWeChat, variables: ReadonlyArray<readonly [string, string]>) =>
    WeChatClient.layerConfig({
      baseUrl: Config.string("WECHAT_URL"),
      timeout: Config.withDefault(Config.duration("WECHAT_TIMEOUT"), "10 seconds")
    }, { transformClient: HttpClient.mapRequest(HttpClientRequest.setHeader("x-egress", "1")) }).pipe(
      Layer.provide(wechat.layer),
      Layer.provide(Layer.setConfigProvider(ConfigProvider.fromMap(new Map(variables)))),
      Layer.merge(AccessToken.layerFixed(FakeWeChat.token))
    )

  it.effect("can come from configuration", () => {
    const wechat = FakeWeChat.make(() => Effect.never)
    return Effect.gen(function*() {
      const caller = yield* Effect.fork(Effect.flip(Draft.delete({ media_id: "MEDIA_ID" })))
      yield* TestClock.adjust("2 seconds")
      assert.deepStrictEqual(wechat.aborted, wechat.seen)
      assert.include(wechat.seen[0]?.url, "http://localhost:8080/cgi-bin/draft/delete")
      assert.strictEqual(wechat.seen[0]?.headers["x-egress"], "1")
      yield* TestClock.adjust("1 minute")
      const error = yield* Fiber.join(caller)
      assert.include(error.message, "no reply within 2000 ms")
    }).pipe(Effect.provide(fromConfig(wechat, [
      ["WECHAT_URL", "http://localhost:8080"],
      ["WECHAT_TIMEOUT", "2 seconds"]
    ])))
  })

  it.effect("that are missing from configuration are named", () =>
    Effect.gen(function*() {
      const error = yield* Effect.flip(Effect.provide(Draft.count(), fromConfig(FakeWeChat.make(good), [])))
      assert.include(String(error), "WECHAT_URL")
    }))
})
