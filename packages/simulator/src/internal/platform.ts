import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import type * as Reply from "../Reply.ts"
import type { Seen } from "../Seen.ts"
import * as failures from "./failures.ts"
import type { Call, Interface } from "./Interface.ts"
import * as Json from "./json.ts"
import * as Mask from "./mask.ts"
import * as Quota from "./quota.ts"
import * as Rights from "./rights.ts"
import * as Rules from "./rules.ts"
import type { Account, Component, State, Token } from "./state.ts"
import * as Tokens from "./tokens.ts"
import * as Wire from "./wire.ts"

/** @internal */
export interface Platform extends Rules.Rules {
  readonly state: State
  readonly interfaces: ReadonlyMap<string, Interface>
  readonly seen: Array<Seen>
  /** Runs in the scope of the simulator */
  readonly later: (effect: Effect.Effect<void>) => Effect.Effect<void>
  readonly pushEvent: Call["pushEvent"]
  readonly pushAuthorization: Call["pushAuthorization"]
  readonly pushTicket: Call["pushTicket"]
}

const keepSeen = 10_000
/** How much more may come together before it is cleared away, since each clearing looks at all of it */
const clearEvery = 1000
const decoder = new TextDecoder()

/** What a request turned out to be about, as far as it could be told. */
interface Handled {
  readonly reply: Reply.Reply
  readonly appId: string | undefined
}

const newRid = ({ chance }: Platform, now: number): string =>
  `${Math.floor(now / 1000).toString(16).padStart(8, "0")}-${chance.hex(8)}-${chance.hex(8)}`

const tokenParameter = (query: URLSearchParams): string | null =>
  query.get("access_token") ?? query.get("component_access_token")

/** The speaker a request claims to have, whether or not its token still counts: faults are aimed by it. */
const claimedSpeaker = (state: State, request: Wire.Request): string | undefined => {
  const token = tokenParameter(request.query)
  if (token !== null) return state.tokens.get(token)?.appId
  if (request.body.length === 0) return request.query.get("appid") ?? undefined
  const json = Json.parseObject(decoder.decode(request.body))
  const appId = Either.isRight(json) ? json.right["component_appid"] ?? json.right["appid"] : undefined
  return typeof appId === "string" ? appId : request.query.get("appid") ?? undefined
}

const readBody = (of: Interface, request: Wire.Request): Either.Either<Call["json"], Reply.Reply> => {
  if (of.body !== "json") {
    return of.body === "multipart" && request.body.length === 0
      ? Either.left(failures.emptyPostData)
      : Either.right({})
  }
  if (request.body.length === 0) return Either.left(failures.emptyPostData)
  return Either.mapLeft(Json.parseObject(decoder.decode(request.body)), () => failures.dataFormat)
}

const wrongMethod = (of: Interface, request: Wire.Request): Reply.Reply | undefined =>
  of.method === request.method ? undefined : of.method === "POST" ? failures.requirePost : failures.requireGet

const isAllowedIp = (list: ReadonlyArray<string> | undefined, ip: string): boolean =>
  list === undefined || list.includes(ip)

/** A component calls from its own addresses, on behalf of accounts too; an account that calls for itself from its own. */
const refusalOfAddress = ({ state }: Platform, token: Token, ip: string): Reply.Reply | undefined => {
  const component = token.component === undefined ? undefined : state.components.get(token.component)
  if (component !== undefined) {
    return isAllowedIp(component.ipAllowList, ip) ? undefined : failures.componentIpNotAllowed(ip)
  }
  return isAllowedIp(state.accounts.get(token.appId)?.ipAllowList, ip) ? undefined : failures.ipNotAllowed(ip)
}

