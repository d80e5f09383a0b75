/**
 * WeChat in a box: a world of accounts and components that answers like the platform, and a service to arrange it, to
 * break it on purpose and to look inside.
 *
 * It follows Effect's `Clock`, so a test moves its time.
 */
import * as HttpClient from "@effect/platform/HttpClient"
import * as HttpClientError from "@effect/platform/HttpClientError"
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"
import type * as Scope from "effect/Scope"
import type { Fault, PushFault } from "./Fault.ts"
import { byPath } from "./interfaces/index.ts"
import * as Arrange from "./internal/arrange.ts"
import * as Authorize from "./internal/authorize.ts"
import * as Chance from "./internal/chance.ts"
import * as InProcess from "./internal/inProcess.ts"
import * as Platform from "./internal/platform.ts"
import * as Push from "./internal/push.ts"
import * as State from "./internal/state.ts"
import * as Tokens from "./internal/tokens.ts"
import * as View from "./internal/view.ts"
import type * as Wire from "./internal/wire.ts"
import * as Xml from "./internal/xml.ts"
import type { Seen, SeenPush } from "./Seen.ts"
import type { AccountOptions, AccountStatus, ComponentOptions, World } from "./World.ts"

/** An account as it stands. */
export type AccountView = ReturnType<typeof View.account>

/** A component as it stands, with the secrets that its owner knows. */
export type ComponentView = ReturnType<typeof View.component>

/** There is no such account or component in the world. */
export class NotInWorld extends Schema.TaggedError<NotInWorld>("@effect-wechat/simulator/NotInWorld")("NotInWorld", {
  what: Schema.Literal("account", "component", "draft"),
  id: Schema.String
}) {
  override get message(): string {
    return `There is no ${this.what} ${this.id} in this world: add it first, or look at its spelling`
  }
}

/** The merchant cannot authorize this component. */
export class CannotAuthorize
  extends Schema.TaggedError<CannotAuthorize>("@effect-wechat/simulator/CannotAuthorize")("CannotAuthorize", {
    component: Schema.String,
    account: Schema.String,
    reason: Schema.String
  })
{
  override get message(): string {
    return `${this.account} cannot authorize ${this.component}: ${this.reason}`
  }
}

/** What a merchant's consent gives. */
export interface Consent {
  readonly authCode: string
  /** Milliseconds of the epoch */
  readonly expiresAt: number
}

/** What can be done with the world, and what can be seen of it. */
export interface Service {
  readonly addAccount: (options?: AccountOptions) => Effect.Effect<AccountView>
  /** Takes the place of a component of the same id, as `addAccount` does of an account */
  readonly addComponent: (options?: ComponentOptions) => Effect.Effect<ComponentView>
  /** Everything that a world file says */
  readonly load: (world: World) => Effect.Effect<void, NotInWorld | CannotAuthorize>

  readonly account: (appId: string) => Effect.Effect<AccountView, NotInWorld>
  readonly accounts: Effect.Effect<ReadonlyArray<AccountView>>
  readonly component: (appId: string) => Effect.Effect<ComponentView, NotInWorld>
  readonly components: Effect.Effect<ReadonlyArray<ComponentView>>
  readonly setStatus: (appId: string, status: AccountStatus) => Effect.Effect<void, NotInWorld>
  readonly setVerifyType: (appId: string, verifyType: number) => Effect.Effect<void, NotInWorld>
  /** The calls a day and a minute that an account or a component has for a path; without them the usual ones */
  readonly setLimit: (
    appId: string,
    path: string,
    limit: { readonly daily?: number; readonly minute?: number }
  ) => Effect.Effect<void, NotInWorld>
  /** Drafts that are only there to be counted, listed and deleted; gives their ids */
  readonly addDrafts: (appId: string, count: number) => Effect.Effect<ReadonlyArray<string>, NotInWorld>
  /** An article kept as permanent material, as it could be made before there were drafts; gives its id */
  readonly addNews: (appId: string) => Effect.Effect<string, NotInWorld>
  /** How the next publish job ends that has not begun: 2 originality, 3 failure, 4 review; asked twice, the next two */
  readonly failNextPublish: (
    appId: string,
    how: { readonly status: 2 | 3 | 4; readonly failIdx?: ReadonlyArray<number> }
  ) => Effect.Effect<void, NotInWorld>
  /** The `Status` that the next mass message ends with, such as `err(20001)` */
  readonly failNextMassMessage: (appId: string, status: string) => Effect.Effect<void, NotInWorld>

  /** Where a component wants its pushes */
  readonly setCallbacks: (
    component: string,
    urls: { readonly authorizationUrl?: string; readonly messageUrl?: string }
  ) => Effect.Effect<void, NotInWorld>
  /** Pushes a new ticket at once */
  readonly pushTicket: (component: string) => Effect.Effect<void, NotInWorld>
  /** The platform stops pushing tickets, until `api_start_push_ticket` */
  readonly stopTickets: (component: string) => Effect.Effect<void, NotInWorld>

