import { assert, describe, it } from "@effect/vitest"
import { AccessToken, Draft, Material, WeChatClient, WeChatError } from "@effect-wechat/core"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as TestClock from "effect/TestClock"
import * as FakeAccount from "./utils/FakeAccount.ts"
import * as FakeWeChat from "./utils/FakeWeChat.ts"

/** Lets every fiber go as far as it can. */
const settle = TestClock.adjust(0)

const count = (all: ReadonlyArray<unknown>, one: unknown) => all.filter((each) => each === one).length

const limited = (error: { readonly _tag: string }) => {
  assert.instanceOf(error, WeChatError.WeChatError)
  return error.reason._tag === "TokenUnavailable" && error.reason.reason._tag === "RenewalLimited"
    ? error.reason.reason
    : assert.fail(error.message)
}

for (const code of [40001, 40014, 42001]) {
  describe(`a token that WeChat rejects with ${code}`, () => {
    it.effect("is replaced once, however many callers it is rejected for, and each call is repeated once", () => {
      const account = FakeAccount.make({
        code,
        beforeToken: Effect.sleep("100 millis"),
        beforeReply: Effect.sleep("100 millis")
      })
      return Effect.gen(function*() {
        const first = yield* Effect.fork(Draft.count())
        yield* TestClock.adjust("200 millis")
        yield* Fiber.join(first)

        account.renewElsewhere()
        const callers = yield* Effect.fork(Effect.replicateEffect(Draft.count(), 50, { concurrency: "unbounded" }))
        yield* TestClock.adjust("300 millis")
        assert.strictEqual((yield* Fiber.join(callers)).length, 50)
        assert.deepStrictEqual(account.tokenRequests(), [false, false])
        assert.strictEqual(count(account.tokensSent(), "TOKEN-1"), 1 + 50)
        assert.strictEqual(count(account.tokensSent(), "TOKEN-2"), 50)
      }).pipe(Effect.provide(FakeWeChat.layerDirect(account)))
    })

    it.effect("is an error when the next one is rejected as well, and never a loop", () => {
      const wechat = FakeWeChat.make((seen, nth) =>
        FakeWeChat.pathOf(seen) === FakeAccount.tokenPath
          ? { json: { access_token: `TOKEN-${nth}`, expires_in: 7200 } }
          : { json: { errcode: code, errmsg: "invalid credential rid: 654df33c-64386a2f-29857782" } }
      )
      return Effect.gen(function*() {
        const error = yield* Effect.flip(Draft.count())
        assert.instanceOf(error, WeChatError.WeChatError)
        assert.deepStrictEqual(
          error.reason,
          new WeChatError.TokenRejected({
            errcode: code,
            errmsg: "invalid credential",
            rid: "654df33c-64386a2f-29857782"
          })
        )
        assert.strictEqual(error.who, "provider")
        yield* TestClock.adjust("1 hour")
        assert.deepStrictEqual(wechat.seen.map(FakeWeChat.pathOf), [
          FakeAccount.tokenPath,
          "/cgi-bin/draft/count",
          FakeAccount.tokenPath,
          "/cgi-bin/draft/count"
        ])
      }).pipe(Effect.provide(FakeWeChat.layerDirect(wechat)))
    })
  })
}

