import type * as HttpClient from "@effect/platform/HttpClient"
import { assert, describe, it } from "@effect/vitest"
import { Simulator } from "@effect-wechat/simulator"
import * as Effect from "effect/Effect"
import * as TestClock from "effect/TestClock"
import * as Api from "./utils/Api.ts"
import * as Callbacks from "./utils/Callbacks.ts"

const component = "wxc000000000000001"
const other = "wxc000000000000002"
const account = "wxa000000000000001"
const secret = "the secret of the component"
const urlA = "https://provider.example/wechat/authorization?keep=me"
const urlB = "https://provider.example/wechat/$APPID$/message/$APPID$"

const minutes = (count: number) => count * 60_000

/** Lets everything happen that is due now. */
const settle = TestClock.adjust(0)

interface Wish {
  readonly react?: (received: Callbacks.Received, nth: number) => Effect.Effect<Callbacks.Reaction>
  /** The component listens for its account's messages only, so that no ticket is in the way */
  readonly onlyMessages?: boolean
}

/** A component that listens, and what it heard. */
const heard = <A, E>(
  test: (
    received: ReadonlyArray<Callbacks.Received>
  ) => Effect.Effect<A, E, Simulator.Simulator | HttpClient.HttpClient>,
  { onlyMessages = false, react }: Wish = {}
) =>
  Effect.suspend(() => {
    const callbacks = Callbacks.make(react)
    const layer = Simulator.layer({
      callbacks: callbacks.http,
      world: {
        components: [{
          appId: component,
          secret,
          messageUrl: urlB,
          ...(onlyMessages ? {} : { authorizationUrl: urlA })
        }],
        accounts: [{ appId: account }],
        authorizations: onlyMessages ? [{ component, account, permissionSets: [1] }] : []
      }
    })
    return Effect.provide(Effect.zipRight(settle, test(callbacks.received)), layer)
  })

const open = (push: Callbacks.Received | undefined, by = component) =>
  Effect.gen(function*() {
    const simulator = yield* Simulator.Simulator
    return yield* Callbacks.open(yield* simulator.component(by), push ?? assert.fail("nothing was pushed"))
  })

const seal = (xml: string, by = component) =>
  Effect.gen(function*() {
    const simulator = yield* Simulator.Simulator
    return yield* Effect.orDie(Callbacks.seal(yield* Effect.orDie(simulator.component(by)), xml))
  })

const outcomes = Effect.gen(function*() {
  const simulator = yield* Simulator.Simulator
  return (yield* simulator.pushes).map(({ at, attempt, outcome }) => [at, attempt, outcome] as const)
})

const names = ({ url }: Callbacks.Received) => [...url.searchParams.keys()].toSorted()

