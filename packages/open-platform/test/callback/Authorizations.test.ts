import { Draft } from "@effect-wechat/core"
import {
  Authorization,
  Authorizers,
  Callback,
  ComponentApi,
  type Event,
  OpenPlatform,
  PlatformStore,
  VerifyTicket
} from "@effect-wechat/open-platform"
import { Simulator } from "@effect-wechat/simulator"
import { assert, describe, it } from "@effect/vitest"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import * as Stream from "effect/Stream"
import * as TestClock from "effect/TestClock"
import * as Platform from "../utils/Platform.ts"
import * as Watch from "@effect-wechat/testing/Watch"
import * as Pushes from "./utils/Pushes.ts"

const { component } = Platform

const tagsOf = (heard: ReadonlyArray<Event.Event>) => heard.map(({ _tag }) => _tag)

/** The outcomes of what the simulator pushed, by event. */
const pushed = (event: string) =>
  Effect.map(
    Effect.flatMap(Simulator.Simulator, (simulator) => simulator.pushes),
    (pushes) => pushes.filter((push) => push.event === event).map(({ outcome }) => outcome)
  )

const authorizerOf = (appId: string) =>
  Effect.flatMap(OpenPlatform.OpenPlatform, (platform) => platform.authorizer(appId))

const statusOf = (appId: string) =>
  Effect.map(authorizerOf(appId), Option.match({ onNone: () => "unknown", onSome: ({ status }) => status }))

/** The merchant says yes, and only the push tells of it. */
const consent = (account: string, permissionSets: ReadonlyArray<number>) =>
  Effect.flatMap(
    Simulator.Simulator,
    (simulator) => simulator.authorize({ component: component.appId, account, permissionSets })
  )

const newAccount = Effect.flatMap(Simulator.Simulator, (simulator) => simulator.addAccount({ drafts: 2 }))

/** Later fibers and the retries of the first minutes. */
const minutes = (count: number) =>
  Effect.repeatN(Effect.andThen(TestClock.adjust("10 seconds"), Pushes.settle), count * 6)

describe("a ticket", () => {
  it.effect("is kept as it is pushed, with the time at which WeChat made it, and told without itself", () =>
    Effect.gen(function*() {
      const simulator = yield* Simulator.Simulator
      const heard = yield* Pushes.listen
      yield* TestClock.adjust("90 seconds")
      yield* simulator.pushTicket(component.appId)
      const { newestTicket } = yield* simulator.component(component.appId)
      const newest = yield* Effect.flatMap(VerifyTicket.VerifyTicket, (tickets) => tickets.newest)
      const ticket = Option.getOrThrow(newest)
      assert.strictEqual(Redacted.value(ticket.value), newestTicket)
      assert.strictEqual(ticket.createdAt, Platform.start + 90_000)
      const events = yield* heard
      assert.deepStrictEqual(tagsOf(events), ["Ticket"])
      assert.notInclude(JSON.stringify(events), "ticket@@@")
      assert.deepStrictEqual(new Set(yield* pushed("component_verify_ticket")), new Set(["unreachable", "accepted"]))
    }).pipe(Pushes.run()))

  it.effect("that cannot be stored is not taken for stored, and is tried again", () => {
    let failures = 0
    let isBroken = false
    const failing = Layer.effect(
      PlatformStore.PlatformStore,
      Effect.map(PlatformStore.makeMemory, (store) =>
        PlatformStore.PlatformStore.of({
          ...store,
          put: (...args) => {
            if (!isBroken) return store.put(...args)
            failures++
            return new PlatformStore.StoreError({ operation: "put", fault: "Down" })
          }
        }))
    )
    return Effect.gen(function*() {
      yield* TestClock.adjust("1 minute")
      isBroken = true
      const CreateTime = yield* Pushes.seconds
      const fiber = yield* Effect.fork(
        Pushes.pushInfo("component_verify_ticket", { ComponentVerifyTicket: "ticket@@@late", CreateTime })
      )
      yield* Pushes.settle
      yield* TestClock.adjust("4 seconds")
      assert.deepInclude(yield* Fiber.join(fiber), { status: 503, text: "unavailable" })
      assert.isAbove(failures, 0)
      // It was not taken, so it is no duplicate either.
      const again = yield* Effect.fork(
        Pushes.pushInfo("component_verify_ticket", { ComponentVerifyTicket: "ticket@@@late", CreateTime })
      )
      yield* Pushes.settle
      yield* TestClock.adjust("4 seconds")
      assert.deepInclude(yield* Fiber.join(again), { status: 503, text: "unavailable" })
      isBroken = false
      yield* minutes(1)
      const newest = yield* Effect.flatMap(VerifyTicket.VerifyTicket, (tickets) => tickets.newest)
      assert.strictEqual(Redacted.value(Option.getOrThrow(newest).value), "ticket@@@late")
    }).pipe(Pushes.run({ store: failing }))
  })
})

