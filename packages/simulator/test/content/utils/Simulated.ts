/**
 * Plain requests to a simulated world, and what it pushes.
 */
import { MessageCrypto } from "@effect-wechat/core"
import { Simulator, type World } from "@effect-wechat/simulator"
import * as HttpClient from "@effect/platform/HttpClient"
import * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import * as HttpClientResponse from "@effect/platform/HttpClientResponse"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as TestClock from "effect/TestClock"

/** A Monday in China, at noon */
export const noon = Date.UTC(2026, 2, 2, 4)

export const appId = "wx00000000000000aa"
export const secret = "0123456789abcdef0123456789abcdef"
export const component = "wx00000000000000cc"
export const messageUrl = "https://provider.test/wechat/$APPID$/message"

/** A service account, verified, with a thousand followers, unless said otherwise. */
export const account = (options: World.AccountOptions = {}): World.AccountOptions => ({ appId, secret, ...options })

/** Runs in a world that begins at noon. */
export const simulated = <A, E, R>(
  options: Simulator.Options,
  test: Effect.Effect<A, E, R>
): Effect.Effect<A, E, Exclude<R, Simulator.Simulator | HttpClient.HttpClient>> =>
  // Only then does the world begin: nothing in it has happened before.
  Effect.andThen(TestClock.setTime(noon), Effect.provide(test, Simulator.layer(options)))

/** A world with one account. */
export const alone = <A, E, R>(options: World.AccountOptions, test: Effect.Effect<A, E, R>) =>
  simulated({ world: { accounts: [account(options)] } }, test)

export interface Answer {
  readonly text: string
  // Whatever the platform says: a test looks at single fields.
  readonly json: ReturnType<typeof JSON.parse>
  readonly errcode: number | undefined
  readonly headers: Readonly<Record<string, string>>
  readonly bytes: Uint8Array
}

const decoder = new TextDecoder()

export const send = (request: HttpClientRequest.HttpClientRequest) =>
  Effect.gen(function*() {
    const response = yield* HttpClient.execute(request)
    const bytes = new Uint8Array(yield* response.arrayBuffer)
    const text = decoder.decode(bytes)
    const isJson = text.startsWith("{")
    const json = isJson ? JSON.parse(text) : undefined
    return { text, json, errcode: isJson ? json.errcode : undefined, headers: response.headers, bytes } satisfies Answer
  }).pipe(Effect.orDie)

const base = "https://api.weixin.qq.com"

export const bodyJson = (path: string, json: unknown) =>
  HttpClientRequest.post(`${base}${path}`).pipe(
    HttpClientRequest.bodyText(typeof json === "string" ? json : JSON.stringify(json), "application/json")
  )

export type Query = Readonly<Record<string, string>>

/** Calls with this token. */
export const withToken = (access_token: string) => ({
  get: (path: string, query: Query = {}) =>
    send(HttpClientRequest.get(`${base}${path}`, { urlParams: { access_token, ...query } })),
  /** JSON, or a text as it is */
  post: (path: string, json: unknown, query: Query = {}) =>
    send(bodyJson(path, json).pipe(HttpClientRequest.setUrlParams({ access_token, ...query }))),
  empty: (path: string, query: Query = {}) =>
    send(HttpClientRequest.post(`${base}${path}`, { urlParams: { access_token, ...query } })),
  upload: (path: string, query: Query, form: FormData) =>
    send(
      HttpClientRequest.post(`${base}${path}`, { urlParams: { access_token, ...query } }).pipe(
        HttpClientRequest.bodyFormData(form)
      )
    )
})

export type Caller = ReturnType<typeof withToken>

/** Calls as the account itself. */
export const direct = (of: { readonly appid: string; readonly secret: string } = { appid: appId, secret }) =>
  Effect.map(
    send(bodyJson("/cgi-bin/stable_token", { grant_type: "client_credential", ...of })),
    ({ json }) => withToken(json.access_token)
  )

