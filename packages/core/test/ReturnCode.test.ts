import { assert, describe, it } from "@effect/vitest"
import * as FastCheck from "effect/FastCheck"
import * as Option from "effect/Option"
import { createHash } from "node:crypto"
import * as ReturnCode from "../src/ReturnCode.ts"

const all = ReturnCode.all()

const codesOf = (kind: ReturnCode.Kind): ReadonlyArray<number> =>
  all.filter((known) => known.kind === kind).map((known) => known.code)

describe("the table", () => {
  it("holds every code once, in ascending order", () => {
    const codes = all.map((known) => known.code)
    assert.strictEqual(codes.length, 1942)
    assert.deepStrictEqual(codes, Array.from(new Set(codes)).toSorted((a, b) => a - b))
    assert.isTrue(codes.every(Number.isSafeInteger))
  })

  it("loses and changes no row unnoticed", () => {
    // After a correction by hand, look at the difference and put the new digest here
    const digest = createHash("sha256")
    for (const { category, code, meaning, name, retry } of all) {
      digest.update(`${[code, name, meaning, category, retry].join("\t")}\n`)
    }
    assert.strictEqual(digest.digest("hex"), "10ba59ff24222e7212e60eaeb8ea901449da516e2dc1c4363c89ca385669b64b")
  })

  it("keeps names and meanings as they are, backslashes included", () => {
    const rows: ReadonlyArray<readonly [code: number, name: string, meaning: string, category: string]> = [
      [
        -40001,
        "WXBizMsgCrypt -40001",
        "Signature check failed (local library code, never sent by the server)",
        "msg-crypto"
      ],
      [-1, "system error", "Platform is busy; same request may be sent again after a short pause", "system"],
      [0, "ok", "Success", "ok"],
      [101, "code-101", "", "mini-program/registration"],
      [
        40007,
        "invalid media_id",
        "media_id does not exist, expired, or is of the wrong kind (temporary vs permanent)",
        "parameter"
      ],
      [
        40033,
        "invalid charset. please check your request, if include \\\\uxxxx will create fail!",
        "Body contains \\uXXXX escapes; send raw UTF-8",
        "parameter"
      ],
      [40040, "invalid plugin token", "", "parameter"],
      [
        48010,
        "forbid to modify the material， please see more information on mp.weixin.qq.com",
        "Material may not be changed",
        "conflict"
      ],
      [53014, "code-53014", "", "account-profile"],
      [
        61007,
        "api is unauthorized to component",
        "The permission set this API belongs to was not granted to the component",
        "component"
      ],
      [88010, "count range error. cout <= 0 or count > 50", "count not in 1..50", "comment"],
      [9410003, "inner error: get replay url fail", "", "other"],
      [10170003, "unsupported card type", "card_type not supported (product-card DOM API)", "parameter"]
    ]
    for (const [code, name, meaning, category] of rows) {
      const known = ReturnCode.describe(code)
      assert.deepStrictEqual([known.code, known.name, known.meaning, known.category], [code, name, meaning, category])
    }
  })

  it("has a name and a category for every code, and no trace of how it is stored", () => {
    for (const { category, code, meaning, name } of all) {
      for (const text of [category, name, meaning]) {
        assert.strictEqual(text, text.trim(), `${code}`)
        assert.notMatch(text, /[\t\n]|undefined|NaN/, `${code}`)
      }
      assert.notStrictEqual(name, "", `${code}`)
      assert.notStrictEqual(category, "", `${code}`)
    }
  })
})

describe("lookup and describe", () => {
  it("read the table once: the same code is the same object, again and again", () => {
    const first = Option.getOrThrow(ReturnCode.lookup(40001))
    assert.strictEqual(Option.getOrThrow(ReturnCode.lookup(40001)), first)
    assert.strictEqual(ReturnCode.describe(40001), first)
    assert.include(ReturnCode.all(), first)
  })

  it("agree with each other on every code", () => {
    for (const known of all) {
      assert.strictEqual(Option.getOrThrow(ReturnCode.lookup(known.code)), known)
      assert.strictEqual(ReturnCode.describe(known.code), known)
    }
  })

  it("know nothing of other codes, and say so", () => {
    for (const code of [1, -2, 40000, 99999999, 40001.5, NaN, Infinity]) {
      assert.isTrue(Option.isNone(ReturnCode.lookup(code)))
      assert.deepStrictEqual(ReturnCode.describe(code), {
        code,
        name: "",
        meaning: "",
        category: "unknown",
        retry: "unknown",
        kind: "UnexpectedCode",
        who: "developer"
      })
    }
  })

  it.prop("answer to any number", [FastCheck.oneof(FastCheck.integer(), FastCheck.double())], ([code]) => {
    const described = ReturnCode.describe(code)
    assert.isTrue(described.code === code || Number.isNaN(code))
    assert.strictEqual(Option.getOrElse(ReturnCode.lookup(code), () => described).kind, described.kind)
  })
})

