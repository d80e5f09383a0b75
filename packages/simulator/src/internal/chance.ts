import { PCGRandom } from "effect/Utils"

/**
 * What the platform makes up: ids, tokens, codes. From a seed, so that a run can be repeated.
 *
 * @internal
 */
export interface Chance {
  /** From 0 up to, but not including, 1 */
  readonly next: () => number
  readonly hex: (length: number) => string
  readonly base64Url: (length: number) => string
  readonly bytes: (length: number) => Uint8Array
  readonly digits: (length: number) => string
}

const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"

/** @internal */
export const make = (seed: number): Chance => {
  const random = new PCGRandom(seed)
  const below = (limit: number): number => Math.floor(random.number() * limit)
  const pick = (letters: string, length: number): string =>
    Array.from({ length }, () => letters.charAt(below(letters.length))).join("")
  return {
    next: () => random.number(),
    hex: (length) => pick("0123456789abcdef", length),
    base64Url: (length) => pick(alphabet, length),
    bytes: (length) => Uint8Array.from({ length }, () => below(256)),
    // The first is not zero, so that it stays a number of this length.
    digits: (length) => pick("123456789", 1) + pick("0123456789", length - 1)
  }
}
