/**
 * Files to send, and what comes back.
 */
import { Download, Upload } from "@effect-wechat/core"
import { assert } from "@effect/vitest"
import * as Effect from "effect/Effect"

export const megabyte = 1024 * 1024

/** Bytes of every value, and no text. */
export const bytes = (size: number): Uint8Array => {
  const all = new Uint8Array(size)
  for (let at = 0; at < size; at++) all[at] = (at * 31 + 255) % 256
  return all
}

/** A file of so many bytes. */
export const file = (fileName: string, size = 1000): Upload.File => Upload.bytes(bytes(size), { fileName })

/** The bytes of a call that gives a file. */
export const read = <A extends { readonly _tag: string }, E, R>(call: Effect.Effect<A, E, R>) =>
  Effect.flatMap(call, (given) => Download.isFile(given) ? Download.toBytes(given) : assert.fail(given._tag)).pipe(
    Effect.scoped
  )

/** Byte for byte the same. */
export const same = (given: Uint8Array, expected: Uint8Array): void => {
  assert.isTrue(Buffer.from(given).equals(expected), `${given.length} of ${expected.length} bytes`)
}
