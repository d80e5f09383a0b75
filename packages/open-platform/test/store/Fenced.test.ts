import { Identifiers, WeChatError } from "@effect-wechat/core"
import { PlatformStore } from "@effect-wechat/open-platform"
import { assert, describe, it } from "@effect/vitest"
import { Clock, Deferred, Duration, Effect, Either, Exit, Fiber, Option, Redacted, TestClock } from "effect"
import * as Documents from "../../src/internal/documents.ts"
import * as Fenced from "../../src/internal/fenced.ts"

const component = Identifiers.AppId.make("wxc000000000000001")
const lease = "the-lease"

type Renew = Effect.Effect<string, Fenced.Failure>

/** Processes that share a token through one store. Each renewal takes 2 seconds, and makes the next token. */
const makePlatform = (spoil: (store: PlatformStore.Service) => Partial<PlatformStore.Service> = () => ({})) =>
  Effect.map(PlatformStore.makeMemory, (memory) => {
    const store = { ...memory, ...spoil(memory) }
    const counts = { renewals: 0 }
    const process = (owner: string, renewal?: (documents: Documents.Documents) => Renew) => {
      const documents = Documents.make(store, component)
      const failed = Effect.mapError(Documents.toWeChatError("api_component_token"))
      const renew = Effect.gen(function*() {
        counts.renewals += 1
        yield* Effect.sleep("2 seconds")
        const now = yield* Clock.currentTimeMillis
        const value = `token ${counts.renewals}`
        yield* failed(documents.changeComponent((state) => ({
          ...state,
          token: { value: Redacted.make(value), expiresAt: now + 7_200_000 }
        })))
        return value
      })
      return Fenced.renewOnce(documents, {
        lease,
        owner,
        endpoint: "api_component_token",
        usable: Effect.zipWith(
          failed(documents.component),
          Clock.currentTimeMillis,
          ({ token }, now) =>
            token !== undefined && token.expiresAt > now
              ? Either.right(Redacted.value(token.value))
              : Either.left(undefined)
        ),
        renew: () => renewal === undefined ? renew : renewal(documents)
      })
    }
    return { counts, process, store }
  })

/** Lets time pass in small steps, so that whoever sleeps wakes when it is time. */
const pass = (duration: Duration.DurationInput) =>
  Effect.repeatN(TestClock.adjust("250 millis"), Duration.toMillis(duration) / 250 - 1)

const storeFault = (exit: Exit.Exit<string, Fenced.Failure>) =>
  Effect.map(Effect.flip(exit), (error) => {
    assert.instanceOf(error, WeChatError.WeChatError)
    assert.strictEqual(error.endpoint, "api_component_token")
    assert.instanceOf(error.reason, WeChatError.StoreUnavailable)
    return error.reason.detail
  })

