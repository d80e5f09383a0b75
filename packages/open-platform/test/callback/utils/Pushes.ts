/**
 * A platform whose callback is reached without a socket: by the pushes of the simulator, and by pushes made by hand.
 */
import { MessageCrypto } from "@effect-wechat/core"
import { Callback, type Component, type Event } from "@effect-wechat/open-platform"
import * as HttpApp from "@effect/platform/HttpApp"
import * as HttpClient from "@effect/platform/HttpClient"
import * as HttpClientError from "@effect/platform/HttpClientError"
import * as HttpClientResponse from "@effect/platform/HttpClientResponse"
import * as HttpRouter from "@effect/platform/HttpRouter"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as Stream from "effect/Stream"
import * as TestClock from "effect/TestClock"
import * as Platform from "../../utils/Platform.ts"

export const authorizationUrl = "https://platform.example/wechat/authorization"
export const messageUrl = "https://platform.example/wechat/message/$APPID$"

export const messageUrlOf = (appId: string): string => messageUrl.replace("$APPID$", appId)

export interface Keys {
  readonly appId: string
  readonly token: string
  readonly encodingAesKey: string
}

export interface Answer {
  readonly status: number
  readonly contentType: string | null
  readonly text: string
}

type Handler = (request: Request) => Promise<Response>

/** Where requests go once there is a callback. */
const connections = new WeakMap<HttpClient.HttpClient, { handler: Handler | undefined }>()

/** What carries the simulator's pushes to the callback. */
const carrier = (): HttpClient.HttpClient => {
  const connection: { handler: Handler | undefined } = { handler: undefined }
  const client = HttpClient.make((request, url, signal) => {
    const { handler } = connection
    return handler === undefined || request.body._tag !== "Uint8Array"
      ? Effect.fail(new HttpClientError.RequestError({ request, reason: "Transport", description: "nobody there" }))
      : Effect.map(
        Effect.promise(() =>
          handler(
            new Request(url, {
              method: request.method,
              body: request.body._tag === "Uint8Array" ? new Uint8Array(request.body.body) : null,
              signal
            })
          )
        ),
        (response) => HttpClientResponse.fromWeb(request, response)
      )
  })
  connections.set(client, connection)
  return client
}

/** How a user mounts it: two lines. */
const router = HttpRouter.empty.pipe(
  HttpRouter.post("/wechat/authorization", Callback.authorization),
  HttpRouter.post("/wechat/message/:appId", Callback.message)
)

/** The callback as a handler of web requests, at the time of the test. */
export const handlerOf = <E>(app: HttpApp.Default<E, Callback.Callback>) =>
  Effect.map(Effect.runtime<Callback.Callback>(), (runtime): Handler => HttpApp.toWebHandlerRuntime(runtime)(app))

export interface Options<R> extends Platform.Options {
  readonly callback?: Callback.Options<R>
  /** The component as the callback knows it, by default as the simulator does */
  readonly component?: Layer.Layer<Component.Component>
}

/** Runs a test on a platform with a callback, to which the simulator pushes, and which has a ticket by a push. */
export const run = <R = never>(options: Options<R> = {}) => <A, E, R2>(test: Effect.Effect<A, E, R2>) => {
  const callbacks = carrier()
  const live = Callback.layer(options.callback).pipe(
    Layer.provide(options.component ?? Platform.ComponentLive),
    Layer.provideMerge(Platform.layer({
      ...options,
      simulator: {
        ...options.simulator,
        callbacks,
        world: {
          components: [{ ...Platform.component, authorizationUrl, messageUrl, permissionSets: [1, 7, 11] }],
          ...options.simulator?.world
        }
      }
    }))
  )
  return Effect.gen(function*() {
    const connection = connections.get(callbacks)
    if (connection !== undefined) connection.handler = yield* handlerOf(router)
    return yield* Effect.andThen(Platform.receiveTicket, test)
  }).pipe(
    Effect.scoped,
    Effect.provide(live),
    (whole) => Effect.andThen(TestClock.setTime(Platform.start), whole)
  )
}

/** A request to the callback, whatever is in it. */
export const request = (
  url: string,
  init: RequestInit & { readonly duplex?: "half" },
  app: HttpApp.Default<unknown, Callback.Callback> = router
) => Effect.flatMap(handlerOf(app), (handler) => requestTo(handler, url, init))

const requestTo = (handler: Handler, url: string, init: RequestInit): Effect.Effect<Answer> =>
  Effect.promise(() =>
    handler(new Request(url, init)).then((response) =>
      response.text().then((text) => ({
        status: response.status,
        contentType: response.headers.get("content-type"),
        text
      }))
    )
  )

/** What a push is made of. */
export interface Sealed {
  readonly timestamp: string
  readonly nonce: string
  readonly msg_signature: string
  readonly encrypt: string
}

