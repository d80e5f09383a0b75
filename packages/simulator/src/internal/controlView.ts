import * as Schema from "effect/Schema"
import * as World from "../World.ts"

/** @internal */
export const AccountView = Schema.Struct({
  appId: Schema.String,
  originalId: Schema.String,
  kind: World.AccountKind,
  verifyType: Schema.Int,
  status: World.AccountStatus,
  nickname: Schema.String,
  principal: Schema.String,
  followers: Schema.Int,
  secret: Schema.String,
  drafts: Schema.Array(Schema.String),
  material: Schema.Array(Schema.String),
  published: Schema.Array(Schema.Struct({
    article_id: Schema.String,
    articles: Schema.Array(Schema.Struct({ title: Schema.String, url: Schema.String, isDeleted: Schema.Boolean }))
  })),
  messages: Schema.Array(Schema.Struct({
    msg_id: Schema.String,
    status: Schema.String,
    articles: Schema.Array(Schema.Struct({ idx: Schema.Int, url: Schema.String, isDeleted: Schema.Boolean }))
  })),
  comments: Schema.Array(Schema.Struct({
    msg_data_id: Schema.String,
    index: Schema.Int,
    isOpen: Schema.Boolean,
    comments: Schema.Array(Schema.Struct({
      user_comment_id: Schema.String,
      content: Schema.String,
      isFeatured: Schema.Boolean,
      isWithdrawn: Schema.Boolean,
      openId: Schema.optionalWith(Schema.String, { exact: true }),
      reply: Schema.optionalWith(Schema.String, { exact: true })
    }))
  })),
  industries: Schema.Tuple(Schema.Int, Schema.Int),
  templates: Schema.Array(Schema.Struct({ template_id: Schema.String, title: Schema.String })),
  subscribeTemplateId: Schema.String,
  templateMessages: Schema.Array(Schema.Struct({
    msgid: Schema.String,
    at: Schema.Number,
    touser: Schema.String,
    template_id: Schema.String,
    text: Schema.String,
    status: Schema.Literal("sending", "success", "failed:user block", "failed: system failed"),
    url: Schema.optionalWith(Schema.String, { exact: true }),
    miniprogram: Schema.optionalWith(Schema.Struct({ appid: Schema.String, pagepath: Schema.String }), { exact: true })
  })),
  subscriptionMessages: Schema.Array(Schema.Struct({
    at: Schema.Number,
    touser: Schema.String,
    scene: Schema.Int,
    title: Schema.String,
    content: Schema.String,
    place: Schema.Literal("chat", "service notifications")
  })),
  readArticles: Schema.Array(Schema.Struct({
    msgid: Schema.String,
    title: Schema.String,
    at: Schema.Number,
    isNotified: Schema.Boolean
  })),
  customMessages: Schema.Array(Schema.Struct({
    at: Schema.Number,
    touser: Schema.String,
    msgtype: Schema.String,
    message: Schema.Record({ key: Schema.String, value: Schema.Unknown })
  }))
}).annotations({ identifier: "Account" })

/** @internal */
export const ComponentView = Schema.Struct({
  appId: Schema.String,
  secret: Schema.String,
  token: Schema.String,
  encodingAesKey: Schema.String,
  authorizationUrl: Schema.optional(Schema.String),
  messageUrl: Schema.optional(Schema.String),
  permissionSets: Schema.Array(Schema.Int),
  published: Schema.Boolean,
  testAccounts: Schema.Array(Schema.String),
  startDomain: Schema.optional(Schema.String),
  newestTicket: Schema.optional(Schema.String),
  isPushing: Schema.Boolean,
  authorizations: Schema.Array(Schema.Struct({ account: Schema.String, permissionSets: Schema.Array(Schema.Int) }))
}).annotations({ identifier: "Component" })
