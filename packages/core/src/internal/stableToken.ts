import * as Schema from "effect/Schema"
import * as Endpoint from "../Endpoint.ts"

const facts = {
  permissionSets: [],
  eligibility: { official: "all", service: "all" },
  credential: null,
  returnCodes: [-1, 0, 40002, 40013, 43002, 45009, 45011],
  body: Schema.Struct({
    grant_type: Schema.Literal("client_credential"),
    appid: Schema.NonEmptyString,
    secret: Schema.Redacted(Schema.NonEmptyString),
    force_refresh: Schema.Boolean
  }),
  success: Schema.Struct({
    access_token: Schema.Redacted(Schema.NonEmptyString),
    expires_in: Schema.Int
  })
} as const

/**
 * The running token of a direct account, or the next one in its last 5 minutes. Asking twice changes nothing.
 *
 * @internal
 */
export const running = Endpoint.post("getStableAccessToken", "/cgi-bin/stable_token", {
  ...facts,
  semantics: "idempotent"
})

/**
 * A new token at once, which voids the running one. WeChat allows that seldom, so it is never repeated by itself.
 *
 * @internal
 */
export const forced = Endpoint.post("getStableAccessToken", "/cgi-bin/stable_token", { ...facts, semantics: "once" })
