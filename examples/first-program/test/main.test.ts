import { assert, describe, it } from "@effect/vitest"
import * as Program from "@effect-wechat/testing/Program"
import { Effect } from "effect"
import { readFileSync } from "node:fs"
import { createServer } from "node:http"

const run = Program.runIn(new URL("../", import.meta.url), "src/main.ts")

/** A WeChat of two interfaces on a real port, which tells what it was asked. */
const weChat = (replies: Readonly<Record<string, unknown>>) =>
  Effect.acquireRelease(
    Effect.async<{ readonly url: string; readonly asked: Array<string>; readonly close: () => void }>((resume) => {
      const asked: Array<string> = []
      const server = createServer((request, response) => {
        const path = String(request.url)
        asked.push(`${request.method} ${path}`)
        response.end(JSON.stringify(replies[path.replace(/\?.*/, "")]))
      })
      server.listen(0, "127.0.0.1", () => {
        const address = server.address()
        const port = typeof address === "object" ? address?.port : undefined
        resume(Effect.succeed({ url: `http://127.0.0.1:${port}`, asked, close: () => server.close() }))
      })
    }),
    ({ close }) => Effect.sync(close)
  )

const token = { access_token: "TOKEN", expires_in: 7200 }
const account = { WECHAT_APP_ID: "wx0000000000000001", WECHAT_APP_SECRET: "the-secret" }

describe("the first program", () => {
  it.scoped("counts the drafts of the account that the environment names", () =>
    Effect.gen(function*() {
      const { asked, url } = yield* weChat({
        "/cgi-bin/stable_token": token,
        "/cgi-bin/draft/count": { total_count: 15 }
      })
      const { code, stderr, stdout } = yield* run([], { ...account, WECHAT_BASE_URL: url })
      assert.deepStrictEqual({ code, stderr, stdout }, {
        code: 0,
        stderr: "",
        stdout: "The account has 15 drafts.\n"
      })
      assert.deepStrictEqual(asked, [
        "POST /cgi-bin/stable_token",
        "GET /cgi-bin/draft/count?access_token=TOKEN"
      ])
    }))

  it.scoped("says what happened and who must act when WeChat says no", () =>
    Effect.gen(function*() {
      const { url } = yield* weChat({
        "/cgi-bin/stable_token": token,
        "/cgi-bin/draft/count": { errcode: 45009, errmsg: "reach max api daily quota limit" }
      })
      const { stderr, stdout } = yield* run([], { ...account, WECHAT_BASE_URL: url })
      assert.strictEqual(stdout, "")
      assert.include(stderr, "draft_count for wx0000000000000001: WeChat answered 45009")
      assert.include(stderr, "the service provider must")
      assert.notMatch(stderr, /TOKEN|the-secret/)
    }))

  it.effect("says which setting is missing", () =>
    Effect.gen(function*() {
      const { stderr, stdout } = yield* run([], { WECHAT_APP_ID: "wx0000000000000001", WECHAT_APP_SECRET: undefined })
      assert.strictEqual(stdout, "")
      assert.include(stderr, "WECHAT_APP_SECRET")
      assert.notMatch(stderr, /^\s+at /m)
    }))

  it("stands in the README as it is", () => {
    const read = (path: string) => readFileSync(new URL(path, import.meta.url), "utf8")
    assert.include(read("../../../README.md"), `\`\`\`ts\n${read("../src/main.ts")}\`\`\`\n`)
  })
})
