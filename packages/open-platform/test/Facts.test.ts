import { FreePublish } from "@effect-wechat/core"
import { Authorizers, ComponentApi, OpenPlatform } from "@effect-wechat/open-platform"
import { Simulator } from "@effect-wechat/simulator"
import { assert, describe, it } from "@effect/vitest"
import * as Arr from "effect/Array"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as TestClock from "effect/TestClock"
import * as Platform from "./utils/Platform.ts"
import * as Watch from "@effect-wechat/testing/Watch"

/** Needs set 7, and certification from an official account. Where it goes out, WeChat finds no such article. */
const deleteOne = (appId: string) =>
  OpenPlatform.as(appId)(FreePublish.delete({ article_id: "no-such-article", index: 1 }))

/** How a call ends: with the reasons of the gate, or with WeChat's code, which is 53600 if nothing was in its way. */
const outcome = (appId: string) =>
  Effect.match(deleteOne(appId), {
    onSuccess: () => "done",
    onFailure: (error) => {
      if (error._tag === "CallRefused") return error.reasons.map(({ _tag }) => _tag).join()
      const said = error._tag === "WeChatError" ? error.reason : error
      return "errcode" in said ? `${said.errcode}` : said._tag
    }
  })

const infos = Platform.timesAsked(ComponentApi.authorizerInfo)
const sent = Platform.timesAsked(FreePublish.delete)

const inject = (fault: Parameters<Simulator.Service["inject"]>[0]) =>
  Effect.flatMap(Simulator.Simulator, (simulator) => simulator.inject(fault))

/** The merchant changes what is granted, and the platform hears nothing of it. */
const silently = (appId: string, permissionSets: ReadonlyArray<number>) => Platform.consent(appId, permissionSets)

const setVerifyType = (appId: string, verifyType: number) =>
  Effect.flatMap(Simulator.Simulator, (simulator) => simulator.setVerifyType(appId, verifyType))

const setStatus = (appId: string, status: "banned" | "frozen") =>
  Effect.flatMap(Simulator.Simulator, (simulator) => simulator.setStatus(appId, status))

const official = { kind: "official" } as const
const uncertified = { kind: "official", verifyType: -1 } as const

describe("a refusal", () => {
  it.effect("on fresh facts asks WeChat nothing", () =>
    Effect.gen(function*() {
      const appId = yield* Platform.merchant([11], uncertified)
      yield* TestClock.adjust("299 seconds")
      yield* Platform.forgetSeen
      assert.strictEqual(yield* outcome(appId), "SetNotGranted,NotCertified")
      assert.deepStrictEqual(yield* Platform.asked, [])
    }).pipe(Platform.run()))

  it.effect("is not given on old facts: WeChat is asked once for many callers, and they go if the merchant has more", () =>
    Effect.gen(function*() {
      const appId = yield* Platform.merchant([11], uncertified)
      const simulator = yield* Simulator.Simulator
      yield* simulator.setLimit(appId, FreePublish.delete.path, { daily: 1000 })
      yield* silently(appId, [7, 11])
      yield* setVerifyType(appId, 0)
      yield* TestClock.adjust("5 minutes")
      yield* Platform.forgetSeen
      const outcomes = yield* Effect.forEach(Arr.range(1, 50), () => outcome(appId), { concurrency: "unbounded" })
      assert.deepStrictEqual([...new Set(outcomes)], ["53600"])
      // The second is for the refresh token, which the new consent has replaced.
      assert.strictEqual(yield* infos, 2)
    }).pipe(Platform.run()))

  it.effect("on old facts costs one question, and the next none", () =>
    Effect.gen(function*() {
      const appId = yield* Platform.merchant([7], uncertified)
      yield* TestClock.adjust("10 minutes")
      yield* Platform.forgetSeen
      const outcomes = yield* Effect.forEach(Arr.range(1, 50), () => outcome(appId), { concurrency: "unbounded" })
      assert.deepStrictEqual([...new Set(outcomes)], ["NotCertified"])
      assert.deepStrictEqual(yield* Platform.asked, [ComponentApi.authorizerInfo.name])
      yield* TestClock.adjust("4 minutes")
      assert.strictEqual(yield* outcome(appId), "NotCertified")
      assert.strictEqual(yield* infos, 1)
    }).pipe(Platform.run()))

  it.effect("waits as long as one likes before facts are old", () =>
    Effect.gen(function*() {
      const appId = yield* Platform.merchant([7], uncertified)
      yield* Platform.forgetSeen
      yield* TestClock.adjust("29 seconds")
      yield* outcome(appId)
      assert.strictEqual(yield* infos, 0)
      yield* TestClock.adjust("1 second")
      yield* outcome(appId)
      assert.strictEqual(yield* infos, 1)
    }).pipe(Platform.run({ platform: { factsFor: "30 seconds" } })))

  it.effect("is not given when the facts cannot be fetched: that is another error, which passes", () =>
    Effect.gen(function*() {
      const appId = yield* Platform.merchant([7], uncertified)
      yield* TestClock.adjust("10 minutes")
      yield* inject({ when: { endpoint: ComponentApi.authorizerInfo.name }, what: { _tag: "Code", errcode: 45011 } })
      const error = yield* Effect.flip(deleteOne(appId))
      assert.deepInclude(error, { _tag: "WeChatError", endpoint: FreePublish.delete.name, appId, isRetryable: true })
      assert.include(error.message, ComponentApi.authorizerInfo.name)
      assert.strictEqual(yield* sent, 0)
    }).pipe(Platform.run()))

  it.effect("says that the account has not authorized, if that is what WeChat knows by now", () =>
    Effect.gen(function*() {
      const appId = yield* Platform.merchant([7], uncertified)
      yield* TestClock.adjust("10 minutes")
      yield* Platform.withdraw(appId)
      assert.strictEqual(yield* outcome(appId), "AccountNotAuthorized")
      yield* Platform.forgetSeen
      assert.strictEqual(yield* outcome(appId), "AccountNotAuthorized")
      assert.deepStrictEqual(yield* Platform.asked, [])
    }).pipe(Platform.run()))
})

