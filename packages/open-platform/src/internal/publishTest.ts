import type { Credential, Identifiers, WeChatClient } from "@effect-wechat/core"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as ComponentApi from "../api/ComponentApi.ts"
import * as Reply from "../Reply.ts"
import type * as Content from "./callbackContent.ts"
import * as CustomMessage from "./customMessage.ts"
import * as Info from "./info.ts"

/** The accounts with which WeChat tests a platform before it publishes it, and their original ids. */
const accounts: ReadonlyMap<string, string> = new Map([
  ["wx570bc396a51b8ff8", "gh_3c884a361561"],
  ["wx9252c5e0bb1836fc", "gh_c0f28a78b318"],
  ["wx8e1097c5bc82cde9", "gh_3f222ed8d140"],
  ["wx14550af28c71a144", "gh_26128078e9ab"],
  ["wxa35b9c23cfe664eb", "gh_2b3713f184a6"]
])
const originalIds: ReadonlySet<string> = new Set(accounts.values())

/**
 * Whether an account is one of WeChat's own. None of them is a customer, so nothing of them is stored or handed on.
 *
 * @internal
 */
export const isTestAccount = (appId: string | undefined, originalId?: string): boolean =>
  appId === undefined ? originalId !== undefined && originalIds.has(originalId) : accounts.has(appId)

/** What the test wants: an answer at once, or something to be done after it. */
type Task =
  | { readonly _tag: "Reply"; readonly reply: Reply.Reply }
  | { readonly _tag: "Later"; readonly work: Effect.Effect<void> }
  | { readonly _tag: "Nothing" }

const greeting = "TESTCOMPONENT_MSG_TYPE_TEXT"
const codeMark = "QUERY_AUTH_CODE:"

/**
 * What to do with a message of the test.
 *
 * @internal
 */
export const make = (options: {
  readonly component: Identifiers.AppId
  readonly client: WeChatClient.Service
  readonly speaker: Credential.Service
}): (message: Content.ToAccount) => Task => {
  const { client, component, speaker } = options

  /** The code is exchanged and its token used once, in front of WeChat's eyes. */
  const prove = (code: string, touser: string): Effect.Effect<void> =>
    Effect.gen(function*() {
      const { authorization_info: info } = yield* client.call(
        ComponentApi.queryAuth,
        { component_appid: component, authorization_code: Redacted.make(code) },
        speaker
      )
      const { accessToken, appId } = Info.grantFrom(info, yield* Clock.currentTimeMillis)
      if (accessToken === undefined) return yield* Effect.logWarning("WeChat's test gave no token")
      yield* client.call(
        CustomMessage.sendText,
        { touser, msgtype: "text", text: { content: `${code}_from_api` } },
        { appId, issue: () => Effect.succeed(accessToken.value), reject: () => Effect.void }
      )
    }).pipe(
      Effect.catchAll((error) => Effect.logWarning(`WeChat's test of the platform fails: ${error.message}`))
    )

  return ({ FromUserName, event }) => {
    switch (event._tag) {
      case "Text": {
        const content = event.Content.trim()
        if (content === greeting) return { _tag: "Reply", reply: Reply.text(`${greeting}_callback`) }
        return content.startsWith(codeMark)
          ? { _tag: "Later", work: prove(content.slice(codeMark.length), FromUserName) }
          : { _tag: "Nothing" }
      }
      // The page does not ask for it any more, and it does no harm.
      case "AccountEvent":
        return { _tag: "Reply", reply: Reply.text(`${event.Event}from_callback`) }
      default:
        return { _tag: "Nothing" }
    }
  }
}
