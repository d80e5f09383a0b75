import { AccessToken, Catalogue, Draft, FreePublish, Identifiers, WeChatClient } from "@effect-wechat/core"
import { Authorization, Authorizers, ComponentApi, OpenPlatform, VerifyTicket } from "@effect-wechat/open-platform"
import { Simulator } from "@effect-wechat/simulator"
import { assert, describe, it } from "@effect/vitest"
import { assertFailure, assertSome, assertSuccess } from "@effect/vitest/utils"
import * as Arr from "effect/Array"
import * as Cause from "effect/Cause"
import * as Chunk from "effect/Chunk"
import * as Clock from "effect/Clock"
import * as Data from "effect/Data"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Random from "effect/Random"
import * as Redacted from "effect/Redacted"
import * as Stream from "effect/Stream"
import * as TestClock from "effect/TestClock"
import * as Platform from "./utils/Platform.ts"
import * as Recorder from "./utils/Recorder.ts"
import * as Stores from "./utils/Stores.ts"
import * as Watch from "@effect-wechat/testing/Watch"

class Complaint extends Data.TaggedError("Complaint")<{ readonly appId: string }> {}

/** Whose token an effect would call with. */
const whoAmI = Effect.map(AccessToken.AccessToken, ({ appId }) => `${appId}`)

describe("many authorizers", () => {
  it.effect("never lets one authorizer use the token of another", () => {
    const recorder = Recorder.make()
    return Effect.gen(function*() {
      const appIds = yield* Effect.forEach(Arr.range(1, 1000), (drafts) => Platform.merchant([11], { drafts }), {
        concurrency: 64
      })
      // Half of the calls come with tokens that are to be fetched anew.
      yield* TestClock.adjust("3 hours")
      recorder.sent.length = 0
      const calls = yield* Random.shuffle([...appIds, ...appIds].map((appId, at) => ({ appId, at })))
      const expected = new Map(appIds.map((appId, at) => [appId, at + 1]))
      yield* Effect.forEach(calls, ({ appId, at }) =>
        Draft.count().pipe(
          OpenPlatform.as(appId),
          Effect.locally(Recorder.caller, appId),
          Effect.tap(({ total_count }) => assert.strictEqual(total_count, expected.get(appId), `call ${at}`))
        ), { concurrency: 64, discard: true })
      const sent = recorder.sent.filter(({ path }) => path === Draft.count.path)
      assert.strictEqual(sent.length, 2000)
      assert.deepStrictEqual(sent.filter(({ caller, owner }) => owner !== caller), [])
      assert.strictEqual(new Set(sent.map(({ token }) => token)).size, 1000)
      assert.strictEqual(recorder.sent.filter(({ path }) => path === ComponentApi.authorizerToken.path).length, 1000)
    }).pipe(Platform.run({ client: { transformClient: recorder.transformClient } }))
  })

  it.effect("keep their own tokens, although fewer fit into memory than there are", () => {
    const recorder = Recorder.make()
    return Effect.gen(function*() {
      const appIds = yield* Effect.replicateEffect(Platform.merchant([11]), 20)
      yield* Platform.forgetSeen
      recorder.sent.length = 0
      yield* Effect.forEach(
        [...appIds, ...appIds, ...appIds],
        (appId) => Draft.count().pipe(OpenPlatform.as(appId), Effect.locally(Recorder.caller, appId)),
        {
          concurrency: 8
        }
      )
      assert.strictEqual(recorder.sent.length, 60)
      assert.deepStrictEqual(recorder.sent.filter(({ caller, owner }) => owner !== caller), [])
    }).pipe(Platform.run({ platform: { capacity: 3 }, client: { transformClient: recorder.transformClient } }))
  })

  it.effect("can be spoken for in each other's effects: the innermost counts", () =>
    Effect.gen(function*() {
      const [outer, inner] = [
        yield* Platform.merchant([11], { drafts: 1 }),
        yield* Platform.merchant([11], { drafts: 2 })
      ]
      const counts = yield* Effect.gen(function*() {
        const before = yield* Draft.count()
        const within = yield* OpenPlatform.as(inner)(Draft.count())
        const after = yield* Draft.count()
        return [before, within, after].map(({ total_count }) => total_count)
      }).pipe(OpenPlatform.as(outer))
      assert.deepStrictEqual(counts, [1, 2, 1])
    }).pipe(Platform.run()))

  it.effect("get the same from a Layer, for whole programs", () =>
    Effect.gen(function*() {
      const [one, other] = [
        yield* Platform.merchant([11], { drafts: 1 }),
        yield* Platform.merchant([11], { drafts: 2 })
      ]
      const program = Effect.all([whoAmI, Draft.count()])
      assert.deepStrictEqual(
        yield* Effect.provide(program, OpenPlatform.layerAuthorizer(one)),
        [one, { total_count: 1 }]
      )
      assert.deepStrictEqual(
        yield* Effect.provide(program, OpenPlatform.layerAuthorizer(other)),
        [other, { total_count: 2 }]
      )
      const refusal = yield* Effect.flip(
        Effect.provide(FreePublish.delete({ article_id: "a", index: 1 }), OpenPlatform.layerAuthorizer(one))
      )
      assert.strictEqual(refusal._tag, "CallRefused")
    }).pipe(Platform.run()))
})

