import { Failure, Identifiers, TemplateMessage } from "@effect-wechat/core"
import { assert, describe, it } from "@effect/vitest"
import * as Chunk from "effect/Chunk"
import * as Effect from "effect/Effect"
import * as FastCheck from "effect/FastCheck"
import * as Stream from "effect/Stream"
import * as Arbitraries from "../utils/Arbitraries.ts"
import * as Endpoints from "../utils/Endpoints.ts"
import * as FakeWeChat from "../utils/FakeWeChat.ts"

const templateId = Identifiers.TemplateId.make("TEMPLATE_ID")
const message = { touser: "OPENID", template_id: "TEMPLATE_ID", data: { thing1: { value: "Tea" } } } as const

describe("TemplateMessage.send", () => {
  it.prop(
    "sends what the caller wrote, and nothing else",
    {
      touser: Arbitraries.id,
      template_id: Arbitraries.id,
      data: FastCheck.dictionary(
        FastCheck.stringMatching(/^[a-z_]{1,20}[0-9]{1,2}$/),
        FastCheck.record({
          value: FastCheck.oneof(
            FastCheck.string({ unit: "grapheme" }).filter((text) => !/[\u0000-\u001f\u007f]/.test(text)),
            FastCheck.integer()
          ),
          color: FastCheck.constantFrom("#173177", "#FF0000")
        }, { requiredKeys: ["value"] }),
        { maxKeys: 5 }
      ),
      more: FastCheck.record({
        url: FastCheck.webUrl({ withQueryParameters: true }),
        miniprogram: FastCheck.record({ appid: Arbitraries.id, pagepath: Arbitraries.id }, { requiredKeys: ["appid"] }),
        client_msg_id: Arbitraries.id
      }, { requiredKeys: [] })
    },
    ({ data, more, template_id, touser }) => {
      const input = { touser, template_id, data, ...more }
      // JSON drops the prototype that the generator takes away.
      Arbitraries.assertWritten(TemplateMessage.send.encode(input), JSON.parse(JSON.stringify(input)))
    }
  )

  it("gives a number that a double cannot hold, to its last digit", () => {
    assert.deepStrictEqual(
      Endpoints.read(TemplateMessage.send, `{"errcode":0,"errmsg":"ok","msgid":271781022721654785,"new":1}`),
      { msgid: Identifiers.TemplateMsgId.make("271781022721654785") }
    )
    assert.deepStrictEqual(Endpoints.read(TemplateMessage.send, `{"msgid":"200228332"}`), {
      msgid: Identifiers.TemplateMsgId.make("200228332")
    })
  })

  it("is never repeated by itself, and neither is adopting a template", () => {
    assert.deepStrictEqual([TemplateMessage.send.semantics, TemplateMessage.add.semantics], ["once", "once"])
  })

  it("names the field that cannot be sent, and never what stood in it", () => {
    const wrong: ReadonlyArray<readonly [fields: object, field: string]> = [
      [{ data: { thing1: { value: Infinity } } }, "data.thing1.value"],
      [{ data: { thing1: { value: null } } }, "data.thing1.value"],
      [{ data: { thing1: { text: "Tea" } } }, "data.thing1.text"],
      [{ data: { thing1: "Tea" } }, "data.thing1"],
      [{ touser: " " }, "touser"],
      [{ url: "" }, "url"],
      [{ miniprogram: { pagepath: "index" } }, "miniprogram.appid"],
      [{ client_msg_id: "" }, "client_msg_id"],
      [{ topcolor: "#FF0000" }, "topcolor"]
    ]
    for (const [fields, field] of wrong) {
      const issues = Endpoints.issuesOf(TemplateMessage.send, { ...message, ...fields })
      assert.include(issues.map((issue) => issue.field), field)
      assert.notInclude(JSON.stringify(issues), "Tea")
    }
  })

  Endpoints.failsWith(TemplateMessage.send, TemplateMessage.send(message), [
    Failure.InvalidOpenId,
    Failure.InvalidMessageType,
    Failure.MiniProgramNotLinked,
    Failure.InvalidTemplateIdSize,
    Failure.InvalidTemplateId,
    Failure.InvalidUrlSize,
    Failure.MarketingNotAllowed,
    Failure.ReceiverNotFollowing,
    Failure.TemplateRestricted,
    Failure.InvalidKeywordValue
  ])
})

