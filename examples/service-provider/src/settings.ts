/** What the server is told by its environment. */
import { Component, StoreEncryption } from "@effect-wechat/open-platform"
import { Config, type ConfigError, type Duration } from "effect"

/** What the pages and the job need to know. */
export interface Settings {
  /** Where browsers and WeChat reach this server: its domain stands in WeChat's console */
  readonly publicUrl: string
  /** How often the job runs */
  readonly jobEvery: Duration.DurationInput
}

/** The port to listen on, 0 for any free one. */
export const port = Config.integer("PORT").pipe(Config.validate({
  message: "Expected a port, or 0 for any free one",
  validation: (port) => port >= 0 && port <= 65_535
}))

/**
 * Beside the variables of the component and of the encryption of its store:
 *
 * | variable | what it is |
 * |---|---|
 * | `PUBLIC_URL` | where browsers and WeChat reach this server, such as `https://provider.example` |
 * | `HOST`, `PORT` | where it listens; `127.0.0.1` and 3000 by default |
 * | `STATE_DIR` | the directory of the store, `./state` by default |
 * | `JOB_EVERY` | how often the job runs, `1 minute` by default |
 * | `WECHAT_BASE_URL` | a simulator instead of WeChat, for its interfaces and its pages |
 */
export const config = Config.all({
  component: Component.config,
  encryption: StoreEncryption.config,
  publicUrl: Config.map(Config.url("PUBLIC_URL"), ({ origin }) => origin),
  host: Config.withDefault(Config.nonEmptyString("HOST"), "127.0.0.1"),
  port: Config.withDefault(port, 3000),
  stateDir: Config.withDefault(Config.nonEmptyString("STATE_DIR"), "./state"),
  jobEvery: Config.withDefault(Config.duration("JOB_EVERY"), "1 minute"),
  weChat: Config.option(Config.map(Config.url("WECHAT_BASE_URL"), ({ origin }) => origin))
})

/** What is wrong, one line for each variable. */
export const complaints = (error: ConfigError.ConfigError): ReadonlyArray<string> => {
  switch (error._op) {
    case "And":
    case "Or":
      return [...complaints(error.left), ...complaints(error.right)]
    case "MissingData":
      return [`${error.path.join("_")} is missing`]
    case "InvalidData":
    case "SourceUnavailable":
    case "Unsupported":
      return [`${error.path.join("_")} cannot be used: ${error.message}`]
  }
}