describe("a ticket", () => {
  it.effect("is pushed at once, and then every ten minutes", () =>
    heard((received) =>
      Effect.gen(function*() {
        const simulator = yield* Simulator.Simulator
        yield* TestClock.adjust("30 minutes")
        assert.deepStrictEqual(received.map(({ at }) => at), [0, minutes(10), minutes(20), minutes(30)])
        const tickets = yield* Effect.forEach(
          received,
          (push) => Effect.map(open(push), (xml) => Callbacks.field(xml, "ComponentVerifyTicket"))
        )
        assert.lengthOf(new Set(tickets), 4)
        assert.strictEqual((yield* simulator.component(component)).newestTicket, tickets[3])
        for (const ticket of tickets) {
          assert.match(ticket ?? "", /^ticket@@@[\w-]{86}$/)
          assert.strictEqual((yield* Api.askComponentToken(component, secret, ticket)).code, 0)
        }
        assert.deepStrictEqual((yield* simulator.pushes).map(({ event, outcome }) => [event, outcome]), [
          ["component_verify_ticket", "accepted"],
          ["component_verify_ticket", "accepted"],
          ["component_verify_ticket", "accepted"],
          ["component_verify_ticket", "accepted"]
        ])
      })
    ))

  it.effect("is there as soon as the component is", () =>
    heard((received) =>
      Effect.gen(function*() {
        const simulator = yield* Simulator.Simulator
        const { newestTicket } = yield* simulator.addComponent({ authorizationUrl: urlA })
        assert.match(newestTicket ?? "", /^ticket@@@/)
        yield* settle
        assert.lengthOf(received, 2)
      })
    ))

  it.effect("is signed and encrypted for the component", () =>
    heard((received) =>
      Effect.gen(function*() {
        yield* TestClock.adjust("10 minutes")
        const [, push] = received
        assert.strictEqual(push?.method, "POST")
        assert.strictEqual(push?.contentType, "text/xml")
        assert.strictEqual(
          push?.url.origin + (push?.url.pathname ?? ""),
          "https://provider.example/wechat/authorization"
        )
        assert.deepStrictEqual(names(push ?? assert.fail()), [
          "encrypt_type",
          "keep",
          "msg_signature",
          "nonce",
          "signature",
          "timestamp"
        ])
        assert.strictEqual(push?.url.searchParams.get("encrypt_type"), "aes")
        assert.strictEqual(push?.url.searchParams.get("timestamp"), "600")
        assert.match(
          push?.body ?? "",
          /^<xml><AppId><!\[CDATA\[wxc000000000000001\]\]><\/AppId><Encrypt><!\[CDATA\[[\w+/=]+\]\]><\/Encrypt><\/xml>$/
        )
        // Opening checks both signatures and for whom it was sealed.
        const xml = yield* open(push)
        assert.match(
          xml,
          new RegExp(
            "^<xml><AppId><!\\[CDATA\\[wxc000000000000001\\]\\]></AppId><CreateTime>600</CreateTime>"
              + "<InfoType><!\\[CDATA\\[component_verify_ticket\\]\\]></InfoType>"
              + "<ComponentVerifyTicket><!\\[CDATA\\[ticket@@@[\\w-]{86}\\]\\]></ComponentVerifyTicket></xml>$"
          )
        )
      })
    ))

  it.effect("is never sealed twice alike", () =>
    heard((received) =>
      Effect.gen(function*() {
        yield* TestClock.adjust("20 minutes")
        const nonces = received.map(({ url }) => url.searchParams.get("nonce"))
        assert.lengthOf(new Set(nonces), 3)
        assert.lengthOf(new Set(received.map(({ body }) => body)), 3)
      })
    ))

  const reactions: ReadonlyArray<readonly [name: string, react: Effect.Effect<Callbacks.Reaction>, outcome: string]> = [
    ["success", Effect.succeed("success"), "accepted"],
    ["nothing", Effect.succeed(""), "refused"],
    ["SUCCESS", Effect.succeed("SUCCESS"), "refused"],
    ["success with a line break", Effect.succeed("success\n"), "refused"],
    ["success in XML", Effect.succeed("<xml>success</xml>"), "refused"],
    ["success with status 500", Effect.succeed({ status: 500, body: "success" }), "refused"],
    ["success with status 201", Effect.succeed({ status: 201, body: "success" }), "refused"],
    ["success after 4999 milliseconds", Effect.delay(Effect.succeed("success"), 4999), "accepted"],
    ["success after 5 seconds", Effect.delay(Effect.succeed("success"), 5001), "late"],
    ["no answer ever", Effect.never, "late"],
    ["a closed port", Effect.succeed(Callbacks.nobody), "unreachable"]
  ]
  for (const [name, reaction, outcome] of reactions) {
    it.effect(`that is answered by ${name} counts as ${outcome}, and is not pushed again`, () =>
      heard((received) =>
        Effect.gen(function*() {
          yield* TestClock.adjust("9 minutes")
          const [first, ...more] = yield* outcomes
          assert.deepStrictEqual([first?.[1], first?.[2]], [1, outcome])
          assert.deepStrictEqual(more, [])
          assert.lengthOf(received, 1)
        }), { react: () => reaction }))
  }

  it.effect("has nobody to reply to, so that a sealed reply is refused", () => {
    let reply = ""
    return heard(() =>
      Effect.gen(function*() {
        const simulator = yield* Simulator.Simulator
        reply = yield* seal("<xml/>")
        yield* simulator.pushTicket(component)
        const [, second] = yield* outcomes
        assert.deepStrictEqual(second, [0, 1, "refused"])
      }), { react: () => Effect.sync(() => reply) })
  })

  it.effect("does not wait for the answer to the one before", () =>
    heard((received) =>
      Effect.gen(function*() {
        const simulator = yield* Simulator.Simulator
        yield* simulator.injectPush({ what: { _tag: "Late", millis: minutes(60) } })
        yield* TestClock.adjust("20 minutes")
        const { newestTicket } = yield* simulator.component(component)
        yield* TestClock.adjust("10 minutes")
        assert.notStrictEqual((yield* simulator.component(component)).newestTicket, newestTicket)
        assert.deepStrictEqual(received.map(({ at }) => at), [0])
        yield* TestClock.adjust("51 minutes")
        assert.deepStrictEqual(received.map(({ at }) => at), [0, minutes(70), minutes(80)])
      }), { react: () => Effect.delay(Effect.succeed("success"), "4 seconds") }))

  it.effect("comes at the minute, however slow the callback is", () =>
    heard((received) =>
      Effect.gen(function*() {
        yield* TestClock.adjust("31 minutes")
        assert.deepStrictEqual(received.map(({ at }) => at), [0, minutes(10), minutes(20), minutes(30)])
        assert.deepStrictEqual((yield* outcomes)[3], [minutes(30) + 5000, 1, "late"])
      }), { react: () => Effect.never }))

  it.effect("stops coming, and is asked for again by api_start_push_ticket", () =>
    heard((received) =>
      Effect.gen(function*() {
        const simulator = yield* Simulator.Simulator
        const start = (component_appid: string, fields: Readonly<Record<string, string>>) =>
          Effect.map(
            Api.call("POST", "/cgi-bin/component/api_start_push_ticket", { json: { component_appid, ...fields } }),
            ({ json }) => [json.errcode, json.errmsg?.replace(/ rid: .*/, "")]
          )
        assert.deepStrictEqual(yield* start(component, { component_secret: secret }), [0, "in a normal state"])
        yield* settle
        assert.lengthOf(received, 1)

        yield* simulator.stopTickets(component)
        yield* TestClock.adjust("35 minutes")
        assert.lengthOf(received, 1)

        assert.deepStrictEqual(yield* start("wxc00000000000000f", { component_secret: secret }), [
          40013,
          "invalid appid"
        ])
        assert.deepStrictEqual(yield* start(component, { component_secret: "guessed" }), [40125, "invalid appsecret"])
        // The name that every other interface has for it.
        assert.deepStrictEqual(yield* start(component, { component_appsecret: secret }), [40125, "invalid appsecret"])
        yield* settle
        assert.lengthOf(received, 1)

        assert.deepStrictEqual(yield* start(component, { component_secret: secret }), [0, "ok"])
        yield* settle
        assert.deepStrictEqual(received.map(({ at }) => at), [0, minutes(35)])
        yield* TestClock.adjust("10 minutes")
        assert.deepStrictEqual(received.map(({ at }) => at), [0, minutes(35), minutes(40)])
      })
    ))

  it.effect("is pushed when a test asks for it, and where the test says", () =>
    heard((received) =>
      Effect.gen(function*() {
        const simulator = yield* Simulator.Simulator
        yield* simulator.setCallbacks(component, { authorizationUrl: "https://moved.example/a" })
        yield* simulator.pushTicket(component)
        assert.strictEqual(received[1]?.url.host, "moved.example")
        const ticket = Callbacks.field(yield* open(received[1]), "ComponentVerifyTicket")
        assert.strictEqual((yield* simulator.component(component)).newestTicket, ticket)
      })
    ))

  it.effect("goes nowhere, and still counts, when nobody is there to take pushes", () =>
    Effect.gen(function*() {
      const simulator = yield* Simulator.Simulator
      const { appId } = yield* simulator.addComponent({ authorizationUrl: urlA })
      yield* settle
      assert.deepStrictEqual(yield* outcomes, [[0, 1, "unreachable"]])
      assert.match(yield* Api.componentToken(appId), /^\d\d_/)
    }).pipe(Effect.provide(Simulator.layer())))
})

