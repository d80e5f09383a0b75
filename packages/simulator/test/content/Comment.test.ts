import { assert, describe, it } from "@effect/vitest"
import { Simulator, type World } from "@effect-wechat/simulator"
import * as Effect from "effect/Effect"
import * as TestClock from "effect/TestClock"
import * as S from "./utils/Simulated.ts"

const base = "/cgi-bin/comment"

/** Sends a mass message with so many articles, waits until it is out, and gives its `msg_data_id`. */
const sent = (as: S.Caller, articles = 1, options: object = { need_open_comment: 1 }) =>
  Effect.gen(function*() {
    const thumb_media_id = yield* S.cover(as)
    const { json } = yield* as.post("/cgi-bin/draft/add", {
      articles: Array.from({ length: articles }, () => ({ title: "T", content: "x", thumb_media_id, ...options }))
    })
    const message = yield* as.post("/cgi-bin/message/mass/sendall", {
      filter: { is_to_all: true },
      msgtype: "mpnews",
      mpnews: { media_id: json.media_id }
    })
    yield* TestClock.adjust("10 seconds")
    return { msg_data_id: Number(message.json.msg_data_id), msg_id: /"msg_id":(\d+)/.exec(message.text)?.[1] ?? "" }
  })

/** A comment, by its id in digits, and its requests: no number holds the id. */
const commented = (as: S.Caller, msg_data_id: number, options: object = {}) =>
  Effect.gen(function*() {
    const simulator = yield* Simulator.Simulator
    const id = yield* simulator.addComment(S.appId, { msg_data_id: String(msg_data_id), content: "Hello", ...options })
    const post = (path: string, rest: object = {}) =>
      as.post(
        `${base}/${path}`,
        JSON.stringify({ msg_data_id, ...rest }).replace(/\}$/, `,"user_comment_id":${id}}`)
      )
    return { id, codeOf: (path: string, rest?: object) => Effect.map(post(path, rest), ({ errcode }) => errcode) }
  })

const listed = (as: S.Caller, msg_data_id: number, options: object = {}) =>
  as.post(`${base}/list`, { msg_data_id, begin: 0, count: 49, type: 0, ...options })

const contents = (answer: S.Answer): ReadonlyArray<string> =>
  answer.json.comment.map(({ content }: { content: string }) => content)

const test = <A, E, R>(options: World.AccountOptions, body: (as: S.Caller) => Effect.Effect<A, E, R>) =>
  S.alone(options, Effect.flatMap(S.direct(), body))

