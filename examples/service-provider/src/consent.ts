/** How merchants are taken in: a page with the link to WeChat, and the page to which WeChat sends the browser back. */
import { PermissionSet } from "@effect-wechat/core"
import { Authorization, type Authorizer } from "@effect-wechat/open-platform"
import { HttpServerRequest, HttpServerResponse } from "@effect/platform"
import { Effect, Schema } from "effect"
import { randomUUID } from "node:crypto"
import { html, page } from "./html.ts"
import type { Settings } from "./settings.ts"

const cookie = "consent"

const Customer = Schema.String.pipe(Schema.pattern(/^[\w-]{1,40}$/))

/** What the link carries to WeChat and back: who the customer is in our books, and a word that only this browser knows. */
const State = Schema.parseJson(Schema.Struct({ customer: Customer, word: Schema.String }))

const nameOf = ({ appId, facts }: Authorizer.Authorizer): string => facts?.nickname ?? appId

/** The page with the link. A link is good for half an hour. */
export const start = ({ publicUrl }: Settings) =>
  Effect.gen(function*() {
    const { customer = "new" } = yield* HttpServerRequest.schemaSearchParams(
      Schema.Struct({ customer: Schema.optional(Customer) })
    )
    const authorization = yield* Authorization.Authorization
    const word = yield* Effect.sync(() => randomUUID())
    const link = yield* authorization.link({
      redirectUri: `${publicUrl}/authorized`,
      state: yield* Schema.encode(State)({ customer, word })
    })
    return yield* HttpServerResponse.setCookie(
      page(
        "Authorize us",
        html`<p>You are customer ${customer}. <a href="${link}">Let us work on your Official Account</a></p>`
      ),
      cookie,
      word,
      {
        path: "/authorized",
        httpOnly: true,
        sameSite: "lax",
        secure: publicUrl.startsWith("https:"),
        maxAge: "30 minutes"
      }
    )
  }).pipe(
    Effect.catchTags({
      // Among them: no ticket has come yet. The message says so, and what to do.
      WeChatError: ({ message }) => Effect.succeed(page("Not now", html`<p>${message}</p>`, 503)),
      CallRefused: ({ message }) => Effect.succeed(page("Not now", html`<p>${message}</p>`, 503)),
      ParseError: () =>
        Effect.succeed(page("Not like this", html`<p>The customer is written in letters and digits.</p>`, 400))
    })
  )

const again = html`<p><a href="/">Begin anew</a></p>`

/** The browser is back with a code. The event brings the same code, and whichever is second finds the work done. */
export const complete = Effect.gen(function*() {
  const { auth_code, state: { customer, word } } = yield* HttpServerRequest.schemaSearchParams(
    Schema.Struct({ auth_code: Schema.Redacted(Schema.NonEmptyString), state: State })
  )
  const { cookies } = yield* HttpServerRequest.HttpServerRequest
  // Otherwise somebody could make another's browser bring a code that is not theirs.
  if (cookies[cookie] !== word) {
    return page(
      "Not in this browser",
      html`<p>The link was opened in another browser, or too long ago.</p>${again}`,
      403
    )
  }
  const authorization = yield* Authorization.Authorization
  const authorizer = yield* authorization.complete(auth_code)
  yield* Effect.logInfo(`Customer ${customer} has authorized with ${authorizer.appId}`)
  return page(
    "Thank you",
    html`<p>${nameOf(authorizer)} (customer ${customer}) has authorized us for:</p>
<ul>${authorizer.permissionSets.map((set) => html`<li>${PermissionSet.label(set)}</li>`)}</ul>`
  )
}).pipe(
  Effect.catchTags({
    CodeInvalid: ({ message }) => Effect.succeed(page("The code is not valid", html`<p>${message}</p>${again}`, 400)),
    CodeExpired: ({ message }) => Effect.succeed(page("The code is too old", html`<p>${message}</p>${again}`, 400)),
    ParseError: () =>
      Effect.succeed(page("Not from WeChat", html`<p>There is no code in the address.</p>${again}`, 400)),
    WeChatError: ({ message }) => Effect.succeed(page("Not now", html`<p>${message}</p>${again}`, 503)),
    CallRefused: ({ message }) => Effect.succeed(page("Not now", html`<p>${message}</p>${again}`, 503))
  })
)