describe("the templates of an account", () => {
  it.prop(
    "are adopted with keywords in the order of the caller, or without any",
    {
      template_id_short: FastCheck.constantFrom("TM00015", "OPENTM200000001", "43216"),
      more: FastCheck.record({ keyword_name_list: FastCheck.array(Arbitraries.id) }, { requiredKeys: [] })
    },
    ({ more, template_id_short }) => {
      const input = { template_id_short, ...more }
      Arbitraries.assertWritten(TemplateMessage.add.encode(input), { ...input })
    }
  )

  it("have an id that replies and requests share", () => {
    const { template_id } = Endpoints.read(TemplateMessage.add, `{"errcode":0,"template_id":"TEMPLATE_ID","new":[]}`)
    assert.strictEqual(template_id, templateId)
    assert.deepStrictEqual(Endpoints.written(TemplateMessage.delete, { template_id }), { template_id: "TEMPLATE_ID" })
  })

  const least = { template_id: templateId, title: "Order paid", content: "{{first.DATA}}" }
  const full = { ...least, primary_industry: "IT", deputy_industry: "Internet", example: "Hello" }

  it("are listed with all that the page knows, with the least, and not at all", () => {
    const read = (reply: object) => Endpoints.read(TemplateMessage.list, JSON.stringify(reply))
    assert.deepStrictEqual(read({ template_list: [full, least, { ...least, example: "", new: 1 }] }), {
      template_list: [full, least, { ...least, example: "" }]
    })
    assert.deepStrictEqual(read({ errcode: 0, errmsg: "ok" }), { template_list: [] })
  })

  Endpoints.failsWith(TemplateMessage.add, TemplateMessage.add({ template_id_short: "TM00015" }), [
    Failure.InvalidTemplateId,
    Failure.InvalidKeywordNames,
    Failure.NeedsCategoryTemplate,
    Failure.TooManyTemplates,
    Failure.TemplateOfAnotherIndustry
  ])
  Endpoints.failsWith(TemplateMessage.delete, TemplateMessage.delete({ template_id: templateId }), [
    Failure.InvalidTemplateId
  ])
  Endpoints.failsWith(TemplateMessage.list, TemplateMessage.list(), [])
})

describe("the industries of an account", () => {
  it.prop(
    "are sent as texts of their numbers, as the page shows them",
    { first: FastCheck.integer({ min: 1, max: 41 }), second: FastCheck.integer({ min: 1, max: 41 }) },
    ({ first, second }) => {
      assert.deepStrictEqual(
        Endpoints.written(TemplateMessage.setIndustries, { industry_id1: first, industry_id2: `${second}` }),
        { industry_id1: `${first}`, industry_id2: `${second}` }
      )
    }
  )

  it("are among WeChat's 41", () => {
    const rules = (industry_id1: unknown) =>
      Endpoints.issuesOf(TemplateMessage.setIndustries, { industry_id1, industry_id2: "4" })
    const field = "industry_id1"
    assert.deepStrictEqual(rules("41"), [])
    assert.deepStrictEqual(rules(1), [])
    for (const [wrong, is] of [[42, "42"], ["42", "42"], [0, "0"], ["0", "0"], [1.5, "1.5"], ["one", "none"]]) {
      assert.deepStrictEqual(rules(wrong), [{ field, rule: `must be a whole number from 1 to 41; it is ${is}` }])
    }
  })

  it("are read in words, where there are any", () => {
    const one = { first_class: "IT", second_class: "Internet" }
    const two = { first_class: "Food", second_class: "Tea" }
    const read = (reply: object) => Endpoints.read(TemplateMessage.industries, JSON.stringify(reply))
    assert.deepStrictEqual(read({ primary_industry: { ...one, new: 1 }, secondary_industry: two, new: 1 }), {
      primary_industry: one,
      secondary_industry: two
    })
    assert.deepStrictEqual(read({}), {})
  })

  it("are never set twice by themselves, because once a month is all there is", () => {
    assert.strictEqual(TemplateMessage.setIndustries.semantics, "once")
  })

  Endpoints.failsWith(
    TemplateMessage.setIndustries,
    TemplateMessage.setIndustries({ industry_id1: "1", industry_id2: "4" }),
    [Failure.InvalidIndustryId, Failure.IndustriesChangedTooOften]
  )
  Endpoints.failsWith(TemplateMessage.industries, TemplateMessage.industries(), [])
})

