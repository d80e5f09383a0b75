import { AccessToken, Draft, WeChatClient } from "@effect-wechat/core"
import { FetchHttpClient } from "@effect/platform"
import { Config, Console, Effect, Layer } from "effect"

// Who calls, and the way to WeChat. Both are read from the environment.
const AccountLive = AccessToken.layerDirectConfig({
  appId: Config.string("WECHAT_APP_ID"),
  secret: Config.redacted("WECHAT_APP_SECRET")
}).pipe(
  Layer.provideMerge(WeChatClient.layerConfig({
    baseUrl: Config.withDefault(Config.string("WECHAT_BASE_URL"), "https://api.weixin.qq.com")
  })),
  Layer.provide(FetchHttpClient.layer)
)

// What to do. It names no account and no token: it needs one.
const program = Draft.count().pipe(
  Effect.flatMap(({ total_count }) => Console.log(`The account has ${total_count} drafts.`))
)

// Every error has a name, and says what happened and who must act.
const main = program.pipe(
  Effect.provide(AccountLive),
  Effect.catchTags({
    CallRefused: (refusal) => Console.error(refusal.message),
    WeChatError: (error) => Console.error(error.message),
    ConfigError: (error) => Console.error(`The configuration is not complete: ${error}`)
  })
)

await Effect.runPromise(main)
