import type * as HttpClient from "@effect/platform/HttpClient"
import { assert, describe, it } from "@effect/vitest"
import { Simulator } from "@effect-wechat/simulator"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as FastCheck from "effect/FastCheck"
import * as TestClock from "effect/TestClock"
import * as Api from "./utils/Api.ts"
import * as Model from "./utils/Model.ts"

const components = [
  { appId: "wxc000000000000001", rotates: false },
  { appId: "wxc000000000000002", rotates: true }
]
const accounts = ["wxa000000000000001", "wxa000000000000002", "wxa000000000000003"]
const secret = "the secret of everybody"
const draftSets = [11, 100]

const world = {
  components: components.map(({ appId, rotates }) => ({ appId, secret, rotatesRefreshTokens: rotates })),
  accounts: accounts.map((appId) => ({ appId, secret }))
}

interface Place {
  readonly component: string
  readonly account: string
}

/** What came out of an authorization, and of which. */
interface Found extends Place {
  readonly value: string
}

type Step =
  | { readonly do: "authorize"; readonly component: string; readonly account: string; readonly sets: Array<number> }
  | { readonly do: "unauthorize" | "lose"; readonly component: string; readonly account: string }
  | { readonly do: "exchange"; readonly pick: number; readonly elsewhere: string | undefined }
  | { readonly do: "refresh"; readonly pick: number; readonly elsewhere: Place | undefined }
  | { readonly do: "componentToken"; readonly component: string; readonly pick: number }
  | { readonly do: "plain" | "stable" | "forced"; readonly account: string }
  | { readonly do: "count" | "delete" | "list"; readonly pick: number; readonly component: string }
  | { readonly do: "add"; readonly account: string; readonly count: number }
  | { readonly do: "revoke"; readonly appId: string }
  | { readonly do: "wait"; readonly seconds: number }

const component = FastCheck.constantFrom(...components.map(({ appId }) => appId))
const account = FastCheck.constantFrom(...accounts)
/** Small numbers are the newest of what there is to pick from. */
const pick = FastCheck.oneof({ weight: 3, arbitrary: FastCheck.constant(0) }, FastCheck.nat(7))
/** Now and then somebody tries what belongs to somebody else. */
const seldom = <A>(arbitrary: FastCheck.Arbitrary<A>) =>
  FastCheck.oneof({ weight: 4, arbitrary: FastCheck.constant(undefined) }, { weight: 1, arbitrary })
const one = <const Name extends string>(name: Name) => FastCheck.constant(name)
const oneOf = <const Name extends string>(...names: [Name, ...Array<Name>]) => FastCheck.constantFrom(...names)

const step: FastCheck.Arbitrary<Step> = FastCheck.oneof(
  {
    weight: 4,
    arbitrary: FastCheck.record({
      do: one("authorize"),
      component,
      account,
      sets: FastCheck.subarray([1, 7, 11, 100])
    })
  },
  { weight: 1, arbitrary: FastCheck.record({ do: one("unauthorize"), component, account }) },
  { weight: 1, arbitrary: FastCheck.record({ do: one("lose"), component, account }) },
  { weight: 6, arbitrary: FastCheck.record({ do: one("exchange"), pick, elsewhere: seldom(component) }) },
  {
    weight: 5,
    arbitrary: FastCheck.record({
      do: one("refresh"),
      pick,
      elsewhere: seldom(FastCheck.record({ component, account }))
    })
  },
  { weight: 2, arbitrary: FastCheck.record({ do: one("componentToken"), component, pick }) },
  { weight: 2, arbitrary: FastCheck.record({ do: oneOf("plain", "stable", "forced"), account }) },
  {
    weight: 4,
    arbitrary: FastCheck.record({ do: oneOf("count", "delete", "list"), pick, component })
  },
  { weight: 1, arbitrary: FastCheck.record({ do: one("add"), account, count: FastCheck.integer({ min: 1, max: 3 }) }) },
  { weight: 1, arbitrary: FastCheck.record({ do: one("revoke"), appId: FastCheck.oneof(component, account) }) },
  {
    weight: 3,
    arbitrary: FastCheck.record({
      do: one("wait"),
      seconds: FastCheck.constantFrom(1, 1, 30, 299, 300, 300, 3599, 7200)
    })
  }
)

type Needs = Simulator.Simulator | HttpClient.HttpClient

const steps = FastCheck.array(step, { minLength: 1, maxLength: 60, size: "max" })

/** The newest first. */
const picked = <A>(all: ReadonlyArray<A>, at: number): A | undefined => all[all.length - 1 - at % (all.length || 1)]

