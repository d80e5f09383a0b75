/**
 * The authorizers of the component, as this process knows them: records from the store, kept for a moment, and what
 * changes them.
 *
 * An authorizer that nobody calls for costs nothing here.
 */
import { type Credential, type Endpoint, WeChatClient } from "@effect-wechat/core"
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import type * as Scope from "effect/Scope"
import * as Struct from "effect/Struct"
import * as ComponentApi from "./api/ComponentApi.ts"
import type { Authorizer, Versioned } from "./Authorizer.ts"
import { Component } from "./Component.ts"
import { ComponentToken } from "./ComponentToken.ts"
import * as Gate from "./Gate.ts"
import * as Documents from "./internal/documents.ts"
import type { Failure } from "./internal/fenced.ts"
import * as Info from "./internal/info.ts"
import * as Lru from "./internal/lru.ts"
import * as SingleFlight from "./internal/singleFlight.ts"
import * as Unsaved from "./internal/unsaved.ts"
import { PlatformStore, type StoreError } from "./PlatformStore.ts"

export {
  /** What WeChat says of a grant, as the record keeps it. */
  grantFrom
} from "./internal/info.ts"

/** One authorizer in the memory of this process. */
export interface Known extends Versioned {
  /** The gate's answer for an endpoint */
  readonly ask: (endpoint: Endpoint.Any) => Gate.Reasons
  /** When the store was last asked for the record, in milliseconds of the epoch */
  readonly seenAt: number
}

/** What can be done with authorizers. */
export interface Service {
  readonly documents: Documents.Documents
  /** Tokens of authorizers, by app id, that the store has not taken yet */
  readonly unsaved: Unsaved.Unsaved
  /** Without asking the store, if the record was seen a moment ago */
  readonly recent: (appId: string, now: number) => Known | undefined
  /** As this process has seen it last, however long ago */
  readonly last: (appId: string) => Known | undefined
  /** From the store, or from memory if it was seen a moment ago */
  readonly find: (appId: string) => Effect.Effect<Option.Option<Known>, StoreError>
  /** From the store */
  readonly read: (appId: string) => Effect.Effect<Option.Option<Known>, StoreError>
  /** Changes a record as it stands at the moment of the write, which may be as it was `known` to be a moment ago */
  readonly change: (
    appId: string,
    change: (current: Authorizer) => Option.Option<Authorizer>,
    known?: Versioned
  ) => Effect.Effect<Option.Option<Known>, StoreError>
  /**
   * A merchant authorized, or changed what it granted: tokens and grant are replaced at once. `at` is when WeChat was
   * asked for them: a record that was closed since then stays closed, because the end may have come after the answer.
   * May be run again when it has failed: what it has written, or others have adopted in the meantime, stands
   */
  readonly adopt: (grant: Info.Grant, at: number) => Effect.Effect<Known, StoreError>
  /**
   * The authorization has ended: no call goes out any more, and a refresh under way does not bring it back. An older
   * event than the newest that was handled changes nothing; says whether the record is closed now.
   */
  readonly close: (appId: string, at: number) => Effect.Effect<boolean, StoreError>
  /**
   * WeChat says that this authorization has ended. Closes the record, unless the account has authorized again since;
   * gives what stands afterwards
   */
  readonly end: (appId: string, authorization: number) => Effect.Effect<Option.Option<Known>, StoreError>
  /** Asks WeChat for grant, kind, certification and status. Closes the record if the account is no authorizer any more */
  readonly refreshFacts: (appId: string) => Effect.Effect<Option.Option<Known>, Failure>
}

/** The authorizers of the component. */
export class Authorizers extends Context.Tag("@effect-wechat/open-platform/Authorizers")<Authorizers, Service>() {}

