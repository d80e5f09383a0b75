/** The server of a service provider. Its settings come from the environment, see `settings.ts`. */
import { HttpServer } from "@effect/platform"
import { NodeRuntime } from "@effect/platform-node"
import { Console, Context, Effect, Layer, Option } from "effect"
import * as App from "./app.ts"
import { Cannot } from "./cannot.ts"
import * as Job from "./job.ts"
import * as Settings from "./settings.ts"
import * as Store from "./store.ts"

const program = Effect.gen(function*() {
  const { component, host, port, publicUrl, storage, weChat, ...settings } = yield* Settings.config
  const Live = Layer.merge(App.server({ publicUrl, ...settings }), Job.layer({ publicUrl, ...settings })).pipe(
    Layer.provideMerge(App.listen({ host, port })),
    Layer.provide(App.platform(component, Option.getOrUndefined(weChat))),
    Layer.provide(Store.layerFor(component.appId, storage))
  )
  yield* Effect.addFinalizer(() => Effect.logInfo("Stopped"))
  const { address } = Context.get(yield* Layer.build(Live), HttpServer.HttpServer)
  yield* Effect.logInfo(`Listening on ${HttpServer.formatAddress(address)} for ${publicUrl}`)
  return yield* Effect.never
}).pipe(
  Effect.scoped,
  Effect.catchTags({
    ConfigError: (error) => new Cannot({ message: Settings.complaint(error) }),
    InvalidKey: ({ message }) => new Cannot({ message }),
    ServeError: ({ cause }) => new Cannot({ message: `The server cannot listen: ${cause}` })
  }),
  Effect.tapError(({ message }) => Console.error(message))
)

// Who authorizes whom is nobody else's business: what the program writes is for this user alone.
process.umask(0o077)
NodeRuntime.runMain(program, { disableErrorReporting: true })