describe("a message to an account", () => {
  const write = Effect.flatMap(
    Simulator.Simulator,
    (simulator) => simulator.sendText(account, "你好 <&]]>", "oFollower")
  )

  it.effect("goes to the URL of that account, sealed for the component", () =>
    heard((received) =>
      Effect.gen(function*() {
        const simulator = yield* Simulator.Simulator
        const { originalId } = yield* simulator.account(account)
        yield* TestClock.adjust("42 seconds")
        yield* write
        const [push] = received
        assert.strictEqual(push?.url.pathname, `/wechat/${account}/message/${account}`)
        assert.strictEqual(push?.url.searchParams.get("openid"), "oFollower")
        assert.deepStrictEqual(names(push ?? assert.fail()), [
          "encrypt_type",
          "msg_signature",
          "nonce",
          "openid",
          "signature",
          "timestamp"
        ])
        assert.strictEqual(Callbacks.field(push?.body ?? "", "ToUserName"), originalId)
        assert.notInclude(push?.body ?? "", "AppId")
        const xml = yield* open(push)
        const fields = ["ToUserName", "FromUserName", "CreateTime", "MsgType"].map((name) => Callbacks.field(xml, name))
        assert.deepStrictEqual(fields, [originalId, "oFollower", "42", "text"])
        assert.include(xml, "<Content><![CDATA[你好 <&]]]]><![CDATA[>]]></Content>")
        // Beyond what a number holds, and within 64 bits.
        const id = BigInt(Callbacks.field(xml, "MsgId") ?? 0)
        assert.isTrue(id > 2n ** 53n && id < 2n ** 63n, `${id}`)
      }), { onlyMessages: true }))

  it.effect("goes only to components that were granted the messages, each under its own key", () =>
    heard((received) =>
      Effect.gen(function*() {
        const simulator = yield* Simulator.Simulator
        yield* simulator.addComponent({ appId: other, messageUrl: "https://other.example/$APPID$" })
        yield* write
        assert.lengthOf(received, 1)
        yield* simulator.authorize({ component: other, account, permissionSets: [7, 11] })
        yield* write
        assert.lengthOf(received, 2)
        yield* simulator.authorize({ component: other, account, permissionSets: [1, 11] })
        yield* write
        const last = received.slice(2)
        assert.deepStrictEqual(last.map(({ url }) => url.host).toSorted(), ["other.example", "provider.example"])
        const elsewhere = last.find(({ url }) => url.host === "other.example")
        assert.strictEqual(Callbacks.field(yield* open(elsewhere, other), "FromUserName"), "oFollower")
        assert.strictEqual((yield* Effect.flip(open(elsewhere)))._tag, "SignatureMismatch")
        yield* simulator.unauthorize({ component: other, account })
        yield* write
        assert.lengthOf(received, 5)
      }), { onlyMessages: true }))

  it.effect("reaches one component however long another one takes", () =>
    heard((received) =>
      Effect.gen(function*() {
        const simulator = yield* Simulator.Simulator
        yield* simulator.addComponent({ appId: other, messageUrl: "https://other.example/$APPID$" })
        yield* simulator.authorize({ component: other, account })
        yield* Effect.fork(write)
        yield* settle
        assert.deepStrictEqual(received.map(({ at, url }) => [at, url.host]), [
          [0, "provider.example"],
          [0, "other.example"]
        ])
      }), { onlyMessages: true, react: () => Effect.never }))

  it.effect("is tried three times, with 5 seconds for each", () =>
    heard((received) =>
      Effect.gen(function*() {
        yield* Effect.fork(write)
        yield* TestClock.adjust("1 minute")
        assert.deepStrictEqual(received.map(({ at }) => at), [0, 5000, 10_000])
        assert.deepStrictEqual(yield* outcomes, [[5000, 1, "late"], [10_000, 2, "late"], [15_000, 3, "late"]])
        // The same message, so that a receiver can tell.
        const ids = yield* Effect.forEach(
          received,
          (push) => Effect.map(open(push), (xml) => Callbacks.field(xml, "MsgId"))
        )
        assert.lengthOf(new Set(ids), 1)
      }), { onlyMessages: true, react: () => Effect.never }))

  it.effect("is not tried again once it was taken", () =>
    heard((received) =>
      Effect.gen(function*() {
        yield* write
        assert.lengthOf(received, 2)
        assert.deepStrictEqual(yield* outcomes, [[0, 1, "unreachable"], [0, 2, "accepted"]])
      }), {
      onlyMessages: true,
      react: (_, nth) => Effect.succeed(nth === 1 ? Callbacks.nobody : "success")
    }))

  it.effect("may be answered by nothing at all", () =>
    heard(() =>
      Effect.gen(function*() {
        yield* write
        assert.deepStrictEqual(yield* outcomes, [[0, 1, "accepted"]])
      }), { onlyMessages: true, react: () => Effect.succeed("") }))

  it.effect("that is answered by something else is refused three times", () =>
    heard(() =>
      Effect.gen(function*() {
        yield* write
        assert.deepStrictEqual(yield* outcomes, [[0, 1, "refused"], [0, 2, "refused"], [0, 3, "refused"]])
      }), { onlyMessages: true, react: () => Effect.succeed("<html>") }))

  it.effect("may be answered by a sealed reply, which is seen as the follower sees it", () => {
    let reply = ""
    return heard(() =>
      Effect.gen(function*() {
        const simulator = yield* Simulator.Simulator
        const content = "<xml><Content><![CDATA[回复]]></Content></xml>"
        reply = yield* seal(content)
        yield* write
        const [seen] = yield* simulator.pushes
        assert.strictEqual(seen?.outcome, "accepted")
        assert.strictEqual(seen?.reply, content)
      }), { onlyMessages: true, react: () => Effect.sync(() => reply) })
  })

  it.effect("is refused a reply that was sealed by somebody else, or changed on the way", () => {
    let reply = ""
    return heard(() =>
      Effect.gen(function*() {
        const simulator = yield* Simulator.Simulator
        yield* simulator.addComponent({ appId: other })
        reply = yield* seal("<xml/>", other)
        yield* write
        reply = (yield* seal("<xml/>")).replace(/<Nonce>.*<\/Nonce>/, "<Nonce>1</Nonce>")
        yield* write
        const seen = yield* simulator.pushes
        assert.lengthOf(seen, 6)
        assert.deepStrictEqual([...new Set(seen.map(({ outcome }) => outcome))], ["refused"])
        assert.deepStrictEqual([...new Set(seen.map((push) => push.reply))], [undefined])
      }), { onlyMessages: true, react: () => Effect.sync(() => reply) })
  })

  it.effect("needs an account that is there", () =>
    heard(() =>
      Effect.gen(function*() {
        const simulator = yield* Simulator.Simulator
        const error = yield* Effect.flip(simulator.sendText("wxa00000000000000f", "hello"))
        assert.deepInclude(error, { _tag: "NotInWorld", what: "account" })
      })
    ))
})

