/**
 * Plain requests, as any client in any language would make them: a method, a path, a query, a body.
 */
import * as HttpClient from "@effect/platform/HttpClient"
import * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import { assert } from "@effect/vitest"
import { Simulator } from "@effect-wechat/simulator"
import * as Effect from "effect/Effect"

/** All that the replies of these tests may hold. Nothing says that a reply holds it. */
export interface Json {
  readonly errcode?: number
  readonly errmsg?: string
  readonly expires_in?: number
  readonly access_token?: string
  readonly component_access_token?: string
  readonly pre_auth_code?: string
  readonly authorizer_access_token?: string
  readonly authorizer_refresh_token?: string
  readonly authorizer_info?: Readonly<Record<string, unknown>>
  readonly authorization_info?: {
    readonly authorizer_appid: string
    readonly authorizer_access_token?: string
    readonly expires_in?: number
    readonly authorizer_refresh_token?: string
    readonly func_info: ReadonlyArray<{ readonly funcscope_category: { readonly id: number } }>
  }
  readonly total_count?: number
  readonly list?: ReadonlyArray<{
    readonly authorizer_appid: string
    readonly refresh_token: string
    readonly auth_time: number
  }>
  readonly authorizer_appid?: string
  readonly option_name?: string
  readonly option_value?: string
}

export interface Answer {
  readonly status: number
  readonly contentType: string | undefined
  readonly text: string
  readonly json: Json
  /** 0 when there is none */
  readonly code: number
}

export interface Ask {
  readonly query?: Readonly<Record<string, string>>
  readonly json?: unknown
  /** Instead of `json`: a body as it stands */
  readonly text?: string
}

export const request = (method: "GET" | "POST", path: string, ask: Ask = {}): HttpClientRequest.HttpClientRequest => {
  const text = ask.text ?? (ask.json === undefined ? undefined : JSON.stringify(ask.json))
  const bare = HttpClientRequest.make(method)(`https://api.weixin.qq.com${path}`, { urlParams: ask.query ?? {} })
  return text === undefined ? bare : HttpClientRequest.bodyText(bare, text, "application/json")
}

/** Sends it, with everything that can happen on the way. */
export const send = (method: "GET" | "POST", path: string, ask?: Ask) =>
  Effect.gen(function*() {
    const client = yield* HttpClient.HttpClient
    const response = yield* client.execute(request(method, path, ask))
    const text = yield* response.text
    return { status: response.status, contentType: response.headers["content-type"], text }
  })

/** Sends it and reads the reply, which has to be JSON. */
export const call = (method: "GET" | "POST", path: string, ask?: Ask) =>
  Effect.map(Effect.orDie(send(method, path, ask)), (sent): Answer => {
    const json: Json = JSON.parse(sent.text)
    return { ...sent, json, code: json.errcode ?? 0 }
  })

/** What a reply has to hold. */
export const given = <A>(value: A | undefined): A => value ?? assert.fail("the reply lacks what was asked for")

const component = "/cgi-bin/component"

export const askComponentToken = (appId: string, secret: string, ticket: string | undefined) =>
  call("POST", `${component}/api_component_token`, {
    json: { component_appid: appId, component_appsecret: secret, component_verify_ticket: ticket }
  })

/** By the newest ticket. */
export const componentToken = (appId: string) =>
  Effect.gen(function*() {
    const simulator = yield* Simulator.Simulator
    const { newestTicket, secret } = yield* simulator.component(appId)
    const { json } = yield* askComponentToken(appId, secret, newestTicket)
    return given(json.component_access_token)
  })

/** An interface of the component: its own app id goes with it. */
export const asComponent = (
  appId: string,
  token: string,
  name: string,
  fields: Readonly<Record<string, unknown>> = {}
) =>
  call("POST", `${component}/${name}`, { query: { access_token: token }, json: { component_appid: appId, ...fields } })

export const createPreAuthCode = (appId: string, token: string) => asComponent(appId, token, "api_create_preauthcode")

export const queryAuth = (appId: string, token: string, code: string) =>
  asComponent(appId, token, "api_query_auth", { authorization_code: code })

export const refresh = (appId: string, token: string, account: string, refreshToken: string) =>
  asComponent(appId, token, "api_authorizer_token", {
    authorizer_appid: account,
    authorizer_refresh_token: refreshToken
  })

export const info = (appId: string, token: string, account: string) =>
  asComponent(appId, token, "api_get_authorizer_info", { authorizer_appid: account })

export const list = (appId: string, token: string, offset: number, count: number) =>
  asComponent(appId, token, "api_get_authorizer_list", { offset, count })

export interface Granted {
  readonly token: string
  readonly accessToken: string
  readonly refreshToken: string
  readonly code: string
}

/** The whole way: the merchant confirms, and the component exchanges the code. */
export const grant = (appId: string, account: string, permissionSets?: ReadonlyArray<number>) =>
  Effect.gen(function*() {
    const simulator = yield* Simulator.Simulator
    const { authCode } = yield* simulator.authorize({
      component: appId,
      account,
      ...(permissionSets === undefined ? {} : { permissionSets })
    })
    const token = yield* componentToken(appId)
    const { json } = yield* queryAuth(appId, token, authCode)
    const authorization = given(json.authorization_info)
    const granted: Granted = {
      token,
      accessToken: given(authorization.authorizer_access_token),
      refreshToken: given(authorization.authorizer_refresh_token),
      code: authCode
    }
    return granted
  })

export const askToken = (appId: string, secret: string) =>
  call("GET", "/cgi-bin/token", { query: { grant_type: "client_credential", appid: appId, secret } })

export const askStableToken = (appId: string, secret: string, force_refresh?: boolean) =>
  call("POST", "/cgi-bin/stable_token", {
    json: { grant_type: "client_credential", appid: appId, secret, force_refresh }
  })

/** Of an account that calls for itself. */
export const plainToken = (appId: string) =>
  Effect.gen(function*() {
    const simulator = yield* Simulator.Simulator
    const { secret } = yield* simulator.account(appId)
    const { json } = yield* askToken(appId, secret)
    return given(json.access_token)
  })

export const countDrafts = (token: string) => call("GET", "/cgi-bin/draft/count", { query: { access_token: token } })
