/**
 * `/cgi-bin/component/*`: what a third-party platform asks for itself.
 *
 * @internal
 */
import * as Reply from "../Reply.ts"
import * as Authorize from "../internal/authorize.ts"
import * as failures from "../internal/failures.ts"
import type { Call, ComponentCall, Interface } from "../internal/Interface.ts"
import * as Quota from "../internal/quota.ts"
import * as Read from "../internal/read.ts"
import type { Account, Authorization, Component } from "../internal/state.ts"
import * as Tokens from "../internal/tokens.ts"

const second = 1000
const ticketLifetime = 12 * 3600 * second
const maxListed = 500

const isAllowedIp = ({ ipAllowList }: Component, ip: string): boolean =>
  ipAllowList === undefined || ipAllowList.includes(ip)

/** Interfaces without a token name the component in the body. */
const componentOf = (call: Call): Component | undefined => {
  const appId = Read.text(call.json, "component_appid")
  return appId === undefined ? undefined : call.state.components.get(appId)
}

/** Interfaces with a token name it again, and it has to be the same. */
const namesItself = (call: ComponentCall): boolean => Read.text(call.json, "component_appid") === call.component.appId

const expiresIn = (expiresAt: number, now: number): number => Math.floor((expiresAt - now) / second)

const refusalOfTicket = (component: Component, ticket: string | undefined, now: number): Reply.Reply | undefined => {
  const known = component.tickets.find(({ value }) => value === ticket)
  if (known === undefined) return failures.ticketInvalid
  return known.at + ticketLifetime <= now ? failures.ticketExpired : undefined
}

const componentToken: Interface = {
  name: "getComponentAccessToken",
  method: "POST",
  path: "/cgi-bin/component/api_component_token",
  body: "json",
  speaker: "nobody",
  handle: (call) => {
    const component = componentOf(call)
    if (component === undefined) {
      const isAccount = call.state.accounts.has(Read.text(call.json, "component_appid") ?? "")
      return isAccount ? failures.componentInvalid : failures.invalidAppId
    }
    const secret = Read.text(call.json, "component_appsecret")
    if (secret === undefined || secret === "") return failures.secretMissing
    if (secret !== component.secret) return failures.invalidAppSecret
    if (!isAllowedIp(component, call.clientIp)) return failures.componentIpNotAllowed(call.clientIp)
    const refusal = Quota.spend(component, componentToken, call.now)
      ?? refusalOfTicket(component, Read.text(call.json, "component_verify_ticket"), call.now)
    if (refusal !== undefined) return refusal
    const token = Tokens.issue(call.state, call.chance, call.now, {
      source: "component",
      appId: component.appId,
      component: component.appId,
      overlap: Tokens.overlap
    })
    return Reply.data({ component_access_token: token.value, expires_in: expiresIn(token.expiresAt, call.now) })
  }
}

const startPushTicket: Interface = {
  name: "startPushTicket",
  method: "POST",
  path: "/cgi-bin/component/api_start_push_ticket",
  body: "json",
  speaker: "nobody",
  handle: (call) => {
    const component = componentOf(call)
    if (component === undefined) return failures.invalidAppId
    if (Read.text(call.json, "component_secret") !== component.secret) return failures.invalidAppSecret
    if (component.isPushing) return Reply.data({ errcode: 0, errmsg: "in a normal state" })
    component.isPushing = true
    call.later(call.pushTicket(component))
    return Reply.ok()
  }
}

const preAuthCode: Interface = {
  name: "getPreAuthCode",
  method: "POST",
  path: "/cgi-bin/component/api_create_preauthcode",
  body: "json",
  speaker: "component",
  handle: (call) => {
    if (!namesItself(call)) return failures.invalidAppId
    const code = `preauthcode@@@${call.chance.base64Url(48)}`
    call.component.preAuthCodes.set(code, { expiresAt: call.now + Authorize.preAuthLifetime })
    return Reply.data({ pre_auth_code: code, expires_in: Authorize.preAuthLifetime / second })
  }
}

const funcInfo = ({ permissionSets }: Authorization) =>
  permissionSets.map((id) => ({
    funcscope_category: { id },
    // WeChat adds this to some sets only, and nobody knows what it is good for.
    ...(id === 11 ? { confirm_info: { need_confirm: 0, already_confirm: 0, can_confirm: 0 } } : {})
  }))