describe("comments", () => {
  it.effect("are listed newest first, whole to the last digit, by pages and kinds", () =>
    test({}, (as) =>
      Effect.gen(function*() {
        const { msg_data_id } = yield* sent(as)
        const first = yield* commented(as, msg_data_id, { content: "one", openId: "oA" })
        yield* TestClock.adjust("1 minute")
        yield* commented(as, msg_data_id, { content: "two", featured: true, anonymous: true })
        yield* commented(as, msg_data_id, { content: "three" })
        const all = yield* listed(as, msg_data_id)
        assert.deepInclude(all.json, { errcode: 0, errmsg: "ok", total: 3 })
        assert.deepEqual(contents(all), ["three", "two", "one"])
        assert.isTrue(BigInt(first.id) > 2n ** 53n && BigInt(first.id) < 2n ** 63n)
        assert.include(
          all.text,
          `{"user_comment_id":${first.id},"openid":"oA","create_time":${
            S.noon / 1000 + 10
          },"content":"one","comment_type":0}`
        )
        // Whoever has no identity of WeChat has no openid.
        assert.notProperty(all.json.comment[1], "openid")
        assert.strictEqual(all.json.comment[1].comment_type, 1)
        const ordinary = yield* listed(as, msg_data_id, { type: 1 })
        assert.deepEqual([ordinary.json.total, contents(ordinary)], [2, ["three", "one"]])
        const featured = yield* listed(as, msg_data_id, { type: 2 })
        assert.deepEqual([featured.json.total, contents(featured)], [1, ["two"]])
        const page = yield* listed(as, msg_data_id, { begin: 1, count: 1 })
        assert.deepEqual([page.json.total, contents(page)], [3, ["two"]])
        assert.deepEqual(contents(yield* listed(as, msg_data_id, { begin: 3 })), [])
      })))

  it.effect("come in pages of 1 to 49, or to 50 where the server's own text counts", () =>
    test({}, (as) =>
      Effect.gen(function*() {
        const simulator = yield* Simulator.Simulator
        const { msg_data_id } = yield* sent(as)
        const codeOf = (options: object) => Effect.map(listed(as, msg_data_id, options), ({ errcode }) => errcode)
        assert.strictEqual(yield* codeOf({ count: 1 }), 0)
        assert.strictEqual(yield* codeOf({ count: 49 }), 0)
        for (const count of [50, 0, -1, undefined]) assert.strictEqual(yield* codeOf({ count }), 88010)
        yield* simulator.setForms(S.appId, { mostComments: 50 })
        assert.strictEqual(yield* codeOf({ count: 50 }), 0)
        assert.strictEqual(yield* codeOf({ count: 51 }), 88010)
        for (const bad of [{ begin: -1 }, { begin: undefined }, { type: 3 }, { type: undefined }]) {
          assert.strictEqual(yield* codeOf(bad), 40097)
        }
      })))

  it.effect("belong to one article, counted from 0, and to the first where none is named", () =>
    test({}, (as) =>
      Effect.gen(function*() {
        const { msg_data_id } = yield* sent(as, 2)
        yield* commented(as, msg_data_id, { content: "first" })
        const second = yield* commented(as, msg_data_id, { index: 1, content: "second" })
        assert.deepEqual(contents(yield* listed(as, msg_data_id)), ["first"])
        assert.deepEqual(contents(yield* listed(as, msg_data_id, { index: 0 })), ["first"])
        assert.deepEqual(contents(yield* listed(as, msg_data_id, { index: 1 })), ["second"])
        for (const index of [2, -1, "x"]) {
          assert.strictEqual((yield* listed(as, msg_data_id, { index })).errcode, 88001)
        }
        assert.strictEqual((yield* listed(as, msg_data_id + 1)).errcode, 88001)
        // A comment of another article is none of this one.
        assert.strictEqual(yield* second.codeOf("delete"), 88008)
        assert.strictEqual(yield* second.codeOf("delete", { index: 1 }), 0)
        assert.deepEqual(contents(yield* listed(as, msg_data_id)), ["first"])
      })))

  it.effect("stand below what was published, too, and go with what was deleted", () =>
    test({}, (as) =>
      Effect.gen(function*() {
        const { json: job } = yield* as.post("/cgi-bin/freepublish/submit", { media_id: yield* S.draft(as, 2) })
        const open = { msg_data_id: job.msg_data_id, index: 1 }
        assert.strictEqual((yield* as.post(`${base}/open`, open)).errcode, 88001)
        yield* TestClock.adjust("10 seconds")
        assert.strictEqual((yield* as.post(`${base}/open`, open)).errcode, 0)
        yield* commented(as, Number(job.msg_data_id), { index: 1 })
        const { json } = yield* as.post("/cgi-bin/freepublish/get", { publish_id: job.publish_id })
        yield* as.post("/cgi-bin/freepublish/delete", { article_id: json.article_id, index: 2 })
        assert.strictEqual((yield* listed(as, Number(job.msg_data_id), { index: 1 })).errcode, 88001)
        assert.strictEqual((yield* listed(as, Number(job.msg_data_id))).errcode, 0)
        const message = yield* sent(as)
        assert.strictEqual((yield* listed(as, message.msg_data_id)).errcode, 0)
        yield* as.post("/cgi-bin/message/mass/delete", { msg_id: message.msg_id })
        assert.strictEqual((yield* listed(as, message.msg_data_id)).errcode, 88001)
      })))
})

