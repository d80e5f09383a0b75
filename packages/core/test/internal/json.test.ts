import { assert, describe, it } from "@effect/vitest"
import * as Either from "effect/Either"
import * as FastCheck from "effect/FastCheck"
import type { JsonError } from "../../src/internal/json.ts"
import { parse, stringify } from "../../src/internal/json.ts"

const reads = (text: string, value: unknown): void => assert.deepStrictEqual(parse(text), Either.right(value), text)

const fails = (text: string, problem: JsonError["problem"], position: number): void =>
  assert.deepStrictEqual(parse(text), Either.left({ _tag: "JsonError", problem, position }), JSON.stringify(text))

const writes = (value: unknown, text: string): void => assert.deepStrictEqual(stringify(value), Either.right(text))

const refuses = (value: unknown, path: ReadonlyArray<string | number>, rule: string): void =>
  assert.deepStrictEqual(stringify(value), Either.left({ _tag: "Unsendable", path, rule }))

const cutEmoji = "must not hold half of a surrogate pair, such as a cut emoji"
const controlled = "must not hold control characters other than tabs and line breaks"
const lostDigits = "must be a bigint, because a number does not hold it exactly"

/** What a member may hold that JSON has a word for; -0 is written as 0, so it is left out here and pinned below. */
const scalar = FastCheck.oneof(
  FastCheck.constant(null),
  FastCheck.boolean(),
  FastCheck.maxSafeInteger(),
  FastCheck.double({ noDefaultInfinity: true, noNaN: true })
    .filter((number) => !Object.is(number, -0) && (!Number.isInteger(number) || Number.isSafeInteger(number))),
  FastCheck.string({ unit: "grapheme" }).filter((text) => !/\p{Cc}/u.test(text)),
  FastCheck.stringMatching(/^(\\|"|\/|u00e9|\n|\r|\t|中|😀)*$/u)
)

const isBeyondNumbers = (integer: bigint): boolean =>
  integer > BigInt(Number.MAX_SAFE_INTEGER) || integer < BigInt(Number.MIN_SAFE_INTEGER)

const bigIntegers = FastCheck.oneof(
  FastCheck.bigInt({ min: -(2n ** 63n), max: 2n ** 64n }),
  FastCheck.bigInt({ min: 2n ** 53n - 2n, max: 2n ** 53n + 2n }),
  FastCheck.bigInt()
).filter(isBeyondNumbers)

const key = FastCheck.oneof(
  FastCheck.constantFrom("__proto__", "constructor", "toString", "", "0", "é", "a\\u0041"),
  FastCheck.string({ unit: "grapheme" }).filter((text) => !/\p{Cc}/u.test(text))
)

const tree = (leaf: FastCheck.Arbitrary<unknown>): FastCheck.Arbitrary<unknown> =>
  FastCheck.letrec<{ value: unknown }>((tie) => ({
    value: FastCheck.oneof(
      { depthSize: "small", withCrossShrink: true },
      leaf,
      FastCheck.array(tie("value"), { maxLength: 4 }),
      FastCheck.dictionary(key, tie("value"), { maxKeys: 4, noNullPrototype: true })
    )
  })).value

const json = tree(FastCheck.oneof(scalar, bigIntegers))

/** JSON texts that `JSON.parse` reads without losing digits. */
const shortJson = FastCheck.json({ maxDepth: 4 }).filter((text) => !/(?<![\d.])\d{16,}(?![\d.e])/.test(text))

/** JSON texts as others write them: with spaces, escapes and numbers in every notation. */
const jsonText = FastCheck.tuple(
  shortJson,
  FastCheck.constantFrom("", " ", "\n", "\t\r\n "),
  FastCheck.constantFrom("1e3", "-0", "-0.0e-0", "1.5e300", "1E400", "0.1234567890123456789", "12345678901234567890.5"),
  FastCheck.constantFrom("\"\\u00e9\\uD83D\\udE00\"", "\"\\ud83d\"", "\"\\/\\b\\f\\n\\r\\t\\\\\\\"\"", "\"中\"", "\"\"")
).map(([value, space, number, text]) =>
  `${space}{${space}"a"${space}:${space}${value}${space},"n":[${number}${space},${text}],"a":${text}}${space}`
)

describe("parse", () => {
  it("reads what WeChat sends", () => {
    reads("{\"errcode\":0,\"errmsg\":\"ok\"}", { errcode: 0, errmsg: "ok" })
    reads(" [ true , false , null , \"\" , [ ] , { } ] ", [true, false, null, "", [], {}])
    reads("\"é\\u00e9\\ud83d\\ude00\\\"\\\\\\/\\b\\f\\n\\r\\t\"", "éé😀\"\\/\b\f\n\r\t")
  })

  it("gives integers that a number cannot hold as bigints, and all other numbers as numbers", () => {
    reads("9007199254740991", 9007199254740991)
    reads("-9007199254740991", -9007199254740991)
    reads("9007199254740992", 9007199254740992n)
    reads("-9007199254740993", -9007199254740993n)
    reads("18446744073709551615", 18446744073709551615n)
    reads("[1152921504606846976]", [1152921504606846976n])
    reads("{\"msg_id\":6543210987654321012,\"a\": -6543210987654321012}", {
      msg_id: 6543210987654321012n,
      a: -6543210987654321012n
    })
    reads("[1,\n6543210987654321012,\t6543210987654321012]", [1, 6543210987654321012n, 6543210987654321012n])
    reads("12345678901234567890.5", 12345678901234567890.5)
    reads("12345678901234567890e0", 12345678901234567890)
    reads("[1e3,-0,1.5e300,1E400,-1E400,0.12345678901234567890]", [
      1000,
      -0,
      1.5e300,
      Infinity,
      -Infinity,
      0.12345678901234568
    ])
  })

  it("finds a long integer wherever it stands in the text", () => {
    for (let shift = 0; shift < 40; shift++) {
      reads(`{"${"a".repeat(shift)}":9007199254740993}`, { ["a".repeat(shift)]: 9007199254740993n })
      reads(`["${"1".repeat(shift)}",-9007199254740993]`, ["1".repeat(shift), -9007199254740993n])
    }
  })

  it("reads long digits inside texts as text", () => {
    reads("{\"ratio\":\"0.66666666666666666666\",\"n\":1}", { ratio: "0.66666666666666666666", n: 1 })
    reads("[\",6543210987654321012\",6543210987654321012]", [",6543210987654321012", 6543210987654321012n])
  })

  it("refuses an integer that is nothing but an attack", () => {
    fails(`[${"9".repeat(5000)}]`, "syntax", 1)
  })

  it("keeps raw control characters inside texts", () => {
    for (let code = 0; code < 0x20; code++) {
      const raw = `a${String.fromCharCode(code)}b`
      reads(`{"title":"${raw}","${raw}":1}`, { title: raw, [raw]: 1 })
    }
    fails(`{"a":${String.fromCharCode(1)}1}`, "syntax", 5)
  })

  it("tolerates a byte order mark and space around the value", () => {
    reads("\ufeff{\"a\":1}\n", { a: 1 })
    reads("\ufeff \r\n\t[1] ", [1])
    fails("\ufeff\ufeff1", "syntax", 1)
  })

  it("keeps __proto__ as a member and never as the prototype", () => {
    for (const control of ["", "\u0001"]) {
      const parsed = parse(`{"__proto__":{"isAdmin":true},"a":"${control}","__proto__":{"isAdmin":false}}`)
      const value = Either.getOrThrow(parsed)
      assert.isObject(value)
      assert.strictEqual(Object.getPrototypeOf(value), Object.prototype)
      assert.deepStrictEqual(Object.entries(value ?? {}), [["__proto__", { isAdmin: false }], ["a", control]])
    }
  })

  it("lets the last of two members with the same name win", () => {
    reads("{\"a\":1,\"b\":2,\"a\":3}", { a: 3, b: 2 })
    reads("{\"a\":1,\"b\":9007199254740993,\"a\":3}", { a: 3, b: 9007199254740993n })
  })

  it("tells an empty reply, a page of HTML, half a reply and nonsense from each other", () => {
    fails("", "empty", 0)
    fails("\ufeff \n", "empty", 3)
    fails("<html></html>", "html", 0)
    fails("\ufeff\n <!DOCTYPE html>", "html", 3)
    fails("{\"errcode\":0,\"errm", "truncated", 18)
    fails("[1,", "truncated", 3)
    fails("tru", "truncated", 3)
    fails("-", "truncated", 1)
    fails("1.", "truncated", 2)
    fails("1e+", "truncated", 3)
    fails("\"\\", "truncated", 2)
    fails("\"\\u00e", "truncated", 6)
    fails("{} {}", "syntax", 3)
    fails("{\"a\":1,}", "syntax", 7)
    fails("[1,]", "syntax", 3)
    fails("[1 2]", "syntax", 3)
    fails("{a:1}", "syntax", 1)
    fails("{\"a\" 1}", "syntax", 5)
    fails("truth", "syntax", 3)
    fails("01", "syntax", 1)
    fails("+1", "syntax", 0)
    fails(".5", "syntax", 0)
    fails("1.e1", "syntax", 2)
    fails("NaN", "syntax", 0)
    fails("\"\\x\"", "syntax", 2)
    fails("\"\\u00g0\"", "syntax", 5)
    fails("undefined", "syntax", 0)
  })

  it("never repeats any of the text in a problem", () => {
    const parsed = parse("{\"access_token\":\"SECRET\" oops")
    assert.notInclude(JSON.stringify(parsed), "SECRET")
    assert.notInclude(String(parsed), "SECRET")
    assert.deepStrictEqual(parsed, Either.left({ _tag: "JsonError", problem: "syntax", position: 25 }))
  })

  it("reads 512 levels and refuses more, however it was nested", () => {
    for (const [open, close] of [["[", "]"], ["{\"a\":", "}"], ["[{\"a\":", "}]"]] as const) {
      const levels = open.length > 5 ? 2 : 1
      const nested = (depth: number) => open.repeat(depth / levels) + "1" + close.repeat(depth / levels)
      assert.isTrue(Either.isRight(parse(nested(512))))
      assert.isTrue(Either.isLeft(parse(nested(514))))
      assert.isTrue(Either.isLeft(parse(nested(1_000_000))))
      assert.isTrue(Either.isLeft(parse(open.repeat(1_000_000))))
    }
    const wide = JSON.stringify(Array.from({ length: 2000 }, () => ({ a: [{}] })))
    reads(wide, JSON.parse(wide))
  })

  it.prop("agrees with JSON.parse on every JSON text without long integers", [jsonText], ([text]) => {
    reads(text, JSON.parse(text))
  })

  it.prop(
    "agrees with JSON.parse even where the engine is not asked",
    [FastCheck.oneof(shortJson, jsonText)],
    // The long integer sends the text past the engine
    ([text]) => reads(`[${text},9007199254740993]`, [JSON.parse(text), 9007199254740993n])
  )

  it.prop(
    "calls every beginning of an object truncated",
    [FastCheck.dictionary(key, json)],
    ([value]) => {
      const text = Either.getOrThrow(stringify(value))
      for (let end = 1; end < text.length; end++) fails(text.slice(0, end), "truncated", end)
    },
    { fastCheck: { numRuns: 30 } }
  )

  it.prop(
    "never throws, whatever it is given",
    [FastCheck.oneof(
      FastCheck.string({ unit: "binary" }),
      FastCheck.stringMatching(/^[[\]{}",:\\u0-9a-f.eE+\- \n\0]*$/),
      jsonText.map((text) => text.replace(/[":,]/, ""))
    )],
    ([text]) => {
      const parsed = parse(text)
      if (Either.isLeft(parsed)) {
        assert.isAtLeast(parsed.left.position, 0)
        assert.isAtMost(parsed.left.position, text.length)
      }
    }
  )
})

describe("stringify", () => {
  it("writes as JSON.stringify does", () => {
    const values: ReadonlyArray<unknown> = [
      null,
      "中文 😀 \u2028 \u007f \b\f\n\r\t\"\\/",
      -0,
      1e21,
      1.5e300,
      [undefined, () => 1, Symbol("a"), []],
      { a: undefined, b: () => 1, c: Symbol("c"), "": {}, e: new Date(0) },
      { __proto__: { inherited: 1 }, own: 1 },
      { 2: "b", 1: "a", toString: 1 }
    ]
    for (const value of values) {
      writes(value, JSON.stringify(value))
      // The bigint sends the value past the engine
      writes([value, 1n], `[${JSON.stringify(value)},1]`)
    }
  })

  it("writes bigints as integers, exactly", () => {
    writes({ msg_id: 6543210987654321012n }, "{\"msg_id\":6543210987654321012}")
    writes([-9007199254740993n, 0n, 2n ** 64n], "[-9007199254740993,0,18446744073709551616]")
    writes({ a: undefined, b: [1n, undefined], c: null, d: true }, "{\"b\":[1,null],\"c\":null,\"d\":true}")
  })

  it("writes a backslash and a u that the user typed", () => {
    writes({ path: "C:\\users\\u4e2d" }, "{\"path\":\"C:\\\\users\\\\u4e2d\"}")
    writes({ "\\u0041": "\\\\u", n: 1n }, "{\"\\\\u0041\":\"\\\\\\\\u\",\"n\":1}")
  })

  it("refuses what would go out as an escape, and names the field", () => {
    refuses({ articles: [{ title: "ok" }, { title: "cut \ud83d" }] }, ["articles", 1, "title"], cutEmoji)
    refuses("\ude00", [], cutEmoji)
    refuses(["C:\\u \u0000"], [0], controlled)
    for (let code = 0; code < 0x20; code++) {
      const text = `a${String.fromCharCode(code)}`
      if ("\b\t\n\f\r".includes(text.slice(1))) writes([text], JSON.stringify([text]))
      else refuses([text], [0], controlled)
    }
  })

  it("refuses the name of a field that would go out as an escape, and names where it is", () => {
    refuses(
      { a: [{ "\u0001": 1 }] },
      ["a", 0],
      `must not have a field with a name that cannot be sent: it ${controlled}`
    )
    refuses({ "\ud83d": 1 }, [], `must not have a field with a name that cannot be sent: it ${cutEmoji}`)
  })

  it("refuses numbers that are none, instead of sending null", () => {
    for (const number of [NaN, Infinity, -Infinity]) {
      refuses({ a: [number] }, ["a", 0], "must be a finite number")
      refuses([1n, number], [1], "must be a finite number")
    }
  })

  it("refuses a number that has lost digits, instead of sending another id", () => {
    refuses({ msg_id: 6543210987654321000 }, ["msg_id"], lostDigits)
    refuses([2 ** 53], [0], lostDigits)
    refuses([-(2 ** 53)], [0], lostDigits)
    writes([2 ** 53 - 1, -(2 ** 53 - 1)], "[9007199254740991,-9007199254740991]")
  })

  it("refuses what is no value at all", () => {
    for (const value of [undefined, () => 1, Symbol("a")]) refuses(value, [], "must be a value")
  })

  it("refuses a loop and what is nested too deep, instead of overflowing the stack", () => {
    const loop: Record<string, unknown> = {}
    loop["self"] = { loop }
    refuses({ a: loop }, ["a"], "must not be nested deeper than 512 levels")
    const nested = (depth: number): unknown => Array.from({ length: depth }).reduce((inner) => [inner], 1)
    assert.isTrue(Either.isRight(stringify(nested(512))))
    refuses(nested(513), [0], "must not be nested deeper than 512 levels")
    refuses(nested(100_000), [0], "must not be nested deeper than 512 levels")
  })

  it("refuses a value that cannot be read", () => {
    const broken = {
      get a() {
        return assert.fail("SECRET")
      }
    }
    refuses(broken, [], "must be plain data")
  })

  it("never repeats the content in a refusal", () => {
    assert.notInclude(JSON.stringify(stringify({ a: "SECRET\u0001" })), "SECRET")
    assert.notInclude(JSON.stringify(stringify({ "SECRET\u0001": 1 })), "SECRET")
  })

  it.prop("writes what parse reads back as the same value", [json], ([value]) => {
    assert.deepStrictEqual(Either.flatMap(stringify(value), parse), Either.right(value))
  })

  it.prop("writes the same as JSON.stringify where there is no bigint", [tree(scalar)], ([value]) => {
    writes(value, JSON.stringify(value))
  })

  it.prop(
    "never lets an escape of four digits out, and never throws",
    [FastCheck.oneof(
      FastCheck.anything({ withBigInt: true, withDate: true, withMap: true, withSparseArray: true }),
      tree(FastCheck.string({ unit: "binary" })),
      tree(FastCheck.stringMatching(/^[\\u0-1\ud83d\u0001"]*$/))
    )],
    ([value]) => {
      const text = Either.getOrElse(stringify(value), () => "")
      assert.notMatch(text, /(?<!\\)(?:\\\\)*\\u/)
      assert.notMatch(text, /\p{Surrogate}/u)
      if (text !== "") assert.isTrue(Either.isRight(parse(text)))
    }
  )
})
