import { assert, describe, it } from "@effect/vitest"
import { Server, Simulator } from "@effect-wechat/simulator"
import { Effect } from "effect"
import { readdirSync, readFileSync, statSync } from "node:fs"
import { join } from "node:path"
import { run, start } from "./utils/run.ts"
import { component, environment, freeFolder, newKey, secrets } from "./utils/Server.ts"

const get = (url: string) =>
  Effect.promise(() =>
    fetch(url).then((response) => response.text().then((text) => ({ status: response.status, text })))
  )

describe("the service provider with a simulator", () => {
  it.scopedLive("takes a ticket and a merchant in, does its job once, and ends well", () =>
    Effect.gen(function*() {
      const env = { WECHAT_STORE_KEYS: newKey("2025a"), DATA_DIR: yield* freeFolder }
      const program = yield* start("demo", ["--once"], env)
      assert.strictEqual(yield* program.ended, 0)
      const output = yield* program.output
      assert.include(output, "WeChat pushed Ticket")
      assert.include(output, "Customer 17 has authorized with wx0000000000000003")
      assert.match(output, /Merchant C reads: Thank you Merchant C \(customer 17\) has authorized us for: 7 .* 11 /)
      assert.include(
        output,
        "CallRefused: draft_count for wx0000000000000002 was refused and not sent: permission set 11"
      )
      assert.include(output, "The job has run for 3 merchants, and worked for 2.")
      assert.match(output, /Stopped\n$/)
      assert.notMatch(output, secrets)

      // Another process on the same file. WeChat issues other tokens by now, and the merchants do nothing.
      const again = yield* run("demo", ["--once"], env)
      assert.strictEqual(again.code, 0)
      assert.include(again.output, "The store knows Merchant A, Merchant B, Merchant C from before.")
      assert.notInclude(again.output, "pushed Authorized")
      assert.include(again.output, "The job has run for 3 merchants, and worked for 2.")
    }))

  it.scopedLive("shows its pages until it is told to end", () =>
    Effect.gen(function*() {
      // Whoever wants plain text on the disk says so.
      const env = { WECHAT_STORE_KEYS: "plain-text", DATA_DIR: yield* freeFolder }
      const program = yield* start("start", [], env)
      const page = yield* program.written(/^The page for merchants +(\S+)/m)
      yield* program.written(/Ctrl-C/)
      assert.include(yield* program.output, "The store is not encrypted")
      const base = new URL(page).origin

      const first = yield* get(page)
      assert.match(first.text, /You are customer 17\. <a href="http[^"]+componentloginpage\?[^"]*pre_auth_code=/)
      assert.strictEqual((yield* get(`${base}/?customer=%3Cb%3E`)).status, 400)

      const merchants = yield* get(`${base}/merchants`)
      assert.include(merchants.text, "Merchant A</a></td>\n<td>service account, certified, granted 7, 11</td>")
      assert.include(merchants.text, "<td>SetNotGranted</td>")
      const one = yield* get(`${base}/merchants/wx0000000000000002`)
      assert.include(one.text, "freepublishDelete: no</dt><dd>the official account is not certified")
      assert.strictEqual((yield* get(`${base}/merchants/wx0000000000000009`)).status, 404)

      assert.strictEqual((yield* get(`${base}/nothing`)).status, 404)
      assert.strictEqual((yield* get(`${base}/authorized`)).status, 400)
      const state = encodeURIComponent(JSON.stringify({ customer: "17", word: "made up" }))
      assert.strictEqual((yield* get(`${base}/authorized?auth_code=CODE&state=${state}`)).status, 403)
      const push = yield* Effect.promise(() =>
        fetch(`${base}/wechat/authorization`, { method: "POST", body: "<xml/>" })
      )
      assert.strictEqual(push.status, 400)

      yield* program.kill("SIGTERM")
      assert.strictEqual(yield* program.ended, 0)
      assert.match(yield* program.output, /Stopped\n$/)
      assert.notMatch(yield* program.output, secrets)
    }))
})

describe("the service provider", () => {
  it.scopedLive("says all that its environment lacks, and does not start", () =>
    Effect.gen(function*() {
      const program = yield* start("start", [], { WECHAT_COMPONENT_APP_ID: component.appId, PORT: "many" })
      assert.strictEqual(yield* program.ended, 1)
      const output = yield* program.output
      for (const name of ["SECRET", "TOKEN", "AES_KEY"]) assert.include(output, `- WECHAT_COMPONENT_${name} is missing`)
      assert.include(output, "- WECHAT_STORE_KEYS is missing")
      assert.include(output, `export WECHAT_STORE_KEYS="2025a:$(openssl rand -base64 32)"`)
      assert.include(output, "WECHAT_STORE_KEYS=plain-text")
      assert.include(output, "- PUBLIC_URL is missing")
      assert.include(output, "- PORT cannot be used")
      assert.notInclude(output, "WECHAT_COMPONENT_APP_ID")
      assert.notMatch(output, /^\s+at /m)
    }))

  it.scopedLive("answers what is under way when it is stopped, and keeps its merchants when it is started again", () =>
    Effect.gen(function*() {
      const simulator = yield* Simulator.Simulator
      const folder = yield* freeFolder
      const { appId } = yield* simulator.addAccount({ drafts: 4 })
      const env = {
        ...environment,
        WECHAT_STORE_KEYS: newKey("2025a"),
        PUBLIC_URL: "http://127.0.0.1",
        PORT: "0",
        DATA_DIR: join(folder, "data"),
        WECHAT_BASE_URL: yield* Server.baseUrl
      }

      const first = yield* start("main", [], env)
      const port = yield* first.written(/Listening on http:\/\/127\.0\.0\.1:(\d+)/)
      yield* simulator.addComponent({
        ...component,
        authorizationUrl: `http://127.0.0.1:${port}/wechat/authorization`,
        messageUrl: `http://127.0.0.1:${port}/wechat/message/$APPID$`
      })
      yield* first.written(/WeChat pushed Ticket/)
      yield* simulator.authorize({ component: component.appId, account: appId, permissionSets: [11] })
      yield* first.written(/WeChat pushed Authorized/)

      // A request that is under way gets its answer.
      yield* simulator.inject({ when: { endpoint: "getPreAuthCode", times: 1 }, what: { _tag: "Delay", millis: 1500 } })
      yield* simulator.forgetSeen
      const underWay = yield* Effect.fork(get(`http://127.0.0.1:${port}/`))
      yield* Effect.repeat(Effect.delay(simulator.requests, "20 millis"), { until: (seen) => seen.length > 0 })
      yield* first.kill("SIGINT")
      assert.include((yield* underWay).text, "pre_auth_code=")
      assert.strictEqual(yield* first.ended, 0)
      assert.match(yield* first.output, /Stopped/)
      assert.notMatch(yield* first.output, secrets)

      // Nobody else may read what is stored, and whoever does finds no secret.
      assert.strictEqual(statSync(env.DATA_DIR).mode & 0o077, 0)
      for (const name of readdirSync(env.DATA_DIR)) {
        assert.strictEqual(statSync(join(env.DATA_DIR, name)).mode & 0o077, 0)
        assert.notMatch(readFileSync(join(env.DATA_DIR, name), "latin1"), secrets)
      }

      yield* simulator.forgetSeen
      const second = yield* start("main", [], env)
      yield* second.written(/4 drafts/)
      // Its tokens were in the store, too.
      assert.deepStrictEqual((yield* simulator.requests).map(({ endpoint }) => endpoint), ["draft_count"])
      yield* second.kill("SIGTERM")
      assert.strictEqual(yield* second.ended, 0)
    }).pipe(Effect.provide(Server.layer())))
})
