/** What there must be before a storm, and what is counted while it lasts. */
import { Identifiers, WeChatClient } from "@effect-wechat/core"
import { Authorization, ComponentApi, ComponentToken, PlatformStore, VerifyTicket } from "@effect-wechat/open-platform"
import { Simulator } from "@effect-wechat/simulator"
import type * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import { appIdOf, bodyOf, component } from "./records.ts"

/** The platform has the newest ticket of the simulator. */
export const receiveTicket = Effect.gen(function*() {
  const simulator = yield* Simulator.Simulator
  yield* simulator.pushTicket(component.appId)
  const { newestTicket } = yield* simulator.component(component.appId)
  const tickets = yield* VerifyTicket.VerifyTicket
  yield* tickets.receive({ value: Redacted.make(newestTicket ?? ""), createdAt: yield* Clock.currentTimeMillis })
})

/** A new account, whose owner consents: the code that says so. */
const consent = (account: string) =>
  Effect.gen(function*() {
    const simulator = yield* Simulator.Simulator
    yield* simulator.addAccount({ appId: account })
    const { authCode } = yield* simulator.authorize({ component: component.appId, account, permissionSets: [7, 11] })
    return Redacted.make(authCode)
  })

/** A new account, which authorizes the platform. */
export const authorize = (account: string) =>
  Effect.flatMap(
    Effect.zip(Authorization.Authorization, consent(account)),
    ([authorization, code]) => authorization.complete(code)
  )

/** As long after a consent: the simulator knows the account, and the store has its record. */
export const know = (index: number) =>
  Effect.gen(function*() {
    const client = yield* WeChatClient.WeChatClient
    const store = yield* PlatformStore.PlatformStore
    const account = appIdOf(index)
    const authorization_code = yield* consent(account)
    const { authorization_info: { authorizer_refresh_token } } = yield* client.call(
      ComponentApi.queryAuth,
      { component_appid: Identifiers.AppId.make(component.appId), authorization_code },
      yield* ComponentToken.ComponentToken
    )
    const refreshToken = authorizer_refresh_token ?? Redacted.make("")
    const body = bodyOf(index, yield* Clock.currentTimeMillis, Redacted.value(refreshToken))
    yield* store.put({ component: component.appId, kind: "authorizer", id: account }, body, 0)
  })

/** What was asked of the simulator, which itself forgets the oldest of so many. */
export interface Asked {
  /** How often each path */
  readonly paths: Map<string, number>
  /** How often a token for whom */
  readonly refreshes: Map<string, number>
  /** Counts a request, and says whether it is a refresh */
  readonly note: (request: HttpClientRequest.HttpClientRequest) => boolean
  readonly forget: () => void
}

const oneMore = (counts: Map<string, number>, of: string) => counts.set(of, (counts.get(of) ?? 0) + 1)

export const asked = (): Asked => {
  const paths = new Map<string, number>()
  const refreshes = new Map<string, number>()
  return {
    paths,
    refreshes,
    note: ({ body, url }) => {
      const { pathname } = new URL(url)
      oneMore(paths, pathname)
      if (pathname !== ComponentApi.authorizerToken.path || body._tag !== "Uint8Array") return false
      oneMore(refreshes, JSON.parse(new TextDecoder().decode(body.body))["authorizer_appid"])
      return true
    },
    forget: () => {
      paths.clear()
      refreshes.clear()
    }
  }
}

/** Authorizers whose token was refreshed exactly once. */
export const refreshedOnce = ({ refreshes }: Asked): number =>
  [...refreshes.values()].filter((times) => times === 1).length