/** How records are kept in memory. */
export interface Options {
  /**
   * How long a record counts without another look at the store: so late, at the most, does this process notice what
   * another has changed. For so long, too, calls go on when the store cannot be reached. 10 seconds by default
   */
  readonly keepFor?: Duration.DurationInput | undefined
  /** How many records are kept at the most, 10,000 by default */
  readonly capacity?: number | undefined
}

const withoutTokens = (authorizer: Authorizer): Authorizer => Struct.omit(authorizer, "accessToken", "refreshToken")

interface Remembered extends Known {
  readonly step: number
}

/** Before an account has authorized for the first time. */
const nobody: Pick<Authorizer, "authorization" | "changedAt" | "facts" | "status"> = {
  authorization: 0,
  changedAt: 0,
  status: "authorized"
}

/** The authorizers of the component. */
export const make = (
  options: Options = {}
): Effect.Effect<
  Service,
  never,
  Component | ComponentToken | PlatformStore | WeChatClient.WeChatClient | Scope.Scope
> =>
  Effect.gen(function*() {
    const component = yield* Component
    const speaker: Credential.Service = yield* ComponentToken
    const client = yield* WeChatClient.WeChatClient
    const documents = Documents.make(yield* PlatformStore, component.appId)
    const keepFor = Duration.toMillis(options.keepFor ?? "10 seconds")
    const memory = Lru.make<Remembered>(options.capacity ?? 10_000)
    // Counts what is begun and what is remembered, to tell which was first. A clock may stand still, or be set back.
    let step = 0

    const remember = (
      appId: string,
      found: Option.Option<Versioned>,
      begun: { readonly step: number; readonly at: number }
    ): Option.Option<Known> => {
      const former = memory.get(appId)
      // A read that took its time may bring what was written over in the meantime.
      const isOutrun = former !== undefined && former.step > begun.step
        && !Option.exists(found, ({ version }) => version >= former.version)
      if (isOutrun) return Option.some(former)
      if (Option.isNone(found)) {
        memory.delete(appId)
        return Option.none()
      }
      const { authorizer, version } = found.value
      const known: Remembered = {
        authorizer,
        version,
        seenAt: begun.at,
        step: ++step,
        ask: former !== undefined && former.version === version ? former.ask : Gate.of(authorizer)
      }
      memory.set(appId, known)
      return Option.some(known)
    }

    const recent: Service["recent"] = (appId, now) => {
      const known = memory.get(appId)
      return known !== undefined && now - known.seenAt < keepFor ? known : undefined
    }

    /** What a read or a write gives counts from when it was begun. */
    const remembering = (
      appId: string,
      ask: Effect.Effect<Option.Option<Versioned>, StoreError>
    ): Effect.Effect<Option.Option<Known>, StoreError> =>
      Effect.flatMap(Clock.currentTimeMillis, (at) => {
        const begun = { step: ++step, at }
        return Effect.map(ask, (found) => remember(appId, found, begun))
      })

    const read: Service["read"] = (appId) => remembering(appId, documents.authorizer(appId))

    const write = (
      appId: string,
      change: (current: Option.Option<Authorizer>) => Option.Option<Authorizer>,
      known?: Versioned
    ) => remembering(appId, documents.changeAuthorizer(appId, change, known))

    const change: Service["change"] = (appId, f, known) => write(appId, Option.flatMap(f), known)

    const closed = (current: Authorizer, at: number): Option.Option<Authorizer> =>
      Option.some({
        ...withoutTokens(current),
        status: "unauthorized",
        changedAt: Math.max(at, current.changedAt),
        permissionSets: []
      })

    const close: Service["close"] = (appId, at) =>
      Effect.flatMap(Clock.currentTimeMillis, (now) =>
        Effect.map(
          change(appId, (current) =>
            at < current.changedAt && current.status === "authorized"
              ? Option.none()
              // An exchange of a code that is under way finds that this was handled after it had begun, also where the
              // record was closed before.
              : closed(current, Math.max(at, now))),
          (found) => !Option.exists(found, ({ authorizer }) => authorizer.status === "authorized")
        ))

    const end: Service["end"] = (appId, authorization) =>
      Effect.flatMap(Clock.currentTimeMillis, (now) =>
        change(appId, (current) =>
          current.authorization === authorization && current.status === "authorized"
            ? closed(current, now)
            : Option.none()))

    const adopt: Service["adopt"] = ({ accessToken, appId, permissionSets, refreshToken }, at) => {
      // The authorization that this one follows: known once the store has been read for the first time.
      let before: number | undefined
      return write(appId, (former) => {
        const { authorization, changedAt, facts, status } = Option.getOrElse(former, () =>
          nobody)
        before ??= authorization
        if (authorization !== before || status === "unauthorized" && changedAt > at) {
          return Option.none()
        }
        return Option.some({
          ...(facts === undefined ? {} : { facts }),
          appId,
          status: "authorized",
          authorization: authorization + 1,
          changedAt: Math.max(at, changedAt),
          permissionSets,
          // The grant is news; the facts are asked for again.
          areFactsInDoubt: false,
          ...Info.tokensOf(refreshToken, accessToken)
        })
      }).pipe(
        Effect.flatMap(Option.match({
          onNone: () =>
            Effect.dieMessage("a write gives a record"),
          onSome: Effect.succeed
        }))
      )
    }

    const singleFlight = SingleFlight.make<Option.Option<Known>, Failure>(yield* Effect.scope)
    const storeFailed = Documents.toWeChatError(ComponentApi.authorizerInfo.name)

    const fetchFacts = (appId: string): Effect.Effect<Option.Option<Known>, Failure> =>
      Effect.gen(function*() {
        const before = yield* Effect.mapError(read(appId), storeFailed)
        const askedAt = yield* Clock.currentTimeMillis
        const info = yield* client.call(
          ComponentApi.authorizerInfo,
          { component_appid: component.appId, authorizer_appid: appId },
          speaker
        ).pipe(
          Effect.asSome,
          Effect.catchIf(
            (error): error is ComponentApi.AuthorizerUnknown => error._tag === "AuthorizerUnknown",
            () => Effect.succeed(Option.none<Info.Info>())
          )
        )
        const authorization = Option.map(before, ({ authorizer }) => authorizer.authorization)
        if (Option.isNone(info)) {
          const known = Option.map(authorization, (ended) => end(appId, ended))
          return yield* Effect.mapError(Option.getOrElse(known, () => read(appId)), storeFailed)
        }
        const refreshToken = Info.given(info.value.authorization_info.authorizer_refresh_token)
        return yield* Effect.mapError(
          change(appId, (current) =>
            // An event that was handled in the meantime knows better.
            current.status === "unauthorized" || !Option.contains(authorization, current.authorization) ?
              Option.none() :
              Option.some({
                ...current,
                permissionSets: Info.setsOf(info.value.authorization_info.func_info),
                facts: Info.factsOf(info.value),
                factsAt: askedAt,
                areFactsInDoubt: false,
                ...Info.tokensOf(current.refreshToken ?? refreshToken, current.accessToken)
              })),
          storeFailed
        )
      })

    return Authorizers.of({
      documents,
      unsaved: yield* Unsaved.make("authorizer", component.appId),
      recent,
      last: memory.get,
      find: (appId) =>
        Effect.flatMap(Clock.currentTimeMillis, (now) => {
          const known = recent(appId, now)
          return known === undefined ? read(appId) : Effect.succeedSome(known)
        }),
      read,
      change,
      adopt,
      close,
      end,
      refreshFacts: (appId) => singleFlight(appId, fetchFacts(appId))
    })
  })

/** The authorizers of the component. */
export const layer = (
  options: Options = {}
): Layer.Layer<Authorizers, never, Component | ComponentToken | PlatformStore | WeChatClient.WeChatClient> =>
  Layer.scoped(Authorizers, make(options))
