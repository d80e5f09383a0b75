import { assert, describe, it } from "@effect/vitest"
import { Eligibility, FreePublish } from "@effect-wechat/core"

describe("eligibility", () => {
  const cases: ReadonlyArray<readonly [Eligibility.Requirement, certified: boolean, Eligibility.Verdict]> = [
    ["all", true, "eligible"],
    ["all", false, "eligible"],
    ["certified", true, "eligible"],
    ["certified", false, "not-certified"],
    ["none", true, "kind-not-served"],
    ["none", false, "kind-not-served"]
  ]
  for (const [requirement, certified, verdict] of cases) {
    it(`open to ${requirement} makes an account that is${certified ? "" : " not"} certified ${verdict}`, () => {
      assert.strictEqual(
        Eligibility.check({ official: requirement, service: "none" }, { kind: "official", certified }),
        verdict
      )
      assert.strictEqual(
        Eligibility.check({ official: "none", service: requirement }, { kind: "service", certified }),
        verdict
      )
    })
  }

  it("tells the two kinds of account apart", () => {
    const { eligibility } = FreePublish.delete
    assert.strictEqual(Eligibility.check(eligibility, { kind: "official", certified: false }), "not-certified")
    assert.strictEqual(Eligibility.check(eligibility, { kind: "service", certified: false }), "eligible")
  })

  it("reads the kind from WeChat's number, and gives fewer rights to one that nobody knows", () => {
    assert.deepStrictEqual([0, 1, 2, 3, -1].map(Eligibility.kindFromServiceType), [
      "official",
      "official",
      "service",
      "official",
      "official"
    ])
  })

  it("reads the certification from WeChat's number, and takes Weibo alone or an unknown one for none", () => {
    assert.deepStrictEqual([-1, 0, 1, 2, 3, 4, 5, 6].map(Eligibility.certifiedFromVerifyType), [
      false,
      true,
      false,
      false,
      true,
      true,
      true,
      false
    ])
  })
})
