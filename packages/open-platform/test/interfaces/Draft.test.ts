import { Draft } from "@effect-wechat/core"
import { OpenPlatform } from "@effect-wechat/open-platform"
import { Simulator } from "@effect-wechat/simulator"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Stream from "effect/Stream"
import * as Platform from "../utils/Platform.ts"
import * as Articles from "./utils/Articles.ts"

/** Runs a test on behalf of a new merchant. */
const onBehalf = <A, E, R>(
  test: Effect.Effect<A, E, R>,
  options: { readonly account?: Parameters<typeof Platform.merchant>[1]; readonly grant?: ReadonlyArray<number> } = {}
) =>
  Effect.gen(function*() {
    const appId = yield* Platform.merchant(options.grant, options.account)
    return yield* test.pipe(OpenPlatform.as(appId))
  }).pipe(Platform.run())

/** How a call failed, by its tag. */
const failed = <A, E extends { readonly _tag: string }, R>(call: Effect.Effect<A, E, R>) =>
  Effect.map(Effect.either(call), Either.match({ onLeft: ({ _tag }) => _tag, onRight: () => "it worked" }))

describe("drafts", () => {
  it.effect("are made, read, listed, changed and deleted on behalf of a merchant", () =>
    onBehalf(Effect.gen(function*() {
      const thumb_media_id = yield* Articles.cover
      const { media_id } = yield* Draft.add({
        articles: [
          { title: "春天 😀", author: "Ann", content: "<p>It is here.</p>", thumb_media_id, need_open_comment: 1 },
          {
            article_type: "newspic",
            title: "Pictures",
            content: "Of spring",
            image_info: { image_list: [{ image_media_id: thumb_media_id }] }
          }
        ]
      })
      assert.deepStrictEqual(yield* Draft.count(), { total_count: 1 })
      const { news_item: [text, pictures] } = yield* Draft.get({ media_id })
      assert.deepInclude(text, {
        article_type: "news",
        title: "春天 😀",
        author: "Ann",
        content: "<p>It is here.</p>",
        thumb_media_id,
        need_open_comment: 1
      })
      assert.deepInclude(pictures, {
        article_type: "newspic",
        image_info: { image_list: [{ image_media_id: thumb_media_id }] }
      })
      const page = yield* Draft.list({ offset: 0, count: 20, no_content: 1 })
      assert.deepInclude(page, { total_count: 1, item_count: 1 })
      assert.strictEqual(page.item[0]?.media_id, media_id)
      assert.strictEqual(page.item[0]?.update_time, Platform.start / 1000)
      assert.isUndefined(page.item[0]?.content.news_item[0]?.content)

      yield* Draft.update({
        media_id,
        index: 1,
        articles: { title: "Summer", content: "<p>It is hot.</p>", thumb_media_id }
      })
      const changed = yield* Draft.get({ media_id })
      assert.deepStrictEqual(changed.news_item.map(({ title }) => title), ["春天 😀", "Summer"])

      yield* Draft.delete({ media_id })
      assert.deepStrictEqual(yield* Draft.count(), { total_count: 0 })
      assert.strictEqual(yield* failed(Draft.get({ media_id })), "InvalidMediaId")
      assert.strictEqual(yield* failed(Draft.delete({ media_id })), "InvalidMediaId")
    })))

  it.effect("tell what WeChat finds wrong with an article", () =>
    Effect.gen(function*() {
      const tagOf = (
        change: Partial<Draft.NewsInput>,
        account: Parameters<typeof Platform.merchant>[1] = {}
      ) =>
        onBehalf(
          Effect.gen(function*() {
            const article = {
              title: "Spring",
              content: "<p>It is here.</p>",
              thumb_media_id: yield* Articles.cover,
              ...change
            }
            const media_id = yield* Articles.draft()
            return [
              yield* failed(Draft.add({ articles: [article] })),
              yield* failed(Draft.update({ media_id, index: 0, articles: article }))
            ]
          }),
          { account }
        )
      const twice = (tag: string) => [tag, tag]
      const product_info = { footer_product_info: { product_key: "KEY" } }
      assert.deepStrictEqual(yield* tagOf({ thumb_media_id: "UNKNOWN" }), twice("InvalidMediaId"))
      assert.deepStrictEqual(yield* tagOf({ product_info }), twice("SellingNotOpened"))
      assert.deepStrictEqual(yield* tagOf({ product_info }, { selling: "barred" }), twice("SellingBarred"))
      assert.deepStrictEqual(yield* tagOf({ product_info }, { selling: "open" }), twice("InvalidProduct"))
      assert.deepStrictEqual(yield* tagOf({ title: String.raw`\u6625` }, { forms: { escapes: "refused" } }), [
        "EscapedCharacters",
        "EscapedCharacters"
      ])
      // What only the page of the change documents is an error of any call on the other.
      assert.deepStrictEqual(yield* tagOf({ content_source_url: "nowhere" }), [
        "WeChatError",
        "InvalidContentSourceUrl"
      ])
      assert.deepStrictEqual(yield* tagOf({ content: "<script>1</script>" }), ["WeChatError", "InvalidContent"])
      assert.deepStrictEqual((yield* tagOf({ need_open_comment: 1 }, { comments: false }))[1], "CommentsNotPrivileged")
    }))

  it.effect("tell that there is no such article, or no such draft, to change", () =>
    onBehalf(Effect.gen(function*() {
      const media_id = yield* Articles.draft(2)
      const articles = { title: "Summer", content: "<p>It is hot.</p>", thumb_media_id: yield* Articles.cover }
      assert.strictEqual(yield* failed(Draft.update({ media_id, index: 2, articles })), "InvalidArticleIndex")
      assert.strictEqual(yield* failed(Draft.update({ media_id: "NONE", index: 0, articles })), "InvalidMediaId")
    })))

  it.effect("are looked for without switching anything on", () =>
    onBehalf(Effect.gen(function*() {
      assert.deepStrictEqual(yield* Draft.switchState(), { is_open: 0 })
      assert.deepStrictEqual(yield* Draft.switchState(), { is_open: 0 })
      yield* Draft.switchOnForEver()
      assert.deepStrictEqual(yield* Draft.switchState(), { is_open: 1 })
    })))

  it.effect("are out of reach without set 11, before anything is sent", () =>
    onBehalf(
      Effect.gen(function*() {
        const articles = [{ title: "Spring", content: "It is here.", thumb_media_id: "COVER" }] as const
        const { add, all, count, get, list, switchOnForEver, switchState, update } = Draft
        yield* Platform.forgetSeen
        for (
          const call of [
            failed(add({ articles })),
            failed(get({ media_id: "M" })),
            failed(update({ media_id: "M", index: 0, articles: articles[0] })),
            failed(Draft.delete({ media_id: "M" })),
            failed(count()),
            failed(list({ offset: 0, count: 1 })),
            failed(Stream.runDrain(all())),
            failed(switchState()),
            failed(switchOnForEver())
          ]
        ) assert.strictEqual(yield* call, "CallRefused")
        assert.deepStrictEqual((yield* Platform.asked).filter((name) => name.includes("raft")), [])
      }),
      { grant: [7] }
    ))
})

