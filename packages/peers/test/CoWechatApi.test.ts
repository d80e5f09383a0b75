/**
 * co-wechat-api 3.11.0: a client of one account, written for WeChat itself; only the prefixes of the instance are set.
 */
import { assert, it } from "@effect/vitest"
import API from "co-wechat-api"
import * as Effect from "effect/Effect"
import { merchant, pictureFile, platform } from "./utils/Platform.ts"

const client = (baseUrl: string) => {
  const api = new API(merchant.appId, merchant.secret)
  api.prefix = `${baseUrl}/cgi-bin/`
  api.mpPrefix = `${baseUrl}/cgi-bin/`
  api.fileServerPrefix = `${baseUrl}/cgi-bin/`
  return api
}

it.scopedLive("co-wechat-api gets a token, counts drafts, uploads material and deletes it", () =>
  Effect.gen(function*() {
    const { account, baseUrl } = yield* platform
    const api = client(baseUrl)
    const { accessToken } = yield* Effect.promise(() => api.getAccessToken())
    const count = yield* Effect.promise(() => api.request(`${api.prefix}draft/count?access_token=${accessToken}`))
    assert.strictEqual(count.total_count, 3)

    const file = yield* pictureFile
    const { media_id } = yield* Effect.promise(() => api.uploadImageMaterial(file))
    assert.deepStrictEqual((yield* account).material, [media_id])
    const deleted = yield* Effect.promise(() => api.removeMaterial(media_id))
    assert.strictEqual(deleted.errcode, 0)
    assert.deepStrictEqual((yield* account).material, [])
  }))

it.scopedLive("co-wechat-api takes a refusal for what it is, and gets over a revoked token", () =>
  Effect.gen(function*() {
    const { baseUrl, control } = yield* platform
    const api = client(baseUrl)
    const error = yield* Effect.flip(Effect.tryPromise({
      try: () => api.removeMaterial("no-such-thing"),
      catch: (cause) => cause
    }))
    assert.include(error, { name: "WeChatAPIError", code: 40007 })
    assert.deepStrictEqual(yield* control("POST", "/tokens/revoke", { appId: merchant.appId }), { revoked: 1 })
    const { accessToken } = yield* Effect.promise(() => api.ensureAccessToken())
    const count = yield* Effect.promise(() => api.request(`${api.prefix}draft/count?access_token=${accessToken}`))
    assert.strictEqual(count.total_count, 3)
  }))
