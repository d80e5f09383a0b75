import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { run } from "./utils/run.ts"

describe("the tour", () => {
  it.effect("shows the calls, the refusals and the failures of five merchants, and ends well", () =>
    Effect.gen(function*() {
      const { code, stderr, stdout } = yield* run()
      assert.strictEqual(stderr, "")
      assert.strictEqual(code, 0)

      const lines = stdout.trimEnd().split("\n")
      assert.isBelow(lines.length, 62)
      const rows = (name: string) =>
        lines.filter((line) => line.includes(` ${name} `)).map((line) => line.trim().split(/\s+/)[0])
      assert.deepStrictEqual(rows("FreePublish.delete"), ["ok", "refused", "ok", "failed"])
      assert.deepStrictEqual(rows("MassMessage.delete"), ["ok", "refused", "ok", "ok"])
      assert.deepStrictEqual(rows("Material.delete"), ["ok", "failed", "ok", "ok"])

      // What is deleted is gone.
      assert.include(stdout, "3 drafts")
      assert.include(stdout, "2 drafts")
      // Why not, and what to do.
      assert.include(stdout, "permission set 7 (mass sending and notification, 群发与通知) is not granted")
      assert.include(stdout, "the official account is not certified")
      assert.include(stdout, "InvalidMediaId")
      assert.include(stdout, "SystemBusy")
      assert.include(stdout, "IpNotAllowed")
      // What the library does by itself.
      assert.match(stdout, /Material\.delete .* \(token rejected: renewed, sent again\)/)
      assert.match(stdout, /Draft\.delete .* \(WeChat was busy: sent again\)/)
      assert.deepStrictEqual(lines.slice(-2), [
        "25 calls for 5 merchants: 20 ok, 2 refused before anything was sent, 3 failed.",
        "30 requests went out, 6 of them for tokens."
      ])
    }))

  it.effect("has no colour where nobody looks, and never shows a secret", () =>
    Effect.gen(function*() {
      const { stdout } = yield* run()
      assert.notInclude(stdout, "\u001b")
      assert.notMatch(stdout, /TOKEN_|secret-of-account/)
    }))
})
