/**
 * How much of a quota is left, how to get it back, and what a request was about.
 *
 * @internal
 */
import * as Either from "effect/Either"
import * as Reply from "../Reply.ts"
import * as failures from "../internal/failures.ts"
import type { Call, Interface, SpeakerCall } from "../internal/Interface.ts"
import * as Json from "../internal/json.ts"
import * as Quota from "../internal/quota.ts"
import * as Read from "../internal/read.ts"
import { refusalOfAccount } from "../internal/rights.ts"
import type { Account, Component } from "../internal/state.ts"

const second = 1000
const ridLifetime = 7 * 24 * 3600 * second
const clearsAMonth = 10
const pathClearsAMonth = 50

/** For interfaces whose number nobody has published, which are not limited here. */
const unknownLimit = 1_000_000_000

const clear = (who: Account | Component, now: number): Reply.Reply => {
  const month = Quota.monthOf(now)
  if (who.clears.month !== month) who.clears = { month, count: 0 }
  if (who.clears.count >= clearsAMonth) return failures.clearQuotaLimit
  who.clears.count++
  who.used.clear()
  return Reply.ok()
}

const clearQuota: Interface = {
  name: "clearQuota",
  method: "POST",
  path: "/cgi-bin/clear_quota",
  body: "json",
  speaker: "either",
  handle: ({ json, now, speaker }) =>
    Read.text(json, "appid") === speaker.appId ? clear(speaker, now) : failures.invalidAppId
}

const decoder = new TextDecoder()

/** The table says body, the sample query. */
const parameters = ({ bytes, query }: Call): Readonly<Record<string, unknown>> => ({
  ...Object.fromEntries(query),
  ...Either.getOrElse(Json.parseObject(decoder.decode(bytes)), () => ({}))
})

const clearQuotaBySecret: Interface = {
  name: "clearQuotaByAppSecret",
  method: "POST",
  path: "/cgi-bin/clear_quota/v2",
  body: "none",
  speaker: "nobody",
  handle: (call) => {
    const given = parameters(call)
    const appId = Read.text(given, "appid") ?? ""
    const secret = Read.text(given, "appsecret") ?? ""
    if (appId === "") return failures.appIdMissing
    if (secret === "") return failures.secretMissing
    const account = call.state.accounts.get(appId)
    if (account === undefined) return failures.invalidAppId
    return account.secret === secret ? clear(account, call.now) : failures.invalidAppSecret
  }
}

const clearComponentQuota: Interface = {
  name: "componentClearQuotaV2",
  method: "POST",
  path: "/cgi-bin/component/clear_quota/v2",
  body: "none",
  speaker: "nobody",
  handle: (call) => {
    const given = parameters(call)
    const component = call.state.components.get(Read.text(given, "component_appid") ?? "")
    if (component === undefined) return failures.invalidAppId
    if (Read.text(given, "appsecret") !== component.secret) return failures.invalidAppSecret
    const appId = Read.text(given, "appid") ?? ""
    if (appId === "" || appId === component.appId) return clear(component, call.now)
    const account = call.state.accounts.get(appId)
    // The allowance is the merchant's own, whoever spends it.
    return account !== undefined && component.authorizations.has(appId)
      ? clear(account, call.now)
      : failures.notAuthorized
  }
}

const isComponent = (who: Account | Component): who is Component => "authorizations" in who

/** Whether an interface belongs to this kind of caller. */
const owns = (who: Account | Component, of: Interface): boolean => {
  switch (of.speaker) {
    case "account":
      return !isComponent(who) && of.eligible[who.kind] !== "none"
    case "component":
      return isComponent(who)
    case "either":
      return true
    case "nobody":
      return isComponent(who) === of.path.startsWith("/cgi-bin/component/")
  }
}

