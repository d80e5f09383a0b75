import * as Effect from "effect/Effect"
import * as Random from "effect/Random"

/**
 * A name by which a process holds leases: no two are alike.
 *
 * @internal
 */
export const newOwner: Effect.Effect<string> = Effect.map(
  Effect.replicateEffect(Random.nextIntBetween(0, 2 ** 32), 4),
  (parts) => parts.map((part) => part.toString(36)).join("-")
)
