/** What the programs are told by their environment. */
import { Component, StoreEncryption } from "@effect-wechat/open-platform"
import { Config, ConfigError, Data, type Duration, Either, Option, Redacted } from "effect"
import { resolve } from "node:path"
import { fileURLToPath } from "node:url"

/** What the pages and the job need to know. */
export interface Settings {
  /** Where browsers and WeChat reach this server: its domain stands in WeChat's console */
  readonly publicUrl: string
  /** How often the job runs */
  readonly jobEvery: Duration.DurationInput
}

/** Where the store is. */
export type Database = Data.TaggedEnum<{
  /** A file in this directory, for the processes of one machine */
  Sqlite: { readonly directory: string }
  /** A server, for many machines */
  Postgres: { readonly url: Redacted.Redacted }
}>
export const Database = Data.taggedEnum<Database>()

/** The port to listen on, 0 for any free one. */
export const port = Config.integer("PORT").pipe(Config.validate({
  message: "Expected a port, or 0 for any free one",
  validation: (port) => port >= 0 && port <= 65_535
}))

/** From where relative names count: npm runs scripts in another directory than it was started in. */
export const startedIn = process.env["INIT_CWD"] ?? process.cwd()

/** Beside the program, and not where it was started: started from elsewhere it would know no merchant. */
const directory = fileURLToPath(new URL("../data", import.meta.url))

/** The address holds a password, so it is never quoted. */
const postgres = Config.option(Config.redacted(Config.nonEmptyString("DATABASE_URL"))).pipe(
  Config.mapOrFail(Option.match({
    onNone: () => Either.right(Option.none<Redacted.Redacted>()),
    onSome: (url) =>
      /^postgres(ql)?:\/\//.test(Redacted.value(url)) && URL.canParse(Redacted.value(url))
        ? Either.right(Option.some(url))
        : Either.left(ConfigError.InvalidData(
          ["DATABASE_URL"],
          "Expected postgres://user:password@host/database; for SQLite leave it out, and set DATA_DIR"
        ))
  }))
)

const keyName = "WECHAT_STORE_KEYS"

/** Whoever wants no encryption has to say so: in the place of the keys, so that nobody can say both. */
const plainText = Config.redacted(keyName).pipe(
  Config.mapOrFail((text) =>
    Redacted.value(text) === "plain-text"
      ? Either.right(Option.none<StoreEncryption.Options>())
      : Either.left(ConfigError.InvalidData([keyName], "It is not the word plain-text"))
  )
)

/**
 * Where the store is, and what it is sealed with:
 *
 * | variable | what it is |
 * |---|---|
 * | `WECHAT_STORE_KEYS` | `id:key`, made with `openssl rand -base64 32`; others behind it with commas. Or `plain-text` |
 * | `DATA_DIR` | the directory of the SQLite file `wechat.db`; `data` beside `src` by default |
 * | `DATABASE_URL` | `postgres://user:password@host/database`, instead of SQLite |
 *
 * There is no default for the keys: whoever lost them has lost what is stored.
 */
export const storage = Config.all({
  encryption: Config.orElse(plainText, () => Config.map(StoreEncryption.config, Option.some)),
  database: Config.map(
    Config.all({
      postgres,
      directory: Config.map(
        Config.withDefault(Config.nonEmptyString("DATA_DIR"), directory),
        (path) => resolve(startedIn, path)
      )
    }),
    ({ directory, postgres }) =>
      Option.match(postgres, {
        onNone: () => Database.Sqlite({ directory }),
        onSome: (url) => Database.Postgres({ url })
      })
  )
})
export type Storage = Config.Config.Success<typeof storage>

/** A simulator instead of WeChat, for its interfaces and its pages. */
export const weChat = Config.option(Config.map(Config.url("WECHAT_BASE_URL"), ({ origin }) => origin))

/**
 * Those of the server, beside the variables of the component and of {@link storage}:
 *
 * | variable | what it is |
 * |---|---|
 * | `PUBLIC_URL` | where browsers and WeChat reach this server, such as `https://provider.example` |
 * | `HOST`, `PORT` | where it listens; `127.0.0.1` and 3000 by default |
 * | `JOB_EVERY` | how often the job runs, `1 minute` by default |
 * | `WECHAT_BASE_URL` | a simulator instead of WeChat, for its interfaces and its pages |
 */
export const config = Config.all({
  component: Component.config,
  storage,
  publicUrl: Config.map(Config.url("PUBLIC_URL"), ({ origin }) => origin),
  host: Config.withDefault(Config.nonEmptyString("HOST"), "127.0.0.1"),
  port: Config.withDefault(port, 3000),
  jobEvery: Config.withDefault(Config.duration("JOB_EVERY"), "1 minute"),
  weChat
})

const complaints = (error: ConfigError.ConfigError): ReadonlyArray<string> => {
  switch (error._op) {
    case "And":
      return [...complaints(error.left), ...complaints(error.right)]
    // Who did not say "plain text" is told about keys.
    case "Or":
      return complaints(error.right)
    case "MissingData":
      return [`${error.path.join("_")} is missing`]
    case "InvalidData":
    case "SourceUnavailable":
    case "Unsupported":
      return [`${error.path.join("_")} cannot be used: ${error.message}`]
  }
}

const howToMakeAKey = `
The store keeps the tokens of all merchants, and is sealed with a key of your own. Make one, and keep it where other
secrets are: without it nobody can read what is stored.

  export ${keyName}="2025a:$(openssl rand -base64 32)"

Whoever wants plain text on the disk says so: ${keyName}=plain-text`

/** What is wrong with the environment, one line for each variable. */
export const complaint = (error: ConfigError.ConfigError): string => {
  const lines = complaints(error).map((each) => `- ${each}`)
  return [
    "The environment is not complete:",
    ...lines,
    ...lines.some((line) => line.includes(`${keyName} is missing`)) ? [howToMakeAKey] : []
  ].join("\n")
}