describe("a call that the record allows", () => {
  it.effect("asks for no facts, however old they are", () =>
    Effect.gen(function*() {
      const appId = yield* Platform.merchant([7])
      yield* TestClock.adjust("30 minutes")
      yield* Platform.forgetSeen
      assert.strictEqual(yield* outcome(appId), "53600")
      assert.deepStrictEqual(yield* Platform.asked, [FreePublish.delete.name])
    }).pipe(Platform.run()))

  const wrong = [
    {
      fact: "grant",
      account: official,
      change: (appId: string) => Effect.asVoid(silently(appId, [11])),
      errcode: 61007,
      note: "the record said that one of the sets 7 is granted; it is checked before the next call",
      reason: "SetNotGranted"
    },
    {
      fact: "certification",
      account: official,
      change: (appId: string) => setVerifyType(appId, -1),
      errcode: 48001,
      note: "the record said that kind and certification of the account suffice; it is checked before the next call",
      reason: "NotCertified"
    },
    {
      fact: "a ban",
      account: official,
      change: (appId: string) => setStatus(appId, "banned"),
      errcode: 48004,
      note: "the record said that nothing restricts the account; it is checked before the next call",
      reason: "AccountRestricted"
    },
    {
      fact: "a freeze",
      account: official,
      change: (appId: string) => setStatus(appId, "frozen"),
      errcode: 50002,
      note: "the record said that nothing restricts the account; it is checked before the next call",
      reason: "AccountRestricted"
    }
  ] as const
  for (const { account, change, errcode, fact, note, reason } of wrong) {
    it.effect(`and that WeChat refuses by ${errcode} says which fact was wrong: ${fact}`, () =>
      Effect.gen(function*() {
        const appId = yield* Platform.merchant([7, 11], account)
        yield* change(appId)
        const error = yield* Effect.flip(deleteOne(appId))
        assert.include(error.message, `${errcode}`)
        assert.include(error.message, `(${note})`)
        const { factsAge } = yield* OpenPlatform.explain(appId, FreePublish.delete)
        assert.isTrue(Option.isNone(factsAge))

        // Fresh as the facts are, they are known to be wrong.
        yield* Platform.forgetSeen
        const outcomes = yield* Effect.forEach(Arr.range(1, 20), () => outcome(appId), { concurrency: "unbounded" })
        assert.deepStrictEqual([...new Set(outcomes)], [reason])
        assert.deepStrictEqual(yield* Platform.asked, [ComponentApi.authorizerInfo.name])
        assert.isTrue(Option.isSome((yield* OpenPlatform.explain(appId, FreePublish.delete)).factsAge))
      }).pipe(Platform.run()))
  }

  it.effect("and that WeChat goes on refusing, against its own word, does not make it be asked again and again", () =>
    Effect.gen(function*() {
      const appId = yield* Platform.merchant([7])
      yield* inject({ when: { endpoint: FreePublish.delete.name }, what: { _tag: "Code", errcode: 61007 } })
      yield* Platform.forgetSeen
      for (let call = 1; call <= 10; call++) assert.strictEqual(yield* outcome(appId), "61007")
      assert.strictEqual(yield* infos, 1)
      assert.include((yield* Effect.flip(deleteOne(appId))).message, "it was checked a moment ago")
      yield* TestClock.adjust("5 minutes")
      for (let call = 1; call <= 10; call++) yield* outcome(appId)
      assert.strictEqual(yield* infos, 2)
    }).pipe(Platform.run()))

  it.effect("is refused, though its facts are in doubt, only if they turn out to be against it", () =>
    Effect.gen(function*() {
      const appId = yield* Platform.merchant([7])
      yield* inject({ when: { endpoint: FreePublish.delete.name, times: 1 }, what: { _tag: "Code", errcode: 48001 } })
      assert.strictEqual(yield* outcome(appId), "48001")
      assert.strictEqual(yield* outcome(appId), "53600")
      assert.strictEqual(yield* outcome(appId), "53600")
    }).pipe(Platform.run()))

  it.effect("goes out without facts, if none could be had when the account authorized", () =>
    Effect.gen(function*() {
      const simulator = yield* Simulator.Simulator
      yield* inject({ when: { endpoint: ComponentApi.authorizerInfo.name }, what: { _tag: "Code", errcode: 45009 } })
      const appId = yield* Platform.merchant([7], uncertified)
      assert.strictEqual(yield* outcome(appId), "48001")
      yield* simulator.mend()
      assert.strictEqual(yield* outcome(appId), "NotCertified")
    }).pipe(Platform.run()))
})

