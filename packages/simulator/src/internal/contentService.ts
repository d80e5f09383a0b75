import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import type { Service } from "../Content.ts"
import type { Chance } from "./chance.ts"
import * as Comments from "./comments.ts"
import * as Files from "./files.ts"
import * as MassConfirmation from "./massConfirmation.ts"
import type { Account } from "./state.ts"
import { CannotComment, NotInWorld } from "./worldErrors.ts"

const recording = (format: string): Uint8Array => new TextEncoder().encode(`#!${format}\nMade by the simulator.`)

/**
 * The part of the service that is about content.
 *
 * @internal
 */
export const make = (
  accountOf: (appId: string) => Effect.Effect<Account, NotInWorld>,
  chance: Chance
): Service => {
  /** Something of an account, or the complaint that it is not there. */
  const found = <A>(
    appId: string,
    what: NotInWorld["what"],
    id: string,
    find: (account: Account) => A | undefined
  ): Effect.Effect<A, NotInWorld> =>
    Effect.flatMap(accountOf(appId), (account) => {
      const thing = find(account)
      return thing === undefined ? Effect.fail(new NotInWorld({ what, id })) : Effect.succeed(thing)
    })

  const is = (appId: string, what: NotInWorld["what"], id: string, test: (account: Account) => boolean) =>
    Effect.asVoid(found(appId, what, id, (account) => test(account) ? true : undefined))

  return {
    setForms: (appId, forms) =>
      Effect.map(accountOf(appId), ({ content }) => {
        content.forms = { ...content.forms, ...forms }
      }),
    addComment: (appId, comment) =>
      Effect.gen(function*() {
        const { msg_data_id } = comment
        const account = yield* accountOf(appId)
        const article = yield* found(appId, "article", msg_data_id, () => Comments.findRef(account, comment))
        const now = yield* Clock.currentTimeMillis
        const written = Comments.write(account, article, chance, now, comment)
        return "id" in written
          ? written.id
          : yield* new CannotComment({ account: appId, msg_data_id, reason: written.reason })
      }),
    withdrawComment: (appId, id) => is(appId, "comment", id, (account) => Comments.withdraw(account, id)),
    addVoice: (appId, { amr = recording("AMR"), speex = recording("SPEEX") } = {}) =>
      Effect.zipWith(accountOf(appId), Clock.currentTimeMillis, (account, createdAt) => {
        const media_id = chance.base64Url(64)
        const contentType = "audio/amr"
        Files.addTemporary(account, {
          media_id,
          type: "voice",
          name: `${media_id}.amr`,
          contentType,
          bytes: amr,
          createdAt,
          speex
        })
        return media_id
      }),
    flawDraft: (appId, mediaId, flaw) =>
      Effect.map(found(appId, "draft", mediaId, ({ drafts }) => drafts.get(mediaId)), (draft) => {
        draft.flaw = flaw
      }),
    flagArticle: (appId, ref, flag) =>
      Effect.map(
        found(appId, "article", ref.msg_data_id, (account) => Comments.findRef(account, ref)),
        ({ article }) => {
          article.flag = flag
        }
      ),
    banPublished: (appId, articleId) =>
      Effect.map(found(appId, "article", articleId, ({ published }) => published.get(articleId)), (published) => {
        published.isBanned = true
      }),
    useMaterial: (appId, mediaId, inUse = true) =>
      Effect.map(found(appId, "material", mediaId, (account) => Files.material(account, mediaId)), (material) => {
        material.inUse = inUse
      }),
    answerMassMessage: (appId, answer) =>
      is(appId, "message", "that waits for its administrator", (account) => MassConfirmation.answer(account, answer))
  }
}

/**
 * The same, of whichever simulator runs now.
 *
 * @internal
 */
export const through = (
  now: <A, E>(use: (service: Service) => Effect.Effect<A, E>) => Effect.Effect<A, E>
): Service => ({
  setForms: (appId, forms) => now((service) => service.setForms(appId, forms)),
  addComment: (appId, comment) => now((service) => service.addComment(appId, comment)),
  withdrawComment: (appId, id) => now((service) => service.withdrawComment(appId, id)),
  addVoice: (appId, voice) => now((service) => service.addVoice(appId, voice)),
  flawDraft: (appId, mediaId, flaw) => now((service) => service.flawDraft(appId, mediaId, flaw)),
  flagArticle: (appId, article, flag) => now((service) => service.flagArticle(appId, article, flag)),
  banPublished: (appId, articleId) => now((service) => service.banPublished(appId, articleId)),
  useMaterial: (appId, mediaId, inUse) => now((service) => service.useMaterial(appId, mediaId, inUse)),
  answerMassMessage: (appId, answer) => now((service) => service.answerMassMessage(appId, answer))
})
