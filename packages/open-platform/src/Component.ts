/**
 * The component itself: the service provider's third-party platform, as it is registered with WeChat.
 */
import { Identifiers } from "@effect-wechat/core"
import * as Config from "effect/Config"
import type { ConfigError } from "effect/ConfigError"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import type * as Redacted from "effect/Redacted"

/** What pushes are signed and encrypted with. */
export interface MessageKeys {
  /** The message token of WeChat's console */
  readonly token: Redacted.Redacted
  /** The EncodingAESKey of WeChat's console, 43 characters */
  readonly encodingAesKey: Redacted.Redacted
}

/** How the component is registered with WeChat. */
export interface Service {
  readonly appId: Identifiers.AppId
  readonly secret: Redacted.Redacted
  readonly keys: MessageKeys
  /** The keys before the last change, with which WeChat may go on for a while */
  readonly previousKeys: MessageKeys | undefined
}

/** The component. */
export class Component extends Context.Tag("@effect-wechat/open-platform/Component")<Component, Service>() {}

/** What WeChat's console says. */
export interface Options {
  readonly appId: Identifiers.Given<Identifiers.AppId>
  readonly secret: Redacted.Redacted
  readonly token: Redacted.Redacted
  readonly encodingAesKey: Redacted.Redacted
  /** After a change of the keys: those before. What did not change may be left out */
  readonly previousToken?: Redacted.Redacted | undefined
  readonly previousEncodingAesKey?: Redacted.Redacted | undefined
}

/** The component that these options describe. */
export const make = (options: Options): Service => ({
  appId: Identifiers.AppId.make(options.appId, { disableValidation: true }),
  secret: options.secret,
  keys: { token: options.token, encodingAesKey: options.encodingAesKey },
  previousKeys: options.previousToken === undefined && options.previousEncodingAesKey === undefined ? undefined : {
    token: options.previousToken ?? options.token,
    encodingAesKey: options.previousEncodingAesKey ?? options.encodingAesKey
  }
})

/** The component that these options describe. */
export const layer = (options: Options): Layer.Layer<Component> => Layer.succeed(Component, make(options))

/** The same with options that come from configuration. */
export const layerConfig = (options: Config.Config.Wrap<Options>): Layer.Layer<Component, ConfigError> =>
  Layer.effect(Component, Effect.map(Config.unwrap(options), make))

/** An empty secret is as good as none, and would be noticed only by WeChat. */
const secretText = (name: string): Config.Config<Redacted.Redacted> => Config.redacted(Config.nonEmptyString(name))

/**
 * The component of these variables:
 *
 * | variable | what it is |
 * |---|---|
 * | `WECHAT_COMPONENT_APP_ID` | the app id of the third-party platform |
 * | `WECHAT_COMPONENT_SECRET` | its secret |
 * | `WECHAT_COMPONENT_TOKEN` | the message token |
 * | `WECHAT_COMPONENT_AES_KEY` | the EncodingAESKey |
 * | `WECHAT_COMPONENT_PREVIOUS_TOKEN`, `WECHAT_COMPONENT_PREVIOUS_AES_KEY` | those before the last change, if any |
 */
export const config: Config.Config<Options> = Config.nested(
  Config.all({
    appId: Config.nonEmptyString("APP_ID"),
    secret: secretText("SECRET"),
    token: secretText("TOKEN"),
    encodingAesKey: secretText("AES_KEY"),
    previousToken: Config.map(Config.option(secretText("PREVIOUS_TOKEN")), Option.getOrUndefined),
    previousEncodingAesKey: Config.map(Config.option(secretText("PREVIOUS_AES_KEY")), Option.getOrUndefined)
  }),
  "WECHAT_COMPONENT"
)

/** The component of the variables of {@link config}. */
export const layerEnv: Layer.Layer<Component, ConfigError> = Layer.effect(Component, Effect.map(config, make))
