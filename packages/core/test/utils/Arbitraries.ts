/**
 * What requests may hold.
 */
import type { Endpoint } from "@effect-wechat/core"
import { assert } from "@effect/vitest"
import * as Either from "effect/Either"
import * as FastCheck from "effect/FastCheck"

/** Any text without spaces around it and without what JSON could only say with an escape. */
export const id = FastCheck.oneof(
  FastCheck.string({ unit: "grapheme", minLength: 1 }),
  FastCheck.string({ unit: "binary", minLength: 1 }),
  FastCheck.stringMatching(/^[\\"/u0-9\n\t中é😀]+$/u)
).map((text) => text.replace(/[\u0000-\u0007\u000b\u000e-\u001f]/g, "").trim()).filter((text) => text !== "")

/** Any position of an article. */
export const position = FastCheck.oneof(
  FastCheck.integer({ min: 1, max: 8 }),
  FastCheck.maxSafeNat().map((n) => n || 1)
)

/** Any message id, in each of the three ways in which it can be given, with its digits. */
export const msgId = FastCheck.oneof(
  FastCheck.maxSafeNat().map((n) => n || 1).map((n) => ({ given: n, digits: String(n) })),
  FastCheck.bigInt(1n, 2n ** 64n - 1n).map((n) => ({ given: n, digits: String(n) })),
  FastCheck.bigInt(1n, 2n ** 64n - 1n).map((n) => ({ given: String(n), digits: String(n) })),
  FastCheck.constantFrom(2n ** 53n - 1n, 2n ** 53n, 2n ** 53n + 1n, 2n ** 63n - 1n, 2n ** 63n, 2n ** 64n - 1n)
    .chain((n) => FastCheck.constantFrom({ given: n, digits: String(n) }, { given: String(n), digits: String(n) }))
)

/**
 * Writes exactly these data, in raw UTF-8: no `\uXXXX`, which WeChat refuses or stores as it stands. A backslash before a
 * "u" is itself escaped, so pairs of them are looked over.
 */
export const assertWritten = (written: Either.Either<Endpoint.Written, unknown>, data: object): void => {
  const json = Either.getOrThrow(written).body ?? assert.fail("without a body")
  assert.deepStrictEqual(JSON.parse(json), data)
  assert.notMatch(json.replaceAll("\\\\", ""), /\\u/)
}

/** A request without a query, whose body is this very text. */
export const right = (body: string): Either.Either<Endpoint.Written, never> => Either.right({ query: "", body })
