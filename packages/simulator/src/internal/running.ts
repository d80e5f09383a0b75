import * as HttpClient from "@effect/platform/HttpClient"
import * as HttpClientError from "@effect/platform/HttpClientError"
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import { byPath } from "../interfaces/index.ts"
import * as Arrange from "./arrange.ts"
import * as AudienceService from "./audienceService.ts"
import * as Authorize from "./authorize.ts"
import * as Chance from "./chance.ts"
import * as ContentService from "./contentService.ts"
import * as Platform from "./platform.ts"
import * as Push from "./push.ts"
import * as State from "./state.ts"
import * as Tokens from "./tokens.ts"
import * as View from "./view.ts"
import type * as Wire from "./wire.ts"
import * as Xml from "./xml.ts"
import type { ComponentOptions } from "../World.ts"
import type { Seen, SeenPush } from "../Seen.ts"
import type { Options, Service } from "../Simulator.ts"
import { CannotAuthorize, NotInWorld } from "./worldErrors.ts"

/** @internal */
export interface Running extends Wire.Answering {
  readonly service: Service
}

const ticketPeriod = Duration.minutes(10)

const noCallbacks = HttpClient.make((request) =>
  Effect.fail(new HttpClientError.RequestError({ request, reason: "Transport", description: "No callbacks given" }))
)

const find = <A>(
  all: ReadonlyMap<string, A>,
  what: NotInWorld["what"],
  id: string
): Effect.Effect<A, NotInWorld> => {
  const found = all.get(id)
  return found === undefined ? Effect.fail(new NotInWorld({ what, id })) : Effect.succeed(found)
}

/**
 * Both sides of a simulator: what WeChat answers, and the service.
 *
 * @internal
 */
