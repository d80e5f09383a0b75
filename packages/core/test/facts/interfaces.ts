/**
 * What WeChat's pages say of the interfaces of permission sets 7, 11 and 100, read off them one by one and not off this
 * library, which is held against it.
 */

/** One page. */
export interface Page {
  /** The name of the interface, as the page has it */
  readonly name: string
  readonly method: "GET" | "POST"
  readonly path: string
  /**
   * `legacy` interfaces have a successor, `unmaintained` ones still answer, `withdrawn` ones do not, and those `outside`
   * stand on the pages without belonging to the sets
   */
  readonly status: "current" | "legacy" | "unmaintained" | "withdrawn" | "outside"
  /** Nothing where no page tells */
  readonly permissionSets: ReadonlyArray<number> | undefined
  readonly eligibility: Readonly<Record<"official" | "service", "all" | "certified" | "none">> | undefined
  /** Fields beside the token. Those of inner objects are not listed */
  readonly query: Fields
  readonly body: Fields
  /** The codes that the page itself lists */
  readonly returnCodes: ReadonlyArray<number>
}

interface Fields {
  readonly required: ReadonlyArray<string>
  /** Optional, or required on a condition only */
  readonly other: ReadonlyArray<string>
}

export const pages: ReadonlyArray<Page> = [
  {
    name: "draft_add",
    method: "POST",
    path: "/cgi-bin/draft/add",
    status: "current",
    permissionSets: [11, 100],
    eligibility: { official: "all", service: "all" },
    query: { required: [], other: [] },
    body: { required: ["articles"], other: [] },
    returnCodes: [53404, 53405, 53406]
  },
  {
    name: "getDraft",
    method: "POST",
    path: "/cgi-bin/draft/get",
    status: "current",
    permissionSets: [11, 100],
    eligibility: { official: "all", service: "all" },
    query: { required: [], other: [] },
    body: { required: ["media_id"], other: [] },
    returnCodes: [40007]
  },
  {
    name: "draft_update",
    method: "POST",
    path: "/cgi-bin/draft/update",
    status: "current",
    permissionSets: [11, 100],
    eligibility: { official: "all", service: "all" },
    query: { required: [], other: [] },
    body: { required: ["media_id", "index", "articles"], other: [] },
    returnCodes: [0, 40114, 41039, 45166, 53404, 53405, 53406, 88000]
  },
  {
    name: "draft_delete",
    method: "POST",
    path: "/cgi-bin/draft/delete",
    status: "current",
    permissionSets: [11, 100],
    eligibility: { official: "all", service: "all" },
    query: { required: [], other: [] },
    body: { required: ["media_id"], other: [] },
    returnCodes: [-1, 0, 40007]
  },
  {
    name: "draft_count",
    method: "GET",
    path: "/cgi-bin/draft/count",
    status: "current",
    permissionSets: [11, 100],
    eligibility: { official: "all", service: "all" },
    query: { required: [], other: [] },
    body: { required: [], other: [] },
    returnCodes: [0]
  },
  {
    name: "draft_batchget",
    method: "POST",
    path: "/cgi-bin/draft/batchget",
    status: "current",
    permissionSets: [11, 100],
    eligibility: { official: "all", service: "all" },
    query: { required: [], other: [] },
    body: { required: ["offset", "count"], other: ["no_content"] },
    returnCodes: [0]
  },
  {
    name: "draft_switch",
    method: "POST",
    path: "/cgi-bin/draft/switch",
    status: "legacy",
    permissionSets: [11, 100],
    eligibility: { official: "all", service: "all" },
    query: { required: [], other: ["checkonly"] },
    body: { required: [], other: [] },
    returnCodes: [0]
  },
  {
    name: "ecsgetproductcardinfo",
    method: "POST",
    path: "/channels/ec/service/product/getcardinfo",
    status: "outside",
    permissionSets: [],
    eligibility: { official: "all", service: "all" },
    query: { required: [], other: [] },
    body: { required: ["product_id", "article_type", "card_type"], other: [] },
    returnCodes: [0, 10170001, 10170002, 10170003]
  },
  {
    name: "addMaterial",
    method: "POST",
    path: "/cgi-bin/material/add_material",
    status: "current",
    permissionSets: [11, 100],
    eligibility: { official: "all", service: "all" },
    query: { required: ["type"], other: [] },
    body: { required: ["media"], other: ["description"] },
    returnCodes: [40007]
  },
  {
    name: "getMaterial",
    method: "POST",
    path: "/cgi-bin/material/get_material",
    status: "current",
    permissionSets: [3, 11, 18, 30, 31, 100],
    eligibility: { official: "all", service: "all" },
    query: { required: [], other: [] },
    body: { required: ["media_id"], other: [] },
    returnCodes: [-1, 40001, 40007]
  },
  {
    name: "batchGetMaterial",
    method: "POST",
    path: "/cgi-bin/material/batchget_material",
    status: "current",
    permissionSets: [11, 100],
    eligibility: { official: "all", service: "all" },
    query: { required: [], other: [] },
    body: { required: ["type", "offset", "count"], other: [] },
    returnCodes: [-1, 40001, 40004, 40007]
  },
  {
    name: "getMaterialCount",
    method: "GET",
    path: "/cgi-bin/material/get_materialcount",
    status: "current",
    permissionSets: [11, 100],
    eligibility: { official: "all", service: "all" },
    query: { required: [], other: [] },
    body: { required: [], other: [] },
    returnCodes: [-1, 40001]
  },
  {
    name: "delMaterial",
    method: "POST",
    path: "/cgi-bin/material/del_material",
    status: "current",
    permissionSets: [11, 100],
    eligibility: { official: "all", service: "all" },
    query: { required: [], other: [] },
    body: { required: ["media_id"], other: [] },
    returnCodes: [-1, 0, 40001, 40007]
  },
  {
    name: "uploadImage",
    method: "POST",
    path: "/cgi-bin/media/uploadimg",
    status: "current",
    permissionSets: [1, 8, 9, 11, 18, 37, 100],
    eligibility: { official: "all", service: "all" },
    query: { required: [], other: [] },
    body: { required: ["media"], other: [] },
    returnCodes: [40005, 40009]
  },
  {
    name: "addNews",
    method: "POST",
    path: "/cgi-bin/material/add_news",
    status: "withdrawn",
    permissionSets: undefined,
    eligibility: undefined,
    query: { required: [], other: [] },
    body: { required: ["articles"], other: [] },
    returnCodes: [88000]
  },
  {
    name: "updateNews",
    method: "POST",
    path: "/cgi-bin/material/update_news",
    status: "withdrawn",
    permissionSets: undefined,
    eligibility: undefined,
    query: { required: [], other: [] },
    body: { required: ["media_id", "index", "articles"], other: [] },
    returnCodes: []
  },
  {
    name: "uploadTempMedia",
    method: "POST",
    path: "/cgi-bin/media/upload",
    status: "current",
    permissionSets: [1, 3, 8, 9, 11, 19, 30, 31, 100],
    eligibility: { official: "all", service: "all" },
    query: { required: ["type"], other: [] },
    body: { required: ["media"], other: [] },
    returnCodes: [-1, 40001, 40004]
  },
  {
    name: "getMedia",
    method: "GET",
    path: "/cgi-bin/media/get",
    status: "current",
    permissionSets: [1, 3, 8, 9, 11, 19, 30, 31, 100],
    eligibility: { official: "all", service: "all" },
    query: { required: ["media_id"], other: [] },
    body: { required: [], other: [] },
    returnCodes: [-1, 40001, 40007]
  },
  {
    name: "getHDVoice",
    method: "GET",
    path: "/cgi-bin/media/get/jssdk",
    status: "current",
    permissionSets: [1, 8, 9, 11, 100],
    eligibility: { official: "certified", service: "certified" },
    query: { required: ["media_id"], other: [] },
    body: { required: [], other: [] },
    returnCodes: [40007]
  },
  {
    name: "freepublish_submit",
    method: "POST",
    path: "/cgi-bin/freepublish/submit",
    status: "current",
    permissionSets: [7],
    eligibility: { official: "certified", service: "all" },
    query: { required: [], other: [] },
    body: { required: ["media_id"], other: [] },
    returnCodes: [0, 48001, 53503, 53504, 53505]
  },
  {
    name: "freepublish_get",
    method: "POST",
    path: "/cgi-bin/freepublish/get",
    status: "current",
    permissionSets: [7],
    eligibility: { official: "certified", service: "all" },
    query: { required: [], other: [] },
    body: { required: ["publish_id"], other: [] },
    returnCodes: [40001, 40002, 48001]
  },
  {
    name: "freepublishDelete",
    method: "POST",
    path: "/cgi-bin/freepublish/delete",
    status: "current",
    permissionSets: [7],
    eligibility: { official: "certified", service: "all" },
    query: { required: [], other: [] },
    body: { required: ["article_id"], other: ["index"] },
    returnCodes: [0, 48001]
  },
  {
    name: "freepublishGetarticle",
    method: "POST",
    path: "/cgi-bin/freepublish/getarticle",
    status: "current",
    permissionSets: [7],
    eligibility: { official: "certified", service: "all" },
    query: { required: [], other: [] },
    body: { required: ["article_id"], other: [] },
    returnCodes: [0, 48001, 53600]
  },
  {
    name: "freepublish_batchget",
    method: "POST",
    path: "/cgi-bin/freepublish/batchget",
    status: "current",
    permissionSets: [7],
    eligibility: { official: "certified", service: "all" },
    query: { required: [], other: [] },
    body: { required: ["offset", "count"], other: ["no_content"] },
    returnCodes: [0, 48001]
  },
  {
    name: "uploadnewsmsg",
    method: "POST",
    path: "/cgi-bin/media/uploadnews",
    status: "legacy",
    permissionSets: [1, 7, 8, 9, 11, 100],
    eligibility: { official: "certified", service: "certified" },
    query: { required: [], other: [] },
    body: { required: ["articles"], other: [] },
    returnCodes: []
  },
  {
    name: "uploadvideo",
    method: "POST",
    path: "/cgi-bin/media/uploadvideo",
    status: "legacy",
    permissionSets: undefined,
    eligibility: undefined,
    query: { required: [], other: [] },
    body: { required: ["media_id", "title"], other: ["description"] },
    returnCodes: []
  },
  {
    name: "sendAll",
    method: "POST",
    path: "/cgi-bin/message/mass/sendall",
    status: "current",
    permissionSets: [7],
    eligibility: { official: "certified", service: "certified" },
    query: { required: [], other: [] },
    body: {
      required: ["filter", "msgtype"],
      other: ["clientmsgid", "images", "mpnews", "mpvideo", "send_ignore_reprint", "text", "voice", "wxcard"]
    },
    returnCodes: []
  },
  {
    name: "massSend",
    method: "POST",
    path: "/cgi-bin/message/mass/send",
    status: "current",
    permissionSets: [7],
    eligibility: { official: "none", service: "certified" },
    query: { required: [], other: [] },
    body: {
      required: ["touser", "msgtype"],
      other: ["clientmsgid", "images", "mpnews", "mpvideo", "send_ignore_reprint", "text", "voice", "wxcard"]
    },
    returnCodes: []
  },
  {
    name: "preview",
    method: "POST",
    path: "/cgi-bin/message/mass/preview",
    status: "current",
    permissionSets: [7],
    eligibility: { official: "certified", service: "certified" },
    query: { required: [], other: [] },
    body: {
      required: ["msgtype"],
      other: ["image", "mpnews", "mpvideo", "music", "text", "touser", "towxname", "voice", "wxcard"]
    },
    returnCodes: []
  },
  {
    name: "massmsgget",
    method: "POST",
    path: "/cgi-bin/message/mass/get",
    status: "current",
    permissionSets: [7],
    eligibility: { official: "certified", service: "certified" },
    query: { required: [], other: [] },
    body: { required: ["msg_id"], other: [] },
    returnCodes: [40001, 40059, 41001, 42001, 43002]
  },
  {
    name: "deleteMassMsg",
    method: "POST",
    path: "/cgi-bin/message/mass/delete",
    status: "current",
    permissionSets: [7],
    eligibility: { official: "certified", service: "certified" },
    query: { required: [], other: [] },
    body: { required: [], other: ["article_idx", "msg_id", "url"] },
    returnCodes: [0]
  },
  {
    name: "getSpeed",
    method: "POST",
    path: "/cgi-bin/message/mass/speed/get",
    status: "current",
    permissionSets: [7],
    eligibility: { official: "certified", service: "certified" },
    query: { required: [], other: [] },
    body: { required: [], other: [] },
    returnCodes: [45083, 45084]
  },
  {
    name: "setSpeed",
    method: "POST",
    path: "/cgi-bin/message/mass/speed/set",
    status: "current",
    permissionSets: [7],
    eligibility: { official: "certified", service: "certified" },
    query: { required: [], other: [] },
    body: { required: ["speed"], other: [] },
    returnCodes: [45083, 45084, 89504, 89505]
  },
  {
    name: "openArticleComment",
    method: "POST",
    path: "/cgi-bin/comment/open",
    status: "current",
    permissionSets: [7],
    eligibility: { official: "certified", service: "certified" },
    query: { required: [], other: [] },
    body: { required: ["msg_data_id"], other: ["index"] },
    returnCodes: [-1, 40001, 45009, 88000, 88001]
  },
  {
    name: "closeComment",
    method: "POST",
    path: "/cgi-bin/comment/close",
    status: "current",
    permissionSets: [7],
    eligibility: { official: "certified", service: "certified" },
    query: { required: [], other: [] },
    body: { required: ["msg_data_id"], other: ["index"] },
    returnCodes: []
  },
  {
    name: "listComment",
    method: "POST",
    path: "/cgi-bin/comment/list",
    status: "current",
    permissionSets: [7],
    eligibility: { official: "certified", service: "certified" },
    query: { required: [], other: [] },
    body: { required: ["msg_data_id", "begin", "count", "type"], other: ["index"] },
    returnCodes: []
  },
  {
    name: "electcomment",
    method: "POST",
    path: "/cgi-bin/comment/markelect",
    status: "current",
    permissionSets: [7],
    eligibility: { official: "certified", service: "certified" },
    query: { required: [], other: [] },
    body: { required: ["msg_data_id", "user_comment_id"], other: ["index"] },
    returnCodes: []
  },
  {
    name: "unelectcomment",
    method: "POST",
    path: "/cgi-bin/comment/unmarkelect",
    status: "current",
    permissionSets: [7],
    eligibility: { official: "certified", service: "certified" },
    query: { required: [], other: [] },
    body: { required: ["msg_data_id", "user_comment_id"], other: ["index"] },
    returnCodes: [45009, 88000, 88001, 88008]
  },
  {
    name: "delcomment",
    method: "POST",
    path: "/cgi-bin/comment/delete",
    status: "current",
    permissionSets: [7],
    eligibility: { official: "certified", service: "certified" },
    query: { required: [], other: [] },
    body: { required: ["msg_data_id", "user_comment_id"], other: ["index"] },
    returnCodes: [45009, 88000, 88001, 88008]
  },
  {
    name: "replycomment",
    method: "POST",
    path: "/cgi-bin/comment/reply/add",
    status: "current",
    permissionSets: [7],
    eligibility: { official: "certified", service: "certified" },
    query: { required: [], other: [] },
    body: { required: ["msg_data_id", "user_comment_id", "content"], other: ["index"] },
    returnCodes: []
  },
  {
    name: "delreplycomment",
    method: "POST",
    path: "/cgi-bin/comment/reply/delete",
    status: "current",
    permissionSets: [7],
    eligibility: { official: "certified", service: "certified" },
    query: { required: [], other: [] },
    body: { required: ["msg_data_id", "user_comment_id"], other: ["index"] },
    returnCodes: [45009, 87009, 88000, 88001, 88008]
  },
  {
    name: "sendTemplateMessage",
    method: "POST",
    path: "/cgi-bin/message/template/send",
    status: "current",
    permissionSets: [7, 100, 101],
    eligibility: { official: "none", service: "certified" },
    query: { required: [], other: [] },
    body: { required: ["touser", "template_id", "data"], other: ["client_msg_id", "miniprogram", "url"] },
    returnCodes: []
  },
  {
    name: "addTemplate",
    method: "POST",
    path: "/cgi-bin/template/api_add_template",
    status: "current",
    permissionSets: [7, 100, 101],
    eligibility: { official: "none", service: "certified" },
    query: { required: [], other: [] },
    body: { required: ["template_id_short"], other: ["keyword_name_list"] },
    returnCodes: []
  },
  {
    name: "getAllTemplates",
    method: "GET",
    path: "/cgi-bin/template/get_all_private_template",
    status: "current",
    permissionSets: [7, 100, 101],
    eligibility: { official: "none", service: "certified" },
    query: { required: [], other: [] },
    body: { required: [], other: [] },
    returnCodes: []
  },
  {
    name: "deleteTemplate",
    method: "POST",
    path: "/cgi-bin/template/del_private_template",
    status: "current",
    permissionSets: [7, 100, 101],
    eligibility: { official: "none", service: "certified" },
    query: { required: [], other: [] },
    body: { required: ["template_id"], other: [] },
    returnCodes: []
  },
  {
    name: "getIndustry",
    method: "GET",
    path: "/cgi-bin/template/get_industry",
    status: "current",
    permissionSets: [7, 100, 101],
    eligibility: { official: "none", service: "certified" },
    query: { required: [], other: [] },
    body: { required: [], other: [] },
    returnCodes: []
  },
  {
    name: "setIndustry",
    method: "POST",
    path: "/cgi-bin/template/api_set_industry",
    status: "current",
    permissionSets: [7, 100, 101],
    eligibility: { official: "none", service: "certified" },
    query: { required: [], other: [] },
    body: { required: ["industry_id1", "industry_id2"], other: [] },
    returnCodes: []
  },
  {
    name: "queryBlockTmplMsg",
    method: "POST",
    path: "/wxa/sec/queryblocktmplmsg",
    status: "current",
    permissionSets: [7, 100, 101],
    eligibility: { official: "none", service: "certified" },
    query: { required: [], other: [] },
    body: { required: ["tmpl_msg_id", "largest_id", "limit"], other: [] },
    returnCodes: []
  },
  {
    name: "templateSubscribe",
    method: "POST",
    path: "/cgi-bin/message/template/subscribe",
    status: "current",
    permissionSets: [7],
    eligibility: { official: "certified", service: "certified" },
    query: { required: [], other: [] },
    body: { required: ["touser", "template_id", "scene", "title", "data"], other: ["miniprogram", "url"] },
    returnCodes: []
  },
  {
    name: "getarticlesummary",
    method: "POST",
    path: "/datacube/getarticlesummary",
    status: "unmaintained",
    permissionSets: [7],
    eligibility: { official: "certified", service: "certified" },
    query: { required: [], other: [] },
    body: { required: ["begin_date", "end_date"], other: [] },
    returnCodes: []
  },
  {
    name: "getarticletotal",
    method: "POST",
    path: "/datacube/getarticletotal",
    status: "unmaintained",
    permissionSets: [7],
    eligibility: { official: "certified", service: "certified" },
    query: { required: [], other: [] },
    body: { required: ["begin_date", "end_date"], other: [] },
    returnCodes: []
  },
  {
    name: "getuserread",
    method: "POST",
    path: "/datacube/getuserread",
    status: "unmaintained",
    permissionSets: [7],
    eligibility: { official: "certified", service: "certified" },
    query: { required: [], other: [] },
    body: { required: ["begin_date", "end_date"], other: [] },
    returnCodes: []
  },
  {
    name: "getuserreadhour",
    method: "POST",
    path: "/datacube/getuserreadhour",
    status: "unmaintained",
    permissionSets: [7],
    eligibility: { official: "certified", service: "certified" },
    query: { required: [], other: [] },
    body: { required: ["begin_date", "end_date"], other: [] },
    returnCodes: []
  },
  {
    name: "getusershare",
    method: "POST",
    path: "/datacube/getusershare",
    status: "unmaintained",
    permissionSets: [7],
    eligibility: { official: "certified", service: "certified" },
    query: { required: [], other: [] },
    body: { required: ["begin_date", "end_date"], other: [] },
    returnCodes: []
  },
  {
    name: "getusersharehour",
    method: "POST",
    path: "/datacube/getusersharehour",
    status: "unmaintained",
    permissionSets: [7],
    eligibility: { official: "certified", service: "certified" },
    query: { required: [], other: [] },
    body: { required: ["begin_date", "end_date"], other: [] },
    returnCodes: []
  },
  {
    name: "getarticleread",
    method: "POST",
    path: "/datacube/getarticleread",
    status: "current",
    permissionSets: [7],
    eligibility: { official: "certified", service: "certified" },
    query: { required: [], other: [] },
    body: { required: ["begin_date", "end_date"], other: [] },
    returnCodes: []
  },
  {
    name: "getarticleshare",
    method: "POST",
    path: "/datacube/getarticleshare",
    status: "current",
    permissionSets: [7],
    eligibility: { official: "certified", service: "certified" },
    query: { required: [], other: [] },
    body: { required: ["begin_date", "end_date"], other: [] },
    returnCodes: []
  },
  {
    name: "getbizsummary",
    method: "POST",
    path: "/datacube/getbizsummary",
    status: "current",
    permissionSets: [7],
    eligibility: { official: "certified", service: "certified" },
    query: { required: [], other: [] },
    body: { required: ["begin_date", "end_date"], other: [] },
    returnCodes: []
  },
  {
    name: "getarticletotaldetail",
    method: "POST",
    path: "/datacube/getarticletotaldetail",
    status: "current",
    permissionSets: [7],
    eligibility: { official: "certified", service: "certified" },
    query: { required: [], other: [] },
    body: { required: ["begin_date", "end_date"], other: [] },
    returnCodes: []
  }
]
