import { Simulator } from "@effect-wechat/simulator"
import { Callback, OpenPlatform, Reply } from "@effect-wechat/open-platform"
import { Draft } from "@effect-wechat/core"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Metric from "effect/Metric"
import * as MetricState from "effect/MetricState"
import * as TestClock from "effect/TestClock"
import * as Platform from "../utils/Platform.ts"
import * as Watch from "@effect-wechat/testing/Watch"
import * as Pushes from "./utils/Pushes.ts"

const { component } = Platform

/** The count of pushes by event and outcome, as it stands. */
const counts = Effect.map(Metric.snapshot, (metrics) =>
  new Map(metrics.flatMap(({ metricKey, metricState }) => {
    if (metricKey.name !== "wechat_callbacks_total" || !MetricState.isCounterState(metricState)) return []
    const label = (key: string) => metricKey.tags.find((tag) => tag.key === key)?.value
    return [[`${label("event")} ${label("outcome")}`, Number(metricState.count)]]
  })))

/** What was counted meanwhile. */
const counted = <A, E, R>(effect: Effect.Effect<A, E, R>) =>
  Effect.gen(function*() {
    const before = yield* counts
    yield* effect
    const after = yield* counts
    return Object.fromEntries(
      [...after].map(([key, count]) => [key, count - (before.get(key) ?? 0)] as const).filter(([, count]) => count > 0)
    )
  })

const merchant = Effect.gen(function*() {
  const simulator = yield* Simulator.Simulator
  const account = yield* simulator.account(yield* Platform.merchant([1, 7, 11]))
  yield* Pushes.settle
  return account
})

