import { Draft, FreePublish } from "@effect-wechat/core"
import {
  Authorization,
  Authorizers,
  ComponentApi,
  OpenPlatform,
  type PlatformStore
} from "@effect-wechat/open-platform"
import { Simulator } from "@effect-wechat/simulator"
import { assert, describe, it } from "@effect/vitest"
import * as Cause from "effect/Cause"
import * as Clock from "effect/Clock"
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import type * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import type * as Layer from "effect/Layer"
import * as Metric from "effect/Metric"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import * as Schedule from "effect/Schedule"
import * as Stream from "effect/Stream"
import * as TestClock from "effect/TestClock"
import * as Platform from "./utils/Platform.ts"
import * as Recorder from "./utils/Recorder.ts"
import * as Stores from "./utils/Stores.ts"
import * as Watch from "@effect-wechat/testing/Watch"

const configured = [Platform.component.secret, Platform.component.token, Platform.component.encodingAesKey]

/** The places where a secret is seen, and what is seen there. */
const leaks = (watch: Watch.Watch, exit: Exit.Exit<unknown, unknown>, secrets: Iterable<string>) =>
  Effect.map(Watch.textOf(watch, exit), (texts) => {
    const all = [...secrets]
    return texts.filter(([, text]) => all.some((secret) => text.includes(secret)))
  })

describe("the scan", () => {
  const secret = "PLANTED-secret"
  class Failure extends Data.TaggedError("Failure")<{
    readonly message: string
    readonly details?: unknown
    readonly cause?: unknown
  }> {}
  const planted: ReadonlyArray<readonly [where: string, program: Effect.Effect<unknown, unknown>, place: string]> = [
    ["the name of a span", Effect.withSpan(Effect.void, `refresh ${secret}`), "a span"],
    ["an attribute of a span", Effect.withSpan(Effect.void, "span", { attributes: { token: secret } }), "a span"],
    ["the end of a span", Effect.ignore(Effect.withSpan(Effect.fail({ secret }), "span")), "a span"],
    ["a log line", Effect.logTrace(`token ${secret}`), "a log line"],
    ["an annotation of a log line", Effect.annotateLogs(Effect.logTrace(""), "token", secret), "a log line"],
    ["the cause of a log line", Effect.logTrace("", Cause.fail(new Failure({ message: secret }))), "a log line"],
    ["a label of a metric", Metric.increment(Metric.tagged(Metric.counter("planted"), "t", secret)), "a metric"],
    ["an error message", Effect.fail(new Failure({ message: secret })), "an exit"],
    ["a field of an error", Effect.fail(new Failure({ message: "", details: { deep: [secret] } })), "an exit"],
    ["the cause of an error", Effect.fail(new Failure({ message: "", cause: new Error(secret) })), "an exit"],
    ["a defect", Effect.dieMessage(secret), "an exit"],
    ["a result", Effect.succeed({ token: secret }), "an exit"]
  ]
  for (const [where, program, place] of planted) {
    it.effect(`finds a secret in ${where}`, () => {
      const watch = Watch.make()
      return Effect.gen(function*() {
        const exit = yield* Effect.exit(Effect.provide(program, watch.layer))
        assert.include((yield* leaks(watch, exit, [secret])).map(([found]) => found), place)
      })
    })
  }
})

const count = (appId: string) => OpenPlatform.as(appId)(Draft.count())
const deleteOne = (appId: string) => OpenPlatform.as(appId)(FreePublish.delete({ article_id: "no-such", index: 1 }))

const inject = (endpoint: { readonly name: string }, what: Parameters<Simulator.Service["inject"]>[0]["what"]) =>
  Effect.flatMap(Simulator.Simulator, (simulator) => simulator.inject({ when: { endpoint: endpoint.name }, what }))

const complete = (code: Redacted.Redacted) =>
  Effect.flatMap(Authorization.Authorization, (authorization) => authorization.complete(code))

type Given = Layer.Layer.Success<ReturnType<typeof Platform.layer>>

interface Scene {
  readonly play: (appId: string) => Effect.Effect<unknown, unknown, Given>
  readonly options?: Platform.Options
  readonly rewrite?: Recorder.Options["rewrite"]
}

/** An error that repeats everything that was sent. */
const repeating = (path: string): NonNullable<Recorder.Options["rewrite"]> => (reply, sent) =>
  sent.path === path
    ? { ...reply, errcode: 45009, errmsg: `quota of ${sent.token} ${sent.body}` }
    : reply

