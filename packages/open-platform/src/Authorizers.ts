/**
 * The authorizers of the component, as this process knows them: records from the store, kept for a moment, and what
 * changes them.
 *
 * An authorizer that nobody calls for costs nothing here.
 */
import { type Credential, type Endpoint, type Identifiers, WeChatClient } from "@effect-wechat/core"
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import type * as Scope from "effect/Scope"
import * as ComponentApi from "./api/ComponentApi.ts"
import type { Authorizer, Facts, Token, Versioned } from "./Authorizer.ts"
import { Component } from "./Component.ts"
import { ComponentToken } from "./ComponentToken.ts"
import * as Gate from "./Gate.ts"
import * as Documents from "./internal/documents.ts"
import type { Failure } from "./internal/fenced.ts"
import * as Lru from "./internal/lru.ts"
import * as SingleFlight from "./internal/singleFlight.ts"
import { PlatformStore, type StoreError } from "./PlatformStore.ts"

/** One authorizer in the memory of this process. */
export interface Known extends Versioned {
  /** The gate's answer for an endpoint */
  readonly ask: (endpoint: Endpoint.Any) => Gate.Reasons
  /** When the record was last compared with the store, in milliseconds of the epoch */
  readonly seenAt: number
}

/** What an exchanged code brings. */
export interface Grant {
  readonly appId: Identifiers.AppId
  readonly permissionSets: ReadonlyArray<number>
  readonly refreshToken: Redacted.Redacted | undefined
  readonly accessToken: Token | undefined
}

/** What can be done with authorizers. */
export interface Service {
  readonly documents: Documents.Documents
  /** Without asking the store, if the record was seen a moment ago */
  readonly recent: (appId: string, now: number) => Known | undefined
  /** From the store, or from memory if it was seen a moment ago */
  readonly find: (appId: string) => Effect.Effect<Option.Option<Known>, StoreError>
  /** From the store */
  readonly read: (appId: string) => Effect.Effect<Option.Option<Known>, StoreError>
  /** Changes a record as it stands at the moment of the write */
  readonly change: (
    appId: string,
    change: (current: Authorizer) => Option.Option<Authorizer>
  ) => Effect.Effect<Option.Option<Known>, StoreError>
  /** A merchant authorized, or changed what it granted: tokens and grant are replaced at once */
  readonly adopt: (grant: Grant, at: number) => Effect.Effect<Known, StoreError>
  /**
   * The authorization has ended: no call goes out any more, and a refresh under way does not bring it back. An older
   * event than the newest that was handled changes nothing; says whether the record is closed now.
   */
  readonly close: (appId: string, at: number) => Effect.Effect<boolean, StoreError>
  /** Asks WeChat for grant, kind, certification and status. Closes the record if the account is no authorizer any more */
  readonly refreshFacts: (appId: string) => Effect.Effect<Option.Option<Known>, Failure>
}

/** The authorizers of the component. */
export class Authorizers extends Context.Tag("@effect-wechat/open-platform/Authorizers")<Authorizers, Service>() {}

/** How records are kept in memory. */
export interface Options {
  /**
   * How long a record counts without another look at the store: so late, at the most, does this process notice what
   * another has changed. 10 seconds by default
   */
  readonly keepFor?: Duration.DurationInput | undefined
  /** How many records are kept at the most, 10,000 by default */
  readonly capacity?: number | undefined
}

type Info = Effect.Effect.Success<ReturnType<typeof ComponentApi.authorizerInfo>>

const factsOf = ({ authorizer_info: info }: Info): Facts => ({
  // 2 is a service account, everything else has the rights of a subscription account.
  kind: info.service_type_info?.id === 2 ? "service" : "official",
  verifyType: info.verify_type_info?.id ?? -1,
  ...(info.account_status === undefined ? {} : { status: info.account_status }),
  isMiniProgram: info.MiniProgramInfo !== undefined,
  nickname: info.nick_name ?? "",
  principal: info.principal_name ?? "",
  originalId: info.user_name ?? ""
})

const setsOf = (list: Info["authorization_info"]["func_info"]): ReadonlyArray<number> =>
  list.map(({ funcscope_category }) => funcscope_category.id)

/** WeChat sends an empty text where it has no token. */
const given = (token: Redacted.Redacted | undefined): Redacted.Redacted | undefined =>
  token === undefined || Redacted.value(token) === "" ? undefined : token

/** Leaves out what is not there, as the schema wants it. */
const tokensOf = (
  refreshToken: Redacted.Redacted | undefined,
  accessToken: Token | undefined
): Pick<Authorizer, "refreshToken" | "accessToken"> => ({
  ...(refreshToken === undefined ? {} : { refreshToken }),
  ...(accessToken === undefined ? {} : { accessToken })
})

