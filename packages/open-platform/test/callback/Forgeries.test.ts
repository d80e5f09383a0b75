import { Callback, OpenPlatform, PlatformStore, VerifyTicket } from "@effect-wechat/open-platform"
import { Simulator } from "@effect-wechat/simulator"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as FastCheck from "effect/FastCheck"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import * as TestClock from "effect/TestClock"
import * as Platform from "../utils/Platform.ts"
import * as Pushes from "./utils/Pushes.ts"

/** Everything that a push could change: the store, the ticket, and what handlers are told. */
const state = Effect.gen(function*() {
  const store = yield* PlatformStore.PlatformStore
  const of = { component: Platform.component.appId } as const
  return {
    component: Option.getOrNull(yield* store.get({ ...of, kind: "component", id: Platform.component.appId })),
    authorizers: yield* store.page({ ...of, kind: "authorizer" }, { after: undefined, limit: 100 })
  }
})

/** A platform with one merchant, where handlers write down what they are told. */
const withMerchant = <A, E, R>(
  test: (
    merchant: Simulator.AccountView,
    told: ReadonlyArray<unknown>
  ) => Effect.Effect<A, E, R>,
  options: Callback.Options = {}
) => {
  const told: Array<unknown> = []
  return Effect.gen(function*() {
    const simulator = yield* Simulator.Simulator
    const appId = yield* Platform.merchant([1, 7, 11])
    yield* Pushes.settle
    const merchant = yield* simulator.account(appId)
    told.length = 0
    return yield* test(merchant, told)
  }).pipe(Pushes.run({
    callback: {
      onEvent: (event) => Effect.sync(() => told.push(event)),
      onMessage: (message) => Effect.sync(() => void told.push(message)),
      ...options
    }
  }))
}

/** Nothing is changed and nobody is told by what is sent, and each answer is small and clean. */
const refused = <E, R>(
  send: (merchant: Simulator.AccountView) => Effect.Effect<ReadonlyArray<Pushes.Answer>, E, R>,
  status?: number
) =>
  withMerchant((merchant, told) =>
    Effect.gen(function*() {
      const before = yield* state
      const answers = yield* send(merchant)
      yield* Pushes.settle
      assert.isAbove(answers.length, 0)
      for (const answer of answers) {
        assert.strictEqual(answer.text, "invalid")
        assert.isTrue(answer.status >= 400 && answer.status < 500, `${answer.status}`)
        if (status !== undefined) assert.strictEqual(answer.status, status)
      }
      assert.deepStrictEqual(yield* state, before)
      assert.deepStrictEqual(told, [])
      // The process stays up, and a push that is right is still taken.
      const right = yield* Pushes.pushInfo("component_verify_ticket", { ComponentVerifyTicket: "ticket@@@right" })
      assert.deepInclude(right, Pushes.success)
    })
  )

const unauthorized = (merchant: Simulator.AccountView) =>
  Effect.map(Pushes.seconds, (CreateTime) =>
    Pushes.xml({
      AppId: Platform.component.appId,
      CreateTime,
      InfoType: "unauthorized",
      AuthorizerAppid: merchant.appId
    }))

const sealed = (merchant: Simulator.AccountView) => Effect.flatMap(unauthorized(merchant), (xml) => Pushes.seal(xml))

const one = <E, R>(answer: Effect.Effect<Pushes.Answer, E, R>) => Effect.map(answer, (each) => [each])

