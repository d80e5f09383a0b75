import { Draft } from "@effect-wechat/core"
import {
  Authorizers,
  ComponentApi,
  OpenPlatform,
  PlatformStore,
  PlatformStoreKeyValueStore,
  StoreEncryption
} from "@effect-wechat/open-platform"
import * as PlatformStoreSql from "@effect-wechat/open-platform/PlatformStore/Sql"
import { Simulator } from "@effect-wechat/simulator"
import { KeyValueStore } from "@effect/platform"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber, Layer, Option, Stream, TestClock } from "effect"
import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import * as Files from "../utils/Files.ts"
import * as Keys from "../utils/Keys.ts"
import * as Platform from "../utils/Platform.ts"
import * as Recorder from "../utils/Recorder.ts"
import * as Sqlite from "../utils/Sqlite.ts"
import * as SqlStores from "../utils/SqlStores.ts"

const component = Platform.component.appId
const [old, next] = [Keys.key("old"), Keys.key("new")]

const count = (appId: string) => OpenPlatform.as(appId)(Draft.count())

/** A platform's whole life: tickets, merchants, calls, refreshes that change both tokens, a withdrawal, a sync. */
const life = Effect.gen(function*() {
  const known = yield* Authorizers.Authorizers
  const appIds = yield* Effect.replicateEffect(Platform.merchant([7, 11]), 5)
  for (const hours of [0, 3, 3]) {
    yield* TestClock.adjust(`${hours} hours`)
    yield* Platform.receiveTicket
    yield* OpenPlatform.forEachAuthorizer(Draft.count(), { concurrency: 4 })
  }
  const [first = ""] = appIds
  yield* Platform.withdraw(first)
  yield* Effect.flip(count(first))
  yield* Platform.authorize(first, [11])
  yield* Stream.runDrain(OpenPlatform.sync())
  yield* known.refreshFacts(first)
  assert.deepStrictEqual(yield* count(first), { total_count: 0 })
})

const configured = [Platform.component.secret, Platform.component.token, Platform.component.encodingAesKey]

/** Lives a platform's life on a store, and gives the secrets that went over the wire. */
const live = (store: Layer.Layer<PlatformStore.PlatformStore>) =>
  Effect.gen(function*() {
    const recorder = Recorder.make()
    const rotating = { world: { components: [{ ...Platform.component, rotatesRefreshTokens: true }] } }
    yield* Platform.run({ client: { transformClient: recorder.transformClient }, simulator: rotating, store })(life)
    const secrets = [...configured, ...recorder.secrets]
    assert.isAbove(secrets.filter((secret) => secret.startsWith("refreshtoken@@@")).length, 10)
    assert.isAbove(secrets.filter((secret) => secret.startsWith("ticket@@@")).length, 2)
    return secrets
  })

/** Everything that was ever set. */
const remembering = (written: Array<string>) => {
  const entries = new Map<string, string>()
  return Layer.succeed(
    KeyValueStore.KeyValueStore,
    KeyValueStore.makeStringOnly({
      get: (key) => Effect.sync(() => Option.fromNullable(entries.get(key))),
      set: (key, value) =>
        Effect.sync(() => {
          written.push(`${key} ${value}`)
          entries.set(key, value)
        }),
      remove: (key) => Effect.sync(() => entries.delete(key)),
      clear: Effect.sync(() => entries.clear()),
      size: Effect.sync(() => entries.size)
    })
  )
}

const leaks = (written: ReadonlyArray<string>, secrets: ReadonlyArray<string>) =>
  secrets.filter((secret) => written.some((each) => each.includes(secret)))

describe("what a platform writes in its life", () => {
  const on = (
    values: Layer.Layer<KeyValueStore.KeyValueStore>,
    encryption: Layer.Layer<StoreEncryption.StoreEncryption>
  ) => Layer.provide(PlatformStoreKeyValueStore.layer, [values, encryption])

  it.effect("shows no token, no ticket and no secret, at any time", () =>
    Effect.gen(function*() {
      const written: Array<string> = []
      const secrets = yield* live(on(remembering(written), Keys.layer))
      assert.isAbove(written.length, 30)
      assert.deepStrictEqual(leaks(written, secrets), [])
      // Nor which sets were granted, nor anything else of a record.
      assert.isFalse(written.some((each) => /refreshToken|permissionSets|ticket/.test(each)))
    }))

  it.scoped("shows none of them in the files of its directory", () =>
    Effect.gen(function*() {
      const directory = yield* Files.directory
      const secrets = yield* live(on(Files.layer(directory), Keys.layer))
      const files = readdirSync(directory).map((name) => `${name} ${readFileSync(join(directory, name), "utf8")}`)
      assert.isAbove(files.length, 6)
      assert.deepStrictEqual(leaks(files, secrets), [])
    }))

  it.effect("would show them without encryption", () =>
    Effect.gen(function*() {
      const written: Array<string> = []
      const secrets = yield* live(on(remembering(written), StoreEncryption.layerPlainText))
      assert.isAbove(leaks(written, secrets).length, 20)
    }))
})

