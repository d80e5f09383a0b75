/** A server of the service provider, as a process, with a simulator instead of WeChat. */
import { Server, Simulator } from "@effect-wechat/simulator"
import { Effect } from "effect"
import { randomBytes } from "node:crypto"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { start } from "./run.ts"

export const secrets =
  /the-component-secret|the-message-token|ticket@@@|queryauthcode@@@|preauthcode@@@|refreshtoken@@@/

export const component = {
  appId: "wxc000000000000001",
  secret: "the-component-secret",
  token: "the-message-token",
  encodingAesKey: "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
}

export const environment = {
  WECHAT_COMPONENT_APP_ID: component.appId,
  WECHAT_COMPONENT_SECRET: component.secret,
  WECHAT_COMPONENT_TOKEN: component.token,
  WECHAT_COMPONENT_AES_KEY: component.encodingAesKey
}

/** A key that nobody has had before. */
export const newKey = (id: string): string => `${id}:${randomBytes(32).toString("base64")}`

export const freeFolder = Effect.acquireRelease(
  Effect.sync(() => mkdtempSync(join(tmpdir(), "service-provider-"))),
  (folder) => Effect.sync(() => rmSync(folder, { recursive: true, force: true }))
)

/** A server that takes requests, and that WeChat pushes to from now on. */
export const serve = (env: Readonly<Record<string, string>>) =>
  Effect.gen(function*() {
    const simulator = yield* Simulator.Simulator
    const program = yield* start("start", [], {
      ...environment,
      PUBLIC_URL: "http://127.0.0.1",
      PORT: "0",
      WECHAT_BASE_URL: yield* Server.baseUrl,
      ...env
    })
    const address = yield* program.written(/Listening on (http:\/\/127\.0\.0\.1:\d+)/)
    yield* simulator.setCallbacks(component.appId, {
      authorizationUrl: `${address}/wechat/authorization`,
      messageUrl: `${address}/wechat/message/$APPID$`
    })
    yield* simulator.pushTicket(component.appId)
    yield* program.written(/WeChat pushed Ticket/)
    const page = (path: string) => Effect.promise(() => fetch(`${address}${path}`).then((response) => response.text()))
    const stop = Effect.zipRight(program.kill("SIGTERM"), program.ended)
    return { ...program, page, stop }
  })
