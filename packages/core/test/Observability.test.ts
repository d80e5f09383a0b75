import { assert, describe, it } from "@effect/vitest"
import { Draft, Material } from "@effect-wechat/core"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Metric from "effect/Metric"
import * as MetricState from "effect/MetricState"
import * as Option from "effect/Option"
import * as TestClock from "effect/TestClock"
import * as FakeAccount from "./utils/FakeAccount.ts"
import * as FakeWeChat from "./utils/FakeWeChat.ts"
import * as Watch from "@effect-wechat/testing/Watch"

const good: FakeWeChat.Answer = { json: { errcode: 0, errmsg: "ok", total_count: 15 } }
const quota: FakeWeChat.Answer = { json: { errcode: 45009, errmsg: "quota rid: 654df33c-64386a2f-29857782" } }
const busy: FakeWeChat.Answer = { json: { errcode: -1, errmsg: "system error" } }

const attributesOf = (span: Watch.Span | undefined) => Object.fromEntries(span?.attributes ?? [])

const parentOf = (span: Watch.Span | undefined) =>
  Option.getOrUndefined(Option.map(span?.parent ?? Option.none(), (parent) => parent.spanId))

/** What the metrics of calls hold, by their labels. */
const metrics = Effect.map(
  Metric.snapshot,
  (pairs) =>
    pairs.filter(({ metricKey }) => /^wechat_calls?_/.test(metricKey.name)).map(({ metricKey, metricState }) => ({
      name: metricKey.name,
      labels: Object.fromEntries(Array.from(metricKey.tags, ({ key, value }) => [key, value])),
      count: MetricState.isCounterState(metricState) || MetricState.isHistogramState(metricState)
        ? Number(metricState.count)
        : NaN,
      sum: MetricState.isHistogramState(metricState) ? metricState.sum : undefined
    }))
)

/** How much a metric with these labels has grown by a program; metrics are shared by all tests. */
const growth = <A, E, R>(name: string, labels: Readonly<Record<string, string>>, program: Effect.Effect<A, E, R>) =>
  Effect.gen(function*() {
    const read = Effect.map(metrics, (all) => {
      const found = all.filter((metric) =>
        metric.name === name && Object.entries(labels).every(([key, value]) => metric.labels[key] === value)
      )
      return [
        found.reduce((sum, metric) => sum + metric.count, 0),
        found.reduce((sum, metric) => sum + (metric.sum ?? 0), 0)
      ] as const
    })
    const [count, sum] = yield* read
    yield* program
    const [countAfter, sumAfter] = yield* read
    return { count: countAfter - count, sum: sumAfter - sum }
  })