export const cryptoOf = ({ appId, encodingAesKey, token }: Keys) =>
  Effect.orDie(MessageCrypto.make({
    appId,
    token: Redacted.make(token),
    encodingAesKey: Redacted.make(encodingAesKey)
  }))

/** A text, sealed as WeChat does. */
export const seal = (plain: string, keys: Keys = Platform.component, options: MessageCrypto.EncryptOptions = {}) =>
  Effect.gen(function*() {
    const crypto = yield* cryptoOf(keys)
    const sealed = yield* crypto.encrypt(plain, options)
    return {
      timestamp: sealed.TimeStamp,
      nonce: sealed.Nonce,
      msg_signature: sealed.MsgSignature,
      encrypt: sealed.Encrypt
    } satisfies Sealed
  })

export const envelope = (encrypt: string): string =>
  `<xml><AppId><![CDATA[${Platform.component.appId}]]></AppId><Encrypt><![CDATA[${encrypt}]]></Encrypt></xml>`

const addressOf = (url: string, { msg_signature, nonce, timestamp }: Sealed): string =>
  `${url}?${new URLSearchParams({ signature: "", timestamp, nonce, encrypt_type: "aes", msg_signature })}`

/** For very many pushes: what they have in common is done once. */
export const poster = Effect.map(
  handlerOf(router),
  (handler) => (url: string, sealed: Sealed, body = envelope(sealed.encrypt)) =>
    requestTo(handler, addressOf(url, sealed), { method: "POST", body })
)

/** The request of a sealed push. */
export const post = (
  url: string,
  sealed: Sealed,
  options: {
    readonly body?: string | Uint8Array<ArrayBuffer>
    readonly app?: HttpApp.Default<unknown, Callback.Callback>
  } = {}
) => request(addressOf(url, sealed), { method: "POST", body: options.body ?? envelope(sealed.encrypt) }, options.app)

/** A text goes to the callback as WeChat sends it. */
export const push = (url: string, plain: string, keys?: Keys) =>
  Effect.flatMap(seal(plain, keys), (sealed) => post(url, sealed))

/** An element for each field; the values as they stand. */
export const xml = (fields: Record<string, string | number>): string =>
  `<xml>${
    Object.entries(fields).map(([name, value]) =>
      typeof value === "number" || value.startsWith("<")
        ? `<${name}>${value}</${name}>`
        : `<${name}><![CDATA[${value}]]></${name}>`
    ).join("\n")
  }</xml>`

export const seconds = Effect.map(Clock.currentTimeMillis, (now) => Math.floor(now / 1000))

/** A push to the authorization URL. */
export const pushInfo = (infoType: string, fields: Record<string, string | number> = {}, keys?: Keys) =>
  Effect.gen(function*() {
    const CreateTime = yield* seconds
    return yield* push(
      authorizationUrl,
      xml({ AppId: Platform.component.appId, CreateTime, InfoType: infoType, ...fields }),
      keys
    )
  })

/** What a follower writes to an account. */
export const textTo = (to: { readonly originalId: string }, content: string, MsgId = "6054768590064713728") =>
  Effect.map(seconds, (CreateTime) =>
    xml({
      ToUserName: to.originalId,
      FromUserName: "oFollower",
      CreateTime,
      MsgType: "text",
      Content: content,
      MsgId
    }))

/** The text of an element. */
export const field = (text: string, name: string): string | undefined => {
  const found = new RegExp(`<${name}>(?:<!\\[CDATA\\[([^]*?)\\]\\]>|([^<]*))</${name}>`).exec(text)
  return found?.[1] ?? found?.[2]
}

/** What a passive reply says, opened with these keys. */
export const openReply = ({ text }: Answer, keys: Keys = Platform.component) =>
  Effect.flatMap(cryptoOf(keys), (crypto) =>
    crypto.decrypt({
      encrypt: field(text, "Encrypt") ?? "",
      msg_signature: field(text, "MsgSignature") ?? "",
      timestamp: field(text, "TimeStamp") ?? "",
      nonce: field(text, "Nonce") ?? ""
    }))

/** Lets everything run that is ready to. Requests within the process take some turns of the loop. */
export const settle = Effect.repeatN(Effect.async<void>((resume) => void setImmediate(() => resume(Effect.void))), 20)

/** Listens to the stream from now on; gives what it has heard so far. */
export const listen = Effect.gen(function*() {
  const heard: Array<Event.Event> = []
  yield* Effect.forkScoped(Stream.runForEach(Callback.events, (event) => Effect.sync(() => heard.push(event))))
  yield* settle
  return Effect.as(settle, heard as ReadonlyArray<Event.Event>)
})

/** The fields of an answer that most tests look at. */
export const success = { status: 200, text: "success" }
