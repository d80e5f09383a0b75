import { assert, describe, it } from "@effect/vitest"
import { MessageCrypto } from "@effect-wechat/core"
import { Control, type Server } from "@effect-wechat/simulator"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as TestClock from "effect/TestClock"
import { ask, callback, postJson, type Received, start, until } from "../utils/Sockets.ts"

const keys = {
  appId: "wx000000000000000c",
  secret: "component-secret",
  token: "message-token",
  encodingAesKey: "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
}
const account = { appId: "wx0000000000000001", secret: "secret" }
const minute = 60_000

const text = (xml: string, name: string): string =>
  new RegExp(`<${name}>(?:<!\\[CDATA\\[)?([^\\]<]*)`).exec(xml)?.[1] ?? assert.fail(`no ${name}`)

const parameter = ({ url }: Received, name: string): string => url.searchParams.get(name) ?? assert.fail(`no ${name}`)

/** What a push says, after its signatures were checked by the crypto of core. */
const open = (push: Received) =>
  Effect.gen(function*() {
    const crypto = yield* MessageCrypto.make({
      appId: keys.appId,
      token: Redacted.make(keys.token),
      encodingAesKey: Redacted.make(keys.encodingAesKey)
    })
    const parts = { timestamp: parameter(push, "timestamp"), nonce: parameter(push, "nonce") }
    yield* crypto.verifyUrl({ ...parts, signature: parameter(push, "signature") })
    return yield* crypto.decrypt({
      ...parts,
      msg_signature: parameter(push, "msg_signature"),
      encrypt: text(push.body, "Encrypt")
    })
  })

const begin = Effect.fnUntraced(function*(answer?: Parameters<typeof callback>[0]) {
  const { all, next, url } = yield* callback(answer)
  const component = { ...keys, authorizationUrl: `${url}/a?mine=1`, messageUrl: `${url}/b/$APPID$` }
  const { server, simulator } = yield* start({ world: { components: [component], accounts: [account] } })
  return { all, next, server, simulator }
})

const advance = ({ baseUrl }: Server.Service, millis: number) =>
  Effect.map(
    postJson(`${baseUrl}${Control.prefix}/clock/advance`, { millis }),
    (answer): number => JSON.parse(answer.text).now
  )

describe("a push", () => {
  it.scopedLive("brings a ticket that core's crypto verifies and opens, and that gives a component token", () =>
    Effect.gen(function*() {
      const { next, server } = yield* begin()
      const push = yield* next
      assert.strictEqual(push.url.pathname, "/a")
      assert.strictEqual(parameter(push, "mine"), "1")
      assert.strictEqual(parameter(push, "encrypt_type"), "aes")
      assert.isFalse(push.url.searchParams.has("openid"))
      assert.strictEqual(push.contentType, "text/xml")
      assert.strictEqual(text(push.body, "AppId"), keys.appId)
      const xml = yield* open(push)
      assert.strictEqual(text(xml, "InfoType"), "component_verify_ticket")
      const answer = yield* postJson(`${server.baseUrl}/cgi-bin/component/api_component_token`, {
        component_appid: keys.appId,
        component_appsecret: keys.secret,
        component_verify_ticket: text(xml, "ComponentVerifyTicket")
      })
      assert.strictEqual(JSON.parse(answer.text).expires_in, 7200)
    }))

  it.scopedLive("tells of consent on URL A, and of a follower's words on URL B of the account", () =>
    Effect.gen(function*() {
      const { next, simulator } = yield* begin()
      yield* next
      const { authCode } = yield* simulator.authorize({ component: keys.appId, account: account.appId })
      const authorized = yield* Effect.flatMap(next, open)
      assert.strictEqual(text(authorized, "InfoType"), "authorized")
      assert.strictEqual(text(authorized, "AuthorizationCode"), authCode)
      yield* simulator.sendText(account.appId, "hello", "oFollower")
      const message = yield* next
      assert.strictEqual(message.url.pathname, `/b/${account.appId}`)
      assert.strictEqual(parameter(message, "openid"), "oFollower")
      assert.strictEqual(text(yield* open(message), "Content"), "hello")
    }))

  it.scopedLive("counts as unreachable where nobody listens, and as refused where something else answers", () =>
    Effect.gen(function*() {
      const { simulator } = yield* begin(() => "<html>not me</html>")
      const outcomes = Effect.map(simulator.pushes, (all) => all.map(({ outcome }) => outcome))
      assert.deepStrictEqual(yield* until(outcomes, (all) => all.length === 1), ["refused"])
      yield* simulator.setCallbacks(keys.appId, { authorizationUrl: "http://127.0.0.1:1/" })
      yield* simulator.pushTicket(keys.appId)
      assert.deepStrictEqual(yield* outcomes, ["refused", "unreachable"])
    }))

  it.scoped("counts as late when nothing is said for 5 seconds", () =>
    Effect.gen(function*() {
      const { next, simulator } = yield* begin(() => undefined)
      yield* next
      yield* TestClock.adjust("4999 millis")
      assert.deepStrictEqual(yield* simulator.pushes, [])
      yield* TestClock.adjust("1 millis")
      const seen = yield* until(simulator.pushes, (pushes) => pushes.length === 1)
      assert.deepStrictEqual(seen.map(({ outcome }) => outcome), ["late"])
    }))
})