describe("messages that WeChat has kept back", () => {
  const page = { tmpl_msg_id: "TEMPLATE_ID", largest_id: 0, limit: 100 } as const

  it.prop(
    "are asked for behind an id that loses no digit",
    { id: Arbitraries.msgId, limit: FastCheck.integer({ min: 1, max: 100 }) },
    ({ id, limit }) => {
      assert.deepStrictEqual(
        TemplateMessage.listBlocked.encode({ ...page, largest_id: id.given, limit }),
        Arbitraries.right(`{"tmpl_msg_id":"TEMPLATE_ID","largest_id":${id.digits},"limit":${limit}}`)
      )
    }
  )

  it("are asked for from the beginning, and at most 100 at a time", () => {
    assert.deepStrictEqual(Endpoints.written(TemplateMessage.listBlocked, page), { ...page })
    for (const limit of [0, 101]) {
      assert.deepStrictEqual(Endpoints.issuesOf(TemplateMessage.listBlocked, { ...page, limit }), [
        { field: "limit", rule: `must be a whole number from 1 to 100; it is ${limit}` }
      ])
    }
    for (const largest_id of [-1, 2 ** 53, "x"]) {
      assert.deepStrictEqual(Endpoints.issuesOf(TemplateMessage.listBlocked, { ...page, largest_id }), [
        { field: "largest_id", rule: "must be 0, or the largest id of the page before" }
      ])
    }
  })

  const rest = { tmpl_msg_id: "TEMPLATE_ID", title: "T", content: "C", send_timestamp: 1620963428, openid: "OPENID" }
  const json = JSON.stringify(rest).slice(1)
  const id = Identifiers.BlockedMessageId.make
  const forms: ReadonlyArray<readonly [what: string, reply: string, rows: ReadonlyArray<object>]> = [
    ["a list", `{"msginfo":[{"id":1,${json},{"id":2}]}`, [{ id: id("1"), ...rest }, { id: id("2") }]],
    ["one object, as in the table", `{"msginfo":{"id":"1","new":1,${json}}`, [{ id: id("1"), ...rest }]],
    ["an id beyond what a double holds", `{"msginfo":[{"id":9007199254740993}]}`, [{ id: id("9007199254740993") }]],
    ["an empty list", `{"errcode":0,"msginfo":[]}`, []],
    ["an empty object", `{"errcode":0,"msginfo":{}}`, []],
    ["null", `{"errcode":0,"msginfo":null}`, []],
    ["nothing", `{"errcode":0,"errmsg":"ok"}`, []]
  ]
  for (const [what, reply, rows] of forms) {
    it(`are read from ${what}`, () => {
      assert.deepStrictEqual<unknown>(Endpoints.read(TemplateMessage.listBlocked, reply), { msginfo: rows })
    })
  }

  it.effect("are never dropped because they cannot be read", () =>
    Effect.gen(function*() {
      for (const msginfo of [{ id: "one" }, [{ id: "one" }], [{}], "x", 1]) {
        const error = yield* Effect.flip(Endpoints.answered(TemplateMessage.listBlocked(page), { msginfo }))
        assert.strictEqual(error.message.includes("msginfo"), true, error.message)
      }
    }))

  /** A WeChat that knows these ids, and gives so many at a time. */
  const wechatWith = (ids: ReadonlyArray<bigint>, size: number, form: "list" | "object") =>
    FakeWeChat.make(({ body = "" }) => {
      const after = BigInt(/"largest_id":(\d+)/.exec(body)?.[1] ?? "")
      const rows = ids.filter((id) => id > after).slice(0, size).map((id) => `{"id":${id}}`)
      return { text: `{"errcode":0,"msginfo":${form === "list" ? `[${rows.toReversed().join()}]` : rows[0] ?? "{}"}}` }
    })

  const all = (wechat: FakeWeChat.FakeWeChat) =>
    TemplateMessage.allBlocked({ tmpl_msg_id: "TEMPLATE_ID" }).pipe(
      Stream.map(({ id }) => BigInt(id)),
      Stream.runCollect,
      Effect.map(Chunk.toReadonlyArray),
      Effect.provide(FakeWeChat.layerWith(wechat))
    )

  it.effect.prop(
    "are all read once, in the order of their ids, whatever the form, the size and the order of a page",
    {
      ids: FastCheck.uniqueArray(FastCheck.bigInt(1n, 2n ** 60n), { maxLength: 12 }),
      size: FastCheck.integer({ min: 1, max: 5 }),
      form: FastCheck.constantFrom("list" as const, "object" as const)
    },
    ({ form, ids, size }) =>
      Effect.gen(function*() {
        const sorted = [...ids].sort((a, b) => a < b ? -1 : 1)
        assert.deepStrictEqual(yield* all(wechatWith(sorted, size, form)), sorted)
      })
  )

  it.effect("come to an end even where the cursor is passed over", () =>
    Effect.gen(function*() {
      const wechat = FakeWeChat.make({ json: { errcode: 0, msginfo: { id: "7" } } })
      assert.deepStrictEqual(yield* all(wechat), [7n])
      assert.lengthOf(wechat.seen, 2)
    }))

  it.effect("are asked for as they are needed", () =>
    Effect.gen(function*() {
      const wechat = wechatWith([1n, 2n, 3n], 1, "list")
      const some = yield* TemplateMessage.allBlocked({ tmpl_msg_id: "TEMPLATE_ID" }).pipe(
        Stream.take(2),
        Stream.runCollect,
        Effect.provide(FakeWeChat.layerWith(wechat))
      )
      assert.lengthOf(some, 2)
      assert.lengthOf(wechat.seen, 2)
    }))

  Endpoints.failsWith(TemplateMessage.listBlocked, TemplateMessage.listBlocked(page), [])
})

