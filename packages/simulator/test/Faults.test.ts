import { assert, describe, it } from "@effect/vitest"
import { Simulator } from "@effect-wechat/simulator"
import type { Fault } from "@effect-wechat/simulator"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as TestClock from "effect/TestClock"
import * as Api from "./utils/Api.ts"

const account = "wxa000000000000001"
const neighbour = "wxa000000000000002"
const component = "wxc000000000000001"
const deletePath = "/cgi-bin/draft/delete"

const layer = (seed?: number) =>
  Simulator.layer({
    seed,
    world: {
      components: [{ appId: component }],
      accounts: [{ appId: account, drafts: 3 }, { appId: neighbour, drafts: 5 }]
    }
  })
const simulated = Effect.provide(layer())

const inject = (what: Fault.What, when: Fault.When = {}) =>
  Effect.flatMap(Simulator.Simulator, (simulator) => simulator.inject({ when, what }))

/** How many drafts there are, as nobody's request says. */
const left = Effect.gen(function*() {
  const simulator = yield* Simulator.Simulator
  return (yield* simulator.account(account)).drafts.length
})

/** Deletes the account's first draft, and gives what came of it, on the wire and in the world. */
const tryDelete = (token: string) =>
  Effect.gen(function*() {
    const simulator = yield* Simulator.Simulator
    const [media_id] = (yield* simulator.account(account)).drafts
    return yield* Effect.either(Api.send("POST", deletePath, { query: { access_token: token }, json: { media_id } }))
  })

const codes = (token: string, times: number) =>
  Effect.replicateEffect(Effect.map(Api.countDrafts(token), ({ code }) => code), times)

describe("a fault", () => {
  it.effect("that is a code is said like any other, and nothing is done", () =>
    Effect.gen(function*() {
      const token = yield* Api.plainToken(account)
      yield* inject({ _tag: "Code", errcode: -1 }, { endpoint: deletePath, times: 1 })
      yield* inject({ _tag: "Code", errcode: 53501, errmsg: "slow down" }, { endpoint: deletePath, times: 1 })
      const texts = yield* Effect.replicateEffect(Effect.flatten(tryDelete(token)), 3)
      assert.deepStrictEqual(texts.map(({ status }) => status), [200, 200, 200])
      assert.match(texts[0]?.text ?? "", /^\{"errcode":-1,"errmsg":"system error rid: [0-9a-f-]{26}"\}$/)
      assert.match(texts[1]?.text ?? "", /^\{"errcode":53501,"errmsg":"slow down rid: [0-9a-f-]{26}"\}$/)
      assert.strictEqual(texts[2]?.text, "{\"errcode\":0,\"errmsg\":\"ok\"}")
      assert.strictEqual(yield* left, 2)
    }).pipe(simulated))

  it.effect("that is a delay holds the reply back, and the work is done at once", () =>
    Effect.gen(function*() {
      const token = yield* Api.plainToken(account)
      yield* inject({ _tag: "Delay", millis: 3000 }, { endpoint: deletePath })
      yield* inject({ _tag: "Delay", millis: 2000 }, { endpoint: deletePath })
      const fiber = yield* Effect.fork(tryDelete(token))
      yield* TestClock.adjust("4999 millis")
      assert.strictEqual(yield* left, 2)
      assert.isTrue((yield* Fiber.poll(fiber))._tag === "None")
      yield* TestClock.adjust("1 millis")
      assert.strictEqual((yield* Effect.flatten(Fiber.join(fiber))).text, "{\"errcode\":0,\"errmsg\":\"ok\"}")
    }).pipe(simulated))

  it.effect("that is a delay holds the others back too", () =>
    Effect.gen(function*() {
      const token = yield* Api.plainToken(account)
      yield* inject({ _tag: "Delay", millis: 3000 })
      yield* inject({ _tag: "Code", errcode: -1 })
      const fiber = yield* Effect.fork(codes(token, 1))
      yield* TestClock.adjust("2999 millis")
      assert.isTrue((yield* Fiber.poll(fiber))._tag === "None")
      yield* TestClock.adjust("1 millis")
      assert.deepStrictEqual(yield* Fiber.join(fiber), [-1])
    }).pipe(simulated))

  const cuts = [
    { at: "before", remain: 3, tag: "RequestError", reason: "Transport" },
    { at: "during", remain: 2, tag: "ResponseError", reason: "Decode" },
    { at: "after", remain: 2, tag: "RequestError", reason: "Transport" }
  ] as const
  it.effect.each(cuts)("that cuts the connection $at the reply is an error of transport, and leaves $remain drafts", (
    { at, reason, remain, tag }
  ) =>
    Effect.gen(function*() {
      const token = yield* Api.plainToken(account)
      yield* inject({ _tag: "Cut", at }, { endpoint: deletePath })
      const cut = yield* tryDelete(token)
      assert.strictEqual(yield* left, remain)
      const problem = cut._tag === "Left" ? cut.left : assert.fail("there is a reply")
      assert.deepStrictEqual([problem._tag, problem.reason], [tag, reason])
    }).pipe(simulated))

  it.effect("that is a status comes from a gateway, with a page and without any work", () =>
    Effect.gen(function*() {
      const token = yield* Api.plainToken(account)
      for (const status of [429, 500, 502, 503, 504]) {
        yield* inject({ _tag: "Status", status }, { endpoint: deletePath, times: 1 })
        const reply = yield* Effect.flatten(tryDelete(token))
        assert.strictEqual(reply.status, status)
        assert.strictEqual(reply.contentType, "text/html; charset=utf-8")
        assert.match(reply.text, /^<html>/)
      }
      assert.strictEqual(yield* left, 3)
    }).pipe(simulated))

  it.effect("that is a page of HTML has status 200, and nothing is done", () =>
    Effect.gen(function*() {
      const token = yield* Api.plainToken(account)
      yield* inject({ _tag: "Html" }, { endpoint: deletePath })
      const reply = yield* Effect.flatten(tryDelete(token))
      assert.deepStrictEqual([reply.status, reply.contentType], [200, "text/html; charset=utf-8"])
      assert.match(reply.text, /^<html>.*<\/html>$/)
      assert.strictEqual(yield* left, 3)
    }).pipe(simulated))

  it.effect("that truncates the reply leaves the half of it, and the work is done", () =>
    Effect.gen(function*() {
      const token = yield* Api.plainToken(account)
      yield* inject({ _tag: "Truncated" }, { endpoint: deletePath })
      const reply = yield* Effect.flatten(tryDelete(token))
      assert.deepStrictEqual([reply.status, reply.text], [200, "{\"errcode\":0,"])
      assert.strictEqual(yield* left, 2)
    }).pipe(simulated))

  it.effect("that revokes the token makes this call fail with 40001, and every later one with that token", () =>
    Effect.gen(function*() {
      const former = yield* Api.plainToken(account)
      const token = yield* Api.plainToken(account)
      const other = yield* Api.plainToken(neighbour)
      yield* inject({ _tag: "TokenRevoked" }, { appId: account, times: 1 })
      assert.deepStrictEqual(yield* codes(token, 2), [40001, 40001])
      assert.deepStrictEqual(yield* codes(former, 1), [0])
      assert.deepStrictEqual(yield* codes(other, 1), [0])
      assert.deepStrictEqual(yield* codes(yield* Api.plainToken(account), 1), [0])
      // The former one of two is one token like another.
      yield* inject({ _tag: "TokenRevoked" }, { times: 1 })
      const newest = yield* Api.plainToken(account)
      yield* inject({ _tag: "TokenRevoked" }, { endpoint: "draft_count", times: 1 })
      assert.deepStrictEqual(yield* codes(token, 1), [40001])
      assert.deepStrictEqual(yield* codes(newest, 1), [0])
    }).pipe(simulated))

  it.effect("that revokes a component token ends it too", () =>
    Effect.gen(function*() {
      const token = yield* Api.componentToken(component)
      yield* inject({ _tag: "TokenRevoked" }, { appId: component })
      assert.strictEqual((yield* Api.createPreAuthCode(component, token)).code, 40001)
    }).pipe(simulated))
})