describe("two components in one process", () => {
  const second = {
    appId: "wxc000000000000002",
    secret: "the-secret-of-the-second",
    token: "the-token-of-the-second",
    encodingAesKey: "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789abcdefg"
  }
  const components = [Platform.component, second]

  const platformOf = (component: typeof second, recorder: Recorder.Recorder) =>
    Layer.build(
      OpenPlatform.layer().pipe(
        Layer.provideMerge(Platform.componentLayer(component)),
        Layer.provideMerge(WeChatClient.layer({ transformClient: recorder.transformClient }))
      )
    )

  const authorize = (component: typeof second, account: string, permissionSets: ReadonlyArray<number>) =>
    Effect.gen(function*() {
      const simulator = yield* Simulator.Simulator
      const { authCode } = yield* simulator.authorize({ component: component.appId, account, permissionSets })
      yield* simulator.pushTicket(component.appId)
      const { newestTicket } = yield* simulator.component(component.appId)
      const tickets = yield* VerifyTicket.VerifyTicket
      yield* tickets.receive({ value: Redacted.make(newestTicket ?? ""), createdAt: Platform.start })
      const authorization = yield* Authorization.Authorization
      return yield* authorization.complete(Redacted.make(authCode))
    })

  it.effect("share nothing of an authorizer that has authorized both: tokens, grant, end", () => {
    const recorders = [Recorder.make(), Recorder.make()] as const
    return Effect.gen(function*() {
      const simulator = yield* Simulator.Simulator
      const a = yield* platformOf(Platform.component, recorders[0])
      const b = yield* platformOf(second, recorders[1])
      const { appId } = yield* simulator.addAccount({ drafts: 3 })
      yield* Effect.provide(authorize(Platform.component, appId, [11]), a)
      // Until it has authorized the other too, it is unknown there, ticket or not.
      const count = OpenPlatform.as(appId)(Draft.count())
      assert.strictEqual((yield* Effect.flip(Effect.provide(count, b)))._tag, "CallRefused")
      yield* Effect.provide(authorize(second, appId, [7]), b)
      yield* Effect.provide(count, a)
      const refusal = yield* Effect.flip(Effect.provide(count, b))
      assert.include(refusal.message, "granted: 7")

      yield* Effect.provide(authorize(second, appId, [11]), b)
      yield* TestClock.adjust("3 hours")
      yield* Effect.all([Effect.provide(count, a), Effect.provide(count, b)], { concurrency: "unbounded" })
      const [ofA, ofB] = recorders.map(({ sent }) => new Set(sent.map(({ token }) => token)))
      assert.deepStrictEqual([...ofA ?? []].filter((token) => token !== "" && ofB?.has(token)), [])
      assert.deepStrictEqual([...recorders[0].owners.values()].filter((owner) => owner === second.appId), [])

      yield* Effect.flatMap(
        Authorizers.Authorizers,
        (authorizers) => Effect.flatMap(Clock.currentTimeMillis, (now) => authorizers.close(appId, now))
      ).pipe(Effect.provide(b))
      assert.strictEqual((yield* Effect.flip(Effect.provide(count, b)))._tag, "CallRefused")
      assert.deepStrictEqual(yield* Effect.provide(count, a), { total_count: 3 })
    }).pipe(Platform.on(Platform.world({ simulator: { world: { components } } })))
  })

  it.effect("have their own lists of authorizers", () => {
    const recorder = Recorder.make()
    return Effect.gen(function*() {
      const simulator = yield* Simulator.Simulator
      const a = yield* platformOf(Platform.component, recorder)
      const b = yield* platformOf(second, recorder)
      const accounts = yield* Effect.replicateEffect(simulator.addAccount(), 4)
      const [one = "", two = "", three = "", four = ""] = accounts.map(({ appId }) => appId)
      yield* Effect.provide(Effect.forEach([one, two, three], (appId) => authorize(Platform.component, appId, [11])), a)
      yield* Effect.provide(Effect.forEach([three, four], (appId) => authorize(second, appId, [11])), b)
      const listed = Effect.map(
        OpenPlatform.forEachAuthorizer(whoAmI),
        (outcomes) => outcomes.map(({ appId }): string => appId)
      )
      assert.sameMembers(yield* Effect.provide(listed, a), [one, two, three])
      assert.sameMembers(yield* Effect.provide(listed, b), [three, four])
    }).pipe(Platform.on(Platform.world({ simulator: { world: { components } } })))
  })
})

