import { Draft } from "@effect-wechat/core"
import { Authorization, Authorizers, ComponentApi, OpenPlatform } from "@effect-wechat/open-platform"
import { Simulator } from "@effect-wechat/simulator"
import { assert, describe, it } from "@effect/vitest"
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as FastCheck from "effect/FastCheck"
import type * as Redacted from "effect/Redacted"
import * as ManualClock from "./utils/ManualClock.ts"
import * as Platform from "./utils/Platform.ts"
import * as Recorder from "./utils/Recorder.ts"
import * as Stores from "./utils/Stores.ts"

const accounts = ["wx0000000000000001", "wx0000000000000002", "wx0000000000000003"] as const
type Account = (typeof accounts)[number]

/** What can happen, in any order, while anything of it is still under way. */
type Step =
  | { readonly _tag: "Call"; readonly account: Account }
  | { readonly _tag: "Wait"; readonly millis: number }
  | { readonly _tag: "Withdraw"; readonly account: Account }
  | { readonly _tag: "Consent"; readonly account: Account }
  | { readonly _tag: "Exchange"; readonly which: number }
  | { readonly _tag: "Close"; readonly which: number }
  | { readonly _tag: "RevokeTokens"; readonly account: Account }
  | { readonly _tag: "LoseRefreshToken"; readonly account: Account }
  | { readonly _tag: "SlowReads"; readonly millis: number }
  | { readonly _tag: "SlowWeChat"; readonly endpoint: string; readonly millis: number }

/** One of them has all the trouble, so that its steps meet each other. */
const account = FastCheck.constantFrom(accounts[0], accounts[0], accounts[0], accounts[1], accounts[2])
/** How long ago the code was given, or the event was sent: mostly it is the newest. */
const which = FastCheck.constantFrom(0, 0, 0, 1, 2)
const pause = FastCheck.constantFrom(0, 40, 300, 2500)

const slowWeChat: FastCheck.Arbitrary<Step> = FastCheck.record({
  _tag: FastCheck.constant("SlowWeChat" as const),
  endpoint: FastCheck.constantFrom(
    ComponentApi.authorizerToken.name,
    ComponentApi.authorizerInfo.name,
    ComponentApi.queryAuth.name,
    ComponentApi.componentToken.name,
    Draft.count.name
  ),
  millis: FastCheck.constantFrom(40, 2500, 2500)
})

const acts = ["Call", "Call", "Withdraw", "Consent", "Exchange", "Close", "RevokeTokens"] as const
type Act = (typeof acts)[number]
const act: FastCheck.Arbitrary<Act> = FastCheck.constantFrom(...acts)

const step: FastCheck.Arbitrary<Step> = FastCheck.oneof(
  { weight: 8, arbitrary: FastCheck.record({ _tag: FastCheck.constant("Call" as const), account }) },
  {
    weight: 6,
    arbitrary: FastCheck.record({
      _tag: FastCheck.constant("Wait" as const),
      millis: FastCheck.constantFrom(1, 1, 25, 400, 3000, 11_000, 6_700_000, 7_300_000)
    })
  },
  { weight: 3, arbitrary: FastCheck.record({ _tag: FastCheck.constant("Withdraw" as const), account }) },
  { weight: 4, arbitrary: FastCheck.record({ _tag: FastCheck.constant("Consent" as const), account }) },
  { weight: 4, arbitrary: FastCheck.record({ _tag: FastCheck.constant("Exchange" as const), which }) },
  { weight: 4, arbitrary: FastCheck.record({ _tag: FastCheck.constant("Close" as const), which }) },
  { weight: 2, arbitrary: FastCheck.record({ _tag: FastCheck.constant("RevokeTokens" as const), account }) },
  { weight: 1, arbitrary: FastCheck.record({ _tag: FastCheck.constant("LoseRefreshToken" as const), account }) },
  { weight: 2, arbitrary: FastCheck.record({ _tag: FastCheck.constant("SlowReads" as const), millis: pause }) },
  { weight: 6, arbitrary: slowWeChat }
)

/** A step, and for how many turns the event loop goes on before the next. */
type Scene = ReadonlyArray<readonly [Step, number]>

const turns = FastCheck.constantFrom(0, 1, 2, 3, 12)

