import { Buffer } from "node:buffer"

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
  readonly digits: (length: number) => string
}

const hexDigits = Buffer.from("0123456789abcdef")
const base64UrlLetters = Buffer.from("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")

/**
 * 32 bits at a time, by the generator that its author calls sfc32: a world of a million ids is made in a blink, which
 * the generators that mind 53 bits do not manage.
 */
const bits = (seed: number): () => number => {
  let a = seed | 0
  let b = Math.floor(seed / 2 ** 32) | 0
  let c = 0x9e3779b9 | 0
  let counter = 1
  const next = (): number => {
    const sum = (a + b | 0) + counter | 0
    counter = counter + 1 | 0
    a = b ^ b >>> 9
    b = c + (c << 3) | 0
    c = (c << 21 | c >>> 11) + sum | 0
    return sum >>> 0
  }
  // Seeds that are close to each other shall not begin alike.
  for (let round = 0; round < 15; round++) next()
  return next
}

/** @internal */
export const make = (seed: number): Chance => {
  const random = bits(seed)
  const next = (): number => random() / 2 ** 32
  const below = (limit: number): number => Math.floor(next() * limit)

  /** The alphabet has 2 to the power of `width` letters, so that each takes so many bits. */
  const text = (alphabet: Uint8Array, width: number) => (length: number): string => {
    const made = Buffer.allocUnsafe(length)
    const mask = (1 << width) - 1
    for (let at = 0, left = 0, drawn = 0; at < length; at++) {
      if (left < width) {
        drawn = random()
        left = 32
      }
      made[at] = alphabet[drawn & mask] ?? 0
      drawn >>>= width
      left -= width
    }
    return made.toString("latin1")
  }

  return {
    next,
    hex: text(hexDigits, 4),
    base64Url: text(base64UrlLetters, 6),
    // The first is not zero, so that it stays a number of this length.
    digits: (length) => Array.from({ length }, (_, at) => at === 0 ? 1 + below(9) : below(10)).join("")
  }
}
