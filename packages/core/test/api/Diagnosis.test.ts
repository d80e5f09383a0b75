import { CallRefused, Diagnosis, Draft, Failure, WeChatError } from "@effect-wechat/core"
import { assert, describe, it } from "@effect/vitest"
import { assertNone, assertSome } from "@effect/vitest/utils"
import * as Effect from "effect/Effect"
import * as Inspectable from "effect/Inspectable"
import * as Redacted from "effect/Redacted"
import * as Arbitraries from "../utils/Arbitraries.ts"
import * as Endpoints from "../utils/Endpoints.ts"
import * as FakeWeChat from "../utils/FakeWeChat.ts"

const rid = "6543df33-64386a2f-04119c2d"

describe("Diagnosis.request", () => {
  it.prop("sends the rid as it is", { rid: Arbitraries.id }, ({ rid }) => {
    Arbitraries.assertWritten(Diagnosis.request.encode({ rid }), { rid })
  })

  const request = {
    invoke_time: 1635156704,
    cost_in_ms: 30,
    request_url: "access_token=the-token-of-the-account",
    request_body: `{"component_appsecret":"the-secret"}`,
    response_body: `{"access_token":"the-next-token"}`,
    client_ip: "203.0.113.7"
  }

  it("reads all that a reply can hold, and hides what may be secret", () => {
    const reply = JSON.stringify({ errcode: 0, errmsg: "ok", request: { ...request, new: 1 } })
    const read = Endpoints.read(Diagnosis.request, reply).request
    assert.deepStrictEqual([read.invoke_time, read.cost_in_ms, read.client_ip], [1635156704, 30, "203.0.113.7"])
    const { request_body, request_url, response_body } = read
    const hidden = [request_url, request_body, response_body].map((text) => text && Redacted.value(text))
    assert.deepStrictEqual(hidden, [request.request_url, request.request_body, request.response_body])
    for (const written of [Inspectable.toStringUnknown(read), JSON.stringify(read), `${request_url}`]) {
      assert.notMatch(written, /the-token|the-secret|the-next/)
    }
  })

  it("reads the least", () => {
    assert.deepStrictEqual(Endpoints.read(Diagnosis.request, `{"request":{}}`), { request: {} })
  })

  Endpoints.failsWith(Diagnosis.request, Diagnosis.request({ rid }), [
    Failure.RidNotFound,
    Failure.InvalidRid,
    Failure.RidOfAnother,
    Failure.RidTooOld
  ])
})

describe("Diagnosis.ridOf", () => {
  it.effect("finds the rid of a documented failure and of any other answer", () =>
    Effect.gen(function*() {
      for (const errcode of [40007, 45009, 1234567]) {
        const call = Draft.delete({ media_id: "MEDIA_ID" })
        const error = yield* Effect.flip(Endpoints.answered(call, { errcode, errmsg: `no rid: ${rid}` }))
        assertSome(Diagnosis.ridOf(error), rid)
      }
    }))

  it.effect("finds none where WeChat has told none, or has told nothing", () =>
    Effect.gen(function*() {
      const call = Draft.delete({ media_id: "MEDIA_ID" })
      assertNone(Diagnosis.ridOf(yield* Effect.flip(Endpoints.answered(call, { errcode: 40007, errmsg: "no" }))))
      const wechat = FakeWeChat.make({ text: "<html>" })
      assertNone(Diagnosis.ridOf(yield* Effect.flip(Effect.provide(call, FakeWeChat.layerWith(wechat)))))
      const reasons = [new CallRefused.AccountNotAuthorized({})] as const
      assertNone(Diagnosis.ridOf(new CallRefused.CallRefused({ endpoint: "draft_delete", reasons })))
      for (const other of [undefined, null, "rid", { rid: 1 }, new Error("rid")]) assertNone(Diagnosis.ridOf(other))
    }))

  it("finds none of a request that another has made, which this account could not look up", () => {
    const answer = { errcode: 61004, errmsg: "access clientip is not registered", rid }
    const reason = new WeChatError.TokenUnavailable({
      from: "getAuthorizerAccessToken",
      reason: new WeChatError.IpNotAllowed(answer)
    })
    assertNone(Diagnosis.ridOf(new WeChatError.WeChatError({ endpoint: "draft_delete", reason })))
    assertSome(
      Diagnosis.ridOf(
        new WeChatError.WeChatError({ endpoint: "draft_delete", reason: new WeChatError.IpNotAllowed(answer) })
      ),
      rid
    )
  })
})

