/** The server of a service provider. Its settings come from the environment, see `settings.ts`. */
import { PlatformStoreKeyValueStore, StoreEncryption } from "@effect-wechat/open-platform"
import { HttpServer, KeyValueStore } from "@effect/platform"
import { NodeContext, NodeRuntime } from "@effect/platform-node"
import { Console, Context, Data, Effect, Layer, Option } from "effect"
import * as App from "./app.ts"
import * as Job from "./job.ts"
import * as Settings from "./settings.ts"

/** What whoever starts the server has to mend. */
class CannotStart extends Data.TaggedError("CannotStart")<{ readonly message: string }> {}

const program = Effect.gen(function*() {
  const { component, encryption, host, port, publicUrl, stateDir, weChat, ...settings } = yield* Settings.config
  const StoreLive = PlatformStoreKeyValueStore.layer.pipe(
    Layer.provide([KeyValueStore.layerFileSystem(stateDir), StoreEncryption.layer(encryption)]),
    Layer.provide(NodeContext.layer)
  )
  const Live = Layer.merge(App.server({ publicUrl, ...settings }), Job.layer({ publicUrl, ...settings })).pipe(
    Layer.provideMerge(App.listen({ host, port })),
    Layer.provide(App.platform(component, Option.getOrUndefined(weChat))),
    Layer.provide(StoreLive)
  )
  yield* Effect.addFinalizer(() => Effect.logInfo("Stopped"))
  const { address } = Context.get(yield* Layer.build(Live), HttpServer.HttpServer)
  yield* Effect.logInfo(`Listening on ${HttpServer.formatAddress(address)} for ${publicUrl}`)
  return yield* Effect.never
}).pipe(
  Effect.scoped,
  Effect.catchTags({
    ConfigError: (error) =>
      new CannotStart({
        message: ["The environment is not complete:", ...Settings.complaints(error).map((each) => `- ${each}`)].join(
          "\n"
        )
      }),
    InvalidKey: ({ message }) => new CannotStart({ message }),
    InvalidStoreKey: ({ message }) => new CannotStart({ message }),
    ServeError: ({ cause }) => new CannotStart({ message: `The server cannot listen: ${cause}` }),
    BadArgument: ({ message }) => new CannotStart({ message: `STATE_DIR cannot be used: ${message}` }),
    SystemError: ({ message }) => new CannotStart({ message: `STATE_DIR cannot be used: ${message}` })
  }),
  Effect.tapError(({ message }) => Console.error(message))
)

// Who authorizes whom is nobody else's business: what the store writes is for this user alone.
process.umask(0o077)
NodeRuntime.runMain(program, { disableErrorReporting: true })
