import { Endpoint } from "@effect-wechat/core"
import { assert, describe, it } from "@effect/vitest"
import * as FastCheck from "effect/FastCheck"
import * as Schema from "effect/Schema"
import * as Limits from "../../src/internal/limits.ts"

const Body = Schema.Struct({
  title: Schema.String.pipe(Limits.maxCharacters(3)),
  link: Schema.NonEmptyString.pipe(Limits.maxBytes(4)),
  openids: Schema.Array(Schema.String).pipe(Limits.items(2, 3)),
  count: Limits.wholeNumber(1, 20)
})

const call = Endpoint.post("limited", "/limited", {
  permissionSets: [],
  eligibility: { official: "all", service: "all" },
  semantics: "read",
  returnCodes: [0],
  body: Body
})

const good = { title: "你好😀", link: "é12", openids: ["a", "b"], count: 20 }

const issuesOf = (input: unknown) => {
  const written = call.encode(input as typeof good)
  return written._tag === "Left" ? written.left : []
}

describe("a limit", () => {
  it("lets through what just keeps it", () => {
    assert.deepStrictEqual(issuesOf(good), [])
    assert.deepStrictEqual(issuesOf({ ...good, openids: ["a", "b", "c"], count: 1 }), [])
  })

  const broken: ReadonlyArray<readonly [input: Partial<typeof good>, field: string, rule: string]> = [
    [{ title: "你好😀!" }, "title", "must be a text of at most 3 characters; it has 4 characters"],
    [{ link: "éé1" }, "link", "must be a text of at most 4 bytes in UTF-8; it has 5 bytes"],
    [{ openids: ["secret"] }, "openids", "must be a list of 2 to 3 items; it has 1 items"],
    [{ openids: ["a", "b", "c", "d"] }, "openids", "must be a list of 2 to 3 items; it has 4 items"],
    [{ count: 0 }, "count", "must be a whole number from 1 to 20; it is 0"],
    [{ count: 21 }, "count", "must be a whole number from 1 to 20; it is 21"]
  ]
  for (const [input, field, rule] of broken) {
    it(`of ${field} that is broken tells field, limit and size: ${rule}`, () => {
      assert.deepStrictEqual(issuesOf({ ...good, ...input }), [{ field, rule }])
    })
  }

  it("does not hide that a value is of another kind", () => {
    assert.deepStrictEqual(issuesOf({ ...good, title: 3 }), [{ field: "title", rule: "must be a string" }])
  })

  it.prop("never tells a text", { title: FastCheck.string({ minLength: 4 }) }, ({ title }) => {
    const [issue] = issuesOf({ ...good, title: `${title}#secret#` })
    assert.notInclude(issue?.rule, "#secret#")
  })
})