const queryAuth: Interface = {
  name: "getAuthorizerRefreshToken",
  method: "POST",
  path: "/cgi-bin/component/api_query_auth",
  body: "json",
  speaker: "component",
  handle: (call) => {
    if (!namesItself(call)) return failures.invalidAppId
    const code = call.component.authCodes.get(Read.text(call.json, "authorization_code") ?? "")
    if (code === undefined) return failures.codeInvalid
    if (code.isUsed || code.expiresAt <= call.now) return failures.codeExpired
    const { account, authorization } = code
    // A later authorization, or its end, has taken the place of the one that the code is for.
    if (call.component.authorizations.get(account) !== authorization) return failures.codeInvalid
    code.isUsed = true
    authorization.isExchanged = true
    const token = Tokens.issue(call.state, call.chance, call.now, {
      source: "authorizer",
      appId: account,
      component: call.component.appId,
      overlap: 0
    })
    return Reply.data({
      authorization_info: {
        authorizer_appid: account,
        authorizer_access_token: token.value,
        expires_in: expiresIn(token.expiresAt, call.now),
        authorizer_refresh_token: authorization.refreshToken,
        func_info: funcInfo(authorization)
      }
    })
  }
}

const isRefreshToken = (authorization: Authorization, value: string | undefined, now: number): boolean =>
  value === authorization.refreshToken
  || authorization.formerRefreshTokens.some((former) => value === former.value && now < former.until)

const authorizerToken: Interface = {
  name: "getAuthorizerAccessToken",
  method: "POST",
  path: "/cgi-bin/component/api_authorizer_token",
  body: "json",
  speaker: "component",
  handle: (call) => {
    if (!namesItself(call)) return failures.invalidAppId
    const appId = Read.text(call.json, "authorizer_appid") ?? ""
    if (!call.state.accounts.has(appId)) return failures.invalidAppId
    const authorization = call.component.authorizations.get(appId)
    if (authorization === undefined) return failures.notAuthorized
    if (!isRefreshToken(authorization, Read.text(call.json, "authorizer_refresh_token"), call.now)) {
      return failures.refreshTokenInvalid
    }
    if (call.component.rotatesRefreshTokens) {
      authorization.formerRefreshTokens = [
        ...authorization.formerRefreshTokens.filter(({ until }) => call.now < until),
        { value: authorization.refreshToken, until: call.now + Authorize.refreshGrace }
      ]
      authorization.refreshToken = Authorize.newRefreshToken(call.chance)
    }
    const token = Tokens.issue(call.state, call.chance, call.now, {
      source: "authorizer",
      appId,
      component: call.component.appId,
      overlap: Tokens.overlap
    })
    return Reply.data({
      authorizer_access_token: token.value,
      expires_in: expiresIn(token.expiresAt, call.now),
      authorizer_refresh_token: authorization.refreshToken
    })
  }
}

const statusNumber: Readonly<Record<Account["status"], number>> = {
  normal: 1,
  cancelled: 14,
  banned: 16,
  warned: 18,
  frozen: 19
}

const authorizerInfo: Interface = {
  name: "getAuthorizerInfo",
  method: "POST",
  path: "/cgi-bin/component/api_get_authorizer_info",
  body: "json",
  speaker: "component",
  handle: (call) => {
    if (!namesItself(call)) return failures.invalidAppId
    const appId = Read.text(call.json, "authorizer_appid") ?? ""
    const authorization = call.component.authorizations.get(appId)
    const account = call.state.accounts.get(appId)
    if (account === undefined) return failures.invalidAppId
    if (authorization === undefined) return failures.notAuthorized
    return Reply.data({
      authorizer_info: {
        nick_name: account.nickname,
        head_img: `http://wx.qlogo.cn/mmopen/${account.originalId}/0`,
        service_type_info: { id: account.kind === "service" ? 2 : 0 },
        verify_type_info: { id: account.verifyType },
        user_name: account.originalId,
        alias: "",
        qrcode_url: `http://mmbiz.qpic.cn/mmbiz_jpg/${account.originalId}/0`,
        business_info: { open_pay: 0, open_shake: 0, open_scan: 0, open_card: 0, open_store: 0 },
        idc: 1,
        principal_name: account.principal,
        signature: "",
        account_status: statusNumber[account.status]
      },
      authorization_info: {
        authorizer_appid: appId,
        authorizer_refresh_token: authorization.isExchanged ? authorization.refreshToken : "",
        func_info: funcInfo(authorization)
      }
    })
  }
}

