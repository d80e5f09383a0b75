/** The server: the two URLs of WeChat's console, the pages, and the platform under them. */
import { WeChatClient } from "@effect-wechat/core"
import { Callback, Component, OpenPlatform } from "@effect-wechat/open-platform"
import { HttpMiddleware, HttpRouter, HttpServer } from "@effect/platform"
import { NodeHttpClient, NodeHttpServer } from "@effect/platform-node"
import { Effect, Layer } from "effect"
import { createServer } from "node:http"
import * as Consent from "./consent.ts"
import { html, page } from "./html.ts"
import * as Merchants from "./merchants.ts"
import type { Settings } from "./settings.ts"

/** What is pushed shows in the log. Tickets, codes and withdrawals are taken care of without it. */
const CallbackLive = Callback.layer({
  onEvent: (event) =>
    Effect.logInfo(`WeChat pushed ${event._tag}`).pipe(
      Effect.annotateLogs("appId" in event && event.appId !== undefined ? { "wechat.appid": event.appId } : {})
    )
})

const router = (settings: Settings) =>
  HttpRouter.empty.pipe(
    // In WeChat's console: PUBLIC_URL/wechat/authorization, and PUBLIC_URL/wechat/message/$APPID$.
    HttpRouter.post("/wechat/authorization", Callback.authorization),
    HttpRouter.post("/wechat/message/:appId", Callback.message),
    HttpRouter.get("/", Consent.start(settings)),
    HttpRouter.get("/authorized", Consent.complete),
    HttpRouter.get("/merchants", Merchants.all),
    HttpRouter.get("/merchants/:appId", Merchants.one),
    HttpRouter.catchTags({
      RouteNotFound: () => Effect.succeed(page("There is no such page", html``, 404)),
      StoreError: ({ message }) =>
        Effect.as(Effect.logError(message), page("Not now", html`<p>The store does not answer.</p>`, 503))
    })
  )

/** The platform over a component and a store. Somewhere else than WeChat its interfaces and its pages are together. */
export const platform = (component: Component.Options, weChat: string | undefined) =>
  CallbackLive.pipe(
    Layer.provideMerge(OpenPlatform.layer(weChat === undefined ? {} : { pcBaseUrl: weChat, h5BaseUrl: weChat })),
    Layer.provideMerge(WeChatClient.layer({ baseUrl: weChat })),
    Layer.provideMerge(Component.layer(component)),
    Layer.provide(NodeHttpClient.layerUndici)
  )

/** Takes requests. */
export const server = (settings: Settings) =>
  HttpServer.serve(router(settings)).pipe(
    // Addresses of pushes and redirects hold openids and codes.
    HttpMiddleware.withTracerDisabledWhen(({ url }) => /^\/(wechat|authorized)\b/.test(url))
  )

/**
 * Where it listens. At its end it takes no more connections, and waits until all requests have their answers: provide it
 * above the platform, which they need. Whoever holds a connection open cannot hold it up for longer than 10 seconds.
 */
export const listen = (options: { readonly host: string; readonly port: number }) => {
  const node = createServer()
  const closeLater = Effect.sync(() => {
    setTimeout(() => node.closeAllConnections(), 10_000).unref()
  })
  return Layer.scopedDiscard(Effect.addFinalizer(() => closeLater)).pipe(
    Layer.provideMerge(NodeHttpServer.layer(() => node, options))
  )
}