describe("an authorization", () => {
  it.effect("is completed by its push alone, and told once its tokens are in the store", () =>
    Effect.gen(function*() {
      const simulator = yield* Simulator.Simulator
      const heard = yield* Pushes.listen
      const { appId } = yield* newAccount
      yield* consent(appId, [1, 11])
      const events = yield* heard
      assert.deepStrictEqual(tagsOf(events), ["Authorized"])
      assert.propertyVal(events[0], "appId", appId)
      assert.notInclude(JSON.stringify(events), "queryauthcode@@@")
      assert.deepStrictEqual(yield* pushed("authorized"), ["accepted"])
      const { total_count } = yield* Draft.count().pipe(OpenPlatform.as(appId))
      assert.strictEqual(total_count, 2)

      yield* simulator.forgetSeen
      yield* consent(appId, [1, 7, 11])
      assert.deepStrictEqual(tagsOf(yield* heard), ["Authorized", "UpdateAuthorized"])
      assert.deepStrictEqual(Option.getOrThrow(yield* authorizerOf(appId)).permissionSets, [1, 7, 11])
      assert.deepStrictEqual(yield* pushed("updateauthorized"), ["accepted"])
    }).pipe(Pushes.run()))

  it.effect("is answered at once, however long WeChat takes to exchange the code", () =>
    Effect.gen(function*() {
      const simulator = yield* Simulator.Simulator
      yield* simulator.inject({
        when: { endpoint: ComponentApi.queryAuth.name },
        what: { _tag: "Delay", millis: 8000 }
      })
      const { appId } = yield* newAccount
      yield* consent(appId, [11])
      yield* Pushes.settle
      assert.deepStrictEqual(yield* pushed("authorized"), ["accepted"])
      assert.strictEqual(yield* statusOf(appId), "unknown")
      yield* minutes(1)
      assert.strictEqual(yield* statusOf(appId), "authorized")
    }).pipe(Pushes.run()))

  it.effect("is completed once, whether the browser or the push is first, and however often it comes", () =>
    Effect.gen(function*() {
      const simulator = yield* Simulator.Simulator
      const authorization = yield* Authorization.Authorization
      const { appId } = yield* newAccount
      yield* simulator.injectPush({ event: "authorized", what: { _tag: "Duplicated" } })
      const { authCode } = yield* consent(appId, [11])
      const authorizer = yield* authorization.complete(Redacted.make(authCode))
      yield* Pushes.settle
      assert.strictEqual(authorizer.appId, appId)
      assert.strictEqual(yield* Platform.timesAsked(ComponentApi.queryAuth), 1)
      assert.deepStrictEqual(yield* pushed("authorized"), ["accepted", "accepted"])
    }).pipe(Pushes.run()))

  it.effect("is completed after a while when WeChat is busy", () =>
    Effect.gen(function*() {
      const simulator = yield* Simulator.Simulator
      const heard = yield* Pushes.listen
      yield* simulator.inject({
        when: { endpoint: ComponentApi.queryAuth.name, times: 3 },
        what: { _tag: "Code", errcode: -1 }
      })
      const { appId } = yield* newAccount
      yield* consent(appId, [11])
      yield* minutes(1)
      assert.strictEqual(yield* statusOf(appId), "authorized")
      assert.deepStrictEqual(tagsOf(yield* heard), ["Authorized"])
    }).pipe(Pushes.run()))

  it.effect("is completed although WeChat's answer to the exchange is lost, and the code with it", () =>
    Effect.gen(function*() {
      const simulator = yield* Simulator.Simulator
      const heard = yield* Pushes.listen
      yield* simulator.inject({
        when: { endpoint: ComponentApi.queryAuth.name, times: 1 },
        what: { _tag: "Cut", at: "after" }
      })
      const { appId } = yield* newAccount
      yield* consent(appId, [11])
      yield* minutes(1)
      assert.deepStrictEqual(tagsOf(yield* heard), ["Authorized"])
      const { total_count } = yield* Draft.count().pipe(OpenPlatform.as(appId))
      assert.strictEqual(total_count, 2)
    }).pipe(Pushes.run()))

  it.effect("is told and logged when it cannot be completed", () => {
    const watch = Watch.make()
    return Effect.gen(function*() {
      const simulator = yield* Simulator.Simulator
      const heard = yield* Pushes.listen
      yield* simulator.inject({
        when: { endpoint: ComponentApi.queryAuth.name },
        what: { _tag: "Code", errcode: -1 }
      })
      const { appId } = yield* newAccount
      yield* consent(appId, [11])
      yield* minutes(10)
      const events = yield* heard
      assert.deepStrictEqual(tagsOf(events).filter((tag) => tag !== "Ticket"), ["AuthorizationNotCompleted"])
      const told = events.find(({ _tag }) => _tag !== "Ticket")
      assert.propertyVal(told, "appId", appId)
      assert.propertyVal(told, "InfoType", "authorized")
      const [line, ...others] = watch.lines.filter(({ level }) => level === "ERROR")
      assert.include(String(line?.message), "An authorization was not completed")
      assert.deepInclude(line?.annotations, { "wechat.appid": appId, "wechat.component": component.appId })
      assert.deepStrictEqual(others, [])
      assert.strictEqual(yield* statusOf(appId), "unknown")
    }).pipe(Pushes.run(), Effect.provide(watch.layer))
  })

  it.effect("is logged when the process ends before it is completed", () => {
    const watch = Watch.make()
    return Effect.gen(function*() {
      const simulator = yield* Simulator.Simulator
      const { appId } = yield* newAccount
      yield* Effect.scoped(Effect.gen(function*() {
        const context = yield* Layer.build(Callback.layer())
        yield* simulator.inject({ when: {}, what: { _tag: "Delay", millis: 8000 } })
        const { authCode } = yield* consent(appId, [11])
        const CreateTime = yield* Pushes.seconds
        const sealed = yield* Pushes.seal(Pushes.xml({
          AppId: component.appId,
          CreateTime,
          InfoType: "authorized",
          AuthorizerAppid: appId,
          AuthorizationCode: authCode
        }))
        const answer = yield* Effect.provide(
          Pushes.post(Pushes.authorizationUrl, sealed, { app: Callback.authorization }),
          context
        )
        assert.deepInclude(answer, Pushes.success)
        yield* Pushes.settle
      }))
      const line = watch.lines.find(({ message }) => String(message).includes("cut short"))
      assert.strictEqual(line?.level, "WARN")
      assert.strictEqual(line?.annotations["wechat.appid"], appId)
    }).pipe(Pushes.run(), Effect.provide(watch.layer))
  })

  it.effect("with a code that WeChat never gave changes nothing", () =>
    Effect.gen(function*() {
      const heard = yield* Pushes.listen
      const account = yield* newAccount
      const answer = yield* Pushes.pushInfo("authorized", {
        AuthorizerAppid: account.appId,
        AuthorizationCode: "queryauthcode@@@made-up",
        AuthorizationCodeExpiredTime: 3600
      })
      assert.deepInclude(answer, Pushes.success)
      assert.deepStrictEqual(tagsOf(yield* heard), ["AuthorizationNotCompleted"])
      assert.strictEqual(yield* statusOf(account.appId), "unknown")
    }).pipe(Pushes.run()))
})

