import type { Chance } from "./chance.ts"
import type { Account } from "./state.ts"

const below = (chance: Chance, limit: number): number => Math.floor(chance.next() * limit)

const step = 1000

/** Grows with everything that was published or sent, so that no id comes twice. */
const nth = ({ jobs, messages }: Account, chance: Chance): number =>
  (jobs.size + messages.size) * step + below(chance, step)

/**
 * Beyond 32 bits with a sign, like the live ones.
 *
 * @internal
 */
export const publishId = (account: Account, chance: Chance): string => String(2_650_000_000 + nth(account, chance))

/** @internal */
export const dataId = (account: Account, chance: Chance): number => 2_247_483_648 + nth(account, chance)

/**
 * 64 bits, and odd, so that whoever reads it as a floating-point number holds another one.
 *
 * @internal
 */
export const msgId = (chance: Chance): bigint => BigInt(chance.digits(18)) | 1n
