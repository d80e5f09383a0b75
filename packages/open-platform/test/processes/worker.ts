/**
 * One process of a platform: it takes its settings and its orders from stdin, one JSON text on a line, and says what
 * became of each call on stdout. It ends when stdin does.
 */
import { Draft, WeChatClient } from "@effect-wechat/core"
import { Component, OpenPlatform, PlatformStore, StoreEncryption } from "@effect-wechat/open-platform"
import * as PlatformStoreSql from "@effect-wechat/open-platform/PlatformStore/Sql"
import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import * as HttpClient from "@effect/platform/HttpClient"
import * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import * as Arr from "effect/Array"
import * as Cause from "effect/Cause"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as FiberRef from "effect/FiberRef"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import * as Option from "effect/Option"
import * as Random from "effect/Random"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import { createInterface } from "node:readline"
import * as Postgres from "../utils/Postgres.ts"
import * as Sqlite from "../utils/Sqlite.ts"
import * as Settings from "./utils/Settings.ts"

const encodeLine = Schema.encodeSync(Schema.parseJson(Settings.Line))

const say = (line: Settings.Line): void => {
  process.stdout.write(`${encodeLine(line)}\n`)
}

const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]()

const read = <A, I>(schema: Schema.Schema<A, I>): Effect.Effect<Option.Option<A>> =>
  Effect.flatMap(
    Effect.promise(() => lines.next()),
    ({ done, value }) =>
      done === true
        ? Effect.succeedNone
        : Effect.orDie(Effect.asSome(Schema.decodeUnknown(Schema.parseJson(schema))(value)))
  )

const clientOf = (database: Settings.Database) =>
  database._tag === "Sqlite" ? Sqlite.file(database.path) : Layer.orDie(
    Postgres.client({ ...database, password: Redacted.make(database.password) }, { maxConnections: 8 })
  )

/** Leases of the test's length. */
const withLease = (lease: number) => (store: PlatformStore.Service): PlatformStore.Service => ({
  ...store,
  acquire: (name, owner) => store.acquire(name, owner, Duration.millis(lease))
})

const storeOf = ({ database, key, lease }: Settings.Settings) =>
  Layer.effect(PlatformStore.PlatformStore, Effect.map(PlatformStoreSql.make(), withLease(lease))).pipe(
    Layer.provide(StoreEncryption.layer({ current: { id: "test", key: Redacted.make(key) } })),
    Layer.provide(clientOf(database)),
    Layer.orDie
  )

const componentOf = ({ component: { appId, encodingAesKey, secret, token } }: Settings.Settings) =>
  Component.layer({
    appId,
    secret: Redacted.make(secret),
    token: Redacted.make(token),
    encodingAesKey: Redacted.make(encodingAesKey)
  })

const currentCall: FiberRef.FiberRef<string> = FiberRef.unsafeMake("")

const platformOf = (settings: Settings.Settings) =>
  OpenPlatform.layer({ renewBefore: settings.renewBefore }).pipe(
    Layer.provideMerge(WeChatClient.layer({
      baseUrl: settings.baseUrl,
      transformClient: HttpClient.mapRequestEffect((request) =>
        Effect.map(FiberRef.get(currentCall), (call) =>
          HttpClientRequest.setHeaders(request, {
            [Settings.headers.process]: settings.name,
            [Settings.headers.call]: call
          }))
      )
    })),
    Layer.provide([componentOf(settings), storeOf(settings), FetchHttpClient.layer])
  )

interface Tagged {
  readonly _tag: string
  readonly reason?: unknown
}

const isTagged = (value: unknown): value is Tagged => typeof value === "object" && value !== null && "_tag" in value

/** What went wrong, from the outside to the inside; what has no tag is no error that a caller could handle. */
const tagsOf = (error: unknown): ReadonlyArray<string> => isTagged(error) ? [error._tag, ...tagsOf(error.reason)] : []

const describe = (cause: Cause.Cause<unknown>): string =>
  Option.match(Cause.failureOption(cause), {
    onNone: () => `Untyped: ${Cause.pretty(cause)}`,
    onSome: (error) => tagsOf(error).join("/")
  })

const makeCall = (name: string) => {
  let calls = 0
  let step = 0
  return (appId: string) =>
    Effect.suspend(() => {
      const call = `${name}#${++calls}`
      const began = ++step
      const beganAt = Date.now()
      return Draft.count().pipe(
        OpenPlatform.as(appId),
        Effect.locally(currentCall, call),
        Effect.exit,
        Effect.map((exit) => {
          // Whoever is stopped has no outcome.
          if (Exit.isInterrupted(exit)) return
          const error = Exit.isSuccess(exit) ? {} : { error: describe(exit.cause) }
          say({ _tag: "Outcome", call, appId, began, ended: ++step, beganAt, endedAt: Date.now(), ...error })
        })
      )
    })
}

const follow = (name: string) =>
  Effect.gen(function*() {
    const call = makeCall(name)
    const caller = (appIds: ReadonlyArray<string>) =>
      Effect.gen(function*() {
        yield* call(appIds[yield* Random.nextIntBetween(0, appIds.length)] ?? "")
        yield* Effect.sleep(yield* Random.nextIntBetween(10, 60))
      }).pipe(Effect.forever)
    const underWay: Array<Fiber.RuntimeFiber<unknown, unknown>> = []
    say({ _tag: "Ready" })
    for (;;) {
      const order = Option.getOrUndefined(yield* read(Settings.Order))
      if (order === undefined || order._tag === "Stop") break
      const work = order._tag === "Call" ? [call(order.appId)] : Arr.makeBy(
        order.callers,
        (index) => Effect.withRandom(caller(order.appIds), Random.make(`${order.seed} ${name} ${index}`))
      )
      for (const each of work) underWay.push(yield* Effect.fork(each))
    }
    yield* Fiber.interruptAll(underWay)
  })

const logger = Logger.make(({ logLevel, message }) =>
  say({ _tag: "Log", level: logLevel.label, message: String(message) })
)

const program = Effect.gen(function*() {
  const settings = yield* Effect.flatten(read(Settings.Settings))
  yield* Effect.provide(follow(settings.name), platformOf(settings))
  say({ _tag: "Stopped" })
}).pipe(Effect.provide(Logger.replace(Logger.defaultLogger, logger)))

// Whoever made this process is gone.
process.stdout.on("error", () => process.exit(1))

await Effect.runPromise(program)
process.exit(0)