describe("a rejection", () => {
  it.effect("that comes late, of a token that has been replaced since, changes nothing", () => {
    const slow = "/cgi-bin/material/del_material"
    const account = FakeAccount.make()
    const wechat = FakeWeChat.make((seen) =>
      // The same account, with one interface that takes its time to refuse the first token.
      FakeWeChat.pathOf(seen) === slow && FakeWeChat.tokenOf(seen) === "TOKEN-1"
        ? Effect.delay(Effect.succeed({ json: { errcode: 40001, errmsg: "" } }), "5 seconds")
        : account.answer(seen)
    )
    const tokenRequests = () => count(wechat.seen.map(FakeWeChat.pathOf), FakeAccount.tokenPath)
    return Effect.gen(function*() {
      yield* Draft.count()
      account.renewElsewhere()
      const late = yield* Effect.fork(Material.delete({ media_id: "MEDIA_ID" }))
      yield* settle
      yield* Draft.count()
      assert.strictEqual(tokenRequests(), 2)
      yield* TestClock.adjust("5 seconds")
      yield* Fiber.join(late)
      yield* Draft.count()
      assert.strictEqual(tokenRequests(), 2)
      assert.deepStrictEqual(wechat.seen.map(FakeWeChat.tokenOf).slice(-2), ["TOKEN-2", "TOKEN-2"])
    }).pipe(Effect.provide(FakeWeChat.layerDirect(wechat)))
  })

  it.effect("during a renewal ahead of time waits for that renewal", () => {
    const account = FakeAccount.make({ beforeToken: Effect.sleep("5 seconds") })
    return Effect.gen(function*() {
      const first = yield* Effect.fork(Draft.count())
      yield* TestClock.adjust("5 seconds")
      yield* Fiber.join(first)

      yield* TestClock.adjust("6900 seconds")
      account.renewElsewhere()
      const caller = yield* Effect.fork(Draft.count())
      yield* TestClock.adjust("5 seconds")
      yield* Fiber.join(caller)
      assert.deepStrictEqual(account.tokenRequests(), [false, false])
      assert.deepStrictEqual(account.tokensSent(), ["TOKEN-1", "TOKEN-1", "TOKEN-2"])
    }).pipe(Effect.provide(FakeWeChat.layerDirect(account)))
  })

  it.effect("during a renewal ahead of time that brings the rejected token again leads to another one", () => {
    const account = FakeAccount.make({ beforeToken: Effect.sleep("5 seconds") })
    return Effect.gen(function*() {
      const first = yield* Effect.fork(Draft.count())
      yield* TestClock.adjust("5 seconds")
      yield* Fiber.join(first)

      yield* TestClock.adjust("6900 seconds")
      account.refuseRunning()
      const caller = yield* Effect.fork(Draft.count())
      yield* TestClock.adjust("15 seconds")
      yield* Fiber.join(caller)
      assert.deepStrictEqual(account.tokenRequests(), [false, false, false, true])
      assert.deepStrictEqual(account.tokensSent(), ["TOKEN-1", "TOKEN-1", "TOKEN-2"])
    }).pipe(Effect.provide(FakeWeChat.layerDirect(account)))
  })

  it.effect("is remembered when the renewal after it fails", () => {
    let isDown = false
    const account = FakeAccount.make()
    const wechat = FakeWeChat.make((seen) =>
      isDown && FakeWeChat.pathOf(seen) === FakeAccount.tokenPath
        ? { json: { errcode: 45009, errmsg: "quota" } }
        : account.answer(seen)
    )
    return Effect.gen(function*() {
      yield* Draft.count()
      account.refuseRunning()
      isDown = true
      yield* Effect.flip(Draft.count())
      isDown = false
      yield* Draft.count()
      assert.deepStrictEqual(
        wechat.seen.filter((seen) => FakeWeChat.pathOf(seen) !== FakeAccount.tokenPath).map(FakeWeChat.tokenOf),
        ["TOKEN-1", "TOKEN-1", "TOKEN-2"]
      )
    }).pipe(Effect.provide(FakeWeChat.layerDirect(wechat)))
  })
})

describe("a call as a value", () => {
  it.effect("has its one more try every time that it is run", () => {
    const account = FakeAccount.make()
    return Effect.gen(function*() {
      const client = yield* WeChatClient.WeChatClient
      const call = client.call(Draft.count, undefined, yield* AccessToken.AccessToken)
      for (let nth = 0; nth < 3; nth++) {
        assert.deepStrictEqual(yield* call, { total_count: 15 })
        account.renewElsewhere()
      }
      assert.deepStrictEqual(account.tokensSent(), ["TOKEN-1", "TOKEN-1", "TOKEN-2", "TOKEN-2", "TOKEN-3"])
    }).pipe(Effect.provide(FakeWeChat.layerDirect(account)))
  })
})