describe("a span", () => {
  it.effect("follows each call, with what it is and whom it is for", () => {
    const watch = Watch.make()
    return Effect.gen(function*() {
      yield* Draft.count()
      yield* Material.delete({ media_id: "MEDIA_ID" })
      assert.deepStrictEqual(watch.spans.map((span) => [span.name, span.kind, attributesOf(span)]), [
        ["WeChat.draft_count", "client", {
          "http.request.method": "GET",
          "url.path": "/cgi-bin/draft/count",
          "wechat.appid": "wx0000000000000001"
        }],
        ["WeChat.delMaterial", "client", {
          "http.request.method": "POST",
          "url.path": "/cgi-bin/material/del_material",
          "wechat.appid": "wx0000000000000001"
        }]
      ])
    }).pipe(Effect.provide(Layer.merge(FakeWeChat.layerWith(FakeWeChat.make(good)), watch.layer)))
  })

  const failures: ReadonlyArray<readonly [FakeWeChat.Answer, attributes: Readonly<Record<string, unknown>>]> = [
    [quota, { "error.type": "QuotaExhausted", "wechat.errcode": 45009, "wechat.rid": "654df33c-64386a2f-29857782" }],
    [{ json: { errcode: 44002, errmsg: "" } }, { "error.type": "RequestRejected", "wechat.errcode": 44002 }],
    [
      { json: { errcode: 40007, errmsg: "no rid: 654df33c-64386a2f" } },
      { "error.type": "InvalidMediaId", "wechat.errcode": 40007, "wechat.rid": "654df33c-64386a2f" }
    ],
    [{ text: "", status: 404 }, { "error.type": "UnexpectedStatus", "http.response.status_code": 404 }],
    [{ text: "<html>" }, { "error.type": "MalformedReply" }]
  ]
  for (const [answer, attributes] of failures) {
    it.effect(`of a call that fails with ${attributes["error.type"]} says so`, () => {
      const watch = Watch.make()
      return Effect.gen(function*() {
        yield* Effect.flip(Material.delete({ media_id: "MEDIA_ID" }))
        assert.deepStrictEqual(attributesOf(watch.spans[0]), {
          "http.request.method": "POST",
          "url.path": "/cgi-bin/material/del_material",
          "wechat.appid": "wx0000000000000001",
          ...attributes
        })
        assert.strictEqual(watch.spans[0]?.status._tag === "Ended" ? watch.spans[0].status.exit._tag : "", "Failure")
      }).pipe(Effect.provide(Layer.merge(FakeWeChat.layerWith(FakeWeChat.make(answer)), watch.layer)))
    })
  }

  it.effect("of a call that is interrupted says so", () => {
    const watch = Watch.make()
    const wechat = FakeWeChat.make(() => Effect.never)
    return Effect.gen(function*() {
      const caller = yield* Effect.fork(Draft.count())
      yield* TestClock.adjust(0)
      yield* Fiber.interrupt(caller)
      assert.strictEqual(attributesOf(watch.spans[0])["error.type"], "Interrupted")
    }).pipe(Effect.provide(Layer.merge(FakeWeChat.layerWith(wechat), watch.layer)))
  })

  it.effect("is the child of the caller's, and the parent of the one for the token", () => {
    const watch = Watch.make()
    return Effect.gen(function*() {
      yield* Effect.withSpan(Draft.count(), "outer")
      const [outer, call, token] = watch.spans
      assert.deepStrictEqual(watch.spans.map((span) => span.name), [
        "outer",
        "WeChat.draft_count",
        "WeChat.getStableAccessToken"
      ])
      assert.strictEqual(parentOf(call), outer?.spanId)
      assert.strictEqual(parentOf(token), call?.spanId)
    }).pipe(Effect.provide(Layer.merge(FakeWeChat.layerDirect(FakeAccount.make()), watch.layer)))
  })

  it.effect("is one for all tries of a call", () => {
    const watch = Watch.make()
    const wechat = FakeWeChat.make((_, nth) => nth < 3 ? busy : good)
    return Effect.gen(function*() {
      const caller = yield* Effect.fork(Draft.count())
      yield* TestClock.adjust("1 second")
      yield* Fiber.join(caller)
      assert.strictEqual(wechat.seen.length, 3)
      assert.strictEqual(watch.spans.length, 1)
    }).pipe(Effect.provide(Layer.merge(FakeWeChat.layerWith(wechat), watch.layer)))
  })

  it.effect("is not there with tracing: false", () => {
    const watch = Watch.make()
    return Effect.gen(function*() {
      yield* Draft.count()
      assert.deepStrictEqual(watch.spans, [])
    }).pipe(Effect.provide(Layer.merge(FakeWeChat.layerWith(FakeWeChat.make(good), { tracing: false }), watch.layer)))
  })
})

