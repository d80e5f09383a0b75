import { Identifiers } from "@effect-wechat/core"
import type * as HttpApp from "@effect/platform/HttpApp"
import * as HttpRouter from "@effect/platform/HttpRouter"
import * as HttpServerRequest from "@effect/platform/HttpServerRequest"
import * as HttpServerResponse from "@effect/platform/HttpServerResponse"
import * as Cause from "effect/Cause"
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import * as Reply from "../Reply.ts"
import * as Content from "./callbackContent.ts"
import type { Push } from "./callbackRequest.ts"
import type * as Taking from "./callbackTaking.ts"
import * as Metrics from "./metrics.ts"
import { Refused } from "./refused.ts"
import * as Xml from "./xml.ts"

/** @internal */
export type Url = "authorization" | "message" | "both"

const wrongContent = new Refused({ reason: "WrongContent", detail: "it is not what WeChat pushes to this URL" })
const wrongComponent = new Refused({ reason: "WrongComponent", detail: "it is about another component" })
const tooSlow = new Refused({ reason: "TooSlow", detail: "the body did not come in time" })

const success = HttpServerResponse.text("success")
const unavailable = HttpServerResponse.text("unavailable", { status: 503 })

const decodeAppId = Schema.decodeUnknownOption(Identifiers.AppId)

/** At most so often does what anybody may send show up in the log. */
const warnEvery = Duration.toMillis("1 minute")

/** The account, for logs and spans. */
const whom = (content: Content.Authorization | Content.ToAccount): Record<string, string> => {
  const appId = content._tag === "ToAccount"
    ? content.appId
    : content._tag === "Ticket"
    ? undefined
    : content.event.appId
  return appId === undefined ? {} : { "wechat.appid": appId }
}

/** How a push ended: what WeChat is answered, and one word for metrics and spans. */
interface Ending {
  readonly outcome: string
  readonly response: HttpServerResponse.HttpServerResponse
}

/**
 * The `HttpApp` of a URL: reads, looks, takes and answers, in time and without ever failing.
 *
 * @internal
 */
export const make = (options: {
  readonly component: Identifiers.AppId
  readonly read: (request: HttpServerRequest.HttpServerRequest) => Effect.Effect<Push, Refused>
  readonly take: ReturnType<typeof Taking.make>
  readonly replyWithin: Duration.Duration
}): (url: Url) => HttpApp.Default => {
  const { component, read, replyWithin, take } = options
  let warnedAt = -Infinity

  /** The account that the address names: in a parameter of the route, or where a part looks like an app id. */
  const accountIn = (
    request: HttpServerRequest.HttpServerRequest,
    route: Option.Option<HttpRouter.RouteContext>
  ): Identifiers.AppId | undefined => {
    const parameter = Option.getOrUndefined(route)?.params["appId"]
    const part = (request.url.split("?", 1)[0] ?? "").split("/").find((each) =>
      /^wx[\da-f]{16}$/.test(each) && each !== component
    )
    return Option.getOrUndefined(decodeAppId(parameter ?? part))
  }

  const contentOf = (
    url: Url,
    { fields }: Push,
    appId: Identifiers.AppId | undefined
  ): Effect.Effect<Content.Authorization | Content.ToAccount, Refused> => {
    const isAuthorization = Xml.textOf(fields, "InfoType") !== undefined
    if (url !== "both" && isAuthorization !== (url === "authorization")) return wrongContent
    if (isAuthorization && Xml.textOf(fields, "AppId")?.trim() !== component) return wrongComponent
    const content: Option.Option<Content.Authorization | Content.ToAccount> = isAuthorization
      ? Content.authorization(fields)
      : Content.message(fields, appId)
    return Option.isNone(content) ? wrongContent : Effect.succeed(content.value)
  }

  /** The reply is sealed with the keys of the message. */
  const seal = ({ crypto }: Push, { ToUserName, FromUserName }: Content.ToAccount, reply: Reply.Reply) =>
    Effect.gen(function*() {
      const now = yield* Clock.currentTimeMillis
      const sealed = yield* crypto.encrypt(Reply.toXml(reply, { ToUserName, FromUserName }, Math.floor(now / 1000)))
      return HttpServerResponse.text(
        [
          "<xml>",
          Xml.cdata("Encrypt", sealed.Encrypt),
          Xml.cdata("MsgSignature", sealed.MsgSignature),
          `<TimeStamp>${sealed.TimeStamp}</TimeStamp>`,
          Xml.cdata("Nonce", sealed.Nonce),
          "</xml>"
        ].join(""),
        { contentType: "text/xml; charset=utf-8" }
      )
    })

  const refuse = (refused: Refused): Effect.Effect<Ending> =>
    Effect.gen(function*() {
      const now = yield* Clock.currentTimeMillis
      const isQuiet = refused.isFromAnybody && now - warnedAt < warnEvery
      if (refused.isFromAnybody && !isQuiet) warnedAt = now
      yield* (isQuiet ? Effect.logDebug : Effect.logWarning)(
        `A push was refused (${refused.reason}): ${refused.detail}`
      )
      return { outcome: refused.reason, response: HttpServerResponse.text("invalid", { status: refused.status }) }
    })

  const notTaken = (detail: string): Effect.Effect<Ending> =>
    Effect.as(Effect.logError(`A push could not be taken: ${detail}`), {
      outcome: "unavailable",
      response: unavailable
    })

  const end = (push: Push, content: Content.Authorization | Content.ToAccount, { outcome, reply }: Taking.Answer) =>
    reply === undefined || content._tag !== "ToAccount"
      ? Effect.succeed<Ending>({ outcome, response: success })
      : Effect.map(seal(push, content, reply), (response): Ending => ({ outcome, response }))

  return (url) =>
    Effect.gen(function*() {
      const request = yield* HttpServerRequest.HttpServerRequest
      const appId = accountIn(request, yield* Effect.serviceOption(HttpRouter.RouteContext))
      const deadline = (yield* Clock.currentTimeMillis) + Duration.toMillis(replyWithin)
      let event = "unread"
      let about: Record<string, string> = {}
      const ending = yield* read(request).pipe(
        Effect.timeoutFail({ duration: replyWithin, onTimeout: () => tooSlow }),
        Effect.flatMap((push) =>
          Effect.flatMap(contentOf(url, push, appId), (content) => {
            event = content.label
            about = whom(content)
            return take(push, content, deadline).pipe(
              Effect.flatMap((answer) => end(push, content, answer)),
              // What goes on after the answer tells its account too.
              Effect.annotateLogs({ ...about, "wechat.event": event })
            )
          })
        ),
        Effect.catchTags({
          Refused: refuse,
          Unavailable: ({ detail }) => notTaken(detail),
          StoreError: ({ message }) => notTaken(message)
        }),
        Effect.catchAllDefect((defect) =>
          Effect.andThen(Effect.logError("A push met a defect", Cause.die(defect)), notTaken("a defect"))
        ),
        Effect.annotateLogs({ "wechat.component": component })
      )
      yield* Metrics.calledBack(event, ending.outcome)
      yield* Effect.annotateCurrentSpan({ ...about, "wechat.event": event, "wechat.outcome": ending.outcome })
      return ending.response
    }).pipe(
      Effect.withSpan("OpenPlatform.callback", {
        kind: "server",
        captureStackTrace: false,
        attributes: { "wechat.component": component, "wechat.url": url }
      }),
      // An HttpApp that stands alone is run where no time limit could interrupt anything.
      Effect.interruptible
    )
}