describe("a forged push", () => {
  it.effect("is refused with a signature of another token", () =>
    refused(
      (merchant) =>
        one(Effect.flatMap(unauthorized(merchant), (xml) =>
          Pushes.push(Pushes.authorizationUrl, xml, { ...Platform.component, token: "another-token" }))),
      401
    ))

  it.effect("is refused without signature, with an empty one, and with one of another form", () =>
    refused((merchant) =>
      Effect.flatMap(sealed(merchant), (push) =>
        Effect.forEach(
          [
            "",
            " ",
            "0",
            push.msg_signature.toUpperCase(),
            `${push.msg_signature} `,
            push.msg_signature.slice(1),
            "é".repeat(40)
          ],
          (msg_signature) => Pushes.post(Pushes.authorizationUrl, { ...push, msg_signature })
        )), 401))

  it.effect("is refused with the plain signature of the URL in place of the one of the message", () =>
    refused((merchant) =>
      Effect.gen(function*() {
        const crypto = yield* Pushes.cryptoOf(Platform.component)
        const push = yield* sealed(merchant)
        return [yield* Pushes.post(Pushes.authorizationUrl, { ...push, msg_signature: crypto.signUrl(push) })]
      }), 401))

  it.effect("is refused when it is sealed with another key, although the signature is right", () =>
    refused(
      (merchant) =>
        one(Effect.flatMap(unauthorized(merchant), (xml) =>
          Pushes.push(Pushes.authorizationUrl, xml, { ...Platform.component, encodingAesKey: "B".repeat(43) }))),
      400
    ))

  it.effect("is refused when another app id is sealed with it", () =>
    refused(
      (merchant) =>
        one(Effect.flatMap(unauthorized(merchant), (xml) =>
          Pushes.push(Pushes.authorizationUrl, xml, { ...Platform.component, appId: merchant.appId }))),
      403
    ))

  it.effect("is refused when it is about another component", () =>
    refused((merchant) =>
      Effect.all([
        Pushes.pushInfo("unauthorized", { AppId: "wxc0000000000000ff", AuthorizerAppid: merchant.appId }),
        Pushes.pushInfo("component_verify_ticket", { AppId: merchant.appId, ComponentVerifyTicket: "ticket@@@x" })
      ]), 403))

  it.effect("is refused when its ciphertext is cut short, and signed as it is", () =>
    refused((merchant) =>
      Effect.gen(function*() {
        const crypto = yield* Pushes.cryptoOf(Platform.component)
        const push = yield* sealed(merchant)
        const bytes = Buffer.from(push.encrypt, "base64")
        return yield* Effect.forEach(
          [0, 1, 15, 16, 17, 32, bytes.length - 32, bytes.length - 16, bytes.length - 1],
          (size) => {
            const encrypt = bytes.subarray(0, size).toString("base64")
            return Pushes.post(Pushes.authorizationUrl, {
              ...push,
              encrypt,
              msg_signature: crypto.sign({ ...push, encrypt })
            })
          }
        )
      }), 400))

  it.effect("is refused when the envelope is no envelope", () =>
    refused((merchant) =>
      Effect.flatMap(sealed(merchant), (push) =>
        Effect.forEach([
          "",
          "{}",
          "<xml></xml>",
          "<xml><AppId>x</AppId></xml>",
          `<xml><Encrypt>${push.encrypt}</Encrypt><Encrypt>${push.encrypt}</Encrypt></xml>`,
          `<xml><Encrypt><Encrypt>${push.encrypt}</Encrypt></Encrypt></xml>`,
          `<!DOCTYPE xml>${Pushes.envelope(push.encrypt)}`,
          `<!DOCTYPE xml [<!ENTITY e SYSTEM "file:///etc/passwd">]>${Pushes.envelope(`${push.encrypt}&e;`)}`,
          `<!DOCTYPE xml [<!ENTITY a "${"a".repeat(1000)}"><!ENTITY b "${
            "&a;".repeat(1000)
          }">]><xml><Encrypt>&b;</Encrypt></xml>`,
          `<xml>${"<a>".repeat(60_000)}`,
          Pushes.envelope(push.encrypt).slice(0, -1)
        ], (body) => Pushes.post(Pushes.authorizationUrl, push, { body })))
    ))

  it.effect("is refused when what is sealed is no XML of a push", () =>
    refused((merchant) =>
      Effect.gen(function*() {
        const xml = yield* unauthorized(merchant)
        return yield* Effect.forEach([
          "",
          "success",
          "{\"InfoType\":\"unauthorized\"}",
          "<xml></xml>",
          `<!DOCTYPE xml>${xml}`,
          `<!DOCTYPE xml [<!ENTITY e "x">]>${xml}`,
          xml.replace("<InfoType>", "<InfoType a=\"1\">"),
          xml.replace(/<InfoType>.*<\/InfoType>/, ""),
          xml.replace(/<CreateTime>.*<\/CreateTime>/, ""),
          xml.replace(/<CreateTime>.*<\/CreateTime>/, "<CreateTime>soon</CreateTime>"),
          xml.replace(/<AuthorizerAppid>.*<\/AuthorizerAppid>/, "<AuthorizerAppid> </AuthorizerAppid>")
        ], (plain) => Pushes.push(Pushes.authorizationUrl, plain))
      })
    ))

  it.effect("is refused when it is larger than any push, whether it says so or not", () =>
    refused((merchant) =>
      Effect.gen(function*() {
        const push = yield* sealed(merchant)
        const body = Pushes.envelope(push.encrypt + "A".repeat(262_144))
        const query = new URLSearchParams({ ...push })
        const chunk = new TextEncoder().encode("<xml>".repeat(2000))
        const endless = new ReadableStream<Uint8Array>({ pull: (controller) => controller.enqueue(chunk) })
        return [
          yield* Pushes.post(Pushes.authorizationUrl, push, { body }),
          yield* Pushes.request(`${Pushes.authorizationUrl}?${query}`, {
            method: "POST",
            headers: { "content-length": "1000000000" },
            body: "<xml/>"
          }),
          yield* Pushes.request(`${Pushes.authorizationUrl}?${query}`, {
            method: "POST",
            body: endless,
            duplex: "half"
          })
        ]
      }), 413))

  it.effect("is refused when its body breaks off, or is not UTF-8", () =>
    refused((merchant) =>
      Effect.gen(function*() {
        const push = yield* sealed(merchant)
        const query = new URLSearchParams({ ...push })
        const broken = new ReadableStream({ start: (controller) => controller.error(new Error("cut")) })
        return [
          yield* Pushes.post(Pushes.authorizationUrl, push, { body: Uint8Array.from([0x3c, 0xff, 0xfe]) }),
          yield* Pushes.request(`${Pushes.authorizationUrl}?${query}`, {
            method: "POST",
            body: broken,
            duplex: "half"
          }),
          yield* Pushes.request(`${Pushes.authorizationUrl}?${query}`, { method: "POST" })
        ]
      }), 400))

  it.effect("is refused when its body does not come in time", () =>
    withMerchant((merchant, told) =>
      Effect.gen(function*() {
        const push = yield* sealed(merchant)
        const query = new URLSearchParams({ ...push })
        const stalled = new ReadableStream({ start: () => undefined })
        const fiber = yield* Effect.fork(
          Pushes.request(`${Pushes.authorizationUrl}?${query}`, { method: "POST", body: stalled, duplex: "half" })
        )
        yield* Pushes.settle
        yield* TestClock.adjust("4 seconds")
        assert.deepInclude(yield* fiber, { status: 408, text: "invalid" })
        assert.deepStrictEqual(told, [])
      })
    ))

  it.effect("is refused when its timestamp is too old, too new, or none", () =>
    refused((merchant) =>
      Effect.gen(function*() {
        const xml = yield* unauthorized(merchant)
        const now = yield* Pushes.seconds
        return yield* Effect.forEach(
          [now - 601, now + 601, 0, `0${now}`, `${now}0`, ` ${now}`, `${now}.0`, "1e9", "-1", "", "now"],
          (timestamp) =>
            Effect.flatMap(
              Pushes.seal(xml, Platform.component, { timestamp: String(timestamp) }),
              (push) => Pushes.post(Pushes.authorizationUrl, push)
            )
        )
      }), 400))

  it.effect("is refused when it is no POST", () =>
    refused(
      (merchant) =>
        Effect.flatMap(sealed(merchant), (push) =>
          Effect.forEach(["GET", "PUT", "DELETE"], (method) =>
            Pushes.request(
              `${Pushes.authorizationUrl}?${new URLSearchParams({ ...push })}`,
              { method },
              Callback.authorization
            ))),
      405
    ))

  it.effect("is refused at the URL of the other kind", () =>
    refused((merchant) =>
      Effect.gen(function*() {
        return [
          yield* Pushes.push(Pushes.messageUrlOf(merchant.appId), yield* unauthorized(merchant)),
          yield* Pushes.push(Pushes.authorizationUrl, yield* Pushes.textTo(merchant, "hello"))
        ]
      }), 400))

  it.effect("is refused under the app id of another account, or of one that is no authorizer", () =>
    withMerchant((merchant, told) =>
      Effect.gen(function*() {
        const simulator = yield* Simulator.Simulator
        const other = yield* Platform.merchant([1])
        const stranger = yield* simulator.addAccount()
        yield* Pushes.settle
        const heard = told.length
        yield* Effect.forEach([other, stranger.appId, "$APPID$", Platform.component.appId], (appId, index) =>
          Effect.gen(function*() {
            const answer = yield* Pushes.push(
              Pushes.messageUrlOf(appId),
              yield* Pushes.textTo(merchant, "hello", String(index + 1))
            )
            assert.deepInclude(answer, { status: 403, text: "invalid" })
          }))
        assert.strictEqual(told.length, heard)
      })
    ))
})

