import * as Context from "effect/Context"
import type * as Credential from "../Credential.ts"

/**
 * Here and not in its public room, because endpoints name it while its layers are built on an endpoint.
 *
 * @internal
 */
export class AccessToken extends Context.Tag("@effect-wechat/core/AccessToken")<AccessToken, Credential.Service>() {}
