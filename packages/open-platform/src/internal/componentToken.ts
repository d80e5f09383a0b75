import type { Credential } from "@effect-wechat/core"
import * as Context from "effect/Context"

/**
 * Here and not in its public room, because endpoints name it while its layer is built on an endpoint.
 *
 * @internal
 */
export class ComponentToken
  extends Context.Tag("@effect-wechat/open-platform/ComponentToken")<ComponentToken, Credential.Service>()
{}
