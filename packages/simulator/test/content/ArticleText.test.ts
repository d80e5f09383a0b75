import { assert, describe, it } from "@effect/vitest"
import { Simulator, type World } from "@effect-wechat/simulator"
import * as Effect from "effect/Effect"
import * as S from "./utils/Simulated.ts"

const add = "/cgi-bin/draft/add"
const get = "/cgi-bin/draft/get"
const update = "/cgi-bin/draft/update"
const cards = "/channels/ec/service/product/getcardinfo"

/** Adds drafts of articles that differ from a good one. */
const adding = (as: S.Caller) =>
  Effect.map(S.cover(as), (thumb_media_id) => ({
    thumb_media_id,
    post: (...articles: ReadonlyArray<object>) =>
      as.post(add, {
        articles: articles.map((article) => ({ title: "T", content: "x", thumb_media_id, ...article }))
      })
  }))

const test = <A, E, R>(options: World.AccountOptions, body: (as: S.Caller) => Effect.Effect<A, E, R>) =>
  S.alone(options, Effect.flatMap(S.direct(), body))

describe("the text of an article", () => {
  it.effect("loses its scripts, and pictures that were not uploaded for it", () =>
    test({}, (as) =>
      Effect.gen(function*() {
        const { post } = yield* adding(as)
        const { json: own } = yield* as.upload("/cgi-bin/media/uploadimg", {}, S.form({ name: "a.png" }))
        const content = `<p>a</p><script type="x">alert("</p>")</script><SCRIPT>b()</SCRIPT >`
          + `<img class="c" src="${own.url}"><img src='https://example.com/mmbiz.qpic.cn/a.png'/><p>b</p>`
        const { json } = yield* post({ content })
        const read = yield* as.post(get, { media_id: json.media_id })
        assert.strictEqual(
          read.json.news_item[0].content,
          `<p>a</p><img class="c" src="${own.url}"><p>b</p>`
        )
      })))

  it.effect("is refused with 45166 when nothing else was in it", () =>
    test({}, (as) =>
      Effect.gen(function*() {
        const { post, thumb_media_id } = yield* adding(as)
        const content = "<script>alert(1)</script>"
        assert.strictEqual((yield* post({ content })).errcode, 45166)
        const media_id = yield* S.draft(as)
        const articles = { title: "T", content, thumb_media_id }
        assert.strictEqual((yield* as.post(update, { media_id, index: 0, articles })).errcode, 45166)
      })))

  it.effect("may be refused with 40033 for escaped letters, wherever they stand", () =>
    test({}, (as) =>
      Effect.gen(function*() {
        const simulator = yield* Simulator.Simulator
        const { thumb_media_id } = yield* adding(as)
        const send = (field: string, text: string) =>
          as.post(
            add,
            `{"articles":[{"title":"T","content":"x","thumb_media_id":"${thumb_media_id}","${field}":"${text}"}]}`
          )
        assert.isUndefined((yield* send("author", "\\u6807")).errcode)
        yield* simulator.setForms(S.appId, { escapes: "refused" })
        for (const field of ["title", "author", "digest", "content"]) {
          assert.strictEqual((yield* send(field, "\\u6807")).errcode, 40033)
          assert.isUndefined((yield* send(field, "标")).errcode)
        }
      })))
})

describe("a draft", () => {
  it.effect("has up to 8 articles, or as many as a test wants", () =>
    test({}, (as) =>
      Effect.gen(function*() {
        const { post } = yield* adding(as)
        assert.isUndefined((yield* post(...Array.from({ length: 8 }, () => ({})))).errcode)
        assert.strictEqual((yield* post(...Array.from({ length: 9 }, () => ({})))).errcode, 45008)
        yield* test({ caps: { articles: 1 } }, (small) =>
          Effect.gen(function*() {
            const { post } = yield* adding(small)
            assert.isUndefined((yield* post({})).errcode)
            assert.strictEqual((yield* post({}, {})).errcode, 45008)
          }))
      })))

  it.effect("opens no comments without the comment feature", () =>
    test({ comments: false }, (as) =>
      Effect.gen(function*() {
        const media_id = yield* S.draft(as)
        const articles = { title: "T", content: "x", thumb_media_id: yield* S.cover(as), need_open_comment: 1 }
        assert.strictEqual((yield* as.post(update, { media_id, index: 0, articles })).errcode, 88000)
      })))

  it.effect("can tell what its articles earn, and keep its times to itself", () =>
    test({ forms: { draftItem: "ads", articleTimes: "page" } }, (as) =>
      Effect.gen(function*() {
        const { post } = yield* adding(as)
        const { json } = yield* post({}, {})
        assert.deepEqual(json.item, [{ index: 0, ad_count: 0 }, { index: 1, ad_count: 0 }])
        const read = yield* as.post(get, { media_id: json.media_id })
        assert.deepEqual(Object.keys(read.json), ["news_item"])
        const listed = yield* as.post("/cgi-bin/draft/batchget", { offset: 0, count: 1 })
        assert.deepEqual(Object.keys(listed.json.item[0].content), ["news_item"])
      })))
})

