/**
 * Permanent material: images, voices, videos and thumbnails in the account's library.
 */
import * as Schema from "effect/Schema"
import * as Endpoint from "../Endpoint.ts"
import { InvalidMediaId } from "../Failure.ts"
import { given, MediaId } from "../Identifiers.ts"
import * as PermissionSet from "../PermissionSet.ts"

const delete_ = Endpoint.post("delMaterial", "/cgi-bin/material/del_material", {
  permissionSets: [PermissionSet.Material, PermissionSet.Unlisted100],
  eligibility: { official: "all", service: "all" },
  // Spelled so on WeChat's page.
  cloudCall: "officialAccount.material.delelete",
  semantics: "idempotent",
  returnCodes: [-1, 0, 40001, InvalidMediaId],
  body: Schema.Struct({ media_id: given(MediaId) })
})

export {
  /**
   * Deletes permanent material, for ever, whether it was added by a program or by hand. Temporary media cannot be
   * deleted.
   *
   * When a lost reply made the client repeat the call, a first try that worked shows as `InvalidMediaId`.
   */
  delete_ as delete
}