describe("aim", () => {
  it.effect("is taken at an interface by its path or its name", () =>
    Effect.gen(function*() {
      const token = yield* Api.plainToken(account)
      const batch = Effect.map(
        Api.call("POST", "/cgi-bin/draft/batchget", { query: { access_token: token }, json: { offset: 0, count: 1 } }),
        ({ code }) => code
      )
      for (const endpoint of ["/cgi-bin/draft/count", "draft_count"]) {
        const id = yield* inject({ _tag: "Code", errcode: -1 }, { endpoint })
        assert.deepStrictEqual([yield* codes(token, 1), yield* batch], [[-1], 0])
        const simulator = yield* Simulator.Simulator
        yield* simulator.mend(id)
      }
      yield* inject({ _tag: "Code", errcode: -1 }, { endpoint: "/cgi-bin/draft" })
      assert.deepStrictEqual([yield* codes(token, 1), yield* batch], [[0], 0])
    }).pipe(simulated))

  it.effect("is taken at whoever calls, an account or a component, with a token or for one", () =>
    Effect.gen(function*() {
      const simulator = yield* Simulator.Simulator
      const token = yield* Api.plainToken(account)
      const other = yield* Api.plainToken(neighbour)
      const id = yield* inject({ _tag: "Code", errcode: -1 }, { appId: account })
      assert.deepStrictEqual([yield* codes(token, 1), yield* codes(other, 1)], [[-1], [0]])
      const { secret } = yield* simulator.account(account)
      assert.strictEqual((yield* Api.askToken(account, secret)).code, -1)
      assert.strictEqual((yield* Api.askStableToken(account, secret)).code, -1)
      yield* simulator.mend(id)

      const granted = yield* Api.grant(component, account)
      yield* inject({ _tag: "Code", errcode: -1 }, { appId: component })
      assert.strictEqual((yield* Api.createPreAuthCode(component, granted.token)).code, -1)
      assert.deepStrictEqual(yield* codes(granted.accessToken, 1), [0])
    }).pipe(simulated))

  it.effect("is taken at the nth matching call, and misses all others", () =>
    Effect.gen(function*() {
      const token = yield* Api.plainToken(account)
      const other = yield* Api.plainToken(neighbour)
      yield* inject({ _tag: "Code", errcode: -1 }, { appId: account, nth: 3 })
      assert.deepStrictEqual(yield* codes(token, 2), [0, 0])
      assert.deepStrictEqual(yield* codes(other, 2), [0, 0])
      assert.deepStrictEqual(yield* codes(token, 3), [-1, 0, 0])
    }).pipe(simulated))

  it.effect("is taken so many times", () =>
    Effect.gen(function*() {
      const token = yield* Api.plainToken(account)
      yield* inject({ _tag: "Code", errcode: -1 }, { times: 2 })
      assert.deepStrictEqual(yield* codes(token, 4), [-1, -1, 0, 0])
    }).pipe(simulated))

  it.effect("waits its turn behind a fault that was there before", () =>
    Effect.gen(function*() {
      const token = yield* Api.plainToken(account)
      yield* inject({ _tag: "Code", errcode: -1 }, { times: 1 })
      yield* inject({ _tag: "Code", errcode: 45011 }, { times: 1 })
      yield* inject({ _tag: "Html" }, { times: 1 })
      assert.deepStrictEqual(yield* codes(token, 2), [-1, 45011])
      const page = yield* Api.send("GET", "/cgi-bin/draft/count", { query: { access_token: token } })
      assert.match(page.text, /^<html>/)
      assert.deepStrictEqual(yield* codes(token, 1), [0])
    }).pipe(simulated))

  const sample = (seed: number) =>
    Effect.gen(function*() {
      const token = yield* Api.plainToken(account)
      yield* inject({ _tag: "Code", errcode: -1 }, { probability: 0.3 })
      return yield* codes(token, 200)
    }).pipe(Effect.provide(layer(seed)))

  it.effect("is left to chance, and a seed makes the same chance again", () =>
    Effect.gen(function*() {
      const one = yield* sample(7)
      assert.deepStrictEqual(yield* sample(7), one)
      assert.notDeepEqual(yield* sample(8), one)
      const struck = one.filter((code) => code === -1).length
      assert.isTrue(struck > 30 && struck < 90, `${struck} of 200`)
    }))

  it.effect("at a chance of 0 never hits, and at 1 always", () =>
    Effect.gen(function*() {
      const token = yield* Api.plainToken(account)
      yield* inject({ _tag: "Code", errcode: 45009 }, { probability: 0 })
      yield* inject({ _tag: "Code", errcode: -1 }, { probability: 1 })
      assert.deepStrictEqual(new Set(yield* codes(token, 50)), new Set([-1]))
    }).pipe(simulated))
})

