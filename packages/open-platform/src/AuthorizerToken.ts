/**
 * The credential of one authorizer: the gate, and behind it a token that is refreshed once for all who need it.
 */
import {
  CallRefused,
  Credential,
  type Endpoint,
  type Identifiers,
  WeChatClient,
  WeChatError
} from "@effect-wechat/core"
import * as Arr from "effect/Array"
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Scope from "effect/Scope"
import { Authorizers, type Known } from "./Authorizers.ts"
import { Component } from "./Component.ts"
import { ComponentToken } from "./ComponentToken.ts"
import type * as Gate from "./Gate.ts"
import * as AuthorizerRefresh from "./internal/authorizerRefresh.ts"
import * as Documents from "./internal/documents.ts"
import type { Failure } from "./internal/fenced.ts"
import * as Lru from "./internal/lru.ts"
import * as Metrics from "./internal/metrics.ts"
import { newOwner } from "./internal/owner.ts"
import type { StoreError } from "./PlatformStore.ts"

/** What can be done. */
export interface Service {
  /** What speaks for this account. Cheap: nothing is looked up before a call is made */
  readonly credential: (appId: Identifiers.AppId) => Credential.Service
}

/** The credentials of authorizers. */
export class AuthorizerToken
  extends Context.Tag("@effect-wechat/open-platform/AuthorizerToken")<AuthorizerToken, Service>()
{}

/** How the gate and the tokens work. */
export interface Options {
  /** What the gate does with its answer, `enforce` by default */
  readonly gate?: Gate.Mode | undefined
  /** Facts older than this are fetched anew before a call is refused on them, 5 minutes by default */
  readonly factsFor?: Duration.DurationInput | undefined
  /** How long before its end a token is renewed, 10 minutes by default */
  readonly renewBefore?: Duration.DurationInput | undefined
  /** For how many accounts tokens are kept in memory at the most, 10,000 by default */
  readonly capacity?: number | undefined
}

/** A token of one authorization. After another authorization it is void, so it is not asked any more. */
interface OfAuthorization {
  readonly changedAt: number
  readonly credential: Credential.Service
}

const noAuthorizer: Arr.NonEmptyReadonlyArray<CallRefused.Reason> = [new CallRefused.AccountNotAuthorized({})]

/** Why a call cannot be judged: the facts could not be fetched. */
const toUnavailable = (endpoint: Endpoint.Any, appId: string) => (error: Failure): Failure =>
  error._tag === "CallRefused" ? error : new WeChatError.WeChatError({
    endpoint: endpoint.name,
    appId,
    reason: error.reason._tag === "TokenUnavailable"
      ? error.reason
      : new WeChatError.TokenUnavailable({ from: error.endpoint, reason: error.reason })
  })

/** The credentials of authorizers. */
export const make = (
  options: Options = {}
): Effect.Effect<
  Service,
  never,
  Authorizers | Component | ComponentToken | WeChatClient.WeChatClient | Scope.Scope
