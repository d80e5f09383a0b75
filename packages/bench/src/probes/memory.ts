/** What authorizers take of the heap, in bytes. */
import { Draft } from "@effect-wechat/core"
import * as UndiciClient from "@effect-wechat/core/WeChatClient/Undici"
import { OpenPlatform, PlatformStore } from "@effect-wechat/open-platform"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { heapAfterGc } from "../heap.ts"
import { appIdOf, bodyOf, ComponentLive, fill } from "../records.ts"
import { answer } from "./answer.ts"

export interface Result {
  readonly known: number
  /** The text of a row, which has a byte for each character */
  readonly row: number
  /** What a known authorizer takes beyond its row, while nobody calls for it */
  readonly idle: number
  readonly called: number
  /** What one takes in addition for which a call was made */
  readonly active: number
  /** What all of them take in addition together, when calls have been made for each */
  readonly allCalled: number
}

const known = Number(process.argv[2])
/** As many as the platform keeps in memory by default, but for those of the first time around. */
const called = Math.min(known, 9000)

const issueFor = (from: number, to: number) =>
  Effect.flatMap(OpenPlatform.OpenPlatform, ({ credential }) =>
    Effect.forEach(
      Array.from({ length: to - from }, (_, index) => from + index),
      (index) => credential(appIdOf(index)).issue(Draft.count),
      { discard: true }
    ))

const measure = Effect.gen(function*() {
  const store = yield* PlatformStore.PlatformStore
  // Once around before anything is counted: code and caches are nobody's memory.
  yield* fill(store, known, known + 1000)
  yield* issueFor(known, known + 1000)
  const before = heapAfterGc()
  yield* fill(store, 0, known)
  const filled = heapAfterGc()
  yield* issueFor(0, called)
  const withActive = heapAfterGc()
  yield* issueFor(called, known)
  const withAll = heapAfterGc()
  const row = bodyOf(1, Date.now()).length
  const result: Result = {
    known,
    row,
    idle: (filled - before) / known - row,
    called,
    active: (withActive - filled) / called,
    allCalled: withAll - filled
  }
  return result
})

const live = OpenPlatform.layer().pipe(
  Layer.provideMerge(PlatformStore.layerMemory),
  Layer.provide([ComponentLive, UndiciClient.layer({ baseUrl: "http://127.0.0.1:9" })])
)

answer(Effect.runPromise(Effect.provide(measure, live)))