/** Another reply, with what was asked for where nobody would expect it. */
const malformed = (path: string): NonNullable<Recorder.Options["rewrite"]> => (reply, sent) =>
  sent.path === path ? { [JSON.stringify(reply)]: reply, errcode: 0, expires_in: JSON.stringify(reply) } : reply

const broken = (operation: "get" | "put") =>
  Stores.layer((memory) => {
    let calls = 0
    const breaks = <A>(ask: Effect.Effect<A, PlatformStore.StoreError>) =>
      Effect.suspend(() => ++calls > 12 ? Effect.fail(Stores.unreachable(operation)) : ask)
    return operation === "get"
      ? { ...memory, get: (key) => breaks(memory.get(key)) }
      : { ...memory, put: (key, body, expected) => breaks(memory.put(key, body, expected)) }
  })

const garbling = Stores.layer((memory) => ({
  ...memory,
  // Still full of tokens, but no record any more.
  get: (key) =>
    Effect.map(
      memory.get(key),
      Option.map((document) => key.kind === "authorizer" ? { ...document, body: `[${document.body}]` } : document)
    )
}))

const expired = TestClock.adjust("3 hours")

const scenes: Readonly<Record<string, Scene>> = {
  "all goes well": {
    play: (appId) =>
      Effect.gen(function*() {
        const record = yield* Platform.authorize(appId, [7, 11])
        yield* count(appId)
        yield* expired
        yield* count(appId)
        const progress = yield* Stream.runCollect(OpenPlatform.sync())
        const rows = yield* Stream.runCollect(OpenPlatform.matrix())
        const outcomes = yield* OpenPlatform.forEachAuthorizer(Draft.count(), { concurrency: 4 })
        return { record, progress, rows, outcomes, explained: yield* OpenPlatform.explain(appId, FreePublish.delete) }
      }),
    options: { simulator: { world: { components: [{ ...Platform.component, rotatesRefreshTokens: true }] } } }
  },
  "a call is refused": { play: deleteOne },
  "the gate only warns": { play: deleteOne, options: { platform: { gate: "warn" } } },
  "a code is wrong": { play: () => complete(Redacted.make("queryauthcode@@@wrong")) },
  "a code is too old": {
    play: (appId) => Effect.flatMap(Platform.consent(appId, [11]), (code) => Effect.zipRight(expired, complete(code)))
  },
  "a token is rejected twice": {
    play: (appId) => Effect.zipRight(inject(Draft.count, { _tag: "TokenRevoked" }), count(appId))
  },
  "a refresh token is wrong": {
    play: (appId) =>
      Effect.all([expired, inject(ComponentApi.authorizerToken, { _tag: "Code", errcode: 61023 }), count(appId)])
  },
  "a refresh token is recovered": {
    play: (appId) =>
      Effect.gen(function*() {
        const simulator = yield* Simulator.Simulator
        yield* expired
        yield* simulator.loseRefreshToken({ component: Platform.component.appId, account: appId })
        yield* count(appId)
      })
  },
  "WeChat ends the authorization": {
    play: (appId) => Effect.zipRight(Platform.withdraw(appId), count(appId))
  },
  "WeChat refuses what the gate has allowed": {
    play: (appId) => Effect.zipRight(inject(Draft.count, { _tag: "Code", errcode: 61007 }), count(appId))
  },
  "the record is closed": {
    play: (appId) =>
      Effect.gen(function*() {
        const authorizers = yield* Authorizers.Authorizers
        yield* authorizers.close(appId, yield* Clock.currentTimeMillis)
        yield* count(appId)
      })
  },
  "no ticket has come for long": { play: (appId) => Effect.zipRight(TestClock.adjust("20 hours"), count(appId)) },
  "a caller goes away while tokens are fetched": {
    play: (appId) =>
      Effect.gen(function*() {
        yield* expired
        yield* inject(ComponentApi.authorizerToken, { _tag: "Delay", millis: 5000 })
        const caller = yield* Effect.fork(count(appId))
        yield* TestClock.adjust("1 second")
        const exit = yield* Fiber.interrupt(caller)
        yield* TestClock.adjust("10 seconds")
        return exit
      })
  },
  "a renewal ahead of time fails, and nobody waits for it": {
    play: (appId) =>
      Effect.gen(function*() {
        yield* TestClock.adjust("111 minutes")
        yield* inject(ComponentApi.authorizerToken, { _tag: "Code", errcode: 45009, errmsg: "quota" })
        yield* count(appId)
        yield* TestClock.adjust("1 minute")
      })
  },
  "the store cannot be read": {
    play: (appId) => Effect.forever(Effect.zipRight(expired, count(appId))),
    options: { store: broken("get") }
  },
  "the store cannot be written": {
    play: (appId) => Effect.forever(Effect.zipRight(expired, count(appId))),
    options: { store: broken("put") }
  },
  "the store gives nonsense": {
    play: (appId) => Effect.zipRight(Effect.ignore(Platform.authorize(appId, [11])), count(appId)),
    options: { store: garbling }
  }
}

