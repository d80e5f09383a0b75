import * as Config from "effect/Config"
import * as ConfigError from "effect/ConfigError"
import * as Either from "effect/Either"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import * as Keys from "./sealedKeys.ts"

/**
 * Keys in one variable `KEYS`, `id:key,id:key`, the current one first. What is wrong with them is told by place and rule,
 * and never quoted.
 *
 * @internal
 */
export const keys = (what: string): Config.Config<{
  readonly current: Keys.GivenKey
  readonly others: ReadonlyArray<Keys.GivenKey>
}> =>
  Config.option(Config.redacted(Config.nonEmptyString("KEYS"))).pipe(
    Config.mapOrFail(Option.match({
      onNone: () =>
        Either.left(ConfigError.MissingData(
          ["KEYS"],
          `Expected the keys of ${what}, as id:key,id:key with the current one first: ` +
            "the service provider can make one with: openssl rand -base64 32"
        )),
      onSome: (text) =>
        Keys.parse(Redacted.value(text)).pipe(
          Either.flatMap((given) => Either.map(Keys.read(given), () => given)),
          Either.mapBoth({
            onLeft: ({ message }) => ConfigError.InvalidData(["KEYS"], message),
            onRight: ([current, ...others]) => ({ current, others })
          })
        )
    }))
  )
