/** A tour: a third-party platform and its five merchants, with a WeChat that is played inside this program. */
import { Simulator } from "@effect-wechat/simulator"
import { Array as Arr, Config, Console, Effect, Layer, Logger, Order } from "effect"
import * as Calls from "./calls.ts"
import * as Report from "./report.ts"
import * as Shelf from "./shelf.ts"
import * as Tour from "./tour.ts"
import * as World from "./world.ts"

const { a, b, c, d, e } = World.merchants
const all = [a, b, c, d, e]

const screen = Effect.gen(function*() {
  const noColour = yield* Config.withDefault(Config.string("NO_COLOR"), "")
  const paint = process.stdout.isTTY && noColour === "" ? Report.paint : Report.plain
  const show = (title: string, lines: ReadonlyArray<string>) => Console.log(Report.section(paint, title, lines))
  return { paint, show }
})

const byName = Order.mapInput(Order.string, ({ name }: { readonly name: string }) => name)

/** What a platform does from its first day on. Gives what became of all calls. */
const firstPlatform = Effect.gen(function*() {
  const { paint, show } = yield* screen
  const simulator = yield* Simulator.Simulator

  yield* World.awaitEvent("Ticket")
  // The platform hears of the ticket while WeChat still waits for the answer.
  const [push] = yield* Effect.repeat(Effect.delay(simulator.pushes, "10 millis"), {
    until: Arr.isNonEmptyReadonlyArray
  })
  yield* show("1. WeChat pushes a ticket, signed and encrypted: it buys the platform its token", [
    `  ${push?.event} to ${push?.url}: ${push?.outcome}`
  ])

  const authorized = yield* Effect.forEach(all, Tour.authorize)
  yield* show(
    "2. Five merchants open the link and confirm",
    Report.authorizers(authorized.map((each) => each.authorizer))
  )

  yield* show(
    "3. Who may call what, without a call",
    Report.matrix(Object.keys(Calls.endpoints), yield* Tour.matrix)
  )

  yield* show("4. The five calls, on behalf of each merchant, once articles are published and messages sent", [])
  const contents = yield* Effect.forEach(all, Tour.prepare, { concurrency: "unbounded" })
  const made: Array<Calls.Made> = []
  const visit = (merchant: World.Merchant, title: string) =>
    Effect.gen(function*() {
      const content = contents[all.indexOf(merchant)]
      if (content === undefined) return
      const done = yield* Tour.makeAll(merchant, Calls.foundingCalls(content))
      made.push(...done)
      yield* Console.log([`  ${paint("bold", title)}`, ...Report.calls(paint, done)].join("\n"))
    })

  yield* visit(a, a.nickname)
  yield* visit(b, b.nickname)
  yield* visit(c, c.nickname)
  yield* Tour.withdraw(d)
  yield* visit(d, `${d.nickname} has taken the authorization back; WeChat has pushed it`)
  const looked = yield* Tour.ban(e)
  yield* visit(e, `${e.nickname} was banned by WeChat; the platform has asked anew about ${looked} accounts`)

  const troubles = yield* Tour.troubles(a, contents[0]?.draft ?? "")
  yield* show(
    `5. What goes wrong for ${a.nickname}: mended, or told to the one who can`,
    troubles.flatMap(({ made, title }) => Report.trouble(paint, title, made))
  )

  const counted = yield* Tour.countAll
  yield* show(
    "6. All who have authorized at once: OpenPlatform.forEachAuthorizer(Draft.count(), { concurrency: 4 })",
    Report.outcomes(Arr.sort(counted, byName))
  )
  return [...made, ...troubles.map((each) => each.made), ...counted].map(({ outcome }) => outcome)
})

/** The same, started again: all it has is the file, and the key. */
const secondPlatform = Effect.gen(function*() {
  const { show } = yield* screen
  const { asked, counted, known } = yield* Tour.afterRestart
  yield* show(
    "7. The platform was stopped, and another one is started on the same SQLite file, with the same key",
    Report.restarted(known, Arr.sort(counted, byName), asked)
  )
  return counted.map(({ outcome }) => outcome)
})

const program = Effect.gen(function*() {
  const { paint } = yield* screen
  const simulator = yield* Simulator.Simulator
  const place = yield* Shelf.place

  yield* Console.log(
    `${paint("bold", "effect-wechat: a third-party platform and its merchants")}\n`
      + "WeChat is played by a simulator inside this program: nothing leaves this machine."
  )
  const before = yield* Effect.provide(firstPlatform, World.platform(place))
  const after = yield* Effect.provide(secondPlatform, World.platform(place))

  yield* Console.log(
    Report.summary(paint, [...before, ...after], yield* simulator.requests, yield* simulator.pushes)
  )
}).pipe(Effect.scoped)

// The report says it all; the library's own log lines would stand in between.
const main = Effect.provide(program, Layer.merge(World.weChat, Logger.remove(Logger.defaultLogger)))

await Effect.runPromise(main)