const endpoints = {
  component: ComponentApi.componentToken,
  refresh: ComponentApi.authorizerToken,
  exchange: ComponentApi.queryAuth,
  facts: ComponentApi.authorizerInfo,
  list: ComponentApi.authorizerList,
  code: ComponentApi.preAuthCode,
  push: ComponentApi.startPushTicket,
  call: Draft.count
}

/** Everything that asks WeChat, one after the other, whether or not it works. */
const everything = (appId: string) =>
  Effect.gen(function*() {
    const simulator = yield* Simulator.Simulator
    const authorization = yield* Authorization.Authorization
    const exits: Array<unknown> = [
      yield* Effect.exit(Platform.authorize(appId, [11])),
      yield* Effect.exit(count(appId)),
      yield* Effect.exit(Stream.runDrain(OpenPlatform.sync())),
      yield* Effect.exit(Effect.asVoid(authorization.link({ redirectUri: "https://provider.example/" })))
    ]
    // New tokens are to be fetched, for the component and for the account.
    yield* simulator.revokeTokens(Platform.component.appId)
    yield* simulator.revokeTokens(appId)
    exits.push(yield* Effect.exit(count(appId)))
    return exits
  })

const faults: Readonly<Record<string, Parameters<Simulator.Service["inject"]>[0]["what"]>> = {
  "is busy": { _tag: "Code", errcode: -1 },
  "cuts the connection": { _tag: "Cut", at: "after" },
  "sends half a reply": { _tag: "Truncated" },
  "sends a page": { _tag: "Html" }
}

const ofEndpoints = Object.entries(endpoints).flatMap(([name, endpoint]): ReadonlyArray<readonly [string, Scene]> => [
  [`${name}: WeChat repeats secrets in its error`, { play: everything, rewrite: repeating(endpoint.path) }],
  [`${name}: WeChat sends something else than it documents`, { play: everything, rewrite: malformed(endpoint.path) }],
  ...Object.entries(faults).map(([what, fault]) =>
    [
      `${name}: WeChat ${what}`,
      { play: (appId: string) => Effect.zipRight(inject(endpoint, fault), everything(appId)) }
    ] as const
  )
])

describe("no secret can be seen, when", () => {
  for (const [what, { options, play, rewrite }] of [...Object.entries(scenes), ...ofEndpoints]) {
    it.effect(what, () => {
      const watch = Watch.make()
      let isOn = false
      const recorder = Recorder.make(
        rewrite === undefined ? {} : { rewrite: (reply, sent) => isOn ? rewrite(reply, sent) : reply }
      )
      const live = Platform.layer({
        ...options,
        client: { transformClient: recorder.transformClient, retry: Schedule.stop }
      })
      return Effect.gen(function*() {
        const scene = Effect.gen(function*() {
          yield* Platform.receiveTicket
          const simulator = yield* Simulator.Simulator
          const { appId } = yield* simulator.addAccount({ kind: "official", verifyType: -1 })
          yield* Effect.ignore(Platform.authorize(appId, [11]))
          isOn = true
          return yield* play(appId)
        })
        const exit = yield* Effect.exit(
          Platform.on(live)(Effect.withSpan(scene, "scene")).pipe(Effect.provide(watch.layer))
        )
        const secrets = [...configured, ...recorder.secrets]
        // Tickets, tokens and codes have been there to be seen.
        assert.isAbove(secrets.length, 5)
        assert.isAbove(watch.spans.length, 3)
        assert.deepStrictEqual(yield* leaks(watch, exit, secrets), [])
      })
    })
  }
})
