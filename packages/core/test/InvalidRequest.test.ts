import { assert, describe, it } from "@effect/vitest"
import { Draft, type Endpoint, FreePublish, MassMessage, Material } from "@effect-wechat/core"
import * as Effect from "effect/Effect"
import { inspect } from "node:util"
import * as FakeWeChat from "./utils/FakeWeChat.ts"

/** Makes the call and gives what is wrong with its input, having seen that nothing was sent. */
const issuesOf = (call: Endpoint.Any, input: unknown) => {
  const wechat = FakeWeChat.make({ json: { errcode: 0, errmsg: "ok" } })
  // Only wrong on purpose: the types refuse most of these inputs.
  const wrong = call as unknown as (input: unknown) => ReturnType<typeof Draft.count>
  return Effect.gen(function*() {
    const error = yield* Effect.flip(wrong(input))
    assert.deepStrictEqual(wechat.seen, [])
    assert.strictEqual(error._tag, "WeChatError")
    if (error._tag !== "WeChatError" || error.reason._tag !== "InvalidRequest") return assert.fail(error.message)
    assert.isFalse(error.isRetryable)
    assert.strictEqual(error.who, "developer")
    return { error, issues: error.reason.issues }
  }).pipe(Effect.provide(FakeWeChat.layerWith(wechat)))
}

const required = "is required"
const unknownField = "is not a field of this call"
const trimmed = /^must be a (non-empty text without spaces around it|string( with no leading or trailing whitespace)?)$/
const position = /^must be "all" for the whole group, or the position of one article: a whole number, counted from 1$/
const messageId = /^must be a positive 64-bit integer: /
const eitherOr = /^must be either msg_id with article_idx, or url alone/
const halfPair = /^must not hold half of a surrogate pair/
const controlled = /^must not hold control characters/

const wrongIds: ReadonlyArray<readonly [what: string, id: unknown, rule: RegExp]> = [
  ["empty", "", trimmed],
  ["blank", "   ", trimmed],
  ["a text with spaces around it", " MEDIA_ID\n", trimmed],
  ["a number", 42, trimmed],
  ["null", null, trimmed],
  ["undefined", undefined, trimmed],
  ["an array", ["MEDIA_ID"], trimmed],
  ["cut in the middle of an emoji", "MEDIA_ID\ud83d", halfPair],
  ["a text with a control character", "MEDIA\u0000ID", controlled]
]

describe("an id", () => {
  const calls: ReadonlyArray<readonly [call: Endpoint.Any, field: string, rest: object]> = [
    [Draft.delete, "media_id", {}],
    [Material.delete, "media_id", {}],
    [FreePublish.delete, "article_id", { index: 1 }]
  ]
  for (const [call, field, rest] of calls) {
    for (const [what, id, rule] of wrongIds) {
      it.effect(`${call.name} never sends ${field} that is ${what}`, () =>
        Effect.gen(function*() {
          const { issues } = yield* issuesOf(call, { ...rest, [field]: id })
          assert.strictEqual(issues.length, 1)
          assert.strictEqual(issues[0]?.field, field)
          assert.match(issues[0]?.rule, rule)
        }))
    }

    it.effect(`${call.name} names ${field} when it is missing`, () =>
      Effect.gen(function*() {
        const { issues } = yield* issuesOf(call, rest)
        assert.deepStrictEqual(issues, [{ field, rule: required }])
      }))
  }
})

describe("a position", () => {
  const calls: ReadonlyArray<readonly [call: Endpoint.Any, field: string, rest: object]> = [
    [FreePublish.delete, "index", { article_id: "ARTICLE_ID" }],
    [MassMessage.delete, "article_idx", { msg_id: 30124 }]
  ]
  const wrong = [0, -0, -1, 1.5, NaN, Infinity, 2 ** 53, "1", "ALL", "", null, undefined, true, 1n, [1]]
  for (const [call, field, rest] of calls) {
    for (const value of wrong) {
      it.effect(`${call.name} never takes ${inspect(value)} for one article, still less for all`, () =>
        Effect.gen(function*() {
          const { issues } = yield* issuesOf(call, { ...rest, [field]: value })
          assert.strictEqual(issues.length, 1)
          assert.strictEqual(issues[0]?.field, field)
          assert.match(issues[0]?.rule, position)
        }))
    }

    it.effect(`${call.name} never takes a missing ${field} for all`, () =>
      Effect.gen(function*() {
        const { issues } = yield* issuesOf(call, rest)
        assert.deepStrictEqual(issues, [{ field, rule: required }])
      }))
  }
})