describe("a fault of pushes", () => {
  /** Three changes of authorization, one after the other; the InfoType of all that then arrives. */
  const changes = Effect.gen(function*() {
    const simulator = yield* Simulator.Simulator
    yield* simulator.authorize({ component, account, permissionSets: [7] })
    yield* settle
    yield* simulator.authorize({ component, account, permissionSets: [11] })
    yield* settle
    yield* simulator.unauthorize({ component, account })
    yield* settle
  })
  const arrived = (received: ReadonlyArray<Callbacks.Received>) =>
    Effect.forEach(received.slice(1), (push) => Effect.map(open(push), (xml) => Callbacks.field(xml, "InfoType")))

  it.effect("loses a push, and says so", () =>
    heard((received) =>
      Effect.gen(function*() {
        const simulator = yield* Simulator.Simulator
        yield* simulator.injectPush({ event: "updateauthorized", what: { _tag: "Lost" } })
        yield* changes
        assert.deepStrictEqual(yield* arrived(received), ["authorized", "unauthorized"])
        assert.deepStrictEqual((yield* simulator.pushes).slice(1).map(({ event, outcome }) => [event, outcome]), [
          ["authorized", "accepted"],
          ["updateauthorized", "lost"],
          ["unauthorized", "accepted"]
        ])
      })
    ))

  it.effect("brings a push twice, the same one", () =>
    heard((received) =>
      Effect.gen(function*() {
        const simulator = yield* Simulator.Simulator
        yield* simulator.injectPush({ times: 1, what: { _tag: "Duplicated" } })
        yield* changes
        assert.deepStrictEqual(yield* arrived(received), [
          "authorized",
          "authorized",
          "updateauthorized",
          "unauthorized"
        ])
        const [, one, two] = received
        assert.strictEqual(yield* open(one), yield* open(two))
      })
    ))

  it.effect("brings a push late, and the others in time", () =>
    heard((received) =>
      Effect.gen(function*() {
        const simulator = yield* Simulator.Simulator
        yield* simulator.injectPush({ event: "authorized", times: 1, what: { _tag: "Late", millis: 90_000 } })
        yield* changes
        assert.deepStrictEqual(yield* arrived(received), ["updateauthorized", "unauthorized"])
        yield* TestClock.adjust("89 seconds")
        assert.lengthOf(received, 3)
        yield* TestClock.adjust("1 second")
        assert.deepStrictEqual(yield* arrived(received), ["updateauthorized", "unauthorized", "authorized"])
        // It says when it happened, not when it came.
        assert.strictEqual(Callbacks.field(yield* open(received[3]), "CreateTime"), "0")
      })
    ))

  it.effect("lets a push overtake another", () =>
    heard((received) =>
      Effect.gen(function*() {
        const simulator = yield* Simulator.Simulator
        yield* simulator.injectPush({ times: 1, what: { _tag: "Reordered" } })
        yield* changes
        assert.deepStrictEqual(yield* arrived(received), ["updateauthorized", "authorized", "unauthorized"])
      })
    ))

  it.effect("lets every second push overtake the one before it, as long as it lasts", () =>
    heard((received) =>
      Effect.gen(function*() {
        const simulator = yield* Simulator.Simulator
        const id = yield* simulator.injectPush({ what: { _tag: "Reordered" } })
        yield* changes
        assert.deepStrictEqual(yield* arrived(received), ["updateauthorized", "authorized"])
        yield* simulator.mend(id)
        yield* changes
        assert.deepStrictEqual(yield* arrived(received), [
          "updateauthorized",
          "authorized",
          "authorized",
          "unauthorized",
          "updateauthorized",
          "unauthorized"
        ])
      })
    ))

  it.effect("ends after so many times, or when it is mended", () =>
    heard((received) =>
      Effect.gen(function*() {
        const simulator = yield* Simulator.Simulator
        yield* simulator.injectPush({ times: 2, what: { _tag: "Lost" } })
        yield* changes
        assert.deepStrictEqual(yield* arrived(received), ["unauthorized"])
        yield* simulator.injectPush({ what: { _tag: "Lost" } })
        yield* changes
        assert.lengthOf(received, 2)
        yield* simulator.mend()
        yield* changes
        assert.lengthOf(received, 5)
      })
    ))

  it.effect("keeps tickets away as long as it lasts", () =>
    heard((received) =>
      Effect.gen(function*() {
        const simulator = yield* Simulator.Simulator
        const id = yield* simulator.injectPush({ event: "component_verify_ticket", what: { _tag: "Lost" } })
        yield* TestClock.adjust("20 minutes")
        assert.lengthOf(received, 1)
        yield* simulator.mend(id)
        yield* TestClock.adjust("10 minutes")
        assert.deepStrictEqual(received.map(({ at }) => at), [0, minutes(30)])
      })
    ))
})
