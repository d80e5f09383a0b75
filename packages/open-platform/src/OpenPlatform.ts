/**
 * The façade: run any Effect on behalf of any authorizer, and know before the network whether a call is allowed.
 */
import {
  AccessToken,
  Catalogue,
  type Credential,
  type Endpoint,
  Identifiers,
  type WeChatClient
} from "@effect-wechat/core"
import * as Chunk from "effect/Chunk"
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type * as Exit from "effect/Exit"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Queue from "effect/Queue"
import * as Stream from "effect/Stream"
import * as Take from "effect/Take"
import * as Authorization from "./Authorization.ts"
import type { Authorizer } from "./Authorizer.ts"
import * as Authorizers from "./Authorizers.ts"
import * as AuthorizerToken from "./AuthorizerToken.ts"
import type { Component } from "./Component.ts"
import * as ComponentToken from "./ComponentToken.ts"
import * as Gate from "./Gate.ts"
import type { Failure } from "./internal/fenced.ts"
import * as Workers from "./internal/workers.ts"
import type { PlatformStore, StoreError } from "./PlatformStore.ts"
import * as Sync from "./Sync.ts"
import * as VerifyTicket from "./VerifyTicket.ts"

/** An account's app id, branded or plain. */
export type GivenAppId = Identifiers.Given<Identifiers.AppId>

/** How an effect ended for one authorizer. */
export interface Outcome<A, E> {
  readonly appId: Identifiers.AppId
  readonly exit: Exit.Exit<A, E>
}

/** What the gate would say to a call, and by what it judges. */
export interface Explanation {
  readonly appId: Identifiers.AppId
  /** The name of the interface, as on WeChat's page */
  readonly endpoint: string
  readonly allowed: boolean
  /** All reasons against the call, each with its remedy */
  readonly reasons: Gate.Reasons
  /** Nothing, if the account never authorized the component */
  readonly authorizer: Option.Option<Authorizer>
  /** How long ago WeChat was asked for grant and facts; nothing where they are not known, or known to be wrong */
  readonly factsAge: Option.Option<Duration.Duration>
}

/** What one authorizer may call. */
export interface MatrixRow {
  readonly authorizer: Authorizer
  /** The reasons against each endpoint by its name; none mean allowed */
  readonly reasons: ReadonlyMap<string, Gate.Reasons>
}

/** What can be done for all authorizers at once. */
export interface ForEachOptions<A, E> {
  /** For how many authorizers at a time, 1 by default */
  readonly concurrency?: number | undefined
  /** Which authorizers; all that have authorized by default */
  readonly filter?: ((authorizer: Authorizer) => boolean) | undefined
  /** Told of each outcome as it comes */
  readonly onOutcome?: ((outcome: Outcome<A, E>) => Effect.Effect<void>) | undefined
}

/** What the platform can do. The functions of this module take it from the context. */
export interface Service {
  /** What speaks for an account */
  readonly credential: (appId: Identifiers.AppId) => Credential.Service
  /** The record of one authorizer */
  readonly authorizer: (appId: GivenAppId) => Effect.Effect<Option.Option<Authorizer>, StoreError>
  /** All records, those of accounts that took the authorization back too, a page at a time */
  readonly authorizers: Stream.Stream<Authorizer, StoreError>
  /** What the gate would say, without a call */
  readonly explain: (appId: GivenAppId, endpoint: Endpoint.Any) => Effect.Effect<Explanation, StoreError>
  /** Which authorizers may make which calls, without a call */
  readonly matrix: (endpoints?: ReadonlyArray<Endpoint.Any>) => Stream.Stream<MatrixRow, StoreError>
  /** Builds the store anew from what WeChat knows */
  readonly sync: (options?: Sync.Options) => Stream.Stream<Sync.Progress, Failure | StoreError>
}

/** The platform. */
export class OpenPlatform extends Context.Tag("@effect-wechat/open-platform/OpenPlatform")<OpenPlatform, Service>() {}

/** Everything that can be chosen; see the modules for the defaults. */
export interface Options
  extends Authorizers.Options, AuthorizerToken.Options, Authorization.Options, VerifyTicket.Options
{}

const pageSize = 200

const toAppId = (appId: GivenAppId): Identifiers.AppId => Identifiers.AppId.make(appId, { disableValidation: true })

