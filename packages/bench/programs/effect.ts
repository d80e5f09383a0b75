/** Types of effect alone, to compare with. */
import { FetchHttpClient } from "@effect/platform"
import { Effect } from "effect"

export const program = Effect.provide(Effect.succeed(1), FetchHttpClient.layer)
