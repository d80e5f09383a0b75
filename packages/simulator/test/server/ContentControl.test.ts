import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import * as HttpApiClient from "@effect/platform/HttpApiClient"
import { assert, describe, it } from "@effect/vitest"
import { Control } from "@effect-wechat/simulator"
import * as Effect from "effect/Effect"
import { ask, postJson, start } from "../utils/Sockets.ts"

const account = { appId: "wx0000000000000001", secret: "secret", drafts: 1, sendProtection: true }
const path = { appId: account.appId }

const begin = Effect.gen(function*() {
  const { server, simulator } = yield* start({ world: { accounts: [account] } })
  const control = yield* HttpApiClient.make(Control.Api, { baseUrl: server.baseUrl }).pipe(
    Effect.provide(FetchHttpClient.layer)
  )
  const { text } = yield* ask(
    `${server.baseUrl}/cgi-bin/token?grant_type=client_credential&appid=${account.appId}&secret=secret`
  )
  const token: string = JSON.parse(text).access_token
  const call = (at: string, json: unknown) =>
    Effect.map(
      postJson(`${server.baseUrl}${at}?access_token=${token}`, json),
      ({ text }): Record<string, unknown> & { readonly errcode?: number } => JSON.parse(text)
    )
  return { control: control.content, accounts: control.accounts, server, simulator, token, call }
})

describe("the control API", () => {
  it.scopedLive("lets readers comment on what is out, and take it back", () =>
    Effect.gen(function*() {
      const { accounts, call, control, server, simulator } = yield* begin
      const [media_id] = (yield* simulator.account(account.appId)).drafts
      const job = yield* call("/cgi-bin/freepublish/submit", { media_id })
      const msg_data_id = String(job["msg_data_id"])
      const comment = control.addComment({ path, payload: { msg_data_id, content: "Hello", openId: "oA" } })
      assert.deepInclude(yield* Effect.flip(comment), { _tag: "NotInWorld", what: "article" })
      yield* server.advance("10 seconds")
      assert.deepInclude(yield* Effect.flip(comment), { _tag: "CannotComment", reason: "comments are closed" })
      yield* call("/cgi-bin/comment/open", { msg_data_id })
      const { user_comment_id } = yield* comment
      const shown = yield* accounts.one({ path })
      assert.deepStrictEqual(shown.comments, [{
        msg_data_id,
        index: 0,
        isOpen: true,
        comments: [{ user_comment_id, content: "Hello", isFeatured: false, isWithdrawn: false, openId: "oA" }]
      }])
      yield* control.withdrawComment({ path: { ...path, id: user_comment_id } })
      assert.isTrue((yield* accounts.one({ path })).comments[0]?.comments[0]?.isWithdrawn)

      yield* control.flagArticle({ path, payload: { msg_data_id, flag: "limited" } })
      assert.strictEqual((yield* call("/cgi-bin/comment/open", { msg_data_id })).errcode, 88002)
      const [published] = shown.published
      yield* control.banPublished({ path: { ...path, id: published?.article_id ?? "" } })
      const { publish_status } = yield* call("/cgi-bin/freepublish/get", { publish_id: job["publish_id"] })
      assert.strictEqual(publish_status, 6)
    }))

  it.scopedLive("flaws drafts, records voices, keeps files in use, and sets forms", () =>
    Effect.gen(function*() {
      const { call, control, server, simulator, token } = yield* begin
      const [media_id = ""] = (yield* simulator.account(account.appId)).drafts
      yield* control.flawDraft({ path: { ...path, id: media_id }, payload: { flaw: "unsaved" } })
      assert.strictEqual((yield* call("/cgi-bin/freepublish/submit", { media_id })).errcode, 53505)

      const voice = yield* control.addVoice({ path, payload: { speex: new Uint8Array([1, 2, 3]) } })
      const recorded = yield* ask(
        `${server.baseUrl}/cgi-bin/media/get/jssdk?access_token=${token}&media_id=${voice.media_id}`
      )
      assert.strictEqual(recorded.text, "\u0001\u0002\u0003")

      const form = new FormData()
      form.append("media", new Blob(["x"]), "a.png")
      const { text } = yield* ask(
        `${server.baseUrl}/cgi-bin/material/add_material?access_token=${token}&type=image`,
        { method: "POST", body: form }
      )
      const { media_id: image } = JSON.parse(text)
      const use = (inUse?: boolean) =>
        control.useMaterial({ path: { ...path, id: image }, payload: inUse === undefined ? {} : { inUse } })
      yield* use()
      assert.strictEqual((yield* call("/cgi-bin/material/del_material", { media_id: image })).errcode, 48005)
      yield* use(false)
      assert.strictEqual((yield* call("/cgi-bin/material/del_material", { media_id: image })).errcode, 0)

      yield* control.setForms({ path, payload: { unknownTag: 45159 } })
      const toTag = { filter: { tag_id: 5 }, msgtype: "text", text: { content: "x" } }
      assert.strictEqual((yield* call("/cgi-bin/message/mass/sendall", toTag)).errcode, 45159)
    }))

  it.scopedLive("answers for the administrator", () =>
    Effect.gen(function*() {
      const { accounts, call, control, server } = yield* begin
      const answer = control.answerMassMessage({ path, payload: { answer: "confirm" } })
      assert.deepInclude(yield* Effect.flip(answer), { _tag: "NotInWorld", what: "message" })
      yield* call("/cgi-bin/message/mass/sendall", {
        filter: { is_to_all: true },
        msgtype: "text",
        text: { content: "x" }
      })
      yield* server.advance("1 minute")
      const status = Effect.map(accounts.one({ path }), ({ messages }) => messages[0]?.status)
      assert.strictEqual(yield* status, "SENDING")
      yield* answer
      yield* server.advance("10 seconds")
      assert.strictEqual(yield* status, "SEND_SUCCESS")
    }))

  it.scopedLive("says 404, 409 and 400 in words about content, too", () =>
    Effect.gen(function*() {
      const { server } = yield* begin
      const url = `${server.baseUrl}${Control.prefix}/accounts`
      const post = (at: string, json: unknown, method?: string) => postJson(`${url}/${at}`, json, method)
      assert.strictEqual((yield* post("nobody/forms", {}, "PUT")).status, 404)
      assert.strictEqual((yield* post(`${account.appId}/forms`, { publishId: "number" }, "PUT")).status, 204)
      const wrong = yield* post(`${account.appId}/forms`, { publishID: "number" }, "PUT")
      assert.strictEqual(wrong.status, 400)
      assert.include(wrong.text, "publishID")
    }))
})
