import { Identifiers } from "@effect-wechat/core"
import { type Authorizer, Gate } from "@effect-wechat/open-platform"
import { assert, describe, it } from "@effect/vitest"
import * as Redacted from "effect/Redacted"
import * as Rights from "./utils/Rights.ts"

const authorizer = (changes: Partial<Authorizer.Authorizer> = {}): Authorizer.Authorizer => ({
  appId: Identifiers.AppId.make("wx0000000000000001"),
  status: "authorized",
  authorization: 1,
  changedAt: 1,
  permissionSets: [7, 11],
  refreshToken: Redacted.make("refresh"),
  factsAt: 1,
  areFactsInDoubt: false,
  ...changes
})

const facts = (of: Pick<Rights.Merchant, "kind" | "verifyType">, status?: number): Authorizer.Facts => ({
  kind: of.kind,
  verifyType: of.verifyType,
  ...(status === undefined ? {} : { status }),
  isMiniProgram: false,
  nickname: "A shop",
  principal: "A company",
  originalId: "gh_000000000001"
})

const tags = (reasons: Gate.Reasons) => reasons.map(({ _tag }) => _tag)

describe("Gate", () => {
  for (const name of Rights.names) {
    it(`gives all reasons against ${name}, for every kind of merchant, and none where there are none`, () => {
      const seen = new Set<string>()
      for (const merchant of Rights.merchants) {
        const ask = Gate.of(authorizer({
          permissionSets: merchant.grant,
          facts: facts(merchant, merchant.status.number)
        }))
        const reasons = ask(Rights.calls[name].endpoint)
        assert.deepStrictEqual(tags(reasons), [...Rights.answers(merchant, name).reasons], Rights.show(merchant))
        seen.add(tags(reasons).join())
      }
      // Each call meets merchants who may, and merchants who may not for more than one reason.
      assert.isTrue(seen.has("") && [...seen].some((reasons) => reasons.includes(",")))
    })

    it(`has a remedy for every reason against ${name}, and says whose it is`, () => {
      for (const merchant of Rights.merchants) {
        const ask = Gate.of(authorizer({
          permissionSets: merchant.grant,
          facts: facts(merchant, merchant.status.number)
        }))
        for (const reason of ask(Rights.calls[name].endpoint)) {
          assert.strictEqual(reason.who, "merchant")
          assert.match(reason.message, /the merchant (must|needs)/)
        }
      }
    })
  }

  it("names the sets that are needed and those that are granted", () => {
    const [reason] = Gate.of(authorizer({ permissionSets: [7, 15] }))(Rights.calls["Draft.count"].endpoint)
    assert.deepInclude(reason, { _tag: "SetNotGranted", needed: [11, 100], granted: [7, 15] })
    assert.include(reason?.message, "11 (material, 素材管理) or 100")
    assert.include(reason?.message, "granted: 7, 15")
  })

  it("tells a ban, a freeze and a cancelled account apart", () => {
    const words = Rights.statuses.flatMap(({ number, status }) => {
      const ask = Gate.of(authorizer({ facts: facts({ kind: "service", verifyType: 0 }, number) }))
      return ask(Rights.calls["Draft.count"].endpoint).map((reason) =>
        [status, "status" in reason ? reason.status : ""] as const
      )
    })
    assert.deepStrictEqual(words, [["banned", "banned"], ["frozen", "frozen"], ["cancelled", "cancelled"]])
  })

  it("refuses nothing for what is not known of an account", () => {
    for (const name of Rights.names) {
      assert.deepStrictEqual(Gate.of(authorizer())(Rights.calls[name].endpoint), [])
      const unknownStatus = authorizer({ facts: facts({ kind: "service", verifyType: 0 }) })
      assert.deepStrictEqual(Gate.of(unknownStatus)(Rights.calls[name].endpoint), [])
      const futureStatus = authorizer({ facts: facts({ kind: "service", verifyType: 0 }, 99) })
      assert.deepStrictEqual(Gate.of(futureStatus)(Rights.calls[name].endpoint), [])
    }
  })

  it("refuses everything to an account that took the authorization back, for that reason alone", () => {
    for (const merchant of Rights.merchants) {
      const ask = Gate.of(authorizer({
        status: "unauthorized",
        permissionSets: merchant.grant,
        facts: facts(merchant, merchant.status.number)
      }))
      for (const name of Rights.names) {
        assert.deepStrictEqual(tags(ask(Rights.calls[name].endpoint)), ["AccountNotAuthorized"])
      }
    }
    assert.deepStrictEqual(tags(Gate.unknown), ["AccountNotAuthorized"])
  })
})
