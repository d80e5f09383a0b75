import * as HttpApiBuilder from "@effect/platform/HttpApiBuilder"
import * as Effect from "effect/Effect"
import { Api } from "../Control.ts"
import type { Service } from "../Content.ts"

/**
 * Carries out what the control API says about content.
 *
 * @internal
 */
export const layer = (simulator: Service) =>
  HttpApiBuilder.group(Api, "content", (handlers) =>
    handlers
      .handle("setForms", ({ path, payload }) => simulator.setForms(path.appId, payload))
      .handle(
        "addComment",
        ({ path, payload }) =>
          Effect.map(simulator.addComment(path.appId, payload), (user_comment_id) => ({ user_comment_id }))
      )
      .handle("withdrawComment", ({ path }) => simulator.withdrawComment(path.appId, path.id))
      .handle(
        "addVoice",
        ({ path, payload }) => Effect.map(simulator.addVoice(path.appId, payload), (media_id) => ({ media_id }))
      )
      .handle("flawDraft", ({ path, payload }) => simulator.flawDraft(path.appId, path.id, payload.flaw))
      .handle(
        "flagArticle",
        ({ path, payload: { flag, ...article } }) => simulator.flagArticle(path.appId, article, flag)
      )
      .handle("banPublished", ({ path }) => simulator.banPublished(path.appId, path.id))
      .handle("useMaterial", ({ path, payload }) => simulator.useMaterial(path.appId, path.id, payload.inUse))
      .handle("answerMassMessage", ({ path, payload }) => simulator.answerMassMessage(path.appId, payload.answer)))