/** The interface that a path names, for who may look at it. */
const readPath = (
  { interfaces, json, speaker }: SpeakerCall
): Either.Either<{ readonly path: string; readonly of: Interface }, Reply.Reply> => {
  const path = Read.text(json, "cgi_path") ?? ""
  if (!path.startsWith("/")) {
    return Either.left(speaker.lookUpCodes.malformedPath === 76003 ? failures.ridOfAnother : failures.cgiPathNotFound)
  }
  if (path.startsWith("/sns/")) return Either.left(failures.cgiPathNotReadable)
  const of = interfaces.get(path)
  if (of === undefined) return Either.left(failures.cgiPathNotFound)
  return owns(speaker, of) ? Either.right({ path, of }) : Either.left(failures.cgiPathNotReadable)
}

const getQuota: Interface = {
  name: "getApiQuota",
  method: "POST",
  path: "/cgi-bin/openapi/quota/get",
  body: "json",
  speaker: "either",
  handle: (call) => {
    const read = readPath(call)
    if (Either.isLeft(read)) return read.left
    const { now, speaker } = call
    const { of, path } = read.right
    const limits = Quota.limitsOf(speaker, of)
    const daily_limit = Number.isFinite(limits.daily) ? limits.daily : unknownLimit
    const used = Quota.usedToday(speaker, path, now)
    const minute = Number.isFinite(limits.minute) ? { call_count: limits.minute, refresh_second: 60 } : undefined
    return Reply.ok({
      quota: { daily_limit, used, remain: Math.max(0, daily_limit - used) },
      rate_limit: minute,
      component_rate_limit: minute
    })
  }
}

/** Only of these: the others are cleared all at once. */
const clearedAlone = "/channels/ec/"

const clearPath: Interface = {
  name: "clearApiQuota",
  method: "POST",
  path: "/cgi-bin/openapi/quota/clear",
  body: "json",
  speaker: "either",
  handle: (call) => {
    const { now, speaker } = call
    const refused = isComponent(speaker) ? undefined : refusalOfAccount(speaker)
    if (refused !== undefined) return refused
    const read = readPath(call)
    if (Either.isLeft(read)) return read.left
    const { path } = read.right
    if (!path.startsWith(clearedAlone)) return failures.cgiPathNotReadable
    const month = Quota.monthOf(now)
    if (speaker.pathClears.month !== month) speaker.pathClears = { month, count: 0 }
    // The page has no code of its own for it.
    if (speaker.pathClears.count >= pathClearsAMonth) return failures.dailyQuota
    speaker.pathClears.count++
    speaker.used.delete(path)
    return Reply.ok()
  }
}

const wellFormed = /^([0-9a-f]{8})-[0-9a-f]{8}-[0-9a-f]{8}$/

const getRid: Interface = {
  name: "getRidInfo",
  method: "POST",
  path: "/cgi-bin/openapi/rid/get",
  body: "json",
  speaker: "either",
  handle: ({ json, now, speaker, state }) => {
    const given = Read.text(json, "rid") ?? ""
    const made = wellFormed.exec(given)?.[1]
    if (made === undefined) return failures.ridMalformed
    // A rid begins with its time, so that its age is known when all else is forgotten.
    if (now - Number.parseInt(made, 16) * second > ridLifetime) {
      return speaker.lookUpCodes.expiredRid === 76001 ? failures.ridNotFound : failures.ridTooOld
    }
    const rid = state.rids.get(given)
    if (rid === undefined) return failures.ridNotFound
    if (rid.appId !== speaker.appId) return failures.ridOfAnother
    return Reply.ok({
      request: {
        invoke_time: Math.floor(rid.at / second),
        cost_in_ms: rid.costInMs,
        request_url: rid.url,
        request_body: rid.requestBody,
        response_body: rid.responseBody,
        client_ip: rid.clientIp
      }
    })
  }
}

/** @internal */
export const interfaces: ReadonlyArray<Interface> = [
  clearQuota,
  clearQuotaBySecret,
  clearComponentQuota,
  getQuota,
  clearPath,
  getRid
]