/** Counts the call, reads its body and lets the interface do its work. */
const carryOut = (
  of: Interface,
  payer: Account | Component | undefined,
  call: Call,
  request: Wire.Request,
  handle: (call: Call) => Reply.Reply
): Reply.Reply => {
  const overspent = payer === undefined ? undefined : Quota.spend(payer, of, call.now)
  if (overspent !== undefined) return overspent
  const json = readBody(of, request)
  return Either.isLeft(json) ? json.left : handle({ ...call, json: json.right })
}

const asAccount = (
  platform: Platform,
  of: Extract<Interface, { speaker: "account" }>,
  token: Token,
  call: Call,
  request: Wire.Request
): Reply.Reply => {
  if (token.source === "component") return failures.accountTokenRequired
  const account = platform.state.accounts.get(token.appId)
  if (account === undefined) return failures.badSecretOrToken
  const behalf = Rights.behalfOf(platform.state, token)
  if (behalf === "withdrawn") return failures.notAuthorized
  const on = behalf === "nobody" ? undefined : behalf
  return refusalOfAddress(platform, token, call.clientIp)
    ?? Rights.refusalOfInterface(of, account, on)
    ?? carryOut(of, account, call, request, (full) => of.handle({ ...full, account, behalf: on }))
}

const asComponent = (
  platform: Platform,
  of: Extract<Interface, { speaker: "component" }>,
  token: Token,
  call: Call,
  request: Wire.Request
): Reply.Reply => {
  const component = platform.state.components.get(token.appId)
  if (token.source !== "component" || component === undefined) return failures.componentTokenRequired
  return refusalOfAddress(platform, token, call.clientIp)
    ?? carryOut(of, component, call, request, (full) => of.handle({ ...full, component }))
}

const asEither = (
  platform: Platform,
  of: Extract<Interface, { speaker: "either" }>,
  token: Token,
  call: Call,
  request: Wire.Request
): Reply.Reply => {
  if (token.source !== "component" && Rights.behalfOf(platform.state, token) === "withdrawn") {
    return failures.notAuthorized
  }
  const speaker = platform.state.accounts.get(token.appId) ?? platform.state.components.get(token.appId)
  if (speaker === undefined) return failures.badSecretOrToken
  return refusalOfAddress(platform, token, call.clientIp)
    ?? carryOut(of, speaker, call, request, (full) => of.handle({ ...full, speaker, token }))
}

const handle = (platform: Platform, of: Interface | undefined, request: Wire.Request, call: Call): Handled => {
  if (of === undefined) return { reply: failures.invalidUrl, appId: undefined }
  const refused = wrongMethod(of, request)
  if (refused !== undefined) return { reply: refused, appId: undefined }
  if (of.speaker === "nobody") {
    return {
      reply: carryOut(of, undefined, call, request, of.handle),
      appId: claimedSpeaker(platform.state, request)
    }
  }
  const checked = Tokens.check(platform.state, call.now, tokenParameter(request.query))
  if ("refusal" in checked) return { reply: checked.refusal, appId: claimedSpeaker(platform.state, request) }
  const { token } = checked
  switch (of.speaker) {
    case "account":
      return { reply: asAccount(platform, of, token, call, request), appId: token.appId }
    case "component":
      return { reply: asComponent(platform, of, token, call, request), appId: token.appId }
    case "either":
      return { reply: asEither(platform, of, token, call, request), appId: token.appId }
  }
}

const remember = (platform: Platform, seen: Seen): void => {
  platform.seen.push(seen)
  if (platform.seen.length >= keepSeen + clearEvery) platform.seen.splice(0, platform.seen.length - keepSeen)
}

const rememberRid = (platform: Platform, seen: Seen, request: Wire.Request, response: Wire.Response): void => {
  const { rids } = platform.state
  if (rids.size >= keepSeen + clearEvery) {
    for (const old of rids.keys()) {
      if (rids.size <= keepSeen) break
      rids.delete(old)
    }
  }
  rids.set(seen.rid, {
    rid: seen.rid,
    at: seen.at,
    appId: seen.appId,
    url: `${seen.path}?${new URLSearchParams(seen.query)}`,
    requestBody: seen.body,
    responseBody: Mask.body(decoder.decode(response.body.slice(0, 4096))),
    clientIp: request.clientIp,
    costInMs: 1
  })
}

