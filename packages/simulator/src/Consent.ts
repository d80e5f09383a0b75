/**
 * The authorization pages, on which a merchant grants permission sets to a component: for computers, and both generations
 * for phones. Plain HTML that works without scripts.
 */
import * as HttpServerRequest from "@effect/platform/HttpServerRequest"
import * as HttpServerResponse from "@effect/platform/HttpServerResponse"
import * as Effect from "effect/Effect"
import * as ConsentAsk from "./internal/consentAsk.ts"
import * as Page from "./internal/consentPage.ts"
import type * as Simulator from "./Simulator.ts"

/** Where the pages are: on `mp.weixin.qq.com`, on `open.weixin.qq.com`, and where old links for phones lead. */
export const paths: ReadonlyArray<string> = [
  "/cgi-bin/componentloginpage",
  "/wxaopen/safe/bindcomponent",
  "/safe/bindcomponent"
]

/** As in WeChat's sample of the redirect; the code lives longer than that. */
const expiresIn = 600

const respond = (status: number, page: string): HttpServerResponse.HttpServerResponse =>
  HttpServerResponse.text(page, {
    status,
    contentType: "text/html; charset=utf-8",
    headers: {
      "cache-control": "no-store",
      "content-security-policy":
        "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; frame-ancestors 'none'",
      "referrer-policy": "same-origin",
      "x-content-type-options": "nosniff"
    }
  })

/** The query that was there stays as it was, letter by letter. */
const withCode = (redirectUri: URL, code: string): string => {
  const [page = "", ...anchor] = redirectUri.href.split("#")
  const joint = page.includes("?") ? (/[?&]$/.test(page) ? "" : "&") : "?"
  const added = `auth_code=${encodeURIComponent(code)}&expires_in=${expiresIn}`
  return [`${page}${joint}${added}`, ...anchor].join("#")
}

const show = (
  simulator: Simulator.Service,
  request: HttpServerRequest.HttpServerRequest,
  params: URLSearchParams
) =>
  Effect.map(
    ConsentAsk.read(simulator, params, {
      referer: request.headers["referer"] ?? "",
      host: request.headers["host"] ?? ""
    }),
    (ask) =>
      respond(
        200,
        Page.form(ask, params.get("search") ?? "", { account: undefined, sets: ask.offered, complaint: undefined })
      )
  )

const decide = (simulator: Simulator.Service, params: URLSearchParams) =>
  Effect.gen(function*() {
    const ask = yield* ConsentAsk.read(simulator, params, undefined)
    if (params.get("decision") === "cancel") return respond(200, Page.cancelled(ask))
    const account = ask.accounts.find(({ appId }) => appId === params.get("account"))?.appId
    const sets = ask.offered.filter((id) => params.getAll("set").includes(`${id}`))
    if (account === undefined || sets.length === 0) {
      const complaint = account === undefined
        ? "Choose one of the accounts."
        : "Tick at least one permission set, or cancel."
      return respond(422, Page.form(ask, params.get("search") ?? "", { account, sets, complaint }))
    }
    const { authCode } = yield* simulator.authorize({
      component: ask.component.appId,
      account,
      permissionSets: sets,
      preAuthCode: ask.preAuthCode
    })
    return HttpServerResponse.empty({
      status: 302,
      headers: { location: withCode(ask.redirectUri, authCode), "cache-control": "no-store" }
    })
  })

/** The pages as an app, for whatever request comes to one of the {@link paths}. */
export const app = (
  simulator: Simulator.Service
): Effect.Effect<HttpServerResponse.HttpServerResponse, never, HttpServerRequest.HttpServerRequest> =>
  Effect.flatMap(HttpServerRequest.HttpServerRequest, (request) =>
    request.method === "POST"
      ? Effect.flatMap(request.text, (body) => decide(simulator, new URLSearchParams(body)))
      : show(simulator, request, new URLSearchParams(request.url.replace(/^[^?]*/, "")))).pipe(
      Effect.catchTags({
        LinkRefused: ({ advice, title }) => Effect.succeed(respond(400, Page.refused(title, advice))),
        CannotAuthorize: (error) => Effect.succeed(respond(409, Page.refused("Not authorized", error.message))),
        NotInWorld: (error) => Effect.succeed(respond(409, Page.refused("Not authorized", error.message))),
        RequestError: () =>
          Effect.succeed(respond(400, Page.refused("The form cannot be read", "Go back, and try again.")))
      })
    )
