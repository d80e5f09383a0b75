import * as HttpApiEndpoint from "@effect/platform/HttpApiEndpoint"
import * as HttpApiGroup from "@effect/platform/HttpApiGroup"
import * as HttpApiSchema from "@effect/platform/HttpApiSchema"
import * as OpenApi from "@effect/platform/OpenApi"
import * as Schema from "effect/Schema"
import * as Statistics from "../Statistics.ts"
import * as TemplateMessages from "../TemplateMessages.ts"
import { NotInWorld } from "./worldErrors.ts"

const strict = <A, I>(schema: Schema.Schema<A, I>): Schema.Schema<A, I> =>
  schema.annotations({ parseOptions: { onExcessProperty: "error" } })
const about = (summary: string) => OpenApi.annotations({ summary })

const appId = HttpApiSchema.param("appId", Schema.String)
const openId = HttpApiSchema.param("openId", Schema.String)

/**
 * The part of the control API that is about followers and readers.
 *
 * @internal
 */
export const group = HttpApiGroup.make("audience")
  .add(
    HttpApiEndpoint.put("setAttitude")`/accounts/${appId}/people/${openId}`
      .setPayload(strict(Schema.Struct({ attitude: TemplateMessages.Attitude })))
      .annotateContext(about("Someone follows, refuses messages, or has left"))
  )
  .add(
    HttpApiEndpoint.post("confirmSubscription")`/accounts/${appId}/people/${openId}/confirmations`
      .setPayload(strict(Schema.Struct({ scene: Schema.Int.pipe(Schema.between(0, 10_000)) })))
      .annotateContext(about("Someone confirms that the account may send one message"))
  )
  .add(
    HttpApiEndpoint.put("failNextTemplateMessage")`/accounts/${appId}/next-template-message`
      .setPayload(strict(Schema.Struct({ failure: TemplateMessages.Failure })))
      .annotateContext(about("How the next template message ends: refused, lost, or kept back by WeChat"))
  )
  .add(
    HttpApiEndpoint.post("addReading")`/accounts/${appId}/readings`
      .setPayload(strict(Statistics.Reading))
      .annotateContext(about("What statistics tell of an article and a day"))
  )
  .addError(NotInWorld, { status: 404 })