/** Carries the steps out on a simulator, holds every answer against the model, and gives all that was answered. */
const carryOut = (all: ReadonlyArray<Step>) =>
  Effect.gen(function*() {
    const simulator = yield* Simulator.Simulator
    const model = Model.make(components, accounts)
    const guessed = { component: components[0]?.appId ?? "", account: accounts[0] ?? "", value: "guessed" }
    const codes: Array<Found> = [guessed]
    const refreshTokens: Array<Found> = [guessed]
    const tickets: Array<string> = ["ticket@@@guessed"]
    const story: Array<readonly [did: Step["do"], answer: Api.Answer | undefined]> = []

    const now = Clock.currentTimeMillis
    const lookAtTickets = Effect.gen(function*() {
      for (const [appId, known] of model.components) {
        const { newestTicket = "" } = yield* simulator.component(appId)
        if (known.tickets.has(newestTicket)) continue
        // It was pushed at a full ten minutes.
        known.tickets.set(newestTicket, Math.floor((yield* now) / 600_000) * 600_000)
        tickets.push(newestTicket)
      }
    })

    const isOneOf = (allowed: ReadonlyArray<number>, answer: Api.Answer, what: string) =>
      assert.include(allowed, answer.code, `${what}: ${answer.text}`)

    const liveComponentToken = (appId: string) =>
      Effect.gen(function*() {
        const at = yield* now
        const [live] = Model.liveOf(model, { kind: "component", appId, component: appId }, at).slice(-1)
        if (live !== undefined) return live.value
        const token = yield* Api.componentToken(appId)
        Model.issued(model, at, { kind: "component", appId, component: appId }, token, 300_000)
        return token
      })

    const take = (
      of: Step
    ): Effect.Effect<Api.Answer | undefined, Simulator.NotInWorld | Simulator.CannotAuthorize, Needs> =>
      Effect.gen(function*() {
        const at = yield* now
        switch (of.do) {
          case "authorize": {
            const { authCode } = yield* simulator.authorize({ ...of, permissionSets: of.sets })
            codes.push({ component: of.component, account: of.account, value: authCode })
            Model.authorized(model, at, of.component, of.account, of.sets, authCode)
            return undefined
          }
          case "unauthorize":
            yield* simulator.unauthorize(of)
            Model.unauthorized(model, of.component, of.account)
            return undefined
          case "lose":
            yield* simulator.loseRefreshToken(of)
            Model.lostRefreshToken(model, of.component, of.account)
            return undefined
          case "exchange": {
            const code = picked(codes, of.pick) ?? guessed
            const component = of.elsewhere ?? code.component
            const answer = yield* Api.queryAuth(component, yield* liveComponentToken(component), code.value)
            isOneOf(Model.exchange(model, at, component, code.value), answer, "exchange")
            const given = answer.json.authorization_info
            if (given === undefined) return answer
            const refreshToken = Api.given(given.authorizer_refresh_token)
            refreshTokens.push({ component, account: given.authorizer_appid, value: refreshToken })
            Model.exchanged(model, at, component, {
              account: given.authorizer_appid,
              token: Api.given(given.authorizer_access_token),
              refreshToken
            })
            return answer
          }
          case "refresh": {
            const known = picked(refreshTokens, of.pick) ?? guessed
            const { account, component } = of.elsewhere ?? known
            const token = yield* liveComponentToken(component)
            const answer = yield* Api.refresh(component, token, account, known.value)
            isOneOf([Model.refresh(model, at, component, account, known.value)], answer, "refresh")
            if (answer.code !== 0) return answer
            const next = Api.given(answer.json.authorizer_refresh_token)
            if (refreshTokens.every(({ value }) => value !== next)) {
              refreshTokens.push({ component, account, value: next })
            }
            const given = { token: Api.given(answer.json.authorizer_access_token), refreshToken: next }
            assert.isTrue(Model.refreshed(model, at, component, account, given), "the refresh token that came back")
            return answer
          }
          case "componentToken": {
            const ticket = picked(tickets, of.pick) ?? ""
            const answer = yield* Api.askComponentToken(of.component, secret, ticket)
            isOneOf([Model.ticketRefusal(model, at, of.component, ticket)], answer, "component token")
            const value = answer.json.component_access_token
            if (value !== undefined) {
              const speaker = { kind: "component", appId: of.component, component: of.component } as const
              Model.issued(model, at, speaker, value, 300_000)
            }
            return answer
          }
          case "plain": {
            const answer = yield* Api.askToken(of.account, secret)
            const value = Api.given(answer.json.access_token)
            Model.issued(model, at, { kind: "plain", appId: of.account, component: undefined }, value, 300_000)
            return answer
          }
          case "stable":
          case "forced": {
            const answer = yield* Api.askStableToken(of.account, secret, of.do === "forced")
            const value = answer.json.access_token
            if (value === undefined) {
              assert.include([45009, 45011], answer.code)
              return answer
            }
            if (
              !model.tokens.some((token) => token.value === value)
            ) {
              const speaker = { kind: "stable", appId: of.account, component: undefined } as const
              Model.issued(model, at, speaker, value, of.do === "forced" ? 0 : 300_000)
            }
            return answer
          }
          case "count":
          case "delete":
          case "list": {
            const token = picked(model.tokens, of.pick)
            return token === undefined ? undefined : yield* callWith(of.do, token, of.component)
          }
          case "add": {
            const added = yield* simulator.addDrafts(of.account, of.count)
            for (const id of added) model.accounts.get(of.account)?.drafts.add(id)
            return undefined
          }
          case "revoke":
            assert.strictEqual(yield* simulator.revokeTokens(of.appId), Model.revoked(model, at, of.appId))
            return undefined
          case "wait": {
            yield* TestClock.adjust(of.seconds * 1000)
            yield* lookAtTickets
            return undefined
          }
        }
      })

    const callWith = (what: "count" | "delete" | "list", token: Model.Token, component: string) =>
      Effect.gen(function*() {
        const at = yield* now
        if (what === "list") {
          const answer = yield* Api.list(component, token.value, 0, 500)
          isOneOf(Model.callForComponent(at, token, component), answer, "list")
          if (answer.code === 0) {
            const listed = answer.json.list?.map(({ authorizer_appid }) => authorizer_appid).toSorted()
            const known = [...model.components.get(component)?.authorizations.keys() ?? []].toSorted()
            assert.deepStrictEqual(listed, known)
          }
          return answer
        }
        // An account may delete what is its own, and finds nothing else.
        const drafts = [...model.accounts.get(token.appId)?.drafts ?? []]
        const allowed = Model.callForAccount(model, at, token, draftSets)
        if (what === "delete" && drafts[0] !== undefined) {
          const answer = yield* Api.call("POST", "/cgi-bin/draft/delete", {
            query: { access_token: token.value },
            json: { media_id: drafts[0] }
          })
          isOneOf(allowed, answer, "delete")
          if (answer.code === 0) model.accounts.get(token.appId)?.drafts.delete(drafts[0])
          return answer
        }
        const answer = yield* Api.countDrafts(token.value)
        isOneOf(allowed, answer, "count")
        if (answer.code === 0) assert.strictEqual(answer.json.total_count, drafts.length)
        return answer
      })

    yield* lookAtTickets
    for (const appId of accounts) {
      yield* simulator.setLimit(appId, "/cgi-bin/draft/count", { daily: 1_000_000 })
      yield* simulator.setLimit(appId, "/cgi-bin/draft/delete", { daily: 1_000_000 })
    }
    for (const of of all) {
      story.push([of.do, yield* take(of)])
    }

    // At the end every token that there ever was is tried once more.
    const working = new Map<string, number>()
    for (const token of model.tokens) {
      const what = token.kind === "component" ? "list" : "count"
      const answer = yield* callWith(what, token, token.appId)
      story.push([what, answer])
      if (answer.code === 0) {
        const speaker = `${token.kind} ${token.appId} ${token.component}`
        working.set(speaker, 1 + (working.get(speaker) ?? 0))
      }
    }
    for (const [speaker, count] of working) assert.isAtMost(count, 2, speaker)
    for (const appId of accounts) {
      const { drafts } = yield* simulator.account(appId)
      assert.deepStrictEqual(new Set(drafts), model.accounts.get(appId)?.drafts)
    }
    return { story, working }
  })

