import { assert, describe, it } from "@effect/vitest"
import { Identifiers } from "@effect-wechat/core"
import * as Either from "effect/Either"
import * as FastCheck from "effect/FastCheck"
import * as Schema from "effect/Schema"
import * as Arbitraries from "./utils/Arbitraries.ts"

describe("an id", () => {
  it("is any text without spaces around it", () => {
    const kinds: ReadonlyArray<(id: unknown) => boolean> = [
      Schema.is(Identifiers.AppId),
      Schema.is(Identifiers.MediaId),
      Schema.is(Identifiers.ArticleId)
    ]
    for (const isId of kinds) {
      assert.isTrue(["MEDIA_ID", "a b", "中文", "x".repeat(1000)].every(isId))
      assert.isFalse(["", " ", " a", "a\n", 1, null].some(isId))
    }
  })
})

describe("a message id", () => {
  const read = Schema.decodeUnknownEither(Identifiers.MsgId)
  const write = Schema.encodeUnknownEither(Identifiers.GivenMsgId)

  it.prop("keeps all 64 bits, however it is given", [Arbitraries.msgId], ([{ digits, given }]) => {
    assert.deepStrictEqual(write(given), Either.right(BigInt(digits)))
    assert.isTrue(Either.isRight(read(digits)))
  })

  it.prop("is nothing beyond 64 bits, and nothing below 1", [
    FastCheck.oneof(
      FastCheck.bigInt({ min: 2n ** 64n, max: 2n ** 80n }),
      FastCheck.bigInt({ min: -(2n ** 64n), max: 0n })
    )
  ], ([id]) => {
    assert.isTrue([id, String(id)].every((given) => Either.isLeft(write(given))))
    assert.isTrue(Either.isLeft(read(String(id))))
  })
})

describe("a position", () => {
  it("is a whole number, counted from 1", () => {
    const read = Schema.decodeUnknownEither(Identifiers.ArticlePosition)
    assert.isTrue([1, 8, Number.MAX_SAFE_INTEGER].every((position) => Either.isRight(read(position))))
    assert.isTrue([0, -1, 1.5, NaN, Infinity, "1"].every((position) => Either.isLeft(read(position))))
  })
})
