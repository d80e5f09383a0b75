/**
 * Drafts: articles that are not published yet.
 */
import * as Schema from "effect/Schema"
import * as Endpoint from "../Endpoint.ts"
import { InvalidMediaId } from "../Failure.ts"
import { given, MediaId } from "../Identifiers.ts"
import * as PermissionSet from "../PermissionSet.ts"

const facts = {
  permissionSets: [PermissionSet.Material, PermissionSet.Unlisted100],
  eligibility: { official: "all", service: "all" }
} as const

/**
 * How many drafts the account has.
 *
 * @example
 * ```ts
 * import { Draft } from "@effect-wechat/core"
 * import { Effect } from "effect"
 *
 * const program = Effect.map(Draft.count(), ({ total_count }) => `${total_count} drafts`)
 * ```
 */
export const count = Endpoint.get("draft_count", "/cgi-bin/draft/count", {
  ...facts,
  semantics: "read",
  returnCodes: [0],
  success: Schema.Struct({ total_count: Schema.Int })
})

const delete_ = Endpoint.post("draft_delete", "/cgi-bin/draft/delete", {
  ...facts,
  semantics: "idempotent",
  returnCodes: [-1, 0, InvalidMediaId],
  body: Schema.Struct({ media_id: given(MediaId) })
})

export {
  /**
   * Deletes a draft, for ever.
   *
   * When a lost reply made the client repeat the call, a first try that worked shows as `InvalidMediaId`.
   */
  delete_ as delete
}
