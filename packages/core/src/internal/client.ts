import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import type * as WeChatClient from "../WeChatClient.ts"
import * as Call from "./call.ts"
import * as Deadline from "./deadline.ts"
import type { Exchanges, Settings } from "./exchange.ts"
import * as Observe from "./observe.ts"
import * as Schedules from "./schedules.ts"

/**
 * What all clients have in common, whatever carries their requests.
 *
 * @internal
 */
export const make = (
  options: Omit<WeChatClient.Options, "transformClient" | "streamUploads">,
  exchange: (settings: Settings) => Exchanges
): Effect.Effect<WeChatClient.Service, never, Scope.Scope> => {
  const timeout = Duration.decode(options.timeout ?? "10 seconds")
  return Effect.map(Deadline.make(timeout), (deadline) => ({
    call: Call.make(
      exchange({
        baseUrl: (options.baseUrl ?? "https://api.weixin.qq.com").replace(/\/+$/, ""),
        deadline,
        limit: Duration.toMillis(timeout),
        transferLimit: Duration.toMillis(options.transferTimeout ?? "2 minutes"),
        largestJson: 16 * 1024 * 1024
      }),
      Observe.make({
        tracing: options.tracing ?? true,
        metrics: options.metrics ?? true,
        logging: options.logging ?? true
      }),
      options.retry ?? Schedules.backOff
    )
  }))
}