describe("opening and closing comments", () => {
  it.effect("lets readers write, and keeps what was written", () =>
    test({}, (as) =>
      Effect.gen(function*() {
        const simulator = yield* Simulator.Simulator
        const { msg_data_id } = yield* sent(as, 1, {})
        const write = simulator.addComment(S.appId, { msg_data_id: String(msg_data_id), content: "Hello" })
        const closed = yield* Effect.flip(write)
        assert.deepInclude(closed, { _tag: "CannotComment", reason: "comments are closed" })
        assert.deepEqual((yield* as.post(`${base}/open`, { msg_data_id })).json, { errcode: 0, errmsg: "ok" })
        yield* write
        assert.deepEqual((yield* as.post(`${base}/close`, { msg_data_id })).json, { errcode: 0, errmsg: "ok" })
        assert.strictEqual((yield* Effect.flip(write))._tag, "CannotComment")
        assert.deepEqual(contents(yield* listed(as, msg_data_id)), ["Hello"])
        const view = yield* simulator.account(S.appId)
        assert.deepInclude(view.comments[0], { msg_data_id: String(msg_data_id), index: 0, isOpen: false })
        assert.strictEqual(view.comments[0]?.comments[0]?.content, "Hello")
      })))

  it.effect("lets only followers write where the article says so", () =>
    test({ knownFollowers: [{ openId: "oA" }] }, (as) =>
      Effect.gen(function*() {
        const simulator = yield* Simulator.Simulator
        const { msg_data_id } = yield* sent(as, 1, { need_open_comment: 1, only_fans_can_comment: 1 })
        const write = (options: object) =>
          simulator.addComment(S.appId, { msg_data_id: String(msg_data_id), content: "Hello", ...options })
        yield* write({ openId: "oA" })
        assert.strictEqual((yield* Effect.flip(write({ openId: "oB" })))._tag, "CannotComment")
        assert.strictEqual((yield* Effect.flip(write({ anonymous: true })))._tag, "CannotComment")
      })))

  it.effect("is not for an article that is limited for safety", () =>
    test({}, (as) =>
      Effect.gen(function*() {
        const simulator = yield* Simulator.Simulator
        const { msg_data_id } = yield* sent(as, 2)
        yield* simulator.flagArticle(S.appId, { msg_data_id: String(msg_data_id), index: 1 }, "limited")
        assert.strictEqual((yield* as.post(`${base}/open`, { msg_data_id, index: 1 })).errcode, 88002)
        assert.strictEqual((yield* as.post(`${base}/open`, { msg_data_id, index: 0 })).errcode, 0)
      })))
})

describe("featuring a comment", () => {
  it.effect("works both ways, and ends at a cap", () =>
    test({ caps: { featuredComments: 2 } }, (as) =>
      Effect.gen(function*() {
        const { msg_data_id } = yield* sent(as)
        const comments = yield* Effect.replicateEffect(commented(as, msg_data_id), 3)
        const codes = yield* Effect.forEach(comments, ({ codeOf }) => codeOf("markelect"))
        assert.deepEqual(codes, [0, 0, 88003])
        // One that stands there already takes no place.
        assert.strictEqual(yield* comments[0]?.codeOf("markelect") ?? assert.fail("no comment"), 0)
        assert.strictEqual(yield* comments[0]?.codeOf("unmarkelect") ?? assert.fail("no comment"), 0)
        assert.strictEqual((yield* listed(as, msg_data_id, { type: 2 })).json.total, 1)
        assert.strictEqual(yield* comments[2]?.codeOf("markelect") ?? assert.fail("no comment"), 0)
      })))

  it.effect("says when the author took the comment back, as nothing else does", () =>
    test({}, (as) =>
      Effect.gen(function*() {
        const simulator = yield* Simulator.Simulator
        const { msg_data_id } = yield* sent(as)
        const { codeOf, id } = yield* commented(as, msg_data_id)
        yield* simulator.withdrawComment(S.appId, id)
        assert.strictEqual(yield* codeOf("markelect"), 88004)
        for (const path of ["unmarkelect", "delete", "reply/add", "reply/delete"]) {
          assert.strictEqual(yield* codeOf(path, { content: "Thanks" }), 88008)
        }
        assert.strictEqual((yield* listed(as, msg_data_id)).json.total, 0)
        const nobody = yield* Effect.flip(simulator.withdrawComment(S.appId, "1"))
        assert.deepInclude(nobody, { _tag: "NotInWorld", what: "comment" })
      })))
})