> =>
  Effect.gen(function*() {
    const authorizers = yield* Authorizers
    const scope = yield* Effect.scope
    const mode = options.gate ?? "enforce"
    const factsFor = Duration.toMillis(options.factsFor ?? "5 minutes")
    const renewBefore = Duration.toMillis(options.renewBefore ?? "10 minutes")
    const tokens = Lru.make<OfAuthorization>(options.capacity ?? 10_000)
    const acquire = AuthorizerRefresh.make({
      component: (yield* Component).appId,
      authorizers,
      client: yield* WeChatClient.WeChatClient,
      speaker: yield* ComponentToken,
      owner: yield* newOwner,
      renewBefore
    })

    const tokenOf = ({ authorizer: { appId, changedAt } }: Known): Effect.Effect<Credential.Service> => {
      const known = tokens.get(appId)
      if (known !== undefined && known.changedAt === changedAt) return Effect.succeed(known.credential)
      return Credential.makeRenewing({ appId, renewBefore, acquire: acquire(appId) }).pipe(
        Scope.extend(scope),
        Effect.tap((credential) => Effect.sync(() => tokens.set(appId, { changedAt, credential })))
      )
    }

    const refuse = (endpoint: Endpoint.Any, appId: string, reasons: Arr.NonEmptyReadonlyArray<CallRefused.Reason>) =>
      Effect.andThen(
        Effect.forEach(reasons, ({ _tag }) => Metrics.refused(_tag), { discard: true }),
        new CallRefused.CallRefused({ endpoint: endpoint.name, appId, reasons })
      )

    /** No refusal is given on old facts: they are fetched anew once. A withdrawn authorization is not a fact that ages. */
    const refreshed = (endpoint: Endpoint.Any, known: Known, now: number): Effect.Effect<Known, Failure> => {
      const { appId, factsAt, status } = known.authorizer
      return known.ask(endpoint).length === 0 || status === "unauthorized" || now - factsAt < factsFor
        ? Effect.succeed(known)
        : authorizers.refreshFacts(appId).pipe(
          Effect.mapError(toUnavailable(endpoint, appId)),
          Effect.map(Option.getOrElse(() => known))
        )
    }

    /** The record by which the call may go out. */
    const admit = (endpoint: Endpoint.Any, appId: Identifiers.AppId, now: number): Effect.Effect<Known, Failure> =>
      Effect.gen(function*() {
        const found = yield* Effect.mapError(authorizers.find(appId), Documents.toWeChatError(endpoint.name))
        if (Option.isNone(found)) return yield* refuse(endpoint, appId, noAuthorizer)
        const known = yield* refreshed(endpoint, found.value, now)
        const reasons = known.ask(endpoint)
        if (!Arr.isNonEmptyReadonlyArray(reasons)) return known
        // Without an authorization there is no token, whatever the mode.
        if (mode === "enforce" || known.authorizer.status === "unauthorized") {
          return yield* refuse(endpoint, appId, reasons)
        }
        if (mode === "warn") {
          yield* Effect.logWarning(`The gate would refuse ${endpoint.name}`).pipe(
            Effect.annotateLogs({
              "wechat.appid": appId,
              "wechat.reasons": reasons.map(({ _tag }) => _tag).join(",")
            })
          )
        }
        return known
      }).pipe(Effect.withSpan("OpenPlatform.gate", {
        captureStackTrace: false,
        attributes: { "wechat.appid": appId, "wechat.endpoint": endpoint.name }
      }))

    const issue = (appId: Identifiers.AppId) => (endpoint: Endpoint.Any) =>
      Clock.clockWith((clock) => {
        const now = clock.unsafeCurrentTimeMillis()
        const recent = authorizers.recent(appId, now)
        const admitted = recent !== undefined && recent.ask(endpoint).length === 0
          ? Effect.succeed(recent)
          : admit(endpoint, appId, now)
        return Effect.flatMap(
          admitted,
          (known) => Effect.flatMap(tokenOf(known), (credential) => credential.issue(endpoint))
        )
      })

    const learn = (lesson: Effect.Effect<unknown, StoreError>, note: string) =>
      lesson.pipe(
        Effect.catchAll((error) => Effect.logWarning(error.message)),
        Effect.as(note)
      )

    /** WeChat refuses what the gate allowed: the record is wrong, and says so to the next who reads it. */
    const notice = (appId: string): NonNullable<Credential.Service["notice"]> => (endpoint, { errcode }) => {
      const distrusted = authorizers.change(appId, (current) => Option.some({ ...current, factsAt: 0 }))
      switch (errcode) {
        case 61003:
        case 42007:
          return learn(
            Effect.flatMap(Clock.currentTimeMillis, (now) => authorizers.close(appId, now)),
            "the record said that the account is authorized; it is closed now"
          )
        case 61007:
          return learn(
            distrusted,
            `the record said that one of the sets ${endpoint.permissionSets.join(", ")} is granted; it is checked anew`
          )
        case 48001:
          return learn(
            distrusted,
            "the record said that kind and certification of the account suffice; it is checked anew"
          )
        default:
          return Effect.succeed(undefined)
      }
    }

    return AuthorizerToken.of({
      credential: (appId) => ({
        appId,
        issue: issue(appId),
        reject: (token) => Effect.suspend(() => tokens.get(appId)?.credential.reject(token) ?? Effect.void),
        notice: notice(appId)
      })
    })
  })

/** The credentials of authorizers. */
export const layer = (
  options: Options = {}
): Layer.Layer<
  AuthorizerToken,
  never,
  Authorizers | Component | ComponentToken | WeChatClient.WeChatClient
> => Layer.scoped(AuthorizerToken, make(options))
