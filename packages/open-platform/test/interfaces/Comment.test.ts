import { AccessToken, Comment, Failure, MassMessage } from "@effect-wechat/core"
import { OpenPlatform } from "@effect-wechat/open-platform"
import { Simulator } from "@effect-wechat/simulator"
import { assert, describe, it } from "@effect/vitest"
import * as Chunk from "effect/Chunk"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import * as TestClock from "effect/TestClock"
import * as Platform from "../utils/Platform.ts"
import * as Articles from "./utils/Articles.ts"

type Account = NonNullable<Parameters<typeof Platform.merchant>[1]>

/** Runs a test on behalf of a new merchant. */
const onBehalf = <A, E, R>(
  test: Effect.Effect<A, E, R>,
  options: { readonly account?: Account; readonly grant?: ReadonlyArray<number> } = {}
) =>
  Effect.gen(function*() {
    const appId = yield* Platform.merchant(options.grant ?? [7, 11], options.account)
    return yield* test.pipe(OpenPlatform.as(appId))
  }).pipe(Platform.run())

/** What the test can do to the account that it speaks for. */
const world = Effect.gen(function*() {
  const simulator = yield* Simulator.Simulator
  const { appId } = yield* AccessToken.AccessToken
  return { simulator, appId: String(appId) }
})

/** Two articles that are out; comments on the second are open. */
const sentArticle = Effect.gen(function*() {
  const media_id = yield* Articles.draft(2)
  const sent = yield* MassMessage.send({
    clientmsgid: "list",
    touser: ["oA", "oB"],
    msgtype: "mpnews",
    mpnews: { media_id }
  })
  if (sent.msg_data_id === undefined) return assert.fail("articles without a number")
  yield* TestClock.adjust("10 seconds")
  const article = { msg_data_id: sent.msg_data_id, index: 1 }
  yield* Comment.open(article)
  return article
})

/** A reader writes. */
const write = (article: { readonly msg_data_id: string; readonly index: number }, content: string) =>
  Effect.flatMap(world, ({ appId, simulator }) => simulator.addComment(appId, { ...article, content }))

const firstPage = { begin: 0, count: 49, type: 0 } as const

/** How a call failed, by its tag. */
const tagOf = <A, E extends { readonly _tag: string }, R>(call: Effect.Effect<A, E, R>) =>
  Effect.match(call, { onFailure: ({ _tag }) => _tag, onSuccess: () => "it worked" })

