import * as Schema from "effect/Schema"

/** There is no such account or component in the world. */
export class NotInWorld extends Schema.TaggedError<NotInWorld>("@effect-wechat/simulator/NotInWorld")("NotInWorld", {
  what: Schema.Literal("account", "component", "draft", "article", "comment", "material", "message"),
  id: Schema.String
}) {
  override get message(): string {
    return `There is no ${this.what} ${this.id} in this world: add it first, or look at its spelling`
  }
}

/** The merchant cannot authorize this component. */
export class CannotAuthorize
  extends Schema.TaggedError<CannotAuthorize>("@effect-wechat/simulator/CannotAuthorize")("CannotAuthorize", {
    component: Schema.String,
    account: Schema.String,
    reason: Schema.String
  })
{
  override get message(): string {
    return `${this.account} cannot authorize ${this.component}: ${this.reason}`
  }
}

/** No reader can write this comment. */
export class CannotComment
  extends Schema.TaggedError<CannotComment>("@effect-wechat/simulator/CannotComment")("CannotComment", {
    account: Schema.String,
    msg_data_id: Schema.String,
    reason: Schema.String
  })
{
  override get message(): string {
    return `Nobody can comment on article ${this.msg_data_id} of ${this.account}: ${this.reason}`
  }
}
