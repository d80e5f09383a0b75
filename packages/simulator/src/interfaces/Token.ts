/**
 * Tokens of accounts that call for themselves.
 *
 * @internal
 */
import * as Reply from "../Reply.ts"
import * as failures from "../internal/failures.ts"
import type { Call, Interface } from "../internal/Interface.ts"
import * as Quota from "../internal/quota.ts"
import type { Account, Token } from "../internal/state.ts"
import * as Tokens from "../internal/tokens.ts"

const second = 1000
const forcedApart = 30 * second
const forcedADay = 20

/** The account, if the credentials are right. */
const authenticate = (
  call: Call,
  grantType: unknown,
  appId: unknown,
  secret: unknown
): { readonly account: Account } | { readonly refusal: Reply.Reply } => {
  if (grantType !== "client_credential") return { refusal: failures.invalidGrantType }
  if (typeof appId !== "string" || appId === "") return { refusal: failures.appIdMissing }
  if (typeof secret !== "string" || secret === "") return { refusal: failures.secretMissing }
  if (call.state.components.has(appId)) return { refusal: failures.componentAccount }
  const account = call.state.accounts.get(appId)
  if (account === undefined) return { refusal: failures.invalidAppId }
  if (account.secret !== secret) return { refusal: failures.invalidAppSecret }
  if (account.ipAllowList !== undefined && !account.ipAllowList.includes(call.clientIp)) {
    return { refusal: failures.ipNotAllowed(call.clientIp) }
  }
  return { account }
}

const give = ({ expiresAt, value }: Token, now: number): Reply.Reply =>
  Reply.data({ access_token: value, expires_in: Math.floor((expiresAt - now) / second) })

const plain: Interface = {
  name: "getAccessToken",
  method: "GET",
  path: "/cgi-bin/token",
  body: "none",
  daily: 2000,
  dailyOfTest: 200,
  speaker: "nobody",
  handle: (call) => {
    const { query } = call
    const known = authenticate(call, query.get("grant_type"), query.get("appid"), query.get("secret"))
    if ("refusal" in known) return known.refusal
    const { account } = known
    // The page of the stable token does not know this code.
    if (account.status === "frozen") return failures.accountFrozen
    const overspent = Quota.spend(account, plain, call.now)
    if (overspent !== undefined) return overspent
    const of = { source: "plain", appId: account.appId, component: undefined } as const
    return give(Tokens.issue(call.state, call.chance, call.now, { ...of, overlap: Tokens.overlap }), call.now)
  }
}

const stable: Interface = {
  name: "getStableAccessToken",
  method: "POST",
  path: "/cgi-bin/stable_token",
  body: "json",
  daily: 500_000,
  minute: 10_000,
  speaker: "nobody",
  handle: (call) => {
    const known = authenticate(call, call.json["grant_type"], call.json["appid"], call.json["secret"])
    if ("refusal" in known) return known.refusal
    const { account } = known
    const overspent = Quota.spend(account, stable, call.now)
    if (overspent !== undefined) return overspent
    const of = { source: "stable", appId: account.appId, component: undefined } as const
    const issue = (overlap: number) =>
      give(Tokens.issue(call.state, call.chance, call.now, { ...of, overlap }), call.now)
    if (call.json["force_refresh"] === true) {
      const last = account.forced.at(-1)
      if (last !== undefined && call.now - last < forcedApart) return failures.minuteQuota
      const today = account.forced.filter((at) => Quota.dayOf(at) === Quota.dayOf(call.now))
      if (today.length >= forcedADay) return failures.dailyQuota
      account.forced = [...today, call.now]
      return issue(0)
    }
    const running = Tokens.running(call.state, of)
    // In the last minutes of a token the platform already hands out the next one.
    return running !== undefined && running.voidAt > call.now && running.expiresAt - call.now > Tokens.overlap
      ? give(running, call.now)
      : issue(Tokens.overlap)
  }
}

/** @internal */
export const interfaces: ReadonlyArray<Interface> = [plain, stable]
