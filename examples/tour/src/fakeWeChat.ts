/**
 * A small WeChat inside this program: the five interfaces and the one that hands out tokens, for five accounts. It keeps
 * what was deleted in mind, and some of its accounts have a bad day.
 */
import { HttpClient, HttpClientResponse } from "@effect/platform"
import { Effect, Layer } from "effect"

/** What happens to an account, once, when it is called at a path. */
type Mishap = "busy" | "another program renews the token"

interface Account {
  readonly secret: string
  readonly drafts: Set<string>
  readonly material: Set<string>
  /** How many articles a published group has */
  readonly published: Map<string, number>
  readonly messages: Set<string>
  readonly mishaps: Map<string, Mishap>
  readonly knowsOurAddress: boolean
  /** How many tokens it has had; only the last one is valid */
  tokens: number
}

const account = (
  number: number,
  options: { readonly mishaps?: Readonly<Record<string, Mishap>>; readonly knowsOurAddress?: boolean } = {}
): readonly [appId: string, account: Account] => [`wx000000000000000${number}`, {
  secret: `secret-of-account-${number}`,
  drafts: new Set(["DRAFT_1", "DRAFT_2", "DRAFT_3"]),
  material: new Set(["IMAGE_1", "IMAGE_2"]),
  published: new Map([["ARTICLE_1", 2]]),
  messages: new Set(["30124", "9007199254740993"]),
  mishaps: new Map(Object.entries(options.mishaps ?? {})),
  knowsOurAddress: options.knowsOurAddress ?? true,
  tokens: 1
}]

interface Reply {
  readonly errcode?: number
  readonly [field: string]: unknown
}

const ok: Reply = { errcode: 0, errmsg: "ok" }
const busy: Reply = { errcode: -1, errmsg: "system error" }
const invalidToken: Reply = { errcode: 40001, errmsg: "invalid credential, access_token is invalid or not latest" }

const tokenOf = (appId: string, { tokens }: Account) => `TOKEN_${tokens}_OF_${appId}`

const handOutToken = (accounts: ReadonlyMap<string, Account>, body: string): Reply => {
  const { appid, force_refresh, secret } = JSON.parse(body)
  const found = accounts.get(appid)
  if (found === undefined) return { errcode: 40013, errmsg: "invalid appid" }
  if (found.secret !== secret) return { errcode: 40125, errmsg: "invalid appsecret" }
  if (!found.knowsOurAddress) {
    return { errcode: 40164, errmsg: "invalid ip 203.0.113.7 ipv6 ::ffff:203.0.113.7, not in whitelist" }
  }
  if (force_refresh === true) found.tokens++
  return { access_token: tokenOf(appid, found), expires_in: 7200 }
}

const deletePublished = (published: Map<string, number>, id: string, index: number): Reply => {
  const articles = published.get(id)
  if (articles === undefined) return { errcode: 53600, errmsg: "Article ID invalid" }
  if (index === 0 || articles === 1) published.delete(id)
  else published.set(id, articles - 1)
  return ok
}

const carryOut = (account: Account, path: string, body: string): Reply => {
  const sent = body === "" ? {} : JSON.parse(body)
  switch (path) {
    case "/cgi-bin/draft/count":
      return { total_count: account.drafts.size }
    case "/cgi-bin/draft/delete":
      return account.drafts.delete(sent.media_id) ? ok : { errcode: 40007, errmsg: "invalid media_id" }
    case "/cgi-bin/material/del_material":
      return account.material.delete(sent.media_id) ? ok : { errcode: 40007, errmsg: "invalid media_id" }
    case "/cgi-bin/freepublish/delete":
      return deletePublished(account.published, sent.article_id, sent.index)
    case "/cgi-bin/message/mass/delete": {
      // JSON.parse would round the number, so it is read from the text.
      const [, id = ""] = /"msg_id":(\d+)/.exec(body) ?? []
      return account.messages.delete(id) ? ok : { errcode: 40059, errmsg: "invalid msg id" }
    }
    default:
      return { errcode: 40066, errmsg: "invalid url" }
  }
}

const answer = (accounts: ReadonlyMap<string, Account>, url: URL, body: string): Reply => {
  if (url.pathname === "/cgi-bin/stable_token") return handOutToken(accounts, body)
  const token = url.searchParams.get("access_token")
  const entry = Array.from(accounts).find(([appId, account]) => tokenOf(appId, account) === token)
  if (entry === undefined) return invalidToken
  const [, account] = entry
  const mishap = account.mishaps.get(url.pathname)
  account.mishaps.delete(url.pathname)
  switch (mishap) {
    case "busy":
      return busy
    case "another program renews the token":
      account.tokens++
      return invalidToken
    default:
      return carryOut(account, url.pathname, body)
  }
}

/** Plays WeChat for everything that is sent to this client. */
export const layer: Layer.Layer<HttpClient.HttpClient> = Layer.sync(HttpClient.HttpClient, () => {
  const accounts = new Map([
    account(1),
    account(2),
    account(3, { mishaps: { "/cgi-bin/material/del_material": "another program renews the token" } }),
    account(4, { mishaps: { "/cgi-bin/draft/delete": "busy", "/cgi-bin/freepublish/delete": "busy" } }),
    account(5, { knowsOurAddress: false })
  ])
  let replies = 0

  return HttpClient.make((request, url) =>
    Effect.sync(() => {
      const body = request.body._tag === "Uint8Array" ? new TextDecoder().decode(request.body.body) : ""
      const reply = answer(accounts, url, body)
      const rid = `6543df33-64386a2f-${String(++replies).padStart(8, "0")}`
      // WeChat answers 200 to everything; a failure shows in its envelope, with the id of the request behind the text.
      const told = (reply.errcode ?? 0) === 0 ? reply : { ...reply, errmsg: `${reply["errmsg"]} rid: ${rid}` }
      return HttpClientResponse.fromWeb(request, Response.json(told))
    })
  )
})
