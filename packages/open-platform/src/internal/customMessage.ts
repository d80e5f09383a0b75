import { Endpoint, PermissionSet } from "@effect-wechat/core"
import * as Schema from "effect/Schema"

/**
 * A text to one follower in the chat. Here it serves WeChat's automatic test alone.
 *
 * @internal
 */
export const sendText = Endpoint.post("sendCustomMessage", "/cgi-bin/message/custom/send", {
  permissionSets: [PermissionSet.Messages],
  eligibility: { official: "certified", service: "certified" },
  semantics: "once",
  returnCodes: [-1, 0, 40001],
  body: Schema.Struct({
    touser: Schema.NonEmptyString,
    msgtype: Schema.Literal("text"),
    text: Schema.Struct({ content: Schema.NonEmptyString })
  })
})
