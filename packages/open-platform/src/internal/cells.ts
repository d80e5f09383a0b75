import type * as PlatformError from "@effect/platform/Error"
import type * as KeyValueStore from "@effect/platform/KeyValueStore"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"

/** No JSON has a line break inside: a value without this end was never written to its end. */
const end = "\n"

/** The system's short name of a fault. The description would name files. */
const faultOf = (error: PlatformError.PlatformError): string => error._tag === "SystemError" ? error.reason : error._tag

/**
 * Values that count their versions and survive a write that breaks off, on a store that may leave half a value then.
 *
 * Versions take turns in two places, so the one that counts is never written over. Failures are short names of faults.
 *
 * @internal
 */
export interface Cells<A> {
  readonly read: (key: string) => Effect.Effect<Option.Option<A>, string>
  /** What lies beside the version that counts: the one before, or the text of a write that broke off */
  readonly beside: (key: string) => Effect.Effect<Option.Option<Either.Either<A, string>>, string>
  readonly write: (key: string, value: A) => Effect.Effect<void, string>
}

/** @internal */
export const make = <A extends { readonly version: number }, I>(
  store: KeyValueStore.KeyValueStore,
  schema: Schema.Schema<A, I>
): Cells<A> => {
  const json = Schema.parseJson(schema)
  const encode = Schema.encode(json)
  const decode = Schema.decode(json)
  const placeOf = (key: string, version: number) => `${key}-${version % 2}`

  const look = (key: string, version: number): Effect.Effect<Option.Option<Either.Either<A, string>>, string> =>
    Effect.flatMap(
      Effect.mapError(store.get(placeOf(key, version)), faultOf),
      Option.match({
        onNone: (): Effect.Effect<Option.Option<Either.Either<A, string>>, string> => Effect.succeedNone,
        onSome: (text) =>
          text.endsWith(end)
            ? Effect.mapBoth(decode(text), {
              onSuccess: (value) => Option.some(Either.right(value)),
              onFailure: () => "Undecodable"
            })
            : Effect.succeedSome(Either.left(text))
      })
    )

  const readPlace = (key: string, version: number): Effect.Effect<Option.Option<A>, string> =>
    Effect.map(look(key, version), Option.flatMap(Either.getRight))

  const read = (key: string): Effect.Effect<Option.Option<A>, string> =>
    Effect.zipWith(
      readPlace(key, 0),
      readPlace(key, 1),
      (even, odd) =>
        Option.isSome(even) && Option.isSome(odd)
          ? even.value.version > odd.value.version ? even : odd
          : Option.orElse(even, () => odd)
    )

  return {
    read,
    beside: (key) =>
      Effect.flatMap(
        read(key),
        Option.match({ onNone: () => Effect.succeedNone, onSome: ({ version }) => look(key, version + 1) })
      ),
    write: (key, value) =>
      Effect.flatMap(
        Effect.mapError(encode(value), () => "Unencodable"),
        // A write that goes on after its caller has left would meet the next one.
        (text) =>
          Effect.uninterruptible(Effect.mapError(store.set(placeOf(key, value.version), `${text}${end}`), faultOf))
      )
  }
}
