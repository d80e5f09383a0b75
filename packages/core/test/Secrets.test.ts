import { assert, describe, it } from "@effect/vitest"
import { Draft, FreePublish } from "@effect-wechat/core"
import * as Cause from "effect/Cause"
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Metric from "effect/Metric"
import * as Redacted from "effect/Redacted"
import * as TestClock from "effect/TestClock"
import * as Calls from "./utils/Calls.ts"
import * as FakeAccount from "./utils/FakeAccount.ts"
import * as FakeWeChat from "./utils/FakeWeChat.ts"
import * as Watch from "@effect-wechat/testing/Watch"

/** Parts of the secrets, which survive being put into an address. */
const marks = ["TOKEN-", "SECRET-", "-of-the-account"]

/** The places where a secret is seen, and what is seen there. */
const leaks = (watch: Watch.Watch, exit: Exit.Exit<unknown, unknown>, secrets: ReadonlyArray<string> = marks) =>
  Effect.map(
    Watch.textOf(watch, exit),
    (texts) => texts.filter(([, text]) => secrets.some((secret) => text.includes(secret)))
  )

/** Runs a program to its end, a minute at most, and gives the exit. */
const runFor = <A, E, R>(program: Effect.Effect<A, E, R>) =>
  Effect.gen(function*() {
    const fiber = yield* Effect.fork(program)
    yield* TestClock.adjust("1 minute")
    return yield* Fiber.await(fiber)
  })

describe("the scan", () => {
  const secret = "PLANTED-secret"
  class Failure extends Data.TaggedError("Failure")<{
    readonly message: string
    readonly details?: unknown
    readonly cause?: unknown
  }> {}
  const planted: ReadonlyArray<readonly [where: string, program: Effect.Effect<unknown, unknown>, place: string]> = [
    ["the name of a span", Effect.withSpan(Effect.void, `GET /?access_token=${secret}`), "a span"],
    ["an attribute of a span", Effect.withSpan(Effect.void, "span", { attributes: { "url.full": secret } }), "a span"],
    ["an event of a span", Effect.withSpan(Effect.logTrace(secret), "span"), "a span"],
    ["the end of a span", Effect.ignore(Effect.withSpan(Effect.fail({ secret }), "span")), "a span"],
    ["a log line", Effect.logTrace(`token ${secret}`), "a log line"],
    ["an annotation of a log line", Effect.annotateLogs(Effect.logTrace(""), "token", secret), "a log line"],
    ["the cause of a log line", Effect.logTrace("", Cause.fail(new Failure({ message: secret }))), "a log line"],
    ["a label of a metric", Metric.increment(Metric.tagged(Metric.counter("planted"), "t", secret)), "a metric"],
    ["an error message", Effect.fail(new Failure({ message: secret })), "an exit"],
    [
      "a field of an error",
      Effect.fail(new Failure({ message: "failed", details: { deep: { down: [secret] } } })),
      "an exit"
    ],
    ["the cause of an error", Effect.fail(new Failure({ message: "failed", cause: new Error(secret) })), "an exit"],
    ["a defect", Effect.dieMessage(secret), "an exit"]
  ]
  for (const [where, program, place] of planted) {
    it.effect(`finds a secret in ${where}`, () => {
      const watch = Watch.make()
      return Effect.gen(function*() {
        const exit = yield* runFor(program).pipe(Effect.provide(watch.layer))
        assert.include((yield* leaks(watch, exit, [secret])).map(([found]) => found), place)
      })
    })
  }

  it.effect("finds nothing where there is nothing, and sees spans, lines and metrics", () => {
    const watch = Watch.make()
    const wechat = FakeWeChat.make((_, nth) =>
      nth === 1 ? { json: { errcode: -1, errmsg: "" } } : { json: { total_count: 15 } }
    )
    return Effect.gen(function*() {
      const exit = yield* runFor(Draft.count()).pipe(
        Effect.provide(Layer.merge(FakeWeChat.layerWith(wechat), watch.layer))
      )
      const places = new Set((yield* Watch.textOf(watch, exit)).map(([place]) => place))
      assert.sameMembers([...places], ["an exit", "a span", "a log line", "a metric"])
    })
  })
})

const token = Redacted.value(FakeWeChat.token)
const secret = Redacted.value(FakeWeChat.secret)