describe("the types of template messages", () => {
  it("keep ids apart that are not the same thing", () => {
    void TemplateMessage.send({ ...message, template_id: templateId, touser: Identifiers.OpenId.make("OPENID") })
    // @ts-expect-error a person is no template
    void TemplateMessage.send({ ...message, template_id: Identifiers.OpenId.make("OPENID") })
    // @ts-expect-error a template is nobody
    void TemplateMessage.delete({ template_id: Identifiers.TemplateMsgId.make("1") })
    // @ts-expect-error the number of a mass message is another
    void TemplateMessage.listBlocked({ tmpl_msg_id: Identifiers.MsgId.make("1"), largest_id: 0, limit: 1 })
    // @ts-expect-error where to go on is said with a record's own id
    void TemplateMessage.listBlocked({ tmpl_msg_id: "1", largest_id: Identifiers.TemplateMsgId.make("1"), limit: 1 })
    // @ts-expect-error data is missing
    void TemplateMessage.send({ touser: "OPENID", template_id: "TEMPLATE_ID" })
    // @ts-expect-error a keyword has a value
    void TemplateMessage.send({ ...message, data: { thing1: {} } })
    // @ts-expect-error an account has two industries
    void TemplateMessage.setIndustries({ industry_id1: "1" })
  })
})