describe("the end of an authorization", () => {
  it.effect("closes the account before it is answered, and is told once", () =>
    Effect.gen(function*() {
      const heard = yield* Pushes.listen
      const appId = yield* Platform.merchant()
      yield* Draft.count().pipe(OpenPlatform.as(appId))
      yield* TestClock.adjust("1 minute")
      yield* Platform.withdraw(appId)
      yield* Pushes.settle
      assert.strictEqual(yield* statusOf(appId), "unauthorized")
      assert.deepStrictEqual(tagsOf(yield* heard), ["Authorized", "Unauthorized"])
      assert.deepStrictEqual(yield* pushed("unauthorized"), ["accepted"])
      yield* Platform.forgetSeen
      const refusal = yield* Effect.flip(Draft.count().pipe(OpenPlatform.as(appId)))
      assert.strictEqual(refusal._tag, "CallRefused")
      assert.deepStrictEqual(yield* Platform.asked, [])
    }).pipe(Pushes.run()))

  it.effect("in the very second of the beginning is found out by asking WeChat", () =>
    Effect.gen(function*() {
      const heard = yield* Pushes.listen
      yield* TestClock.adjust("500 millis")
      const appId = yield* Platform.merchant()
      yield* Platform.withdraw(appId)
      yield* Pushes.settle
      assert.strictEqual(yield* statusOf(appId), "unauthorized")
      assert.deepStrictEqual(tagsOf(yield* heard), ["Authorized", "Unauthorized"])
    }).pipe(Pushes.run()))

  it.effect("that is told after the next beginning changes nothing, once WeChat has said that the account is there", () =>
    Effect.gen(function*() {
      const simulator = yield* Simulator.Simulator
      const heard = yield* Pushes.listen
      const appId = yield* Platform.merchant()
      yield* TestClock.adjust("1 minute")
      yield* simulator.injectPush({ event: "unauthorized", times: 1, what: { _tag: "Reordered" } })
      yield* Platform.withdraw(appId)
      yield* TestClock.adjust("1 minute")
      yield* Platform.forgetSeen
      yield* consent(appId, [7, 11])
      yield* Pushes.settle
      assert.deepStrictEqual(yield* pushed("unauthorized"), ["accepted"])
      assert.strictEqual(yield* statusOf(appId), "authorized")
      assert.include(yield* Platform.asked, ComponentApi.authorizerInfo.name)
      assert.notInclude(tagsOf(yield* heard), "Unauthorized")
      yield* Draft.count().pipe(OpenPlatform.as(appId))
    }).pipe(Pushes.run()))

  it.effect("that is told before its own beginning wins", () =>
    Effect.gen(function*() {
      const simulator = yield* Simulator.Simulator
      const heard = yield* Pushes.listen
      const { appId } = yield* newAccount
      yield* simulator.injectPush({ event: "authorized", times: 1, what: { _tag: "Reordered" } })
      yield* consent(appId, [7, 11])
      yield* TestClock.adjust("1 minute")
      yield* Platform.withdraw(appId)
      yield* Pushes.settle
      assert.deepStrictEqual(yield* pushed("authorized"), ["accepted"])
      assert.notStrictEqual(yield* statusOf(appId), "authorized")
      assert.notInclude(tagsOf(yield* heard), "Authorized")
    }).pipe(Pushes.run()))

  it.effect("during the exchange of the code wins", () =>
    Effect.gen(function*() {
      const simulator = yield* Simulator.Simulator
      const appId = yield* Platform.merchant()
      yield* simulator.inject({
        when: { endpoint: ComponentApi.queryAuth.name },
        what: { _tag: "Delay", millis: 3000 }
      })
      yield* TestClock.adjust("1 minute")
      yield* consent(appId, [1, 7, 11])
      yield* Pushes.settle
      yield* TestClock.adjust("1 seconds")
      yield* Platform.withdraw(appId)
      yield* Pushes.settle
      yield* minutes(1)
      assert.strictEqual(yield* statusOf(appId), "unauthorized")
    }).pipe(Pushes.run()))

  it.effect("of an account that nobody knows changes nothing", () =>
    Effect.gen(function*() {
      const answer = yield* Pushes.pushInfo("unauthorized", { AuthorizerAppid: "wx00000000000000ff" })
      assert.deepInclude(answer, Pushes.success)
      const authorizers = yield* Authorizers.Authorizers
      assert.deepStrictEqual(yield* authorizers.documents.page(undefined, 10), [])
    }).pipe(Pushes.run()))

  it.effect("leaves no handler of events unheard, and none that fails in the way of another", () => {
    const seen: Array<string> = []
    return Effect.gen(function*() {
      const appId = yield* Platform.merchant()
      yield* Platform.withdraw(appId)
      yield* Pushes.settle
      assert.deepStrictEqual(seen, ["Ticket", "Authorized", "Unauthorized"])
      assert.deepStrictEqual(yield* pushed("unauthorized"), ["accepted"])
    }).pipe(Pushes.run({
      callback: {
        onEvent: (event) =>
          Effect.andThen(
            Effect.sync(() => seen.push(event._tag)),
            event._tag === "Authorized" ? Effect.die("no") : Effect.never
          )
      }
    }))
  })
})

describe("the callback", () => {
  it.effect("ends with its layer, and its streams with it", () =>
    Effect.gen(function*() {
      const fiber = yield* Effect.scoped(Effect.gen(function*() {
        const { events } = yield* Effect.map(Layer.build(Callback.layer()), Context.get(Callback.Callback))
        const listening = yield* Effect.forkDaemon(Stream.runCount(events))
        yield* Pushes.settle
        return listening
      }))
      assert.isTrue(Exit.isSuccess(yield* Fiber.await(fiber)))
    }).pipe(Pushes.run()))
})