describe("a fenced renewal", () => {
  it.effect("happens once for one expiry, and everybody sees what was written", () =>
    Effect.gen(function*() {
      const { counts, process } = yield* makePlatform()
      for (const round of [1, 2, 3]) {
        const callers = yield* Effect.forEach(
          Array.from({ length: 20 }, (_, caller) => `process ${caller}`),
          (owner) => Effect.fork(process(owner))
        )
        yield* pass("5 seconds")
        const tokens = yield* Fiber.join(Fiber.all(callers))
        assert.deepStrictEqual(new Set(tokens), new Set([`token ${round}`]))
        assert.strictEqual(counts.renewals, round)
        yield* TestClock.adjust("2 hours")
      }
    }))

  it.effect("is not waited for longer than it takes", () =>
    Effect.gen(function*() {
      const { process } = yield* makePlatform()
      const first = yield* Effect.fork(process("one"))
      yield* TestClock.adjust(0)
      const second = yield* Effect.fork(process("other"))
      yield* pass("2750 millis")
      assert.strictEqual(yield* Fiber.join(first), "token 1")
      assert.isTrue(Option.isSome(yield* Fiber.poll(second)))
    }))

  it.effect("frees the lease when its process is interrupted", () =>
    Effect.gen(function*() {
      const { counts, process } = yield* makePlatform()
      const dying = yield* Effect.fork(process("one", () => Effect.never))
      yield* pass("1 second")
      const waiting = yield* Effect.fork(process("other"))
      yield* pass("1 second")
      assert.strictEqual(counts.renewals, 0)
      yield* Fiber.interrupt(dying)
      yield* pass("2750 millis")
      assert.strictEqual(yield* Fiber.join(waiting), "token 1")
    }))

  it.effect("frees the lease when it fails, and the next one tries", () =>
    Effect.gen(function*() {
      const { process } = yield* makePlatform()
      const refused = new WeChatError.WeChatError({
        endpoint: "api_component_token",
        reason: new WeChatError.TimedOut({ limit: 1 })
      })
      const failing = yield* Effect.fork(process("one", () => Effect.zipRight(Effect.sleep("1 second"), refused)))
      yield* TestClock.adjust(0)
      const waiting = yield* Effect.fork(process("other"))
      yield* pass("4 seconds")
      assert.strictEqual(yield* Effect.flip(Fiber.join(failing)), refused)
      assert.strictEqual(yield* Fiber.join(waiting), "token 1")
    }))

  it.effect("of a process that never comes back is waited for until its lease ends, and no longer", () =>
    Effect.gen(function*() {
      const { counts, process, store } = yield* makePlatform()
      // Killed: nobody gives this one back.
      assert.isTrue(yield* store.acquire(lease, "the dead", Duration.seconds(60)))
      const waiting = yield* Effect.fork(process("one"))
      yield* pass("59 seconds")
      assert.strictEqual(counts.renewals, 0)
      yield* pass("4 seconds")
      assert.strictEqual(yield* Fiber.join(waiting), "token 1")
    }))

  it.effect("is given up when a lease does not end", () =>
    Effect.gen(function*() {
      const { counts, process } = yield* makePlatform(() => ({ acquire: () => Effect.succeed(false) }))
      const waiting = yield* Effect.fork(Effect.exit(process("one")))
      yield* pass("2 minutes")
      assert.strictEqual(yield* Effect.flatMap(Fiber.join(waiting), storeFault), "acquire: LeaseHeldTooLong")
      assert.strictEqual(counts.renewals, 0)
    }))

  it.effect("does not write over what came while its process slept through the end of its lease", () =>
    Effect.gen(function*() {
      const { counts, process } = yield* makePlatform()
      const latch = yield* Deferred.make<void>()
      const sleeper = yield* Effect.fork(process("sleeper", (documents) =>
        Effect.gen(function*() {
          // What it read before it slept is what its write is judged by.
          const known = yield* Effect.orDie(documents.component)
          yield* Deferred.await(latch)
          const { token } = yield* Effect.orDie(documents.changeComponent((state) =>
            state.token === known.token ? { ...state, token: { value: Redacted.make("late"), expiresAt: 1 } } : state
          ))
          return token === undefined ? "none" : Redacted.value(token.value)
        })))
      yield* TestClock.adjust(0)
      const other = yield* Effect.fork(process("other"))
      yield* pass("65 seconds")
      assert.strictEqual(yield* Fiber.join(other), "token 1")
      yield* Deferred.succeed(latch, undefined)
      assert.strictEqual(yield* Fiber.join(sleeper), "token 1")
      assert.strictEqual(yield* process("third"), "token 1")
      assert.strictEqual(counts.renewals, 1)
    }))

  it.effect("tells a store that fails as a WeChatError", () =>
    Effect.gen(function*() {
      const fault = (operation: PlatformStore.StoreError["operation"]) =>
        Effect.fail(new PlatformStore.StoreError({ operation, fault: "Away" }))
      const atAcquire = yield* makePlatform(() => ({ acquire: () => fault("acquire") }))
      assert.strictEqual(
        yield* Effect.flatMap(Effect.exit(atAcquire.process("one")), storeFault),
        "acquire: Away"
      )
      const atGet = yield* makePlatform(() => ({ get: () => fault("get") }))
      assert.strictEqual(yield* Effect.flatMap(Effect.exit(atGet.process("one")), storeFault), "get: Away")
      const atPut = yield* makePlatform(() => ({ put: () => fault("put") }))
      const writing = yield* Effect.fork(Effect.exit(atPut.process("one")))
      yield* pass("3 seconds")
      assert.strictEqual(yield* Effect.flatMap(Fiber.join(writing), storeFault), "put: Away")
    }))

  it.effect("gives what it has even if the lease cannot be given back", () =>
    Effect.gen(function*() {
      const { process } = yield* makePlatform(() => ({
        release: () => Effect.fail(new PlatformStore.StoreError({ operation: "release", fault: "Away" }))
      }))
      const caller = yield* Effect.fork(process("one"))
      yield* pass("3 seconds")
      assert.isTrue(Exit.isSuccess(yield* Fiber.await(caller)))
    }))
})