/** Much that happens to one account while WeChat takes its time to answer. */
const race: FastCheck.Arbitrary<Scene> = FastCheck.record({
  account,
  slow: FastCheck.array(slowWeChat, { minLength: 1, maxLength: 2 }),
  first: FastCheck.array(FastCheck.tuple(act, turns), { minLength: 2, maxLength: 6 }),
  last: FastCheck.array(FastCheck.tuple(act, turns), { maxLength: 3 })
}).map(({ account, first, last, slow }): Scene => {
  const of = (acts: ReadonlyArray<readonly [Act, number]>) =>
    acts.map(([_tag, turns]): readonly [Step, number] => [
      _tag === "Exchange" || _tag === "Close" ? { _tag, which: 0 } : { _tag, account },
      turns
    ])
  return [
    ...slow.map((step): readonly [Step, number] => [step, 0]),
    ...of(first),
    [{ _tag: "Wait", millis: 2600 }, 12],
    ...of(last),
    [{ _tag: "Wait", millis: 3000 }, 12]
  ]
})

const story: FastCheck.Arbitrary<Scene> = FastCheck.array(
  FastCheck.oneof(
    { weight: 6, arbitrary: FastCheck.tuple(step, turns).map((one): Scene => [one]) },
    { weight: 1, arbitrary: race }
  ),
  { minLength: 10, maxLength: 50 }
).map((scenes) => scenes.flat())

interface Withdrawal {
  readonly account: Account
  /** As the event says it: in whole seconds */
  readonly at: number
  isHandled: boolean
}

/** Everything that must never be seen, as it is seen. */
const makeWitness = () => {
  const faults: Array<string> = []
  /** Where the end was handled, and no authorization was written since */
  const closed = new Set<string>()
  /** The last thing that the merchant did at WeChat, if that was to take the authorization back */
  const withdrawn = new Map<string, Withdrawal>()
  const rejected = new Set<string>()
  let calls = 0
  let wentWell = 0

  const recorder = Recorder.make({
    onSend: ({ caller, owner, path, token }) => {
      if (path !== Draft.count.path) {
        if (token !== "" && owner !== Platform.component.appId) faults.push(`${path} with the token of ${owner}`)
        return
      }
      const [, whom = ""] = caller.split(" ")
      calls++
      if (owner !== whom) faults.push(`a call for ${whom} with the token of ${owner}`)
      if (closed.has(whom)) faults.push(`a call for ${whom} after its end was handled`)
      if (withdrawn.get(whom)?.isHandled === true) faults.push(`a call for ${whom}, which was brought back to life`)
      if (rejected.has(`${caller} ${token}`)) faults.push(`a voided token of ${whom} for the second time by one caller`)
    },
    rewrite: (reply, { caller, path, token }) => {
      if (path === Draft.count.path) {
        if (reply.errcode === 40001 || reply.errcode === 42001) rejected.add(`${caller} ${token}`)
        if ((reply.errcode ?? 0) === 0) wentWell++
      }
      return reply
    }
  })

  return {
    faults,
    closed,
    withdrawn,
    recorder,
    tally: () => ({ calls, wentWell })
  }
}