describe("mend", () => {
  it.effect("takes back one fault, or all of them", () =>
    Effect.gen(function*() {
      const simulator = yield* Simulator.Simulator
      const token = yield* Api.plainToken(account)
      const first = yield* inject({ _tag: "Code", errcode: -1 })
      yield* inject({ _tag: "Code", errcode: 45011 })
      yield* inject({ _tag: "Code", errcode: 45009 })
      assert.deepStrictEqual(yield* codes(token, 1), [-1])
      yield* simulator.mend(first)
      assert.deepStrictEqual(yield* codes(token, 1), [45011])
      yield* simulator.mend(999)
      assert.deepStrictEqual(yield* codes(token, 1), [45011])
      yield* simulator.mend()
      assert.deepStrictEqual(yield* codes(token, 1), [0])
    }).pipe(simulated))
})

describe("the record of requests", () => {
  it.effect("says how each ended, and nothing where no reply went out", () =>
    Effect.gen(function*() {
      const simulator = yield* Simulator.Simulator
      const token = yield* Api.plainToken(account)
      yield* simulator.forgetSeen
      const faults: ReadonlyArray<Fault.What> = [
        { _tag: "Code", errcode: -1 },
        { _tag: "Cut", at: "before" },
        { _tag: "Cut", at: "after" },
        { _tag: "Status", status: 502 },
        { _tag: "Html" },
        { _tag: "Truncated" },
        { _tag: "TokenRevoked" }
      ]
      yield* tryDelete(token)
      for (const what of faults) {
        yield* inject(what, { times: 1 })
        yield* tryDelete(token)
      }
      const seen = yield* simulator.requests
      assert.deepStrictEqual(seen.map(({ errcode }) => errcode), [
        0,
        -1,
        undefined,
        undefined,
        undefined,
        undefined,
        0,
        40001
      ])
      assert.deepStrictEqual([
        ...new Set(seen.map(({ appId, endpoint, method, path }) => `${method} ${path} ${endpoint} ${appId}`))
      ], [`POST ${deletePath} draft_delete ${account}`])
      assert.lengthOf(new Set(seen.map(({ rid }) => rid)), 8)
    }).pipe(simulated))
})