/** Calls as a component, and on behalf of the account that authorized it with these sets. */
export const onBehalf = (permissionSets: ReadonlyArray<number>) =>
  Effect.gen(function*() {
    const simulator = yield* Simulator.Simulator
    yield* simulator.pushTicket(component)
    const { newestTicket, secret } = yield* simulator.component(component)
    const { json: issued } = yield* send(bodyJson("/cgi-bin/component/api_component_token", {
      component_appid: component,
      component_appsecret: secret,
      component_verify_ticket: newestTicket
    }))
    const asComponent = withToken(issued.component_access_token)
    const { authCode } = yield* simulator.authorize({ component, account: appId, permissionSets })
    const { json } = yield* asComponent.post("/cgi-bin/component/api_query_auth", {
      component_appid: component,
      authorization_code: authCode
    })
    return { asComponent, asAccount: withToken(json.authorization_info.authorizer_access_token) }
  }).pipe(Effect.orDie)

export const form = (file: {
  readonly name: string
  readonly bytes?: Uint8Array<ArrayBuffer>
  readonly field?: string
  readonly type?: string
}): FormData => {
  const data = new FormData()
  const blob = new Blob([file.bytes ?? new Uint8Array([1, 2, 3])], file.type === undefined ? {} : { type: file.type })
  data.append(file.field ?? "media", blob, file.name)
  return data
}

/** Uploads a cover, and gives its id. */
export const cover = (as: Caller) =>
  Effect.map(
    as.upload("/cgi-bin/material/add_material", { type: "image" }, form({ name: "cover.png" })),
    ({ json }) => String(json.media_id)
  )

/** A draft with so many articles; gives its id. */
export const draft = (as: Caller, articles = 1) =>
  Effect.gen(function*() {
    const thumb_media_id = yield* cover(as)
    const { json } = yield* as.post("/cgi-bin/draft/add", {
      articles: Array.from({ length: articles }, (_, at) => ({
        title: `Article ${at + 1}`,
        content: `<p>Body ${at + 1}</p>`,
        thumb_media_id
      }))
    })
    return String(json.media_id)
  })

/** The callback of a service provider, which says `success` to everything. */
export const makeCallbacks = () => {
  const received: Array<{ readonly url: URL; readonly body: string }> = []
  const client = HttpClient.make((request, url) =>
    Effect.sync(() => {
      const body = request.body._tag === "Uint8Array" ? decoder.decode(request.body.body) : ""
      received.push({ url, body })
      return HttpClientResponse.fromWeb(request, new Response("success"))
    })
  )
  /** What came to URL B, decrypted. */
  const messages = Effect.gen(function*() {
    const simulator = yield* Simulator.Simulator
    const { encodingAesKey, token } = yield* simulator.component(component)
    const crypto = yield* MessageCrypto.make({
      appId: component,
      token: Redacted.make(token),
      encodingAesKey: Redacted.make(encodingAesKey)
    })
    return yield* Effect.forEach(
      received.filter(({ url }) => url.pathname === `/wechat/${appId}/message`),
      ({ body, url }) =>
        crypto.decrypt({
          encrypt: /<Encrypt><!\[CDATA\[([^\]]+)\]\]><\/Encrypt>/.exec(body)?.[1] ?? "",
          msg_signature: url.searchParams.get("msg_signature") ?? "",
          timestamp: url.searchParams.get("timestamp") ?? "",
          nonce: url.searchParams.get("nonce") ?? ""
        })
    )
  }).pipe(Effect.orDie)
  return { client, messages }
}

/** A world with an account and a component that is called back. */
export const provided = <A, E, R>(
  options: { readonly callbacks?: HttpClient.HttpClient; readonly account?: World.AccountOptions },
  test: Effect.Effect<A, E, R>
) =>
  simulated({
    world: { accounts: [account(options.account)], components: [{ appId: component, messageUrl }] },
    callbacks: options.callbacks
  }, test)