const authorizerList: Interface = {
  name: "getAuthorizerList",
  method: "POST",
  path: "/cgi-bin/component/api_get_authorizer_list",
  body: "json",
  speaker: "component",
  handle: (call) => {
    if (!namesItself(call)) return failures.invalidAppId
    const offset = Read.integer(call.json, "offset") ?? 0
    const count = Read.integer(call.json, "count") ?? 0
    if (count < 1 || count > maxListed || offset < 0) return failures.invalidCount
    const all = [...call.component.authorizations.values()]
    return Reply.data({
      total_count: all.length,
      list: all.slice(offset, offset + count).map((authorization) => ({
        authorizer_appid: authorization.account,
        refresh_token: authorization.isExchanged ? authorization.refreshToken : "",
        auth_time: Math.floor(authorization.since / second)
      }))
    })
  }
}

const optionValues: ReadonlyMap<string, ReadonlyArray<string>> = new Map([
  ["location_report", ["0", "1", "2"]],
  ["voice_recognize", ["0", "1"]],
  ["customer_service", ["0", "1"]]
])

type OptionCall = Parameters<Extract<Interface, { speaker: "either" }>["handle"]>[0]

/** Old clients call with the component token and name the account, new ones with the token of the account. */
const authorizationOf = (
  { json, state, token }: OptionCall
): { readonly authorization: Authorization } | { readonly refusal: Reply.Reply } => {
  // The token of an account that calls for itself.
  if (token.component === undefined) return { refusal: failures.componentTokenRequired }
  const appId = token.source === "component" ? Read.text(json, "authorizer_appid") ?? "" : token.appId
  if (!state.accounts.has(appId)) return { refusal: failures.invalidAppId }
  const authorization = state.components.get(token.component)?.authorizations.get(appId)
  return authorization === undefined ? { refusal: failures.notAuthorized } : { authorization }
}

const getOption = (name: string, path: string): Interface => ({
  name,
  method: "POST",
  path,
  body: "json",
  speaker: "either",
  handle: (call) => {
    const known = authorizationOf(call)
    if ("refusal" in known) return known.refusal
    const { authorization } = known
    const option = Read.text(call.json, "option_name") ?? ""
    if (!optionValues.has(option)) return failures.invalidOptionName
    return Reply.data({
      authorizer_appid: authorization.account,
      option_name: option,
      option_value: authorization.options.get(option) ?? "0"
    })
  }
})

const setOption = (name: string, path: string): Interface => ({
  name,
  method: "POST",
  path,
  body: "json",
  speaker: "either",
  handle: (call) => {
    const known = authorizationOf(call)
    if ("refusal" in known) return known.refusal
    const { authorization } = known
    const option = Read.text(call.json, "option_name") ?? ""
    const value = Read.text(call.json, "option_value") ?? ""
    const values = optionValues.get(option)
    if (values === undefined) return failures.invalidOptionName
    if (!values.includes(value)) return failures.invalidOptionValue
    authorization.options.set(option, value)
    return Reply.ok()
  }
})

/** @internal */
export const interfaces: ReadonlyArray<Interface> = [
  componentToken,
  startPushTicket,
  preAuthCode,
  queryAuth,
  authorizerToken,
  authorizerInfo,
  authorizerList,
  // The pages disagree on the path, and clients of both kinds are in use.
  getOption("getAuthorizerOptionInfo", "/cgi-bin/component/get_authorizer_option"),
  getOption("getAuthorizerOptionInfo", "/cgi-bin/component/api_get_authorizer_option"),
  setOption("setAuthorizerOptionInfo", "/cgi-bin/component/set_authorizer_option"),
  setOption("setAuthorizerOptionInfo", "/cgi-bin/component/api_set_authorizer_option")
]