export const run = (options: Options = {}): Effect.Effect<Running, NotInWorld | CannotAuthorize, Scope.Scope> =>
  Effect.gen(function*() {
    const scope = yield* Effect.scope
    const state = State.make()
    const chance = Chance.make(options.seed ?? 1)
    const seen: Array<Seen> = []
    const pushes: Array<SeenPush> = []
    const pushRules: Array<Push.PushRule> = []
    let lastRule = 0
    const push = Push.make({
      state,
      chance,
      http: options.callbacks ?? noCallbacks,
      rules: pushRules,
      seen: pushes
    })
    const platform: Platform.Platform = {
      state,
      chance,
      interfaces: byPath,
      rules: [],
      seen,
      // Whatever asks for it may be uninterruptible; this must end with the simulator.
      later: (effect) => Effect.asVoid(Effect.forkIn(Effect.interruptible(effect), scope)),
      pushEvent: push.event,
      pushAuthorization: push.authorization,
      pushTicket: (component) => Effect.flatten(push.ticket(component))
    }

    const accountOf = (appId: string) => Effect.suspend(() => find(state.accounts, "account", appId))
    const componentOf = (appId: string) => Effect.suspend(() => find(state.components, "component", appId))

    const addComponent = (ask: ComponentOptions) =>
      Effect.suspend(() => {
        const component = Arrange.addComponent(state, chance, ask)
        // A slow callback must not put off the next ticket, so its delivery goes its own way.
        const tick = Effect.suspend(() =>
          component.isPushing ? Effect.flatMap(push.ticket(component), platform.later) : Effect.void
        )
        const ticking = Effect.repeat(Effect.delay(tick, ticketPeriod), {
          while: () => state.components.get(component.appId) === component
        })
        return tick.pipe(
          Effect.zipRight(Effect.forkIn(Effect.interruptible(ticking), scope)),
          Effect.as(component)
        )
      })

    const authorize: Service["authorize"] = (ask) =>
      Effect.gen(function*() {
        const component = yield* componentOf(ask.component)
        const account = yield* accountOf(ask.account)
        if (!Authorize.mayAuthorize(component, account)) {
          return yield* new CannotAuthorize({
            component: component.appId,
            account: account.appId,
            reason: "the component is not published, and the account is not on its test list"
          })
        }
        const sets = (ask.permissionSets ?? component.permissionSets).filter((set) =>
          component.permissionSets.includes(set)
        )
        const now = yield* Clock.currentTimeMillis
        if (ask.preAuthCode !== undefined && !Authorize.usePreAuthCode(component, ask.preAuthCode, now)) {
          return yield* new CannotAuthorize({
            component: component.appId,
            account: account.appId,
            reason: "the pre-authorization code is unknown, used or expired"
          })
        }
        const consent = Authorize.authorize(state, chance, now, component, account, sets)
        if (consent.event !== undefined) {
          yield* platform.later(push.authorization(
            component,
            consent.event,
            [
              Xml.cdata("AuthorizerAppid", account.appId),
              Xml.cdata("AuthorizationCode", consent.authCode),
              Xml.number("AuthorizationCodeExpiredTime", Math.floor(consent.expiresAt / 1000)),
              ...(ask.preAuthCode === undefined ? [] : [Xml.cdata("PreAuthCode", ask.preAuthCode)])
            ].join("")
          ))
        }
        return { authCode: consent.authCode, expiresAt: consent.expiresAt }
      })

    const service: Service = {
      ...ContentService.make(accountOf, chance),
      ...AudienceService.make(accountOf),
      addAccount: (ask = {}) =>
        Effect.map(
          Clock.currentTimeMillis,
          (now) => View.account(Arrange.addAccount(state, chance, now, ask))
        ),
      addComponent: (ask = {}) => Effect.map(addComponent(ask), View.component),
      load: (world) =>
        Effect.gen(function*() {
          const now = yield* Clock.currentTimeMillis
          for (const template of world.templateLibrary ?? []) {
            state.templateLibrary.set(template.template_id_short, template)
          }
          for (const ask of world.accounts ?? []) Arrange.addAccount(state, chance, now, ask)
          yield* Effect.forEach(world.components ?? [], addComponent, { discard: true })
          yield* Effect.forEach(world.authorizations ?? [], authorize, { discard: true })
        }),
      account: (appId) => Effect.map(accountOf(appId), View.account),
      accounts: Effect.sync(() => [...state.accounts.values()].map(View.account)),
      component: (appId) => Effect.map(componentOf(appId), View.component),
      components: Effect.sync(() => [...state.components.values()].map(View.component)),
      setStatus: (appId, status) =>
        Effect.map(accountOf(appId), (account) => {
          account.status = status
        }),
      setVerifyType: (appId, verifyType) =>
        Effect.map(accountOf(appId), (account) => {
          account.verifyType = verifyType
        }),
      setLimit: (appId, path, limit) =>
        Effect.map(
          Effect.orElse(accountOf(appId), () => componentOf(appId)),
          (who) => {
            who.limits.set(path, limit)
          }
        ),
      addDrafts: (appId, count) =>
        Effect.zipWith(
          accountOf(appId),
          Clock.currentTimeMillis,
          (account, now) => {
            const former = account.drafts.size
            Arrange.addDrafts(account, chance, now, count)
            return [...account.drafts.keys()].slice(former)
          }
        ),
      addNews: (appId) =>
        Effect.zipWith(
          accountOf(appId),
          Clock.currentTimeMillis,
          (account, now) => Arrange.addNews(account, chance, now)
        ),
      failNextPublish: (appId, { failIdx = [1], status }) =>
        Effect.map(accountOf(appId), (account) => {
          account.nextJobs.push({ status, failIdx })
        }),
      failNextMassMessage: (appId, status) =>
        Effect.map(accountOf(appId), (account) => {
          account.nextMessages.push(status)
        }),
      setCallbacks: (appId, urls) =>
        Effect.map(componentOf(appId), (component) => {
          component.authorizationUrl = urls.authorizationUrl ?? component.authorizationUrl
          component.messageUrl = urls.messageUrl ?? component.messageUrl
        }),
      pushTicket: (appId) => Effect.flatMap(componentOf(appId), platform.pushTicket),
      stopTickets: (appId) =>
        Effect.map(componentOf(appId), (component) => {
          component.isPushing = false
        }),
      authorize,
      unauthorize: (ask) =>
        Effect.gen(function*() {
          const component = yield* componentOf(ask.component)
          const account = yield* accountOf(ask.account)
          if (!Authorize.unauthorize(component, account)) return
          yield* platform.later(
            push.authorization(component, "unauthorized", Xml.cdata("AuthorizerAppid", account.appId))
          )
        }),
      revokeTokens: (appId) => Effect.map(Clock.currentTimeMillis, (now) => Tokens.revokeAll(state, now, appId)),
      loseRefreshToken: (ask) =>
        Effect.zipWith(componentOf(ask.component), accountOf(ask.account), (component, account) => {
          const authorization = component.authorizations.get(account.appId)
          if (authorization === undefined) return
          authorization.refreshToken = Authorize.newRefreshToken(chance)
          authorization.formerRefreshTokens = []
        }),
      sendText: (appId, text, openId = `o${chance.base64Url(27)}`) =>
        Effect.flatMap(accountOf(appId), (account) =>
          push.message(
            account,
            openId,
            [Xml.cdata("MsgType", "text"), Xml.cdata("Content", text), Xml.number("MsgId", BigInt(chance.digits(17)))]
              .join("")
          )),
      inject: (fault) =>
        Effect.sync(() => {
          const id = ++lastRule
          platform.rules.push({ ...fault, id, matched: 0, struck: 0 })
          return id
        }),
      injectPush: (fault) =>
        Effect.sync(() => {
          const id = ++lastRule
          pushRules.push({ ...fault, id, struck: 0 })
          return id
        }),
      mend: (id) =>
        Effect.sync(() => {
          for (const rules of [platform.rules, pushRules]) {
            for (let at = rules.length - 1; at >= 0; at--) {
              if (id === undefined || rules[at]?.id === id) rules.splice(at, 1)
            }
          }
        }),
      requests: Effect.sync(() => [...seen]),
      pushes: Effect.sync(() => [...pushes]),
      forgetSeen: Effect.sync(() => {
        seen.length = 0
        pushes.length = 0
      }),
      hasPreAuthCode: (appId, code) =>
        Effect.zipWith(componentOf(appId), Clock.currentTimeMillis, (component, now) => {
          const known = component.preAuthCodes.get(code)
          return known !== undefined && now < known.expiresAt
        })
    }

    if (options.world !== undefined) yield* service.load(options.world)
    return {
      service,
      admit: (head) => Platform.admit(platform, head),
      respond: (request) => Platform.respond(platform, request)
    }
  })