/** The platform over authorizers and their tokens. */
export const make: Effect.Effect<
  Service,
  never,
  | Authorizers.Authorizers
  | AuthorizerToken.AuthorizerToken
  | Component
  | ComponentToken.ComponentToken
  | WeChatClient.WeChatClient
> = Effect.gen(function*() {
  const known = yield* Authorizers.Authorizers
  const { credential } = yield* AuthorizerToken.AuthorizerToken
  const sync = yield* Sync.make

  const authorizers = Stream.paginateChunkEffect(
    Option.none<string>(),
    (after) =>
      Effect.map(known.documents.page(Option.getOrUndefined(after), pageSize), (page) => [
        Chunk.map(Chunk.unsafeFromArray(page), ({ authorizer }) => authorizer),
        page.length < pageSize
          ? Option.none()
          : Option.map(Option.fromNullable(page.at(-1)), ({ authorizer }) => Option.some<string>(authorizer.appId))
      ])
  )

  return OpenPlatform.of({
    credential,
    authorizer: (appId) => Effect.map(known.find(appId), Option.map(({ authorizer }) => authorizer)),
    authorizers,
    explain: (appId, endpoint) =>
      Effect.zipWith(known.read(appId), Clock.currentTimeMillis, (found, now): Explanation => {
        const reasons = Option.match(found, { onNone: () => Gate.unknown, onSome: ({ ask }) => ask(endpoint) })
        return {
          appId: toAppId(appId),
          endpoint: endpoint.name,
          allowed: reasons.length === 0,
          reasons,
          authorizer: Option.map(found, ({ authorizer }) => authorizer),
          factsAge: found.pipe(
            Option.filter(({ authorizer }) => !authorizer.areFactsInDoubt),
            Option.flatMapNullable(({ authorizer }) => authorizer.factsAt),
            Option.map((factsAt) => Duration.millis(now - factsAt))
          )
        }
      }),
    matrix: (endpoints = Catalogue.endpoints) =>
      Stream.map(authorizers, (authorizer): MatrixRow => {
        const ask = Gate.of(authorizer)
        return { authorizer, reasons: new Map(endpoints.map((endpoint) => [endpoint.name, ask(endpoint)])) }
      }),
    sync
  })
})

/**
 * The platform with all its parts, on a component, a store and a client.
 *
 * @example
 * ```ts
 * import { WeChatClient } from "@effect-wechat/core"
 * import { Component, OpenPlatform, PlatformStore } from "@effect-wechat/open-platform"
 * import { FetchHttpClient } from "@effect/platform"
 * import { Layer } from "effect"
 *
 * const PlatformLive = OpenPlatform.layer().pipe(
 *   Layer.provide([Component.layerEnv, PlatformStore.layerMemory]),
 *   Layer.provideMerge(WeChatClient.layer()),
 *   Layer.provide(FetchHttpClient.layer)
 * )
 * ```
 */
export const layer = (
  options: Options = {}
): Layer.Layer<
  | OpenPlatform
  | Authorization.Authorization
  | Authorizers.Authorizers
  | ComponentToken.ComponentToken
  | VerifyTicket.VerifyTicket,
  never,
  Component | PlatformStore | WeChatClient.WeChatClient
> =>
  Layer.merge(
    Layer.effect(OpenPlatform, make).pipe(Layer.provide(AuthorizerToken.layer(options))),
    Authorization.layer(options)
  ).pipe(
    Layer.provideMerge(Authorizers.layer(options)),
    Layer.provideMerge(ComponentToken.layer({ renewBefore: options.renewBefore })),
    Layer.provideMerge(VerifyTicket.layer(options))
  )

/**
 * Runs an effect on behalf of one authorizer.
 *
 * @example
 * ```ts
 * import { Draft } from "@effect-wechat/core"
 * import { OpenPlatform } from "@effect-wechat/open-platform"
 *
 * const drafts = Draft.count().pipe(OpenPlatform.as("wx0123456789abcdef"))
 * ```
 */
export const as =
  (appId: GivenAppId) =>
  <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, E, Exclude<R, AccessToken.AccessToken> | OpenPlatform> =>
    Effect.flatMap(OpenPlatform, ({ credential }) => AccessToken.provide(credential(toAppId(appId)))(effect))

/** The same for whole programs: a Layer of the account's credential. */
export const layerAuthorizer = (appId: GivenAppId): Layer.Layer<AccessToken.AccessToken, never, OpenPlatform> =>
  Layer.effect(AccessToken.AccessToken, Effect.map(OpenPlatform, ({ credential }) => credential(toAppId(appId))))

