import { assert, describe, it } from "@effect/vitest"
import { Catalogue, Draft } from "@effect-wechat/core"
import * as Schema from "effect/Schema"
import * as Endpoint from "../src/Endpoint.ts"

const accessToken: Catalogue.Field = { name: "access_token", type: "string", required: true }
const mediaId: Catalogue.Field = { name: "media_id", type: "string", required: true }

/** The pages list both without saying whether they come: WeChat may leave them out. */
const acknowledgement: ReadonlyArray<Catalogue.Field> = [
  { name: "errcode", type: "number", required: false },
  { name: "errmsg", type: "string", required: false }
]

/** What the five pages say, word for word. */
const pages: ReadonlyArray<Catalogue.Entry> = [
  {
    name: "draft_count",
    group: "Draft",
    call: "Draft.count",
    method: "GET",
    path: "/cgi-bin/draft/count",
    permissionSets: [11, 100],
    eligibility: { official: "all", service: "all" },
    cloudCall: null,
    request: { query: [accessToken], body: [] },
    response: [{ name: "total_count", type: "number", required: true }],
    returnCodes: [0],
    failures: [],
    semantics: "read"
  },
  {
    name: "draft_delete",
    group: "Draft",
    call: "Draft.delete",
    method: "POST",
    path: "/cgi-bin/draft/delete",
    permissionSets: [11, 100],
    eligibility: { official: "all", service: "all" },
    cloudCall: null,
    request: { query: [accessToken], body: [mediaId] },
    response: acknowledgement,
    returnCodes: [-1, 0, 40007],
    failures: [{ code: 40007, tag: "InvalidMediaId" }],
    semantics: "idempotent"
  },
  {
    name: "delMaterial",
    group: "Material",
    call: "Material.delete",
    method: "POST",
    path: "/cgi-bin/material/del_material",
    permissionSets: [11, 100],
    eligibility: { official: "all", service: "all" },
    cloudCall: "officialAccount.material.delelete",
    request: { query: [accessToken], body: [mediaId] },
    response: acknowledgement,
    returnCodes: [-1, 0, 40001, 40007],
    failures: [{ code: 40007, tag: "InvalidMediaId" }],
    semantics: "idempotent"
  },
  {
    name: "freepublishDelete",
    group: "FreePublish",
    call: "FreePublish.delete",
    method: "POST",
    path: "/cgi-bin/freepublish/delete",
    permissionSets: [7],
    eligibility: { official: "certified", service: "all" },
    cloudCall: null,
    request: {
      query: [accessToken],
      body: [
        { name: "article_id", type: "string", required: true },
        { name: "index", type: "number", required: false }
      ]
    },
    response: acknowledgement,
    returnCodes: [0, 48001],
    failures: [{ code: 48001, tag: "ApiUnauthorized" }],
    semantics: "once"
  },
  {
    name: "deleteMassMsg",
    group: "MassMessage",
    call: "MassMessage.delete",
    method: "POST",
    path: "/cgi-bin/message/mass/delete",
    permissionSets: [7],
    eligibility: { official: "certified", service: "certified" },
    cloudCall: null,
    request: {
      query: [accessToken],
      body: [
        { name: "msg_id", type: "number", required: false },
        { name: "article_idx", type: "number", required: true },
        { name: "url", type: "string", required: false }
      ]
    },
    response: acknowledgement,
    returnCodes: [0],
    failures: [],
    semantics: "once"
  }
]

describe("the catalogue", () => {
  for (const page of pages) {
    it(`says of ${page.call} what its page says`, () => {
      assert.deepStrictEqual(Catalogue.all.filter((entry) => entry.name === page.name), [page])
    })
  }

  it("lists each call once", () => {
    const calls = Catalogue.all.map((entry) => entry.call)
    assert.strictEqual(new Set(calls).size, calls.length)
  })

  it("is plain data, which JSON carries intact", () => {
    assert.deepStrictEqual(JSON.parse(JSON.stringify(Catalogue.all)), Catalogue.all)
  })

  it("is read from the endpoints of any modules, and from nothing else in them", () => {
    const entries = Catalogue.fromModules({ Mine: { count: Draft.count, helper: () => 1, number: 1 }, Other: {} })
    assert.deepStrictEqual(entries.map((entry) => entry.call), ["Mine.count"])
  })

  it("knows every kind of field that goes over the wire", () => {
    const everything = Endpoint.post("everything", "/everything", {
      permissionSets: [],
      eligibility: { official: "none", service: "none" },
      semantics: "read",
      returnCodes: [0],
      credential: null,
      body: Schema.Struct({
        text: Schema.NonEmptyString,
        number: Schema.Int,
        whole: Schema.BigIntFromSelf,
        flag: Schema.Boolean,
        choice: Schema.Literal("a", "b"),
        either: Schema.Union(Schema.String, Schema.Number),
        texts: Schema.Array(Schema.String),
        items: Schema.Array(Schema.Struct({ a: Schema.String })),
        item: Schema.Struct({ a: Schema.String }),
        secret: Schema.Redacted(Schema.String),
        maybe: Schema.optionalWith(Schema.Number, { exact: true })
      })
    })
    const { request } = Catalogue.describe(everything, "Mine", "everything")
    assert.deepStrictEqual(request.query, [])
    assert.deepStrictEqual(request.body.map(({ name, required, type }) => [name, type, required]), [
      ["text", "string", true],
      ["number", "number", true],
      ["whole", "number", true],
      ["flag", "boolean", true],
      ["choice", "string", true],
      ["either", "string | number", true],
      ["texts", "string[]", true],
      ["items", "object[]", true],
      ["item", "object", true],
      ["secret", "string", true],
      ["maybe", "number", false]
    ])
  })
})

describe("an endpoint", () => {
  it("is a value that carries its own name", () => {
    assert.isTrue(Endpoint.isEndpoint(Draft.count))
    assert.strictEqual(Draft.count.name, "draft_count")
    assert.isFalse([undefined, null, 1, () => 1, {}].some(Endpoint.isEndpoint))
  })
})
