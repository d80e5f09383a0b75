import { assert, describe, it } from "@effect/vitest"
import { Draft, FreePublish, WeChatError } from "@effect-wechat/core"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Schedule from "effect/Schedule"
import * as TestClock from "effect/TestClock"
import * as Calls from "./utils/Calls.ts"
import * as FakeAccount from "./utils/FakeAccount.ts"
import * as FakeWeChat from "./utils/FakeWeChat.ts"

/** Lets every fiber go as far as it can. */
const settle = TestClock.adjust(0)

/** Makes a call, lets a minute pass, and gives its error. */
const failing = <A, E, R>(call: Effect.Effect<A, E, R>) =>
  Effect.gen(function*() {
    const caller = yield* Effect.fork(Effect.flip(call))
    yield* TestClock.adjust("1 minute")
    return yield* Fiber.join(caller)
  })

const reasonOf = (error: { readonly _tag: string }) => {
  assert.instanceOf(error, WeChatError.WeChatError)
  return error.reason
}

const busy: FakeWeChat.Answer = { json: { errcode: -1, errmsg: "system error" } }
const ok: FakeWeChat.Answer = { json: { errcode: 0, errmsg: "ok", total_count: 15 } }

describe("back-off", () => {
  it.effect("waits about 200 ms, then about 400 ms, and then gives up", () => {
    const wechat = FakeWeChat.make(busy)
    const sentAfter = (duration: Duration.DurationInput) =>
      Effect.map(TestClock.adjust(duration), () => wechat.seen.length)
    return Effect.gen(function*() {
      const caller = yield* Effect.fork(Effect.flip(Draft.count()))
      assert.strictEqual(yield* sentAfter(0), 1)
      // The waits are 20 % longer or shorter at random.
      assert.strictEqual(yield* sentAfter("159 millis"), 1)
      assert.strictEqual(yield* sentAfter("81 millis"), 2)
      assert.strictEqual(yield* sentAfter("239 millis"), 2)
      assert.strictEqual(yield* sentAfter("241 millis"), 3)
      assert.strictEqual(reasonOf(yield* Fiber.join(caller))._tag, "SystemBusy")
      assert.strictEqual(yield* sentAfter("1 hour"), 3)
    }).pipe(Effect.provide(FakeWeChat.layerWith(wechat)))
  })

  it.effect("gives the reply of the try that works", () => {
    const wechat = FakeWeChat.make((_, nth) => nth < 3 ? busy : ok)
    return Effect.gen(function*() {
      const caller = yield* Effect.fork(Draft.count())
      yield* TestClock.adjust("1 second")
      assert.deepStrictEqual(yield* Fiber.join(caller), { total_count: 15 })
      assert.strictEqual(wechat.seen.length, 3)
    }).pipe(Effect.provide(FakeWeChat.layerWith(wechat)))
  })

  it.effect("gives the error of the last try", () => {
    const wechat = FakeWeChat.make((_, nth) => nth === 1 ? busy : { text: "<html>", status: 400 })
    return Effect.gen(function*() {
      const error = yield* failing(Draft.count())
      assert.deepStrictEqual(reasonOf(error), new WeChatError.UnexpectedStatus({ status: 400 }))
      assert.strictEqual(wechat.seen.length, 2)
    }).pipe(Effect.provide(FakeWeChat.layerWith(wechat)))
  })

  it.effect("begins anew with every call", () => {
    const wechat = FakeWeChat.make(busy)
    const call = Draft.count()
    return Effect.gen(function*() {
      yield* failing(call)
      yield* failing(call)
      assert.strictEqual(wechat.seen.length, 6)
    }).pipe(Effect.provide(FakeWeChat.layerWith(wechat)))
  })

  it.effect("is what the options say", () => {
    const wechat = FakeWeChat.make(busy)
    return Effect.gen(function*() {
      yield* failing(Draft.count())
      assert.strictEqual(wechat.seen.length, 6)
    }).pipe(Effect.provide(FakeWeChat.layerWith(wechat, { retry: Schedule.recurs(5) })))
  })

  it.effect("is switched off by Schedule.stop", () => {
    const wechat = FakeWeChat.make(busy)
    return Effect.gen(function*() {
      assert.strictEqual(reasonOf(yield* Effect.flip(Draft.count()))._tag, "SystemBusy")
      assert.strictEqual(wechat.seen.length, 1)
    }).pipe(Effect.provide(FakeWeChat.layerWith(wechat, { retry: Schedule.stop })))
  })

  it.effect("ends when the caller is interrupted", () => {
    const wechat = FakeWeChat.make(busy)
    return Effect.gen(function*() {
      const caller = yield* Effect.fork(Draft.count())
      yield* settle
      yield* Fiber.interrupt(caller)
      yield* TestClock.adjust("1 minute")
      assert.strictEqual(wechat.seen.length, 1)
    }).pipe(Effect.provide(FakeWeChat.layerWith(wechat)))
  })
})