describe("replying to a comment", () => {
  it.effect("is done once, in up to 600 characters, and can be taken back", () =>
    test({}, (as) =>
      Effect.gen(function*() {
        const { msg_data_id } = yield* sent(as)
        const { codeOf } = yield* commented(as, msg_data_id)
        assert.strictEqual(yield* codeOf("reply/delete"), 88009)
        assert.strictEqual(yield* codeOf("reply/add"), 88007)
        assert.strictEqual(yield* codeOf("reply/add", { content: "" }), 88007)
        assert.strictEqual(yield* codeOf("reply/add", { content: "字".repeat(601) }), 88007)
        assert.strictEqual(yield* codeOf("reply/add", { content: "字".repeat(600) }), 0)
        assert.strictEqual(yield* codeOf("reply/add", { content: "again" }), 88005)
        const { json } = yield* listed(as, msg_data_id)
        assert.deepEqual(json.comment[0].reply, { content: "字".repeat(600), create_time: S.noon / 1000 + 10 })
        assert.strictEqual(yield* codeOf("reply/delete"), 0)
        assert.notProperty((yield* listed(as, msg_data_id)).json.comment[0], "reply")
        assert.strictEqual(yield* codeOf("reply/add", { content: "again" }), 0)
      })))

  it.effect("is shown as a list, and missed under another number, where an account is told so", () =>
    test({ forms: { commentReply: "list", missingReply: 87009 } }, (as) =>
      Effect.gen(function*() {
        const { msg_data_id } = yield* sent(as)
        const { codeOf } = yield* commented(as, msg_data_id)
        assert.deepEqual((yield* listed(as, msg_data_id)).json.comment[0].reply, [])
        assert.strictEqual(yield* codeOf("reply/delete"), 87009)
        yield* codeOf("reply/add", { content: "Thanks" })
        const { json } = yield* listed(as, msg_data_id)
        assert.deepEqual(json.comment[0].reply, [{ content: "Thanks", create_time: S.noon / 1000 + 10 }])
      })))
})

describe("deleting a comment", () => {
  it.effect("is for good, and answers without a text", () =>
    test({}, (as) =>
      Effect.gen(function*() {
        const { msg_data_id } = yield* sent(as)
        const { codeOf, id } = yield* commented(as, msg_data_id)
        const answer = yield* as.post(`${base}/delete`, `{"msg_data_id":${msg_data_id},"user_comment_id":${id}}`)
        assert.deepEqual(answer.json, { errcode: 0, errmsg: "" })
        for (const path of ["delete", "markelect", "unmarkelect", "reply/add", "reply/delete"]) {
          assert.strictEqual(yield* codeOf(path, { content: "x" }), 88008)
        }
        // An id that lost its last digits is another one.
        const other = yield* commented(as, msg_data_id)
        const rounded = String(BigInt(Number(other.id)))
        const lossy = yield* as.post(`${base}/delete`, `{"msg_data_id":${msg_data_id},"user_comment_id":${rounded}}`)
        assert.strictEqual(lossy.errcode, 88008)
      })))
})

describe("the comment feature", () => {
  const paths = ["open", "close", "list", "markelect", "unmarkelect", "delete", "reply/add", "reply/delete"]
  const codesOf = (options: World.AccountOptions) =>
    test(
      options,
      (as) =>
        Effect.forEach(paths, (path) =>
          Effect.map(as.post(`${base}/${path}`, { msg_data_id: 1 }), ({ errcode }) => errcode))
    )

  it.effect("is missed with 88000, and takes certification", () =>
    Effect.gen(function*() {
      for (const kind of ["official", "service"] as const) {
        assert.deepEqual(new Set(yield* codesOf({ kind })), new Set([88001]))
        assert.deepEqual(new Set(yield* codesOf({ kind, comments: false })), new Set([88000]))
        assert.deepEqual(new Set(yield* codesOf({ kind, verifyType: -1 })), new Set([48001]))
      }
    }))

  it.effect("belongs to set 7", () =>
    S.provided(
      {},
      Effect.gen(function*() {
        const { asAccount } = yield* S.onBehalf([11, 100])
        for (const path of paths) {
          assert.strictEqual((yield* asAccount.post(`${base}/${path}`, { msg_data_id: 1 })).errcode, 61007)
        }
      })
    ))
})
