import { Authorizers, Callback, ComponentApi, Reply } from "@effect-wechat/open-platform"
import { Simulator } from "@effect-wechat/simulator"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as TestClock from "effect/TestClock"
import * as Platform from "../utils/Platform.ts"
import * as Pushes from "./utils/Pushes.ts"

const { component } = Platform

const testAccounts = [
  "wx570bc396a51b8ff8",
  "wx9252c5e0bb1836fc",
  "wx8e1097c5bc82cde9",
  "wx14550af28c71a144",
  "wxa35b9c23cfe664eb"
]

/** What WeChat does before it publishes a platform, in the order and at the times that were seen. */
const wechatTests = (appId: string) =>
  Effect.gen(function*() {
    const simulator = yield* Simulator.Simulator
    yield* simulator.addAccount({ appId })
    const ask = { component: component.appId, account: appId }
    const reply = (text: string) =>
      Effect.gen(function*() {
        yield* simulator.sendText(appId, text, "oTester")
        return (yield* simulator.pushes).at(-1)
      })

    yield* simulator.pushTicket(component.appId)
    const { authCode } = yield* simulator.authorize({ ...ask, permissionSets: [1, 7, 11] })
    yield* Pushes.settle
    yield* TestClock.adjust("2 seconds")
    const text = yield* reply("TESTCOMPONENT_MSG_TYPE_TEXT")
    yield* TestClock.adjust("6 seconds")
    const code = yield* reply(`QUERY_AUTH_CODE:${authCode}`)
    yield* Pushes.settle
    yield* TestClock.adjust("6 seconds")
    yield* simulator.unauthorize(ask)
    yield* Pushes.settle
    const { customMessages } = yield* simulator.account(appId)
    return { text, code, customMessages, authCode, pushes: yield* simulator.pushes }
  })

describe("WeChat's test before it publishes a platform", () => {
  for (const appId of testAccounts) {
    it.effect(`is passed out of the box, with the account ${appId}`, () => {
      const told: Array<unknown> = []
      return Effect.gen(function*() {
        const heard = yield* Pushes.listen
        const { authCode, code, customMessages, pushes, text } = yield* wechatTests(appId)
        assert.deepStrictEqual(pushes.map(({ outcome }) => outcome).filter((outcome) => outcome === "refused"), [])
        assert.include(text?.reply, "<Content><![CDATA[TESTCOMPONENT_MSG_TYPE_TEXT_callback]]></Content>")
        assert.include(text?.reply, "<ToUserName><![CDATA[oTester]]></ToUserName>")
        assert.deepInclude(code, { outcome: "accepted", reply: "success" })
        assert.deepStrictEqual(
          customMessages.map(({ message, msgtype, touser }) => ({ message, msgtype, touser })),
          [{ touser: "oTester", msgtype: "text", message: { content: `${authCode}_from_api` } }]
        )
        assert.deepStrictEqual(
          pushes.filter(({ event }) => event === "authorized" || event === "unauthorized").map(({ outcome }) =>
            outcome
          ),
          ["accepted", "accepted"]
        )

        // It is no customer: nothing of it is stored, and nobody is told.
        const authorizers = yield* Authorizers.Authorizers
        assert.deepStrictEqual(yield* authorizers.documents.page(undefined, 10), [])
        assert.strictEqual(yield* Platform.timesAsked(ComponentApi.queryAuth), 1)
        assert.deepStrictEqual((yield* heard).filter(({ _tag }) => _tag !== "Ticket"), [])
        assert.deepStrictEqual(told, [])
      }).pipe(Pushes.run({
        callback: {
          onMessage: (message) => Effect.sync(() => void told.push(message)),
          onEvent: (event) => Effect.sync(() => event._tag === "Ticket" ? undefined : void told.push(event))
        }
      }))
    })
  }

  it.effect("is passed in its older form too: an event is answered with its name", () =>
    Effect.gen(function*() {
      const CreateTime = yield* Pushes.seconds
      const answer = yield* Pushes.push(
        Pushes.messageUrlOf("wx570bc396a51b8ff8"),
        Pushes.xml({
          ToUserName: "gh_3c884a361561",
          FromUserName: "oTester",
          CreateTime,
          MsgType: "event",
          Event: "LOCATION"
        })
      )
      assert.include(yield* Pushes.openReply(answer), "<Content><![CDATA[LOCATIONfrom_callback]]></Content>")
    }).pipe(Pushes.run()))

  it.effect("is known by the original id where the path names no account", () =>
    Effect.gen(function*() {
      const xml = yield* Pushes.textTo({ originalId: "gh_3c884a361561" }, "TESTCOMPONENT_MSG_TYPE_TEXT")
      const sealed = yield* Pushes.seal(xml)
      const answer = yield* Pushes.post("https://platform.example/wechat/message/-", sealed, {
        app: Callback.message
      })
      assert.include(yield* Pushes.openReply(answer), "TESTCOMPONENT_MSG_TYPE_TEXT_callback")
    }).pipe(Pushes.run()))

  it.effect("is not played with any other account", () =>
    Effect.gen(function*() {
      const simulator = yield* Simulator.Simulator
      const account = yield* simulator.account(yield* Platform.merchant([1, 11]))
      yield* simulator.forgetSeen
      yield* simulator.sendText(account.appId, "TESTCOMPONENT_MSG_TYPE_TEXT", "oFollower")
      yield* simulator.sendText(account.appId, "QUERY_AUTH_CODE:queryauthcode@@@x", "oFollower")
      yield* Pushes.settle
      const replies = (yield* simulator.pushes).map(({ reply }) => reply)
      assert.strictEqual(replies.length, 2)
      for (const reply of replies) assert.include(reply, "a message like any other")
      assert.deepStrictEqual(yield* Platform.asked, [])
    }).pipe(Pushes.run({
      callback: { onMessage: () => Effect.succeed(Reply.text("a message like any other")) }
    })))

  it.effect("can be switched off: then these accounts are accounts like any other", () =>
    Effect.gen(function*() {
      const { customMessages, text } = yield* wechatTests("wx570bc396a51b8ff8")
      assert.include(text?.reply, "a message like any other")
      assert.deepStrictEqual(customMessages, [])
      const authorizers = yield* Authorizers.Authorizers
      assert.strictEqual((yield* authorizers.documents.page(undefined, 10)).length, 1)
    }).pipe(Pushes.run({
      callback: { publishTest: false, onMessage: () => Effect.succeed(Reply.text("a message like any other")) }
    })))
})
