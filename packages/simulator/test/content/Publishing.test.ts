import { assert, describe, it } from "@effect/vitest"
import { Simulator, type World } from "@effect-wechat/simulator"
import * as Effect from "effect/Effect"
import * as TestClock from "effect/TestClock"
import * as S from "./utils/Simulated.ts"

const submit = "/cgi-bin/freepublish/submit"
const get = "/cgi-bin/freepublish/get"

const test = <A, E, R>(options: World.AccountOptions, body: (as: S.Caller) => Effect.Effect<A, E, R>) =>
  S.alone(options, Effect.flatMap(S.direct(), body))

describe("a draft that cannot be published", () => {
  it.effect("says why, and stays in the box until it is changed", () =>
    test({}, (as) =>
      Effect.gen(function*() {
        const simulator = yield* Simulator.Simulator
        const media_id = yield* S.draft(as)
        for (const [flaw, code] of [["failsCheck", 53503], ["consoleOnly", 53504], ["unsaved", 53505]] as const) {
          yield* simulator.flawDraft(S.appId, media_id, flaw)
          assert.strictEqual((yield* as.post(submit, { media_id })).errcode, code)
        }
        assert.deepEqual((yield* as.get("/cgi-bin/draft/count")).json, { total_count: 1 })
        const articles = { title: "New", content: "new", thumb_media_id: yield* S.cover(as) }
        yield* as.post("/cgi-bin/draft/update", { media_id, index: 0, articles })
        assert.strictEqual((yield* as.post(submit, { media_id })).errcode, 0)
      })))
})

describe("publishing", () => {
  it.effect("is barred for some accounts, and has a pace of its own", () =>
    Effect.gen(function*() {
      yield* test({ publishingBanned: true }, (as) =>
        Effect.gen(function*() {
          assert.strictEqual((yield* as.post(submit, { media_id: yield* S.draft(as) })).errcode, 53500)
        }))
      yield* test({ caps: { publishesAMinute: 2 } }, (as) =>
        Effect.gen(function*() {
          const codeOf = Effect.map(
            Effect.flatMap(S.draft(as), (media_id) => as.post(submit, { media_id })),
            ({ errcode }) => errcode
          )
          assert.deepEqual(yield* Effect.replicateEffect(codeOf, 3), [0, 0, 53501])
          yield* TestClock.adjust("59999 millis")
          assert.strictEqual(yield* codeOf, 53501)
          yield* TestClock.adjust("1 millis")
          assert.strictEqual(yield* codeOf, 0)
        }))
    }))

  it.effect("is asked for a hundred times a day, and so is its outcome", () =>
    test({}, (as) =>
      Effect.gen(function*() {
        for (const path of [submit, get, "/cgi-bin/freepublish/getarticle", "/cgi-bin/freepublish/batchget"]) {
          yield* Effect.repeatN(as.post(path, {}), 99)
          assert.strictEqual((yield* as.post(path, {})).errcode, 45009)
        }
      })))
})

describe("what was published", () => {
  it.effect("has status 6 once the platform bans it, and names no articles", () =>
    test({}, (as) =>
      Effect.gen(function*() {
        const simulator = yield* Simulator.Simulator
        const { json: job } = yield* as.post(submit, { media_id: yield* S.draft(as) })
        yield* TestClock.adjust("10 seconds")
        const { json } = yield* as.post(get, { publish_id: job.publish_id })
        yield* simulator.banPublished(S.appId, json.article_id)
        assert.deepEqual((yield* as.post(get, { publish_id: job.publish_id })).json, {
          publish_id: job.publish_id,
          publish_status: 6,
          fail_idx: []
        })
        const missing = yield* Effect.flip(simulator.banPublished(S.appId, "nothing"))
        assert.deepInclude(missing, { _tag: "NotInWorld", what: "article" })
      })))
})

describe("asking for a publish job", () => {
  it.effect("needs an id in digits, and one that there is", () =>
    test({}, (as) =>
      Effect.gen(function*() {
        for (const publish_id of [undefined, "", "x"]) {
          assert.strictEqual((yield* as.post(get, { publish_id })).errcode, 40002)
        }
        assert.strictEqual((yield* as.post(get, { publish_id: 1 })).errcode, 53502)
      })))
})

describe("forms of replies about publishing", () => {
  it.effect("can be what the page says", () => {
    const { client, messages } = S.makeCallbacks()
    return S.provided(
      {
        callbacks: client,
        account: {
          forms: {
            publishId: "text",
            publishEvent: "FREEPUBLISHJOBFINISH",
            runningFailIdx: "first",
            articleTimes: "page"
          }
        }
      },
      Effect.gen(function*() {
        const { asAccount: as } = yield* S.onBehalf([7, 11])
        const { json: job } = yield* as.post(submit, { media_id: yield* S.draft(as) })
        assert.isString(job.publish_id)
        assert.deepEqual((yield* as.post(get, { publish_id: job.publish_id })).json, {
          publish_id: job.publish_id,
          publish_status: 1,
          fail_idx: [1]
        })
        yield* TestClock.adjust("10 seconds")
        const { json } = yield* as.post(get, { publish_id: Number(job.publish_id) })
        assert.deepInclude(json, { publish_id: job.publish_id, publish_status: 0, fail_idx: [] })
        const article = yield* as.post("/cgi-bin/freepublish/getarticle", { article_id: json.article_id })
        assert.deepEqual(Object.keys(article.json), ["news_item"])
        const [push] = yield* messages
        assert.include(push, "<Event><![CDATA[FREEPUBLISHJOBFINISH]]></Event>")
        // A number in XML, whatever it is in JSON
        assert.include(push, `<publish_id>${job.publish_id}</publish_id>`)
      })
    )
  })
})
