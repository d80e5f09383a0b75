import { TemplateMessage } from "@effect-wechat/core"
import { Simulator } from "@effect-wechat/simulator"
import { assert, describe, it } from "@effect/vitest"
import * as Chunk from "effect/Chunk"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import * as TestClock from "effect/TestClock"
import * as Platform from "../utils/Platform.ts"
import { endOfMonth, later, onBehalf, outcome, refusal } from "./utils/OnBehalf.ts"

const touser = "oReader0000000000000000000001"
const adopted = "T".repeat(43)
const category = { template_id_short: "43216", keyword_name_list: ["What", "When"] }
const account = {
  templateMessages: {
    industries: [1, 13],
    templates: [{ template_id: adopted, title: "Order paid", industry: 1, content: "{{first.DATA}} {{thing1.DATA}}" }]
  }
} as const
const message = { touser, template_id: adopted, data: { first: { value: "Hello" }, thing1: { value: "Tea" } } }

const sentBy = (appId: string) =>
  Effect.flatMap(Simulator.Simulator, (simulator) => simulator.account(appId)).pipe(
    Effect.map(({ templateMessages }) => templateMessages)
  )

describe("the templates of a merchant", () => {
  it.effect("are adopted, listed, sent with and given up", () =>
    onBehalf((appId) =>
      Effect.gen(function*() {
        const { template_id } = yield* TemplateMessage.add(category)
        const { template_list } = yield* TemplateMessage.list()
        assert.deepStrictEqual(template_list, [{
          template_id,
          title: "Appointment made",
          primary_industry: "",
          deputy_industry: "",
          content: "What: {{thing2.DATA}}\nWhen: {{time3.DATA}}",
          example: "What: Tea tasting\nWhen: 15:01"
        }])
        const { msgid } = yield* TemplateMessage.send({
          touser,
          template_id,
          miniprogram: { appid: "wx1111111111111111", pagepath: "index?foo=bar" },
          url: "https://tea.example",
          data: { thing2: { value: "Longjing 龙井 😀", color: "#173177" }, time3: { value: "15:01" } }
        })
        const [sent] = yield* sentBy(appId)
        assert.deepInclude(sent, {
          msgid,
          touser,
          template_id,
          text: "What: Longjing 龙井 😀\nWhen: 15:01",
          miniprogram: { appid: "wx1111111111111111", pagepath: "index?foo=bar" }
        })
        assert.match(msgid, /^\d{18}$/)

        yield* TemplateMessage.delete({ template_id })
        assert.deepStrictEqual(yield* TemplateMessage.list(), { template_list: [] })
        assert.strictEqual(yield* outcome(TemplateMessage.delete({ template_id })), "InvalidTemplateId")
        assert.strictEqual(yield* outcome(TemplateMessage.send({ ...message, template_id })), "InvalidTemplateId")
      })
    ))

  it.effect("are refused with the name of what is wrong", () =>
    onBehalf(() =>
      Effect.gen(function*() {
        const { add } = TemplateMessage
        assert.strictEqual(yield* outcome(add({ template_id_short: "NONE" })), "InvalidTemplateId")
        const none = add({ ...category, keyword_name_list: ["Nothing"] })
        assert.strictEqual(yield* outcome(none), "InvalidKeywordNames")
        // Of the industry 13, which the account has not.
        const ofAnother = add({ template_id_short: "OPENTM200000001" })
        assert.strictEqual(yield* outcome(ofAnother), "TemplateOfAnotherIndustry")
        assert.strictEqual(yield* outcome(add({ template_id_short: "TM00015" })), "it worked")
        assert.strictEqual(yield* outcome(add(category)), "TooManyTemplates")
      }), { account: { templateMessages: { limit: 1 } } }))

  it.effect("are those of categories alone, where WeChat has ended the others", () =>
    onBehalf(() =>
      Effect.gen(function*() {
        const ofIndustry = TemplateMessage.add({ template_id_short: "TM00015" })
        assert.strictEqual(yield* outcome(ofIndustry), "NeedsCategoryTemplate")
        assert.strictEqual(yield* outcome(TemplateMessage.add(category)), "it worked")
      }), { account: { templateMessages: { categoriesOnly: true } } }))
})

