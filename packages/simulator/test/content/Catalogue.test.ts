import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as S from "./utils/Simulated.ts"

/** Every interface of the permission sets 7, 11 and 100, the withdrawn ones and the product card too. */
const interfaces = [
  ["POST", "/cgi-bin/draft/add"],
  ["POST", "/cgi-bin/draft/get"],
  ["POST", "/cgi-bin/draft/update"],
  ["POST", "/cgi-bin/draft/delete"],
  ["GET", "/cgi-bin/draft/count"],
  ["POST", "/cgi-bin/draft/batchget"],
  ["POST", "/cgi-bin/draft/switch"],
  ["POST", "/channels/ec/service/product/getcardinfo"],
  ["POST", "/cgi-bin/material/add_material"],
  ["POST", "/cgi-bin/material/get_material"],
  ["POST", "/cgi-bin/material/batchget_material"],
  ["GET", "/cgi-bin/material/get_materialcount"],
  ["POST", "/cgi-bin/material/del_material"],
  ["POST", "/cgi-bin/media/uploadimg"],
  ["POST", "/cgi-bin/material/add_news"],
  ["POST", "/cgi-bin/material/update_news"],
  ["POST", "/cgi-bin/media/upload"],
  ["GET", "/cgi-bin/media/get"],
  ["GET", "/cgi-bin/media/get/jssdk"],
  ["POST", "/cgi-bin/freepublish/submit"],
  ["POST", "/cgi-bin/freepublish/get"],
  ["POST", "/cgi-bin/freepublish/delete"],
  ["POST", "/cgi-bin/freepublish/getarticle"],
  ["POST", "/cgi-bin/freepublish/batchget"],
  ["POST", "/cgi-bin/media/uploadnews"],
  ["POST", "/cgi-bin/media/uploadvideo"],
  ["POST", "/cgi-bin/message/mass/sendall"],
  ["POST", "/cgi-bin/message/mass/send"],
  ["POST", "/cgi-bin/message/mass/preview"],
  ["POST", "/cgi-bin/message/mass/get"],
  ["POST", "/cgi-bin/message/mass/delete"],
  ["POST", "/cgi-bin/message/mass/speed/get"],
  ["POST", "/cgi-bin/message/mass/speed/set"],
  ["POST", "/cgi-bin/comment/open"],
  ["POST", "/cgi-bin/comment/close"],
  ["POST", "/cgi-bin/comment/list"],
  ["POST", "/cgi-bin/comment/markelect"],
  ["POST", "/cgi-bin/comment/unmarkelect"],
  ["POST", "/cgi-bin/comment/delete"],
  ["POST", "/cgi-bin/comment/reply/add"],
  ["POST", "/cgi-bin/comment/reply/delete"],
  ["POST", "/cgi-bin/message/template/send"],
  ["POST", "/cgi-bin/template/api_add_template"],
  ["GET", "/cgi-bin/template/get_all_private_template"],
  ["POST", "/cgi-bin/template/del_private_template"],
  ["GET", "/cgi-bin/template/get_industry"],
  ["POST", "/cgi-bin/template/api_set_industry"],
  ["POST", "/wxa/sec/queryblocktmplmsg"],
  ["POST", "/cgi-bin/message/template/subscribe"],
  ["POST", "/datacube/getarticlesummary"],
  ["POST", "/datacube/getarticletotal"],
  ["POST", "/datacube/getuserread"],
  ["POST", "/datacube/getuserreadhour"],
  ["POST", "/datacube/getusershare"],
  ["POST", "/datacube/getusersharehour"],
  ["POST", "/datacube/getarticleread"],
  ["POST", "/datacube/getarticleshare"],
  ["POST", "/datacube/getbizsummary"],
  ["POST", "/datacube/getarticletotaldetail"]
] as const

/** There is nothing at this path. */
const invalidUrl = 40066

describe("the simulator", () => {
  it.effect.each(interfaces)("plays %s %s", ([method, path]) =>
    S.alone(
      {},
      Effect.gen(function*() {
        const as = yield* S.direct()
        const { errcode } = yield* method === "GET" ? as.get(path) : as.post(path, {})
        assert.notStrictEqual(errcode, invalidUrl)
        // It asks for its own method, so the other one is refused.
        const other = yield* method === "GET" ? as.post(path, {}) : as.get(path)
        assert.strictEqual(other.errcode, method === "GET" ? 43001 : 43002)
      })
    ))

  it.effect("plays nothing else there", () =>
    S.alone(
      {},
      Effect.gen(function*() {
        const as = yield* S.direct()
        assert.strictEqual((yield* as.get("/cgi-bin/draft/nothing")).errcode, invalidUrl)
      })
    ))
})
