import { assert, describe, it } from "@effect/vitest"
import { byPath } from "../../src/interfaces/index.ts"

type Requirement = "all" | "certified" | "none"

const everybody = { official: "all", service: "all" } as const
const certified = { official: "certified", service: "certified" } as const
const certifiedService = { official: "none", service: "certified" } as const
const certifiedOrService = { official: "certified", service: "all" } as const

type Row = readonly [
  name: string,
  method: "GET" | "POST",
  path: string,
  sets: ReadonlyArray<number> | "none",
  eligible: Readonly<Record<"official" | "service", Requirement>>,
  daily?: number
]

/** As the fact book tells them. What it does not know of `uploadvideo` is taken from `uploadnews`. */
const interfaces: ReadonlyArray<Row> = [
  ["draft_add", "POST", "/cgi-bin/draft/add", [11, 100], everybody, 1_000],
  ["getDraft", "POST", "/cgi-bin/draft/get", [11, 100], everybody, 500],
  ["draft_update", "POST", "/cgi-bin/draft/update", [11, 100], everybody, 1_000],
  ["draft_delete", "POST", "/cgi-bin/draft/delete", [11, 100], everybody, 1_000],
  ["draft_count", "GET", "/cgi-bin/draft/count", [11, 100], everybody, 1_000],
  ["draft_batchget", "POST", "/cgi-bin/draft/batchget", [11, 100], everybody, 1_000],
  ["draft_switch", "POST", "/cgi-bin/draft/switch", [11, 100], everybody],
  ["ecsgetproductcardinfo", "POST", "/channels/ec/service/product/getcardinfo", "none", everybody],
  ["addMaterial", "POST", "/cgi-bin/material/add_material", [11, 100], everybody],
  ["getMaterial", "POST", "/cgi-bin/material/get_material", [3, 11, 18, 30, 31, 100], everybody],
  ["batchGetMaterial", "POST", "/cgi-bin/material/batchget_material", [11, 100], everybody],
  ["getMaterialCount", "GET", "/cgi-bin/material/get_materialcount", [11, 100], everybody],
  ["delMaterial", "POST", "/cgi-bin/material/del_material", [11, 100], everybody],
  ["uploadImage", "POST", "/cgi-bin/media/uploadimg", [1, 8, 9, 11, 18, 37, 100], everybody],
  ["uploadTempMedia", "POST", "/cgi-bin/media/upload", [1, 3, 8, 9, 11, 19, 30, 31, 100], everybody, 100_000],
  ["getMedia", "GET", "/cgi-bin/media/get", [1, 3, 8, 9, 11, 19, 30, 31, 100], everybody, 200_000],
  ["getHDVoice", "GET", "/cgi-bin/media/get/jssdk", [1, 8, 9, 11, 100], certified],
  ["freepublish_submit", "POST", "/cgi-bin/freepublish/submit", [7], certifiedOrService, 100],
  ["freepublish_get", "POST", "/cgi-bin/freepublish/get", [7], certifiedOrService, 100],
  ["freepublishDelete", "POST", "/cgi-bin/freepublish/delete", [7], certifiedOrService, 10],
  ["freepublishGetarticle", "POST", "/cgi-bin/freepublish/getarticle", [7], certifiedOrService, 100],
  ["freepublish_batchget", "POST", "/cgi-bin/freepublish/batchget", [7], certifiedOrService, 100],
  ["uploadnewsmsg", "POST", "/cgi-bin/media/uploadnews", [1, 7, 8, 9, 11, 100], certified, 10],
  ["uploadvideo", "POST", "/cgi-bin/media/uploadvideo", [1, 7, 8, 9, 11, 100], certified],
  ["sendAll", "POST", "/cgi-bin/message/mass/sendall", [7], certified, 100],
  ["massSend", "POST", "/cgi-bin/message/mass/send", [7], certifiedService, 100],
  ["preview", "POST", "/cgi-bin/message/mass/preview", [7], certified],
  ["massmsgget", "POST", "/cgi-bin/message/mass/get", [7], certified],
  ["deleteMassMsg", "POST", "/cgi-bin/message/mass/delete", [7], certified, 10],
  ["getSpeed", "POST", "/cgi-bin/message/mass/speed/get", [7], certified],
  ["setSpeed", "POST", "/cgi-bin/message/mass/speed/set", [7], certified],
  ["openArticleComment", "POST", "/cgi-bin/comment/open", [7], certified],
  ["closeComment", "POST", "/cgi-bin/comment/close", [7], certified],
  ["listComment", "POST", "/cgi-bin/comment/list", [7], certified],
  ["electcomment", "POST", "/cgi-bin/comment/markelect", [7], certified],
  ["unelectcomment", "POST", "/cgi-bin/comment/unmarkelect", [7], certified],
  ["delcomment", "POST", "/cgi-bin/comment/delete", [7], certified],
  ["replycomment", "POST", "/cgi-bin/comment/reply/add", [7], certified],
  ["delreplycomment", "POST", "/cgi-bin/comment/reply/delete", [7], certified]
]

describe("the interfaces for drafts, material, publishing, mass messages and comments", () => {
  for (const [name, method, path, sets, eligible, daily] of interfaces) {
    it(`have ${name}, with its rights and its calls a day`, () => {
      const of = byPath.get(path)
      assert.deepInclude(of, { name, method, path, speaker: "account", sets, eligible })
      assert.strictEqual(of?.daily, daily)
    })
  }
})