/**
 * After how many bytes of its body a request is cut off, before it is looked at.
 *
 * @internal
 */
export const admit = (platform: Platform, head: Wire.Head): Effect.Effect<number | undefined> =>
  Effect.map(Clock.currentTimeMillis, (now) => {
    const of = platform.interfaces.get(head.path)
    const token = tokenParameter(head.query)
    const appId = token === null ? head.query.get("appid") ?? undefined : platform.state.tokens.get(token)?.appId
    const bytes = Rules.strikeUpload(platform, { of, path: head.path, appId }, head.length)
    if (bytes === undefined) return undefined
    remember(platform, {
      at: now,
      method: head.method,
      path: Mask.text(head.path),
      ...(of === undefined ? {} : { endpoint: of.name }),
      ...(appId === undefined ? {} : { appId }),
      query: Mask.query(head.query),
      body: `(cut off after ${bytes} bytes)`,
      rid: newRid(platform, now)
    })
    return bytes
  })

/**
 * One request from beginning to end.
 *
 * @internal
 */
export const respond = (platform: Platform, request: Wire.Request): Effect.Effect<Wire.Outcome> =>
  Effect.flatMap(Clock.currentTimeMillis, (now) => {
    const of = platform.interfaces.get(request.path)
    const claimed = claimedSpeaker(platform.state, request)
    const faults = Rules.strike(platform, { of, path: request.path, appId: claimed })
    const rid = newRid(platform, now)
    const seen = {
      at: now,
      method: request.method,
      path: Mask.text(request.path),
      ...(of === undefined ? {} : { endpoint: of.name }),
      query: Mask.query(request.query),
      body: of?.body === "json" ? Mask.body(decoder.decode(request.body)) : `(${request.body.length} bytes)`,
      rid
    }
    const delay = faults.reduce((sum, fault) => fault._tag === "Delay" ? sum + fault.millis : sum, 0)
    const paused = (outcome: Wire.Outcome) =>
      Effect.as(delay > 0 ? Effect.sleep(Duration.millis(delay)) : Effect.void, outcome)

    const early = Rules.instead(faults, rid)
    if (early !== undefined) {
      const struck = faults.find((fault) => fault._tag === "Code")
      remember(platform, {
        ...seen,
        ...(claimed === undefined ? {} : { appId: claimed }),
        ...(struck === undefined ? {} : { errcode: struck.errcode })
      })
      return paused(early)
    }

    if (faults.some((fault) => fault._tag === "TokenRevoked")) {
      Tokens.revokeNamed(platform.state, now, tokenParameter(request.query))
    }

    const afterwards: Array<Effect.Effect<void>> = []
    const { appId, reply } = handle(platform, of, request, {
      state: platform.state,
      chance: platform.chance,
      interfaces: platform.interfaces,
      now,
      query: request.query,
      json: {},
      bytes: request.body,
      contentType: request.contentType,
      isLengthKnown: request.isLengthKnown,
      clientIp: request.clientIp,
      later: (effect) => {
        afterwards.push(effect)
      },
      pushEvent: platform.pushEvent,
      pushAuthorization: platform.pushAuthorization,
      pushTicket: platform.pushTicket
    })
    const response = Wire.fromReply(reply, rid)
    const outcome = Rules.spoil(response, faults)
    const known: Seen = {
      ...seen,
      ...(appId === undefined ? {} : { appId }),
      ...(outcome._tag === "Nothing" ? {} : { errcode: reply._tag === "Failure" ? reply.errcode : 0 })
    }
    remember(platform, known)
    rememberRid(platform, known, request, response)
    return Effect.andThen(
      Effect.forEach(afterwards, platform.later, { discard: true }),
      paused(outcome)
    )
  })
