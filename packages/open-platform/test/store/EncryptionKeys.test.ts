import { StoreBackup, StoreEncryption } from "@effect-wechat/open-platform"
import { assert, describe, it } from "@effect/vitest"
import { Config, ConfigProvider, Effect, Either, Option, Redacted } from "effect"
import { randomBytes } from "node:crypto"
import { inspect } from "node:util"

const place = { component: "wxc0", kind: "authorizer", id: "wx0" } as const
const bytes = randomBytes(32)
const [one, other] = [bytes.toString("base64"), randomBytes(32).toString("base64")]

const environment = (variables: Readonly<Record<string, string>>) =>
  Effect.withConfigProvider(ConfigProvider.fromMap(new Map(Object.entries(variables)), { pathDelim: "_" }))

const make = (id: string, key: string) => StoreEncryption.make({ current: { id, key: Redacted.make(key) } })

/** What whoever starts the program reads when its keys are these. */
const complaint = (keys?: string) =>
  Effect.map(
    Effect.flip(
      Effect.provide(StoreEncryption.StoreEncryption, StoreEncryption.layerEnv).pipe(
        environment(keys === undefined ? {} : { WECHAT_STORE_KEYS: keys })
      )
    ),
    (error) => {
      const all = `${error.message}\n${String(error)}\n${inspect(error, { depth: 9 })}\n${JSON.stringify(error)}`
      for (const secret of [one, other, bytes.toString("hex")]) assert.notInclude(all, secret)
      return String(error)
    }
  )

describe("a key", () => {
  it("is the same in base64, with and without padding, in the alphabet of URLs, and in hex", () => {
    const forms = [one, one.replaceAll("=", ""), bytes.toString("base64url"), bytes.toString("hex"), ` ${one}\n`]
    const body = Either.getOrThrow(Either.flatMap(make("a", one), ({ seal }) => seal(place, 1, "body")))
    for (const form of forms) {
      assert.deepStrictEqual(
        Either.flatMap(
          make("a", form),
          ({ open }): Either.Either<string, unknown> => open(place, { version: 1, body })
        ),
        Either.right("body")
      )
    }
  })

  const wrong: ReadonlyArray<readonly [what: string, id: string, key: string, says: string]> = [
    ["is too short", "a", randomBytes(16).toString("base64"), "it is not 32 bytes long"],
    ["is too long", "a", randomBytes(33).toString("base64"), "it is not 32 bytes long"],
    ["is a password", "a", "correct horse battery staple!!!!", "it is neither base64 nor hex"],
    ["is empty", "a", "", "it is neither base64 nor hex"],
    ["has no id", "", one, "it must begin with an id"],
    ["has an id that cannot stand beside it", "a:b", one, "it must begin with an id"]
  ]
  for (const [what, id, key, says] of wrong) {
    it.effect(`is refused when it ${what}, with what to do`, () =>
      Effect.gen(function*() {
        const error = yield* Effect.flip(make(id, key))
        assert.strictEqual(error._tag, "InvalidStoreKey")
        assert.include(error.message, says)
        assert.include(error.message, "openssl rand -base64 32")
        assert.notInclude(inspect(error), key === "" ? "\0" : key)
      }))
  }

  it.effect("is refused when another has its id", () =>
    Effect.gen(function*() {
      const error = yield* Effect.flip(StoreEncryption.make({
        current: { id: "a", key: Redacted.make(one) },
        others: [{ id: "b", key: Redacted.make(other) }, { id: "a", key: Redacted.make(other) }]
      }))
      assert.deepInclude(error, { place: 3, rule: "twice" })
    }))
})

describe("keys in the environment", () => {
  it.effect("are several in one variable, the current one first", () =>
    Effect.gen(function*() {
      const { current, seal } = yield* StoreEncryption.StoreEncryption
      assert.match(Option.getOrThrow(current), /^2025b\./)
      const before = Either.getOrThrow(Either.flatMap(make("2025a", other), ({ seal }) => seal(place, 1, "body")))
      const { open } = yield* StoreEncryption.StoreEncryption
      assert.deepStrictEqual(open(place, { version: 1, body: before }), Either.right("body"))
      assert.deepStrictEqual(open(place, { version: 1, body: "plain" }), Either.left("PlainText"))
      assert.match(Either.getOrThrow(seal(place, 1, "body")), /^sealed\/1:2025b\./)
    }).pipe(
      Effect.provide(StoreEncryption.layerEnv),
      environment({ WECHAT_STORE_KEYS: `2025b:${one}, 2025a:${other}` })
    ))

  it.effect("let plain text be read if they say so", () =>
    Effect.gen(function*() {
      const { open } = yield* StoreEncryption.StoreEncryption
      assert.deepStrictEqual(open(place, { version: 1, body: "plain" }), Either.right("plain"))
    }).pipe(
      Effect.provide(StoreEncryption.layerEnv),
      environment({ WECHAT_STORE_KEYS: `a:${one}`, WECHAT_STORE_READS_PLAIN_TEXT: "true" })
    ))

  it.effect("that are not there are asked for by name, with how to make one", () =>
    Effect.gen(function*() {
      for (const keys of [undefined, ""]) {
        const said = yield* complaint(keys)
        assert.match(said, /Missing data at WECHAT_STORE\.KEYS/)
        assert.include(said, "id:key,id:key")
        assert.include(said, "openssl rand -base64 32")
      }
    }))

  it.effect("that cannot be used are told by their place, and never quoted, wherever the key was put", () =>
    Effect.gen(function*() {
      assert.match(yield* complaint(one), /Invalid data at WECHAT_STORE\.KEYS: .*Key 1 .*must begin with an id/)
      // In hex every character could stand in an id.
      const hex = bytes.toString("hex")
      assert.match(yield* complaint(hex), /Key 1 .*must begin with an id/)
      assert.match(yield* complaint(`a:${one},${hex}`), /Key 2 .*must begin with an id/)
      assert.match(yield* complaint(`${hex}:${one}`), /Key 1 .*must begin with an id/)
      assert.match(yield* complaint(`a:${one},${other}`), /Key 2 .*must begin with an id/)
      assert.match(yield* complaint(`${one}:a`), /Key 1 .*must begin with an id/)
      assert.match(yield* complaint(`a:${one},b:${other}x`), /Key 2 .*(?:neither base64 nor hex|not 32 bytes)/)
      assert.match(yield* complaint(`a:${one},a:${other}`), /Key 2 .*its id is that of another key/)
      assert.match(yield* complaint(`a:${one},`), /Key 2 /)
    }))

  it.effect("can be had from other names", () =>
    Effect.gen(function*() {
      const { current } = yield* StoreEncryption.StoreEncryption
      assert.match(Option.getOrThrow(current), /^mine\./)
    }).pipe(
      Effect.provide(StoreEncryption.layerConfig({
        current: { id: Config.succeed("mine"), key: Config.redacted("MY_KEY") }
      })),
      Effect.withConfigProvider(ConfigProvider.fromMap(new Map([["MY_KEY", one]])))
    ))

  it.effect("of backups have a name of their own", () =>
    Effect.gen(function*() {
      const error = yield* Effect.flip(environment({ WECHAT_STORE_KEYS: `a:${one}` })(StoreBackup.config))
      assert.include(String(error), "WECHAT_BACKUP.KEYS")
      const { current } = yield* environment({ WECHAT_BACKUP_KEYS: `b:${one}` })(StoreBackup.config)
      assert.strictEqual(current.id, "b")
    }))
})