  /**
   * The merchant confirms, with these sets: gives the code that the browser would bring back, and pushes the event. Sets
   * that the component does not ask for are left out, as on the page. A pre-authorization code is used up by it.
   */
  readonly authorize: (options: {
    readonly component: string
    readonly account: string
    readonly permissionSets?: ReadonlyArray<number>
    readonly preAuthCode?: string
  }) => Effect.Effect<Consent, NotInWorld | CannotAuthorize>
  /** The merchant takes the authorization back */
  readonly unauthorize: (options: {
    readonly component: string
    readonly account: string
  }) => Effect.Effect<void, NotInWorld>

  /** Voids every token that speaks for an account or a component; says how many still worked */
  readonly revokeTokens: (appId: string) => Effect.Effect<number>
  /** Makes the stored refresh token of an authorizer wrong, as WeChat sometimes does */
  readonly loseRefreshToken: (options: {
    readonly component: string
    readonly account: string
  }) => Effect.Effect<void, NotInWorld>

  /** A follower writes to the account: the text goes to every component that may receive it */
  readonly sendText: (account: string, text: string, openId?: string) => Effect.Effect<void, NotInWorld>

  /** Something goes wrong from now on; gives the number to take it back with */
  readonly inject: (fault: Fault) => Effect.Effect<number>
  readonly injectPush: (fault: PushFault) => Effect.Effect<number>
  /** Takes faults back: one by its number, or all */
  readonly mend: (id?: number) => Effect.Effect<void>

  /** Every request, oldest first, secrets masked */
  readonly requests: Effect.Effect<ReadonlyArray<Seen>>
  /** Every push, oldest first */
  readonly pushes: Effect.Effect<ReadonlyArray<SeenPush>>
  readonly forgetSeen: Effect.Effect<void>

  /** Whether the code of a link to the authorization page still stands */
  readonly hasPreAuthCode: (component: string, code: string) => Effect.Effect<boolean, NotInWorld>
}

/** The simulated platform. */
export class Simulator extends Context.Tag("@effect-wechat/simulator/Simulator")<Simulator, Service>() {}

/** How a simulator begins. */
export interface Options {
  /** What the world holds from the beginning */
  readonly world?: World | undefined
  /** What ids, tokens and probabilities are made from, 1 by default: the same seed gives the same run */
  readonly seed?: number | undefined
  /** Carries pushes to the callbacks. Without it they reach nobody and count as `unreachable` */
  readonly callbacks?: HttpClient.HttpClient | undefined
}

/** @internal */
export interface Running {
  readonly service: Service
  readonly respond: (request: Wire.Request) => Effect.Effect<Wire.Outcome>
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
      addAccount: (ask = {}) =>
        Effect.map(
          Clock.currentTimeMillis,
          (now) => View.account(Arrange.addAccount(state, chance, now, ask))
        ),
      addComponent: (ask = {}) => Effect.map(addComponent(ask), View.component),
      load: (world) =>
        Effect.gen(function*() {
          const now = yield* Clock.currentTimeMillis
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
    return { service, respond: (request) => Platform.respond(platform, request) }
  })

/**
 * A simulator in this process: provides the `HttpClient` that reaches it, whatever the host, without a socket.
 *
 * A world that contradicts itself (an authorization of an account that is not there) is a defect, since a test cannot go
 * on from it.
 *
 * Tickets are pushed for all the time that passes, so a test that wants a certain date sets its clock first, and provides
 * the simulator then.
 *
 * @example
 * ```ts
 * import { AccessToken, Draft, WeChatClient } from "@effect-wechat/core"
 * import { Simulator } from "@effect-wechat/simulator"
 * import { Effect, Layer, Redacted } from "effect"
 *
 * const Account = AccessToken.layerDirect({ appId: "wx0000000000000001", secret: Redacted.make("secret") })
 * const Live = Account.pipe(
 *   Layer.provideMerge(WeChatClient.layer()),
 *   Layer.provideMerge(Simulator.layer({
 *     world: { accounts: [{ appId: "wx0000000000000001", secret: "secret", drafts: 3 }] }
 *   }))
 * )
 *
 * const program = Draft.count().pipe(Effect.provide(Live)) // { total_count: 3 }
 * ```
 */
export const layer = (options: Options = {}): Layer.Layer<Simulator | HttpClient.HttpClient> =>
  Layer.scopedContext(
    Effect.map(Effect.orDie(run(options)), ({ respond, service }) =>
      Context.make(Simulator, service).pipe(Context.add(HttpClient.HttpClient, InProcess.make(respond))))
  )
