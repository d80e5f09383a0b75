import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Schema from "effect/Schema"
import type * as Simulator from "../Simulator.ts"

/**
 * What a link to the authorization page asks a merchant for.
 *
 * @internal
 */
export interface ConsentAsk {
  readonly component: Simulator.ComponentView
  readonly preAuthCode: string
  readonly redirectUri: URL
  /** The permission sets to tick */
  readonly offered: ReadonlyArray<number>
  /** The accounts to choose from */
  readonly accounts: ReadonlyArray<Simulator.AccountView>
  /** The parameters of the link, as they came */
  readonly fields: ReadonlyArray<readonly [string, string]>
}

/**
 * Why there is no page to show: what is wrong, and what the service provider can do.
 *
 * @internal
 */
export class LinkRefused
  extends Schema.TaggedError<LinkRefused>("@effect-wechat/simulator/LinkRefused")("LinkRefused", {
    title: Schema.String,
    advice: Schema.String
  })
{}

const names = [
  "component_appid",
  "pre_auth_code",
  "redirect_uri",
  "auth_type",
  "biz_appid",
  "category_id_list",
  // The H5 links carry these too.
  "action",
  "no_scan"
]

const refuse = (title: string, advice: string) => new LinkRefused({ title, advice })

/** 1, 3 and 6 take Official Accounts in; 2 is for mini programs, 4 for their promoters, 5 for Channels, 8 for sellers. */
const authTypes: ReadonlyMap<string, boolean> = new Map([
  ["1", true],
  ["2", false],
  ["3", true],
  ["4", false],
  ["5", false],
  ["6", true],
  ["8", false]
])

const parseUrl = (text: string): URL | undefined => Either.getOrUndefined(Either.try(() => new URL(text)))

const webUrl = (text: string): URL | undefined => {
  const url = parseUrl(text)
  return url?.protocol === "http:" || url?.protocol === "https:" ? url : undefined
}

const isAt = (url: URL | undefined, host: string): boolean => url?.hostname === host || url?.host === host

/** The page of a link, the page that it leads back to and the configured host belong together, if one is configured. */
const refusalOfDomain = (
  startDomain: string | undefined,
  redirectUri: URL,
  from: { readonly referer: string; readonly host: string } | undefined
): LinkRefused | undefined => {
  if (startDomain === undefined) return undefined
  if (!isAt(redirectUri, startDomain)) {
    return refuse(
      "redirect_uri is on another domain",
      `The component begins authorizations on ${startDomain}, so redirect_uri must lead there; this one leads to `
        + `${redirectUri.host}.`
    )
  }
  if (from === undefined) return undefined
  const page = parseUrl(from.referer)
  return isAt(page, startDomain) || page?.host === from.host ? undefined : refuse(
    "The link was not on the component's domain",
    `The component begins authorizations on ${startDomain}, and a browser must come from a page there. This one came `
      + `from ${page === undefined ? "nowhere (typed in, or without a Referer)" : page.host}.`
  )
}

const parseSets = (list: string): ReadonlyArray<number> =>
  list.split("|").map((part) => part.trim()).filter((part) => /^\d+$/.test(part)).map(Number)

/**
 * Reads a link, and checks it as the page does.
 *
 * @internal
 */
export const read = (
  simulator: Simulator.Service,
  params: URLSearchParams,
  /** Where the browser says it came from; nothing for the page's own form */
  from: { readonly referer: string; readonly host: string } | undefined
): Effect.Effect<ConsentAsk, LinkRefused> =>
  Effect.gen(function*() {
    const given = (name: string): string => params.get(name) ?? ""
    const componentId = given("component_appid")
    const component = yield* Effect.mapError(simulator.component(componentId), () =>
      componentId === ""
        ? refuse("component_appid is missing", "The link must name the component.")
        : refuse("There is no such component", `component_appid is ${componentId}, which this world does not hold.`))

    const preAuthCode = given("pre_auth_code")
    const stands = yield* Effect.orElseSucceed(simulator.hasPreAuthCode(componentId, preAuthCode), () => false)
    if (!stands) {
      return yield* preAuthCode === ""
        ? refuse("pre_auth_code is missing", "The component gets one from api_create_preauthcode for each link.")
        : refuse(
          "pre_auth_code is unknown, used or expired",
          "A code is good for one authorization within 30 minutes. The component must make a new link."
        )
    }

    const redirectText = given("redirect_uri")
    const redirectUri = webUrl(redirectText)
    if (redirectUri === undefined) {
      return yield* redirectText === ""
        ? refuse("redirect_uri is missing", "Without it nobody would receive the authorization code.")
        : refuse("redirect_uri is wrong", "It must be a whole URL that begins with http:// or https://.")
    }
    const wrongDomain = refusalOfDomain(component.startDomain, redirectUri, from)
    if (wrongDomain !== undefined) return yield* wrongDomain

    const authType = given("auth_type")
    const takesAccounts = authType === "" || authTypes.get(authType)
    if (takesAccounts === undefined) {
      return yield* refuse("auth_type is wrong", "It is one of 1, 2, 3, 4, 5, 6 and 8.")
    }

    const listed = given("category_id_list")
    const offered = listed === ""
      ? component.permissionSets
      : component.permissionSets.filter((set) => parseSets(listed).includes(set))
    if (offered.length === 0) {
      return yield* refuse(
        "There is no permission set to grant",
        listed === "" ? "The component asks for none." : "The component asks for none of those in category_id_list."
      )
    }

    const isFree = (appId: string): boolean => component.published || component.testAccounts.includes(appId)
    const fields = names.flatMap((name) => params.has(name) ? [[name, given(name)] as const] : [])
    const ask = { component, preAuthCode, redirectUri, offered, fields }

    const only = given("biz_appid")
    if (only !== "") {
      const account = yield* Effect.mapError(
        simulator.account(only),
        () => refuse("There is no such account", `biz_appid is ${only}, which this world does not hold.`)
      )
      if (!isFree(only)) {
        return yield* refuse(
          "The component is not published",
          `Until it is, only accounts of its test list can authorize it, and ${only} is not one of them.`
        )
      }
      return { ...ask, accounts: [account] }
    }
    const all = takesAccounts ? yield* simulator.accounts : []
    return { ...ask, accounts: all.filter(({ appId }) => isFree(appId)) }
  })
