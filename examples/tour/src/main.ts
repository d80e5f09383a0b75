/** A tour: what the library does, for five merchants, against a WeChat that lives inside this program. */
import { Config, Console, Effect, Layer, Logger } from "effect"
import * as WeChat from "./fakeWeChat.ts"
import { merchants } from "./merchants.ts"
import * as Report from "./report.ts"
import { visit } from "./tour.ts"

const program = Effect.gen(function*() {
  const noColour = yield* Config.withDefault(Config.string("NO_COLOR"), "")
  const paint = process.stdout.isTTY && noColour === "" ? Report.paint : Report.plain

  yield* Console.log(
    `${paint("bold", "The five founding calls of effect-wechat")}\n`
      + "WeChat is played by a fake inside this program: nothing leaves this machine."
  )

  const visits = yield* Effect.forEach(
    merchants,
    (merchant) => Effect.tap(visit(merchant), (visit) => Console.log(Report.ofVisit(paint, visit)))
  )

  yield* Console.log(Report.ofAll(paint, visits))
})

// The report says it all; the library's own log lines would stand in between.
const Live = Layer.merge(WeChat.layer, Logger.remove(Logger.defaultLogger))

await Effect.runPromise(Effect.provide(program, Live))