const run = (all: ReadonlyArray<Step>, seed = 1) => Effect.provide(carryOut(all), Simulator.layer({ world, seed }))

describe("a random life of components and accounts", () => {
  it.effect.prop(
    "never breaks a promise about tokens, authorizations and drafts",
    [steps],
    ([all]) => Effect.asVoid(run(all)),
    { fastCheck: { numRuns: 80 } }
  )

  it.effect.prop(
    "goes the same way again from the same seed, and makes up other secrets from another",
    [steps, FastCheck.integer()],
    ([all, seed]) =>
      Effect.gen(function*() {
        const start = yield* Clock.currentTimeMillis
        const first = yield* run(all, seed)
        yield* TestClock.setTime(start)
        const again = yield* run(all, seed)
        assert.deepStrictEqual(again.story, first.story)
        yield* TestClock.setTime(start)
        const other = yield* run(all, seed + 1)
        const secrets = (story: typeof first.story) =>
          story.flatMap(([, answer]) => answer?.text.match(/(?<=_token":")[^"]+/g) ?? [])
        const made = new Set(secrets(first.story))
        assert.deepStrictEqual(secrets(other.story).filter((value) => made.has(value)), [])
      }),
    { fastCheck: { numRuns: 12 } }
  )

  it.effect("does get somewhere: what the properties are about happens in them", () =>
    Effect.gen(function*() {
      const lives = FastCheck.sample(steps, { numRuns: 25, seed: 1 })
      const told = new Map<string, number>()
      let working = 0
      for (const life of lives) {
        yield* TestClock.setTime(0)
        const { story, working: live } = yield* run(life)
        working += live.size
        for (const [did, answer] of story) {
          const key = `${did} ${answer?.code}`
          told.set(key, 1 + (told.get(key) ?? 0))
        }
      }
      for (
        const key of [
          "exchange 0",
          "exchange 61009",
          "exchange 61010",
          "refresh 0",
          "refresh 61003",
          "refresh 61023",
          "componentToken 0",
          "componentToken 61006",
          "count 0",
          "count 40001",
          "count 42001",
          "count 61003",
          "count 61007",
          "count 61015",
          "delete 0",
          "list 0",
          "list 40013",
          "list 61014"
        ]
      ) assert.isAtLeast(told.get(key) ?? 0, 1, `${key} in ${JSON.stringify([...told])}`)
      assert.isAbove(working, 40)
    }))
})
