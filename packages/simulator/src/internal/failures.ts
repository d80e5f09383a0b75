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
export const invalidArgument = Reply.fail(40002, "invalid argument")
/** @internal */
export const invalidMediaType = Reply.fail(40004, "invalid media type")
/** @internal */
export const invalidMediaSize = Reply.fail(40006, "invalid meida size")
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
export const sameMediaTooFast = Reply.fail(42010, "same media_id mass send too fast")
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
export const mediaSize = Reply.fail(45001, "media size out of limit")
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
export const charset = Reply.fail(
  40033,
  "invalid charset. please check your request, if include \\uxxxx will create fail!"
)
/** @internal */
export const unsupportedFileType = Reply.fail(40113, "unsupported file type")
/** @internal */
export const invalidUserName = Reply.fail(40132, "invalid username")
/** @internal */
export const rumourArticle = Reply.fail(40204, "can not delete wash or rumor article")
/** @internal */
export const articleCount = Reply.fail(45008, "article size out of limit")
/** @internal */
export const carriesAdvertisement = Reply.fail(45062, "has agreement ad. please use mp.weixin.qq.com")
/** @internal */
export const withdrawnInterface = Reply.fail(45106, "This API has been unsupported")
/** @internal */
export const invalidTagId = Reply.fail(45159, "invalid tag id")
/** @internal */
export const invalidContent = Reply.fail(45166, "invalid content")
/** @internal */
export const materialInUse = Reply.fail(48005, "forbid to delete material used by auto-reply or menu")
/** @internal */
export const autoSavedDraft = Reply.fail(48021, "auto-saved draft cannot be sent")
/** @internal */
export const videoOfApi = Reply.fail(48022, "video uploaded by api cannot be sent by api")
/** @internal */
export const sellingBarred = Reply.fail(53404, "selling ability restricted")
/** @internal */
export const productInvalid = Reply.fail(53405, "inserted product invalid")
/** @internal */
export const sellingUnopened = Reply.fail(53406, "selling ability not enabled")
/** @internal */
export const publishBanned = Reply.fail(53500, "publish function banned")
/** @internal */
export const publishTooOften = Reply.fail(53501, "publish too frequently")
/** @internal */
export const draftCheckFailed = Reply.fail(53503, "draft check failed")
/** @internal */
export const draftOfConsole = Reply.fail(53504, "draft must be used on mp site")
/** @internal */
export const draftUnsaved = Reply.fail(53505, "save draft manually first")
/** @internal */
export const invalidSignature = Reply.fail(87009, "invalid signature")
/** @internal */
export const articleNotFound = Reply.fail(88001, "msg_data is not exists")
/** @internal */
export const articleLimited = Reply.fail(88002, "the article is limit for safety")
/** @internal */
export const featuredLimit = Reply.fail(88003, "elected comment upper limit")
/** @internal */
export const commentWithdrawn = Reply.fail(88004, "comment was deleted by user")
/** @internal */
export const alreadyReplied = Reply.fail(88005, "already reply")
/** @internal */
export const replySize = Reply.fail(88007, "reply content beyond max len or content len is zero")
/** @internal */
export const commentNotFound = Reply.fail(88008, "comment is not exists")
/** @internal */
export const replyNotFound = Reply.fail(88009, "reply is not exists")
/** @internal */
export const commentCount = Reply.fail(88010, "count range error. cout <= 0 or count > 50")
/** @internal */
export const confirmationRuns = Reply.fail(89504, "confirmation in progress")
/** @internal */
export const invalidProductId = Reply.fail(10170001, "invalid product id")
/** @internal */
export const invalidArticleType = Reply.fail(10170002, "invalid article type")
/** @internal */
export const invalidCardType = Reply.fail(10170003, "invalid card type")
/** @internal */
export const clientMsgIdExists = (fields: Readonly<Record<string, unknown>>): Reply.Reply =>
  Reply.fail(45065, "clientmsgid exist", fields)
/** @internal */
export const invalidTemplateIdSize = Reply.fail(40036, "invalid template_id size")
/** @internal */
export const invalidTemplateId = Reply.fail(40037, "invalid template_id")
/** @internal */
export const invalidUrlSize = Reply.fail(40039, "invalid url size")
/** @internal */
export const invalidTitleSize = Reply.fail(40062, "invalid title size")
/** @internal */
export const invalidIndustryId = Reply.fail(40102, "invalid industry id")
/** @internal */
export const invalidScene = Reply.fail(40129, "invalid scene")
/** @internal */
export const invalidKeywordNames = Reply.fail(40246, "invalid keyword_name_list")
/** @internal */
export const needCategoryTemplate = Reply.fail(40247, "need new category template")
/** @internal */
export const requireSubscribe = Reply.fail(43004, "require subscribe")
/** @internal */
export const industryChangedTooOften = Reply.fail(43100, "change template too frequently")
/** @internal */
export const userRefuses = Reply.fail(43101, "user refuse to accept the msg")
/** @internal */
export const tooManyTemplates = Reply.fail(45026, "template num exceeds limit")
/** @internal */
export const templateOfAnotherIndustry = Reply.fail(45027, "template conflict with industry")
/** @internal */
export const invalidKeyword = (key: string): Reply.Reply => Reply.fail(47003, `${key}.DATA is invalid`)
/** @internal */
export const dateFormat = Reply.fail(61500, "date format error")
/** @internal */
export const dateRange = Reply.fail(61501, "date range error")
/** @internal */
export const dataNotReady = Reply.fail(61503, "data not ready, please try later")
