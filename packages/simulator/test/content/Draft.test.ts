import { assert, describe, it } from "@effect/vitest"
import { AccessToken, Draft, WeChatClient } from "@effect-wechat/core"
import { Simulator } from "@effect-wechat/simulator"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as TestClock from "effect/TestClock"
import * as S from "./utils/Simulated.ts"

const add = "/cgi-bin/draft/add"
const get = "/cgi-bin/draft/get"
const update = "/cgi-bin/draft/update"
const remove = "/cgi-bin/draft/delete"
const count = "/cgi-bin/draft/count"
const batchget = "/cgi-bin/draft/batchget"
const draftSwitch = "/cgi-bin/draft/switch"

describe("adding a draft", () => {
  it.effect("keeps what was sent, and gives it back", () =>
    S.alone(
      {},
      Effect.gen(function*() {
        const as = yield* S.direct()
        const thumb_media_id = yield* S.cover(as)
        const article = {
          title: "标题/Title",
          author: "Ada",
          digest: "In short",
          content: "<p>a \"quote\", a \\ and a / </p>",
          content_source_url: "https://example.com/a?b=c",
          thumb_media_id,
          need_open_comment: 1,
          only_fans_can_comment: 0,
          pic_crop_235_1: "0_0_1_0.5"
        }
        const added = yield* as.post(add, { articles: [article] })
        assert.isUndefined(added.errcode)
        const read = yield* as.post(get, { media_id: added.json.media_id })
        assert.isUndefined(read.errcode)
        assert.deepInclude(read.json.news_item[0], { ...article, article_type: "news", show_cover_pic: 0 })
        assert.match(read.json.news_item[0].url, /^http:\/\/mp\.weixin\.qq\.com\/s\?/)
        assert.match(read.json.news_item[0].thumb_url, /^http:\/\/mmbiz\.qpic\.cn\//)
        assert.strictEqual(read.json.create_time, S.noon / 1000)
        assert.strictEqual(read.json.update_time, S.noon / 1000)
        // As on the wire: not JSON by its type, and slashes escaped.
        assert.strictEqual(read.headers["content-type"], "text/plain")
        assert.include(read.text, "https:\\/\\/example.com\\/a?b=c")
      })
    ))

  it.effect("takes escaped letters for what they look like", () =>
    S.alone(
      {},
      Effect.gen(function*() {
        const as = yield* S.direct()
        const thumb = yield* S.cover(as)
        const { json } = yield* as.post(
          add,
          `{"articles":[{"title":"\\u6807","content":"x","thumb_media_id":"${thumb}"}]}`
        )
        const read = yield* as.post(get, { media_id: json.media_id })
        assert.strictEqual(read.json.news_item[0].title, "\\u6807")
      })
    ))

  it.effect("makes the digest of a single article from its first 54 characters", () =>
    S.alone(
      {},
      Effect.gen(function*() {
        const as = yield* S.direct()
        const thumb_media_id = yield* S.cover(as)
        const article = { title: "T", content: `<p>${"字".repeat(60)}</p>`, thumb_media_id }
        const single = yield* as.post(add, { articles: [article] })
        const several = yield* as.post(add, { articles: [article, article] })
        const one = yield* as.post(get, { media_id: single.json.media_id })
        const two = yield* as.post(get, { media_id: several.json.media_id })
        assert.strictEqual(one.json.news_item[0].digest, "字".repeat(54))
        assert.deepEqual(two.json.news_item.map(({ digest }: { digest: string }) => digest), ["", ""])
      })
    ))

  it.effect("counts lengths in characters, and refuses what is one too long", () =>
    S.alone(
      {},
      Effect.gen(function*() {
        const as = yield* S.direct()
        const thumb_media_id = yield* S.cover(as)
        const codeOf = (article: object) =>
          Effect.map(
            as.post(add, { articles: [{ title: "T", content: "x", thumb_media_id, ...article }] }),
            ({ errcode }) => errcode
          )
        const url = "https://example.com/"
        const fits = [
          { title: "😀".repeat(32) },
          { author: "字".repeat(16) },
          { digest: "字".repeat(128) },
          { content: "字".repeat(19_999) },
          { content_source_url: url + "a".repeat(1024 - url.length) }
        ]
        for (const article of fits) assert.isUndefined(yield* codeOf(article))
        assert.strictEqual(yield* codeOf({ title: "字".repeat(33) }), 45003)
        assert.strictEqual(yield* codeOf({ author: "字".repeat(17) }), 45110)
        assert.strictEqual(yield* codeOf({ digest: "字".repeat(129) }), 45004)
        assert.strictEqual(yield* codeOf({ content: "字".repeat(20_000) }), 45002)
        assert.strictEqual(yield* codeOf({ content_source_url: url + "a".repeat(1025 - url.length) }), 45005)
        assert.strictEqual(yield* codeOf({ content_source_url: "javascript:alert(1)" }), 41039)
        assert.strictEqual(yield* codeOf({ title: "" }), 41011)
        assert.strictEqual(yield* codeOf({ content: "" }), 44004)
        assert.strictEqual(yield* codeOf({ title: { not: "a text" } }), 47001)
      })
    ))

  it.effect("wants a permanent image as cover: no temporary one, no video, and none that was deleted", () =>
    S.alone(
      {},
      Effect.gen(function*() {
        const as = yield* S.direct()
        const permanent = yield* S.cover(as)
        const voice = yield* as.upload("/cgi-bin/material/add_material", { type: "voice" }, S.form({ name: "a.mp3" }))
        const temporary = yield* as.upload("/cgi-bin/media/upload", { type: "image" }, S.form({ name: "a.png" }))
        const codeOf = (thumb_media_id: string | undefined) =>
          Effect.map(
            as.post(add, { articles: [{ title: "T", content: "x", thumb_media_id }] }),
            ({ errcode }) => errcode
          )
        assert.isUndefined(yield* codeOf(permanent))
        assert.strictEqual(yield* codeOf(voice.json.media_id), 40007)
        assert.strictEqual(yield* codeOf(temporary.json.media_id), 40007)
        assert.strictEqual(yield* codeOf(undefined), 40007)
        yield* as.post("/cgi-bin/material/del_material", { media_id: permanent })
        assert.strictEqual(yield* codeOf(permanent), 40007)
      })
    ))

  it.effect("takes up to 20 permanent images for a picture message, which needs no cover", () =>
    S.alone(
      {},
      Effect.gen(function*() {
        const as = yield* S.direct()
        const image_media_id = yield* S.cover(as)
        const post = (images: ReadonlyArray<string>) =>
          as.post(add, {
            articles: [{
              article_type: "newspic",
              title: "T",
              content: "x",
              image_info: { image_list: images.map((id) => ({ image_media_id: id })) }
            }]
          })
        const added = yield* post(Array.from({ length: 20 }, () => image_media_id))
        const read = yield* as.post(get, { media_id: added.json.media_id })
        assert.strictEqual(read.json.news_item[0].article_type, "newspic")
        assert.lengthOf(read.json.news_item[0].image_info.image_list, 20)
        assert.strictEqual((yield* post(Array.from({ length: 21 }, () => image_media_id))).errcode, 45020)
        assert.strictEqual((yield* post(["nothing"])).errcode, 40007)
        assert.strictEqual((yield* post([])).errcode, 41011)
      })
    ))

  it.effect("refuses bodies that hold no articles", () =>
    S.alone(
      {},
      Effect.gen(function*() {
        const as = yield* S.direct()
        assert.strictEqual((yield* as.post(add, "not JSON")).errcode, 47001)
        assert.strictEqual((yield* as.post(add, {})).errcode, 41011)
        assert.strictEqual((yield* as.post(add, { articles: {} })).errcode, 47001)
        assert.strictEqual((yield* as.post(add, { articles: [] })).errcode, 44003)
        const empty = yield* as.empty(add)
        assert.strictEqual(empty.errcode, 44002)
        assert.match(empty.json.errmsg, / rid: [0-9a-f]{8}-[0-9a-f]{8}-[0-9a-f]{8}$/)
      })
    ))
})

describe("changing a draft", () => {
  it.effect("counts articles from 0, and replaces the whole article", () =>
    S.alone(
      {},
      Effect.gen(function*() {
        const as = yield* S.direct()
        const media_id = yield* S.draft(as, 2)
        const thumb_media_id = yield* S.cover(as)
        yield* TestClock.adjust("1 hour")
        const articles = { title: "New", content: "new", thumb_media_id }
        const changed = yield* as.post(update, { media_id, index: 1, articles })
        assert.deepEqual(changed.json, { errcode: 0, errmsg: "ok" })
        const { json } = yield* as.post(get, { media_id })
        assert.deepEqual(json.news_item.map(({ title }: { title: string }) => title), ["Article 1", "New"])
        assert.strictEqual(json.create_time, S.noon / 1000)
        assert.strictEqual(json.update_time, S.noon / 1000 + 3600)
        for (const index of [2, -1, "x", undefined]) {
          assert.strictEqual((yield* as.post(update, { media_id, index, articles })).errcode, 40114)
        }
      })
    ))

  it.effect("refuses an unknown draft, an array of articles, and what no article may be", () =>
    S.alone(
      {},
      Effect.gen(function*() {
        const as = yield* S.direct()
        const media_id = yield* S.draft(as)
        const thumb_media_id = yield* S.cover(as)
        const articles = { title: "New", content: "new", thumb_media_id }
        assert.strictEqual((yield* as.post(update, { media_id: "nothing", index: 0, articles })).errcode, 40007)
        assert.strictEqual((yield* as.post(update, { media_id, index: 0, articles: [articles] })).errcode, 47001)
        assert.strictEqual((yield* as.post(update, { media_id, index: 0 })).errcode, 41011)
        const long = { ...articles, title: "x".repeat(33) }
        assert.strictEqual((yield* as.post(update, { media_id, index: 0, articles: long })).errcode, 45003)
      })
    ))

  it.effect("opens no comments for an account that is not verified", () =>
    S.alone(
      { verifyType: -1 },
      Effect.gen(function*() {
        const as = yield* S.direct()
        const media_id = yield* S.draft(as)
        const articles = { title: "New", content: "new", thumb_media_id: yield* S.cover(as), need_open_comment: 1 }
        assert.strictEqual((yield* as.post(update, { media_id, index: 0, articles })).errcode, 88000)
      })
    ))
})

describe("the draft box", () => {
  it.effect("deletes a draft once, and never that of another account", () =>
    S.simulated(
      { world: { accounts: [S.account(), { appId: "wx00000000000000bb", secret: S.secret, drafts: 1 }] } },
      Effect.gen(function*() {
        const simulator = yield* Simulator.Simulator
        const as = yield* S.direct()
        const media_id = yield* S.draft(as)
        const { drafts: foreign } = yield* simulator.account("wx00000000000000bb")
        assert.strictEqual((yield* as.post(remove, { media_id: foreign[0] })).errcode, 40007)
        assert.deepEqual((yield* as.post(remove, { media_id })).json, { errcode: 0, errmsg: "ok" })
        assert.strictEqual((yield* as.post(remove, { media_id })).errcode, 40007)
        assert.strictEqual((yield* as.post(get, { media_id })).errcode, 40007)
        assert.deepEqual((yield* as.get(count)).json, { total_count: 0 })
        assert.lengthOf((yield* simulator.account("wx00000000000000bb")).drafts, 1)
      })
    ))

  it.effect("lists what changed last first, page by page", () =>
    S.alone(
      {},
      Effect.gen(function*() {
        const as = yield* S.direct()
        const first = yield* S.draft(as)
        const second = yield* S.draft(as)
        const third = yield* S.draft(as)
        const articles = { title: "New", content: "new", thumb_media_id: yield* S.cover(as) }
        yield* TestClock.adjust("1 minute")
        yield* as.post(update, { media_id: first, index: 0, articles })
        const { json } = yield* as.post(batchget, { offset: 0, count: 2 })
        assert.strictEqual(json.total_count, 3)
        assert.strictEqual(json.item_count, 2)
        assert.deepEqual(json.item.map((item: { media_id: string }) => item.media_id), [first, third])
        assert.strictEqual(json.item[0].update_time, S.noon / 1000 + 60)
        assert.strictEqual(json.item[0].content.update_time, S.noon / 1000 + 60)
        assert.strictEqual(json.item[0].content.create_time, S.noon / 1000)
        assert.strictEqual(json.item[0].content.news_item[0].content, "new")
        const rest = yield* as.post(batchget, { offset: 2, count: 20, no_content: 1 })
        assert.deepEqual(rest.json.item.map((item: { media_id: string }) => item.media_id), [second])
        assert.notProperty(rest.json.item[0].content.news_item[0], "content")
        assert.property(rest.json.item[0].content.news_item[0], "title")
        const beyond = yield* as.post(batchget, { offset: 3, count: 20 })
        assert.deepInclude(beyond.json, { total_count: 3, item_count: 0, item: [] })
      })
    ))

  it.effect("gives pages of 1 to 20", () =>
    S.alone(
      { drafts: 30 },
      Effect.gen(function*() {
        const as = yield* S.direct()
        assert.lengthOf((yield* as.post(batchget, { offset: 0, count: 20 })).json.item, 20)
        for (
          const bad of [{ offset: 0, count: 21 }, { offset: 0, count: 0 }, { offset: -1, count: 1 }, { offset: 0 }]
        ) {
          assert.strictEqual((yield* as.post(batchget, bad)).errcode, 40097)
        }
      })
    ))

  it.effect("lists thousands of drafts, each of them once", () =>
    S.alone(
      { drafts: 5000 },
      Effect.gen(function*() {
        const simulator = yield* Simulator.Simulator
        const as = yield* S.direct()
        const seen = new Set<string>()
        for (let offset = 0; offset < 5000; offset += 20) {
          const { json } = yield* as.post(batchget, { offset, count: 20, no_content: 1 })
          for (const { media_id } of json.item) seen.add(media_id)
        }
        assert.deepEqual([...seen].toSorted(), [...(yield* simulator.account(S.appId)).drafts].toSorted())
        assert.strictEqual(seen.size, 5000)
      })
    ))

  it.effect("loses exactly what is deleted while it is listed", () =>
    S.alone(
      { drafts: 50 },
      Effect.gen(function*() {
        const as = yield* S.direct()
        const deleted = new Set<string>()
        for (let left = 50; left > 0; left -= 10) {
          const { json } = yield* as.post(batchget, { offset: 0, count: 10, no_content: 1 })
          assert.strictEqual(json.total_count, left)
          for (const { media_id } of json.item) {
            assert.strictEqual((yield* as.post(remove, { media_id })).errcode, 0)
            deleted.add(media_id)
          }
        }
        assert.strictEqual(deleted.size, 50)
        assert.deepEqual((yield* as.get(count)).json, { total_count: 0 })
      })
    ))

  it.effect("is switched on for good by a call without checkonly", () =>
    S.alone(
      {},
      Effect.gen(function*() {
        const as = yield* S.direct()
        const isOpen = Effect.map(as.empty(draftSwitch, { checkonly: "1" }), ({ json }) => json.is_open)
        assert.strictEqual(yield* isOpen, 0)
        assert.deepEqual((yield* as.empty(draftSwitch)).json, { errcode: 0, errmsg: "ok" })
        assert.strictEqual(yield* isOpen, 1)
      })
    ))

  it.effect("is open to a component with set 11 or 100, and to no other", () =>
    S.provided(
      {},
      Effect.gen(function*() {
        for (const [set, errcode] of [[11, undefined], [100, undefined], [7, 61007]] as const) {
          const { asAccount } = yield* S.onBehalf([set])
          assert.strictEqual((yield* asAccount.get(count)).errcode, errcode)
        }
      })
    ))

  it.effect("answers a thousand counts and five hundred reads a day, and again after midnight in China", () =>
    S.alone(
      { drafts: 1 },
      Effect.gen(function*() {
        const as = yield* S.direct()
        const media_id = (yield* (yield* Simulator.Simulator).account(S.appId)).drafts[0]
        yield* Effect.repeatN(as.get(count), 999)
        const refused = yield* as.get(count)
        assert.strictEqual(refused.errcode, 45009)
        assert.match(refused.json.errmsg, /^reach max api daily quota limit rid: /)
        yield* Effect.repeatN(as.post(get, { media_id }), 499)
        assert.strictEqual((yield* as.post(get, { media_id })).errcode, 45009)
        yield* TestClock.adjust("12 hours")
        const tomorrow = yield* S.direct()
        assert.strictEqual((yield* tomorrow.get(count)).json.total_count, 1)
      })
    ))

  it.effect("is what the client of this project finds", () => {
    const credential = AccessToken.layerDirect({ appId: S.appId, secret: Redacted.make(S.secret) })
    return S.alone(
      { drafts: 3 },
      Effect.gen(function*() {
        assert.strictEqual((yield* Draft.count()).total_count, 3)
      }).pipe(Effect.provide(credential.pipe(Layer.provideMerge(WeChatClient.layer()))))
    )
  })
})
