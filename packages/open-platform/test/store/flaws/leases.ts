import { Clock, Duration, Effect } from "effect"
import { type Flaw, spoilt } from "./shelf.ts"

const oneOwner = "gives a lease to one owner at a time"
const oneOfMany = "gives a lease to one of many who ask at the same time"
const again = "gives a lease again to the owner who has it, from now on"
const ends = "ends a lease with its time"
const newOwner = "keeps the lease of a new owner when the old one comes back"

export const leases: ReadonlyArray<Flaw> = [
  spoilt("gives leases to everybody", () => ({ acquire: () => Effect.succeed(true) }), oneOwner, oneOfMany),
  spoilt("gives leases to nobody", () => ({ acquire: () => Effect.succeed(false) }), oneOwner, oneOfMany),
  spoilt("looks at a lease, and takes it a moment later", (sound, { leases }) => ({
    acquire: (lease, owner, duration) =>
      Effect.gen(function*() {
        const held = leases.get(lease)
        const now = yield* Clock.currentTimeMillis
        if (held !== undefined && held.owner !== owner && now < held.until) return false
        yield* Effect.yieldNow()
        leases.delete(lease)
        return yield* sound.acquire(lease, owner, duration)
      })
  }), oneOfMany),
  spoilt("refuses a lease to the owner who has it", (sound, { leases }) => ({
    acquire: (lease, owner, duration) =>
      Effect.flatMap(
        Clock.currentTimeMillis,
        (now) => now < (leases.get(lease)?.until ?? 0) ? Effect.succeed(false) : sound.acquire(lease, owner, duration)
      )
  }), again),
  spoilt("does not make a lease longer that is taken again", (sound, { leases }) => ({
    acquire: (lease, owner, duration) =>
      Effect.flatMap(Clock.currentTimeMillis, (now) =>
        now < (leases.get(lease)?.until ?? 0)
          ? Effect.succeed(leases.get(lease)?.owner === owner)
          : sound.acquire(lease, owner, duration))
  }), again),
  spoilt(
    "keeps leases for ever",
    (sound) => ({
      acquire: (lease, owner) => sound.acquire(lease, owner, Duration.days(10_000))
    }),
    ends,
    oneOfMany,
    newOwner
  ),
  spoilt(
    "takes seconds for milliseconds",
    (sound) => ({
      acquire: (lease, owner, duration) => sound.acquire(lease, owner, Duration.times(duration, 0.001))
    }),
    oneOwner,
    again
  ),
  spoilt(
    "gives a lease that ended back to the old owner",
    (sound, { leases }) => {
      const first = new Map<string, string>()
      return {
        acquire: (lease, owner, duration) => {
          if (first.get(lease) === owner) leases.delete(lease)
          if (!first.has(lease)) first.set(lease, owner)
          return sound.acquire(lease, owner, duration)
        }
      }
    },
    ends,
    newOwner
  ),
  spoilt(
    "does not give leases back",
    () => ({ release: () => Effect.void }),
    "ends a lease that its owner has given back"
  ),
  spoilt(
    "lets everybody give leases back",
    (_, { leases }) => ({ release: (lease) => Effect.sync(() => leases.delete(lease)) }),
    "lets nobody give back the lease of another",
    newOwner
  ),
  spoilt("lets every owner there ever was give a lease back", (sound, { leases }) => {
    const owners = new Set<string>()
    return {
      acquire: (lease, owner, duration) =>
        Effect.tap(
          sound.acquire(lease, owner, duration),
          (isOurs) => Effect.sync(() => isOurs && owners.add(`${lease} ${owner}`))
        ),
      release: (lease, owner) => Effect.sync(() => owners.has(`${lease} ${owner}`) && leases.delete(lease))
    }
  }, newOwner),
  ...([
    ["has one lease for all", () => "all"],
    ["cuts the names of leases", (lease) => lease.slice(0, 128)],
    ["does not tell capital letters in leases", (lease) => lease.toLowerCase()]
  ] satisfies ReadonlyArray<readonly [string, (lease: string) => string]>).map(([what, rename]) =>
    spoilt(what, (sound) => ({
      acquire: (lease, owner, duration) => sound.acquire(rename(lease), owner, duration),
      release: (lease, owner) => sound.release(rename(lease), owner)
    }), "keeps leases of different names apart")
  )
]
