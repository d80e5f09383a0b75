/**
 * What the processes of a test share: a WeChat that remembers, a database that keeps a ledger, merchants who have
 * authorized, tickets that keep coming, and a process of the test's own that is never disturbed.
 */
import { Draft, WeChatClient } from "@effect-wechat/core"
import { Authorization, Authorizers, OpenPlatform, PlatformStore, VerifyTicket } from "@effect-wechat/open-platform"
import * as PlatformStoreSql from "@effect-wechat/open-platform/PlatformStore/Sql"
import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import type { SqlClient } from "@effect/sql/SqlClient"
import * as Arr from "effect/Array"
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import * as LogLevel from "effect/LogLevel"
import * as Redacted from "effect/Redacted"
import type * as Scope from "effect/Scope"
import { randomBytes } from "node:crypto"
import * as Platform from "../../utils/Platform.ts"
import * as Ledger from "./Ledger.ts"
import type * as Settings from "./Settings.ts"
import { Witness } from "./Witness.ts"
import * as Workers from "./Workers.ts"

export interface Options {
  readonly database: Settings.Database
  /** A client of that database, for the test's own process */
  readonly client: Layer.Layer<SqlClient>
  readonly merchants: number
  /** How long leases last, in milliseconds */
  readonly lease: number
  /** How long before their end tokens are renewed, in milliseconds */
  readonly renewBefore: number
}

export interface Fleet {
  readonly appIds: ReadonlyArray<string>
  /** Starts a process */
  readonly start: (name: string) => Effect.Effect<Workers.Worker, never, Scope.Scope>
  /** Makes a call from the process of the test */
  readonly call: (appId: string) => Effect.Effect<unknown, unknown>
  /** The refresh token of an account, as the store has it */
  readonly stored: (appId: string) => Effect.Effect<string | undefined>
  readonly commits: Effect.Effect<Readonly<Record<string, ReadonlyArray<Ledger.Commit>>>>
  /** How often a lease was taken from somebody who had not given it back, by account */
  readonly takeovers: Effect.Effect<ReadonlyMap<string, number>>
  readonly sql: <A, E>(effect: Effect.Effect<A, E, SqlClient>) => Effect.Effect<A, E>
}

/** The newest ticket reaches the platform. */
const receiveTicket = Effect.gen(function*() {
  const { inItsTime, simulator } = yield* Witness
  yield* inItsTime(simulator.pushTicket(Platform.component.appId))
  const { newestTicket } = yield* simulator.component(Platform.component.appId)
  const tickets = yield* VerifyTicket.VerifyTicket
  yield* tickets.receive({ value: Redacted.make(newestTicket ?? ""), createdAt: yield* Clock.currentTimeMillis })
})

const merchant = Effect.gen(function*() {
  const { inItsTime, simulator } = yield* Witness
  const authorization = yield* Authorization.Authorization
  const { appId } = yield* inItsTime(simulator.addAccount())
  const { authCode } = yield* inItsTime(
    simulator.authorize({ component: Platform.component.appId, account: appId, permissionSets: [11] })
  )
  yield* authorization.complete(Redacted.make(authCode))
  return appId
})

export const make = (options: Options): Effect.Effect<Fleet, never, Scope.Scope | Witness> =>
  Effect.gen(function*() {
    const { client, database, lease, merchants, renewBefore } = options
    const witness = yield* Witness
    const key = randomBytes(32).toString("base64")
    const encryption = Layer.orDie(Ledger.encryption(key))
    const own = yield* Layer.build(
      OpenPlatform.layer({ renewBefore }).pipe(
        Layer.provideMerge(WeChatClient.layer({ baseUrl: witness.baseUrl })),
        Layer.provide([Platform.ComponentLive, FetchHttpClient.layer]),
        Layer.provide(Layer.effect(PlatformStore.PlatformStore, Effect.orDie(PlatformStoreSql.make()))),
        Layer.provideMerge(Layer.merge(encryption, client)),
        Layer.provide(Logger.minimumLogLevel(LogLevel.None))
      )
    )
    yield* Effect.orDie(Effect.provide(Ledger.begin, own))
    const appIds = yield* Effect.andThen(
      receiveTicket,
      Effect.all(Arr.makeBy(merchants, () => merchant), { concurrency: 8 })
    ).pipe(Effect.provide(own), Effect.orDie)
    yield* receiveTicket.pipe(
      Effect.provide(own),
      // Without the database there is nobody who could take it; the next one comes soon.
      Effect.ignore,
      Effect.delay("3 seconds"),
      Effect.forever,
      Effect.forkScoped
    )
    return {
      appIds,
      start: (name) =>
        Workers.start({
          name,
          baseUrl: witness.baseUrl,
          component: Platform.component,
          database,
          key,
          lease,
          renewBefore
        }),
      call: (appId) => Effect.provide(OpenPlatform.as(appId)(Draft.count()), own),
      stored: (appId) =>
        Context.get(own, Authorizers.Authorizers).read(appId).pipe(
          Effect.flatten,
          Effect.orDie,
          Effect.map(({ authorizer }) => Platform.open(authorizer).refreshToken)
        ),
      commits: Effect.provide(Ledger.commits, own),
      takeovers: Effect.provide(Ledger.takeovers, own),
      sql: Effect.provide(own)
    }
  })
