import * as Reply from "../Reply.ts"

/**
 * The platform's own refusals, with the text it sends. Written from the fact book.
 *
 * @internal
 */
export const systemBusy = Reply.fail(-1, "system error")
/** @internal */
export const badSecretOrToken = Reply.fail(
  40001,
  "invalid credential, access_token is invalid or not latest, could get access_token by getStableAccessToken, more "
    + "details at https://mmbizurl.cn/s/JtxxFh33r"
)
/** @internal */
export const invalidGrantType = Reply.fail(40002, "invalid grant_type")
/** @internal */
export const invalidMediaType = Reply.fail(40004, "invalid media type")
/** @internal */
export const invalidMediaId = Reply.fail(40007, "invalid media_id")
/** @internal */
export const invalidAppId = Reply.fail(40013, "invalid appid")
/** @internal */
export const invalidAccessToken = Reply.fail(40014, "invalid access_token")
/** @internal */
export const invalidUrl = Reply.fail(40066, "invalid url")
/** @internal */
export const invalidAppSecret = Reply.fail(40125, "invalid appsecret")
/** @internal */
export const ipNotAllowed = (ip: string): Reply.Reply => Reply.fail(40164, `invalid ip ${ip}, not in whitelist`)
/** @internal */
export const tokenMissing = Reply.fail(41001, "access_token missing")
/** @internal */
export const appIdMissing = Reply.fail(41002, "appid missing")
/** @internal */
export const secretMissing = Reply.fail(41004, "appsecret missing")
/** @internal */
export const tokenExpired = Reply.fail(42001, "access_token expired")
/** @internal */
export const requireGet = Reply.fail(43001, "require GET method")
/** @internal */
export const requirePost = Reply.fail(43002, "require POST method")
/** @internal */
export const emptyPostData = Reply.fail(44002, "empty post data")
/** @internal */
export const dailyQuota = Reply.fail(45009, "reach max api daily quota limit")
/** @internal */
export const minuteQuota = Reply.fail(45011, "api minute-quota reach limit, must slower, retry next minute")
/** @internal */
export const dataFormat = Reply.fail(47001, "data format error")
/** @internal */
export const apiUnauthorized = Reply.fail(48001, "api unauthorized")
/** @internal */
export const apiForbidden = Reply.fail(48004, "api forbidden for irregularities, view detail on mp.weixin.qq.com")
/** @internal */
export const clearQuotaLimit = Reply.fail(48006, "forbid to clear quota because of reaching the limit")
/** @internal */
export const userLimited = Reply.fail(50002, "user limited")
/** @internal */
export const notAuthorized = Reply.fail(61003, "component is not authorized by this account")
/** @internal */
export const componentIpNotAllowed = (ip: string): Reply.Reply =>
  Reply.fail(61004, `access clientip is not registered requestIP: ${ip}`)
/** @internal */
export const ticketExpired = Reply.fail(61005, "component ticket is expired")
/** @internal */
export const ticketInvalid = Reply.fail(61006, "component ticket is invalid")
/** @internal */
export const setNotGranted = Reply.fail(61007, "api is unauthorized to component")
/** @internal */
export const codeInvalid = Reply.fail(61009, "code is invalid")
/** @internal */
export const codeExpired = Reply.fail(61010, "code is expired")
/** @internal */
export const componentInvalid = Reply.fail(61011, "invalid component")
/** @internal */
export const componentTokenRequired = Reply.fail(61014, "must use component token for component api")
/** @internal */
export const accountTokenRequired = Reply.fail(61015, "must use biz account token for not component api")
/** @internal */
export const refreshTokenInvalid = Reply.fail(61023, "refresh_token is invalid")
/** @internal */
export const componentAccount = Reply.fail(
  61024,
  "must use api(api_component_token) to get token for component acct"
)
/** @internal */
export const invalidCount = Reply.fail(40170, "invalid count")
/** @internal */
export const invalidOptionName = Reply.fail(61012, "invalid option name")
/** @internal */
export const invalidOptionValue = Reply.fail(61013, "invalid option value")
