/**
 * What requests may hold.
 */
import { assert } from "@effect/vitest"
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

/** No `\uXXXX`, which WeChat refuses or stores as it stands: a backslash before a "u" is itself escaped. */
export const assertRaw = (json: string): void =>
  assert.notMatch(json.replaceAll("\\\\", ""), /\\u/, `${json} holds an escape`)