describe("5,000 drafts", () => {
  /** A merchant with so many drafts, who may delete them all on one day. */
  const withDrafts = Effect.gen(function*() {
    const simulator = yield* Simulator.Simulator
    const appId = yield* Platform.merchant()
    yield* simulator.setLimit(appId, "/cgi-bin/draft/delete", { daily: 10_000 })
    const ids = yield* simulator.addDrafts(appId, 5000)
    yield* Platform.forgetSeen
    // The newest first, as they are listed
    return { appId, ids: ids.toReversed(), simulator }
  })

  it.effect("are each visited once, while half of them are deleted", () =>
    Effect.gen(function*() {
      const { appId, ids } = yield* withDrafts
      const visited: Array<string> = []
      yield* Draft.all({ no_content: 1 }).pipe(
        Stream.runForEach(({ media_id }) =>
          visited.push(media_id) % 2 === 0 ? Draft.delete({ media_id }) : Effect.void
        ),
        OpenPlatform.as(appId)
      )
      assert.deepStrictEqual(visited, [...ids])
      assert.isAtMost(yield* Platform.timesAsked(Draft.list), 310)
      assert.deepStrictEqual(yield* Draft.count().pipe(OpenPlatform.as(appId)), { total_count: 2500 })
    }).pipe(Platform.run()))

  it.effect("are all gone after a program that deletes what it streams, in about a request a page", () =>
    Effect.gen(function*() {
      const { appId } = yield* withDrafts
      yield* Draft.all({ no_content: 1 }).pipe(
        Stream.runForEach(({ media_id }) => Draft.delete({ media_id })),
        OpenPlatform.as(appId)
      )
      assert.deepStrictEqual(yield* Draft.count().pipe(OpenPlatform.as(appId)), { total_count: 0 })
      assert.isAtMost(yield* Platform.timesAsked(Draft.list), 252)
    }).pipe(Platform.run()))

  it.effect("are each visited once while others add drafts and delete others", () =>
    Effect.gen(function*() {
      const { appId, ids, simulator } = yield* withDrafts
      const visited: Array<string> = []
      const deleted = new Set<string>()
      const remove = (media_id: string | undefined) =>
        media_id === undefined || deleted.has(media_id) ? Effect.void : Effect.andThen(
          Effect.sync(() => deleted.add(media_id)),
          Draft.delete({ media_id })
        )
      yield* Draft.all({ no_content: 1 }).pipe(
        Stream.runForEach(({ media_id }) =>
          Effect.gen(function*() {
            const nth = visited.push(media_id)
            if (nth % 3 === 0) yield* remove(media_id)
            // Somebody else, now and then: behind, before, and in front
            if (nth % 11 === 0) yield* remove(ids[(nth * 7919) % ids.length])
            if (nth % 13 === 0) yield* simulator.addDrafts(appId, 1 + nth % 40)
          })
        ),
        OpenPlatform.as(appId)
      )
      assert.strictEqual(new Set(visited).size, visited.length)
      const old = new Set<string>(ids)
      assert.deepStrictEqual(
        visited.filter((id) => old.has(id)),
        ids.filter((id) => visited.includes(id) || !deleted.has(id))
      )
      for (const id of ids) if (!deleted.has(id)) assert.include(visited, id)
    }).pipe(Platform.run()))
})
