import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import * as HttpApiClient from "@effect/platform/HttpApiClient"
import { assert, describe, it } from "@effect/vitest"
import { Control } from "@effect-wechat/simulator"
import * as Effect from "effect/Effect"
import { ask, postJson, start } from "../utils/Sockets.ts"

const appId = "wx0000000000000001"
const openId = "oReader0000000000000000000001"
const template_id = "T".repeat(43)

const begin = Effect.fnUntraced(function*() {
  const { server, simulator } = yield* start({
    world: {
      accounts: [{
        appId,
        secret: "secret",
        templateMessages: { templates: [{ template_id, title: "Order paid", content: "{{first.DATA}}" }] }
      }]
    }
  })
  const control = yield* HttpApiClient.make(Control.Api, { baseUrl: server.baseUrl }).pipe(
    Effect.provide(FetchHttpClient.layer)
  )
  const { text } = yield* ask(
    `${server.baseUrl}/cgi-bin/token?grant_type=client_credential&appid=${appId}&secret=secret`
  )
  const token = String(JSON.parse(text).access_token)
  const call = (path: string, json: unknown) =>
    Effect.map(postJson(`${server.baseUrl}${path}?access_token=${token}`, json), (answer) => JSON.parse(answer.text))
  return { call, control, server, simulator, url: `${server.baseUrl}${Control.prefix}/accounts/${appId}` }
})

describe("the control API of followers and readers", () => {
  it.scopedLive("says what someone is to an account, and how the next message ends", () =>
    Effect.gen(function*() {
      const { call, control, server } = yield* begin()
      const send = call("/cgi-bin/message/template/send", { touser: openId, template_id, data: {} })
      yield* control.audience.setAttitude({ path: { appId, openId }, payload: { attitude: "left" } })
      assert.strictEqual((yield* send).errcode, 43004)
      yield* control.audience.setAttitude({ path: { appId, openId }, payload: { attitude: "follows" } })
      yield* control.audience.failNextTemplateMessage({ path: { appId }, payload: { failure: "intercepted" } })
      assert.strictEqual((yield* send).errcode, 0)
      const { msginfo } = yield* call("/wxa/sec/queryblocktmplmsg", {
        tmpl_msg_id: template_id,
        largest_id: 0,
        limit: 1
      })
      assert.lengthOf(msginfo, 1)
      yield* server.advance("2 seconds")
      const { templateMessages } = yield* control.accounts.one({ path: { appId } })
      assert.deepStrictEqual(templateMessages.map(({ status }) => status), ["failed: system failed"])
    }))

  it.scopedLive("confirms one-time subscriptions", () =>
    Effect.gen(function*() {
      const { call, control } = yield* begin()
      const { subscribeTemplateId } = yield* control.accounts.one({ path: { appId } })
      const send = call("/cgi-bin/message/template/subscribe", {
        touser: openId,
        template_id: subscribeTemplateId,
        scene: "7",
        title: "Your tea",
        data: {}
      })
      assert.strictEqual((yield* send).errcode, 43101)
      yield* control.audience.confirmSubscription({ path: { appId, openId }, payload: { scene: 7 } })
      assert.strictEqual((yield* send).errcode, 0)
      const { subscriptionMessages } = yield* control.accounts.one({ path: { appId } })
      assert.deepStrictEqual(subscriptionMessages.map(({ scene }) => scene), [7])
    }))

  it.scopedLive("seeds statistics, of days that there are", () =>
    Effect.gen(function*() {
      const { call, control, simulator, url } = yield* begin()
      const reading = { msgid: "1_1", date: "2025-12-01", read_user: 7 }
      yield* control.audience.addReading({ path: { appId }, payload: reading })
      const { list } = yield* call("/datacube/getarticleread", { begin_date: "2025-12-01", end_date: "2025-12-01" })
      assert.strictEqual(list[0].detail.read_user, 7)
      for (
        const wrong of [{ date: "2025-11-31" }, { msgid: "1" }, { hour: 24 }, { source: 3 }, { read_user: -1 }, {
          reads: 1
        }]
      ) {
        const { status, text } = yield* postJson(`${url}/readings`, { ...reading, ...wrong })
        assert.strictEqual(status, 400, text)
        assert.include(text, Object.keys(wrong)[0] ?? "")
      }
      assert.lengthOf((yield* simulator.account(appId)).readArticles, 1)
      assert.strictEqual((yield* postJson(`${url}x/readings`, reading)).status, 404)
    }))
})
