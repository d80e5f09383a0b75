/**
 * `/cgi-bin/message/template/subscribe`: one message for each time that a user has confirmed one.
 *
 * @internal
 */
import * as Either from "effect/Either"
import * as Reply from "../Reply.ts"
import * as failures from "../internal/failures.ts"
import type { AccountInterface, Interface } from "../internal/Interface.ts"
import * as Jump from "../internal/jump.ts"
import * as People from "../internal/people.ts"
import * as Read from "../internal/read.ts"
import { confirmationKey } from "../internal/templateState.ts"

const largestScene = 10_000
const longestTitle = 15
const longestContent = 200

const characters = (text: string): number => [...text].length

const send: AccountInterface = {
  name: "templateSubscribe",
  method: "POST",
  path: "/cgi-bin/message/template/subscribe",
  body: "json",
  speaker: "account",
  sets: [7],
  eligible: { official: "certified", service: "certified" },
  handle: ({ account, json, now }) => {
    const { templates } = account
    const touser = Read.text(json, "touser") ?? ""
    if (touser === "") return failures.invalidOpenId
    if (Read.text(json, "template_id") !== templates.subscribeTemplateId) return failures.invalidTemplateId
    const jump = Jump.read(json, templates.miniPrograms)
    if (Either.isLeft(jump)) return jump.left
    const scene = Read.integer(json, "scene")
    if (scene === undefined || scene < 0 || scene > largestScene) return failures.invalidScene
    const title = Read.text(json, "title") ?? ""
    if (title === "" || characters(title) > longestTitle) return failures.invalidTitleSize
    const data = Read.object(json, "data")
    if (data === undefined) return failures.dataFormat
    const content = Read.text(Read.object(data, "content") ?? {}, "value") ?? ""
    if (characters(content) > longestContent) return failures.contentSize
    // No page names the code of a message that nobody asked for; this is what subscription messages answer.
    if (!templates.confirmed.delete(confirmationKey(touser, scene))) return failures.userRefuses
    const place = People.attitudeOf(account, touser) === "left" ? "service notifications" : "chat"
    templates.subscriptionMessages.push({ at: now, touser, scene, title, content, place })
    return Reply.ok()
  }
}

/** @internal */
export const interfaces: ReadonlyArray<Interface> = [send]