describe("kind, retry and who", () => {
  const judged: ReadonlyArray<readonly [code: number, ReturnCode.Retry, ReturnCode.Kind, ReturnCode.Who]> = [
    [-1000, "yes", "SystemBusy", "wechat"],
    [-1, "yes", "SystemBusy", "wechat"],
    [0, "no", "UnexpectedCode", "nobody"],
    [40001, "after-refresh", "TokenRejected", "nobody"],
    [40002, "no", "RequestRejected", "developer"],
    [40003, "no", "RequestRejected", "developer"],
    [40007, "no", "RequestRejected", "developer"],
    [40013, "no", "InvalidCredentials", "provider"],
    [40014, "after-refresh", "TokenRejected", "nobody"],
    [40125, "no", "InvalidCredentials", "provider"],
    [40164, "no", "IpNotAllowed", "provider"],
    [40243, "no", "InvalidCredentials", "provider"],
    [41001, "no", "RequestRejected", "developer"],
    [41002, "no", "InvalidCredentials", "provider"],
    [41004, "no", "InvalidCredentials", "provider"],
    [41006, "no", "RequestRejected", "developer"],
    [42001, "after-refresh", "TokenRejected", "nobody"],
    [42006, "after-refresh", "TokenRejected", "nobody"],
    [42007, "no", "NotAuthorized", "merchant"],
    [42010, "later", "RateLimited", "provider"],
    [43002, "no", "RequestRejected", "developer"],
    [43004, "no", "RequestRejected", "nobody"],
    [43016, "no", "ApiForbidden", "merchant"],
    [44002, "no", "RequestRejected", "developer"],
    [45002, "no", "RequestRejected", "developer"],
    [45009, "tomorrow", "QuotaExhausted", "provider"],
    [45011, "later", "RateLimited", "provider"],
    [45028, "next-period", "QuotaExhausted", "nobody"],
    [45065, "no", "RequestRejected", "nobody"],
    [45066, "later", "RateLimited", "provider"],
    [46007, "later", "RequestRejected", "nobody"],
    [47001, "no", "RequestRejected", "developer"],
    [48001, "no", "ApiForbidden", "merchant"],
    [48004, "no", "ApiForbidden", "merchant"],
    [48006, "next-month", "QuotaExhausted", "nobody"],
    // "invalid token", but nobody knows of which kind: no token is thrown away for it
    [48012, "after-refresh", "InvalidCredentials", "provider"],
    [50002, "no", "ApiForbidden", "merchant"],
    [50004, "no", "ApiForbidden", "merchant"],
    [50007, "no", "ApiForbidden", "merchant"],
    [53404, "no", "ApiForbidden", "merchant"],
    [53500, "no", "ApiForbidden", "merchant"],
    [53501, "later", "RateLimited", "provider"],
    [53502, "no", "RequestRejected", "developer"],
    [53503, "no", "RequestRejected", "merchant"],
    [53504, "no", "RequestRejected", "merchant"],
    [53505, "no", "RequestRejected", "merchant"],
    [53600, "no", "RequestRejected", "developer"],
    [61003, "no", "NotAuthorized", "merchant"],
    [61004, "no", "IpNotAllowed", "provider"],
    [61005, "no", "InvalidCredentials", "provider"],
    [61006, "no", "InvalidCredentials", "provider"],
    [61007, "no", "NotAuthorized", "merchant"],
    [61009, "no", "RequestRejected", "merchant"],
    [61010, "no", "RequestRejected", "merchant"],
    [61011, "no", "InvalidCredentials", "provider"],
    [61014, "no", "RequestRejected", "developer"],
    [61015, "no", "RequestRejected", "developer"],
    [61016, "no", "NotAuthorized", "provider"],
    [61017, "no", "NotAuthorized", "merchant"],
    [61023, "no", "NotAuthorized", "merchant"],
    [61024, "no", "RequestRejected", "developer"],
    [61028, "no", "ApiForbidden", "provider"],
    [87014, "no", "RequestRejected", "merchant"],
    [88000, "no", "ApiForbidden", "merchant"],
    [88001, "no", "RequestRejected", "developer"],
    [89503, "later", "IpNotAllowed", "merchant"],
    [89505, "later", "RequestRejected", "merchant"],
    [89506, "in-a-day", "IpNotAllowed", "merchant"],
    [89507, "in-an-hour", "IpNotAllowed", "merchant"],
    // Nothing but a number is known, whatever the category
    [53014, "unknown", "UnexpectedCode", "developer"],
    [85001, "unknown", "UnexpectedCode", "developer"]
  ]

  for (const [code, retry, kind, who] of judged) {
    it(`of ${code} (${ReturnCode.describe(code).name}) are ${kind}, ${retry} and ${who}`, () => {
      const known = ReturnCode.describe(code)
      assert.deepStrictEqual([known.retry, known.kind, known.who], [retry, kind, who])
    })
  }

  it("costs a token only where WeChat speaks of the token that was sent", () => {
    assert.deepStrictEqual(codesOf("TokenRejected"), [40001, 40014, 42001, 42006])
  })

  it("calls WeChat busy only where the same call may be sent again", () => {
    assert.deepStrictEqual(codesOf("SystemBusy"), [-1000, -1, 61450, 89247, 89250, 89401])
    assert.isTrue(all.every(({ kind, retry }) => kind !== "SystemBusy" || retry === "yes"))
  })

  it("never offers to repeat a call whose quota or right is gone", () => {
    for (const { code, kind, retry } of all) {
      if (kind === "QuotaExhausted") assert.notInclude(["yes", "later", "after-refresh"], retry, `${code}`)
      if (kind === "NotAuthorized" || kind === "InvalidCredentials") {
        assert.notInclude(["yes", "later"], retry, `${code}`)
      }
      if (kind === "RateLimited") assert.notInclude(["yes", "no"], retry, `${code}`)
    }
  })

  it("sends nobody to mend what only WeChat can", () => {
    for (const { code, kind, who } of all) {
      if (kind === "SystemBusy") assert.strictEqual(who, "wechat", `${code}`)
      if (kind === "TokenRejected") assert.strictEqual(who, "nobody", `${code}`)
      if (kind === "ApiForbidden" || kind === "NotAuthorized") {
        assert.notInclude(["nobody", "developer"], who, `${code}`)
      }
    }
  })
})
