import { Draft, type Endpoint, Failure, Identifiers, Quota } from "@effect-wechat/core"
import { assert, describe, it } from "@effect/vitest"
import * as FastCheck from "effect/FastCheck"
import * as Arbitraries from "../utils/Arbitraries.ts"
import * as Endpoints from "../utils/Endpoints.ts"

const path = FastCheck.stringMatching(/^[a-z_]{1,10}(\/[a-z_]{1,10}){0,3}$/).map((text) => `/${text}` as const)

const describePath = <A, E, R>(call: Endpoint.Endpoint<{ readonly cgi_path: `/${string}` }, A, E, R>) => {
  describe(`the path that ${call.name} is asked about`, () => {
    it.prop("is sent as it is", { cgi_path: path }, ({ cgi_path }) => {
      Arbitraries.assertWritten(call.encode({ cgi_path }), { cgi_path })
    })

    it("is that of any endpoint", () => {
      assert.deepStrictEqual(Endpoints.written(call, { cgi_path: Draft.count.path }), {
        cgi_path: "/cgi-bin/draft/count"
      })
    })

    it("has a slash in front and no host, which would only be known by a code with another meaning", () => {
      for (const cgi_path of ["cgi-bin/draft/count", "https://api.weixin.qq.com/cgi-bin/draft/count", "", 1]) {
        assert.deepStrictEqual(Endpoints.issuesOf(call, { cgi_path }), [{
          field: "cgi_path",
          rule: "must be the path of an interface, beginning with a slash and without the host"
        }])
      }
      // @ts-expect-error and the compiler sees it
      void call({ cgi_path: "cgi-bin/draft/count" })
    })
  })
}

describePath(Quota.get)
describePath(Quota.spendPathReset)

describe("Quota.get", () => {
  const quota = { daily_limit: 1000, used: 3, remain: 997 }
  const rate = { call_count: 60, refresh_second: 60 }

  it("reads all that a reply can hold, and passes over what it does not know", () => {
    const full = { quota, rate_limit: rate, component_rate_limit: { call_count: 5000, refresh_second: 1 } }
    assert.deepStrictEqual(
      Endpoints.read(Quota.get, JSON.stringify({ errcode: 0, errmsg: "ok", ...full, new: 1 })),
      full
    )
  })

  it("reads a reply without rates, and one without anything", () => {
    assert.deepStrictEqual(Endpoints.read(Quota.get, JSON.stringify({ quota })), { quota })
    assert.deepStrictEqual(Endpoints.read(Quota.get, `{"errcode":0,"rate_limit":{}}`), { rate_limit: {} })
  })

  Endpoints.failsWith(Quota.get, Quota.get({ cgi_path: "/cgi-bin/draft/count" }), [
    Failure.UnknownCgiPath,
    Failure.CgiPathNotOwned
  ])
})

describe("a reset", () => {
  it.prop("is spent on the account that the caller has named", { appid: Arbitraries.id }, ({ appid }) => {
    Arbitraries.assertWritten(Quota.spendReset.encode({ appid }), { appid })
  })

  it("is never spent twice by itself", () => {
    assert.deepStrictEqual([Quota.spendReset.semantics, Quota.spendPathReset.semantics], ["once", "once"])
  })

  it("is never spent by the way", () => {
    // @ts-expect-error the account must be named
    void Quota.spendReset()
    // @ts-expect-error the account must be named
    void Quota.spendReset({})
    // @ts-expect-error a person has no quota
    void Quota.spendReset({ appid: Identifiers.OpenId.make("OPENID") })
    assert.deepStrictEqual(Endpoints.issuesOf(Quota.spendReset, {}), [{ field: "appid", rule: "is required" }])
  })

  Endpoints.failsWith(Quota.spendReset, Quota.spendReset({ appid: "wx0000000000000001" }), [
    Failure.NotThisAccount,
    Failure.NoResetLeft
  ])
  Endpoints.failsWith(Quota.spendPathReset, Quota.spendPathReset({ cgi_path: "/channels/ec/basics/info/get" }), [
    Failure.UnknownCgiPath,
    Failure.CgiPathNotOwned
  ])
})
