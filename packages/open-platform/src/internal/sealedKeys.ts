import { Buffer } from "node:buffer"
import * as NodeCrypto from "node:crypto"
import * as Either from "effect/Either"
import * as Redacted from "effect/Redacted"
import { InvalidStoreKey } from "./sealedErrors.ts"

/**
 * A key as it is given.
 *
 * @internal
 */
export interface GivenKey {
  readonly id: string
  readonly key: Redacted.Redacted
}

/**
 * A key that can be used.
 *
 * @internal
 */
export interface Key {
  readonly id: string
  /** The id and a fingerprint of the key: another key that was given the same id is not taken for this one */
  readonly name: string
  /** A key for one purpose: HKDF-Expand, which needs no more than this of a key that is random */
  readonly derive: (...purpose: ReadonlyArray<string>) => Buffer
}

/** @internal */
export interface Keyring {
  readonly current: Key
  readonly byName: ReadonlyMap<string, Key>
}

const bytesOf = (text: string): Either.Either<Buffer, "length" | "text"> => {
  if (/^[0-9a-f]{64}$/i.test(text)) return Either.right(Buffer.from(text, "hex"))
  // Both alphabets of base64, with and without its padding.
  if (!/^[A-Za-z0-9+/_-]+={0,2}$/.test(text)) return Either.left("text")
  const bytes = Buffer.from(text, "base64")
  return bytes.length === 32 ? Either.right(bytes) : Either.left("length")
}

const readOne = ({ id, key }: GivenKey, place: number): Either.Either<Key, InvalidStoreKey> => {
  // Too short for a key, which must not become an id by mistake: ids can be read by everybody.
  if (!/^[\w-]{1,32}$/.test(id)) return Either.left(new InvalidStoreKey({ place, rule: "id" }))
  return Either.mapBoth(bytesOf(Redacted.value(key).trim()), {
    onLeft: (rule) => new InvalidStoreKey({ place, rule }),
    onRight: (bytes) => {
      const secret = NodeCrypto.createSecretKey(bytes)
      const derive: Key["derive"] = (...purpose) =>
        NodeCrypto.createHmac("sha256", secret).update(JSON.stringify(purpose)).update("\u0001").digest()
      return { id, name: `${id}.${derive("fingerprint").toString("hex", 0, 4)}`, derive }
    }
  })
}

/**
 * The keys, the current one first.
 *
 * @internal
 */
export const read = (
  [first, ...others]: readonly [GivenKey, ...ReadonlyArray<GivenKey>]
): Either.Either<Keyring, InvalidStoreKey> =>
  Either.gen(function*() {
    const current = yield* readOne(first, 1)
    const keys = [current]
    for (const [at, given] of others.entries()) {
      const key = yield* readOne(given, at + 2)
      if (keys.some(({ id }) => id === key.id)) {
        return yield* Either.left(new InvalidStoreKey({ place: at + 2, rule: "twice" }))
      }
      keys.push(key)
    }
    return { current, byName: new Map(keys.map((key) => [key.name, key])) }
  })

/**
 * The keys of one text, `id:key,id:key`, the current one first. Without its id a key would be taken for an id, so what is
 * before a colon is never quoted.
 *
 * @internal
 */
export const parse = (text: string): Either.Either<readonly [GivenKey, ...Array<GivenKey>], InvalidStoreKey> => {
  const [first, ...others] = text.split(",").map((part): GivenKey => {
    const colon = part.indexOf(":")
    return { id: part.slice(0, Math.max(colon, 0)).trim(), key: Redacted.make(part.slice(colon + 1).trim()) }
  })
  return first === undefined || text.trim() === ""
    ? Either.left(new InvalidStoreKey({ place: 1, rule: "missing" }))
    : Either.right([first, ...others])
}
