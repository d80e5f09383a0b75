/**
 * All endpoints, held against WeChat's pages.
 */
import { Catalogue } from "@effect-wechat/core"
import { assert, describe, it } from "@effect/vitest"
import { type Page, pages } from "./facts/interfaces.ts"

/** Interfaces that this library leaves out on purpose. */
const leftOut = pages.filter(({ status }) => status === "withdrawn" || status === "outside")

const offered = pages.filter((page) => !leftOut.includes(page))

/** More than one call may stand for one interface, where one name would be dangerous. */
const callsOf = ({ name }: Page) => Catalogue.all.filter((entry) => entry.name === name)

const namesOf = (fields: ReadonlyArray<Catalogue.Field>, required: boolean) =>
  fields.filter((field) => field.required === required && field.name !== "access_token").map(({ name }) => name)

describe("the endpoints", () => {
  it("are all that the pages have, but for those that WeChat has withdrawn and those outside of the sets", () => {
    const names = new Set(Catalogue.all.map(({ name }) => name))
    assert.deepStrictEqual(offered.filter(({ name }) => !names.has(name)), [])
    assert.deepStrictEqual(leftOut.filter(({ name }) => names.has(name)), [])
  })

  for (const page of offered) {
    it(`${page.name} is what its page says`, () => {
      for (const entry of callsOf(page)) {
        assert.strictEqual(entry.method, page.method)
        assert.strictEqual(entry.path, page.path)
        if (page.permissionSets !== undefined) {
          assert.deepStrictEqual([...entry.permissionSets].sort((a, b) => a - b), page.permissionSets)
        }
        if (page.eligibility !== undefined) assert.deepStrictEqual(entry.eligibility, page.eligibility)
        for (const code of page.returnCodes) assert.include(entry.returnCodes, code)
        for (const side of ["query", "body"] as const) {
          const known = [...page[side].required, ...page[side].other]
          assert.includeMembers(namesOf(entry.request[side], true), [...page[side].required])
          assert.includeMembers(known, [...namesOf(entry.request[side], true), ...namesOf(entry.request[side], false)])
        }
      }
    })
  }

  it("have every field that the pages have", () => {
    const missing = offered.flatMap((page) =>
      (["query", "body"] as const).flatMap((side) => {
        const ours = new Set(callsOf(page).flatMap((entry) => entry.request[side].map(({ name }) => name)))
        return [...page[side].required, ...page[side].other]
          .filter((name) => !ours.has(name))
          .map((name) => `${page.name}: ${name}`)
      })
    )
    assert.deepStrictEqual(missing, [])
  })
})
