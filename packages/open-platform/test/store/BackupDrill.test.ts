/** What is left of a platform after the loss of its store: with a backup, and without. */
import { Draft } from "@effect-wechat/core"
import {
  ComponentApi,
  OpenPlatform,
  PlatformStore,
  StoreBackup,
  StoreEncryption,
  VerifyTicket
} from "@effect-wechat/open-platform"
import { Simulator } from "@effect-wechat/simulator"
import { assert, describe, it } from "@effect/vitest"
import { Chunk, Clock, Context, Effect, Exit, Layer, Option, Redacted, Scope, Stream, TestClock } from "effect"
import * as Keys from "../utils/Keys.ts"
import * as Platform from "../utils/Platform.ts"

const component = Platform.component.appId
const key = Keys.key("backup")

const count = (appId: string) => OpenPlatform.as(appId)(Draft.count())

const world = Platform.world({
  simulator: { world: { components: [{ ...Platform.component, rotatesRefreshTokens: true }] } }
})

const EncryptedStore = Layer.effect(
  PlatformStore.PlatformStore,
  Effect.flatMap(PlatformStore.makeMemory, StoreEncryption.seal)
).pipe(Layer.provide(Keys.layer))

/** A process on a store of its own, which can make backups of it, and ends when it is told to. */
const startOn = Effect.fnUntraced(function*(Store: Layer.Layer<PlatformStore.PlatformStore>) {
  const scope = yield* Scope.make()
  const store = yield* Scope.extend(
    Layer.build(Layer.provideMerge(StoreBackup.layer({ current: key }), Store)),
    scope
  )
  const platform = yield* Effect.provide(Scope.extend(Platform.process(), scope), store)
  return { all: Context.merge(store, platform), end: Scope.close(scope, Exit.void) }
})

/** A process on an empty store. */
const start = startOn(EncryptedStore)

const backupWith = (options?: { readonly leaveOutUnreadable: boolean }) =>
  Effect.gen(function*() {
    const { write } = yield* StoreBackup.StoreBackup
    return Chunk.toReadonlyArray(yield* Stream.runCollect(write(component, options)))
  })
const backup = backupWith()

const restore = (lines: ReadonlyArray<string>, options?: { readonly existing: StoreBackup.Existing }) =>
  Effect.flatMap(StoreBackup.StoreBackup, (backups) => backups.restore(component, Stream.fromIterable(lines), options))

/** Five merchants, who have 1, 2, 3, 4 and 5 drafts. */
const merchants = Effect.andThen(
  Platform.receiveTicket,
  Effect.forEach([1, 2, 3, 4, 5], (drafts) => Platform.merchant([11], { drafts }))
)

const countAll = Effect.map(
  OpenPlatform.forEachAuthorizer(Draft.count()),
  (outcomes) =>
    outcomes.map(({ exit }) => Exit.isSuccess(exit) ? exit.value.total_count : exit.cause.toString()).toSorted()
)

describe("after the loss of the whole store, with a backup", () => {
  it.effect("the platform serves as before, and asks WeChat for nothing but what it is for", () =>
    Effect.gen(function*() {
      const first = yield* start
      const lines = yield* Effect.andThen(merchants, backup).pipe(Effect.provide(first.all))
      yield* first.end
      const second = yield* start
      assert.deepStrictEqual(yield* Effect.provide(countAll, second.all), [])
      assert.deepInclude(yield* Effect.provide(restore(lines), second.all), { records: 6, written: 6, kept: 0 })
      yield* Platform.forgetSeen
      assert.deepStrictEqual(yield* Effect.provide(countAll, second.all), [1, 2, 3, 4, 5])
      assert.deepStrictEqual(new Set(yield* Platform.asked), new Set([Draft.count.name]))
    }).pipe(Platform.on(world)))

  it.effect("tokens that are over are fetched anew, and refresh tokens that have changed since are asked for", () =>
    Effect.gen(function*() {
      const first = yield* start
      const lines = yield* Effect.andThen(merchants, backup).pipe(Effect.provide(first.all))
      // After the backup every refresh token changes: the backup has none that is good for anything.
      yield* TestClock.adjust("3 hours")
      assert.deepStrictEqual(yield* Effect.provide(countAll, first.all), [1, 2, 3, 4, 5])
      yield* first.end
      yield* TestClock.adjust("3 hours")
      const second = yield* start
      yield* Effect.provide(restore(lines), second.all)
      yield* Platform.forgetSeen
      assert.deepStrictEqual(yield* Effect.provide(countAll, second.all), [1, 2, 3, 4, 5])
      assert.strictEqual(yield* Platform.timesAsked(ComponentApi.authorizerInfo), 5)
      assert.strictEqual(yield* Platform.timesAsked(ComponentApi.componentToken), 1)
    }).pipe(Platform.on(world)))

  it.effect("merchants that have come since are found by sync, and those that have gone are closed", () =>
    Effect.gen(function*() {
      const first = yield* start
      const [gone = ""] = yield* Effect.provide(merchants, first.all)
      const lines = yield* Effect.provide(backup, first.all)
      yield* Effect.provide(Platform.merchant([11], { drafts: 6 }), first.all)
      yield* Platform.withdraw(gone)
      yield* first.end
      const second = yield* start
      yield* Effect.gen(function*() {
        yield* restore(lines)
        assert.strictEqual((yield* countAll).length, 5)
        assert.strictEqual((yield* Effect.flip(count(gone)))._tag, "CallRefused")
        const progress = yield* Stream.runCollect(OpenPlatform.sync())
        assert.strictEqual(Chunk.toReadonlyArray(progress).filter(({ isNew }) => isNew).length, 1)
        assert.deepStrictEqual(yield* countAll, [2, 3, 4, 5, 6])
      }).pipe(Effect.provide(second.all))
    }).pipe(Platform.on(world)))

  it.effect("a process that serves already keeps what it has learned since", () =>
    Effect.gen(function*() {
      const first = yield* start
      const lines = yield* Effect.andThen(merchants, backup).pipe(Effect.provide(first.all))
      yield* first.end
      yield* TestClock.adjust("13 hours")
      const second = yield* start
      yield* Effect.gen(function*() {
        // WeChat's next ticket is there before the backup is, whose own is too old.
        yield* Platform.receiveTicket
        assert.deepInclude(yield* Effect.flip(restore(lines)), { _tag: "BackupRefused", rule: "NotEmpty" })
        assert.deepInclude(yield* restore(lines, { existing: "keep" }), { written: 5, kept: 1 })
        assert.deepStrictEqual(yield* countAll, [1, 2, 3, 4, 5])
      }).pipe(Effect.provide(second.all))
    }).pipe(Platform.on(world)))
})