/** Runs the steps, and afterwards sees to it that nothing is left over. */
const play = (
  story: Scene,
  witness: ReturnType<typeof makeWitness>,
  time: ManualClock.ManualClock,
  slow: { reads: number }
) =>
  Effect.gen(function*() {
    const simulator = yield* Simulator.Simulator
    const authorizers = yield* Authorizers.Authorizers
    const authorization = yield* Authorization.Authorization
    const component = Platform.component.appId
    const codes: Array<{ readonly account: Account; readonly code: Redacted.Redacted }> = []
    const events: Array<Withdrawal> = []
    let callers = 0

    const call = (appId: Account) =>
      Effect.locally(OpenPlatform.as(appId)(Draft.count()), Recorder.caller, `${++callers} ${appId}`)

    const exchange = (given: (typeof codes)[number] | undefined) =>
      given === undefined ? Effect.succeed(false) : Effect.isSuccess(authorization.complete(given.code))

    const close = (event: Withdrawal | undefined) =>
      event === undefined ? Effect.void : Effect.map(authorizers.close(event.account, event.at), (isClosed) => {
        if (!isClosed) return
        event.isHandled = true
        witness.closed.add(event.account)
      })

    const consent = (appId: Account) =>
      Effect.map(Platform.consent(appId, [11]), (code) => {
        witness.withdrawn.delete(appId)
        codes.push({ account: appId, code })
      })

    const take = (
      one: Step
    ): Effect.Effect<unknown, unknown, Effect.Effect.Context<ReturnType<typeof call>> | Simulator.Simulator> => {
      switch (one._tag) {
        case "Call":
          return Effect.fork(Effect.ignore(call(one.account)))
        case "Wait":
          return time.advance(one.millis)
        case "Withdraw":
          return Effect.gen(function*() {
            const { authorizations } = yield* simulator.component(component)
            if (!authorizations.some(({ account }) => account === one.account)) return
            const now = yield* Clock.currentTimeMillis
            const event = { account: one.account, at: Math.floor(now / 1000) * 1000, isHandled: false }
            yield* Platform.withdraw(one.account)
            witness.withdrawn.set(one.account, event)
            events.push(event)
            // In the very millisecond of the event nobody could tell which was first.
            yield* time.advance(1)
          })
        case "Consent":
          return consent(one.account)
        case "Exchange":
          return Effect.fork(exchange(codes.at(-1 - one.which)))
        case "Close":
          return Effect.fork(close(events.at(-1 - one.which)))
        case "RevokeTokens":
          return simulator.revokeTokens(one.account)
        case "LoseRefreshToken":
          return simulator.loseRefreshToken({ component, account: one.account })
        case "SlowReads":
          return Effect.sync(() => {
            slow.reads = one.millis
          })
        case "SlowWeChat":
          return simulator.inject({
            when: { endpoint: one.endpoint, times: 1 },
            what: { _tag: "Delay", millis: one.millis }
          })
      }
    }

    for (const appId of accounts) {
      yield* simulator.addAccount({ appId })
      yield* simulator.setLimit(appId, Draft.count.path, { daily: 1000 })
      yield* consent(appId)
      yield* exchange(codes.at(-1))
    }
    for (const [one, turns] of story) {
      yield* take(one)
      yield* time.settle(turns)
    }

    // What is under way ends, what is left over is handled.
    yield* simulator.mend()
    slow.reads = 0
    yield* time.advance(200_000)
    const exchanged = new Map<Account, boolean>()
    for (const given of codes) exchanged.set(given.account, yield* exchange(given))
    yield* Effect.forEach(events, close)
    yield* time.advance(20_000)
    const { authorizations } = yield* simulator.component(component)
    return yield* Effect.forEach(accounts, (appId) =>
      Effect.gen(function*() {
        // The first may meet what nobody has told the platform.
        yield* Effect.ignore(call(appId))
        const result = yield* Effect.match(call(appId), {
          onSuccess: () => "authorized",
          onFailure: (error) => error._tag === "CallRefused" ? "unauthorized" : error.message
        })
        const expected = authorizations.some(({ account }) => account === appId) ? "authorized" : "unauthorized"
        // A consent whose code was left until it had expired is not known to anybody but WeChat.
        return {
          appId,
          result,
          expected: expected === "authorized" && exchanged.get(appId) === false ? result : expected
        }
      }))
  })

describe("however calls, expiry, withdrawals, authorizations and late events interleave", () => {
  let calls = 0
  let wentWell = 0

  it.effect.prop(
    "no call goes out with another's token, with a voided token twice, or after the end was handled",
    { story },
    ({ story }) => {
      const time = ManualClock.make(Platform.start)
      const slow = { reads: 0 }
      const witness = makeWitness()
      const store = Stores.layer((memory) => ({
        ...memory,
        get: (key) =>
          Effect.flatMap(memory.get(key), (found) => Effect.as(Effect.sleep(Duration.millis(slow.reads)), found)),
        put: (key, body, expected) =>
          Effect.tap(memory.put(key, body, expected), (isWritten) => {
            if (isWritten && body.includes(`"status":"authorized"`)) witness.closed.delete(key.id)
          })
      }))
      const live = Platform.layer({
        store,
        client: { transformClient: witness.recorder.transformClient },
        platform: { keepFor: "10 seconds" }
      })
      return Effect.gen(function*() {
        yield* Platform.receiveTicket
        const ends = yield* play(story, witness, time, slow)
        const tally = witness.tally()
        calls += tally.calls
        wentWell += tally.wentWell
        assert.deepStrictEqual(witness.faults, [])
        for (const { appId, expected, result } of ends) assert.strictEqual(result, expected, `in the end, ${appId}`)
      }).pipe(Effect.provide(live), Effect.scoped, Effect.withClock(time.clock))
    },
    { fastCheck: { numRuns: 200 } }
  )

  it("calls were made, and went well", () => {
    assert.isAbove(calls, 1500)
    assert.isAbove(wentWell, 700)
  })
})
