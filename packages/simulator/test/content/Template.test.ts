import { assert, describe, it } from "@effect/vitest"
import { Simulator } from "@effect-wechat/simulator"
import * as Effect from "effect/Effect"
import * as TestClock from "effect/TestClock"
import * as S from "./utils/Simulated.ts"

const addPath = "/cgi-bin/template/api_add_template"
const listPath = "/cgi-bin/template/get_all_private_template"
const deletePath = "/cgi-bin/template/del_private_template"
const getIndustryPath = "/cgi-bin/template/get_industry"
const setIndustryPath = "/cgi-bin/template/api_set_industry"

const add = (as: S.Caller, template_id_short: string, keyword_name_list?: ReadonlyArray<string>) =>
  as.post(addPath, { template_id_short, keyword_name_list })

const titles = (as: S.Caller) =>
  Effect.map(
    as.get(listPath),
    ({ json }) => json.template_list.map(({ title }: { readonly title: string }) => title) as ReadonlyArray<string>
  )

const setIndustry = (as: S.Caller, industry_id1: unknown, industry_id2: unknown) =>
  Effect.map(as.post(setIndustryPath, { industry_id1, industry_id2 }), ({ errcode }) => errcode)

describe("templates of an account", () => {
  it.effect("are adopted from the library, listed and deleted", () =>
    S.alone(
      {},
      Effect.gen(function*() {
        const as = yield* S.direct()
        assert.deepEqual((yield* as.get(listPath)).json, { template_list: [] })
        const { json: ofIndustry } = yield* add(as, "TM00015")
        const { json: ofCategory } = yield* add(as, "43216", ["When", "What"])
        assert.strictEqual(ofIndustry.errcode, 0)
        assert.lengthOf(ofIndustry.template_id, 43)
        assert.deepEqual((yield* as.get(listPath)).json, {
          template_list: [
            {
              template_id: ofIndustry.template_id,
              title: "Order paid",
              primary_industry: "IT科技",
              deputy_industry: "互联网|电子商务",
              content:
                "{{first.DATA}}\n\nAmount: {{orderMoneySum.DATA}}\nGoods: {{orderProductName.DATA}}\n{{Remark.DATA}}",
              example: "We have received your money.\n\nAmount: 30.00\nGoods: Tea\nThank you."
            },
            {
              template_id: ofCategory.template_id,
              title: "Appointment made",
              primary_industry: "",
              deputy_industry: "",
              // In the order of the request.
              content: "When: {{time3.DATA}}\nWhat: {{thing2.DATA}}",
              example: "When: 15:01\nWhat: Tea tasting"
            }
          ]
        })
        assert.deepEqual((yield* as.post(deletePath, { template_id: ofIndustry.template_id })).json, {
          errcode: 0,
          errmsg: "ok"
        })
        assert.deepEqual(yield* titles(as), ["Appointment made"])
        assert.strictEqual((yield* as.post(deletePath, { template_id: ofIndustry.template_id })).errcode, 40037)
        assert.strictEqual((yield* as.post(deletePath, {})).errcode, 40037)
      })
    ))

  it.effect("can be no more than 25, and a deleted one makes room", () =>
    S.alone(
      {},
      Effect.gen(function*() {
        const as = yield* S.direct()
        const all = yield* Effect.replicateEffect(add(as, "TM00015"), 26)
        assert.deepEqual(all.map(({ errcode }) => errcode), [...Array.from({ length: 25 }, () => 0), 45026])
        assert.lengthOf(yield* titles(as), 25)
        yield* as.post(deletePath, { template_id: all[3]?.json.template_id })
        assert.strictEqual((yield* add(as, "TM00015")).errcode, 0)
        assert.strictEqual((yield* add(as, "TM00015")).errcode, 45026)
      })
    ))

  it.effect("can be there from the beginning, with a limit and a library of the world's own", () =>
    S.simulated(
      {
        world: {
          templateLibrary: [{ template_id_short: "7", title: "Seven", keywords: [{ name: "A", key: "thing1" }] }],
          accounts: [S.account({
            templateMessages: {
              limit: 2,
              templates: [{ template_id: "mine", title: "Mine", industry: 41, content: "{{a.DATA}}" }]
            }
          })]
        }
      },
      Effect.gen(function*() {
        const as = yield* S.direct()
        assert.strictEqual((yield* add(as, "7", ["A"])).errcode, 0)
        assert.strictEqual((yield* add(as, "7", ["A"])).errcode, 45026)
        const { json } = yield* as.get(listPath)
        assert.deepEqual(json.template_list[0], {
          template_id: "mine",
          title: "Mine",
          primary_industry: "其它",
          deputy_industry: "其它",
          content: "{{a.DATA}}",
          example: ""
        })
        const simulator = yield* Simulator.Simulator
        assert.deepEqual((yield* simulator.account(S.appId)).templates.map(({ title }) => title), ["Mine", "Seven"])
      })
    ))

  it.effect("are not adopted from elsewhere, nor with the wrong keywords", () =>
    S.alone(
      {},
      Effect.gen(function*() {
        const as = yield* S.direct()
        const codeOf = (short: string, names?: ReadonlyArray<string>) =>
          Effect.map(add(as, short, names), ({ errcode }) => errcode)
        assert.strictEqual(yield* codeOf("TM00000"), 40037)
        assert.strictEqual((yield* as.post(addPath, {})).errcode, 40037)
        // Of the industry 13, and the account is in 1 and 4.
        assert.strictEqual(yield* codeOf("OPENTM200000001"), 45027)
        assert.strictEqual(yield* codeOf("43216"), 40246)
        assert.strictEqual(yield* codeOf("43216", []), 40246)
        assert.strictEqual(yield* codeOf("43216", ["When", "Where"]), 40246)
        assert.strictEqual(yield* codeOf("43216", ["When", "When"]), 40246)
        const five = ["Number", "What", "When", "Price", "Phone"]
        assert.strictEqual(yield* codeOf("43216", [...five, "Car"]), 40246)
        assert.deepEqual(yield* titles(as), [])
        assert.strictEqual(yield* codeOf("43216", five), 0)
      })
    ))

  it.effect("are of categories alone where the account has moved there", () =>
    S.alone(
      { templateMessages: { categoriesOnly: true } },
      Effect.gen(function*() {
        const as = yield* S.direct()
        assert.strictEqual((yield* add(as, "TM00015")).errcode, 40247)
        assert.strictEqual((yield* add(as, "43216", ["When"])).errcode, 0)
      })
    ))
})