// --- Random mutations ------------------------------------------------------------------------------------------------

const character = FastCheck.constantFrom(..."abcdefXYZ0123456789+/=<>&]! \u0000\u4e2d")
const place = FastCheck.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })

/** A small change of a text: a letter put in, put out, changed or moved, or the end cut off. */
const mutation: FastCheck.Arbitrary<(text: string) => string> = FastCheck.oneof(
  FastCheck.tuple(place, character).map(([at, letter]) => (text: string) => {
    const index = Math.floor(at * text.length)
    return text.slice(0, index) + letter + text.slice(index + 1)
  }),
  FastCheck.tuple(place, character).map(([at, letter]) => (text: string) => {
    const index = Math.floor(at * (text.length + 1))
    return text.slice(0, index) + letter + text.slice(index)
  }),
  place.map((at) => (text: string) => {
    const index = Math.floor(at * text.length)
    return text.slice(0, index) + text.slice(index + 1)
  }),
  FastCheck.tuple(place, place).map(([a, b]) => (text: string) => {
    const [from, to] = [Math.floor(a * text.length), Math.floor(b * text.length)]
    const letters = text.split("")
    letters[from] = text.charAt(to)
    letters[to] = text.charAt(from)
    return letters.join("")
  }),
  place.map((at) => (text: string) => text.slice(0, Math.floor(at * text.length)))
)

