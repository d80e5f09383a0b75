/** A piece of a service provider's application: what each merchant is told about its drafts. */
import { AccessToken, Draft } from "@effect-wechat/core"
import { OpenPlatform } from "@effect-wechat/open-platform"
import { Effect } from "effect"

/** For the account in the context. */
export const advise = Effect.gen(function*() {
  const { appId = "your account" } = yield* AccessToken.AccessToken
  return yield* Draft.count().pipe(
    Effect.map(({ total_count }) => total_count > 100 ? `${appId}: delete some drafts` : `${appId}: all is well`),
    Effect.catchTag("CallRefused", ({ reasons: [first] }) => Effect.succeed(`${appId}: ${first.message}`))
  )
})

/** For all who have authorized the platform. */
export const adviseAll = Effect.flatMap(
  OpenPlatform.forEachAuthorizer(advise, { concurrency: 8 }),
  Effect.forEach(({ exit }) => exit)
)
