import type { PlatformStore } from "@effect-wechat/open-platform"
import { Clock, Duration, Effect, Option } from "effect"

export type Service = PlatformStore.Service
export type Document = PlatformStore.Document
export type Key = PlatformStore.Key

/** A store to be spoilt: documents in a map, sorted when they are listed. */
export class Shelf {
  readonly documents = new Map<string, Document & Key>()
  readonly leases = new Map<string, { owner: string; until: number }>()

  pathOf({ component, id, kind }: Key) {
    return JSON.stringify([component, kind, id])
  }
  current(key: Key) {
    return this.documents.get(this.pathOf(key))
  }
  set(key: Key, body: string, version: number) {
    this.documents.set(this.pathOf(key), { ...key, body, version })
  }
  listed(of: Pick<Key, "component" | "kind">) {
    return Array.from(this.documents.values())
      .filter(({ component, kind }) => component === of.component && kind === of.kind)
      .toSorted((a, b) => a.id < b.id ? -1 : 1)
  }
  readonly service: Service = {
    get: (key) => Effect.sync(() => Option.fromNullable(this.current(key))),
    put: (key, body, expected) =>
      Effect.sync(() => {
        if ((this.current(key)?.version ?? 0) !== expected) return false
        this.set(key, body, expected + 1)
        return true
      }),
    page: (of, { after, limit }) =>
      Effect.sync(() => this.listed(of).filter(({ id }) => after === undefined || id > after).slice(0, limit)),
    acquire: (lease, owner, duration) =>
      Effect.map(Clock.currentTimeMillis, (now) => {
        const held = this.leases.get(lease)
        if (held !== undefined && held.owner !== owner && now < held.until) return false
        this.leases.set(lease, { owner, until: now + Duration.toMillis(duration) })
        return true
      }),
    release: (lease, owner) =>
      Effect.sync(() => {
        if (this.leases.get(lease)?.owner === owner) this.leases.delete(lease)
      })
  }
}

export interface Flaw {
  /** What such a store does */
  readonly what: string
  readonly make: () => { readonly store: Service; readonly reopened?: Service }
  /** The promises that it breaks */
  readonly breaks: ReadonlyArray<string>
}

export const spoilt = (
  what: string,
  spoil: (sound: Service, shelf: Shelf) => Partial<Service>,
  ...breaks: ReadonlyArray<string>
): Flaw => ({
  what,
  make: () => {
    const shelf = new Shelf()
    return { store: { ...shelf.service, ...spoil(shelf.service, shelf) } }
  },
  breaks
})
