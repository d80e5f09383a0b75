import * as Lru from "./lru.ts"

/**
 * Which pushes were taken a short time ago.
 *
 * @internal
 */
export interface Replays {
  /** Whether none of the keys is known; then they are from now on */
  readonly claim: (keys: ReadonlyArray<string>, now: number) => boolean
  /** The push was not taken after all: WeChat may send it again */
  readonly forget: (keys: ReadonlyArray<string>) => void
}

/** @internal */
export const make = (options: { readonly capacity: number; readonly keepFor: number }): Replays => {
  const until = Lru.make<number>(options.capacity)
  return {
    claim: (keys, now) => {
      if (keys.some((key) => now < (until.get(key) ?? -Infinity))) return false
      for (const key of keys) until.set(key, now + options.keepFor)
      return true
    },
    forget: (keys) => {
      for (const key of keys) until.delete(key)
    }
  }
}