describe("after the loss of the whole store, without a backup", () => {
  it.effect("WeChat is asked for a ticket, then for the merchants, and the platform serves", () =>
    Effect.gen(function*() {
      const simulator = yield* Simulator.Simulator
      const first = yield* start
      yield* Effect.provide(merchants, first.all)
      yield* first.end
      yield* simulator.stopTickets(component)
      yield* TestClock.adjust("1 day")
      const second = yield* start
      yield* Effect.gen(function*() {
        // Without a ticket there is no token, and without a token no list.
        const error = yield* Effect.flip(Stream.runDrain(OpenPlatform.sync()))
        assert.include(error.message, "WeChat has not pushed a component_verify_ticket yet")
        // The platform asks for one by itself within the hour; whoever is in a hurry does it by hand.
        yield* ComponentApi.startPushTicket({
          component_appid: component,
          component_secret: Redacted.make(Platform.component.secret)
        })
        assert.isTrue((yield* simulator.component(component)).isPushing)
        yield* Platform.receiveTicket
        yield* Stream.runDrain(OpenPlatform.sync())
        assert.deepStrictEqual(yield* countAll, [1, 2, 3, 4, 5])
      }).pipe(Effect.provide(second.all))
    }).pipe(Platform.on(world)))

  it.effect("the platform asks for a ticket by itself, if nobody does", () =>
    Effect.gen(function*() {
      const simulator = yield* Simulator.Simulator
      yield* simulator.stopTickets(component)
      const { all } = yield* start
      yield* TestClock.adjust("1 hour")
      assert.strictEqual(yield* Platform.timesAsked(ComponentApi.startPushTicket), 1)
      assert.isTrue((yield* simulator.component(component)).isPushing)
      const tickets = Context.get(all, VerifyTicket.VerifyTicket)
      yield* tickets.receive({ value: Redacted.make("ticket"), createdAt: yield* Clock.currentTimeMillis })
      assert.isTrue(Option.isSome(yield* tickets.newest))
    }).pipe(Platform.on(world)))
})

describe("when the record of one merchant is damaged", () => {
  /** A process on a store where that has happened, and a backup from before. */
  const damaged = Effect.gen(function*() {
    const raw = yield* PlatformStore.makeMemory
    const first = yield* startOn(
      Layer.effect(PlatformStore.PlatformStore, StoreEncryption.seal(raw)).pipe(Layer.provide(Keys.layer))
    )
    const [victim = ""] = yield* Effect.provide(merchants, first.all)
    const lines = yield* Effect.provide(backup, first.all)
    const document = { component, kind: "authorizer", id: victim } as const
    const { body, version } = yield* Effect.flatten(raw.get(document))
    yield* raw.put(document, body, version)
    // What this process has in memory is as good as it was.
    yield* TestClock.adjust("1 minute")
    return { ...first, lines }
  })

  it.effect("all others are served, and it is restored from a backup while they are", () =>
    Effect.gen(function*() {
      const { all, lines } = yield* damaged
      yield* Effect.gen(function*() {
        assert.deepStrictEqual(yield* countAll, [2, 3, 4, 5])
        assert.deepInclude(yield* restore(lines, { existing: "replaceUnreadable" }), { written: 1, kept: 5 })
        assert.deepStrictEqual(yield* countAll, [1, 2, 3, 4, 5])
      }).pipe(Effect.provide(all))
    }).pipe(Platform.on(world)))

  it.effect("and there is no backup, the rest moves to another store, and WeChat has what is missing", () =>
    Effect.gen(function*() {
      const first = yield* damaged
      assert.deepInclude(yield* Effect.provide(Effect.flip(backup), first.all), { fault: "NotAuthentic" })
      const lines = yield* Effect.provide(backupWith({ leaveOutUnreadable: true }), first.all)
      yield* first.end
      const second = yield* start
      yield* Effect.gen(function*() {
        assert.deepInclude(yield* restore(lines), { written: 5, leftOut: 1 })
        yield* Stream.runDrain(OpenPlatform.sync())
        assert.deepStrictEqual(yield* countAll, [1, 2, 3, 4, 5])
      }).pipe(Effect.provide(second.all))
    }).pipe(Platform.on(world)))
})