describe("metrics", () => {
  const outcomes: ReadonlyArray<readonly [FakeWeChat.Answer, outcome: string]> = [
    [good, "ok"],
    [quota, "QuotaExhausted"],
    [{ json: { errcode: 40007, errmsg: "" } }, "InvalidMediaId"]
  ]
  for (const [answer, outcome] of outcomes) {
    it.effect(`count calls that end with ${outcome}, by endpoint`, () =>
      Effect.gen(function*() {
        const call = Effect.exit(Material.delete({ media_id: "MEDIA_ID" }))
        const mine = { endpoint: "delMaterial", outcome }
        assert.strictEqual((yield* growth("wechat_calls_total", mine, Effect.zip(call, call))).count, 2)
        assert.strictEqual((yield* growth("wechat_calls_total", {}, call)).count, 1)
        assert.strictEqual((yield* growth("wechat_call_duration_milliseconds", mine, call)).count, 1)
      }).pipe(Effect.provide(FakeWeChat.layerWith(FakeWeChat.make(answer)))))
  }

  it.effect("measure how long a call takes, token and tries included", () => {
    const account = FakeAccount.make({
      beforeToken: Effect.sleep("300 millis"),
      beforeReply: Effect.sleep("200 millis")
    })
    return Effect.gen(function*() {
      const { count, sum } = yield* growth(
        "wechat_call_duration_milliseconds",
        { endpoint: "draft_count", outcome: "ok" },
        Effect.fork(Draft.count()).pipe(
          Effect.tap(TestClock.adjust("500 millis")),
          Effect.flatMap(Fiber.join)
        )
      )
      assert.strictEqual(count, 1)
      assert.closeTo(sum, 500, 0.001)
    }).pipe(Effect.provide(FakeWeChat.layerDirect(account)))
  })

  it.effect("have no labels but the endpoint and the outcome, of which there are few", () =>
    Effect.gen(function*() {
      yield* Draft.count()
      for (const { labels } of yield* metrics) assert.sameMembers(Object.keys(labels), ["endpoint", "outcome"])
    }).pipe(Effect.provide(FakeWeChat.layerWith(FakeWeChat.make(good)))))

  it.effect("are not kept with metrics: false", () =>
    Effect.gen(function*() {
      assert.strictEqual((yield* growth("wechat_calls_total", {}, Draft.count())).count, 0)
      assert.strictEqual((yield* growth("wechat_call_duration_milliseconds", {}, Draft.count())).count, 0)
    }).pipe(Effect.provide(FakeWeChat.layerWith(FakeWeChat.make(good), { metrics: false }))))
})

describe("a debug line", () => {
  const line = (outcome: string) => ({
    level: "DEBUG",
    message: ["Calling WeChat again"],
    annotations: {
      "wechat.endpoint": "draft_count",
      "wechat.outcome": outcome,
      "wechat.appid": "wx0000000000000001"
    }
  })
  const linesOf = (watch: Watch.Watch) =>
    watch.lines.map(({ annotations, level, message }) => ({ level, message, annotations }))

  const call = Effect.fork(Effect.exit(Draft.count())).pipe(
    Effect.tap(TestClock.adjust("1 minute")),
    Effect.flatMap(Fiber.join)
  )

  it.effect("comes with every try after the first, and says why", () => {
    const watch = Watch.make()
    const wechat = FakeWeChat.make((_, nth) => nth === 1 ? busy : nth === 2 ? { fault: "ECONNRESET" } : good)
    return Effect.gen(function*() {
      yield* call
      assert.deepStrictEqual(linesOf(watch), [line("SystemBusy"), line("Transport")])
    }).pipe(Effect.provide(Layer.merge(FakeWeChat.layerWith(wechat), watch.layer)))
  })

  it.effect("comes with no try that is not made", () => {
    const watch = Watch.make()
    return Effect.gen(function*() {
      yield* call
      assert.deepStrictEqual(linesOf(watch), [line("SystemBusy"), line("SystemBusy")])
    }).pipe(Effect.provide(Layer.merge(FakeWeChat.layerWith(FakeWeChat.make(busy)), watch.layer)))
  })

  it.effect("comes with a token that is replaced", () => {
    const watch = Watch.make()
    const account = FakeAccount.make()
    return Effect.gen(function*() {
      yield* Draft.count()
      account.renewElsewhere()
      yield* Draft.count()
      assert.deepStrictEqual(linesOf(watch), [line("TokenRejected")])
    }).pipe(Effect.provide(Layer.merge(FakeWeChat.layerDirect(account), watch.layer)))
  })

  it.effect("does not come when a call goes well, or fails for good", () => {
    const watch = Watch.make()
    return Effect.gen(function*() {
      yield* Effect.provide(call, FakeWeChat.layerWith(FakeWeChat.make(good)))
      yield* Effect.provide(call, FakeWeChat.layerWith(FakeWeChat.make(quota)))
      assert.deepStrictEqual(watch.lines, [])
    }).pipe(Effect.provide(watch.layer))
  })

  it.effect("does not come with logging: false", () => {
    const watch = Watch.make()
    const wechat = FakeWeChat.make(busy)
    return Effect.gen(function*() {
      yield* call
      assert.strictEqual(wechat.seen.length, 3)
      assert.deepStrictEqual(watch.lines, [])
    }).pipe(Effect.provide(Layer.merge(FakeWeChat.layerWith(wechat, { logging: false }), watch.layer)))
  })
})