const signedParts = ["encrypt", "encrypt", "encrypt", "msg_signature", "timestamp", "nonce"] as const

describe("a valid push", () => {
  it.effect(
    "is refused after each of 10,000 random mutations of what is signed, and nothing changes",
    () =>
      withMerchant((merchant, told) =>
        Effect.gen(function*() {
          const push = yield* sealed(merchant)
          const before = yield* state
          const mutations = FastCheck.sample(FastCheck.tuple(FastCheck.constantFrom(...signedParts), mutation), {
            numRuns: 13_000,
            seed: 1
          })
          const post = yield* Pushes.poster
          let refusals = 0
          for (const [part, mutate] of mutations) {
            const mutant = { ...push, [part]: mutate(push[part]) }
            // CDATA cannot hold its own end, and the reader takes white space around the text for no part of it.
            if (mutant[part].trim() === push[part]) continue
            const answer = yield* post(Pushes.authorizationUrl, mutant)
            assert.strictEqual(answer.text, "invalid", `${part} ${mutant[part]}`)
            assert.isTrue(answer.status >= 400 && answer.status < 500)
            refusals++
          }
          assert.isAtLeast(refusals, 10_000)
          assert.deepStrictEqual(yield* state, before)
          assert.deepStrictEqual(told, [])

          assert.deepInclude(yield* Pushes.post(Pushes.authorizationUrl, push), Pushes.success)
          yield* Pushes.settle
          const authorizer = yield* Effect.flatMap(
            OpenPlatform.OpenPlatform,
            (platform) => platform.authorizer(merchant.appId)
          )
          assert.strictEqual(Option.getOrThrow(authorizer).status, "unauthorized")
        })
      )
  )

  it.effect(
    "is refused, or taken once as it is, after any mutation of its body",
    () =>
      withMerchant((merchant, told) =>
        Effect.gen(function*() {
          const push = yield* Effect.flatMap(Pushes.textTo(merchant, "hello"), (xml) => Pushes.seal(xml))
          const body = Pushes.envelope(push.encrypt)
          const mutations = FastCheck.sample(FastCheck.array(mutation, { minLength: 1, maxLength: 3 }), {
            numRuns: 1000,
            seed: 2
          })
          const post = yield* Pushes.poster
          let taken = 0
          for (const some of mutations) {
            const mutant = some.reduce((text, mutate) => mutate(text), body)
            const answer = yield* post(Pushes.messageUrlOf(merchant.appId), push, mutant)
            if (answer.status === 200) taken++
            else assert.strictEqual(answer.text, "invalid")
          }
          // The name of the component stands outside of what is signed.
          assert.isAbove(taken, 0)
          assert.isBelow(taken, 250)
          assert.deepInclude(told[0], { _tag: "Text", Content: "hello" })
          assert.strictEqual(told.length, 1)
        })
      )
  )

  it.effect("keeps the newest ticket, whatever else is sent", () =>
    withMerchant(() =>
      Effect.gen(function*() {
        const tickets = yield* VerifyTicket.VerifyTicket
        const newest = Effect.map(tickets.newest, (ticket) => Redacted.value(Option.getOrThrow(ticket).value))
        const ticket = (ComponentVerifyTicket: string, before: number) =>
          Effect.flatMap(
            Pushes.seconds,
            (now) => Pushes.pushInfo("component_verify_ticket", { ComponentVerifyTicket, CreateTime: now - before })
          )
        yield* TestClock.adjust("1 minute")
        assert.deepInclude(yield* ticket("ticket@@@new", 0), Pushes.success)
        assert.strictEqual(yield* newest, "ticket@@@new")
        assert.deepInclude(yield* ticket("ticket@@@old", 60), Pushes.success)
        assert.strictEqual(yield* newest, "ticket@@@new")
      })
    ))
})
