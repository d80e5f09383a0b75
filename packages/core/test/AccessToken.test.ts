import { assert, describe, it } from "@effect/vitest"
import { AccessToken, Draft, WeChatClient, WeChatError } from "@effect-wechat/core"
import * as Config from "effect/Config"
import * as ConfigProvider from "effect/ConfigProvider"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as Scope from "effect/Scope"
import * as TestClock from "effect/TestClock"
import * as FakeAccount from "./utils/FakeAccount.ts"
import * as FakeWeChat from "./utils/FakeWeChat.ts"

/** Lets every fiber go as far as it can. */
const settle = TestClock.adjust(0)

const fresh = (access_token: string): FakeWeChat.Answer => ({ json: { access_token, expires_in: 7200 } })

/** A WeChat that gives these answers to requests for a token, the last one for ever, and counts drafts. */
const withTokens = (answers: ReadonlyArray<FakeWeChat.Answer>, beforeToken: Effect.Effect<unknown> = Effect.void) => {
  let asked = 0
  const wechat = FakeWeChat.make((seen) =>
    FakeWeChat.pathOf(seen) === FakeAccount.tokenPath
      ? Effect.as(beforeToken, answers[Math.min(asked++, answers.length - 1)] ?? fresh("TOKEN"))
      : { json: { total_count: 15 } }
  )
  return {
    ...wechat,
    asked: () => asked,
    tokensSent: () =>
      wechat.seen.filter((seen) => FakeWeChat.pathOf(seen) !== FakeAccount.tokenPath).map(FakeWeChat.tokenOf)
  }
}

const unavailable = (error: { readonly _tag: string }) => {
  assert.instanceOf(error, WeChatError.WeChatError)
  return error.reason._tag === "TokenUnavailable" ? error.reason : assert.fail(error.message)
}

describe("a direct account", () => {
  it.effect("asks for the stable token exactly as documented, once, and calls with it", () => {
    const account = FakeAccount.make()
    return Effect.gen(function*() {
      yield* Draft.count()
      yield* Draft.count()
      const body =
        `{"grant_type":"client_credential","appid":"wx0000000000000001","secret":"SECRET-of-the-account","force_refresh":false}`
      assert.deepStrictEqual(account.seen[0], {
        method: "POST",
        url: "https://api.weixin.qq.com/cgi-bin/stable_token",
        headers: { "content-type": "application/json", "content-length": String(body.length) },
        body
      })
      assert.deepStrictEqual(account.tokenRequests(), [false])
      assert.deepStrictEqual(account.tokensSent(), ["TOKEN-1", "TOKEN-1"])
    }).pipe(Effect.provide(FakeWeChat.layerDirect(account)))
  })

  it.effect("asks once for 50 callers that come at the same time", () => {
    const account = FakeAccount.make({ beforeToken: Effect.sleep("1 second") })
    return Effect.gen(function*() {
      const callers = yield* Effect.fork(Effect.replicateEffect(Draft.count(), 50, { concurrency: "unbounded" }))
      yield* TestClock.adjust("1 second")
      assert.strictEqual((yield* Fiber.join(callers)).length, 50)
      assert.deepStrictEqual(account.tokenRequests(), [false])
      assert.strictEqual(account.tokensSent().length, 50)
    }).pipe(Effect.provide(FakeWeChat.layerDirect(account)))
  })

  it.effect("asks for nothing before the first call", () => {
    const account = FakeAccount.make()
    return Effect.gen(function*() {
      yield* TestClock.adjust("1 day")
      assert.deepStrictEqual(account.seen, [])
    }).pipe(Effect.provide(FakeWeChat.layerDirect(account)))
  })

  it.effect("refuses an empty app id or secret with a typed error that names the field", () =>
    Effect.gen(function*() {
      const configured = [
        { appId: "", secret: FakeWeChat.secret, field: "appid" },
        { appId: FakeWeChat.appId, secret: Redacted.make(""), field: "secret" }
      ]
      for (const { field, ...options } of configured) {
        const account = FakeAccount.make()
        const error = yield* Effect.flip(Draft.count()).pipe(Effect.provide(
          AccessToken.layerDirect(options).pipe(
            Layer.provideMerge(WeChatClient.layer()),
            Layer.provide(account.layer)
          )
        ))
        const { reason } = unavailable(error)
        assert.deepStrictEqual(reason._tag === "InvalidRequest" ? reason.issues.map((issue) => issue.field) : [], [
          field
        ])
        assert.deepStrictEqual(account.seen, [])
      }
    }))
})