describe("a template message on behalf of a merchant", () => {
  it.effect("is sent once for a client_msg_id, however often the call is made within 10 minutes", () =>
    onBehalf((appId) =>
      Effect.gen(function*() {
        const send = TemplateMessage.send({ ...message, client_msg_id: "order-1024" })
        const first = yield* send
        yield* TestClock.adjust("9 minutes")
        assert.deepStrictEqual(yield* send, first)
        assert.lengthOf(yield* sentBy(appId), 1)
        assert.notDeepEqual(yield* TemplateMessage.send({ ...message, client_msg_id: "order-1025" }), first)
        assert.lengthOf(yield* sentBy(appId), 2)
      }), { account }))

  it.effect("is refused with the name of what is wrong", () =>
    onBehalf((appId) =>
      Effect.gen(function*() {
        const simulator = yield* Simulator.Simulator
        const wrong = (fields: Partial<Parameters<typeof TemplateMessage.send>[0]>) =>
          outcome(TemplateMessage.send({ ...message, ...fields }))
        assert.strictEqual(yield* wrong({ template_id: "N".repeat(43) }), "InvalidTemplateId")
        assert.strictEqual(yield* wrong({ template_id: "NONE" }), "InvalidTemplateIdSize")
        assert.strictEqual(yield* wrong({ url: `https://tea.example/${"x".repeat(1024)}` }), "InvalidUrlSize")
        assert.strictEqual(
          yield* wrong({ miniprogram: { appid: "wx2222222222222222" } }),
          "MiniProgramNotLinked"
        )
        assert.strictEqual(yield* wrong({ data: { thing1: { value: "茶".repeat(21) } } }), "InvalidKeywordValue")
        yield* simulator.setAttitude(appId, touser, "left")
        assert.strictEqual(yield* wrong({}), "ReceiverNotFollowing")
        assert.lengthOf(yield* sentBy(appId), 0)
      }), {
      account: { templateMessages: { ...account.templateMessages, miniPrograms: ["wx1111111111111111"] } }
    }))

  it.effect("that WeChat keeps back can be found, whatever form the reply has", () =>
    Effect.forEach(["list", "object"] as const, (interceptedAs) =>
      onBehalf((appId) =>
        Effect.gen(function*() {
          const simulator = yield* Simulator.Simulator
          const page = { tmpl_msg_id: adopted, largest_id: 0, limit: 2 } as const
          assert.deepStrictEqual(yield* TemplateMessage.listBlocked(page), { msginfo: [] })
          for (const value of ["One", "Two", "Three"]) {
            yield* simulator.failNextTemplateMessage(appId, "intercepted")
            yield* TemplateMessage.send({ ...message, data: { first: { value }, thing1: { value: "Tea" } } })
          }
          yield* TemplateMessage.send(message)
          const { msginfo } = yield* TemplateMessage.listBlocked(page)
          assert.strictEqual(msginfo.length, interceptedAs === "list" ? 2 : 1)
          assert.deepInclude(msginfo[0], {
            tmpl_msg_id: adopted,
            title: "Order paid",
            content: "One Tea",
            openid: touser,
            send_timestamp: Platform.start / 1000
          })
          const all = yield* Stream.runCollect(TemplateMessage.allBlocked({ tmpl_msg_id: adopted }))
          assert.deepStrictEqual(Chunk.toReadonlyArray(all).map(({ content }) => content), [
            "One Tea",
            "Two Tea",
            "Three Tea"
          ])
        }), { account: { templateMessages: { ...account.templateMessages, interceptedAs } } })))
})

describe("the industries of a merchant", () => {
  it.effect("are read and set, once a month, and take the templates of the former ones with them", () =>
    onBehalf(() =>
      Effect.gen(function*() {
        const before = yield* TemplateMessage.industries()
        assert.deepStrictEqual(before.primary_industry, { first_class: "IT科技", second_class: "互联网|电子商务" })
        assert.lengthOf((yield* TemplateMessage.list()).template_list, 1)

        yield* TemplateMessage.setIndustries({ industry_id1: "7", industry_id2: 41 })
        assert.deepStrictEqual(yield* TemplateMessage.industries(), {
          primary_industry: { first_class: "金融业", second_class: "银行" },
          secondary_industry: { first_class: "其它", second_class: "其它" }
        })
        assert.lengthOf((yield* TemplateMessage.list()).template_list, 0)

        const again = TemplateMessage.setIndustries({ industry_id1: 1, industry_id2: 4 })
        assert.strictEqual(yield* outcome(again), "IndustriesChangedTooOften")
        yield* later("10 minutes")
        assert.strictEqual(yield* outcome(again), "it worked")
      }), { account, at: endOfMonth }))
})

describe("template messages are refused before anything is sent", () => {
  const refusals = [
    refusal(TemplateMessage.send(message)),
    refusal(TemplateMessage.add(category)),
    refusal(TemplateMessage.list()),
    refusal(TemplateMessage.delete({ template_id: adopted })),
    refusal(TemplateMessage.industries()),
    refusal(TemplateMessage.setIndustries({ industry_id1: 1, industry_id2: 2 })),
    refusal(TemplateMessage.listBlocked({ tmpl_msg_id: adopted, largest_id: 0, limit: 1 })),
    refusal(Stream.runDrain(TemplateMessage.allBlocked({ tmpl_msg_id: adopted })))
  ]
  const cases = [
    ["to an official account", { account: { kind: "official" } }, ["KindNotServed"]],
    ["to a service account that is not certified", { account: { verifyType: -1 } }, ["NotCertified"]],
    ["without one of the sets", { grant: [11] }, ["SetNotGranted"]]
  ] as const
  for (const [what, options, reasons] of cases) {
    it.effect(what, () =>
      onBehalf(() =>
        Effect.gen(function*() {
          for (const refused of refusals) assert.deepStrictEqual(yield* refused, [...reasons])
          assert.notInclude((yield* Platform.asked).join(), "emplate")
        }), options))
  }

  it.effect("and are let through by each of the sets that the pages name", () =>
    Effect.forEach([7, 100], (set) =>
      onBehalf(() =>
        Effect.gen(function*() {
          assert.strictEqual(yield* outcome(TemplateMessage.list()), "it worked")
        }), { grant: [set] })))
})
