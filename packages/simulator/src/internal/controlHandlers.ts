import * as HttpApiBuilder from "@effect/platform/HttpApiBuilder"
import * as HttpApiSwagger from "@effect/platform/HttpApiSwagger"
import type * as HttpApp from "@effect/platform/HttpApp"
import type * as HttpRouter from "@effect/platform/HttpRouter"
import * as HttpServerResponse from "@effect/platform/HttpServerResponse"
import * as Cause from "effect/Cause"
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Predicate from "effect/Predicate"
import type * as Scope from "effect/Scope"
import { AlreadyInWorld, Api, prefix } from "../Control.ts"
import type * as Simulator from "../Simulator.ts"
import * as AudienceHandlers from "./audienceHandlers.ts"
import * as ContentHandlers from "./contentHandlers.ts"

/**
 * What the control API acts on.
 *
 * @internal
 */
export interface Subject {
  readonly simulator: Simulator.Service
  readonly reset: Effect.Effect<void>
  readonly advance: (by: Duration.Duration) => Effect.Effect<number>
}

const page = <A>(
  all: ReadonlyArray<A>,
  { count = 100, offset = 0 }: { readonly offset?: number; readonly count?: number }
) => ({ total: all.length, list: all.slice(offset, offset + count) })

/** Fails if there is one already. */
const isNew = (
  what: AlreadyInWorld["what"],
  id: string | undefined,
  look: (id: string) => Effect.Effect<unknown, Simulator.NotInWorld>
): Effect.Effect<void, AlreadyInWorld> =>
  id === undefined ? Effect.void : Effect.matchEffect(look(id), {
    onFailure: () => Effect.void,
    onSuccess: () => new AlreadyInWorld({ what, id })
  })

const groups = ({ advance, reset, simulator }: Subject) =>
  Layer.mergeAll(
    ContentHandlers.layer(simulator),
    AudienceHandlers.layer(simulator),
    HttpApiBuilder.group(Api, "world", (handlers) =>
      handlers
        .handle("load", ({ payload }) =>
          Effect.gen(function*() {
            for (const { appId } of payload.accounts ?? []) yield* isNew("account", appId, simulator.account)
            for (const { appId } of payload.components ?? []) yield* isNew("component", appId, simulator.component)
            yield* simulator.load(payload)
          }))
        .handle("reset", () => reset)),
    HttpApiBuilder.group(Api, "accounts", (handlers) =>
      handlers
        .handle(
          "add",
          ({ payload }) =>
            Effect.andThen(isNew("account", payload.appId, simulator.account), simulator.addAccount(payload))
        )
        .handle("list", ({ urlParams }) => Effect.map(simulator.accounts, (all) => page(all, urlParams)))
        .handle("one", ({ path }) => simulator.account(path.appId))
        .handle("setStatus", ({ path, payload }) => simulator.setStatus(path.appId, payload.status))
        .handle("setVerification", ({ path, payload }) => simulator.setVerifyType(path.appId, payload.verifyType))
        .handle(
          "addDrafts",
          ({ path, payload }) =>
            Effect.map(simulator.addDrafts(path.appId, payload.count), (media_ids) => ({ media_ids }))
        )
        .handle("addNews", ({ path }) => Effect.map(simulator.addNews(path.appId), (media_id) => ({ media_id })))
        .handle("failNextPublish", ({ path, payload }) => simulator.failNextPublish(path.appId, payload))
        .handle("failNextMassMessage", ({ path, payload }) => simulator.failNextMassMessage(path.appId, payload.status))
        .handle("sendText", ({ path, payload }) => simulator.sendText(path.appId, payload.text, payload.openId))),
    HttpApiBuilder.group(Api, "components", (handlers) =>
      handlers
        .handle(
          "add",
          ({ payload }) =>
            Effect.andThen(isNew("component", payload.appId, simulator.component), simulator.addComponent(payload))
        )
        .handle("list", ({ urlParams }) => Effect.map(simulator.components, (all) => page(all, urlParams)))
        .handle("one", ({ path }) => simulator.component(path.appId))
        .handle("setCallbacks", ({ path, payload }) => simulator.setCallbacks(path.appId, payload))
        .handle("pushTicket", ({ path }) => simulator.pushTicket(path.appId))
        .handle("stopTickets", ({ path }) => simulator.stopTickets(path.appId))),
    HttpApiBuilder.group(Api, "authorizations", (handlers) =>
      handlers
        .handle("authorize", ({ payload }) => simulator.authorize(payload))
        .handle("unauthorize", ({ payload }) => simulator.unauthorize(payload))
        .handle("loseRefreshToken", ({ payload }) => simulator.loseRefreshToken(payload))),
    HttpApiBuilder.group(Api, "calls", (handlers) =>
      handlers
        .handle("setLimit", ({ payload: { appId, path, ...limit } }) => simulator.setLimit(appId, path, limit))
        .handle(
          "revokeTokens",
          ({ payload }) => Effect.map(simulator.revokeTokens(payload.appId), (revoked) => ({ revoked }))
        )
        .handle("requests", () => simulator.requests)
        .handle("pushes", () => simulator.pushes)
        .handle("forget", () => simulator.forgetSeen)),
    HttpApiBuilder.group(Api, "faults", (handlers) =>
      handlers
        .handle("inject", ({ payload }) => Effect.map(simulator.inject(payload), (id) => ({ id })))
        .handle("injectPush", ({ payload }) => Effect.map(simulator.injectPush(payload), (id) => ({ id })))
        .handle("mend", ({ path }) => simulator.mend(path.id))
        .handle("mendAll", () => simulator.mend())),
    HttpApiBuilder.group(Api, "clock", (handlers) =>
      handlers
        .handle("read", () => Effect.map(Clock.currentTimeMillis, (now) => ({ now })))
        .handle("advance", ({ payload }) => Effect.map(advance(Duration.millis(payload.millis)), (now) => ({ now }))))
  )

const notFound = HttpServerResponse.unsafeJson(
  { _tag: "NotFound", message: `There is nothing here: see ${prefix}/docs` },
  { status: 404 }
)

/**
 * The control API, its page (which loads nothing from elsewhere) and its description, as an app.
 *
 * @internal
 */
export const make = (
  subject: Subject
): Effect.Effect<HttpApp.Default<never, HttpRouter.HttpRouter.DefaultServices>, never, Scope.Scope> =>
  Effect.gen(function*() {
    const live = Layer.mergeAll(
      HttpApiSwagger.layer({ path: `${prefix}/docs` }),
      HttpApiBuilder.middlewareOpenApi({ path: `${prefix}/openapi.json` }),
      HttpApiBuilder.Router.use((router) => router.get(prefix, HttpServerResponse.redirect(`${prefix}/docs`)))
    ).pipe(
      Layer.provideMerge(Layer.provide(HttpApiBuilder.api(Api), groups(subject))),
      Layer.provideMerge(Layer.merge(HttpApiBuilder.Router.Live, HttpApiBuilder.Middleware.layer))
    )
    const context = yield* Layer.build(live)
    const app = yield* Effect.provide(HttpApiBuilder.httpApp, context)
    // The type of the app hides that a route may be missing.
    return Effect.catchAllCause(
      app,
      (cause) =>
        Predicate.isTagged(Cause.squash(cause), "RouteNotFound") ? Effect.succeed(notFound) : Effect.failCause(cause)
    )
  })
