import { assert, describe, it } from "@effect/vitest"
import { Draft, ReturnCode, WeChatError } from "@effect-wechat/core"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as FastCheck from "effect/FastCheck"
import * as Layer from "effect/Layer"
import * as Schedule from "effect/Schedule"
import * as Schema from "effect/Schema"
import * as Endpoint from "../src/Endpoint.ts"
import * as Calls from "./utils/Calls.ts"
import * as FakeWeChat from "./utils/FakeWeChat.ts"

/** One try is enough to see what a reply becomes. */
const layer = (answer: FakeWeChat.Answer) => FakeWeChat.layerWith(FakeWeChat.make(answer), { retry: Schedule.stop })

const reasonOf = (error: { readonly _tag: string }) => {
  assert.instanceOf(error, WeChatError.WeChatError)
  return error.reason
}

const bytes = (...parts: ReadonlyArray<string | ReadonlyArray<number>>): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(parts.flatMap((part) => typeof part === "string" ? [...new TextEncoder().encode(part)] : part))

describe("a reply is read", () => {
  const good: ReadonlyArray<readonly [what: string, answer: FakeWeChat.Answer]> = [
    ["whatever its content type says", { text: "{\"total_count\":15}", contentType: "text/plain" }],
    ["as JSON even when it is called HTML", { text: "{\"total_count\":15}", contentType: "text/html; charset=gbk" }],
    ["with space around it", { text: "\r\n\t {\"total_count\": 15} \n" }],
    ["with a byte order mark", { text: bytes([0xef, 0xbb, 0xbf], "{\"total_count\":15}") }],
    ["with a byte order mark that the HttpClient leaves in", { decoded: "\ufeff{\"total_count\":15}" }],
    ["with fields that nobody has documented", { text: "{\"total_count\":15,\"new\":{\"a\":[1]},\"\":null}" }],
    ["with control characters in a text", { text: "{\"title\":\"a\u0001\n\tb\",\"total_count\":15}" }],
    ["with bytes that are no UTF-8 in a text", {
      text: bytes("{\"title\":\"", [0xff, 0xc3], "\",\"total_count\":15}")
    }],
    ["with integers beyond 2^53 beside it", { text: "{\"id\":18446744073709551615,\"total_count\":15}" }],
    ["with errcode 0", { text: "{\"errcode\":0,\"errmsg\":\"ok\",\"total_count\":15}" }],
    ["with errcode \"0\"", { text: "{\"errcode\":\"0\",\"total_count\":15}" }],
    ["without errcode", { text: "{\"total_count\":15}" }]
  ]
  for (const [what, answer] of good) {
    it.effect(what, () =>
      Effect.gen(function*() {
        assert.deepStrictEqual(yield* Draft.count(), { total_count: 15 })
      }).pipe(Effect.provide(layer(answer))))
  }

  it.effect("as done when a call that only acknowledges says nothing of an error", () =>
    Effect.gen(function*() {
      for (const call of Calls.all.slice(1)) assert.strictEqual(yield* call, undefined)
    }).pipe(Effect.provide(layer({ text: "{}" }))))

  it.effect("with integers beyond 2^53 intact where an interface gives some", () => {
    const message = Endpoint.get("message", "/message", {
      permissionSets: [],
      eligibility: { official: "all", service: "all" },
      semantics: "read",
      returnCodes: [0],
      success: Schema.Struct({ msg_id: Schema.Union(Schema.Number, Schema.BigIntFromSelf) })
    })
    return Effect.gen(function*() {
      assert.deepStrictEqual(yield* message(), { msg_id: 9007199254740993n })
    }).pipe(Effect.provide(layer({ text: "{\"msg_id\":9007199254740993}" })))
  })
})

