// Generated once from the project's table of return codes; edit by hand from now on.

/**
 * The categories; the table names them by their place here
 *
 * @internal
 */
export const categories: ReadonlyArray<string> = [
  "msg-crypto",
  "system",
  "ok",
  "mini-program/registration",
  "parameter",
  "shop",
  "credential",
  "oauth",
  "ip",
  "component",
  "request",
  "api-signature",
  "policy",
  "missing",
  "content",
  "expired",
  "permission",
  "limit",
  "user",
  "precondition",
  "empty",
  "conflict",
  "quota",
  "idempotency",
  "not-found",
  "mismatch",
  "user/account",
  "enterprise/tv",
  "wechat-store",
  "account-profile",
  "publish",
  "jsapi",
  "component/registration",
  "scan-product",
  "customer-service",
  "statistics",
  "mobile-app",
  "deeplink",
  "store/poi",
  "mini-program orders",
  "coins",
  "cards/invoice",
  "invoice/cards",
  "hotel",
  "b2b",
  "quota-api",
  "city-service/plugin/codes",
  "gift-card",
  "city-service",
  "misc/identity",
  "mini-program code",
  "mini-program",
  "comment",
  "open-account",
  "open-account/plugin/ip",
  "billing",
  "nickname",
  "nearby",
  "pay",
  "wxcode/import",
  "other",
  "live",
  "shake-nearby"
]

/**
 * One code per line, in five fields parted by tabs: code, place of its category, when to repeat (empty: unknown), name
 * (empty: "code-" and the code), meaning (empty: nothing is known beyond the name). Empty fields at the end are left out.
 *
 * A function, so that an import builds nothing. Raw, because the names of 40033 and 47002 hold backslashes.
 *
 * @internal
 */