/** What can go wrong, the reason it becomes, and how often a call is sent that may be repeated or must not be. */
const faults: ReadonlyArray<{
  readonly what: string
  readonly answer: FakeWeChat.Answer
  readonly reason: WeChatError.Reason["_tag"]
  readonly repeatable: number
  readonly once: number
}> = [
  { what: "-1", answer: busy, reason: "SystemBusy", repeatable: 3, once: 1 },
  {
    what: "45009, the quota of the day",
    answer: { json: { errcode: 45009, errmsg: "reach max api daily quota limit" } },
    reason: "QuotaExhausted",
    repeatable: 1,
    once: 1
  },
  {
    what: "45011, too many calls in a minute",
    answer: { json: { errcode: 45011, errmsg: "api minute-quota reach limit" } },
    reason: "RateLimited",
    repeatable: 1,
    once: 1
  },
  {
    what: "a connection that was never made",
    answer: { fault: "ECONNREFUSED" },
    reason: "Transport",
    repeatable: 3,
    once: 3
  },
  {
    what: "a name that is not found",
    answer: { fault: "ENOTFOUND" },
    reason: "Transport",
    repeatable: 3,
    once: 3
  },
  {
    what: "a connection cut after sending",
    answer: { fault: "ECONNRESET" },
    reason: "Transport",
    repeatable: 3,
    once: 1
  },
  {
    what: "a fault without a known name",
    answer: { fault: "SOMETHING_NEW" },
    reason: "Transport",
    repeatable: 3,
    once: 1
  },
  {
    what: "a reply that breaks off",
    answer: { broken: "ECONNREFUSED" },
    reason: "Transport",
    repeatable: 3,
    once: 1
  },
  { what: "a reply that never ends", answer: { stalled: true }, reason: "TimedOut", repeatable: 3, once: 1 },
  { what: "HTTP 502", answer: { text: "Bad", status: 502 }, reason: "UnexpectedStatus", repeatable: 3, once: 1 },
  { what: "HTTP 429", answer: { text: "", status: 429 }, reason: "UnexpectedStatus", repeatable: 3, once: 1 },
  { what: "HTTP 404", answer: { text: "", status: 404 }, reason: "UnexpectedStatus", repeatable: 1, once: 1 },
  { what: "an empty reply", answer: { text: "" }, reason: "MalformedReply", repeatable: 3, once: 1 },
  { what: "half a reply", answer: { text: "{\"errcode\":" }, reason: "MalformedReply", repeatable: 3, once: 1 },
  { what: "a page of HTML", answer: { text: "<html>" }, reason: "MalformedReply", repeatable: 1, once: 1 },
  {
    what: "a rejected request",
    answer: { json: { errcode: 44002 } },
    reason: "RequestRejected",
    repeatable: 1,
    once: 1
  }
]

for (const fault of faults) {
  describe(fault.what, () => {
    for (const [kind, calls] of Object.entries({ repeatable: Calls.repeatable, once: Calls.once })) {
      for (const [name, call] of Object.entries(calls)) {
        const times = kind === "once" ? fault.once : fault.repeatable
        it.effect(`makes ${name} go out ${times === 1 ? "once" : `${times} times`}`, () => {
          const wechat = FakeWeChat.make(fault.answer)
          return Effect.gen(function*() {
            const error = yield* failing(call)
            assert.strictEqual(reasonOf(error)._tag, fault.reason)
            assert.strictEqual(wechat.seen.length, times)
          }).pipe(Effect.provide(FakeWeChat.layerWith(wechat)))
        })
      }
    }
  })
}

describe("a fault of the connection", () => {
  const cases: ReadonlyArray<readonly [answer: FakeWeChat.Answer, received: "no" | "maybe", fault: string]> = [
    [{ fault: "ECONNREFUSED" }, "no", "ECONNREFUSED"],
    [{ fault: "UND_ERR_CONNECT_TIMEOUT" }, "no", "UND_ERR_CONNECT_TIMEOUT"],
    [{ fault: "CERT_HAS_EXPIRED" }, "no", "CERT_HAS_EXPIRED"],
    [{ fault: "ECONNRESET" }, "maybe", "ECONNRESET"],
    [{ fault: "UND_ERR_SOCKET" }, "maybe", "UND_ERR_SOCKET"],
    // The name alone would say that nothing was sent, but there is a response.
    [{ broken: "ECONNREFUSED" }, "maybe", "ECONNREFUSED"]
  ]
  for (const [answer, received, fault] of cases) {
    it.effect(`says that ${JSON.stringify(answer)} was ${received === "no" ? "never" : "maybe"} received`, () => {
      const wechat = FakeWeChat.make(answer)
      return Effect.gen(function*() {
        const error = yield* Effect.flip(Draft.count())
        assert.deepStrictEqual(reasonOf(error), new WeChatError.Transport({ received, fault }))
      }).pipe(Effect.provide(FakeWeChat.layerWith(wechat, { retry: Schedule.stop })))
    })
  }

  it.effect("that is an address nobody can call means that nothing was sent", () => {
    const wechat = FakeWeChat.make(ok)
    return Effect.gen(function*() {
      const error = yield* Effect.flip(Draft.count())
      assert.deepStrictEqual(reasonOf(error), new WeChatError.Transport({ received: "no", fault: "InvalidUrl" }))
    }).pipe(Effect.provide(FakeWeChat.layerWith(wechat, { retry: Schedule.stop, baseUrl: "not an address" })))
  })
})

