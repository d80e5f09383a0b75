/**
 * A platform on a simulator in this process, and what merchants do to it.
 */
import { Identifiers, WeChatClient } from "@effect-wechat/core"
import {
  Authorization,
  type Authorizer,
  Authorizers,
  Component,
  OpenPlatform,
  PlatformStore,
  VerifyTicket
} from "@effect-wechat/open-platform"
import { Simulator } from "@effect-wechat/simulator"
import type * as HttpClient from "@effect/platform/HttpClient"
import * as Clock from "effect/Clock"
import type * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import type * as Scope from "effect/Scope"
import * as TestClock from "effect/TestClock"

/** The component of all tests, as both sides know it. */
export const component = {
  appId: "wxc000000000000001",
  secret: "the-component-secret",
  token: "the-message-token",
  encodingAesKey: "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
}

/** A layer of a component. */
export const componentLayer = (of: typeof component): Layer.Layer<Component.Component> =>
  Component.layer({
    appId: of.appId,
    secret: Redacted.make(of.secret),
    token: Redacted.make(of.token),
    encodingAesKey: Redacted.make(of.encodingAesKey)
  })

export const ComponentLive = componentLayer(component)

export interface Options {
  readonly platform?: OpenPlatform.Options
  readonly simulator?: Simulator.Options
  readonly client?: WeChatClient.Options
  readonly store?: Layer.Layer<PlatformStore.PlatformStore>
}

/** WeChat, the component and the store, without a platform. */
export const world = ({ simulator, store }: Options = {}) =>
  Layer.mergeAll(
    ComponentLive,
    store ?? PlatformStore.layerMemory,
    Simulator.layer({ ...simulator, world: { components: [component], ...simulator?.world } })
  )

/** A platform on a simulator in this process, and on a store of its own. */
export const layer = (options: Options = {}) =>
  OpenPlatform.layer(options.platform).pipe(
    Layer.provideMerge(WeChatClient.layer(options.client)),
    Layer.provideMerge(world(options))
  )

/** All that a process has. */
export type Process = Context.Context<
  Layer.Layer.Success<ReturnType<typeof OpenPlatform.layer>> | WeChatClient.WeChatClient
>

/** A process with a platform of its own, on the component, the store and the WeChat of the test. */
export const process = (
  options: Pick<Options, "platform" | "client"> = {}
): Effect.Effect<
  Process,
  never,
  Component.Component | HttpClient.HttpClient | PlatformStore.PlatformStore | Scope.Scope
> =>
  Layer.build(
    OpenPlatform.layer(options.platform).pipe(Layer.provideMerge(WeChatClient.layer(options.client)))
  )

/** When all tests begin: at the zero of the epoch "now" would look like "never". */
export const start = Date.UTC(2025, 6, 1)

/** Runs a test at a time of our days on a layer of its own. */
export const on = <Given>(live: Layer.Layer<Given>) => <A, E, R>(test: Effect.Effect<A, E, R>) =>
  Effect.andThen(TestClock.setTime(start), Effect.provide(Effect.scoped(test), live))

/** Runs a test on a platform of its own, which has a ticket. */
export const run = (options: Options = {}) => <A, E, R>(test: Effect.Effect<A, E, R>) =>
  on(layer(options))(Effect.andThen(receiveTicket, test))

/** What a pushed ticket does, without the push: the newest of the simulator reaches the platform. */
export const receiveTicket = Effect.gen(function*() {
  const simulator = yield* Simulator.Simulator
  yield* simulator.pushTicket(component.appId)
  const { newestTicket } = yield* simulator.component(component.appId)
  const tickets = yield* VerifyTicket.VerifyTicket
  yield* tickets.receive({ value: Redacted.make(newestTicket ?? ""), createdAt: yield* Clock.currentTimeMillis })
})

/** The merchant says yes on WeChat's page: the code that comes back. */
export const consent = (account: string, permissionSets: ReadonlyArray<number>) =>
  Effect.gen(function*() {
    const simulator = yield* Simulator.Simulator
    const { authCode } = yield* simulator.authorize({ component: component.appId, account, permissionSets })
    return Redacted.make(authCode)
  })

/** The merchant says yes, and the code is exchanged. */
export const authorize = (account: string, permissionSets: ReadonlyArray<number>) =>
  Effect.gen(function*() {
    const authorization = yield* Authorization.Authorization
    return yield* authorization.complete(yield* consent(account, permissionSets))
  })

type AccountOptions = Parameters<Simulator.Service["addAccount"]>[0]

/** A new account that has authorized the component; gives its app id. */
export const merchant = (permissionSets: ReadonlyArray<number> = [7, 11], account?: AccountOptions) =>
  Effect.gen(function*() {
    const simulator = yield* Simulator.Simulator
    const { appId } = yield* simulator.addAccount(account)
    yield* authorize(appId, permissionSets)
    return Identifiers.AppId.make(appId)
  })

/** A record with its secrets laid open, because two secrets that are hidden are alike to any comparison. */
export const open = ({ accessToken, refreshToken, ...rest }: Authorizer.Authorizer) => ({
  ...rest,
  refreshToken: refreshToken === undefined ? undefined : Redacted.value(refreshToken),
  accessToken: accessToken === undefined ? undefined : Redacted.value(accessToken.value),
  expiresAt: accessToken?.expiresAt
})

/** The record of an account, as the store has it. */
export const record = (appId: string) =>
  Effect.gen(function*() {
    const authorizers = yield* Authorizers.Authorizers
    return open((yield* Effect.flatten(authorizers.read(appId))).authorizer)
  })

/** The merchant takes the authorization back. */
export const withdraw = (account: string) =>
  Effect.flatMap(Simulator.Simulator, (simulator) => simulator.unauthorize({ component: component.appId, account }))

/** What WeChat was asked since the beginning, or since it was told to forget: the names of the interfaces. */
export const asked = Effect.gen(function*() {
  const simulator = yield* Simulator.Simulator
  return (yield* simulator.requests).map(({ endpoint, path }) => endpoint ?? path)
})

/** How often WeChat was asked for an interface. */
export const timesAsked = (endpoint: { readonly name: string }) =>
  Effect.map(asked, (names) => names.filter((name) => name === endpoint.name).length)

export const forgetSeen = Effect.flatMap(Simulator.Simulator, (simulator) => simulator.forgetSeen)
