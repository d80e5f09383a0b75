import type { Interface } from "../internal/Interface.ts"
import * as Component from "./Component.ts"
import * as CustomMessage from "./CustomMessage.ts"
import * as Draft from "./Draft.ts"
import * as FreePublish from "./FreePublish.ts"
import * as MassMessage from "./MassMessage.ts"
import * as MassMessageSent from "./MassMessageSent.ts"
import * as Material from "./Material.ts"
import * as Media from "./Media.ts"
import * as Network from "./Network.ts"
import * as OpenApi from "./OpenApi.ts"
import * as Token from "./Token.ts"

/**
 * Every interface that the platform plays, by its path.
 *
 * @internal
 */
export const byPath: ReadonlyMap<string, Interface> = new Map(
  [
    Component,
    CustomMessage,
    Draft,
    FreePublish,
    MassMessage,
    MassMessageSent,
    Material,
    Media,
    Network,
    OpenApi,
    Token
  ]
    .flatMap(({ interfaces }) => interfaces)
    .map((of) => [of.path, of])
)