describe("a message id", () => {
  const numbers = [0, -1, 1.5, NaN, Infinity, 2 ** 53, 1e21, 0n, -1n, 2n ** 64n]
  const texts = ["", "0", "-1", "01", "1.0", "1e3", " 1", "0x10", "18446744073709551616", "99999999999999999999"]
  for (const value of [...numbers, ...texts, null, undefined]) {
    it.effect(`is never ${inspect(value)}`, () =>
      Effect.gen(function*() {
        const { issues } = yield* issuesOf(MassMessage.delete, { msg_id: value, article_idx: 1 })
        assert.strictEqual(issues.length, 1)
        assert.strictEqual(issues[0]?.field, "msg_id")
        assert.match(issues[0]?.rule, messageId)
      }))
  }
})

describe("fields", () => {
  it.effect("which a call does not know are named, all of them", () =>
    Effect.gen(function*() {
      const { issues } = yield* issuesOf(Draft.delete, { media_id: "MEDIA_ID", mediaId: "MEDIA_ID", index: 1 })
      assert.deepStrictEqual(issues, [
        { field: "mediaId", rule: unknownField },
        { field: "index", rule: unknownField }
      ])
    }))

  for (const input of [{ msg_id: 1, article_idx: 1 }, { url: "https://a" }]) {
    it.effect(`which neither way of deleting a mass message knows are named beside ${Object.keys(input).join()}`, () =>
      Effect.gen(function*() {
        const { issues } = yield* issuesOf(MassMessage.delete, { ...input, index: 1 })
        assert.deepStrictEqual(issues, [{ field: "index", rule: unknownField }])
      }))
  }

  it.effect("of two ways at once are refused by the rule of both", () =>
    Effect.gen(function*() {
      for (const input of [{ url: "https://a", article_idx: 1 }, { url: "https://a", msg_id: 1 }]) {
        const { issues } = yield* issuesOf(MassMessage.delete, input)
        assert.strictEqual(issues.length, 1)
        assert.match(issues[0]?.rule, eitherOr)
      }
    }))

  it.effect("that are wrong are all named at once", () =>
    Effect.gen(function*() {
      const { issues } = yield* issuesOf(FreePublish.delete, { article_id: "", index: 0, extra: 1 })
      assert.sameMembers(issues.map((issue) => issue.field), ["article_id", "index", "extra"])
    }))

  it.effect("that hold no address are named", () =>
    Effect.gen(function*() {
      for (const url of ["", " ", " https://mp.weixin.qq.com/s/ARTICLE", 42, null]) {
        const { issues } = yield* issuesOf(MassMessage.delete, { url })
        assert.strictEqual(issues.length, 1)
        assert.strictEqual(issues[0]?.field, "url")
        assert.match(issues[0]?.rule, trimmed)
      }
    }))
})

describe("input", () => {
  for (const input of [undefined, null, "MEDIA_ID", 42, ["MEDIA_ID"], () => "MEDIA_ID"]) {
    it.effect(`that is ${inspect(input)} instead of an object is refused in words`, () =>
      Effect.gen(function*() {
        const { issues } = yield* issuesOf(Draft.delete, input)
        assert.deepStrictEqual(issues[0]?.field === "" ? issues : [], [{ field: "", rule: "must be an object" }])
      }))
  }

  it.effect("is never quoted", () =>
    Effect.gen(function*() {
      const values = [" a private text ", ["a private text"], "a private text\u0001", { a: "a private text" }]
      const fields = ["media_id", "article_id", "index", "msg_id", "article_idx", "url", "other"]
      for (const call of [Draft.delete, Material.delete, FreePublish.delete, MassMessage.delete]) {
        for (const value of values) {
          for (const field of fields) {
            const { error } = yield* issuesOf(call, { [field]: value })
            assert.notInclude(`${error.message}${JSON.stringify(error)}${inspect(error, { depth: 10 })}`, "private")
          }
        }
      }
    }))
})
