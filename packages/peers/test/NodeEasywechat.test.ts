/**
 * node-easywechat 3.6.2: written for WeChat itself; only `http.baseURL` is set.
 */
import { assert, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { CacheInterface, FormData, OpenPlatform, ServerRequest } from "node-easywechat"
import { bodyOf, callback, keys, merchant, picture, platform } from "./utils/Platform.ts"

/** Its own cache writes files, which would outlive the test. */
class Memory extends CacheInterface {
  readonly values = new Map<string, unknown>()
  override get = (key: string) => Promise.resolve(this.values.get(key))
  override has = (key: string) => Promise.resolve(this.values.has(key))
  override set = (key: string, data?: unknown) => Promise.resolve(this.values.set(key, data).size > 0)
  override delete = (key: string) => Promise.resolve(this.values.delete(key))
}

it.scopedLive("node-easywechat goes all the way from a pushed ticket to a merchant's material", () =>
  Effect.gen(function*() {
    const { account, authorize, baseUrl, pushTo, pushes } = yield* platform
    const cache = new Memory()
    // It wants to be made anew for each request that it answers.
    const make = () =>
      new OpenPlatform({
        app_id: keys.appId,
        secret: keys.secret,
        token: keys.token,
        aes_key: keys.encodingAesKey,
        http: { baseURL: `${baseUrl}/` }
      }).setCache(cache)
    const app = make()
    const codes: Array<string> = []
    const url = yield* callback(async (message) => {
      const request = await ServerRequest.createFromIncomingMessage(message, await bodyOf(message))
      const server = make().setRequest(request).getServer()
      server.handleAuthorized((authorized, next) => {
        codes.push(String(authorized["AuthorizationCode"]))
        return next?.(authorized)
      })
      const response = await server.serve()
      return response.getBody().toString()
    })
    yield* pushTo(url)
    assert.match(yield* Effect.promise(() => app.getVerifyTicket().getTicket()), /^ticket@@@/)

    const token = yield* Effect.promise(() => app.getComponentAccessToken().getToken())
    assert.isAtLeast(token.length, 100)
    const link = yield* Effect.promise(() => app.createPreAuthorizationUrl("https://merchant.example/back"))
    const page = yield* Effect.promise(() => fetch(link.replace("https://mp.weixin.qq.com", baseUrl)))
    assert.strictEqual(page.status, 200)

    const code = yield* authorize
    const authorization = yield* Effect.promise(() => app.getAuthorization(code))
    assert.strictEqual(authorization.getAppId(), merchant.appId)
    const official = yield* Effect.promise(() =>
      app.getOfficialAccountWithRefreshToken(authorization.getAppId(), authorization.getRefreshToken())
    )
    const client = official.getClient()
    const drafts = yield* Effect.promise(() => client.request("get", "cgi-bin/draft/count"))
    assert.strictEqual(drafts.toObject()["total_count"], 3)

    const form = new FormData()
    form.append("media", picture, { filename: "picture.png", contentType: "image/png" })
    const added = yield* Effect.promise(() =>
      client.request("post", "cgi-bin/material/add_material", { params: { type: "image" }, data: form })
    )
    const media_id: unknown = added.toObject()["media_id"]
    assert.deepStrictEqual((yield* account).material, [media_id])
    const deleted = yield* Effect.promise(() =>
      client.request("post", "cgi-bin/material/del_material", { data: { media_id } })
    )
    assert.propertyVal(deleted.toObject(), "errcode", 0)
    assert.deepStrictEqual((yield* account).material, [])

    assert.deepStrictEqual(yield* pushes, ["component_verify_ticket accepted", "authorized accepted"])
    assert.deepStrictEqual(codes, [code])
  }))
