import type * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Scope from "effect/Scope"
import type * as Simulator from "../Simulator.ts"
import * as AudienceService from "./audienceService.ts"
import * as ContentService from "./contentService.ts"
import * as Running from "./running.ts"
import type * as Wire from "./wire.ts"

/**
 * A simulator that can begin anew while others hold on to it.
 *
 * @internal
 */
export interface Stage extends Wire.Answering {
  /** Always that of the simulator that runs now, on the clock of the stage */
  readonly service: Simulator.Service
  /** Throws everything away and begins as at the start. Time stays what it is */
  readonly reset: Effect.Effect<void>
}

/** @internal */
export const make = (
  options: Simulator.Options,
  clock: Clock.Clock
): Effect.Effect<Stage, Simulator.NotInWorld | Simulator.CannotAuthorize, Scope.Scope> =>
  Effect.gen(function*() {
    const parent = yield* Effect.scope
    const begin = Effect.gen(function*() {
      const scope = yield* Scope.fork(parent, parent.strategy)
      const running = yield* Running.run(options).pipe(Scope.extend(scope), Effect.withClock(clock))
      return { scope, running }
    })
    let current = yield* begin

    const now = <A, E>(use: (running: Running.Running) => Effect.Effect<A, E>): Effect.Effect<A, E> =>
      Effect.suspend(() => Effect.withClock(use(current.running), clock))

    return {
      service: {
        ...ContentService.through((use) => now(({ service }) => use(service))),
        ...AudienceService.through((use) => now(({ service }) => use(service))),
        addAccount: (options) => now(({ service }) => service.addAccount(options)),
        addComponent: (options) => now(({ service }) => service.addComponent(options)),
        load: (world) => now(({ service }) => service.load(world)),
        account: (appId) => now(({ service }) => service.account(appId)),
        accounts: now(({ service }) => service.accounts),
        component: (appId) => now(({ service }) => service.component(appId)),
        components: now(({ service }) => service.components),
        setStatus: (appId, status) => now(({ service }) => service.setStatus(appId, status)),
        setVerifyType: (appId, verifyType) => now(({ service }) => service.setVerifyType(appId, verifyType)),
        setLimit: (appId, path, limit) => now(({ service }) => service.setLimit(appId, path, limit)),
        addDrafts: (appId, count) => now(({ service }) => service.addDrafts(appId, count)),
        addNews: (appId) => now(({ service }) => service.addNews(appId)),
        failNextPublish: (appId, how) => now(({ service }) => service.failNextPublish(appId, how)),
        failNextMassMessage: (appId, status) => now(({ service }) => service.failNextMassMessage(appId, status)),
        setCallbacks: (component, urls) => now(({ service }) => service.setCallbacks(component, urls)),
        pushTicket: (component) => now(({ service }) => service.pushTicket(component)),
        stopTickets: (component) => now(({ service }) => service.stopTickets(component)),
        authorize: (options) => now(({ service }) => service.authorize(options)),
        unauthorize: (options) => now(({ service }) => service.unauthorize(options)),
        revokeTokens: (appId) => now(({ service }) => service.revokeTokens(appId)),
        loseRefreshToken: (options) => now(({ service }) => service.loseRefreshToken(options)),
        sendText: (account, text, openId) => now(({ service }) => service.sendText(account, text, openId)),
        inject: (fault) => now(({ service }) => service.inject(fault)),
        injectPush: (fault) => now(({ service }) => service.injectPush(fault)),
        mend: (id) => now(({ service }) => service.mend(id)),
        requests: now(({ service }) => service.requests),
        pushes: now(({ service }) => service.pushes),
        forgetSeen: now(({ service }) => service.forgetSeen),
        hasPreAuthCode: (component, code) => now(({ service }) => service.hasPreAuthCode(component, code))
      },
      admit: (head) => now(({ admit }) => admit(head)),
      respond: (request) => now(({ respond }) => respond(request)),
      reset: Effect.orDie(begin).pipe(
        Effect.flatMap((next) => {
          const former = current
          current = next
          return Scope.close(former.scope, Exit.void)
        }),
        Effect.uninterruptible
      )
    }
  })
