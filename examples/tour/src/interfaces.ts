/**
 * Two interfaces that the library does not have yet, and that the tour needs to have something to delete. Any interface
 * can be called by describing it.
 */
import { Endpoint, Identifiers, PermissionSet } from "@effect-wechat/core"
import { Schema } from "effect"

/** Publishes a draft. The job takes a moment, and its end is pushed. */
export const publish = Endpoint.post("freepublish_submit", "/cgi-bin/freepublish/submit", {
  permissionSets: [PermissionSet.MassSending],
  eligibility: { official: "certified", service: "all" },
  semantics: "once",
  returnCodes: [0],
  body: Schema.Struct({ media_id: Identifiers.given(Identifiers.MediaId) })
})

/** Sends a draft to all followers. The job takes a moment, and its end is pushed. */
export const sendAll = Endpoint.post("sendAll", "/cgi-bin/message/mass/sendall", {
  permissionSets: [PermissionSet.MassSending],
  eligibility: { official: "certified", service: "certified" },
  semantics: "once",
  returnCodes: [0],
  body: Schema.Struct({
    filter: Schema.Struct({ is_to_all: Schema.Boolean }),
    msgtype: Schema.Literal("mpnews"),
    mpnews: Schema.Struct({ media_id: Identifiers.given(Identifiers.MediaId) }),
    send_ignore_reprint: Schema.Literal(0, 1)
  })
})