describe("renewal", () => {
  it.effect("begins 5 minutes ahead, and the running token is handed out until the next one is there", () => {
    const wechat = withTokens([fresh("OLD"), fresh("NEW")], Effect.sleep("5 seconds"))
    return Effect.gen(function*() {
      const first = yield* Effect.fork(Draft.count())
      yield* TestClock.adjust("5 seconds")
      yield* Fiber.join(first)

      yield* TestClock.adjust("6899 seconds")
      yield* Draft.count()
      yield* settle
      assert.strictEqual(wechat.asked(), 1)

      yield* TestClock.adjust("1 second")
      yield* Draft.count()
      yield* TestClock.adjust("4 seconds")
      yield* Draft.count()
      assert.strictEqual(wechat.asked(), 2)
      assert.deepStrictEqual(wechat.tokensSent(), ["OLD", "OLD", "OLD", "OLD"])

      yield* TestClock.adjust("1 second")
      yield* Draft.count()
      assert.deepStrictEqual(wechat.tokensSent().at(-1), "NEW")
      assert.strictEqual(wechat.asked(), 2)
    }).pipe(Effect.provide(FakeWeChat.layerDirect(wechat)))
  })

  it.effect("begins when the caller of the library says", () => {
    const wechat = withTokens([fresh("OLD"), fresh("NEW")])
    return Effect.gen(function*() {
      yield* Draft.count()
      yield* TestClock.adjust("6599 seconds")
      yield* Draft.count()
      yield* settle
      assert.strictEqual(wechat.asked(), 1)
      yield* TestClock.adjust("1 second")
      yield* Draft.count()
      yield* settle
      assert.strictEqual(wechat.asked(), 2)
    }).pipe(Effect.provide(
      AccessToken.layerDirect({ appId: FakeWeChat.appId, secret: FakeWeChat.secret, renewBefore: "10 minutes" }).pipe(
        Layer.provideMerge(WeChatClient.layer()),
        Layer.provide(wechat.layer)
      )
    ))
  })

  it.effect("makes callers wait once the token is void", () => {
    const wechat = withTokens([fresh("OLD"), fresh("NEW")])
    return Effect.gen(function*() {
      yield* Draft.count()
      yield* TestClock.adjust("7200 seconds")
      yield* Draft.count()
      assert.deepStrictEqual(wechat.tokensSent(), ["OLD", "NEW"])
    }).pipe(Effect.provide(FakeWeChat.layerDirect(wechat)))
  })

  it.effect("does not come with every call when WeChat hands out a token near its end", () => {
    const wechat = withTokens([{ json: { access_token: "OLD", expires_in: 100 } }])
    return Effect.gen(function*() {
      const calls = Effect.andThen(Effect.replicateEffect(Draft.count(), 10), settle)
      yield* calls
      yield* TestClock.adjust("49 seconds")
      yield* calls
      assert.strictEqual(wechat.asked(), 1)
      yield* TestClock.adjust("1 second")
      yield* calls
      assert.strictEqual(wechat.asked(), 2)
    }).pipe(Effect.provide(FakeWeChat.layerDirect(wechat)))
  })

  it.effect("that fails ahead of time leaves the running token in use, and is tried again by the next call", () => {
    const wechat = withTokens([fresh("OLD"), { json: { errcode: 45009, errmsg: "quota" } }, fresh("NEW")])
    return Effect.gen(function*() {
      yield* Draft.count()
      yield* TestClock.adjust("6900 seconds")
      yield* Draft.count()
      yield* settle
      yield* Draft.count()
      yield* settle
      yield* Draft.count()
      assert.deepStrictEqual(wechat.tokensSent(), ["OLD", "OLD", "OLD", "NEW"])
      assert.strictEqual(wechat.asked(), 3)
    }).pipe(Effect.provide(FakeWeChat.layerDirect(wechat)))
  })

  it.effect("ends with the layer that it belongs to", () =>
    Effect.gen(function*() {
      const wechat = withTokens([fresh("NEVER")], Effect.never)
      const scope = yield* Scope.make()
      const context = yield* Layer.buildWithScope(FakeWeChat.layerDirect(wechat), scope)
      const caller = yield* Effect.fork(Effect.provide(Draft.count(), context))
      yield* settle
      yield* Scope.close(scope, Exit.void)
      assert.deepStrictEqual(wechat.aborted.map(FakeWeChat.pathOf), [FakeAccount.tokenPath])
      assert.isTrue(Exit.isInterrupted(yield* Fiber.await(caller)))
    }))
})