describe("what can be seen of the callback", () => {
  it.effect("is a count by event and outcome, of few words whatever is sent", () =>
    Effect.gen(function*() {
      const account = yield* merchant
      const url = Pushes.messageUrlOf(account.appId)
      const taken = yield* counted(Effect.gen(function*() {
        const plain = yield* Pushes.textTo(account, "hello", "1")
        yield* Pushes.push(url, plain)
        yield* Pushes.push(url, plain)
        yield* Pushes.push(url, plain.replace("text", "made up 1"))
        yield* Pushes.push(url, plain.replace("text", "made up 2").replace("<MsgId><![CDATA[1]", "<MsgId><![CDATA[2]"))
        yield* Pushes.pushInfo("made up 3")
        yield* Pushes.push(url, plain, { ...component, token: "another" })
        yield* Pushes.push(url, plain, { ...component, encodingAesKey: "B".repeat(43) })
        yield* Pushes.push(Pushes.authorizationUrl, plain)
        yield* Pushes.push(Pushes.messageUrlOf("wx00000000000000ff"), plain)
        yield* Pushes.pushInfo("unauthorized", { AppId: "wx00000000000000ff", AuthorizerAppid: account.appId })
      }))
      assert.deepStrictEqual(taken, {
        "text replied": 1,
        "text duplicate": 1,
        "other duplicate": 1,
        "other failed": 1,
        "other ok": 1,
        "unread Forged": 1,
        "unread Undecipherable": 1,
        "unread WrongContent": 1,
        "text UnknownAccount": 1,
        "unread WrongComponent": 1
      })
    }).pipe(Pushes.run({
      callback: {
        onMessage: (message) => message._tag === "Text" ? Effect.succeed(Reply.text("hi")) : Effect.fail("no")
      }
    })))

  it.effect("is a span with the event, the outcome and the account, and none of its parts is an openid", () => {
    const watch = Watch.make()
    return Effect.gen(function*() {
      const account = yield* merchant
      yield* Pushes.push(Pushes.messageUrlOf(account.appId), yield* Pushes.textTo(account, "hello"))
      const span = watch.spans.findLast(({ name }) => name === "OpenPlatform.callback")
      assert.deepStrictEqual(Object.fromEntries(span?.attributes ?? []), {
        "wechat.component": component.appId,
        "wechat.url": "message",
        "wechat.event": "text",
        "wechat.outcome": "ok",
        "wechat.appid": account.appId
      })
      assert.strictEqual(span?.kind, "server")
    }).pipe(Pushes.run(), Effect.provide(watch.layer))
  })

  it.effect("does not fill the log when anybody on the internet knocks", () => {
    const watch = Watch.make()
    return Effect.gen(function*() {
      const knock = Pushes.request(Pushes.authorizationUrl, { method: "POST", body: "<xml/>" })
      yield* Effect.repeatN(knock, 50)
      const warnings = () =>
        watch.lines.filter(({ level, message }) => level === "WARN" && String(message).includes("refused"))
      assert.strictEqual(warnings().length, 1)
      yield* TestClock.adjust("1 minute")
      yield* knock
      assert.strictEqual(warnings().length, 2)
    }).pipe(Pushes.run(), Effect.provide(watch.layer))
  })

  it.effect("holds no secret and nothing of what followers write, whatever happens", () => {
    const watch = Watch.make()
    const secrets = [
      component.secret,
      component.token,
      component.encodingAesKey,
      "ticket@@@",
      "queryauthcode@@@",
      "preauthcode@@@",
      "refreshtoken@@@",
      "oFollower",
      "a very private text",
      "QUERY_AUTH_CODE"
    ]
    return Effect.gen(function*() {
      const exit = yield* Effect.exit(Effect.gen(function*() {
        const simulator = yield* Simulator.Simulator
        const account = yield* merchant
        const url = Pushes.messageUrlOf(account.appId)
        const plain = yield* Pushes.textTo(account, "a very private text")
        const sealed = yield* Pushes.seal(plain)
        yield* Pushes.post(url, sealed)
        yield* Pushes.post(url, { ...sealed, nonce: "oFollower" })
        yield* Pushes.post(url, sealed, { body: plain })
        yield* Pushes.push(url, plain, { ...component, encodingAesKey: "B".repeat(43) })
        yield* Pushes.push(url, plain, { ...component, appId: "wx00000000000000ff" })
        yield* Pushes.push(Pushes.authorizationUrl, plain)
        yield* Pushes.push(url, `${plain}oFollower`)
        yield* Pushes.push(Pushes.messageUrlOf("wx00000000000000ff"), yield* Pushes.textTo(account, "x", "2"))
        yield* Pushes.pushInfo("component_verify_ticket", { AppId: "x", ComponentVerifyTicket: "ticket@@@forged" })
        yield* Pushes.pushInfo("authorized", {
          AuthorizerAppid: account.appId,
          AuthorizationCode: "queryauthcode@@@made-up",
          PreAuthCode: "preauthcode@@@made-up"
        })
        yield* Pushes.settle
        const { appId } = yield* simulator.addAccount({ appId: "wx570bc396a51b8ff8" })
        yield* simulator.authorize({ component: component.appId, account: appId, permissionSets: [1, 11] })
        yield* simulator.sendText(appId, "QUERY_AUTH_CODE:queryauthcode@@@made-up", "oFollower")
        yield* Pushes.settle
        yield* simulator.pushTicket(component.appId)
        yield* Draft.count().pipe(OpenPlatform.as(account.appId))
        yield* Platform.withdraw(account.appId)
        yield* Pushes.settle
      }))
      assert.isTrue(Exit.isSuccess(exit))
      const texts = yield* Watch.textOf(watch, exit)
      // The platform's own span of a request holds the address: its attributes are switched off in production.
      const ours = texts.filter(([place, text]) => place !== "a span" || !text.startsWith("http.server"))
      assert.isAbove(ours.length, 50)
      for (const secret of secrets) {
        assert.deepStrictEqual(ours.filter(([, text]) => text.includes(secret)), [], secret)
      }
    }).pipe(
      Pushes.run({ callback: { onMessage: () => Effect.fail("no") } }),
      Effect.provide(watch.layer)
    )
  })
})

describe("a callback that stands alone", () => {
  it.effect("keeps its time limits, though nothing around it can be interrupted", () =>
    Effect.gen(function*() {
      const account = yield* merchant
      const sealed = yield* Effect.flatMap(Pushes.textTo(account, "hello"), (xml) => Pushes.seal(xml))
      const fiber = yield* Effect.fork(
        Pushes.post(Pushes.messageUrlOf(account.appId), sealed, { app: Callback.httpApp })
      )
      yield* Pushes.settle
      yield* TestClock.adjust("4 seconds")
      assert.deepInclude(yield* fiber, Pushes.success)
    }).pipe(Pushes.run({ callback: { onMessage: () => Effect.never } })))
})