describe("comments", () => {
  it.effect("are opened, read, featured, replied to and deleted on behalf of a merchant", () =>
    onBehalf(Effect.gen(function*() {
      const { appId, simulator } = yield* world
      const article = yield* sentArticle
      const openId = "oReader"
      const good = { ...article, user_comment_id: yield* write(article, "很好 😀") }
      const bad = {
        ...article,
        user_comment_id: yield* simulator.addComment(appId, { ...article, content: "Bad", anonymous: true })
      }
      const known = {
        ...article,
        user_comment_id: yield* simulator.addComment(appId, { ...article, content: "Known", openId })
      }

      const { comment: [third, second, first], total } = yield* Comment.list({ ...article, ...firstPage })
      assert.strictEqual(total, 3)
      assert.deepStrictEqual([first, second, third].map((each) => String(each?.user_comment_id)), [
        good.user_comment_id,
        bad.user_comment_id,
        known.user_comment_id
      ])
      assert.deepInclude(first, { content: "很好 😀", comment_type: 0, reply: [] })
      assert.notProperty(second, "openid")
      assert.strictEqual(String(third?.openid), openId)

      yield* Comment.feature(good)
      yield* Comment.reply({ ...good, content: "谢谢 😀" })
      for (const form of ["object", "list"] as const) {
        yield* simulator.setForms(appId, { commentReply: form })
        const featured = yield* Comment.list({ ...article, ...firstPage, type: 2 })
        assert.strictEqual(featured.total, 1)
        assert.deepInclude(featured.comment[0], { content: "很好 😀", comment_type: 1 })
        assert.deepStrictEqual(featured.comment[0]?.reply.map(({ content }) => content), ["谢谢 😀"], form)
      }
      assert.strictEqual((yield* Comment.list({ ...article, ...firstPage, type: 1 })).total, 2)

      yield* Comment.deleteReply(good)
      yield* Comment.unfeature(good)
      yield* Comment.delete(bad)
      const left = yield* Comment.list({ ...article, ...firstPage })
      assert.deepStrictEqual(left.comment.map(({ comment_type, content, reply }) => [content, comment_type, reply]), [
        ["Known", 0, []],
        ["很好 😀", 0, []]
      ])

      yield* Comment.close(article)
      assert.strictEqual(yield* tagOf(write(article, "Too late")), "CannotComment")
      yield* Comment.open(article)
      assert.strictEqual(yield* tagOf(write(article, "In time")), "it worked")
      // The first article is another one.
      assert.strictEqual(yield* tagOf(write({ ...article, index: 0 }, "Elsewhere")), "CannotComment")
    })))

  it.effect("are streamed to the last, while they are deleted", () =>
    onBehalf(Effect.gen(function*() {
      const article = yield* sentArticle
      const written = yield* Effect.forEach(Array.from({ length: 120 }, (_, at) => at), (at) => write(article, `${at}`))
      const all = yield* Stream.runCollect(Comment.all({ ...article, type: 0 }))
      assert.deepStrictEqual(Chunk.toReadonlyArray(all).map((each) => String(each.user_comment_id)).reverse(), written)

      yield* Comment.all({ ...article, type: 0 }).pipe(
        Stream.filter(({ content }) => Number(content) % 3 !== 0),
        Stream.runForEach(({ user_comment_id }) => Comment.delete({ ...article, user_comment_id }))
      )
      const left = yield* Stream.runCollect(Comment.all({ ...article, type: 0 }))
      assert.deepStrictEqual(
        Chunk.toReadonlyArray(left).map(({ content }) => Number(content)).reverse(),
        Array.from({ length: 40 }, (_, at) => at * 3)
      )
    })))

  it.effect("say by name why something cannot be done", () =>
    onBehalf(
      Effect.gen(function*() {
        const { appId, simulator } = yield* world
        const article = yield* sentArticle
        const comment = { ...article, user_comment_id: yield* write(article, "Good") }
        const other = { ...article, user_comment_id: yield* write(article, "Better") }
        const nowhere = { ...article, index: 7 }

        assert.strictEqual(yield* tagOf(Comment.open(nowhere)), "CommentedArticleNotFound")
        assert.strictEqual(yield* tagOf(Comment.close(nowhere)), "CommentedArticleNotFound")
        assert.strictEqual(yield* tagOf(Comment.list({ ...nowhere, ...firstPage })), "CommentedArticleNotFound")
        const ofComment = (given: { readonly index: number; readonly user_comment_id: string | number }) =>
          Effect.forEach(
            [
              tagOf(Comment.feature({ ...comment, ...given })),
              tagOf(Comment.unfeature({ ...comment, ...given })),
              tagOf(Comment.delete({ ...comment, ...given })),
              tagOf(Comment.reply({ ...comment, ...given, content: "Thanks" })),
              tagOf(Comment.deleteReply({ ...comment, ...given }))
            ],
            (tag) => tag
          )
        assert.deepStrictEqual([...new Set(yield* ofComment({ ...comment, index: 7 }))], ["CommentedArticleNotFound"])
        assert.deepStrictEqual([...new Set(yield* ofComment({ ...comment, user_comment_id: 1 }))], ["CommentNotFound"])
        assert.strictEqual(yield* tagOf(Comment.deleteReply(comment)), "ReplyNotFound")
        yield* simulator.setForms(appId, { missingReply: 87009 })
        assert.strictEqual(yield* tagOf(Comment.deleteReply(comment)), "ReplyNotDeletable")
        yield* Comment.reply({ ...comment, content: "Thanks" })
        assert.strictEqual(yield* tagOf(Comment.reply({ ...comment, content: "Thanks" })), "AlreadyReplied")
        assert.strictEqual(yield* tagOf(Comment.reply({ ...other, content: "x".repeat(11) })), "ReplyTooLong")
        yield* Comment.feature(comment)
        assert.strictEqual(yield* tagOf(Comment.feature(other)), "FeaturedCommentLimit")
        yield* simulator.withdrawComment(appId, other.user_comment_id)
        assert.strictEqual(yield* tagOf(Comment.feature(other)), "CommentWithdrawn")
        yield* simulator.flagArticle(appId, article, "limited")
        assert.strictEqual(yield* tagOf(Comment.open(article)), "ArticleLimited")
      }),
      { account: { caps: { featuredComments: 1, replyCharacters: 10 } } }
    ))

  it.effect("need the comment feature, which the merchant has to obtain", () =>
    onBehalf(
      Effect.gen(function*() {
        const error = yield* Effect.flip(Comment.open({ msg_data_id: 1, index: 0 }))
        assert.instanceOf(error, Failure.CommentsNotPrivileged)
        assert.strictEqual(error.who, "merchant")
      }),
      { account: { comments: false } }
    ))

  it.effect("of accounts that may not are refused before anything is sent", () =>
    Effect.gen(function*() {
      const refused = (options: { readonly account?: Account; readonly grant?: ReadonlyArray<number> }) =>
        onBehalf(
          Effect.gen(function*() {
            const tag = yield* tagOf(Comment.open({ msg_data_id: 1, index: 0 }))
            assert.strictEqual(yield* Platform.timesAsked(Comment.open), 0)
            return tag
          }),
          options
        )
      assert.strictEqual(yield* refused({ grant: [11] }), "CallRefused")
      assert.strictEqual(yield* refused({ account: { verifyType: -1 } }), "CallRefused")
      assert.strictEqual(yield* refused({ account: { kind: "official", verifyType: 1 } }), "CallRefused")
    }))

  it.effect("are replied to once, and not again, when the answer is lost", () =>
    onBehalf(Effect.gen(function*() {
      const { appId, simulator } = yield* world
      const article = yield* sentArticle
      const comment = { ...article, user_comment_id: yield* write(article, "Good") }
      yield* simulator.inject({ when: { endpoint: "replycomment", nth: 1 }, what: { _tag: "Cut", at: "after" } })
      assert.strictEqual(yield* tagOf(Comment.reply({ ...comment, content: "Thanks" })), "WeChatError")
      assert.strictEqual(yield* Platform.timesAsked(Comment.reply), 1)
      const { comments } = yield* simulator.account(appId)
      assert.deepStrictEqual(comments[1]?.comments.map(({ reply }) => reply), ["Thanks"])
    })))
})
