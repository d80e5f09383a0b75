import { Draft, FreePublish } from "@effect-wechat/core"
import { Authorization, OpenPlatform } from "@effect-wechat/open-platform"
import { Simulator } from "@effect-wechat/simulator"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Redacted } from "effect"
import * as Platform from "./utils/Platform.ts"

describe("OpenPlatform", () => {
  it.effect("makes a call on behalf of an authorizer, and refuses before the network what was not granted", () =>
    Effect.gen(function*() {
      const simulator = yield* Simulator.Simulator
      yield* Platform.receiveTicket
      const account = yield* simulator.addAccount({ drafts: 3 })
      const { authCode } = yield* simulator.authorize({
        component: Platform.component.appId,
        account: account.appId,
        permissionSets: [11]
      })
      const authorization = yield* Authorization.Authorization
      const authorizer = yield* authorization.complete(Redacted.make(authCode))
      assert.deepStrictEqual(authorizer.permissionSets, [11])
      const again = yield* authorization.complete(Redacted.make(authCode))
      assert.strictEqual(again.appId, authorizer.appId)

      const { total_count } = yield* Draft.count().pipe(OpenPlatform.as(account.appId))
      assert.strictEqual(total_count, 3)

      yield* simulator.forgetSeen
      const refusal = yield* FreePublish.delete({ article_id: "A", index: 1 }).pipe(
        OpenPlatform.as(account.appId),
        Effect.flip
      )
      assert.strictEqual(refusal._tag, "CallRefused")
      assert.deepStrictEqual(yield* simulator.requests, [])

      const outcomes = yield* OpenPlatform.forEachAuthorizer(Draft.count(), { concurrency: 4 })
      assert.strictEqual(outcomes.length, 1)
    }).pipe(Effect.provide(Platform.layer())))
})
