import { PlatformStore, StoreEncryption } from "@effect-wechat/open-platform"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { remedies } from "../../src/internal/storeFaults.ts"
import * as Keys from "../utils/Keys.ts"

const sources = fileURLToPath(new URL("../../src/", import.meta.url))

const read = (path: string): string => readFileSync(join(sources, path), "utf8")

const all = readdirSync(sources, { recursive: true, encoding: "utf8" })
  .filter((path) => path.endsWith(".ts"))
  .map(read)
  .join("\n")

const found = (text: string, pattern: RegExp): ReadonlyArray<string> =>
  Array.from(text.matchAll(pattern), ([, name = ""]) => name)

/** Every word that this library gives a fault, as its sources have them. */
const words = new Set([
  ...found(all, /StoreError\(\{ operation(?:: "\w+")?, fault: "(\w+)" \}\)/g),
  ...found(read("StoreEncryption.ts"), /^ \* \| `(\w+)` \|/gm).filter((word) => !word.startsWith("WECHAT")),
  ...found(read("internal/sql/fault.ts"), /^ {2}\["[A-Z0-9_]+", "(\w+)"\]/gm),
  ...found(read("internal/sql/fault.ts"), /(?:return |\? )"([A-Z]\w+)"/g)
])

/** It has words of the database for these: nobody would write them, or nothing is known of them. */
const unexplained = new Set(["TableExists", "Unknown"])

describe("the message of a StoreError", () => {
  it("says for each fault what to do, and who must do it", () => {
    assert.isAbove(words.size, 25, [...words].join())
    for (const fault of words) {
      if (unexplained.has(fault)) continue
      assert.property(remedies, fault)
      const { message } = new PlatformStore.StoreError({ operation: "get", fault })
      assert.match(
        message,
        new RegExp(`^The store failed to get \\(${fault}\\): .*: the (service provider|developer) must |: if `)
      )
    }
    for (const fault of Object.keys(remedies)) {
      assert.isTrue(words.has(fault) || fault === "PermissionDenied", `nothing gives ${fault}`)
    }
  })

  it("says who must look, when the fault has no word of ours", () => {
    for (const fault of ["SQLITE_AUTH", "XX000", "Unknown", "toString", "constructor"]) {
      assert.strictEqual(
        new PlatformStore.StoreError({ operation: "put", fault }).message,
        `The store failed to put (${fault}): the service provider must see to the store`
      )
    }
  })

  it.effect("names the variable that mends a store whose key is missing, and quotes nothing", () =>
    Effect.gen(function*() {
      const memory = yield* PlatformStore.makeMemory
      const place = { component: "wxc0", kind: "authorizer", id: "a" } as const
      const open = (layer: Layer.Layer<StoreEncryption.StoreEncryption>) =>
        Effect.provide(StoreEncryption.seal(memory), layer)
      const one = yield* open(Keys.layer)
      yield* one.put(place, "refreshtoken@@@secret", 0)
      const other = yield* open(Keys.encryption({ current: Keys.key("other") }))
      const { message } = yield* Effect.flip(other.get(place))
      assert.include(message, "must give that key behind the current one, in WECHAT_STORE_KEYS")
      assert.notMatch(message, /secret|sealed\//)
    }))
})