describe("a jump in time", () => {
  it.scopedLive("brings the tickets that fall into it, each at its time, one after the other", () =>
    Effect.gen(function*() {
      const { all, next, server, simulator } = yield* begin()
      yield* next
      yield* until(simulator.pushes, (pushes) => pushes.length === 1)
      yield* advance(server, 35 * minute)
      const pushes = yield* Effect.forEach(yield* all, open)
      const times = pushes.map((xml) => Number(text(xml, "CreateTime")))
      assert.lengthOf(times, 3)
      assert.deepStrictEqual(times.map((time, index) => Math.round((time - Number(times[0])) / 60) - 10 * index), [
        0,
        0,
        0
      ])
      assert.lengthOf(new Set(pushes.map((xml) => text(xml, "ComponentVerifyTicket"))), 3)
      const seen = yield* simulator.pushes
      assert.deepStrictEqual(seen.map(({ outcome }) => outcome), ["accepted", "accepted", "accepted", "accepted"])
    }))

  it.scopedLive("goes on from where it led: the next ticket is not late", () =>
    Effect.gen(function*() {
      const { all, server, simulator } = yield* begin()
      yield* until(simulator.pushes, (pushes) => pushes.length === 1)
      yield* all
      const first = yield* advance(server, 9 * minute)
      assert.lengthOf(yield* all, 0)
      const second = yield* advance(server, minute)
      assert.lengthOf(yield* all, 1)
      assert.isAtLeast(second - first, minute)
      assert.isBelow(second - first, 2 * minute)
    }))

  it.scopedLive("a day long brings a day of tickets in the blink of an eye", () =>
    Effect.gen(function*() {
      const { all, server, simulator } = yield* begin()
      yield* until(simulator.pushes, (pushes) => pushes.length === 1)
      yield* all
      // Real time goes on in between, so a day and not a second more would be one too few.
      yield* server.advance("1441 minutes")
      assert.lengthOf(yield* all, 144)
    }))

  it.scopedLive("lets tokens expire", () =>
    Effect.gen(function*() {
      const { server } = yield* begin()
      const { text: given } = yield* ask(
        `${server.baseUrl}/cgi-bin/token?grant_type=client_credential&appid=${account.appId}&secret=${account.secret}`
      )
      const token: string = JSON.parse(given).access_token
      const count = Effect.map(
        ask(`${server.baseUrl}/cgi-bin/draft/count?access_token=${token}`),
        (answer): number | undefined => JSON.parse(answer.text).errcode
      )
      yield* advance(server, 7190 * 1000)
      assert.isUndefined(yield* count)
      yield* advance(server, 11 * 1000)
      assert.strictEqual(yield* count, 42001)
    }))

  it.scopedLive("ends the wait of a reply that is delayed until then", () =>
    Effect.gen(function*() {
      const { server, simulator } = yield* begin()
      yield* simulator.inject({ when: {}, what: { _tag: "Delay", millis: 20 * minute } })
      const waiting = yield* Effect.fork(ask(`${server.baseUrl}/cgi-bin/token`))
      yield* until(simulator.requests, (all) => all.length === 1)
      yield* advance(server, 20 * minute)
      assert.strictEqual((yield* waiting).status, 200)
    }))

  it.scopedLive("retries what nobody took, at once and three times, within the jump", () =>
    Effect.gen(function*() {
      const { all, server, simulator } = yield* begin(({ url }) => url.pathname === "/a" ? "success" : "later")
      yield* simulator.authorize({ component: keys.appId, account: account.appId })
      yield* until(simulator.pushes, (pushes) => pushes.length === 2)
      yield* all
      yield* simulator.sendText(account.appId, "hello")
      yield* advance(server, 10 * minute)
      assert.deepStrictEqual(Array.from(yield* all, ({ url }) => url.pathname), [
        `/b/${account.appId}`,
        `/b/${account.appId}`,
        `/b/${account.appId}`,
        "/a"
      ])
    }))

  it.scoped("follows the clock that the server was started on, and goes ahead of it", () =>
    Effect.gen(function*() {
      const { server } = yield* start()
      const clock = `${server.baseUrl}${Control.prefix}/clock`
      const read = Effect.map(ask(clock), (answer): number => JSON.parse(answer.text).now)
      assert.strictEqual(yield* read, yield* Clock.currentTimeMillis)
      assert.strictEqual(yield* advance(server, 1000), 1000)
      assert.strictEqual(yield* read, 1000)
      assert.strictEqual(yield* Clock.currentTimeMillis, 0)
    }))
})