describe("the industries of an account", () => {
  it.effect("are read by name, and set by number", () =>
    S.alone(
      {},
      Effect.gen(function*() {
        const as = yield* S.direct()
        assert.deepEqual((yield* as.get(getIndustryPath)).json, {
          primary_industry: { first_class: "IT科技", second_class: "互联网|电子商务" },
          secondary_industry: { first_class: "IT科技", second_class: "电子技术" }
        })
        assert.strictEqual(yield* setIndustry(as, "41", 13), 0)
        assert.deepEqual((yield* as.get(getIndustryPath)).json, {
          primary_industry: { first_class: "其它", second_class: "其它" },
          secondary_industry: { first_class: "运输与仓储", second_class: "快递" }
        })
      })
    ))

  it.effect("can be changed once a month in China", () =>
    S.alone(
      {},
      Effect.gen(function*() {
        const as = yield* S.direct()
        // What is so already is no change.
        assert.strictEqual(yield* setIndustry(as, "1", "4"), 0)
        assert.strictEqual(yield* setIndustry(as, "1", "2"), 0)
        assert.strictEqual(yield* setIndustry(as, "1", "2"), 0)
        assert.strictEqual(yield* setIndustry(as, "1", "3"), 43100)
        yield* TestClock.setTime(Date.UTC(2026, 2, 31, 16) - 1)
        assert.strictEqual(yield* setIndustry(yield* S.direct(), "1", "3"), 43100)
        yield* TestClock.setTime(Date.UTC(2026, 2, 31, 16))
        const later = yield* S.direct()
        assert.strictEqual(yield* setIndustry(later, "1", "3"), 0)
        assert.strictEqual(yield* setIndustry(later, "1", "5"), 43100)
        const simulator = yield* Simulator.Simulator
        assert.deepEqual((yield* simulator.account(S.appId)).industries, [1, 3])
      })
    ))

  it.effect("are those that there are, from 1 to 41", () =>
    S.alone(
      {},
      Effect.gen(function*() {
        const as = yield* S.direct()
        for (const wrong of ["0", "42", "-1", "one", undefined]) {
          assert.strictEqual(yield* setIndustry(as, wrong, "4"), 40102, `first ${wrong}`)
          assert.strictEqual(yield* setIndustry(as, "1", wrong), 40102, `second ${wrong}`)
        }
        assert.strictEqual(yield* setIndustry(as, "41", "1"), 0)
      })
    ))

  it.effect("take the templates of the former ones with them", () =>
    S.alone(
      { templateMessages: { industries: [1, 13] } },
      Effect.gen(function*() {
        const as = yield* S.direct()
        yield* add(as, "TM00015")
        yield* add(as, "OPENTM200000001")
        yield* add(as, "43216", ["When"])
        assert.strictEqual(yield* setIndustry(as, "13", "20"), 0)
        assert.deepEqual(yield* titles(as), ["Parcel on its way", "Appointment made"])
      })
    ))
})

describe("the right to templates", () => {
  const interfaces = [
    ["POST", addPath],
    ["GET", listPath],
    ["POST", deletePath],
    ["GET", getIndustryPath],
    ["POST", setIndustryPath],
    ["POST", "/cgi-bin/message/template/send"],
    ["POST", "/wxa/sec/queryblocktmplmsg"]
  ] as const
  const ask = (as: S.Caller, method: "GET" | "POST", path: string) =>
    method === "GET" ? as.get(path) : as.post(path, {})
  const rights = new Set([48001, 61007])
  const codesOf = (as: S.Caller) =>
    Effect.map(
      Effect.forEach(interfaces, ([method, path]) => ask(as, method, path)),
      (answers) => [...new Set(answers.map(({ errcode }) => rights.has(errcode ?? 0) ? errcode : 0))]
    )

  it.effect.each(
    [
      ["official", 0, 48001],
      ["official", -1, 48001],
      ["service", -1, 48001],
      ["service", 0, 0]
    ] as const
  )(
    "answers a %s account of verify type %d with %d",
    ([kind, verifyType, code]) =>
      S.alone(
        { kind, verifyType },
        Effect.gen(function*() {
          assert.deepEqual(yield* codesOf(yield* S.direct()), [code])
        })
      )
  )

  it.effect("is in the sets 7, 100 and 101", () =>
    S.simulated(
      {
        world: { accounts: [S.account()], components: [{ appId: S.component, permissionSets: [1, 7, 11, 100, 101] }] }
      },
      Effect.gen(function*() {
        for (const set of [7, 100, 101]) {
          assert.deepEqual(yield* codesOf((yield* S.onBehalf([set])).asAccount), [0])
        }
        assert.deepEqual(yield* codesOf((yield* S.onBehalf([1, 11])).asAccount), [61007])
      })
    ))
})
