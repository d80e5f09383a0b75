/**
 * The credential of one authorizer: the gate, and behind it a token that is refreshed once for all who need it.
 */
import { CallRefused, Credential, type Endpoint, type Identifiers, WeChatClient } from "@effect-wechat/core"
import * as Arr from "effect/Array"
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import type * as Redacted from "effect/Redacted"
import * as Scope from "effect/Scope"
import * as ComponentApi from "./api/ComponentApi.ts"
import { Authorizers, type Known } from "./Authorizers.ts"
import { Component } from "./Component.ts"
import { ComponentToken } from "./ComponentToken.ts"
import * as Gate from "./Gate.ts"
import * as AuthorizerRefresh from "./internal/authorizerRefresh.ts"
import * as Documents from "./internal/documents.ts"
import * as Fenced from "./internal/fenced.ts"
import * as Lru from "./internal/lru.ts"
import * as Metrics from "./internal/metrics.ts"
import { newOwner } from "./internal/owner.ts"

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
  /**
   * How many accounts refresh their tokens at the same time, 64 by default: as many as the lean client has connections, so
   * that no refresh spends its time limit on waiting for one
   */
  readonly concurrentRefreshes?: number | undefined
  /** For how many accounts tokens are kept in memory at the most, 10,000 by default */
  readonly capacity?: number | undefined
}

/** What speaks by one authorization. After another its tokens are void, so it is not asked any more. */
interface OfAuthorization {
  readonly authorization: number
  readonly credential: Credential.Service
}

