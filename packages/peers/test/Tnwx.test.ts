/**
 * tnwx 2.5.6: written for WeChat itself; only its HTTP delegate is replaced, by one that calls another host.
 */
import { assert, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { readFile } from "node:fs/promises"
import { basename } from "node:path"
import {
  ApiConfig,
  ApiConfigKit,
  type HttpDelegate,
  HttpKit,
  MediaApi,
  MediaType,
  type MsgAdapter,
  OpenAuthorizerAccessTokenApi,
  OpenComponentAccessTokenApi,
  OpenMpApi,
  WeChat
} from "tnwx"
import { bodyOf, callback, keys, merchant, pictureFile, platform } from "./utils/Platform.ts"

/** Calls the simulator where tnwx calls WeChat. What it has no use for here says so. */
const delegateTo = (baseUrl: string): HttpDelegate => {
  const send = (url: string, init?: RequestInit) =>
    fetch(url.replace(/^https:\/\/api\.weixin\.qq\.com/, baseUrl), init).then((response) => response.json())
  const unused = () => Promise.reject(new Error("not used"))
  return {
    httpGet: (url) => send(url),
    httpPost: (url, body) => send(url, { method: "POST", body }),
    upload: async (url, path) => {
      const form = new FormData()
      form.append("media", new Blob([await readFile(path)], { type: "image/png" }), basename(path))
      return send(url, { method: "POST", body: form })
    },
    httpGetToResponse: unused,
    httpPostToResponse: unused,
    httpDeleteToResponse: unused,
    httpPutToResponse: unused,
    httpPostWithCert: unused,
    uploadToResponse: unused
  }
}

it.scopedLive("tnwx goes all the way from a pushed ticket to a merchant's material", () =>
  Effect.gen(function*() {
    const { account, authorize, baseUrl, pushTo, pushes } = yield* platform
    const config = new ApiConfig(keys.appId, keys.secret, keys.token, true, keys.encodingAesKey)
    ApiConfigKit.putApiConfig(config)
    HttpKit.setHttpDelegate = delegateTo(baseUrl)

    const codes: Array<string> = []
    const adapter: Partial<MsgAdapter> = {
      processInComponentVerifyTicket: (message) => {
        config.setTicket = message.getTicket
        return Promise.resolve("success")
      },
      processInAuthMpEvent: (message) => {
        codes.push(message.authCode)
        return Promise.resolve("success")
      }
    }
    const url = yield* callback(async (message) => {
      const { searchParams } = new URL(message.url ?? "", "http://callback")
      const given = (name: string) => searchParams.get(name) ?? ""
      return WeChat.handleMsg(
        adapter as MsgAdapter,
        await bodyOf(message),
        given("msg_signature"),
        given("timestamp"),
        given("nonce")
      )
    })
    yield* pushTo(url)
    assert.match(config.getTicket, /^ticket@@@/)

    const component = yield* Effect.promise(() => OpenComponentAccessTokenApi.getAccessToken())
    assert.isAtLeast(component.getAccessToken.length, 100)
    const { pre_auth_code } = yield* Effect.promise(() => OpenMpApi.getPreAuthCode(keys.appId))
    assert.match(pre_auth_code, /^preauthcode@@@/)

    const code = yield* authorize
    const { authorization_info } = yield* Effect.promise(() => OpenMpApi.queryAuth(keys.appId, code))
    assert.strictEqual(authorization_info.authorizer_appid, merchant.appId)
    const token = yield* Effect.promise(() =>
      OpenAuthorizerAccessTokenApi.getAccessToken(
        merchant.appId,
        component.getAccessToken,
        authorization_info.authorizer_refresh_token
      )
    )
    const count = yield* Effect.promise(() =>
      HttpKit.getHttpDelegate.httpGet(
        `https://api.weixin.qq.com/cgi-bin/draft/count?access_token=${token.getAccessToken}`
      )
    )
    assert.deepStrictEqual(count, { total_count: 3 })

    const file = yield* pictureFile
    const { media_id } = yield* Effect.promise(() => MediaApi.addMaterial(file, MediaType.IMAGE, token))
    assert.deepStrictEqual((yield* account).material, [media_id])
    const deleted = yield* Effect.promise(() => MediaApi.delMaterial(media_id, token))
    assert.strictEqual(deleted.errcode, 0)
    assert.deepStrictEqual((yield* account).material, [])

    assert.deepStrictEqual(yield* pushes, ["component_verify_ticket accepted", "authorized accepted"])
    assert.deepStrictEqual(codes, [code])
  }))