describe("Diagnosis.checkCallback", () => {
  it("asks in each of WeChat's words, and in no other", () => {
    for (const action of ["dns", "ping", "all"] as const) {
      for (const check_operator of ["CHINANET", "UNICOM", "CAP", "DEFAULT"] as const) {
        const input = { action, check_operator }
        assert.deepStrictEqual(Endpoints.written(Diagnosis.checkCallback, input), input)
      }
    }
    const wrong = Endpoints.issuesOf(Diagnosis.checkCallback, { action: "trace", check_operator: "MOBILE" })
    assert.deepStrictEqual(wrong.map(({ field }) => field), ["action", "check_operator"])
  })

  it("reads what was asked for, and takes what was not for empty", () => {
    const dns = [{ ip: "192.0.2.1", real_operator: "UNICOM" }, { ip: "192.0.2.2" }]
    const ping = [{ ip: "192.0.2.1", from_operator: "CAP", package_loss: "0%", time: "20.000ms" }, { ip: "192.0.2.2" }]
    const read = (reply: object) => Endpoints.read(Diagnosis.checkCallback, JSON.stringify(reply))
    assert.deepStrictEqual(read({ dns, ping, new: 1 }), { dns, ping })
    assert.deepStrictEqual(read({ dns }), { dns, ping: [] })
    assert.deepStrictEqual(read({ ping }), { dns: [], ping })
    assert.deepStrictEqual(read({ errcode: 0 }), { dns: [], ping: [] })
  })

  Endpoints.failsWith(
    Diagnosis.checkCallback,
    Diagnosis.checkCallback({ action: "all", check_operator: "DEFAULT" }),
    [Failure.InvalidCallbackUrl, Failure.InvalidCheckAction, Failure.InvalidCheckOperator]
  )
})

for (const call of [Diagnosis.callbackAddresses, Diagnosis.apiAddresses]) {
  describe(`the addresses of ${call.name}`, () => {
    it.effect("are given as WeChat tells them, ranges included", () =>
      Effect.gen(function*() {
        const ip_list = ["203.0.113.1", "203.0.113.64/26", "2001:db8::1"]
        assert.deepStrictEqual(yield* Endpoints.answered(call(), { ip_list, new: 1 }), { ip_list })
      }))

    it.effect("are never none because the list is missing, or a firewall would let nobody in", () =>
      Effect.gen(function*() {
        const error = yield* Effect.flip(Endpoints.answered(call(), { errcode: 0, errmsg: "ok" }))
        assert.match(error.message, /ip_list/)
      }))

    Endpoints.failsWith(call, call(), [])
  })
}

it.effect("asks for the address of both ends with a plain GET", () => {
  const wechat = FakeWeChat.make({ json: { ip_list: [] } })
  return Effect.gen(function*() {
    yield* Diagnosis.callbackAddresses()
    yield* Diagnosis.apiAddresses()
    assert.deepStrictEqual(wechat.seen.map((seen) => [seen.method, FakeWeChat.pathOf(seen), seen.body]), [
      ["GET", "/cgi-bin/getcallbackip", undefined],
      ["GET", "/cgi-bin/get_api_domain_ip", undefined]
    ])
  }).pipe(Effect.provide(FakeWeChat.layerWith(wechat)))
})
