import type { Interface } from "../internal/Interface.ts"
import * as Comment from "./Comment.ts"
import * as Component from "./Component.ts"
import * as CustomMessage from "./CustomMessage.ts"
import * as DataCube from "./DataCube.ts"
import * as DataCubeOld from "./DataCubeOld.ts"
import * as Draft from "./Draft.ts"
import * as FreePublish from "./FreePublish.ts"
import * as MassMedia from "./MassMedia.ts"
import * as MassMessage from "./MassMessage.ts"
import * as MassMessageSent from "./MassMessageSent.ts"
import * as Material from "./Material.ts"
import * as Media from "./Media.ts"
import * as Network from "./Network.ts"
import * as OneTimeSubscription from "./OneTimeSubscription.ts"
import * as OpenApi from "./OpenApi.ts"
import * as ProductCard from "./ProductCard.ts"
import * as Template from "./Template.ts"
import * as TemplateMessage from "./TemplateMessage.ts"
import * as Token from "./Token.ts"

/**
 * Every interface that the platform plays, by its path.
 *
 * @internal
 */
export const byPath: ReadonlyMap<string, Interface> = new Map(
  [
    Comment,
    Component,
    CustomMessage,
    DataCube,
    DataCubeOld,
    Draft,
    FreePublish,
    MassMedia,
    MassMessage,
    MassMessageSent,
    Material,
    Media,
    Network,
    OneTimeSubscription,
    OpenApi,
    ProductCard,
    Template,
    TemplateMessage,
    Token
  ]
    .flatMap(({ interfaces }) => interfaces)
    .map((of) => [of.path, of])
)
