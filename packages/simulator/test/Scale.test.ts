import { assert, describe, it } from "@effect/vitest"
import { Simulator } from "@effect-wechat/simulator"
import * as Effect from "effect/Effect"
import * as Api from "./utils/Api.ts"

const component = "wxc000000000000001"
const appIdOf = (nth: number) => `wxa${String(nth).padStart(15, "0")}`
const accounts = Array.from({ length: 10_000 }, (_, nth) => ({ appId: appIdOf(nth), secret: "secret", drafts: 50 }))

const world = {
  components: [{ appId: component }],
  accounts,
  authorizations: accounts.map(({ appId }) => ({ component, account: appId, permissionSets: [11] }))
}

describe("a world of 10,000 accounts with 50 drafts each", () => {
  it.effect("loads, and accounts answer with their own", () =>
    Effect.gen(function*() {
      const simulator = yield* Simulator.Simulator
      const token = yield* Api.componentToken(component)

      const listed: Array<string> = []
      for (let offset = 0; offset < accounts.length; offset += 500) {
        const { json } = yield* Api.list(component, token, offset, 500)
        assert.strictEqual(json.total_count, 10_000)
        listed.push(...json.list?.map(({ authorizer_appid }) => authorizer_appid) ?? [])
      }
      assert.deepStrictEqual(listed, accounts.map(({ appId }) => appId))

      // Some have one draft more than their neighbours, so that no answer is anybody else's.
      const drafts = new Set<string>()
      for (let nth = 0; nth < accounts.length; nth += 100) {
        for (const id of (yield* simulator.account(appIdOf(nth))).drafts) drafts.add(id)
        yield* simulator.addDrafts(appIdOf(nth), 1)
      }
      assert.strictEqual(drafts.size, 100 * 50)
      const asked = accounts.filter((_, nth) => nth % 5 === 0)
      const counts = yield* Effect.forEach(asked, ({ appId }) =>
        Effect.gen(function*() {
          const plain = Api.given((yield* Api.askToken(appId, "secret")).json.access_token)
          return (yield* Api.countDrafts(plain)).json.total_count
        }))
      assert.deepStrictEqual(counts, asked.map((_, nth) => nth % 20 === 0 ? 51 : 50))

      const { accessToken } = yield* Api.grant(component, appIdOf(9999), [11])
      assert.strictEqual((yield* Api.countDrafts(accessToken)).json.total_count, 50)
    }).pipe(Effect.provide(Simulator.layer({ world }))), 60_000)
})
