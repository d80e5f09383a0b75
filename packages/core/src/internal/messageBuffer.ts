/**
 * The plain bytes inside an encrypted message: random(16) · length(4, big-endian) · message · app id · padding.
 *
 * @internal
 */
import { Buffer } from "node:buffer"
import * as Either from "effect/Either"

/**
 * WeChat pads to 32 bytes although an AES block has 16, so the padding of the AES library is of no use.
 *
 * @internal
 */
export const blockSize = 32

/**
 * What AES itself works in.
 *
 * @internal
 */
export const cipherBlockSize = 16

/** @internal */
export const randomSize = 16

const headSize = randomSize + 4

/** @internal */
export interface Unpacked {
  readonly message: Buffer
  readonly appId: Buffer
}

/** @internal */
export const pack = (random: Uint8Array, message: string, appId: Uint8Array): Buffer => {
  const messageSize = Buffer.byteLength(message)
  const size = headSize + messageSize + appId.length
  const padding = blockSize - size % blockSize
  const bytes = Buffer.alloc(size + padding, padding)
  bytes.set(random, 0)
  bytes.writeUInt32BE(messageSize, randomSize)
  bytes.write(message, headSize)
  bytes.set(appId, headSize + messageSize)
  return bytes
}

/**
 * The official samples read a bad padding as none. Here it is refused: it is the first sign of a wrong key.
 *
 * @internal
 */
export const unpack = (bytes: Buffer): Either.Either<Unpacked, "padding" | "length"> => {
  const padding = bytes.at(-1) ?? 0
  if (padding < 1 || padding > blockSize || padding > bytes.length) return Either.left("padding")
  const end = bytes.length - padding
  if (bytes.subarray(end).some((byte) => byte !== padding)) return Either.left("padding")
  if (end < headSize) return Either.left("length")
  const messageEnd = headSize + bytes.readUInt32BE(randomSize)
  if (messageEnd > end) return Either.left("length")
  return Either.right({ message: bytes.subarray(headSize, messageEnd), appId: bytes.subarray(messageEnd, end) })
}