describe("the time limit", () => {
  for (const [timeout, limit] of [[undefined, 10_000], ["2 seconds", 2000]] as const) {
    it.effect(`of ${limit} ms ends the request, and says so`, () => {
      const wechat = FakeWeChat.make(() => Effect.never)
      return Effect.gen(function*() {
        const caller = yield* Effect.fork(Effect.flip(FreePublish.delete({ article_id: "ARTICLE_ID", index: 1 })))
        yield* TestClock.adjust(limit - 1)
        assert.deepStrictEqual(wechat.aborted, [])
        yield* TestClock.adjust(1)
        assert.deepStrictEqual(reasonOf(yield* Fiber.join(caller)), new WeChatError.TimedOut({ limit }))
        assert.deepStrictEqual(wechat.aborted, wechat.seen)
        assert.strictEqual(wechat.seen.length, 1)
      }).pipe(Effect.provide(FakeWeChat.layerWith(wechat, { timeout })))
    })
  }

  it.effect("is one for each try", () => {
    const wechat = FakeWeChat.make(Effect.delay(Effect.succeed(busy), "9 seconds").pipe((slow) => () => slow))
    return Effect.gen(function*() {
      assert.strictEqual(reasonOf(yield* failing(Draft.count()))._tag, "SystemBusy")
      assert.strictEqual(wechat.seen.length, 3)
    }).pipe(Effect.provide(FakeWeChat.layerWith(wechat)))
  })

  it.effect("does not count the time that it takes to get a token", () => {
    const account = FakeAccount.make({ beforeToken: Effect.sleep("9 seconds"), beforeReply: Effect.sleep("9 seconds") })
    return Effect.gen(function*() {
      const caller = yield* Effect.fork(Draft.count())
      yield* TestClock.adjust("18 seconds")
      assert.deepStrictEqual(yield* Fiber.join(caller), { total_count: 15 })
    }).pipe(Effect.provide(FakeWeChat.layerDirect(account)))
  })
})

describe("a caller that is interrupted", () => {
  it.effect("ends its request", () => {
    const wechat = FakeWeChat.make(() => Effect.never)
    return Effect.gen(function*() {
      const caller = yield* Effect.fork(Draft.count())
      yield* settle
      assert.deepStrictEqual(wechat.aborted, [])
      yield* Fiber.interrupt(caller)
      assert.deepStrictEqual(wechat.aborted, wechat.seen)
      assert.strictEqual(wechat.seen.length, 1)
    }).pipe(Effect.provide(FakeWeChat.layerWith(wechat)))
  })
})

describe("a rejected token", () => {
  it.effect("is replaced in a try after the first, and the call goes on", () => {
    const account = FakeAccount.make()
    const wechat = FakeWeChat.make((seen, nth) => {
      if (nth !== 2) return account.answer(seen)
      account.renewElsewhere()
      return busy
    })
    return Effect.gen(function*() {
      const caller = yield* Effect.fork(Draft.count())
      yield* TestClock.adjust("1 second")
      assert.deepStrictEqual(yield* Fiber.join(caller), { total_count: 15 })
      // A token, busy, rejected, another token, and the reply.
      assert.deepStrictEqual(wechat.seen.map(FakeWeChat.tokenOf), [null, "TOKEN-1", "TOKEN-1", null, "TOKEN-2"])
    }).pipe(Effect.provide(FakeWeChat.layerDirect(wechat)))
  })

  it.effect("is replaced once in a call, however many tries it has", () => {
    const wechat = FakeWeChat.make((seen, nth) => {
      if (FakeWeChat.pathOf(seen) === FakeAccount.tokenPath) {
        return { json: { access_token: `TOKEN-${nth}`, expires_in: 7200 } }
      }
      // Rejected, busy with the new token, and rejected again.
      return nth === 4 ? busy : { json: { errcode: 42001, errmsg: "access_token expired" } }
    })
    return Effect.gen(function*() {
      assert.strictEqual(reasonOf(yield* failing(Draft.count()))._tag, "TokenRejected")
      assert.strictEqual(wechat.seen.length, 5)
    }).pipe(Effect.provide(FakeWeChat.layerDirect(wechat)))
  })

  it.effect("is replaced for calls that are to be made once, because WeChat has done nothing", () => {
    const account = FakeAccount.make()
    return Effect.gen(function*() {
      yield* Draft.count()
      account.renewElsewhere()
      yield* FreePublish.delete({ article_id: "ARTICLE_ID", index: 1 })
      assert.deepStrictEqual(account.tokensSent(), ["TOKEN-1", "TOKEN-1", "TOKEN-2"])
    }).pipe(Effect.provide(FakeWeChat.layerDirect(account)))
  })
})