export const table = (): string =>
  String
    .raw`-40012	0	no	WXBizMsgCrypt -40012	JSON could not be handled (local library code, never sent by the server)
-40011	0	no	WXBizMsgCrypt -40011	Reply XML could not be produced (local library code, never sent by the server)
-40010	0	no	WXBizMsgCrypt -40010	Base64 decoding failed (local library code, never sent by the server)
-40009	0	no	WXBizMsgCrypt -40009	Base64 encoding failed (local library code, never sent by the server)
-40008	0	no	WXBizMsgCrypt -40008	Decrypted buffer malformed (local library code, never sent by the server)
-40007	0	no	WXBizMsgCrypt -40007	AES decryption failed (local library code, never sent by the server)
-40006	0	no	WXBizMsgCrypt -40006	AES encryption failed (local library code, never sent by the server)
-40005	0	no	WXBizMsgCrypt -40005	AppID in the plaintext differs from the expected one (local library code, never sent by the server)
-40004	0	no	WXBizMsgCrypt -40004	EncodingAESKey not valid (local library code, never sent by the server)
-40003	0	no	WXBizMsgCrypt -40003	Signature could not be computed (local library code, never sent by the server)
-40002	0	no	WXBizMsgCrypt -40002	XML could not be parsed (local library code, never sent by the server)
-40001	0	no	WXBizMsgCrypt -40001	Signature check failed (local library code, never sent by the server)
-1000	1	yes	system error	Internal failure of the platform, without documentation
-1	1	yes	system error	Platform is busy; same request may be sent again after a short pause
0	2	no	ok	Success
101	3
102	3
103	3
104	3
105	3
1000	3
1003	4	no	invalid post args	POST arguments wrong
10700	3
10703	3
10706	3
20002	5	no	product id not found	Product id does not exist
40001	6	after-refresh	invalid credential, access_token is invalid or not latest	Secret used for token issue is wrong, or the token presented is invalid, superseded, or belongs to a different account/kind
40002	6	no	invalid grant_type	grant_type is not one the token endpoint knows
40003	4	no	invalid openid	openid wrong or not a follower / other account's openid
40004	4	no	invalid media type	Media type not allowed
40005	4	no	invalid file type	File type not allowed
40006	4	no	invalid meida size	File size not allowed
40007	4	no	invalid media_id	media_id does not exist, expired, or is of the wrong kind (temporary vs permanent)
40008	4	no	invalid message type	Message type not allowed
40009	4	no	invalid image size	Image size outside limits
40010	4	no	invalid voice size	Voice size outside limits
40011	4	no	invalid video size	Video size outside limits
40012	4	no	invalid thumb size	Thumbnail size outside limits
40013	6	no	invalid appid	AppID is malformed, unknown, or not the one tied to this token (case matters)
40014	6	after-refresh	invalid access_token	Access token string is not a valid token
40015	4	no	invalid menu type	Menu type wrong
40016	4	no	invalid button size	Number of buttons wrong
40017	4	no	invalid button type	Button type wrong
40018	4	no	invalid button name size	Button name length wrong
40019	4	no	invalid button key size	Button key length wrong
40020	4	no	invalid button url size	Button URL length wrong
40021	4	no	invalid menu version	Menu version wrong
40022	4	no	invalid sub_menu level	Submenu nesting wrong
40023	4	no	invalid sub button size	Number of sub-buttons wrong
40024	4	no	invalid sub button type	Sub-button type wrong
40025	4	no	invalid sub button name size	Sub-button name length wrong
40026	4	no	invalid sub button key size	Sub-button key length wrong
40027	4	no	invalid sub button url size	Sub-button URL length wrong
40028	4	no	invalid menu api user	Menu user not allowed
40029	7	no	invalid code	OAuth code invalid
40030	6	no	invalid refresh_token	Refresh token invalid (OAuth family)
40031	4	no	invalid openid list	openid list wrong
40032	4	no	invalid openid list size	openid list length wrong
40033	4	no	invalid charset. please check your request, if include \\uxxxx will create fail!	Body contains \uXXXX escapes; send raw UTF-8
40034	4	no	invalid template size	Template size wrong
40035	4	no	invalid args size	Parameter value/size wrong
40036	4	no	invalid template_id size	template_id length wrong
40037	4	no	invalid template_id	template_id wrong
40038	4	no	invalid packaging type	Packaging/request format wrong
40039	4	no	invalid url size	URL length wrong
40040	4		invalid plugin token
40041	4		invalid plugin id
40042	4		invalid plugin session
40043	4		invalid fav type
40044	4		invalid size in link.title
40045	4		invalid size in link.description
40046	4		invalid size in link.iconurl
40047	4		invalid size in link.url
40048	4	no	invalid url domain	URL domain wrong
40049	4		invalid score report type
40050	4	no	invalid timeline type	Group/timeline id wrong
40051	4	no	invalid group name	Group name wrong
40052	4		invalid action name
40053	4	no	invalid action info, please check document	action_info wrong
40054	4	no	invalid sub button url domain	Sub-button URL domain wrong
40055	4	no	invalid button url domain	Button URL domain wrong
40056	4		invalid serial code
40057	4		invalid tabbar size
40058	4		invalid tabbar name size
40059	4	no	invalid msg id	msg id wrong
40060	4	no	invalid article idx	article_idx wrong
40062	4	no	invalid title size	Title size wrong
40063	4	no	invalid message_ext size	message_ext size wrong
40064	4		invalid app type
40065	4		invalid msg status
40066	4	no	invalid url	URL wrong
40067	4		invalid tvid
40068	4	no	contain mailcious url	URL judged malicious
40069	4		invalid hardware type
40070	4		invalid sku info
40071	4		invalid card type
40072	4		invalid location id
40073	4		invalid card id
40074	4		invalid pay template id
40075	4		invalid encrypt code
40076	4		invalid color id
40077	4		invalid score type
40078	4		invalid card status
40079	4		invalid time
40080	4		invalid card ext
40081	4		invalid template_id
40082	4		invalid banner picture size
40083	4		invalid banner url size
40084	4		invalid button desc size
40085	4		invalid button url size
40086	4		invalid sharelink logo size
40087	4		invalid sharelink desc size
40088	4		invalid sharelink title size
40089	4		invalid platform id
40090	8	no	invalid request source (bad client ip)	Caller IP not accepted for this kind of request
40091	9	no	invalid component ticket	component_verify_ticket invalid (alternate code)
40092	4		invalid remark name
40093	4		not completely ok, err_item will return location_id=-1,check your required_fields in json.
40094	9	no	invalid component credential	Component credential invalid (alternate code)
40095	4		bad source of caller
40096	4		invalid biztype
40097	4	no	invalid args	Arguments wrong
40098	4		invalid poiid
40099	4		invalid code, this code has consumed.
40100	4		invalid DateInfo, Make Sure OldDateInfoType==NewDateInfoType && NewBeginTime<=OldBeginTime && OldEndTime<= NewEndTime
40101	4	no	missing parameter	Parameter missing
40102	4		invalid industry id
40103	4		invalid industry index
40104	4		invalid category id
40105	4		invalid view type
40106	4		invalid user name
40107	4		invalid card id! 1,card status must verify ok; 2,this card must have location_id
40108	4		invalid client version
40109	4		too many code size, must <= 100
40110	4		have empty code
40111	4		have same code
40112	4		can not set bind openid
40113	4	no	unsupported file type	File type unsupported
40114	4	no	invalid index value	Index value wrong
40115	4		invalid session from
40116	4	no	invalid code	Code wrong
40117	4	no	invalid button media_id size	Group name / button media_id size wrong
40118	4	no	invalid sub button media_id size	media_id size wrong
40119	4	no	invalid use button type	Button type not usable here
40120	4	no	invalid use sub button type	Sub-button type not usable here
40121	4	no	invalid media type in view_limited	media_id type not allowed
40122	4		invalid card quantity
40123	4	no	invalid task_id	task_id wrong
40124	4		too many custom field!
40125	6	no	invalid appsecret	AppSecret wrong
40126	4	no	invalid text size	Text size wrong
40127	4		invalid user-card status! Hint: the card was given to user, but may be deleted or expired or set unavailable !
40128	4	no	invalid media id! must be uploaded by api(cgi-bin/material/add_material)	media_id must come from the permanent material upload
40129	4	no	invalid scene	scene wrong
40130	4	no	invalid openid list size, at least two openid	Mass send by openid needs at least two openids
40131	4	no	out of limit of ticket	Ticket limit reached
40132	4	no	invalid username	WeChat id wrong
40133	4	no	invalid encryt data	Encrypted data wrong
40135	4		invalid not supply bonus, can not change card_id which supply bonus to be not supply
40136	4		invalid use DepositCodeMode, make sure sku.quantity>DepositCode.quantity
40137	4	no	invalid image format	Image format unsupported
40138	4	no	emphasis word can not be first neither remark	Emphasis keyword misplaced in template
40139	4		invalid sub merchant id
40140	4		invalid sub merchant status
40141	4	no	invalid image url	Image URL wrong
40142	4		invalid sharecard parameters
40143	4		invalid least cost info, should be 0
40144	4		1)maybe share_card_list.num or consume_share_self_num too big; 2)maybe card_id_list also has self-card_id;3)maybe card_id_list has many different card_id;4)maybe both consume_share_self_num and share_card_list.num bigger than 0
40145	4		invalid update! Can not both set PayCell and CenterCellInfo(include: center_title, center_sub_title, center_url).
40146	4		invalid openid! card may be marked by other user!
40147	4		invalid consume! Consume time overranging restricts.
40148	4		invalid friends card type
40149	4		invalid use time limit
40150	4		invalid card parameters
40151	4		invalid card info, text/pic hit antispam
40152	4	no	invalid group id	Group id wrong
40153	4		self consume cell for friends card must need verify code
40154	4		invalid voip parameters
40155	4	no	please don't contain other home page url	Body links to another account's home page
40156	4		invalid face recognize parameters
40157	4		invalid picture, has no face
40158	4		invalid use_custom_code, need be false
40159	4		invalid length for path, or the data is not json string
40160	4	no	invalid image file	Image file wrong
40161	4	no	image file not match	Image file does not match its type
40162	4		invalid lifespan
40163	7	no	code been used	OAuth code already consumed
40164	8	no	invalid ip, not in whitelist	Caller IP not in the account's IP allow-list; errmsg carries the offending IP
40165	4	no	invalid weapp pagepath	Mini-program page path wrong
40166	4	no	invalid weapp appid	Mini-program appid wrong
40167	4	no	there is no relation with plugin appid	No relation with plugin appid
40168	4	no	unlinked weapp card	Mini-program card in the body is not linked to the account
40169	4		invalid length for scene, or the data is not json string
40170	4	no	args count exceed count limit	Too many arguments (e.g. get_authorizer_list count over the maximum)
40171	4		product id can not empty and the length cannot exceed 32
40172	4		can not have same product id
40173	4		there is no bind relation
40174	4		not card user
40175	4	no	invalid material id	Material id wrong
40176	4	no	invalid template id	Template id wrong
40177	4	no	invalid product id	Product id wrong
40178	4	no	invalid sign	Sign wrong
40179	4		Function is adjusted, rules are not allowed to add or update
40180	4	no	invalid client tmp token	Client temporary token wrong
40181	4		invalid opengid
40182	4		invalid pack_id
40183	4		invalid product_appid, product_appid should bind with wxa_appid
40184	4	no	invalid url path	URL path wrong
40185	6	no	invalid auth_token, or auth_token is expired	Delegated auth token invalid or out of date
40186	4		invalid delegate
40187	8	no	invalid ip	IP value invalid
40188	4	no	invalid scope	Scope wrong
40189	4		invalid width
40190	4		invalid delegate time
40191	4	no	invalid pic_url	pic_url wrong
40192	4	no	invalid author in news	Author in article wrong
40193	4	no	invalid recommend length	Recommendation text length wrong
40194	4	no	illegal recommend	Recommendation text not allowed
40195	4	no	invalid show_num	show_num wrong
40196	4		invalid smartmsg media_id
40197	4		invalid smartmsg media num
40198	4		invalid default msg article size, must be same as show_num
40199	4		waybill_id not found
40200	4	no	invalid account type	Account type not allowed for this API
40201	4	no	invalid check url	callback/check: callback URL wrong or not configured
40202	4	no	invalid check action	callback/check: action wrong
40203	4	no	invalid check operator	callback/check: check_operator wrong
40204	4	no	can not delete wash or rumor article	Article under rumour handling cannot be deleted
40205	4		invalid check keywords string
40206	4		invalid check begin stamp
40207	4		invalid check alive seconds
40208	4		invalid check notify id
40209	4		invalid check notify msg
40210	4		invalid check wxa path
40211	4		invalid scope_data
40212	4	no	invalid query	query wrong
40213	4	no	invalid href tag	href tag wrong in body
40214	4	no	invalid href text	href text wrong in body
40215	4	no	invalid image count	Image count wrong
40216	4	no	invalid desc	Description wrong
40217	4	no	invalid video count	Video count wrong
40218	4	no	invalid video id	Video id wrong
40219	4		pages is empty
40220	4		data_list is empty
40221	10	no	invalid Content-Encoding	Content-Encoding header not accepted
40222	10	no	invalid request idc domain	Request arrived at a data-centre domain not matching the account
40227	4	no	empty title	Article title empty
40229	4	no	empty media cover, please check the media	Media has no cover
40230	11	no	missing Wechatmp-Serial	Wechatmp-Serial header absent
40231	11	no	missing Wechatmp-TimeStamp	Wechatmp-TimeStamp header absent
40232	11	no	missing Wechatmp-Signature	Wechatmp-Signature header absent
40233	11	no	missing Wechatmp-Appid	Wechatmp-Appid header absent
40234	11	no	invalid signature	Request signature does not verify
40235	11	no	invalid encrypt	Encrypted body cannot be decrypted/validated
40236	11	no	invalid Wechatmp-*	A Wechatmp-* header value is wrong (exact text UNCONFIRMED)
40243	6	no	AppSecret frozen	AppSecret has been frozen by an administrator; token issue refused until unfrozen
40249	12	no	marketing-promotion-content-may-not-be-sent-by-t	Marketing/promotion content may not be sent by this template
40250	12	no	message-data-not-well-formed-empty-values-etc	Message data not well formed (empty values etc.)
40251	12	no	account-s-send-quota-reduced-for-past-violations	Account's send quota reduced for past violations and now used up
40252	12	no	part-of-the-template-s-content-is-under-platform	Part of the template's content is under platform review
41001	13	no	access_token missing	No access_token given
41002	13	no	appid missing	No appid given
41003	13	no	refresh_token missing	No refresh_token given
41004	13	no	appsecret missing	No secret given
41005	13	no	media data missing	Multipart upload lacks the media part
41006	13	no	media_id missing	No media_id given
41007	13	no	sub_menu data missing	Submenu data absent
41008	13	no	missing code	No OAuth code given
41009	13	no	missing openid	No openid given
41010	13	no	missing url	No url given
41011	13	no	missing required fields! please check document and request json!	Some required JSON field absent
41012	13		missing card id
41013	13		missing code
41014	13		missing ticket_class
41015	13		missing show_time
41016	13		missing screening_room
41017	13		missing seat_number
41018	13	no	missing component_appid	No component_appid given
41019	13		missing platform_secret
41020	13		missing platform_ticket
41021	13	no	missing component_access_token	No component_access_token given
41024	13		missing "display" field
41025	13		poi_list empty
41026	13		missing image list info, text maybe empty
41027	13		missing voip call key
41028	13		invalid form id
41029	13		form id used count reach limit
41030	13		invalid page
41031	13		the form id have been blocked!
41032	13		not allow to send message with submitted form id, for punishment
41033	13		invaid register type
41034	13		not allow to send message with submitted form id, for punishment
41035	13		not allow to send message with prepay id, for punishment
41036	13		appid ad cid
41037	13		appid ad_mch_appid
41038	13		appid pos_type
41039	14	no	invalid content_source_url	content_source_url not acceptable
41040	14	no	not eligible for original declaration	Text does not meet the conditions for declaring originality
42001	6	after-refresh	access_token expired	Access token past its lifetime
42002	6	no	refresh_token expired	Refresh token past its lifetime
42003	7	no	code expired	OAuth code past its lifetime
42004	15		plugin token expired
42005	16	no	api usage expired	Right to use the API has lapsed
42006	6	after-refresh	component_access_token expired	component_access_token past its lifetime
42007	6	no	access_token and refresh_token exception	Account owner changed password; tokens and refresh token void, a new authorization is needed
42008	15		voip call key expired
42009	15		client tmp token expired
42010	17	later	same media_id mass send too fast	Same media_id mass-sent too quickly; wait then repeat
43001	10	no	require GET method	Endpoint accepts GET only
43002	10	no	require POST method	Endpoint accepts POST only
43003	10	no	require https	HTTPS obligatory
43004	18	no	require subscribe	Recipient must follow the account
43005	18	no	require friend relations	Recipient must be in contact relation
43006	18	no	require not block	Recipient has blocked / must not be blocked
43007	16	no	require bizuser authorize	Business user authorization needed
43008	19		require biz pay auth
43009	19		can not use custom code, need authorize
43010	19		can not use balance, need authorize
43011	19		can not use bonus, need authorize
43012	19		can not use custom url, need authorize
43013	19		can not use shake card, need authorize
43014	19		require check agent
43015	16	no	require authorize by wechat team to use this function!	Feature has to be enabled by the WeChat team
43016	16	no	require verify	Account must be verified
43017	19		require location id!
43018	19		code has no been mark!
43019	18	no	require remove blacklist	Recipient is in the blacklist and has to be removed first
43100	19		change template too frequently
43101	18	no	user refuse to accept the msg	User declined the message
43102	19		the tempalte is not subscriptiontype
43103	19		the api only can cancel the subscription
43104	16	no	this appid does not have permission	AppID lacks the right
43105	19		news has no binding relation with template_id
43106	19		not allow to add template, for punishment
43116	12	no	template restricted	Template limited because of abuse
44001	20	no	empty media data	Uploaded media empty
44002	20	no	empty post data	POST body empty
44003	20	no	empty news data	Article list/content empty
44004	20	no	empty content	Text content empty
44005	20	no	empty list size	List empty
44006	20	no	empty file data	File empty
44007	21	no	repeated msg id	Message id repeated
44008	14	no	audio review failed	Audio did not pass review
44009	14	no	article audio review failed	Audio inside an article did not pass review
44997	20		image url size out of limit
44998	20		keyword string media size out of limit
44999	20		keywords list size out of limit
45000	17	no	msg_id size out of limit	msg_id too long
45001	17	no	media size out of limit	Media larger than allowed
45002	17	no	content size out of limit	Content longer than allowed (draft body over limit)
45003	17	no	title size out of limit	Title longer than allowed
45004	17	no	description size out of limit	Digest/description longer than allowed
45005	17	no	url size out of limit	Link field longer than allowed
45006	17	no	picurl size out of limit	Picture link longer than allowed
45007	17	no	playtime out of limit	Playing time longer than allowed
45008	17	no	article size out of limit	Too many articles
45009	22	tomorrow	reach max api daily quota limit	Daily quota for this API is used up for the account; wait for next day or clear quota
45010	17	no	create menu limit	Too many menus
45011	22	later	api minute-quota reach limit, must slower, retry next minute	Per-minute frequency limit hit; slow down and repeat in the next minute
45012	17	no	template size out of limit	Template too large
45013	17	no	too many template args	Too many template arguments
45014	17	no	template message size out of limit	Template message too large
45015	17	no	response out of time limit or subscription is canceled	Outside the reply window, or user no longer follows
45016	17	no	can't modify sys group	System group cannot be changed
45017	17	no	can't set group name too long sys group	Group name too long
45018	17	no	too many group now, no need to add new	Too many groups
45019	17	no	too many openid, please input less	Too many openids
45020	17	no	too many image, please input less	Too many images
45021	17	no	some argument may be out of length limit! please check document and request json!	Some argument over its length limit
45022	17		bonus is out of limit
45023	17		balance is out of limit
45024	17		rank template number is out of limit
45025	17		poiid count is out of limit
45026	17	no	template num exceeds limit	Too many templates
45027	17	no	template conflict with industry	Template conflicts with industry
45028	22	next-period	has no masssend quota	No mass-send quota left for this account
45029	17	no	qrcode count out of limit	QR code count used up
45030	17		limit cardid, not support this function
45031	17		stock is out of limit
45032	17		not inner ip for special acct in white-list
45033	17		user get card num is out of get_limit
45034	17	no	media file count is out of limit	Too many media files
45035	8	no	access clientip is not registered, not in ip-white-list	Caller IP not registered (special accounts)
45036	17		User receive announcement limit
45037	17		user out of time limit or never talked in tempsession
45038	17		user subscribed, cannot use tempsession api
45039	17		card_list_size out of limit
45040	22	next-month	reach max monthly quota limit	Monthly quota used up
45041	17		this card reach total sku quantity limit!
45042	17		limit card type, this card type can NOT create by sub merchant
45043	17		can not set share_friends=true because has no Abstract Or Text_Img_List has no img Or image url not valid
45044	17		icon url size in abstract is out of limit
45045	17		unauthorized friends card, please contact administrator
45046	17		operate field conflict, CenterCell, PayCell, SelfConsumeCell conflict
45047	17	no	out of response count limit	Customer-service message count used up for this user
45048	17	no	menu use invalid type	Menu type not allowed
45049	17		ivr use invalid type
45050	17		custom msg use invalid type
45051	17		template msg use invalid link
45052	17	no	masssend msg use invalid type	Mass-message type not allowed
45053	17		exceed consume verify code size
45054	17		below consume verify code size
45055	17		the code is not in consume verify code charset
45056	17	no	too many tag now, no need to add new	Too many tags
45057	17	no	can't delete the tag that has too many fans	Tag has too many followers to delete
45058	17	no	can't modify sys tag	System tag cannot be changed
45059	17	no	can not tagging one user too much	Too many tags on one user
45060	17	no	media is applied in ivr or menu, can not be deleted	Media in use by auto-reply/menu; cannot delete
45061	22	later	maybe the update frequency is too often, please try again	Updated too often
45062	17	no	has agreement ad. please use mp.weixin.qq.com	Article carries a contracted advertisement; must be sent from the web console
45063	17	no	accesstoken is not xiaochengxu	Token is not a mini-program token
45064	17	no	no permission to use weapp in menu	Mini-program not usable in menu
45065	23	no	clientmsgid exist	clientmsgid was used already; reply carries the earlier msg_id, treat as idempotent success
45066	23	later	same clientmsgid retry too fast	Same clientmsgid repeated too soon; wait one minute
45067	17	no	clientmsgid size out of limit	clientmsgid too long
45068	17	no	file size out of limit	File too large
45069	17	no	product list size out of limit	Product list too long
45070	17		the business account have been created
45071	17		business account not found
45072	17		invalid command
45073	17		not inner vip for sns in white list
45074	17	no	material list size out of limit, you should delete the useless material	Material list full; delete unused items
45075	17		invalid keyword id
45076	17	no	invalid count	Count wrong
45077	17		number of business account reach limit
45078	17		nickname is illegal!
45079	17		nickname is forbidden!(matched forbidden keyword)
45080	17		need sending message to user, or recving message from user in the last 30 seconds before typing
45081	17		you are already typing
45082	17	no	need icp license for the url domain	Linked URL domain lacks an ICP licence
45083	17	no	the speed out of range	speed outside 0..4
45084	17	no	No speed message	speed absent
45085	17	no	speed server err	Speed service error
45086	17	no	invalid attrbute 'data-miniprogram-appid'	data-miniprogram-appid attribute wrong in body
45087	17	no	customer service message from this account have been blocked!	Customer-service messages blocked for this account
45088	17		action size out of limit
45089	17		expired
45090	17		invalid group msg ticket
45091	17		account_name is illegal!
45092	17	no	no voice data	No voice data
45093	22	next-period	no quota to send msg	No quota left to send
45094	17		not allow to send custom message when user enter session, for punishment
45095	17		not allow to modify stock for the advertisement batch
45096	17		invalid qrcode
45097	17		invalid qrcode prefix
45098	17		msgmenu list size is out of limit
45099	17		msgmenu item content size is out of limit
45100	17		invalid size of keyword_id_list
45101	22	later	hit upload limit	Upload limit hit
45102	22	later	this api have been blocked temporarily.	API temporarily blocked
45103	17	no	This API has been unsupported	API no longer supported
45104	22	no	reach max domain quota limit	Domain quota used up
45110	17	no	author size out of limit	Author field longer than allowed
45154	17		the consume verify code not found
45155	17		the consume verify code is existed
45156	17		the consume verify code's length not invalid
45157	17	no	invalid tag name	Tag name wrong
45158	17	no	tag name too long	Tag name too long
45159	17	no	invalid tag id	Tag id wrong
45160	17		invalid category to create card
45161	17	no	this video id must be generated by calling upload api	Video id must come from the upload API
45162	17	no	invalid type	Type wrong
45163	17		invalid sort_method
45164	17		invalid offset
45165	17		invalid limit
45166	17	no	invalid content	Content contains something not allowed (body sanitising)
45167	17		invalid voip call key
45168	17	no	keyword in blacklist	Keyword blacklisted
45501	12	later	part or whole of the requests from the very app is temporary blocked by supervisor	Requests of this app blocked for now by supervision
46001	24	no	media data no exist	Media does not exist
46002	24	no	menu version no exist	Menu version does not exist
46003	24	no	menu no exist	Menu does not exist
46004	24	no	user no exist	User does not exist
46005	24		poi no exist
46006	24		voip file not exist
46007	24	later	file being transcoded, please try later	File still being transcoded
46008	24		result id not exist
46009	24		there is no user data
46101	24	no	this api have been not supported since 2020-01-11 00:00:00, please use new api(subscribeMessage)!	API retired
47001	10	no	data format error	Body is not parseable JSON/XML or field types are wrong
47002	10	no	data format error, do NOT use json unicode encode (\\uxxxx\\uxxxx), please use utf8 encoded text!	Body uses \uXXXX escapes; send UTF-8
47003	4	no	argument invalid!	An argument value breaks its rule; errmsg names it
47004	17	no	submit pages count more than each quota	Too many pages submitted
47005	10		tabbar no exist
47006	10		submit pages count reach daily limit, please try tomorrow
47101	10		search results count more than limit
47102	10		next_page_info error
47501	10		activity_id error
47502	10		target_state error
47503	10		version_type error
47504	10		activity_id expired time
48001	16	no	api unauthorized	The account itself does not own this API (type/verification), or a token of the wrong kind was used
48002	18	no	user block receive message	User switched off messages
48003	16	no	user not agree mass-send protocol	Account owner has not accepted the mass-send protocol
48004	12	no	api forbidden for irregularities, view detail on mp.weixin.qq.com	API banned for this account because of violations; see mp.weixin.qq.com
48005	21	no	forbid to delete material used by auto-reply or menu	Material in use by auto-reply or menu; cannot delete
48006	22	next-month	forbid to clear quota because of reaching the limit	Monthly number of quota clears is used up
48007	16		forbid to use other's voip call key
48008	16	no	no permission for this msgtype	Account may not send this message type
48009	16	no	this api is expired	API call right lapsed
48010	21	no	forbid to modify the material， please see more information on mp.weixin.qq.com	Material may not be changed
48011	12	no	disabled template id	Template disabled
48012	6	after-refresh	invalid token	Token invalid
48013	14	no	video not uploaded by new api	Video was not uploaded through the newer API, cannot be mass-sent
48014	14	no	video review state abnormal	Video review state abnormal
48015	16	no	no comment permission	Account has no comment feature
48016	16	no	not eligible for watch-more	Account not eligible for the automatic 'watch more' video setting
48021	14	no	auto-saved draft cannot be sent	Draft was auto-saved only; save it by hand before preview/send
49001	6	no	not same appid with appid of access_token	AppID differs from the one of the token
49002	25		empty openid or transid
49003	18	no	not match openid with appid	openid does not belong to this AppID
49004	25		not match signature
49005	25		not existed transid
49006	25		missing arg two_dim_code
49007	25		invalid two_dim_code
49008	25		invalid qrcode
49009	25		missing arg qrcode
49010	25		invalid partner id
49300	25		not existed feedbackid
49301	25		feedback exist
49302	25		feedback status already changed
50001	16	no	api unauthorized or user unauthorized	API or user not authorized
50002	12	no	user limited	User/account restricted (frozen, cancelled or banned after violation)
50003	16	no	user unexpected, maybe not in white list	Not in white list
50004	12	no	user not allow to use accesstoken, maybe for punishment	Account may not use access tokens (possibly a punishment)
50005	18	no	user is unsubscribed	User no longer follows
50006	26		user has switched off friends authorization
50007	12	no	account frozen	Account frozen
51000	27		enterprise father account not exist
51001	27		enterprise child account not belong to the father
51002	27		enterprise verify message not correct
51003	27		invalid enterprise child list size
51004	27		not a enterprise father account
51005	27		not a enterprise child account
51006	27		invalid nick name
51007	27		not a enterprise account
51008	27		invalid email
51009	27		invalid pwd
51010	27		repeated email
51011	27		access deny
51012	27		need verify code
51013	27		wrong verify code
51014	27		need modify pwd
51015	27		user not exist
51020	27		tv info not exist
51021	27		stamp crossed
51022	27		invalid stamp range
51023	27		stamp not match date
51024	27		empty program name
51025	27		empty action url
51026	27		program name size out of limit
51027	27		action url size out of limit
51028	27		invalid program name
51029	27		invalid action url
51030	27		invalid action id
51031	27		invalid action offset
51032	27		empty action title
51033	27		action title size out of limit
51034	27		empty action icon url
51035	27		action icon url out of limit
52000	28		pic is not from cdn
52001	28		wechat price is not less than origin price
52002	28		category/sku is wrong
52003	28		product id not existed
52004	28		category id is not exist, or doesn't has sub category
52005	28		quantity is zero
52006	28		area code is invalid
52007	28		express template param is error
52008	28		express template id is not existed
52009	28		group name is empty
52010	28		group id is not existed
52011	28		mod_action is invalid
52012	28		shelf components count is greater than 20
52013	28		shelf component is empty
52014	28		shelf id is not existed
52015	28		order id is not existed
52016	28		order filter param is invalid
52017	28		order express param is invalid
52018	28		order delivery param is invalid
52019	28		brand name empty
53000	29		principal limit exceed
53001	29		principal in black list
53002	29		mobile limit exceed
53003	29		idcard limit exceed
53010	29		nickname invalid
53011	29		check nickname too frequently
53012	29		nickname ban
53013	29		nickname has been occupied
53014	29
53015	29
53016	29
53017	29
53018	29		nickname hit alias
53019	29		nickname protected by infringement
53100	29		order not found
53101	29		order already paid
53102	29		already has checking order, can not apply
53103	29		order can not do refill
53200	29		modify signature quota limit exceed
53201	29		signature in black list, can not use
53202	29		modify avatar quota limit exceed
53203	29		can't be modified for the time being
53204	29		signature invalid
53300	29
53301	29
53302	29
53303	29
53304	29
53305	29
53306	29
53307	29
53308	29
53309	29
53310	29
53311	29
53404	14	no	selling ability restricted	Account's selling (product insertion) ability has been restricted; remove product from the article
53405	14	no	inserted product invalid	Inserted product data wrong or product not in a usable state
53406	14	no	selling ability not enabled	Account has not enabled the selling ability
53500	30	no	publish function banned	Publishing ability of the account is banned
53501	30	later	publish too frequently	Publishing too frequently (separate frequency control)
53502	30	no	invalid publish id	publish_id unknown
53503	30	no	draft check failed	Draft fails the pre-publish check
53504	30	no	draft must be used on mp site	Draft must be handled in the web console before it can be published
53505	30	no	save draft manually first	Draft has to be saved by hand first
53600	30	no	invalid article id	article_id unknown
60005	31		empty jsapi name
60006	31		user cancel the auth
61000	9	no	invalid component type	Component type wrong
61001	9	no	component type and component appid is not match	Component type and component appid disagree
61002	9	no	the third appid is not open KF	Third-party appid is not open for customer service
61003	9	no	component is not authorized by this account	Account has not (or no longer) authorized this component
61004	9	no	access clientip is not registered	Server IP not in the third-party platform's IP allow-list; errmsg names the IP
61005	9	no	component ticket is expired	component_verify_ticket too old; use a newer push
61006	9	no	component ticket is invalid	component_verify_ticket wrong
61007	9	no	api is unauthorized to component	The permission set this API belongs to was not granted to the component
61008	9	no	component req key is duplicated	Request key duplicated
61009	9	no	code is invalid	authorization_code wrong
61010	9	no	code is expired	authorization_code too old (or, in practice, stale)
61011	9	no	invalid component	Component appid wrong or not a valid platform
61012	9	no	invalid option name	Option name unknown
61013	9	no	invalid option value	Option value not allowed
61014	9	no	must use component token for component api	A component API was called with a token that is not a component token
61015	9	no	must use biz account token for not component api	A non-component API was called with a component token; use an account token
61016	9	no	function category of API need be confirmed by component	Permission set needs confirmation by the component before use
61017	9	no	function category is not authorized	Permission set not authorized
61018	9	no	already confirm	Already confirmed
61019	9	no	not need confirm	No confirmation needed
61020	9	no	err parameter	Parameter wrong
61021	9	no	can't confirm	Cannot be confirmed
61022	9	no	can't resubmit	Cannot be submitted again
61023	9	no	refresh_token is invalid	authorizer_refresh_token wrong or superseded; read it again from the authorizer list or ask for a new authorization
61024	9	no	must use api(api_component_token) to get token for component acct	Component accounts must obtain tokens by api_component_token, not by the plain token API
61025	9	no	read-only option	Option is read-only
61026	9	no	register access deny	Registration access denied
61027	9	no	register limit exceed	Registration limit exceeded
61028	9	no	component is unpublished	Component not published
61029	9	no	component need republish with base category	Component must be published again with the base category
61030	9	no	component cancel authorization not allowed	Component may not cancel the authorization
61051	32		invalid realname type
61052	32		need to be certified
61053	32		realname exceed limits
61054	32		realname in black list
61055	32		exceed quota per month
61056	32		copy_wx_verify is required option
61058	32		invalid ticket
61061	32		overseas access deny
61063	32		admin exceed limits
61064	32		admin in black list
61065	32		idcard exceed limits
61066	32		idcard in black list
61067	32		mobile exceed limits
61068	32		mobile in black list
61069	32		invalid admin
61070	32		name, idcard, wechat name not in accordance
61071	3
61072	3
61100	32		invalid url
61101	32		invalid openid
61102	32		share relation not existed
61200	33		product wording not set
61300	33		invalid base info
61301	33		invalid detail info
61302	33		invalid action info
61303	33		brand info not exist
61304	33		invalid product id
61305	33		invalid key info
61306	33		invalid appid
61307	33		invalid card id
61308	33		base info not exist
61309	33		detail info not exist
61310	33		action info not exist
61311	33		invalid media info
61312	33		invalid buffer size
61313	33		invalid buffer
61314	33		invalid qrcode extinfo
61315	33		invalid local ext info
61316	33		key conflict
61317	33		ticket invalid
61318	33		verify not pass
61319	33		category invalid
61320	33		merchant info not exist
61321	33		cate id is a leaf node
61322	33		category id no permision
61323	33		barcode no permision
61324	33		exceed max action num
61325	33		brandinfo invalid store mgr type
61326	33		anti-spam blocked
61327	33		comment reach limit
61328	33		comment data is not the newest
61329	33		comment hit ban word
61330	33		image already add
61331	33		image never add
61332	33		warning, image quanlity too low
61333	33		warning, image simility too high
61334	33		product not exists
61335	33		key apply fail
61336	33		check status fail
61337	33		product already exists
61338	33		forbid delete
61339	33		firmcode claimed
61340	33		check firm info fail
61341	33		too many white list uin
61342	33		keystandard not match
61343	33		keystandard error
61344	33		id map not exists
61345	33		invalid action code
61346	33		invalid actioninfo store
61347	33		invalid actioninfo media
61348	33		invalid actioninfo text
61350	33		invalid input data
61351	33		input data exceed max size
61400	34		kf_account error
61401	34		kf system alredy transfer
61450	1	yes	system error	Customer-service system error
61451	4	no	invalid parameter	Parameter wrong
61452	4	no	invalid kf_account	Customer-service account wrong
61453	4	no	kf_account exsited	Customer-service account exists
61454	4	no	invalid kf_acount length	Customer-service account name too long (10 letters)
61455	4	no	illegal character in kf_account	Customer-service account name has illegal characters
61456	4	no	kf_account count exceeded	Too many customer-service accounts
61457	4	no	invalid file type	Avatar file type wrong
61500	4	no	date format error	Date format wrong
61501	4	no	date range error	Date range wrong
61502	35		this is game miniprogram, data api is not supported
61503	4	later	data not ready, please try later	Statistics not ready yet
62001	36		trying to access other's app
62002	36		app name already exists
62003	36		please provide at least one platform
62004	36		invalid app name
62005	36		invalid app id
62751	3
63001	4	no	some arguments is empty	Some parameter empty
63002	4	no	invalid signature	Signature wrong
63003	33		invalid signature method
63004	33		no authroize
63149	33		gen ticket fail
63152	33		set ticket fail
63153	33		shortid decode fail
63154	33		invalid status
63155	33		invalid color
63156	33		invalid tag
63157	33		invalid recommend
63158	33		branditem out of limits
63159	33		retail_price empty
63160	33		priceinfo invalid
63161	33		antifake module num limit
63162	33		antifake native_type err
63163	33		antifake link not exists
63164	33		module type not exist
63165	33		module info not exist
63166	33		item is beding verified
63167	33		item not published
63168	33		verify not pass
63169	33		already published
63170	33		only banner or media
63171	33		card num limit
63172	33		user num limit
63173	33		text num limit
63174	33		link card user sum limit
63175	33		detail info error
63176	33		not this type
63177	33		src or secretkey or version or expired_time is wrong
63178	33		appid wrong
63179	33		openid num limit
63180	33		this app msg not found
63181	33		get history app msg end
63182	33		openid_list empty
65001	37		unknown deeplink type
65002	37		deeplink unauthorized
65003	37		bad deeplink
65004	37		deeplinks of the very type are supposed to have short-life
65104	38		invalid categories
65105	38		invalid photo url
65106	38		poi audit state must be approved
65107	38		poi not allowed modify now
65109	38		invalid business name
65110	38		invalid address
65111	38		invalid telephone
65112	38		invalid city
65113	38		invalid province
65114	38		photo list empty
65115	38		poi_id is not exist
65116	38		poi has been deleted
65117	38		cannot delete poi
65118	38		store status is invalid
65119	38		lack of qualification for relevant principals
65120	38		category info is not found
65201	38		room_name is empty, please check your input
65202	38		user_id is empty, please check your input
65203	38		invalid check ticket
65204	38		invalid check ticket opt code
65205	38		check ticket out of time
65301	4	no	this menu is not conditionalmenu	No conditional menu with this id
65302	4	no	no such user	No such user
65303	4	no	there is no selfmenu, please create selfmenu first	Default menu must exist first
65304	4	no	match rule empty	matchrule empty
65305	4	no	menu count limit	Too many conditional menus
65306	4	no	conditional menu not support	Account cannot use conditional menus
65307	4	no	conditional menu is empty	Conditional menu empty
65308	4	no	exist empty button act	A button has no action
65309	4	no	conditional menu switch is closed	Conditional menu switched off
65310	4	no	region info: country is empty	country needed when province/city given
65311	4	no	region info: province is empty	province needed when city given
65312	4	no	invalid country info	country wrong
65313	4	no	invalid province info	province wrong
65314	4	no	invalid city info	city wrong
65315	4	no	not fans	Not a follower
65316	4	no	domain count reach limit	Menu links to too many outside domains (max 3)
65317	4	no	contain invalid url	URL wrong
65318	4	no	must use utf-8 charset	Body must be UTF-8
65319	4	no	not allow to create menu	Menu creation not allowed
65400	4	no	please enable new custom service, or wait for a while if you have enabled	New customer-service feature not enabled
65401	4	no	invalid custom service account	Customer-service account wrong
65402	34		the custom service account need to bind a wechat user
65403	4	no	illegal nickname	Nickname not allowed
65404	4	no	illegal custom service account	Customer-service account not allowed
65405	4	no	custom service account number reach limit	Too many customer-service accounts
65406	4	no	custom service account exists	Customer-service account exists
65407	4	no	the wechat user have been one of your workers	Invited user is already a worker
65408	4	no	you have already invited the wechat user	Invitation already sent
65409	4	no	wechat account invalid	WeChat id wrong
65410	4	no	too many custom service accounts bound by the worker	Worker bound to too many accounts (5)
65411	4	no	a effective invitation to bind the custom service account exists	An invitation is pending
65412	4	no	the custom service account have been bound by a wechat user	Account already bound
65413	34		no effective session for the customer
65414	34		another worker is serving the customer
65415	34		the worker is not online
65416	34		param invalid, please check
65417	34		it is too long from the starttime to endtime
65450	34		homepage not exists
68002	39		invalid store type
68003	39		invalid store name
68004	39		invalid store wxa path
68005	39		miss store wxa path
68006	39		invalid kefu type
68007	39		invalid kefu wxa path
68008	39		invalid kefu phone number
68009	39		invalid sub mch id
68010	39		store id has exist
68011	39		miss store name
68012	39		miss create time
68013	39		invalid status
68014	39		invalid receiver info
68015	39		invalid product
68016	39		invalid pay type
68017	39		invalid fast mail no
68018	39		invalid busi id
68019	39		miss product sku
68020	39		invalid service type
68021	39		invalid service status
68022	39		invalid service_id
68023	39		service_id has exist
68024	39		miss service wxa path
68025	39		invalid product sku
68026	39		invalid product spu
68027	39		miss product spu
68028	39		can not find product spu and spu in order list
68029	39		sku and spu duplicated
68030	39		busi_id has exist
68031	39		update fail
68032	39		busi_id not exist
68033	39		store no exist
68034	39		miss product number
68035	39		miss wxa order detail path
68036	39		there is no enough products to refund
68037	39		invalid refund info
68038	39		shipped but no fast mail info
68039	39		invalid wechat pay no
68040	39		all product has been refunded, the order can not be finished
68041	39		invalid service create time, it must bigger than the time of order
68042	39		invalid total cost, it must be smaller than the sum of product and shipping cost
68043	39		invalid role
68044	39		invalid service_available args
68045	39		invalid order type
68046	39		invalid order deliver type
68500	39		require store_id
68501	39		invalid store_id
71001	40		invalid parameter, parameter is zero or missing
71002	40		invalid orderid, may be the other parameter not fit with orderid
71003	40		coin not enough
71004	40		card is expired
71005	40		limit exe count
71006	40		limit coin count, 1 <= coin_count <= 100000
71007	40		order finish
71008	40		order time out
72001	41		no match card
72002	41		mchid is not bind appid
72003	41		invalid card type, need member card
72004	41		mchid is occupied by the other appid
72005	41		out of mchid size limit
72006	41		invald title
72007	41		invalid reduce cost, can not less than 100
72008	41		invalid least cost, most larger than reduce cost
72009	41		invalid get limit, can not over 50
72010	41		invalid mchid
72011	41		invalid activate_ticket.Maybe this ticket is not belong this AppId
72012	41		activate_ticket has been expired
72013	41		unauthorized order_id or authorization is expired
72014	41		task card share stock can not modify stock
72015	41		unauthorized create invoice
72016	41		unauthorized create member card
72017	41		invalid invoice title
72018	41		duplicate order id, invoice had inserted to user
72019	41		limit msg operation card list size, must <= 5
72020	41		limit consume in use limit
72021	41		unauthorized create general card
72022	41		user unexpected, please add user to white list
72023	41		invoice has been lock by others
72024	41		invoice status error
72025	41		invoice token error
72026	41		need set wx_activate true
72027	41		invoice action error
72028	41		invoice never set pay mch info
72029	41		invoice never set auth field
72030	41		invalid mchid
72031	41		invalid params
72032	41		pay gift card rule expired
72033	41		pay gift card rule status err
72034	41		invlid rule id
72035	41		biz reject insert
72036	41		invoice is busy, try again please
72037	41		invoice owner error
72038	41		invoice order never auth
72039	41		invoice must be lock first
72040	41		invoice pdf error
72041	41		billing_code and billing_no invalid
72042	41		billing_code and billing_no repeated
72043	41		billing_code or billing_no size error
72044	41		scan text out of time
72045	41		check_code is empty
72046	41		pdf_url is invalid
72047	41		pdf billing_code or pdf billing_no is error
72048	41		insert too many invoice, need auth again
72049	41		never auth
72050	41		auth expired, need auth again
72051	41		app type error
72052	41		get too many invoice
72053	41		user never auth
72054	41		invoices is inserting, wait a moment please
72055	41		too many invoices
72056	41		order_id repeated, please check order_id
72057	41		today insert limit
72058	41		callback biz error
72059	41		this invoice is giving to others, wait a moment please
72060	41		this invoice has been cancelled, check the reimburse_status please
72061	41		this invoice has been closed, check the reimburse_status please
72062	41		this code_auth_key is limited, try other code_auth_key please
72063	41		biz contact is empty, set contact first please
72064	41		tbc error
72065	41		tbc logic error
72066	41		the card is send for advertisement, not allow modify time and budget
72067	41		BatchInsertAuthKey_Expired
72068	41		BatchInsertAuthKey_Owner
72069	41		BATCHTASKRUN_ERROR
72070	41		BIZ_TITLE_KEY_OUT_TIME
72071	41		Discern_GaoPeng_Error
72072	41		Discern_Type_Error
72073	41		Fee_Error
72074	41		HAS_Auth
72075	41		HAS_SEND
72076	41		INVOICESIGN
72077	41		KEY_DELETED
72078	41		KEY_EXPIRED
72079	41		MOUNT_ERROR
72080	41		NO_FOUND
72081	41		No_Pull_Pdf
72082	41		PDF_CHECK_ERROR
72083	41		PULL_PDF_FAIL
72084	41		PUSH_BIZ_EMPTY
72085	41		SDK_APPID_ERROR
72086	41		SDK_BIZ_ERROR
72087	41		SDK_URL_ERROR
72088	41		Search_Title_Fail
72089	41		TITLE_BUSY
72090	41		TITLE_NO_FOUND
72091	41		TOKEN_ERR
72092	41		USER_TITLE_NOT_FOUND
72093	41		Verify_3rd_Fail
73000	42		sys error make out invoice failed
73001	42		wxopenid error
73002	42		ddh orderid empty
73003	42		wxopenid empty
73004	42		fpqqlsh empty
73005	42		not a commercial
73006	42		kplx empty
73007	42		nsrmc empty
73008	42		nsrdz empty
73009	42		nsrdh empty
73010	42		ghfmc empty
73011	42		kpr empty
73012	42		jshj empty
73013	42		hjje empty
73014	42		hjse empty
73015	42		hylx empty
73016	42		nsrsbh empty
73100	42		kaipiao plat error
73101	42		nsrsbh not cmp
73103	42		invalid wxa appid in url_cell, wxa appid is need to bind biz appid
73104	42		reach frequency limit
73105	42		Kp plat make invoice timeout, please try again with the same fpqqlsh
73106	42		Fpqqlsh exist with different ddh
73107	42		Fpqqlsh is processing, please wait and query later
73108	42		This ddh with other fpqqlsh already exist
73109	42		This Fpqqlsh not exist in kpplat
73200	42		get card detail by card id and code fail
73201	42		get cloud invoice record fail
73202	42		get appinfo fail
73203	42		get invoice category or rule kv error
73204	42		request card not exist
73205	42
73206	42
73207	42
73208	42
73209	42
73210	42
73211	42
73212	42		unauthorized backup member
73213	42		invalid code type
73214	42		the user is already a member
73215	42
73216	42
73217	42
73218	42
74000	43		not find this wx_hotel_id info
74001	43		request some param empty
74002	43		request some param error
74003	43		request some param error
74004	43		datetime error
74005	43		checkin mode error
74007	43		carid from error
74008	43		this hotel routecode not exist
74009	43		this hotel routecode info error contract developer
74010	43		maybe not support report mode
74011	43		pic deocde not ok maybe its not good picdata
74021	43		verify sys erro
74022	43		inner police erro
74023	43		unable to detect the face
74040	43		report checkin 2 lvye sys erro
74041	43		report checkou 2 lvye sys erro
75001	44		some param emtpy please check
75002	44		param illegal please check
75003	44		sys error kv store error
75004	44		sys error kvstring store error
75005	44		product not exist please check your product_id
75006	44		order not exist please check order_id and buyer_appid
75007	44		do not allow this status to change please check this order_id status now
75008	44		product has exist please use new id
75009	44		notify order status failed
75010	44		buyer bussiness info not exist
75011	44		you had registered
75012	44		store image key to kv error, please try again
75013	44		get image fail, please check you image key
75014	44		this key is not belong to you
75015	44		this key is expired
75016	44		encrypt decode key fail
75017	44		encrypt encode key fail
75018	44		bind buyer business info fail please contact us
75019	44		this key is empty, user may not upload file
76001	45	no	rid not found	rid not found
76002	45	no	rid is error	rid empty or malformed
76003	45	no	could not query this rid,no permission	rid was produced by another account's call
76004	45	no	rid time is error	rid older than 7 days
76021	45	no	cgi_path not found, please check	cgi_path wrong
76022	45	no	could not use this cgi_path,no permission	Token's account kind does not own this cgi_path, or path unsupported (sns paths)
80000	46
80001	46
80002	46
80003	46
80004	46
80005	46
80006	46
80007	46
80008	46
80009	46
80010	46
80011	46
80012	46
80013	46
80014	46
80066	46
80067	46
80082	46
80101	46
80111	46
80112	46
80113	46
80201	46
80202	46
80300	46
80301	46
80302	46
80303	46
80304	46
80305	46
80306	46
80307	46
80308	46
80309	46
80310	46
80311	46
80312	46
80313	46
81000	47		can not set page_id in AddGiftCardPage
81001	47		card_list is empty
81002	47		card_id is not giftcard
81004	47		banner_pic_url is empty
81005	47		banner_pic_url is not from cdn
81006	47		giftcard_wrap_pic_url_list is empty
81007	47		giftcard_wrap_pic_url_list is not from cdn
81008	47		address is empty
81009	47		service_phone is invalid
81010	47		biz_description is empty
81011	47		invalid page_id
81012	47		invalid order_id
81013	47		invalid TIME_RANGE, begin_time + 31day must less than end_time
81014	47		invalid count! count must equal or less than 100
81015	47		invalid category_index OR category.title is empty OR is_banner but has_category_index
81016	47		is_banner is more than 1
81017	47		order status error, please check pay status or gifting_status
81018	47		refund reduplicate, the order is already refunded
81019	47		lock order fail! the order is refunding by another request
81020	47		Invalid Args! page_id.size!=0 but all==true, or page_id.size==0 but all==false.
81021	47		Empty theme_pic_url.
81022	47		Empty theme.title.
81023	47		Empty theme.title_title.
81024	47		Empty theme.item_list.
81025	47		Empty theme.pic_item_list.
81026	47		Invalid theme.title.length .
81027	47		Empty background_pic_url.
81028	47		Empty default_gifting_msg.
81029	47		Duplicate order_id
81030	47		PreAlloc code fail
81031	47		Too many theme participate_activity
82000	48		biz_template_id not exist
82001	48		result_page_style_id not exist
82002	48		deal_msg_style_id not exist
82003	48		card_style_id not exist
82010	48		biz template not audit OK
82011	48		biz template banned
82020	48		user not use service first
82021	48		exceed long period
82022	48		exceed long period max send cnt
82023	48		exceed short period max send cnt
82024	48		exceed data size limit
82025	48		invalid url
82026	48		service disabled
82027	48		invalid miniprogram appid
82100	48		wx_cs_code should not be empty.
82101	48		wx_cs_code is invalid.
82102	48		wx_cs_code is expire.
82103	48		user_ip should not be empty.
82200	48
82201	48
82202	48
82203	48
82204	48
82205	48
82206	48
82207	48
82208	48
82300	48
82301	48
82302	48
82303	48
82304	48
83000	49		there is some param not exist
83001	49		system error
83002	49		create_url_sence_failed
83003	49		appid maybe error or retry
83004	49		create appid auth failed or retry
83005	49		wxwebencrytoken errro
83006	49		wxwebencrytoken expired or no exist
83007	49		wxwebencrytoken expired
83008	49		wxwebencrytoken no auth
83009	49		wxwebencrytoken not the mate with openid
83200	49		no exist service
83201	49		uin has not the service
83202	49		params is not json or not json array
83203	49		params num exceed 10
83204	49		object has not key
83205	49		key is not string
83206	49		object has not value
83207	49		value is not string
83208	49		key or value is empty
83209	49		key exist repeated
84001	49		invalid identify id
84002	49		user data expired
84003	49		user data not exist
84004	49		video upload fail!
84005	49		video download fail! please try again
84006	49		name or id_card_number empty
85001	50		user not exist or user cannot be searched
85002	50		number of tester reach bind limit
85003	50		user already bind too many weapps
85004	50		user already bind
85005	50		appid not bind weapp
85006	50		tag is in invalid format
85007	50		page is in invalid format
85008	50		category is in invalid format
85009	50		already submit a version under auditing
85010	50		missing required data
85011	50		title is in invalid format
85012	50		invalid audit id
85013	50		invalid ext_json, parse fail or containing invalid path
85014	50		template not exist
85015	50
85016	50		exceed valid domain count
85017	50		no domain to modify after filtered, please confirm the domain has been set in miniprogram or open
85018	50
85019	50		no version is under auditing
85020	50		status not allowed
85021	50		status not allowed
85022	50		invalid action
85023	50		item size is not in valid range
85024	50		need complete material
85025	50		this phone reach bind limit
85026	50		this wechat account reach bind limit
85027	50		this idcard reach bind limit
85028	50		this contractor reach bind limit
85029	50		nickname has used
85030	50		invalid nickname size(4-30)
85031	50		nickname is forbidden
85032	50		nickname is complained
85033	50		nickname is illegal
85034	50		nickname is protected
85035	50		nickname is forbidden for different contractor
85036	50		introduction is illegal
85038	50		store has added
85039	50		store has added by others
85040	50		store has added by yourseld
85041	50		credential has used
85042	50		nearby reach limit
85043	50		invalid template, something wrong?
85044	50		package exceed max limit
85045	50		some path in ext_json not exist
85046	50		pagepath missing in tabbar list
85047	50		pages are empty
85048	50		parse ext_json fail
85049	50		reach headimg or introduction quota limit
85050	50		verifying, don't apply again
85051	50		data too large
85052	50		app is already released
85053	50		please apply merchant first
85054	50		poi_id is null, please upgrade first
85055	50		map_poi_id is invalid
85056	50		mediaid is invalid
85057	50		invalid widget data format
85058	50		no valid audit_id exist
85059	50		overseas access deny
85060	50		invalid taskid
85061	50		this phone reach bind limit
85062	50		this phone in black list
85063	50		idcard in black list
85064	50		template not found
85065	50		template list is full
85066	50		illegal prefix
85067	50		input data error
85068	50		test url is not the sub prefix
85069	50		check confirm file fail
85070	50		prefix in black list
85071	50		prefix added repeated
85072	50		prefix owned by other
85073	50		prefix beyond limit
85074	50		not published
85075	50		can not access
85077	50		some category you choose is no longger supported, please choose other category
85078	50		operator info error
85079	50		miniprogram has no online release
85080	50		miniprogram commit not approved
85081	50		invalid gray percentage
85082	50		gray percentage too low
85083	50		search status is banned
85084	50		search status invalid
85085	50		submit audit reach limit pleasetry later
85086	50		must commit before submit audit
85087	50		navigatetominiprogram appid list empty
85088	50		no qbase privilege
85089	50		config not found
85090	50		wait and commit for this exappid later
85091	50		search status was turned off
85092	50		invalid preview_info format
85093	50		invalid preview_info size
85094	50		need add ugc declare
85101	50
85102	50
86000	50		should be called only from third party
86001	50		component experience version not exists
86002	50		miniprogram have not completed init procedure
86003	50		component do not has category mall
86004	50		invalid wechat
86005	50		wechat limit frequency
86006	50		has no quota to send group msg
86007	50
86008	50
86009	50
86010	50
86011	3
86012	3
86017	3
86202	3
86301	3
86302	3
86303	3
86308	3
86324	3
86328	3
86330	3
86353	3
86358	3
86368	3
87006	51		this is game miniprogram, submit audit is forbidden
87007	51		session_key is not existd or expired
87008	51		invalid sig_method
87009	4	no	invalid signature	Signature wrong
87010	51		invalid buffer size
87011	51		wxa has a gray release plan, forbid revert release
87012	51		forbid revert this version release
87013	51		no quota to undo code
87014	14	no	risky content	Text/image judged risky
87015	51		query timeout, try a content with less size
87016	51		some key-value in list meet length exceed
87017	51		user storage size exceed, delete some keys and try again
87018	51		user has stored too much keys. delete some keys and try again
87019	51		some keys in list meet length exceed
87080	51		need friend
87081	51		invalid openid
87082	51		invalid key
87083	51		invalid operation
87084	51		invalid opnum
87085	51		check fail
88000	52	no	without comment privilege	Account has no comment ability
88001	52	no	msg_data is not exists	msg_data_id does not exist
88002	52	no	the article is limit for safety	Article restricted for safety
88003	52	no	elected comment upper limit	Too many elected comments
88004	52	no	comment was deleted by user	Comment deleted by user
88005	52	no	already reply	Already replied
88007	52	no	reply content beyond max len or content len is zero	Reply empty or too long
88008	52	no	comment is not exists	Comment does not exist
88009	52	no	reply is not exists	Reply does not exist
88010	52	no	count range error. cout <= 0 or count > 50	count not in 1..50
88011	52	no	the article is limit for safety	Article restricted for safety
89000	53	no	account has bound open	Account already bound to an open account
89001	53	no	not same contractor	Different legal entity from the open account
89002	53	no	open not exists	Account not bound to an open account
89003	53	no	open is not created by api	Open account was not created by API
89004	53	no	open account bind limit	Open account has reached its number of bound accounts (100)
89005	54		without add video ability, the ability was banned
89006	54		without upload video ability, the ability was banned
89007	54		wxa quota limit
89008	54		overseas account can not link
89009	54		wxa reach link limit
89010	54		link message has sent
89011	54		can not unlink nearby wxa
89012	54		can not unlink store or mall
89013	54		wxa is banned
89014	54		support version error
89015	54		has linked wxa
89016	54		reach same realname quota
89017	54		reach different realname quota
89018	54		unlink message has sent
89019	54		webview domain not change
89020	54		open's webview domain is null! Need to set open's webview domain first!
89021	54		request domain is not open's webview domain!
89022	54		delete domain is not exist!
89029	54		webview domain exceed limit
89030	54		operation reach month limit
89031	54		user bind reach limit
89032	54		weapp bind members reach limit
89033	54		empty wx or openid
89034	54		userstr is invalid
89035	54		linking from mp
89231	54		not support single
89235	54		hit black contractor
89236	54		this plugin can not apply
89237	54		plugin has send apply message or already bind
89238	54		plugin count reach limit
89239	54		plugin no exist
89240	54		only applying status can be agreed or refused
89241	54		only refused status can be deleted, please refused first
89242	54		appid is no in the apply list, make sure appid is right
89243	54		can not delete apply request in 24 hours
89244	54		plugin appid is no in the plugin list, make sure plugin appid is right
89245	54		mini program forbidden to link
89246	54		plugins with special category are used only by specific apps
89247	1	yes	inner error, retry after some while	Internal error, repeat later
89248	54		invalid code type
89249	21	later	task running	Task already running
89250	1	yes	inner error, retry after some while	Internal error, repeat later
89251	54		legal person checking
89252	3
89253	54		front checking
89254	9	no	lack of some component rights	Component lacks a needed permission set
89255	54		enterprise code invalid
89256	9	no	no component info	Component token/info wrong
89257	54		no such version
89258	54		code is gray online
89259	54		zhibo plugin is not allow to delete
89300	54		invalid trade
89401	1	yes	system unstable	System unstable, repeat later
89402	54
89403	54
89404	54
89405	54
89408	3
89409	3
89410	3
89411	3
89412	3
89413	3
89414	3
89415	3
89416	3
89417	3
89418	3
89419	3
89420	3
89421	3
89422	3
89423	3
89424	3
89425	3
89426	3
89427	3
89428	3
89429	3
89430	3
89431	3
89432	3
89501	8	later	confirmation pending	A confirmation request is pending with the administrator
89502	8	later	waiting for administrator	Waiting for administrator
89503	8	later	needs administrator confirmation	Call from this IP needs administrator confirmation
89504	8	later	confirmation in progress	Administrator confirmation (or mass-send approval) still running
89505	8	later	mass send awaiting confirmation	Mass send has entered administrator confirmation
89506	8	in-a-day	ip refused by administrator (24h)	Administrator refused this IP; blocked 24 h
89507	8	in-an-hour	ip refused by administrator (1h)	Administrator refused this IP; blocked 1 h
90001	55		invalid order id
90002	55		invalid busi id
90003	55		invalid bill date
90004	55		invalid bill type
90005	55		invalid platform
90006	55		bill not exists
90007	55		invalid openid
90009	55		mp_sig error
90010	55		no session
90011	55		sig error
90012	55		order exist
90013	55		balance not enough
90014	55		order has been confirmed
90015	55		order has been canceled
90016	55		order is being processed
90017	55		no privilege
90018	55		invalid parameter
91001	56		not fast register
91002	56		has published
91003	56		invalid change stat
91004	56		invalid nickname
91005	56		nickname protected
91006	56		nickname used by username
91007	56		nickname used
91008	56		nickname protected
91009	56		nickname need proof
91010	56
91011	56
91012	56
91013	56		lock name too more
91014	56		diff master plus
91015	56		diff master
91016	56		name more owner
91017	56		other diff master plus
91018	56
91019	56
92000	57
92002	57
92003	57
92004	57
92005	57
92006	57
92007	57
92008	57
92009	3
93009	57
93010	57
93011	57
93012	57
93013	57
93014	57
93015	57
93016	57
93017	57
93018	57
93019	57
93020	57
93021	57
93022	57
93023	57
93024	57
93025	57
94001	58		missing cert_serialno
94002	58		use not register wechat pay
94003	58		invalid sign
94004	58		user do not has real name info
94005	58		invalid user token
94006	58		appid unauthorized
94007	58		appid unbind mchid
94008	58		invalid timestamp
94009	58		invalid cert_serialno, cert_serialno's size should be 40
94010	58		invalid mch_id
94011	58		timestamp expired
94012	58
95001	59		wxcode decode fail
95002	59		wxcode recognize unautuorized
95101	59		get product by page args invalid
95102	59		get product materials by cond args invalid
95103	59		material id list size out of limit
95104	59		import product frequence out of limit
95105	59		mp is importing products, api is rejected to import
95106	59		api is rejected to import, need to set commission ratio on mp first
100001	3
100002	3
100003	3
101000	60		invalid image url
101001	60		certificate not found
101002	60		not enough market quota
200002	4	no	invalid argument	Arguments wrong
200011	12	no	account banned	Account banned, cannot operate
200012	17	no	template limit	Private template limit reached (25 or 50 by source)
200013	12	no	template banned	Template banned
200014	4	no	invalid tid	tid wrong
200016	4	no	invalid start	start wrong
200017	4	no	invalid limit	limit wrong
200018	4	no	missing category ids	category ids missing
200019	4	no	invalid category ids	category ids wrong
200020	4	no	invalid kidList	kidList wrong
200021	4	no	invalid sceneDesc	sceneDesc wrong
300001	61
300002	61
300003	61
300004	61
300005	61
300006	61
300007	61
300008	61
300009	61
300010	61
300011	61
300012	61
300013	61
300014	61
300017	61
300021	61
300022	61
300023	61
300024	61
300025	61
300026	61
300027	61
300028	61
300029	61
300030	61
300031	61
300032	61
300033	61
300034	61
300035	61
300036	61
600001	60		invalid file name
600002	60		no permission to upload file
600003	60		invalid size of source
928000	60
928001	60
930555	60		sysem error
930556	60		delivery timeout
930557	60		delivery system error
930558	60		delivery logic error
930559	60		invaild openid
930560	60		shopid need bind first
930561	60		args error
930562	60		order already exists
930563	60		order not exists
930564	60		quota run out, try next day
930565	60		order finished
930566	60		not support, plz auth at mp.weixin.qq.com
930567	60		shop arg error
930568	60		not personal account
930569	60		already open
930570	60		cargo_first_class or cargo_second_class invalid
930571	60
931010	60		fee already set
6000100	60		unbind download url
6000101	60		no response data
6000102	60		response data too big
9001001	62	no	post-arguments-wrong	POST arguments wrong
9001002	62	yes	remote-service-unavailable	Remote service unavailable
9001003	62	no	ticket-wrong	Ticket wrong
9001004	62	no	could-not-read-shake-nearby-user-info	Could not read shake-nearby user info
9001005	62	no	could-not-read-merchant-info	Could not read merchant info
9001006	62	no	could-not-read-openid	Could not read openid
9001007	62	no	upload-file-missing	Upload file missing
9001008	62	no	upload-file-type-wrong	Upload file type wrong
9001009	62	no	upload-file-dimensions-wrong	Upload file dimensions wrong
9001010	62	yes	upload-failed	Upload failed
9001020	62	no	account-wrong	Account wrong
9001021	62	no	fewer-than-half-of-existing-devices-active-canno	Fewer than half of existing devices active; cannot add more
9001022	62	no	device-count-must-be-0	Device count must be > 0
9001023	62	no	a-device-id-application-is-under-review	A device-id application is under review
9001024	62	no	at-most-50-device-ids-per-query	At most 50 device ids per query
9001025	62	no	device-id-wrong	Device id wrong
9001026	62	no	page-id-wrong	Page id wrong
9001027	62	no	page-arguments-wrong	Page arguments wrong
9001028	62	no	at-most-10-page-ids-per-delete	At most 10 page ids per delete
9001029	62	no	page-bound-to-a-device-unbind-first	Page bound to a device; unbind first
9001030	62	no	at-most-50-page-ids-per-query	At most 50 page ids per query
9001031	62	no	time-range-wrong	Time range wrong
9001032	62	no	device-page-binding-arguments-wrong	Device-page binding arguments wrong
9001033	62	no	store-id-wrong	Store id wrong
9001034	62	no	device-remark-too-long	Device remark too long
9001035	62	no	device-application-arguments-wrong	Device application arguments wrong
9001036	62	no	start-offset-wrong	Start offset wrong
9002008	60		params invalid
9002009	60		shop id not exist
9002010	60		ssid or password should start with "WX"
9002011	60		ssid can not include chinese
9002012	60		passsword can not include chinese
9002013	60		password must be between 8 and 24 characters
9002016	60		device exist
9002017	60		device not exist
9002026	60		the size of query list reach limit
9002041	60		not allowed to modify, ensure you are an certified or component account
9002044	60		invalid ssid, can not include none utf8 characters, and should be between 1 and 32 bytes
9002052	60		shop id has not be audited, this bar type is not enable
9007003	60		protocol type is not same with the exist device
9007004	60		ssid not exist
9007005	60		device count limit
9008001	60		card info not exist
9008002	60		card expiration time is invalid
9008003	60		url size invalid, keep less than 255
9008004	60		url can not include chinese
9200001	60		order_id not exist
9200002	60		order of other biz
9200003	60		blocked
9200211	60		payment notice disabled
9200231	60		payment notice not exist
9200232	60		payment notice paid
9200233	60		payment notice canceled
9200235	60		payment notice expired
9200236	60		bank not allow
9200295	60		freq limit
9200297	60		suspend payment at current time
9200298	60		3rd resp decrypt error
9200299	60		3rd resp system error
9200300	60		3rd resp sign error
9201000	60		desc empty
9201001	60		fee not equal items'
9201002	60		payment info incorrect
9201003	60		fee is 0
9201004	60		payment expire date format error
9201005	60		appid error
9201006	60		payment order id error
9201007	60		openid error
9201008	60		return_url error
9201009	60		ip error
9201010	60		order_id error
9201011	60		reason error
9201012	60		mch_id error
9201013	60		bill_date error
9201014	60		bill_type error
9201015	60		trade_type error
9201016	60		bank_id error
9201017	60		bank_account error
9201018	60		payment_notice_no error
9201019	60		department_code error
9201020	60		payment_notice_type error
9201021	60		region_code error
9201022	60		department_name error
9201023	60		fee not equal finance's
9201024	60		refund_out_id error
9201026	60		not combined order_id
9201027	60		partial sub order is test
9201029	60		desc too long
9201031	60		sub order list size error
9201032	60		sub order repeated
9201033	60		auth_code empty
9201034	60		bank_id empty but mch_id not empty
9201035	60		sum of other fees exceed total fee
9202000	60		other user paying
9202001	60		pay process not finish
9202002	60		no refund permission
9202003	60		ip limit
9202004	60		freq limit
9202005	60		user weixin account abnormal
9202006	60		account balance not enough
9202010	60		refund request repeated
9202011	60		has refunded
9202012	60		refund exceed total fee
9202013	60		busi_id dup
9202016	60		not check sign
9202017	60		check sign failed
9202018	60		sub order error
9202020	60		order status error
9202021	60		unified order repeatedly
9203000	60		request to notification url fail
9203001	60		http request fail
9203002	60		http response data error
9203003	60		http response data RSA decrypt fail
9203004	60		http response data AES decrypt fail
9203999	60		system busy, please try again later
9204000	60		getrealname token error
9204001	60		getrealname user or token error
9204002	60		getrealname appid or token error
9205000	60		finance conf not exist
9205001	60		bank conf not exist
9205002	60		wei ban ju conf not exist
9205010	60		symmetric key conf not exist
9205101	60		out order id not exist
9205201	60		bill not exist
9206000	60		3rd resp pay_channel empty
9206001	60		3rd resp order_id empty
9206002	60		3rd resp bill_type_code empty
9206003	60		3rd resp bill_no empty
9206200	60		3rd resp empty
9206201	60		3rd resp not json
9206900	60		connect 3rd error
9206901	60		connect 3rd timeout
9206910	60		read 3rd resp error
9206911	60		read 3rd resp timeout
9207000	60		boss error
9207001	60		wechat pay error
9207002	60		boss param error
9207003	60		pay error
9207004	60		auth_code expired
9207005	60		user balance not enough
9207006	60		card not support
9207007	60		order reversed
9207008	60		user paying, need input password
9207009	60		auth_code error
9207010	60		auth_code invalid
9207011	60		not allow to reverse when user paying
9207012	60		order paid
9207013	60		order closed
9207028	60		vehicle not exists
9207029	60		vehicle request blocked
9207030	60		vehicle auth error
9207031	60		contract over limit
9207032	60		trade error
9207033	60		trade time invalid
9207034	60		channel type invalid
9207050	60		expire_time range error
9210000	60		query finance error
9291000	60		openid error
9291001	60		openid appid not match
9291002	60		app_appid not exist
9291003	60		app_appid not app
9291004	60		appid empty
9291005	60		appid not match access_token
9291006	60		invalid sign
9299999	60		backend logic error
9300001	60		begin_time can not before now
9300002	60		end_time can not before now
9300003	60		begin_time must less than end_time
9300004	60		end_time - begin_time > 1year
9300005	60		invalid max_partic_times
9300006	60		invalid activity status
9300007	60		gift_num must >0 and <=15
9300008	60		invalid tiny appid
9300009	60		activity can not finish
9300010	60		card_info_list must >= 2
9300011	60		invalid card_id
9300012	60		card_id must belong this appid
9300013	60		card_id is not swipe_card or pay.cash
9300014	60		some card_id is out of stock
9300015	60		some card_id is invalid status
9300016	60		membership or new/old tinyapp user only support one
9300017	60		invalid logic for membership
9300018	60		invalid logic for tinyapp new/old user
9300019	60		invalid activity type
9300020	60		invalid activity_id
9300021	60		invalid help_max_times
9300022	60		invalid cover_url
9300023	60		invalid gen_limit
9300024	60		card's end_time cannot early than act's end_time
9300501	60		Delivery side error
9300502	60		Delivery side sys error
9300503	60		Specified delivery id is not registerred
9300504	60		Specified delivery id has beed banned
9300505	60		Shop banned
9300506	60		Order can't cancel
9300507	60		invalid token, can't decryption or decryption result is different from the plaintext
9300508	60		order id has been used
9300509	60		speed limit, retry too fast
9300510	60		invalid service type
9300511	60		invalid branch id
9300512	60		invalid waybill template format
9300513	60		out of quota
9300514	60		add net branch fail, try update branch api
9300515	60		wxa appid not exist
9300516	60		wxa appid and current bizuin is not linked or not the same owner
9300517	60		update_type
9300520	60		invalid delivery id
9300521	60		the orderid is in our system, and waybill is generating
9300522	60		this orderid is repeated
9300523	60		quota is not enough; go to charge please
9300524	60		order already canceled
9300525	60		biz id not bind
9300526	60		arg size exceed limit
9300527	60		delivery does not support quota
9300528	60		invalid waybill_id
9300529	60		biz_id already binded
9300530	60		biz_id is not exist
9300531	60		invalid biz_id or password
9300532	60		bind submit, and is checking
9300533	60		invalid tagid_list
9300534	60		invalid appid, not same body
9300535	60		invalid shop arg
9300536	60		invalid wxa_appid
9300537	60		freq limit
9300538	60		input task empty
9300539	60		too many task
9300540	60		task not exist
9300541	60		delivery callback error
9300601	60		id_card_no is invalid
9300602	60		name is invalid
9300603	60		plate_no is invalid
9300604	60		auth_key decode error
9300605	60		auth_key is expired
9300606	60		auth_key and appinfo not match
9300607	60		user not confirm
9300608	60		user confirm is expired
9300609	60		api exceed limit
9300610	60		car license info is invalid
9300611	60		varification type not support
9300701	60		input param error
9300702	60		this code has been used
9300703	60		invalid date
9300704	60		not currently available
9300705	60		code not exist or expired
9300706	60		code not exist or expired
9300707	60		wxpay error
9300708	60		wxpay overlimit
9300801	60
9300802	60
9300803	60
9300804	60
9300805	60
9300806	60
9300807	60
9300808	60
9300809	60
9300810	60
9300811	60
9300812	60
9300813	60
9300814	60
9300815	60
9300816	60
9300817	60
9300818	60
9300819	60
9300820	60
9300821	60
9300822	60
9300823	60
9300824	60
9300825	60
9300826	60
9301001	60		invalid parameter
9301002	60		call api service failed
9301003	60		internal exception
9301004	60		save data error
9301006	60		invalid appid
9301007	60		invalid api config
9301008	60		invalid api info
9301009	60		add result check failed
9301010	60		consumption failure
9301011	60		frequency limit reached
9301012	60		service timeout
9400001	60
9401001	60
9401002	60
9401003	60
9401004	60
9401005	60
9401006	60
9401007	60
9401008	60
9401020	60
9401021	60
9401022	60		SPU NOT ALLOW
9401023	60		SPU_NOT_ALLOW_EDIT
9401024	60		SKU NOT ALLOW
9401025	60		SKU_NOT_ALLOW_EDIT
9402001	60		limit too large
9402002	60		single send been blocked
9402003	60		all send been blocked
9402004	60		invalid msg id
9402005	60		send msg too quick
9402006	60		send to single user too quick
9402007	60		send to all user too quick
9402008	60		send type error
9402009	60		can not send this msg
9402010	60		content too long or no content
9402011	60		path not exist
9402012	60		contain evil word
9402013	60		path need html suffix
9402014	60		not open to personal body type
9402015	60		not open to violation body type
9402016	60		not open to low quality provider
9402101	60		invalid product_id
9402102	60		device_id count more than limit
9402202	60		concurrent limit
9402301	60		user not book this ad id
9403000	60
9403001	60
9403002	60
9403003	60
9403004	60
9410000	60		live room not exsits
9410001	60		inner error: get room fail
9410002	60		inner error: get goods fail
9410003	60		inner error: get replay url fail
10170001	4	no	invalid product id	Product id not valid (product-card DOM API)
10170002	4	no	unsupported article type	article_type not supported (product-card DOM API)
10170003	4	no	unsupported card type	card_type not supported (product-card DOM API)`
