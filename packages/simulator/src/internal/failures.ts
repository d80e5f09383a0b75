import * as Reply from "../Reply.ts"

/**
 * The platform's own refusals, with the text it sends. Written from the fact book.
 *
 * @internal
 */
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
export const accountFrozen = Reply.fail(50007, "account frozen")
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
export const invalidCount = Reply.fail(40170, "args count exceed count limit")
/** @internal */
export const invalidOptionName = Reply.fail(61012, "invalid option name")
/** @internal */
export const invalidOptionValue = Reply.fail(61013, "invalid option value")
/** @internal */
export const invalidOpenId = Reply.fail(40003, "invalid openid")
/** @internal */
export const invalidFileType = Reply.fail(40005, "invalid file type")
/** @internal */
export const invalidMessageType = Reply.fail(40008, "invalid message type")
/** @internal */
export const invalidImageSize = Reply.fail(40009, "invalid image size")
/** @internal */
export const invalidVoiceSize = Reply.fail(40010, "invalid voice size")
/** @internal */
export const invalidVideoSize = Reply.fail(40011, "invalid video size")
/** @internal */
export const invalidThumbSize = Reply.fail(40012, "invalid thumb size")
/** @internal */
export const invalidOpenIdList = Reply.fail(40031, "invalid openid list")
/** @internal */
export const invalidOpenIdListSize = Reply.fail(40032, "invalid openid list size")
/** @internal */
export const invalidMsgId = Reply.fail(40059, "invalid msg id")
/** @internal */
export const invalidArticleIdx = Reply.fail(40060, "invalid article idx")
/** @internal */
export const invalidMsgStatus = Reply.fail(40065, "invalid msg status")
/** @internal */
export const invalidArgs = Reply.fail(40097, "invalid args")
/** @internal */
export const invalidIndex = Reply.fail(40114, "invalid index value")
/** @internal */
export const tooFewOpenIds = Reply.fail(40130, "invalid openid list size, at least two openid")
/** @internal */
export const invalidGroupId = Reply.fail(40152, "invalid group id")
/** @internal */
export const invalidCheckUrl = Reply.fail(40201, "invalid check url")
/** @internal */
export const invalidCheckAction = Reply.fail(40202, "invalid check action")
/** @internal */
export const invalidCheckOperator = Reply.fail(40203, "invalid check operator")
/** @internal */
export const mediaDataMissing = Reply.fail(41005, "media data missing")
/** @internal */
export const fieldsMissing = Reply.fail(41011, "missing required fields! please check document and request json!")
/** @internal */
export const invalidContentSourceUrl = Reply.fail(41039, "invalid content_source_url")
/** @internal */
export const emptyMediaData = Reply.fail(44001, "empty media data")
/** @internal */
export const emptyNewsData = Reply.fail(44003, "empty news data")
/** @internal */
export const emptyContent = Reply.fail(44004, "empty content")
/** @internal */
export const contentSize = Reply.fail(45002, "content size out of limit")
/** @internal */
export const titleSize = Reply.fail(45003, "title size out of limit")
/** @internal */
export const descriptionSize = Reply.fail(45004, "description size out of limit")
/** @internal */
export const urlSize = Reply.fail(45005, "url size out of limit")
/** @internal */
export const tooManyImages = Reply.fail(45020, "too many image, please input less")
/** @internal */
export const noMassSendQuota = Reply.fail(45028, "has no masssend quota")
/** @internal */
export const clientMsgIdTooFast = Reply.fail(45066, "same clientmsgid retry too fast")
/** @internal */
export const clientMsgIdSize = Reply.fail(45067, "clientmsgid size out of limit")
/** @internal */
export const materialListSize = Reply.fail(
  45074,
  "material list size out of limit, you should delete the useless material"
)
/** @internal */
export const speedOutOfRange = Reply.fail(45083, "the speed out of range")
/** @internal */
export const speedMissing = Reply.fail(45084, "No speed message")
/** @internal */
export const authorSize = Reply.fail(45110, "author size out of limit")
/** @internal */
export const cardsNotSendable = Reply.fail(45113, "product message and card are not supported")
/** @internal */
export const invalidPublishId = Reply.fail(53502, "invalid publish id")
/** @internal */
export const invalidArticleId = Reply.fail(53600, "invalid article id")
/** @internal */
export const ridNotFound = Reply.fail(76001, "rid not found")
/** @internal */
export const ridMalformed = Reply.fail(76002, "rid is error")
/** @internal */
export const ridOfAnother = Reply.fail(76003, "could not query this rid,no permission")
/** @internal */
export const ridTooOld = Reply.fail(76004, "rid time is error")
/** @internal */
export const cgiPathNotFound = Reply.fail(76021, "cgi_path not found, please check")
/** @internal */
export const cgiPathNotReadable = Reply.fail(76022, "could not use this cgi_path,no permission")
/** @internal */
export const noCommentPrivilege = Reply.fail(88000, "without comment privilege")
/** @internal */
export const clientMsgIdExists = (msg_id: bigint): Reply.Reply => Reply.fail(45065, "clientmsgid exist", { msg_id })
