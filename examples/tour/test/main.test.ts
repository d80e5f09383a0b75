import { assert, describe, it } from "@effect/vitest"
import * as Program from "@effect-wechat/testing/Program"
import { Effect } from "effect"
import { mkdtempSync, readdirSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"

const run = Program.runIn(new URL("../", import.meta.url), "src/main.ts")

/** The lines that stand under a heading. */
const under = (lines: ReadonlyArray<string>, heading: string): ReadonlyArray<string> => {
  const from = lines.findIndex((line) => line.startsWith(heading))
  assert.notStrictEqual(from, -1, heading)
  const to = lines.indexOf("", from)
  return lines.slice(from + 1, to === -1 ? undefined : to)
}

describe("the tour", () => {
  it.effect("shows five merchants, their calls, the refusals and the failures, a restart, and ends well", () =>
    Effect.gen(function*() {
      const { code, stderr, stdout } = yield* run()
      assert.strictEqual(stderr, "")
      assert.strictEqual(code, 0)
      const lines = stdout.trimEnd().split("\n")
      assert.isBelow(lines.length, 75)
      assert.isEmpty(lines.filter((line) => line.length > 120 || line !== line.trimEnd()))

      assert.include(under(lines, "1. ")[0], "component_verify_ticket")
      assert.match(under(lines, "1. ")[0] ?? "", /: accepted$/)
      assert.deepStrictEqual(
        under(lines, "2. ").map((line) => line.trim().split(/ {2,}/).slice(2).join(", ")),
        [
          "Service Account, certified, grants 7, 11",
          "Official Account, not certified, grants 11",
          "Official Account, certified, grants 7",
          "Service Account, certified, grants 7, 11",
          "Official Account, certified, grants 7, 11"
        ]
      )
      assert.deepStrictEqual(under(lines, "3. ").slice(2, 4).map((line) => line.trim().split(/ {2,}/)), [
        ["Merchant B", "yes", "yes", "yes", "SetNotGranted NotCertified", "SetNotGranted NotCertified"],
        ["Merchant C", "SetNotGranted", "SetNotGranted", "SetNotGranted", "yes", "yes"]
      ])

      // Of the five calls, which one was made for whom, and how it ended.
      const marks = under(lines, "4. ").filter((line) => /^ {2}\S/.test(line)).map((line) => line.trim().split(" ")[0])
      assert.deepStrictEqual(marks.join(" ").split(/ (?=Merchant)/), [
        "Merchant ok ok ok ok ok",
        "Merchant ok ok ok refused",
        "Merchant refused ok ok",
        "Merchant refused",
        "Merchant refused"
      ])
      // Why not, and what to do.
      assert.include(stdout, "permission set 7 (mass sending and notification, 群发与通知) is not granted")
      assert.include(stdout, "the official account is not certified: the merchant must pass WeChat's certification")
      assert.include(stdout, "the account has not authorized the platform: the merchant must authorize it")
      assert.include(stdout, "the account is banned: the merchant must see to it on mp.weixin.qq.com")

      // What the library does by itself: a repeat, one refresh, and the recovery of a refresh token.
      const asked = under(lines, "5. ").join(" ").replace(/ +/g, " ").split("asked: ").slice(1)
        .map((each) => each.split(/ (?:ok|failed) (?=WeChat|the )/)[0])
      assert.deepStrictEqual(asked, [
        "draft_count -1, draft_count",
        "draft_count 40001, getAuthorizerAccessToken, draft_count",
        "draft_count 40001, getAuthorizerAccessToken 61023, getAuthorizerInfo, getAuthorizerAccessToken, draft_count"
      ])
      assert.match(stdout, /failed {3}the draft was deleted before +Draft\.delete: InvalidMediaId/)

      assert.deepStrictEqual(under(lines, "6. "), [
        "  Merchant A: 2 drafts; Merchant B: 4 drafts; Merchant C: refused; Merchant E: refused"
      ])
      assert.include(lines, "37 calls for 5 merchants: 17 ok, 19 refused before anything was sent, 1 failed.")
      assert.match(
        stdout,
        /1 for a token of the platform, 5 to exchange a code, 3 for a new token of a merchant\./
      )
      assert.match(lines.at(-1) ?? "", /^WeChat pushed (\d+) times: \1 accepted\.$/)
    }))

  it.effect("knows all merchants when its platform is started again on its file, and asks nobody for a consent", () =>
    Effect.gen(function*() {
      // Twice in a row, each with a file of its own, of which nothing is left.
      for (let round = 0; round < 2; round++) {
        const folder = mkdtempSync(join(tmpdir(), "tour-"))
        const { code, stdout } = yield* run([], { TMPDIR: folder, TEMP: folder, TMP: folder })
        // What runs the sources keeps a cache there.
        const left = readdirSync(folder).filter((name) => !name.startsWith("tsx-"))
        rmSync(folder, { recursive: true })
        assert.strictEqual(code, 0)
        const lines = stdout.trimEnd().split("\n")
        assert.deepStrictEqual(under(lines, "7. "), [
          "  It knows 5 merchants, 4 of them authorized: nobody had to consent again.",
          "  Merchant A: 2 drafts; Merchant B: 4 drafts; Merchant C: refused; Merchant E: refused",
          "  WeChat was asked draft_count 2 times: the tokens were in the file."
        ])
        assert.deepStrictEqual(left, [])
      }
    }))

  it.effect("has no colour where nobody looks, and never shows a secret", () =>
    Effect.gen(function*() {
      const { stdout } = yield* run()
      assert.notInclude(stdout, "\u001b")
      assert.notMatch(stdout, /the-component-secret|the-message-token|ticket@@@|queryauthcode@@@|preauthcode@@@/)
    }))
})