describe("forEachAuthorizer", () => {
  const merchants = (n: number) => Effect.replicateEffect(Platform.merchant([11]), n)

  it.effect("gives each its own token, its own grant and its own outcome, and nobody's failure stops another", () =>
    Effect.gen(function*() {
      const [ok = "", typed = "", defect = "", interrupted = ""] = yield* merchants(4)
      const refused = yield* Platform.merchant([7])
      const outcomes = yield* OpenPlatform.forEachAuthorizer(
        Effect.gen(function*() {
          const me = yield* whoAmI
          if (me === typed) return yield* new Complaint({ appId: me })
          if (me === defect) return yield* Effect.dieMessage("a bug of the merchant's job")
          if (me === interrupted) return yield* Effect.interrupt
          yield* Draft.count()
          return me
        }),
        { concurrency: 2 }
      )
      const exits = new Map<string, Exit.Exit<unknown, unknown>>(outcomes.map(({ appId, exit }) => [appId, exit]))
      assert.strictEqual(outcomes.length, 5)
      assertSuccess(exits.get(ok) ?? Exit.void, ok)
      assertFailure(exits.get(typed) ?? Exit.void, Cause.fail(new Complaint({ appId: typed })))
      const causes = (appId: string) => Option.getOrThrow(Exit.causeOption(exits.get(appId) ?? Exit.void))
      assert.strictEqual(causes(defect)._tag, "Die")
      assert.isTrue(Exit.isInterrupted(exits.get(interrupted) ?? Exit.void))
      assert.include(`${causes(refused)}`, "was refused and not sent")
    }).pipe(Platform.run()))

  it.effect("as a stream ends what is still running when nobody wants more", () =>
    Effect.gen(function*() {
      yield* merchants(6)
      let begun = 0
      let interrupted = 0
      const job = Effect.suspend(() => ++begun <= 2 ? Effect.void : Effect.never).pipe(
        Effect.onInterrupt(() => Effect.sync(() => interrupted++))
      )
      const first = yield* OpenPlatform.streamAuthorizers(job, { concurrency: 2 }).pipe(
        Stream.take(2),
        Stream.runCollect
      )
      assert.strictEqual(Chunk.size(first), 2)
      assert.strictEqual(interrupted, begun - 2)
      const all = yield* Stream.runCollect(OpenPlatform.streamAuthorizers(whoAmI, { concurrency: 4 }))
      assert.strictEqual(Chunk.size(all), 6)
      assert.isTrue(Chunk.every(all, ({ appId, exit }) => Exit.isSuccess(exit) && exit.value === appId))
    }).pipe(Platform.run()))

  it.effect("tells when the store cannot be read any more", () => {
    let pages = 0
    const store = Stores.layer((memory) => ({
      ...memory,
      page: (of, options) =>
        Effect.suspend(() => ++pages > 1 ? Effect.fail(Stores.unreachable("page")) : memory.page(of, options))
    }))
    return Effect.gen(function*() {
      const authorizers = yield* Authorizers.Authorizers
      const appIds = Arr.makeBy(250, (n) => `wx${n.toString(16).padStart(16, "0")}`)
      yield* Effect.forEach(appIds, (appId) => authorizers.adopt(grantOf(appId, [11]), Platform.start))
      let outcomes = 0
      const error = yield* OpenPlatform.forEachAuthorizer(Effect.void, {
        concurrency: 8,
        onOutcome: () => Effect.sync(() => outcomes++)
      }).pipe(Effect.flip)
      assert.deepInclude(error, { _tag: "StoreError", operation: "page" })
      assert.strictEqual(outcomes, 200)
      pages = 0
      const streamed = yield* Effect.flip(
        Stream.runDrain(OpenPlatform.streamAuthorizers(Effect.void, { concurrency: 8 }))
      )
      assert.deepInclude(streamed, { _tag: "StoreError" })
    }).pipe(Platform.run({ store }))
  })

  it.effect("goes through all pages of the store, and leaves out who took the authorization back", () =>
    Effect.gen(function*() {
      const authorizers = yield* Authorizers.Authorizers
      const appIds = Arr.makeBy(450, (n) => `wx${n.toString(16).padStart(16, "0")}`)
      yield* Effect.forEach(appIds, (appId) => authorizers.adopt(grantOf(appId, [11]), Platform.start))
      yield* Effect.forEach(appIds.filter((_, at) => at % 9 === 0), (appId) => authorizers.close(appId, Platform.start))
      const expected = appIds.filter((_, at) => at % 9 !== 0)
      const outcomes = yield* OpenPlatform.forEachAuthorizer(whoAmI, { concurrency: 16 })
      assert.sameMembers(outcomes.map(({ appId }): string => appId), expected)
      assert.isTrue(outcomes.every(({ appId, exit }) => Exit.isSuccess(exit) && exit.value === appId))
      const { authorizers: all } = yield* OpenPlatform.OpenPlatform
      assert.strictEqual(Chunk.size(yield* Stream.runCollect(all)), 450)
    }).pipe(Platform.run()))

  for (const concurrency of [undefined, 1, 3]) {
    it.effect(`runs for ${concurrency ?? "one"} at a time and no more, as told by ${concurrency}`, () => {
      let running = 0
      let most = 0
      return Effect.gen(function*() {
        yield* merchants(9)
        const job = Effect.acquireUseRelease(
          Effect.sync(() => {
            most = Math.max(most, ++running)
          }),
          () => Effect.sleep("1 second"),
          () => Effect.sync(() => running--)
        )
        const fiber = yield* Effect.fork(
          OpenPlatform.forEachAuthorizer(job, concurrency === undefined ? {} : { concurrency })
        )
        yield* TestClock.adjust("30 seconds")
        assert.strictEqual((yield* Fiber.join(fiber)).length, 9)
        assert.strictEqual(most, concurrency ?? 1)
      }).pipe(Platform.run())
    })
  }

  it.effect("takes whom a filter lets through", () =>
    Effect.gen(function*() {
      const [first = ""] = yield* merchants(3)
      const publisher = yield* Platform.merchant([7, 11])
      const outcomes = yield* OpenPlatform.forEachAuthorizer(whoAmI, {
        filter: ({ appId, permissionSets }) => permissionSets.includes(7) || appId === first
      })
      assert.sameMembers(outcomes.map(({ appId }): string => appId), [first, publisher])
    }).pipe(Platform.run()))

  it.effect("tells of each outcome as it comes, the quick before the slow", () =>
    Effect.gen(function*() {
      const [slow = "", quick = ""] = yield* merchants(2)
      const told: Array<readonly [appId: string, at: number, isSuccess: boolean]> = []
      const fiber = yield* Effect.fork(OpenPlatform.forEachAuthorizer(
        Effect.flatMap(whoAmI, (me) =>
          Effect.delay(me === quick ? Effect.fail("no") : Effect.void, Duration.seconds(me === slow ? 10 : 1))),
        {
          concurrency: 2,
          onOutcome: ({ appId, exit }) =>
            Effect.map(Clock.currentTimeMillis, (now) => {
              told.push([appId, now - Platform.start, Exit.isSuccess(exit)])
            })
        }
      ))
      yield* TestClock.adjust("5 seconds")
      assert.deepStrictEqual(told, [[quick, 1000, false]])
      yield* TestClock.adjust("5 seconds")
      assert.deepStrictEqual(told, [[quick, 1000, false], [slow, 10_000, true]])
      assert.strictEqual((yield* Fiber.join(fiber)).length, 2)
    }).pipe(Platform.run()))

  it.effect("ends with nothing, where nobody has authorized", () =>
    Effect.gen(function*() {
      assert.deepStrictEqual(yield* OpenPlatform.forEachAuthorizer(Draft.count()), [])
    }).pipe(Platform.run()))
})

