/**
 * One-time subscriptions: one message for each time that somebody has agreed to one.
 *
 * People agree on a page of WeChat's own, `https://mp.weixin.qq.com/mp/subscribemsg?action=get_confirm`, to which the
 * account leads them. Agreeing twice for one `scene` still allows one message.
 */
import * as Schema from "effect/Schema"
import * as Endpoint from "../Endpoint.ts"
import { InvalidTitleSize } from "../Failure/OneTimeSubscription.ts"
import { InvalidOpenId, InvalidTemplateId, MiniProgramNotLinked } from "../Failure/Shared.ts"
import { given, OpenId, TemplateId } from "../Identifiers.ts"
import * as DigitsText from "../internal/digitsText.ts"
import * as Jump from "../internal/jump.ts"
import * as Limits from "../internal/limits.ts"
import * as PermissionSet from "../PermissionSet.ts"

const optional = <A, I>(schema: Schema.Schema<A, I>) => Schema.optionalWith(schema, { exact: true })

const Content = Schema.Struct({
  value: optional(Schema.String.pipe(Limits.maxCharacters(200))),
  /** Such as `#FF0000` */
  color: optional(Schema.String)
})

/**
 * Sends the one message that somebody has agreed to: into the chat of a follower, to others as a service notification.
 *
 * An account has one template for this, whose id stands in its console. `scene` is the number that the person agreed
 * under, from 0 to 10,000. Which code says that nobody agreed, no page tells. A lost reply leaves it open whether the
 * message was sent, so nothing is repeated by itself. That the account has to be certified is what WeChat's guide says;
 * the page of the interface leaves it out.
 *
 * @example
 * ```ts
 * import { OneTimeSubscription } from "@effect-wechat/core"
 *
 * const sent = OneTimeSubscription.send({
 *   touser: "OPENID",
 *   template_id: "TEMPLATE_ID",
 *   scene: "1000",
 *   title: "Your tea is ready",
 *   data: { content: { value: "Come by until eight", color: "#173177" } }
 * })
 * ```
 */
export const send = Endpoint.post("templateSubscribe", "/cgi-bin/message/template/subscribe", {
  permissionSets: [PermissionSet.MassSending],
  eligibility: { official: "certified", service: "certified" },
  semantics: "once",
  returnCodes: [-1, 40001, InvalidOpenId, MiniProgramNotLinked, InvalidTemplateId, InvalidTitleSize],
  body: Schema.Struct({
    touser: given(OpenId),
    template_id: given(TemplateId),
    url: optional(Jump.Url),
    miniprogram: optional(Jump.MiniProgramPage),
    scene: DigitsText.within(0, 10_000),
    title: Schema.NonEmptyString.pipe(Limits.maxCharacters(15)),
    data: Schema.Struct({ content: optional(Content) })
  })
})
