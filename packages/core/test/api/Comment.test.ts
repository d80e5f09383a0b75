import { Comment, type Endpoint, Failure, Identifiers } from "@effect-wechat/core"
import { assert, describe, it } from "@effect/vitest"
import * as FastCheck from "effect/FastCheck"
import * as Arbitraries from "../utils/Arbitraries.ts"
import * as Endpoints from "../utils/Endpoints.ts"

const article = { msg_data_id: 2454358828, index: 0 }
const comment = { ...article, user_comment_id: "271781022721654785" }

const index = FastCheck.nat({ max: 7 })
const ofArticle = { msg_data_id: Arbitraries.msgId, index }

const page = { ...article, begin: 0, count: 49, type: 0 } as const

const articleCalls = [Comment.open, Comment.close]
const commentCalls = [Comment.feature, Comment.unfeature, Comment.delete, Comment.deleteReply]

describe("an article", () => {
  for (const call of articleCalls) {
    it.prop(`is named to ${call.name} by an exact number and an index that is always sent`, ofArticle, (given) => {
      assert.deepStrictEqual(
        call.encode({ msg_data_id: given.msg_data_id.given, index: given.index }),
        Arbitraries.right(`{"msg_data_id":${given.msg_data_id.digits},"index":${given.index}}`)
      )
    })
  }

  const anyCalls: ReadonlyArray<Endpoint.Any & Parameters<typeof Endpoints.issuesOf>[0]> = [
    ...articleCalls,
    ...commentCalls,
    Comment.list,
    Comment.reply
  ]
  for (const call of anyCalls) {
    it(`is never the first one by omission: ${call.name} asks for its index, counted from 0`, () => {
      const { index: _index, ...without } = { ...comment, ...page, content: "Thanks" }
      assert.deepInclude(Endpoints.issuesOf(call, without), { field: "index", rule: "is required" })
      for (const wrong of [-1, 1.5, "0", null]) {
        assert.include(Endpoints.issuesOf(call, { ...without, index: wrong }).map(({ field }) => field), "index")
      }
    })
  }
})

describe("a comment", () => {
  for (const call of commentCalls) {
    it.prop(
      `is named to ${call.name} by numbers that lose no digit`,
      { ...ofArticle, user_comment_id: Arbitraries.msgId },
      (given) => {
        assert.deepStrictEqual(
          call.encode({
            msg_data_id: given.msg_data_id.given,
            index: given.index,
            user_comment_id: given.user_comment_id.given
          }),
          Arbitraries.right(
            `{"msg_data_id":${given.msg_data_id.digits},"index":${given.index},`
              + `"user_comment_id":${given.user_comment_id.digits}}`
          )
        )
      }
    )
  }

  it.prop("is replied to in the words of the caller", { content: Arbitraries.id }, ({ content }) => {
    assert.deepStrictEqual(Endpoints.written(Comment.reply, { ...comment, content }), {
      ...article,
      user_comment_id: 271781022721654785n,
      content
    })
  })

  it("is never replied to with nothing", () => {
    assert.deepStrictEqual(Endpoints.issuesOf(Comment.reply, { ...comment, content: "" }), [
      { field: "content", rule: "must be a text that is not empty" }
    ])
  })
})