describe("a token that cannot be had", () => {
  it.effect("is a WeChatError that names the interface and the reason, and nothing is called without it", () => {
    const wechat = withTokens([{
      json: { errcode: 40164, errmsg: "invalid ip 203.0.113.9 rid: 654df33c-64386a2f-29857782" }
    }])
    return Effect.gen(function*() {
      const error = yield* Effect.flip(Draft.count())
      const reason = unavailable(error)
      assert.strictEqual(error._tag === "WeChatError" ? error.endpoint : "", "draft_count")
      assert.strictEqual(error.appId, "wx0000000000000001")
      assert.strictEqual(reason.from, "getStableAccessToken")
      assert.deepStrictEqual(
        reason.reason,
        new WeChatError.IpNotAllowed({
          errcode: 40164,
          errmsg: "invalid ip 203.0.113.9",
          rid: "654df33c-64386a2f-29857782"
        })
      )
      assert.match(
        error.message,
        /^draft_count for wx0000000000000001: no token could be had from getStableAccessToken: WeChat answered 40164 .*; the service provider must allow the address/
      )
      assert.strictEqual(reason.who, "provider")
      assert.deepStrictEqual(wechat.tokensSent(), [])
    }).pipe(Effect.provide(FakeWeChat.layerDirect(wechat)))
  })

  it.effect("is not remembered: the next caller asks again", () => {
    const wechat = withTokens([{ json: { errcode: 40164, errmsg: "" } }, fresh("TOKEN")])
    return Effect.gen(function*() {
      yield* Effect.flip(Draft.count())
      assert.deepStrictEqual(yield* Draft.count(), { total_count: 15 })
      assert.strictEqual(wechat.asked(), 2)
    }).pipe(Effect.provide(FakeWeChat.layerDirect(wechat)))
  })

  it.effect("is told to all who wait for it", () => {
    const wechat = withTokens([{ json: { errcode: 40164, errmsg: "" } }], Effect.sleep("1 second"))
    return Effect.gen(function*() {
      const callers = yield* Effect.fork(
        Effect.replicateEffect(Effect.flip(Draft.count()), 50, { concurrency: "unbounded" })
      )
      yield* TestClock.adjust("1 second")
      for (const error of yield* Fiber.join(callers)) unavailable(error)
      assert.strictEqual(wechat.asked(), 1)
    }).pipe(Effect.provide(FakeWeChat.layerDirect(wechat)))
  })

  const incomplete = [{}, { access_token: "TOKEN" }, { expires_in: 7200 }, { access_token: "", expires_in: 7200 }]
  for (const json of incomplete) {
    it.effect(`is one in a reply with ${Object.keys(json).join(" and ") || "nothing"}, which is not taken for one`, () => {
      const wechat = withTokens([{ json }])
      return Effect.gen(function*() {
        const { reason } = unavailable(yield* Effect.flip(Draft.count()))
        assert.strictEqual(reason._tag, "MalformedReply")
        assert.deepStrictEqual(wechat.tokensSent(), [])
      }).pipe(Effect.provide(FakeWeChat.layerDirect(wechat)))
    })
  }
})

