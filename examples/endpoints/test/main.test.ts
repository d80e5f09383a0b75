import { assert, describe, it } from "@effect/vitest"
import * as Program from "@effect-wechat/testing/Program"
import { Catalogue } from "@effect-wechat/core"
import { Effect } from "effect"
import { readFileSync } from "node:fs"

const run = Program.runIn(new URL("../", import.meta.url), "src/main.ts")

const founding = ["Draft.count", "Draft.delete", "FreePublish.delete", "MassMessage.delete", "Material.delete"]

describe("endpoints", () => {
  it.effect("prints JSON and nothing else", () =>
    Effect.gen(function*() {
      const { code, stderr, stdout } = yield* run(["--json"])
      assert.strictEqual(stderr, "")
      assert.strictEqual(code, 0)
      const entries: ReadonlyArray<Catalogue.Entry> = JSON.parse(stdout)
      assert.includeMembers(entries.map((entry) => entry.call), founding)
      assert.deepStrictEqual(entries.find((entry) => entry.call === "Draft.delete"), {
        name: "draft_delete",
        group: "Draft",
        call: "Draft.delete",
        method: "POST",
        path: "/cgi-bin/draft/delete",
        permissionSets: [11, 100],
        eligibility: { official: "all", service: "all" },
        cloudCall: null,
        request: {
          query: [{ name: "access_token", type: "string", required: true }],
          body: [{ name: "media_id", type: "string", required: true }]
        },
        response: [
          { name: "errcode", type: "number", required: false },
          { name: "errmsg", type: "string", required: false }
        ],
        returnCodes: [-1, 0, 40007],
        failures: [{ code: 40007, tag: "InvalidMediaId" }],
        semantics: "idempotent"
      })
    }))

  it.effect("prints an aligned table for people, without colour", () =>
    Effect.gen(function*() {
      const { code, stderr, stdout } = yield* run()
      assert.strictEqual(stderr, "")
      assert.strictEqual(code, 0)
      assert.notInclude(stdout, "\u001b")
      const [head = "", , ...rows] = stdout.trimEnd().split("\n")
      assert.strictEqual(rows.length, Catalogue.all.length)
      const column = head.indexOf("method and path")
      for (const row of rows) assert.match(row.slice(column), /^(GET |POST) \//)
      const line = rows.find((row) => row.startsWith("FreePublish.delete "))
      assert.deepStrictEqual(line?.split(/ {2,}/), [
        "FreePublish.delete",
        "freepublishDelete",
        "POST /cgi-bin/freepublish/delete",
        "7",
        "certified",
        "all",
        "once",
        "0, 48001"
      ])
    }))

  it.effect("explains itself", () =>
    Effect.gen(function*() {
      const { code, stdout } = yield* run(["--help"])
      assert.strictEqual(code, 0)
      assert.include(stdout, "Usage:")
    }))

  it.effect("refuses an option that it does not know, with exit code 2 and nothing on standard output", () =>
    Effect.gen(function*() {
      const { code, stderr, stdout } = yield* run(["--jsn"])
      assert.strictEqual(code, 2)
      assert.strictEqual(stdout, "")
      assert.include(stderr, `there is no option "--jsn"`)
    }))

  it("says in the README what the endpoints say", () => {
    const readme = readFileSync(new URL("../../../README.md", import.meta.url), "utf8")
    const rows = new Map(
      Array.from(readme.matchAll(/^\| `(\w+\.\w+)\(.*\|$/gm), (match) => [String(match[1]), match[0]] as const)
    )
    assert.includeMembers(Array.from(rows.keys()), founding)
    for (const [call, row] of rows) {
      const entry = Catalogue.all.find((entry) => entry.call === call)
      assert.isDefined(entry, call)
      const { eligibility: { official, service }, method, name, path, permissionSets } = entry
      assert.match(
        row,
        new RegExp(
          `\\| \`${name}\`, ${method} ${path} \\| ${permissionSets.join(", ")} \\| ${official} / ${service} \\|$`
        )
      )
    }
  })

  it.effect("prints the page that the documents hold", () =>
    Effect.gen(function*() {
      const { code, stderr, stdout } = yield* run(["--markdown"])
      assert.strictEqual(stderr, "")
      assert.strictEqual(code, 0)
      const page = readFileSync(new URL("../../../docs/endpoints.md", import.meta.url), "utf8")
      assert.strictEqual(
        page,
        stdout,
        "docs/endpoints.md is out of date: npm run --silent endpoints -- --markdown > docs/endpoints.md"
      )
      for (const { call } of Catalogue.all) assert.include(page, `| \`${call}\` |`)
    }))
})
