import * as HttpApiEndpoint from "@effect/platform/HttpApiEndpoint"
import * as HttpApiGroup from "@effect/platform/HttpApiGroup"
import * as HttpApiSchema from "@effect/platform/HttpApiSchema"
import * as OpenApi from "@effect/platform/OpenApi"
import * as Schema from "effect/Schema"
import * as Content from "../Content.ts"
import { CannotComment, NotInWorld } from "./worldErrors.ts"

const optional = <A, I>(schema: Schema.Schema<A, I>) => Schema.optionalWith(schema, { exact: true })
const strict = <A, I>(schema: Schema.Schema<A, I>): Schema.Schema<A, I> =>
  schema.annotations({ parseOptions: { onExcessProperty: "error" } })
const about = (summary: string) => OpenApi.annotations({ summary })

const appId = HttpApiSchema.param("appId", Schema.String)
const id = HttpApiSchema.param("id", Schema.String)

/**
 * The part of the control API that is about the content of an account.
 *
 * @internal
 */
export const group = HttpApiGroup.make("content")
  .add(
    HttpApiEndpoint.put("setForms")`/accounts/${appId}/forms`
      .setPayload(strict(Content.Forms))
      .annotateContext(about("Other forms of replies, where sources disagree"))
  )
  .add(
    HttpApiEndpoint.post("addComment")`/accounts/${appId}/comments`
      .setPayload(strict(Content.NewComment))
      .addSuccess(Schema.Struct({ user_comment_id: Schema.String }), { status: 201 })
      .addError(CannotComment, { status: 409 })
      .annotateContext(about("A reader comments on an article that is out"))
  )
  .add(
    HttpApiEndpoint.del("withdrawComment")`/accounts/${appId}/comments/${id}`
      .annotateContext(about("The author of a comment takes it back"))
  )
  .add(
    HttpApiEndpoint.post("addVoice")`/accounts/${appId}/voices`
      .setPayload(strict(Content.NewVoice))
      .addSuccess(Schema.Struct({ media_id: Schema.String }), { status: 201 })
      .annotateContext(about("A follower records something in a page, by the JS-SDK; bytes are base64"))
  )
  .add(
    HttpApiEndpoint.put("flawDraft")`/accounts/${appId}/drafts/${id}/flaw`
      .setPayload(strict(Schema.Struct({ flaw: Content.DraftFlaw })))
      .annotateContext(about("Why a draft cannot go out, until it is changed"))
  )
  .add(
    HttpApiEndpoint.post("flagArticle")`/accounts/${appId}/articles/flag`
      .setPayload(strict(Schema.Struct({ ...Content.ArticleRef.fields, flag: Content.ArticleFlag })))
      .annotateContext(about("The platform limits an article, or takes it for a rumour"))
  )
  .add(
    HttpApiEndpoint.post("banPublished")`/accounts/${appId}/published/${id}/ban`
      .annotateContext(about("The platform bans what was published"))
  )
  .add(
    HttpApiEndpoint.put("useMaterial")`/accounts/${appId}/material/${id}/use`
      .setPayload(strict(Schema.Struct({ inUse: optional(Schema.Boolean) })))
      .annotateContext(about("A menu or an automatic reply uses a file, or does not any more"))
  )
  .add(
    HttpApiEndpoint.post("answerMassMessage")`/accounts/${appId}/mass-messages/answer`
      .setPayload(strict(Schema.Struct({ answer: Schema.Literal("confirm", "refuse") })))
      .annotateContext(about("The administrator answers the oldest message to all that waits"))
  )
  .addError(NotInWorld, { status: 404 })