describe("a caller that is interrupted while it waits for the token", () => {
  it.effect("takes nobody down", () => {
    const wechat = withTokens([fresh("TOKEN")], Effect.sleep("5 seconds"))
    return Effect.gen(function*() {
      const first = yield* Effect.fork(Draft.count())
      yield* TestClock.adjust("1 second")
      const others = yield* Effect.fork(Effect.replicateEffect(Draft.count(), 10, { concurrency: "unbounded" }))
      yield* TestClock.adjust("1 second")
      yield* Fiber.interrupt(first)
      yield* TestClock.adjust("3 seconds")
      assert.strictEqual((yield* Fiber.join(others)).length, 10)
      assert.strictEqual(wechat.asked(), 1)
      assert.deepStrictEqual(wechat.aborted, [])
    }).pipe(Effect.provide(FakeWeChat.layerDirect(wechat)))
  })

  it.effect("does not lose the token for those who come later", () => {
    const wechat = withTokens([fresh("TOKEN")], Effect.sleep("5 seconds"))
    return Effect.gen(function*() {
      const first = yield* Effect.fork(Draft.count())
      yield* TestClock.adjust("1 second")
      yield* Fiber.interrupt(first)
      yield* TestClock.adjust("4 seconds")
      yield* Draft.count()
      assert.strictEqual(wechat.asked(), 1)
      assert.deepStrictEqual(wechat.tokensSent(), ["TOKEN"])
    }).pipe(Effect.provide(FakeWeChat.layerDirect(wechat)))
  })
})

describe("a direct account from configuration", () => {
  const fromConfig = (wechat: FakeWeChat.FakeWeChat, variables: ReadonlyArray<readonly [string, string]>) =>
    AccessToken.layerDirectConfig({
      appId: Config.string("WECHAT_APP_ID"),
      secret: Config.redacted("WECHAT_APP_SECRET")
    }).pipe(
      Layer.provideMerge(WeChatClient.layer()),
      Layer.provide(wechat.layer),
      Layer.provide(Layer.setConfigProvider(ConfigProvider.fromMap(new Map(variables))))
    )

  it.effect("speaks for the app id with the secret that stand there", () => {
    const account = FakeAccount.make()
    return Effect.gen(function*() {
      yield* Draft.count()
      const { appid, secret } = JSON.parse(account.seen[0]?.body ?? "")
      assert.deepStrictEqual([appid, secret], ["wx0000000000000002", "another secret"])
    }).pipe(Effect.provide(fromConfig(account, [
      ["WECHAT_APP_ID", "wx0000000000000002"],
      ["WECHAT_APP_SECRET", "another secret"]
    ])))
  })

  it.effect("fails with a ConfigError that names the variable that is missing", () => {
    const account = FakeAccount.make()
    return Effect.gen(function*() {
      const error = yield* Effect.flip(
        Effect.provide(Draft.count(), fromConfig(account, [["WECHAT_APP_ID", "wx0000000000000002"]]))
      )
      assert.include(String(error), "WECHAT_APP_SECRET")
      assert.deepStrictEqual(account.seen, [])
    })
  })
})

describe("a fixed token", () => {
  it.effect("goes out with every call, and is never asked for", () => {
    const wechat = FakeWeChat.make({ json: { total_count: 15 } })
    return Effect.gen(function*() {
      yield* TestClock.adjust("1 day")
      yield* Draft.count()
      assert.deepStrictEqual(wechat.seen.map(FakeWeChat.tokenOf), ["TOKEN-of-the-account"])
    }).pipe(Effect.provide(FakeWeChat.layerWith(wechat)))
  })

  it.effect("is an error when WeChat rejects it, after one more try", () => {
    const wechat = FakeWeChat.make({ json: { errcode: 40001, errmsg: "invalid credential" } })
    return Effect.gen(function*() {
      const error = yield* Effect.flip(Draft.count())
      assert.strictEqual(error._tag === "WeChatError" ? error.reason._tag : error._tag, "TokenRejected")
      assert.strictEqual(wechat.seen.length, 2)
    }).pipe(Effect.provide(FakeWeChat.layerWith(wechat)))
  })
})
