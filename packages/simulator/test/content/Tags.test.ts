import { assert, describe, it } from "@effect/vitest"
import { Simulator, type World } from "@effect-wechat/simulator"
import * as Effect from "effect/Effect"
import * as TestClock from "effect/TestClock"
import * as S from "./utils/Simulated.ts"

const sendall = "/cgi-bin/message/mass/sendall"
const send = "/cgi-bin/message/mass/send"
const preview = "/cgi-bin/message/mass/preview"

const text = { msgtype: "text", text: { content: "Hello" } }
const toTag = (tag_id: unknown) => ({ filter: { is_to_all: false, tag_id }, ...text })

const followers: World.AccountOptions = {
  knownFollowers: [
    { openId: "oA", wxName: "ada", tags: [2] },
    { openId: "oB", tags: [2, 100] },
    { openId: "oC" }
  ],
  tags: [101]
}

/** Runs with a callback, and gives what it is told about counts. */
const counted = <A, E, R>(
  account: World.AccountOptions,
  test: (as: S.Caller, counts: Effect.Effect<ReadonlyArray<string>, never, Simulator.Simulator>) => Effect.Effect<
    A,
    E,
    R
  >
) => {
  const { client, messages } = S.makeCallbacks()
  const counts = Effect.map(
    messages,
    (all) => all.map((push) => /<TotalCount>.*<\/ErrorCount>/.exec(push)?.[0].replaceAll(/<[^>]+>/g, " ").trim() ?? "")
  )
  return S.provided(
    { callbacks: client, account },
    Effect.flatMap(S.onBehalf([7, 11]), ({ asAccount }) => test(asAccount, counts))
  )
}

describe("a tag", () => {
  it.effect("reaches those who have it, and nobody else", () =>
    counted(followers, (as, counts) =>
      Effect.gen(function*() {
        assert.strictEqual((yield* as.post(sendall, toTag(2))).errcode, 0)
        assert.strictEqual((yield* as.post(sendall, toTag("100"))).errcode, 0)
        // One that nobody has
        assert.strictEqual((yield* as.post(sendall, toTag(101))).errcode, 0)
        assert.strictEqual((yield* as.post(sendall, { ...text, filter: { is_to_all: true } })).errcode, 0)
        yield* TestClock.adjust("10 seconds")
        assert.sameMembers([...yield* counts], ["2  2  2  0", "1  1  1  0", "0  0  0  0", "3  3  3  0"])
      })))

  it.effect("has to exist, and its lack is told under the number that an account is told", () =>
    counted(followers, (as) =>
      Effect.gen(function*() {
        const simulator = yield* Simulator.Simulator
        assert.strictEqual((yield* as.post(sendall, toTag(3))).errcode, 40152)
        assert.strictEqual((yield* as.post(sendall, toTag(undefined))).errcode, 40152)
        yield* simulator.setForms(S.appId, { unknownTag: 45159 })
        assert.strictEqual((yield* as.post(sendall, toTag(3))).errcode, 45159)
      })))

  it.effect("uses up the month of those who have it alone", () =>
    counted(followers, (as, counts) =>
      Effect.gen(function*() {
        yield* Effect.repeatN(as.post(sendall, toTag(100)), 3)
        assert.strictEqual((yield* as.post(sendall, toTag(100))).errcode, 45028)
        yield* TestClock.adjust("10 seconds")
        // The other one still gets it.
        assert.strictEqual((yield* as.post(sendall, toTag(2))).errcode, 0)
        yield* TestClock.adjust("10 seconds")
        assert.strictEqual((yield* counts).at(-1), "2  1  1  0")
      })))

  it.effect("counts for an official account by its size", () =>
    counted({ ...followers, kind: "official" }, (as, counts) =>
      Effect.gen(function*() {
        yield* as.post(sendall, toTag(2))
        yield* TestClock.adjust("10 seconds")
        assert.deepEqual(yield* counts, ["2  2  2  0"])
      })))
})

describe("followers who are known by name", () => {
  it.effect("are all who get a message to a list, and each gets it once", () =>
    counted(followers, (as, counts) =>
      Effect.gen(function*() {
        const codeOf = (...touser: ReadonlyArray<string>) =>
          Effect.map(as.post(send, { touser, ...text }), ({ errcode }) => errcode)
        assert.strictEqual(yield* codeOf("oA", "oB", "oB", "oX"), 0)
        assert.strictEqual(yield* codeOf("oX", "oY"), 40031)
        yield* TestClock.adjust("10 seconds")
        assert.deepEqual(yield* counts, ["4  2  2  0"])
      })))

  it.effect("get nothing more once they have left", () =>
    counted(followers, (as, counts) =>
      Effect.gen(function*() {
        const simulator = yield* Simulator.Simulator
        yield* simulator.setAttitude(S.appId, "oA", "left")
        yield* as.post(sendall, toTag(2))
        yield* TestClock.adjust("10 seconds")
        yield* as.post(send, { touser: ["oA", "oB", "oC"], ...text })
        yield* TestClock.adjust("10 seconds")
        assert.deepEqual(yield* counts, ["1  1  1  0", "3  2  2  0"])
        assert.strictEqual((yield* as.post(preview, { touser: "oA", ...text })).errcode, 40003)
      })))

  it.effect("are all who can be shown a preview, by openid or by WeChat id", () =>
    counted(followers, (as) =>
      Effect.gen(function*() {
        const codeOf = (to: object) => Effect.map(as.post(preview, { ...to, ...text }), ({ errcode }) => errcode)
        assert.strictEqual(yield* codeOf({ touser: "oC" }), 0)
        assert.strictEqual(yield* codeOf({ touser: "oX" }), 40003)
        assert.strictEqual(yield* codeOf({ towxname: "ada" }), 0)
        assert.strictEqual(yield* codeOf({ towxname: "bob" }), 40132)
        // With both, the name wins.
        assert.strictEqual(yield* codeOf({ touser: "oX", towxname: "ada" }), 0)
        assert.strictEqual(yield* codeOf({ touser: "oC", towxname: "bob" }), 40132)
      })))

  it.effect("are as many as the account has, unless that is said too", () =>
    Effect.gen(function*() {
      const countOf = (options: World.AccountOptions) =>
        S.alone(options, Effect.flatMap(Simulator.Simulator, (simulator) => simulator.account(S.appId)))
      assert.strictEqual((yield* countOf(followers)).followers, 3)
      assert.strictEqual((yield* countOf({ ...followers, followers: 50 })).followers, 50)
    }))
})