describe("a reply that cannot be read", () => {
  const malformed = (
    problem: WeChatError.MalformedReply["problem"],
    ...issues: ReadonlyArray<WeChatError.Issue>
  ): WeChatError.Reason => new WeChatError.MalformedReply({ problem, issues })
  const notAnObject = malformed("shape", { field: "", rule: "the reply must be an object" })
  const notACode = malformed("shape", { field: "errcode", rule: "must be a whole number" })
  const gateway = new WeChatError.UnexpectedStatus({ status: 502 })

  const bad: ReadonlyArray<readonly [what: string, answer: FakeWeChat.Answer, reason: WeChatError.Reason]> = [
    ["is a page of HTML", { text: "<!DOCTYPE html><html>", contentType: "text/html" }, malformed("html")],
    [
      "is a page of HTML that is called JSON",
      { text: " \n<html>", contentType: "application/json" },
      malformed("html")
    ],
    ["is empty", { text: "" }, malformed("empty")],
    ["is nothing but space", { text: " \r\n\t" }, malformed("empty")],
    ["is cut in a field", { text: "{\"total_cou" }, malformed("truncated")],
    ["is cut before the end", { text: "{\"total_count\":15" }, malformed("truncated")],
    ["is a sentence", { text: "Too many requests" }, malformed("syntax")],
    ["has something behind it", { text: "{\"total_count\":15}{}" }, malformed("syntax")],
    ["is an array", { text: "[{\"total_count\":15}]" }, notAnObject],
    ["is a text", { text: "\"total_count\"" }, notAnObject],
    ["is a number", { text: "15" }, notAnObject],
    ["is null", { text: "null" }, notAnObject],
    ["has null for errcode", { text: "{\"errcode\":null,\"total_count\":15}" }, notACode],
    ["has true for errcode", { text: "{\"errcode\":true,\"total_count\":15}" }, notACode],
    ["has a word for errcode", { text: "{\"errcode\":\"none\",\"total_count\":15}" }, notACode],
    ["has nothing for errcode", { text: "{\"errcode\":\"\",\"total_count\":15}" }, notACode],
    ["has a fraction for errcode", { text: "{\"errcode\":0.5,\"total_count\":15}" }, notACode],
    ["has an errcode beyond all codes", { text: "{\"errcode\":18446744073709551616,\"total_count\":15}" }, notACode],
    ["has an object for errcode", { text: "{\"errcode\":{},\"total_count\":15}" }, notACode],
    [
      "lacks what the interface documents",
      { text: "{\"errcode\":0,\"errmsg\":\"ok\"}" },
      malformed("shape", { field: "total_count", rule: "is required" })
    ],
    ["is HTTP 502 with HTML", { text: "<html>Bad Gateway</html>", status: 502 }, gateway],
    ["is HTTP 502 with nothing", { text: "", status: 502 }, gateway],
    ["is HTTP 502 with what looks like a success", { text: "{\"total_count\":15}", status: 502 }, gateway],
    ["is HTTP 502 with an object of the gateway", { text: "{\"message\":\"Bad Gateway\"}", status: 502 }, gateway]
  ]
  for (const [what, answer, reason] of bad) {
    it.effect(`because it ${what} is a typed error`, () =>
      Effect.gen(function*() {
        const error = yield* Effect.flip(Draft.count())
        assert.deepStrictEqual(reasonOf(error), reason)
        assert.match(error.message, /^draft_count for wx0000000000000001: .*; .* must /)
      }).pipe(Effect.provide(layer(answer))))
  }

  it.effect("because its errcode makes no sense is never taken for a success", () =>
    Effect.gen(function*() {
      for (const call of Calls.all) assert.deepStrictEqual(reasonOf(yield* Effect.flip(call)), notACode)
    }).pipe(Effect.provide(layer({ text: "{\"errcode\":[],\"errmsg\":\"ok\",\"total_count\":15}" }))))

  it.effect("for want of a field of the right type names the field, not the value", () =>
    Effect.gen(function*() {
      const error = yield* Effect.flip(Draft.count())
      assert.include(error.message, "total_count must be")
      assert.notInclude(`${error.message}${JSON.stringify(error)}`, "fifteen")
    }).pipe(Effect.provide(layer({ json: { total_count: "fifteen" } }))))
})

