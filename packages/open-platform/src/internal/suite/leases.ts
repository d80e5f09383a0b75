import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import { type Bench, expect, type Promised, type Run } from "./bench.ts"

const takes = (bench: Bench, lease: string, owner: string, why: string): Run =>
  Effect.flatMap(
    bench.store.acquire(`${bench.component}/${lease}`, owner, bench.lease),
    (isOurs) => expect(isOurs, `refused a lease ${why}`)
  )

const isRefused = (bench: Bench, lease: string, owner: string, why: string): Run =>
  Effect.flatMap(
    bench.store.acquire(`${bench.component}/${lease}`, owner, bench.lease),
    (isOurs) => expect(!isOurs, `gave a lease ${why}`)
  )

const release = ({ component, store }: Bench, lease: string, owner: string): Run =>
  store.release(`${component}/${lease}`, owner)

/** Lets a part of the lease's time pass. */
const pass = ({ lease, passTime }: Bench, part: number): Effect.Effect<void> => passTime(Duration.times(lease, part))

/** @internal */
export const promises: ReadonlyArray<Promised> = [
  {
    name: "gives a lease to one owner at a time",
    run: (bench) =>
      Effect.gen(function*() {
        yield* takes(bench, "a", "one", "that nobody had")
        yield* isRefused(bench, "a", "other", "that somebody else had")
        yield* pass(bench, 0.5)
        yield* isRefused(bench, "a", "other", "that somebody else had")
      })
  },
  {
    name: "gives a lease to one of many who ask at the same time",
    run: (bench) =>
      Effect.gen(function*() {
        for (const round of [1, 2, 3]) {
          const answers = yield* Effect.forEach(
            Array.from({ length: 20 }, (_, owner) => `owner ${owner} of round ${round}`),
            (owner) => bench.store.acquire(`${bench.component}/a`, owner, bench.lease),
            { concurrency: "unbounded" }
          )
          const winners = answers.filter((isOurs) => isOurs).length
          yield* expect(winners === 1, `gave a lease to ${winners} owners`)
          // The next round asks for a lease that was not given back.
          yield* pass(bench, 1.25)
        }
      })
  },
  {
    name: "gives a lease again to the owner who has it, from now on",
    run: (bench) =>
      Effect.gen(function*() {
        yield* takes(bench, "a", "one", "that nobody had")
        yield* pass(bench, 0.5)
        yield* takes(bench, "a", "one", "to the owner who had it")
        yield* pass(bench, 0.75)
        yield* isRefused(bench, "a", "other", "that its owner had taken again")
      })
  },
  {
    name: "ends a lease with its time",
    run: (bench) =>
      Effect.gen(function*() {
        yield* takes(bench, "a", "one", "that nobody had")
        yield* pass(bench, 1.25)
        yield* takes(bench, "a", "other", "whose time was over")
        yield* isRefused(bench, "a", "one", "that somebody else has taken over")
      })
  },
  {
    name: "ends a lease that its owner has given back",
    run: (bench) =>
      Effect.gen(function*() {
        yield* takes(bench, "a", "one", "that nobody had")
        yield* release(bench, "a", "one")
        yield* takes(bench, "a", "other", "that was given back")
      })
  },
  {
    name: "lets nobody give back the lease of another",
    run: (bench) =>
      Effect.gen(function*() {
        yield* release(bench, "a", "other")
        yield* takes(bench, "a", "one", "that nobody had")
        yield* release(bench, "a", "other")
        yield* isRefused(bench, "a", "other", "that somebody else had")
      })
  },
  {
    name: "keeps the lease of a new owner when the old one comes back",
    run: (bench) =>
      Effect.gen(function*() {
        yield* takes(bench, "a", "old", "that nobody had")
        yield* pass(bench, 1.25)
        yield* takes(bench, "a", "new", "whose time was over")
        yield* release(bench, "a", "old")
        yield* isRefused(bench, "a", "old", "that somebody else has taken over")
        yield* isRefused(bench, "a", "third", "that somebody else has taken over")
      })
  },
  {
    name: "keeps leases of different names apart",
    run: (bench) =>
      Effect.gen(function*() {
        const names = ["a", "A", "a ", "a/b", "a:b", "a'b", "授权", "a".repeat(300), `${"a".repeat(299)}b`]
        yield* Effect.forEach(names, (name, index) => takes(bench, name, `owner ${index}`, "that nobody had"))
        yield* release(bench, "a", "owner 0")
        yield* Effect.forEach(names.slice(1), (name) => isRefused(bench, name, "other", "that somebody else had"))
        yield* takes(bench, "a", "other", "that was given back")
      })
  }
]
