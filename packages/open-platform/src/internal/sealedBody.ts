import { Buffer } from "node:buffer"
import * as NodeCrypto from "node:crypto"
import * as Either from "effect/Either"
import type * as PlatformStore from "../PlatformStore.ts"
import type { Key } from "./sealedKeys.ts"

/** No JSON begins like this. */
const magic = "sealed/"
const prefix = `${magic}1:`

const nonceSize = 12
const tagSize = 16

/** @internal */
export const isSealed = (body: string): boolean => body.startsWith(magic)

/**
 * The name of the key under which a body is sealed, as it says itself; nothing for plain text.
 *
 * @internal
 */
export const keyNameOf = (body: string): string | undefined => {
  if (!isSealed(body)) return undefined
  const from = body.indexOf(":") + 1
  const to = body.indexOf(":", from)
  return from === 0 || to === -1 ? "" : body.slice(from, to)
}

/** @internal */
export const isKnownFormat = (body: string): boolean => body.startsWith(prefix)

/**
 * Each document has a key of its own, derived from the key and from where the document is. That costs less than 2 µs,
 * and chance never has to be good for more than the writes of one document: two of 2^32 writes would use the same nonce
 * with a chance of 2^-33, and a document that is written every hour for a century is written less than 2^20 times.
 */
const documentKey = (key: Key, { component, id, kind }: PlatformStore.Key): Buffer =>
  key.derive("document", component, kind, id)

/** JSON, because no part of a list can be mistaken for the part beside it. */
const associated = (key: Key, { component, id, kind }: PlatformStore.Key, version: number): Buffer =>
  Buffer.from(JSON.stringify([prefix, key.name, component, kind, id, version]))

/** @internal */
export const seal = (key: Key, place: PlatformStore.Key, version: number, body: string): string => {
  const nonce = NodeCrypto.randomBytes(nonceSize)
  const cipher = NodeCrypto.createCipheriv("aes-256-gcm", documentKey(key, place), nonce, { authTagLength: tagSize })
  cipher.setAAD(associated(key, place, version))
  const bytes = Buffer.concat([nonce, cipher.update(body, "utf8"), cipher.final(), cipher.getAuthTag()])
  return `${prefix}${key.name}:${bytes.toString("base64")}`
}

/** @internal */
export const open = (
  key: Key,
  place: PlatformStore.Key,
  version: number,
  body: string
): Either.Either<string, "NotAuthentic"> => {
  const text = body.slice(prefix.length + key.name.length + 1)
  const bytes = Buffer.from(text, "base64")
  // Buffer passes over what is no base64: only what was written comes back the same.
  if (bytes.length < nonceSize + tagSize || bytes.toString("base64") !== text) return Either.left("NotAuthentic")
  return Either.try({
    try: () => {
      const decipher = NodeCrypto.createDecipheriv(
        "aes-256-gcm",
        documentKey(key, place),
        bytes.subarray(0, nonceSize),
        { authTagLength: tagSize }
      )
      decipher.setAAD(associated(key, place, version))
      decipher.setAuthTag(bytes.subarray(-tagSize))
      const plain = decipher.update(bytes.subarray(nonceSize, -tagSize), undefined, "utf8")
      return plain + decipher.final("utf8")
    },
    catch: () => "NotAuthentic"
  })
}