describe("the mode", () => {
  it.effect("warn lets go what it would refuse, and logs it", () => {
    const watch = Watch.make()
    return Effect.gen(function*() {
      const appId = yield* Platform.merchant([11], uncertified)
      assert.strictEqual(yield* outcome(appId), "61007")
      const lines = watch.lines.filter(({ annotations }) => "wechat.reasons" in annotations)
      assert.strictEqual(lines.length, 1)
      assert.deepInclude(lines[0]?.annotations, {
        "wechat.appid": appId,
        "wechat.reasons": "SetNotGranted,NotCertified"
      })
      assert.strictEqual(lines[0]?.level, "WARN")
    }).pipe(Platform.run({ platform: { gate: "warn" } }), Effect.provide(watch.layer))
  })

  it.effect("warn asks for fresh facts first, and lets go all the same when there are none to be had", () =>
    Effect.gen(function*() {
      const appId = yield* Platform.merchant([7], uncertified)
      yield* TestClock.adjust("10 minutes")
      yield* inject({ when: { endpoint: ComponentApi.authorizerInfo.name }, what: { _tag: "Code", errcode: 45011 } })
      yield* Platform.forgetSeen
      assert.strictEqual(yield* outcome(appId), "48001")
      assert.strictEqual(yield* infos, 1)
    }).pipe(Platform.run({ platform: { gate: "warn" } })))

  it.effect("off does not look: no question, no log, and no note where the record was right", () => {
    const watch = Watch.make()
    return Effect.gen(function*() {
      const appId = yield* Platform.merchant([11], uncertified)
      yield* TestClock.adjust("10 minutes")
      yield* Platform.forgetSeen
      const error = yield* Effect.flip(deleteOne(appId))
      assert.include(error.message, "61007")
      assert.notInclude(error.message, "the record said")
      assert.deepStrictEqual(yield* Platform.asked, [FreePublish.delete.name])
      assert.deepStrictEqual(watch.lines.filter(({ level }) => level === "WARN"), [])
      const authorizers = yield* Authorizers.Authorizers
      const { authorizer } = yield* Effect.flatten(authorizers.read(appId))
      assert.isFalse(authorizer.areFactsInDoubt)
    }).pipe(Platform.run({ platform: { gate: "off" } }), Effect.provide(watch.layer))
  })
})

it.effect("a clock that stands at zero makes no fact old, and none in doubt", () =>
  Effect.gen(function*() {
    yield* Platform.receiveTicket
    const appId = yield* Platform.merchant([7], official)
    yield* setVerifyType(appId, -1)
    assert.strictEqual(yield* outcome(appId), "48001")
    assert.strictEqual(yield* outcome(appId), "NotCertified")
    yield* Platform.forgetSeen
    assert.strictEqual(yield* outcome(appId), "NotCertified")
    assert.deepStrictEqual(yield* Platform.asked, [])
  }).pipe(Effect.provide(Platform.layer())))