describe("a product", () => {
  const product = { product_id: "10000", article_type: "newspic", card_type: 3 }
  const withKey = (product_key: unknown) => ({ product_info: { footer_product_info: { product_key } } })

  it.effect("gives a key that an article carries, and markup for its text", () =>
    test({ products: ["10000"] }, (as) =>
      Effect.gen(function*() {
        const { post } = yield* adding(as)
        const bar = yield* as.post(cards, product)
        assert.deepInclude(bar.json, { errcode: 0, errmsg: "ok" })
        assert.notProperty(bar.json, "DOM")
        const large = yield* as.post(cards, { ...product, article_type: "news", card_type: 0 })
        assert.match(large.json.DOM, /^<mp-common-product /)
        const { json } = yield* post({ ...withKey(bar.json.product_key), content: large.json.DOM })
        const read = yield* as.post(get, { media_id: json.media_id })
        assert.deepInclude(read.json.news_item[0], withKey(bar.json.product_key))
        assert.strictEqual(read.json.news_item[0].content, large.json.DOM)
        assert.strictEqual((yield* post(withKey("made up"))).errcode, 53405)
      })))

  it.effect("has cards of its own for each type of article", () =>
    test({ products: ["10000"] }, (as) =>
      Effect.gen(function*() {
        const codeOf = (options: object) =>
          Effect.map(as.post(cards, { ...product, ...options }), ({ errcode }) => errcode)
        for (const [article_type, card_types] of [["news", [0, 1, 2]], ["newspic", [1, 2, 3]]] as const) {
          for (const card_type of [0, 1, 2, 3]) {
            const fits = (card_types as ReadonlyArray<number>).includes(card_type)
            assert.strictEqual(yield* codeOf({ article_type, card_type }), fits ? 0 : 10170003)
          }
        }
        assert.strictEqual(yield* codeOf({ product_id: "10001" }), 10170001)
        assert.strictEqual(yield* codeOf({ article_type: "video" }), 10170002)
        assert.strictEqual(yield* codeOf({ card_type: 4 }), 10170003)
        assert.strictEqual(yield* codeOf({ card_type: undefined }), 10170003)
      })))

  it.effect("is none of an account that may not sell", () =>
    Effect.gen(function*() {
      const codesOf = (options: World.AccountOptions) =>
        test(options, (as) =>
          Effect.gen(function*() {
            const { post } = yield* adding(as)
            return [(yield* as.post(cards, product)).errcode, (yield* post(withKey("made up"))).errcode]
          }))
      assert.deepEqual(yield* codesOf({}), [10170001, 53406])
      assert.deepEqual(yield* codesOf({ selling: "barred", products: ["10000"] }), [10170001, 53404])
    }))

  it.effect("stands in a picture message up to 50 times", () =>
    test({}, (as) =>
      Effect.gen(function*() {
        const { post, thumb_media_id } = yield* adding(as)
        const card = "<mp-common-product data-cardtype=\"1\"></mp-common-product>"
        const image_info = { image_list: [{ image_media_id: thumb_media_id }] }
        const codeOf = (article_type: string, count: number) =>
          Effect.map(post({ article_type, image_info, content: card.repeat(count) }), ({ errcode }) => errcode)
        assert.isUndefined(yield* codeOf("newspic", 50))
        assert.strictEqual(yield* codeOf("newspic", 51), 45166)
        assert.isUndefined(yield* codeOf("news", 51))
      })))

  it.effect("is never asked for by a component", () =>
    S.provided(
      { account: { products: ["10000"] } },
      Effect.gen(function*() {
        const { asAccount } = yield* S.onBehalf([7, 11, 100])
        assert.strictEqual((yield* asAccount.post(cards, product)).errcode, 61007)
      })
    ))
})