const withoutTokens = ({ accessToken: _, refreshToken: __, ...rest }: Authorizer): Authorizer => rest

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
    const memory = Lru.make<Known>(options.capacity ?? 10_000)

    const remember = (appId: string, found: Option.Option<Versioned>, seenAt: number): Option.Option<Known> => {
      const former = memory.get(appId)
      if (Option.isNone(found)) {
        memory.delete(appId)
        return Option.none()
      }
      const { authorizer, version } = found.value
      const known: Known = former !== undefined && former.version === version
        ? { ...former, seenAt }
        : { authorizer, version, seenAt, ask: Gate.of(authorizer) }
      memory.set(appId, known)
      return Option.some(known)
    }

    const recent: Service["recent"] = (appId, now) => {
      const known = memory.get(appId)
      return known !== undefined && now - known.seenAt < keepFor ? known : undefined
    }

    const read: Service["read"] = (appId) =>
      Effect.zipWith(documents.authorizer(appId), Clock.currentTimeMillis, (found, now) => remember(appId, found, now))

    const write = (appId: string, change: (current: Option.Option<Authorizer>) => Option.Option<Authorizer>) =>
      Effect.zipWith(
        documents.changeAuthorizer(appId, change),
        Clock.currentTimeMillis,
        (found, now) => remember(appId, found, now)
      )

    const change: Service["change"] = (appId, f) => write(appId, Option.flatMap(f))

    const close: Service["close"] = (appId, at) =>
      Effect.map(
        change(appId, (current) =>
          at < current.changedAt || current.status === "unauthorized"
            ? Option.none()
            : Option.some({ ...withoutTokens(current), status: "unauthorized", changedAt: at, permissionSets: [] })),
        (found) => !Option.exists(found, ({ authorizer }) => authorizer.status === "authorized")
      )

    const adopt: Service["adopt"] = ({ accessToken, appId, permissionSets, refreshToken }, at) =>
      write(appId, (current) =>
        Option.some({
          ...Option.match(current, {
            onNone: () => ({}),
            onSome: ({ facts }) => (facts === undefined ? {} : { facts })
          }),
          appId,
          status: "authorized",
          changedAt: Math.max(at, Option.match(current, { onNone: () => 0, onSome: (former) => former.changedAt })),
          permissionSets,
          // The grant is news; the facts are asked for again.
          factsAt: 0,
          ...tokensOf(refreshToken, accessToken)
        })).pipe(
          Effect.flatMap(Option.match({
            onNone: () => Effect.dieMessage("a write gives a record"),
            onSome: Effect.succeed
          }))
        )

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
            () => Effect.succeed(Option.none<Info>())
          )
        )
        if (Option.isNone(info)) {
          yield* Effect.mapError(close(appId, askedAt), storeFailed)
          return yield* Effect.mapError(read(appId), storeFailed)
        }
        const changedAt = Option.map(before, ({ authorizer }) => authorizer.changedAt)
        const refreshToken = given(info.value.authorization_info.authorizer_refresh_token)
        return yield* Effect.mapError(
          change(appId, (current) =>
            // An event that was handled in the meantime knows better.
            current.status === "unauthorized" || !Option.contains(changedAt, current.changedAt) ?
              Option.none() :
              Option.some({
                ...current,
                permissionSets: setsOf(info.value.authorization_info.func_info),
                facts: factsOf(info.value),
                factsAt: askedAt,
                ...tokensOf(current.refreshToken ?? refreshToken, current.accessToken)
              })),
          storeFailed
        )
      })

    return Authorizers.of({
      documents,
      recent,
      find: (appId) =>
        Effect.flatMap(Clock.currentTimeMillis, (now) => {
          const known = recent(appId, now)
          return known === undefined ? read(appId) : Effect.succeedSome(known)
        }),
      read,
      change,
      adopt,
      close,
      refreshFacts: (appId) => singleFlight(appId, fetchFacts(appId))
    })
  })

/** The authorizers of the component. */
export const layer = (
  options: Options = {}
): Layer.Layer<Authorizers, never, Component | ComponentToken | PlatformStore | WeChatClient.WeChatClient> =>
  Layer.scoped(Authorizers, make(options))

/** What WeChat says of a grant, as the record keeps it. */
export const grantFrom = (
  info: Effect.Effect.Success<ReturnType<typeof ComponentApi.queryAuth>>["authorization_info"],
  now: number
): Grant => {
  const value = given(info.authorizer_access_token)
  return {
    appId: info.authorizer_appid,
    permissionSets: setsOf(info.func_info),
    refreshToken: given(info.authorizer_refresh_token),
    accessToken: value === undefined ? undefined : { value, expiresAt: now + (info.expires_in ?? 7200) * 1000 }
  }
}