describe("Comment.list", () => {
  it.prop(
    "asks for a page as the interface documents it",
    {
      ...ofArticle,
      begin: FastCheck.maxSafeNat(),
      count: FastCheck.integer({ min: 1, max: 49 }),
      type: FastCheck.constantFrom(0 as const, 1 as const, 2 as const)
    },
    ({ msg_data_id, ...rest }) => {
      const { begin, count, index, type } = rest
      assert.deepStrictEqual(
        Comment.list.encode({ msg_data_id: msg_data_id.given, ...rest }),
        Arbitraries.right(
          `{"msg_data_id":${msg_data_id.digits},"index":${index},"begin":${begin},"count":${count},"type":${type}}`
        )
      )
    }
  )

  it("keeps the count below 50 and above 0, and the beginning from 0 on", () => {
    assert.deepStrictEqual(Endpoints.issuesOf(Comment.list, { ...page, count: 50 }), [
      { field: "count", rule: "must be a whole number from 1 to 49; it is 50" }
    ])
    assert.deepStrictEqual(Endpoints.issuesOf(Comment.list, { ...page, count: 0 }), [
      { field: "count", rule: "must be a whole number from 1 to 49; it is 0" }
    ])
    assert.strictEqual(Endpoints.issuesOf(Comment.list, { ...page, begin: -1 })[0]?.field, "begin")
    assert.strictEqual(Endpoints.issuesOf(Comment.list, { ...page, type: 3 })[0]?.field, "type")
  })

  const row = `"user_comment_id":271781022721654785,"create_time":1700000000,"content":"Good","comment_type":0`
  const read = {
    user_comment_id: Identifiers.UserCommentId.make("271781022721654785"),
    create_time: 1700000000,
    content: "Good",
    comment_type: 0
  }
  const reply = { content: "Thanks", create_time: 1700000001 }

  const forms: ReadonlyArray<readonly [what: string, json: string, replies: Comment.Row["reply"]]> = [
    ["without a reply", "", []],
    ["with a reply as an object, as on the page", `,"reply":${JSON.stringify(reply)}`, [reply]],
    ["with a list of replies, as others have seen it", `,"reply":[${JSON.stringify(reply)}]`, [reply]],
    ["with an empty list of replies", `,"reply":[]`, []],
    ["with null for a reply", `,"reply":null`, []]
  ]
  for (const [what, json, replies] of forms) {
    it(`reads a comment ${what}, and loses no digit of its id`, () => {
      assert.deepStrictEqual(Endpoints.read(Comment.list, `{"total":1,"comment":[{${row}${json}}]}`), {
        total: 1,
        comment: [{ ...read, reply: replies }]
      })
    })
  }

  it("reads all that a reply can hold, and passes over what it does not know", () => {
    assert.deepStrictEqual(
      Endpoints.read(
        Comment.list,
        `{"errcode":0,"errmsg":"ok","total":1,"new":1,"comment":[{${row},"openid":"OPENID","new":[{}]}]}`
      ),
      { total: 1, comment: [{ ...read, openid: Identifiers.OpenId.make("OPENID"), reply: [] }] }
    )
  })

  it("takes a missing list for an empty one", () => {
    assert.deepStrictEqual(Endpoints.read(Comment.list, `{"errcode":0,"errmsg":"ok","total":0}`), {
      total: 0,
      comment: []
    })
  })
})

describe("failures", () => {
  const { CommentNotFound, CommentedArticleNotFound, CommentsNotPrivileged } = Failure
  const general = [CommentsNotPrivileged, CommentedArticleNotFound, CommentNotFound]
  const { close, deleteReply, feature, list, open, unfeature } = Comment

  Endpoints.failsWith(open, open(article), [CommentsNotPrivileged, CommentedArticleNotFound, Failure.ArticleLimited])
  Endpoints.failsWith(close, close(article), [CommentsNotPrivileged, CommentedArticleNotFound])
  Endpoints.failsWith(list, list({ ...article, begin: 0, count: 49, type: 0 }), [
    CommentsNotPrivileged,
    CommentedArticleNotFound,
    Failure.CommentCountOutOfRange
  ])
  Endpoints.failsWith(feature, feature(comment), [...general, Failure.FeaturedCommentLimit, Failure.CommentWithdrawn])
  Endpoints.failsWith(unfeature, unfeature(comment), general)
  Endpoints.failsWith(Comment.delete, Comment.delete(comment), general)
  Endpoints.failsWith(Comment.reply, Comment.reply({ ...comment, content: "Thanks" }), [
    ...general,
    Failure.AlreadyReplied,
    Failure.ReplyTooLong
  ])
  Endpoints.failsWith(deleteReply, deleteReply(comment), [...general, Failure.ReplyNotDeletable, Failure.ReplyNotFound])
})

describe("the types of comments", () => {
  it("keep positions that count from 1 and ids of other things away", () => {
    const msg_data_id = Identifiers.MsgDataId.make("2454358828")
    const user_comment_id = Identifiers.UserCommentId.make("271781022721654785")
    void Comment.open({ msg_data_id, index: Identifiers.ArticleIndex.make(0) })
    void Comment.feature({ msg_data_id, index: 0, user_comment_id })
    // @ts-expect-error comments count articles from 0
    void Comment.open({ msg_data_id, index: Identifiers.ArticlePosition.make(1) })
    // @ts-expect-error which article?
    void Comment.open({ msg_data_id })
    // @ts-expect-error a message is not its articles
    void Comment.open({ msg_data_id: Identifiers.MsgId.make("1"), index: 0 })
    // @ts-expect-error a published article is not the articles of a message
    void Comment.open({ msg_data_id: Identifiers.ArticleId.make("A"), index: 0 })
    // @ts-expect-error the articles are not a comment
    void Comment.delete({ msg_data_id, index: 0, user_comment_id: msg_data_id })
    // @ts-expect-error there is no fourth type
    void Comment.list({ msg_data_id, index: 0, begin: 0, count: 49, type: 3 })
  })
})