/** Banned, frozen or cancelled. */
const isRestriction = (errcode: number): boolean => errcode === 48004 || errcode === 50002

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
    const doubts = Lru.make<number>(options.capacity ?? 10_000)
    const tokenSource = AuthorizerRefresh.make({
      component: (yield* Component).appId,
      authorizers,
      client: yield* WeChatClient.WeChatClient,
      speaker: yield* ComponentToken,
      owner: yield* newOwner,
      renewBefore,
      concurrency: options.concurrentRefreshes ?? 64
    })

    const tokenOf = ({ authorizer: { appId, authorization } }: Known): Effect.Effect<Credential.Service> => {
      const known = tokens.get(appId)
      if (known !== undefined && known.authorization === authorization) return Effect.succeed(known.credential)
      return Credential.makeRenewing({ appId, renewBefore, acquire: tokenSource.acquire(appId) }).pipe(
        Scope.extend(scope),
        Effect.tap((credential) => Effect.sync(() => tokens.set(appId, { authorization, credential })))
      )
    }

    const refuse = (endpoint: Endpoint.Any, appId: string, reasons: Arr.NonEmptyReadonlyArray<CallRefused.Reason>) =>
      Effect.andThen(
        Effect.forEach(reasons, ({ _tag }) => Metrics.refused(_tag), { discard: true }),
        new CallRefused.CallRefused({ endpoint: endpoint.name, appId, reasons })
      )

    /** Whether nothing more has to be known for the call to go out. A gate that is off looks at the authorization alone. */
    const isClear = ({ ask, authorizer }: Known, endpoint: Endpoint.Any): boolean =>
      authorizer.status === "authorized"
      && (mode === "off" || !authorizer.areFactsInDoubt && ask(endpoint).length === 0)

    /** No refusal is given on old facts: they are fetched anew once. A withdrawn authorization is not a fact that ages. */
    const refreshed = (endpoint: Endpoint.Any, known: Known, now: number): Effect.Effect<Known, Fenced.Failure> => {
      const { appId, areFactsInDoubt, factsAt, status } = known.authorizer
      const areFresh = !areFactsInDoubt && factsAt !== undefined && now - factsAt < factsFor
      if (isClear(known, endpoint) || status === "unauthorized" || areFresh) return Effect.succeed(known)
      const fetched = authorizers.refreshFacts(appId).pipe(
        Effect.mapError(Credential.toUnavailable(endpoint, appId)),
        Effect.map(Option.getOrElse(() => known))
      )
      return mode === "enforce" ?
        fetched :
        Effect.catchAll(fetched, (error) => Effect.as(Effect.logWarning(error.message), known))
    }

    /** The record by which the call may go out. */
    const admit = (
      endpoint: Endpoint.Any,
      appId: Identifiers.AppId,
      now: number
    ): Effect.Effect<Known, Fenced.Failure> =>
      Effect.gen(function*() {
        const found = yield* Effect.mapError(authorizers.find(appId), Documents.toWeChatError(endpoint.name))
        if (Option.isNone(found)) return yield* refuse(endpoint, appId, Gate.unknown)
        const known = yield* refreshed(endpoint, found.value, now)
        const reasons = known.ask(endpoint)
        // Without an authorization there is no token, whatever the mode.
        const mustGo = mode !== "enforce" && known.authorizer.status === "authorized"
        if (!Arr.isNonEmptyReadonlyArray(reasons) || mustGo && mode === "off") return known
        if (!mustGo) return yield* refuse(endpoint, appId, reasons)
        yield* Effect.logWarning(`The gate would refuse ${endpoint.name}`).pipe(
          Effect.annotateLogs({
            "wechat.appid": appId,
            "wechat.reasons": reasons.map(({ _tag }) => _tag).join(",")
          })
        )
        return known
      }).pipe(Effect.withSpan("OpenPlatform.gate", {
        captureStackTrace: false,
        attributes: { "wechat.appid": appId, "wechat.endpoint": endpoint.name }
      }))

    /** The common case in one step: a record seen a moment ago that allows the call, and a token that still lasts. */
    const peek = (appId: Identifiers.AppId): NonNullable<Credential.Service["peek"]> => (endpoint, now) => {
      const recent = authorizers.recent(appId, now)
      if (recent === undefined || !isClear(recent, endpoint)) return undefined
      const known = tokens.get(appId)
      return known?.authorization === recent.authorizer.authorization
        ? known.credential.peek?.(endpoint, now)
        : undefined
    }

    /** A token, and the record by which it may be used. */
    const wait = (appId: Identifiers.AppId, endpoint: Endpoint.Any, admitted: Effect.Effect<Known, Fenced.Failure>) =>
      Effect.flatMap(admitted, (known) =>
        Effect.map(
          Effect.flatMap(tokenOf(known), (credential) => credential.issue(endpoint)),
          (token) => ({ known, token })
        )).pipe(Fenced.inTime(ComponentApi.authorizerToken.name, Credential.toUnavailable(endpoint, appId)))

    const issue =
      (appId: Identifiers.AppId) => (endpoint: Endpoint.Any): Effect.Effect<Redacted.Redacted, Fenced.Failure> =>
        Clock.clockWith((clock) => {
          const now = clock.unsafeCurrentTimeMillis()
          const recent = authorizers.recent(appId, now)
          const admitted = recent !== undefined && isClear(recent, endpoint)
            ? Effect.succeed(recent)
            : admit(endpoint, appId, now)
          return Effect.flatMap(
            wait(appId, endpoint, admitted),
            // Looked at last, with nothing in between that lets others go on.
            ({ known, token }) => isOutdated(known) ? issue(appId)(endpoint) : Effect.succeed(token)
          )
        })

    /** While a caller waited for the token, the merchant may have taken the authorization back, or given a new one. */
    const isOutdated = ({ authorizer: { appId, authorization } }: Known): boolean => {
      const last = authorizers.last(appId)?.authorizer
      return last !== undefined && (last.authorization !== authorization || last.status === "unauthorized")
    }

    /** WeChat has ended the authorization by which the call was made. That is no news about a later one. */
    const closed = (appId: string, authorization: number) =>
      Effect.map(
        authorizers.end(appId, authorization),
        (found) =>
          Option.exists(found, ({ authorizer }) => authorizer.status === "authorized")
            ? "the account has authorized again in the meantime"
            : "the record said that the account is authorized; it is closed now"
      )

    /**
     * The record allows what WeChat refuses, so it is wrong. Where WeChat goes on refusing what it says itself that the
     * account may do, asking again and again would help nobody.
     */
    const doubt = (known: Known, now: number) => {
      const { appId, authorization } = known.authorizer
      const lately = now - (doubts.get(appId) ?? -Infinity) < factsFor
      if (known.authorizer.areFactsInDoubt) {
        return Effect.succeed("it is checked before the next call")
      }
      if (lately) {
        return Effect.succeed("it was checked a moment ago")
      }
      doubts.set(appId, now)
      return Effect.as(
        authorizers.change(appId, (current) =>
          current.authorization === authorization
            ? Option.some({ ...current, areFactsInDoubt: true })
            : Option.none()),
        "it is checked before the next call"
      )
    }

    /** Which fact of the record WeChat's refusal proves wrong, if the gate has relied on it. */
    const wrongFact = ({ ask }: Known, endpoint: Endpoint.Any, errcode: number): string | undefined => {
      const against = new Set(
        ask(endpoint).map((reason) => reason._tag)
      )
      if (errcode === 61007 && endpoint.permissionSets.length > 0 && !against.has("SetNotGranted")) {
        return `that one of the sets ${endpoint.permissionSets.join(", ")} is granted`
      }
      if (errcode === 48001 && !against.has("NotCertified") && !against.has("KindNotServed")) {
        return "that kind and certification of the account suffice"
      }
      return isRestriction(errcode) && !against.has("AccountRestricted")
        ? "that nothing restricts the account"
        : undefined
    }

    /** WeChat refuses what the gate allowed: the record is wrong, and says so to the next who reads it. */
    const notice = (appId: string): NonNullable<Credential.Service["notice"]> => (endpoint, { errcode }, token) =>
      Effect.gen(function*() {
        if (errcode === 61003 || errcode === 42007) {
          const authorization = tokenSource.origin(token)
          return authorization === undefined ? undefined : yield* closed(appId, authorization)
        }
        if (errcode !== 61007 && errcode !== 48001 && !isRestriction(errcode)) return undefined
        const known = Option.getOrUndefined(yield* authorizers.find(appId))
        const wrong = known === undefined ? undefined : wrongFact(known, endpoint, errcode)
        if (known === undefined || wrong === undefined) return undefined
        return `the record said ${wrong}; ${yield* doubt(known, yield* Clock.currentTimeMillis)}`
      }).pipe(Effect.catchAll((error) => Effect.as(Effect.logWarning(error.message), undefined)))

    return AuthorizerToken.of({
      credential: (appId) => ({
        appId,
        peek: peek(appId),
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
