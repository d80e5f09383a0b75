/**
 * WeChat in a box: a world of accounts and components that answers like the platform, and a service to arrange it, to
 * break it on purpose and to look inside.
 *
 * It follows Effect's `Clock`, so a test moves its time.
 */
import * as HttpClient from "@effect/platform/HttpClient"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type { Fault, PushFault } from "./Fault.ts"
import * as InProcess from "./internal/inProcess.ts"
import * as Running from "./internal/running.ts"
import type * as View from "./internal/view.ts"
import type * as AudienceWorld from "./AudienceWorld.ts"
import type * as Content from "./Content.ts"
import type { CannotAuthorize, NotInWorld } from "./internal/worldErrors.ts"
import type { Seen, SeenPush } from "./Seen.ts"
import type { AccountOptions, AccountStatus, ComponentOptions, World } from "./World.ts"

export { CannotAuthorize, CannotComment, NotInWorld } from "./internal/worldErrors.ts"

/** An account as it stands. */
export type AccountView = ReturnType<typeof View.account>

/** A component as it stands, with the secrets that its owner knows. */
export type ComponentView = ReturnType<typeof View.component>

/** What a merchant's consent gives. */
export interface Consent {
  readonly authCode: string
  /** Milliseconds of the epoch */
  readonly expiresAt: number
}

/** What can be done with the world, and what can be seen of it. */
export interface Service extends Content.Service, AudienceWorld.Service {
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
    Effect.map(Effect.orDie(Running.run(options)), (running) =>
      Context.make(Simulator, running.service).pipe(Context.add(HttpClient.HttpClient, InProcess.make(running))))
  )
