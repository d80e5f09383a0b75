import * as Schema from "effect/Schema"

/** There is no such account or component in the world. */
export class NotInWorld extends Schema.TaggedError<NotInWorld>("@effect-wechat/simulator/NotInWorld")("NotInWorld", {
  what: Schema.Literal("account", "component", "draft"),
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
