import { Identifiers, JobEvents } from "@effect-wechat/core"
import { assert, describe, it } from "@effect/vitest"
import { assertNone, assertSome } from "@effect/vitest/utils"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as TestClock from "effect/TestClock"
import * as JobEnds from "../src/internal/jobEnds.ts"

const appId = Identifiers.AppId.make("wx0000000000000001")
const other = Identifiers.AppId.make("wx0000000000000002")

/** What has been told already, or nothing. */
const now = <End>(ends: JobEnds.Ends<End>, id: string, of: Identifiers.AppId | "nobody" = appId) =>
  Effect.gen(function*() {
    const fiber = yield* Effect.fork(Effect.timeoutOption(ends.await(of === "nobody" ? undefined : of, id), "1 millis"))
    yield* TestClock.adjust("1 millis")
    return yield* Fiber.join(fiber)
  })

const make = (options: Partial<Parameters<typeof JobEnds.make>[0]> = {}) =>
  JobEnds.make<string>({ remembered: 100, keepFor: 60_000, ...options })

describe("the end of a job", () => {
  it.effect("reaches everybody who waits for it, and nobody else", () =>
    Effect.gen(function*() {
      const ends = make()
      const [a, b, c, d] = yield* Effect.all([
        Effect.fork(ends.await(appId, "1")),
        Effect.fork(ends.await(appId, "1")),
        Effect.fork(ends.await(appId, "2")),
        Effect.fork(ends.await(other, "1"))
      ])
      yield* Effect.yieldNow()
      yield* ends.tell(appId, "1", "done")
      assert.deepStrictEqual([yield* Fiber.join(a), yield* Fiber.join(b)], ["done", "done"])
      assertNone(yield* Fiber.poll(c))
      assertNone(yield* Fiber.poll(d))
      yield* Fiber.interruptAll([c, d])
    }))

  it.effect("may be told before anybody asks, and twice: then the last word counts", () =>
    Effect.gen(function*() {
      const ends = make()
      yield* ends.tell(appId, "1", "first")
      yield* ends.tell(appId, "1", "last")
      assertSome(yield* now(ends, "1"), "last")
      assertSome(yield* now(ends, "1"), "last")
      assertNone(yield* now(ends, "1", other))
      assertNone(yield* now(ends, "1", "nobody"))
    }))

  it.effect("is forgotten after its time", () =>
    Effect.gen(function*() {
      const ends = make({ keepFor: 60_000 })
      yield* ends.tell(appId, "1", "done")
      yield* TestClock.adjust("59 seconds")
      assertSome(yield* now(ends, "1"), "done")
      yield* TestClock.adjust("1 second")
      assertNone(yield* now(ends, "1"))
    }))

  it.effect("is forgotten when too many others have ended since", () =>
    Effect.gen(function*() {
      const ends = make({ remembered: 3 })
      for (const id of ["1", "2", "3", "1", "4"]) yield* ends.tell(appId, id, id)
      assertNone(yield* now(ends, "2"))
      for (const id of ["1", "3", "4"]) assertSome(yield* now(ends, id), id)
    }))

  it.effect("leaves nothing behind of who has stopped waiting", () =>
    Effect.gen(function*() {
      const ends = make()
      const fiber = yield* Effect.fork(ends.await(appId, "1"))
      yield* Effect.yieldNow()
      assert.isTrue(Exit.isInterrupted(yield* Fiber.interrupt(fiber)))
      yield* ends.tell(appId, "1", "done")
      assertSome(yield* now(ends, "1"), "done")
    }))

  it.effect("is of one kind: publishing or sending", () =>
    Effect.gen(function*() {
      const events = yield* JobEvents.JobEvents
      const end = { MsgID: "1", Status: "send success", TotalCount: 1, FilterCount: 1, SentCount: 1, ErrorCount: 0 }
      yield* events.massSend.tell(appId, "1", end)
      assertSome(yield* now(events.massSend, "1"), end)
      assertNone(yield* now(events.publish, "1"))
    }).pipe(Effect.provide(JobEvents.layer())))
})