const outcomesTo = <A, E, R>(
  tell: (outcome: Outcome<A, E>) => Effect.Effect<unknown>,
  effect: Effect.Effect<A, E, R>,
  options: Omit<ForEachOptions<A, E>, "onOutcome">
): Effect.Effect<void, StoreError, Exclude<R, AccessToken.AccessToken> | OpenPlatform> => {
  const filter = options.filter ?? ((authorizer) => authorizer.status === "authorized")
  return Effect.flatMap(OpenPlatform, ({ authorizers }) =>
    Workers.forEach(
      authorizers,
      (authorizer) => {
        if (!filter(authorizer)) return Effect.void
        const { appId } = authorizer
        return Effect.flatMap(Effect.exit(as(appId)(effect)), (exit) => Effect.asVoid(tell({ appId, exit })))
      },
      options.concurrency ?? 1
    ))
}

/**
 * Runs an effect for all authorizers, each with its own token, its own grants and its own outcome. The failure of one
 * stops nobody else. Outcomes come as they are ready.
 */
export const streamAuthorizers = <A, E, R>(
  effect: Effect.Effect<A, E, R>,
  options: Omit<ForEachOptions<A, E>, "onOutcome"> = {}
): Stream.Stream<Outcome<A, E>, StoreError, Exclude<R, AccessToken.AccessToken> | OpenPlatform> =>
  Stream.unwrapScoped(Effect.gen(function*() {
    // As many may be done and not taken yet as run at a time.
    const outcomes = yield* Queue.bounded<Take.Take<Outcome<A, E>, StoreError>>(options.concurrency ?? 1)
    yield* outcomesTo((outcome) => Queue.offer(outcomes, Take.of(outcome)), effect, options).pipe(
      Effect.matchCause({ onFailure: Take.failCause, onSuccess: () => Take.end }),
      Effect.flatMap((end) => Queue.offer(outcomes, end)),
      Effect.forkScoped
    )
    return Stream.flattenTake(Stream.fromQueue(outcomes))
  }))

/**
 * Runs an effect for all authorizers, each with its own token, its own grants and its own outcome, and gives all the
 * outcomes. The failure of one stops nobody else.
 *
 * @example
 * ```ts
 * import { Draft } from "@effect-wechat/core"
 * import { OpenPlatform } from "@effect-wechat/open-platform"
 * import { Effect, Exit } from "effect"
 *
 * const drafts = OpenPlatform.forEachAuthorizer(Draft.count(), { concurrency: 16 }).pipe(
 *   Effect.map((outcomes) => outcomes.filter(({ exit }) => Exit.isFailure(exit)).map(({ appId }) => appId))
 * )
 * ```
 */
export const forEachAuthorizer = <A, E, R>(
  effect: Effect.Effect<A, E, R>,
  options: ForEachOptions<A, E> = {}
): Effect.Effect<
  ReadonlyArray<Outcome<A, E>>,
  StoreError,
  Exclude<R, AccessToken.AccessToken> | OpenPlatform
> =>
  Effect.suspend(() => {
    const outcomes: Array<Outcome<A, E>> = []
    const tell = (outcome: Outcome<A, E>) => {
      outcomes.push(outcome)
      return options.onOutcome?.(outcome) ?? Effect.void
    }
    return Effect.as(outcomesTo(tell, effect, options), outcomes)
  })

/** What the gate would say to a call for an account, without making it. */
export const explain = (
  appId: GivenAppId,
  endpoint: Endpoint.Any
): Effect.Effect<Explanation, StoreError, OpenPlatform> =>
  Effect.flatMap(OpenPlatform, (platform) => platform.explain(appId, endpoint))

/** Which authorizers may make which calls, by default all of `@effect-wechat/core`. */
export const matrix = (
  endpoints?: ReadonlyArray<Endpoint.Any>
): Stream.Stream<MatrixRow, StoreError, OpenPlatform> =>
  Stream.unwrap(Effect.map(OpenPlatform, (platform) => platform.matrix(endpoints)))

/** Builds the store anew from what WeChat knows, see `Sync`. */
export const sync = (options?: Sync.Options): Stream.Stream<Sync.Progress, Failure | StoreError, OpenPlatform> =>
  Stream.unwrap(Effect.map(OpenPlatform, (platform) => platform.sync(options)))