describe("what WeChat says of an error", () => {
  const said: ReadonlyArray<readonly [what: string, text: string, answer: WeChatError.Answer]> = [
    [
      "without the request id, which is a field of its own",
      "{\"errcode\":44002,\"errmsg\":\"empty post data rid: 654df33c-64386a2f-29857782\"}",
      { errcode: 44002, errmsg: "empty post data", rid: "654df33c-64386a2f-29857782" }
    ],
    [
      "with the hint of older interfaces",
      "{\"errcode\":44002,\"errmsg\":\"empty post data hint: [AbCdEf00000000]\"}",
      { errcode: 44002, errmsg: "empty post data hint: [AbCdEf00000000]" }
    ],
    [
      "with the word rid, where no request id follows",
      "{\"errcode\":44002,\"errmsg\":\"no rid: here\"}",
      { errcode: 44002, errmsg: "no rid: here" }
    ],
    ["with errcode as text", "{\"errcode\":\"44002\",\"errmsg\":\"no\"}", { errcode: 44002, errmsg: "no" }],
    ["without errmsg", "{\"errcode\":44002}", { errcode: 44002, errmsg: "" }],
    ["with an errmsg that is no text", "{\"errcode\":44002,\"errmsg\":{\"a\":1}}", { errcode: 44002, errmsg: "" }],
    ["with a control character", "{\"errcode\":44002,\"errmsg\":\"a\u0001b\"}", { errcode: 44002, errmsg: "a\u0001b" }]
  ]
  for (const [what, text, answer] of said) {
    it.effect(`is kept ${what}`, () =>
      Effect.gen(function*() {
        assert.deepStrictEqual(
          reasonOf(yield* Effect.flip(Draft.count())),
          new WeChatError.RequestRejected(answer)
        )
      }).pipe(Effect.provide(layer({ text }))))
  }

  it.effect("counts for more than the HTTP status that it comes with", () =>
    Effect.gen(function*() {
      assert.strictEqual(reasonOf(yield* Effect.flip(Draft.count()))._tag, "QuotaExhausted")
    }).pipe(Effect.provide(layer({ text: "{\"errcode\":45009,\"errmsg\":\"quota\"}", status: 502 }))))

  it.effect("of a code that nobody knows is kept as it is", () =>
    Effect.gen(function*() {
      const error = yield* Effect.flip(Draft.count())
      assert.deepStrictEqual(
        reasonOf(error),
        new WeChatError.UnexpectedCode({ errcode: 7654321, errmsg: "something new" })
      )
      assert.include(error.message, "WeChat answered 7654321 \"something new\"; the developer must look the code up")
    }).pipe(Effect.provide(layer({ json: { errcode: 7654321, errmsg: "something new" } }))))

  it.scoped(
    "of every code in the table is an error that says who must do what, and that JSON carries intact",
    () =>
      Effect.gen(function*() {
        const encode = Schema.encode(Schema.parseJson(WeChatError.WeChatError))
        const decode = Schema.decode(Schema.parseJson(WeChatError.WeChatError))
        const codes = ReturnCode.all().filter(({ code }) => code !== 0)
        assert.isAbove(codes.length, 1000)
        let json: unknown
        const wechat = FakeWeChat.make(() => ({ json }))
        const context = yield* Layer.build(FakeWeChat.layerWith(wechat, { retry: Schedule.stop }))
        for (const { code, kind, name } of codes) {
          json = { errcode: code, errmsg: `${name} rid: 654df33c-64386a2f-29857782` }
          const error = yield* Effect.provide(Effect.flip(Draft.count()), context)
          assert.instanceOf(error, WeChatError.WeChatError)
          assert.strictEqual(error.reason._tag, kind)
          assert.match(
            error.message,
            /^draft_count for wx0000000000000001: WeChat answered -?\d+ ".+ \[rid .+\]; (the (merchant|developer|service provider) must|nobody but WeChat can mend it:|all there is to do is to) ((?!\. ).)+[^.]$/
          )
          const back = yield* decode(yield* encode(error))
          assert.instanceOf(back, WeChatError.WeChatError)
          assert.deepStrictEqual([back.endpoint, back.appId, back.reason], [error.endpoint, error.appId, error.reason])
          assert.strictEqual(back.message, error.message)
        }
      })
  )
})

describe("any reply at all", () => {
  const json = FastCheck.json()
  const text = FastCheck.oneof(
    FastCheck.string({ unit: "binary" }),
    json,
    FastCheck.tuple(json, FastCheck.nat()).map(([whole, length]) => whole.slice(0, length % (whole.length + 1))),
    FastCheck.record({
      errcode: FastCheck.oneof(FastCheck.integer(), FastCheck.string(), FastCheck.jsonValue()),
      errmsg: FastCheck.oneof(FastCheck.string({ unit: "binary" }), FastCheck.jsonValue()),
      total_count: FastCheck.jsonValue()
    }, { requiredKeys: [] }).map((reply) => JSON.stringify(reply)),
    FastCheck.uint8Array().map((part) => Uint8Array.from(part))
  )
  const status = FastCheck.oneof(FastCheck.constant(200), FastCheck.integer({ min: 206, max: 599 }))
    .filter((code) => code !== 304)

  it.effect.prop(
    "is a success or a typed failure, and never a defect",
    [text, status, FastCheck.constantFrom(...Calls.all)],
    ([reply, code, call]) =>
      Effect.gen(function*() {
        const exit = yield* Effect.exit(
          Effect.provide(call, layer({ text: reply, status: code }))
        )
        if (Exit.isSuccess(exit)) return
        assert.isTrue(Cause.isFailType(exit.cause), Cause.pretty(exit.cause))
      }),
    { fastCheck: { numRuns: 300 } }
  )
})
