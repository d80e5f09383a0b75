import { MessageCrypto } from "@effect-wechat/core"
import * as Effect from "effect/Effect"
import type * as Component from "../Component.ts"

/**
 * A message that was opened, and the keys that did it: the answer is sealed with the same.
 *
 * @internal
 */
export interface Opened {
  readonly text: string
  readonly crypto: MessageCrypto.Service
}

/** @internal */
export type Open = (
  message: MessageCrypto.SignedMessage
) => Effect.Effect<Opened, MessageCrypto.MessageCryptoError>

/**
 * Opens with the keys of the component, and if that fails with those before the last change: of a push with another
 * EncodingAESKey and the same token the signature is right.
 *
 * @internal
 */
export const make = ({ appId, keys, previousKeys }: Component.Service): Effect.Effect<Open, MessageCrypto.InvalidKey> =>
  Effect.gen(function*() {
    const openWith = (crypto: MessageCrypto.Service): Open => (message) =>
      Effect.map(crypto.decrypt(message), (text) => ({ text, crypto }))

    const open = openWith(yield* MessageCrypto.make({ appId, ...keys }))
    if (previousKeys === undefined) return open
    const openBefore = openWith(yield* MessageCrypto.make({ appId, ...previousKeys }))
    return (message) =>
      Effect.catchAll(open(message), (error) =>
        Effect.mapError(
          openBefore(message),
          // What is told is by which keys it came furthest.
          (before) => before._tag === "SignatureMismatch" ? error : before
        ))
  })