/** What any call can be answered; whatever is known at the other end is repeated. */
const answersThatRepeat = (known: string): Readonly<Record<string, FakeWeChat.Answer>> => {
  const address = `https://api.weixin.qq.com/?access_token=${known}`
  return {
    "a success": { json: { errcode: 0, errmsg: "ok", total_count: 15 } },
    "a success that repeats a secret": { json: { errcode: 0, errmsg: known, total_count: 15, token: known } },
    "a documented failure": { json: { errcode: 40007, errmsg: `invalid media_id of ${known}` } },
    "another documented failure": { json: { errcode: 48001, errmsg: `${known} unauthorized ${known}` } },
    "a rejection": { json: { errcode: 40001, errmsg: `invalid credential ${known} rid: 654df33c-64386a2f` } },
    "a wrong secret": { json: { errcode: 40125, errmsg: `invalid appsecret ${known}` } },
    "a code that is busy": { json: { errcode: -1, errmsg: `busy with ${known}` } },
    "a code that nobody knows": { json: { errcode: 7654321, errmsg: address } },
    "a code that makes no sense": { json: { errcode: known, errmsg: known } },
    "a request id that is none": { json: { errcode: 45009, errmsg: `quota rid: ${known}`, rid: known } },
    "a reply of the wrong shape": { json: { errcode: 0, total_count: known } },
    "a reply that is an array": { json: [known] },
    "a reply that is a text": { json: known },
    "a page of HTML": { text: `<html>${address}` },
    "a text": { text: address },
    "half a reply": { text: `{"token":"${address}` },
    "a status of a gateway": { text: `<html>${address}`, status: 502 },
    "a status of a gateway with JSON": { text: JSON.stringify({ error: address }), status: 502 },
    "a connection that was never made": { fault: "ECONNREFUSED" },
    "a connection cut after sending": { fault: "ECONNRESET" },
    "a reply that breaks off": { broken: "ECONNRESET" },
    "a reply that never ends": { stalled: true },
    "a token without an end": { json: { access_token: "TOKEN-that-was-issued" } },
    "a token whose end makes no sense": { json: { access_token: "TOKEN-that-was-issued", expires_in: known } },
    "a token inside another field": { json: { access_token: { value: "TOKEN-that-was-issued" }, expires_in: 7200 } },
    "a token with an error": { json: { errcode: 45009, errmsg: "quota", access_token: "TOKEN-", expires_in: 7200 } }
  }
}