const grantOf = (
  appId: string,
  permissionSets: ReadonlyArray<number>
): Parameters<Authorizers.Service["adopt"]>[0] => ({
  appId: Identifiers.AppId.make(appId),
  permissionSets,
  refreshToken: Redacted.make(`refresh token of ${appId}`),
  accessToken: undefined
})

describe("what the gate would say", () => {
  it.effect("is explained without any request, and without any call's spans", () => {
    const watch = Watch.make()
    return Effect.gen(function*() {
      const appId = yield* Platform.merchant([11], { kind: "official", verifyType: -1, nickname: "A shop" })
      yield* TestClock.adjust("30 minutes")
      yield* Platform.forgetSeen
      const allowed = yield* OpenPlatform.explain(appId, Draft.count)
      assert.deepInclude(allowed, { appId, endpoint: Draft.count.name, allowed: true, reasons: [] })
      const refused = yield* OpenPlatform.explain(appId, FreePublish.delete)
      assert.isFalse(refused.allowed)
      assert.deepStrictEqual(refused.reasons.map(({ _tag }) => _tag), ["SetNotGranted", "NotCertified"])
      assertSome(refused.factsAge, Duration.minutes(30))
      assert.strictEqual(Option.getOrThrow(refused.authorizer).facts?.nickname, "A shop")
      const unknown = yield* OpenPlatform.explain("wx00000000000000ff", Draft.count)
      assert.deepStrictEqual(unknown.reasons.map(({ _tag }) => _tag), ["AccountNotAuthorized"])
      assert.isTrue(Option.isNone(unknown.authorizer))
      assert.deepStrictEqual(yield* Platform.asked, [])
    }).pipe(Platform.run(), Effect.provide(watch.layer))
  })

  it.effect("is a matrix of all authorizers and all interfaces, without any request", () =>
    Effect.gen(function*() {
      const publisher = yield* Platform.merchant([7, 11])
      const writer = yield* Platform.merchant([11])
      const gone = yield* Platform.merchant([11])
      yield* Effect.flatMap(Authorizers.Authorizers, (authorizers) => authorizers.close(gone, Platform.start))
      yield* Platform.forgetSeen
      const rows = yield* Stream.runCollect(OpenPlatform.matrix())
      const may = new Map(
        Chunk.toReadonlyArray(rows).map(({ authorizer, reasons }) => [
          `${authorizer.appId}`,
          [...reasons].filter(([, against]) => against.length === 0).map(([name]) => name)
        ])
      )
      const all = [...new Set(Catalogue.endpoints.map(({ name }) => name))]
      assert.sameMembers([...may.keys()], [publisher, writer, gone])
      assert.sameMembers(may.get(publisher) ?? [], all)
      const needNoOther = Catalogue.all
        .filter(({ permissionSets }) => permissionSets.length === 0 || permissionSets.includes(11))
        .map(({ name }) => name)
      assert.sameMembers(may.get(writer) ?? [], [...new Set(needNoOther)])
      assert.include(may.get(writer) ?? [], "draft_add")
      assert.notInclude(may.get(writer) ?? [], "freepublish_submit")
      assert.deepStrictEqual(may.get(gone), [])
      const one = yield* Stream.runHead(OpenPlatform.matrix([FreePublish.delete]))
      assert.deepStrictEqual([...Option.getOrThrow(one).reasons.keys()], [FreePublish.delete.name])
      assert.deepStrictEqual(yield* Platform.asked, [])
    }).pipe(Platform.run()))
})