describe("a renewal by force", () => {
  it.effect("is not made when WeChat has another token ready", () => {
    const account = FakeAccount.make()
    return Effect.gen(function*() {
      yield* Draft.count()
      account.renewElsewhere()
      yield* Draft.count()
      assert.deepStrictEqual(account.tokenRequests(), [false, false])
    }).pipe(Effect.provide(FakeWeChat.layerDirect(account)))
  })

  it.effect("is made when WeChat hands out the rejected token again", () => {
    const account = FakeAccount.make()
    return Effect.gen(function*() {
      yield* Draft.count()
      account.refuseRunning()
      yield* Draft.count()
      assert.deepStrictEqual(account.tokenRequests(), [false, false, true])
      assert.deepStrictEqual(account.tokensSent(), ["TOKEN-1", "TOKEN-1", "TOKEN-2"])
    }).pipe(Effect.provide(FakeWeChat.layerDirect(account)))
  })

  it.effect("is not repeated by itself, because it may have worked", () => {
    const account = FakeAccount.make()
    let forced = 0
    const wechat = FakeWeChat.make((seen) => {
      if (seen.body?.includes(`"force_refresh":true`) !== true) return account.answer(seen)
      forced += 1
      return { json: { errcode: -1, errmsg: "system error" } }
    })
    return Effect.gen(function*() {
      yield* Draft.count()
      account.refuseRunning()
      const caller = yield* Effect.fork(Effect.flip(Draft.count()))
      yield* TestClock.adjust("1 minute")
      const error = yield* Fiber.join(caller)
      assert.include(error.message, "getStableAccessToken")
      assert.strictEqual(forced, 1)
    }).pipe(Effect.provide(FakeWeChat.layerDirect(wechat)))
  })

  it.effect("is made no sooner than 30 seconds after the last one", () => {
    const account = FakeAccount.make()
    return Effect.gen(function*() {
      yield* Draft.count()
      account.refuseRunning()
      yield* Draft.count()

      account.refuseRunning()
      yield* TestClock.adjust("29999 millis")
      const error = yield* Effect.flip(Draft.count())
      assert.strictEqual(limited(error).until, 30_000)
      assert.strictEqual(limited(error).who, "provider")
      assert.isTrue(limited(error).isRetryable)
      assert.strictEqual(count(account.tokenRequests(), true), 1)

      yield* TestClock.adjust("1 millis")
      yield* Draft.count()
      assert.strictEqual(count(account.tokenRequests(), true), 2)
    }).pipe(Effect.provide(FakeWeChat.layerDirect(account)))
  })

  it.effect("is made at most 20 times in any 24 hours", () => {
    const account = FakeAccount.make()
    const day = 24 * 60 * 60 * 1000
    return Effect.gen(function*() {
      yield* Draft.count()
      for (let nth = 0; nth < 20; nth++) {
        yield* TestClock.adjust("1 minute")
        account.refuseRunning()
        yield* Draft.count()
      }
      assert.strictEqual(count(account.tokenRequests(), true), 20)

      yield* TestClock.adjust("1 minute")
      account.refuseRunning()
      const { until } = limited(yield* Effect.flip(Draft.count()))
      assert.strictEqual(until, 60_000 + day)
      yield* TestClock.setTime(until - 1)
      limited(yield* Effect.flip(Draft.count()))
      assert.strictEqual(count(account.tokenRequests(), true), 20)

      yield* TestClock.setTime(until)
      yield* Draft.count()
      assert.strictEqual(count(account.tokenRequests(), true), 21)

      // One has left the last 24 hours and one has come: the next place is that of the second.
      yield* TestClock.adjust("30 seconds")
      account.refuseRunning()
      assert.strictEqual(limited(yield* Effect.flip(Draft.count())).until, 120_000 + day)
      assert.strictEqual(count(account.tokenRequests(), true), 21)
    }).pipe(Effect.provide(FakeWeChat.layerDirect(account)))
  })
})