describe("no secret can be seen", () => {
  for (const [what, answer] of Object.entries(answersThatRepeat(token))) {
    it.effect(`when a call meets ${what}`, () =>
      Effect.gen(function*() {
        for (const call of Calls.all) {
          const watch = Watch.make()
          const wechat = FakeWeChat.make(answer)
          const exit = yield* runFor(call).pipe(Effect.provide(Layer.merge(FakeWeChat.layerWith(wechat), watch.layer)))
          assert.deepStrictEqual(yield* leaks(watch, exit), [])
          assert.strictEqual(watch.spans.length, 1)
          assert.isTrue(wechat.seen.length > 0 && wechat.seen.every((seen) => FakeWeChat.tokenOf(seen) === token))
        }
      }))
  }

  for (const [what, answer] of Object.entries(answersThatRepeat(secret))) {
    it.effect(`when an account that asks for its token meets ${what}`, () => {
      const watch = Watch.make()
      const wechat = FakeWeChat.make(answer)
      return Effect.gen(function*() {
        const exit = yield* runFor(Draft.count()).pipe(
          Effect.provide(Layer.merge(FakeWeChat.layerDirect(wechat), watch.layer))
        )
        assert.isTrue(Exit.isFailure(exit))
        assert.deepStrictEqual(yield* leaks(watch, exit), [])
        assert.strictEqual(watch.spans.length, 2)
        assert.include(wechat.seen[0]?.body, secret)
      })
    })
  }

  const wrong: Readonly<Record<string, unknown>> = {
    "a field of the wrong type": { article_id: 1, index: [token] },
    "a text that cannot be sent": { article_id: `${token}\u0000`, index: 1 },
    "a field that is not one": { article_id: "ARTICLE_ID", index: 1, extra: token },
    "no fields": token
  }
  for (const [what, input] of Object.entries(wrong)) {
    it.effect(`when a request has ${what}`, () => {
      const watch = Watch.make()
      const wechat = FakeWeChat.make({ json: {} })
      return Effect.gen(function*() {
        const exit = yield* runFor(FreePublish.delete(input as never)).pipe(
          Effect.provide(Layer.merge(FakeWeChat.layerWith(wechat), watch.layer))
        )
        assert.isTrue(Exit.isFailure(exit))
        assert.deepStrictEqual(yield* leaks(watch, exit), [])
        assert.deepStrictEqual(wechat.seen, [])
      })
    })
  }

  it.effect("when tokens are rejected, replaced by force, and limited", () => {
    const watch = Watch.make()
    const account = FakeAccount.make()
    return Effect.gen(function*() {
      const exits = yield* Effect.gen(function*() {
        yield* Draft.count()
        account.refuseRunning()
        yield* Draft.count()
        account.refuseRunning()
        return yield* Effect.exit(Draft.count())
      }).pipe(Effect.provide(Layer.merge(FakeWeChat.layerDirect(account), watch.layer)))
      assert.include(Exit.isFailure(exits) ? Cause.pretty(exits.cause) : "", "renews by force at most")
      assert.deepStrictEqual(yield* leaks(watch, exits), [])
      assert.deepStrictEqual(account.tokensSent(), ["TOKEN-1", "TOKEN-1", "TOKEN-2", "TOKEN-2"])
    })
  })

  it.effect("when a renewal ahead of time fails and nobody waits for it", () => {
    const watch = Watch.make()
    const wechat = FakeWeChat.make((seen, nth) =>
      FakeWeChat.pathOf(seen) !== FakeAccount.tokenPath
        ? { json: { total_count: 15 } }
        : nth === 1
        ? { json: { access_token: "TOKEN-1", expires_in: 7200 } }
        : { json: { errcode: 40125, errmsg: `invalid appsecret ${secret}` } }
    )
    return Effect.gen(function*() {
      const exit = yield* Effect.gen(function*() {
        yield* Draft.count()
        yield* TestClock.adjust("6900 seconds")
        yield* Draft.count()
        yield* TestClock.adjust(0)
      }).pipe(Effect.provide(Layer.merge(FakeWeChat.layerDirect(wechat), watch.layer)), Effect.exit)
      assert.isTrue(watch.lines.some((line) => line.level === "WARN" && String(line.message).includes("No new token")))
      assert.deepStrictEqual(yield* leaks(watch, exit), [])
    })
  })

  it.effect("when a caller is interrupted", () => {
    const watch = Watch.make()
    const wechat = FakeWeChat.make(() => Effect.never)
    return Effect.gen(function*() {
      const caller = yield* Effect.fork(
        Draft.count().pipe(Effect.provide(Layer.merge(FakeWeChat.layerDirect(wechat), watch.layer)))
      )
      yield* TestClock.adjust(0)
      const exit = yield* Fiber.interrupt(caller)
      assert.isTrue(Exit.isInterrupted(exit))
      assert.strictEqual(watch.spans.length, 2)
      assert.deepStrictEqual(yield* leaks(watch, exit), [])
    })
  })
})

describe("what goes out to WeChat", () => {
  it.effect("holds no trace of ours, and no secret but where it belongs", () => {
    const watch = Watch.make()
    const account = FakeAccount.make()
    return Effect.gen(function*() {
      for (const call of Calls.all) yield* Effect.withSpan(call, "outer")
      assert.strictEqual(account.seen.length, 1 + Calls.all.length)
      assert.isAbove(watch.spans.length, Calls.all.length)
      for (const seen of account.seen) {
        assert.notMatch(Object.keys(seen.headers).join(" "), /traceparent|tracestate|baggage|b3/i)
        assert.isFalse(marks.some((mark) => JSON.stringify(seen.headers).includes(mark)))
        const ids = watch.spans.flatMap((span) => [span.traceId, span.spanId])
        assert.isFalse(ids.some((id) => JSON.stringify(seen).includes(id)))
      }
    }).pipe(Effect.provide(Layer.merge(FakeWeChat.layerDirect(account), watch.layer)))
  })
})