describe("what a platform leaves in a stolen database file", () => {
  /** The bytes of the file and of what lies beside it, and every row. */
  const stolen = (encryption: Layer.Layer<StoreEncryption.StoreEncryption>) =>
    Effect.gen(function*() {
      const directory = yield* Files.directory
      const client = Sqlite.file(join(directory, "wechat.db"))
      const secrets = yield* live(Layer.orDie(Layer.provide(PlatformStoreSql.layer(), [client, encryption])))
      const bytes = readdirSync(directory).map((name) => readFileSync(join(directory, name), "latin1"))
      const rows = yield* Effect.provide(SqlStores.rows("SELECT * FROM wechat_documents"), client)
      assert.isAbove(rows.length, 5)
      return { found: [...bytes, ...rows.map((row) => row.join(" "))], secrets }
    })

  it.scoped("is no token, no ticket and no secret, neither in its bytes nor in its rows", () =>
    Effect.gen(function*() {
      const { found, secrets } = yield* stolen(Keys.layer)
      assert.deepStrictEqual(leaks(found, secrets), [])
      assert.isFalse(found.some((each) => /refreshToken|permissionSets/.test(each)))
    }))

  it.scoped("would be all of them without encryption", () =>
    Effect.gen(function*() {
      const { found, secrets } = yield* stolen(SqlStores.plainText)
      assert.isAbove(leaks(found, secrets).length, 5)
    }))
})

describe("a change of the key while the platform serves", () => {
  const sealed = (raw: PlatformStore.Service, options: StoreEncryption.Options) =>
    Layer.effect(PlatformStore.PlatformStore, StoreEncryption.seal(raw)).pipe(Layer.provide(Keys.encryption(options)))

  /** A process that still writes under the old key, and the store of the one that changes keys. */
  const scene = (
    play: (given: {
      readonly serving: Platform.Process
      readonly raw: PlatformStore.Service
      readonly appId: string
      readonly reencrypt: (
        hooked: PlatformStore.Service
      ) => Effect.Effect<unknown, PlatformStore.StoreError | StoreEncryption.StoreNotEncrypted>
    }) => Effect.Effect<void, unknown, Simulator.Simulator>
  ) =>
    Effect.gen(function*() {
      const raw = yield* PlatformStore.makeMemory
      const serving = yield* Effect.provide(Platform.process(), sealed(raw, { current: old, others: [next] }))
      const appId = yield* Effect.andThen(Platform.receiveTicket, Platform.merchant([11], { drafts: 3 })).pipe(
        Effect.provide(serving)
      )
      // The token is over.
      yield* TestClock.adjust("3 hours")
      const refreshing = sealed(raw, { current: next, others: [old] })
      yield* play({
        serving,
        raw,
        appId,
        reencrypt: (hooked) =>
          Effect.provide(StoreEncryption.reencrypt(component), sealed(hooked, { current: next, others: [old] }))
      })
      const { plainText, sealed: keys } = yield* Effect.provide(StoreEncryption.keysInUse(component), refreshing)
      assert.strictEqual(plainText, 0)
      assert.deepStrictEqual(Array.from(keys, ([name, documents]) => [name.split(".")[0], documents]), [["new", 2]])
      // A process with the new key alone goes on with the token that was fetched, and fetches none.
      yield* Platform.forgetSeen
      const later = yield* Effect.provide(Platform.process(), sealed(raw, { current: next }))
      assert.deepStrictEqual(yield* Effect.provide(count(appId), later), { total_count: 3 })
      assert.deepStrictEqual(yield* Platform.asked, [Draft.count.name])
    }).pipe(Platform.on(Platform.world({
      simulator: { world: { components: [{ ...Platform.component, rotatesRefreshTokens: true }] } }
    })))

  it.effect("does not disturb the refresh of a token that began before and ends after", () =>
    scene(({ appId, raw, reencrypt, serving }) =>
      Effect.gen(function*() {
        const simulator = yield* Simulator.Simulator
        yield* simulator.inject({
          when: { endpoint: ComponentApi.authorizerToken.name, times: 1 },
          what: { _tag: "Delay", millis: 2000 }
        })
        yield* Platform.forgetSeen
        const call = yield* Effect.fork(Effect.provide(count(appId), serving))
        yield* TestClock.adjust("1 second")
        assert.include(yield* Platform.asked, ComponentApi.authorizerToken.name)
        // The version that the refresh has read is gone when it writes.
        yield* reencrypt(raw)
        yield* TestClock.adjust("2 seconds")
        assert.deepStrictEqual(yield* Fiber.join(call), { total_count: 3 })
        assert.strictEqual(yield* Platform.timesAsked(ComponentApi.authorizerToken), 1)
        // It has written under its own key, which is the old one.
        yield* reencrypt(raw)
      })
    ))

  it.effect("does not undo the refresh of a token that is written between its look and its write", () =>
    scene(({ appId, raw, reencrypt, serving }) =>
      Effect.gen(function*() {
        yield* Platform.forgetSeen
        let isFirst = true
        const counted: Array<unknown> = []
        yield* reencrypt({
          ...raw,
          put: (key, body, expected) =>
            Effect.gen(function*() {
              if (key.id === appId && isFirst) {
                isFirst = false
                counted.push(yield* Effect.orDie(Effect.provide(count(appId), serving)))
              }
              return yield* raw.put(key, body, expected)
            })
        })
        assert.deepStrictEqual(counted, [{ total_count: 3 }])
        assert.match(
          (yield* Effect.flatten(raw.get({ component, kind: "authorizer", id: appId }))).body,
          /^sealed\/1:new\./
        )
        // The token of the component was fetched, too, and written under the old key.
        yield* reencrypt(raw)
        assert.strictEqual(yield* Platform.timesAsked(ComponentApi.authorizerToken), 1)
      })
    ))
})
