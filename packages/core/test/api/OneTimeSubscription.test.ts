import { Failure, Identifiers, OneTimeSubscription } from "@effect-wechat/core"
import { assert, describe, it } from "@effect/vitest"
import * as FastCheck from "effect/FastCheck"
import * as Arbitraries from "../utils/Arbitraries.ts"
import * as Endpoints from "../utils/Endpoints.ts"

const message = {
  touser: "OPENID",
  template_id: "TEMPLATE_ID",
  scene: "1000",
  title: "Tea",
  data: { content: { value: "It is ready" } }
} as const

describe("OneTimeSubscription.send", () => {
  it.prop(
    "sends what the caller wrote, and the scene as a text",
    {
      touser: Arbitraries.id,
      scene: FastCheck.integer({ min: 0, max: 10_000 }),
      asText: FastCheck.boolean(),
      title: FastCheck.stringMatching(/^[a-z中😀]{1,15}$/u),
      content: FastCheck.record({
        value: FastCheck.stringMatching(/^[a-z中😀\n]{0,200}$/u),
        color: FastCheck.constant("#FF0000")
      }, { requiredKeys: [] }),
      more: FastCheck.record({
        url: FastCheck.webUrl(),
        miniprogram: FastCheck.record({ appid: Arbitraries.id, pagepath: Arbitraries.id })
      }, { requiredKeys: [] })
    },
    ({ asText, content, more, scene, title, touser }) => {
      const input = { ...message, touser, title, data: { content }, ...more }
      Arbitraries.assertWritten(
        OneTimeSubscription.send.encode({ ...input, scene: asText ? `${scene}` : scene }),
        JSON.parse(JSON.stringify({ ...input, scene: `${scene}` }))
      )
    }
  )

  it("goes to the edge of each limit, and names field, limit and size of what is beyond", () => {
    const content = (characters: number) => ({ content: { value: "茶".repeat(characters) } })
    const at = { ...message, title: "😀".repeat(15), data: content(200), scene: 10_000 }
    assert.deepStrictEqual(Endpoints.issuesOf(OneTimeSubscription.send, at), [])
    const beyond: ReadonlyArray<readonly [fields: object, field: string, rule: string]> = [
      [{ title: "😀".repeat(16) }, "title", "must be a text of at most 15 characters; it has 16 characters"],
      [{ data: content(201) }, "data.content.value", "must be a text of at most 200 characters; it has 201 characters"],
      [{ scene: "10001" }, "scene", "must be a whole number from 0 to 10000; it is 10001"],
      [{ scene: -1 }, "scene", "must be a whole number from 0 to 10000; it is -1"]
    ]
    for (const [fields, field, rule] of beyond) {
      assert.deepStrictEqual(Endpoints.issuesOf(OneTimeSubscription.send, { ...at, ...fields }), [{ field, rule }])
    }
    assert.strictEqual(Endpoints.issuesOf(OneTimeSubscription.send, { ...at, title: "" })[0]?.field, "title")
  })

  it("has one key for its text, unlike a template message", () => {
    assert.deepStrictEqual(
      Endpoints.issuesOf(OneTimeSubscription.send, { ...message, data: { thing1: { value: "Tea" } } }),
      [{ field: "data.thing1", rule: "is not a field of this call" }]
    )
  })

  it("gives nothing back, and is never repeated by itself", () => {
    assert.strictEqual(Endpoints.read(OneTimeSubscription.send, `{"errcode":0,"errmsg":"ok","new":1}`), undefined)
    assert.strictEqual(OneTimeSubscription.send.semantics, "once")
  })

  Endpoints.failsWith(OneTimeSubscription.send, OneTimeSubscription.send(message), [
    Failure.InvalidOpenId,
    Failure.MiniProgramNotLinked,
    Failure.InvalidTemplateId,
    Failure.InvalidTitleSize
  ])

  it("keeps people and templates apart", () => {
    // @ts-expect-error a template is nobody
    void OneTimeSubscription.send({ ...message, touser: Identifiers.TemplateId.make("TEMPLATE_ID") })
    // @ts-expect-error the page demands the path in the mini program
    void OneTimeSubscription.send({ ...message, miniprogram: { appid: "wx0000000000000001" } })
    const { scene: _, ...without } = message
    // @ts-expect-error the scene says which agreement is used up
    void OneTimeSubscription.send(without)
  })
})
