/** A merchant with a browser, for `--once`: reads pages, follows links, posts forms. */
import { HttpClient, HttpClientRequest, type HttpClientResponse, UrlParams } from "@effect/platform"
import { Data, Effect } from "effect"

/** A page is not as expected. */
export class WrongPage extends Data.TaggedError("WrongPage")<{ readonly url: string; readonly text: string }> {
  override get message(): string {
    return `${this.url} is not as expected:\n${this.text}`
  }
}

const unescape = (text: string): string =>
  text.replace(
    /&(amp|lt|gt|quot|#39);/g,
    (_, name: string) => ({ amp: "&", lt: "<", gt: ">", quot: "\"", "#39": "'" })[name] ?? ""
  )

const attribute = (tag: string, name: string): string =>
  unescape(new RegExp(`\\s${name}="([^"]*)"`).exec(tag)?.[1] ?? "")

const found = (value: string | undefined, url: string, text: string): Effect.Effect<string, WrongPage> =>
  value === undefined || value === "" ? Effect.fail(new WrongPage({ url, text })) : Effect.succeed(value)

const textOf = (response: HttpClientResponse.HttpClientResponse) => response.text

/** The form of WeChat's page with one account chosen and the ticks as they are. */
const confirmed = (html: string, account: string): ReadonlyArray<readonly [string, string]> => [
  ...Array.from(html.matchAll(/<input\b[^>]*>/g), ([tag]) => tag)
    .filter((tag) =>
      attribute(tag, "type") === "hidden" || / checked\b/.test(tag) && attribute(tag, "type") === "checkbox"
    )
    .map((tag) => [attribute(tag, "name"), attribute(tag, "value")] as const),
  ["account", account],
  ["decision", "confirm"]
]

/** Opens the service provider's page, lets it work on an account, and gives what it reads at the end. */
export const authorize = Effect.fn("authorize")(function*(start: string, account: string) {
  const http = yield* HttpClient.HttpClient
  const first = yield* http.get(start)
  const cookie = first.headers["set-cookie"]?.split(";", 1)[0] ?? ""
  const startPage = yield* textOf(first)
  const link = unescape(yield* found(/<a href="(http[^"]+)"/.exec(startPage)?.[1], start, startPage))

  const form = yield* Effect.flatMap(http.get(link, { headers: { referer: start } }), textOf)
  const answer = yield* http.execute(
    HttpClientRequest.post(link).pipe(HttpClientRequest.bodyUrlParams(UrlParams.fromInput(confirmed(form, account))))
  )
  const back = yield* found(answer.headers["location"], link, yield* textOf(answer))

  const last = yield* Effect.flatMap(http.get(back, { headers: { cookie } }), textOf)
  return unescape(last.replace(/^[^]*<body>|<[^>]*>/g, " ").replace(/\s+/g, " ").trim())
})
