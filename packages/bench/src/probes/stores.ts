/** What one store does with very many authorizers, sealed. */
import { PlatformStore, StoreBackup, StoreEncryption } from "@effect-wechat/open-platform"
import * as NodeFileSystem from "@effect/platform-node/NodeFileSystem"
import * as FileSystem from "@effect/platform/FileSystem"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import { type Figures, figures } from "../measure.ts"
import { appIdOf, component, fill } from "../records.ts"
import { encryption, key } from "../stores/keys.ts"
import { type Kept, named } from "../stores/stores.ts"
import { answer } from "./answer.ts"

/** Looking up one authorizer of so many, again and again another. */
export interface LookUps {
  readonly known: number
  /** Of this process, in microseconds */
  readonly cpu: Figures
  /** From asking to the answer, in milliseconds */
  readonly wall: Figures
}

export interface Result {
  readonly known: number
  /** Documents per second, each */
  readonly written: number
  readonly paged: number
  readonly backedUp: number
  readonly reencrypted: number
  readonly lookUps: ReadonlyArray<LookUps>
  /** What a document takes of the disk, in bytes */
  readonly size: number | null
}

const [name = "", steps = "", turns = "0", rounds = "0"] = process.argv.slice(2)
const all = steps.split(",").map(Number)
const known = all.at(-1) ?? 0

/** As the library pages through all. */
const pageSize = 200
/** At the same time, as many as a pool has connections by default. */
const writers = 10

const seconds = <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<readonly [result: A, seconds: number], E, R> =>
  Effect.suspend(() => {
    const since = performance.now()
    return Effect.map(effect, (result) => [result, (performance.now() - since) / 1000] as const)
  })

/** Documents per second, if all of them were taken. */
const perSecond = (count: number, seconds: number): Effect.Effect<number> =>
  count === known ? Effect.succeed(count / seconds) : Effect.dieMessage(`${count} of ${known} were taken`)

const rate = <E, R>(effect: Effect.Effect<number, E, R>): Effect.Effect<number, E, R> =>
  Effect.flatMap(seconds(effect), ([count, seconds]) => perSecond(count, seconds))

const lookUp = (store: PlatformStore.Service, among: number) =>
  Effect.suspend(() => {
    const id = appIdOf(Math.floor(Math.random() * among))
    return Effect.flatMap(
      store.get({ component: component.appId, kind: "authorizer", id }),
      Option.match({ onNone: () => Effect.dieMessage(`${id} is not known`), onSome: () => Effect.void })
    )
  })

const lookUps = (store: PlatformStore.Service, among: number) =>
  Effect.gen(function*() {
    const times = Number(turns)
    const some = Effect.suspend(() => {
      let done = 0
      return Effect.whileLoop({ while: () => done++ < times, body: () => lookUp(store, among), step: () => {} })
    })
    yield* some
    const taken = yield* Effect.replicateEffect(
      Effect.gen(function*() {
        const before = process.cpuUsage()
        const [, wall] = yield* seconds(some)
        const { system, user } = process.cpuUsage(before)
        return { cpu: (user + system) / times, wall: (wall * 1000) / times }
      }),
      Number(rounds)
    )
    const result: LookUps = {
      known: among,
      cpu: figures(taken.map(({ cpu }) => cpu)),
      wall: figures(taken.map(({ wall }) => wall))
    }
    return result
  })

const pageThrough = (store: PlatformStore.Service) =>
  Effect.iterate({ after: Option.none<string>(), seen: 0, isMore: true }, {
    while: ({ isMore }) => isMore,
    body: ({ after, seen }) =>
      Effect.map(
        store.page({ component: component.appId, kind: "authorizer" }, {
          after: Option.getOrUndefined(after),
          limit: pageSize
        }),
        (page) => ({
          after: Option.fromNullable(page.at(-1)?.id),
          seen: seen + page.length,
          isMore: page.length === pageSize
        })
      )
  }).pipe(Effect.map(({ seen }) => seen))

/** Written to a file; then it is read, to see that all of them are there. */
const backUp = Effect.gen(function*() {
  const files = yield* FileSystem.FileSystem
  const path = `${yield* files.makeTempDirectoryScoped()}/backup`
  const backup = yield* StoreBackup.make({ current: key("backup") })
  const [, writing] = yield* seconds(Stream.run(Stream.encodeText(backup.write(component.appId)), files.sink(path)))
  const { records } = yield* backup.verify(component.appId, Stream.decodeText(files.stream(path)))
  return yield* perSecond(records, writing)
})

const first = key("first")

/** All that is asked of the store while its key stays. */
const used = ({ size }: Kept) =>
  Effect.gen(function*() {
    const store = yield* PlatformStore.PlatformStore
    const empty = yield* size
    const found: Array<LookUps> = []
    let loading = 0
    let from = 0
    for (const among of all) {
      const [, loaded] = yield* seconds(fill(store, from, among, writers))
      loading += loaded
      from = among
      found.push(yield* lookUps(store, among))
    }
    const full = yield* size
    return {
      known,
      written: known / loading,
      lookUps: found,
      size: full === null ? null : (full - (empty ?? 0)) / known,
      paged: yield* rate(pageThrough(store)),
      backedUp: yield* backUp
    }
  })

const measure = Effect.gen(function*() {
  const kept = yield* named(name)
  const figures = yield* used(kept).pipe(
    Effect.provide(kept.layer),
    Effect.provide(encryption({ current: first }))
  )
  const reencrypted = yield* rate(Effect.map(
    StoreEncryption.reencrypt(component.appId),
    ({ rewritten }) => rewritten
  )).pipe(
    Effect.provide(kept.layer),
    Effect.provide(encryption({ current: key("second"), others: [first] }))
  )
  const result: Result = { ...figures, reencrypted }
  return result
})

answer(Effect.runPromise(Effect.provide(Effect.scoped(measure), NodeFileSystem.layer)))
