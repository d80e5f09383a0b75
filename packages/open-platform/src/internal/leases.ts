import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type { Service } from "../PlatformStore.ts"

/**
 * The leases of a store that only one process uses: they end with it, as their owners do.
 *
 * @internal
 */
export const make = (): Pick<Service, "acquire" | "release"> => {
  const leases = new Map<string, { readonly owner: string; readonly until: number }>()
  return {
    acquire: (lease, owner, duration) =>
      Effect.map(Clock.currentTimeMillis, (now) => {
        const held = leases.get(lease)
        if (held !== undefined && held.owner !== owner && now < held.until) return false
        leases.set(lease, { owner, until: now + Duration.toMillis(duration) })
        return true
      }),
    release: (lease, owner) =>
      Effect.sync(() => {
        if (leases.get(lease)?.owner === owner) leases.delete(lease)
      })
  }
}
