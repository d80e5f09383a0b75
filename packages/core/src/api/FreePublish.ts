/**
 * Publishing: articles with a lasting address, without a message to followers.
 */
import * as Schema from "effect/Schema"
import * as Endpoint from "../Endpoint.ts"
import { ApiUnauthorized } from "../Failure.ts"
import { ArticleId, given } from "../Identifiers.ts"
import * as Position from "../internal/position.ts"
import * as PermissionSet from "../PermissionSet.ts"

const delete_ = Endpoint.post("freepublishDelete", "/cgi-bin/freepublish/delete", {
  permissionSets: [PermissionSet.MassSending],
  eligibility: { official: "certified", service: "all" },
  semantics: "once",
  returnCodes: [0, ApiUnauthorized],
  body: Schema.Struct({
    article_id: given(ArticleId),
    index: Position.OneOrAllNeverLeftOut
  })
})

export {
  /**
   * Deletes a published article, for ever: the one at `index`, counted from 1, or with `"all"` the whole group.
   *
   * WeChat takes a missing or zero `index` for "all", so the choice has to be made in words, and the number is always
   * sent. Nothing is repeated by itself, because a position may mean another article the second time.
   *
   * @example
   * ```ts
   * import { FreePublish } from "@effect-wechat/core"
   *
   * const second = FreePublish.delete({ article_id: "ARTICLE_ID", index: 2 })
   * const group = FreePublish.delete({ article_id: "ARTICLE_ID", index: "all" })
   * ```
   */
  delete_ as delete
}
